"""One mistake, one message: what follows from it is not told."""

import pytest

from checking.harness import findings_of
from convrules.diagnostics import catalogue
from frames import frame_clauses, frame_entete

PART = """\
- part: p
  règle: {regle}
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  force: engagement
  source: {source}
  dont:
    - quota: q
      règle: au plus 5 % des vacances dans l'assiette, pour dalo
      arrondi: sans arrondi
      force: plafond
"""


@pytest.mark.parametrize(
    ("regle", "source", "codes"),
    [
        ("20 % des vacances dans l'assiette", '{ article: "1" }', []),
        ("20 % des logements", '{ article: "1" }', ["CR469"]),
        ("20 % des logements dans l'assiette", '{ article: "1" }', ["CR469"]),
        ("20 % des vacances dans l'assiette", '{ artcle: "1" }', ["CR020"]),
        ("20 % des vacances dans l'assiette", '{ article: "1", fondement: CHC R441-5 }', ["CR232"]),
    ],
)
def test_a_part(regle: str, source: str, codes: list[str]) -> None:
    assert [d.code for d in findings_of(frame_clauses(PART.format(regle=regle, source=source)))] == codes


@pytest.mark.parametrize(
    ("entete", "code"),
    [
        ("paramètres:\n  x:\n    valeurs:\n      - { du: 2024-01-01, valeur: 28,5 % }\n", "CR103"),
        (
            "paramètres:\n  x:\n    valeurs:\n      - { du: 2025-01-01, valeur: 28 % }\n"
            "      - { du: 2024-01-01, valeur: 30 % }\n",
            "CR419",
        ),
        ("en vigueur: { du: 0024-01-01, au: 2026-12-31 }\n", "CR907"),
        ("choix\u00a0: { période: année civile }\n", "CR010"),
    ],
)
def test_a_heading(entete: str, code: str) -> None:
    found = [d.code for d in findings_of(frame_entete(entete)) if d.code != "CR022"]
    assert found == [code]


def test_a_base_of_law_of_another_name_is_told_once_with_the_one_meant() -> None:
    text = frame_entete("hérite: { cchh: 2026-02 }\n") + (
        '  - exception: e\n    à: cch.part_uniforme\n    écarte: oui\n    source: { article: "1" }\n'
    )
    (found,) = findings_of(text)
    assert (found.code, found.span.text, str(found.args["proche"])) == ("CR209", "cchh", "cch")


@pytest.mark.parametrize(
    "texte", ["La Ville propose.\n    si: contingent = commune", "si: contingent = commune"]
)
def test_a_key_lost_in_a_text_wherever_it_stands(texte: str) -> None:
    clause = f'- champ: c\n  énoncé: >-\n    {texte}\n  règle: non qpv\n  source: {{ article: "1" }}\n'
    (found,) = findings_of(frame_clauses(clause))
    assert (found.code, found.span.text, found.args["texte"]) == ("CR042", "si", "énoncé")


def test_a_text_on_its_own_line_or_that_quotes_a_key_within_is_a_text() -> None:
    clause = (
        "- champ: c\n  énoncé: >-\n    Il dit, source: le bailleur.\n    Il dit : si le lieu est libre.\n"
        '  règle: non qpv\n  source: { article: "1" }\n'
    )
    assert not findings_of(frame_clauses(clause))


@pytest.mark.parametrize(
    ("plus", "code", "aide"),
    [
        ("pour: dalo", "CR020", "« , pour … »"),
        ("où: dalo", "CR020", "« , où … »"),
    ],
)
def test_words_of_the_sentence_of_a_quota_written_as_keys(plus: str, code: str, aide: str) -> None:
    text = (
        "- quota: q\n  règle: au moins 20 % des propositions du champ du réservataire\n"
        f"  {plus}\n  force: objectif\n  application: ensemble\n  arrondi: inférieur\n"
        '  source: { article: "1" }\n'
    )
    found = [d for d in findings_of(frame_clauses(text)) if d.code != "CR409" or plus.startswith("pour")]
    assert [d.code for d in found] == [code]
    assert found[0].fix is None and aide in (catalogue.aide(found[0]) or "")


@pytest.mark.parametrize("genre", ["délai", "obligation"])
def test_what_a_clause_is_about_is_told_and_not_what_its_rule_then_reads(genre: str) -> None:
    rule = (
        "livraison au plus tard 3 mois après mise_en_service"
        if genre == "délai"
        else "livraison >= 2024-01-01"
    )
    text = (
        f"- {genre}: d\n  porte sur: programmes\n  règle: {rule}\n  débiteur: bailleur\n"
        '  source: { article: "1" }\n'
    )
    assert [d.code for d in findings_of(frame_clauses(text))] == ["CR024"]


@pytest.mark.parametrize(
    ("entete", "code", "meant"),
    [
        (
            "en vigueur: { du: 2024-01-01, au: 2026-12-31, tacite reconduction: 3 ans }\n",
            "CR020",
            "reconduction tacite",
        ),
        (
            "paramètres:\n  x:\n    valeurs: { du: 2024-01-01, valeur: 30 % }\n",
            "CR023",
            "[{ du: 2024-01-01, valeur: 30 % }]",
        ),
    ],
)
def test_what_is_proposed_is_what_is_due(entete: str, code: str, meant: str) -> None:
    found = [d for d in findings_of(frame_entete(entete)) if d.code == code]
    assert len(found) == 1 and meant in (catalogue.aide(found[0]) or "")


DEDANS = (
    "- part: p\n  règle: 20 % des vacances dans l'assiette\n  compte: attributions\n  application: ensemble\n"
    '  arrondi: inférieur\n  report: aucun\n  source: {{ article: "1" }}\n  dont:\n{}'
)


@pytest.mark.parametrize(
    ("inner", "meant"),
    [
        ("part: q\nrègle: au plus 5 % des vacances dans l'assiette, pour dalo\narrondi: inférieur", "quota"),
        ("non codable: n\nraison: x\naccepté par: y\nle: 2024-01-15", None),
        ("délai: d\nrègle: proposition au plus tard 1 mois après information\ndébiteur: bailleur", None),
        ("exception: e\nà: p\nsi: dalo\nécarte: oui", None),
    ],
)
def test_a_clause_of_another_kind_inside_a_part(inner: str, meant: str | None) -> None:
    lines = [("    - " if rank == 0 else "      ") + line for rank, line in enumerate(inner.splitlines())]
    (found,) = findings_of(frame_clauses(DEDANS.format("".join(f"{line}\n" for line in lines))))
    assert (found.code, found.span.text) == ("CR027", inner.split(":")[0])
    assert (found.fix.texte if found.fix is not None else None) == meant


@pytest.mark.parametrize("genre", ["convention", "avenant", "politique", "correspondance"])
def test_cases_under_the_name_of_another_kind_of_file(genre: str) -> None:
    text = f"{genre}: exemple\nau: 2025-12-31\ncas:\n  - cas: x\n    attendu: {{ statut: hors du champ }}\n"
    (found,) = findings_of(text)
    assert (found.code, found.span.text) == ("CR049", genre)
    assert found.fix is not None and found.fix.texte == "essais"
