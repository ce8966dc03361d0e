"""From a text to the surface tree: YAML first, then every sentence where it stands.

`parse_file` always gives a tree; what was refused is `Invalide` and has been reported.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from convrules.base.plus_tard import later
from convrules.base.records import replace
from convrules.base.source import Source, Span
from convrules.diagnostics.model import Checked, Diagnostic, in_order
from convrules.diagnostics.problems import limites
from convrules.diagnostics.problems import phrase as problems
from convrules.syntax import nodes as n
from convrules.syntax import sentences, tree
from convrules.syntax.automate import Branche
from convrules.syntax.builder import Chantier
from convrules.syntax.deux_points import group_in_a_key
from convrules.syntax.lecture import tree_of
from convrules.syntax.listes import ill_parted
from convrules.syntax.retirer import duration_in_two_parts
from convrules.syntax.signes import foreign_sign
from convrules.syntax.sorties import gathered
from convrules.syntax.typography import clean_sentence, clean_text, without_comments
from convrules.syntax.yaml_tree import read_tree

if TYPE_CHECKING:
    from convrules.syntax.refus import first_words, refusal
else:
    first_words = later("convrules.syntax.refus", "first_words")
    refusal = later("convrules.syntax.refus", "refusal")

PHRASE_MAX: Final = 4_000
IMBRICATION_MAX: Final = 100


def parse_file(source: Source, meant: Mapping[int, str] | None = None) -> Checked[n.File]:
    """The whole file. `genre` is None when the kind could not be told or the YAML not be read. meant: keys to
    read as others, by their place."""
    text, found = clean_text(source)
    if text is None:
        return Checked(value=_nothing(source), diagnostics=in_order(found))
    yaml = read_tree(source, text)
    lost = group_in_a_key(source, yaml.value)
    if lost is not None:
        return Checked(value=_nothing(source), diagnostics=in_order((*found, lost)))
    whole = gathered(_renamed(yaml.value, meant) if meant else yaml.value, text)
    file = tree.to_file(whole.value, _reader(text), text)
    told = [*found, *yaml.diagnostics, *whole.diagnostics, *file.diagnostics]
    return Checked(value=file.value, diagnostics=in_order(told))


def _nothing(source: Source) -> n.File:
    span = Span(source=source, start=0, end=len(source.text))
    return n.File(span=span, genre=None, racine=n.Table(span=span, entrees=()))


def _renamed(node: n.Yaml, meant: Mapping[int, str]) -> n.Yaml:
    if isinstance(node, n.Liste):
        return replace(node, elements=tuple(_renamed(element, meant) for element in node.elements))
    if not isinstance(node, n.Table):
        return node
    named = (
        (replace(key, texte=meant.get(key.span.start, key.texte)), _renamed(value, meant))
        for key, value in node.entrees
    )
    return replace(node, entrees=tuple(named))


def _reader(text: str) -> tree.ReadSentence:
    def read(span: Span, entree: n.Entree) -> Checked[n.Dsl]:
        return parse_sentence_in(text, span, entree)

    return read


def parse_sentence(span: Span, entree: n.Entree) -> Checked[n.Dsl]:
    """One sentence, in place: every node is a range of the text that holds it."""
    return parse_sentence_in(span.source.text, span, entree)


def parse_sentence_in(text: str, span: Span, entree: n.Entree) -> Checked[n.Dsl]:
    """The same, read in `text`: the source's text, character for character, once cleaned."""
    refused = n.Invalide(span=span)
    if span.end - span.start > PHRASE_MAX:
        found = limites.phrase_trop_longue(span=span, limite=str(PHRASE_MAX))
        return Checked(value=refused, diagnostics=(found,))
    cleaned, findings = clean_sentence(without_comments(text, span), span)
    if cleaned is None:
        return Checked(value=refused, diagnostics=tuple(findings))
    result = _parse(cleaned, span, entree)
    # One finding per sentence: mending the typography comes first, the next run sees the rest.
    return Checked(value=result.value, diagnostics=tuple(findings) or result.diagnostics)


def _parse(text: str, span: Span, entree: n.Entree) -> Checked[n.Dsl]:
    refused = n.Invalide(span=span)
    foreign = foreign_sign(text, span) or ill_parted(text, span) or duration_in_two_parts(text, span)
    if foreign is not None:
        return Checked(value=refused, diagnostics=(foreign,))
    branch = _read(text, span, entree)
    if isinstance(branch, Diagnostic):
        return Checked(value=refused, diagnostics=(branch,))
    if _depth(branch) > IMBRICATION_MAX:
        found = limites.phrase_trop_imbriquee(span=span, limite=str(IMBRICATION_MAX))
        return Checked(value=refused, diagnostics=(found,))
    site = Chantier(source=span.source, debut=span.start, diagnostics=[])
    value = sentences.build(site, branch)
    return Checked(value=value, diagnostics=tuple(site.diagnostics))


def _read(text: str, span: Span, entree: n.Entree) -> Branche | Diagnostic:
    sentence = text[span.start : span.end]
    if not sentence.strip():
        return problems.phrase_inachevee(span=span, attendu=first_words(entree))
    return tree_of(sentence, entree) or refusal(text, span, entree)


def _depth(root: Branche) -> int:
    """Height of the tree to be built, without recursion: a chain of n operands leans n deep."""
    deepest = 0
    waiting: list[tuple[Branche, int]] = [(root, 1)]
    while waiting:
        branch, depth = waiting.pop()
        children = [child for child in branch.children if isinstance(child, Branche)]
        deepest = max(deepest, depth)
        lean = len(children) - 1
        for rank, child in enumerate(children):
            waiting.append((child, depth + 1 + max(0, lean - rank) if _is_chain(branch) else depth + 1))
    return deepest


def _is_chain(branch: Branche) -> bool:
    return branch.data in ("disjonction", "conjonction", "terme", "produit")
