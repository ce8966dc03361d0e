"""What a reader in a hurry takes away: holder by holder, what is kept, what is missed and by how much, what
cannot be told yet. Only rules that concern the holder are counted, and cells are never added up."""

from collections.abc import Container, Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import compte, t
from convrules.render import numbers
from convrules.render.accounts import shares
from convrules.render.bounds import bornes
from convrules.render.cells import cell_name, cells_word
from convrules.render.clauses import debiteur
from convrules.render.counted import counted, target, unit
from convrules.render.covered import asked, because_covered, carried
from convrules.render.decided import (
    acting,
    asks_as_signed,
    clause_in,
    exception_names,
    groups,
    own_words,
    shown_clause,
    statements,
)
from convrules.render.forces import class_of, is_no_breach, missed, shown
from convrules.render.french import cite, de, ended, joined, listing, sentence
from convrules.render.lexicon import Lexique
from convrules.render.margins import with_margin
from convrules.render.perimeter import period
from convrules.render.places import where as where_stands
from convrules.render.possible import in_doubt, split_in_doubt
from convrules.render.progress import out_of_reach
from convrules.render.report.raisons import of_no_cell, share_done, together
from convrules.render.report.restant import left_over, to_date
from convrules.render.report.titres import COMPTES, OBJECTIFS, TITRES, title
from convrules.render.titulaires import intitules
from convrules.render.year_notes import judged
from convrules.runtime.decision import EtatDelai
from convrules.year.bornes import at_least_zero
from convrules.year.model import (
    MANQUES,
    Bilan,
    BilanConvention,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)

FIN = numbers.FINE
CELLULES_MAX = 8
INCONNU: Final = t("un nombre qui n'est pas connu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Essentiel:
    """`constat`: how many rules are kept; `phrases`: (closed word of the verdict, sentence)."""

    titulaire: str
    constat: str
    phrases: tuple[tuple[str, str], ...]


def summary(bilan: Bilan, lexique: Lexique) -> tuple[Essentiel, ...]:
    """One per convention, in their order."""
    names = intitules(bilan)
    return tuple(
        Essentiel(
            titulaire=names[b.convention.ident],
            constat=verdicts(b),
            phrases=tuple(_phrases(b, bilan.annee, lexique)),
        )
        for b in bilan.conventions
    )


def concerned(b: BilanConvention) -> list[ResultatRegle]:
    """Rules that have something to say to this holder."""
    return [r for r in judged(b) if r.ecartee_par is None and r.verdict is not Verdict.NON_APPLICABLE]


def verdicts(b: BilanConvention) -> str:
    """« 7 règles : 1 non tenue, 1 incertaine et 5 tenues. »"""
    found = [r.verdict for r in concerned(b) if r.verdict is not None]
    found += [v for s in splits(b).values() if (v := s.verdict) not in (None, Verdict.NON_APPLICABLE)]
    if not found:
        return t("Aucune règle n'a de verdict.")
    aims = [v for force, v in map(shown, concerned(b)) if is_no_breach(force, v)]
    aims += [s.verdict for s in splits(b).values() if is_no_breach(s.force, s.verdict)]
    told = [
        numbers.count(n, *mots) for v, mots in COMPTES.items() if (n := found.count(v) - aims.count(v)) > 0
    ]
    told += [numbers.count(aims.count(v), *mots) for v, mots in OBJECTIFS.items() if v in aims]
    return t("{a}\u202f: {b}.", a=numbers.count(len(found), "règle"), b=listing(told))


def _phrases(b: BilanConvention, annee: int, lexique: Lexique) -> Iterator[tuple[str, str]]:
    if said := period(b, annee):
        yield "periode", said
    yield from to_date(b)
    rules = concerned(b)
    for verdict, titre in TITRES.items():
        own = [r for r in rules if r.verdict is verdict]
        if verdict is Verdict.CONFORME:
            yield from _kept(own, b, lexique)
            continue
        for regle in own:
            if verdict in MANQUES:
                yield from _missed(regle, b, lexique)
            for one, said, some in in_doubt(regle, titre):
                yield one.value, t("{a}\u202f: {b}", a=said, b=_rule(regle, b, lexique, some))
    for regle in rules:
        split = splits(b).get(regle.clause.entete.ident)
        if split is not None and split.verdict in TITRES:
            yield from _split(split, regle, b)
        elif regle.verdict is None:
            yield "sans_verdict", t("Souhait, sans verdict\u202f: {rule}", rule=_rule(regle, b, lexique))
    for regle in rules:
        if regle.rendus and isinstance(regle.clause, ir.Part):
            kept = numbers.count(len(regle.rendus), *unit(shown_clause(regle), b))
            told = compte(
                len(regle.rendus),
                "dans ces chiffres alors que la convention a rendu son tour sans le compter",
                "dans ces chiffres alors que la convention a rendu leur tour sans le compter",
            )
            yield (
                "indetermine",
                t(
                    "À vérifier\u202f: {ident}, {kept} {told}.",
                    ident=cite(regle.clause.entete.ident),
                    kept=kept,
                    told=told,
                ),
            )
    yield from late(b)
    yield from left_over(b, lexique)


def _missed(regle: ResultatRegle, b: BilanConvention, lexique: Lexique) -> Iterator[tuple[str, str]]:
    """What is owed, then what is an objective in some cells alone."""
    kinds = missed(regle)
    if len(kinds) < 2:
        force, verdict = shown(regle)
        assert verdict is not None, "missed"
        yield (
            class_of(force, verdict),
            t("{a}\u202f: {b}", a=title(force, verdict), b=_rule(regle, b, lexique)),
        )
        return
    for force, verdict, cells in kinds:
        said = _rule(regle, b, lexique, cells)
        yield class_of(force, verdict), t("{a}\u202f: {b}", a=title(force, verdict), b=said)


def splits(b: BilanConvention) -> dict[str, ResultatRepartition]:
    """Splits that have a verdict, by the part that they share out."""
    return {s.clause.de: s for s in b.repartitions if s.verdict is not None and s.issue is not False}


def _split(split: ResultatRepartition, regle: ResultatRegle, b: BilanConvention) -> Iterator[tuple[str, str]]:
    """The verdict of a part is then that of the accounts it is split among: of what is owed, then of what is
    an objective."""
    assert split.verdict is not None, "asked of a split that has one"
    found = [lot for cell in split.cellules for lot in cell.lots if lot.verdict is split.verdict]
    aims = sorted({(is_no_breach(lot.force, lot.verdict), lot.force) for lot in found}, key=lambda x: x[0])
    kinds: dict[bool | None, ir.Force | None] = dict(aims)
    for aim, force in (kinds or {None: split.force}).items():
        among = t(
            "{said}, compte par compte ({split})",
            said=split_in_doubt(split)
            if split.verdict is Verdict.INDETERMINE
            else title(force, split.verdict),
            split=cite(split.clause.entete.ident),
        )
        lots = lots_told(split, regle, b, aim=aim)
        # Why not the figures of the part: they are those of its holder alone. Why there may be none: a cell
        # that none shows yet decides.
        said = t("{a}\u202f: {b} ({c}).", a=among, b=rule_named(regle), c=joined(lots, "\u202f; "))
        yield (
            class_of(force, split.verdict),
            said if lots else t("{a}\u202f: {b}.", a=among, b=rule_named(regle)),
        )
    if split.verdict in MANQUES and (lots := lots_told(split, regle, b, (Verdict.INDETERMINE,))):
        doubt = t(
            "{said}, compte par compte ({split})",
            said=split_in_doubt(split),
            split=cite(split.clause.entete.ident),
        )
        yield (
            Verdict.INDETERMINE.value,
            t("{a}\u202f: {b} ({c}).", a=doubt, b=rule_named(regle), c=joined(lots, "\u202f; ")),
        )


def lots_told(
    split: ResultatRepartition,
    regle: ResultatRegle,
    b: BilanConvention,
    verdicts: Container[Verdict | None] = (),
    *,
    aim: bool | None = None,
) -> list[str]:
    """Accounts of a split that have one of these verdicts (its own, if none), with their figures. regle: the
    part; aim: those of which missing it is no breach, or the others."""
    lots: list[str] = [
        t(
            "{where}, {done} pour {asked}{marge}",
            where=t("{a}, {b}", a=cell_name(cell), b=compte) if cell.cellule else compte,
            done=counted(lot.realise, unit(shown_clause(regle), b), lot.demande),
            asked=bornes(asked(lot.demande)) if lot.demande is not None else INCONNU,
            marge=with_margin(regle, cell),
        )
        for cell in regle.cellules
        for compte, lot, _ in shares(b, regle.clause.entete.ident, cell.cellule)
        if lot.verdict in (verdicts or (split.verdict,))
        and aim in (None, is_no_breach(lot.force, lot.verdict))
    ]
    left = len(lots) - CELLULES_MAX
    if left > 0:
        lots = [*lots[:CELLULES_MAX], t("et {left}", left=numbers.count(left, "autre"))]
    return lots


def _kept(rules: Sequence[ResultatRegle], b: BilanConvention, lexique: Lexique) -> Iterator[tuple[str, str]]:
    """Parts with their figures, and what says in words what it asks; the others by their name."""
    word = Verdict.CONFORME.value
    others: list[str] = []
    for regle in rules:
        if isinstance(regle.clause, ir.Part) or next(said_of(regle, lexique), None):
            yield word, t("Tenue\u202f: {rule}", rule=_rule(regle, b, lexique))
        else:
            others.append(rule_named(regle))
    if others:
        yield word, t("{a}\u202f: {b}.", a=t("Tenue") if len(others) == 1 else t("Tenues"), b=listing(others))


def rule_named(regle: ResultatRegle, some: Sequence[ResultatCellule] | None = None) -> str:
    """« part » (article 2) », « part » (article 2 ; par exception « a_15 » (article 3)) ». some: with what
    decides these cells alone."""
    signed, decides = regle.clause.entete, groups(regle)
    if some is not None:
        decides = [(every, cells) for every, cells in decides if any(c is one for c in cells for one in some)]
    sets = [every for every, _ in decides]
    source = signed.source
    place = where_stands(signed) if source.article else source.fondement or ""
    sure, perhaps = acting(sets)
    if sure or perhaps:
        kept = place if any(asks_as_signed(d) for every in sets for d in every) else ""
        by = t("par exception {b}", b=exception_names(sure)) if sure else ""
        may = t("peut-être par exception {b}", b=exception_names(perhaps)) if perhaps else ""
        place = joined([said for said in (kept, by, may) if said], "\u202f; ")
    return t("{a} ({b})", a=cite(signed.ident), b=place) if place else cite(signed.ident)


def _rule(
    regle: ResultatRegle,
    b: BilanConvention,
    lexique: Lexique,
    some: Sequence[ResultatCellule] | None = None,
) -> str:
    """Its name, what it says, and the figures behind the verdict. some: of these cells alone."""
    told = figures(regle, b, some)
    aim = "" if shown_clause(regle).entete.force is not ir.Force.OBJECTIF else t(" (objectif)")
    head = (
        t("{a}{b}\u202f: {c}", a=rule_named(regle, some), b=aim, c=told)
        if told
        else t("{a}{b}.", a=rule_named(regle, some), b=aim)
    )
    return joined([head, *said_of(regle, lexique, some)], " ")


def said_of(
    regle: ResultatRegle, lexique: Lexique, some: Sequence[ResultatCellule] | None = None
) -> Iterator[str]:
    """The author's own words, each with the cells that they decide: sentences, as others follow them."""
    if not regle.cellules:
        if said := own_words(regle.clause.entete):
            yield ended(cite(said))
        return
    for where, said in statements(regle, lexique, some, cited=True):
        yield ended(t("Pour {a}\u202f: {b}", a=where, b=said) if where else said)


def figures(regle: ResultatRegle, b: BilanConvention, some: Sequence[ResultatCellule] | None = None) -> str:
    """Of the cells behind the verdict; of some alone."""
    cells = regle.cellules
    if not cells:
        return ""
    if len(cells) == 1:
        said = t(
            "{counted}{part} pour {asked}{moving}",
            counted=counted(cells[0].realise, unit(clause_in(regle, cells), b), cells[0].cible),
            part=share_done(cells[0]) or ",",
            asked=asked_of(regle, cells[0]),
            moving=together(cells[0]),
        )
        return sentence(t("{a}{b}", a=said, b=out_of_reach(regle, cells[0], b)))
    picked = [c for c in cells if c.verdict is regle.verdict] if some is None else some
    same = [c for c in cells if any(c is one for one in picked)]
    if regle.verdict is None or not same:
        # Why there may be none: cells that no row shows yet decide of it.
        return of_no_cell(regle)
    what = t(
        "{same} {cells} sur {cells2}",
        same=numbers.group(len(same)),
        cells=cells_word([c.cellule for c in cells], len(same)),
        cells2=numbers.group(len(cells)),
    )
    if regle.verdict is Verdict.CONFORME:
        return t(
            "dans {plural} {cells} {cells2}.",
            plural=numbers.plural(len(cells), "la", "les"),
            cells=numbers.group(len(cells)),
            cells2=cells_word([c.cellule for c in cells], len(cells)),
        )
    return t("dans {what} ({told}).", what=what, told=cells_told(regle, same, b))


def cells_told(regle: ResultatRegle, cells: Sequence[ResultatCellule], b: BilanConvention) -> str:
    """« Bobigny (93008), 1 attribution pour une cible de 3 ; … »."""
    told = [
        t(
            "{cell_name}, {counted}{part} pour {asked}",
            cell_name=cell_name(c),
            counted=counted(c.realise, unit(clause_in(regle, [c]), b), c.cible),
            asked=asked_of(regle, c),
            part=share_done(c),
        )
        for c in cells[:CELLULES_MAX]
    ]
    left = len(cells) - len(told)
    more = [t("et {left}", left=numbers.count(left, "autre"))] if left else []
    return joined([*told, *more], "\u202f; ")


def asked_of(regle: ResultatRegle, c: ResultatCellule) -> str:
    """« une cible de 29 », « une cible de 5, solde reporté de 2 compris », « 5 au plus »."""
    cible = target(c)
    if cible is None:
        return INCONNU
    due = at_least_zero(cible)
    said = _asked(regle.clause, c.sens, bornes(due), sure=due.valeur is not None)
    why = because_covered(cible, c.sens) or carried(regle, c)
    return t("{a}{b}{c}", a=said, b=why, c=with_margin(regle, c))


def _asked(clause: ir.Part | ir.Quota, sens: ir.Sens, figure: str, *, sure: bool) -> str:
    if isinstance(clause, ir.Part):
        return t("une cible de {figure}", figure=figure)
    match sens:
        case ir.Sens.AU_PLUS:
            return (
                t("{figure} au plus", figure=figure) if sure else t("un plafond de {figure}", figure=figure)
            )
        case ir.Sens.AU_MOINS:
            return (
                t("{figure} au moins", figure=figure) if sure else t("un minimum de {figure}", figure=figure)
            )
        case ir.Sens.EXACTEMENT:
            return t("{figure} exactement", figure=figure)


def _by(clause: ir.Clause) -> str:
    """« (à la charge du bailleur) »: a deadline missed by one is not held against another."""
    owed = debiteur(clause)
    return t(" (à la charge {owed})", owed=de(owed)) if owed else ""


def late(b: BilanConvention) -> Iterator[tuple[str, str]]:
    """Deadlines and obligations missed: what says in words what it asks in a sentence of its own."""
    word = Verdict.NON_CONFORME.value
    unsaid: list[str] = []
    for e in b.echeances:
        if not e.manquees:
            continue
        entete = e.clause.entete
        times = numbers.count(len(e.manquees), "fois", "fois")
        if said := own_words(entete):
            yield (
                word,
                t(
                    "Délai ou obligation manqué, {times}\u202f: {ident}{by}. {said}",
                    times=times,
                    ident=cite(entete.ident),
                    by=_by(e.clause),
                    said=ended(cite(said)),
                ),
            )
        else:
            unsaid.append(t("{a}{b}, {c}", a=cite(entete.ident), b=_by(e.clause), c=times))
    if unsaid:
        yield word, t("Délais ou obligations manqués\u202f: {missed}.", missed=listing(unsaid))
    n = sum(envoi.etat is EtatDelai.DEPASSE for envoi in b.transmissions)
    if n:
        yield word, t("{late} en retard.", late=numbers.count(n, "envoi"))
