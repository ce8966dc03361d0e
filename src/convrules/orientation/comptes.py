"""Deficits of holders so far: what the assiette has made due, less the dwellings that went to each.

δ of a holder sums over its parts whose base holds the dwelling for certain, each in the dwelling's cell;
withdrawals count as they are, never as forecast. Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Genre, Indetermine, Issue, causes_of, ou
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.orientation.attente import that_matter
from convrules.orientation.gardes import kept_by_reserves
from convrules.orientation.plafonds import read_caps
from convrules.runtime.closing import closes
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatEffet, Statut
from convrules.runtime.holders import finer_accounts, is_holder
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre, account, in_flow, vacancy
from convrules.year.cellules import Clef, Groupe, key_of, locate, shared_facts
from convrules.year.effets import counted_by_effect
from convrules.year.imputation import oriented, oriented_after
from convrules.year.periode import periods
from convrules.year.regles import RegleLue, read_rule
from convrules.year.retours import returned_turns
from convrules.year.soldes import initial_balance
from convrules.year.suivi import Monde, Suivi, follow_some, rate, text_changes
from convrules.year.textes import Textes, conditions

PartCellule: TypeAlias = tuple[str, Clef]
Clefs: TypeAlias = frozenset[PartCellule]
"""Cell of the dwelling in each part that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apport:
    """What one vacancy of the assiette brought: rate by (part, cell); `parti`: has it gone to somebody;
    `compte`: does it count for this holder; `restitue`: dwellings added to the target; `rendu`: the turn was
    given back uncounted, though the data keep the letting on this holder's account."""

    vacance: str
    taux: tuple[tuple[PartCellule, Fraction], ...]
    parti: bool
    compte: Issue
    cellules: frozenset[PartCellule]
    restitue: int
    rendu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Titulaire:
    """One holder over the year: its parts read, and what each vacancy brought."""

    programme: Programme
    cadre: Cadre
    suivis: dict[str, Suivi]
    parts: tuple[RegleLue, ...]
    apports: tuple[Apport, ...]
    plafonds: tuple[RegleLue, ...]
    memo: "dict[tuple[Clefs, frozenset[str]], Solde]" = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solde:
    """Account in some cells. `reporte` None: a balance brought forward is not known."""

    reporte: Fraction | None
    du: Fraction
    oriente: int
    en_doute: int
    rendus: tuple[str, ...] = ()


def frame(programme: Programme, faits: Faits, au: date, named: frozenset[str] | None) -> Cadre | None:
    """A holder's year, the vacancies that may change its account followed; None when the convention is not
    in force in it. `named`: dwellings that advice is asked for, whatever their dates; None: every vacancy
    matters, for an account depends on those before it."""
    convention = programme.convention
    assert convention.choix is not None, "checked: a convention answers the open questions"
    whole = periods(ir.Periode.ANNEE, au.year, convention.en_vigueur)
    if not whole:
        return None
    changes = text_changes(programme, au)
    anywhere = Contexte(programme=programme, au=au, jour=au, faits=faits)
    rows = faits.vacances if named is None else that_matter(faits, convention.choix.rattachement, au, named)
    return Cadre(
        programme=programme,
        choix=replace(convention.choix, soustractions=ir.ModeSoustraction.REALISE),
        faits=faits,
        au=au,
        periode=whole[0],
        annee=au.year,
        suivis=tuple(follow_some(rows, anywhere, changes)),
        finer=finer_accounts(programme),
        versions=changes,
    )


def prepare(cadre: Cadre) -> Titulaire:
    """Read a holder's accounts once, the landlord's ledger being known."""
    programme = cadre.programme
    parts = tuple(read_rule(c, cadre, None, None) for c in programme.clauses if isinstance(c.clause, ir.Part))
    return Titulaire(
        programme=programme,
        cadre=cadre,
        suivis={s.vacance.id: s for s in cadre.suivis},
        parts=parts,
        apports=tuple(_contributions(cadre, parts, kept_in(cadre))),
        plafonds=tuple(read_caps(cadre, parts)),
    )


def _contributions(cadre: Cadre, parts: Sequence[RegleLue], kept: frozenset[str]) -> Iterator[Apport]:
    rates: dict[str, list[tuple[PartCellule, Fraction]]] = {}
    for part in parts:
        for cell in part.cellules:
            for sujet, rang in cell.rangs:
                # Why: only rows in the base for certain are due; a rate that is not known is not added.
                if all(b for _, b in rang.options) and rang.taux.valeur is not None:
                    key = (part.clause.ident, cell.groupe.clef)
                    rates.setdefault(sujet.id, []).append((key, rang.taux.valeur))
    returned = {turn.vacance for turn in returned_turns(cadre)}
    for suivi in cadre.suivis:
        cells = frozenset(holding(suivi, cadre, parts))
        found = tuple(rates.get(suivi.vacance.id, ()))
        gone = bool(cells) and has_gone(suivi, cadre, parts)
        counted = _counts_for(suivi, cadre, parts, gone=gone) if cells else False
        mine = bool(cells) and suivi.vacance.id in kept
        if found or gone or mine or counted is not False:
            yield Apport(
                vacance=suivi.vacance.id,
                taux=found,
                parti=gone or mine or counted is True,
                compte=counted,
                cellules=cells,
                restitue=_given_back(suivi, cadre),
                rendu=counted is True and suivi.vacance.id in returned,
            )


def kept_in(cadre: Cadre) -> frozenset[str]:
    """Dwellings that a reserve has kept back in the period: they went to the landlord's own share."""
    acts = kept_by_reserves(cadre.faits, cadre.au)
    return frozenset(act.vacance for act in acts if cadre.periode.contains(act.jour))


def _population(part: RegleLue, monde: Monde) -> ir.Population:
    """What the part is a share of, in one version of the text."""
    regle = part.clause.regles["règle"].on(monde.contexte.jour).valeur
    assert isinstance(regle, ir.ReglePart), "checked: the rule of a part"
    return regle.population


def holding(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> Iterator[PartCellule]:
    """Parts whose flow holds the vacancy for certain, whatever its period, and its cell in each."""
    if suivi.decision.statut.possibles != (Statut.DANS_L_ASSIETTE,):
        return
    sujet = vacancy(suivi)
    for part in parts:
        inside = all(_holds(in_flow(_population(part, m), sujet, m, cadre)) for m in texts(suivi, cadre.au))
        place = locate(sujet, part.dimensions)
        if inside and place is not None and place.sure:
            yield part.clause.ident, key_of(place, part.dimensions)


def _holds(inside: Issue) -> bool:
    """For certain, or for want of nothing but time: the reference date of a dwelling on offer may be to
    come, and today's convention is then the one that speaks."""
    return inside is True or (
        isinstance(inside, Indetermine) and all(c.genre is Genre.FUTUR for c in inside.causes)
    )


def perhaps_holding(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> Iterator[PartCellule]:
    """Parts whose flow may hold the vacancy, and its cell in each when the place is known: the accounts
    to show for a holder of whom one does not know whether it may receive the dwelling."""
    if Statut.DANS_L_ASSIETTE not in suivi.decision.statut.possibles:
        return
    sujet = vacancy(suivi)
    for part in parts:
        place = locate(sujet, part.dimensions)
        if place is not None and place.sure:
            yield part.clause.ident, key_of(place, part.dimensions)


def texts(suivi: Suivi, au: date) -> tuple[Monde, ...]:
    """The text that will apply: that of the reference date, or of today while it has not come."""
    current = [m for m in suivi.mondes if m.contexte.jour <= au <= m.fin]
    return suivi.mondes if len(suivi.mondes) == 1 else tuple(current) or suivi.mondes[:1]


def has_gone(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> bool:
    """Has the dwelling been oriented (or the event that the parts count taken place) this year? What is
    not recorded has not, for the ledger of orientations."""
    return _happened(("orientation", *counted_events(parts)), suivi, cadre)


def _happened(noms: Sequence[str], suivi: Suivi, cadre: Cadre) -> bool:
    """Is one of these events known to have taken place, counted in this year?"""
    days = [read_event(nom, suivi.mondes[0].contexte).connu for nom in noms]
    known = [day for day in days if day is not None and day <= cadre.au]
    reference = suivi.decision.reference.connu
    if cadre.avec_leur_vacance:
        return bool(known) and reference is not None and cadre.periode.contains(reference)
    return any(cadre.periode.contains(day) for day in known)


def _counts_for(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue], *, gone: bool) -> Issue:
    """Does the dwelling count for this holder? By an effect that counts it; by the account of the letting, as
    in the accounts of the year, once the event that the parts count has taken place; before, from its
    orientation on."""
    by_effect = counted_by_effect(suivi, cadre)
    if not gone:
        return by_effect
    if _happened(counted_events(parts), suivi, cadre):
        return ou(account(suivi, cadre), by_effect)
    return ou(_with_holder(suivi, cadre), by_effect)


def _with_holder(suivi: Suivi, cadre: Cadre) -> Issue:
    """Is a dwelling that is but oriented with this holder? Until an effect gives it back uncounted."""
    effets = suivi.decision.effets
    if any(_released(e) and not oriented_after(e.date, suivi.vacance, suivi.decision) for e in effets):
        return False
    found = account(suivi, cadre)
    toward = oriented(suivi.vacance, suivi.decision) if isinstance(found, Indetermine) else None
    # Why: until the letting has an account, the dwelling is with the holder that somebody decided on.
    return found if toward is None else is_holder(cadre.programme, toward, cadre.finer)


def counted_events(parts: Sequence[RegleLue]) -> tuple[str, ...]:
    """Events that the parts count."""
    found = (
        EVENEMENTS.get(classe)
        for part in parts
        for own in part.clause.versions
        if isinstance(own, ir.Part)
        for classe in own.compte.classes
    )
    return tuple(dict.fromkeys(nom for nom in found if nom is not None))


def _released(effet: ResultatEffet) -> bool:
    """A turn that closes without a word of the account is not counted."""
    said = effet.effet.decompte
    silent = said is None and closes(effet.effet.acte)
    uncounted = silent or said in (ir.Decompte.NON_COMPTEE, ir.Decompte.RESTITUEE)
    return uncounted and effet.issue is True and effet.date.connu is not None


def _given_back(suivi: Suivi, cadre: Cadre) -> int:
    return sum(
        effet.effet.decompte is ir.Decompte.RESTITUEE and _released(effet)
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
    due, done, doubt = Fraction(0), 0, 0
    returned: list[str] = []
    for apport in titulaire.apports:
        if apport.vacance in without:
            continue
        due += sum((t for key, t in apport.taux if key in keys), Fraction(0))
        if apport.cellules & keys:
            due += apport.restitue
            done += apport.compte is True
            doubt += bool(causes_of(apport.compte))
            returned += [apport.vacance] if apport.rendu else []
    return Solde(
        reporte=_brought_forward(titulaire, keys),
        du=due,
        oriente=done,
        en_doute=doubt,
        rendus=tuple(sorted(returned)),
    )


def own_balance(titulaires: Sequence[Titulaire], without: frozenset[str]) -> Solde:
    """The landlord's own share, 1 − Σρ per vacancy, less what has gone to no holder."""
    rates: dict[str, Fraction] = {}
    gone: dict[str, list[Issue]] = {}
    for titulaire in titulaires:
        for apport in titulaire.apports:
            if apport.vacance in without:
                continue
            if apport.taux:
                shares = sum((t for _, t in apport.taux), rates.get(apport.vacance, Fraction(0)))
                rates[apport.vacance] = shares
            if apport.parti:
                gone.setdefault(apport.vacance, []).append(apport.compte)
    due = sum((1 - share for share in rates.values()), Fraction(0))
    done = sum(all(compte is False for compte in comptes) for comptes in gone.values())
    doubt = sum(any(causes_of(c) for c in comptes) and True not in comptes for comptes in gone.values())
    return Solde(reporte=Fraction(0), du=due, oriente=done, en_doute=doubt)


def _brought_forward(titulaire: Titulaire, keys: Clefs) -> Fraction | None:
    total = Fraction(0)
    for part in titulaire.parts:
        own = part.clause.on(titulaire.cadre.periode.du)
        for ident, clef in keys:
            if ident != part.clause.ident or not isinstance(own, ir.Part):
                continue
            if own.report.mode is ir.ModeReport.AUCUN:
                continue
            initial = initial_balance(own, clef, titulaire.cadre)
            if initial is None or initial.valeur is None:
                return None
            total += initial.valeur
    return total


def rates_of(titulaire: Titulaire, suivi: Suivi, cellules: Clefs) -> dict[PartCellule, Fraction]:
    """ρ: what the dwelling adds to the deficit, by part. Nothing when it was due in another year."""
    cadre = titulaire.cadre
    reference = suivi.decision.reference.connu
    if reference is not None and not cadre.periode.contains(reference):
        return {}
    contexte = texts(suivi, cadre.au)[0].contexte
    found: dict[PartCellule, Fraction] = {}
    for part in titulaire.parts:
        for ident, clef in cellules:
            if ident != part.clause.ident:
                continue
            groupe = Groupe(clef=clef, surs=(vacancy(suivi),), peut_etre=())
            shared = shared_facts(conditions(part.clause), groupe)
            textes = Textes(clause=part.clause, cadre=cadre, faits=shared)
            valeurs = textes.at("règle", contexte.jour).valeurs
            regle = valeurs[0] if len(valeurs) == 1 else None
            if isinstance(regle, ir.ReglePart):
                found[ident, clef] = rate(regle.taux, contexte)[0].valeur or Fraction(0)
    return found
