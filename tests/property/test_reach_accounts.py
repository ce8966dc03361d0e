"""Lettings of which the data do not say the account: each is of one account in every completion, and what is
said of all the rules is what every future of every completion says.

By a sharing of dwellings, and by a programme in whole numbers. A completion writes an account where one
lacks; its futures are those of `test_reach` and `test_reach_mixed`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules.base.values import Arrondi
from convrules.year import portee
from convrules.year.ouverte import EtatPortee, Portee
from property import test_reach as parts
from property import test_reach_mixed as mixed

Annees: TypeAlias = Sequence[Mapping[Hashable, bool]]
COMPTES = ("etat", "commune", "als", "bailleur")
LOUEES = st.lists(
    st.tuples(st.sampled_from(parts.COMMUNES), st.booleans(), st.sampled_from([None, None, None, *COMPTES])),
    max_size=4,
)
LOUEES_AU_PUBLIC = st.lists(
    st.builds(
        mixed.Vue,
        qpv=st.booleans(),
        compte=st.sampled_from([None, None, mixed.ETAT, mixed.COMMUNE, mixed.BAILLEUR]),
        dalo=st.booleans(),
        quartile=st.booleans(),
    ),
    max_size=3,
)
TROIS_PARTS = parts.Regles(
    etat="1/2", commune="1/5", als="1/2", plafond=None, arrondi=Arrondi.INFERIEUR, au_plus=None
)


def check_completions(found: Portee, completions: Iterable[Annees], told: Sequence[Hashable]) -> None:
    """Out of reach: in no year of any completion are they kept together, and without any one of them the
    others are in some. Otherwise, some completion keeps all; within reach, each does."""
    every = list(completions)
    kept = [any(all(year.values()) for year in years) for years in every]
    assert (found.etat is EtatPortee.HORS_D_ATTEINTE) is not any(kept)
    assert found.etat is not EtatPortee.A_PORTEE or all(kept)
    if any(kept):
        return
    years = [year for years in every for year in years]
    assert told and not any(all(year[key] for key in told) for year in years)
    for left_out in told:
        assert any(all(year[key] for key in told if key != left_out) for year in years)


def written(louees) -> Iterator[list]:
    """Every way to write the accounts that lack."""
    for chosen in product(*([c] if c is not None else COMPTES for *_, c in louees)):
        yield [(*row[:-1], compte) for row, compte in zip(louees, chosen, strict=True)]


# Two let to one unknown: of the three parts, two ask for it, and one that is to come is not enough.
@example(TROIS_PARTS, [("93001", False, None)], [], [("93001", False, 0, 1)], False)
@settings(deadline=None, max_examples=60)
@given(parts.REGLES, LOUEES, parts.EN_ATTENTE, parts.ATTENDUES, st.booleans())
def test_a_letting_without_its_account_is_of_one(regles, louees, attente, attendues, publics: bool) -> None:
    found = parts.engine(regles, louees, attente, attendues, publics=publics)
    if found is None:
        return
    completions = (
        [parts.met(regles, vues) for vues in parts.futures(each, attente, attendues)]
        for each in written(louees)
    )
    told = [(e.convention, e.clause, dict(e.cellule).get("commune", "")) for e in found.bloquantes]
    check_completions(found, completions, told)


@settings(deadline=None, max_examples=60)
@given(mixed.REGLES, LOUEES_AU_PUBLIC, mixed.EN_ATTENTE, mixed.ATTENDUES, st.booleans())
def test_so_it_is_where_a_dwelling_serves_several_rules(
    regles, louees, attente, attendues, seul: bool
) -> None:
    """seul: the solver is asked whatever the sharing finds."""
    with pytest.MonkeyPatch.context() as patch:
        if seul:
            patch.setattr(portee, "_by_sharing", lambda *_, **__: None)
        found = mixed.engine(regles, louees, attente, attendues)
    if found is None:
        return
    comptes = (mixed.ETAT, mixed.COMMUNE, mixed.BAILLEUR)
    ways = product(*([v] if v.compte else [replace(v, compte=c) for c in comptes] for v in louees))
    completions = (
        [mixed.met(regles, vues) for vues in mixed.futures(each, attente, attendues)] for each in ways
    )
    check_completions(found, completions, [(e.convention, e.clause) for e in found.bloquantes])
