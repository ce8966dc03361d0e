"""Parts and quotas: what is owed, and what is counted."""

from fractions import Fraction

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Arrondi, Base
from convrules.checking import keys, populations
from convrules.checking.fiches import Fiche, optional, read, with_if
from convrules.checking.keys import Place
from convrules.checking.quotas import (
    check_cells_of_number,
    check_chosen,
    check_constant,
    check_force,
    check_minimum,
    check_numerator,
    check_tolerance,
    check_vacancies,
)
from convrules.checking.readers import member, phrase, place, text
from convrules.checking.references import quota_named
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import clauses as problems
from convrules.syntax import nodes as n


@dataclass(frozen=True, slots=True, kw_only=True)
class Cellules:
    """What a quota counts, and where it holds. `parent`: the part whose cells and counts it takes."""

    application: ir.Application
    compte: ir.Population | None = None
    parent: str | None = None


def part(c: Chantier, fiche: Fiche) -> ir.Part | None:
    """An account: its base is the landlord's, its count the holder's, by nature."""
    at = Place(contexte=fiche.contexte, usage=populations.DE_PART)
    regle = read(c, fiche, "règle", keys.read_part, at)
    compte = read(c, fiche, "compte", keys.read_count, at)
    cells = read(c, fiche, "application", keys.read_cells, at)
    report = read(c, fiche, "report", keys.read_report, at)
    arrondi = member(Arrondi, text(fiche.table, "arrondi"))
    check_force(c, fiche.entete.force, None, place(fiche.table, "force"))
    entete = with_if(c, fiche)
    if not isinstance(cells, ir.Application):
        return None
    check_constant(c, entete.si, cells)
    with c.by_place():
        nested = [nested_quota(c, inner, fiche, cells) for inner in fiche.dont]
    if not isinstance(regle, ir.ReglePart) or not isinstance(compte, ir.Population):
        return None
    if not check_vacancies(c, regle.population, compte):
        return None
    if not isinstance(report, ir.Report) or arrondi is None:
        return None
    minimum = _least_base(c, fiche)
    check_minimum(c, minimum, regle, compte)
    check_chosen(c, minimum, cells)
    return ir.Part(
        entete=entete,
        regle=regle,
        compte=compte,
        application=cells,
        arrondi=arrondi,
        report=report,
        tolerance=optional(c, fiche, "tolérance", ir.Tolerance),
        base_minimale=minimum,
        dont=tuple(q for q in nested if q is not None),
    )


def quota(c: Chantier, fiche: Fiche) -> ir.Quota | None:
    """A floor, a ceiling or a target."""
    node = phrase(fiche.table, "règle")
    if not isinstance(node, n.Quota):
        return None
    niveau = populations.level_of(node.population)
    at = Place(contexte=fiche.contexte, niveau=niveau)
    regle = keys.read_quota(c, node, at)
    counted = read(c, fiche, "compte", keys.read_count, at)
    compte = counted if isinstance(counted, ir.Population) else None
    cells = read(c, fiche, "application", keys.read_cells, at)
    key = fiche.table.key("compte")
    # A count that was refused has its own message, as has « pour » as a key: neither is missing.
    if (compte is not None or key is None) and fiche.table.get("pour") is None:
        check_numerator(c, regle, compte, key.span if key is not None else None)
    check_force(c, fiche.entete.force, regle.sens, place(fiche.table, "force"))
    _check_landlord(c, fiche, regle, compte)
    entete = with_if(c, fiche, niveau)
    if not isinstance(cells, ir.Application):
        return None
    check_constant(c, entete.si, cells)
    check_cells_of_number(c, regle, compte, cells)
    return _quota(c, fiche, entete, regle, Cellules(application=cells, compte=compte))


def nested_quota(c: Chantier, fiche: Fiche, part: Fiche, cells: ir.Application) -> ir.Quota | None:
    """A quota under `dont`: it repeats the base of its part, and counts what the part counts."""
    node, base = phrase(fiche.table, "règle"), phrase(part.table, "règle")
    if not isinstance(node, n.Quota) or not isinstance(base, n.Part):
        return None
    niveau = populations.level_of(node.population)
    at = Place(contexte=fiche.contexte, niveau=niveau, usage=populations.DE_DONT)
    regle = keys.read_quota(c, node, at)
    # A part on a stock is refused as such: its quotas have nothing to repeat.
    on_stock = populations.class_of(base.population).base is Base.STOCK
    if node.population != base.population and node.population.rattachement is None and not on_stock:
        c.report(
            problems.dont_sur_une_autre_base(
                span=node.population.span, part=part.nom.texte, base=base.population.span
            )
        )
    check_numerator(c, regle, None, None)
    check_force(c, fiche.entete.force, regle.sens, place(fiche.table, "force"))
    entete = with_if(c, fiche, niveau)
    if entete.source == ir.SANS_SOURCE:
        # Why: it stands in its part's articles where it gives none.
        entete = replace(entete, source=part.entete.source)
    check_constant(c, entete.si, cells)
    inherited = Cellules(application=cells, parent=part.entete.ident)
    return _quota(c, fiche, entete, regle, inherited)


def _quota(
    c: Chantier, fiche: Fiche, entete: ir.Entete, regle: ir.RegleQuota, cellules: Cellules
) -> ir.Quota | None:
    arrondi = member(Arrondi, text(fiche.table, "arrondi"))
    if arrondi is None and regle.taux is not None:
        if fiche.table.get("arrondi") is not None:
            return None
        taux = regle.taux.valeur if isinstance(regle.taux, ir.Litteral) else None
        if isinstance(taux, Fraction) and taux > 1:
            return None  # more than the whole: perhaps no rate, which is told
        c.report(problems.arrondi_manquant(span=fiche.nom.span, clause=fiche.nom.texte))
        return None
    minimum = _least_base(c, fiche)
    check_minimum(c, minimum, regle, cellules.compte)
    for number in (regle.nombre, minimum):
        check_chosen(c, number, cellules.application)
    tolerance = optional(c, fiche, "tolérance", ir.Tolerance)
    check_tolerance(c, regle, tolerance)
    return ir.Quota(
        entete=entete,
        regle=regle,
        application=cellules.application,
        compte=cellules.compte,
        arrondi=arrondi or Arrondi.SANS,
        report=optional(c, fiche, "report", ir.Report),
        tolerance=tolerance,
        base_minimale=minimum,
        periode=text(fiche.table, "période"),
        en_sus_de=quota_named(c, fiche.table, fiche.entete.ident),
        parent=cellules.parent,
    )


def _least_base(c: Chantier, fiche: Fiche) -> ir.Expr | None:
    node = phrase(fiche.table, "base minimale")
    at = Place(contexte=fiche.contexte)
    found = keys.read_minimum(c, node, at) if isinstance(node, n.Expr) else None
    return found if isinstance(found, ir.Litteral | ir.Parametre) else None


def _check_landlord(c: Chantier, fiche: Fiche, regle: ir.RegleQuota, compte: ir.Population | None) -> None:
    """A socle's rule that is judged once per landlord needs the socle's own `choix`."""
    counted = compte or regle.population
    per_holder = counted.rattachement is ir.Rattachement.RESERVATAIRE
    if c.socle and not c.choix and not per_holder and counted.base is Base.FLUX:
        c.report(problems.socle_sans_choix(span=fiche.nom.span, clause=fiche.nom.texte))
