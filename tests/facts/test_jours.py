"""A row whose dates need no second look is one of which nothing is said and in which nothing is changed."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from convrules.base.dates import Evenement, connu, jamais, pas_survenu
from convrules.base.values import INCONNU, SANS_OBJET, Cellule, Connu, Erreur
from convrules.facts.coherence import LOCATIVES, filled, held_back
from convrules.facts.jours import Jours, ordinary
from convrules.facts.ordre import check_dates
from convrules.facts.records import Ligne

JOUR = date(2025, 3, 1)


def cells() -> st.SearchStrategy[Cellule]:
    """Mostly days near one another; a month, a year away, not yet, never, nothing, what cannot be read."""
    near = st.integers(0, 40).map(lambda n: Connu(connu(JOUR + timedelta(days=n))))
    away = st.sampled_from([-3000, -366, -330, 299, 300, 365]).map(
        lambda n: Connu(connu(JOUR + timedelta(days=n)))
    )
    month = Connu(Evenement(debut=JOUR, fin=JOUR + timedelta(days=30), jamais=False, ouvert=False))
    other = st.sampled_from([
        month, Connu(pas_survenu(date(2026, 1, 5))), Connu(jamais()), INCONNU, SANS_OBJET, Erreur("?"),
    ])  # fmt: skip
    return near | near | near | away | other


def rows() -> st.SearchStrategy[list[Ligne]]:
    noms = st.lists(st.sampled_from(LOCATIVES), unique=True, min_size=1)
    one = noms.flatmap(lambda own: st.fixed_dictionaries({nom: cells() for nom in own}))
    return st.lists(one, min_size=1, max_size=8).map(
        lambda drawn: [Ligne(table="vacances", id=f"V{n}", cellules=row) for n, row in enumerate(drawn)]
    )


def usual(*ecarts: int) -> Ligne:
    """Notice given, dwelling free, holder told, proposal, attribution, lease."""
    noms = ("conge", "disponibilite", "information", "proposition", "attribution", "bail")
    days = {
        nom: Connu(connu(JOUR + timedelta(days=n))) for nom, n in zip(noms, ecarts, strict=False) if n >= 0
    }
    return Ligne(table="vacances", id="V", cellules=days)


LETTING = usual(0, 40, 41, 50, 70, 90)
SANS_ATTRIBUTION = Ligne(
    table="vacances",
    id="V",
    cellules={**LETTING.cellules, "attribution": Connu(pas_survenu(date(2026, 1, 5)))},
)


@given(rows())
@example([usual(0, 40, 41, 50, 70, 90)])
@example([usual(0, 40, 41, 50, 70, 69)])
@example([SANS_ATTRIBUTION])
@example([usual(0, 40, 60, 50, 70, 90)])
@example([usual(0, 40, 41, 50, 70, 400)])
@example([usual(60, 40, 41, 50, 70, 90)])
@example([usual(0, -1, 41, 50, 70, 90), usual(0, 40)])
def test_nothing_is_said_nor_changed_of_an_ordinary_row(lignes: list[Ligne]) -> None:
    plain = ordinary(lignes)
    for ligne in (one for one in lignes if id(one) in plain):
        assert list(check_dates(ligne)) == []
        assert filled(ligne) is ligne and held_back(ligne) is ligne


def test_a_usual_letting_is_ordinary() -> None:
    """Otherwise every row would be looked at twice, and the test above would say nothing."""
    lignes = [usual(0, 40, 41, 50, 70, 90), usual(0, 40, 41), usual(0), usual()]
    assert ordinary(lignes) == {id(ligne) for ligne in lignes}


def test_what_is_read_of_a_cell() -> None:
    ligne = usual(0, 40)
    ligne = Ligne(
        table="vacances", id="V", cellules={**ligne.cellules, "bail": Connu(jamais()), "retrait": Erreur("?")}
    )
    read = Jours([ligne])
    day = JOUR.toordinal()
    assert [tuple(read.of(nom)[0]) for nom in ("conge", "bail", "retrait", "visite")] == [
        (day, day, day), (-1, 0, 0), (0, 0, 0), (0, 0, 0),
    ]  # fmt: skip
    assert [read.of(nom)[0].connu for nom in ("disponibilite", "bail")] == [day + 40, 0]
