"""Parameters and definitions of a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.source import Span
from convrules.base.texte import fleche, t
from convrules.base.values import Base, TDate, TInvalide, TNombre, Type
from convrules.checking import sentences
from convrules.checking.expressions import infer, number
from convrules.checking.heads import declare
from convrules.checking.readers import day, entries, phrase, place, table_of, tables, text
from convrules.checking.scope import Chantier, FaitConnu, Lieu, names_in, walk
from convrules.checking.sources import read_source
from convrules.checking.tables import field_of, read_table
from convrules.checking.types import type_of
from convrules.checking.words import describe, describe_whole
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import noms
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n
from convrules.vocabulary.rows import ANNEE, year_named

# LIMIT: parts of a definition once expanded; a page of conditions is under a hundred.
DEFINITION_MAX: Final = 2_000
_NIVEAUX: Final = (
    ir.Niveau.VACANCE,
    ir.Niveau.CANDIDATURE,
    ir.Niveau.LOGEMENT,
    ir.Niveau.DROIT,
    ir.Niveau.PROGRAMME,
    ir.Niveau.REFUS,
    ir.Niveau.DEMANDE,
    ir.Niveau.CONVENTION,
)
"""Levels at which a definition is tried, in order: one is enough, its uses decide."""


# --- parameters -----------------------------------------------------------------------------
def check_parametres(
    c: Chantier, root: n.Table, validite: ir.Validite, seen: dict[str, tuple[str, Span]]
) -> tuple[ir.ParametreDeclare, ...]:
    """Parameters, those made of constants first: a formula may cite them."""
    listed = [(nom, table_of(v)) for nom, v in entries(root.get("paramètres"))]
    known = [(nom, t) for nom, t in listed if t is not None and declare(c, seen, nom, "un paramètre")]
    found: dict[str, ir.ParametreDeclare] = {}
    for nom, table in sorted(known, key=lambda item: _has_formula(item[1])):
        parametre = _parametre(c, nom, table, validite)
        found[nom.texte] = parametre
        c.parametres[nom.texte] = parametre
    return tuple(found[nom.texte] for nom, _ in known)


def _has_formula(table: n.Table) -> bool:
    return any(v.get("formule") is not None for v in tables(table.get("valeurs")))


def _parametre(c: Chantier, nom: n.Scalaire, table: n.Table, validite: ir.Validite) -> ir.ParametreDeclare:
    fait = field_of(c, table)
    valeurs = tuple(_values(c, nom.texte, table, fait))
    type_ = _type(tuple(type_of(e) for v in valeurs for e in v.possibles))
    _check_same_type(c, nom.texte, valeurs, type_)
    type_ = year_named(nom.texte, type_)
    if type_ == ANNEE:
        valeurs = tuple(map(_of_years, valeurs))
    _check_dates(c, nom, valeurs, validite)
    return ir.ParametreDeclare(
        nom=c.cited(nom.texte),
        type=type_,
        selon=text(table, "selon") if fait is not None else None,
        valeurs=valeurs,
        revision=_revision(c, table),
        a_defaut=_fallback(c, nom.texte, table, type_),
        source=read_source(table),
        span=nom.span,
    )


def _of_years(dated: ir.ValeurDatee) -> ir.ValeurDatee:
    value = dated.valeur
    if not isinstance(value, ir.ParCode):
        return replace(dated, valeur=ir.year(value))
    lines = tuple((code, ir.year(expr)) for code, expr in value.lignes)
    return replace(
        dated,
        valeur=replace(value, lignes=lines, sinon=ir.year(value.sinon) if value.sinon is not None else None),
    )


def _type(types: Sequence[Type]) -> Type:
    """That of the first value; whole when every one is, and a share of what one of them is a share of."""
    known = [t for t in types if not isinstance(t, TInvalide)]
    if not known or not isinstance(known[0], TNombre):
        return known[0] if known else TInvalide()
    numbers = [t for t in known if isinstance(t, TNombre)]
    base = next((t.base for t in numbers if t.base is not None), None) if known[0].taux else known[0].base
    return replace(known[0], entier=all(isinstance(t, TNombre) and t.entier for t in known), base=base)


def _values(c: Chantier, nom: str, table: n.Table, fait: FaitConnu | None) -> Iterator[ir.ValeurDatee]:
    for row in tables(table.get("valeurs")):
        du = day(row.get("du"))
        if row.get("table") is not None:
            by_code = read_table(c, nom, row, fait, text(table, "selon") or "")
            if du is not None and by_code is not None:
                yield ir.ValeurDatee(du=du, valeur=by_code, place_du=place(row, "du"))
            continue
        node = phrase(row, "valeur") or phrase(row, "formule")
        if du is None or node is None:
            continue
        assert isinstance(node, n.Expr), "a value is an expression"
        lieu = Lieu(niveau=ir.Niveau.CONVENTION, contexte=t("le paramètre « {nom} »", nom=nom), formule=True)
        if row.get("formule") is None:
            value = infer(c, node, lieu)
        else:
            value = _as_share(number(c, node, lieu), converted=text(row, "conversion") is not None)
        end = _last_day_of_rights(c, nom, row)
        yield ir.ValeurDatee(du=du, valeur=value, fin_des_droits=end, place_du=place(row, "du"))


def _last_day_of_rights(c: Chantier, nom: str, row: n.Table) -> ir.Expr | None:
    """What a formula says of the end of the rights that it counts: a date, read on the right."""
    node = phrase(row, "fin des droits")
    if node is None:
        return None
    assert isinstance(node, n.Expr), "the end of a right is an expression"
    contexte = t("la fin des droits du paramètre « {nom} »", nom=nom)
    expr = infer(c, node, Lieu(niveau=ir.Niveau.DROIT, contexte=contexte, formule=True), TDate)
    if isinstance(type_of(expr), TDate | TInvalide):
        return expr
    problem = problems.type_inattendu(
        span=node.span,
        contexte=contexte,
        attendu="une date",
        trouve=describe(type_of(expr)),
        remede=t("Écrivez un jour : « fin », « dernier_versement + 5 ans »."),
    )
    return c.refuse(problem)


def _as_share(expr: ir.Expr, *, converted: bool) -> ir.Expr:
    """A quotient of the stock is a share of it; « stock vers flux » makes it a share of the flow."""
    type_ = type_of(expr)
    if not isinstance(expr, ir.Calcul) or not isinstance(type_, TNombre) or type_.base is None:
        return expr
    ratio = expr.operateur is ir.Operateur.DIVISE and sum(p for _, p in type_.unite) <= 0
    if not ratio:
        return expr
    base = Base.FLUX if converted else type_.base
    return replace(expr, type=TNombre(taux=True, base=base))


def _check_same_type(c: Chantier, nom: str, valeurs: tuple[ir.ValeurDatee, ...], type_: Type) -> None:
    for valeur in (e for v in valeurs for e in v.possibles):
        own = type_of(valeur)
        if not _agree(own, type_):
            c.report(
                problems.valeurs_de_types_differents(
                    span=valeur.span,
                    parametre=nom,
                    premiere=describe_whole(type_),
                    celle_ci=describe_whole(own),
                )
            )


def _agree(own: Type, type_: Type) -> bool:
    """Are two values of one unit? A whole number is also a number, and a percentage takes the base of its
    place."""
    if isinstance(own, TInvalide) or isinstance(type_, TInvalide):
        return True
    if isinstance(own, TNombre) and isinstance(type_, TNombre):
        free = own.taux and type_.taux and None in (own.base, type_.base)
        own = replace(own, entier=type_.entier, base=type_.base if free else own.base)
    return own == type_


def _check_dates(
    c: Chantier, nom: n.Scalaire, valeurs: tuple[ir.ValeurDatee, ...], validite: ir.Validite
) -> None:
    before: date | None = None
    for valeur in valeurs:
        if before is not None and valeur.du <= before:
            c.report(
                clause_problems.valeurs_hors_d_ordre(
                    span=valeur.place_du,
                    parametre=nom.texte,
                    du=valeur.du.isoformat(),
                    precedent=before.isoformat(),
                )
            )
        if validite.au is not None and valeur.du > validite.au:
            c.report(
                clause_problems.valeur_hors_validite(
                    span=valeur.place_du,
                    parametre=nom.texte,
                    du=valeur.du.isoformat(),
                    fin=validite.au.isoformat(),
                )
            )
        before = valeur.du
    first = min((v.du for v in valeurs), default=None)
    if first is not None and validite.du is not None and first > validite.du:
        c.report(
            clause_problems.parametre_sans_valeur(
                span=nom.span,
                parametre=nom.texte,
                debut=validite.du.isoformat(),
                du=(first - timedelta(days=1)).isoformat(),
            )
        )


def _revision(c: Chantier, table: n.Table) -> ir.Periodicite | None:
    node = phrase(table, "révision")
    return sentences.periodicite(c, node) if isinstance(node, n.Periodicite) else None


def _fallback(c: Chantier, nom: str, table: n.Table, type_: Type) -> ir.Expr | None:
    node = phrase(table, "à défaut")
    if not isinstance(node, n.Expr):
        return None
    contexte = t("la valeur à défaut du paramètre « {nom} »", nom=nom)
    expr = infer(c, node, Lieu(niveau=ir.Niveau.CONVENTION, contexte=contexte, formule=True))
    own = type_of(expr)
    if _agree(own, type_):
        return expr
    c.report(
        problems.valeurs_de_types_differents(
            span=node.span, parametre=nom, premiere=describe_whole(type_), celle_ci=describe_whole(own)
        )
    )
    return expr


# --- definitions ----------------------------------------------------------------------------
def declare_definitions(c: Chantier, root: n.Table, seen: dict[str, tuple[str, Span]]) -> None:
    """Make their names known, and refuse those that lead back to themselves."""
    keys: dict[str, n.Scalaire] = {}
    for nom, valeur in entries(root.get("définitions")):
        if not declare(c, seen, nom, "une définition") or not isinstance(valeur, n.Phrase):
            continue
        keys[nom.texte] = nom
        if isinstance(valeur.arbre, n.Invalide):
            c.definitions_refusees.add(nom.texte)
        assert isinstance(valeur.arbre, n.Expr), "a definition is an expression"
        c.definitions[nom.texte] = valeur.arbre
    for loop in _loops(c.definitions):
        c.definitions_refusees.update(loop)
        chaine = fleche((*loop, loop[0]))
        c.report(noms.definitions_en_boucle(span=keys[loop[0]].span, nom=loop[0], chaine=chaine))
    _check_sizes(c, keys)


def _loops(definitions: Mapping[str, n.Expr]) -> Iterator[tuple[str, ...]]:
    """Cycles among definitions, each once, from its first name in file order."""
    cited = {nom: [x for x in names_in(expr) if x in definitions] for nom, expr in definitions.items()}
    done: set[str] = set()

    def visit(nom: str, trail: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if nom in trail:
            loop = trail[trail.index(nom) :]
            if not done.intersection(loop):
                yield loop
            return
        if nom in done:
            return
        for after in cited[nom]:
            yield from visit(after, (*trail, nom))
        done.add(nom)

    for nom in definitions:
        yield from visit(nom, ())


def _check_sizes(c: Chantier, keys: Mapping[str, n.Scalaire]) -> None:
    """Refuse definitions that grow beyond measure once those they cite are put in their place."""
    inherited = {nom: sum(1 for _ in ir.walk(expr)) for nom, expr in c.definitions_heritees.items()}
    sizes: dict[str, int] = dict(inherited)

    def size(nom: str) -> int:
        if nom in c.definitions_refusees:
            return 1
        if nom not in sizes:
            own = sum(1 for _ in walk(c.definitions[nom]))
            cited = (x for x in names_in(c.definitions[nom]) if x in c.definitions or x in inherited)
            sizes[nom] = own + sum(size(x) for x in cited)
        return sizes[nom]

    for nom in c.definitions:
        if size(nom) > DEFINITION_MAX:
            limite = str(DEFINITION_MAX)
            c.report(clause_problems.definition_trop_longue(span=keys[nom].span, nom=nom, limite=limite))
            # Those that cite it are refused with it, in silence.
            c.definitions_refusees.add(nom)


def check_definitions(c: Chantier, root: n.Table) -> tuple[tuple[str, ir.Expr], ...]:
    """Type each definition where it is written. It is typed again at each use, at the level there."""
    found: list[tuple[str, ir.Expr]] = []
    for nom in c.definitions:
        if nom in c.definitions_refusees:
            continue
        expr = _typed_somewhere(c, nom)
        if expr is None:
            c.definitions_refusees.add(nom)
        else:
            found.append((nom, expr))
    return tuple(found)


def _typed_somewhere(c: Chantier, nom: str) -> ir.Expr | None:
    """The definition at the first level where it reads well; else its mistakes at the first level."""
    kept = c.diagnostics
    reported: list[Diagnostic] = []
    for niveau in _NIVEAUX:
        c.diagnostics = []
        lieu = Lieu(
            niveau=niveau, contexte=t("la définition « {nom} »", nom=nom), formule=True, exercice=True
        )
        c.en_cours.append(nom)
        expr = infer(c, c.definitions[nom], lieu)
        c.en_cours.pop()
        if not c.diagnostics:
            c.diagnostics = kept
            refused = any(isinstance(x, ir.Invalide) for x in ir.walk(expr))
            return None if refused else expr
        reported = reported or c.diagnostics
    c.diagnostics = kept
    c.diagnostics.extend(reported)
    return None
