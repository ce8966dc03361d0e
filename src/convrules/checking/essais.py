"""Cases kept beside a convention: rows of facts, and what is expected of them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.source import Span
from convrules.checking.attentes import check_parts
from convrules.checking.chantiers import site_of
from convrules.checking.env import Environnement
from convrules.checking.lignes import Faits, read_rows
from convrules.checking.readers import day, entries, fraction, head, items, table_of, tables, text
from convrules.checking.scope import Chantier
from convrules.checking.words import closest, fold, listing
from convrules.diagnostics.model import Checked, in_order
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import noms
from convrules.diagnostics.problems import types as type_problems
from convrules.syntax import nodes as n

ATTENTES: Final = (
    "statut",
    "ménages",
    "clause",
    "catégorie",
    "éligible",
    "effet",
    "territoire",
    "retraits",
    "statuts",
    "orientation",
)
"""Words that a case may expect something of, beside the names of clauses."""


def check_essais(file: n.File, env: Environnement) -> Checked[ir.Essais]:
    """Type the cases of a file. Without their convention (absent, or refused) there is no case to type."""
    root = file.racine
    ident = text(root, "essais") or ""
    convention = env.conventions.get(ident)
    if convention is None:
        value = ir.Essais(convention=ident, cas=(), span=head(file))
        if ident in env.refuses:
            return Checked(value=value)
        key = root.get("essais")
        span = key.span if key is not None else head(file)
        proche = closest(ident, env.conventions)
        found = noms.convention_inconnue(span=span, nom=ident, proche=proche)
        return Checked(value=value, diagnostics=(found,))
    c = site_of(env, (convention,))
    c.fil = (f"essais « {ident} »",)
    common = Faits(tables=(table_of(root.get("faits")),), au=day(root.get("au")))
    cases = tuple(x for t in tables(root.get("cas")) for x in _case(c, t, common))
    return Checked(
        value=ir.Essais(convention=ident, cas=cases, span=head(file)),
        diagnostics=in_order(c.diagnostics),
    )


def _case(c: Chantier, table: n.Table, common: Faits) -> Iterator[ir.CasEssai]:
    nom = text(table, "cas") or ""
    c.fil = (*c.fil[:1], f"cas « {nom} »")
    au = day(table.get("au")) or common.au
    if au is None:
        c.report(problems.essai_sans_date(span=_name_span(table), cas=nom))
        return
    faits = Faits(tables=(*common.tables, table_of(table.get("faits"))), au=au)
    lignes = read_rows(c, table, faits)
    annee = _year(table)
    _check_subject(c, table, nom, annee, lignes)
    _check_other_convention(c, table)
    yield ir.CasEssai(
        nom=nom,
        au=au,
        annee=annee,
        prevus=_withdrawals(c, table),
        soldes=tuple(_balances(c, table)),
        lignes=lignes,
        attendu=tuple(_expectations(c, table)),
        span=_name_span(table),
        attendu_spans=_spans(table),
    )


def _name_span(table: n.Table) -> Span:
    key = table.get("cas")
    return key.span if key is not None else head(table)


def _year(table: n.Table) -> int | None:
    written = text(table, "année")
    return int(written) if written is not None and written.isdigit() else None


def _check_subject(
    c: Chantier, table: n.Table, nom: str, annee: int | None, lignes: tuple[ir.LigneEssai, ...]
) -> None:
    """A case is about a year, or about its one vacancy."""
    count = sum(x.nombre for x in lignes if x.table == "vacances")
    if annee is None and count != 1:
        c.report(problems.essai_sans_sujet(span=_name_span(table), cas=nom, vacances=str(count)))


def _check_other_convention(c: Chantier, table: n.Table) -> None:
    """A case about another convention than the file's is not read by this version."""
    key = table.key("convention")
    if key is not None:
        c.report(problems.cle_sans_effet(span=key.span, cle="convention"))


# --- numbers of the year --------------------------------------------------------------------
def _withdrawals(c: Chantier, table: n.Table) -> tuple[tuple[str, int], ...] | None:
    node = table.get("prévu")
    if not isinstance(node, n.Table):
        return None
    known = [x.categorie for x in c.arbres.values() if isinstance(x, ir.Soustraction)]
    found = []
    for cle, valeur in node.entrees:
        if cle.texte not in known:
            c.report(
                noms.categorie_inconnue(
                    span=cle.span,
                    nom=cle.texte,
                    proche=closest(cle.texte, known),
                    categories=listing(dict.fromkeys(known)) or "aucune",
                )
            )
        number = _fraction(c, valeur, cle.texte)
        if number is not None:
            found.append((cle.texte, int(number)))
    return tuple(found)


def _balances(c: Chantier, table: n.Table) -> Iterator[tuple[str, Fraction]]:
    node = table.get("soldes")
    if isinstance(node, n.Liste):
        for key in (k for t in tables(node) for k, _ in t.entrees if k.texte not in ("clause", "solde")):
            c.report(problems.cle_sans_effet(span=key.span, cle=key.texte))
        pairs = [(t.get("clause"), t.get("solde")) for t in tables(node)]
    else:
        pairs = [(cle, valeur) for cle, valeur in entries(node)]
    for cle, valeur in pairs:
        if not isinstance(cle, n.Scalaire) or valeur is None:
            continue
        clause = c.clauses.get(cle.texte)
        if clause is None or clause.genre not in ("part", "quota"):
            accounts = [k for k, x in c.clauses.items() if x.genre in ("part", "quota")]
            proche = closest(cle.texte, accounts)
            c.report(noms.clause_inconnue(span=cle.span, nom=cle.texte, proche=proche))
        number = _fraction(c, valeur, cle.texte)
        if number is not None:
            yield cle.texte, number


def _fraction(c: Chantier, node: n.Yaml, nom: str) -> Fraction | None:
    written = node.texte if isinstance(node, n.Scalaire) else ""
    number = fraction(written)
    if number is None:
        c.report(
            type_problems.valeur_illisible(
                span=head(node), valeur=written, champ=nom, attendu="un nombre (3, 18/5)"
            )
        )
    return number


# --- what is expected -----------------------------------------------------------------------
def _expectations(c: Chantier, table: n.Table) -> Iterator[tuple[str, ir.Attente]]:
    words = {fold(word) for word in ATTENTES}
    short = {ident.rpartition(".")[2] for ident in c.clauses}
    for cle, valeur in entries(table.get("attendu")):
        if cle.texte not in c.clauses and cle.texte not in short and fold(cle.texte) not in words:
            proche = closest(cle.texte, (*ATTENTES, *c.clauses))
            c.report(noms.attente_inconnue(span=cle.span, nom=cle.texte, proche=proche))
        check_parts(c, cle, valeur)
        yield cle.texte, _attente(valeur)


def _attente(node: n.Yaml) -> ir.Attente:
    match node:
        case n.Scalaire(texte=written):
            return written
        case n.Liste():
            return tuple(_attente(x) for x in items(node))
        case n.Table(entrees=pairs):
            return {cle.texte: _attente(valeur) for cle, valeur in pairs}
        case n.Phrase() | n.Invalide():
            return node.span.text


def _spans(table: n.Table) -> Mapping[str, Span]:
    return {cle.texte: head(valeur) for cle, valeur in entries(table.get("attendu"))}
