"""Which columns of the aggregates are whole communes, whose totals are shown however small."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from convrules.render.annuel.agregats import Savoir, aggregates, counting
from convrules.year.annuel.model import AXES, INCONNUE, SANS_PERIODES, Groupe, Mesures, Releve, Sorte, Tableau
from convrules.year.model import Bornes


def releve(nom: str, communes: Mapping[str, int]) -> Releve:
    """The account of a holder, all of whose dwellings differ by their commune only."""

    def so_many(n: int) -> Mesures:
        count = Bornes(min=Fraction(n), max=Fraction(n))
        return Mesures(propose=count, attribue=count)

    total = so_many(sum(communes.values()))
    lines = dict.fromkeys(AXES, (("commun", total),))
    lines["commune"] = tuple((code, so_many(n)) for code, n in communes.items())
    return Releve(
        groupe=Groupe(sorte=Sorte.RESERVATAIRE, code="commune", nom=nom),
        total=total,
        tableaux=tuple(Tableau(axe=axe, lignes=lines[axe]) for axe in AXES),
        croisement=(),
        logements=(),
        douteux=0,
        causes=frozenset(),
    )


@pytest.mark.parametrize(
    ("communes", "attendu"),
    [
        # A whole commune of two accounts is told, however small.
        ({"93066": 40, "93048": 2, "93010": 30}, {"93066": 60, "93048": 3, "93010": 50}),
        # One that is a single account's would tell it, and is not.
        ({"93066": 40, "93048": 1, "93010": 30}, {"93066": 60, "93048": None, "93010": None}),
        # What is of no known commune is none, and the total less the communes does not give it back.
        ({"93066": 40, INCONNUE: 2, "93010": 30}, {"93066": 60, INCONNUE: None, "93010": None}),
        # Nor is a municipal arrondissement, nor the commune beside it of which it is a part.
        ({"75056": 40, "69381": 2, "93010": 30}, {"75056": 60, "69381": None, "93010": None}),
        ({"75056": 2, "75101": 40, "93010": 30}, {"75056": None, "75101": None, "93010": 50}),
        ({"75056": 2, "93066": 40, "93010": 30}, {"75056": 3, "93066": 60, "93010": 50}),
    ],
)
def test_only_a_real_commune_is_whole(communes: dict[str, int], attendu: dict[str, int | None]) -> None:
    others = {code: 20 if n > 20 else 1 for code, n in communes.items() if n > 1}
    found = counting([releve("Une", communes), releve("Autre", others)], SANS_PERIODES)
    agregats = aggregates(found, Savoir(), [Savoir()])
    (by_commune,) = (a for a in agregats if a.axe == "commune")
    for shown in by_commune.mesures:
        assert dict(zip(by_commune.valeurs, shown.totaux_colonnes, strict=True)) == attendu
        assert shown.total == sum(communes.values()) + sum(others.values())


def test_the_order_of_columns_does_not_tell_whose_they_are() -> None:
    """The first account has only what comes last, and is hidden whole: nothing shows it."""
    first, other = {"93066": 3}, {"93048": 30, "93010": 30, "93066": 30}
    found = counting([releve("Une", first), releve("Autre", other)], SANS_PERIODES)
    (by_commune,) = (a for a in aggregates(found, Savoir(), [Savoir()]) if a.axe == "commune")
    assert by_commune.valeurs == ("93010", "93048", "93066")
    assert by_commune.mesures[0].nombres[0] == (None, None, None)
