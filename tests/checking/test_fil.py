"""Every finding says what it is about: convention › article › clause, whichever pass found it."""

from pathlib import Path

import pytest

from convrules.api.verification import verify_paths
from frames import frame_clauses, frame_entete

QUOTA = """\
- quota: q
  règle: {regle}
  compte: attributions
  application: ensemble
  arrondi: inférieur
  {cle}: engagement
  source: {{ article: "4" }}
"""
PART = """\
- part: p
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  force: engagement
  source: { article: "5" }
  dont:
    - quota: r
      règle: au plus 5 pourcents des vacances dans l'assiette, pour dalo
      arrondi: sans arrondi
      force: plafond
      source: { article: "5.2" }
"""
Q = ("article 4", "quota « q »")
CONVENTION = "convention « exemple »"
CAS = """\
essais: exemple
au: 2025-03-01
cas:
  - cas: premier
    faits: { vacances: [{ id: v1, natur: logement_ordinaire }] }
    attendu: { statut: dans l'assiette }
  - cas: second
    faits: {}
    atendu: {}
"""


@pytest.mark.parametrize(
    ("text", "code", "fil"),
    [
        (QUOTA.format(regle="au moins 25 % des baux sgnés", cle="force"), "CR101", Q),
        (QUOTA.format(regle="au moins 25 % des baux signés", cle="forc"), "CR020", Q),
        (QUOTA.format(regle="au moins 25 pourcents des baux signés", cle="force"), "CR121", Q),
        (PART, "CR121", ("article 5.2", "quota « r »")),
    ],
)
def test_form_and_grammar(text: str, code: str, fil: tuple[str, ...], tmp_path: Path) -> None:
    assert threads({"c.yaml": frame_clauses(text)}, tmp_path)[code] == (CONVENTION, *fil)


def test_a_heading(tmp_path: Path) -> None:
    text = frame_entete("en vigueur: { du: 01/01/2024, au: 2026-12-31 }\n")
    assert threads({"c.yaml": text}, tmp_path) == {"CR025": (CONVENTION,)}


def test_a_case(tmp_path: Path) -> None:
    found = threads({"c.yaml": frame_entete(""), "e.yaml": CAS}, tmp_path)
    assert found["CR020"] == ("essais « exemple »", "cas « second »")


def test_between_files(tmp_path: Path) -> None:
    """What two conventions say apart of one landlord is about the conventions."""
    other = frame_entete('convention: autre\nbailleur: { nom: OPH Exemple, siren: "123456782" }\n')
    found = threads({"a.yaml": frame_entete(""), "b.yaml": other}, tmp_path)
    assert found["CR641"] == ("convention « exemple »",)


def test_a_file_that_does_not_read(tmp_path: Path) -> None:
    """Its lines still say which clause the mistake is in."""
    text = frame_clauses(QUOTA.format(regle="au moins 25 % des baux signés", cle="force"))
    found = threads({"c.yaml": text.replace("    arrondi: inférieur", "  arrondi: inférieur")}, tmp_path)
    assert found == {"CR004": (CONVENTION, *Q)}


def test_a_file_without_a_name_has_no_thread(tmp_path: Path) -> None:
    assert threads(
        {"c.yaml": frame_entete("").replace("convention: exemple", "conventio: exemple")}, tmp_path
    ) == {"CR015": ()}


def threads(files: dict[str, str], folder: Path) -> dict[str, tuple[str, ...]]:
    """By code, the thread of its finding, without markup."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (report,) = verify_paths([folder])[0]
    return {d.code: tuple(map(str, d.fil)) for d in report.diagnostics}
