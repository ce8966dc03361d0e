"""The rule of a part or quota as it is written: its populations, the rows it looks at, what each row may be.

Source: docs/langage, « L'année ».
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.year.assiette import Cadre, Sujet, vacancies
from convrules.year.cellules import Groupe
from convrules.year.lignes import base_row, count_row, nested_row, part_row
from convrules.year.paires import paired_row
from convrules.year.pareils import Pareils
from convrules.year.rangs import Rang, caps_more
from convrules.year.rangs_connus import read_all, reader
from convrules.year.sujets import subjects
from convrules.year.textes import Textes, text_of_cell

RIEN: frozenset[Cause] = frozenset()


def written_rule(clause: ClauseCompilee, jour: date) -> ir.RegleQuota | ir.ReglePart:
    """The rule as the clause itself writes it on a day."""
    valeur = clause.regles["règle"].on(jour).valeur
    assert isinstance(valeur, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
    return valeur


def counted_population(clause: ClauseCompilee, jour: date) -> ir.Population:
    """What a rule counts on a day, as it is written."""
    compte = clause.regles["compte"].on(jour).valeur if "compte" in clause.regles else None
    assert compte is None or isinstance(compte, ir.Population), "checked"
    return compte or written_rule(clause, jour).population


def texts_in_cell(
    clause: ClauseCompilee, part: ClauseCompilee | None, groupe: Groupe, cadre: Cadre
) -> tuple[ir.RegleQuota | ir.ReglePart, ir.Population]:
    """A rule and what it counts, as a cell has them on the first day of the period; a quota within a part
    counts what the part counts."""
    own = part or clause
    rule = _in_cell(clause, "règle", groupe, cadre)
    compte = _in_cell(own, "compte", groupe, cadre) if "compte" in own.regles else None
    assert isinstance(rule, ir.RegleQuota | ir.ReglePart), "checked: the rule of a part or quota"
    assert isinstance(compte, ir.Population | None), "checked: what is counted"
    return rule, compte or rule.population


def _in_cell(clause: ClauseCompilee, cle: str, groupe: Groupe, cadre: Cadre) -> ir.CleValeur | None:
    """A key, by the exceptions that the cell surely meets."""
    regle, first = clause.regles[cle], cadre.periode.du
    if any(cas.exceptions for cas in regle.versions):
        given = text_of_cell(clause, groupe, cadre).at(cle, first).given
        if len(given) == 1:
            return given[0]
    return regle.on(first).valeur


def counted_in(textes: Textes) -> ir.Population | None:
    """What `compte` names on the first day; None when rows are counted in the base."""
    given = textes.at("compte", textes.premier_jour).given
    valeur = given[0] if given else textes.clause.regles["compte"].on(textes.premier_jour).valeur
    assert valeur is None or isinstance(valeur, ir.Population), "checked"
    return valeur


def rows_looked_at(
    clause: ClauseCompilee, cadre: Cadre, textes: Textes, *, nested: bool
) -> tuple[tuple[Sujet, ...], frozenset[Cause]]:
    """Every row the clause looks at, and why there may be others of which nothing is known. Base and
    numerator may stand on rows of different levels."""
    if nested or isinstance(clause.clause, ir.Part):
        return vacancies(cadre), RIEN
    base = written_rule(clause, textes.premier_jour).population
    found = subjects(base, cadre)
    counted = counted_in(textes)
    if counted is None or counted.niveau is base.niveau:
        return found.rangs, found.manque
    others = subjects(counted, cadre)
    return (*found.rangs, *others.rangs), found.manque | others.manque


def row_reader(textes: Textes) -> Callable[[Sujet], Rang]:
    """Possible (counted, in base) of a row; read once for all those of which the rule reads the same."""
    return reader(textes, _row_reading())


def rows_that_count(sujets: Sequence[Sujet], textes: Textes) -> Iterator[Pareils]:
    """The same of several, in lots, without those that count nowhere."""
    return read_all(sujets, textes, _row_reading())


def _row_reading() -> Callable[[Sujet, Textes], Rang]:
    """What reads the rows of one cell: chosen for the first row of each level, if there is one."""
    chosen: dict[ir.Niveau, Callable[[Sujet, Textes], Rang]] = {}

    def read(sujet: Sujet, textes: Textes) -> Rang:
        found = chosen.get(sujet.niveau)
        if found is None:
            found = chosen[sujet.niveau] = _reading(sujet.niveau, textes)
        return found(sujet, textes)

    return read


def _reading(niveau: ir.Niveau, textes: Textes) -> Callable[[Sujet, Textes], Rang]:
    if isinstance(textes.clause.clause, ir.Part):
        return part_row
    counted = counted_in(textes)
    if counted is None:
        return nested_row
    in_base = niveau is written_rule(textes.clause, textes.premier_jour).population.niveau
    if niveau is not counted.niveau:
        return base_row
    return paired_row if in_base else count_row


def caps(textes: Textes) -> bool:
    """Is more the worse for the rule, in some reading of it?"""
    return any(map(caps_more, textes.at("règle", textes.premier_jour).given))


def despite(rang: Rang, sujet: Sujet, textes: Textes) -> Rang:
    """The row of a part as a ceiling within it fears it. `textes`: of the part, eligibility keeping nobody
    from recording a letting to come (`Cadre.malgre`)."""
    if sujet.suivi is None or sujet.excedent or any(counted for counted, _ in rang.options):
        return rang
    free = part_row(sujet, textes)
    if free.options <= rang.options:
        return rang
    options, causes = rang.options | free.options, rang.causes | free.causes
    return replace(rang, options=options, causes=causes, selon=frozenset(), par_option=(), par_monde=())


def is_nested(textes: Textes) -> bool:
    """Are the rows counted rows of the base?"""
    clause = textes.clause.clause
    if isinstance(clause, ir.Part):
        return textes.cadre.avec_leur_vacance
    assert isinstance(clause, ir.Quota)
    if clause.parent is not None:
        return textes.cadre.avec_leur_vacance
    return counted_in(textes) is None


def for_holder(textes: Textes) -> bool:
    """Is what is counted, or its base, the holder's own?"""
    clause = textes.clause.clause
    if isinstance(clause, ir.Part) or (isinstance(clause, ir.Quota) and clause.parent is not None):
        return True
    populations = (written_rule(textes.clause, textes.premier_jour).population, counted_in(textes))
    return any(p is not None and p.rattachement is ir.Rattachement.RESERVATAIRE for p in populations)
