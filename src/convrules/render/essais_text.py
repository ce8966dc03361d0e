"""Cases on a screen: those that fail, expected against found, with their place; then the count."""

from collections.abc import Iterator, Sequence

from convrules.base.anglais import dire
from convrules.base.texte import t
from convrules.examples.model import ResultatCas
from convrules.render import numbers
from convrules.render.terminal import SIMPLE, Style, where


def essais_text(resultats: Sequence[ResultatCas], style: Style = SIMPLE, muets: Sequence[str] = ()) -> str:
    """The whole report, one line end after the last line. muets: files of which no case ran."""
    lines = [line for r in resultats if not r.reussi for line in _failure(r, style)]
    lines += [
        t("Aucun cas joué de «\u00a0{nom}\u00a0»\u202f: lui ou sa convention a des erreurs.", nom=nom)
        for nom in muets
    ]
    lines += [essais_summary(resultats)] if resultats or not muets else []
    return "\n".join(dire(line, style.langue) for line in lines) + "\n"


def _failure(r: ResultatCas, style: Style) -> Iterator[str]:
    head = style.paint(dire("échec", style.langue), "1;31")
    yield t("{tete} «\u00a0{nom}\u00a0» ({convention})", tete=head, nom=r.cas.nom, convention=r.convention)
    for ecart in r.ecarts:
        yield f"  {style.fleche} {where(ecart.span)}"
        said = t(
            "{cle}\u202f: attendu {attendu}, obtenu {obtenu}",
            cle=ecart.cle,
            attendu=ecart.attendu,
            obtenu=ecart.obtenu,
        )
        yield f"    {dire(said, style.langue)}"
    yield ""


def essais_summary(resultats: Sequence[ResultatCas]) -> str:
    """« 12 cas réussis, 1 échec. »"""
    failed = sum(not r.reussi for r in resultats)
    passed = len(resultats) - failed
    told = numbers.count(passed, "cas réussi", "cas réussis")
    if failed:
        return t("{reussis}, {echecs}.", reussis=told, echecs=numbers.count(failed, "échec"))
    return t("{reussis}.", reussis=told)
