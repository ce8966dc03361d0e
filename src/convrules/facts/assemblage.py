"""Tables to facts: what belongs to a vacancy hangs on it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.values import Cellule, Connu, SansObjet
from convrules.facts.chargement import Contexte
from convrules.facts.coherence import filled, held_back, unless_withdrawn
from convrules.facts.doublons import Accordees, Tables
from convrules.facts.records import RIEN, Faits, Incomptees, Ligne, Lignes, Prevision, Vacance
from convrules.facts.redites import COMPTEES

Calcul: TypeAlias = Callable[[ir.Expr, Vacance], Cellule]
DROITS_POSSIBLES: Final = 30
"""Beyond so many rights that may bear on one dwelling, none is looked at. Source: docs/langage, « Les droits
identifiés »."""


def with_computed(tables: Tables, calculs: Mapping[str, Sequence[ir.Colonne]], calculer: Calcul) -> Tables:
    """Tables with their computed columns, but those of vacancies, which see what hangs on them. calculs: by
    table, in the order of the mapping; each sees those before it."""
    return {
        nom: None if rows is None else _computed_rows(rows, calculs.get(nom, ()), calculer)
        for nom, rows in tables.items()
        if nom != "vacances"
    }


def assemble(
    bailleur: str,
    lues: Accordees,
    done: Tables,
    calculs: Sequence[ir.Colonne],
    contexte: Contexte,
    ordinaires: frozenset[int] = frozenset(),
) -> Faits:
    """The facts of one landlord. done: the tables but that of vacancies, computed; calculs: computed columns
    of the vacancies; ordinaires: identities of the rows whose dates need no second look."""
    demandes = done.get("demandes")
    rows = (
        row if row.refusee or id(row) in ordinaires else held_back(filled(row))
        for row in lues.tables.get("vacances") or ()
    )
    joined = unless_withdrawn(_vacances(rows, done, lues.incertaines), contexte.sans_titulaire)
    return Faits(
        bailleur=bailleur,
        vacances=tuple(_computed(v, calculs, contexte.calculer) for v in joined),
        logements=done.get("logements"),
        programmes=done.get("programmes"),
        conventions=done.get("conventions"),
        droits=done.get("droits"),
        demandes=None if demandes is None else {row.id: row for row in demandes},
        soustractions=done.get("soustractions"),
        soldes=done.get("soldes"),
        vacances_attendues=done.get("vacances_attendues"),
        actes=done.get("journal"),
    )


def _computed(vacance: Vacance, calculs: Sequence[ir.Colonne], calculer: Calcul) -> Vacance:
    for colonne in calculs:
        assert colonne.calcul is not None, "only computed columns come here"
        cell = calculer(colonne.calcul, vacance)
        ligne = replace(vacance.ligne, cellules={**vacance.ligne.cellules, colonne.champ: cell})
        vacance = replace(vacance, ligne=ligne)
    return vacance


def _computed_rows(rows: Sequence[Ligne], calculs: Sequence[ir.Colonne], calculer: Calcul) -> Sequence[Ligne]:
    if not calculs:
        return rows
    finish = partial(_computed_row, calculs, calculer)
    return rows.mapped(finish) if isinstance(rows, Lignes) else tuple(map(finish, rows))


def _computed_row(calculs: Sequence[ir.Colonne], calculer: Calcul, row: Ligne) -> Ligne:
    return _computed(Vacance(ligne=row), calculs, calculer).ligne


def _vacances(
    rows: Iterable[Ligne], tables: Tables, uncounted: Mapping[str, Incomptees]
) -> Iterable[Vacance]:
    logements = by_id(tables.get("logements"))
    programmes = by_id(tables.get("programmes"))
    hanging = {nom: _by_vacance(tables.get(nom)) for nom in ("candidatures", "refus", "previsions")}
    rights = Rights(tables.get("droits"))
    lost = {nom: uncounted.get(nom, RIEN) for nom in {*COMPTEES, *hanging}}
    doubtful = any(why.toutes or why.par_vacance for why in lost.values())
    if not doubtful and not rights.supplied and all(rows is None for rows in hanging.values()):
        hanging = {}
        if not tables.get("logements") and not tables.get("programmes"):
            yield from [Vacance(ligne=row) for row in rows]
            return
    for row in rows:
        if row.refusee:
            yield Vacance(ligne=row)
            continue
        logement = logements(_text(row, "logement"))
        named = {nom for one in (row, logement) if one and (nom := _text(one, "programme"))}
        programme = programmes(*named) if len(named) == 1 else None
        if not hanging:
            # Why: of tables that were not supplied there is nothing to look for, vacancy by vacancy.
            yield Vacance(ligne=row, logement=logement, programme=programme)
            continue
        yield Vacance(
            ligne=row,
            logement=logement,
            programme=programme,
            candidatures=_counted(hanging["candidatures"], row.id, lost["candidatures"]),
            refus=_counted(hanging["refus"], row.id, lost["refus"]),
            droits=rights.of(Vacance(ligne=row, logement=logement), named),
            previsions=_forecast(hanging["previsions"], row.id, lost["previsions"]),
            incomptees={nom: why for nom in COMPTEES if (why := lost[nom].of(row.id))},
        )


def _counted(
    rows: Mapping[str, list[Ligne]] | None, ident: str, uncounted: Incomptees | None
) -> tuple[Ligne, ...] | None:
    return None if rows is None or (uncounted or RIEN).of(ident) else tuple(rows[ident])


def _forecast(
    rows: Mapping[str, list[Ligne]] | None, ident: str, uncounted: Incomptees | None
) -> tuple[Prevision, ...] | None:
    found = _counted(rows, ident, uncounted)
    return None if found is None else tuple(map(_prevision, found))


class Rights:
    """Rights by what they bear on: those that name a dwelling, those that may hide one, those of a
    programme alone. Of the first two, a vacancy keeps all that may bear on its dwelling."""

    def __init__(self, rows: Sequence[Ligne] | None) -> None:
        self.supplied = rows is not None
        self.rows = rows or ()
        self.by_dwelling: dict[str, list[int]] = defaultdict(list)
        self.naming: dict[str, list[int]] = defaultdict(list)
        self.hiding: dict[str, list[int]] = defaultdict(list)
        self.of_programme: dict[str, list[int]] = defaultdict(list)
        for rank, row in enumerate(self.rows):
            logement, programme = _text(row, "logement"), _text(row, "programme")
            if logement:
                self.by_dwelling[logement].append(rank)
                self.naming[programme].append(rank)
            elif _names_none(row):
                self.of_programme[programme].append(rank)
            else:
                self.hiding[programme].append(rank)

    def of(self, vacance: Vacance, programmes: Iterable[str]) -> tuple[Ligne, ...] | None:
        """Those of a dwelling, and of its programme; of each, when it is said to be in two. None: so many
        may bear on it that they are not told apart."""
        if not self.supplied:
            return None
        logement, programme = vacance.cellule("logement"), vacance.cellule("programme")
        doubtful = _in_programme(self.hiding, programme)
        named: Sequence[int] = ()
        if isinstance(logement, Connu):
            named = self.by_dwelling.get(str(logement.valeur), ())
        elif not isinstance(logement, SansObjet):
            doubtful += _in_programme(self.naming, programme)
        if len(doubtful) > DROITS_POSSIBLES:
            return None
        shared = [r for nom in {"", *programmes} for r in self.of_programme.get(nom, ())]
        return tuple(self.rows[r] for r in sorted((*named, *doubtful, *shared)))


def _names_none(droit: Ligne) -> bool:
    """A right on a programme alone: without object, or its table has no column for the dwelling."""
    absent = "logement" not in droit.cellules and "programme" in droit.cellules
    return absent or isinstance(droit.cellule("logement"), SansObjet)


def _in_programme(ranks: Mapping[str, list[int]], programme: Cellule) -> list[int]:
    """Those of a programme and those that name none; all, while the programme is not known."""
    if not isinstance(programme, Connu | SansObjet):
        return [r for some in ranks.values() for r in some]
    own = ranks.get(str(programme.valeur), []) if isinstance(programme, Connu) else []
    return [*own, *ranks.get("", ())]


def by_id(rows: Sequence[Ligne] | None) -> Callable[[str], Ligne | None]:
    return rows.par_id if isinstance(rows, Lignes) else {row.id: row for row in rows or ()}.get


def _by_vacance(rows: Sequence[Ligne] | None) -> Mapping[str, list[Ligne]] | None:
    if rows is None:
        return None
    grouped: dict[str, list[Ligne]] = defaultdict(list)
    for row in rows:
        grouped[_text(row, "vacance")].append(row)
    return grouped


def _prevision(row: Ligne) -> Prevision:
    return Prevision(
        evenement=_text(row, "evenement"),
        jour=_day(row, "date"),
        faite_le=_day(row, "faite_le"),
        place=row.place,
    )


def _text(row: Ligne, champ: str) -> str:
    cell = row.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""


def _day(row: Ligne, champ: str) -> date:
    cell = row.cellule(champ)
    assert isinstance(cell, Connu), "a forecast without its dates is refused"
    value = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    assert isinstance(value, date), "a forecast without its dates is refused"
    return value
