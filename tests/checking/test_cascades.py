"""One mistake, one message: what follows from it, elsewhere in the file or in another, is not told."""

import re
import shutil
from pathlib import Path

import pytest

from convrules.api.verification import verify_paths
from convrules.base.source import make_source
from convrules.diagnostics.model import Diagnostic
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from frames import CLAUSES, ENTETE, frame_clauses

ICI = Path(__file__).parents[2]
EXEMPLE = ICI / "conventions/exemples/oph-plaine-nord"
VILLE, ETAT, ERP = "conventions/saint-denis.yaml", "conventions/etat-93.yaml", "correspondance.yaml"
EPT = "conventions/plaine-commune.yaml"
CODES = "      codes:\n        LO: logement_ordinaire\n        FJT: foyer\n"
GAUCHE = "    codes:\n      LO: logement_ordinaire\n      FJT: foyer\n"
VISITE = "vocabulaire:\n  visite_2: {{ niveau: vacance, {} énoncé: seconde visite }}\nclauses:"
SUITE = (
    "  - suite: s\n    après: {}\n    effet: remise au bailleur\n"
    '    source: {{ article: "4" }}\n  - délai: proposition_ville'
)
PARTAGE = (
    "  - répartition: r\n    de: part_ville\n    entre: { état: 20 %, commune: 80 % }\n"
    '    restes: plus forts restes\n    source: { article: "4" }\n  - délai: proposition_ville'
)
VERS_VISITE = ("1 mois après information", "1 mois après visite_2")


def told(folder: Path, file: str, *edits: tuple[str, str]) -> list[Diagnostic]:
    shutil.copytree(EXEMPLE, folder / "depot")
    path = folder / "depot" / file
    text = path.read_text("utf-8")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    (report,) = verify_paths([folder / "depot"])[0]
    return list(report.diagnostics)


@pytest.mark.parametrize(
    ("file", "edits", "code", "place"),
    [
        (
            ERP,
            [(CODES + "        RS: residence_sociale\n        RU: residence_universitaire\n"
              "        PF: pension_de_famille\n",
              GAUCHE + "      RS: residence_sociale\n      RU: residence_universitaire\n"
              "      PF: pension_de_famille\n")],
            "CR046", "codes",
        ),
        (ERP, [(" USAGE\n      codes:\n", " USAGE\n    codes:\n")], "CR046", "codes"),
        (ERP, [("      par défaut: conge", "    par défaut: conge")], "CR046", "par défaut"),
        (ERP, [("DT_CONGE, format: jj/mm/aaaa,", "DT_CONGE,"),
               ("    disponibilite:", "    format: jj/mm/aaaa\n    disponibilite:")], "CR046", "format"),
        (VILLE, [("hérite: { cch: 2026-02,", "hérite: { cch: 2026-2,")], "CR025", "2026-2"),
        (VILLE, [("hérite: { cch: 2026-02,", "hérite: { cch: 2026,")], "CR025", "2026"),
        (VILLE, [("convention: saint-denis--", "convention: etat-93--")], "CR604", "convention"),
        (ETAT, [("convention: etat-93--", "convention: saint-denis--")], "CR604", "convention"),
        (VILLE, [("rattachement: disponibilite", "rattachement: disponibilité")], "CR025", "disponibilité"),
        (VILLE, [("  - délai: proposition_ville", PARTAGE)], "CR025", "état"),
        (VILLE, [("  - délai: proposition_ville", SUITE.format("événement"))], "CR025", "événement"),
        (VILLE, [("clauses:", VISITE.format("type: evenement,")), VERS_VISITE], "CR021", "evenement"),
        (VILLE, [("clauses:", VISITE.format("type: événements,")), VERS_VISITE], "CR024", "événements"),
        (VILLE, [("clauses:", VISITE.format("")), VERS_VISITE], "CR030", "niveau"),
        (ERP, [('bailleur: "000000000"', 'bailleur: "000 000 000"')], "CR025", '"000 000 000"'),
        (VILLE, [('siren: "000000000"', "siren: 000 000 000")], "CR025", "000 000 000"),
        (VILLE, [('commune: "93066" }', 'commune: "93 066" }')], "CR025", '"93 066"'),
        (VILLE, [('commune: "93066" }', 'epci: "200057867" }')], "CR212", '"200057867"'),
        (EPT, [("type: ept", "type: epci")], "CR212", '"200057867"'),
        (ETAT, [("etat-93--oph-plaine-nord", "Etat 93 OPH Plaine Nord")], "CR025", "Etat 93"),
        (ETAT, [("  public_prioritaire: ", "  public prioritaire: ")], "CR025", "public prioritaire"),
        (ETAT, [("  public_prioritaire: ", "  public-prioritaire: ")], "CR025", "public-prioritaire"),
    ],
)  # fmt: skip
def test_one_message(file: str, edits: list[tuple[str, str]], code: str, place: str, tmp_path: Path) -> None:
    found = told(tmp_path, file, *edits)
    assert [d.code for d in found] == [code], [(d.code, d.span.text) for d in found]
    assert found[0].span.text.startswith(place)


def test_the_second_file_of_an_identifier_names_the_first(tmp_path: Path) -> None:
    (found,) = told(tmp_path, ETAT, ("convention: etat-93--", "convention: saint-denis--"))
    assert found.span.source.name.endswith("saint-denis.yaml")
    assert found.args["fichier"].endswith("etat-93.yaml")


@pytest.mark.parametrize(
    ("written", "meant", "sure"),
    [
        ('siren: "552 100 554"', "552100554", True),
        ('siren: "552.100.554"', "552100554", True),
        ("siren: 552\u00a0100\u00a0554", "552100554", True),
        ('siren: "55210055400021"', "552100554", False),
        ('siren: "552 100 554 00021"', "552100554", False),
        ("siren: 55210055", "", False),
    ],
)
def test_a_siren(written: str, meant: str, sure: bool, tmp_path: Path) -> None:
    found = [
        d for d in told(tmp_path, VILLE, ('siren: "000000000"', written)) if d.code not in ("CR641", "CR010")
    ]
    assert [d.code for d in found] == ["CR025"]
    fix = found[0].fix
    assert (fix is not None) == bool(meant)
    assert fix is None or (fix.texte, fix.sure) == (f'"{meant}"', sure)


@pytest.mark.parametrize(
    ("place", "meant", "sure"),
    [
        ('département: "2a"', '"2A"', True),
        ('commune: "2a004"', '"2A004"', True),
        ('département: "1"', '"01"', False),
        ('commune: "1004"', '"01004"', False),
        ('commune: "93999"', "", False),
    ],
)
def test_a_place_in_another_spelling(place: str, meant: str, sure: bool, tmp_path: Path) -> None:
    found = told(tmp_path, VILLE, ('commune: "93066" }\n', f"{place} }}\n"))
    assert [d.code for d in found] == ["CR212"]
    fix = found[0].fix
    assert (fix.texte, fix.sure) == (meant, sure) if fix is not None else not meant


@pytest.mark.parametrize(
    ("written", "meant", "sure"),
    [
        ("du: 2024\u201301\u201301", "2024-01-01", True),
        ("du: 2024\u201101\u201101", "2024-01-01", True),
        ("du: 01/01/2024", "2024-01-01", False),
    ],
)
def test_a_day(written: str, meant: str, sure: bool, tmp_path: Path) -> None:
    found = told(tmp_path, VILLE, ("du: 2024-01-01", written))
    assert [(d.code, d.fix and (d.fix.texte, d.fix.sure)) for d in found] == [("CR025", (meant, sure))]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("eta-93--oph-plaine-nord", "etat-93--oph-plaine-nord"), ("region-11--oph-plaine-nord", "")],
)
def test_a_landlord_makes_no_convention_like_another(written: str, meant: str, tmp_path: Path) -> None:
    essais = "conventions/etat-93.essais.yaml"
    (found,) = told(tmp_path, essais, ("essais: etat-93--oph-plaine-nord", f"essais: {written}"))
    assert (found.code, found.args["proche"]) == ("CR220", meant)


AVENANT = "avenant: un--1\nà: un\nen vigueur: { du: 2025-01-01 }\n"
RESERVATAIRE = "réservataire: { nom: Préfet, type: etat }\n"


def skeleton_of(text: str) -> list[Diagnostic]:
    result = parse_file(make_source("x.yaml", text))
    return [*result.diagnostics, *check_skeleton(result.value)]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (ENTETE.replace(RESERVATAIRE, "réservataire:\nnom: Préfet\ntype: etat\n"), "CR046", "nom"),
        (AVENANT + "modifications:\n  - ajoute:\n    délai: d\n    débiteur: bailleur\n", "CR046", "délai"),
        (AVENANT + 'clauses:\n  - retire: x\n    source: { article: "1" }\n', "CR020", "clauses"),
        (AVENANT + 'modifications:\n  - remplace: x\n    compte: baux signés\n    source: { article: "1" }\n',
         "CR047", "compte"),
        (frame_clauses('- exception: e\n  à: x\n  si: qpv\n  règle: qpv\n  source: { article: "1" }\n'),
         "CR047", "règle"),
    ],
)  # fmt: skip
def test_keys_out_of_their_group_are_told_once(text: str, code: str, place: str) -> None:
    text = text if "clauses" in text or "avenant" in text else text + "clauses:\n" + CLAUSES
    (found,) = skeleton_of(text)
    assert (found.code, found.span.text) == (code, place)


def test_a_key_written_amiss_is_not_missing_too(tmp_path: Path) -> None:
    (found,) = told(tmp_path, ERP, ("      colonne: NATURE", "      colone: NATURE"))
    assert (found.code, found.args["proche"]) == ("CR020", "colonne")


DATEE = "valeurs: [{ du: 2024-01-01, valeur: 30 % }]"
PARAMETRE = 'paramètres:\n  p:\n    {}\n    source: {{ article: "1" }}\n'


@pytest.mark.parametrize(
    ("before", "after", "remedy"),
    [
        ("choix:", PARAMETRE.format("valeur: 30 %") + "choix:", DATEE),
        ("choix:", PARAMETRE.format("valeurs: 30 %") + "choix:", DATEE),
        ("{ du: 2024-01-01, au: 2026-12-31 }", "du 2024-01-01 au 2026-12-31",
         "en vigueur: { du: 2024-01-01, au: 2026-12-31 }"),
        ("{ du: 2024-01-01, au: 2026-12-31 }", "01/01/2024 - 31/12/2026",
         "en vigueur: { du: 2024-01-01, au: 2026-12-31 }"),
        ("{ du: 2024-01-01, au: 2026-12-31 }", "dès le 1er janv. 2024", "en vigueur: { du: 2024-01-01 }"),
    ],
)  # fmt: skip
def test_a_group_on_one_line_is_shown_as_it_is_written(before: str, after: str, remedy: str) -> None:
    wrong = frame_clauses(CLAUSES).replace(before, after, 1)
    (found,) = skeleton_of(wrong)
    assert (found.code, found.args["exemple"]) == ("CR023", remedy)
    line = next(line for line in wrong.splitlines() if after.splitlines()[-1] in line or "30 %" in line)
    indent = line[: len(line) - len(line.lstrip())]
    assert skeleton_of(wrong.replace(line, indent + remedy, 1)) == []


def test_columns_of_no_table_are_told_once(tmp_path: Path) -> None:
    found = told(tmp_path, ERP, ("colonnes:\n  vacances:", "colonnes:\n  vacance:"))
    assert [(d.code, d.args["proche"]) for d in found] == [("CR024", "vacances")]


SECTIONS = (
    "vocabulaire:\n"
    "  nb_plus: {{ niveau: programme, type: entier, unité: logement, énoncé: financés en PLUS }}\n"
    "{}nb_pls: {{ niveau: programme, type: entier, unité: logement, énoncé: financés en PLS }}\n"
    "paramètres:\n"
    '  seuil:\n    valeurs: [{{ du: 2024-01-01, valeur: 30 % }}]\n    source: {{ article: "3" }}\n'
    '{}plafond:\n    valeurs: [{{ du: 2024-01-01, valeur: 40 % }}]\n    source: {{ article: "3" }}\n'
    "définitions:\n  peu_de_pls: programme.nb_pls / programme.logements <= plafond\n"
    "{}peu_de_plus: programme.nb_plus / programme.logements <= seuil\n"
    "clauses:\n  - obligation: pls\n    règle: peu_de_pls et peu_de_plus\n"
    '    débiteur: bailleur\n    source: {{ article: "3" }}\n'
)
DEDANS = ("  ", "  ", "  ")
DERNIERS = [(0, "nb_pls", "vocabulaire"), (1, "plafond", "paramètres"), (2, "peu_de_plus", "définitions")]


def with_sections(*retraits: str) -> tuple[str, str]:
    """Ours among those of the State's convention."""
    given = (EXEMPLE / ETAT).read_text("utf-8")
    own = given[given.index("paramètres:\n") : given.index("clauses:\n") + len("clauses:\n")]
    ours = SECTIONS.format(*retraits)
    for name in ("paramètres", "définitions"):
        body = own.split(f"{name}:\n")[1]
        ours = ours.replace(f"{name}:\n", f"{name}:\n{re.split(r'^(?=[^ ])', body, flags=re.M)[0]}")
    return own, ours


def test_the_sections_are_sound(tmp_path: Path) -> None:
    codes = {d.code for d in told(tmp_path, ETAT, with_sections(*DEDANS))}
    assert not codes & {"CR004", "CR020", "CR022", "CR046", "CR201"}, codes


@pytest.mark.parametrize(("rank", "cle", "sous"), DERNIERS)
def test_a_last_entry_at_the_margin_is_told_alone(rank: int, cle: str, sous: str, tmp_path: Path) -> None:
    retraits = ["" if n == rank else "  " for n in range(3)]
    sound = told(tmp_path / "juste", ETAT, with_sections(*DEDANS))
    found = told(tmp_path, ETAT, with_sections(*retraits))
    (out,) = [d for d in found if d.code not in {s.code for s in sound}]
    assert (out.code, out.span.text, out.args["sous"], out.args["n"]) == ("CR046", cle, sous, "2")
    assert [d.code for d in found if d is not out] == [d.code for d in sound]
    assert all(d.fix is None for d in found)


def test_the_choice_of_the_last_line_at_the_margin_is_told_alone() -> None:
    (found,) = skeleton_of(frame_clauses(CLAUSES).replace("  échéance non", "échéance non"))
    assert (found.code, found.span.text, found.args["n"]) == ("CR046", "échéance non ouvrée", "2")


def test_the_lines_under_an_entry_follow_it() -> None:
    out = (
        "paramètres:\n    p:\n        valeurs: [{ du: 2024-01-01, valeur: 3 % }]\n"
        '        source: { article: "1" }\n'
        'q:\n    valeurs: [{ du: 2024-01-01, valeur: 3 % }]\n    source: { article: "1" }\n'
        'r:\n    valeurs: [{ du: 2024-01-01, valeur: 3 % }]\n    source: { article: "1" }\n'
    )
    text = frame_clauses(CLAUSES)
    (found,) = skeleton_of(text.replace("clauses:", f"{out}clauses:"))
    assert (found.span.text, found.args["n"], found.args["autres"]) == (
        "q",
        "4",
        "« q », « r »",
    )
    (found,) = skeleton_of(text.replace("clauses:", out[: out.index("r:\n")] + "clauses:"))
    assert (found.span.text, found.args["n"], found.args["bloc"]) == ("q", "4", "4")


@pytest.mark.parametrize(
    "key", ["remarque: à relire", "vocabulair: {}", "clause: []", "Nom: x", "note: { a: b }"]
)
@pytest.mark.parametrize("rank", range(3))
def test_a_key_of_no_section_stays_unknown(key: str, rank: int) -> None:
    sections = (
        "vocabulaire:\n  v: { niveau: programme, type: entier, unité: logement, énoncé: v }\n",
        'paramètres:\n  p:\n    valeurs: [{ du: 2024-01-01, valeur: 3 % }]\n    source: { article: "1" }\n',
        "définitions:\n  d: qpv\n",
    )
    text = frame_clauses(CLAUSES).replace("clauses:", f"{sections[rank]}{key}\nclauses:")
    assert [d.code for d in skeleton_of(text)] == ["CR020"]
