"""Parameters whose value is a table: one value per code of a field (`selon`)."""

from collections.abc import Iterator

from convrules import ir, vocabulary
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import TCode, TCondition, TInvalide
from convrules.checking import codes
from convrules.checking.expressions import infer
from convrules.checking.readers import entries, head, phrase, tables, text
from convrules.checking.scope import Chantier, FaitConnu, Lieu
from convrules.checking.types import type_of
from convrules.checking.words import closest, listing
from convrules.diagnostics.problems import tables as problems
from convrules.diagnostics.problems import types
from convrules.syntax import nodes as n
from convrules.syntax.entries import SANS_OBJET

_OUI_NON = ("oui", "non")


def field_of(c: Chantier, table: n.Table) -> FaitConnu | None:
    """The field named by `selon`, at the first level that has it; what is wrong with the key is reported."""
    node = table.get("selon")
    rows = tuple(tables(table.get("valeurs")))
    if not isinstance(node, n.Scalaire):
        for row in rows:
            for cle, manque in (("table", "selon"), ("sinon", "table")):
                if row.get(cle) is not None and table.get(manque) is None and row.get(manque) is None:
                    c.report(problems.cle_sans_l_autre(span=_key(row, cle), cle=cle, manque=manque))
                    break
        return None
    if not any(row.get("table") is not None for row in rows):
        c.report(problems.cle_sans_l_autre(span=_key(table, "selon"), cle="selon", manque="table"))
    found = next((f for niveau in ir.Niveau if (f := c.fait_a_codes(node.texte, niveau)) is not None), None)
    if found is None:
        known = sorted({f.nom for niveau in ir.Niveau for f in c.faits(niveau) if f.a_codes})
        c.report(
            problems.selon_inconnu(
                span=node.span,
                nom=node.texte,
                proche=closest(node.texte, known),
                possibles=listing(known, 20),
            )
        )
    return found


def _key(table: n.Table, cle: str) -> Span:
    key = table.key(cle)
    return key.span if key is not None else head(table)


def read_table(c: Chantier, nom: str, row: n.Table, fait: FaitConnu | None, selon: str) -> ir.ParCode | None:
    """The lines of one dated value; None when the field is not known."""
    lieu = Lieu(niveau=ir.Niveau.CONVENTION, contexte=t("la table du paramètre « {nom} »", nom=nom))
    # Why sorted: the order of its keys says nothing.
    lignes = tuple(sorted(_lines(c, row, fait, lieu), key=lambda line: line[0]))
    sans_objet = text(row, "sinon") == SANS_OBJET
    node = phrase(row, "sinon")
    sinon = _constant(c, node, lieu) if isinstance(node, n.Expr) else None
    if fait is None:
        return None
    if row.get("sinon") is None:
        _check_complete(c, nom, row, fait, {code for code, _ in lignes})
    return ir.ParCode(selon=selon, lignes=lignes, sinon=sinon, sans_objet=sans_objet, span=_key(row, "table"))


def _lines(c: Chantier, row: n.Table, fait: FaitConnu | None, lieu: Lieu) -> Iterator[tuple[str, ir.Expr]]:
    for cle, valeur in entries(row.get("table")):
        if fait is not None:
            _check_code(c, cle, fait)
        if isinstance(valeur, n.Phrase) and isinstance(valeur.arbre, n.Expr):
            yield cle.texte, _constant(c, valeur.arbre, lieu)


def _check_code(c: Chantier, cle: n.Scalaire, fait: FaitConnu) -> None:
    if isinstance(fait.type, TCondition) and cle.texte not in _OUI_NON:
        c.report(codes.unknown_answer(cle.span, cle.texte, fait.nom))
    if not isinstance(fait.type, TCode):
        return
    enumeration = fait.type.enumeration
    if enumeration in vocabulary.OFFICIELS:
        found = codes.place_finding(cle.span, cle.texte, enumeration)
        if found is not None:
            c.report(found)
    elif cle.texte not in c.codes(enumeration):
        c.report(codes.unknown_code(c, cle.span, cle.texte, enumeration))


def _constant(c: Chantier, node: n.Expr, lieu: Lieu) -> ir.Expr:
    """A value of a table is written, not computed: a line is read whatever the row."""
    expr = infer(c, node, lieu)
    if isinstance(expr, ir.Litteral) or isinstance(type_of(expr), TInvalide):
        return expr
    return c.refuse(
        types.type_inattendu(
            span=node.span, contexte=lieu.contexte, attendu="une valeur écrite", trouve="un calcul"
        )
    )


def _check_complete(c: Chantier, nom: str, row: n.Table, fait: FaitConnu, told: set[str]) -> None:
    """Without `sinon`, every code has its line; what has no closed list always asks for it."""
    every: tuple[str, ...] = ()
    if isinstance(fait.type, TCondition):
        every = _OUI_NON
    elif isinstance(fait.type, TCode) and fait.type.enumeration not in vocabulary.OFFICIELS:
        every = c.codes(fait.type.enumeration)
    left = [code for code in every if code not in told]
    if left or not every:
        c.report(
            problems.table_incomplete(
                span=_key(row, "table"), parametre=nom, champ=fait.nom, oublies=listing(left, 8)
            )
        )
