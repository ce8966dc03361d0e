"""A dwelling given within a month: advice, and the year replayed, say what they say of every day of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.rejeu import replay
from convrules.orientation.model import BAILLEUR
from frames import frame_entete

CONVENTION = """en vigueur: {{ du: 2025-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: p
    règle: 30 % des vacances dans l'assiette
    compte: {compte}
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
MAPPING = """correspondance: x
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: v.csv, séparateur: ";", complet au: 2026-06-30 }}
colonnes:
  vacances: {{ id: id, commune: commune, contingent: contingent, disponibilite: {{ colonne: disponibilite, format: aaaa-mm-jj }}, {nom}: {{ colonne: {nom}, format: {format} }} }}
"""  # noqa: E501
JUIN = [date(2025, 6, 1) + timedelta(days=n) for n in range(30)]
PASSE, DEDANS = date(2025, 8, 15), date(2025, 6, 15)
CAS = [
    ("attribution", "attributions", "etat"),
    ("attribution", "attributions", "bailleur"),
    ("proposition", "propositions", "etat"),
    ("bail", "baux signés", "etat"),
    ("orientation", "attributions", "etat"),
    ("orientation", "attributions", ""),
]


def landlord(
    folder: Path, nom: str, compte: str, contingent: str, said: date | None, *, suivent: bool
) -> Dossier:
    """Two dwellings given in June, on a day that is said or known to the month, and one to be given."""
    folder.mkdir(exist_ok=True)
    how = f"événements: {'avec leur vacance' if suivent else 'à leur date'}"
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\ndata = ["c.yaml"]\n', "utf-8")
    framed = frame_entete(CONVENTION.format(compte=compte)).replace("événements: à leur date", how)
    (folder / "etat.yaml").write_text(framed, "utf-8")
    written = MAPPING.format(nom=nom, format="mm/aaaa" if said is None else "aaaa-mm-jj")
    (folder / "c.yaml").write_text(written, "utf-8")
    day = "06/2025" if said is None else said.isoformat()
    rows = [f"V{n};93066;{contingent};2025-05-02;{day}" for n in (1, 2)]
    rows = [f"id;commune;contingent;disponibilite;{nom}", *rows, "V9;93066;;2025-05-20;"]
    (folder / "v.csv").write_text("\n".join(rows) + "\n", "utf-8")
    dossier = api.open_dossier(folder, [])
    assert isinstance(dossier, Dossier) and dossier.chargement is not None, dossier
    return dossier


def waiting(folder: Path, said: str, format_: str) -> Dossier:
    """One dwelling to be given, told of long ago, there since a day or a month, under a convention then."""
    landlord(folder, "attribution", "attributions", "", JUIN[0], suivent=False)
    text = (folder / "etat.yaml").read_text("utf-8")
    (folder / "etat.yaml").write_text(text.replace("du: 2025-01-01", "du: 2024-01-01"), "utf-8")
    mapping = (folder / "c.yaml").read_text("utf-8")
    told = (
        "information: { colonne: information, format: aaaa-mm-jj }, disponibilite: { colonne: disponibilite"
    )
    changed = mapping.replace(
        "disponibilite: { colonne: disponibilite, format: aaaa-mm-jj", f"{told}, format: {format_}"
    )
    (folder / "c.yaml").write_text(changed, "utf-8")
    rows = f"id;commune;contingent;information;disponibilite;attribution\nV9;93066;;2024-10-01;{said};\n"
    (folder / "v.csv").write_text(rows, "utf-8")
    dossier = api.open_dossier(folder, [])
    assert isinstance(dossier, Dossier) and dossier.chargement is not None, dossier
    return dossier


@pytest.mark.parametrize(
    ("said", "day", "due"),
    [
        ("11/2024", "2024-11-30", False),
        ("12/2024", "2024-12-01", False),
        ("01/2025", "2025-01-31", True),
        ("03/2025", "2025-03-02", True),
        ("03/2025", "2025-03-28", True),
    ],
)
def test_a_dwelling_there_since_a_month_is_due_in_the_year_of_that_month(
    tmp_path: Path, said: str, day: str, due: bool
) -> None:
    found = [
        api.orient(waiting(tmp_path / name, text, format_), date(2025, 3, 3))[0]
        for name, text, format_ in (("mois", said, "mm/aaaa"), ("jour", day, "aaaa-mm-jj"))
    ]
    assert [o.due_en is None for o in found] == [due, due]
    mine, theirs = ([(c.ident, c.compte.taux, c.compte.sinons) for c in o.candidats] for o in found)
    assert mine == theirs and bool(mine)
    assert all((c.compte.taux.max > 0) is due for c in found[0].candidats)


def advice(dossier: Dossier, au: date) -> list[tuple[str, int, int]]:
    """Of each holder, in order: what it had, at the least and at the most."""
    (found,) = api.orient(dossier, au, ["V9"])
    return [(c.ident, c.compte.oriente, c.compte.oriente + c.compte.en_doute) for c in found.candidats]


@pytest.mark.parametrize("suivent", [False, True])
@pytest.mark.parametrize(("nom", "compte", "contingent"), CAS)
def test_a_month_that_is_over_is_any_of_its_days(
    tmp_path: Path, nom: str, compte: str, contingent: str, suivent: bool
) -> None:
    whole = landlord(tmp_path / "mois", nom, compte, contingent, None, suivent=suivent)
    for day in (JUIN[0], JUIN[14], JUIN[-1]):
        one = landlord(tmp_path / "jour", nom, compte, contingent, day, suivent=suivent)
        assert advice(whole, PASSE) == advice(one, PASSE)
        mine, theirs = (replay(d, 2025, PASSE) for d in (whole, one))
        # Why: where lettings are not recorded, a dwelling that is not oriented may have been let.
        known = int(nom != "orientation")
        assert (mine.pas, len(mine.laissees), mine.ouvertes) == (theirs.pas, len(theirs.laissees), known)
    assert bool(mine.pas) == bool(contingent)


@pytest.mark.parametrize("suivent", [False, True])
@pytest.mark.parametrize(("nom", "compte", "contingent"), CAS)
def test_within_the_month_it_is_perhaps_each_of_them(
    tmp_path: Path, nom: str, compte: str, contingent: str, suivent: bool
) -> None:
    whole = landlord(tmp_path / "mois", nom, compte, contingent, None, suivent=suivent)
    each = [
        landlord(tmp_path / str(day), nom, compte, contingent, day, suivent=suivent) for day in JUIN[::29]
    ]
    had = [(ident, low, high) for one in each for ident, low, high in advice(one, DEDANS)]
    for ident, low, high in advice(whole, DEDANS):
        least = min(least for who, least, _ in had if who == ident)
        most = max(most for who, _, most in had if who == ident)
        # Why wider of the landlord: what is perhaps gone, whoever has it then, is perhaps its own.
        assert low <= least and most <= high if ident == BAILLEUR else (low, high) == (least, most)
