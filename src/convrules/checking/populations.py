"""Populations: what is counted, in which status, for whom, and where."""

from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Base
from convrules.checking.scope import Chantier, Lieu, judges_by_account
from convrules.checking.words import listing
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import noms, types
from convrules.syntax import nodes as n
from convrules.vocabulary import CLASSES, NIVEAUX, ClassePopulation, disjointes

_STATUTS: Final = {"assiette": ir.StatutPopulation.ASSIETTE, "champ": ir.StatutPopulation.CHAMP}
_RATTACHEMENTS: Final = {
    "réservataire": ir.Rattachement.RESERVATAIRE,
    "bailleur": ir.Rattachement.BAILLEUR,
}
EN_DESSOUS: Final = {
    ir.Niveau.VACANCE: frozenset({ir.Niveau.CANDIDATURE, ir.Niveau.REFUS, ir.Niveau.DROIT}),
    ir.Niveau.LOGEMENT: frozenset({ir.Niveau.DROIT}),
    ir.Niveau.PROGRAMME: frozenset({ir.Niveau.DROIT, ir.Niveau.LOGEMENT}),
    ir.Niveau.RESERVATAIRE: frozenset({ir.Niveau.DROIT, ir.Niveau.LOGEMENT, ir.Niveau.DEMANDE}),
    ir.Niveau.CONVENTION: frozenset({ir.Niveau.DROIT, ir.Niveau.LOGEMENT, ir.Niveau.DEMANDE}),
    ir.Niveau.CANDIDATURE: frozenset[ir.Niveau](),
    ir.Niveau.REFUS: frozenset[ir.Niveau](),
    ir.Niveau.DROIT: frozenset[ir.Niveau](),
    ir.Niveau.DEMANDE: frozenset[ir.Niveau](),
}
"""Rows that may be counted from each level. What happens in a year is counted by a part or a quota, which
knows the year; a clause that bears on an element reads its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the place asks of « du réservataire » or « du bailleur »: None leaves it free; True asks for
    one in a population of events; False refuses it, for the reason given in French."""

    rattachement: bool | None
    raison: str = ""


LIBRE: Final = Usage(rattachement=None)
DE_QUOTA: Final = Usage(rattachement=True)
DE_PART: Final = Usage(
    rattachement=False,
    raison="une part a par nature la base du bailleur et le compte du réservataire",
)
DE_DONT: Final = Usage(rattachement=False, raison="un quota sous « dont » compte ce que compte sa part")
DE_STOCK: Final = Usage(rattachement=False, raison="un stock est celui du bailleur sur le territoire")


def class_of(node: n.Population) -> ClassePopulation:
    """The first class: classes joined by `et` share level and base."""
    return CLASSES[node.classes[0]]


def level_of(node: n.Population) -> ir.Niveau:
    return ir.Niveau(class_of(node).niveau)


def build_population(
    c: Chantier, node: n.Population, condition: ir.Expr | None, usage: Usage
) -> ir.Population:
    """The population, its condition being typed already. Faulty parts are reported and left out."""
    kind = class_of(node)
    if not disjointes(node.classes):
        c.report(problems.classes_non_disjointes(span=node.span, classes=" et ".join(node.classes)))
    # A part on a stock is refused as such (`check_vacancies`), whatever is said of the stock.
    if usage is not DE_PART or kind.base is not Base.STOCK:
        _check_status(c, node, kind)
    _check_holder(c, node, kind, usage)
    if ir.Niveau(kind.niveau) is ir.Niveau.DEMANDE and usage is not LIBRE:
        c.report(noms.demandes_dans_un_compte(span=node.span))
    return ir.Population(
        classes=tuple(ir.Classe(classe) for classe in node.classes),
        statut=_STATUTS[node.statut] if node.statut else None,
        rattachement=_RATTACHEMENTS[node.rattachement] if node.rattachement else None,
        condition=condition,
        niveau=ir.Niveau(kind.niveau),
        base=kind.base,
        span=node.span,
    )


def _check_status(c: Chantier, node: n.Population, kind: ClassePopulation) -> None:
    if kind.statut and node.statut is None:
        c.report(problems.population_sans_statut(span=node.span, classe=kind.mot))
    if node.statut is not None and kind.base is Base.STOCK:
        c.report(problems.statut_d_un_stock(span=node.span, classe=kind.mot))


def _check_holder(c: Chantier, node: n.Population, kind: ClassePopulation, usage: Usage) -> None:
    if kind.base is Base.STOCK and node.rattachement is not None:
        c.report(problems.rattachement_refuse(span=node.span, raison=DE_STOCK.raison))
    elif usage.rattachement is True and kind.base is Base.FLUX and node.rattachement is None:
        c.report(problems.rattachement_manquant(span=node.span, classe=kind.mot))
    elif usage.rattachement is False and node.rattachement is not None:
        c.report(problems.rattachement_refuse(span=node.span, raison=usage.raison))


_D_UNE_VACANCE: Final = (ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)
"""Levels of the rows of a vacancy."""
ELEMENTS: Final = frozenset({ir.Niveau.CONVENTION, ir.Niveau.PROGRAMME, ir.Niveau.LOGEMENT})
"""Levels on which a clause may bear without bearing on a vacancy, and read the number of an account."""


def _on_vacancies(c: Chantier, lieu: Lieu) -> bool:
    return judges_by_account(c) and lieu.niveau not in ELEMENTS | {ir.Niveau.DEMANDE}


def _on_elements(c: Chantier, lieu: Lieu) -> bool:
    return judges_by_account(c) and lieu.niveau in ELEMENTS


def countable(c: Chantier, node: n.Population, lieu: Lieu) -> bool:
    """May rows of this population be counted from where the expression stands?"""
    if level_of(node) in EN_DESSOUS[lieu.niveau]:
        return True
    classes = listing(node.classes)
    stock = all(CLASSES[mot].base is Base.STOCK for mot in node.classes)
    c.report(
        noms.denombrement_hors_niveau(
            span=node.span,
            classe=classes,
            ici=NIVEAUX[lieu.niveau],
            voisines=classes if level_of(node) is lieu.niveau in _D_UNE_VACANCE else "",
            stock=classes if stock else "",
            compte="non (la part x est atteinte à date)" if _on_vacancies(c, lieu) else "",
            chiffre="réalisé(x sur la période) >= 5" if _on_elements(c, lieu) else "",
        )
    )
    return False


def by_row(c: Chantier, node: n.Somme, rows: ir.Population, term: ir.Expr) -> bool:
    """Is a sum one of what each row says? A row of rights may stand for several, and a sum takes one term a
    row: the same for all of them, it is not what is due by right."""
    if rows.niveau is not ir.Niveau.DROIT or any(isinstance(e, ir.Champ) for e in ir.walk(term)):
        return True
    texte, lignes = node.terme.span.text, node.population.span.text
    c.report(types.somme_constante(span=node.span, terme=texte, population=lignes))
    return False
