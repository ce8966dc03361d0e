"""The text of a convention on a day: its file as amendments leave it, each change told where it stands."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from convrules.base.records import dataclass, replace
from convrules.base.source import NOWHERE
from convrules.render.machine.parts import Objet, Recu, envelope
from convrules.render.places import avenant
from convrules.syntax import nodes as n
from convrules.syntax.avenants import (
    Modification,
    TexteConsolide,
    consolidate,
    every_clause,
    name_of,
    with_key,
)
from convrules.syntax.jour import contains, in_force
from convrules.syntax.printer import Marges, print_file

_ACTES: Final = {
    "remplace": "Modifiée par",
    "ajoute": "Ajoutée par",
    "prolonge": "Prolongée par",
    "résilie": "Résiliée par",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TexteDuJour:
    """`texte`: the file to print; None when the convention is not in force on that day."""

    convention: str
    texte: str | None
    retouches: tuple[tuple[str, Modification], ...] = ()
    abroges: tuple[tuple[str, Modification], ...] = ()


def text_of_day(root: n.Table, changements: Sequence[Modification], jour: date) -> TexteDuJour:
    """The convention whose file is `root`, as it reads on a day."""
    text = consolidate(root, changements, jour)
    ident = _text(root, "convention")
    if not contains(text.racine.get("en vigueur"), jour):
        return TexteDuJour(convention=ident, texte=None)
    shown = _without_articles(_with_articles(in_force(text.racine, jour), text), root)
    body = print_file(shown, _Retouches(text))
    touched = ((nom, m) for nom, found in text.retouches.items() for m in found)
    return TexteDuJour(
        convention=ident,
        texte=_head(text, jour) + body,
        retouches=tuple(sorted(touched, key=lambda x: (x[1].du, x[0]))),
        abroges=tuple(sorted(text.abroges.items(), key=lambda x: (x[1].du, x[0]))),
    )


def _head(text: TexteConsolide, jour: date) -> str:
    lines = [f"Texte consolidé au {jour.isoformat()}."]
    lines += (
        f"« {nom} » : {_told(m)}"
        for nom, found in text.retouches.items()
        for m in found
        if m.nature not in ("ajoute", "remplace") or _is_parameter(text, nom)
    )
    lines += (f"« {nom} » : abrogée avec effet au {_by(m)}" for nom, m in text.abroges.items())
    return "".join(f"# {line}\n" for line in lines)


def _is_parameter(text: TexteConsolide, nom: str) -> bool:
    held = text.racine.get("paramètres")
    return isinstance(held, n.Table) and held.get(nom) is not None


class _Retouches(Marges):
    """What amendments changed, told above each clause."""

    def __init__(self, text: TexteConsolide) -> None:
        self.text = text

    def above(self, node: n.Yaml, margin: str) -> Iterable[str]:
        touched = self.text.retouches.get(name_of(node), ()) if isinstance(node, n.Table) else ()
        return tuple(f"{margin}# {_told(m)}" for m in touched)


def _told(m: Modification) -> str:
    return f"{_ACTES[m.nature]} {_named(m)}, à compter du {m.du.isoformat()}."


def _by(m: Modification) -> str:
    return f"{m.du.isoformat()} par {_named(m)}."


def _named(m: Modification) -> str:
    return f"{_plain(m)}{f', article {m.article}' if m.article else ''}"


def _plain(m: Modification) -> str:
    return avenant(m.avenant).replace("\u00a0", " ")


# --- articles ---------------------------------------------------------------------------------
def _without_articles(shown: n.Table, signed: n.Table) -> n.Table:
    """The list of articles less those whose clauses are all gone."""
    document = shown.get("document")
    listed = document.get("articles") if isinstance(document, n.Table) else None
    if not isinstance(document, n.Table) or not isinstance(listed, n.Liste):
        return shown
    gone = _cited(signed) - _cited(shown)
    left = tuple(e for e in listed.elements if not (isinstance(e, n.Scalaire) and e.texte in gone))
    return with_key(shown, "document", with_key(document, "articles", replace(listed, elements=left)))


def _cited(root: n.Table) -> frozenset[str]:
    """Articles that clauses and parameters cite."""
    clauses, parametres = root.get("clauses"), root.get("paramètres")
    holders = [
        *every_clause(clauses.elements if isinstance(clauses, n.Liste) else ()),
        *(v for _, v in (parametres.entrees if isinstance(parametres, n.Table) else ())),
    ]
    sources = (h.get("source") for h in holders if isinstance(h, n.Table))
    return frozenset(_text(s, "article") for s in sources if isinstance(s, n.Table)) - {""}


# --- articles of amendments -----------------------------------------------------------------
def _with_articles(root: n.Table, text: TexteConsolide) -> n.Table:
    """A clause that an amendment added says whose article it cites: the numbers of two papers differ."""
    added = {nom: found[0] for nom, found in text.retouches.items() if found[0].nature == "ajoute"}
    held = root.get("clauses")
    if not added or not isinstance(held, n.Liste):
        return root
    clauses = tuple(_with_article(c, added) for c in held.elements)
    root = with_key(root, "clauses", replace(held, elements=clauses))
    document = root.get("document")
    listed = document.get("articles") if isinstance(document, n.Table) else None
    if not isinstance(document, n.Table) or not isinstance(listed, n.Liste):
        return root
    named = dict.fromkeys(article for m in added.values() if (article := _article(m)) is not None)
    more = tuple(n.Scalaire(span=listed.span, texte=article, cite=True) for article in named)
    return with_key(
        root,
        "document",
        with_key(document, "articles", replace(listed, elements=(*listed.elements, *more))),
    )


def _article(m: Modification) -> str | None:
    return f"{m.article} de {_plain(m)}" if m.article else None


def _with_article(clause: n.Yaml, added: dict[str, Modification]) -> n.Yaml:
    made = added.get(name_of(clause)) if isinstance(clause, n.Table) else None
    source = clause.get("source") if isinstance(clause, n.Table) else None
    article = _article(made) if made is not None else None
    if article is None or not isinstance(clause, n.Table) or not isinstance(source, n.Table):
        return clause
    value = n.Scalaire(span=NOWHERE, texte=article, cite=True)
    return with_key(clause, "source", with_key(source, "article", value))


def _text(node: n.Table, cle: str) -> str:
    value = node.get(cle)
    return value.texte if isinstance(value, n.Scalaire) else ""


# --- machine --------------------------------------------------------------------------------
def to_json(textes: Sequence[TexteDuJour], recu: Recu) -> Objet:
    """JSON of `check --as-of`."""
    return envelope("texte", recu, {"textes": [_objet(t) for t in textes]})


def _objet(t: TexteDuJour) -> Objet:
    return {
        "convention": t.convention,
        "en_vigueur": t.texte is not None,
        "texte": t.texte,
        "modifications": [_change(nom, m) for nom, m in (*t.retouches, *t.abroges)],
    }


def _change(nom: str, m: Modification) -> Objet:
    return {
        "cible": nom,
        "nature": "resilie" if m.nature == "résilie" else m.nature,
        "avenant": m.avenant,
        "article": m.article,
        "du": m.du.isoformat(),
        "au": m.au.isoformat() if m.au else None,
    }
