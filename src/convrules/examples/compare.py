"""Expectations against observations. Order in a list does not matter; accents and `_` neither."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from convrules import ir
from convrules.base.source import Span
from convrules.examples.model import Ecart, Observation
from convrules.examples.observe import fold

INSECABLE = "\u202f"
NOMMES = 12
"""Names told when none is the expected one; the others by an ellipsis."""


def compare(
    cas: ir.CasEssai, seen: Mapping[str, Observation], annuelles: frozenset[str] = frozenset()
) -> Iterator[Ecart]:
    """Every expectation of the case that is not met. `annuelles`: clauses that no single vacancy answers."""
    folded = {fold(cle): observation for cle, observation in seen.items()}
    for cle, attente in cas.attendu:
        span = cas.attendu_spans.get(cle, cas.span)
        observation = folded.get(fold(cle))
        if observation is None:
            obtenu = f"rien de ce nom{INSECABLE}; connus{INSECABLE}: {_some(seen)}"
            if cle in annuelles:
                obtenu = f"rien sur une seule vacance{INSECABLE}; écrivez « année{INSECABLE}: {cas.au.year} »"
            yield Ecart(cle=cle, attendu=show(attente), obtenu=obtenu, span=span)
        else:
            yield from _expect(cle, attente, observation, span)


def _some(names: Iterable[str]) -> str:
    """The first names, told once: a clause of a socle is seen under two."""
    known = sorted({name.rpartition(".")[2] for name in names})
    return ", ".join(known[:NOMMES]) + (", …" if len(known) > NOMMES else "") or "aucun"


def _expect(cle: str, attente: ir.Attente, seen: Observation, span: Span) -> Iterator[Ecart]:
    if isinstance(attente, Mapping):
        yield from _expect_parts(cle, attente, seen, span)
    elif not matches(attente, seen.mots):
        yield Ecart(cle=cle, attendu=show(attente), obtenu=seen.mots[0], span=span)


def _expect_parts(
    cle: str, attente: "Mapping[str, ir.Attente]", seen: Observation, span: Span
) -> Iterator[Ecart]:
    parts = {fold(k): v for k, v in seen.parties.items()}
    own = Observation(mots=seen.mots, parties={})
    for name, value in attente.items():
        found = parts.get(fold(name)) or (own if fold(name) in ("issue", "etat") else None)
        if found is None:
            cells = fold(cle.rpartition(".")[2]) == "cellules"
            known = ", ".join([*seen.parties][:NOMMES]) + (", …" if len(seen.parties) > NOMMES else "")
            known = known or "aucune"
            obtenu = (
                f"rien de ce nom{INSECABLE}; {'cellules' if cells else 'parties'} connues{INSECABLE}: {known}"
            )
            yield Ecart(cle=f"{cle}.{name}", attendu=show(value), obtenu=obtenu, span=span)
        else:
            yield from _expect(f"{cle}.{name}", value, found, span)


def matches(attente: "str | tuple[ir.Attente, ...]", mots: tuple[str, ...]) -> bool:
    """Is what was expected one of the right spellings? Numbers compare by value."""
    expected = _canonical(show(attente))
    return any(_canonical(mot) == expected for mot in mots)


def _canonical(text: str) -> str:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        items = [_canonical(item) for item in text[1:-1].split(",") if item.strip()]
        ordered = items if all(_number(i) is not None for i in items) else sorted(items)
        return f"[{', '.join(ordered)}]"
    number = _number(text)
    return str(number) if number is not None else fold(text)


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None


def show(attente: ir.Attente) -> str:
    """An expectation as one writes it."""
    if isinstance(attente, str):
        return attente
    if isinstance(attente, Mapping):
        return "{ " + ", ".join(f"{k}: {show(v)}" for k, v in attente.items()) + " }"
    return "[" + ", ".join(show(item) for item in attente) + "]"
