"""Deadlines and obligations of the year in French: how many were kept, and of those that hang on no vacancy,
what is late, runs or is not known, one by one."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.base.texte import t
from convrules.render import numbers, words
from convrules.render.clauses import porte_sur
from convrules.render.deadlines import state
from convrules.render.french import cite, joined
from convrules.render.lexicon import Lexique
from convrules.render.places import where
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatElement
from convrules.year.model import ResultatEcheance

FIN = numbers.FINE
MONTRES = 20
"""Elements told of one clause; all of them stand in the machine's result."""
_UN = {
    ir.Niveau.PROGRAMME: t("programme"),
    ir.Niveau.LOGEMENT: t("logement"),
    ir.Niveau.CANDIDATURE: t("candidature"),
    ir.Niveau.REFUS: t("refus"),
    ir.Niveau.DEMANDE: t("demande"),
}
_PLUSIEURS = {
    ir.Niveau.PROGRAMME: t("programmes"),
    ir.Niveau.LOGEMENT: t("logements"),
    ir.Niveau.CANDIDATURE: t("candidatures"),
    ir.Niveau.REFUS: t("refus"),
    ir.Niveau.DEMANDE: t("demandes"),
}


def echeance_lines(e: ResultatEcheance, lexique: Lexique, *, tous: bool = False) -> Iterator[str]:
    """The counts of one clause, then what is left to look at. tous: however many they are."""
    yield deadline_line(e)
    open_ = [x for x in e.elements if _to_be_told(x)]
    most = len(open_) if tous else MONTRES
    told = (
        t("{a}, {b}\u202f: {c}", a=cite(e.clause.entete.ident), b=element(one), c=said(one, lexique))
        for one in open_[:most]
    )
    yield from dict.fromkeys(told)
    if len(open_) > most:
        others = numbers.count(len(open_) - most, "autre")
        yield t(
            "{ident}\u202f: et {others} (tous dans --format json)",
            ident=cite(e.clause.entete.ident),
            others=others,
        )


def deadline_line(e: ResultatEcheance) -> str:
    found = [t("{a}\u202f: {b}", a=words.MOT[word], b=numbers.group(n)) for word, n in e.decomptes if n]
    stands = where(e.clause.entete)
    head = t("{a}{b}", a=cite(e.clause.entete.ident), b=t(" ({a})", a=stands) if stands else "")
    about = t(", {a}", a=porte_sur(e.niveau)) if e.niveau is not ir.Niveau.VACANCE else ""
    none = t("rien à juger cette année") if about else t("aucune ligne concernée")
    return t("{a}{b}\u202f: {c}", a=head, b=about, c=joined(found, ", ") if found else none)


def element(e: ResultatElement) -> str:
    """« programme « P1 » », « convention »; « programmes » when no table lists them."""
    if e.niveau is ir.Niveau.CONVENTION:
        return "convention"
    if not e.element:
        return _PLUSIEURS[e.niveau]
    of = (
        t(" de {vacance}", vacance=cite(e.vacance))
        if e.vacance and not e.element.startswith(f"{e.vacance}/")
        else ""
    )
    return t("{a} {b}{c}", a=_UN[e.niveau], b=cite(e.element), c=of)


def said(e: ResultatElement, lexique: Lexique) -> str:
    """What the clause says of one element."""
    if isinstance(e.resultat, ResultatDelai):
        return state(e.resultat, lexique)
    issue = e.resultat.issue
    why = t("\u202f: {a}", a=words.causes(issue.causes, lexique)) if isinstance(issue, Indetermine) else ""
    return t(
        "obligation {obligation_dite}{why}",
        obligation_dite=words.OBLIGATION_DITE[words.word_of_obligation(issue)],
        why=why,
    )


def _to_be_told(e: ResultatElement) -> bool:
    if isinstance(e.resultat, ResultatDelai):
        return e.resultat.etat not in (EtatDelai.TENU, EtatDelai.SANS_OBJET)
    return e.resultat.issue is False or isinstance(e.resultat.issue, Indetermine)
