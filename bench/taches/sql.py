"""The rules as SQL by hand: one CASE a convention, over a table `v` of small whole numbers with nulls."""

from collections.abc import Iterable

from taches.a_la_main import BITS
from taches.enonce import Convention, Enonce


def query(enonce: Enonce) -> str:
    cases = ",\n".join(f"{_case(c, enonce.rangs)} AS c{n}" for n, c in enumerate(enonce.regles))
    return f"SELECT rang, {cases} FROM (SELECT *, {_LACKING} AS m FROM v)"


def ranks(words: Iterable[str], rank: dict[str, int]) -> list[int]:
    return sorted(rank[word] for word in words)


_LACKING = " + ".join(
    f"CASE WHEN {field} IS NULL THEN {BITS[name]} ELSE 0 END"
    for field, name in (
        ("affectation", "affectation"), ("financement", "financement"), ("typologie", "typologie"),
        ("annee", "annee_construction"), ("conge", "conge"), ("liberation", "liberation"),
    )
)  # fmt: skip


def _case(c: Convention, rank: dict[str, int]) -> str:
    def among(words: Iterable[str]) -> str:
        return f"({', '.join(map(str, ranks(words, rank)))})"

    grands = f"({', '.join(map(str, sorted(c.grands)))})"
    exempt = f" AND typologie NOT IN {grands}" if c.grands else ""
    unsaid = f" AND (typologie IS NULL OR typologie NOT IN {grands})" if c.grands else ""
    return (
        f"(CASE WHEN affectation IN {among(c.exclus)} THEN 1 WHEN commune NOT IN {among(c.communes)} THEN 2 "
        f"WHEN financement NOT IN {among(c.financements)} THEN 3 "
        f"WHEN typologie NOT BETWEEN {c.typologie_min} AND {c.typologie_max} THEN 4 "
        f"WHEN qpv = 2{exempt} THEN 5 WHEN annee NOT BETWEEN {c.annee_min} AND {c.annee_max} THEN 6 "
        f"WHEN conge NOT BETWEEN {c.conge_du.toordinal()} AND {c.conge_au.toordinal()} THEN 7 "
        f"WHEN disponibilite - liberation > {c.jours} THEN 8 "
        f"WHEN qpv IS NULL{unsaid} THEN m + {BITS['qpv']} ELSE m END)::SMALLINT"
    )
