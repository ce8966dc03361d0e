"""What a rule that is not determined may turn out to be, in words: it is not always kept or missed."""

from collections.abc import Iterator

from convrules.base.outcomes import Cause
from convrules.base.texte import Texte, t
from convrules.base.trous import VACANCES_DE
from convrules.render.french import cite
from convrules.year.model import MANQUES, BilanConvention, ResultatRegle, ResultatRepartition, Verdict
from convrules.year.valeurs import INDECIS

TENUS = frozenset({Verdict.CONFORME, Verdict.EN_COURS})
TENUE_OU_NON = t("Tenue ou non, selon des données à compléter")
TOURS_OUVERTS = t(
    "Tenue ou non, selon des tours encore ouverts, que tranche le bail signé ou le compte enregistré"
)


def possible(regle: ResultatRegle) -> frozenset[Verdict]:
    """Verdicts that ways of completing the data give to its cells in doubt; any, when it is not known."""
    doubtful = [c for c in regle.cellules if c.verdict in INDECIS]
    unknown = regle.causes or regle.conflit or regle.ailleurs or not doubtful
    if unknown or not all(c.verdicts_possibles for c in doubtful):
        return frozenset(Verdict)
    return frozenset(v for c in doubtful for v in c.verdicts_possibles)


def in_doubt(regle: ResultatRegle) -> Texte | str:
    """« Tenue ou sans objet, selon des données à compléter »."""
    found, whole = possible(regle), only_days_lack(regle)
    if not found & MANQUES:
        if whole:
            return t("Tenue ou sans objet, selon des vacances que les fichiers ne disent pas")
        return t("Tenue ou sans objet, selon des données à compléter")
    if not found & TENUS:
        if whole:
            return t("Non tenue ou sans objet, selon des vacances que les fichiers ne disent pas")
        return t("Non tenue ou sans objet, selon des données à compléter")
    if Verdict.NON_APPLICABLE in found and found != frozenset(Verdict):
        if whole:
            return t("Tenue, non tenue ou sans objet, selon des vacances que les fichiers ne disent pas")
        return t("Tenue, non tenue ou sans objet, selon des données à compléter")
    if whole:
        return t("Tenue ou non, selon des vacances que les fichiers ne disent pas")
    cells = regle.cellules
    missing = regle.causes or regle.conflit or regle.ailleurs or any(cell.a_completer for cell in cells)
    open_ = any(cell.realise.valeur is None for cell in cells)
    return TOURS_OUVERTS if open_ and not missing else TENUE_OU_NON


def only_days_lack(regle: ResultatRegle) -> bool:
    """Is its verdict not known for want of vacancies alone, which no row of the files shows?"""
    cells = [c for c in regle.cellules if c.verdict in INDECIS]
    causes = regle.causes.union(*(c.causes for c in cells))
    rows = regle.conflit or regle.ailleurs or any(c.a_completer for c in cells)
    return bool(causes) and not rows and all(c.fait.startswith(VACANCES_DE) for c in causes)


def split_in_doubt(split: ResultatRepartition) -> Texte:
    """The same of the accounts of a split together."""
    rows = any(lot.en_doute for cell in split.cellules for lot in cell.lots if lot.verdict in INDECIS)
    causes = frozenset[Cause]().union(*(cell.causes for cell in split.cellules))
    whole = bool(causes) and not rows and all(c.fait.startswith(VACANCES_DE) for c in causes)
    return t("Tenue ou non, selon des vacances que les fichiers ne disent pas") if whole else TENUE_OU_NON


def possible_notes(b: BilanConvention) -> Iterator[str]:
    """Where the word « indéterminé » would let one think that a rule may be missed."""
    for regle in b.regles:
        if regle.verdict is Verdict.INDETERMINE and not possible(regle) & MANQUES:
            yield t(
                "{ident} ne peut pas être manquée\u202f: selon les données à compléter, elle est tenue ou "
                "elle est sans objet.",
                ident=cite(regle.clause.entete.ident),
            )
