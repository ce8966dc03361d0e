"""Cases on a screen: those that fail, expected against found, with their place; then the count."""

from collections.abc import Iterator, Sequence

from convrules.examples.model import ResultatCas
from convrules.render import numbers
from convrules.render.french import cite
from convrules.render.terminal import SIMPLE, Style, where

FIN = numbers.FINE


def essais_text(resultats: Sequence[ResultatCas], style: Style = SIMPLE, muets: Sequence[str] = ()) -> str:
    """The whole report, one line end after the last line. muets: files of which no case ran."""
    lines = [line for r in resultats if not r.reussi for line in _failure(r, style)]
    lines += [f"Aucun cas joué de {cite(nom)}{FIN}: lui ou sa convention a des erreurs." for nom in muets]
    return "\n".join([*lines, *([essais_summary(resultats)] if resultats or not muets else [])]) + "\n"


def _failure(r: ResultatCas, style: Style) -> Iterator[str]:
    head = style.paint("échec", "1;31")
    yield f"{head} {cite(r.cas.nom)} ({r.convention})"
    for ecart in r.ecarts:
        yield f"  {style.fleche} {where(ecart.span)}"
        yield f"    {ecart.cle}{FIN}: attendu {ecart.attendu}, obtenu {ecart.obtenu}"
    yield ""


def essais_summary(resultats: Sequence[ResultatCas]) -> str:
    """« 12 cas réussis, 1 échec. »"""
    failed = sum(not r.reussi for r in resultats)
    passed = len(resultats) - failed
    words = [f"{numbers.count(passed, 'cas', 'cas')} {numbers.plural(passed, 'réussi')}"]
    if failed:
        words.append(numbers.count(failed, "échec"))
    return f"{', '.join(words)}."
