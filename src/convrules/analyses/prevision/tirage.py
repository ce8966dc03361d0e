"""A year drawn: which dwellings become free or are delivered, when, and which are withdrawn."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final

from convrules import vocabulary
from convrules.analyses.prevision.hasard import Hasard
from convrules.analyses.prevision.model import Filtre, Hypotheses, Parc
from convrules.base.dates import connu, pas_survenu
from convrules.base.values import Cellule, Connu, Erreur, Inconnu
from convrules.facts.assemblage import Rights, by_id
from convrules.facts.places import with_places
from convrules.facts.records import Faits, Ligne, Vacance

PARCOURS: Final = (
    "conge", "liberation", "disponibilite", "information", "orientation", "proposition", "decision",
    "attribution", "offre", "reponse", "bail",
)  # fmt: skip
"""What happens to a drawn dwelling, in this order: on the day of its release, or after the days declared."""
ATTENTE: Final = ("conge", "liberation", "disponibilite", "information")
"""What has happened when advice is asked for."""
USAGE: Final = "affectation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiree:
    """A drawn dwelling. `retrait`: the category under which it is withdrawn."""

    vacance: Vacance
    jour: date
    retrait: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annee:
    """A year drawn. `courts`: categories of which there were fewer dwellings to withdraw than forecast."""

    tirees: tuple[Tiree, ...]
    retires: Mapping[str, int]
    courts: tuple[str, ...]


# --- the dwellings, and the rate of each ------------------------------------------------------
def stock(faits: Faits, hypotheses: Hypotheses) -> Parc:
    """Each dwelling under the first line of mobility that describes it. Where one does not know which, the
    dwelling is set aside, unless every line that may be the first has the same rate."""
    kept: list[tuple[Ligne, int]] = []
    lines = hypotheses.mobilite
    apart: Counter[str] = Counter()
    without = 0
    for row in faits.logements or ():
        rank, missing = _line(row, hypotheses)
        if missing:
            apart[missing] += 1
        elif rank is None:
            without += 1
        else:
            kept.append((row, rank))
    kept.sort(key=lambda pair: pair[0].id)
    counted = Counter(rank for _, rank in kept)
    return Parc(
        logements=tuple(kept),
        par_ligne=tuple(counted[n] for n in range(len(lines))),
        a_part=tuple(sorted(apart.items())),
        sans_taux=without,
    )


def _line(row: Ligne, hypotheses: Hypotheses) -> tuple[int | None, str]:
    """The line that speaks of a dwelling; or the fact for want of which one does not know."""
    missing, possible = "", list[int]()
    for rank, line in enumerate(hypotheses.mobilite):
        found = matches(line.ou, row)
        if isinstance(found, str):
            missing = missing or found
            possible.append(rank)
        elif found:
            possible.append(rank)
            break
    else:
        if missing:
            return None, missing
        return None, ""
    if len({hypotheses.mobilite[rank].taux for rank in possible}) > 1:
        return None, missing
    return possible[-1], ""


def matches(filtre: Filtre, row: Ligne | Vacance) -> bool | str:
    """Does the row say what is asked? The name of a fact, where one does not know."""
    missing = ""
    for nom, wanted in filtre.valeurs:
        cell = row.cellule(nom)
        if isinstance(cell, Inconnu | Erreur):
            missing = missing or nom
        elif cell not in wanted:
            return False
    return missing or True


# --- a year -------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Tirage:
    """What every drawn year is drawn from. `anciennes`: recorded vacancies of the year before, where a text
    reads them. `au`: the day on which the year is looked at, all being done."""

    faits: Faits
    hypotheses: Hypotheses
    parc: Parc
    annee: int
    anciennes: tuple[Vacance, ...] = ()

    @property
    def au(self) -> date:
        last = max((days for _, days in self.hypotheses.delais), default=0)
        return date(self.annee, 12, 31) + timedelta(days=last)

    def year(self, rang: int) -> Annee:
        hasard = Hasard(self.hypotheses.graine, rang)
        drawn = [*self._freed(hasard), *self._delivered(hasard)]
        return self._withdrawn(hasard, drawn)

    def _freed(self, hasard: Hasard) -> Iterator[Tiree]:
        lines = self.hypotheses.mobilite
        rates = [hasard.between(m.taux.min, m.taux.max, "taux", str(n)) for n, m in enumerate(lines)]
        first = date(self.annee, 1, 1)
        days = (date(self.annee + 1, 1, 1) - first).days
        for row, rank in self.parc.logements:
            if hasard.happens(rates[rank], "départ", row.id):
                day = first + timedelta(days=hasard.below(days, "jour", row.id))
                own = {"logement": Connu(row.id), "premiere_location": Connu(False)}
                yield self._row(hasard, row.id, day, own, row)

    def _delivered(self, hasard: Hasard) -> Iterator[Tiree]:
        for n, planned in enumerate(self.hypotheses.livraisons, 1):
            days = (planned.au - planned.du).days + 1
            for rank in range(1, planned.nombre + 1):
                ident = f"livraison {n}, {rank}"
                day = planned.du + timedelta(days=hasard.below(days, "jour", ident))
                own: dict[str, Cellule] = {
                    "premiere_location": Connu(True),
                    "mise_en_service": Connu(connu(day)),
                    **dict(planned.faits),
                }
                yield self._row(hasard, ident, day, own, None)

    def _row(
        self, hasard: Hasard, ident: str, day: date, own: Mapping[str, Cellule], dwelling: Ligne | None
    ) -> Tiree:
        absent: Cellule = Connu(pas_survenu(self.au))
        cells: dict[str, Cellule] = {nom: absent for nom in vocabulary.EVENEMENTS if nom != "mise_en_service"}
        cells |= {nom: Connu(connu(day + timedelta(days=self.delay(nom)))) for nom in PARCOURS}
        cells |= {USAGE: Connu("location"), "sens_reponse": Connu("acceptee")}
        cells |= dict(self.hypotheses.faits)
        for nom, share in self.hypotheses.chances:
            cells[nom] = Connu(hasard.happens(share, f"fait {nom}", ident))
        cells |= own
        row = Ligne(table="vacances", id=f"tirée {ident}", cellules=with_places(cells))
        return Tiree(vacance=self._hung(row, dwelling), jour=day)

    def delay(self, evenement: str) -> int:
        return dict(self.hypotheses.delais).get(evenement, 0)

    def _hung(self, row: Ligne, dwelling: Ligne | None) -> Vacance:
        """With its dwelling, its programme and its rights; it has no candidates and no refusals."""
        named = (dwelling or row).cellule("programme")
        ident = named.valeur if isinstance(named, Connu) and isinstance(named.valeur, str) else None
        bare = Vacance(ligne=row, logement=dwelling, candidatures=(), refus=(), previsions=())
        return replace(
            bare,
            programme=self._programmes(ident) if ident is not None else None,
            droits=self._rights.of(bare, (ident,) if ident is not None else ()),
        )

    @cached_property
    def _programmes(self) -> Callable[[str], Ligne | None]:
        return by_id(self.faits.programmes)

    @cached_property
    def _rights(self) -> Rights:
        return Rights(self.faits.droits)

    def _withdrawn(self, hasard: Hasard, drawn: Sequence[Tiree]) -> Annee:
        """For each forecast, the first of those left, in an order drawn by chance."""
        left = {t.vacance.id: t for t in drawn}
        retires: Counter[str] = Counter()
        courts: list[str] = []
        for n, forecast in enumerate(self.hypotheses.retraits):
            fit = [t for t in left.values() if t.retrait is None and matches(forecast.ou, t.vacance) is True]
            fit.sort(key=lambda t: (hasard.draw(f"retrait {n}", t.vacance.id), t.vacance.id))
            for one in fit[: forecast.nombre]:
                left[one.vacance.id] = Tiree(
                    vacance=with_cells(one.vacance, dict(forecast.faits)),
                    jour=one.jour,
                    retrait=forecast.categorie,
                )
            retires[forecast.categorie] += min(len(fit), forecast.nombre)
            courts += [forecast.categorie] if len(fit) < forecast.nombre else []
        return Annee(tirees=tuple(left.values()), retires=retires, courts=tuple(dict.fromkeys(courts)))

    # --- as facts -----------------------------------------------------------------------------
    def facts(self, vacances: Iterable[Vacance]) -> Faits:
        """A year in which nothing happens but what is drawn: no act on a dwelling, no vacancy to come, the
        withdrawals that are declared."""
        acts = (a for a in self.faits.actes or () if not isinstance(a.cellule("vacance"), Connu))
        return replace(
            self.faits,
            vacances=(*self.anciennes, *vacances),
            soustractions=self._forecasts(),
            vacances_attendues=(),
            actes=tuple(acts),
            actes_tenus=None,
            comptes=None,
        )

    def _forecasts(self) -> Sequence[Ligne] | None:
        declared = self.hypotheses.retraits
        if not declared:
            return self.faits.soustractions
        others = (
            row
            for row in self.faits.soustractions or ()
            if row.cellule("annee") != Connu(Fraction(self.annee))
        )
        return (*others, *(self._forecast(n) for n in range(len(declared))))

    def _forecast(self, n: int) -> Ligne:
        one = self.hypotheses.retraits[n]
        where = {nom: values[0] for nom, values in one.ou.valeurs if len(values) == 1}
        cells: dict[str, Cellule] = {
            **where,
            "annee": Connu(Fraction(self.annee)),
            "categorie": Connu(one.categorie),
            "nombre": Connu(Fraction(one.nombre)),
        }
        return Ligne(table="soustractions", id=f"prévu {n + 1}", cellules=with_places(cells))


def with_cells(vacance: Vacance, cells: Mapping[str, Cellule]) -> Vacance:
    return replace(vacance, ligne=replace(vacance.ligne, cellules={**vacance.ligne.cellules, **cells}))


def waiting(vacance: Vacance, au: date) -> Vacance:
    """The dwelling as advice looks at it: free, and nothing done of it yet."""
    absent: Cellule = Connu(pas_survenu(au))
    return with_cells(vacance, {nom: absent for nom in PARCOURS if nom not in ATTENTE})
