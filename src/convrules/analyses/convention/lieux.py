"""Places that clauses name outside the territory of their convention: none of its dwellings is there."""

from collections.abc import Iterator
from typing import Final

from convrules import geographie, ir
from convrules.analyses.corpus.territoires import departements_of, is_everywhere
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.ir.parcours import everything

_GENRES: Final = frozenset({"commune", "departement", "epci", "ept"})
_DU_LOGEMENT: Final = frozenset({ir.Niveau.VACANCE, ir.Niveau.LOGEMENT, ir.Niveau.PROGRAMME})
"""Levels whose place is that of a dwelling; that of an application is where it was made."""


def lieux_hors_du_territoire(convention: ir.Convention) -> Iterator[Diagnostic]:
    """Every code beside a place of a dwelling, in conditions and in lines of tables."""
    territoire = convention.territoire
    if convention.version is not None or is_everywhere(territoire):
        return
    read: list[tuple[str, object]] = [(clause.entete.nom, clause) for clause in convention.clauses]
    read += [("", convention.definitions), ("", convention.parametres)]
    for clause, written in read:
        for genre, code, span in _places(written):
            if not _has_a_place(territoire, genre, code):
                lieu = f"{_name(genre, code)} ({code})"
                yield problems.lieu_hors_du_territoire(span=span, clause=clause, lieu=lieu)


def _places(written: object) -> Iterator[tuple[str, str, Span]]:
    for node in everything(written):
        match node:
            case ir.Comparaison(gauche=ir.Champ() as champ, droite=droite):
                yield from _beside(champ, (droite,))
            case ir.Dans(operande=ir.Champ() as champ, ensemble=ensemble):
                yield from _beside(champ, ensemble)
            case ir.ParCode(selon=selon, lignes=lignes):
                genre = selon.rpartition(".")[2]
                if genre in _GENRES and not selon.startswith("demande."):
                    yield from ((genre, code, valeur.span) for code, valeur in lignes)


def _beside(champ: ir.Champ, values: tuple[ir.Expr, ...]) -> Iterator[tuple[str, str, Span]]:
    if champ.nom not in _GENRES or champ.niveau not in _DU_LOGEMENT:
        return
    for value in values:
        if isinstance(value, ir.Litteral) and isinstance(value.valeur, str):
            yield champ.nom, value.valeur, value.span


def _has_a_place(territoire: ir.Territoire, genre: str, code: str) -> bool:
    """Does some place lie in both? A code that no list has is told of elsewhere."""
    match genre:
        case "departement":
            return code in departements_of(territoire)
        case "commune":
            places = geographie.places_of_commune(code)
        case _:
            places = frozenset(c.code for c in geographie.communes_of(code))
    whole = {geographie.whole_commune(place) for place in places}
    return any(geographie.territoire_contient(territoire, place) for place in places) or bool(
        {geographie.whole_commune(c) for c in territoire.communes} & whole
    )


def _name(genre: str, code: str) -> str:
    if genre == "departement":
        return geographie.departements()[code]
    found = geographie.commune(code) if genre == "commune" else geographie.groupement(code)
    return found.nom if found is not None else code
