"""Examples T and R3 of the semantics: states of a deadline, limits, suspensions, consequences."""

# ruff: noqa: E501 - a table of cases reads one case per line.

from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.dates import SANS_FERIE, Calendrier, Evenement, connu, jamais
from convrules.base.outcomes import Genre
from convrules.base.values import TDuree
from convrules.facts.records import Prevision, Vacance
from convrules.runtime.deadlines import evaluate_deadline
from convrules.runtime.decision import EtatDelai, ResultatDelai
from runtime.build import (
    CHOIX,
    apres,
    contexte,
    delai,
    duree,
    exception,
    jour,
    lit,
    oui_non,
    programme,
    relative,
    vacance,
)

BASE = delai("d", apres("proposition", "1 mois", "information"))
ADAPTE = exception(
    "adaptes", "d", {"règle": apres("proposition", "6 semaine", "information")}, si=oui_non("adapte")
)
SUSPENDU = delai("d", apres("proposition", "1 mois", "information"), suspension=("debut_s", "fin_s"))
OUVRES = delai("d", apres("proposition", "4 jour ouvré", "information"))
OUVRABLES = delai("d", apres("proposition", "4 jour ouvrable", "information"))
OUVRES_SUSPENDU = delai(
    "d", apres("proposition", "4 jour ouvré", "information"), suspension=("debut_s", "fin_s")
)
SUBSIDIAIRE = delai("d", apres("proposition", "1 mois", "information", a_defaut="disponibilite"))
CONDITION = delai("d", apres("proposition", "1 mois", "information"), si=oui_non("qpv"))
FIXE = delai(
    "d",
    ir.RegleDelai(
        evenement="proposition",
        echeance=ir.EcheanceFixe(date=date(2025, 3, 31), jour=None, mois=None, inclus=True),
    ),
)
AVANT_FIXE = delai(
    "d",
    ir.RegleDelai(
        evenement="proposition", echeance=ir.EcheanceFixe(date=None, jour=28, mois=2, inclus=False)
    ),
)


def parmi(genre: ir.GenreInstant, *events: str) -> ir.Delai:
    return delai("d", relative("reponse", "5 jour", ir.Instant(genre=genre, evenements=events)))


DERNIER = parmi(ir.GenreInstant.DERNIER, "offre", "visite")
PREMIER = parmi(ir.GenreInstant.PREMIER, "offre", "visite")
FERIE = Calendrier(est_ferie=lambda day: day == date(2025, 5, 8))
INFO, P = "2025-01-31", "pas survenu au 2025-12-31"
T6 = {"information": "2025-03-01", "proposition": P}
PAUSE = {"debut_s": "2025-02-10", "fin_s": "2025-02-20"}


def state(
    clauses: tuple[ir.Clause, ...],
    v: Vacance,
    au: str,
    *,
    choix: ir.Choix = CHOIX,
    calendrier: Calendrier = SANS_FERIE,
    **head: object,
) -> ResultatDelai:
    p = programme(*clauses, choix=choix, **head)
    return evaluate_deadline(p.clauses[0], contexte(v, au=au, programme_=p, calendrier=calendrier))


# (name, clauses, cells, as of, state, limit, days late, causes)
STATES = [
    ("T1 dernier jour", (BASE,), {"information": INFO, "proposition": P}, "2025-02-28", "en_cours", "2025-02-28", None, ""),
    ("T1 lendemain", (BASE,), {"information": INFO, "proposition": P}, "2025-03-01", "depasse", "2025-02-28", 1, ""),
    ("T2 avant", (BASE,), {"information": INFO, "proposition": "2025-02-28"}, "2025-02-15", "en_cours", "2025-02-28", None, ""),
    ("T2 après", (BASE,), {"information": INFO, "proposition": "2025-02-28"}, "2025-03-15", "tenu", "2025-02-28", None, ""),
    ("T3 complet au 10/02", (BASE,), {"information": INFO, "proposition": "pas survenu au 2025-02-10"}, "2025-03-20", "indetermine", "2025-02-28", None, "proposition"),
    ("T3 complet au 28/02", (BASE,), {"information": INFO, "proposition": "pas survenu au 2025-02-28"}, "2025-03-20", "depasse", "2025-02-28", None, ""),
    ("T4 ancre manquante", (BASE,), {"proposition": "2025-02-28"}, "2025-03-20", "indetermine", None, None, "information"),
    ("T4 ancre à venir", (BASE,), {"information": P, "proposition": P}, "2025-03-20", "en_cours", None, None, ""),
    ("T4 ancre jamais", (BASE,), {"information": "jamais", "proposition": P}, "2025-03-20", "sans_objet", None, None, ""),
    ("ancre à venir, proposée", (BASE,), {"information": P, "proposition": "2025-02-28"}, "2025-03-20", "tenu", None, None, ""),
    ("ancre illisible", (BASE,), {"information": "illisible", "proposition": P}, "2025-03-20", "indetermine", None, None, "information"),
    ("proposée en retard", (BASE,), {"information": INFO, "proposition": "2025-03-10"}, "2025-03-20", "depasse", "2025-02-28", 10, ""),
    ("T5 suspendu", (SUSPENDU,), {"information": INFO, "proposition": P, **PAUSE}, "2025-03-01", "en_cours", "2025-03-10", None, ""),
    ("T5 suspendu, dépassé", (SUSPENDU,), {"information": INFO, "proposition": P, **PAUSE}, "2025-03-11", "depasse", "2025-03-10", 1, ""),
    ("suspension ouverte", (SUSPENDU,), {"information": INFO, "proposition": P, "debut_s": "2025-02-10", "fin_s": P}, "2025-04-15", "en_cours", None, None, ""),
    ("suspension après la limite", (SUSPENDU,), {"information": INFO, "proposition": P, "debut_s": "2025-03-01", "fin_s": P}, "2025-04-15", "depasse", "2025-02-28", 46, ""),
    ("suspension à venir", (SUSPENDU,), {"information": INFO, "proposition": P, "debut_s": P}, "2025-02-15", "en_cours", "2025-02-28", None, ""),
    ("suspension inconnue", (SUSPENDU,), {"information": INFO, "proposition": P}, "2025-04-15", "indetermine", None, None, "debut_s fin_s"),
    ("suspension inconnue, dans le délai", (SUSPENDU,), {"information": INFO, "proposition": "2025-02-20"}, "2025-04-15", "tenu", None, None, ""),
    ("fin de suspension inconnue", (SUSPENDU,), {"information": INFO, "proposition": P, "debut_s": "2025-02-10"}, "2025-04-15", "indetermine", None, None, "fin_s"),
    ("T6 retrait avant", (BASE,), {**T6, "retrait": "2025-03-10"}, "2025-04-20", "sans_objet", None, None, ""),
    ("T6 retrait après", (BASE,), {**T6, "retrait": "2025-04-10"}, "2025-04-20", "depasse", "2025-04-01", 9, ""),
    ("R3 rapide", (BASE, ADAPTE), {"information": "2025-03-03", "proposition": "2025-03-06"}, "2025-12-31", "tenu", None, None, ""),
    ("R3 entre deux", (BASE, ADAPTE), {"information": "2025-03-03", "proposition": "2025-04-10"}, "2025-12-31", "indetermine", None, None, "adapte"),
    ("à défaut, ancre jamais", (SUBSIDIAIRE,), {"information": "jamais", "disponibilite": INFO, "proposition": P}, "2025-03-20", "depasse", "2025-02-28", 20, ""),
    ("à défaut, ancre manquante", (SUBSIDIAIRE,), {"disponibilite": INFO, "proposition": P}, "2025-03-20", "indetermine", None, None, "information"),
    ("à défaut, ancre peut-être jamais", (SUBSIDIAIRE,), {"information": "pas survenu au 2025-02-28", "disponibilite": INFO, "proposition": P}, "2025-03-20", "indetermine", None, None, "information"),
    ("suspension sans fin", (SUSPENDU,), {"information": INFO, "proposition": P, "debut_s": "2025-02-10", "fin_s": "jamais"}, "2025-04-15", "en_cours", None, None, ""),
    ("à défaut, ancre à venir", (SUBSIDIAIRE,), {"information": P, "disponibilite": INFO, "proposition": P}, "2025-03-20", "en_cours", None, None, ""),
    ("si faux", (CONDITION,), {"qpv": False, "information": INFO, "proposition": P}, "2025-03-20", "sans_objet", None, None, ""),
    ("si manquant", (CONDITION,), {"information": INFO, "proposition": P}, "2025-03-20", "indetermine", None, None, "qpv"),
    ("si manquant, sans objet de toute façon", (CONDITION,), {"information": "jamais", "proposition": P}, "2025-03-20", "sans_objet", None, None, ""),
    ("le dernier de", (DERNIER,), {"offre": "2025-03-01", "visite": "2025-03-10", "reponse": P}, "2025-03-12", "en_cours", "2025-03-15", None, ""),
    ("le dernier de, un à venir", (DERNIER,), {"offre": "2025-03-01", "visite": P, "reponse": P}, "2025-03-12", "en_cours", None, None, ""),
    ("le premier de", (PREMIER,), {"offre": "2025-03-01", "visite": "2025-03-10", "reponse": P}, "2025-03-12", "depasse", "2025-03-06", 6, ""),
    ("le premier de, un à venir", (PREMIER,), {"offre": "2025-03-01", "visite": P, "reponse": P}, "2025-03-12", "depasse", "2025-03-06", 6, ""),
    ("date fixe", (FIXE,), {"proposition": "2025-03-31"}, "2025-12-31", "tenu", "2025-03-31", None, ""),
    ("avant un jour de l'année", (AVANT_FIXE,), {"proposition": "2025-02-28"}, "2025-12-31", "depasse", "2025-02-27", 1, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("clauses", "cells", "au", "etat", "limite", "retard", "causes"),
    [s[1:] for s in STATES],
    ids=[s[0] for s in STATES],
)
def test_state(
    clauses: tuple[ir.Clause, ...],
    cells: dict[str, object],
    au: str,
    etat: str,
    limite: str | None,
    retard: int | None,
    causes: str,
) -> None:
    found = state(clauses, vacance(**cells), au)
    assert found.etat.value == etat
    assert {c.fait for c in found.causes} == set(causes.split())
    assert found.limite == (jour(limite) if limite else None)
    assert found.retard_jours == retard
    assert (len(found.candidats) > 1) == (etat == "indetermine")


@pytest.mark.parametrize(
    ("clause", "limite"),
    [(OUVRES, "2025-05-09"), (OUVRABLES, "2025-05-07")],
    ids=["D4 ouvrés", "D4 ouvrables"],
)
def test_working_days(clause: ir.Delai, limite: str) -> None:
    v = vacance(information="2025-05-02", proposition=P)
    assert state((clause,), v, "2025-05-02", calendrier=FERIE).limite == jour(limite)


def test_a_suspension_of_working_days_counts_them_alone() -> None:
    # Why: Monday 3 to Friday 7 March, suspended [Wednesday 5, Monday 10): 4, 10, 11, 12 are counted.
    v = vacance(information="2025-03-03", proposition=P, debut_s="2025-03-05", fin_s="2025-03-10")
    assert state((OUVRES_SUSPENDU,), v, "2025-03-20").limite == date(2025, 3, 12)


def test_a_limit_moves_to_a_working_day_only_if_the_convention_says_so() -> None:
    v = vacance(information="2025-01-15", proposition=P)
    moved = replace(CHOIX, report_jour_ouvre=True)
    assert state((BASE,), v, "2025-02-01").limite == date(2025, 2, 15)
    assert state((BASE,), v, "2025-02-01", choix=moved).limite == date(2025, 2, 17)


# --- before an event --------------------------------------------------------------------------
def avant(genre: ir.GenreInstant = ir.GenreInstant.SIMPLE) -> ir.Delai:
    instant = ir.Instant(genre=genre, evenements=("fin_travaux",))
    return delai("d", relative("information", "1 mois", instant, after=False))


FORECASTS = [
    Prevision(evenement="fin_travaux", jour=date(2025, 6, 30), faite_le=date(2025, 1, 10)),
    Prevision(evenement="fin_travaux", jour=date(2025, 8, 31), faite_le=date(2025, 4, 10)),
    Prevision(evenement="retrait", jour=date(2025, 1, 1), faite_le=date(2025, 4, 10)),
]
BEFORE = [
    ("prévision la plus récente", ir.GenreInstant.SIMPLE, P, "2025-05-01", "en_cours", "2025-07-31", True),
    ("prévision connue ce jour-là", ir.GenreInstant.SIMPLE, P, "2025-04-09", "en_cours", "2025-05-30", True),
    ("première prévision", ir.GenreInstant.PREMIERE_PREVISION, P, "2025-06-05", "depasse", "2025-05-30", True),
    ("date connue", ir.GenreInstant.SIMPLE, "2025-07-15", "2025-09-01", "depasse", "2025-06-15", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("genre", "works", "au", "etat", "limite", "provisoire"),
    [b[1:] for b in BEFORE],
    ids=[b[0] for b in BEFORE],
)
def test_before(
    genre: ir.GenreInstant, works: str, au: str, etat: str, limite: str, provisoire: bool
) -> None:
    v = vacance(information=P, fin_travaux=works, previsions=FORECASTS)
    found = state((avant(genre),), v, au)
    assert (found.etat.value, found.limite, found.provisoire) == (etat, jour(limite), provisoire)


def test_before_without_a_forecast_is_undetermined() -> None:
    found = state((avant(),), vacance(information=P, fin_travaux=P), "2025-05-01")
    assert found.etat is EtatDelai.INDETERMINE
    assert {(c.fait, c.genre) for c in found.causes} == {("fin_travaux", Genre.FUTUR)}


@pytest.mark.parametrize(("au", "etat"), [("2025-05-30", "en_cours"), ("2025-06-15", "indetermine")])
def test_two_forecasts_of_one_day_leave_both_limits_whatever_their_order(au: str, etat: str) -> None:
    made = [
        Prevision(evenement="fin_travaux", jour=date(2025, m, 30), faite_le=date(2025, 1, 10)) for m in (6, 8)
    ]
    for previsions in (made, made[::-1]):
        found = state((avant(),), vacance(information=P, fin_travaux=P, previsions=previsions), au)
        assert (found.etat.value, found.limite) == (etat, None)
        wrong = {("prévisions de fin_travaux", Genre.ERREUR)}
        assert {(c.fait, c.genre) for c in found.causes} >= (wrong if etat == "indetermine" else set())


def test_before_an_event_that_never_comes_has_no_object() -> None:
    assert (
        state((avant(),), vacance(information=P, fin_travaux="jamais"), "2025-05-01").etat
        is EtatDelai.SANS_OBJET
    )


# --- consequences -----------------------------------------------------------------------------
CONSEQUENCES = [
    ("dépassé", {"information": INFO, "proposition": "2025-03-10"}, "2025-03-20", connu(date(2025, 3, 1), "d")),
    ("tenu", {"information": INFO, "proposition": "2025-02-10"}, "2025-03-20", jamais("d")),
    ("sans objet", {"information": "jamais", "proposition": P}, "2025-03-20", jamais("d")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "au", "event"), [c[1:] for c in CONSEQUENCES], ids=[c[0] for c in CONSEQUENCES]
)
def test_consequence(cells: dict[str, object], au: str, event: Evenement) -> None:
    assert state((BASE,), vacance(**cells), au).effet_date == event


def test_consequence_not_yet_and_not_known() -> None:
    running = state((BASE,), vacance(information=INFO, proposition=P), "2025-02-10").effet_date
    assert running is not None and (running.debut, running.genre) == (date(2025, 2, 11), Genre.FUTUR)
    unknown = state((BASE,), vacance(information=INFO), "2025-03-20").effet_date
    assert unknown is not None and unknown.fait == "proposition"
    assert (unknown.debut, unknown.fin, unknown.jamais) == (date(2025, 3, 1), date(2025, 3, 1), True)


def test_a_proposal_before_the_information_is_kept_with_a_remark() -> None:
    found = state((BASE,), vacance(information=INFO, proposition="2025-01-15"), "2025-03-20")
    assert (found.etat, found.avant_ancre) == (EtatDelai.TENU, True)


def test_a_conflict_is_an_error_naming_the_cases() -> None:
    other = exception("petits", "d", {"règle": apres("proposition", "2 mois", "information")})
    v = vacance(information=INFO, proposition="2025-02-03", adapte=True)
    found = state((BASE, ADAPTE, other), v, "2025-03-20")
    assert found.etat is EtatDelai.INDETERMINE
    assert {c.genre for c in found.causes} == {Genre.ERREUR}
    assert set(found.cas) == {"adaptes", "petits"}


def test_a_duration_may_be_a_parameter() -> None:
    parametre = ir.Parametre(nom="duree_d", type=TDuree(duree("1 mois").unite))
    instant = ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=("information",))
    echeance = ir.EcheanceRelative(duree=parametre, apres=True, instant=instant)
    clause = delai("d", ir.RegleDelai(evenement="proposition", echeance=echeance))
    declared = ir.ParametreDeclare(
        nom="duree_d",
        type=parametre.type,
        valeurs=(ir.ValeurDatee(du=date(2025, 2, 1), valeur=lit(duree("2 mois"))),),
    )
    v = vacance(information=INFO, proposition=P)
    assert state((clause,), v, "2025-02-10", parametres=(declared,)).limite == date(2025, 3, 31)
    late = replace(declared, valeurs=(replace(declared.valeurs[0], du=date(2026, 1, 1)),))
    unknown = state((clause,), v, "2025-02-10", parametres=(late,))
    assert unknown.etat is EtatDelai.INDETERMINE
    assert {c.fait for c in unknown.causes} == {"duree_d"}
