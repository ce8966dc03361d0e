"""The landlord's ledger: every letting of the year on its account, read once for all conventions.

Entries are folded by date, then identifier: one whose day is not known comes between two days, so that a
limit is perhaps reached for it, and it is perhaps before those of these days. Acts of exchange and
effects that count a dwelling are entries too. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.dates import INFINI, Evenement, why
from convrules.base.outcomes import Indetermine, Issue, et, indetermine, non, ou, une
from convrules.base.records import dataclass
from convrules.base.values import Inconnu
from convrules.compiler import cases
from convrules.facts.records import Ligne
from convrules.runtime.closing import closes, taken
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.events import first_of
from convrules.runtime.holders import is_holder
from convrules.runtime.reading import read_event
from convrules.runtime.rules import common
from convrules.year.assiette import EVENEMENTS, Cadre, in_flow, vacancy
from convrules.year.cascade import Vue, imputations, view
from convrules.year.cellules import as_text, key_of, locate
from convrules.year.chronologie import JAMAIS, File, Moment, moment_of, rank
from convrules.year.echanges import cell_of, is_kept
from convrules.year.epuisement import CompteDu
from convrules.year.imputation import (
    FAIT,
    LIVRE_VIDE,
    Livre,
    imputed,
    on_account,
    unless_to_let,
    unless_withdrawn,
)
from convrules.year.model import Imputation
from convrules.year.placement import place
from convrules.year.pli import PARTOUT, Cle, Entree, Pli, acts_of, flat, regard_of, year_of
from convrules.year.porteurs import bears_on, of_entry
from convrules.year.retraits import withdrawn
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import Monde, Suivi, firm, holds
from convrules.year.tours_echanges import Echange, Quelconque, exchanges, is_told, seen_from


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
    entrees = sorted(_entries(pli), key=lambda e: rank(e.quand, e.ident))
    pli.file = File(tots=[e.quand.tot for e in entrees])
    pli.echanges = File(tots=[e.quand.tot for e in entrees if isinstance(e, Acte) and not e.vacance])
    for entree in entrees:
        pli.advance(entree.quand.tot)
        pli.file.place += 1
        _post(entree, pli)
    return pli.ecritures


def speaks(cadre: Cadre) -> bool:
    """Does a clause, an effect or an act name an account? Its rows have no say."""
    if imputations(cadre):
        return True
    effets = [
        cas.valeur.acte
        for clause in cadre.programme.clauses
        for regle in clause.regles.values()
        for cas in cases(*regle.versions)
        if isinstance(cas.valeur, ir.Effet)
    ]
    if ir.Acte.REMISE_A in effets or acts_of(cadre):
        return True
    # Why then: an effect that closed the turn since goes before an orientation that names an account.
    return any(map(closes, effets)) and any(map(_orients, cadre.faits.actes or ()))


def _orients(acte: Ligne) -> bool:
    return as_text(acte.cellule("acte")) == "orientation" and as_text(acte.cellule("compte")) is not None


# --- entries ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Montant:
    """So much on an account of a year, for certain or perhaps."""

    cle: Cle
    annee: int
    issue: Issue
    poids: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Acte:
    """An act of exchange, or an effect that counts a dwelling. `vacance`: of an effect, the one that it
    counts, which its letting may count too."""

    ident: str
    quand: Moment
    montants: tuple[Montant, ...]
    vacance: str = ""


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
                yield from _counted_by_effects(vue, pli)
    for echange in exchanges(pli.cadres[0]) if pli.cadres else ():
        yield _exchanged(echange, pli)


def _entry(ident: str, vues: tuple[Vue, ...], pli: Pli) -> Entree:
    names = [_events(vue, pli) for vue in vues]
    firsts = tuple(_first(_read(own, vue)) for own, vue in zip(names, vues, strict=True))
    first = _first([event for event in firsts if event is not None])
    if first is None:
        # Why: a letting that nobody counts has its turn in a cascade all the same.
        first = _first([read_event("attribution", vues[0].suivi.mondes[0].contexte)])
    return Entree(
        ident=ident,
        vacance=vues[0].suivi.vacance,
        vues=vues,
        comptes=frozenset(nom for own in names for nom in own),
        evenements=firsts,
        premier=first,
        quand=moment_of(first) if first is not None else JAMAIS,
    )


def _read(noms: Iterable[str], vue: Vue) -> list[Evenement]:
    contexte = vue.suivi.mondes[0].contexte
    return [read_event(nom, contexte) for nom in noms]


def _first(events: Sequence[Evenement]) -> Evenement | None:
    """None when none can happen."""
    happening = [event for event in events if not event.est_jamais]
    return first_of(happening) if happening else None


def _events(vue: Vue, pli: Pli) -> tuple[str, ...]:
    """What the parts of the convention count, as the text of the dwelling's day has them."""
    found: dict[str, None] = {}
    for compte in pli.parts(vue.convention.ident, PARTOUT):
        place = locate(vacancy(vue.suivi), compte.dimensions)
        textes = compte.textes if place is None else compte.around(place).textes
        for monde in vue.suivi.mondes:
            for population in textes.at("compte", monde.contexte.jour).given:
                if isinstance(population, ir.Population):
                    found |= dict.fromkeys(EVENEMENTS[c] for c in population.classes if c in EVENEMENTS)
    return tuple(found) or ("attribution",)


def _counts(effet: ResultatEffet, au: date) -> bool:
    return effet.effet.decompte is ir.Decompte.COMPTEE and taken(effet, au) is not False


def _counted_by_effects(vue: Vue, pli: Pli) -> Iterator[Acte]:
    """One entry an effect, in its year; an account counts a letting once (`Pli.add_once`), and one that is
    withdrawn is on nobody's."""
    kept = et(vue.couvre, non(withdrawn(vue.suivi.decision, None)))
    for effet in vue.suivi.decision.effets:
        au = vue.suivi.decision.au
        if not _counts(effet, au):
            continue
        annee, issue = year_of(vue, effet.date), et(kept, taken(effet, au))
        own = Montant(cle=("convention", vue.convention.ident), annee=annee, issue=issue)
        parts = (
            _in_part(compte, vue, annee, issue, effet=True)
            for compte in (pli.parts(vue.convention.ident, annee) if pli.epuise else ())
        )
        yield Acte(
            ident=f"{vue.suivi.vacance.id} effet",
            quand=moment_of(effet.date),
            montants=(own, *parts),
            vacance=vue.suivi.vacance.id,
        )


def _exchanged(echange: Echange, pli: Pli) -> Acte:
    date_ = echange.date
    annee = date_.connu.year if date_.connu is not None else PARTOUT
    amounts = (m for rang, poids in enumerate((1, -1)) for m in _of_side(echange, rang, annee, poids, pli))
    return Acte(ident=echange.id, quand=moment_of(date_), montants=tuple(amounts))


def _of_side(echange: Echange, rang: int, annee: int, poids: int, pli: Pli) -> Iterator[Montant]:
    """What one of its accounts gets, and the conventions whose account it is, or may be."""
    nom, entered = echange.comptes[rang], list[Issue]()
    for cadre in pli.cadres:
        act = seen_from(echange, cadre.programme, pli.finer)
        own, ident = act.comptes[rang], cadre.programme.convention.ident
        if is_holder(cadre.programme, own, pli.finer):
            entered.append(of_entry(act, own, cadre))
            yield Montant(cle=("convention", ident), annee=annee, issue=entered[-1], poids=poids)
            if pli.epuise:
                yield from _exchanged_in_parts(act, own, pli.parts(ident, annee), annee, poids)
    kept = une(entered) if entered else _kept(echange, pli)
    if isinstance(nom, Quelconque):
        # Why whatever its dwelling is: the landlord's account may be the one, or that of a finer code.
        kept = et(echange.there, is_told(nom))
    for compte in sorted(pli.limites) if isinstance(nom, Quelconque) else (nom,):
        yield Montant(cle=("compte", compte), annee=annee, issue=kept, poids=poids)


def _kept(echange: Echange, pli: Pli) -> Issue:
    """On an account of no convention."""
    return et(echange.there, is_kept(echange, pli.cadres))


def _exchanged_in_parts(
    echange: Echange, compte: str, parts: Iterable[CompteDu], annee: int, poids: int
) -> Iterator[Montant]:
    """In each part that counts it, in the cell that the act names or that of its vacancy, else perhaps in
    any."""
    for due in parts:
        part = due.clause.clause
        assert isinstance(part, ir.Part), "asked of parts"
        issue = bears_on(echange, compte, part, due.cadre)
        clef = cell_of(echange, due.dimensions, due.cadre)
        key: Cle = ("part", due.cadre.programme.convention.ident, due.clause.ident)
        if clef is not None:
            yield Montant(cle=(*key, *flat(clef)), annee=annee, issue=issue, poids=poids)
        else:
            doubt = indetermine("clause", ligne=f"journal {echange.id}")
            yield Montant(cle=(*key, "?"), annee=annee, issue=et(issue, doubt), poids=poids)


# --- posting ------------------------------------------------------------------------------------
def _post(entree: Entree | Acte, pli: Pli) -> None:
    match entree:
        case Acte():
            pli.echanges.place += not entree.vacance
            for m in entree.montants:
                if entree.vacance:
                    pli.add_once(m.cle, m.annee, entree.vacance, m.issue, entree.quand)
                else:
                    pli.add(m.cle, m.annee, m.issue, entree.quand, m.poids)
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
        if event.high == INFINI:
            # Why: it may never come.
            issue = et(why(event), issue)
        annee = year_of(vue, event)
        montants = [Montant(cle=("convention", vue.convention.ident), annee=annee, issue=issue)]
        if pli.epuise and issue is not False:
            montants += [_in_part(c, vue, annee, issue) for c in pli.parts(vue.convention.ident, annee)]
        twice = any(_counts(effet, vue.suivi.decision.au) for effet in vue.suivi.decision.effets)
        for m in montants:
            if twice:
                pli.add_once(m.cle, m.annee, entree.ident, m.issue, entree.quand)
            else:
                pli.add(m.cle, m.annee, m.issue, entree.quand)
    annee = entree.quand.annee or PARTOUT
    cellule = entree.vacance.cellule(FAIT)
    for compte_ in pli.limites:
        recorded = on_account(compte_, cellule, pli.ecritures.get(entree.ident), pli.finer)
        if isinstance(cellule, Inconnu) and not isinstance(recorded, Indetermine):
            recorded = unless_to_let(recorded, entree.vacance, entree.vues[0].suivi.decision)
        issue = et(entree.survient, et(_kept_for(compte_, entree.vues, pli), recorded))
        pli.add(("compte", compte_), annee, issue, entree.quand)


def _kept_for(compte: str, vues: Sequence[Vue], pli: Pli) -> Issue:
    """Is the dwelling kept in the flow by a convention whose account it is, or for the landlord's by any of
    those that bear on it? One that none bears on is withdrawn by none."""
    own = [vue for vue in vues if is_holder(vue.cadre.programme, compte, pli.finer)] or vues
    covered: Issue = False
    kept: Issue = False
    for vue in own:
        covered = ou(covered, vue.couvre)
        kept = ou(kept, et(vue.couvre, unless_withdrawn(True, vue.suivi.decision)))
    return ou(non(covered), kept)


def _in_part(compte: CompteDu, vue: Vue, annee: int, issue: Issue, *, effet: bool = False) -> Montant:
    """The entry in the vacancy's cell of a part; in any cell when the place is not known. `effet`: whatever
    the part counts, for a turn was lost."""
    place = locate(vacancy(vue.suivi), compte.dimensions)
    key: Cle = ("part", vue.convention.ident, compte.clause.ident)
    if place is None:
        return Montant(cle=key, annee=annee, issue=False)
    each = [_counts_it(compte.around(place), vue, monde, effet) for monde in vue.suivi.mondes]
    inside = et(issue, common(each, vue.suivi.causes))
    if not place.sure:
        return Montant(cle=(*key, "?"), annee=PARTOUT, issue=et(inside, Indetermine(place.causes)))
    return Montant(cle=(*key, *flat(key_of(place, compte.dimensions))), annee=annee, issue=inside)


def _counts_it(compte: CompteDu, vue: Vue, monde: Monde, effet: bool) -> Issue:
    """Does the part count the letting, as the text of its day has it?"""
    jour, suivi = monde.contexte.jour, vue.suivi
    regle, counted = compte.textes.at("règle", jour), compte.textes.at("compte", jour)
    causes = regle.causes | counted.causes
    if regle.conflit or counted.conflit:
        return Indetermine(causes)
    found: list[Issue] = [False] if None in regle.valeurs else []
    for own in regle.given:
        for population in counted.given:
            assert isinstance(own, ir.ReglePart) and isinstance(population, ir.Population), "checked: a part"
            inside = status_issue(own.population, suivi.decision)
            flow = in_flow(own.population, vacancy(suivi), monde, vue.cadre, comptees=population.classes)
            inside = et(inside, flow)
            found.append(inside if effet else et(inside, _done(population, monde)))
    return common(found, causes) if found else False


def _done(population: ir.Population, monde: Monde) -> Issue:
    """Has an event of the population taken place, under its condition?"""
    found: Issue = False
    for classe in population.classes:
        event = read_event(EVENEMENTS[classe], monde.contexte)
        found = ou(found, False if event.est_jamais else True if event.high < INFINI else why(event))
    return et(found, holds(population.condition, monde.contexte))
