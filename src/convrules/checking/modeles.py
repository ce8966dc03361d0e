"""Models: every hole has its question, every way of filling one reads as a convention.

A model is checked as the convention it becomes once its holes hold their examples and one variant of each
choice is kept; each variant has its turn. It never evaluates.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.checking.convention import type_convention
from convrules.checking.env import Environnement
from convrules.checking.readers import fraction
from convrules.checking.words import closest, listing
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.diagnostics.problems import modeles as problems
from convrules.syntax import modeles as surface
from convrules.syntax import nodes as n
from convrules.syntax.avenants import name_of
from convrules.syntax.modeles import TrouDeclare
from convrules.syntax.skeleton import check_skeleton


def check_modele(file: n.File, env: Environnement) -> tuple[Diagnostic, ...]:
    """What is wrong with a model, and what is left to decide in it."""
    declared = {t.ident: t for t in surface.declared(file.racine)}
    wrong = {nom: about for nom, t in declared.items() if (about := _bounds(t, file.racine)) is not None}
    holes = [d for d in _holes(file.racine, declared) if d.args["nom"] not in wrong]
    found = [*holes, *wrong.values(), *_variants(file.racine)]
    if not any(is_error(d) for d in found):
        values = {nom: t.valeur for nom, t in declared.items() if t.valeur is not None}
        filled = surface.fill(file, values)
        read = [*filled.diagnostics, *check_skeleton(filled.fichier)]
        if not any(is_error(d) for d in read):
            read += _as_conventions(filled.fichier, env)
        found += (filled.back(d) for d in read)
    return in_order(found)


def _as_conventions(file: n.File, env: Environnement) -> Iterator[Diagnostic]:
    most = max((len(clauses) for clauses in surface.variants(file.racine).values()), default=1)
    for rang in range(most):
        kept = surface.keep(file.racine, rang)
        read = replace(file, genre=n.GenreFichier.CONVENTION, racine=kept)
        yield from type_convention(read, env).diagnostics


def _variants(root: n.Table) -> Iterator[Diagnostic]:
    for choice, clauses in surface.variants(root).items():
        names = listing([name_of(c) for c in clauses])
        key = clauses[0].get("variante de")
        span = key.span if key is not None else clauses[0].span
        yield problems.variante_a_choisir(span=span, choix=choice, clauses=names)


# --- holes ----------------------------------------------------------------------------------
def _holes(root: n.Table, declared: dict[str, TrouDeclare]) -> Iterator[Diagnostic]:
    """One finding per hole, at the first of its places."""
    seen: set[str] = set()
    unasked = {nom for nom in declared if all(nom != hole.nom for hole in surface.holes(root))}
    for hole in surface.holes(root):
        if hole.nom in seen:
            continue
        seen.add(hole.nom)
        about = declared.get(hole.nom)
        if about is None:
            proche = closest(hole.nom, unasked)
            seen.add(proche)
            yield problems.trou_sans_question(span=hole.span, nom=hole.nom, proche=proche)
        else:
            yield problems.trou_a_remplir(
                span=hole.span, nom=hole.nom, question=about.question, bornes=allowed(about)
            )
    for nom, about in declared.items():
        # Why: a name that no hole can have is told as such.
        if nom not in seen and nom == about.nom.texte:
            yield problems.trou_inutile(span=about.nom.span, nom=nom)


def allowed(hole: TrouDeclare) -> str:
    """What may be written in a hole, in words."""
    if hole.parmi:
        return t("parmi {valeurs}", valeurs=listing(hole.parmi))
    if hole.min is not None and hole.max is not None:
        return t("de {min} à {max}", min=hole.min, max=hole.max)
    if hole.min is not None:
        return t("au moins {min}", min=hole.min)
    return t("au plus {max}", max=hole.max) if hole.max is not None else ""


def _bounds(hole: TrouDeclare, root: n.Table) -> Diagnostic | None:
    raison = _units(hole, root) or _wrong(hole)
    if raison is None:
        return None
    return problems.bornes_du_trou(span=hole.nom.span, nom=hole.nom.texte, raison=raison)


_VALEUR: Final = Motif(r"[0-9][0-9.,]*\s*(?P<unite>[^\d\s.,-].*)?")


def _units(hole: TrouDeclare, root: n.Table) -> str | None:
    """Values with a unit beside bare ones, or with the unit that already follows the hole."""
    values = [v for v in (hole.min, hole.max, hole.exemple, *hole.parmi) if v is not None]
    found = [_VALEUR.fullmatch(v) for v in values]
    units = {m["unite"] or "" for m in found if m is not None}
    if len(units) > 1 and "" in units:
        one = next(v for v, m in zip(values, found, strict=True) if m is not None and m["unite"])
        other = next(v for v, m in zip(values, found, strict=True) if m is not None and not m["unite"])
        return t("« {une} » a une unité, et « {autre} » n'en a pas", une=one, autre=other)
    after = {_after(one.span) for one in surface.holes(root) if one.nom == hole.nom.texte}
    twice = next((u for u in sorted(units) if u and u in after), "")
    if not twice:
        return None
    written = f"<{hole.nom.texte}> {twice}"
    return t(
        "« {ecrit} » dit déjà l'unité : ses valeurs s'écrivent sans « {unite} »", ecrit=written, unite=twice
    )


def _after(span: Span) -> str:
    return span.source.text[span.end : span.end + 40].lstrip(" ").partition(" ")[0].partition("\n")[0]


def _wrong(hole: TrouDeclare) -> str | None:
    if hole.valeur is None:
        return "il n'a ni exemple, ni bornes, ni liste : rien ne permet de vérifier le modèle"
    if hole.min is not None and hole.max is not None and _before(hole.max, hole.min):
        return t("le minimum ({min}) dépasse le maximum ({max})", min=hole.min, max=hole.max)
    for value in (hole.exemple, *hole.parmi):
        if value is None:
            continue
        if value == hole.exemple and hole.parmi and value not in hole.parmi:
            return t("l'exemple ({exemple}) n'est pas dans la liste", exemple=value)
        below = hole.min is not None and _before(value, hole.min)
        above = hole.max is not None and _before(hole.max, value)
        if below or above:
            return t(
                "la valeur {valeur} est hors des bornes ({bornes})",
                valeur=value,
                bornes=allowed(replace(hole, parmi=())),
            )
    return None


def _before(a: str, b: str) -> bool:
    """Numbers by value, days and other words by their letters."""
    x, y = fraction(a), fraction(b)
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x < y
    return a < b
