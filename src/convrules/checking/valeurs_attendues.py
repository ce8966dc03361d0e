"""Words that are expected where the results have a closed list: a mistyped one is told before the case is
run, with the one that was probably meant.

`examples.compare` makes no difference between accents, capitals and underscores: neither do we."""

import re
from collections.abc import Iterable
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.outcomes import Genre
from convrules.checking.readers import items
from convrules.checking.scope import Chantier
from convrules.checking.words import closest, listing
from convrules.checking.words import fold as plain
from convrules.diagnostics.problems import noms
from convrules.syntax import nodes as n

STATUTS: Final = ("hors champ", "réservé identifié", "soustrait", "dans l'assiette")
STATUTS_ENTIERS: Final = ("hors_champ", "reserve_identifie", "soustrait", "dans_l_assiette")
VERDICTS: Final = (
    "non conforme", "hors d'atteinte", "indéterminé", "décision humaine", "en cours", "conforme",
    "non applicable", "aucun",
)  # fmt: skip
ISSUES: Final = ("vrai", "faux", "non applicable", "indéterminé", "erreur")
DELAIS: Final = ("tenu", "en cours", "dépassé", "sans objet", "indéterminé", "erreur")
GENRES: Final = tuple(g.value for g in Genre)
OUI_NON: Final = ("oui", "non")
_ISSUES: Final = frozenset({"champ", "soustraction", "éligibilité", "obligation", "suite"})
_COMPTES: Final = frozenset({"part", "quota"})
_DELAI_PRECIS: Final = Motif(
    r"en cours jusqu.au [0-9]{4}-[0-9]{2}-[0-9]{2}|d[ée]pass[ée] de [0-9]+ jours?", re.IGNORECASE
)


def check_head(c: Chantier, cle: n.Scalaire, valeur: n.Yaml) -> None:
    """What is expected of the vacancy itself: its status, its eligibility, its territory, its category."""
    match plain(cle.texte):
        case "statut" if isinstance(valeur, n.Scalaire):
            for part in valeur.texte.split(" ou "):
                _told(c, valeur, part, cle.texte, STATUTS)
        case "statuts":
            for inner in (k for k, _ in valeur.entrees) if isinstance(valeur, n.Table) else ():
                _told(c, inner, inner.texte, cle.texte, STATUTS_ENTIERS)
        case "eligible" | "territoire" if isinstance(valeur, n.Scalaire):
            _told(c, valeur, valeur.texte, cle.texte, ISSUES)
        case "categorie" if isinstance(valeur, n.Scalaire):
            _told(c, valeur, valeur.texte, cle.texte, (*_categories(c), "aucune"))
        case _:
            return


def check_part(c: Chantier, nom: str, genres: frozenset[str], valeur: n.Yaml) -> None:
    """The part « nom » of what is expected of a clause of one of these kinds; « » for the clause itself.
    Without kinds: deeper, where an issue may be that of anything."""
    words = _words(nom, genres)
    if not words:
        return
    for one in items(valeur):
        if not isinstance(one, n.Scalaire):
            continue
        written = one.texte.strip()
        several = written[1:-1].split(",") if written[:1] + written[-1:] == "[]" else [written]
        for word in filter(None, (w.strip() for w in several)):
            if words == DELAIS and _DELAI_PRECIS.fullmatch(word):
                continue
            _told(c, one, word, nom, words)


def _words(nom: str, genres: frozenset[str]) -> tuple[str, ...]:
    match plain(nom):
        case "" | "issue" | "etat":
            return _of_kinds(genres) if genres else ()
        case "verdict" | "verdictspossibles":
            return VERDICTS
        case "genres":
            return GENRES
        case "sauvepartolerance" | "provisoire":
            return OUI_NON
        case _:
            return ()


def _of_kinds(genres: frozenset[str]) -> tuple[str, ...]:
    if genres <= _ISSUES:
        return ISSUES
    if genres <= _COMPTES:
        return VERDICTS
    return DELAIS if genres == {"délai"} else ()


def _told(c: Chantier, at: n.Scalaire, written: str, cle: str, words: Iterable[str]) -> None:
    known = tuple(dict.fromkeys(words))
    if _folded(written) not in {_folded(w) for w in known}:
        c.report(
            noms.attente_hors_liste(
                span=at.span,
                ecrit=written,
                cle=cle,
                proche=closest(written, known),
                permis=listing(known),
            )
        )


def _folded(word: str) -> str:
    return plain(re.sub("['’]", " ", word))


def _categories(c: Chantier) -> tuple[str, ...]:
    return tuple(x.categorie for x in c.arbres.values() if isinstance(x, ir.Soustraction))
