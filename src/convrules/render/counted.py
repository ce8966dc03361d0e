"""What a rule counts, in words: « 26 attributions », « 12 propositions »."""

from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.vocabulary import CLASSES
from convrules.year.model import BilanConvention, Bornes, ResultatCellule

UNITES: Final = {
    ir.Classe.VACANCES: (t("vacance"), t("vacances")),
    ir.Classe.MISES_EN_SERVICE: (t("mise en service"), t("mises en service")),
    ir.Classe.REMISES_EN_LOCATION: (t("remise en location"), t("remises en location")),
    ir.Classe.ORIENTATIONS: (t("orientation"), t("orientations")),
    ir.Classe.PROPOSITIONS: (t("proposition"), t("propositions")),
    ir.Classe.ATTRIBUTIONS: (t("attribution"), t("attributions")),
    ir.Classe.BAUX: (t("bail signé"), t("baux signés")),
    ir.Classe.CANDIDATURES: (t("candidature"), t("candidatures")),
    ir.Classe.REFUS: (t("refus"), t("refus")),
    ir.Classe.LOGEMENTS: (t("logement"), t("logements")),
    ir.Classe.DROITS: (t("droit de réservation"), t("droits de réservation")),
    ir.Classe.DEMANDES: (t("demande"), t("demandes")),
}


def unit(clause: ir.Part | ir.Quota, b: BilanConvention) -> tuple[str, str]:
    """One and several of what the rule counts; a quota within a part counts what the part counts."""
    counted = counted_population(clause, b)
    if len(counted.classes) != 1:
        return t("ligne comptée"), t("lignes comptées")
    return UNITES[counted.classes[0]]


def unit_word(clause: ir.Part | ir.Quota, b: BilanConvention) -> str:
    """« logement », « candidature »: one of what the rule counts, whatever brings it in."""
    return CLASSES[counted_population(clause, b).classes[0].value].unite


MOINS_D_UN: Final = {
    "logement": t("moins d'un logement"),
    "candidature": t("moins d'une candidature"),
    "refus": t("moins d'un refus"),
    "droit": t("moins d'un droit"),
    "demande": t("moins d'une demande"),
}


def counted_population(clause: ir.Part | ir.Quota, b: BilanConvention) -> ir.Population:
    if clause.compte is not None:
        return clause.compte
    parent = clause.parent if isinstance(clause, ir.Quota) else None
    for regle in b.regles:
        if parent == regle.clause.entete.ident and isinstance(regle.clause, ir.Part):
            return regle.clause.compte
    return clause.regle.population


def counted(n: Bornes, mots: tuple[str, str], face: Bornes | None = None) -> str:
    """« 562 à 576 attributions ». face: what it is held against."""
    said = bornes(n, seuil=None if face is None else face.valeur)
    return t("{a}\u00a0{b}", a=said, b=numbers.plural(n.max, *mots))


def target(c: ResultatCellule) -> Bornes | None:
    """What is to be done; None when a balance, or a forecast to settle, is not known."""
    return c.cible


def without(n: Bornes, fewer: int) -> Bornes:
    """The same with some certain rows taken off."""
    return Bornes(min=n.min - Fraction(fewer), max=n.max - Fraction(fewer))
