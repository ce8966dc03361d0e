"""Words inside what a case expects of a clause: a mistyped one is told before the case is run.

Only clauses whose results have a closed list of parts are looked into; what is seen of the others is named by
accounts, years or recipients."""

from typing import Final

from convrules.checking.readers import entries
from convrules.checking.scope import Chantier
from convrules.checking.valeurs_attendues import check_head, check_part
from convrules.checking.words import closest, fold, listing
from convrules.diagnostics.problems import noms
from convrules.syntax import nodes as n

GENRES: Final = frozenset(
    {"champ", "soustraction", "éligibilité", "obligation", "suite", "délai", "part", "quota"}
)
PARTIES: Final = (
    "verdict", "cellules", "base", "du", "du_arrondi", "cible", "realise", "solde_initial", "solde",
    "solde_perdu", "part", "verdicts_possibles", "sauve_par_tolerance", "causes", "genres", "issue", "état",
    "cas", "leviers_vrai", "leviers_faux", "limite", "candidats", "provisoire", "décompte", "conflit",
    "nouvelle_proposition", "date",
)  # fmt: skip
"""What a result of a vacancy or of a year offers, as `examples` observes it."""
_FENETRE: Final = fold("nouvelle_proposition")
_CONNUES: Final = frozenset(fold(p) for p in PARTIES)


def check_parts(c: Chantier, cle: n.Scalaire, valeur: n.Yaml) -> None:
    """Report the unknown words of what is expected of a clause."""
    check_head(c, cle, valeur)
    genres = {x.genre for ident, x in c.clauses.items() if cle.texte in (ident, ident.rpartition(".")[2])}
    if genres and genres <= GENRES:
        _check(c, cle.texte, genres, valeur)


def _check(c: Chantier, nom: str, genres: set[str], valeur: n.Yaml, partie: str = "") -> None:
    check_part(c, partie, frozenset(genres), valeur)
    for cle, inner in entries(valeur):
        word = fold(cle.texte)
        if word not in _CONNUES:
            proche = closest(cle.texte, PARTIES)
            found = noms.attente_inconnue(
                span=cle.span,
                nom=f"{nom}.{cle.texte}",
                proche=f"{nom}.{proche}" if proche else "",
                parties=listing(PARTIES, len(PARTIES)),
            )
            c.report(found)
        elif word == "cellules":
            for _, cell in entries(inner):
                _check(c, nom, genres, cell)
        else:
            own = {"délai"} if word == _FENETRE else set()
            _check(c, nom, own, inner, cle.texte)
