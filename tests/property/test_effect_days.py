"""The day of an effect: the one that looking each day would show, the same whenever one looks, and that of
every way of completing the data."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from convrules import ir
from convrules.base.dates import Evenement, connu, jamais
from convrules.base.values import INCONNU, Cellule, Connu, Valeur
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import (
    calc,
    cmp,
    code,
    count,
    duree,
    entete,
    et,
    evenement,
    lit,
    non,
    ou,
    oui_non,
    programme,
)

START = date(2025, 3, 10)
SPAN = 9
"""Days on which things happen; one looks on each of them and on a few days after."""
LOOK = range(SPAN + 4)
EVENEMENTS = ("refus_candidat", "information", "proposition", "attribution")
EFFET = ir.Effet(acte=ir.Acte.SANS_EFFET, decompte=ir.Decompte.COMPTEE)
AUTEUR = replace(code("auteur"), niveau=ir.Niveau.REFUS)
DU_CANDIDAT = cmp(AUTEUR, "=", ir.Litteral(valeur="candidat", type=AUTEUR.type))
REFERENCE = START - timedelta(days=30)
JAMAIS = jamais()


def day(n: int) -> date:
    return START + timedelta(days=n)


# --- clauses --------------------------------------------------------------------------------
def atom(rng: random.Random, *, reversible: bool) -> ir.Expr:
    a, b = (evenement(nom) for nom in rng.sample(EVENEMENTS, 2))
    match rng.randrange(6 if reversible else 5):
        case 0:
            return cmp(
                a, rng.choice(["<=", ">=", "<"]), calc(b, "+", lit(duree(f"{rng.randint(0, 4)} jour")))
            )
        case 1:
            return cmp(a, rng.choice(["<=", ">"]), lit(day(rng.randrange(SPAN))))
        case 2:
            return oui_non(rng.choice("pq"))
        case 3:
            seuil = lit(rng.randint(1, 3))
            return cmp(count(ir.Classe.REFUS, ir.Niveau.REFUS, DU_CANDIDAT), rng.choice(["<=", ">="]), seuil)
        case 4:
            return cmp(count(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE), ">=", lit(rng.randint(1, 3)))
        case _:
            return ir.AEuLieu(evenement=a)


def condition(rng: random.Random, depth: int, *, reversible: bool) -> ir.Expr:
    if depth == 0:
        return atom(rng, reversible=reversible)
    a, b = (condition(rng, depth - 1, reversible=reversible) for _ in "ab")
    return rng.choice([non(a), et(a, b), ou(a, b), a])


def owed(rng: random.Random, *, reversible: bool) -> Programme:
    rule = condition(rng, rng.randrange(3), reversible=reversible)
    return programme(ir.Obligation(entete=entete("o", debiteur="bailleur"), regle=rule, a_defaut=EFFET))


def followed(rng: random.Random) -> Programme:
    si = condition(rng, rng.randrange(3), reversible=True)
    return programme(ir.Suite(entete=entete("s", si=si), apres="refus_candidat", effet=EFFET))


# --- rows -----------------------------------------------------------------------------------
def known_or(rng: random.Random, value: Valeur, missing: float) -> Cellule:
    return INCONNU if rng.random() < missing else Connu(value)


def row(rng: random.Random, missing: float) -> Vacance:
    """Events known, never, or not recorded; rows with a date and an author, or without. Nothing comes after
    the lease, which closes the turn."""
    last = rng.randrange(SPAN + 4) if rng.random() < 0.4 else None
    bail = JAMAIS if last is None else connu(day(last))
    cells: dict[str, Cellule] = {"disponibilite": Connu(connu(REFERENCE)), "bail": Connu(bail)}
    for nom in EVENEMENTS[1:]:
        cells[nom] = known_or(rng, connu(drawn(rng, last)) if rng.random() < 0.8 else JAMAIS, missing)
    for nom in "pq":
        cells[nom] = known_or(rng, rng.random() < 0.5, missing)
    rows = {
        table: tuple(
            Ligne(
                table=table,
                id=f"{table}-{n}",
                cellules={
                    "date": known_or(rng, drawn(rng, last), missing),
                    "auteur": known_or(rng, rng.choice(["candidat", "candidat", "bailleur"]), missing),
                },
            )
            for n in range(rng.randrange(5))
        )
        for table in ("candidatures", "refus")
    }
    return Vacance(ligne=Ligne(table="vacances", id="V", cellules=cells), **rows)


def drawn(rng: random.Random, last: int | None) -> date:
    return day(rng.randrange(SPAN + 4 if last is None else last + 1))


def effect(p: Programme, vacance: Vacance, n: int) -> ResultatEffet | None:
    found = evaluate_vacance(p, vacance, day(n)).effets
    assert len(found) <= 1
    return found[0] if found else None


def holds(p: Programme, vacance: Vacance, n: int) -> bool:
    """Does the clause hold, looked at on that day alone: the obligation missed, the suite's condition met?"""
    decision = evaluate_vacance(p, vacance, day(n))
    return any(r.issue is False for r in decision.obligations)


def undated(vacance: Vacance) -> bool:
    rows = (*(vacance.candidatures or ()), *(vacance.refus or ()))
    return any(row.cellules["date"] == INCONNU for row in rows)


def test_an_obligation_takes_effect_on_the_day_that_looking_each_day_shows():
    rng = random.Random("jour de l'obligation")
    seen: Counter[str] = Counter()
    for _ in range(500):
        p, vacance = owed(rng, reversible=rng.random() < 0.3), row(rng, 0.0)
        missed = [holds(p, vacance, n) for n in range(-2, LOOK.stop)]
        for au in LOOK:
            found = effect(p, vacance, au)
            if not missed[au + 2]:
                assert found is None or found.issue is not True
                continue
            assert found is not None and found.issue is True
            first = max((n for n in range(-2, au + 1) if not missed[n + 2]), default=-3) + 1
            assert found.date.connu == (REFERENCE if first < -1 else day(first))
            seen["référence" if first < -1 else "date"] += 1
    assert min(seen["référence"], seen["date"]) > 300


def test_the_day_of_an_effect_does_not_depend_on_the_day_one_looks():
    rng = random.Random("jour stable")
    settled = 0
    for _ in range(400):
        p = followed(rng) if rng.random() < 0.6 else owed(rng, reversible=False)
        vacance = row(rng, rng.choice([0.0, 0.2]))
        before: ResultatEffet | None = None
        for au in LOOK:
            found = effect(p, vacance, au)
            if before is not None and before.issue is True:
                assert found is not None and found.issue is True
                if before.date.connu is not None and undated(vacance):
                    # A row without a date is there on the day one looks: seen later, it leaves more days.
                    assert found.date.low <= before.date.low <= found.date.high
                elif before.date.connu is not None:
                    assert found.date.connu == before.date.connu
                    settled += 1
            if found is not None and found.issue is True and (before is None or before.issue is False):
                assert au == 0 or found.date.connu == REFERENCE or found.date.low >= day(au).toordinal()
            before = found
    assert settled > 500


def test_what_completes_the_data_only_makes_the_day_known():
    rng = random.Random("jour complété")
    compared = 0
    for _ in range(400):
        p = followed(rng) if rng.random() < 0.6 else owed(rng, reversible=False)
        vacance, au = row(rng, 0.25), LOOK.stop - 1
        found = effect(p, vacance, au)
        for _ in range(4):
            complete = effect(p, completed(rng, vacance, au), au)
            taken = complete is not None and complete.issue is True
            if found is None or found.issue is False:
                assert not taken
            elif found.issue is True:
                assert complete is not None and taken
                known = complete.date.connu
                assert known is not None
                assert found.date.low <= known.toordinal() <= found.date.high
                compared += found.date.connu is None
    assert compared > 20


def completed(rng: random.Random, vacance: Vacance, au: int) -> Vacance:
    """Every hole filled, with nothing after the lease; a row that is there has happened."""
    bail = vacance.ligne.cellules["bail"]
    assert isinstance(bail, Connu) and isinstance(bail.valeur, Evenement)
    end = bail.valeur.connu or day(au)
    days = [d for n in range(-3, au + 1) if (d := day(n)) <= end]

    def filled(ligne: Ligne) -> Ligne:
        drawn: dict[str, Valeur] = {nom: connu(rng.choice(days)) for nom in EVENEMENTS}
        drawn |= {nom: rng.random() < 0.5 for nom in "pq"}
        drawn |= {"date": rng.choice(days), "auteur": rng.choice(["candidat", "bailleur"])}
        cells = {k: Connu(drawn[k]) if v == INCONNU else v for k, v in ligne.cellules.items()}
        return replace(ligne, cellules=cells)

    return replace(
        vacance,
        ligne=filled(vacance.ligne),
        candidatures=tuple(map(filled, vacance.candidatures or ())),
        refus=tuple(map(filled, vacance.refus or ())),
    )
