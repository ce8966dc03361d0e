"""Keys of a clause that an exception may replace, spelled as in files."""

from typing import TypeAlias, assert_never

from convrules import ir

Cles: TypeAlias = dict[str, ir.CleValeur | None]


def keys_of(clause: ir.Clause) -> Cles:
    """Keys that an exception may replace, spelled as in files, with what the clause gives."""
    entete = clause.entete
    common: Cles = {
        "si": entete.si,
        "débiteur": entete.debiteur,
        "force": entete.force.value if entete.force else None,
    }
    return _own_keys(clause) | common


def _own_keys(clause: ir.Clause) -> Cles:
    match clause:
        case ir.ClauseChamp() | ir.DroitIdentifie() | ir.Soustraction() | ir.Eligibilite():
            return {"règle": clause.regle}
        case ir.Priorite() | ir.Imputation() | ir.Transmission():
            return {"règle": clause.regle}
        case ir.Part():
            return {
                "règle": clause.regle,
                "compte": clause.compte,
                "application": clause.application,
                "arrondi": clause.arrondi,
                "report": clause.report,
                "tolérance": clause.tolerance,
                "base minimale": clause.base_minimale,
            }
        case ir.Quota():
            return {
                "règle": clause.regle,
                "compte": clause.compte,
                "application": clause.application,
                "arrondi": clause.arrondi,
                "report": clause.report,
                "tolérance": clause.tolerance,
                "base minimale": clause.base_minimale,
            }
        case ir.Delai():
            return {"règle": clause.regle, "suspension": clause.suspension, "à défaut": clause.a_defaut}
        case ir.Obligation():
            return {"règle": clause.regle, "à défaut": clause.a_defaut}
        case ir.Suite():
            return {"effet": clause.effet}
        case ir.ModeCorrectif():
            return {"impose": clause.impose, "fin": clause.fin}
        case ir.Delegation():
            return {"porte sur": clause.porte_sur}
        case ir.Repartition() | ir.DecisionHumaine():
            return {}
        case ir.NonCodable() | ir.Controle() | ir.ExceptionClause():
            return {}
        case _:
            assert_never(clause)
