"""Types of expressions, bottom up: one function per node. `Invalide` absorbs."""

from dataclasses import replace
from typing import Final, assert_never

from convrules import ir, vocabulary
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import TCode, TCondition, TDate, TEvenement, TInvalide, TNombre, TTexte, Type
from convrules.checking import names
from convrules.checking.alternatives import codes_in_a_row
from convrules.checking.arithmetic import calculate
from convrules.checking.atteintes import number_of_account, reached
from convrules.checking.codes import is_code, read_code
from convrules.checking.comparisons import Operande, align, ordered
from convrules.checking.populations import LIBRE, Usage, build_population, by_row, countable, level_of
from convrules.checking.quantities import quantity, saison
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.types import type_of
from convrules.checking.voulus import hyphenated_name
from convrules.checking.words import closest, describe, listing
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import noms
from convrules.diagnostics.problems import types as problems
from convrules.functions import EXERCICE_DELEGUE, FONCTIONS
from convrules.syntax import nodes as n

_OUI_NON: Final = frozenset({"oui", "non", "vrai", "faux", "o", "n"})


# --- entries --------------------------------------------------------------------------------
def condition(c: Chantier, node: n.Expr, lieu: Lieu) -> ir.Expr:
    """An expression that must be a condition."""
    expr = infer(c, node, lieu, TCondition)
    type_ = type_of(expr)
    if isinstance(type_, TCondition | TInvalide):
        return expr
    return c.refuse(
        problems.type_inattendu(
            span=node.span, contexte=lieu.contexte, attendu="une condition", trouve=describe(type_)
        )
    )


def number(c: Chantier, node: n.Expr, lieu: Lieu) -> ir.Expr:
    """An expression that must be a number."""
    expr = infer(c, node, lieu, TNombre)
    type_ = type_of(expr)
    if isinstance(type_, TNombre | TInvalide):
        return expr
    return c.refuse(
        problems.type_inattendu(
            span=node.span, contexte=lieu.contexte, attendu="un nombre", trouve=describe(type_)
        )
    )


def population(c: Chantier, node: n.Population, lieu: Lieu, usage: Usage) -> ir.Population:
    """A population and its condition, which is read at the level of its rows. An obligation may ask what is
    filled in what happened to its vacancy."""
    level = level_of(node)
    asks = lieu.renseigne and level in (ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)
    inner = replace(lieu.at(level), renseigne=asks, formule=False, exercice=False)
    where = condition(c, node.condition, inner) if node.condition is not None else None
    return build_population(c, node, where, usage)


def infer(c: Chantier, node: n.Expr, lieu: Lieu, souhait: type[Type] | None = None) -> ir.Expr:
    """The typed expression; what is wrong is reported and becomes `Invalide`.

    souhait: type that the place asks for, used only to propose near names."""
    match node:
        case n.Nombre():
            return quantity(c, node)
        case n.Jour():
            return ir.Litteral(valeur=node.valeur, type=TDate(), span=node.span)
        case n.Texte():
            return ir.Litteral(valeur=node.valeur, type=TTexte(), span=node.span)
        case n.Logique():
            return ir.Litteral(valeur=node.valeur, type=TCondition(), span=node.span)
        case n.Chemin():
            return _name(c, node, lieu, souhait)
        case n.Trou():
            return c.refuse(clause_problems.trou_hors_modele(span=node.span, nom=node.nom))
        case n.Appel():
            return _call(c, node, lieu)
        case n.Unaire():
            return _unary(c, node, lieu)
        case n.Binaire():
            return _binary(c, node, lieu)
        case n.Dans():
            return _membership(c, node, lieu)
        case n.Entre():
            return _between(c, node, lieu)
        case n.Renseigne():
            return _filled(c, node, lieu)
        case n.AEuLieu():
            return _happened(c, node, lieu)
        case n.Atteint() | n.TourDe():
            return reached(c, node, lieu)
        case n.EnSaison():
            return _in_season(c, node, lieu)
        case n.Si():
            return _choice(c, node, lieu)
        case n.Compte():
            return _count(c, node, lieu)
        case n.Somme():
            return _sum(c, node, lieu)
        case n.Chiffre():
            return number_of_account(c, node)
        case n.Invalide():
            return ir.Invalide(span=node.span)
        case _:
            assert_never(node)


# --- names and calls -------------------------------------------------------------------------
def _name(c: Chantier, node: n.Chemin, lieu: Lieu, souhait: type[Type] | None) -> ir.Expr:
    nom = ".".join(node.noms)
    if nom == EXERCICE_DELEGUE:
        return _exercise(c, node.span, lieu)
    if nom in c.definitions:
        return _definition(c, node, nom, lieu)
    expr = names.resolve(c, node, lieu, souhait)
    if isinstance(expr, ir.Nomme):
        return _inherited_definition(c, expr, lieu)
    return expr


def _definition(c: Chantier, node: n.Chemin, nom: str, lieu: Lieu) -> ir.Expr:
    """The definition, typed at the level where it is used. Its own mistakes are reported once, where it
    is written; here, only that it reads what this level does not have."""
    if nom in c.definitions_refusees or nom in c.en_cours:
        return ir.Invalide(span=node.span)
    kept, c.diagnostics = c.diagnostics, []
    c.en_cours.append(nom)
    inner = replace(lieu, contexte=t("la définition « {nom} »", nom=nom), renseigne=False, formule=True)
    expr = infer(c, c.definitions[nom], inner)
    c.en_cours.pop()
    found, c.diagnostics = c.diagnostics, kept
    if found and found[0].code == "CR229":
        return _exercise(c, node.span, lieu)
    if found:
        fait = found[0].args.get("nom", found[0].span.text)
        return c.refuse(
            noms.definition_hors_niveau(
                span=node.span, nom=nom, fait=fait, ici=vocabulary.NIVEAUX[lieu.niveau]
            )
        )
    return ir.Nomme(nom=c.cited(nom), expr=expr, span=node.span)


def _exercise(c: Chantier, span: Span, lieu: Lieu) -> ir.Expr:
    """`exercice_delegue`, where a clause on a vacancy may ask it."""
    if lieu.exercice and lieu.niveau is ir.Niveau.VACANCE:
        return ir.ExerciceDelegue(span=span)
    return c.refuse(noms.exercice_hors_de_place(span=span, nom=EXERCICE_DELEGUE, lieu=lieu.contexte))


def _inherited_definition(c: Chantier, expr: ir.Nomme, lieu: Lieu) -> ir.Expr:
    """A socle's definition was typed there; here its facts must be within reach, and a household's
    flags be those of the same row."""
    for inner in ir.walk(expr.expr):
        if isinstance(inner, ir.Champ) and not _reaches(c, inner, lieu):
            fait, ici = inner.nom, vocabulary.NIVEAUX[lieu.niveau]
            return c.refuse(noms.definition_hors_niveau(span=expr.span, nom=expr.nom, fait=fait, ici=ici))
        if isinstance(inner, ir.ExerciceDelegue):
            asked = _exercise(c, expr.span, lieu)
            if isinstance(asked, ir.Invalide):
                return asked
    return expr


def _reaches(c: Chantier, champ: ir.Champ, lieu: Lieu) -> bool:
    if champ.niveau is lieu.niveau:
        return True
    fait = c.fait(champ.nom, champ.niveau)
    flag = fait is not None and fait.menage
    return champ.niveau in vocabulary.ACCES[lieu.niveau] and not flag


def _call(c: Chantier, node: n.Appel, lieu: Lieu) -> ir.Expr:
    fonction = FONCTIONS.get(node.nom)
    if fonction is None:
        proche = closest(node.nom, FONCTIONS)
        known = proche or listing(FONCTIONS)
        return c.refuse(noms.fonction_inconnue(span=node.span, nom=node.nom, fonctions=known))
    argument = node.arguments[0]
    if len(node.arguments) != 1 or not isinstance(argument, n.Texte):
        attendu = "l'identifiant d'une convention, entre guillemets"
        return c.refuse(problems.arguments_de_fonction(span=node.span, fonction=node.nom, attendu=attendu))
    return ir.EnVigueur(convention=argument.valeur, span=node.span)


# --- operators ------------------------------------------------------------------------------
def _unary(c: Chantier, node: n.Unaire, lieu: Lieu) -> ir.Expr:
    if node.operateur == "non":
        return ir.Non(operande=condition(c, node.operande, lieu), span=node.span)
    operand = number(c, node.operande, lieu)
    if isinstance(operand, ir.Invalide):
        return operand
    return ir.Oppose(operande=operand, span=node.span)


def _binary(c: Chantier, node: n.Binaire, lieu: Lieu) -> ir.Expr:
    match node.operateur:
        case "et" | "ou":
            listed = codes_in_a_row(c, node, lieu)
            if listed is not None:
                return c.refuse(listed)
            joined = ir.Et if node.operateur == "et" else ir.Ou
            return joined(
                gauche=condition(c, node.gauche, lieu),
                droite=condition(c, node.droite, lieu),
                span=node.span,
            )
        case "-" if unknown := hyphenated_name(c, node, lieu):
            return c.refuse(unknown)
        case "+" | "-" | "*" | "/":
            left = Operande(node=node.gauche, expr=infer(c, node.gauche, lieu))
            right = Operande(node=node.droite, expr=infer(c, node.droite, lieu))
            return calculate(c, node.operateur, left, right, node.span)
        case operateur:
            return _comparison(c, node, operateur, lieu)


def _comparison(c: Chantier, node: n.Binaire, operateur: str, lieu: Lieu) -> ir.Expr:
    condition_read = _compared_condition(c, node, lieu)
    if condition_read is not None:
        return condition_read
    left, right = _operands(c, node.gauche, node.droite, lieu)
    aligned = align(c, left, right, node.span, differs=operateur == "!=")
    if aligned is None or not ordered(c, left, right, operateur):
        return ir.Invalide(span=node.span)
    return ir.Comparaison(
        operateur=ir.Comparateur(operateur), gauche=aligned[0], droite=aligned[1], span=node.span
    )


def _compared_condition(c: Chantier, node: n.Binaire, lieu: Lieu) -> ir.Expr | None:
    """`qpv = vrai`, `qpv = oui`: a condition needs no comparison."""
    for operand, other in ((node.gauche, node.droite), (node.droite, node.gauche)):
        word = _yes_no(other)
        if word is None or not isinstance(operand, n.Chemin):
            continue
        if not isinstance(names.peek(c, operand, lieu), TCondition):
            continue
        affirms = (word in ("oui", "vrai", "o")) == (node.operateur == "=")
        propose = operand.span.text if affirms else f"non {operand.span.text}"
        return c.refuse(problems.condition_comparee(span=node.span, nom=operand.span.text, propose=propose))
    return None


def _yes_no(node: n.Expr) -> str | None:
    match node:
        case n.Logique(valeur=valeur):
            return "vrai" if valeur else "faux"
        case n.Chemin(noms=(nom,)) | n.Texte(valeur=nom) if nom in _OUI_NON:
            return nom
        case _:
            return None


def _operands(c: Chantier, a: n.Expr, b: n.Expr, lieu: Lieu) -> tuple[Operande, Operande]:
    """Both sides; beside an enumerated field, a bare word is one of its codes."""
    for field, other, swapped in ((a, b, False), (b, a, True)):
        enumeration = _enumeration(c, field, lieu)
        if enumeration is None or (not swapped and is_code(c, a, _enumeration(c, b, lieu) or "")):
            continue
        left = Operande(node=field, expr=infer(c, field, lieu))
        code = read_code(c, other, enumeration, lieu)
        right = Operande(node=other, expr=code if code is not None else infer(c, other, lieu))
        return (right, left) if swapped else (left, right)
    left = Operande(node=a, expr=infer(c, a, lieu))
    if isinstance(left.type, TInvalide) and isinstance(b, n.Chemin):
        # Beside a name that means nothing, a bare word may be one of its codes: one mistake, one message.
        return left, Operande(node=b, expr=ir.Invalide(span=b.span))
    return left, Operande(node=b, expr=infer(c, b, lieu))


def _enumeration(c: Chantier, node: n.Expr, lieu: Lieu) -> str | None:
    """The enumeration of a name that is a code field; None for anything else."""
    type_ = names.peek(c, node, lieu) if isinstance(node, n.Chemin) else None
    return type_.enumeration if isinstance(type_, TCode) else None


def _membership(c: Chantier, node: n.Dans, lieu: Lieu) -> ir.Expr:
    subject = Operande(node=node.operande, expr=infer(c, node.operande, lieu))
    type_ = subject.type
    if isinstance(type_, TInvalide):
        return ir.Invalide(span=node.span)
    members: list[ir.Expr] = []
    for member in node.ensemble:
        code = read_code(c, member, type_.enumeration, lieu) if isinstance(type_, TCode) else None
        expr = code if code is not None else infer(c, member, lieu)
        aligned = align(c, subject, Operande(node=member, expr=expr), member.span)
        members.append(aligned[1] if aligned is not None else ir.Invalide(span=member.span))
    return ir.Dans(operande=subject.expr, ensemble=tuple(members), span=node.span)


def _between(c: Chantier, node: n.Entre, lieu: Lieu) -> ir.Expr:
    """Both ends included: `bas <= x et x <= haut`."""
    subject, low = _operands(c, node.operande, node.bas, lieu)
    enumeration = subject.type.enumeration if isinstance(subject.type, TCode) else None
    code = read_code(c, node.haut, enumeration, lieu) if enumeration is not None else None
    high = Operande(node=node.haut, expr=code if code is not None else infer(c, node.haut, lieu))
    bounds = []
    for bound in (low, high):
        aligned = align(c, subject, bound, node.span)
        if aligned is None:
            return ir.Invalide(span=node.span)
        bounds.append(aligned[1])
    if not ordered(c, subject, low, ">="):
        return ir.Invalide(span=node.span)
    return ir.Entre(operande=subject.expr, bas=bounds[0], haut=bounds[1], span=node.span)


# --- tests on cells -------------------------------------------------------------------------
def _filled(c: Chantier, node: n.Renseigne, lieu: Lieu) -> ir.Expr:
    if not lieu.renseigne:
        return c.refuse(clause_problems.renseigne_hors_obligation(span=node.span))
    expr = infer(c, node.operande, lieu)
    if isinstance(expr, ir.Invalide):
        return expr
    if not isinstance(expr, ir.Champ):
        trouve = describe(type_of(expr))
        return c.refuse(
            problems.type_inattendu(
                span=node.operande.span, contexte="ce qui est renseigné", attendu="un fait", trouve=trouve
            )
        )
    return ir.Renseigne(champ=expr, span=node.span)


def _happened(c: Chantier, node: n.AEuLieu, lieu: Lieu) -> ir.Expr:
    champ = names.event(c, node.evenement, lieu)
    if champ is None:
        return ir.Invalide(span=node.span)
    return ir.AEuLieu(evenement=champ, span=node.span)


def _in_season(c: Chantier, node: n.EnSaison, lieu: Lieu) -> ir.Expr:
    expr = infer(c, node.operande, lieu)
    type_ = type_of(expr)
    if isinstance(type_, TInvalide):
        return expr
    if not isinstance(type_, TDate | TEvenement):
        return c.refuse(
            problems.type_inattendu(
                span=node.operande.span,
                contexte="ce qui est entre deux jours de l'année",
                attendu="une date ou un événement",
                trouve=describe(type_),
            )
        )
    return ir.EnSaison(operande=expr, saison=saison(node.saison), span=node.span)


# --- choices and counts ---------------------------------------------------------------------
def _choice(c: Chantier, node: n.Si, lieu: Lieu) -> ir.Expr:
    if not lieu.formule:
        return c.refuse(clause_problems.choix_dans_une_regle(span=node.span))
    test = condition(c, node.condition, lieu)
    then = Operande(node=node.alors, expr=infer(c, node.alors, lieu))
    otherwise = Operande(node=node.sinon, expr=infer(c, node.sinon, lieu))
    if isinstance(then.type, TInvalide) or isinstance(otherwise.type, TInvalide):
        return ir.Invalide(span=node.span)
    if type(then.type) is not type(otherwise.type):
        return c.refuse(
            problems.branches_differentes(
                span=node.span, alors=describe(then.type), sinon=describe(otherwise.type)
            )
        )
    aligned = align(c, then, otherwise, node.span)
    if aligned is None:
        return ir.Invalide(span=node.span)
    return ir.Si(condition=test, alors=aligned[0], sinon=aligned[1], span=node.span)


def _count(c: Chantier, node: n.Compte, lieu: Lieu) -> ir.Expr:
    if not countable(c, node.population, lieu):
        return ir.Invalide(span=node.span)
    return ir.Compte(population=population(c, node.population, lieu, LIBRE), span=node.span)


def _sum(c: Chantier, node: n.Somme, lieu: Lieu) -> ir.Expr:
    if not countable(c, node.population, lieu):
        return ir.Invalide(span=node.span)
    rows = population(c, node.population, lieu, LIBRE)
    term = number(c, node.terme, lieu.at(rows.niveau))
    type_ = type_of(term)
    if not isinstance(type_, TNombre) or not by_row(c, node, rows, term):
        return ir.Invalide(span=node.span)
    return ir.Somme(terme=term, population=rows, type=replace(type_, base=rows.base), span=node.span)
