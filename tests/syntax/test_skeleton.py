"""The skeleton: one finding per mistake, at its place; the walk and the published schema agree."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from convrules.base.source import NOWHERE, make_source
from convrules.syntax import entries, schema
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_file
from convrules.syntax.reference import violations
from convrules.syntax.skeleton import check_skeleton
from frames import frame_clauses, frame_entete

DATA = Path(__file__).parent.parent / "data"
SOURCE = '\n  source: { article: "1" }\n'


def found_in(text: str) -> list[tuple[str, str, dict[str, str]]]:
    result = parse_file(make_source("t", text))
    assert result.diagnostics == ()
    return [(d.code, d.span.text, dict(d.args)) for d in check_skeleton(result.value)]


# clauses, code, text under the caret, one argument
CLAUSES = [
    ("- champ: x\n  règle: qpv\n", "CR022", "champ", ("cles", "« source »")),
    ("- champ: x\n  règle: qpv\n  abc: 1" + SOURCE, "CR020", "abc", ("proche", "")),
    ("- champ: x\n  règle: qpv\n  groupes: a" + SOURCE, "CR020", "groupes", ("proche", "groupe")),
    ("- champ: x\n  regle: qpv" + SOURCE, "CR021", "regle", ("attendu", "règle")),
    ("- champ: x\n  Règle: qpv" + SOURCE, "CR021", "Règle", ("attendu", "règle")),
    ("- delai: x\n  règle: a au plus tard 1 mois après b" + SOURCE, "CR021", "delai", ("attendu", "délai")),
    ("- délai: x\n  règle: a avant le 2025-01-01" + SOURCE, "CR022", "délai", ("cles", "« débiteur »")),
    ("- obligation: x\n  règle: qpv" + SOURCE, "CR022", "obligation", ("cles", "« débiteur »")),
    ("- soustraction: x\n  règle: qpv" + SOURCE, "CR022", "soustraction", ("cles", "« catégorie »")),
    ("- quota: x\n  règle: au plus 2 logements" + SOURCE, "CR022", "quota", ("cles", "« application »")),
    ("- suite: x\n  après: bail" + SOURCE, "CR022", "suite", ("cles", "« effet »")),
    ("- champ: x\n  règle: qpv\n  force: fort" + SOURCE, "CR024", "fort", ("proche", "")),
    ("- champ: x\n  règle: qpv\n  force: plafonds" + SOURCE, "CR024", "plafonds", ("proche", "plafond")),
    ("- champ: x\n  règle: qpv\n  force: Plafond" + SOURCE, "CR021", "Plafond", ("attendu", "plafond")),
    ("- champ: Un Nom\n  règle: qpv" + SOURCE, "CR025", "Un Nom", ("cle", "champ")),
    ("- champ: x\n  règle: qpv\n  source: Article 1\n", "CR023", "Article 1", ("trouve", "un texte")),
    ("- champ: x\n  règle: qpv\n  source: { article: 1 }\n", "CR026", "1", ("cle", "article")),
    ("- champ: x\n  règle: qpv\n  source:\n", "CR023", "", ("trouve", "rien")),
    ("- champ: x\n  règle: [a, b]" + SOURCE, "CR023", "[a, b]", ("trouve", "une liste")),
    ("- chanp: x\n  règle: qpv" + SOURCE, "CR027", "chanp", ("proche", "champ")),
    ("- réserve: x\n  règle: au plus 2 logements" + SOURCE, "CR027", "réserve", ("proche", "")),
    ("- règle: qpv\n  champ: x" + SOURCE, "CR028", "champ", ("genre", "champ")),
    ("- exception: x\n  à: y" + SOURCE, "CR030", "exception", ("lieu", "une clause « exception »")),
    ("- exception: x\n  à: y\n  écarte: oui\n  remplace: { force: plafond }" + SOURCE, "CR030", "exception",
     ("lieu", "une clause « exception »")),
    ("- exception: x\n  à: y\n  remplace: { regle: 1 }" + SOURCE, "CR021", "regle", ("attendu", "règle")),
    ("- non codable: x\n  raison: r\n  accepté par: s\n  le: hier" + SOURCE, "CR025", "hier", ("cle", "le")),
]  # fmt: skip

ENTETES = [
    ("en vigueur: { du: 2024-02-30 }\n", "CR118", "2024-02-30", ("ecrit", "2024-02-30")),
    ("hérite: cch\n", "CR023", "cch", ("attendu", "les socles hérités")),
    ("bailleur: { nom: X, siren: 123456789 }\n", "CR026", "123456789", ("cle", "siren")),
    ('bailleur: { nom: X, siren: "12" }\n', "CR025", '"12"', ("cle", "siren")),
    ("territoire: { commune: [] }\n", "CR029", "[]", ("cle", "commune")),
    ("territoire: {}\n", "CR029", "{}", ("cle", "territoire")),
    ("parametres: {}\n", "CR021", "parametres", ("attendu", "paramètres")),
    (
        "paramètres:\n  Taux:\n    valeurs: [{ du: 2024-01-01, valeur: 3 % }]\n",
        "CR025",
        "Taux",
        ("cle", "paramètres"),
    ),
    (
        "paramètres:\n  taux:\n    valeurs: [{ du: 2024-01-01 }]\n",
        "CR030",
        "du",
        ("lieu", "une valeur datée"),
    ),
    ("vocabulaire:\n  x: { niveau: vacance }\n", "CR030", "niveau", ("lieu", "un champ du vocabulaire")),
    ("vocabulaire:\n  x: { niveau: maison, type: texte }\n", "CR024", "maison", ("cle", "niveau")),
    ("clauses: { champ: x }\n", "CR023", "{ champ: x }", ("attendu", "une liste de clauses")),
    ("clauses: []\n", "CR029", "[]", ("cle", "clauses")),
]


@pytest.mark.parametrize(("fragment", "code", "place", "arg"), CLAUSES)
def test_clause(fragment: str, code: str, place: str, arg: tuple[str, str]) -> None:
    found = found_in(frame_clauses(fragment))
    assert (found[0][0], found[0][1]) == (code, place)
    assert found[0][2][arg[0]] == arg[1]


@pytest.mark.parametrize(("fragment", "code", "place", "arg"), ENTETES)
def test_head(fragment: str, code: str, place: str, arg: tuple[str, str]) -> None:
    found = found_in(frame_entete(fragment))
    assert (found[0][0], found[0][1]) == (code, place)
    assert found[0][2][arg[0]] == arg[1]


def test_a_number_with_leading_zeros_is_text_for_every_reader() -> None:
    assert found_in(frame_entete("bailleur: { nom: X, siren: 000000000 }\n")) == []


def test_a_misspelt_mandatory_key_is_said_once() -> None:
    found = found_in(frame_clauses("- champ: x\n  regle: qpv" + SOURCE))
    assert [code for code, _, _ in found] == ["CR021"]


def test_every_choice_is_mandatory() -> None:
    ((_, _, args),) = found_in(frame_entete("choix: { période: année civile }\n"))
    assert args["cles"] == (
        "« rattachement », « événements », « gestion », « premières mises en location », « soustractions », "
        "« échéance non ouvrée »"
    )


@pytest.mark.parametrize("key", ["règle", "compte", "application", "arrondi", "report"])
def test_a_part_says_everything(key: str) -> None:
    keys = {
        "règle": "30 % des vacances dans l'assiette",
        "compte": "attributions",
        "application": "ensemble",
        "arrondi": "inférieur",
        "report": "aucun",
    }
    lines = "".join(f"  {k}: {v}\n" for k, v in keys.items() if k != key)
    found = found_in(frame_clauses("- part: x\n" + lines + SOURCE.lstrip("\n")))
    assert [(code, args["cles"]) for code, _, args in found] == [("CR022", f"« {key} »")]


def test_a_hole_stands_for_any_value_in_a_model_only() -> None:
    body = frame_entete("bailleur: { nom: <nom>, siren: <siren> }\n").partition("\n")[2]
    assert found_in("modèle: etat\n" + body) == []
    assert [code for code, _, _ in found_in("convention: etat\n" + body)] == ["CR025"]


# --- the published schema ---------------------------------------------------------------------
def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema.root())


def test_every_key_has_a_gloss() -> None:
    for name, definition in schema.mapping(schema.root(), "$defs").items():
        for key, value in schema.mapping(definition, "properties").items():
            assert schema.text(schema.resolve(value), "description"), f"{name}: {key}"


def test_every_table_is_closed_or_says_what_it_holds() -> None:
    for name, definition in schema.mapping(schema.root(), "$defs").items():
        if definition.get("type") == "object":
            assert "additionalProperties" in definition, name


def test_schema_and_sentences_know_the_same_clauses() -> None:
    kinds = {
        schema.words(definition, "required")[0]: definition
        for name, definition in schema.mapping(schema.root(), "$defs").items()
        if name.startswith("clause_") and "properties" in definition and name != "clause_dont"
    }
    assert set(kinds) == set(entries.CLAUSES)
    for kind, sentences in entries.CLAUSES.items():
        assert set(sentences) <= set(schema.mapping(kinds[kind], "properties"))


def files() -> list[n.File]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(DATA.glob("*.yaml"))]
    texts += [frame_entete("énoncé: x\n"), "modèle: etat\n" + frame_entete("").partition("\n")[2]]
    return [parse_file(make_source("t", text)).value for text in texts]


def damaged(node: n.Yaml) -> Iterator[n.Yaml]:
    """The node with one thing changed: a key gone, doubled in kind, or a value of another form."""
    yield n.Scalaire(span=NOWHERE, texte="42")
    yield n.Scalaire(span=NOWHERE, texte="2024-02-30")
    yield n.Scalaire(span=NOWHERE, texte="mot quelconque")
    yield n.Liste(span=NOWHERE, elements=())
    if isinstance(node, n.Table):
        for rank, (key, value) in enumerate(node.entrees):
            rest = (*node.entrees[:rank], *node.entrees[rank + 1 :])
            yield replace(node, entrees=rest)
            yield replace(node, entrees=(*node.entrees, (replace(key, texte=key.texte + "x"), value)))
            for other in damaged(value):
                yield replace(node, entrees=(*node.entrees[:rank], (key, other), *node.entrees[rank + 1 :]))
    if isinstance(node, n.Liste):
        for rank, element in enumerate(node.elements):
            for other in damaged(element):
                yield replace(node, elements=(*node.elements[:rank], other, *node.elements[rank + 1 :]))


@pytest.mark.parametrize("file", files(), ids=lambda f: f"{f.genre}")
def test_walk_and_schema_agree(file: n.File) -> None:
    assert check_skeleton(file) == ()
    assert violations(file) == ()
    head = file.racine.entrees[0]
    variants = [v for v in damaged(file.racine) if isinstance(v, n.Table) and v.entrees[:1] == (head,)]
    for variant in variants[:: max(1, len(variants) // 150)]:
        other = replace(file, racine=variant)
        codes = {d.code for d in check_skeleton(other)} - {"CR028"}
        assert bool(codes) == bool(violations(other)), variant
