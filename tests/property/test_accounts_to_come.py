"""Accounts that nothing records, read day after day: what is said on a day of a letting, of the parts and of
their verdicts still holds on every later one, whatever comes and whatever is recorded of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.dates import Evenement, connu, pas_survenu
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bilan
from frames import frame_part
from playing import tirages
from property.said import SURS, figures, sure
from year import build as b

JOURS = tuple(date(2025, 10, 20) + timedelta(days=12 * n) for n in range(14))
"""The year is over on the seventh, and everything has come on the last."""
FIN = date(2025, 12, 31)
TITULAIRES = ("etat", "als", "commune")
DELAI = """  - délai: d{rang}
    si: {si}
    règle: {quoi} au plus tard {jours} jours après {ancre}
    débiteur: {debiteur}
    à défaut: {effet}, {decompte}
    source: {{ article: "1" }}
"""
CASCADE = """  - imputation: cascade
    règle: {ordre}
    source: {{ article: "1" }}
"""
ETAPES = ("disponibilite", "information", "orientation", "proposition", "attribution", "bail")


@dataclass(frozen=True)
class Tour:
    """A deadline of right of a holder, and what it entails."""

    ancre: str
    quoi: str
    jours: int
    effet: str
    decompte: str
    si: str


@dataclass(frozen=True)
class Regles:
    tours: tuple[tuple[Tour, ...], ...]
    cascade: str | None
    compte: str
    taux: int


@dataclass(frozen=True)
class Vie:
    """Days between the steps of one dwelling (None: that step and the next ones never come); the account that
    an orientation names; the one that is recorded, with the letting or `tot`; the days of a remise and of a
    visit, counted from the first."""

    debut: int
    pas: tuple[int | None, ...]
    oriente: str | None
    inscrit: str | None
    tot: bool
    remise: int | None
    visite: int | None

    def days(self) -> Iterator[tuple[str, date | None]]:
        day: date | None = date(2025, 10, 1) + timedelta(days=self.debut)
        yield ETAPES[0], day
        for nom, more in zip(ETAPES[1:], self.pas, strict=True):
            day = None if day is None or more is None else day + timedelta(days=more)
            yield nom, day

    @property
    def rendu(self) -> date | None:
        """Why not after the letting, nor after an orientation to a named account: what no clause entails is
        not expected."""
        if self.remise is None:
            return None
        day, days = date(2025, 10, 1) + timedelta(days=self.debut + self.remise), dict(self.days())
        last = days["attribution"] if self.oriente is None else days["orientation"]
        return day if last is None or day <= last else None

    @property
    def visitee(self) -> date | None:
        """Why not after the lease: nothing more is then expected of its life."""
        if self.visite is None:
            return None
        day, lease = date(2025, 10, 1) + timedelta(days=self.debut + self.visite), dict(self.days())["bail"]
        return day if lease is None or day <= lease else None


Monde: TypeAlias = tuple[Vie, ...]


@cache
def programmes(regles: Regles) -> tuple[Programme, ...]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
        for nom, each in zip(TITULAIRES, regles.tours, strict=True):
            text = ""
            for rang, tour in enumerate(each):
                debiteur = "bailleur" if tour.quoi == "bail" else "réservataire"
                text += DELAI.format(rang=rang, debiteur=debiteur, **vars(tour))
            if nom == "etat" and regles.cascade is not None:
                text += CASCADE.format(ordre=regles.cascade)
            (folder / f"{nom}.yaml").write_text(
                frame_part(nom, text, taux=regles.taux, compte=regles.compte), "utf-8"
            )
        dossier = api.open_tables(folder, {"vacances": [{"id": "V1"}]}, complet_au=JOURS[-1])
        assert isinstance(dossier, Dossier), dossier
        assert not [d for d in dossier.diagnostics if api.is_error(d)], dossier.diagnostics
        return dossier.programmes


def _event(day: date | None, au: date) -> Evenement:
    return connu(day) if day is not None and day <= au else pas_survenu(au)


def seen(n: int, vie: Vie, au: date) -> Vacance:
    """The row as one has it on a day."""
    days = dict(vie.days())
    let = days["attribution"]
    written = vie.inscrit is not None and (vie.tot or (let is not None and let <= au))
    # Why: what somebody decided and is recorded otherwise is a correction.
    compte = vie.oriente or vie.inscrit
    values: dict[str, object] = {nom: _event(day, au) for nom, day in days.items()}
    values |= {"contingent": compte if written else "?", "remise": _event(vie.rendu, au)}
    values["visite"] = _event(vie.visitee, au)
    return b.rows(1, f"V{n}-", commune="93066", **values)[0]


def acts(n: int, vie: Vie, au: date) -> Iterator[Ligne]:
    day = dict(vie.days())["orientation"]
    if vie.oriente is not None and day is not None and day <= au:
        said = {"acte": "orientation", "vacance": f"V{n}-1", "compte": vie.oriente, "date": day}
        yield b.ligne("journal", f"O{n}", **said)


def read(progs: tuple[Programme, ...], monde: Monde, au: date) -> Bilan:
    there = [(n, vie) for n, vie in enumerate(monde) if dict(vie.days())["disponibilite"] <= au]  # type: ignore[operator]
    actes = tuple(act for n, vie in there for act in acts(n, vie, au))
    # The whole life of the rows is drawn, so that nothing else is to come.
    facts = b.faits(
        [seen(n, vie, au) for n, vie in there], actes=actes, vacances_attendues=expected(monde, au)
    )
    return comply(progs, facts, 2025, au)


def expected(monde: Monde, au: date) -> tuple[Ligne, ...]:
    if au >= FIN:
        return ()
    coming = sum(dict(vie.days())["disponibilite"] > au for vie in monde)  # type: ignore[operator]
    return (b.ligne("vacances_attendues", "a", du=au + timedelta(1), au=FIN, min=coming, max=coming),)


def accounts(bilan: Bilan, monde: Monde) -> dict[str, frozenset[str]]:
    """Of what has been let: until then it may be recorded anywhere."""
    let = {f"V{n}-1": dict(vie.days())["attribution"] for n, vie in enumerate(monde)}
    known = {nom for nom, day in let.items() if day is not None and day <= bilan.au}
    return {
        i.vacance: frozenset(i.possibles) for i in bilan.imputations if i.vacance in known and i.possibles
    }


EFFETS = ("remise à etat", "remise à als", "remise à commune", "remise au bailleur", "reprise pour un tour")
TOURS = st.builds(
    lambda whose, jours, effet, decompte, faculte, si: Tour(
        *whose, jours, f"faculté de {effet}" if faculte else effet, decompte, si
    ),
    st.sampled_from(
        [
            ("information", "proposition"),
            ("proposition", "attribution"),
            ("attribution", "bail"),
            ("attribution", "bail"),
        ]
    ),
    st.sampled_from((5, 20, 40)),
    st.sampled_from(EFFETS),
    st.sampled_from(("non comptée", "comptée", "restituée")),
    st.sampled_from((False, False, False, True)),
    st.sampled_from(("vrai", "vrai", "visite a eu lieu", "non (visite a eu lieu)")),
)
VIES = st.builds(
    Vie,
    debut=st.integers(0, 40),
    pas=st.tuples(
        *[st.integers(0, 10)] * 2,
        st.integers(0, 20),
        st.one_of(st.none(), st.integers(0, 40)),
        st.one_of(st.none(), st.integers(1, 50)),
    ),
    oriente=st.sampled_from((None, *TITULAIRES, "bailleur")),
    inscrit=st.sampled_from((None, None, None, "etat", "commune", "bailleur")),
    tot=st.booleans(),
    remise=st.one_of(st.none(), st.none(), st.none(), st.integers(5, 60)),
    visite=st.one_of(st.none(), st.integers(0, 120)),
)
REGLES = st.builds(
    Regles,
    tours=st.tuples(*[st.lists(TOURS, max_size=2, unique_by=lambda t: t.ancre).map(tuple)] * 3),
    cascade=st.sampled_from(
        (
            None,
            None,
            None,
            "etat",
            "commune jusqu'à 1 logement puis etat",
            "etat jusqu'à 1 logement puis bailleur",
        )
    ),
    compte=st.sampled_from(("attributions", "propositions", "orientations")),
    taux=st.sampled_from((10, 30)),
)


def _denied(before: Bilan, after: Bilan, monde: Monde, *, strict: bool) -> Iterator[object]:
    """What is sure on a day, and is not so on a later one. strict: doubtful is not so either."""
    later = accounts(after, monde)
    for vacance, told in accounts(before, monde).items():
        if not (vacance in later and (later[vacance] <= told if strict else later[vacance] & told)):
            yield vacance, before.au, told, later.get(vacance)
    kept = dict(sure(after))
    for what, (verdict, *others) in dict(sure(before)).items():
        if verdict in SURS and not others and what in kept:
            found, asked = kept[what], SURS[verdict]
            if not (found <= asked if strict else found & asked):
                yield what, before.au, verdict, found
    if before.au < FIN:
        return
    numbers = dict(figures(after))
    for what, one in figures(before):
        other = numbers.get(what, one)
        inside = one.min <= other.min and other.max <= one.max
        if not (inside if strict else one.min <= other.max and other.min <= one.max):
            yield what, before.au, b.shown(one), b.shown(other)


@settings(deadline=None, max_examples=tirages(60))
@given(REGLES, st.lists(VIES, min_size=1, max_size=3).map(tuple))
def test_an_account_that_is_told_is_so_on_every_later_day(regles: Regles, monde: Monde) -> None:
    names = dict(zip(TITULAIRES, regles.tours, strict=True))
    if any(tour.effet.endswith(nom) for nom, each in names.items() for tour in each):
        return
    progs = programmes(regles)
    bilans = [read(progs, monde, au) for au in JOURS]
    # Why: of an effect that may be undone, one does not always say to whom the dwelling would then go.
    strict = not any(tour.si.startswith("non") for each in regles.tours for tour in each)
    for before, after in pairwise(bilans) if strict else combinations(bilans, 2):
        assert not [*_denied(before, after, monde, strict=strict)]
