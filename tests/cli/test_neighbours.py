"""Several conventions of one landlord on one vacancy, from files to words: rights, delegation, second window,
remise, default holder."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convrules.cli.main import run

AU = ["--as-of", "2025-03-20"]
TETE = """\
bailleur: {{ nom: OPH, siren: "000000000" }}
réservataire: {{ nom: {nom}, type: {type} }}
territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: {au} }}
hérite: {{ droit: 2024-01 }}
document: {{ articles: ["1", "2"] }}
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
"""
PART = """\
  - part: contingent_de_{type}
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    force: engagement
    source: {{ article: "1" }}
"""
ETAT = """\
  - droit identifié: services
    règle: service = defense
    source: { article: "2" }
  - délai: premiere
    règle: proposition au plus tard 1 mois après information
    débiteur: exerçant
    à défaut: remise à commune, non comptée
    source: { article: "1" }
  - suite: refuse
    après: refus_bailleur
    effet: nouvelle proposition au plus tard 10 jours après decision
    source: { article: "2" }
  - délégation: a_l_epci
    titulaire: etat
    délégataire: epci
    porte sur: tous les droits où non qpv
    source: { article: "2" }
"""
VILLE = """\
  - délai: apres_remise
    règle: orientation au plus tard 10 jours après remise
    débiteur: réservataire
    source: { article: "1" }
"""
SOCLE = """\
socle: droit
version: 2024-01
clauses:
  - contrôle: titulaire_par_defaut
    désigne: etat
    source: { fondement: CCH R. 441-5 }
"""
EVENEMENTS = (
    "disponibilite",
    "information",
    "proposition",
    "orientation",
    "decision",
    "refus_bailleur",
    "nouvelle_proposition",
)
VACANCES = """\
id;commune;logement;qpv;disponibilite;information;proposition;orientation;decision;refus_bailleur;nouvelle_proposition
V1;93048;L1;non;2025-02-03;2025-02-03;2025-02-10;;2025-03-12;2025-03-12;
V2;93048;L2;oui;2025-02-03;2025-02-03;;;;;
V3;93048;L3;oui;2025-02-03;2025-02-03;;;;;
"""
DROITS = """\
id;logement;reservataire;service;debut;fin
D1;L3;etat;defense;2020-01-01;2030-12-31
"""


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("voisines")
    holders = (
        ("etat--oph", "Préfet", "etat", "2026-12-31", ETAT),
        ("ville--oph", "Ville", "commune", "2026-12-31", VILLE),
        ("epci--oph", "Plaine", "epci", "2026-12-31", ""),
        ("als--oph", "Action Logement", "als", "2024-12-31", ""),
    )
    for ident, nom, type_, until, clauses in holders:
        head = f"convention: {ident}\n" + TETE.format(nom=nom, type=type_, au=until)
        (root / f"{type_}.yaml").write_text(head + PART.format(type=type_) + clauses, "utf-8")
    (root / "droit.yaml").write_text(SOCLE, "utf-8")
    (root / "vacances.csv").write_text(VACANCES, "utf-8")
    (root / "droits.csv").write_text(DROITS, "utf-8")
    (root / "correspondance.yaml").write_text(_mapping(), "utf-8")
    (root / "convrules.toml").write_text('[depot]\nnom = "essai"\ndata = ["correspondance.yaml"]\n', "utf-8")
    return root


def _mapping() -> str:
    events = "".join(
        f"    {nom}: {{ colonne: {nom}, format: aaaa-mm-jj, complet au: 2025-03-20 }}\n" for nom in EVENEMENTS
    )
    return (
        'correspondance: essai\nbailleur: "000000000"\nfichiers:\n'
        '  vacances: { fichier: "vacances.csv", encodage: utf-8, séparateur: ";" }\n'
        '  droits: { fichier: "droits.csv", encodage: utf-8, séparateur: ";" }\n'
        "colonnes:\n  vacances:\n    id: id\n    commune: commune\n    logement: logement\n"
        f"    qpv: {{ colonne: qpv, codes: {{ oui: oui, non: non }} }}\n{events}"
        "  droits:\n    id: id\n    logement: logement\n"
        "    reservataire: reservataire\n    service: service\n"
        "    debut: { colonne: debut, format: aaaa-mm-jj }\n    fin: { colonne: fin, format: aaaa-mm-jj }\n"
    )


def told(arguments: list[str], depot: Path, capsys: pytest.CaptureFixture[str]) -> str:
    code = run([*arguments, "--depot", str(depot), *AU])
    out = capsys.readouterr()
    assert code == 0, out.out + out.err
    return " ".join(out.out.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_delegation_and_second_window_are_explained(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["explain", "V1"], depot, capsys)
    for said in (
        "Droit exercé par : « Plaine ». Le compte reste celui du titulaire.",
        "Délégation « a_l_epci » (article 2) : ",
        "Exerce ici les droits de « Préfet » par la délégation « a_l_epci » (article 2).",
        "(à la charge de celui qui exerce le droit, ici « Plaine »).",
        "Seconde fenêtre, suite « refuse » (article 2)",
        "Délai en cours jusqu'au 22 mars 2025.",
    ):
        assert said in text, said


def test_a_remise_opens_the_other_turn(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["explain", "V2"], depot, capsys)
    for said in (
        "Remise à la commune : « Ville ».",
        "Son tour s'ouvre par une remise de « Préfet », clause « premiere » : le 4 mars 2025.",
        "Délai dépassé de 6 jours, la limite était le 14 mars 2025.",
        "Aucune convention de ce réservataire n'est en vigueur à la date de référence : ses logements vont à "
        "« Préfet », par le contrôle « droit.titulaire_par_defaut » (CCH R. 441-5).",
        "Recueille les logements de « Action Logement », qui n'a pas de convention en vigueur",
    ):
        assert said in text, said


def test_a_locked_dwelling_says_by_which_right(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["explain", "V3"], depot, capsys)
    assert "Statut : réservé au titre d'un droit identifié." in text
    assert "Droit « D1 », de l'État, par la clause droit identifié « services » (article 2)" in text
    assert "Ce droit est celui du réservataire de cette convention." in text


def test_the_machine_reads_the_same(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, schema in ((["evaluate"], "evaluate"), (["explain", "V1"], "explain")):
        assert run([*command, "--depot", str(depot), *AU, "--format", "json"]) == 0
        result = json.loads(capsys.readouterr().out)
        published = json.loads((files("convrules.render") / "schemas" / f"{schema}.json").read_text("utf-8"))
        assert [e.message for e in Draft202012Validator(published).iter_errors(result)] == []
        if schema == "evaluate":
            seen = {(v["id"], c["convention"]): c for v in result["vacances"] for c in v["conventions"]}
    v1 = seen["V1", "etat--oph"]
    assert (v1["exercice"]["titulaire"], v1["exercice"]["exercant"]) == ("etat--oph", "epci")
    (window,) = v1["nouvelles_propositions"]
    assert (window["clause"], window["genre"], window["article"]) == ("refuse", "suite", "2")
    assert (window["evenement"], window["limite"]) == ("nouvelle_proposition", "2025-03-22")
    assert next(d for d in v1["delais"] if d["clause"] == "premiere")["debiteurs"] == ["epci"]
    assert seen["V1", "epci--oph"]["droits_exerces"][0]["titulaire"] == "etat--oph"
    assert seen["V2", "etat--oph"]["remises"][0]["conventions"] == ["ville--oph"]
    assert seen["V2", "ville--oph"]["remise_recue"] == "2025-03-04"
    assert seen["V2", "als--oph"]["defaut"]["convention"] == "etat--oph"
    assert seen["V3", "etat--oph"]["droits"][0]["droit"] == "D1"


def test_the_whole_landlord_on_a_screen(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(["evaluate"], depot, capsys)
    for said in ("droit exercé par un délégataire", "tour ouvert par une remise", "au titulaire par défaut"):
        assert said in text, said


def test_orientation_says_who_takes_the_place_and_who_acts(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(["orient", "--vacance", "V2"], depot, capsys)
    assert "ses logements vont à « Préfet », par le contrôle « droit.titulaire_par_defaut »" in text
    text = told(["orient", "--vacance", "V1"], depot, capsys)
    assert "« Préfet » : son droit est exercé par « Plaine », par la délégation « a_l_epci »" in text


def test_a_case_is_played_among_neighbours_even_when_chosen_alone(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = depot / "ville.essais.yaml"
    cases.write_text(
        "essais: ville--oph\nau: 2025-03-20\ncas:\n  - cas: remise\n"
        '    vacance: { commune: "93048", disponibilite: 2025-02-03, information: 2025-02-03, '
        "proposition: pas survenu, orientation: pas survenu }\n"
        "    attendu: { tour ouvert: 2025-03-04, apres_remise: dépassé de 6 jours }\n",
        "utf-8",
    )
    code = run(["test", str(cases)])
    cases.unlink()
    assert code == 0, capsys.readouterr().out
