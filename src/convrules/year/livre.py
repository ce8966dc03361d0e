"""The landlord's ledger: every letting of the year on its account, read once for all conventions.

Entries are folded by date, then identifier: those whose day is not known may come anywhere, so each limit
may be reached for them, and they may be on any account they are a candidate for. Acts of exchange and
effects that count a dwelling are entries too. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Genre, Indetermine, Issue, et, indetermine, ou
from convrules.base.records import dataclass
from convrules.compiler import cases
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.holders import is_holder
from convrules.runtime.reading import read_event
from convrules.year.assiette import Cadre, in_flow, status_issue, vacancy
from convrules.year.cascade import Vue, imputations, view
from convrules.year.cellules import key_of, locate
from convrules.year.echanges import Echange, exchanges
from convrules.year.epuisement import CompteDu
from convrules.year.imputation import LIVRE_VIDE, Livre, imputed, on_account
from convrules.year.model import Imputation
from convrules.year.placement import place
from convrules.year.pli import PARTOUT, Cle, Entree, Pli, acts_of, flat, regard_of, year_of
from convrules.year.suivi import Suivi, firm, holds


# --- is there anything to fold? -----------------------------------------------------------------
def ledger(cadres: Sequence[Cadre]) -> Livre:
    """The ledger of a landlord, its conventions being read as of one day. Order of rows, of files and of
    conventions changes nothing."""
    if not any(speaks(cadre) for cadre in cadres):
        return LIVRE_VIDE
    return Livre(ecritures=fold(cadres))


def fold(cadres: Sequence[Cadre]) -> Mapping[str, Imputation]:
    """The account of every vacancy."""
    pli = Pli(cadres=tuple(sorted(cadres, key=lambda c: c.programme.convention.ident)))
    entrees = list(_entries(pli))
    for entree in sorted(entrees, key=_rank):
        _post(entree, pli)
    return pli.ecritures


def speaks(cadre: Cadre) -> bool:
    """Does a clause, an effect or an act name an account? Its rows have no say."""
    if imputations(cadre):
        return True
    given = any(
        isinstance(cas.valeur, ir.Effet) and cas.valeur.acte is ir.Acte.REMISE_A
        for clause in cadre.programme.clauses
        for regle in clause.regles.values()
        for cas in cases(regle.base)
    )
    return given or bool(acts_of(cadre))


# --- entries ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Acte:
    """An act of exchange, or an effect that counts a dwelling: certain amounts, or doubtful ones."""

    ident: str
    jour: date | None
    genre: Genre
    montants: tuple[tuple[Cle, int, Issue], ...]


def _rank(entree: Entree | Acte) -> tuple[int, int, str]:
    """What may come anywhere first, then by day and identifier, then what has not come yet."""
    if entree.jour is not None:
        return 1, entree.jour.toordinal(), entree.ident
    return (2 if entree.genre is Genre.FUTUR else 0), 0, entree.ident


def _entries(pli: Pli) -> Iterator[Entree | Acte]:
    by_id: dict[str, list[tuple[Cadre, Suivi]]] = {}
    for cadre in pli.cadres:
        seen = set[str]()
        for suivi in cadre.suivis:
            # Why once: rows that share an identifier are an error that the year reports by itself.
            if suivi.vacance.id not in seen:
                seen.add(suivi.vacance.id)
                by_id.setdefault(suivi.vacance.id, []).append((cadre, suivi))
    for ident, found in by_id.items():
        entree = _entry(ident, tuple(view(cadre, suivi) for cadre, suivi in found), pli)
        yield entree
        for vue in entree.vues:
            # Why: a convention that does not bear on the dwelling counts nothing of it.
            if vue.couvre is not False:
                yield from _counted_by_effects(vue)
    for echange in exchanges(pli.cadres[0].faits, pli.cadres[0].au) if pli.cadres else ():
        yield _exchanged(echange, pli)


def _entry(ident: str, vues: tuple[Vue, ...], pli: Pli) -> Entree:
    events = tuple(_counted(vue, pli) for vue in vues)
    known = [e.connu for e in events if e is not None and e.connu is not None]
    future = all(e.genre is Genre.FUTUR for e in events if e is not None)
    return Entree(
        ident=ident,
        vacance=vues[0].suivi.vacance,
        vues=vues,
        evenements=events,
        jour=min(known) if known else None,
        genre=Genre.FUTUR if future else Genre.MANQUANT,
    )


def _counted(vue: Vue, pli: Pli) -> Evenement | None:
    """The event that the parts of the convention count, the first known; None when none can happen."""
    contexte = vue.suivi.mondes[0].contexte
    events = [read_event(nom, contexte) for nom in pli.evenements[vue.convention.ident]]
    known = [e for e in events if e.connu is not None]
    if known:
        return min(known, key=lambda e: e.low)
    return next((e for e in events if not e.est_jamais), None)


def _counted_by_effects(vue: Vue) -> Iterator[Acte]:
    """One entry a year at most, as the year counts it: clauses that agree on a letting count it once."""
    counted: dict[int, list[ResultatEffet]] = {}
    for effet in vue.suivi.decision.effets:
        if effet.effet.decompte is ir.Decompte.COMPTEE and effet.issue is not False:
            day = effet.date.connu
            counted.setdefault(PARTOUT if day is None else day.year, []).append(effet)
    for annee, effets in counted.items():
        first = min(effets, key=lambda e: e.date.low)
        issue: Issue = False
        for effet in effets:
            issue = ou(issue, effet.issue)
        yield Acte(
            ident=f"{vue.suivi.vacance.id} effet {annee}",
            jour=first.date.connu,
            genre=first.date.genre,
            montants=((("convention", vue.convention.ident), 1, issue),),
        )


def _exchanged(echange: Echange, pli: Pli) -> Acte:
    amounts: list[tuple[Cle, int, Issue]] = []
    for compte, poids in ((echange.compte, 1), (echange.cedant, -1)):
        amounts.append((("compte", compte), poids, True))
        holders = [c for c in pli.cadres if is_holder(c.programme, compte, pli.finer)]
        # Why: a type that several conventions bear does not say which of them.
        sure: Issue = True if len(holders) == 1 else indetermine("compte", ligne=f"journal {echange.id}")
        amounts += [(("convention", c.programme.convention.ident), poids, sure) for c in holders]
    date_ = echange.date
    return Acte(ident=echange.id, jour=date_.connu, genre=date_.genre, montants=tuple(amounts))


# --- posting ------------------------------------------------------------------------------------
def _post(entree: Entree | Acte, pli: Pli) -> None:
    match entree:
        case Acte():
            annee = entree.jour.year if entree.jour is not None else PARTOUT
            for cle, poids, issue in entree.montants:
                pli.add(cle, annee, issue, poids)
        case Entree():
            pli.ecritures[entree.ident] = place(entree, pli)
            if pli.compte and entree.survient is not False:
                _count(entree, pli)
        case _:
            assert_never(entree)


def _count(entree: Entree, pli: Pli) -> None:
    livre = Livre(ecritures=pli.ecritures)
    for vue, event in zip(entree.vues, entree.evenements, strict=True):
        if event is None:
            continue
        regard = regard_of(vue, livre, pli)
        issue = et(vue.couvre, firm(imputed(regard)))
        if event.connu is None:
            issue = et(why(event), issue)
        annee = year_of(vue, event)
        pli.add(("convention", vue.convention.ident), annee, issue)
        if pli.epuise and issue is not False:
            for compte in pli.parts[vue.convention.ident]:
                pli.add(*_in_part(compte, vue, annee, issue))
    annee = entree.jour.year if entree.jour is not None else PARTOUT
    regard = regard_of(entree.vues[0], livre, pli)
    for compte_ in pli.limites:
        pli.add(("compte", compte_), annee, et(entree.survient, on_account(compte_, regard)))


def _in_part(compte: CompteDu, vue: Vue, annee: int, issue: Issue) -> tuple[Cle, int, Issue]:
    """The entry in the vacancy's cell of a part; in any cell when the place is not known."""
    own = compte.clause.clause
    assert isinstance(own, ir.Part)
    place = locate(vacancy(vue.suivi), compte.dimensions)
    key: Cle = ("part", vue.convention.ident, compte.clause.ident)
    if place is None:
        return key, annee, False
    inside = et(issue, status_issue(own.regle.population.statut, vue.suivi.decision))
    for monde in vue.suivi.mondes[:1]:
        inside = et(inside, in_flow(own.regle.population, vacancy(vue.suivi), monde, vue.cadre))
        inside = et(inside, holds(own.compte.condition, monde.contexte))
    if not place.sure:
        return (*key, "?"), PARTOUT, et(inside, Indetermine(place.causes))
    return (*key, *flat(key_of(place, compte.dimensions))), annee, inside
