"""Rights that may bear on a vacancy's dwelling hang on it, whichever of its keys are not known."""

from itertools import product

import pytest

from convrules.base.values import TTexte
from convrules.facts.assemblage import DROITS_POSSIBLES
from convrules.facts.records import Faits
from convrules.runtime.rights import bears_on
from facts.landlord import colonne, load, mapping, source

TEXTE = {"type": TTexte(), "sans_objet": ("néant",)}
VUES = ("L1", "L3", "inconnu", "", "néant")
PROGRAMMES = ("P1", "P2", "", "néant")
VACANCES = {f"V{n}": cells for n, cells in enumerate(product(VUES, PROGRAMMES))}
DROITS = {f"D{n}": cells for n, cells in enumerate(product(("L1", "L2", "", "néant"), PROGRAMMES))}
PARC = {"L1": ("P1",), "L2": ("P2",), "L3": ("",)}


def read(
    vacances: dict[str, tuple[str, ...]], droits: dict[str, tuple[str, ...]], fields: tuple[str, ...]
) -> Faits:
    both = ("logement", "programme")
    tables = {"vacances": (both, vacances), "droits": (fields, droits), "logements": (both[1:], PARC)}
    columns, files = {}, {}
    for nom, (champs, rows) in tables.items():
        columns[nom] = tuple(colonne(c, **TEXTE) for c in ("id", *champs))
        lines = [";".join(c.champ.upper() for c in columns[nom])]
        lines += [";".join((ident, *cells)) for ident, cells in rows.items()]
        files[f"{nom}.csv"] = ("\n".join(lines) + "\n").encode()
    sources = tuple(source(f"{nom}.csv", nom) for nom in tables)
    return load(mapping(sources, columns), files).value.faits


@pytest.mark.parametrize("fields", [("logement", "programme"), ("logement",), ("programme",), ()])
def test_every_right_that_may_bear_on_a_dwelling_is_at_hand(fields: tuple[str, ...]) -> None:
    seats = [("logement", "programme").index(f) for f in fields]
    faits = read(VACANCES, {d: tuple(cells[i] for i in seats) for d, cells in DROITS.items()}, fields)
    assert faits.droits is not None
    assert len(faits.vacances) == len(VACANCES)
    for vacance in faits.vacances:
        assert vacance.droits is not None
        at_hand = {d.id for d in vacance.droits}
        wanted = {d.id for d in faits.droits if bears_on(d, vacance) is not False}
        assert wanted <= at_hand, VACANCES[vacance.id]


@pytest.mark.parametrize(
    ("vacance", "attendus"),
    [
        (("", "P1"), {"D1", "D3", "D4", "D5"}),
        (("", ""), {"D1", "D2", "D3", "D4", "D5"}),
        (("L1", "P1"), {"D1", "D4", "D5"}),
        (("L3", ""), {"D4", "D5"}),
        (("néant", "P1"), {"D4", "D5"}),
        (("L2", ""), {"D2", "D5"}),
        (("L2", "P1"), {"D2", "D4", "D5"}),
    ],
)
def test_of_a_dwelling_that_is_not_said_another_programme_is_left_out(
    vacance: tuple[str, ...], attendus: set[str]
) -> None:
    droits = {"D1": ("L1", "P1"), "D2": ("L2", "P2"), "D3": ("L9", ""), "D4": ("", "P1"), "D5": ("", "")}
    (found,) = read({"V": vacance}, droits, ("logement", "programme")).vacances
    assert {d.id for d in found.droits or ()} == attendus


@pytest.mark.parametrize(("nombre", "lus"), [(DROITS_POSSIBLES, True), (DROITS_POSSIBLES + 1, False)])
def test_too_many_rights_are_not_looked_at(nombre: int, lus: bool) -> None:
    droits = {f"D{n}": (f"L{n}", "P1") for n in range(nombre)}
    vues = {"V1": ("", ""), "V2": ("", "P2"), "V3": ("L2", "")}
    none_said, elsewhere, known = read(vues, droits, ("logement", "programme")).vacances
    assert (none_said.droits is not None) is lus
    assert elsewhere.droits == ()
    assert [d.id for d in known.droits or ()] == ["D2"]
