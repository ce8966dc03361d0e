"""Exchanges of turns: one act, two entries, +1 done on the account that gains and −1 on the one that gives.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, as_of
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, indetermine, non, ou
from convrules.base.records import dataclass
from convrules.compiler import Programme, cases
from convrules.facts.records import Ligne
from convrules.runtime.concurrents import alone
from convrules.runtime.decision import Statut
from convrules.runtime.holders import is_holder, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import cited, event_of_cell
from convrules.year.assiette import Cadre, is_row, vacancy
from convrules.year.bornes import ZERO
from convrules.year.cellules import Clef, as_text, locate
from convrules.year.de_la_base import of_base_alone
from convrules.year.imputation import within_account
from convrules.year.partage import splits_of
from convrules.year.periode import falls_in
from convrules.year.rangs import DEHORS, Option, Rang
from convrules.year.retraits import withdrawn
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm
from convrules.year.valeurs import Echangee

ACTE: Final = "echange"
COMPTE: Final[frozenset[Option]] = frozenset({(True, False)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Echange:
    """`compte` gains one dwelling done, `cedant` loses one. `vacance`: the letting exchanged, when the act
    names it."""

    id: str
    compte: str
    cedant: str
    date: Evenement
    ligne: Ligne
    vacance: str | None = None

    @property
    def comptes(self) -> tuple[str, str]:
        return self.compte, self.cedant


def exchanges(cadre: Cadre) -> Iterator[Echange]:
    """Acts of exchange as known on a day. A row that names only one account is refused on reading: it says
    nothing; nor does that of a vacancy which was not read (CR824)."""
    for ligne in cadre.faits.actes or ():
        if as_text(ligne.cellule("acte")) != ACTE:
            continue
        compte, cedant = as_text(ligne.cellule("compte")), as_text(ligne.cellule("cedant"))
        if compte is None or cedant is None:
            continue
        vacance = as_text(ligne.cellule("vacance"))
        if vacance is not None and not _is_read(vacance, cadre):
            continue
        when = event_of_cell(ligne.cellule("date"), "date", f"journal {ligne.id}")
        yield Echange(
            id=ligne.id,
            compte=compte,
            cedant=cedant,
            date=as_of(when, cadre.au),
            ligne=ligne,
            vacance=vacance,
        )


# --- rows of a part -----------------------------------------------------------------------------
def exchange_rows(clause: ir.Clause, clef: Clef, cadre: Cadre) -> tuple[Rang, ...]:
    """What acts of exchange add to the count of a part in one cell: rows of one dwelling more, or less.

    A dwelling less of which one is not sure is a certain one less and a perhaps one more: the bounds of sums
    hold whatever its sign.
    """
    if not isinstance(clause, ir.Part):
        return ()
    return tuple(_rows_of(clause, clef, cadre, lambda c: is_holder(cadre.programme, c, cadre.finer)))


def exchanged_at(clause: ir.Clause, clef: Clef, cadre: Cadre) -> bool:
    """Do acts of exchange add, or perhaps, to what the part or an account that shares it counts in a cell?"""
    if not isinstance(clause, ir.Part):
        return False
    shares = [[c for c, _ in own.entre] for _, own in splits_of(clause.entete.ident, cadre.programme)]
    return bool(exchange_rows(clause, clef, cadre)) or any(
        rows_on_account(compte, comptes, clause, clef, cadre) for comptes in shares for compte in comptes
    )


def rows_on_account(
    compte: str, comptes: Sequence[str], part: ir.Part, clef: Clef, cadre: Cadre
) -> tuple[Rang, ...]:
    """The same of one account of a split of the part, among others."""
    others = frozenset(comptes) - {compte}
    return tuple(_rows_of(part, clef, cadre, lambda nom: nom not in others and _shares(nom, compte, cadre)))


def _shares(nom: str, compte: str, cadre: Cadre) -> bool:
    """Is what an act names an account that has a share of a part? The identifier of a convention is the
    account of its holder in its own parts alone."""
    if within_account(nom, compte, cadre.finer):
        return True
    own = nom == cadre.programme.convention.ident and compte not in cadre.finer
    return own and is_holder(cadre.programme, compte, cadre.finer)


def _rows_of(part: ir.Part, clef: Clef, cadre: Cadre, mine: Callable[[str], bool]) -> Iterator[Rang]:
    for echange in exchanges(cadre):
        gains, gives = (
            _concerns(echange, nom, part, clef, cadre) if mine(nom) else False for nom in echange.comptes
        )
        # Why not when both are alike: it changes nothing, whichever cell it is in.
        if gains != gives:
            yield from _as_rows(Echangee.of(echange.id, gagne=True), 1, et(gains, non(gives)))
            yield from _as_rows(Echangee.of(echange.id, gagne=False), -1, et(gives, non(gains)))


def exchanged_cells(clause: ir.Clause, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells that acts of exchange name, or those of their vacancies, with or without a row of the period."""
    if isinstance(clause, ir.Part):
        yield from _cells(clause, dimensions, cadre, lambda c: is_holder(cadre.programme, c, cadre.finer))


def exchanged_within(part: ir.Part, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """The same of acts that name an account which has a share of the part."""
    comptes = [c for _, own in splits_of(part.entete.ident, cadre.programme) for c, _ in own.entre]

    if comptes:
        yield from _cells(part, dimensions, cadre, lambda nom: any(_shares(nom, c, cadre) for c in comptes))


def _cells(
    clause: ir.Part, dimensions: Sequence[ir.Champ], cadre: Cadre, mine: Callable[[str], bool]
) -> Iterator[Clef]:
    for echange in exchanges(cadre) if dimensions else ():
        own = [nom for nom in echange.comptes if mine(nom)]
        clef = cell_of(echange, dimensions, cadre) if own else None
        if clef is not None and any(_concerns(echange, n, clause, clef, cadre) is not False for n in own):
            yield clef


def cell_of(echange: Echange, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Clef | None:
    """The cell that the act names, or that of its vacancy; None when it does not say."""
    names = [cited(champ) for champ in dimensions]
    found = _values(echange, _exchanged(echange, cadre), dimensions)
    clef = tuple((nom, valeur) for nom, valeur in zip(names, found, strict=True) if valeur is not None)
    return clef if len(clef) == len(names) else None


def _as_rows(ident: Echangee, poids: int, issue: Issue) -> list[Rang]:
    if issue is False:
        return []
    sure = Rang(id=ident, options=COMPTE, taux=ZERO, poids=poids)
    if issue is True:
        return [sure]
    perhaps = Rang(id=ident.en_doute, options=COMPTE | DEHORS, taux=ZERO, causes=causes_of(issue))
    return [perhaps] if poids > 0 else [sure, perhaps]


def _concerns(echange: Echange, nom: str, part: ir.Part, clef: Clef, cadre: Cadre) -> Issue:
    """Is the act in the period, and on this part and cell, for an account that it names? One that does not
    say on which may be on any."""
    issue = falls_in(echange.date, cadre.periode)
    issue = issue if issue is False else et(issue, bears_on(echange, nom, part, cadre))
    suivi = _exchanged(echange, cadre)
    return et(issue, _in_cell(echange, suivi, part, clef, cadre)) if clef and issue is not False else issue


def bears_on(echange: Echange, nom: str, part: ir.Part, cadre: Cadre) -> Issue:
    """Is the act on this part, for an account that it names, whatever its date and its cell?"""
    named = as_text(echange.ligne.cellule("clause"))
    if named is not None and named not in _names(part, cadre):
        return False
    issue = _entered(echange, nom, cadre, lambda suivi: _of_base(part, suivi, cadre))
    several = len([c for c in cadre.programme.clauses if isinstance(c.clause, ir.Part)]) > 1
    if issue is not False and named is None and several and _exchanged(echange, cadre) is None:
        return et(issue, indetermine("clause", ligne=f"journal {echange.id}"))
    return issue


def of_entry(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Is the act an entry of the convention, for an account that it names? That of a dwelling which it sees
    is one where its letting would be: in its scope, and not withdrawn."""
    return _entered(echange, nom, cadre, lambda suivi: status_of(suivi.decision, Statut.DANS_L_ASSIETTE))


def _entered(echange: Echange, nom: str, cadre: Cadre, sous: Callable[[Suivi], Issue]) -> Issue:
    """Is the account that the act names one of this convention, on this vacancy? A type, or a finer code, is
    that of the conventions on whose territory it is; the identifier of a convention, its own wherever it is.
    sous: is a vacancy that the convention sees one that it counts?"""
    convention, suivi = cadre.programme.convention, _exchanged(echange, cadre)
    own = nom == convention.ident
    if suivi is None:
        return own or (echange.vacance is None and _without_vacancy(echange, nom, cadre))
    if own:
        return ou(non(is_row(suivi)), sous(suivi))
    here, in_force = firm(suivi.decision.territoire), within(convention.en_vigueur, suivi.reference)
    if in_force is not False and is_holder(cadre.programme, nom, cadre.finer):
        here = et(here, alone(convention.ident, suivi.decision.concurrentes))
    # Why or not in force: a turn may be exchanged of a vacancy of days before the convention.
    return et(here, ou(non(in_force), sous(suivi)))


def _without_vacancy(echange: Echange, nom: str, cadre: Cadre) -> Issue:
    """Of an act that names no vacancy: is the account that of this convention, or one that shares its part,
    where the act says? A type that several bear that day does not say which of them."""
    if _is_elsewhere(echange, cadre.programme):
        return False
    several = any(
        _bears(voisin, nom, cadre)
        and within(voisin.convention.en_vigueur, echange.date) is not False
        and not _is_elsewhere(echange, voisin)
        for voisin in cadre.programme.voisins
    )
    return indetermine("compte", ligne=f"journal {echange.id}") if several else True


def _bears(programme: Programme, nom: str, cadre: Cadre) -> bool:
    """Is the account that of the holder of a convention, or of one that shares a part of it?"""
    splits = (c.clause for c in programme.clauses if isinstance(c.clause, ir.Repartition))
    return is_holder(programme, nom, cadre.finer) or any(
        within_account(nom, compte, cadre.finer) for split in splits for compte, _ in split.entre
    )


def _is_elsewhere(echange: Echange, programme: Programme) -> bool:
    """Does the act name a place that is not on the territory?"""
    return on_territory(programme.convention.territoire, echange.ligne.cellule) is False


def _is_read(vacance: str, cadre: Cadre) -> bool:
    if cadre.parc is None:
        return any(one.id == vacance for one in cadre.faits.vacances)
    return cadre.parc.has(vacance)


def is_withdrawn(echange: Echange, cadres: Sequence[Cadre]) -> Issue:
    """Is the dwelling exchanged withdrawn, hence on no account, for the first convention that sees it?"""
    seen = (_exchanged(echange, cadre) for cadre in cadres)
    return next((withdrawn(suivi.decision, None) for suivi in seen if suivi is not None), False)


def _names(part: ir.Part, cadre: Cadre) -> frozenset[str]:
    """Of the part, and of what splits it."""
    splits = (own.entete for _, own in splits_of(part.entete.ident, cadre.programme))
    return frozenset(nom for entete in (part.entete, *splits) for nom in (entete.ident, entete.nom))


def _of_base(part: ir.Part, suivi: Suivi, cadre: Cadre) -> Issue:
    """May the vacancy be of the base of the part, by the text of its day?"""
    return of_base_alone(
        next(c for c in cadre.programme.clauses if c.ident == part.entete.ident), suivi, cadre
    )


def _exchanged(echange: Echange, cadre: Cadre) -> Suivi | None:
    return next((s for s in cadre.suivis if s.vacance.id == echange.vacance), None)


def _in_cell(echange: Echange, suivi: Suivi | None, part: ir.Part, clef: Clef, cadre: Cadre) -> Issue:
    inside: Issue = True
    fields = _fields(part, cadre)
    found = _values(echange, suivi, [fields[nom] for nom, _ in clef])
    for (nom, valeur), here in zip(clef, found, strict=True):
        cause = frozenset({Cause(fait=nom, ligne=f"journal {echange.id}")})
        inside = et(inside, Indetermine(cause) if here is None else here == valeur)
    return inside


def _fields(part: ir.Part, cadre: Cadre) -> Mapping[str, ir.Champ]:
    """Those that make the cells of the part in some text of it, by name."""
    clause = next(c for c in cadre.programme.clauses if c.ident == part.entete.ident)
    texts = (cas.valeur for cas in cases(*clause.regles["application"].versions))
    return {cited(f): f for text in texts if isinstance(text, ir.Application) for f in text.dimensions}


def _values(echange: Echange, suivi: Suivi | None, dimensions: Sequence[ir.Champ]) -> Iterator[str | None]:
    """What the act says of each dimension, else its vacancy."""
    place = locate(vacancy(suivi), dimensions) if suivi is not None else None
    for rang, champ in enumerate(dimensions):
        found = as_text(echange.ligne.cellule(cited(champ)))
        if found is None and place is not None:
            found = place.valeurs[rang]
        yield found
