"""Deadlines and obligations of the year in French: how many were kept, and of those that hang on no vacancy,
what is late, runs or is not known, one by one."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.render import numbers, words
from convrules.render.clauses import porte_sur
from convrules.render.deadlines import state
from convrules.render.french import cite
from convrules.render.lexicon import Lexique
from convrules.render.places import where
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatElement
from convrules.year.model import ResultatEcheance

FIN = numbers.FINE
MONTRES = 20
"""Elements told of one clause; all of them stand in the machine's result."""
_UN = {
    ir.Niveau.PROGRAMME: "programme",
    ir.Niveau.LOGEMENT: "logement",
    ir.Niveau.CANDIDATURE: "candidature",
    ir.Niveau.REFUS: "refus",
    ir.Niveau.DEMANDE: "demande",
}


def echeance_lines(e: ResultatEcheance, lexique: Lexique) -> Iterator[str]:
    """The counts of one clause, then what is left to look at."""
    yield deadline_line(e)
    open_ = [x for x in e.elements if _to_be_told(x)]
    told = (
        f"{cite(e.clause.entete.ident)}, {element(one)}{FIN}: {said(one, lexique)}" for one in open_[:MONTRES]
    )
    yield from dict.fromkeys(told)
    if len(open_) > MONTRES:
        others = numbers.count(len(open_) - MONTRES, "autre")
        yield f"{cite(e.clause.entete.ident)}{FIN}: et {others} (tous dans --format json)"


def deadline_line(e: ResultatEcheance) -> str:
    found = [f"{words.MOT[word]}{FIN}: {numbers.group(n)}" for word, n in e.decomptes if n]
    stands = where(e.clause.entete)
    head = f"{cite(e.clause.entete.ident)}{f' ({stands})' if stands else ''}"
    about = f", {porte_sur(e.niveau)}" if e.niveau is not ir.Niveau.VACANCE else ""
    none = "rien à juger cette année" if about else "aucune ligne concernée"
    return f"{head}{about}{FIN}: {', '.join(found) if found else none}"


def element(e: ResultatElement) -> str:
    """« programme « P1 » », « convention »; « programmes » when no table lists them."""
    if e.niveau is ir.Niveau.CONVENTION:
        return "convention"
    if not e.element:
        return f"{_UN[e.niveau].removesuffix('s')}s"
    of = f" de {cite(e.vacance)}" if e.vacance and not e.element.startswith(f"{e.vacance}/") else ""
    return f"{_UN[e.niveau]} {cite(e.element)}{of}"


def said(e: ResultatElement, lexique: Lexique) -> str:
    """What the clause says of one element."""
    if isinstance(e.resultat, ResultatDelai):
        return state(e.resultat, lexique)
    issue = e.resultat.issue
    why = f"{FIN}: {words.causes(issue.causes, lexique)}" if isinstance(issue, Indetermine) else ""
    return f"obligation {words.OBLIGATION_DITE[words.word_of_obligation(issue)]}{why}"


def _to_be_told(e: ResultatElement) -> bool:
    if isinstance(e.resultat, ResultatDelai):
        return e.resultat.etat not in (EtatDelai.TENU, EtatDelai.SANS_OBJET)
    return e.resultat.issue is False or isinstance(e.resultat.issue, Indetermine)
