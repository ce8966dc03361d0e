"""What an engine outside of this process is asked for, by one that stands in for it: slices, each in the
place of the one before, and nothing but tables that go with the session."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain

import duckdb
import pytest
from sqlglot import exp

from columnar.test_moteurs import AU, dossier_of
from convrules import api
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql.bases import DE_SEANCE, count_by, judge_by
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.moteur_duckdb import judge_in, opened
from convrules.columnar.sql.schema import creation, keeping
from convrules.columnar.sql.tables import TOUTES, Ligne
from convrules.columnar.tables import table_of
from convrules.year.ensembles.requete import aggregates_by

DIALECTE = "duckdb"


class BaseFactice:
    """A `Base`. `lots`: what was loaded of each table, time after time."""

    def __init__(self, connexion: duckdb.DuckDBPyConnection) -> None:
        self.connexion = connexion
        self.lots: dict[str, list[int]] = {}

    @property
    def noms(self) -> Mapping[str, str]:
        return DE_SEANCE

    def load(self, table: str, lines: Sequence[Ligne]) -> None:
        self.lots.setdefault(table, []).append(len(lines))
        self._play(creation(table, name=DE_SEANCE[table], temporary=True))
        if lines:
            columns = [nom for nom, _ in TOUTES[table]]
            self._play(exp.insert(exp.values(map(tuple, lines)), DE_SEANCE[table], columns=columns))

    def drop(self, nom: str) -> None:
        self._play(exp.Drop(tables=[exp.to_table(DE_SEANCE[nom])], kind="TABLE"))

    def keep(self, nom: str, query: exp.Query) -> None:
        self._play(keeping(DE_SEANCE[nom], query, temporary=True))

    def told(self, query: exp.Query) -> Iterable[Sequence[int]]:
        self._play(query)
        return self.connexion.fetchall()

    def left(self) -> list[str]:
        """Tables that would stay after the session."""
        asked = "SELECT table_name FROM duckdb_tables() WHERE NOT temporary"
        return list(chain.from_iterable(self.connexion.execute(asked).fetchall()))

    def _play(self, tree: exp.Expr) -> None:
        self.connexion.execute(tree.sql(dialect=DIALECTE))


@pytest.mark.parametrize(("tranche", "lots"), [(None, 1), (40, 1), (20, 2), (13, 4)])
def test_pairs_by_slices(tranche: int | None, lots: int) -> None:
    dossier = dossier_of(40)
    consultation = lookups(dossier.programmes, Atoms(table=table_of(dossier.faits, AU)))
    with opened(fils=1) as connexion:
        expected = judge_in(connexion, consultation)
    with opened(fils=1) as connexion:
        base = BaseFactice(connexion)
        found = judge_by(base, consultation, tranche)
        assert not base.left()
    for told, known in ((found.jugees, expected.jugees), (found.manquants, expected.manquants)):
        assert {k: sorted(v) for k, v in told.items()} == {k: sorted(v) for k, v in known.items()}
    assert len(base.lots["dit"]) == len(base.lots["a_part"]) == lots
    assert len(base.lots["reponses"]) == 1


@pytest.mark.parametrize(("tranche", "lots"), [(None, 1), (20, 2), (13, 4)])
def test_rows_of_a_year_by_slices(tranche: int | None, lots: int) -> None:
    dossier = dossier_of(40)
    atoms = Atoms(table=table_of(dossier.faits, AU))
    with opened(fils=1) as connexion:
        base = BaseFactice(connexion)
        found = aggregates_by(dossier.programmes, atoms, 2025, partial(count_by, base, tranche=tranche))
        assert not base.left()
    assert found == api.aggregates(dossier, 2025, AU, engine="colonnes")
    assert len(base.lots["codes"]) == lots
