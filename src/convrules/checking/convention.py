"""A convention or a socle, from its surface tree to its typed one: the passes in order."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.base.signes import one_line
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.checking import heads
from convrules.checking.attentes import ATTENTES
from convrules.checking.brouillons import left_of_a_draft
from convrules.checking.chiffres import check_numbers
from convrules.checking.clauses import CONSTRUCTEURS
from convrules.checking.declarations import check_definitions, check_parametres, declare_definitions
from convrules.checking.en_sus import check_beyond
from convrules.checking.env import Environnement
from convrules.checking.exceptions import check_loops, exception
from convrules.checking.fiches import Fiche, read_entete
from convrules.checking.jours_de_compte import check_reached
from convrules.checking.limites import check_limits
from convrules.checking.perimetres import check_reach
from convrules.checking.readers import head, place, tables, text
from convrules.checking.scope import NOMMENT, Amende, Chantier, ClauseConnue
from convrules.checking.sources import check_source
from convrules.checking.termes import check_period, fin_avec, terme
from convrules.checking.vocabulaire import check_vocabulaire
from convrules.checking.words import fold
from convrules.diagnostics.model import Checked, in_order
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import noms
from convrules.ir.textes import with_nested
from convrules.syntax import nodes as n
from convrules.syntax.tree import kind_of


def check_convention(file: n.File, env: Environnement) -> Checked[ir.Convention]:
    """Type a convention or a socle.

    Every finding is in the result; the tree is whole when none is an error. A clause whose sentence
    could not be typed is absent from it."""
    typed = type_convention(file, env)
    if file.genre is n.GenreFichier.SOCLE:
        return typed
    return Checked(value=typed.value, diagnostics=in_order((*typed.diagnostics, *left_of_a_draft(file))))


def type_convention(file: n.File, env: Environnement) -> Checked[ir.Convention]:
    """The same, for a text of which nothing is left to draft or that is nothing but a draft."""
    socle = file.genre is n.GenreFichier.SOCLE
    root = file.racine
    ident = text(root, "socle" if socle else "convention") or ""
    c = Chantier(env=env, socle=ident if socle else "")
    c.fil = (t("{genre} « {ident} »", genre="socle" if socle else "convention", ident=ident),)
    convention = _check(c, root, ident, head(file))
    return Checked(value=convention, diagnostics=in_order(c.diagnostics))


def check_amended(file: n.File, env: Environnement, amende: Amende, jour: date) -> Checked[ir.Convention]:
    """Type a convention as amendments leave it on a day: the same passes, each finding with the day."""
    ident = text(file.racine, "convention") or ""
    c = Chantier(env=env, amende=amende, jour=jour)
    c.fil = (t("convention « {ident} » dans son texte du {jour}", ident=ident, jour=jour.isoformat()),)
    convention = _check(c, file.racine, ident, head(file))
    return Checked(value=convention, diagnostics=in_order(c.diagnostics))


def _check(c: Chantier, root: n.Table, ident: str, span: Span) -> ir.Convention:
    seen: dict[str, tuple[str, Span]] = {}
    c.illisible = any(not isinstance(root.get(k) or root, n.Table) for k in NOMMENT)
    herite = heads.inherit(c, root)
    vocabulaire = check_vocabulaire(c, root, seen)
    validite, reconduction = terme(c, root)
    choix = heads.choix(c, root)
    check_period(c, root, choix, reconduction)
    c.choix = root.get("choix") is not None
    listed = heads.articles(c, root)
    articles = tuple(one_line(one.texte) for one in listed)
    declare_definitions(c, root, seen)
    fiches = tuple(_fiches(c, root, seen))
    parametres = check_parametres(c, root, validite, seen)
    definitions = check_definitions(c, root)
    _check_headings(c, fiches, articles, validite)
    clauses = _clauses(c, fiches)
    check_limits(c, choix)
    check_beyond(c, fiches, clauses, choix)
    check_reached(c, with_nested(clauses), (parametres,))
    check_numbers(c, with_nested(clauses), (parametres,), choix)
    titulaire = heads.reservataire(c, root)
    check_reach(c, root, titulaire)
    return ir.Convention(
        ident=ident,
        version=text(root, "version"),
        bailleur=heads.bailleur(c, root),
        reservataire=titulaire,
        territoire=heads.territoire(c, root),
        en_vigueur=validite,
        reconduction=reconduction,
        fin_avec=fin_avec(root),
        herite=herite,
        articles=articles,
        places_articles=tuple(one.span for one in listed),
        signature=heads.signature(root),
        choix=choix,
        parametres=parametres,
        definitions=definitions,
        vocabulaire=vocabulaire,
        clauses=clauses,
        span=span,
    )


# --- clauses as written ---------------------------------------------------------------------
def _fiches(c: Chantier, root: n.Table, seen: dict[str, tuple[str, Span]]) -> Iterator[Fiche]:
    """Every clause with its heading, its name made known; nested quotas inside their part."""
    for table in tables(root.get("clauses")):
        yield from _fiche(c, table, seen)


def _fiche(c: Chantier, table: n.Table, seen: dict[str, tuple[str, Span]]) -> Iterator[Fiche]:
    genre = kind_of(table) or ""
    nom = table.get(genre)
    if not (genre in CONSTRUCTEURS or genre == "exception") or not isinstance(nom, n.Scalaire):
        return
    if not heads.declare(c, seen, nom, t("une clause « {genre} »", genre=genre)):
        return
    with c.by_place():
        entete = read_entete(c, table, nom)
    if genre != "contrôle" and fold(nom.texte) in {fold(word) for word in ATTENTES}:
        c.report(noms.nom_d_un_resultat(span=nom.span, nom=nom.texte))
    c.clauses[nom.texte] = ClauseConnue(
        ident=entete.ident,
        genre=genre,
        span=nom.span,
        groupe=entete.groupe,
        caractere=entete.caractere,
        herite=False,
    )
    if genre == "décision humaine":
        c.decisions[nom.texte] = entete.ident
        c.elements[entete.ident] = text(table, "porte sur") or ""
    if genre == "exception":
        c.exceptions[entete.ident] = text(table, "à") or ""
    nested = tuple(x for inner in tables(table.get("dont")) for x in _fiche(c, inner, seen))
    yield Fiche(genre=genre, table=table, nom=nom, entete=entete, dont=nested)


def _check_headings(
    c: Chantier, fiches: tuple[Fiche, ...], articles: tuple[str, ...], validite: ir.Validite
) -> None:
    for fiche in fiches:
        with_thread(c, fiche)
        own = fiche.entete.en_vigueur
        depuis = max((d for d in (own.du, validite.du) if d is not None), default=None)
        known = c.amende.articles.get(fiche.nom.texte, articles)
        check_source(c, fiche.table, fiche.nom.texte, known, depuis)
        if _apart(own, validite):
            c.report(
                problems.clause_hors_validite(
                    span=place(fiche.table, "en vigueur"),
                    clause=fiche.nom.texte,
                    periode=_period(validite),
                )
            )
        _check_headings(c, fiche.dont, articles, validite)
    c.fil = c.fil[:1]


def with_thread(c: Chantier, fiche: Fiche) -> None:
    """What follows is about this clause: convention › article › clause."""
    article = fiche.entete.source.article
    middle = (t("article {article}", article=article),) if article else ()
    made = fiche.entete.ajoutee_par
    if made is not None:
        middle = (t("avenant « {ident} »", ident=made.avenant), *middle)
    c.fil = (*c.fil[:1], *middle, t("{genre} « {ident} »", genre=fiche.genre, ident=fiche.nom.texte))


def _apart(a: ir.Validite, b: ir.Validite) -> bool:
    """No day belongs to both."""
    return (a.au is not None and b.du is not None and a.au < b.du) or (
        b.au is not None and a.du is not None and b.au < a.du
    )


def _period(v: ir.Validite) -> str:
    du = v.du.isoformat() if v.du is not None else "…"
    return t("{du} au {au}", du=du, au=v.au.isoformat()) if v.au is not None else t("{du} sans fin", du=du)


# --- typed clauses --------------------------------------------------------------------------
def _clauses(c: Chantier, fiches: tuple[Fiche, ...]) -> tuple[ir.Clause, ...]:
    """In the order of the paper. Exceptions are typed last: they need what they depart from."""
    typed: dict[str, ir.Clause | None] = {}
    for fiche in (f for f in fiches if f.genre != "exception"):
        with_thread(c, fiche)
        clause = CONSTRUCTEURS[fiche.genre](c, fiche)
        typed[fiche.entete.ident] = clause
        _remember(c, clause)
    places: Mapping[str, Span] = {f.entete.ident: place(f.table, "à") for f in fiches}
    looping = check_loops(c, dict(places))
    for fiche in (f for f in fiches if f.genre == "exception"):
        with_thread(c, fiche)
        looped = fiche.entete.ident in looping
        typed[fiche.entete.ident] = None if looped else exception(c, fiche)
    c.fil = c.fil[:1]
    for fiche in fiches:
        _tell_what_is_not_measured(c, fiche, typed[fiche.entete.ident])
    return tuple(_with_household(c, x) for x in (typed[f.entete.ident] for f in fiches) if x is not None)


def _with_household(c: Chantier, clause: ir.Clause) -> ir.Clause:
    if isinstance(clause, ir.Eligibilite) and clause.entete.ident in c.menages_par_exception:
        return replace(clause, menage=True)
    return clause


def _remember(c: Chantier, clause: ir.Clause | None) -> None:
    if clause is None:
        return
    for inner in with_nested((clause,)):
        c.arbres[inner.entete.ident] = inner


def _tell_what_is_not_measured(c: Chantier, fiche: Fiche, clause: ir.Clause | None) -> None:
    """LIMIT: the findings of a mode that watches a quota inside a part are recorded, never proposed."""
    watched = c.arbres.get(clause.surveille) if isinstance(clause, ir.ModeCorrectif) else None
    if isinstance(watched, ir.Quota) and watched.parent is not None:
        nom = fiche.nom.texte
        c.report(problems.clause_non_evaluee(span=fiche.nom.span, genre=fiche.genre, clause=nom))
