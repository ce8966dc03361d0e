"""Why some rules cannot be met together, where a balance says so; and what is told of each alone."""

from collections.abc import Iterator

from convrules.base.texte import compte, suite, t
from convrules.render.balances import carries
from convrules.render.bounds import bornes
from convrules.render.french import cite
from convrules.year.model import Bilan, ResultatCellule, ResultatRegle
from convrules.year.ouverte import EtatPortee, Exigence, Portee


def why_together(portee: Portee, bilan: Bilan) -> Iterator[str]:
    """Nothing of a rule that cannot be met even alone."""
    if len(portee.bloquantes) < 2:
        return
    yield from _brought_over(portee, bilan)
    if portee.etat is EtatPortee.HORS_D_ATTEINTE:
        yield t(
            "Plus bas, chaque règle est jugée seule\u202f: «\u202fen cours\u202f» et «\u202freste à "
            "faire\u202f» n'y disent rien de l'ensemble."
        )


def _brought_over(portee: Portee, bilan: Bilan) -> Iterator[str]:
    """A floor asks for a balance besides what it is due, which a ceiling on the same account does not allow
    for."""
    for e in portee.bloquantes:
        rule, cell = _read(e, bilan)
        brought = cell.solde_initial if cell is not None else None
        if e.plafond or rule is None or brought is None or brought.min <= 0:
            continue
        same = (o for o in portee.bloquantes if o.plafond and o.convention == e.convention)
        caps = dict.fromkeys(cite(o.clause) for o in same if _takes_up_nothing(o, bilan))
        if caps:
            yield compte(
                len(caps),
                "La cible de {part} comprend un solde de {solde}, reporté de {annee}\u202f; {plafonds} ne "
                "l'ajoute pas à ce qui est permis.",
                "La cible de {part} comprend un solde de {solde}, reporté de {annee}\u202f; {plafonds} ne "
                "l'ajoutent pas à ce qui est permis.",
                part=cite(e.clause),
                solde=bornes(brought),
                annee=str(bilan.annee - 1),
                plafonds=suite(caps, "et"),
            )


def _takes_up_nothing(e: Exigence, bilan: Bilan) -> bool:
    rule, _ = _read(e, bilan)
    return rule is not None and not carries(rule.clause)


def _read(e: Exigence, bilan: Bilan) -> tuple[ResultatRegle | None, ResultatCellule | None]:
    for b in bilan.conventions:
        for rule in b.regles if b.convention.ident == e.convention else ():
            if rule.clause.entete.ident == e.clause:
                return rule, next((c for c in rule.cellules if c.cellule == e.cellule), None)
    return None, None
