"""What CR892 advises, followed to the letter: the forecast is written again as told, the finding comes no
more, no other takes its place, and the best future that is left is the one that the landlord expects."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from convrules.cli.main import run
from frames import frame_entete

MOIS = [
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
]
JOUR = rf"(\d+)(?:er)? ({'|'.join(MOIS)}) (\d+)"
LIGNES = r"(les? lignes? [\d, et]+|la ligne \d+)"
COUPE = re.compile(rf"Coupez au {JOUR}, [^(]* \({LIGNES}\) : la suite commence le {JOUR} et n'attend que")
OTE = re.compile(
    rf"Ce que vos données ont déjà après le {JOUR} \(([^)]*)\), ôtez-le de « min » et de « max » s'il ne "
    r"l'est pas encore, sans descendre sous 0, et dites-en le nombre dans la colonne que la "
    r"correspondance relie à « deja_deduites » \(reliez-la si elle ne l'est pas\) : ([^.]*)\."
)
EN_TOUT = re.compile(
    r"Où « deja_deduites » dit déjà un nombre, ôtez en tout de « min » et de « max » de la suite, ce "
    r"qui est venu compris, sans descendre sous 0, et récrivez ce nombre : ([^.]*)\."
)
ECRIT = re.compile(r"(?:à la ligne|aux lignes) ([\d, et]+), (?:ôtez (\d+) et )?écrivez (\d+)")
TROP = re.compile(r"(?:jusqu'à )?(\d+) vacances? (?:est|sont) comptées? une fois de trop")
MIEUX = re.compile(r"« (\w+) »[^«]*?\(au mieux (\d+) pour")

CORRESPONDANCE = """correspondance: essai
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: vacances.csv, séparateur: ";" }}
  vacances_attendues: {{ fichier: attendues.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: ID
    commune: COMMUNE
    premiere_location: PREMIERE
    disponibilite: {{ colonne: DISPONIBILITE, format: aaaa-mm-jj{disponibilite} }}
    attribution: {{ colonne: ATTRIBUTION, format: aaaa-mm-jj{attribution} }}
    contingent: {{ colonne: COMPTE, codes: {{ E: etat }} }}
  vacances_attendues:
    du: {{ colonne: DU, format: aaaa-mm-jj }}
    au: {{ colonne: AU, format: aaaa-mm-jj }}
    min: MIN
    max: MAX
    commune: COMMUNE
    deja_deduites: DEDUITES
"""
QUOTA = """clauses:
  - quota: {nom}
    règle: au moins 9 remises en location dans l'assiette du bailleur
    application: ensemble
    force: engagement
    source: {{ article: "1" }}
"""


@dataclass(frozen=True)
class Attendue:
    du: date
    au: date
    max: int
    commune: str = "93066"
    deduites: str = ""


@dataclass(frozen=True)
class Essai:
    """`vacances`: the days of availability and of attribution; `mieux`: by quota, the best that the landlord
    expects; `trop`: how many the finding says are counted twice at most; `complets`: the last day recorded of
    either event; `conventions`: by name, the event of reference and the first day."""

    vacances: Sequence[tuple[str, str]]
    attendues: Sequence[Attendue]
    mieux: dict[str, int]
    trop: int
    au: str = "2025-07-15"
    complets: tuple[str, str] = ("2025-06-30", "2025-06-30")
    conventions: tuple[tuple[str, str, str], ...] = (("etat", "disponibilite", "2024-01-01"),)


def play(folder: Path, essai: Essai, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    folder.mkdir(exist_ok=True)
    files = {"convrules.toml": '[depot]\nnom = "Essai"\ndata = ["correspondance.yaml"]\n'}
    for nom, event, first in essai.conventions:
        kind = "etat" if nom == "etat" else "commune"
        files[f"{nom}.yaml"] = frame_entete(
            f"convention: {nom}\nréservataire: {{ nom: {nom}, type: {kind} }}\n"
            f"en vigueur: {{ du: {first}, au: 2027-12-31 }}\nchoix:\n  période: année civile\n"
            f"  rattachement: {event}\n  événements: à leur date\n  gestion: directe\n"
            "  premières mises en location: dans le flux\n  soustractions: réalisé\n"
            "  échéance non ouvrée: inchangée\n" + QUOTA.format(nom=nom)
        )
    days = [f", complet au: {day}" if day else "" for day in essai.complets]
    files["correspondance.yaml"] = CORRESPONDANCE.format(disponibilite=days[0], attribution=days[1])
    rows = "".join(f"V{n};93066;non;{a};{b};\n" for n, (a, b) in enumerate(essai.vacances, start=1))
    files["vacances.csv"] = "ID;COMMUNE;PREMIERE;DISPONIBILITE;ATTRIBUTION;COMPTE\n" + rows
    files["attendues.csv"] = "DU;AU;MIN;MAX;COMMUNE;DEDUITES\n" + "".join(
        f"{r.du};{r.au};0;{r.max};{r.commune};{r.deduites}\n" for r in essai.attendues
    )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    run(["compliance", "--depot", str(folder), "--year", "2025", "--as-of", essai.au])
    out, err = (re.sub(r"[ \n\u00a0\u202f]+", " ", said) for said in capsys.readouterr())
    return out, err


def told(said: str) -> date:
    day, month, year = said.split()
    return date(int(year), MOIS.index(month) + 1, int(day))


def followed(essai: Essai, err: str) -> Essai:
    """The forecast as the advice says to write it. Rows are named by their line in the file."""
    rows = dict(enumerate(essai.attendues, start=2))
    begun: dict[int, Attendue] = {}
    for *last, lines, day, month, year in COUPE.findall(err):
        cut, first = told(" ".join(last)), told(f"{day} {month} {year}")
        assert first == cut + timedelta(days=1)
        for line in map(int, re.findall(r"\d+", lines)):
            past = sum(rows[line].du.isoformat() <= a <= cut.isoformat() for a, _ in essai.vacances)
            begun[line] = replace(rows[line], au=cut, max=past)
            # Why not of a row that leaves some out already: what is taken off it is told as one number.
            gone = 0 if int(rows[line].deduites or 0) else past
            rows[line] = replace(rows[line], du=first, max=rows[line].max - gone)
    for each in (*(found[-1] for found in OTE.findall(err)), *EN_TOUT.findall(err)):
        for lines, off, whole in ECRIT.findall(each):
            for line in map(int, re.findall(r"\d+", lines)):
                rows[line] = replace(rows[line], max=max(0, rows[line].max - int(off or 0)), deduites=whole)
    return replace(essai, attendues=[*begun.values(), *rows.values()])


ANNEE = Attendue(date(2025, 1, 1), date(2025, 12, 31), 4)
SECOND = Attendue(date(2025, 7, 1), date(2025, 12, 31), 4)
JANVIER, FEVRIER = ("2025-01-05", "2025-01-10"), ("2025-02-05", "2025-02-10")
MENSUELLES = [
    Attendue(date(2025, m, 1), date(2025, m + 1, 1) - timedelta(days=1) if m < 12 else date(2025, 12, 31), 3)
    for m in range(1, 13)
]
DEUX = (("etat", "disponibilite", "2024-01-01"), ("ville", "attribution", "2024-01-01"))

ESSAIS = {
    "venues": Essai([JANVIER, FEVRIER], [ANNEE], {"etat": 4}, 2),
    "sans_complet": Essai([JANVIER, FEVRIER], [ANNEE], {"etat": 4}, 2, complets=("", "")),
    "venues_et_une_apres": Essai([JANVIER, FEVRIER, ("2025-07-05", "")], [ANNEE], {"etat": 4}, 3),
    "une_entre_le_dernier_jour_saisi_et_le_jour_d_observation": Essai(
        [JANVIER, FEVRIER, ("2025-07-05", "")], [SECOND], {"etat": 6}, 1
    ),
    "une_annoncee": Essai([JANVIER, ("2025-08-05", "")], [SECOND], {"etat": 5}, 1),
    "deux_rattachements_une_annee": Essai(
        [JANVIER, FEVRIER, ("2025-04-20", "2025-06-05"), ("2025-04-22", "2025-05-05")],
        [replace(ANNEE, max=6)],
        {"etat": 6, "ville": 6},
        4,
        complets=("2025-04-30", "2025-06-30"),
        conventions=DEUX,
    ),
    "deux_rattachements_coupes_au_premier": Essai(
        [JANVIER, FEVRIER, ("2025-04-20", "2025-06-05"), ("2025-04-22", "2025-05-05")],
        [Attendue(date(2025, 5, 1), date(2025, 12, 31), 4)],
        {"etat": 6, "ville": 6},
        2,
        complets=("2025-04-30", "2025-06-30"),
        conventions=DEUX,
    ),
    "convention_qui_commence_en_juillet": Essai(
        [JANVIER, FEVRIER, ("2025-03-10", ""), ("2025-04-10", "")],
        [ANNEE],
        {"etat": 0},
        4,
        complets=("2025-07-14", "2025-07-14"),
        conventions=(("etat", "disponibilite", "2025-07-01"),),
    ),
    "une_de_plus_que_le_nombre_dit": Essai(
        [JANVIER, ("2025-08-05", ""), ("2025-08-06", "")],
        [replace(SECOND, max=3, deduites="1")],
        {"etat": 5},
        1,
    ),
    "plus_d_annoncees_qu_attendues": Essai(
        [JANVIER, *(("2025-08-05", ""),) * 7], [replace(SECOND, max=1, deduites="2")], {"etat": 8}, 1
    ),
    "celle_qui_etait_otee_est_venue_une_autre_est_annoncee": Essai(
        [JANVIER, ("2025-07-05", ""), ("2025-08-06", "")],
        [replace(SECOND, deduites="1")],
        {"etat": 6},
        1,
        complets=("2025-07-14", "2025-07-14"),
    ),
    "celle_qui_est_otee_est_a_venir_et_deux_sont_venues": Essai(
        [JANVIER, ("2025-07-05", ""), ("2025-07-06", ""), ("2025-08-06", "")],
        [replace(SECOND, deduites="1")],
        {"etat": 6},
        2,
        complets=("2025-07-14", "2025-07-14"),
    ),
    "une_ligne_par_mois": Essai(
        [JANVIER, ("2025-07-03", ""), ("2025-07-09", "")],
        MENSUELLES,
        {"etat": 19},
        2,
        complets=("2025-07-14", "2025-07-14"),
    ),
}


@pytest.mark.parametrize("nom", ESSAIS)
def test_the_advice_followed_to_the_letter_is_the_end_of_it(
    nom: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    essai = ESSAIS[nom]
    out, err = play(tmp_path, essai, capsys)
    assert "CR892" in err and [int(n) for n in TROP.findall(err)] == [essai.trop]
    before = {quota: int(best) for quota, best in MIEUX.findall(out)}
    again = followed(essai, err)
    out, err = play(tmp_path, again, capsys)
    assert "CR892" not in out + err
    assert "CR893" not in err and "erreur[" not in err
    after = {quota: int(best) for quota, best in MIEUX.findall(out)}
    assert after == essai.mieux
    assert all(before[quota] > best for quota, best in after.items())
    left = [row for row in again.attendues if row.au.isoformat() > essai.au and row.max]
    for row in left:
        day = row.au.isoformat()
        out, err = play(tmp_path, replace(again, vacances=[*again.vacances, (day, day)]), capsys)
        assert "CR892" in err and OTE.search(err) and [int(n) for n in TROP.findall(err)] == [1], row
    assert left or all(not row.max for row in again.attendues if row.au.isoformat() > essai.au)


def test_what_a_row_says_to_leave_out_is_not_what_the_data_have_come_to_cover(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said in spring and left there: once the data have more than it says, they are told of."""
    row = replace(ANNEE, deduites="1")
    _, err = play(tmp_path, Essai([JANVIER, FEVRIER, ("2025-07-05", "")], [row], {}, 2), capsys)
    assert "déjà « V1 », « V2 » et « V3 », et ce qui" in err and COUPE.search(err) and not OTE.search(err)
    assert EN_TOUT.findall(err) == ["à la ligne 2, ôtez 2 et écrivez 1"]
    later = Essai([JANVIER, ("2025-08-05", "")], [replace(SECOND, deduites="0")], {}, 1)
    assert OTE.search(play(tmp_path, later, capsys)[1])


@pytest.mark.parametrize(("number", "others"), [("1", 0), ("3", 2), ("9", 8)])
def test_one_more_than_what_a_row_leaves_out_is_told_of(
    number: str, others: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = replace(SECOND, max=2, deduites=number)
    announced = [JANVIER, ("2025-08-05", ""), *(("2025-09-05", ""),) * others]
    out, err = play(tmp_path, Essai(announced, [row], {}, 0), capsys)
    assert "CR892" not in out + err
    out, err = play(tmp_path, Essai([*announced, ("2025-10-05", "")], [row], {}, 1), capsys)
    assert "CR892" in out and [int(n) for n in TROP.findall(err)] == [1]
    assert [found[-1] for found in OTE.findall(err)] == [f"à la ligne 2, ôtez 1 et écrivez {int(number) + 1}"]


def test_a_number_greater_than_what_the_data_have_is_of_other_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Left there when the row was cut: nothing says that those announced since are left out."""
    row = replace(SECOND, deduites="3")
    announced = [JANVIER, ("2025-08-05", ""), ("2025-09-05", "")]
    out, err = play(tmp_path, Essai(announced, [row], {}, 2), capsys)
    assert [int(n) for n in TROP.findall(err)] == [2]
    assert [found[-1] for found in OTE.findall(err)] == ["à la ligne 2, ôtez 2 et écrivez 2"]
    # Beside the best future too, as of a row that says nothing.
    plain = play(tmp_path, Essai(announced, [SECOND], {}, 2), capsys)[0]
    assert out.count("(« V2 » et « V3 »)") == plain.count("(« V2 » et « V3 »)") == 1


def test_followed_at_each_extract_it_keeps_the_forecast_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nine will come in the half-year, the forecast says so on 1 July; extracts show them one after another,
    announced or not. `extracts`: the last day covered, the day looked from, how many the data have then, how
    many the finding says too many."""
    days = ("07-01", "07-10", "07-21", "08-07", "09-05", "11-02", "11-28", "12-17", "12-30")
    extracts = [
        ("07-16", "07-26", 3, 3),
        ("08-10", "08-20", 4, 1),
        ("08-15", "08-20", 5, 1),
        ("09-10", "09-11", 5, 0),
        ("10-20", "10-21", 7, 2),
        ("11-19", "11-20", 8, 1),
        ("12-20", "12-21", 8, 0),
    ]
    rows: Sequence[Attendue] = [Attendue(date(2025, 7, 1), date(2025, 12, 31), 9)]
    for covered, day, there, extra in extracts:
        data = [(f"2025-{d}", "") for d in days[:there]]
        essai = Essai(data, rows, {}, 0, au=f"2025-{day}", complets=(f"2025-{covered}",) * 2)
        out, err = play(tmp_path, essai, capsys)
        assert [int(n) for n in TROP.findall(err)] == ([extra] if extra else []), day
        assert MIEUX.findall(out) == [("etat", str(9 + extra))], day
        rows = followed(essai, err).attendues
        out, err = play(tmp_path, replace(essai, attendues=rows), capsys)
        assert "CR892" not in err and MIEUX.findall(out) == [("etat", "9")], day


def test_what_was_left_out_and_has_come_is_still_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The row began on 1 July, when the vacancy was announced; the data go up to its day."""
    essai = Essai(
        [JANVIER, ("2025-07-05", "")], [replace(SECOND, deduites="1")], {}, 0, complets=("2025-07-14",) * 2
    )
    out, err = play(tmp_path, essai, capsys)
    assert "CR892" not in out + err and MIEUX.findall(out) == [("etat", "6")]


def test_what_a_row_leaves_out_is_counted_of_all_conventions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of two territories has one of the vacancies announced, the row speaks of both."""
    conventions = (("etat", "disponibilite", "2024-01-01"), ("ville", "disponibilite", "2024-01-01"))
    rows = [("2025-08-05", ""), ("2025-08-06", "")]
    for number, told_of in (("1", True), ("2", False)):
        row = Attendue(date(2025, 7, 1), date(2025, 12, 31), 4, commune="", deduites=number)
        play(tmp_path, Essai(rows, [row], {}, 0, conventions=conventions), capsys)
        path = tmp_path / "ville.yaml"
        path.write_text(path.read_text("utf-8").replace('"93"', '"75"'), encoding="utf-8")
        path = tmp_path / "vacances.csv"
        path.write_text(path.read_text("utf-8").replace("V2;93066", "V2;75056"), encoding="utf-8")
        capsys.readouterr()
        run(["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-07-15"])
        out, err = (re.sub(r"[ \n\u00a0\u202f]+", " ", said) for said in capsys.readouterr())
        assert ("CR892" in err, "à la ligne 2, ôtez 1 et écrivez 2" in err) == (told_of, told_of), err
        # Beside the best future of each, with its own.
        assert ("déjà en ces jours (« V1 »)" in out, "déjà en ces jours (« V2 »)" in out) == (told_of,) * 2


@pytest.mark.parametrize(("wrong", "code"), [("-1", "CR829"), ("1,5", "CR829"), ("oui", "CR829")])
def test_a_number_that_is_none_leaves_the_forecast_unknown(
    wrong: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As one of `min` or `max` does."""
    essai = Essai([JANVIER], [replace(SECOND, deduites=wrong)], {}, 0)
    out, err = play(tmp_path, essai, capsys)
    assert code in err and "au mieux" not in out
    out, err = play(tmp_path, replace(essai, attendues=[replace(SECOND, deduites="")]), capsys)
    assert code not in err and "au mieux" in out


def test_a_row_begins_after_what_is_recorded_for_its_own_conventions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of another territory, or that are over, have no say in it."""
    one = ESSAIS["deux_rattachements_une_annee"]
    _, err = play(tmp_path, one, capsys)
    assert [told(" ".join(found[:3])) for found in COUPE.findall(err)] == [date(2025, 4, 30)]
    etat = (tmp_path / "etat.yaml").read_text("utf-8")
    for mine, other in (('"93"', '"75"'), ("2027-12-31", "2025-05-31")):
        (tmp_path / "etat.yaml").write_text(etat.replace(mine, other), encoding="utf-8")
        capsys.readouterr()
        run(["compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", one.au])
        err = re.sub(r"[ \n\u00a0\u202f]+", " ", capsys.readouterr().err)
        assert [told(" ".join(found[:3])) for found in COUPE.findall(err)] == [date(2025, 6, 30)]


def test_in_english_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play(tmp_path, ESSAIS["venues_et_une_apres"], capsys)
    run(["--lang", "en", "compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-07-15"])
    err = " ".join(capsys.readouterr().err.split())
    assert "up to 3 vacancies are counted once too often" in err
    assert "what began before (row 2): what follows begins on 1 July 2025" in err
    assert "already have after 30 June 2025 (“V3”), take it off “min” and “max” unless it is off" in err
    assert "“deja_deduites” (link it if it is not): at row 2, take 1 off and write 1." in err
    row = replace(ANNEE, deduites="1")
    play(tmp_path, replace(ESSAIS["venues_et_une_apres"], attendues=[row]), capsys)
    run(["--lang", "en", "compliance", "--depot", str(tmp_path), "--year", "2025", "--as-of", "2025-07-15"])
    err = " ".join(capsys.readouterr().err.split())
    assert "what has come included, not below 0, and write that number again: at row 2, take 2 off" in err


def test_what_a_row_leaves_out_does_not_make_it_one_of_other_dwellings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [ANNEE, replace(ANNEE, max=5, deduites="3")]
    out, err = play(tmp_path, Essai([JANVIER], rows, {}, 0), capsys)
    assert "CR870" in err and "au mieux" not in out
