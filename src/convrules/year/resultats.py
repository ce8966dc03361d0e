"""What the year tells of each part and quota, its periods together.

Source: docs/langage, « Verdict ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre
from convrules.year.cellules import NON_VUE
from convrules.year.en_sus import beyond
from convrules.year.fusion import worst
from convrules.year.lectures import Lues
from convrules.year.lues import RegleLue, force_of, not_known_since
from convrules.year.model import ResultatRegle, ResultatRepartition, Verdict
from convrules.year.periode import Intervalle
from convrules.year.rangs import Rang
from convrules.year.regles import verdict_of
from convrules.year.reprises import rejoins
from convrules.year.textes_de_l_annee import changes_in, shown_on
from convrules.year.valeurs import Echangee


def rule_results(
    clauses: Sequence[ClauseCompilee],
    cadre: Cadre,
    read: Lues,
    before: Mapping[str, tuple[str, ...]],
    repartitions: Iterable[ResultatRepartition] = (),
) -> Iterator[ResultatRegle]:
    """Each part and quota. `before`: rows by clause that the year before could not place in a cell."""
    doubt = {split.clause.de for split in repartitions if split.verdict is Verdict.INDETERMINE}
    for clause in clauses:
        lues = [
            _beyond(lue, periode, read) for (ident, periode), lue in read.items() if ident == clause.ident
        ]
        if lues:
            rows = before.get(clause.ident, ())
            found = _result(shown_on(clause, cadre.periode), lues, rows, en_doute=clause.ident in doubt)
            own = [periode for ident, periode in read if ident == clause.ident]
            changes = changes_in(clause, cadre, frozenset(p.du for p in own))
            back = next((p.du for p in own if rejoins(clause, replace(cadre, periode=p))), None)
            over = [(p, lue) for (i, p), lue in read.items() if i == clause.ident]
            since, lost = _same_cells_since(over), not_known_since(over)
            yield replace(found, changements=tuple(changes), rejointe=back, depuis=since, non_su=lost)


def _same_cells_since(over: Sequence[tuple[Intervalle, RegleLue]]) -> str:
    """The quarter since which its cells are of the dimensions of the last; empty of the first."""
    last = over[-1][1].dimensions
    others = [n for n, (_, lue) in enumerate(over) if lue.dimensions != last]
    return over[others[-1] + 1][0].nom if others else ""


def parent_of(lue: RegleLue, periode: Intervalle, read: Lues) -> RegleLue | None:
    """The part that a quota stands in."""
    own = lue.clause.clause
    return read.get((own.parent, periode)) if isinstance(own, ir.Quota) and own.parent else None


def _beyond(lue: RegleLue, periode: Intervalle, read: Lues) -> RegleLue:
    own = lue.clause.clause
    if not isinstance(own, ir.Quota) or own.en_sus_de is None:
        return lue
    other = _named(own.en_sus_de, periode, read)
    return beyond(lue, other) if other is not None else lue


def _named(nom: str, periode: Intervalle, read: Lues) -> RegleLue | None:
    found = (
        lue
        for (ident, p), lue in read.items()
        if p == periode and nom in (ident, lue.clause.clause.entete.nom)
    )
    return next(found, None)


def _depends_on(lues: Iterable[RegleLue]) -> Iterator[tuple[tuple[str, str | None], ...]]:
    """The cells still to come that the verdict depends on."""
    for lue in lues:
        if not lue.tendre and lue.a_terme is not lue.montre:
            for cell in lue.a_venir:
                yield tuple((nom, v if v != NON_VUE else None) for nom, v in cell.groupe.clef)


def _of_the_rule(lues: Sequence[RegleLue], verdicts: Sequence[Verdict | None]) -> list[Verdict]:
    """Those of its quarters, of which the worst is its own: as of cells (`fusion.verdicts_shown`), one that
    is kept or without object is never the worst beside one that was asked something."""
    every = [(lue, v) for lue, v in zip(lues, verdicts, strict=True) if v is not None]
    found = [v for lue, v in every if not lue.sans_manque]
    return found if set(found) - {Verdict.NON_APPLICABLE} else [v for _, v in every]


def _result(
    own: ir.Clause, lues: Iterable[RegleLue], before: Iterable[str], *, en_doute: bool
) -> ResultatRegle:
    """en_doute: the verdict of its accounts is not known."""
    periods_read = tuple(lues)
    assert isinstance(own, ir.Part | ir.Quota)
    verdicts = [verdict_of(lue) for lue in periods_read]
    judged = _of_the_rule(periods_read, verdicts)
    shared = any(lue.partagee for lue in periods_read)
    if shared and not any(lue.cellules or lue.a_venir for lue in periods_read if not lue.partagee):
        # Why: nothing is judged in a quarter before the split in which the part has no cell.
        judged = [v for v in judged if v is not Verdict.NON_APPLICABLE]
    cells = tuple(cell.resultat for lue in periods_read for cell in lue.cellules)
    verdict = worst(judged) if judged else None
    # Why: set aside in one town, a rule may still be in doubt in those that no row shows.
    silent = verdict is None or verdict is Verdict.NON_APPLICABLE
    # Why not of other cells: where no row of the period is, nothing is set aside.
    aside = [nom for lue in periods_read if not lue.dimensions for nom in lue.ecartee_par]
    aside += [nom for lue in periods_read for _, dite in lue.ecartees for nom in dite.noms]
    to_come = tuple(dict.fromkeys(_depends_on(periods_read)))
    elsewhere = {
        row
        for lue, verdict in zip(periods_read, verdicts, strict=True)
        if lue.autre is not None and (en_doute if lue.partagee else verdict not in (None, lue.a_terme))
        for row in (list(map(_of_act, lue.autre.dossiers[0].rangs)) or before)
    }
    force = force_of(periods_read, own.entete.force)
    asks = own if force is own.entete.force else replace(own, entete=replace(own.entete, force=force))
    return ResultatRegle(
        clause=asks,
        ecrite=own if asks is not own else None,
        ecartees=tuple(aside for lue in periods_read for aside in lue.ecartees),
        cellules=cells,
        verdict=verdict,
        cas=tuple(dict.fromkeys(nom for lue in periods_read for nom in lue.cas)),
        ecartee_par=aside[0] if aside and not cells and not to_come and silent else None,
        conflit=tuple(dict.fromkeys(nom for lue in periods_read for nom in lue.conflit)),
        causes=frozenset().union(*(lue.causes for lue in periods_read)),
        ailleurs=tuple(sorted(elsewhere.union(*((*lue.sans_place, *lue.egares) for lue in periods_read)))),
        a_venir=to_come,
        manquantes=any(cell.close for lue in periods_read for cell in lue.a_venir),
        dimensions=tuple(cited(champ) for champ in periods_read[-1].dimensions) if periods_read else (),
        partagee=shared,
        refaite=next((lue.refaite for lue in periods_read if lue.refaite is not None), None),
        autre=next((lue.autre.resultat for lue in reversed(periods_read) if lue.autre is not None), None),
    )


def _of_act(rang: Rang) -> str:
    """The act itself, of a row that stands for an exchange."""
    return rang.id.acte if isinstance(rang.id, Echangee) else rang.id
