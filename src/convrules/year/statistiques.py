"""Parts and objectives of a convention beside the State's statistics, taken at the signature of the lease
(CCH R. 441-2-9): in the civil year, on the account that the data record, whatever the convention withdraws.

Source: docs/langage, « Les livres d'un compte ».
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from convrules import ir
from convrules.base.dates import at_most, between_days, connu
from convrules.base.outcomes import Indetermine, Issue, et, indetermine
from convrules.base.records import replace
from convrules.base.values import Cellule, Connu
from convrules.compiler import ClauseCompilee
from convrules.runtime.decision import Statut
from convrules.runtime.holders import COMPTE, is_holder
from convrules.runtime.reading import read_event
from convrules.runtime.rules import common
from convrules.year.assiette import Cadre, is_row
from convrules.year.bornes import between, plus
from convrules.year.cellules import as_text
from convrules.year.echanges import exchange_rows
from convrules.year.ecrite import counted_population, texts_in_cell, written_rule
from convrules.year.effets import counted_before, counted_by_effect
from convrules.year.lectures import Lues
from convrules.year.livres import Difference, Rapprochement
from convrules.year.lues import RegleLue
from convrules.year.periode import Intervalle, falls_in
from convrules.year.publics import EVENEMENTS, of_public
from convrules.year.rangs import counted_bounds, sides
from convrules.year.rangs_connus import alike
from convrules.year.retraits import count
from convrules.year.signes import Signe
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Monde, Suivi, firm
from convrules.year.tenues import Tenue, by_day, happened
from convrules.year.textes import read_key


def beside_leases(read: Lues, cadre: Cadre) -> Iterator[Rapprochement]:
    """Parts, then objectives: quotas that count events for a public."""
    whole = [lue for (_, period), lue in read.items() if not period.nom and not lue.ecartee_par]
    parts = [lue for lue in whole if isinstance(lue.clause.clause, ir.Part) and lue.cellules]
    aims = [(lue, rule) for lue in whole if (rule := _aim(lue, cadre)) is not None]
    own = _leases(cadre, own=True) if parts or any(_is_own(rule) for _, rule in aims) else []
    every = own if all(_is_own(rule) for _, rule in aims) else _leases(cadre, own=False)
    for lue in parts:
        yield _reconciled(lue, own, cadre)
    for lue, rule in aims:
        leases = own if _is_own(rule) else every
        found = _reconciled(lue, _of_public(lue, leases, cadre), cadre, own=_is_own(rule))
        yield replace(found, objectif=True, au_compte=_is_own(rule))


def _aim(lue: RegleLue, cadre: Cadre) -> ir.RegleQuota | None:
    """The rule of a quota that counts, of events and of nothing else, those for a public, as it is written on
    the first day of the period. One within a part is the part's."""
    clause = lue.clause.clause
    if not isinstance(clause, ir.Quota) or clause.parent is not None:
        return None
    day = cadre.periode.du
    rule, counted = written_rule(lue.clause, day), counted_population(lue.clause, day)
    if not isinstance(rule, ir.RegleQuota) or rule.public is None or counted != rule.population:
        return None
    return rule if frozenset(counted.classes) <= frozenset(EVENEMENTS) else None


def _is_own(rule: ir.RegleQuota) -> bool:
    return rule.population.rattachement is ir.Rattachement.RESERVATAIRE


def _of_public(lue: RegleLue, leases: Sequence[Issue], cadre: Cadre) -> list[Issue]:
    """Leases for the public. Of a row that is in the base, the rule has told whether it is of the public; of
    the others, it is asked once of those that it reads alike."""
    told = _told(lue)
    # Why: what exceptions read is of a cell, and tells no rows apart within it.
    excepted = any(cas.exceptions for cas in lue.clause.regles["règle"].versions)
    signs = [None] * len(cadre.suivis) if excepted else alike(lue.clause, cadre)
    known: dict[Signe, Issue] = {}
    found = list(leases)
    for place, (suivi, lease) in enumerate(zip(cadre.suivis, leases, strict=True)):
        if lease is False:
            continue
        sign = signs[place]
        said: Issue | None = told.get(suivi.vacance.ligne.id)
        if said is None and sign is not None:
            said = known.get(sign)
        if said is None:
            said = _public_of(suivi, lue.clause, cadre)
            if sign is not None:
                known[sign] = said
        found[place] = et(lease, said)
    return found


def _public_of(suivi: Suivi, clause: ClauseCompilee, cadre: Cadre) -> Issue:
    """As the text of its day has it."""
    return common((_public_on(monde, clause, cadre) for monde in suivi.mondes), suivi.causes)


def _public_on(monde: Monde, clause: ClauseCompilee, cadre: Cadre) -> Issue:
    """Exceptions included; where cases contradict one another, it is not known."""
    cle = read_key(clause, "règle", monde.contexte)
    return common((_public_under(rule, monde, cadre) for rule in cle.valeurs), cle.causes)


def _public_under(rule: ir.CleValeur | None, monde: Monde, cadre: Cadre) -> Issue:
    if not isinstance(rule, ir.RegleQuota):
        return False
    return of_public(rule.public, monde.contexte, cadre.programme, rule.population.classes)


def _told(lue: RegleLue) -> dict[str, bool]:
    """Of rows that are in the base for certain, are they counted?"""
    found: dict[str, bool] = {}
    for cell in lue.cellules:
        for lot in cell.rangs.lots:
            (always, perhaps), (inside, _) = sides(lot.rang.options)
            if inside and always is perhaps:
                found |= dict.fromkeys(lot.idents, always)
    return found


def _reconciled(lue: RegleLue, leases: Sequence[Issue], cadre: Cadre, *, own: bool = True) -> Rapprochement:
    """`leases`: of each vacancy, in the order of the rows. own: on the account of the holder, or of any?"""
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
            missing.setdefault(_why_missing(event, suivi, cadre, own=own), []).append(ident)
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


def _leases(cadre: Cadre, *, own: bool) -> list[Issue]:
    """Of each vacancy, was a lease signed in the civil year, by the day, on the recorded account of the
    holder (`own`), or on any? Whose account that is is asked once of each that the data record."""
    accounts: dict[int, Issue] = {}
    found: list[Issue] = [False] * len(cadre.suivis)
    # Why the account first: most rows are on another, whatever their lease.
    held: list[Tenue] = []
    for place, (suivi, told) in enumerate(zip(cadre.suivis, cadre.classes(COMPTE), strict=True)):
        account = accounts.get(told)
        if account is None:
            account = accounts[told] = not own or _recorded(suivi.vacance.cellule(COMPTE), cadre)
        if account is not False and firm(suivi.dite.territoire) is not False:
            held.append(Tenue(suivi=suivi, place=place, issue=account))
    year = Intervalle(du=date(cadre.annee, 1, 1), au=date(cadre.annee, 12, 31))
    signed = by_day(("signés", cadre.annee, cadre.au), "bail", held, partial(_signed, year, cadre.au), cadre)
    for tenue, lease in zip(held, signed, strict=True):
        found[tenue.place] = et(lease, tenue.issue) if lease is not False else False
    return found


def _signed(year: Intervalle, au: date, suivi: Suivi) -> Issue:
    event = read_event("bail", suivi.mondes[0].contexte)
    return et(falls_in(event, year), at_most(event, connu(au)))


def _why_missing(event: str, suivi: Suivi, cadre: Cadre, *, own: bool) -> Difference:
    if happened(event, suivi, cadre) is False and counted_by_effect(suivi, cadre) is True:
        return Difference.PAR_EFFET
    if own and _recorded(suivi.vacance.cellule(COMPTE), cadre) is not True:
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
    if not _in_force(event, suivi, cadre):
        own = is_row(suivi) is True and not cadre.avec_leur_vacance
        return Difference.EVENEMENT_HORS_DE_LA_VALIDITE if own else Difference.HORS_DE_LA_VALIDITE
    elsewhere = happened(event, suivi, cadre) is False or counted_before(suivi, cadre) is True
    return Difference.COMPTE_UNE_AUTRE_ANNEE if elsewhere else Difference.NON_COMPTE
