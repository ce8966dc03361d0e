"""An act of exchange of which an account cannot be read, against all that it may be: a holder, a finer code,
a convention, nobody. What is told of a part, and of each account that shares it, is what these give, no less
and no more."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import product
from typing import TypeAlias

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme, together
from convrules.year.bornes import hull
from convrules.year.model import Bornes, Verdict
from playing import tirages
from year import build as b

TIRAGES = 160
AU = date(2026, 2, 1)
ILLISIBLE = "vile-b"
BAILLEUR = ir.Bailleur(nom="b", siren="000000000")
PLUS_FINS = (("epci_est", "epci"), ("ville_centre", "commune"))
Dits: TypeAlias = dict[tuple[str, str, str], tuple[Bornes, frozenset[Verdict | None]]]

ENTRE: tuple[tuple[str, ...], ...] = (
    ("commune", "epci", "etat"),
    ("epci", "etat"),
    ("epci_est", "epci", "commune"),
    ("ville_centre", "commune", "als"),
    ("ville_centre", "etat"),
)
LOUE = {"disponibilite": "2025-04-01", "attribution": "2025-06-10", "affectation": "location"}
COMPTES = ("commune", "epci", "etat", "als", *(code for code, _ in PLUS_FINS))
"""Accounts that someone has, or may have."""
PERSONNE = ("bailleur", "departement")
LIEUX: tuple[tuple[str | None, str | None], ...] = (
    *((None, None), (None, "93066"), (None, "93048")),
    *(("V1", None), ("V2", None), ("V3", None)),
)
"""The dwelling that the act names, or a place."""
CLAUSES: tuple[str | None, ...] = (None, None, None, "p", "q", "lots", "pa")
CONVENTIONS: tuple[str | None, ...] = (None, None, None, "ville-b", "als-b", "epci-b")


def repartition(entre: tuple[str, ...]) -> ir.Repartition:
    rate = b.taux(f"1/{len(entre)}")
    return ir.Repartition(
        entete=b.entete("lots"),
        de="p",
        entre=tuple((compte, rate) for compte in entre),
        restes="plus_forts_restes",
    )


def signed(ident: str, kind: str, places: frozenset[str], *clauses: ir.Clause) -> Programme:
    declared = ir.ChampDeclare(
        nom="contingent",
        niveau=ir.Niveau.VACANCE,
        type=b.code("contingent").type,
        codes=tuple(code for code, _ in PLUS_FINS),
        titulaires=PLUS_FINS,
    )
    return b.programme(
        *clauses,
        ident=ident,
        titulaire=kind,
        bailleur=BAILLEUR,
        vocabulaire=(declared,),
        territoire=ir.Territoire(communes=places),
    )


@cache
def landlord(entre: int, arrondi: Arrondi, deux: bool, place: bool, autre: str) -> tuple[Programme, ...]:
    """A town whose part is split, Action Logement, and perhaps another holder, with a part or a split of its
    own. deux: another part of the town; place: one cell for each commune."""
    application = b.CHAQUE_COMMUNE if place else b.ENSEMBLE
    town: list[ir.Clause] = [
        b.part("p", b.taux("3/5"), arrondi=arrondi, application=application),
        repartition(ENTRE[entre]),
    ]
    if deux:
        town.append(b.part("q", b.taux("1/5"), base=b.flux(b.champ("qpv"))))
    both = frozenset({"93066", "93048"})
    own = [
        signed("ville-b", "commune", frozenset({"93066"}), *town),
        signed("als-b", "als", both, b.part("pa", b.taux("1/5"))),
    ]
    if autre == "epci-b":
        own.append(signed("epci-b", "epci", both, b.part("p", b.taux("1/5")), repartition(("epci", "etat"))))
    elif autre:
        own.append(signed("etat-b", "etat", both, b.part("pe", b.taux("1/5"))))
    return tuple(together({p.convention.ident: p for p in own}, {}).values())


def told(progs: tuple[Programme, ...], acte: Mapping[str, str]) -> Dits:
    """What is done on each part and account of a split, cell by cell, and the verdicts that it may have."""
    rows = [
        *b.vacances("V1", commune="93066", qpv=True, contingent="commune", **LOUE),
        *b.vacances("V2", commune="93066", qpv=False, contingent="epci", **LOUE),
        *b.vacances("V3", commune="93048", qpv=False, contingent="etat", **LOUE),
    ]
    row = b.ligne("journal", "E", acte="echange", date=b.day("2025-07-10"), **acte)
    found: Dits = {}
    bilan = b.whole(progs, b.faits(rows, actes=(row,)), au=AU)
    for prog, own in zip(progs, bilan.conventions, strict=True):
        ident = prog.convention.ident
        for regle in own.regles:
            for cell in regle.cellules:
                name = (ident, regle.clause.entete.nom, str(cell.cellule))
                found[name] = cell.realise, frozenset(cell.verdicts_possibles)
        for split in own.repartitions:
            for place in split.cellules:
                for lot in place.lots:
                    name = (ident, lot.compte, str(place.cellule))
                    found[name] = lot.realise, frozenset(lot.verdicts_possibles)
    return found


def draw(chance: random.Random) -> tuple[tuple[Programme, ...], dict[str, str]]:
    autre = chance.choice(("", "epci-b", "etat-b"))
    progs = landlord(
        chance.randrange(len(ENTRE)),
        chance.choice((Arrondi.INFERIEUR, Arrondi.SUPERIEUR)),
        chance.random() < 0.4,
        chance.random() < 0.3,
        autre,
    )
    idents = tuple(p.convention.ident for p in progs)
    known = chance.choice((*COMPTES, *PERSONNE, *idents, *idents, ILLISIBLE, ILLISIBLE))
    gains, gives = chance.sample((known, ILLISIBLE), 2)
    vacance, commune = chance.choice(LIEUX)
    named = {
        "vacance": vacance,
        "commune": commune,
        "clause": chance.choice(CLAUSES),
        "convention": chance.choice(CONVENTIONS),
    }
    told_too = {nom: x for nom, x in named.items() if x is not None}
    return progs, {"compte": gains, "cedant": gives, **told_too}


def test_an_account_that_cannot_be_read_is_any_of_those_that_there_are() -> None:
    met: Counter[str] = Counter()
    for seed in range(tirages(TIRAGES)):
        progs, acte = draw(random.Random(seed))
        idents = tuple(p.convention.ident for p in progs)
        sides = [nom for nom in ("compte", "cedant") if acte[nom] == ILLISIBLE]
        may_be = product((*COMPTES, *PERSONNE, *idents), repeat=len(sides))
        each = [told(progs, acte | dict(zip(sides, names, strict=True))) for names in may_be]
        found = told(progs, acte)
        nothing = Bornes(min=0, max=0), frozenset[Verdict | None]()
        for name, (done, verdicts) in found.items():
            seen = [one.get(name, nothing) for one in each]
            assert done == hull(bornes for bornes, _ in seen), (seed, acte, name)
            assert frozenset[Verdict | None]().union(*(v for _, v in seen)) <= verdicts, (seed, acte, name)
        assert set(found) >= set().union(*each), (seed, acte)
        met[f"{len(sides)} tus"] += 1
        met["l'identifiant"] += acte["compte"] in idents or acte["cedant"] in idents
        met["en doute"] += sum(done.valeur is None for done, _ in found.values()) > 1
        shares = [done for (_, nom, _), (done, _) in found.items() if nom in COMPTES]
        met["un compte sûr"] += any(done.valeur is not None for done in shares)
    assert min(met.values()) >= tirages(TIRAGES) / 20, met
