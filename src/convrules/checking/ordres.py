"""What an order of priority and a policy may speak of: holders, uses, and the dwelling alone."""

from typing import Final

from convrules import ir
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import politiques as problems
from convrules.diagnostics.problems import questions
from convrules.syntax import nodes as n

AUCUN: Final = "on n'oriente vers aucun compte"
LES_AUTRES: Final = "les autres"


def check_steps(c: Chantier, ordre: n.Ordre) -> None:
    """Steps that mean nothing in an order of priority."""
    holders = c.codes("contingent")
    for etape in ordre.etapes:
        limited = etape.limite is not None or etape.epuisement
        raison = ""
        if etape.compte == "aucun compte":
            raison = AUCUN
        elif limited and etape.compte == LES_AUTRES:
            raison = "« les autres » n'a pas de compte à lui"
        elif limited and etape.compte not in holders and "-" not in etape.compte:
            raison = "seul le compte d'un titulaire a une limite"
        if raison:
            c.report(problems.etape_sans_objet(span=etape.span, etape=etape.compte, raison=raison))


def check_repeats(c: Chantier, ordre: n.Ordre) -> None:
    """A step that an earlier one already makes: the same again, or one of an account that has no limit."""
    seen: dict[str, list[n.Etape]] = {}
    for etape in ordre.etapes:
        first = next((e for e in seen.get(etape.compte, ()) if _covers(e, etape)), None)
        if first is not None:
            c.report(questions.etape_redite(span=etape.span, compte=etape.compte, premiere=first.span))
        seen.setdefault(etape.compte, []).append(etape)


def _covers(first: n.Etape, again: n.Etape) -> bool:
    unlimited = first.limite is None and not first.epuisement
    return unlimited or (first.limite, first.epuisement) == (again.limite, again.epuisement)


def check_dwelling_only(c: Chantier, entete: ir.Entete, where: ir.Expr | None = None) -> None:
    """Orientation knows the dwelling, not the household: a flag of a household would never be known."""
    for expr in (entete.si, where):
        for e in ir.walk(expr) if expr is not None else ():
            fait = c.fait(e.nom, e.niveau) if isinstance(e, ir.Champ) else None
            of_household = fait is not None and (
                fait.niveau is ir.Niveau.DEMANDE or (fait.menage and fait.niveau is ir.Niveau.VACANCE)
            )
            if fait is not None and of_household:
                c.report(problems.menage_en_orientation(span=e.span, clause=entete.nom, champ=fait.nom))
