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

ATTENTES: Final = (
    "statut",
    "ménages",
    "clause",
    "catégorie",
    "éligible",
    "effet",
    "territoire",
    "retraits",
    "statuts",
    "décisions attendues",
    "compte",
    "comptes",
    "orientation",
    "droits",
    "exerçant",
    "exerce pour",
    "bénéficiaire",
    "tour ouvert",
    "titulaire par défaut",
    "recueille",
)
"""Words that a case may expect something of, beside the names of clauses."""
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
ETATS: Final = (
    "tenu", "en_cours", "depasse", "sans_objet", "indetermine", "respectee", "manquee", "erreur",
)  # fmt: skip
"""On a year, a deadline or an obligation is seen by the number of vacancies in each of these states."""
_D_UN_COMPTE: Final = PARTIES[: PARTIES.index("genres") + 1]
_D_UN_DELAI: Final = (
    "état", "limite", "candidats", "provisoire", "causes", "genres", "cas", "nouvelle_proposition",
)  # fmt: skip
_D_UNE_ISSUE: Final = (
    "issue", "causes", "genres", "cas", "conflit", "leviers_vrai", "leviers_faux", "décompte",
    "nouvelle_proposition",
)  # fmt: skip
_FENETRE: Final = fold("nouvelle_proposition")
_CONNUES: Final = frozenset(fold(p) for p in PARTIES)


def check_parts(
    c: Chantier, cle: n.Scalaire, valeur: n.Yaml, *, annee: bool, elements: frozenset[str] = frozenset()
) -> None:
    """Report the unknown words of what is expected of a clause, on a vacancy or on a year. elements: names
    under which a clause that hangs on no vacancy is seen, one element at a time."""
    check_head(c, cle, valeur)
    genres = {x.genre for ident, x in c.clauses.items() if cle.texte in (ident, ident.rpartition(".")[2])}
    if elements and genres and genres <= {"délai", "obligation"}:
        _check_elements(c, cle.texte, genres, valeur, elements)
    elif annee and genres and genres <= {"délai", "obligation"}:
        for etat, _ in entries(valeur):
            _known(c, cle.texte, etat, ETATS, ETATS)
    elif genres and genres <= GENRES:
        _check(c, cle.texte, genres, valeur)


def _check_elements(
    c: Chantier, nom: str, genres: set[str], valeur: n.Yaml, elements: frozenset[str]
) -> None:
    """Numbers of elements in each state; an element by its name, or the only one in its own words."""
    check_part(c, "", frozenset(genres), valeur)
    for cle, inner in entries(valeur):
        if cle.texte in elements:
            _check(c, nom, genres, inner)
        elif fold(cle.texte) not in {fold(etat) for etat in ETATS}:
            _known(c, nom, cle, (*PARTIES, *elements), (*sorted(elements), *ETATS, *_of_kinds(genres)))


def _check(c: Chantier, nom: str, genres: set[str], valeur: n.Yaml, partie: str = "") -> None:
    check_part(c, partie, frozenset(genres), valeur)
    for cle, inner in entries(valeur):
        word = fold(cle.texte)
        _known(c, nom, cle, PARTIES, _of_kinds(genres))
        if word == "cellules":
            for _, cell in entries(inner):
                _check(c, nom, genres, cell)
        elif word in _CONNUES:
            own = {"délai"} if word == _FENETRE else set()
            _check(c, nom, own, inner, cle.texte)


def _of_kinds(genres: set[str]) -> tuple[str, ...]:
    """Parts to propose for a clause of these kinds."""
    if genres and genres <= {"part", "quota"}:
        return _D_UN_COMPTE
    return _D_UN_DELAI if genres == {"délai"} else _D_UNE_ISSUE


def _known(
    c: Chantier, nom: str, cle: n.Scalaire, parties: tuple[str, ...], proposees: tuple[str, ...]
) -> None:
    if fold(cle.texte) in {fold(p) for p in parties}:
        return
    proche = closest(cle.texte, proposees)
    found = noms.attente_inconnue(
        span=cle.span,
        nom=f"{nom}.{cle.texte}",
        proche=f"{nom}.{proche}" if proche else "",
        parties=listing(proposees, len(proposees)),
    )
    c.report(found)
