"""Whole files: every kind is read, every sentence is found and stands where it was written."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.base.source import make_source
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from convrules.syntax.words import MOTS
from frames import frame_clauses, frame_entete
from syntax.trees import sentence, walk

DATA = Path(__file__).parent.parent / "data"
FICHIERS = sorted(DATA.glob("*.yaml"))


def phrases(file: n.File) -> list[n.Phrase]:
    return [node for node in walk(file) if isinstance(node, n.Phrase)]


@pytest.mark.parametrize(
    ("name", "genre", "count"),
    [
        ("etat-93--oph-exemple.yaml", n.GenreFichier.CONVENTION, 32),
        ("etat-93--oph-exemple--1.avenant.yaml", n.GenreFichier.AVENANT, 3),
        ("etat-93--oph-exemple.essais.yaml", n.GenreFichier.ESSAIS, 0),
        ("oph-exemple.politique.yaml", n.GenreFichier.POLITIQUE, 4),
        ("erp-oph-exemple.correspondance.yaml", n.GenreFichier.CORRESPONDANCE, 1),
    ],
)
def test_example_is_read_without_findings(name: str, genre: n.GenreFichier, count: int) -> None:
    result = parse_file(make_source(name, (DATA / name).read_text(encoding="utf-8")))
    assert result.diagnostics == ()
    assert check_skeleton(result.value) == ()
    assert result.value.genre is genre
    assert len(phrases(result.value)) == count


@pytest.mark.parametrize(
    "text",
    ["socle: cch\nversion: 2026-02\n", "modèle: etat\n"],
)
def test_other_kinds_are_told_by_their_first_key(text: str) -> None:
    result = parse_file(make_source("t", text))
    assert result.diagnostics == ()
    assert result.value.genre is n.GenreFichier(text.partition(":")[0])


AUTRES = """\
- droit identifié: services_exceptes
  règle: service dans [defense, securite_interieure]
  source: { article: "1" }
- répartition: garants
  de: part_garants
  entre: { commune: 20 %, epci: 30 %, departement: 50 % }
  restes: plus forts restes
  source: { article: "1" }
- transmission: bilan
  règle: avant le 28 février
  débiteur: bailleur
  destinataires: chaque réservataire
  contenu: logements proposés et attribués, soustractions
  vue: ses lignes
  source: { article: "1" }
- exception: tolerance_2024
  à: bilan
  remplace:
    règle: au plus tard le 15 mars
  en vigueur: { du: 2024-01-01, au: 2024-12-31 }
  source: { article: "1" }
- priorité: petits_logements
  si: typologie = T1
  règle: mutation puis etat puis les autres
  source: { article: "1" }
"""


def test_other_clauses_are_read() -> None:
    result = parse_file(make_source("t", frame_clauses(AUTRES)))
    assert result.diagnostics == ()
    assert check_skeleton(result.value) == ()
    assert [p.entree.value for p in phrases(result.value)] == [
        "expr", "expr", "expr", "expr", "echeance", "echeance", "expr", "ordre",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cible", "regle", "entree"),
    [
        ("logements_ordinaires", "etat", "expr"),
        ("cascade", "etat", "ordre"),
        ("ailleurs", "etat", "expr"),
        ("ailleurs", "au moins 2 % des logements", "quota"),
        ("ailleurs", "au plus tard le 15 mars", "echeance"),
        ("ailleurs", "bail au plus tard 1 mois après offre", "delai"),
        ("ailleurs", "etat puis epci", "ordre"),
        ("ailleurs", "30 % des vacances dans l'assiette", "part"),
        ("ailleurs", "nombre(candidatures) entre 1 et 4", "expr"),
        ("cch.plafond", "au plus 20 % des logements", "quota"),
    ],
)
def test_what_an_exception_replaces_is_read_as_its_target(cible: str, regle: str, entree: str) -> None:
    clauses = (
        '- imputation: cascade\n  règle: epci puis etat\n  source: { article: "1" }\n'
        '- champ: logements_ordinaires\n  règle: qpv\n  source: { article: "1" }\n'
        f'- exception: e\n  à: {cible}\n  remplace:\n    règle: {regle}\n  source: {{ article: "1" }}\n'
    )
    result = parse_file(make_source("t", frame_clauses(clauses)))
    assert result.diagnostics == ()
    assert phrases(result.value)[-1].entree.value == entree


# --- places ---------------------------------------------------------------------------------
@pytest.mark.parametrize("path", FICHIERS, ids=lambda p: p.name)
@pytest.mark.parametrize("change", ["rien", "crlf", "bom", "accents"])
def test_every_node_is_where_it_says(path: Path, change: str) -> None:
    text = path.read_text(encoding="utf-8")
    text = {
        "rien": text,
        "crlf": text.replace("\n", "\r\n"),
        "bom": "\ufeff" + text,
        "accents": "# é 𝄞 ééé\n" + text,
    }[change]
    check_places(parse_file(make_source(path.name, text)).value)


def check_places(file: n.File) -> None:
    for phrase in phrases(file):
        inside = [node for node in walk(phrase.arbre) if isinstance(node, n.Noeud)]
        for node in inside:
            assert phrase.span.start <= node.span.start < node.span.end <= phrase.span.end
            check_token(node)
        if isinstance(phrase.arbre, n.Invalide):
            continue
        assert phrase.arbre.span.text == phrase.span.text.strip()


def check_token(node: n.Noeud) -> None:
    """The text under a leaf is what the leaf says."""
    text = node.span.text
    match node:
        case n.Chemin(noms=noms):
            assert text.strip('"') == ".".join(noms)
        case n.Nombre(valeur=valeur, unite=unite):
            digits = re.match(r"\(*([0-9.]+)", text)
            assert digits is not None and Fraction(digits[1]) == valeur
            assert unite is None or unite[0] in text
        case n.Jour(valeur=valeur):
            assert text == valeur.isoformat()
        case n.Texte(valeur=valeur):
            assert text == f'"{valeur}"'
        case n.Trou(nom=nom):
            assert f"<{nom}>" in text
        case _:
            pass


MORCEAUX = st.sampled_from(
    [
        "qpv",
        "etage > 3",
        'commune = "93048"',
        "typologie dans [T4, T5]",
        "loyer <= 6.50 €/m²",
        "(neuf ou pmr)",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(MORCEAUX, min_size=1, max_size=6),
    style=st.sampled_from(["{0}", ">-\n      {0}", ">\n        {0}\n\n", "|-\n      {0}", "{0}  # remarque"]),
    breaks=st.lists(st.booleans(), min_size=6, max_size=6),
    comment=st.sampled_from(["", "# é𝄞\n"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_sentences_keep_their_places_in_every_layout(
    parts: list[str], style: str, breaks: list[bool], comment: str, end: str
) -> None:
    indent = style.partition("{0}")[0].partition("\n")[2] or "      "
    joints = ["\n" + indent if broken else " " for broken in breaks]
    body = parts[0] + "".join(f"{joint}et {part}" for joint, part in zip(joints, parts[1:], strict=False))
    text = comment + frame_entete(f"définitions:\n  essai: {style.format(body)}\n").replace("\n", end)
    result = parse_file(make_source("t", text))
    assert result.diagnostics == ()
    check_places(result.value)
    assert body.replace("\n", end) in [p.span.text for p in phrases(result.value)]


# --- no text ever raises ---------------------------------------------------------------------
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for source in (text, "essais: " + text, frame_entete(f"définitions:\n  a: {text}")):
        result = parse_file(make_source("t", source))
        check_skeleton(result.value)
        assert all(0 <= d.span.start <= d.span.end <= len(source) for d in result.diagnostics)


AUTRES_MOTS = (
    'a b.c 12 1,5 01/02/2024 % ( ) [ ] , = < <taux> // é "x" \u00a0 ’ 2024-02-30 € m2 ٣ 12. et4 & a| - + * /'
)
VOCABULAIRE = st.sampled_from([s for spellings in MOTS.values() for s in spellings] + AUTRES_MOTS.split(" "))


@settings(max_examples=300, deadline=None)
@given(entree=st.sampled_from(list(n.Entree)), words=st.lists(VOCABULAIRE, max_size=8))
def test_no_sentence_raises(entree: n.Entree, words: list[str]) -> None:
    from_words = " ".join(words)
    result = sentence(entree.value, from_words)
    assert isinstance(result.value, n.Invalide) <= bool(result.diagnostics)
    assert all(5 <= d.span.start <= d.span.end <= 5 + len(from_words) for d in result.diagnostics)


LIGNES = (DATA / "etat-93--oph-exemple.yaml").read_text(encoding="utf-8").splitlines(keepends=True)


@settings(max_examples=100, deadline=None)
@given(
    at=st.integers(0, len(LIGNES) - 1),
    cut=st.integers(0, 60),
    put=st.sampled_from(
        ["", " ", "\t", ":", "- ", '"', "[", "{", "\n", "#", "&a ", "*a", "%", "\u00a0", "’", "?"]
    ),
)
def test_no_damaged_convention_raises(at: int, cut: int, put: str) -> None:
    line = LIGNES[at]
    text = "".join([*LIGNES[:at], line[:cut] + put + line[cut + 1 :], *LIGNES[at + 1 :]])
    check_skeleton(parse_file(make_source("t", text)).value)
