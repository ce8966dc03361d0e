"""Decisions for tests, and journals written as the engine writes them."""

from datetime import date

from convrules.facts.journal.chaine import ORIGINE as ORIGINE
from convrules.facts.journal.chaine import Acte, Chaine, Conseil, Decision, Entree, chain, line_of

HEURE = "2025-06-30T08:00:00Z"
CONSEIL = Conseil(propose="etat-93", rangement="classe", jusqu_a=0, empreinte="a" * 64)


def decision(vacance: str = "V-1", compte: str | None = "etat-93", **more: object) -> Decision:
    fields = {
        "acte": Acte.ORIENTATION,
        "jour": date(2025, 6, 30),
        "vacance": vacance,
        "compte": compte,
        "clause": None,
        "par": "responsable des attributions",
        "motif": None,
        "remplace": None,
        "conseil": CONSEIL,
    }
    return Decision(**{**fields, **more})  # type: ignore[arg-type]  # Why: fields of one test.


def chained(*decisions: Decision) -> Chaine:
    chaine = Chaine(entrees=(), lignes=0)
    for one in decisions:
        entrees = (*chaine.entrees, chain(one, chaine, HEURE))
        chaine = Chaine(entrees=entrees, lignes=len(entrees))
    return chaine


def written(*decisions: Decision) -> bytes:
    return "".join(f"{line_of(e)}\n" for e in chained(*decisions).entrees).encode()


def ranks(entrees: tuple[Entree, ...]) -> list[int]:
    return [e.rang for e in entrees]
