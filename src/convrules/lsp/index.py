"""The names of a repository: where each is declared, where it is cited, file by file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.checking.scope import walk
from convrules.syntax import entries
from convrules.syntax import nodes as n
from convrules.syntax.governed import Gouverne, governed

PARTAGE: Final = ""
"""Owner of declared facts: two declarations of one name agree, in all the files of a repository."""
_DECLARANTS: Final[Mapping[tuple[str, ...], str]] = {
    ("paramètres",): "paramètre",
    ("définitions",): "définition",
    ("vocabulaire",): "fait déclaré",
}
_LIGNES: Final = frozenset({"attendu", "fait", "colonne_ou_nom"})
"""Parts of the schema whose keys may be names: what cases expect and say, columns of mappings."""
_CITANTS: Final = frozenset({"cite", "evenement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbole:
    """A name, and the file that owns it: the identifier of a convention, socle, model or policy."""

    proprietaire: str
    nom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A place where a name stands. `genre`: what it names, in French (`quota`, `paramètre`…)."""

    symbole: Symbole
    span: Span
    declaration: bool
    genre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Every occurrence, by file name, in reading order; declarations by symbol, several for a shared fact."""

    occurrences: Mapping[str, tuple[Occurrence, ...]]
    declarations: Mapping[Symbole, tuple[Occurrence, ...]]

    def at(self, nom_de_fichier: str, offset: int) -> Occurrence | None:
        """The name under a character, the end of a name included."""
        found = self.occurrences.get(nom_de_fichier, ())
        return next((o for o in found if o.span.start <= offset <= o.span.end), None)

    def of(self, symbole: Symbole) -> tuple[Occurrence, ...]:
        return tuple(o for found in self.occurrences.values() for o in found if o.symbole == symbole)

    def names(self, proprietaire: str) -> Iterator[Occurrence]:
        """What a file declares, and the facts that all may read."""
        for symbole, found in self.declarations.items():
            if symbole.proprietaire in (proprietaire, PARTAGE):
                yield found[0]


def build(fichiers: Iterable[n.File]) -> Index:
    """Read the names of the files of one repository and of the socles that they may inherit."""
    trees = [(file, tuple(governed(file))) for file in fichiers]
    declarations: dict[Symbole, tuple[Occurrence, ...]] = {}
    for file, nodes in trees:
        for found in _declared(owner_of(file), nodes):
            declarations[found.symbole] = (*declarations.get(found.symbole, ()), found)
    occurrences = {
        file.span.source.name: tuple(sorted(_all(file, nodes, declarations), key=lambda o: o.span.start))
        for file, nodes in trees
    }
    return Index(occurrences=occurrences, declarations=declarations)


def owner_of(file: n.File) -> str:
    """The identifier of the file whose names are meant: an amendment and cases speak of a convention."""
    key = "à" if file.genre is n.GenreFichier.AVENANT else file.genre.value if file.genre is not None else ""
    found = file.racine.get(key)
    return found.texte if isinstance(found, n.Scalaire) else ""


# --- declarations ---------------------------------------------------------------------------
def _declared(owner: str, nodes: Iterable[Gouverne]) -> Iterator[Occurrence]:
    for g in nodes:
        genre = _DECLARANTS.get(g.chemin[:-1])
        if genre is not None and g.cle is not None:
            proprietaire = PARTAGE if genre == "fait déclaré" else owner
            yield _occurrence(Symbole(proprietaire=proprietaire, nom=g.cle.texte), g.cle.span, genre, True)
        elif g.cle is not None and g.cle.texte in entries.CLAUSES and g.renvoi in ("nom", "nom_de_controle"):
            if isinstance(g.noeud, n.Scalaire) and g.noeud.span.text == g.noeud.texte:
                symbole = Symbole(proprietaire=owner, nom=g.noeud.texte)
                yield _occurrence(symbole, g.noeud.span, g.cle.texte, True)
        elif g.renvoi == "cle_groupe" and isinstance(g.noeud, n.Scalaire):
            yield _occurrence(Symbole(proprietaire=owner, nom=g.noeud.texte), g.noeud.span, "groupe", True)


def _occurrence(symbole: Symbole, span: Span, genre: str, declaration: bool) -> Occurrence:
    return Occurrence(symbole=symbole, span=span, declaration=declaration, genre=genre)


# --- citations ------------------------------------------------------------------------------
def _all(
    file: n.File, nodes: Iterable[Gouverne], declarations: Mapping[Symbole, tuple[Occurrence, ...]]
) -> Iterator[Occurrence]:
    listed = tuple(nodes)
    own = owner_of(file)
    yield from _declared(own, listed)
    owner = own
    for g in listed:
        if file.genre is n.GenreFichier.ESSAIS and g.chemin == ("cas",) and isinstance(g.noeud, n.Table):
            said = g.noeud.get("convention")
            owner = said.texte if isinstance(said, n.Scalaire) else own
        for span, names in _cited(g):
            symbole = _meant(names, owner, declarations)
            if symbole is not None:
                place = Span(source=span.source, start=span.end - len(symbole.nom), end=span.end)
                yield _occurrence(symbole, place, declarations[symbole][0].genre, False)


def _meant(names: tuple[str, ...], owner: str, known: Mapping[Symbole, object]) -> Symbole | None:
    """The declared name that is cited: of the file, shared, or of a socle written before a dot."""
    last = names[-1]
    for proprietaire in (owner, PARTAGE) if len(names) == 1 else (names[0], PARTAGE):
        symbole = Symbole(proprietaire=proprietaire, nom=last)
        if symbole in known:
            return symbole
    return None


def _cited(g: Gouverne) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """What may be a name here: its place, and its parts (« cch.part_uniforme » has two)."""
    if isinstance(g.noeud, n.Phrase):
        for node in walk(g.noeud.arbre):
            if isinstance(node, n.Chemin) and len(node.noms) <= 2:
                yield node.span, node.noms
    elif (
        isinstance(g.noeud, n.Scalaire)
        and g.noeud.span.text == g.noeud.texte
        and (g.renvoi in _CITANTS or "attendu" in g.chemin)
    ):
        yield g.noeud.span, tuple(g.noeud.texte.split("."))
    if g.cle is not None and g.renvoi in _LIGNES:
        yield g.cle.span, tuple(g.cle.texte.split("."))
