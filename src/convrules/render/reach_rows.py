"""Beside all the parts at once: rows of the data that keep rules from being joined, and rules that cannot be
met even alone."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules.base.texte import compte, suite, t
from convrules.render import numbers
from convrules.render.french import cite
from convrules.render.titulaires import intitules
from convrules.year.model import Bilan, Verdict
from convrules.year.ouverte import EtatPortee, Portee, SansCellule

NOMMEES_MAX: Final = 5


def lost_alone(bilan: Bilan) -> Iterator[str]:
    """Rules that are out of reach each by itself, where it is not said that all of them are."""
    portee, holders = bilan.portee, intitules(bilan)
    if portee is None or portee.etat is EtatPortee.HORS_D_ATTEINTE:
        return
    names = [
        t("{a} ({b})", a=cite(r.clause.entete.ident), b=holders[b.convention.ident])
        for b in bilan.conventions
        for r in b.regles
        if any(c.verdict is Verdict.HORS_D_ATTEINTE for c in r.cellules)
    ]
    if names:
        yield compte(
            len(names),
            "{noms} ne peut déjà plus être tenue, même seule.",
            "{noms} ne peuvent déjà plus être tenues, même seules.",
            noms=suite(names, "et"),
        )


def silent_rows(portee: Portee) -> Iterator[str]:
    """What each lacks, and the rules that are not wholly joined for want of it: those alike are told once."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[SansCellule]] = {}
    for row in portee.sans_cellule:
        rules = tuple(dict.fromkeys(clause for _, clause in row.regles))
        alike.setdefault((row.faits, rules), []).append(row)
    for (facts, rules), rows in alike.items():
        yield compte(
            len(rows),
            "{lignes}, où manque {faits}, est peut-être d'un cas de {regles} qu'aucune autre ligne ne "
            "montre\u202f: complétez-la d'abord.",
            "{lignes}, où manque {faits}, sont peut-être d'un cas de {regles} qu'aucune autre ligne ne "
            "montre\u202f: complétez-les d'abord.",
            lignes=_named(rows),
            faits=suite(map(cite, facts), "et"),
            regles=suite(map(cite, rules), "et"),
        )


def _named(rows: Sequence[SansCellule]) -> str:
    more = len(rows) - NOMMEES_MAX
    told = [_at(row) for row in rows[:NOMMEES_MAX]]
    return suite([*told, *([numbers.count(more, "autre")] if more > 0 else [])], "et")


def _at(row: SansCellule) -> str:
    if not row.ligne:
        return row.vacance
    return t("{a} ({b}, ligne {c})", a=row.vacance, b=row.fichier, c=str(row.ligne))
