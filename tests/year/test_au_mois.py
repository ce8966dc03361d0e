"""An event known to the month: a figure is the hull of those of every day of it, and so are states."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.runtime.decision import EtatDelai
from frames import frame_entete

CONVENTION = """en vigueur: {{ du: 2025-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
vocabulaire:
  visite: {{ niveau: vacance, type: événement, énoncé: visite }}
clauses:
  - {clause}
    source: {{ article: "1" }}
  - part: p
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: supérieur
    report: solde arrondi
    source: {{ article: "1" }}
"""
MAPPING = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: v.csv, séparateur: ";", complet au: 2026-06-30 }}
  previsions: {{ fichier: p.csv, séparateur: ";" }}
colonnes:
  vacances: {{ id: id, commune: commune, contingent: contingent, {colonnes} }}
  previsions: {{ vacance: vacance, evenement: evenement, date: date, faite_le: faite_le }}
"""
AU = date(2026, 6, 30)
SUITE = "suite: c\n    après: refus_candidat\n    effet: remise au bailleur, comptée"
DELAI = "délai: c\n    règle: {}\n    débiteur: réservataire\n    à défaut: remise au bailleur, comptée"
VISITE = DELAI.format("visite au plus tard 2 mois après information")
AVANT = DELAI.format("proposition au plus tard 15 jours avant fin_travaux")
OBLIGATION = """obligation: c
    règle: visite <= information + 300 jours
    débiteur: réservataire
    à défaut: sans effet, comptée"""
IMPUTATION = "imputation: c\n    règle: etat jusqu'à 1 logement puis bailleur"
INFORMEE = {"disponibilite": "2025-05-01", "information": "2025-05-01"}
PRISE = {**INFORMEE, "contingent": "commune", "attribution": "2025-05-01"}
VISITEE = {"information": "2025-02-10", "visite": "2025-02-20"}
DEPUIS = f"""{VISITE}
    source: {{ article: "1" }}
  - délai: apres
    règle: nouvelle_proposition au plus tard 10 jours après remise
    débiteur: réservataire"""
SECOURS = DELAI.format("nouvelle_proposition au plus tard 20 jours après visite à défaut information")
LA_PREMIERE = f"""suite: s
    après: information
    si: decision <= 2025-12-31
    effet: remise au bailleur, non comptée
    source: {{ article: "1" }}
  - {DELAI.format("visite au plus tard 6 semaines après information")}"""
DONNEE = {**INFORMEE, "attribution": "2025-06-20"}
CAS: list[tuple[str, str, Mapping[str, str], str, tuple[int, int]]] = [
    # What happened in the month of the letting, before it or after.
    ("un refus", SUITE, {**PRISE, "bail": "2025-06-20"}, "refus_candidat 06/2025", (0, 1)),
    ("un refus d'avant", SUITE, {**PRISE, "bail": "2025-07-20"}, "refus_candidat 06/2025", (1, 1)),
    ("une visite", VISITE, {**PRISE, "bail": "2025-06-20"}, "visite 06/2025", (0, 0)),
    # What ends the life of the vacancy.
    ("un bail avant la limite", VISITE, PRISE, "bail 05/2025", (0, 0)),
    ("un bail autour de la limite", VISITE, PRISE, "bail 07/2025", (0, 1)),
    ("un bail après la limite", VISITE, INFORMEE, "bail 08/2025", (1, 1)),
    ("un bail, visité avant", VISITE, {**PRISE, "visite": "2025-05-01"}, "bail 05/2025", (0, 0)),
    ("un retrait", VISITE, INFORMEE, "retrait 05/2025", (0, 0)),
    # What ends the turn.
    ("une remise avant l'effet", VISITE, INFORMEE, "remise 06/2025", (0, 0)),
    ("une remise autour de l'effet", VISITE, INFORMEE, "remise 07/2025", (0, 1)),
    ("une remise après l'effet", VISITE, INFORMEE, "remise 08/2025", (1, 1)),
    ("une remise, et une cascade", IMPUTATION, DONNEE, "remise 06/2025", (0, 0)),
    # What counts from the end of the turn, whatever an effect that came too late would say.
    ("une remise, et un délai depuis elle", DEPUIS, {**INFORMEE, "nouvelle_proposition": "2025-07-11"},
     "remise 06/2025", (0, 0)),
    # What serves where the first anchor never comes, for life may have ended before it.
    ("un bail, et une ancre de secours", SECOURS, {**PRISE, "visite": "2025-06-24"}, "bail 06/2025", (0, 1)),
    # What closes the turn first: a condition that holds from a day of the month, or a missed deadline.
    ("une suite avant un délai, ou après", LA_PREMIERE, PRISE, "decision 06/2025", (0, 1)),
    # What a lease supposes, and that is not filled in.
    ("un bail sans attribution", VISITE, {**INFORMEE, "contingent": "etat"}, "bail 06/2025", (0, 1)),
    # What its end makes one miss.
    ("un retrait, une obligation", OBLIGATION, INFORMEE, "retrait 06/2025", (1, 1)),
    # What a deadline precedes: a forecast is no longer one once it has come.
    ("des travaux finis en mars", AVANT, {"disponibilite": "2025-12-01"}, "fin_travaux 03/2026", (0, 0)),
    ("des travaux finis en janvier", AVANT, {"disponibilite": "2025-12-01"}, "fin_travaux 01/2026", (0, 1)),
    ("des travaux finis en décembre", AVANT, {"disponibilite": "2025-12-01"}, "fin_travaux 12/2025", (1, 1)),
]  # fmt: skip


def judged(folder: Path, clause: str, row: Mapping[str, str], nom: str, format_: str, day: str) -> Dossier:
    folder.mkdir(exist_ok=True)
    said = {"attribution": "", "proposition": "", "visite": "", "nouvelle_proposition": "", **row, nom: day}
    columns = (f"{c}: {{ colonne: {c}, format: {format_ if c == nom else 'aaaa-mm-jj'} }}"
               for c in said if c != "contingent")  # fmt: skip
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["c.yaml"]\n', "utf-8")
    (folder / "etat.yaml").write_text(frame_entete(CONVENTION.format(clause=clause)), "utf-8")
    (folder / "c.yaml").write_text(MAPPING.format(colonnes=", ".join(columns)), "utf-8")
    cells = {"id": "V1", "commune": "93066", "contingent": "", **said}
    (folder / "v.csv").write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", "utf-8")
    forecast = "vacance;evenement;date;faite_le\nV1;fin_travaux;2025-12-31;2025-11-15\n"
    (folder / "p.csv").write_text(forecast, "utf-8")
    dossier = api.open_dossier(folder, [])
    assert isinstance(dossier, Dossier) and dossier.chargement is not None, dossier
    return dossier


def states(dossier: Dossier, au: date = AU) -> list[set[EtatDelai]]:
    """Of each deadline."""
    ((decision,),) = api.evaluate(dossier, au)
    return [set(d.candidats or (d.etat,)) for d in decision.delais]


def figures(dossier: Dossier, au: date = AU) -> Any:
    (found,) = (
        r for r in api.comply(dossier, 2025, au).conventions[0].regles if r.clause.entete.ident == "p"
    )
    return found


def completed(folder: Path, clause: str, row: Mapping[str, str], month: str) -> tuple[Dossier, list[Dossier]]:
    """The landlord whose data say the month, and the one of each of its days."""
    event, said = month.split()
    number, year = map(int, said.split("/"))
    first = date(year, number, 1)
    days = [d for d in (first + timedelta(days=n) for n in range(31)) if d.month == number]
    whole = judged(folder / "mois", clause, row, event, "mm/aaaa", said)
    each = [judged(folder / "jour", clause, row, event, "aaaa-mm-jj", str(d)) for d in days]
    return whole, each


@pytest.mark.parametrize(("nom", "clause", "row", "month", "fait"), CAS, ids=[c[0] for c in CAS])
def test_a_month_is_each_of_its_days(
    tmp_path: Path, nom: str, clause: str, row: Mapping[str, str], month: str, fait: tuple[int, int]
) -> None:
    whole, each = completed(tmp_path, clause, row, month)
    cells = [figures(one).cellules[0].realise for one in each]
    found = figures(whole).cellules[0].realise
    assert (found.min, found.max) == fait == (min(c.min for c in cells), max(c.max for c in cells))
    verdicts = {figures(one).verdict for one in each}
    assert figures(whole).verdict in verdicts or len(verdicts) > 1
    every = [states(one) for one in each]
    assert states(whole) == [set[EtatDelai]().union(*same) for same in zip(*every, strict=True)]
    assert effect(whole) == hull([effect(one) for one in each])


@pytest.mark.parametrize(("nom", "clause", "row", "month", "fait"), CAS, ids=[c[0] for c in CAS])
def test_nothing_is_sure_that_a_day_of_the_month_denies_within_it(
    tmp_path: Path, nom: str, clause: str, row: Mapping[str, str], month: str, fait: tuple[int, int]
) -> None:
    """Looked at on the fifteenth of that very month."""
    whole, each = completed(tmp_path, clause, row, month)
    number, year = map(int, month.split()[1].split("/"))
    au = date(year, number, 15)
    cells = [c.realise for one in each for c in figures(one, au).cellules]
    found = [c.realise for c in figures(whole, au).cellules]
    assert bool(found) == bool(cells)
    assert all(found[0].min <= c.min and c.max <= found[0].max for c in cells)
    every = [set[EtatDelai]().union(*same) for same in zip(*(states(one, au) for one in each), strict=True)]
    assert all(mine >= theirs for mine, theirs in zip(states(whole, au), every, strict=True))


REPRISE = VISITE.replace("remise au bailleur, comptée", "reprise pour un tour, non comptée")
COMMUNE = "imputation: c\n    règle: commune puis bailleur"


@pytest.mark.parametrize(("month", "fait"), [("02/2025", (0, 0)), ("03/2025", (0, 1)), ("04/2025", (1, 1))])
def test_an_effect_on_some_day_gives_the_letting_in_the_eyes_of_another_convention(
    tmp_path: Path, month: str, fait: tuple[int, int]
) -> None:
    """The State had two months from a day of that month; the cascade would give the letting to the town."""
    number, year = map(int, month.split("/"))
    row = {"disponibilite": "2025-05-01", "visite": "2025-05-16", "attribution": "2025-05-20"}
    found = []
    for name, format_, said in (
        ("mois", "mm/aaaa", month),
        *((f"j{day}", "aaaa-mm-jj", str(date(year, number, day))) for day in (1, 15, 28)),
    ):
        judged(tmp_path / name, REPRISE, row, "information", format_, said)
        text = frame_entete(CONVENTION.format(clause=COMMUNE)).replace(
            "convention: exemple", "convention: ville"
        )
        text = text.replace("type: etat", "type: commune")
        (tmp_path / name / "ville.yaml").write_text(text, "utf-8")
        dossier = api.open_dossier(tmp_path / name, [])
        assert isinstance(dossier, Dossier) and dossier.chargement is not None, dossier
        (ville,) = (c for c in api.comply(dossier, 2025, AU).conventions if c.convention.ident == "ville")
        (part,) = (r for r in ville.regles if r.clause.entete.ident == "p")
        found.append((int(part.cellules[0].realise.min), int(part.cellules[0].realise.max)))
    assert found[0] == fait == (min(low for low, _ in found[1:]), max(high for _, high in found[1:]))


@pytest.mark.parametrize(
    ("row", "month"),
    [
        ({**VISITEE, "disponibilite": "2025-02-10", "contingent": "etat"}, "attribution 04/2025"),
        ({**VISITEE, "attribution": "2025-04-10", "contingent": "etat"}, "disponibilite 02/2025"),
    ],
)
def test_months_gone_by_are_in_the_curve_and_in_the_pace(
    tmp_path: Path, row: Mapping[str, str], month: str
) -> None:
    whole, each = completed(tmp_path, VISITE, row, month)
    au = date(2025, 8, 15)
    mine, *theirs = (api.comply(d, 2025, au).conventions[0] for d in (whole, *each))
    curves = [[(j.du, j.fait) for fil in one.livres.fils for j in fil.jalons[:-1]] for one in theirs]
    assert [(j.du, j.fait) for fil in mine.livres.fils for j in fil.jalons[:-1]] in curves
    assert all(curve == curves[0] for curve in curves)
    assert mine.avancements[0].projection in [one.avancements[0].projection for one in theirs]


SIGNES = ("bail", "retrait", "abandon", "remise", "reprise", "proposition", "attribution", "orientation")


@pytest.mark.parametrize("nom", SIGNES)
def test_a_dwelling_gone_in_a_month_waits_for_no_advice(tmp_path: Path, nom: str) -> None:
    dossier = judged(tmp_path, VISITE, INFORMEE, nom, "mm/aaaa", "06/2025")
    assert [o.vacance for o in api.orient(dossier, date(2025, 5, 31))] == ["V1"]
    assert api.orient(dossier, date(2025, 6, 10)) == api.orient(dossier, date(2025, 7, 10)) == ()


def test_a_dwelling_there_since_some_day_of_a_month_waits_for_one(tmp_path: Path) -> None:
    dossier = judged(tmp_path, VISITE, {}, "disponibilite", "mm/aaaa", "06/2025")
    assert api.orient(dossier, date(2025, 6, 10)) == ()
    assert [o.vacance for o in api.orient(dossier, date(2025, 7, 10))] == ["V1"]


def effect(dossier: Dossier) -> tuple[date | None, date | None] | None:
    """From its first possible day to its last, where it surely took place."""
    ((decision,),) = api.evaluate(dossier, AU)
    return next(((e.date.debut, e.date.fin) for e in decision.effets if e.issue is True), None)


def hull(each: Sequence[tuple[date | None, date | None] | None]) -> tuple[date | None, date | None] | None:
    days = [(low, high) for found in each if found is not None for low, high in [found] if low and high]
    return (min(days)[0], max(high for _, high in days)) if len(days) == len(each) else None
