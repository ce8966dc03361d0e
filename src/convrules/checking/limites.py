"""The limit of a withdrawal: one in a convention, on what was withdrawn rather than on a forecast."""

from convrules import ir
from convrules.checking.fiches import Fiche
from convrules.checking.readers import phrase
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n

DEUX = "une autre soustraction a déjà une limite, et l'on ne saurait laquelle un logement des deux épuise"
PREVISION = (
    "sous ce choix, c'est le nombre annoncé qui sort de l'assiette, quel que soit celui qui est réalisé"
)


def limite(c: Chantier, fiche: Fiche) -> ir.Limite | None:
    node = phrase(fiche.table, "limite")
    if not isinstance(node, n.Limite):
        return None
    others = [x for x in c.arbres.values() if isinstance(x, ir.Soustraction) and x.limite is not None]
    if others:
        c.report(problems.limite_refusee(span=node.span, clause=fiche.nom.texte, raison=DEUX))
    if node.part and node.valeur > 1:
        c.report(
            problems.limite_refusee(span=node.span, clause=fiche.nom.texte, raison="elle dépasse le flux")
        )
    return ir.Limite(valeur=node.valeur, part=node.part, span=node.span)


def check_limits(c: Chantier, choix: ir.Choix | None) -> None:
    """A limit, own or inherited, under a choice of forecast."""
    if choix is None or choix.soustractions is ir.ModeSoustraction.REALISE:
        return
    for clause in c.arbres.values():
        if isinstance(clause, ir.Soustraction) and clause.limite is not None:
            nom = clause.entete.ident
            c.report(problems.limite_refusee(span=clause.limite.span, clause=nom, raison=PREVISION))
