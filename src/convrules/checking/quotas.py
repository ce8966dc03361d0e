"""Rules that the parts of a quota or of a part obey together."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.source import Span
from convrules.base.texte import cite, t
from convrules.base.values import SANS_UNITE, Base, TNombre
from convrules.checking.keys import same_base
from convrules.checking.scope import Chantier
from convrules.checking.types import count_type, type_of
from convrules.checking.words import describe
from convrules.diagnostics.problems import clauses as problems
from convrules.diagnostics.problems import tables, types
from convrules.diagnostics.problems.phrase import quantite_incomplete

_PLAFONDS = (ir.Force.PLAFOND, ir.Force.PERMISSION)
_DUES = frozenset({ir.Classe.VACANCES, ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})
"""What a part may be owed on."""
_FAITES = _DUES | {ir.Classe.ORIENTATIONS, ir.Classe.PROPOSITIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX}
"""What a part may count."""


def check_numerator(
    c: Chantier, regle: ir.RegleQuota, compte: ir.Population | None, compte_span: Span | None
) -> None:
    """`pour` keeps rows of the base; `compte` counts others. Never both; a share needs one of them."""
    if compte is not None and regle.public is not None:
        c.report(problems.pour_et_compte(span=regle.public.span, compte=compte_span or compte.span))
        return
    if compte is None and regle.taux is not None and regle.population.niveau is not ir.Niveau.DEMANDE:
        if regle.population.base is Base.STOCK:
            c.report(problems.compte_manquant(span=regle.span, classe=regle.population.classes[0].value))
        elif regle.public is None:
            c.report(problems.numerateur_manquant(span=regle.span))
    if compte is not None and compte.base is not regle.population.base:
        c.report(same_base(compte.span, compte.base, regle.population.base))


def check_cells_of_number(
    c: Chantier, regle: ir.RegleQuota | None, compte: ir.Population | None, cells: ir.Application
) -> None:
    """A number asked of rows that a condition chooses: a cell that has none of them is not judged."""
    if regle is None or regle.nombre is None or regle.sens is ir.Sens.AU_PLUS or not cells.dimensions:
        return
    condition = regle.population.condition
    if compte is None and regle.public is None and condition is not None:
        names = " et ".join(d.nom for d in cells.dimensions)
        c.report(problems.nombre_par_cellule(span=condition.span, cellule=f"chaque {names}"))


def check_minimum(
    c: Chantier, minimum: ir.Expr | None, regle: ir.RegleQuota | ir.ReglePart, compte: ir.Population | None
) -> None:
    """A number of rows of the base, in its unit. A number whose base is what is counted has none."""
    if minimum is None:
        return
    type_, counted = type_of(minimum), count_type(regle.population)
    if isinstance(type_, TNombre) and type_.unite not in (SANS_UNITE, counted.unite):
        c.report(
            types.type_inattendu(
                span=minimum.span,
                contexte="la base minimale",
                attendu=t("un nombre de ce que la base compte ({nombre})", nombre=describe(counted)),
                trouve=describe(type_),
            )
        )
    if isinstance(regle, ir.RegleQuota) and regle.nombre is not None and compte is None and not regle.public:
        c.report(problems.base_minimale_du_compte(span=minimum.span))


def check_vacancies(c: Chantier, base: ir.Population, compte: ir.Population) -> bool:
    """A part is kept vacancy by vacancy: owed on vacancies, done by what happens to them."""
    faults = [
        problems.part_hors_des_vacances(span=population.span, classe=classe.value, place=place)
        for population, allowed, place in ((base, _DUES, "pour base"), (compte, _FAITES, "pour compte"))
        for classe in population.classes
        if classe not in allowed
    ]
    for fault in faults:
        c.report(fault)
    return not faults


def check_force(c: Chantier, force: ir.Force | None, sens: ir.Sens | None, span: Span) -> None:
    """A ceiling says `au plus`. sens None: a part, which is a floor by nature."""
    if force in _PLAFONDS and sens is not ir.Sens.AU_PLUS:
        written = sens.value if sens is not None else "une part"
        c.report(problems.force_sans_plafond(span=span, force=force.value, sens=written))


def check_constant(c: Chantier, si: ir.Expr | None, application: ir.Application | None) -> None:
    """The condition of a quota is judged once per cell: it reads only what is constant over it."""
    if si is None or application is None:
        return
    dimensions = frozenset(d.nom for d in application.dimensions)
    varying = next((x for x in _varying(si, dimensions)), None)
    if varying is not None:
        cells = "chaque " + " et ".join(d.nom for d in application.dimensions)
        fait = varying.nom if isinstance(varying, ir.Champ) else varying.span.text
        c.report(
            problems.fait_variable_dans_la_cellule(
                span=varying.span, fait=fait, cellule=cells if dimensions else "ensemble"
            )
        )


def check_chosen(
    c: Chantier,
    written: int | ir.Expr | ir.Chiffre | None,
    application: ir.Application | None,
) -> None:
    """A number is asked of a whole cell: what chooses it in a table is constant over the cell."""
    if not isinstance(written, ir.Parametre) or application is None:
        return
    dimensions = frozenset(d.nom for d in application.dimensions)
    cells = "chaque " + " et ".join(d.nom for d in application.dimensions) if dimensions else "ensemble"
    for champ in _varying(written, dimensions):
        assert isinstance(champ, ir.Champ), "a parameter reads the field that chooses"
        c.report(
            tables.choix_hors_de_portee(
                span=written.span,
                parametre=written.nom,
                champ=champ.nom,
                ou=t("pour toute une cellule (« application: {cellules} »)", cellules=cells),
            )
        )


_PAR_COMMUNE = frozenset({"departement", "epci", "ept", "commune_carencee", "zone_tendue"})


def _varying(expr: ir.Expr, dimensions: frozenset[str]) -> Iterator[ir.Expr]:
    """Facts that may differ between two rows of one cell."""
    if isinstance(expr, ir.Compte | ir.Somme):
        yield expr
        return
    if isinstance(expr, ir.Champ) and not _is_constant(expr, dimensions):
        yield expr
    for child in ir.children(expr):
        yield from _varying(child, dimensions)


def _is_constant(champ: ir.Champ, dimensions: frozenset[str]) -> bool:
    if champ.niveau in (ir.Niveau.RESERVATAIRE, ir.Niveau.CONVENTION) or champ.nom in dimensions:
        return True
    if champ.niveau is ir.Niveau.PROGRAMME and "programme" in dimensions:
        return True
    return "commune" in dimensions and champ.nom in _PAR_COMMUNE


def check_tolerance(c: Chantier, regle: ir.RegleQuota, tolerance: ir.CleValeur | None) -> None:
    """Points are what parts two percentages: a number of rows has none."""
    if isinstance(tolerance, ir.Tolerance) and tolerance.points and regle.taux is None:
        number = int(tolerance.valeur * 100)
        c.report(
            quantite_incomplete(
                span=tolerance.span,
                ecrit=tolerance.span.text,
                manque="des points séparent deux pourcentages, et l'on compte ici un nombre",
                formes=cite(f"{number} logement{'s' if number > 1 else ''}"),
            )
        )
