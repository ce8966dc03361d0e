"""From the YAML tree to a file: its kind, and its sentences read where they stand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Final, TypeAlias

from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.base.ressemblance import nearest
from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import entries
from convrules.syntax import nodes as n
from convrules.syntax.typography import decomposed_accents
from convrules.syntax.words import fold
from convrules.syntax.yaml_slips import known_keys

ReadSentence: TypeAlias = Callable[[Span, n.Entree], Checked[n.Dsl]]

_GENRES: Final = suite(map(cite, entries.GENRES))
_PROSE: Final = frozenset({"énoncé", "question", "raison", "contenu", "document", "motif"})
"""Keys whose text may quote the paper, from its first word to its last."""
_NOMS: Final = frozenset({"nom", "qui", "accepté par"})
"""Keys whose text is a name: it may hold any sign, but is not between quotes."""
_TROU: Final = Motif(r"<[a-z][a-z0-9_]*>")
_DEBUT_DE_BLOC: Final = Motif(r"\s*:\s*[>|][-+0-9]*\s*(?:#[^\n]*)?\s*")
_LIGNE_DE_CLE: Final = Motif(r"^ *(?P<cle>[^\W\d_][\w' -]*): ", re.M)
_COURBES: Final = {"“": "”", "«": "»", "‘": "’", "„": "“"}
_ATTENDUS: Final[Mapping[n.Entree, str]] = {
    n.Entree.EXPR: "une condition ou une formule",
    n.Entree.QUOTA: "un quota (« au moins 25 % des baux signés du bailleur »)",
    n.Entree.PART: "une part (« 30 % des vacances dans l'assiette »)",
    n.Entree.DELAI: "un délai (« proposition au plus tard 1 mois après information »)",
    n.Entree.ECHEANCE: "une échéance (« avant le 28 février »)",
    n.Entree.POPULATION: "une population (« attributions »)",
    n.Entree.SUSPENSION: "une suspension (« entre demande_pieces et reception_pieces »)",
    n.Entree.EFFET: "un effet (« remise au bailleur, non comptée »)",
    n.Entree.ORDRE: "un ordre (« etat puis epci puis les autres »)",
    n.Entree.REPORT: "un report (« aucun », « solde arrondi »)",
    n.Entree.TOLERANCE: "une tolérance (« 1 logement »)",
    n.Entree.LIMITE: "une limite (« 15 % du flux », « 20 logements »)",
    n.Entree.APPLICATION: "« ensemble » ou « chaque … »",
    n.Entree.ETENDUE: "une étendue (« tous les droits »)",
    n.Entree.CONSTAT: "une périodicité (« tous les 2 ans à partir du 2024-12-31 »)",
    n.Entree.REVISION: "une périodicité (« tous les 3 ans à partir du 2024-01-01 »)",
}


def to_file(yaml: n.Yaml, read: ReadSentence, text: str) -> Checked[n.File]:
    """The file of a YAML tree. Its kind is its first key."""
    walker = _Walker(read=read, text=text)
    match yaml:
        case n.Table(entrees=entrees) if entrees:
            file = walker.file(yaml, entrees[0][0])
        case n.Invalide():
            # Either reported already, or there was nothing to read.
            file = walker.nothing(yaml)
        case n.Table() | n.Liste() | n.Scalaire() | n.Phrase():
            walker.found.append(problems.racine_sans_cle(span=_start(yaml.span), genres=_GENRES))
            file = n.File(span=yaml.span, genre=None, racine=n.Table(span=yaml.span, entrees=()))
    return Checked(value=file, diagnostics=tuple(walker.found))


def _start(span: Span) -> Span:
    line = span.text.splitlines()[0] if span.text else ""
    return Span(source=span.source, start=span.start, end=span.start + len(line))


@dataclass(slots=True, kw_only=True)
class _Walker:
    read: ReadSentence
    text: str
    modele: bool = False
    found: list[Diagnostic] = field(default_factory=list)

    # --- kinds of file ----------------------------------------------------------------------
    def file(self, root: n.Table, first: n.Scalaire) -> n.File:
        genre = entries.GENRES.get(first.texte)
        if genre is None:
            self._unknown_kind(first)
            return n.File(span=root.span, genre=None, racine=root)
        meant = _other_kind(root, genre)
        if meant:
            self.found.append(
                problems.genre_de_fichier(span=first.span, cle=first.texte, proche=meant[0], signe=meant[1])
            )
            return n.File(span=root.span, genre=None, racine=root)
        self.modele = genre is n.GenreFichier.MODELE
        return n.File(span=root.span, genre=genre, racine=self._root(root, genre))

    def nothing(self, node: n.Invalide) -> n.File:
        if not any(line.split("#")[0].strip() for line in self.text.splitlines()):
            span = Span(source=node.span.source, start=0, end=0)
            self.found.append(problems.fichier_vide(span=span, genres=_GENRES))
        return n.File(span=node.span, genre=None, racine=n.Table(span=node.span, entrees=()))

    def _unknown_kind(self, key: n.Scalaire) -> None:
        same = next((genre for genre in entries.GENRES if fold(genre) == fold(key.texte)), None)
        if same is not None:
            self.found.append(problems.mot_mal_accentue(span=key.span, ecrit=key.texte, attendu=same))
            return
        proche = nearest(key.texte, entries.GENRES)
        found = problems.genre_inconnu(span=key.span, cle=key.texte, genres=_GENRES, proche=proche)
        self.found.append(found)

    def _root(self, root: n.Table, genre: n.GenreFichier) -> n.Table:
        return self._table(root, lambda key, value: self._root_entry(genre, key, value))

    def _root_entry(self, genre: n.GenreFichier, key: n.Scalaire, value: n.Yaml) -> n.Yaml:
        clauses = genre in entries.A_CLAUSES
        if clauses and key.texte == "clauses":
            return self._clauses(value, _declared(value))
        if genre is n.GenreFichier.AVENANT and key.texte == "modifications":
            return self._each(value, self._modification)
        if (clauses or genre is n.GenreFichier.AVENANT) and key.texte == "paramètres":
            return self._map(value, lambda _, v: self._parameter(v))
        if (clauses or genre is n.GenreFichier.AVENANT) and key.texte == "définitions":
            return self._map(value, lambda k, v: self._sentence(k, v, n.Entree.EXPR, flow=_is_flow(value)))
        if genre is n.GenreFichier.CORRESPONDANCE and key.texte == "colonnes":
            return self._map(value, lambda _, t: self._map(t, self._column))
        if genre is n.GenreFichier.POLITIQUE and key.texte in entries.RACINE:
            return self._sentence(key, value, entries.RACINE[key.texte], flow=False)
        return self._plain(key, value)

    # --- blocks -----------------------------------------------------------------------------
    def _parameter(self, node: n.Yaml) -> n.Yaml:
        def entry(key: n.Scalaire, value: n.Yaml) -> n.Yaml:
            if key.texte == "valeurs":
                return self._each(value, self._dated)
            return self._entry(key, value, entries.PARAMETRE.get(key.texte), flow=_is_flow(node))

        return self._map(node, entry)

    def _dated(self, node: n.Yaml) -> n.Yaml:
        flow = _is_flow(node)

        def entry(key: n.Scalaire, value: n.Yaml) -> n.Yaml:
            if key.texte == "table":
                return self._map(
                    value, lambda k, v: self._sentence(k, v, n.Entree.EXPR, flow=_is_flow(value))
                )
            if key.texte == "sinon" and isinstance(value, n.Scalaire) and value.texte == entries.SANS_OBJET:
                return self._plain(key, value)
            return self._entry(key, value, entries.VALEUR_DATEE.get(key.texte), flow=flow)

        return self._map(node, entry)

    def _clauses(self, node: n.Yaml, declared: Mapping[str, frozenset[str]]) -> n.Yaml:
        return self._each(node, lambda clause: self._clause(clause, declared))

    def _clause(self, node: n.Yaml, declared: Mapping[str, frozenset[str]]) -> n.Yaml:
        kind = kind_of(node) or ""
        target = _text_of(node, "à") if kind == "exception" else ""
        flow = _is_flow(node)

        def entry(key: n.Scalaire, value: n.Yaml) -> n.Yaml:
            if key.texte == "dont" and kind == "part":
                return self._each(value, lambda inner: self._nested(inner, declared))
            if key.texte == "entre" and kind == "répartition":
                return self._map(
                    value, lambda k, v: self._sentence(k, v, n.Entree.EXPR, flow=_is_flow(value))
                )
            if key.texte == "plafonds" and kind == "contrôle":
                return self._each(value, lambda v: self._keys(v, entries.PLAFOND))
            if key.texte == "remplace" and kind == "exception":
                return self._replaced(value, declared.get(target, frozenset()))
            return self._entry(key, value, entries.entry_of(kind, key.texte), flow=flow)

        return self._map(node, entry)

    def _nested(self, node: n.Yaml, declared: Mapping[str, frozenset[str]]) -> n.Yaml:
        """A part holds quotas: of another kind of clause, which is told of, no sentence is read."""
        return (
            self._clause(node, declared) if kind_of(node) in (None, "quota") else self._map(node, self._plain)
        )

    def _modification(self, node: n.Yaml) -> n.Yaml:
        def entry(key: n.Scalaire, value: n.Yaml) -> n.Yaml:
            if key.texte == "par":
                return self._replaced(value, frozenset())
            if key.texte == "ajoute":
                return self._clause(value, {})
            return self._plain(key, value)

        return self._map(node, entry)

    def _replaced(self, node: n.Yaml, kinds: frozenset[str]) -> n.Yaml:
        def entry(key: n.Scalaire, value: n.Yaml) -> n.Yaml:
            if key.texte == "valeurs":
                return self._each(value, self._dated)
            text = value.texte if isinstance(value, n.Scalaire) else ""
            return self._entry(
                key, value, entries.replaced_entry(kinds, key.texte, text), flow=_is_flow(node)
            )

        return self._map(node, entry)

    def _keys(self, node: n.Yaml, table: Mapping[str, n.Entree]) -> n.Yaml:
        flow = _is_flow(node)
        return self._map(node, lambda k, v: self._entry(k, v, table.get(k.texte), flow=flow))

    def _column(self, key: n.Scalaire, value: n.Yaml) -> n.Yaml:
        return self._keys(value, entries.COLONNE) if isinstance(value, n.Table) else self._plain(key, value)

    # --- entries ----------------------------------------------------------------------------
    def _entry(self, key: n.Scalaire, value: n.Yaml, entree: n.Entree | None, *, flow: bool) -> n.Yaml:
        return self._plain(key, value) if entree is None else self._sentence(key, value, entree, flow=flow)

    def _sentence(self, key: n.Scalaire, value: n.Yaml, entree: n.Entree, *, flow: bool) -> n.Yaml:
        """A scalar becomes a sentence; what is no scalar is left to the skeleton."""
        if not isinstance(value, n.Scalaire) or (self.modele and _TROU.fullmatch(value.texte)):
            return value
        if not value.texte.strip():
            place = key.span if value.span.start == value.span.end else value.span
            self.found.append(problems.phrase_absente(span=place, cle=key.texte, attendu=_ATTENDUS[entree]))
            return n.Phrase(span=value.span, entree=entree, arbre=n.Invalide(span=value.span))
        span = self._unquoted(key, value) if value.cite else value.span
        if span is None:
            return n.Phrase(span=value.span, entree=entree, arbre=n.Invalide(span=value.span))
        parsed = self.read(span, entree)
        self.found.extend(parsed.diagnostics)
        if flow and not value.cite and not parsed.diagnostics and not _is_bare(parsed.value):
            self.found.append(problems.phrase_entre_accolades(span=span, cle=key.texte))
        return n.Phrase(span=span, entree=entree, arbre=parsed.value)

    def _unquoted(self, key: n.Scalaire, value: n.Scalaire) -> Span | None:
        """Report the quotes; the place of what they hold, unless escapes make it another text."""
        inner = replace_span(value.span, 1)
        plain = inner.text == value.texte and not set('"\\#') & set(value.texte) and ": " not in value.texte
        text = value.texte.strip() if plain else ""
        self.found.append(problems.phrase_entre_guillemets(span=value.span, cle=key.texte, corrige=text))
        return inner if plain else None

    def _plain(self, key: n.Scalaire, value: n.Yaml) -> n.Yaml:
        """What holds no sentence: only its typography is looked at."""
        if isinstance(value, n.Scalaire) and key.texte in _PROSE:
            self._swallowed(key, value)
            return value
        return self._typography(value, name=key.texte in _NOMS)

    def _swallowed(self, key: n.Scalaire, value: n.Scalaire) -> None:
        """Lines of a text that were keys, but for their column: `énoncé: >-`, then `si: …` too far right."""
        if _DEBUT_DE_BLOC.fullmatch(self.text, key.span.end, value.span.start) is None:
            return
        first = self.text.rfind("\n", 0, value.span.start) + 1
        for match in _LIGNE_DE_CLE.finditer(self.text, first, value.span.end):
            if match["cle"] in known_keys():
                place = Span(source=value.span.source, start=match.start("cle"), end=match.end("cle"))
                self.found.append(problems.cle_dans_un_texte(span=place, cle=match["cle"], texte=key.texte))
                return

    def _typography(self, node: n.Yaml, *, name: bool) -> n.Yaml:
        """The same, without the quotes that were meant to delimit a value: one mistake, one message."""
        match node:
            case n.Scalaire():
                return self._scalar_typography(node, name=name)
            case n.Liste(elements=elements):
                return replace(node, elements=tuple(self._typography(x, name=name) for x in elements))
            case n.Table():
                return self._table(node, self._plain)
            case n.Phrase() | n.Invalide():
                return node

    def _scalar_typography(self, node: n.Scalaire, *, name: bool) -> n.Scalaire:
        text = node.texte
        if node.cite or not text:
            return node
        plain = self._without_curls(node)
        if plain is node and not name:
            self._colon(node)
        return plain

    def _without_curls(self, node: n.Scalaire) -> n.Scalaire:
        """Quotes of a word processor around the whole text delimit nothing in YAML."""
        text = node.texte
        if node.cite or len(text) < 2 or _COURBES.get(text[0]) != text[-1] or node.span.text != text:
            return node
        inner = text[1:-1].strip("\u00a0\u202f ")
        straight = "" if '"' in inner or "\\" in inner else f'"{inner}"'
        self.found.append(problems.guillemets_courbes(span=node.span, texte=text, corrige=straight))
        return replace(node, texte=inner, cite=True)

    def _colon(self, node: n.Scalaire) -> None:
        """A key and its value stuck together by a space that YAML does not know."""
        head, colon, rest = node.texte.partition(":")
        if colon and rest[:1] in ("\u00a0", "\u202f") and head.replace(" ", "").isalnum():
            at = node.span.start + len(head) + 1
            self.found.append(
                problems.espace_insecable(span=Span(source=node.span.source, start=at, end=at + 1))
            )

    def _key_typography(self, key: n.Scalaire) -> n.Scalaire:
        self.found.extend(decomposed_accents(key.span))
        for rank, sign in enumerate(key.span.text):
            if sign in "\u00a0\u202f":
                at = key.span.start + rank
                found = problems.espace_insecable(span=Span(source=key.span.source, start=at, end=at + 1))
                self.found.append(found)
        # The rest reads the key as it will be once that is mended: one slip, one finding.
        plain = key.texte.replace("\u00a0", " ").replace("\u202f", " ").strip()
        return self._without_curls(key if key.cite or plain == key.texte else replace(key, texte=plain))

    # --- walking ----------------------------------------------------------------------------
    def _each(self, node: n.Yaml, build: Callable[[n.Yaml], n.Yaml]) -> n.Yaml:
        if not isinstance(node, n.Liste):
            return node
        return replace(node, elements=tuple(build(element) for element in node.elements))

    def _map(self, node: n.Yaml, build: Callable[[n.Scalaire, n.Yaml], n.Yaml]) -> n.Yaml:
        return self._table(node, build) if isinstance(node, n.Table) else node

    def _table(self, node: n.Table, build: Callable[[n.Scalaire, n.Yaml], n.Yaml]) -> n.Table:
        pairs = [(self._key_typography(key), value) for key, value in node.entrees]
        return replace(node, entrees=tuple((key, build(key, value)) for key, value in pairs))


def _other_kind(root: n.Table, genre: n.GenreFichier) -> tuple[str, str] | None:
    """The kind of file that this one is, by a key that no other has; with that key."""
    keys = [key.texte for key, _ in root.entrees]
    meant = next((key for key in keys if entries.PROPRES.get(key, genre) is not genre), None)
    if meant is None or "clauses" in keys or "modifications" in keys:
        return None
    return entries.PROPRES[meant].value, meant


def kind_of(node: n.Yaml) -> str | None:
    """The kind of a clause: its first key when it is one, else any key that is (misplaced)."""
    if not isinstance(node, n.Table):
        return None
    return next((key.texte for key, _ in node.entrees if key.texte in entries.CLAUSES), None)


def replace_span(span: Span, margin: int) -> Span:
    """The span without its first and last characters."""
    return Span(
        source=span.source, start=span.start + margin, end=max(span.start + margin, span.end - margin)
    )


def _declared(node: n.Yaml) -> Mapping[str, frozenset[str]]:
    """Kinds of the clauses of a list, by name and by group; nested clauses included."""
    found: dict[str, frozenset[str]] = {}
    for clause in node.elements if isinstance(node, n.Liste) else ():
        kind = kind_of(clause)
        if kind is None:
            continue
        for name in (_text_of(clause, kind), _text_of(clause, "groupe")):
            if name and kind != "exception":
                found[name] = found.get(name, frozenset()) | {kind}
        if kind == "part" and isinstance(clause, n.Table):
            for name, kinds in _declared(clause.get("dont") or clause).items():
                found[name] = found.get(name, frozenset()) | kinds
    return found


def _text_of(node: n.Yaml, key: str) -> str:
    value = node.get(key) if isinstance(node, n.Table) else None
    return value.texte if isinstance(value, n.Scalaire) else ""


def _is_flow(node: n.Yaml) -> bool:
    return isinstance(node, n.Table) and node.span.text[:1] == "{"


def _is_bare(arbre: n.Dsl) -> bool:
    """A quantity, with its sign or not, a day, a name or a hole: nothing that a comma could cut."""
    if isinstance(arbre, n.Unaire):
        return isinstance(arbre.operande, n.Nombre)
    return isinstance(arbre, n.Nombre | n.Jour | n.Chemin | n.Trou | n.Logique | n.Invalide)
