"""Clauses that cases of one vacancy share, and what is decided of it."""

from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.facts.records import Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import apres, champ, cmp, code, count, delai, lit, obligation, programme, soustraction

P = "pas survenu au 2025-12-31"
ORDINAIRE = champ("ordinaires", cmp(code("nature"), "=", lit("logement_ordinaire")))
MUTATIONS = soustraction("mutations", cmp(code("affectation"), "=", lit("mutation_interne")))
REMISE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE)
FACULTE = replace(REMISE, faculte=True)
PROPOSITION = delai("proposer", apres("proposition", "1 mois", "information"), a_defaut=REMISE)
CANDIDATS = obligation(
    "candidats",
    ir.Entre(operande=count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE), bas=lit(1), haut=lit(4)),
)
ORD = {"nature": "logement_ordinaire", "disponibilite": "2025-02-03"}
SILENCE = {"disponibilite": "2025-02-03", "information": "2025-01-31", "proposition": P}


def decide(clauses: tuple[ir.Clause, ...], v: Vacance, au: str = "2025-12-31", **head: object) -> Decision:
    return evaluate_vacance(programme(*clauses, **head), v, date.fromisoformat(au))  # type: ignore[arg-type]
