"""The choices that parties discuss, tried one by one: share, base, rounding, what is counted, carry-over.

Each changes the text in force as the year opens, whoever wrote it, and is checked like an amendment.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.values import Arrondi
from convrules.compiler import ClauseCompilee, Programme
from convrules.render.numbers import decimal
from convrules.year.comparaison import Choix

ARRONDIS: Final = tuple(mode.value for mode in Arrondi)
COMPTES: Final = tuple(
    c.value for c in (ir.Classe.ORIENTATIONS, ir.Classe.PROPOSITIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX)
)
REPORTS: Final = tuple(mode.value for mode in ir.ModeReport)
DECIMALES: Final = 12
CIBLE: Final = frozenset({"arrondi", "report"})
"""Keys of a part that its target alone reads, not what a vacancy makes due nor on whose account it is; unless
accounts depend on what has been reached."""
BASES: Final = tuple(f"vacances {s.value}" for s in ir.StatutPopulation)


IDENT: Final = "essai"
"""Of the amendment as which a choice is written: it stands beside those of the repository, under no name."""
ECRITES: Final[Mapping[str, Callable[[ir.Part], object]]] = {
    "règle": lambda part: part.regle,
    "compte": lambda part: part.compte,
    "arrondi": lambda part: part.arrondi,
    "report": lambda part: part.report,
}
"""What a part says under each key that is tried; places apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """One choice. `nom`: « part_due : arrondi supérieur », as columns are named; `choix`: the same, in parts.
    `texte`: the amendment that would make it, of the key `cle`, which changes what the text of `jour` says;
    `depuis`: since when it changes it. `place`: of the part."""

    nom: str
    choix: Choix
    texte: str
    cle: str
    jour: date
    depuis: date
    place: Span


def grid(programme: Programme, annee: int, taux: Sequence[Fraction] = ()) -> Iterator[Essai]:
    """Every usual choice that the parts of a convention do not make. taux: shares to try."""
    convention = programme.convention
    du = max(date(annee, 1, 1), convention.en_vigueur.du or date.min)
    for clause in programme.clauses:
        jour = _day_of(clause, du, date(annee, 12, 31))
        part = clause.on(jour) if jour is not None else None
        if jour is None or not isinstance(part, ir.Part) or "." in clause.ident:
            continue
        first = min(_counted_since(clause, part, convention.en_vigueur.du) or jour, jour)
        for choix in _choices(part, taux):
            changed = ((clause.ident, choix.valeur), *choix.dont)
            depuis = first if choix.cle == "compte" else jour
            yield Essai(
                nom=f"{clause.ident} : {choix.dit}",
                choix=Choix(
                    convention=convention.ident, clause=clause.ident, cle=choix.quoi, valeur=choix.essayee
                ),
                cle=choix.cle,
                texte=(
                    f"avenant: {IDENT}\n"
                    f"à: {convention.ident}\n"
                    f"en vigueur: {{ du: {depuis.isoformat()} }}\n"
                    'document: { articles: ["1"] }\n'
                    "modifications:\n" + "".join(_change(nom, choix.cle, valeur) for nom, valeur in changed)
                ),
                jour=jour,
                depuis=depuis,
                place=part.entete.span,
            )


def _day_of(clause: ClauseCompilee, du: date, last: date) -> date | None:
    """The day whose text is changed: that on which the year opens, or the first of a part that amendments
    bring into it. None where they leave it out of the year."""
    entete = clause.clause.entete
    if clause.stands_on(du) or (entete.ajoutee_par is None and entete.abrogee_par is None):
        return du
    begun = (text.entete.en_vigueur.du for text in clause.versions or (clause.clause,))
    first = min((day for day in begun if day is not None and day > du), default=date.max)
    return first if first <= last else None


def _counted_since(clause: ClauseCompilee, part: ir.Part, debut: date | None) -> date | None:
    """The first day on which the part counts what it counts on a day: a vacancy of the year before, let in
    this one, is counted by the same event."""
    upto = clause.versions[: clause.versions.index(part) + 1] if part in clause.versions else (part,)
    same = takewhile(
        lambda v: isinstance(v, ir.Part) and v.compte.span.text == part.compte.span.text, reversed(upto)
    )
    first = [v.entete.en_vigueur.du for v in same][-1]
    return debut if first is None or (debut is not None and first <= debut) else first


def otherwise(programme: Programme, essai: Essai, annee: int) -> list[tuple[date, date]]:
    """Days of the year, first and last, on which an amendment of the year says something else than the choice
    tried. programme: with the choice. None of a key that a cell reads on its first day, but for quarters."""
    clause = next(c for c in programme.clauses if c.ident == essai.choix.clause)
    said, tried, end = ECRITES[essai.cle], clause.on(essai.jour), date(annee, 12, 31)
    found: list[tuple[date, date]] = []
    if not isinstance(tried, ir.Part) or (essai.cle in CIBLE and not _by_quarter(programme)):
        return found
    for text in clause.versions:
        du, au = text.entete.en_vigueur.du, min(text.entete.en_vigueur.au or end, end)
        if du is None or not essai.jour < du <= end or not isinstance(text, ir.Part):
            continue
        if said(text) != said(tried):
            touching = bool(found) and found[-1][1] + timedelta(days=1) == du
            found[-1 if touching else len(found) :] = [(found[-1][0] if touching else du, au)]
    return found


def _by_quarter(programme: Programme) -> bool:
    choix = programme.convention.choix
    return choix is not None and choix.periode is ir.Periode.TRIMESTRE


def _change(nom: str, cle: str, valeur: str) -> str:
    return f'  - remplace: {nom}\n    par:\n      {cle}: {_block(valeur)}\n    source: {{ article: "1" }}\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choix:
    """What is written under the key `cle` of a part, and how it is said: `essayee`, of `quoi`. `dont`: what
    is written under the same key of its quotas, by name."""

    cle: str
    valeur: str
    dit: str
    quoi: str
    essayee: str
    dont: tuple[tuple[str, str], ...] = ()


def _choices(part: ir.Part, taux: Sequence[Fraction]) -> Iterator[_Choix]:
    written = part.regle.span.text
    start = part.regle.taux.span.start - part.regle.span.start
    end = part.regle.taux.span.end - part.regle.span.start
    for rate in taux:
        said = _percent(rate)
        if not (isinstance(part.regle.taux, ir.Litteral) and part.regle.taux.valeur == rate):
            changed = f"{written[:start]}{said}{written[end:]}"
            shown = said.replace(".", ",")
            yield _Choix(cle="règle", valeur=changed, dit=shown, quoi="taux", essayee=shown)
    base = part.regle.population.span.text
    for other in BASES if base in BASES else ():
        if other != base:
            # Why: a quota under « dont » is some points of the flow of its part, hence of its base (CR410).
            nested = tuple((q.entete.nom, _on(q.regle, other)) for q in part.dont)
            yield _Choix(
                cle="règle",
                valeur=_on(part.regle, other),
                dit=f"base {other}",
                quoi="base",
                essayee=other,
                dont=nested,
            )
    for cle, choices, now in (
        ("compte", COMPTES, part.compte.span.text),
        ("arrondi", ARRONDIS, part.arrondi.value),
        ("report", REPORTS, part.report.span.text),
    ):
        for other in choices if cle != "compte" or now in choices else ():
            if other != now:
                alone = cle == "arrondi" and other == "sans arrondi"
                dit = other if alone else f"{cle} {other}"
                yield _Choix(cle=cle, valeur=other, dit=dit, quoi=cle, essayee=other)


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
