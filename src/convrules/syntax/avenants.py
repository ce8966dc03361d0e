"""Amendments as written, folded into the text they change: the surface tree of a convention on one day.

The fold is lenient: what an amendment may not do is refused by `checking/avenant.py`, and then changes
nothing here. Clauses that amendments add come last, in the order of their effects.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from convrules.base.records import dataclass
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import entries
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_sentence
from convrules.syntax.tree import kind_of

NATURES: Final = ("remplace", "ajoute", "abroge", "prolonge", "résilie")
DE_DUREE: Final = ("prolonge", "résilie")
"""Modifications that move the last day of the convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """One change. `cible`: the name it touches (« en vigueur » for the convention's own dates). `table`:
    the modification as written; `corps`: what it brings. In force from `du` to `au`, both included.
    `essai`: nobody wrote it; it is tried upon what is written."""

    avenant: str
    nature: str
    cible: n.Scalaire
    table: n.Table
    corps: n.Table | None
    du: date
    au: date | None
    articles: tuple[str, ...] = ()
    essai: bool = False

    def active(self, jour: date) -> bool:
        lasting = self.au is None or self.nature in DE_DUREE
        return self.du <= jour and (lasting or (self.au is not None and jour <= self.au))

    @property
    def article(self) -> str | None:
        """Article of the amendment's own paper."""
        held = self.corps if self.nature == "ajoute" else self.table
        source = held.get("source") if held is not None else None
        return _text(source, "article") if isinstance(source, n.Table) else None

    @property
    def fin(self) -> date | None:
        """The last day that `prolonge` or `résilie` gives to the convention."""
        return _day(self.corps, "au")


@dataclass(frozen=True, slots=True, kw_only=True)
class TexteConsolide:
    """A convention as it reads on a day. `retouches`: by clause or parameter, what changed it so far;
    `abroges`: clauses that are no longer there. `diagnostics`: sentences that do not read."""

    racine: n.Table
    retouches: Mapping[str, tuple[Modification, ...]]
    abroges: Mapping[str, Modification]
    diagnostics: tuple[Diagnostic, ...] = ()


def modifications(file: n.File) -> tuple[Modification, ...]:
    """What an amendment changes, in the order of its paper; a modification without date is left out (the
    skeleton has reported it)."""
    root = file.racine
    listed = root.get("modifications")
    found: list[Modification] = []
    for table in listed.elements if isinstance(listed, n.Liste) else ():
        if isinstance(table, n.Table):
            found.extend(_modification(root, table))
    return tuple(found)


def _modification(root: n.Table, table: n.Table) -> Iterator[Modification]:
    nature = next((key for key, _ in table.entrees if key.texte in NATURES), None)
    own, whole = table.get("en vigueur"), root.get("en vigueur")
    du = _day(own, "du") or _day(whole, "du")
    if nature is None or du is None:
        return
    held = table.get(nature.texte)
    body = table.get("par") if nature.texte == "remplace" else held
    cible = nature if nature.texte in DE_DUREE else held
    if nature.texte == "ajoute" and isinstance(held, n.Table):
        cible = held.get(kind_of(held) or "")
    if isinstance(cible, n.Scalaire):
        yield Modification(
            avenant=_text(root, "avenant") or "",
            nature=nature.texte,
            cible=replace(cible, texte="en vigueur") if nature.texte in DE_DUREE else cible,
            table=table,
            corps=body if isinstance(body, n.Table) else None,
            du=du,
            au=_day(own, "au") or _day(whole, "au"),
            articles=_articles(root),
        )


def _articles(root: n.Table) -> tuple[str, ...]:
    document = root.get("document")
    listed = document.get("articles") if isinstance(document, n.Table) else None
    return tuple(e.texte for e in _elements(listed) if isinstance(e, n.Scalaire))


def _text(node: n.Yaml | None, cle: str) -> str | None:
    value = node.get(cle) if isinstance(node, n.Table) else None
    return value.texte if isinstance(value, n.Scalaire) else None


def _day(node: n.Yaml | None, cle: str) -> date | None:
    try:
        return date.fromisoformat(_text(node, cle) or "")
    except ValueError:
        return None


def _elements(node: n.Yaml | None) -> tuple[n.Yaml, ...]:
    return node.elements if isinstance(node, n.Liste) else ()


# --- a choice tried -------------------------------------------------------------------------
def tried(file: n.File, written: Sequence[Modification], jour: date) -> tuple[tuple[Modification, ...], ...]:
    """Each change of a text that is tried, on the days on which what it replaces is said by what says it from
    its own first day to `jour`. What is written later keeps its word; where an amendment that lasts says what
    the first replaces, the others end with it."""
    by_effect = sorted(written, key=lambda m: m.du)
    found = modifications(file)
    days = changes(written)
    over = {day for day in days if _teller(found[0], by_effect, day) < _teller(found[0], by_effect, jour)}
    return tuple(
        tuple(_stretches(m, by_effect, jour, over if rank else frozenset())) for rank, m in enumerate(found)
    )


def _stretches(
    m: Modification, by_effect: Sequence[Modification], jour: date, over: Set[date]
) -> Iterator[Modification]:
    days = (m.du, *(day for day in changes(by_effect) if day > m.du))
    ends = (*(day - timedelta(days=1) for day in days[1:]), None)
    said = {_teller(m, by_effect, day) for day in days if day <= jour}
    for day, last in zip(days, ends, strict=True):
        if day <= jour or (_teller(m, by_effect, day) in said and day not in over):
            yield replace(m, du=day, au=last, essai=True)


def _teller(m: Modification, by_effect: Sequence[Modification], jour: date) -> int:
    """The rank of the change that has, on a day, the last word on what another one says; −1: the text as
    signed."""
    tellers = (rank for rank, one in enumerate(by_effect) if one.active(jour) and _says(one, m))
    return max(tellers, default=-1)


def _says(change: Modification, m: Modification) -> bool:
    """Does a change say what another one says of its clause, or add that clause?"""
    if change.corps is None or m.corps is None:
        return False
    if change.nature == "ajoute":
        return any(name_of(clause) == m.cible.texte for clause in every_clause((change.corps,)))
    return (
        change.nature == "remplace"
        and change.cible.texte == m.cible.texte
        and any(change.corps.get(key.texte) is not None for key, _ in m.corps.entrees)
    )


# --- the text of a day ----------------------------------------------------------------------
def changes(changements: Sequence[Modification]) -> tuple[date, ...]:
    """Days on which the text becomes another, sorted."""
    ends = {m.au + timedelta(days=1) for m in changements if m.au is not None and m.au < date.max}
    return tuple(sorted({m.du for m in changements} | ends))


def consolidate(root: n.Table, changements: Sequence[Modification], jour: date) -> TexteConsolide:
    """The text on a day: amendments in force folded by effect, then what is tried upon them."""
    folder = _Folder(root)
    for change in sorted(changements, key=lambda m: (m.essai, m.du)):
        if change.active(jour):
            folder.apply(change)
    folder.drop_orphans()
    return TexteConsolide(
        racine=folder.root,
        retouches={nom: tuple(found) for nom, found in folder.touched.items()},
        abroges=folder.gone,
        diagnostics=tuple(folder.found),
    )


class _Folder:
    """The text being changed."""

    def __init__(self, root: n.Table) -> None:
        self.root = root
        self.touched: dict[str, list[Modification]] = {}
        self.gone: dict[str, Modification] = {}
        self.groups: set[str] = set()
        self.found: list[Diagnostic] = []

    def apply(self, change: Modification) -> None:
        nom, corps = change.cible.texte, change.corps
        match change.nature:
            case "ajoute":
                if corps is not None:
                    self._clauses((*self._listed(), corps))
                    self.touched.setdefault(nom, []).append(change)
            case "abroge":
                self.gone[nom] = change
                self._clauses(self._without(self._listed(), {nom}))
            case "remplace":
                if not change.essai:
                    self.touched.setdefault(nom, []).append(change)
                if corps is not None:
                    self._replace(nom, corps, change)
            case _:
                self._end(change)

    def _listed(self) -> tuple[n.Yaml, ...]:
        return _elements(self.root.get("clauses"))

    def _clauses(self, elements: tuple[n.Yaml, ...]) -> None:
        held = self.root.get("clauses")
        span = held.span if held is not None else self.root.span
        self.root = with_key(self.root, "clauses", n.Liste(span=span, elements=elements))

    def _end(self, change: Modification) -> None:
        held = self.root.get("en vigueur")
        last = change.corps.get("au") if change.corps is not None else None
        if isinstance(held, n.Table) and last is not None:
            # An end that is written leaves nothing to silence.
            dated = _without_key(
                _without_key(with_key(held, "au", last), "reconduction tacite"), "reconductions"
            )
            self.root = with_key(self.root, "en vigueur", dated)
            self.touched.setdefault("en vigueur", []).append(change)

    # --- abrogation -------------------------------------------------------------------------
    def _without(self, clauses: tuple[n.Yaml, ...], noms: set[str]) -> tuple[n.Yaml, ...]:
        kept: list[n.Yaml] = []
        for clause in clauses:
            if isinstance(clause, n.Table) and name_of(clause) in noms:
                self.groups.add(_text(clause, "groupe") or "")
                continue
            inner = clause.get("dont") if isinstance(clause, n.Table) else None
            if isinstance(clause, n.Table) and isinstance(inner, n.Liste):
                clause = _with_nested(clause, inner, self._without(inner.elements, noms))
            kept.append(clause)
        return tuple(kept)

    def drop_orphans(self) -> None:
        """An exception all of whose targets were abrogated is absent with them."""
        while orphans := {name for name in self._orphans() if name}:
            self._clauses(self._without(self._listed(), orphans))
            self.gone |= {name: self._why(name) for name in orphans}

    def _orphans(self) -> Iterator[str]:
        present = list(every_clause(self._listed()))
        names = {name_of(c) for c in present} | {_text(c, "groupe") for c in present}
        lost = (set(self.gone) | self.groups) - names - {""}
        yield from (name_of(c) for c in present if kind_of(c) == "exception" and _text(c, "à") in lost)

    def _why(self, orphan: str) -> Modification:
        return max(self.gone.values(), key=lambda m: m.du)

    # --- replacement ------------------------------------------------------------------------
    def _replace(self, nom: str, par: n.Table, change: Modification) -> None:
        parameters = self.root.get("paramètres")
        if isinstance(parameters, n.Table) and isinstance(held := parameters.get(nom), n.Table):
            self.root = with_key(self.root, "paramètres", with_key(parameters, nom, _parameter(held, par)))
            return
        self._clauses(tuple(self._changed(c, nom, par, change) for c in self._listed()))

    def _changed(self, clause: n.Yaml, nom: str, par: n.Table, change: Modification) -> n.Yaml:
        if not isinstance(clause, n.Table):
            return clause
        inner = clause.get("dont")
        if isinstance(inner, n.Liste):
            found = tuple(self._changed(c, nom, par, change) for c in inner.elements)
            clause = _with_nested(clause, inner, found)
        return self._with(clause, par, change) if name_of(clause) == nom else clause

    def _with(self, clause: n.Table, par: n.Table, change: Modification) -> n.Table:
        """The clause with its new keys; its statement is the amendment's, or none: the old one would tell
        what no longer holds."""
        kind = kind_of(clause) or ""
        clause = _without_key(clause, "énoncé")
        said = change.table.get("énoncé")
        if said is not None:
            clause = with_key(clause, "énoncé", said)
        for key, value in par.entrees:
            replaced = clause.get("remplace") if kind == "exception" and key.texte != "si" else None
            if isinstance(replaced, n.Table):
                clause = with_key(clause, "remplace", with_key(replaced, key.texte, value, key))
            else:
                clause = with_key(clause, key.texte, self._sentence(kind, key, value), key)
        return clause

    def _sentence(self, kind: str, key: n.Scalaire, value: n.Yaml) -> n.Yaml:
        """A sentence that was read before its clause was known, read again as the kind asks."""
        wanted = entries.entry_of(kind, key.texte)
        if not isinstance(value, n.Phrase) or wanted is None or value.entree is wanted:
            return value
        again = parse_sentence(value.span, wanted)
        self.found += again.diagnostics
        return n.Phrase(span=value.span, entree=wanted, arbre=again.value)


def _parameter(held: n.Table, par: n.Table) -> n.Table:
    """New values stand in place of the old ones from the first of their days on."""
    for key, value in par.entrees:
        old = held.get(key.texte)
        if key.texte == "valeurs" and isinstance(value, n.Liste) and isinstance(old, n.Liste):
            first = min((_text(row, "du") or "" for row in value.elements), default="")
            kept = tuple(row for row in old.elements if (_text(row, "du") or "") < first)
            value = replace(value, elements=(*kept, *value.elements))
        held = with_key(held, key.texte, value, key)
    return held


# --- tables ---------------------------------------------------------------------------------
def name_of(clause: n.Table) -> str:
    return _text(clause, kind_of(clause) or "") or ""


def every_clause(clauses: Sequence[n.Yaml]) -> Iterator[n.Table]:
    """Clauses, those under `dont` after their part."""
    for clause in clauses:
        if isinstance(clause, n.Table):
            yield clause
            yield from every_clause(_elements(clause.get("dont")))


def with_key(table: n.Table, cle: str, value: n.Yaml, key: n.Scalaire | None = None) -> n.Table:
    """The table with this key, in its place or at the end; `key`: the key as written elsewhere."""
    if table.get(cle) is not None:
        return replace(table, entrees=tuple((k, value if k.texte == cle else v) for k, v in table.entrees))
    written = key or n.Scalaire(span=value.span, texte=cle)
    return replace(table, entrees=(*table.entrees, (written, value)))


def _without_key(table: n.Table, cle: str) -> n.Table:
    return replace(table, entrees=tuple((k, v) for k, v in table.entrees if k.texte != cle))


def _with_nested(part: n.Table, held: n.Liste, inner: tuple[n.Yaml, ...]) -> n.Table:
    return with_key(part, "dont", replace(held, elements=inner)) if inner else _without_key(part, "dont")
