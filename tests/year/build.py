"""Conventions and rows written by hand, as the checker and the readers would give them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.dates import Evenement, connu, pas_survenu
from convrules.base.values import (
    INCONNU,
    Arrondi,
    Base,
    Cellule,
    Connu,
    TCode,
    TCondition,
    TNombre,
    TTexte,
)
from convrules.compiler import Programme, compile_convention
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bilan, BilanConvention, Bornes, ResultatCellule, ResultatRegle

FIN_2025 = date(2025, 12, 31)


def day(text: str) -> date:
    return date.fromisoformat(text)


# --- expressions ----------------------------------------------------------------------------
def champ(nom: str, niveau: ir.Niveau = ir.Niveau.VACANCE) -> ir.Champ:
    """A yes/no field."""
    return ir.Champ(nom=nom, niveau=niveau, type=TCondition())


def code(nom: str, niveau: ir.Niveau = ir.Niveau.VACANCE) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=niveau, type=TCode(nom))


def texte(nom: str) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TTexte())


def egal(field: ir.Champ, valeur: str) -> ir.Expr:
    return ir.Comparaison(
        operateur=ir.Comparateur.EGAL,
        gauche=field,
        droite=ir.Litteral(valeur=valeur, type=field.type),
    )


def taux(valeur: str) -> ir.Expr:
    """A rate written as a fraction: « 3/10 »."""
    return ir.Litteral(valeur=Fraction(valeur), type=TNombre(taux=True, base=Base.FLUX))


def nombre(field: str, niveau: ir.Niveau) -> ir.Champ:
    return ir.Champ(nom=field, niveau=niveau, type=TNombre(entier=True))


def litteral(valeur: int) -> ir.Expr:
    return ir.Litteral(valeur=Fraction(valeur), type=TNombre(entier=True))


# --- populations and clauses ----------------------------------------------------------------
def flux(condition: ir.Expr | None = None, classe: ir.Classe = ir.Classe.VACANCES) -> ir.Population:
    return ir.Population(classes=(classe,), statut=ir.StatutPopulation.ASSIETTE, condition=condition)


def evenements(
    classe: ir.Classe,
    rattachement: ir.Rattachement | None = None,
    condition: ir.Expr | None = None,
) -> ir.Population:
    return ir.Population(classes=(classe,), rattachement=rattachement, condition=condition)


def entete(nom: str, **keys: object) -> ir.Entete:
    ident = str(keys.pop("ident", nom))
    return ir.Entete(nom=nom, ident=ident, **keys)  # type: ignore[arg-type]


ENSEMBLE = ir.Application(dimensions=())
AUCUN = ir.Report(mode=ir.ModeReport.AUCUN)


def chaque(*fields: ir.Champ) -> ir.Application:
    return ir.Application(dimensions=fields)


QPV = champ("qpv")
CHAQUE_COMMUNE = chaque(texte("commune"))


def part(
    nom: str = "part",
    rate: ir.Expr | None = None,
    *,
    base: ir.Population | None = None,
    compte: ir.Population | None = None,
    application: ir.Application = ENSEMBLE,
    arrondi: Arrondi = Arrondi.INFERIEUR,
    report: ir.Report = AUCUN,
    dont: tuple[ir.Quota, ...] = (),
    tolerance: ir.Tolerance | None = None,
    **keys: object,
) -> ir.Part:
    return ir.Part(
        entete=entete(nom, **keys),
        regle=ir.ReglePart(taux=rate or taux("3/10"), population=base or flux()),
        compte=compte or evenements(ir.Classe.ATTRIBUTIONS),
        application=application,
        arrondi=arrondi,
        report=report,
        dont=dont,
        tolerance=tolerance,
    )


def quota(
    nom: str = "quota",
    sens: ir.Sens = ir.Sens.AU_MOINS,
    rate: str | None = "1/4",
    *,
    combien: int | None = None,
    base: ir.Population | None = None,
    pour: ir.Expr | None = None,
    compte: ir.Population | None = None,
    application: ir.Application = ENSEMBLE,
    arrondi: Arrondi = Arrondi.SANS,
    report: ir.Report | None = None,
    tolerance: ir.Tolerance | None = None,
    en_sus_de: str | None = None,
    periode: str | None = None,
    **keys: object,
) -> ir.Quota:
    rule = ir.RegleQuota(
        sens=sens,
        taux=None if combien is not None or rate is None else taux(rate),
        nombre=combien,
        population=base or evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR),
        public=pour,
    )
    return ir.Quota(
        entete=entete(nom, **keys),
        regle=rule,
        application=application,
        compte=compte,
        arrondi=arrondi,
        report=report,
        tolerance=tolerance,
        en_sus_de=en_sus_de,
        periode=periode,
    )


def exception(nom: str, a: str, *, ecarte: bool = False, **keys: object) -> ir.ExceptionClause:
    remplace = tuple(dict(keys.pop("remplace", {})).items())  # type: ignore[call-overload]
    return ir.ExceptionClause(entete=entete(nom, **keys), a=a, remplace=remplace, ecarte=ecarte)


MUTATIONS = ir.Soustraction(
    entete=entete("mutations"), regle=egal(code("affectation"), "mutation_interne"), categorie="mutation"
)
ORDINAIRES = ir.ClauseChamp(entete=entete("ordinaires"), regle=egal(code("nature"), "logement_ordinaire"))


def choix(**keys: object) -> ir.Choix:
    base: dict[str, object] = {
        "periode": ir.Periode.ANNEE,
        "rattachement": "disponibilite",
        "evenements": ir.ComptageEvenements.A_LEUR_DATE,
        "gestion_deleguee": False,
        "neufs_par_programme": False,
        "soustractions": ir.ModeSoustraction.REALISE,
        "report_jour_ouvre": False,
    }
    return ir.Choix(**(base | keys))  # type: ignore[arg-type]


def convention(
    *clauses: ir.Clause, ident: str = "etat-93", titulaire: str | None = "etat", **keys: object
) -> ir.Convention:
    base: dict[str, object] = {
        "choix": choix(),
        "en_vigueur": ir.Validite(du=date(2025, 1, 1), au=date(2027, 12, 31)),
        "reservataire": ir.Reservataire(nom=titulaire, type=titulaire) if titulaire else None,
    }
    return ir.Convention(ident=ident, clauses=clauses, **(base | keys))  # type: ignore[arg-type]


def programme(*clauses: ir.Clause, socles: tuple[ir.Convention, ...] = (), **keys: object) -> Programme:
    return compile_convention(convention(*clauses, **keys), socles)  # type: ignore[arg-type]


# --- facts ----------------------------------------------------------------------------------
def cell(valeur: object) -> Cellule:
    """Dates as texts, yes/no as booleans, « ? » for a cell that is not known, « - » for an event that had
    not happened by the end of 2026."""
    if valeur == "?":
        return INCONNU
    if valeur == "-":
        return Connu(pas_survenu(date(2026, 12, 31)))
    if isinstance(valeur, int) and not isinstance(valeur, bool):
        return Connu(Fraction(valeur))
    assert isinstance(valeur, bool | Fraction | date | str | Evenement)
    return Connu(valeur)


LOUE = {
    "commune": "93048",
    "affectation": "location",
    "disponibilite": "2025-04-01",
    "attribution": "2025-06-10",
    "bail": "2025-06-20",
}
EVENEMENTS = ("disponibilite", "attribution", "bail", "orientation", "proposition", "information", "remise")


def cells(values: Mapping[str, object]) -> dict[str, Cellule]:
    found = {}
    for nom, valeur in values.items():
        is_day = nom in EVENEMENTS and isinstance(valeur, str) and valeur not in ("?", "-")
        found[nom] = Connu(connu(day(str(valeur)))) if is_day else cell(valeur)
    return found


def rows(nombre: int = 1, prefixe: str = "V", **values: object) -> list[Vacance]:
    """So many vacancies alike; identifiers are numbered after the prefix."""
    return [
        Vacance(
            ligne=Ligne(table="vacances", id=f"{prefixe}{n}", cellules=cells(values)),
            candidatures=(),
            refus=(),
        )
        for n in range(1, nombre + 1)
    ]


def vacances(*idents: str, **values: object) -> list[Vacance]:
    """Vacancies alike, under these identifiers."""
    (one,) = rows(1, **values)
    return [replace(one, ligne=replace(one.ligne, id=ident)) for ident in idents]


def ligne(table: str, ident: str, **values: object) -> Ligne:
    return Ligne(table=table, id=ident, cellules=cells(values))


def prevu(**categories: int) -> tuple[Ligne, ...]:
    return tuple(
        ligne("soustractions", f"2025/{categorie}", annee=2025, categorie=categorie, nombre=nombre)
        for categorie, nombre in categories.items()
    )


def faits(vacances: Iterable[Vacance], **tables: object) -> Faits:
    return Faits(bailleur="000000000", vacances=tuple(vacances), **tables)  # type: ignore[arg-type]


# --- results --------------------------------------------------------------------------------
def year(prog: Programme, facts: Faits, *, annee: int = 2025, au: date | None = None) -> BilanConvention:
    return whole([prog], facts, annee=annee, au=au).conventions[0]


def whole(progs: Iterable[Programme], facts: Faits, *, annee: int = 2025, au: date | None = None) -> Bilan:
    return comply(tuple(progs), facts, annee, au or date(annee, 12, 31))


def rule(bilan: BilanConvention, nom: str) -> ResultatRegle:
    return next(r for r in bilan.regles if r.clause.entete.nom == nom)


def only(bilan: BilanConvention, nom: str) -> ResultatCellule:
    (found,) = rule(bilan, nom).cellules
    return found


def shown(bornes: Bornes | None) -> str:
    """« 3 », « 3/4 », « 3 à 5 », « - »."""
    if bornes is None:
        return "-"
    return str(bornes.min) if bornes.valeur is not None else f"{bornes.min} à {bornes.max}"


def cells_of(bilan: BilanConvention, nom: str) -> dict[str, tuple[str, str, str]]:
    return {
        " ".join(v for _, v in c.cellule): (shown(c.base), shown(c.realise), c.verdict.value)
        for c in rule(bilan, nom).cellules
    }
