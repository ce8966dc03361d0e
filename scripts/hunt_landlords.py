#!/usr/bin/env python3
"""Draw landlords for so long and show the smallest ones found of which a later day contradicts what an
earlier day said for certain (tests/property/test_later_days.py draws only fifty).

    PYTHONPATH=src:tests python scripts/hunt_landlords.py --seconds 600 --seed 1
"""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from random import Random
from traceback import extract_tb
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from property.landlords import BAILLEURS, Bailleur
from property.said import contradicted

SIMPLE: dict[str, tuple[Any, ...]] = {
    "avenant": (), "evenements": (), "soustractions": (), "base": (), "disponible": (), "attente": (None,),
    "taux": ("1/2",), "arrondi": (), "nombre": (0, 1), "tolerance": ("0",), "exclut": ("rien",),
    "ailleurs": ("1/2",), "dont": ("1/2",),
    "vies": ((),), "table": (False,), "revalorise": (None,),
    "mois": (1,), "defaut": (None,), "faculte": (False,), "remet": (False,), "limite": (None,),
    "minimum": (1,),
    "report": (), "periode": (), "cascade": (None,), "tout": (True,), "voisin": ("aucun", "garde ses tours"),
    "suite": (1,), "compte": ("etat",), "ecrit": (True,), "commune": ("93048",), "qpv": (False,),
    "dalo": (False,), "retire": (None,), "remise": (None,), "apprises": ((0, 0, 0),), "inscrit": (True,),
    "prevision": ("aucune",), "marge": (0,), "en_plus": (0,), "solde": (None, 0),
    "rattachement": ("disponibilite",), "droits": (False, ()), "partage_ici": (False,), "fait": (),
    "hors_qpv": (False,), "excepte": ("rien",), "candidats": ((),),
    "chaine": (False,), "echanges": ((),),
}  # fmt: skip
"""Simpler values of each field, tried in turn; none: it stays as it was drawn."""


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="landlords of that kind alone (`sortes`)")
    chosen = parser.parse_args()
    found: dict[str, Bailleur] = {}
    kinds: Counter[str] = Counter()
    drawn = 0
    until = time.monotonic() + chosen.seconds
    random = Random(chosen.seed)

    def look(bailleur: Bailleur) -> None:
        nonlocal drawn
        kept = chosen.only is None or chosen.only in bailleur.sortes()
        if kept and time.monotonic() < until:
            drawn += 1
            kinds.update(bailleur.sortes())
            for regle, _ in shown(bailleur):
                if regle not in found:
                    print(f"{regle}, after {drawn}", flush=True)
                found.setdefault(regle, bailleur)

    while time.monotonic() < until:
        quiet = settings(
            deadline=None, database=None, phases=[Phase.generate], max_examples=100,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        seed(random.getrandbits(64))(quiet(given(BAILLEURS)(look)))()
    print(f"{drawn} landlords drawn, {len(found)} rules contradicted")
    print("; ".join(f"{sorte}: {n}" for sorte, n in sorted(kinds.items())))
    told: set[str] = set()
    for regle, bailleur in found.items():
        if regle not in told:
            small = smallest(bailleur, regle, chosen.seconds / 3)
            print(f"\n== {regle}\n{small!r}")
            for nom, said in shown(small):
                told.add(nom)
                print(f"   {nom}: {said}", flush=True)
    return bool(found)


def shown(bailleur: Bailleur) -> list[tuple[str, str]]:
    """What is contradicted; an error of the engine is a finding like another."""
    try:
        return list(contradicted(bailleur))
    except Exception as failure:
        where = extract_tb(failure.__traceback__)[-1]
        return [(f"{type(failure).__name__} in {where.name}", f"{failure} ({where.lineno})")]


def smallest(bailleur: Bailleur, regle: str, seconds: float) -> Bailleur:
    """Still contradicted about that rule, with as little as can be found in that time."""
    until = time.monotonic() + seconds
    again = True
    while again:
        again = False
        for simpler in _simpler(bailleur):
            if time.monotonic() > until:
                return bailleur
            if simpler != bailleur and any(nom == regle for nom, _ in shown(simpler)):
                bailleur, again = simpler, True
                break
    return bailleur


def _simpler(bailleur: Bailleur) -> Iterator[Bailleur]:
    homes = bailleur.logements
    for n in range(len(homes)):
        if len(homes) > 1:
            yield replace(bailleur, logements=homes[:n] + homes[n + 1 :])
    first, second = bailleur.signe.textes
    if first != second:
        for text in (first, second):
            yield replace(bailleur, signe=replace(bailleur.signe, textes=(text, text)))
    for n in range(len(bailleur.signe.vies) if len(bailleur.signe.vies) > 1 else 0):
        fewer = bailleur.signe.vies[:n] + bailleur.signe.vies[n + 1 :]
        yield replace(bailleur, signe=replace(bailleur.signe, vies=fewer))
    yield from _plainer(bailleur)
    for signe in _plainer(bailleur.signe):
        yield replace(bailleur, signe=signe)
    for text in _plainer(first):
        yield replace(bailleur, signe=replace(bailleur.signe, textes=(text, second)))
    for text in _plainer(second):
        yield replace(bailleur, signe=replace(bailleur.signe, textes=(first, text)))
    for n, home in enumerate(homes):
        for other in _plainer(home):
            yield replace(bailleur, logements=(*homes[:n], other, *homes[n + 1 :]))


def _plainer(drawn: Any) -> Iterator[Any]:
    for each in fields(drawn):
        now = getattr(drawn, each.name)
        for value in SIMPLE.get(each.name, ()):
            if value == now:
                break
            if type(value) is not type(now) and isinstance(now, bool | tuple):
                continue
            yield replace(drawn, **{each.name: value})


if __name__ == "__main__":
    raise SystemExit(main())
