"""The four counts of a holder's account, who exercised its rights, its parts beside the State's statistics.

Statistics are taken at the signature of the lease (CCH R. 441-2-9), in the civil year, on the account that
the data record, whatever the convention withdraws. Source: docs/langage, « Les livres d'un compte ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from convrules import ir
from convrules.base.dates import at_most, between_days, connu
from convrules.base.outcomes import Indetermine, Issue, et, indetermine
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.columnar.reach import brought
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE, is_holder
from convrules.runtime.reading import read_event
from convrules.year.assiette import Cadre, account, event_in_period, is_row
from convrules.year.bornes import between, plus
from convrules.year.cellules import as_text
from convrules.year.echanges import exchange_rows
from convrules.year.ecrite import counted_population, texts_in_cell
from convrules.year.effets import counted_before, counted_by_effect
from convrules.year.fil import along
from convrules.year.lectures import Lues
from convrules.year.livres import Decompte, Difference, Exercice, Livres, Rapprochement
from convrules.year.lues import RegleLue
from convrules.year.periode import Intervalle, falls_in
from convrules.year.rangs import counted_bounds, sides
from convrules.year.retraits import count
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm

EVENEMENTS: Final = ("orientation", "proposition", "attribution", "bail")


def books(cadre: Cadre, read: Lues, made: Lues) -> Livres | None:
    """None for rules that are judged once per landlord: they have no holder. made: the same rules with the
    withdrawals made (`lectures.made_rules`)."""
    if cadre.programme.convention.reservataire is None:
        return None
    held = list(_held(cadre))
    happened = {nom: _all_happened(nom, held, cadre) for nom in EVENEMENTS}
    parts = {
        key: lue
        for key, lue in read.items()
        if isinstance(lue.clause.clause, ir.Part) and not key[1].nom and lue.cellules
    }
    # Why not of those that others share: what the holder has received is not set against what is due to all.
    told = [along(made[key], cadre) for key, lue in parts.items() if not lue.partagee]
    leases = _leases(cadre) if parts else []
    return Livres(
        decomptes=tuple(_counted(nom, held, happened[nom]) for nom in EVENEMENTS),
        exercices=tuple(_exercised(held, happened["proposition"], cadre)),
        rapprochements=tuple(_reconciled(lue, leases, cadre) for lue in parts.values()),
        fils=tuple(fil for fil, _ in told),
        lieux=tuple(lieu for _, lieux in told for lieu in lieux),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tenue:
    """A vacancy of the base that is, or may be, on the account of the holder. `place`: among those of the
    year."""

    suivi: Suivi
    place: int
    issue: Issue


def _held(cadre: Cadre) -> Iterator[_Tenue]:
    """Asked once for the rows that bear one mark and record the same account, which then stands."""
    known: dict[tuple[int, int], Issue] = {}
    for place, (suivi, told) in enumerate(zip(cadre.suivis, cadre.classes(COMPTE), strict=True)):
        key = id(suivi.marque), told
        issue = known.get(key)
        if issue is None:
            issue = _in_base_on_account(suivi, cadre)
            if suivi.marque is not None and not isinstance(suivi.vacance.cellule(COMPTE), Inconnu):
                known[key] = issue
        if issue is not False:
            yield _Tenue(suivi=suivi, place=place, issue=issue)


def _in_base_on_account(suivi: Suivi, cadre: Cadre) -> Issue:
    inside = et(is_row(suivi), status_of(suivi.decision, Statut.DANS_L_ASSIETTE))
    return et(inside, account(suivi, cadre)) if inside is not False else False


def _happened(nom: str, suivi: Suivi, cadre: Cadre) -> Issue:
    event = read_event(nom, suivi.mondes[0].contexte)
    return et(event_in_period(event, suivi, None, cadre), at_most(event, connu(cadre.au)))


def _all_happened(nom: str, held: Sequence[_Tenue], cadre: Cadre) -> list[Issue]:
    """The same of several."""
    if cadre.avec_leur_vacance:
        return [_happened(nom, tenue.suivi, cadre) for tenue in held]
    # Why of no convention: only the event is read, the period, and the day one looks.
    key = ("survenus", nom, cadre.au, cadre.periode.du, cadre.periode.au)
    return _by_day(key, nom, held, lambda suivi: _happened(nom, suivi, cadre), cadre)


def _by_day(
    key: tuple[object, ...],
    nom: str,
    held: Sequence[_Tenue],
    ask: Callable[[Suivi], Issue],
    cadre: Cadre,
) -> list[Issue]:
    """What hangs on an event and a key alone, asked once of those of which one knows the same."""
    known: dict[int, Issue] = {} if cadre.memoire is None else cadre.memoire.everywhere(key, nom, dict)
    told, moves = cadre.days(nom), nom in brought(cadre.programme)
    found: list[Issue] = []
    for tenue in held:
        suivi, day = tenue.suivi, told[tenue.place]
        if day < 0 or (moves and nom in suivi.evenements):
            found.append(ask(suivi))
            continue
        issue = known.get(day)
        if issue is None:
            issue = known[day] = ask(suivi)
        found.append(issue)
    return found


def _counted(nom: str, held: Sequence[_Tenue], happened: Sequence[Issue]) -> Decompte:
    pairs = zip(held, happened, strict=True)
    found = [(tenue.suivi.vacance.ligne.id, et(tenue.issue, issue)) for tenue, issue in pairs]
    return Decompte(
        evenement=nom,
        nombre=count(issue for _, issue in found),
        lignes=tuple(ident for ident, issue in found if issue is True),
    )


# --- who exercised the rights -------------------------------------------------------------------
def _exercised(held: Sequence[_Tenue], proposed: Sequence[Issue], cadre: Cadre) -> Iterator[Exercice]:
    by: dict[str, list[str]] = {}
    for tenue, issue in zip(held, proposed, strict=True):
        if tenue.issue is issue is True:
            by.setdefault(_by_whom(tenue.suivi, cadre), []).append(tenue.suivi.vacance.ligne.id)
    for par, lignes in sorted(by.items()):
        yield Exercice(par=par, lignes=tuple(lignes))


def _by_whom(suivi: Suivi, cadre: Cadre) -> str:
    if cadre.choix.gestion_deleguee:
        return "bailleur"
    exercice = suivi.decision.exercice
    if exercice is None:
        return "réservataire"
    names = {d.nom or d.delegataire if d is not None else "réservataire" for d in exercice.possibles}
    return names.pop() if len(names) == 1 else ""


# --- beside the State's statistics ----------------------------------------------------------------
def _reconciled(lue: RegleLue, leases: Sequence[Issue], cadre: Cadre) -> Rapprochement:
    """`leases`: of each vacancy, in the order of the rows."""
    counts = _counts(lue)
    events, otherwise = _events(lue, cadre)
    missing: dict[Difference, list[str]] = {}
    more: dict[Difference, list[str]] = {}
    ahead, doubt = _waiting(lue), dict[bool, list[str]]()
    for suivi, lease in zip(cadre.suivis, leases, strict=True):
        ident = suivi.vacance.ligne.id
        counted = counts.get(ident, False)
        if lease is counted is False:
            continue
        event = events.get(ident, otherwise)
        if isinstance(lease, Indetermine) or counted is None:
            doubt.setdefault(ident in ahead and not isinstance(lease, Indetermine), []).append(ident)
        elif counted and lease is not True:
            missing.setdefault(_why_missing(event, suivi, cadre), []).append(ident)
        elif lease is True and not counted:
            more.setdefault(_why_more(suivi, cadre, event), []).append(ident)
    # Why by row: one whose place is not known is perhaps in each cell, and counted once.
    turns = (row for c in lue.cellules for row in exchange_rows(lue.clause.clause, c.groupe.clef, cadre))
    exchanged = counted_bounds({row.id: row for row in turns}.values())
    kept = between(sum(n is True for n in counts.values()), sum(n is not False for n in counts.values()))
    return Rapprochement(
        clause=lue.clause.ident,
        compte=plus(kept, exchanged),
        baux=count(leases),
        manquent=_listed(missing),
        en_plus=_listed(more),
        a_venir=tuple(sorted(doubt.get(True, ()))),
        douteuses=tuple(sorted(doubt.get(False, ()))),
        echanges=exchanged,
    )


def _listed(found: dict[Difference, list[str]]) -> tuple[tuple[Difference, tuple[str, ...]], ...]:
    return tuple((why, tuple(sorted(found[why]))) for why in Difference if why in found)


def _counts(lue: RegleLue) -> dict[str, bool | None]:
    """Rows that the part counts, in the cell they may be in; None: those of which it is not known."""
    found: dict[str, bool | None] = {}
    for cell in lue.cellules:
        for lot in cell.rangs.lots:
            always, perhaps = sides(lot.rang.options)[0]
            for ident in lot.idents if perhaps else ():
                found[ident] = True if always or found.get(ident) is True else None
    return found


def _waiting(lue: RegleLue) -> frozenset[str]:
    """Rows that are uncertain for the only reason that the day has not come."""
    open_ = [lot for cell in lue.cellules for lot in cell.rangs.lots if lot.rang.causes]
    ahead = frozenset(ident for lot in open_ if lot.rang.futur for ident in lot.idents)
    return ahead - {ident for lot in open_ if not lot.rang.futur for ident in lot.idents}


def _events(lue: RegleLue, cadre: Cadre) -> tuple[Mapping[str, str], str]:
    """What counts a row: by the row where cells differ, then that of all others."""
    cells = [
        (cell, _event(texts_in_cell(lue.clause, None, cell.groupe, cadre)[1], cadre)) for cell in lue.cellules
    ]
    if len({event for _, event in cells}) == 1:
        return {}, cells[0][1]
    by_row = {ident: event for cell, event in cells for lot in cell.rangs.lots for ident in lot.idents}
    return by_row, _event(counted_population(lue.clause, cadre.periode.du), cadre)


def _event(counted: ir.Population, cadre: Cadre) -> str:
    names = {ir.Classe.ORIENTATIONS: "orientation", ir.Classe.PROPOSITIONS: "proposition"}
    names |= {ir.Classe.ATTRIBUTIONS: "attribution", ir.Classe.BAUX: "bail"}
    return names.get(counted.classes[0], cadre.choix.rattachement)


def _recorded(cellule: Cellule, cadre: Cadre) -> Issue:
    """Is the account that the data record the holder's?"""
    if not isinstance(cellule, Connu):
        return indetermine(COMPTE)
    return is_holder(cadre.programme, as_text(cellule) or "", cadre.finer)


def _leases(cadre: Cadre) -> list[Issue]:
    """Of each vacancy, was a lease signed in the civil year, by the day, on the recorded account of the
    holder? Whose account that is is asked once of each that the data record."""
    accounts: dict[int, Issue] = {}
    found: list[Issue] = [False] * len(cadre.suivis)
    # Why the account first: most rows are on another, whatever their lease.
    held: list[_Tenue] = []
    for place, (suivi, told) in enumerate(zip(cadre.suivis, cadre.classes(COMPTE), strict=True)):
        account = accounts.get(told)
        if account is None:
            account = accounts[told] = _recorded(suivi.vacance.cellule(COMPTE), cadre)
        if account is not False and firm(suivi.dite.territoire) is not False:
            held.append(_Tenue(suivi=suivi, place=place, issue=account))
    year = Intervalle(du=date(cadre.annee, 1, 1), au=date(cadre.annee, 12, 31))
    signed = _by_day(("signés", cadre.annee, cadre.au), "bail", held, partial(_signed, year, cadre.au), cadre)
    for tenue, happened in zip(held, signed, strict=True):
        found[tenue.place] = et(happened, tenue.issue) if happened is not False else False
    return found


def _signed(year: Intervalle, au: date, suivi: Suivi) -> Issue:
    event = read_event("bail", suivi.mondes[0].contexte)
    return et(falls_in(event, year), at_most(event, connu(au)))


def _why_missing(event: str, suivi: Suivi, cadre: Cadre) -> Difference:
    if _happened(event, suivi, cadre) is False and counted_by_effect(suivi, cadre) is True:
        return Difference.PAR_EFFET
    if _recorded(suivi.vacance.cellule(COMPTE), cadre) is not True:
        return Difference.AUTRE_COMPTE_ENREGISTRE
    signed = read_event("bail", suivi.mondes[0].contexte).connu
    return Difference.BAIL_D_UNE_AUTRE_ANNEE if signed is not None else Difference.SANS_BAIL


def _in_force(event: str, suivi: Suivi, cadre: Cadre) -> bool:
    """May some year of the convention count it? Not when its reference date, or the day that decides of the
    year, is out of its term."""
    when = (
        suivi.decision.reference if cadre.avec_leur_vacance else read_event(event, suivi.mondes[0].contexte)
    )
    inside = between_days(when, cadre.en_vigueur.du, cadre.en_vigueur.au)
    return et(firm(is_row(suivi)), inside) is not False


def _why_more(suivi: Suivi, cadre: Cadre, event: str) -> Difference:
    if status_of(suivi.decision, Statut.DANS_L_ASSIETTE) is False:
        return Difference.HORS_DE_L_ASSIETTE
    if _happened(event, suivi, cadre) is False:
        return (
            Difference.COMPTE_UNE_AUTRE_ANNEE
            if _in_force(event, suivi, cadre)
            else Difference.HORS_DE_LA_VALIDITE
        )
    before = counted_before(suivi, cadre) is True
    return Difference.COMPTE_UNE_AUTRE_ANNEE if before else Difference.NON_COMPTE
