"""What a convention costs follows what its territory holds: nothing is asked of places that have none of it,
and programmes of other holders are not compared with its own."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from columnar.test_annee import drawn_years
from convrules import ir
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, SansObjet
from convrules.columnar import reach
from convrules.columnar.atoms import Atoms
from convrules.columnar.reach import Index
from convrules.columnar.statuses import Work
from convrules.columnar.tables import table_of
from convrules.compiler import Programme, together
from convrules.runtime.places import LIEUX, on_territory
from convrules.year.parc import stock_of

COMMUNES = ("93066", " 93048", "75056", "75101", "13055", "13201", "01001", "97101", "99999", "2A004")
SAID: dict[str, tuple[Cellule, ...]] = {
    "region": (INCONNU, Connu("11"), Erreur("?")),
    "departement": (INCONNU, Connu("93"), SansObjet(), Erreur("?")),
    "commune": (*map(Connu, COMMUNES), INCONNU, Erreur("?"), SansObjet()),
    "epci": (INCONNU, Connu("200054781"), SansObjet(), Erreur("?")),
    "ept": (INCONNU, Connu("200057867"), SansObjet()),
}
NAMED: tuple[dict[str, set[str]], ...] = (
    {},
    {"communes": {"93066"}},
    {"communes": {"75056", "93048"}},
    {"communes": {"75101"}},
    {"communes": set(map(str, range(13201, 13217)))},
    {"departements": {"93", "971"}},
    {"regions": {"11"}},
    {"regions": {"94"}},
    {"epcis": {"200054781"}},
    {"epts": {"200057867"}},
    {"departements": {"2A"}, "communes": {"01001"}},
)
TERRITOIRES = [ir.Territoire(**{k: frozenset(v) for k, v in named.items()}) for named in NAMED]


def every_place() -> list[dict[str, Cellule]]:
    return [dict(zip(LIEUX, said, strict=True)) for said in product(*(SAID[field] for field in LIEUX))]


def test_the_index_answers_as_the_definition() -> None:
    places = every_place()
    index = Index([place.__getitem__ for place in places])
    for territoire in TERRITOIRES:
        asked = [on_territory(territoire, place.__getitem__) for place in places]
        assert index.on(territoire) == asked
        assert len({type(issue) for issue in asked}) > 1 or territoire == ir.Territoire()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[ir.Territoire]:
    """How many places the definition is asked about, by territory."""
    found: Counter[ir.Territoire] = Counter()

    def counting(territoire: ir.Territoire, *rest: object) -> object:
        found[territoire] += 1
        return on_territory(territoire, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reach, "on_territory", counting)
    return found


def test_places_out_of_a_territory_are_not_asked_about(tmp_path: Path, asked: Counter[ir.Territoire]) -> None:
    programmes, faits, *_ = drawn_years(0, tmp_path)[0]
    row = next(v for v in faits.vacances if isinstance(v.cellule("commune"), Connu))
    plain = {k: c for k, c in row.ligne.cellules.items() if k not in LIEUX}
    codes = [f"{n:05}" for n in range(59001, 59301)]
    said = [replace(row.ligne, id=code, cellules=plain | {"commune": Connu(code)}) for code in codes]
    rows = tuple(replace(row, logement=None, ligne=ligne) for ligne in said)
    au, known = date(2025, 12, 31), replace(faits, vacances=rows)
    parc, atoms = stock_of(known, au), Atoms(table=table_of(known, au))
    far = [ir.Territoire(communes=frozenset({f"{n:05}"})) for n in range(60001, 60101)]
    near = ir.Territoire(communes=frozenset({codes[3]}))
    for territoire in (*far, near):
        own = replace(programmes[0], convention=replace(programmes[0].convention, territoire=territoire))
        assert Work(programme=own, atoms=atoms).places(own).count(True) == (territoire == near)
        assert parc.size(territoire) == (territoire == near)
    assert asked == {near: 2}


def test_programmes_know_those_of_their_holder(tmp_path: Path) -> None:
    (programme, *_), *_ = drawn_years(0, tmp_path)[0]
    holders: list[tuple[str, str | None, str]] = [("employeur", None, f"E{n}") for n in range(200)]
    holders += [("commune", "93066", "Ville"), ("commune", None, "VILLE"), ("commune", "93066", "Mairie")]
    holders += [("employeur", None, "e7"), ("commune", "93048", "Ville")]
    every = {f"c{n}": of_holder(programme, f"c{n}", *holder) for n, holder in enumerate(holders)}
    found = together(every, {})
    for ident, p in every.items():
        others = tuple(o for o in every.values() if o is not p)
        assert [id(o.convention) for o in found[ident].voisins] == [id(o.convention) for o in others]
        rivals = tuple(o for o in others if holder(o).is_same(holder(p)))
        assert [id(o.convention) for o in found[ident].concurrents] == [id(o.convention) for o in rivals]
        assert found[ident].a_part is not bool(rivals)


def holder(programme: Programme) -> ir.Reservataire:
    assert programme.convention.reservataire is not None
    return programme.convention.reservataire


def of_holder(programme: Programme, ident: str, type_: str, code: str | None, nom: str) -> Programme:
    holder = ir.Reservataire(nom=nom, type=type_, code=code)
    convention = replace(programme.convention, ident=ident, reservataire=holder)
    return replace(
        programme, convention=convention, delegations=(), designes=(), remet=frozenset(), voisins=()
    )
