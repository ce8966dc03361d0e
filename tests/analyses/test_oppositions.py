"""Two exceptions to one clause: those that always, perhaps and never contradict each other."""

import pytest

from checking.harness import analysis_of
from frames import frame_clauses

SOURCE = '  source: { article: "1" }\n'
DELAI = (
    "délai: premiere\n  règle: proposition au plus tard 1 mois après information\n  débiteur: réservataire"
)
ELIGIBLE = "éligibilité: petits\n  règle: typologie = T1"
UN_MOIS, DEUX, TROIS = (
    f"remplace:\n    règle: proposition au plus tard {n} mois après information" for n in (1, 2, 3)
)
ECARTE = "écarte: oui"


def codes(target: str, *exceptions: tuple[str, str], a: str = "premiere") -> list[str]:
    """Each exception: its condition (none when empty), what it does."""
    written = [
        f"exception: e{n}\n  à: {a}\n" + (f"  si: {si}\n" if si else "") + f"  {does}"
        for n, (si, does) in enumerate(exceptions)
    ]
    found = analysis_of(frame_clauses("".join(f"- {f}\n{SOURCE}" for f in (target, *written))))
    # What puts back the value of its clause is another matter (CR644), as what never applies (CR511).
    return [d.code for d in found if d.code not in ("CR511", "CR644")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("pmr", DEUX), ("pmr", TROIS)),
        (("pmr", DEUX), ("pmr et qpv", TROIS)),
        (("pmr et qpv", DEUX), ("pmr", TROIS)),
        (("", DEUX), ("pmr", TROIS)),
        (("typologie dans [T1, T2]", DEUX), ("typologie = T1", TROIS)),
        (("pmr", DEUX), ("pmr", ECARTE)),
        (("pmr ou non pmr et qpv", DEUX), ("qpv", UN_MOIS)),
    ],
)
def test_one_never_applies_without_the_other(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert codes(DELAI, first, second) == ["CR514"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("pmr", DEUX), ("qpv", TROIS)),
        (("pmr", DEUX), ("qpv", ECARTE)),
        (("typologie dans [T1, T2]", DEUX), ("typologie dans [T2, T3]", TROIS)),
    ],
)
def test_both_may_apply(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert codes(DELAI, first, second) == ["CR515"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("pmr", DEUX), ("pmr", DEUX)),
        (("pmr", DEUX), ("non pmr", TROIS)),
        (("typologie = T1", DEUX), ("typologie = T2", TROIS)),
        (("pmr", ECARTE), ("pmr", ECARTE)),
        (("pmr", DEUX), ("pmr", "remplace:\n    débiteur: bailleur")),
    ],
)
def test_they_never_contradict(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert codes(DELAI, first, second) == []


def test_two_conditions_may_hold_alike() -> None:
    """What a rule says is its outcome: two ways of writing it are one value where both hold."""
    two = [("pmr", f"remplace:\n    règle: typologie = {t}") for t in ("T2", "T3")]
    assert codes(ELIGIBLE, *two, a="petits") == ["CR515"]


def test_an_exception_that_another_departs_from_is_not_the_last_word() -> None:
    def exception(ident: str, a: str, months: int) -> str:
        rule = f"proposition au plus tard {months} mois après information"
        return f"exception: {ident}\n  à: {a}\n  si: pmr\n  remplace:\n    règle: {rule}"

    written = (
        DELAI,
        exception("e1", "premiere", 2),
        exception("e2", "premiere", 3),
        exception("e3", "e1", 3),
    )
    assert analysis_of(frame_clauses("".join(f"- {f}\n{SOURCE}" for f in written))) == []


def test_beyond_so_many_pairs_the_check_says_that_it_stops() -> None:
    late = "remplace:\n    règle: proposition au plus tard {} jours après information"
    many = [(f"surface > {n} m²", late.format(n)) for n in range(1, 41)]
    found = codes(DELAI, *many)
    assert set(found) == {"CR514", "CR507"} and found.count("CR507") == 1
