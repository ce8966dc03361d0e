"""What an account is due up to a day: the limit of « jusqu'à épuisement ».

On the base expected in the year when one is declared (`vacances_attendues`), else on the rows of the base
dated up to the entry. Withdrawals are taken as they are. Source: docs/langage, « Comptes ».
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from itertools import accumulate

from convrules import ir
from convrules.base.dates import days_of_month
from convrules.base.outcomes import Issue, et
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, round_count
from convrules.compiler import ClauseCompilee, cases
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.reading import event_of_cell
from convrules.year.annoncees import may_bear_on
from convrules.year.assiette import Cadre, in_flow, vacancy
from convrules.year.bornes import ZERO, between, hull, plus
from convrules.year.cellules import Clef, Place, as_number, as_text, facts_of, key_of, locate
from convrules.year.jour_attendu import comes_with_vacancy, of_base
from convrules.year.model import Bornes
from convrules.year.periode import Intervalle, periods
from convrules.year.retraits import INCERTAIN
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import UN_TAUX, Monde, Suivi, rate
from convrules.year.textes import Textes, regimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumul:
    """Amounts by day, summed up to each of them."""

    jours: tuple[int, ...]
    sommes: tuple[Fraction, ...]

    def between(self, du: int, au: int) -> Fraction:
        """Sum of what is dated from `du` to `au`, both included."""
        if au < du:
            return Fraction(0)
        first, last = bisect_right(self.jours, du - 1), bisect_right(self.jours, au)
        return self.sommes[last] - self.sommes[first]


def cumulate(amounts: Iterable[tuple[int, Fraction]]) -> Cumul:
    ordered = sorted(amounts)
    return Cumul(
        jours=tuple(day for day, _ in ordered),
        sommes=tuple(accumulate((amount for _, amount in ordered), initial=Fraction(0))),
    )


RIEN = cumulate(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Du:
    """Rates of the rows of one cell: those certain (`bas`), those possible (`haut`), and those whose day is
    not known (`vague`, by their earliest day). `mois`: those certain of the rows known to the month, by the
    last day that is possible."""

    bas: Cumul
    haut: Cumul
    vague: Cumul
    mois: Cumul


@dataclass(slots=True, kw_only=True)
class CompteDu:
    """The due of one part (or of a quota, by forecast), cell by cell; read once."""

    clause: ClauseCompilee
    cadre: Cadre
    textes: Textes
    dimensions: tuple[ir.Champ, ...]
    cellules: dict[Clef, Du] | None = None
    ailleurs: Cumul = RIEN
    par_cellule: dict[Clef, Textes] = field(default_factory=dict)

    def around(self, place: Place) -> "CompteDu":
        """The same as its text stands in the cell of a place, if that is sure."""
        return self.within(key_of(place, self.dimensions)) if place.sure else self

    def within(self, clef: Clef) -> "CompteDu":
        """The account as its text stands in one cell, exceptions that read it included."""
        textes = self.par_cellule.get(clef)
        if textes is None:
            textes = replace(self.textes, faits=facts_of(clef), lus={})
            self.par_cellule[clef] = textes
        return replace(self, textes=textes)


def account_due(clause: ClauseCompilee, cadre: Cadre, dimensions: tuple[ir.Champ, ...]) -> CompteDu:
    """dimensions: what tells its cells apart, in the period that is looked at."""
    textes = Textes(clause=clause, cadre=cadre, faits={})
    return CompteDu(clause=clause, cadre=cadre, textes=textes, dimensions=dimensions)


def dimensions_in(clause: ClauseCompilee, cadre: Cadre, periode: Intervalle) -> tuple[ir.Champ, ...]:
    """What tells cells apart in a period: as its first day has it."""
    said = Textes(clause=clause, cadre=replace(cadre, periode=periode), faits={}).cells().given
    return next((a.dimensions for a in said if isinstance(a, ir.Application)), every_dimensions(clause)[0])


def every_dimensions(clause: ClauseCompilee) -> tuple[tuple[ir.Champ, ...], ...]:
    """The same of each text, that which was signed first."""
    texts = (cas.valeur for cas in cases(*clause.regles["application"].versions))
    return tuple(dict.fromkeys(a.dimensions for a in texts if isinstance(a, ir.Application)))


def due_on(compte: CompteDu, clef: Clef, jour: date, annee: int) -> Bornes:
    """R(dû) of the year, seen from an entry of that day."""
    periode = periods(ir.Periode.ANNEE, annee, compte.cadre.en_vigueur)
    if not periode:
        return ZERO
    own = compte.within(clef)
    declared = list(_declared(own, clef, periode[0]))
    spans = [(max(s.du, periode[0].du), min(s.au, periode[0].au)) for s in declared]
    due = _rows(compte, clef, _gaps(periode[0], jour, spans))
    for attendu in declared:
        due = plus(due, attendu.du_attendu)
    return _rounded(own, due, replace(compte.cadre, periode=periode[0], annee=annee))


def announced(compte: CompteDu, clef: Clef, periode: Intervalle) -> Bornes | None:
    """The exact due of a period on the flow declared for it; None when a day of it is not covered."""
    declared = list(_declared(compte, clef, periode))
    rows = compte.cadre.faits.vacances_attendues or ()
    days = ((_day(row, "du") or periode.du, _day(row, "au") or periode.au) for row in rows)
    spans = [(max(du, periode.du), min(au, periode.au)) for du, au in days if du <= periode.au]
    if any(_gaps(periode, periode.au, spans)):
        return None
    due = ZERO
    for attendu in declared:
        due = plus(due, attendu.du_attendu)
    return due


def _rounded(compte: CompteDu, due: Bornes, cadre: Cadre) -> Bornes:
    """Under each way in which the text may round."""
    textes = replace(compte.textes, cadre=cadre)
    known = regimes(textes).possibles
    ways = {regime.arrondi for regime in known}
    found = [between(round_count(due.min, w), round_count(due.max, w)) for w in ways]
    # Why: whether the base will reach its minimum is not known on a day.
    perhaps = [ZERO] if any(regime.minimum is not None for regime in known) else []
    return hull((*found, *perhaps)) if found else ZERO


def _gaps(periode: Intervalle, jour: date, spans: Sequence[tuple[date, date]]) -> Iterator[tuple[int, int]]:
    """Days of the period up to `jour` that no forecast covers."""
    start, last = periode.du.toordinal(), min(jour, periode.au).toordinal()
    for du, au in sorted(spans):
        if start <= min(last, du.toordinal() - 1):
            yield start, min(last, du.toordinal() - 1)
        start = max(start, au.toordinal() + 1)
    if start <= last:
        yield start, last


def _rows(compte: CompteDu, clef: Clef, gaps: Iterable[tuple[int, int]]) -> Bornes:
    cells = compte.cellules if compte.cellules is not None else _read(compte)
    own = cells.get(clef, Du(bas=RIEN, haut=RIEN, vague=RIEN, mois=RIEN))
    low, high = Fraction(0), Fraction(0)
    for du, au in gaps:
        low += own.bas.between(du, au) + own.mois.between(_first_whole_month(du), au)
        high += own.haut.between(du, au) + compte.ailleurs.between(du, au)
        high += own.vague.between(-(10**9), au)
    return between(low, high)


def _first_whole_month(du: int) -> int:
    """Of what is known to the month and has come by a day, all is after `du` from that one on."""
    day = date.fromordinal(du)
    return (
        du if day.day == 1 else date(day.year, day.month, 1).toordinal() + days_of_month(day.year, day.month)
    )


# --- rows of the base -------------------------------------------------------------------------
@dataclass(slots=True)
class _Brut:
    bas: list[tuple[int, Fraction]] = field(default_factory=list)
    haut: list[tuple[int, Fraction]] = field(default_factory=list)
    vague: list[tuple[int, Fraction]] = field(default_factory=list)
    mois: list[tuple[int, Fraction]] = field(default_factory=list)


def _read(compte: CompteDu) -> dict[Clef, Du]:
    found: dict[Clef, _Brut] = {}
    elsewhere: list[tuple[int, Fraction]] = []
    for suivi in compte.cadre.suivis:
        place = locate(vacancy(suivi), compte.dimensions)
        if place is None:
            continue
        # Why: a row that may be of several cells owes what the text may say in any of them.
        taux = _rate_of(suivi, compte.around(place))
        if taux.max:
            _place(found, elsewhere, suivi, taux, (place, compte.dimensions))
    compte.ailleurs = cumulate(elsewhere)
    compte.cellules = {
        clef: Du(bas=cumulate(b.bas), haut=cumulate(b.haut), vague=cumulate(b.vague), mois=cumulate(b.mois))
        for clef, b in found.items()
    }
    return compte.cellules


def _place(
    found: dict[Clef, _Brut],
    elsewhere: list[tuple[int, Fraction]],
    suivi: Suivi,
    taux: Bornes,
    where: tuple[Place, tuple[ir.Champ, ...]],
) -> None:
    place, dimensions = where
    reference = suivi.decision.reference
    earliest = max(reference.low, 1)
    if not place.sure:
        elsewhere.append((earliest, taux.max))
        return
    brut = found.setdefault(key_of(place, dimensions), _Brut())
    if reference.connu is None:
        brut.vague.append((earliest, taux.max))
        if reference.au_mois is not None:
            brut.mois.append((reference.high, taux.min))
        return
    brut.bas.append((earliest, taux.min))
    brut.haut.append((earliest, taux.max))


def _rate_of(suivi: Suivi, compte: CompteDu) -> Bornes:
    """ρ of the row, 0 where it may be out of the base."""
    return hull(_in_text(suivi, monde, compte) for monde in suivi.mondes)


def _in_text(suivi: Suivi, monde: Monde, compte: CompteDu) -> Bornes:
    cle = compte.textes.at("règle", monde.contexte.jour)
    if cle.conflit:
        return UN_TAUX
    counted = compte.textes.classes_counted(monde.contexte.jour)
    found = [ZERO] if None in cle.valeurs else []
    for regle in cle.given:
        assert isinstance(regle, ir.ReglePart | ir.RegleQuota), "checked: the rule of a part or quota"
        inside: Issue = status_issue(regle.population, suivi.decision)
        if inside is not False:
            flow = in_flow(regle.population, vacancy(suivi), monde, compte.cadre, comptees=counted)
            inside = et(inside, flow)
        if inside is False:
            found.append(ZERO)
            continue
        taux, _ = rate(regle.taux, monde.contexte)
        found.append(taux if inside is True else hull((ZERO, taux)))
    return hull(found) if found else ZERO


# --- a base declared for the year -------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Attendu:
    du: date
    au: date
    du_attendu: Bornes


def _declared(compte: CompteDu, clef: Clef, periode: Intervalle) -> Iterator[_Attendu]:
    """Forecast rows whose period meets the year, with what they make due."""
    for ligne in compte.cadre.faits.vacances_attendues or ():
        du, au = _day(ligne, "du") or periode.du, _day(ligne, "au") or periode.au
        inside = _bears_on(ligne, compte, clef, periode) if du <= periode.au and au >= periode.du else False
        if inside is False:
            continue
        low, high = as_number(ligne.cellule("min")), as_number(ligne.cellule("max"))
        assert low is not None and high is not None, "checked on reading: a forecast of vacancies has bounds"
        taux = _expected_rate(ligne, compte, periode)
        sure = inside is True and du >= periode.du and au <= periode.au and _comes(compte, periode)
        least = low * taux.min if sure else Fraction(0)
        yield _Attendu(du=du, au=au, du_attendu=between(least, high * taux.max))


def _bears_on(ligne: Ligne, compte: CompteDu, clef: Clef, periode: Intervalle) -> Issue:
    regle = _rule(compte, periode)
    if regle is None:
        return False
    inside = et(
        may_bear_on(ligne, compte.cadre),
        of_base(regle.population, _contexte(ligne, compte, periode), compte.cadre),
    )
    for nom, valeur in clef:
        found = as_text(ligne.cellule(nom))
        if found is not None and found != valeur:
            return False
        if found is None:
            # Why: a forecast that does not say in which cell may be in any.
            inside = et(inside, INCERTAIN)
    return inside


def _comes(compte: CompteDu, periode: Intervalle) -> bool:
    regle = _rule(compte, periode)
    return regle is not None and comes_with_vacancy(regle.population, compte.cadre)


def _expected_rate(ligne: Ligne, compte: CompteDu, periode: Intervalle) -> Bornes:
    regle = _rule(compte, periode)
    return rate(regle.taux, _contexte(ligne, compte, periode))[0] if regle is not None else ZERO


def _rule(compte: CompteDu, periode: Intervalle) -> ir.ReglePart | ir.RegleQuota | None:
    given = compte.textes.at("règle", periode.du).given
    regle = given[0] if given else None
    assert regle is None or isinstance(regle, ir.ReglePart | ir.RegleQuota), "checked: a rule of what is owed"
    return regle


def _contexte(ligne: Ligne, compte: CompteDu, periode: Intervalle) -> Contexte:
    row = Ligne(table="vacances", id=ligne.id, cellules=ligne.cellules)
    return replace(compte.cadre.contexte(periode.du), vacance=Vacance(ligne=row))


def _day(ligne: Ligne, nom: str) -> date | None:
    cellule = ligne.cellule(nom)
    return event_of_cell(cellule, nom).connu if isinstance(cellule, Connu) else None
