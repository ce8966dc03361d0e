"""Mappings as landlords write them, through the checker."""

from pathlib import Path

from convrules import ir, vocabulary
from convrules.base.values import TCode, TNombre
from convrules.checking.correspondance import check_correspondance
from convrules.checking.env import Environnement
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import Contexte
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from convrules.syntax.yaml_tree import decode
from facts.landlord import length_of_id

# What the convention of the Paris programmes has to declare.
PARIS = ir.Convention(
    ident="paris",
    vocabulaire=tuple(
        ir.ChampDeclare(nom=nom, niveau=ir.Niveau.PROGRAMME, type=TNombre(entier=True))
        for nom in ("nb_plai", "nb_plus", "nb_plus_cd", "nb_pls")
    ),
)

CONTEXTE = Contexte(
    enumerations=dict(vocabulary.tables.ENUMERATIONS)
    | {
        field.type.enumeration: field.codes
        for field in vocabulary.CHAMPS.values()
        if isinstance(field.type, TCode) and field.codes
    },
    calculer=length_of_id,
)


def check_mapping(text: bytes) -> Checked[ir.Correspondance]:
    source = decode(text, "correspondance.yaml")
    parsed = parse_file(source.value)
    checked = check_correspondance(parsed.value, Environnement(conventions={"paris": PARIS}))
    before = (*source.diagnostics, *parsed.diagnostics, *check_skeleton(parsed.value))
    return Checked(value=checked.value, diagnostics=(*before, *checked.diagnostics))


def read_mapping(path: Path) -> ir.Correspondance:
    """A mapping that is known to be right."""
    checked = check_mapping(path.read_bytes())
    assert checked.diagnostics == ()
    return checked.value
