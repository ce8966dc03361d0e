"""Amendments through a whole repository: texts of a day, what is refused, what is explained."""

import json
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise, permutations
from pathlib import Path

import jsonschema
import pytest

from convrules import ir
from convrules.api.load import load_depot
from convrules.api.model import Verifie
from convrules.api.verification import check_depot
from convrules.cli.main import run
from convrules.ir.textes import families
from frames import frame_clauses

CLAUSES = """\
- champ: ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
- part: part_etat
  énoncé: Trente pour cent du flux.
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  dont:
    - quota: agents
      règle: au plus 5 % des vacances dans l'assiette, pour agent_etat
      arrondi: sans arrondi
      force: plafond
      source: { article: "2" }
  source: { article: "2" }
- délai: premiere_proposition
  règle: proposition au plus tard 1 mois après information
  débiteur: réservataire
  source: { article: "3" }
- exception: logements_adaptes
  à: premiere_proposition
  si: adapte
  remplace:
    règle: proposition au plus tard 2 mois après information
  source: { article: "3" }
- obligation: annee_2024
  règle: nombre(candidatures) >= 1
  débiteur: réservataire
  en vigueur: { du: 2024-01-01, au: 2024-12-31 }
  source: { article: "3" }
"""
CONVENTION = frame_clauses(CLAUSES).replace("choix:", 'document: { articles: ["1", "2", "3"] }\nchoix:', 1)
UN = """\
avenant: exemple--1
à: exemple
en vigueur: { du: 2025-01-01 }
modifications:
  - remplace: part_etat
    par:
      règle: 40 % des vacances dans l'assiette
    source: { article: "1" }
  - remplace: premiere_proposition
    énoncé: Six semaines.
    par:
      règle: proposition au plus tard 6 semaines après information
    source: { article: "2" }
  - ajoute:
      soustraction: mutations
      règle: affectation = mutation_interne
      catégorie: mutation
      source: { article: "3" }
"""
DEUX = """\
avenant: exemple--2
à: exemple
en vigueur: { du: 2026-01-01 }
modifications:
  - abroge: premiere_proposition
    source: { article: "1" }
  - remplace: agents
    par:
      règle: au plus 10 % des vacances dans l'assiette, pour agent_etat
    source: { article: "2" }
  - prolonge: { au: 2029-12-31 }
    source: { article: "3" }
"""
DAYS = ("2024-06-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01", "2029-12-31")


def write(folder: Path, *avenants: str, convention: str = CONVENTION) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "convention.yaml").write_text(convention, encoding="utf-8")
    for rank, text in enumerate(avenants):
        (folder / f"avenant-{rank}.yaml").write_text(text, encoding="utf-8")
    return folder


def verify(folder: Path) -> Verifie:
    return check_depot(load_depot(folder))


def of_day(folder: Path, day: str) -> dict[str, ir.Clause]:
    """Clauses in force on a day, as the compiled texts have them."""
    clauses = verify(folder).programmes["exemple"].clauses
    jour = date.fromisoformat(day)
    found = (c.on(jour) for c in clauses if any(v.entete.en_vigueur.contains(jour) for v in c.versions))
    return {c.entete.ident: _bare(c) for c in found}


def _bare(clause: ir.Clause) -> ir.Clause:
    """What the clause says: neither its days nor the number of its article."""
    if isinstance(clause, ir.Part):
        clause = replace(clause, dont=())
    return replace(clause, entete=replace(clause.entete, en_vigueur=ir.TOUJOURS, source=ir.SANS_SOURCE))


@pytest.mark.parametrize("day", DAYS)
def test_the_text_of_a_day_checks_and_means_the_same(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "a", UN, DEUX)
    assert run(["check", str(folder), "--as-of", day]) == 0
    printed = capsys.readouterr().out
    alone = write(tmp_path / "b", convention=printed)
    assert verify(alone).diagnostics == ()
    assert of_day(alone, day) == of_day(folder, day)


def test_the_text_of_a_day_tells_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(write(tmp_path / "a", UN, DEUX)), "--as-of", "2026-01-01"]) == 0
    out = capsys.readouterr().out
    assert (
        "# « premiere_proposition » : abrogée avec effet au 2026-01-01 par l'avenant 2, article 1.\n" in out
    )
    assert "# « en vigueur » : Prolongée par l'avenant 2, article 3, à compter du 2026-01-01.\n" in out
    assert "  # Modifiée par l'avenant 1, article 1, à compter du 2025-01-01.\n  - part: part_etat\n" in out
    assert '    source: { article: "3 de l\'avenant 1" }\n' in out
    assert "premiere_proposition\n" not in out.split("clauses:")[1]
    assert "annee_2024" not in out and "Trente pour cent" not in out
    assert out.index("- soustraction: mutations") > out.index("- part: part_etat")


def test_out_of_its_days_a_convention_is_not_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(write(tmp_path / "a", UN)), "--as-of", "2027-01-01"]) == 0
    said = capsys.readouterr()
    assert said.out == "" and "« exemple » n'est pas en vigueur le 2027-01-01." in said.err


def test_json_of_a_day_follows_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "a", UN, DEUX)
    assert run(["check", str(folder), "--as-of", "2026-01-01", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    schema = json.loads((files("convrules.render") / "schemas" / "texte.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    (text,) = found["textes"]
    changes = [(m["cible"], m["nature"], m["article"], m["du"]) for m in text["modifications"]]
    assert ("part_etat", "remplace", "1", "2025-01-01") in changes
    assert ("en vigueur", "prolonge", "3", "2026-01-01") in changes
    assert ("premiere_proposition", "abroge", "1", "2026-01-01") in changes


def test_a_format_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert run(["check", str(write(tmp_path / "a")), "--as-of", "2025-01-01", "--format", "concise"]) == 2


def test_a_wrong_amendment_is_never_ignored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The convention does not evaluate as if the amendment were not there."""
    for wrong in (UN.replace("premiere_proposition", "proposition_1"), UN.replace("40 %", "40,5 %")):
        folder = write(tmp_path / "a", wrong)
        assert run(["check", str(folder), "--as-of", "2025-06-01"]) == 1
        assert capsys.readouterr().out == ""
        assert verify(folder).programmes == {}


def test_checking_one_file_reads_the_amendments_of_its_repository(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", UN)
    (folder / "convrules.toml").write_text("", encoding="utf-8")
    assert run(["check", str(folder / "convention.yaml"), "--as-of", "2025-06-01"]) == 0
    assert run(["check", str(folder / "avenant-0.yaml"), "--as-of", "2025-06-01"]) == 0
    (folder / "avenant-0.yaml").write_text(UN.replace("40 %", "140 logements"), encoding="utf-8")
    assert run(["check", str(folder / "convention.yaml")]) == 1


def test_what_an_amendment_brings_is_typed_like_a_convention(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "a", UN.replace("mutation_interne", "mutation_interrne"))
    assert run(["check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "avenant-0.yaml:16" in out and "mutation_interne" in out
    assert "dans son texte du 2025-01-01 › avenant « exemple--1 » › article 3" in out


@pytest.mark.parametrize("order", list(permutations((UN, DEUX))))
def test_the_order_of_files_decides_nothing(order: tuple[str, str], tmp_path: Path) -> None:
    for day in DAYS:
        assert of_day(write(tmp_path / "a", *order), day) == of_day(write(tmp_path / "b", UN, DEUX), day)


def test_explanations_cite_the_amendment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "a", UN)
    (folder / "correspondance.yaml").write_text(
        'correspondance: essai\nbailleur: "000000000"\nfichiers:\n  vacances: { fichier: "v.csv" }\n'
        "colonnes:\n  vacances:\n    id: ID\n    commune: COMMUNE\n    disponibilite: DISPO\n"
        "    nature: NATURE\n    information: INFO\n    proposition: PROP\n    affectation: AFF\n",
        encoding="utf-8",
    )
    (folder / "v.csv").write_text(
        "ID,COMMUNE,DISPO,NATURE,INFO,PROP,AFF\n"
        "V1,93066,2025-02-03,logement_ordinaire,2025-02-03,2025-03-10,location\n"
        "V2,93066,2025-02-03,logement_ordinaire,2025-02-03,2025-03-10,mutation_interne\n",
        encoding="utf-8",
    )
    common = ["--depot", str(folder), "--data", str(folder / "correspondance.yaml"), "--as-of", "2025-12-31"]
    assert run(["explain", "V1", *common]) == 0
    out = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "article 3, remplacé par l'avenant 1, article 2" in out
    assert run(["explain", "V2", *common]) == 0
    assert "article 3 de l'avenant 1" in " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())


def test_versions_of_a_clause_do_not_meet_and_leave_no_gap(tmp_path: Path) -> None:
    clauses = {c.ident: c for c in verify(write(tmp_path / "a", UN, DEUX)).programmes["exemple"].clauses}
    days = [v.entete.en_vigueur for v in clauses["part_etat"].versions]
    for before, after in pairwise(days):
        assert before.au is not None and after.du == before.au + timedelta(days=1)
    assert days[0].du is None and days[-1].au is None
    (once,) = clauses["mutations"].versions
    assert once.entete.en_vigueur == ir.Validite(du=date(2025, 1, 1))
    assert clauses["premiere_proposition"].versions[-1].entete.en_vigueur.au == date(2025, 12, 31)


def test_texts_without_amendment_are_the_convention(tmp_path: Path) -> None:
    convention = verify(write(tmp_path / "a")).programmes["exemple"].convention
    (only,) = {len(f) for f in families((ir.Texte(du=None, convention=convention),))}
    assert only == 1


def test_parts_are_summed_day_by_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """65 % and 30 % hold together until the amendment makes them 65 % and 40 %."""
    folder = write(tmp_path / "a", UN)
    other = CONVENTION.replace("convention: exemple", "convention: autre").replace("30 %", "65 %")
    other = other.replace("type: etat", "type: als")
    (folder / "autre.yaml").write_text(other, encoding="utf-8")
    assert run(["check", str(folder), "--format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "1er\u00a0janvier\u00a02025" in out and "105" in out
    (folder / "avenant-0.yaml").write_text(UN.replace("40 %", "35 %"), encoding="utf-8")
    assert run(["check", str(folder), "--format", "concise"]) == 0


def test_cases_may_speak_of_a_clause_that_an_amendment_adds(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", UN)
    (folder / "essais.yaml").write_text(
        "essais: exemple\nau: 2025-12-31\ncas:\n"
        '  - cas: ajoutee\n    vacance: { disponibilite: 2025-02-03, commune: "93066",\n'
        "      nature: logement_ordinaire, affectation: mutation_interne }\n"
        "    attendu: { mutations: vrai }\n"
        '  - cas: pas_encore\n    vacance: { disponibilite: 2024-12-31, commune: "93066",\n'
        "      nature: logement_ordinaire, affectation: mutation_interne }\n"
        "    attendu: { mutations: non applicable, statut: dans l'assiette }\n",
        encoding="utf-8",
    )
    assert run(["test", str(folder)]) == 0


def test_a_renewed_convention_meets_its_successor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prolonged over the days of the next one, it is a second convention of one holder (`unicite`)."""
    heir = CONVENTION.replace("document:", "hérite: { cch: 2026-02 }\ndocument:")
    folder = write(tmp_path / "a", convention=heir)
    after = heir.replace("convention: exemple", "convention: suivante")
    after = after.replace("du: 2024-01-01, au: 2026-12-31", "du: 2027-01-01, au: 2029-12-31")
    after = after.replace("    en vigueur: { du: 2024-01-01, au: 2024-12-31 }\n", "")
    (folder / "suivante.yaml").write_text(after, encoding="utf-8")
    before = run(["check", str(folder), "--format", "concise"]), capsys.readouterr().out
    (folder / "avenant.yaml").write_text(DEUX, encoding="utf-8")
    late = run(["check", str(folder), "--format", "concise"]), capsys.readouterr().out
    assert "CR602" not in before[1] and "CR602" in late[1]


def test_an_added_clause_covers_no_article_of_the_convention(tmp_path: Path) -> None:
    more = CONVENTION.replace('articles: ["1", "2", "3"]', 'articles: ["1", "2", "3", "4"]')
    added = UN.replace('      source: { article: "3" }', '      source: { article: "4" }')
    covered = {
        line.article: bool(line.clauses)
        for line in verify(write(tmp_path / "a", added, convention=more)).couverture
    }
    assert covered == {"1": True, "2": True, "3": True, "4": False}


def test_an_amendment_as_a_tree(tmp_path: Path) -> None:
    found = verify(write(tmp_path / "a", UN, DEUX)).avenants
    assert list(found) == ["exemple--1", "exemple--2"]
    assert [(c.nature.value, c.cible, c.source.article) for c in found["exemple--2"].changements] == [
        ("abroge", "premiere_proposition", "1"),
        ("remplace", "agents", "2"),
        ("prolonge", "en vigueur", "3"),
    ]
    assert found["exemple--1"].changements[2].source.article == "3"
