"""The annual report of conventions that were renewed, and of one that was not, is the same: a dwelling is
under the convention of its reference day, and counts in the year in which it was proposed, or let."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from convrules import api
from convrules.api.annuel import annual_report
from convrules.api.dossier import Dossier
from convrules.render.annuel.extraits import extracts
from convrules.year.annuel.model import BilanAnnuel, Sorte

CONVENTION = """convention: {ident}
bailleur: {{ nom: B, siren: "000000000" }}
réservataire: {{ {holder} }}
territoire: {{ commune: "93066" }}
en vigueur: {{ du: {du}, au: {au} }}
document: {{ articles: ["1"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: {evenements}
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - soustraction: mutations
    règle: affectation = mutation_interne
    catégorie: mutation
    source: {{ article: "1" }}
  - part: part_due
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
CASCADE = """  - imputation: qui
    règle: commune puis etat puis bailleur
    source: { article: "1" }
"""
MAPPING = """correspondance: c
bailleur: "000000000"
fichiers:
  vacances: { fichier: v.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    affectation: affectation
    contingent: contingent
    disponibilite: { colonne: disponibilite, complet au: 2028-12-31 }
    proposition: { colonne: proposition, complet au: 2028-12-31 }
    attribution: { colonne: attribution, complet au: 2028-12-31 }
"""
HOLDERS = {
    "etat": "nom: Préfet, type: etat",
    "ville": 'nom: Ville, type: commune, code: "93066"',
}
AU = date(2028, 12, 31)
START, END = date(2023, 1, 1), date(2027, 12, 31)


def rows(seed: int, number: int) -> str:
    """Vacancies of five years; each is proposed and let some days later, or not."""
    rng = random.Random(seed)
    lines = ["id;commune;affectation;contingent;disponibilite;proposition;attribution"]
    for n in range(number):
        free = START + timedelta(days=rng.randrange(5 * 365))
        # Why before as well: a dwelling is often proposed before it is free.
        proposed = free + timedelta(days=rng.randrange(-60, 60))
        let = proposed + timedelta(days=rng.randrange(60))
        told = (
            str(free) if rng.random() < 0.9 else "",
            str(proposed) if rng.random() < 0.8 else "",
            str(let) if rng.random() < 0.8 else "",
        )
        use = rng.choice(("location", "location", "mutation_interne", ""))
        whose = rng.choice(("etat", "commune", "bailleur", ""))
        lines.append(";".join((f"V{n}", "93066", use, whose, *told)))
    return "\n".join(lines) + "\n"


def landlord(
    folder: Path, cuts: Sequence[date], vacances: str, evenements: str = "à leur date", cascade: str = ""
) -> Dossier:
    """Each holder has a convention from one cut to the next. cascade: the one whose conventions say to whom
    lettings go."""
    (folder / "conventions").mkdir(parents=True)
    starts, ends = (START, *cuts), (*(cut - timedelta(days=1) for cut in cuts), END)
    for code, holder in HOLDERS.items():
        for n, (du, au) in enumerate(zip(starts, ends, strict=True)):
            text = CONVENTION.format(ident=f"{code}--{n}", holder=holder, du=du, au=au, evenements=evenements)
            text += CASCADE if code == cascade else ""
            (folder / "conventions" / f"{code}-{n}.yaml").write_text(text, encoding="utf-8")
    (folder / "v.csv").write_text(vacances, encoding="utf-8")
    (folder / "c.yaml").write_text(MAPPING, encoding="utf-8")
    found = api.open_dossier(folder, [folder / "c.yaml"])
    assert isinstance(found, Dossier), found
    return found


def told(dossier: Dossier, annee: int, au: date = AU) -> object:
    bilan: BilanAnnuel = annual_report(dossier, annee, au)
    whole = bilan.retraits[0]
    statements = {
        r.groupe.nom: (r.total, [(v.vacance, v.propose, v.attribue) for v in r.logements])
        for r in bilan.releves
        if r.groupe.sorte is Sorte.RESERVATAIRE
    }
    places = {(g.sorte, g.code, g.nom): m for g, m in bilan.partage if m.attribue.max or m.propose.max}
    return bilan.total, statements, places, [(x.categorie, x.realise, x.attribue) for x in whole.lignes]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("evenements", "cascade"), [("à leur date", ""), ("avec leur vacance", ""), ("à leur date", "etat")]
)
def test_a_renewal_changes_nothing(tmp_path: Path, seed: int, evenements: str, cascade: str) -> None:
    vacances = rows(seed, 60)
    rng = random.Random(seed)
    plain = landlord(tmp_path / "une", (), vacances, evenements, cascade)
    for n, cuts in enumerate(
        (
            (date(2026, 1, 1),),
            (date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)),
            sorted(START + timedelta(days=rng.randrange(40, 1700)) for _ in range(2)),
        )
    ):
        renewed = landlord(tmp_path / f"plusieurs {n}", cuts, vacances, evenements, cascade)
        for annee in range(2023, 2028):
            assert told(renewed, annee) == told(plain, annee), (cuts, annee)


def test_a_holder_whose_convention_has_ended_has_its_line_and_no_copy(tmp_path: Path) -> None:
    """V0, free in December 2027, is let in 2028: nobody's convention is in force any more."""
    vacances = (
        "id;commune;affectation;contingent;disponibilite;proposition;attribution\n"
        "V0;93066;location;commune;2027-12-20;2028-01-05;2028-02-12\n"
        "V1;93066;mutation_interne;;2027-12-20;2028-01-05;2028-02-12\n"
        "V2;93066;location;commune;2028-01-20;2028-02-05;2028-03-12\n"
    )
    bilan = annual_report(landlord(tmp_path, (), vacances), 2028, AU)
    let = {(g.sorte, g.nom): int(m.attribue.max) for g, m in bilan.partage}
    assert let == {
        (Sorte.RESERVATAIRE, "Ville"): 1,
        (Sorte.RESERVATAIRE, "Préfet"): 0,
        (Sorte.SOUSTRAIT, ""): 1,
        (Sorte.HORS_CONVENTION, ""): 1,
    }
    assert bilan.envois == ()
    (line,) = bilan.retraits[0].lignes
    assert (line.realise.max, line.attribue.max) == (0, 1)


RELOUE = (
    "id;commune;affectation;contingent;disponibilite;proposition;attribution\n"
    "V0;93066;{};;2025-12-20;2026-01-05;2026-02-12\n"
)


def renewed_beside(folder: Path, vacances: str) -> Dossier:
    """The commune's convention is renewed on the first of January 2026; the State's, which has the order of
    accounts, is not."""
    landlord(folder, (date(2026, 1, 1),), vacances)
    for n in (0, 1):
        (folder / "conventions" / f"etat-{n}.yaml").unlink()
    text = CONVENTION.format(
        ident="etat--long", holder=HOLDERS["etat"], du=START, au=END, evenements="à leur date"
    )
    (folder / "conventions" / "etat.yaml").write_text(text + CASCADE, encoding="utf-8")
    found = api.open_dossier(folder, [folder / "c.yaml"])
    assert isinstance(found, Dossier)
    return found


def test_a_convention_that_is_over_decides_of_the_accounts_of_its_dwellings(tmp_path: Path) -> None:
    """The order of the State's convention puts the commune first: V0, free under the one that the commune had
    in 2025, is the commune's in 2026, and not the State's."""
    found = renewed_beside(tmp_path, RELOUE.format("location"))
    done = {
        c.convention.ident: [int(x.realise.max) for r in c.regles for x in r.cellules]
        for c in api.comply(found, 2026, AU).conventions
    }
    assert done["etat--long"] == [0]
    bilan = annual_report(found, 2026, AU)
    assert {g.nom: int(m.attribue.max) for g, m in bilan.partage if m.attribue.max} == {"Ville": 1}


def test_the_copy_of_a_holder_has_what_its_ended_convention_withdrew(tmp_path: Path) -> None:
    dossier = landlord(tmp_path, (date(2026, 1, 1),), RELOUE.format("mutation_interne"))
    bilan = annual_report(dossier, 2026, AU)
    ville = next(e for e in extracts(bilan) if e.envoi is not None and e.envoi.nom == "Ville")
    told = {r.convention: [(x.prevu, int(x.attribue.max)) for x in r.lignes] for r in ville.retraits}
    assert told == {"ville--1": [(None, 0)], "ville--0": [(None, 1)]}


def test_what_the_files_say_of_days_to_come_is_not_known_yet(tmp_path: Path) -> None:
    """V0 is not let by the end of 2028, which nobody knows in July 2026: it perhaps will be, that year."""
    vacances = RELOUE.format("location").replace("2026-01-05;2026-02-12", ";")
    plain = landlord(tmp_path / "une", (), vacances)
    renewed = landlord(tmp_path / "deux", (date(2026, 1, 1),), vacances)
    seen = [told(one, 2026, date(2026, 7, 1)) for one in (plain, renewed)]
    assert seen[0] == seen[1] != told(renewed, 2026)


def test_advice_has_the_account_that_the_ended_convention_decides(tmp_path: Path) -> None:
    """V0 is the commune's, by the order of the State's convention, though the commune's own has ended."""
    vacances = RELOUE.format("location") + "V1;93066;location;;2026-03-01;;\n"
    dossier = renewed_beside(tmp_path, vacances)
    (advice,) = api.orient(dossier, date(2026, 6, 30), ["V1"])
    late = {c.convention.ident: c.compte.retard for c in advice.candidats if c.convention is not None}
    assert late["etat--long"] == 0


def test_every_engine_has_the_accounts_that_an_ended_convention_decides(tmp_path: Path) -> None:
    """Only the convention of the State that ended in 2025 has an order of accounts; the commune's goes on."""
    landlord(tmp_path, (date(2026, 1, 1),), RELOUE.format("location"))
    folder = tmp_path / "conventions"
    with (folder / "etat-0.yaml").open("a", encoding="utf-8") as ended:
        ended.write(CASCADE)
    (folder / "ville-1.yaml").unlink()
    first = (folder / "ville-0.yaml").read_text(encoding="utf-8")
    (folder / "ville-0.yaml").write_text(first.replace("au: 2025-12-31", f"au: {END}"), encoding="utf-8")
    dossier = api.open_dossier(tmp_path, [tmp_path / "c.yaml"])
    assert isinstance(dossier, Dossier)
    one, other = (
        {c.convention: c.regles for c in api.aggregates(dossier, 2026, AU, engine=engine).conventions}
        for engine in ("scalaire", "colonnes")
    )
    assert one == other
    (part,) = one["ville--0"]
    assert [cell.realise.min for cell in part.cellules] == [1]
