"""A mapping: which column fills which field, typed by the vocabulary."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.base.motifs import Motif
from convrules.base.notations import NOTATIONS
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.base.values import TCode, TCondition, TDate, TEvenement, TInvalide, TNombre, TTexte, Type
from convrules.checking.brouillons import left_to_complete
from convrules.checking.cells import Case, read_cell
from convrules.checking.chantiers import site_of
from convrules.checking.env import Environnement
from convrules.checking.expressions import infer
from convrules.checking.fichiers import check_events, files_of
from convrules.checking.names import unknown_column
from convrules.checking.readers import day, entries, head, phrase, place, scalars, table_of, text
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.types import type_of
from convrules.checking.words import describe, listing
from convrules.diagnostics.model import Checked, in_order
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import types as type_problems
from convrules.diagnostics.problems import vie_privee
from convrules.diagnostics.problems.fichier import cle_trop_a_gauche
from convrules.syntax import nodes as n
from convrules.syntax.decalees import column_keys_shifted

FORMATS: Final = ("jj/mm/aaaa", "aaaa-mm-jj", "mm/aaaa", "aaaa")
_FORMAT: Final = Motif(r"(?=.*aaaa)(?:jj|mm|aaaa|hh|ss|[-/. :T])+")
"""Usual formats, and what any format is made of; `facts` reads them all."""
_UN_JOUR: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The table whose columns are read. `mapped`: (level, field) of all that the mapping fills."""

    nom: str
    fichiers: tuple[ir.FichierSource, ...]
    mapped: frozenset[tuple[str, str]]


def check_correspondance(file: n.File, env: Environnement) -> Checked[ir.Correspondance]:
    """Type a mapping against the vocabulary of every convention and socle that is known."""
    root = file.racine
    ident = text(root, "correspondance") or ""
    c = site_of(env, env.conventions.values())
    for socle in env.socles.values():
        for champ in socle.vocabulaire:
            c.declares.setdefault((champ.niveau, champ.nom), champ)
    c.fil = (t("correspondance « {ident} »", ident=ident),)
    fichiers = tuple(files_of(c, root))
    mapped = _mapped(root)
    colonnes = tuple(
        (table.texte, tuple(_columns(c, _Table(nom=table.texte, fichiers=fichiers, mapped=mapped), node)))
        for table, node in entries(root.get("colonnes"))
        if table.texte in vocabulary.NIVEAU_DE_TABLE or vocabulary.colonnes_propres(table.texte)
    )
    check_events(c, root, colonnes)
    _check_ignored(c, root, colonnes, fichiers)
    value = ir.Correspondance(
        ident=ident,
        bailleur=text(root, "bailleur") or "",
        fichiers=fichiers,
        colonnes=colonnes,
        ignore=tuple(x.texte for x in scalars(root.get("ignore"))),
        span=head(file),
    )
    return Checked(value=value, diagnostics=in_order((*c.diagnostics, *left_to_complete(file))))


def _check_ignored(
    c: Chantier,
    root: n.Table,
    colonnes: Sequence[tuple[str, Sequence[ir.Colonne]]],
    fichiers: Sequence[ir.FichierSource],
) -> None:
    """What is set aside is not read. Of several files, one may have a column that is read in another."""
    if len({f.nom for f in fichiers}) > 1:
        return
    linked = {x.colonne.strip(): x for _, found in colonnes for x in found if x.colonne is not None}
    for titre in scalars(root.get("ignore")):
        colonne = linked.get(titre.texte.strip())
        if colonne is not None:
            c.report(
                vie_privee.colonne_reliee_et_ignoree(
                    span=titre.span, colonne=titre.texte, champ=colonne.champ
                )
            )


def _mapped(root: n.Table) -> frozenset[tuple[str, str]]:
    """(level, field) of every column that the mapping fills."""
    return frozenset(
        (vocabulary.NIVEAU_DE_TABLE.get(table.texte, ""), champ.texte)
        for table, node in entries(root.get("colonnes"))
        for champ, _ in entries(node)
    )


# --- columns --------------------------------------------------------------------------------
def _columns(c: Chantier, table: _Table, node: n.Yaml) -> Iterator[ir.Colonne]:
    left = column_keys_shifted(node) if isinstance(node, n.Table) else {}
    for champ, valeur in entries(node):
        type_ = field_type(c, table.nom, champ.texte)
        out = left.get(champ.texte)
        if out is not None and (type_ is None or out.sure):
            if not out.sure:
                c.report(cle_trop_a_gauche(span=champ.span, cle=champ.texte, sous=out.sous.texte))
            continue
        if type_ is None:
            c.report(unknown_column(c, champ, table.nom, pointe=False))
            continue
        if isinstance(valeur, n.Scalaire):
            yield ir.Colonne(champ=champ.texte, type=type_, colonne=valeur.texte, span=champ.span)
            continue
        long_form = table_of(valeur)
        if long_form is None:
            continue
        _check_file(c, long_form, table)
        bare = ir.Colonne(champ=champ.texte, type=type_, span=champ.span)
        node_ = phrase(long_form, "calcul")
        calcul = _calculated(c, bare, node_, table) if isinstance(node_, n.Expr) else None
        yield _column(c, bare, long_form, calcul)


def field_type(c: Chantier, table: str, nom: str) -> Type | None:
    """The type of a field of a table, or None when the table has no such field."""
    column = vocabulary.champs_de_table(table).get(nom)
    if column is not None:
        return column.type
    niveau = vocabulary.NIVEAU_DE_TABLE.get(table)
    fait = c.fait(nom, niveau) if niveau is not None else None
    return fait.type if fait is not None else None


def _column(c: Chantier, bare: ir.Colonne, table: n.Table, calcul: ir.Expr | None) -> ir.Colonne:
    _check_keys(c, bare.type, table)
    codes = table_of(table.get("codes"))
    return replace(
        bare,
        colonne=text(table, "colonne"),
        fichier=text(table, "fichier"),
        format=_format(c, bare.type, table),
        complet_au=day(table.get("complet au")),
        manquant=tuple(x.texte for x in scalars(table.get("manquant"))),
        sans_objet=tuple(x.texte for x in scalars(table.get("sans objet"))),
        codes=tuple(_codes(c, bare, codes)) if codes is not None else None,
        unite=text(table, "unité"),
        par_defaut=_default(c, bare, table),
        calcul=calcul,
        pseudonymise=_pseudonymised(c, bare, table),
    )


def _format(c: Chantier, type_: Type, table: n.Table) -> str | None:
    """How the days or the numbers of a column are written; None when that is not one of the ways."""
    ecrit = text(table, "format")
    if ecrit is None:
        return None
    if isinstance(type_, TNombre):
        known, formats = (
            ecrit in NOTATIONS,
            t("de l'une de ces façons : {formats}", formats=listing(tuple(NOTATIONS))),
        )
    else:
        known = _FORMAT.fullmatch(ecrit) is not None
        formats = t("avec jj, mm et aaaa, par exemple : {formats}", formats=listing(FORMATS))
    if known:
        return ecrit
    quoi = "nombre" if isinstance(type_, TNombre) else "date"
    c.report(problems.format_inconnu(span=place(table, "format"), ecrit=ecrit, quoi=quoi, formats=formats))
    return None if isinstance(type_, TNombre) else ecrit


def _check_keys(c: Chantier, type_: Type, table: n.Table) -> None:
    """Keys that say nothing of a field of this type."""
    useful = {
        "format": isinstance(type_, TDate | TEvenement | TNombre),
        "complet au": isinstance(type_, TEvenement),
        "unité": isinstance(type_, TNombre),
    }
    for cle in useful:
        key = table.key(cle)
        if key is not None and not useful[cle] and not isinstance(type_, TInvalide):
            c.report(problems.cle_sans_effet(span=key.span, cle=cle))


def _pseudonymised(c: Chantier, bare: ir.Colonne, table: n.Table) -> bool:
    if text(table, "pseudonymiser") != "oui":
        return False
    if not isinstance(bare.type, TTexte):
        span = place(table, "pseudonymiser")
        c.report(vie_privee.pseudonyme_impossible(span=span, champ=bare.champ, type=describe(bare.type)))
    return True


def _check_file(c: Chantier, column: n.Table, table: _Table) -> None:
    cited = text(column, "fichier")
    known = [f.nom for f in table.fichiers if f.table == table.nom]
    if cited is not None and cited not in known:
        span = place(column, "fichier")
        c.report(problems.fichier_de_colonne_inconnu(span=span, fichier=cited, fichiers=listing(known)))


def _codes(c: Chantier, bare: ir.Colonne, codes: n.Table) -> Iterator[tuple[str, str]]:
    """Code of the file to ours; ours is checked, as a cell would be."""
    for theirs, ours in codes.entrees:
        if isinstance(ours, n.Scalaire):
            _check_value(c, bare, ours)
            yield theirs.texte, ours.texte


def _default(c: Chantier, bare: ir.Colonne, table: n.Table) -> str | None:
    node = table.get("par défaut")
    if not isinstance(node, n.Scalaire):
        return None
    _check_value(c, bare, node)
    return node.texte


def _check_value(c: Chantier, bare: ir.Colonne, node: n.Scalaire) -> None:
    """Only closed lists are checked here: the rest is read by the format and unit of the column."""
    if isinstance(bare.type, TCode | TCondition) and node.texte not in ("inconnu", "sans objet"):
        # The day matters to events only.
        read_cell(c, node, Case(champ=bare.champ, type=bare.type, sans_objet=True, au=_UN_JOUR))


# --- computed columns -----------------------------------------------------------------------
def _calculated(c: Chantier, bare: ir.Colonne, node: n.Expr, table: _Table) -> ir.Expr:
    """A formula over the other columns, of the type of the field that it fills."""
    niveau = ir.Niveau(vocabulary.NIVEAU_DE_TABLE.get(table.nom, ir.Niveau.VACANCE))
    contexte = t("le calcul de « {champ} »", champ=bare.champ)
    expr = infer(c, node, Lieu(niveau=niveau, contexte=contexte, formule=True))
    own = type_of(expr)
    if not isinstance(own, TInvalide) and not _agree(own, bare.type):
        c.report(
            type_problems.type_inattendu(
                span=node.span, contexte=contexte, attendu=describe(bare.type), trouve=describe(own)
            )
        )
    for read in ir.walk(expr):
        if isinstance(read, ir.Champ) and (str(read.niveau), read.nom) not in table.mapped:
            c.report(problems.calcul_sans_donnee(span=read.span, champ=bare.champ, fait=read.nom))
    return expr


def _agree(own: Type, wanted: Type) -> bool:
    match own, wanted:
        case TNombre(unite=a), TNombre(unite=b):
            return a == b
        case ((TDate() | TEvenement()), (TDate() | TEvenement())):
            return True
        case _:
            return own == wanted
