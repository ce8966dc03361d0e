"""Rules of a year that are neither kept nor missed for certain, such cells of a rule that another one misses,
and what would settle each: rows to complete, a balance of the year before, turns still open."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.render import numbers, words
from convrules.render.balances import Depuis, judged_since, known_from
from convrules.render.brought import (
    balances_of_lots,
    is_plain_lack,
    lacking_balance,
    lacking_lots,
    received_notes,
    split_lacks_balance,
    unknown_balance,
)
from convrules.render.cell_text import verdict
from convrules.render.cells import cells_word, named_cell
from convrules.render.completing import by_fact, is_beyond, some_rows
from convrules.render.decided import set_aside_by, shown_clause
from convrules.render.document import Bloc, detail, puce
from convrules.render.forces import missed, verdict_word
from convrules.render.french import cite, joined, sentence
from convrules.render.lexicon import Lexique, shown
from convrules.render.lost_quarters import lost_quarters
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.places import where
from convrules.render.possible import possible
from convrules.render.report.summary import cells_told, figures, lots_told, rule_named
from convrules.render.unseen import unseen_notes
from convrules.render.year_notes import awaiting_notes, conflict_note, still_open
from convrules.year.lignes_decisives import deciding, waits_for_others
from convrules.year.model import (
    MANQUES,
    ACompleter,
    Bilan,
    BilanConvention,
    Lot,
    ResultatCellule,
    ResultatRegle,
    ResultatRepartition,
    Verdict,
)
from convrules.year.soldes import SOLDES
from convrules.year.valeurs import INDECIS

LIGNES_MAX: Final = 6
"""Rows named under one fact; all of them stand in the machine's result."""
FAITS_MAX: Final = 6
Regle: TypeAlias = ResultatRegle | ResultatRepartition
OBJECTIFS: Final[Mapping[ir.Force | None, str]] = {
    ir.Force.OBJECTIF: t(" (objectif)"),
    ir.Force.TENDRE_VERS: t(" (tendre vers)"),
}
"""Of a rule that binds nobody to reach what it asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annee:
    """A year, what it is told with, and the first of those judged for their balances, if any."""

    bilan: Bilan
    lexique: Lexique
    depuis: int | None = None

    @property
    def since(self) -> Depuis | None:
        return judged_since(self.bilan.precedents, self.depuis) if self.depuis is not None else None


def undecided(bilan: Bilan) -> Iterator[tuple[BilanConvention, Regle]]:
    """Rules, and splits of a part among accounts, in the order of the year."""
    for b in bilan.conventions:
        yield from ((b, one) for one in b.jugees if one.verdict in INDECIS)


def undecided_blocks(b: BilanConvention, regle: Regle, annee: Annee, qui: str = "") -> Iterator[Bloc]:
    """The rule, then what would settle it. qui: the holder, where no title names it."""
    said = told(b, regle)
    yield puce(t("{get}, {rule}", get=qui, rule=said) if qui else said)
    yield from map(detail, settling(b, regle, annee))


def told(b: BilanConvention, regle: Regle) -> str:
    """« « part_als » (article 2) : non conforme — 3 à 6 baux signés, pour une cible de 7. »"""
    if isinstance(regle, ResultatRepartition):
        part = next(r for r in b.regles if r.clause.entete.ident == regle.clause.de)
        rule = t("{rule}, répartie par {split}", rule=rule_named(part), split=cite(regle.clause.entete.ident))
        lots = lots_told(regle, part, b)
        return _sentence(rule, _verdict(regle), t("{a}.", a=joined(lots, "\u202f; ")) if lots else "")
    aim = OBJECTIFS.get(shown_clause(regle).entete.force, "")
    rule = t("{rule}{aim}", rule=rule_named(regle), aim=aim)
    if regle.ecartee_par is not None:
        return _sentence(rule, set_aside_by([regle.ecartee_par]), "")
    kinds = missed(regle) if regle.verdict in MANQUES else ()
    if not kinds:
        return _sentence(rule, _verdict(regle), figures(regle, b))
    # Why: of one rule, what is owed in some cells is an objective in others.
    first, *others = [(verdict_word(force, v), figures(regle, b, cells)) for force, v, cells in kinds]
    more = [sentence(t("{said} — {figures}", said=said, figures=told)) for said, told in others]
    return joined([_sentence(rule, *first), *more], " ")


def _sentence(rule: str, verdict: str, chiffres: str) -> str:
    said = t("{rule}\u202f: {verdict}", rule=rule, verdict=verdict)
    return t("{said} — {figures}", said=said, figures=chiffres) if chiffres else t("{said}.", said=said)


def _verdict(regle: Regle) -> str:
    """« indéterminé (conforme ou non conforme) »."""
    said = verdict(regle.verdict)
    ways = [v for v in Verdict if v in _ways(regle)] if regle.verdict in INDECIS else []
    if len(ways) < 2 or len(ways) == len(Verdict):
        return said
    names = words.possibles(words.VERDICT[v] for v in ways)
    return t("{verdict} ({note})", verdict=said, note=names)


def _ways(regle: Regle) -> frozenset[Verdict]:
    """Verdicts that ways of completing the data may give it."""
    if isinstance(regle, ResultatRegle):
        return possible(regle)
    return frozenset(v for lot in _open_lots(regle) for v in lot.verdicts_possibles)


def _open_lots(split: ResultatRepartition) -> Sequence[Lot]:
    return [lot for cell in split.cellules for lot in cell.lots if lot.verdict in INDECIS]


def left_open(b: BilanConvention, regle: Regle, annee: Annee) -> Iterator[str]:
    """Of a rule that is missed: the cells, or the accounts, of which it is not known yet whether they keep
    it, and what would settle these."""
    if regle.verdict not in MANQUES:
        return
    what = _open_told(b, regle)
    if not what:
        return
    found = list(settling(b, regle, annee))
    yield (
        t("Le verdict n'est pas encore connu {what}. Ce qui le trancherait\u202f:", what=what)
        if found
        else t("Le verdict n'est pas encore connu {what}.", what=what)
    )
    yield from found


def _open_told(b: BilanConvention, regle: Regle) -> str:
    """« dans 1 commune sur 10 (Drancy (93029), 1 attribution pour une cible de 1 à 3) »."""
    if isinstance(regle, ResultatRepartition):
        part = next(r for r in b.regles if r.clause.entete.ident == regle.clause.de)
        lots = lots_told(regle, part, b, INDECIS)
        return t("de {n} ({lots})", n=_accounts(regle), lots=joined(lots, "\u202f; ")) if lots else ""
    cells = _open_cells(regle)
    if not cells:
        return ""
    return t(
        "dans {n} {cells} sur {of} ({told})",
        n=numbers.group(len(cells)),
        cells=cells_word([c.cellule for c in regle.cellules], len(cells)),
        of=numbers.group(len(regle.cellules)),
        told=cells_told(regle, cells, b),
    )


def _accounts(split: ResultatRepartition) -> str:
    return numbers.count(len(_open_lots(split)), "compte")


# --- what would settle it ---------------------------------------------------------------------
def settling(b: BilanConvention, regle: Regle, annee: Annee) -> Sequence[str]:
    """A sentence for each thing that is not known of it."""
    if isinstance(regle, ResultatRepartition):
        return [*_of_split(b, regle, annee)]
    found = [conflict_note(regle)] if regle.conflit else []
    found += _balance(b, regle, annee)
    found += unknown(b, replace(regle, cellules=tuple(_open_cells(regle))), annee)
    found += unseen_notes(cite(regle.clause.entete.ident), regle)
    causes = {c for cell in _open_cells(regle) for c in cell.causes} | regle.causes
    if lacking := {c for c in causes if is_beyond(c)}:
        found.append(sentence(words.causes(lacking, annee.lexique)))
    if causes and not found:
        found.append(sentence(words.causes(causes, annee.lexique)))
    return found


def _awaited(b: BilanConvention, regle: ResultatRegle, lexique: Lexique) -> Iterator[str]:
    """Each decision that is awaited: what it answers, and who takes it."""
    clauses = {c.entete.ident: c for c in b.convention.clauses if isinstance(c, ir.DecisionHumaine)}
    causes = regle.causes.union(*(cell.causes for cell in regle.cellules))
    human = sorted(c for c in causes if c.genre is Genre.HUMAIN)
    others = [c for c in human if c.fait not in clauses]
    for c in human:
        if c.fait not in clauses:
            continue
        clause = clauses[c.fait]
        article = t(" ({a})", a=place) if (place := where(clause.entete)) else ""
        level, _, element = c.ligne.partition(" ")
        yield t(
            "Décision {ident}{article}{about}\u202f: {question}\u202f; à prendre par {qui}, puis à "
            "enregistrer.",
            ident=cite(c.fait),
            article=article,
            about=t(", {a}", a=named_cell([(level, element)])) if element else "",
            question=cite(clause.question),
            qui=cite(clause.qui),
        )
    if others:
        yield sentence(words.causes(others, lexique))


def unknown(b: BilanConvention, regle: ResultatRegle, annee: Annee) -> Iterator[str]:
    """Rows to complete for the cells of a rule, decisions to take, and turns that are still open."""
    alone = replace(b, regles=(regle,))
    rows = [row for row in rows_of(b, regle, regle.cellules) if not waits_for_others(row, b)]
    yield from to_complete(rows, annee.lexique)
    yield from _awaited(b, regle, annee.lexique)
    yield from awaiting_notes(alone)
    yield from still_open(alone, annee.bilan)


def _of_split(b: BilanConvention, split: ResultatRepartition, annee: Annee) -> Iterator[str]:
    if annee.depuis is None and (first := known_from_split(b, split)) is not None:
        yield _judge_together(b, first)
    else:
        yield from balances_of_lots(replace(b, repartitions=(split,)), annee.since)
    rows = rows_of_lots(_open_lots(split))
    yield from to_complete(rows, annee.lexique)
    told = {c.fait for row in rows for c in row.causes} | {SOLDES.fait}
    if causes := {c for cell in split.cellules for c in cell.causes if c.fait not in told}:
        yield sentence(words.causes(causes, annee.lexique))


def rows_of_lots(lots: Iterable[Lot]) -> Sequence[ACompleter]:
    """Rows to complete for those of these accounts of which the verdict is open."""
    doubts = dict(row for lot in lots if lot.verdict in INDECIS for row in lot.en_doute)
    return [ACompleter(vacance=v, causes=causes, reductions=()) for v, causes in doubts.items()]


def _open_cells(regle: ResultatRegle) -> Sequence[ResultatCellule]:
    return [c for c in regle.cellules if c.verdict in INDECIS]


def _balance(b: BilanConvention, regle: ResultatRegle, annee: Annee) -> Iterator[str]:
    """The balance of the year before: which it is, or how to bring it."""
    if b.periode is None:
        return
    before = b.periode[0].year - 1
    yield from received_notes(regle, before)
    if annee.depuis is None and (first := _known_from(b, regle)) is not None:
        yield from lost_quarters(regle)
        yield _judge_together(b, first)
    else:
        yield from unknown_balance(regle, b, annee.since)


def _judge_together(b: BilanConvention, first: int) -> str:
    assert b.periode is not None, "of a year that is judged"
    return t(
        "Le solde reporté de {annee} n'est pas connu\u202f: jugez les années ensemble "
        "(«\u202f--since {depuis}\u202f»), ou donnez-le dans la table «\u202fsoldes\u202f».",
        annee=str(b.periode[0].year - 1),
        depuis=str(first),
    )


def since(bilan: Bilan) -> int | None:
    """The year from which to judge so that balances that are wanting are known, where one does."""
    found = [_known_from(b, r) for b in bilan.conventions for r in b.regles if b.periode is not None]
    found += [known_from_split(b, s) for b in bilan.conventions for s in b.repartitions]
    return min((year for year in found if year is not None), default=None)


def _known_from(b: BilanConvention, regle: ResultatRegle) -> int | None:
    cells = lacking_balance(regle)
    return known_from(b, regle.clause.entete.ident, cells) if cells and is_plain_lack(regle) else None


def known_from_split(b: BilanConvention, split: ResultatRepartition) -> int | None:
    """Of all its accounts that lack one: the last, for before it the balance of another is said."""
    if not split_lacks_balance(split, b):
        return None
    ident = split.clause.entete.ident
    found = [known_from(b, f"{ident}.{compte}", cells) for compte, cells in lacking_lots(split).items()]
    return None if None in found else max(year for year in found if year is not None)


def rows_of(
    b: BilanConvention, regle: ResultatRegle, cells: Iterable[ResultatCellule]
) -> Sequence[ACompleter]:
    """Rows to complete for these cells, each with what it lacks for them; not those that change nothing of
    their verdict, however they are completed."""
    ident = regle.clause.entete.ident
    own = {c.cellule: {ligne.vacance for ligne in deciding(c, regle, b)} for c in cells}
    found = []
    for row in b.a_completer:
        here = [
            r.ligne for r in row.reductions if r.clause == ident and row.vacance in own.get(r.cellule, ())
        ]
        if here:
            causes = frozenset(c for ligne in here for c in ligne.causes)
            found.append(ACompleter(vacance=row.vacance, causes=causes, reductions=row.reductions))
    return found


def first_row(bilan: Bilan, vacances: Container[str]) -> str | None:
    """The vacancy to complete first: of those that may change a verdict, the one on which most hangs; None
    where nothing of a vacancy would. vacances: those that were read."""
    found: dict[str, Fraction] = {}
    for b in bilan.conventions:
        for one in b.jugees:
            for row in rows_that_settle(b, one):
                if row.vacance in vacances and not waits_for_others(row, b):
                    most = max((r.ligne.ecart for r in row.reductions), default=Fraction(0))
                    found[row.vacance] = max(most, found.get(row.vacance, most))
    # Why the widest: of rows that bear on one verdict, each as far as it moves the figures, it is never idle.
    return max(found, key=lambda ident: found[ident], default=None)


def rows_that_settle(b: BilanConvention, regle: Regle) -> Sequence[ACompleter]:
    """Rows that may settle what is open of a rule, each with what it narrows of that."""
    if isinstance(regle, ResultatRepartition):
        return rows_of_lots(_open_lots(regle))
    own = _open_cells(regle)
    cells = {c.cellule for c in own}
    ident = regle.clause.entete.ident
    return [
        replace(row, reductions=tuple(r for r in row.reductions if r.clause == ident and r.cellule in cells))
        for row in rows_of(b, regle, own)
    ]


def to_complete(rows: Sequence[ACompleter], lexique: Lexique) -> Sequence[str]:
    """« À compléter : nature du logement (nature) pour V-1 ; … » in one sentence; nothing without a row."""
    groups = by_fact(rows)
    if not groups:
        return []
    said = [
        t(
            "{facts}, pour {rows}",
            facts=joined([shown(fact, lexique) for fact in facts], ", "),
            rows=some_rows(named, LIGNES_MAX),
        )
        for facts, named in groups.items()
    ]
    more = len(said) - FAITS_MAX
    said = [*said[:FAITS_MAX], *([numbers.count(more, "autre donnée")] if more > 0 else [])]
    return [t("À compléter\u202f: {facts}.", facts=joined(said, "\u202f; "))]


# --- JSON -------------------------------------------------------------------------------------
def machine(b: BilanConvention, regle: Regle) -> Objet:
    """What `settling` says."""
    head: Objet = {
        "convention": b.convention.ident,
        "clause": regle.clause.entete.ident,
        "verdict": regle.verdict.value if regle.verdict is not None else None,
    }
    if isinstance(regle, ResultatRepartition):
        rows = rows_of_lots(_open_lots(regle))
        wanting = any(lot.solde_initial is None for lot in _open_lots(regle))
        cells: list[Json] = [dict(c.cellule) for c in regle.cellules]
    else:
        own = _open_cells(regle)
        rows = [row for row in rows_of(b, regle, own) if not waits_for_others(row, b)]
        wanting = bool(lacking_balance(regle) or [*lost_quarters(regle)])
        cells = [dict(c.cellule) for c in own]
    causes = {c for cell in regle.cellules for c in cell.causes}
    return {
        **head,
        "verdicts_possibles": [v.value for v in Verdict if v in _ways(regle)],
        "cellules": cells,
        "solde_inconnu": wanting,
        "a_completer": rows_machine(rows),
        "causes": parts.causes(causes),
    }


def rows_machine(rows: Iterable[ACompleter]) -> list[Json]:
    return [_row(row.vacance, row.causes) for row in rows]


def _row(ident: str, causes: Iterable[Cause]) -> Json:
    return {"vacance": ident, "faits": sorted({c.fait for c in causes})}
