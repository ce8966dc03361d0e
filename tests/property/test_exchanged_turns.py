"""An act of exchange, and what is not known of it and of its dwelling, against every way of completing them:
what is told of a part, or of an account that shares it, holds every completion, and knowing more never widens
it."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product
from typing import TypeAlias

from convrules import ir
from convrules.compiler import Programme, together
from convrules.year.model import Bornes, Verdict
from playing import tirages
from year import build as b

TIRAGES = 100
AU = date(2026, 2, 1)
VALEURS: dict[str, tuple[object, ...]] = {
    "commune": ("93048", "93066", "75056"),
    "nature": ("logement_ordinaire", "foyer"),
    "affectation": ("location", "mutation_interne"),
    "qpv": (True, False),
    "disponibilite": ("2024-11-01", "2025-06-15", "2025-08-01"),
    "date": tuple(map(b.day, ("2024-12-31", "2025-06-12", "2025-07-10"))),
    "acte": ("echange", "constat"),
}
"""What each fact of the dwelling, the day of the act and its kind may be."""
DEUX = (
    *(("commune", "ville-a--1"), ("commune", "ville-b--1"), ("ville-a--0", "commune"), ("etat--1", "etat")),
    *(("epci", "commune"), ("etat", "commune"), ("etat--1", "ville-b--1")),
)
"""Accounts that an act names, either way round: a type and the identifier of one of its conventions, above
all, which are perhaps one account."""
CLAUSES: tuple[str | None, ...] = (None, None, None, "pa", "pe", "pq", "pn", "lots")
CONVENTIONS: tuple[str | None, ...] = (None, None, None, None, "ville-a--1", "ville-a--0", "etat--1")
BAILLEUR = ir.Bailleur(nom="b", siren="000000000")
Dits: TypeAlias = dict[tuple[str, str, str], tuple[Bornes, frozenset[Verdict]]]


def signed(
    ident: str, kind: str, places: frozenset[str], *clauses: ir.Clause, du: str = "2024-01-01", au: str = ""
) -> Programme:
    return b.programme(
        b.ORDINAIRES,
        *clauses,
        ident=ident,
        titulaire=kind,
        bailleur=BAILLEUR,
        territoire=ir.Territoire(communes=places),
        en_vigueur=ir.Validite(du=b.day(du), au=b.day(au or "2026-12-31")),
    )


PARTOUT = frozenset({"93048", "93066"})
PARTAGE = ir.Repartition(
    entete=b.entete("lots"),
    de="pe",
    entre=(("etat", b.taux("1/2")), ("commune", b.taux("1/4")), ("epci", b.taux("1/4"))),
    restes="plus_forts_restes",
)
ETATS: tuple[tuple[ir.Clause, ...], ...] = (
    (b.MUTATIONS, b.part("pe")),
    (b.part("pe", base=b.flux(b.champ("qpv"))),),
    (
        b.part("pq", base=b.flux(b.champ("qpv"))),
        b.part("pn", base=b.flux(ir.Non(operande=b.champ("qpv")))),
    ),
    (
        b.part("pe", en_vigueur=ir.Validite(au=b.day("2025-06-20"))),
        b.part("pn", en_vigueur=ir.Validite(du=b.day("2025-06-21"))),
    ),
    (b.part("pe"), PARTAGE),
)
VILLES: tuple[tuple[ir.Clause, ...], ...] = (
    (b.part("pa"),),
    (b.MUTATIONS, b.part("pa")),
    (b.part("pa", base=b.flux(b.champ("qpv"))),),
)


@cache
def landlord(etat: int, ville: int, seconde: bool) -> tuple[Programme, ...]:
    """The State, two towns, and perhaps a second convention of one of them."""
    own = [
        signed("etat--1", "etat", PARTOUT, *ETATS[etat]),
        signed("ville-a--1", "commune", frozenset({"93066"}), *VILLES[ville]),
        signed("ville-b--1", "commune", frozenset({"93048"}), b.part("pb")),
    ]
    if seconde:
        own.append(signed("ville-a--0", "commune", frozenset({"93066"}), b.part("p0"), du="2025-06-10"))
    return tuple(together({p.convention.ident: p for p in own}, {}).values())


def told(progs: tuple[Programme, ...], said: Mapping[str, object], acte: Mapping[str, str]) -> Dits:
    """What is done on each part and account of a split, and the verdicts that each part may have."""
    seen = {nom: value for nom, value in said.items() if nom not in ("date", "acte")}
    rows = b.vacances("X", contingent="bailleur", attribution="2025-08-15", bail="2025-08-20", **seen)
    row = b.ligne("journal", "E", vacance="X", **acte, date=said["date"], acte=said["acte"])
    found: Dits = {}
    for prog, bilan in zip(
        progs, b.whole(progs, b.faits(rows, actes=(row,)), au=AU).conventions, strict=True
    ):
        ident = prog.convention.ident
        for regle in bilan.regles:
            for cell in regle.cellules:
                name = (ident, regle.clause.entete.nom, "")
                found[name] = cell.realise, frozenset(cell.verdicts_possibles)
        for split in bilan.repartitions:
            for lot in (lot for place in split.cellules for lot in place.lots):
                found[ident, split.clause.entete.nom, lot.compte] = lot.realise, frozenset()
    return found


def widened(known: Dits, less: Dits) -> Iterator[str]:
    """What is told with more facts, and that was not possible with fewer."""
    for name, (done, verdicts) in known.items():
        before, possible = less[name]
        if not before.min <= done.min <= done.max <= before.max:
            yield f"{name}: {b.shown(done)}, of {b.shown(before)}"
        if not verdicts <= possible:
            yield f"{name}: {verdicts}, of {possible}"


def draw(chance: random.Random) -> tuple[tuple[Programme, ...], dict[str, object], dict[str, str], list[str]]:
    progs = landlord(chance.randrange(len(ETATS)), chance.randrange(len(VILLES)), chance.random() < 0.4)
    said = {nom: chance.choice(values) for nom, values in VALEURS.items()} | {"acte": "echange"}
    gains, gives = chance.sample(chance.choice(DEUX), 2)
    named = {"clause": chance.choice(CLAUSES), "convention": chance.choice(CONVENTIONS)}
    acte = {"compte": gains, "cedant": gives} | {nom: x for nom, x in named.items() if x is not None}
    return progs, said, acte, chance.sample(list(VALEURS), chance.choice((1, 2, 2)))


def test_what_is_told_of_an_exchange_holds_every_completion() -> None:
    met: Counter[str] = Counter()
    for seed in range(tirages(TIRAGES)):
        progs, said, acte, holes = draw(random.Random(seed))
        seen: dict[tuple[object, ...], Dits] = {}
        for values in product(*((*VALEURS[hole], "?") for hole in holes)):
            seen[values] = told(progs, said | dict(zip(holes, values, strict=True)), acte)
        for values, known in seen.items():
            for rang in range(len(holes)):
                less = seen[(*values[:rang], "?", *values[rang + 1 :])]
                assert not list(widened(known, less)), (seed, acte, said, holes, values)
        nothing = seen[("?",) * len(holes)]
        met["in doubt"] += any(done.valeur is None for done, _ in nothing.values())
        met["entered"] += any(
            done.valeur not in (None, 0) for one in seen.values() for done, _ in one.values()
        )
    assert min(met["in doubt"], met["entered"]) >= tirages(TIRAGES) / 6, met
