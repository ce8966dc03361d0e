"""`en sus de`: rows good for one rule or for the other are counted together, each once. So both rules count
the same sort of rows, over the same cells and the same period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from convrules import ir
from convrules.base.texte import cite, suite, t
from convrules.checking.exceptions import roots, targets
from convrules.checking.fiches import Fiche
from convrules.checking.readers import place
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems

_LIGNES = {
    ir.Niveau.VACANCE: "des vacances",
    ir.Niveau.LOGEMENT: "des logements du patrimoine",
    ir.Niveau.DROIT: "des droits",
    ir.Niveau.CANDIDATURE: "des candidatures",
    ir.Niveau.REFUS: "des refus",
}
Regle: TypeAlias = ir.Part | ir.Quota
Remplacees: TypeAlias = Mapping[str, Sequence[tuple[str, ir.CleValeur]]]


def check_beyond(
    c: Chantier, fiches: Sequence[Fiche], clauses: Sequence[ir.Clause], choix: ir.Choix | None
) -> None:
    """Refuse an `en sus de` whose two rules cannot be read side by side, exceptions included."""
    replaced = _replaced(c, clauses)
    for fiche in _all(fiches):
        own = c.arbres.get(fiche.entete.ident)
        if not isinstance(own, ir.Quota) or own.en_sus_de is None:
            continue
        other = c.arbres.get(own.en_sus_de)
        if isinstance(other, ir.Part | ir.Quota):
            raison = _judged_apart(c, own, other) or _apart(own, other, replaced, choix)
            if raison is not None:
                span = place(fiche.table, "en sus de")
                nom, autre = own.entete.nom, own.en_sus_de
                c.report(problems.en_sus_d_autres_lignes(span=span, clause=nom, autre=autre, raison=raison))


def _all(fiches: Sequence[Fiche]) -> Iterator[Fiche]:
    for fiche in fiches:
        yield fiche
        yield from _all(fiche.dont)


def _judged_apart(c: Chantier, own: Regle, other: Regle) -> str | None:
    """A rule of a convention and one of its landlord are never read together."""
    of_landlord = [_of_landlord(c, r) for r in (own, other)]
    if of_landlord[0] == of_landlord[1]:
        return None
    if of_landlord[0]:
        return "l'un se juge une fois par bailleur, l'autre une fois par convention"
    return "l'un se juge une fois par convention, l'autre une fois par bailleur"


def _of_landlord(c: Chantier, regle: Regle) -> bool:
    """Is it judged once per landlord: a quota of a socle that counts nothing of the holder's own?"""
    ident = regle.entete.ident
    if not isinstance(regle, ir.Quota) or regle.parent is not None or regle.du_reservataire:
        return False
    return bool(c.socle) or c.clauses[ident].herite


def _apart(own: Regle, other: Regle, replaced: Remplacees, choix: ir.Choix | None) -> str | None:
    """Why the two cannot be put side by side: the first difference."""
    kinds = [list(dict.fromkeys(_LIGNES[n] for n in _levels(r, replaced))) for r in (own, other)]
    if kinds[0] != kinds[1] or len(kinds[0]) > 1:
        return t("l'un compte {un}, l'autre {autre}", **_two(suite(k, "ou") for k in kinds))
    cells = [list(dict.fromkeys(_cells(a) for a in _applications(r, replaced))) for r in (own, other)]
    if cells[0] != cells[1] or len(cells[0]) > 1:
        return t(
            "l'un s'applique {un}, l'autre {autre}",
            **_two(suite(map(cite, found), "ou") for found in cells),
        )
    spans = [_period(r, choix) for r in (own, other)]
    if spans[0] == spans[1]:
        return None
    return t("l'un se juge par {un}, l'autre {autre}", **_two(map(cite, spans)))


def _two(said: Iterable[str]) -> dict[str, str]:
    return dict(zip(("un", "autre"), said, strict=True))


def _levels(regle: Regle, replaced: Remplacees) -> Iterator[ir.Niveau]:
    """Rows that the rule counts, and those that exceptions have it count."""
    written = regle.compte or regle.regle.population
    yield written.niveau
    for cle, valeur in replaced.get(regle.entete.ident, ()):
        if cle == "compte" and isinstance(valeur, ir.Population):
            yield valeur.niveau
        elif cle == "règle" and regle.compte is None and isinstance(valeur, ir.RegleQuota):
            yield valeur.population.niveau


def _applications(regle: Regle, replaced: Remplacees) -> Iterator[ir.Application]:
    yield regle.application
    for _, valeur in replaced.get(regle.entete.ident, ()):
        if isinstance(valeur, ir.Application):
            yield valeur


def _replaced(c: Chantier, clauses: Sequence[ir.Clause]) -> Remplacees:
    """What exceptions put in the place of keys, by the clause finally departed from."""
    found: dict[str, list[tuple[str, ir.CleValeur]]] = {}
    for exception in clauses:
        if isinstance(exception, ir.ExceptionClause):
            for root in roots(c, targets(c, exception.a)):
                found.setdefault(root.ident, []).extend(exception.remplace)
    return found


def _cells(application: ir.Application) -> str:
    names = " et ".join(d.nom for d in application.dimensions)
    return f"chaque {names}" if names else "ensemble"


def _period(regle: Regle, choix: ir.Choix | None) -> str:
    own = regle.periode if isinstance(regle, ir.Quota) else None
    return own or (choix.periode.value if choix is not None else "la période de la convention")
