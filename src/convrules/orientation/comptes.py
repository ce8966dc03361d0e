"""Deficits of holders so far: what the assiette has made due, less the dwellings that went to each.

δ of a holder sums over its parts whose base holds the dwelling for certain, each in the dwelling's cell;
withdrawals count as they are, never as forecast. Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, causes_of
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.orientation.apports import Apport, TauxEnDoute
from convrules.orientation.attente import Presentes
from convrules.orientation.destinataires import counts_for, given_back_since, perhaps_released, released
from convrules.orientation.flux import (
    Clefs,
    PartCellule,
    has_gone,
    holding,
    of_data,
    past,
    perhaps_gone,
    perhaps_in,
    text_in,
)
from convrules.orientation.gardes import kept_by_reserves
from convrules.orientation.plafonds import PlafondLu, read_caps
from convrules.orientation.tours_echanges import Echanges, exchanged_turns, frame_of_turns
from convrules.runtime.context import Contexte
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import finer_accounts
from convrules.runtime.memoire import Communes
from convrules.year.assiette import Cadre, Sujet, account
from convrules.year.bornes import ZERO, between, exactly, plus
from convrules.year.lues import RegleLue
from convrules.year.model import Bornes
from convrules.year.partage import own_share
from convrules.year.periode import Intervalle, periods, since_its_term
from convrules.year.rangs import Rang
from convrules.year.regles import read_rule
from convrules.year.reprises import brought_to_holder
from convrules.year.retours import returned_turns
from convrules.year.suivi import Suivi, follow_some, text_changes
from convrules.year.textes import regimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Titulaire:
    """One holder over the year: its parts read, and what each vacancy brought. `tours`: where exchanges of
    turns are read; None where they do not count. `finie`: did its convention end in a year before? Nothing is
    due any more, and what was left at its end is nobody's."""

    programme: Programme
    cadre: Cadre
    suivis: dict[str, Suivi]
    parts: tuple[RegleLue, ...]
    apports: tuple[Apport, ...]
    plafonds: tuple[PlafondLu, ...]
    tours: Cadre | None = None
    finie: bool = False
    memo: "dict[tuple[Clefs, frozenset[str]], Solde]" = field(default_factory=dict, compare=False)


class SansLigne(Titulaire):
    """A holder that no vacancy is followed for: its parts and caps are read when something asks for them. A
    landlord has hundreds of conventions, and the dwellings of a day stand on the territory of a few."""

    __slots__ = ()

    def __init__(self, cadre: Cadre, tours: Cadre | None) -> None:
        put = object.__setattr__
        put(self, "programme", cadre.programme)
        put(self, "cadre", cadre)
        put(self, "suivis", {})
        put(self, "apports", ())
        put(self, "tours", tours)
        put(self, "finie", False)
        put(self, "memo", {})

    def __getattr__(self, nom: str) -> Any:
        # Why it is found: Python asks here for a field that is not set.
        if nom not in ("parts", "plafonds"):
            raise AttributeError(nom)
        found = _parts(self.cadre) if nom == "parts" else tuple(read_caps(self.cadre, self.parts))
        object.__setattr__(self, nom, found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Solde:
    """Account in some cells. `reporte` None: a balance brought forward is not known. `suppose`: dwellings
    that the advice before gave; `en_doute`: those that perhaps count besides; `du_en_doute`: what is perhaps
    due besides; `doutes`: the vacancies that leave it so, or the acts, for `causes`. `echanges`: acts by
    which turns were exchanged; `oriente` counts them."""

    reporte: Fraction | None
    du: Fraction
    oriente: int
    en_doute: int
    suppose: int = 0
    rendus: tuple[str, ...] = ()
    du_en_doute: Bornes = ZERO
    doutes: tuple[str, ...] = ()
    causes: frozenset[Cause] = frozenset()
    echanges: tuple[str, ...] = ()

    @property
    def dus(self) -> Bornes:
        return plus(exactly(self.du), self.du_en_doute)


def frame(
    programme: Programme,
    faits: Faits,
    au: date,
    presentes: Presentes,
    chosen: Sequence[Vacance] | None = None,
    annee: int | None = None,
) -> Cadre | None:
    """A holder's year, the vacancies that may change its account followed; None when the convention is not
    in force in it. `presentes`: all those that advice looks at. `chosen`: those to follow, whatever else
    there is. `annee`: another year than that of `au`."""
    convention = programme.convention
    assert convention.choix is not None, "checked: a convention answers the open questions"
    year = au.year if annee is None else annee
    whole = periods(ir.Periode.ANNEE, year, convention.en_vigueur)
    if not whole:
        return None
    changes = text_changes(programme, au)
    anywhere = Contexte(exercer=of_landlord, programme=programme, au=au, jour=au, faits=faits)
    here = presentes.on(convention.territoire, convention.choix.rattachement) if chosen is None else chosen
    return Cadre(
        programme=programme,
        choix=replace(convention.choix, soustractions=ir.ModeSoustraction.REALISE),
        faits=faits,
        au=au,
        periode=whole[0],
        annee=year,
        suivis=tuple(follow_some(here, anywhere, changes)),
        finer=finer_accounts(programme),
        versions=changes,
    )


def prepare(cadre: Cadre, communes: Communes | None = None, jusqu_au: date | None = None) -> Titulaire:
    """Read a holder's accounts once, the landlord's ledger being known. communes: where what exchanges of
    turns ask is kept for all the holders of a day; None: they do not count. jusqu_au: where the convention
    has ended in the year, what has gone to it since counts until that day."""
    tours = frame_of_turns(cadre, communes) if communes is not None else None
    if not cadre.suivis:
        return SansLigne(cadre, tours)
    parts = _parts(cadre)
    return Titulaire(
        programme=cadre.programme,
        cadre=cadre,
        suivis={s.vacance.id: s for s in cadre.suivis},
        parts=parts,
        apports=tuple(_contributions(cadre, parts, _then(cadre, jusqu_au))),
        plafonds=tuple(read_caps(cadre, parts)),
        tours=tours,
    )


def prepare_ended(cadre: Cadre, periode: Intervalle) -> Titulaire:
    """A holder whose convention ended in a year before, and what went to it in a period since. cadre: the
    last year of its term, whose parts hold its dwellings."""
    return Titulaire(
        programme=cadre.programme,
        cadre=cadre,
        suivis={s.vacance.id: s for s in cadre.suivis},
        parts=_parts(cadre),
        apports=tuple(gone_in(periode, cadre)),
        plafonds=(),
        finie=True,
    )


def _then(cadre: Cadre, jusqu_au: date | None) -> Cadre:
    """Over the days in which what goes to the holder counts."""
    if jusqu_au is None:
        return cadre
    return replace(cadre, periode=since_its_term(cadre.periode, cadre.en_vigueur, jusqu_au))


def _parts(cadre: Cadre) -> tuple[RegleLue, ...]:
    clauses = (c for c in cadre.programme.clauses if isinstance(c.clause, ir.Part))
    return tuple(read_rule(c, cadre, None, None) for c in clauses)


def _contributions(cadre: Cadre, parts: Sequence[RegleLue], then: Cadre) -> Iterator[Apport]:
    """then: over the days in which what goes to the holder counts."""
    kept = kept_in(then)
    returned = frozenset(turn.vacance for turn in returned_turns(cadre))
    rates: dict[str, list[tuple[PartCellule, Fraction]]] = {}
    doubts: dict[str, list[tuple[TauxEnDoute, frozenset[Cause]]]] = {}
    for sujet, key, rang in _own_ranks(parts, cadre):
        # Why: only rows in the base for certain are due; those that may be are kept apart, with their rate.
        sure = all(b for _, b in rang.options)
        if sure and rang.taux.valeur is not None:
            rates.setdefault(sujet.id, []).append((key, rang.taux.valeur))
        elif _may_be_due(rang, sujet, cadre.au):
            doubt = TauxEnDoute(clef=key, taux=rang.taux, sur=sure)
            doubts.setdefault(sujet.id, []).append((doubt, rang.causes))
    for suivi in cadre.suivis:
        ident = suivi.vacance.id
        found = _apport(suivi, then, parts, kept=ident in kept)
        apport = replace(
            found,
            taux=tuple(rates.get(ident, ())),
            rendu=found.compte is True and bool(found.cellules) and ident in returned,
            doutes=tuple(doubt for doubt, _ in doubts.get(ident, ())),
            causes=of_data(found.causes.union(*(causes for _, causes in doubts.get(ident, ())))),
        )
        if apport.taux or apport.doutes or apport.change:
            yield apport


def gone_in(periode: Intervalle, cadre: Cadre) -> Iterator[Apport]:
    """What went to somebody in a period that is not of the convention's term, or not all of it, whatever is
    due. cadre: a year of its term."""
    parts = _parts(cadre)
    then = replace(cadre, periode=periode, annee=periode.du.year)
    kept = kept_in(then)
    found = (_apport(suivi, then, parts, kept=suivi.vacance.id in kept) for suivi in cadre.suivis)
    return (replace(a, causes=of_data(a.causes)) for a in found if a.change)


def _ranks(parts: Sequence[RegleLue]) -> Iterator[tuple[Sujet, PartCellule, Rang]]:
    for part in parts:
        for cell in part.cellules:
            for sujet, rang in cell.rangs:
                yield sujet, (part.clause.ident, cell.groupe.clef), rang


def _own_ranks(parts: Sequence[RegleLue], cadre: Cadre) -> Iterator[tuple[Sujet, PartCellule, Rang]]:
    """The same at the rate that is the holder's own, where a split gives others a share of the part."""
    owns = {part.clause.ident: own_share(part.clause.ident, cadre) for part in parts}
    for sujet, key, rang in _ranks(parts):
        own = owns[key[0]]
        least, most = (own, own) if own is not None else (Fraction(0), Fraction(1))
        taux = between(rang.taux.min * least, rang.taux.max * most)
        yield sujet, key, replace(rang, taux=taux, par_option=())


def _may_be_due(rang: Rang, sujet: Sujet, au: date) -> bool:
    """Perhaps due already, for want of data. What only the days to come can make due is not."""
    if rang.futur or not any(b for _, b in rang.options):
        return False
    return sujet.suivi is None or sujet.suivi.decision.reference.low <= au.toordinal()


SANS_CAUSE = frozenset({Cause(fait="statut")})


def _apport(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue], *, kept: bool) -> Apport:
    """Has the vacancy gone to somebody, and does it count for this holder, for certain or perhaps?"""
    cells = frozenset(holding(suivi, cadre, parts))
    doubt = of_data(suivi.decision.statut.causes)
    inside = perhaps_in(suivi, cadre, parts, suivi.mondes)
    maybe = frozenset(key for key, causes in inside if causes or not cells) - cells
    anywhere = bool(cells or maybe)
    gone = anywhere and has_gone(suivi, cadre, parts)
    unsure = perhaps_gone(suivi, cadre, parts) if anywhere and not gone else frozenset()
    counted = counts_for(suivi, cadre, parts, gone=gone or bool(unsure)) if anywhere else False
    if unsure and counted is True:
        counted = Indetermine(unsure)
    let = bool(past(("attribution",), suivi, cadre.livre.connu or cadre.au))
    mine = bool(cells) and kept
    certain = bool(cells) and (gone or mine or counted is True)
    return Apport(
        vacance=suivi.vacance.id,
        taux=(),
        parti=certain,
        compte=counted if cells or counted is not True else Indetermine(doubt or SANS_CAUSE),
        cellules=cells,
        restitue=_given_back(suivi, cadre),
        restitue_peut_etre=sum(
            e.effet.decompte is ir.Decompte.RESTITUEE and bool(of_data(perhaps_released(e, False)))
            for e in suivi.decision.effets
        ),
        peut_etre=maybe,
        parti_peut_etre=not certain and (gone or bool(unsure) or (bool(maybe) and counted is not False)),
        perdu=let and counted is True and account(suivi, cadre) is False,
        tour=not (let or gone or unsure or mine) and counted is True,
        revenu=not (let or kept) and counted is False and given_back_since(suivi),
        causes=doubt | causes_of(counted),
    )


def kept_in(cadre: Cadre) -> frozenset[str]:
    """Dwellings that a reserve has kept back in the period: they went to the landlord's own share."""
    acts = kept_by_reserves(cadre.faits, cadre.au)
    return frozenset(act.vacance for act in acts if cadre.periode.contains(act.jour))


def _given_back(suivi: Suivi, cadre: Cadre) -> int:
    return sum(
        effet.effet.decompte is ir.Decompte.RESTITUEE and released(effet)
        for effet in suivi.decision.effets
        if effet.date.connu is not None and cadre.periode.contains(effet.date.connu)
    )


def balance(titulaire: Titulaire, cellules: Clefs, without: frozenset[str]) -> Solde:
    """Deficit in these cells, the vacancies `without` set aside."""
    known = titulaire.memo.get((cellules, without))
    if known is None:
        known = titulaire.memo[cellules, without] = _balance(titulaire, cellules, without)
    return known


def _balance(titulaire: Titulaire, keys: Clefs, without: frozenset[str]) -> Solde:
    due, done, doubt, more = Fraction(0), 0, 0, ZERO
    returned: list[str] = []
    unsure: list[Apport] = []
    for apport in titulaire.apports:
        if apport.vacance in without:
            continue
        due += sum((t for key, t in apport.taux if key in keys), Fraction(0))
        perhaps_due = [d.du for d in apport.doutes if d.clef in keys]
        perhaps_done = False
        if apport.cellules & keys:
            due += apport.restitue
            done += apport.compte is True
            perhaps_due.append(between(0, apport.restitue_peut_etre))
            perhaps_done = bool(causes_of(apport.compte))
            returned += [apport.vacance] if apport.rendu else []
        elif apport.peut_etre & keys:
            perhaps_due.append(between(0, apport.restitue + apport.restitue_peut_etre))
            perhaps_done = apport.compte is not False
        doubt += perhaps_done
        more = reduce(plus, perhaps_due, more)
        if perhaps_done or any(d != ZERO for d in perhaps_due):
            unsure.append(apport)
    solde = Solde(
        reporte=Fraction(0) if titulaire.finie else brought_forward(titulaire, keys),
        du=due,
        oriente=done,
        en_doute=doubt,
        rendus=tuple(sorted(returned)),
        du_en_doute=more,
        doutes=tuple(sorted(a.vacance for a in unsure)),
        causes=frozenset().union(*(a.causes for a in unsure)),
    )
    return with_turns(solde, exchanged_turns(titulaire.tours, keys, without))


def with_turns(solde: Solde, tours: Echanges) -> Solde:
    """The account with the turns exchanged."""
    if not tours.actes:
        return solde
    return replace(
        solde,
        oriente=solde.oriente + tours.fait,
        en_doute=solde.en_doute + tours.en_doute,
        doutes=(*solde.doutes, *tours.doutes),
        causes=solde.causes | tours.causes,
        echanges=tours.actes,
    )


def brought_forward(titulaire: Titulaire, keys: Clefs) -> Fraction | None:
    """The balances that these cells bring from the year before; None when one of them is not known."""
    total = Fraction(0)
    for part in titulaire.parts:
        own = part.clause.on(titulaire.cadre.periode.du)
        for ident, clef in keys:
            if ident != part.clause.ident or not isinstance(own, ir.Part):
                continue
            modes = {regime.mode for regime in regimes(text_in(part, clef, titulaire.cadre)).possibles}
            if modes == {ir.ModeReport.AUCUN}:
                continue
            initial = brought_to_holder(own, clef, titulaire.cadre)
            if len(modes) > 1 and initial is not None and initial != ZERO:
                return None
            if initial is None or initial.valeur is None:
                return None
            total += initial.valeur
    return total
