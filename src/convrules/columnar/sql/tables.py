"""The tables that an engine is given, by name and column, and their rows."""

from collections.abc import Iterable, Iterator
from itertools import compress
from typing import Final, TypeAlias

from convrules.columnar.sql.model import Consultation, Famille, Groupe

Ligne: TypeAlias = tuple[int | str, ...]
TOUS: Final = slice(None)
TABLES: Final[dict[str, tuple[tuple[str, type], ...]]] = {
    "dit": (("groupe", int), ("rang", int), ("code", int)),
    "combinaisons": (("groupe", int), ("code", int), ("classe", int)),
    "reponses": (
        *(("groupe", int), ("classe", int), ("mot", int), ("territoire", int), ("champ_faux", int)),
        *(("champ_inconnu", int), ("soustrait_vrai", int), ("soustrait_inconnu", int)),
        *(("eligible_faux", int), ("eligible_inconnu", int)),
    ),
    "manques": (
        *(("groupe", int), ("classe", int), ("mot", int), ("cause", int)),
        *(("champ", int), ("soustraction", int), ("eligibilite", int)),
    ),
    "decisives": (
        *(("groupe", int), ("classe", int), ("mot", int), ("famille", int), ("ordre", int), ("bits", int)),
    ),
    "a_part": (("rang", int), ("mot", int), ("bits", int)),
    "vacances": (("rang", int), ("vacance", str)),
    "valeurs": (("groupe", int), ("code", int), ("fait", str), ("valeur", str)),
    "conventions": (("mot", int), ("masque", int), ("convention", str)),
    "clauses": (("mot", int), ("masque", int), ("famille", int), ("ordre", int), ("clause", str)),
    "causes": (("cause", int), ("fait", str), ("genre", str), ("ligne", str)),
}
"""Columns in order. `dit`: what each row says of a group of facts; `combinaisons`: of each thing said, its
class; `reponses`, `manques`, `decisives`: what conventions say of a class (`model`); `a_part`: rows that the
scalar evaluator judges; for people, `vacances`: who each row is, `valeurs`: what a code says."""


COMPTEES: Final[dict[str, tuple[tuple[str, type], ...]]] = {
    "codes": (("groupe", int), ("rang", int), ("code", int)),
    "cartes": (("groupe", int), ("code", int), ("carte", int), ("classe", int)),
    "couvertes": (("groupe", int), ("code", int), ("convention", int)),
    "facteurs": (("convention", int), ("question", int), ("carte", int), ("pas", int)),
    "ecartes": (("question", int), ("rang", int)),
    "exclues": (("convention", int), ("rang", int)),
}
"""The same of what is counted by class (`comptes`)."""
TOUTES: Final = TABLES | COMPTEES


def rows(consultation: Consultation) -> dict[str, Iterable[Ligne]]:
    """The rows of every table but `dit`, which grows with the vacancies."""
    return {
        "combinaisons": _combinations(consultation),
        "reponses": consultation.reponses,
        "manques": consultation.manques,
        "decisives": consultation.decisives,
        "a_part": apart(consultation),
        "conventions": [(c.mot, c.masque, c.ident) for c in consultation.conventions],
        "clauses": [
            (c.mot, c.masque, famille.value, ordre, ident)
            for c in consultation.conventions
            for famille in Famille
            for ordre, ident in enumerate(c.clauses[famille])
        ],
        "causes": [(n, c.fait, c.genre.value, c.ligne) for n, c in enumerate(consultation.causes)],
    }


def _combinations(consultation: Consultation) -> Iterator[Ligne]:
    """Those of which something is said: the others would join nothing."""
    for groupe in consultation.groupes:
        for code, classe in enumerate(groupe.classes):
            if classe:
                yield groupe.numero, code, classe


def said(groupe: Groupe, rangs: slice = TOUS) -> Iterator[tuple[int, int]]:
    """Rows of `dit` for a group, of these ranks: a rank and a code. Those of which nothing is said would join
    nothing."""
    codes, speaks = groupe.column.codes[rangs], groupe.classes
    if any(speaks):
        chosen = map(speaks.__getitem__, codes)
        yield from compress(enumerate(codes, rangs.start or 0), chosen)


def apart(consultation: Consultation) -> list[Ligne]:
    """By row and word, the conventions under which it is judged apart, of those within reach."""
    held: dict[tuple[int, int], int] = {}
    for convention in consultation.conventions:
        for rang in () if convention.hors_de_portee else convention.a_part:
            held[rang, convention.mot] = held.get((rang, convention.mot), 0) | convention.masque
    return [(rang, mot, bits) for (rang, mot), bits in sorted(held.items())]
