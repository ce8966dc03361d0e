"""The choices that parties discuss, tried one by one: share, base, rounding, what is counted, carry-over.

Each is written as the amendment that would make it, and checked like any other.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee, Programme
from convrules.render.numbers import decimal

ARRONDIS: Final = tuple(mode.value for mode in Arrondi)
COMPTES: Final = tuple(
    c.value for c in (ir.Classe.ORIENTATIONS, ir.Classe.PROPOSITIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX)
)
REPORTS: Final = tuple(mode.value for mode in ir.ModeReport)
DECIMALES: Final = 12
BASES: Final = tuple(f"vacances {s.value}" for s in ir.StatutPopulation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """One choice. `nom`: « part_due : arrondi supérieur », as columns are named; `texte`: the amendment, that
    writes the key `cle`."""

    nom: str
    texte: str
    cle: str


def grid(programme: Programme, annee: int, taux: Sequence[Fraction] = ()) -> Iterator[Essai]:
    """Every usual choice that the parts of a convention do not make. taux: shares to try."""
    convention = programme.convention
    du = max(date(annee, 1, 1), convention.en_vigueur.du or date.min)
    number = 0
    for clause in programme.clauses:
        part = clause.on(du)
        if not isinstance(part, ir.Part) or "." in clause.ident:
            continue
        first = _counted_since(clause, part, convention.en_vigueur.du)
        for choix in _choices(part, taux):
            number += 1
            changed = ((clause.ident, choix.valeur), *choix.dont)
            depuis = min(first or du, du + timedelta(days=1)) if choix.cle == "compte" else du
            yield Essai(
                nom=f"{clause.ident} : {choix.dit}",
                cle=choix.cle,
                texte=(
                    f"avenant: essai-{number}\n"
                    f"à: {convention.ident}\n"
                    f"en vigueur: {{ du: {depuis.isoformat()} }}\n"
                    'document: { articles: ["1"] }\n'
                    "modifications:\n" + "".join(_change(nom, choix.cle, valeur) for nom, valeur in changed)
                ),
            )


def _counted_since(clause: ClauseCompilee, part: ir.Part, debut: date | None) -> date | None:
    """The first day on which the part counts what it counts in the year: a vacancy of the year before, let in
    this one, is counted by the same event. Where an amendment says it, the day after (CR484)."""
    upto = clause.versions[: clause.versions.index(part) + 1] if part in clause.versions else (part,)
    same = takewhile(
        lambda v: isinstance(v, ir.Part) and v.compte.span.text == part.compte.span.text, reversed(upto)
    )
    first = [v.entete.en_vigueur.du for v in same][-1]
    if first is None or (debut is not None and first <= debut):
        return debut
    return first + timedelta(days=1)


def _change(nom: str, cle: str, valeur: str) -> str:
    return f'  - remplace: {nom}\n    par:\n      {cle}: {_block(valeur)}\n    source: {{ article: "1" }}\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choix:
    """What is written under the key `cle` of a part, and how it is said. `dont`: what is written under the
    same key of its quotas, by name."""

    cle: str
    valeur: str
    dit: str
    dont: tuple[tuple[str, str], ...] = ()


def _choices(part: ir.Part, taux: Sequence[Fraction]) -> Iterator[_Choix]:
    written = part.regle.span.text
    start = part.regle.taux.span.start - part.regle.span.start
    end = part.regle.taux.span.end - part.regle.span.start
    for rate in taux:
        said = _percent(rate)
        if not (isinstance(part.regle.taux, ir.Litteral) and part.regle.taux.valeur == rate):
            changed = f"{written[:start]}{said}{written[end:]}"
            yield _Choix(cle="règle", valeur=changed, dit=said.replace(".", ","))
    base = part.regle.population.span.text
    for other in BASES if base in BASES else ():
        if other != base:
            # Why: a quota under « dont » is some points of the flow of its part, hence of its base (CR410).
            nested = tuple((q.entete.nom, _on(q.regle, other)) for q in part.dont)
            yield _Choix(cle="règle", valeur=_on(part.regle, other), dit=f"base {other}", dont=nested)
    for cle, choices, now in (
        ("compte", COMPTES, part.compte.span.text),
        ("arrondi", ARRONDIS, part.arrondi.value),
        ("report", REPORTS, part.report.span.text),
    ):
        for other in choices if cle != "compte" or now in choices else ():
            if other != now:
                alone = cle == "arrondi" and other == "sans arrondi"
                yield _Choix(cle=cle, valeur=other, dit=other if alone else f"{cle} {other}")


def _on(regle: ir.ReglePart | ir.RegleQuota, population: str) -> str:
    """The sentence of a rule, on another population."""
    written, held = regle.span.text, regle.population.span
    start, end = held.start - regle.span.start, held.end - regle.span.start
    return f"{written[:start]}{population}{written[end:]}"


def _block(text: str) -> str:
    """A sentence of one line as it is; one of several, with its comments, under its key."""
    lines = [line.strip() for line in text.splitlines()]
    return text if len(lines) == 1 else "\n        ".join((">-", *lines))


def _percent(rate: Fraction) -> str:
    """As a rule writes it: exact, with a point. A rate asked for has no more decimals than these."""
    return f"{decimal(rate * 100, DECIMALES).replace(',', '.')} %"
