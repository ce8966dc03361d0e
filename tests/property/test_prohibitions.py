"""No absent datum turns a prohibition off, the status of the dwelling included; each class of cases is met.

One passage breaks « a further fact keeps a determined answer », and is documented (docs/langage,
« Interdictions »): a dwelling that may not go there whatever its status is `faux`; once its status is known
to be out of the base, the question no longer arises, and the answer is `non applicable`. Neither permits.
"""

import random
from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from test_outcomes import ATOMS, FIELDS

from convrules import ir
from convrules.base.outcomes import word
from convrules.compiler import Programme
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import eligibilite, entete, oui_non, programme, vacance

AU = date(2025, 12, 31)
STATUT = {"ordinaire": (True, True, False), "mutation": (False, False, True)}
"""What the status reads; most dwellings are in the base."""
V, F, N, U = "vrai", "faux", "non_applicable", "indetermine"
PERMISES = {(V, V), (F, F), (N, N), (V, U), (F, U), (N, U), (U, U)}
"""With every fact known, with some deleted: what may be seen when the status is left alone."""
DOCUMENTEE = (N, F)
MIN = 20


def random_condition(rng: random.Random, depth: int) -> ir.Expr:
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(ATOMS)
    a, b = random_condition(rng, depth - 1), random_condition(rng, depth - 1)
    match rng.randrange(3):
        case 0:
            return ir.Non(operande=a)
        case 1:
            return ir.Et(gauche=a, droite=b)
        case _:
            return ir.Ou(gauche=a, droite=b)


def landlord(rng: random.Random) -> Programme:
    """One requirement, two prohibitions, and a status that facts decide."""
    return programme(
        ir.ClauseChamp(entete=entete("champ"), regle=oui_non("ordinaire")),
        ir.Soustraction(entete=entete("mutations"), regle=oui_non("mutation"), categorie="mutation"),
        eligibilite("exigence", random_condition(rng, 2)),
        *(eligibilite(f"interdit_{n}", ir.Non(operande=random_condition(rng, 1))) for n in "ab"),
    )


def answer(p: Programme, cells: dict[str, object]) -> str:
    row = vacance(**cells, disponibilite="2025-02-03")
    return word(evaluate_vacance(p, row, AU).eligible)


def passages(rng: random.Random, n: int) -> Counter[tuple[str, str]]:
    """Outcomes with every fact, then with each choice of one or two facts deleted."""
    met: Counter[tuple[str, str]] = Counter()
    for _ in range(n):
        p = landlord(rng)
        cells: dict[str, object] = {k: rng.choice(v) for k, v in {**FIELDS, **STATUT}.items()}
        full = answer(p, cells)
        for holes in [*((k,) for k in sorted(cells)), *rng.sample([*combinations(sorted(cells), 2)], 4)]:
            met[full, answer(p, {**cells, **dict.fromkeys(holes, "inconnu")})] += 1
    return met


@pytest.mark.parametrize("seed", (20250203, 1))
def test_deleting_facts_never_turns_a_prohibition_off(seed: int) -> None:
    """What was refused is never permitted, nor the reverse; a dwelling out of the base is never permitted."""
    met = passages(random.Random(seed), 240)
    for (full, short), times in sorted(met.items()):
        print(f"{full} -> {short} : {times}")
    assert set(met) <= PERMISES | {DOCUMENTEE}
    wanted = {(V, V), (F, F), (N, N), (V, U), (F, U), (N, U), DOCUMENTEE}
    assert min(met[passage] for passage in wanted) >= MIN, met


def test_the_documented_exception_to_monotonicity() -> None:
    """Forbidden by a clause, status missing: faux. Status known to be « soustrait »: the question does not
    arise. Known to be in the base: faux still. In no case is it permitted."""
    p = programme(
        ir.Soustraction(entete=entete("mutations"), regle=oui_non("mutation"), categorie="mutation"),
        eligibilite("interdit", ir.Non(operande=oui_non("x"))),
    )
    found = {m: answer(p, {"x": True, "mutation": m}) for m in ("inconnu", True, False)}
    assert found == {"inconnu": F, True: N, False: F}
    free = {m: answer(p, {"x": False, "mutation": m}) for m in ("inconnu", True, False)}
    assert free == {"inconnu": U, True: N, False: V}
