"""Exceptions: what they depart from, and what they put in its place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from convrules import ir, vocabulary
from convrules.base.source import Span
from convrules.base.texte import fleche
from convrules.checking import keys, populations, sentences
from convrules.checking.fiches import LISENT_L_EXERCICE, NIVEAUX, Fiche, reads_household, with_if
from convrules.checking.keys import Place
from convrules.checking.quotas import (
    check_chosen,
    check_constant,
    check_force,
    check_minimum,
    check_numerator,
    check_tolerance,
)
from convrules.checking.readers import entries, member, place, text
from convrules.checking.references import clause_named
from convrules.checking.scope import Chantier, ClauseConnue
from convrules.checking.words import listing
from convrules.diagnostics.problems import actes as act_problems
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n
from convrules.syntax import schema

Cible = tuple[ClauseConnue, ...]


def targets(c: Chantier, nom: str) -> Cible:
    """Clauses that a name cites: the one of this name, or all those of a group."""
    found = c.clauses.get(nom)
    if found is not None:
        return (found,)
    return tuple(clause for clause in c.clauses.values() if clause.groupe == nom)


def roots(c: Chantier, cible: Cible, trail: frozenset[str] = frozenset()) -> Iterator[ClauseConnue]:
    """The clauses finally departed from: an exception to an exception replaces keys of the same ones."""
    for clause in cible:
        if clause.ident in trail:
            continue
        if clause.genre != "exception":
            yield clause
        else:
            cited = c.exceptions.get(clause.ident, "")
            yield from roots(c, targets(c, cited), trail | {clause.ident})


def exception(c: Chantier, fiche: Fiche) -> ir.ExceptionClause | None:
    """An exception, once every clause that it may depart from is typed."""
    nom = text(fiche.table, "à") or ""
    span = place(fiche.table, "à")
    cible = targets(c, nom)
    if not cible:
        groups = {clause.groupe for clause in c.clauses.values() if clause.groupe}
        clause_named(c, nom, span, {*c.clauses, *groups})
        return None
    finally_ = tuple(roots(c, cible))
    ecarte = text(fiche.table, "écarte") is not None
    _check_public_order(c, nom, span, (*cible, *finally_), ecarte=ecarte)
    if any(clause.genre == "décision humaine" for clause in finally_):
        c.report(act_problems.exception_a_une_decision(span=span, nom=nom))
    if any(clause.genre == "non codable" for clause in finally_):
        c.report(act_problems.exception_a_rien_de_calcule(span=span, nom=nom))
    arbre = next((c.arbres[x.ident] for x in finally_ if x.ident in c.arbres), None)
    niveau = level_of(arbre)
    _check_one_level(c, nom, span, finally_)
    exercice = {clause.genre for clause in finally_} <= LISENT_L_EXERCICE
    entete = with_if(c, fiche, niveau, exercice=exercice)
    if isinstance(arbre, ir.Quota | ir.Part) and not _is_over(c, entete.en_vigueur):
        check_constant(c, entete.si, arbre.application)
    replaced = tuple(_replacements(c, fiche, nom, finally_))
    _mark_households(c, finally_, [entete.si, *(value for _, value in replaced)])
    cited = cible[0].ident if len(cible) == 1 and cible[0].groupe != nom else nom
    return ir.ExceptionClause(entete=entete, a=cited, remplace=replaced, ecarte=ecarte)


def _is_over(c: Chantier, validite: ir.Validite) -> bool:
    """Has it ended before the text that is read begins? It never meets the cells of that text."""
    return c.jour is not None and validite.au is not None and validite.au < c.jour


def level_of(arbre: ir.Clause | None) -> ir.Niveau:
    """Rows that the clause departed from judges or counts."""
    match arbre:
        case ir.Quota() | ir.Part():
            return arbre.regle.population.niveau
        case ir.DroitIdentifie():
            return NIVEAUX["droit identifié"]
        case ir.Transmission() | ir.Repartition():
            return ir.Niveau.CONVENTION
        case ir.Delai(porte_sur=niveau) | ir.Obligation(porte_sur=niveau):
            return niveau
        case _:
            return ir.Niveau.VACANCE


def _check_one_level(c: Chantier, nom: str, span: Span, cible: Cible) -> None:
    """Clauses of one group that judge different rows: the exception's condition could be read of none."""
    trees = [c.arbres.get(x.ident) for x in cible]
    judged = {level_of(x) for x in trees if isinstance(x, ir.Delai | ir.Obligation)}
    if len(judged) > 1:
        levels = listing([vocabulary.NIVEAUX[niveau] for niveau in sorted(judged)])
        c.report(problems.exception_sur_plusieurs_niveaux(span=span, cible=nom, niveaux=levels))


def _check_public_order(c: Chantier, nom: str, span: Span, cible: Cible, *, ecarte: bool) -> None:
    for clause in cible:
        if clause.caractere == "ordre public" and (ecarte or clause.herite):
            c.report(problems.ordre_public_ecarte(span=span, cible=nom, regle=clause.span))
            return


def _mark_households(c: Chantier, cible: Cible, read: Sequence[ir.CleValeur | None]) -> None:
    """An éligibilité whose exception reads a household's flag is judged on households as a whole."""
    if any(isinstance(x, ir.Expr) and reads_household(c, x) for x in read):
        c.menages_par_exception.update(clause.ident for clause in cible)


# --- what is replaced -----------------------------------------------------------------------
def _replacements(c: Chantier, fiche: Fiche, nom: str, cible: Cible) -> Iterator[tuple[str, ir.CleValeur]]:
    for cle, valeur in entries(fiche.table.get("remplace")):
        genres = {clause.genre for clause in cible}
        refusing = [g for g in sorted(genres) if not _admits(g, cle.texte)]
        held = any(isinstance(x := c.arbres.get(a.ident), ir.Quota) and x.parent is not None for a in cible)
        if held and cle.texte not in _of_a_held_quota():
            refusing = ["quota"]
        if refusing:
            admitted = (*keys.readers_of(refusing[0]), *sorted(keys.words_of(refusing[0])))
            permises = listing([k for k in admitted if not held or k in _of_a_held_quota()])
            c.report(
                problems.cle_non_remplacable(
                    span=cle.span, cle=cle.texte, cible=nom, genre=refusing[0], permises=permises
                )
            )
            continue
        value = _replacement(c, fiche, cle, valeur, cible)
        if value is not None:
            yield cle.texte, value


@cache
def _of_a_held_quota() -> frozenset[str]:
    """Keys of a quota inside a part, which has its cells and its account."""
    return frozenset(schema.mapping(schema.mapping(schema.root(), "$defs")["clause_dont"], "properties"))


def _admits(genre: str, cle: str) -> bool:
    return cle in keys.readers_of(genre) or cle in keys.words_of(genre)


def _replacement(
    c: Chantier, fiche: Fiche, cle: n.Scalaire, valeur: n.Yaml, cible: Cible
) -> ir.CleValeur | None:
    if isinstance(valeur, n.Scalaire):
        if cle.texte == "force":
            _check_new_force(c, valeur, cible)
        return keys.read_word(cle.texte, valeur.texte)
    if not isinstance(valeur, n.Phrase) or isinstance(valeur.arbre, n.Invalide) or not cible:
        return None
    genre = cible[0].genre
    lecteur = keys.readers_of(genre)[cle.texte]
    if not keys.fits(lecteur, valeur.arbre):
        c.report(problems.remplacement_d_une_autre_forme(span=valeur.span, cle=cle.texte, genre=genre))
        return None
    arbre = c.arbres.get(cible[0].ident)
    at = replace(_place(fiche, arbre), exercice={x.genre for x in cible} <= LISENT_L_EXERCICE)
    if isinstance(valeur.arbre, n.Quota):
        at = replace(at, niveau=populations.level_of(valeur.arbre.population))
    value = lecteur(c, valeur.arbre, at)
    _check_together(c, cle.texte, value, arbre)
    _check_silence(c, value, valeur.span, arbre)
    return value


def _place(fiche: Fiche, arbre: ir.Clause | None) -> Place:
    usage = populations.DE_QUOTA
    if isinstance(arbre, ir.Part):
        usage = populations.DE_PART
    elif isinstance(arbre, ir.Quota) and arbre.parent is not None:
        usage = populations.DE_DONT
    return Place(contexte=fiche.contexte, niveau=level_of(arbre), usage=usage)


def _check_together(c: Chantier, cle: str, value: ir.CleValeur | None, arbre: ir.Clause | None) -> None:
    """What is put in a quota or a part is held to what the clause keeps."""
    if not isinstance(arbre, ir.Quota | ir.Part):
        return
    if cle == "si" and isinstance(value, ir.Expr):
        check_constant(c, value, arbre.application)
    if cle == "base minimale" and isinstance(value, ir.Expr):
        check_minimum(c, value, arbre.regle, arbre.compte)
        check_chosen(c, value, arbre.application)
    if not isinstance(arbre, ir.Quota):
        return
    check_tolerance(c, arbre.regle, value)
    if isinstance(value, ir.RegleQuota):
        check_tolerance(c, value, arbre.tolerance)
        check_numerator(c, value, arbre.compte, None)
        check_chosen(c, value.nombre, arbre.application)
        check_force(c, arbre.entete.force, value.sens, value.span)
    elif isinstance(value, ir.Population):
        check_numerator(c, arbre.regle, value, value.span)


def _check_silence(c: Chantier, value: ir.CleValeur | None, span: Span, arbre: ir.Clause | None) -> None:
    """What silence is deemed to mean fits the deadline as it then reads."""
    if isinstance(arbre, ir.Delai) and isinstance(value, ir.Effet):
        sentences.check_deemed(c, arbre.regle, value, span)
    elif isinstance(arbre, ir.Delai) and isinstance(value, ir.RegleDelai):
        sentences.check_deemed(c, value, arbre.a_defaut, span)


def _check_new_force(c: Chantier, valeur: n.Scalaire, cible: Cible) -> None:
    for clause in cible:
        arbre = c.arbres.get(clause.ident)
        force = member(ir.Force, valeur.texte)
        if isinstance(arbre, ir.Quota):
            check_force(c, force, arbre.regle.sens, valeur.span)
        elif isinstance(arbre, ir.Part):
            check_force(c, force, None, valeur.span)


# --- cycles ---------------------------------------------------------------------------------
def check_loops(c: Chantier, places: dict[str, Span]) -> frozenset[str]:
    """Report exceptions that depart from one another in a circle, each circle once; all those in one."""
    done: set[str] = set()
    for start in c.exceptions:
        loop = _loop(c, start)
        if loop and not done.intersection(loop):
            chaine = fleche((*loop, loop[0]))
            c.report(problems.exceptions_en_boucle(span=places[start], chaine=chaine))
        done.update(loop)
    return frozenset(done)


def _loop(c: Chantier, start: str) -> tuple[str, ...]:
    """The way from an exception back to itself, or nothing."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    seen: set[str] = set()
    while waiting:
        ident, path = waiting.pop()
        for after in targets(c, c.exceptions.get(ident, "")):
            if after.ident == start:
                return path
            if after.ident not in seen and after.genre == "exception":
                seen.add(after.ident)
                waiting.append((after.ident, (*path, after.ident)))
    return ()
