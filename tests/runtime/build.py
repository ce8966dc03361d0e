"""IR by hand, for tests that stand apart from the parser and the checker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from convrules import ir
from convrules.base.dates import (
    SANS_FERIE,
    Calendrier,
    Duree,
    Evenement,
    UniteDuree,
    connu,
    jamais,
    pas_survenu,
)
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TCondition,
    TDate,
    TDuree,
    TEvenement,
    TNombre,
    TTexte,
    Valeur,
)
from convrules.compiler import Programme, compile_convention
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte

ILLISIBLE = Erreur("illisible")
COND, NOMBRE, TEXTE = TCondition(), TNombre(), TTexte()


def jour(text: str) -> date:
    return date.fromisoformat(text)


# --- cells ----------------------------------------------------------------------------------
def cell(value: object) -> Cellule:
    """`oui`/`non` as booleans, whole numbers, ISO days (events), « pas survenu au J », words."""
    match value:
        case bool():
            return Connu(value)
        case int():
            return Connu(Fraction(value))
        case Fraction() | Evenement():
            return Connu(value)
        case None | "inconnu":
            return INCONNU
        case "sans objet":
            return SANS_OBJET
        case "illisible":
            return ILLISIBLE
        case "jamais":
            return Connu(jamais())
        case str() if value.startswith("pas survenu au "):
            return Connu(pas_survenu(jour(value.removeprefix("pas survenu au "))))
        case str() if value[:4].isdigit() and value[4:5] == "-":
            return Connu(connu(jour(value)))
        case str():
            return Connu(value)
        case _:
            raise AssertionError(value)


def ligne(table: str, ident: str, **cells: object) -> Ligne:
    return Ligne(table=table, id=ident, cellules={k: cell(v) for k, v in cells.items()})


def vacance(**given: Any) -> Vacance:
    """A vacancy from its cells by keyword; rows below and above it by theirs (tables empty unless given)."""
    # Why `Any`: keywords are cells of any kind beside rows, and come from dictionaries of cases.
    previsions = given.pop("previsions", ())
    candidatures, refus, droits = (given.pop(t, ()) for t in ("candidatures", "refus", "droits"))
    programme_, logement = given.pop("programme", None), given.pop("logement", None)
    return Vacance(
        ligne=ligne("vacances", "V1", **given),
        logement=logement,
        programme=programme_,
        candidatures=_rows(candidatures),
        refus=_rows(refus),
        droits=_rows(droits),
        previsions=tuple(previsions),
    )


def _rows(rows: Sequence[Ligne] | None) -> tuple[Ligne, ...] | None:
    return None if rows is None else tuple(rows)


# --- expressions ----------------------------------------------------------------------------
def oui_non(nom: str, niveau: ir.Niveau = ir.Niveau.VACANCE) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=niveau, type=COND)


def nombre(nom: str, niveau: ir.Niveau = ir.Niveau.VACANCE) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=niveau, type=NOMBRE)


def code(nom: str) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TCode(nom))


def evenement(nom: str) -> ir.Champ:
    return ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE, type=TEvenement())


def lit(value: Valeur | int) -> ir.Litteral:
    match value:
        case bool():
            return ir.Litteral(valeur=value, type=COND)
        case int() | Fraction():
            return ir.Litteral(valeur=Fraction(value), type=NOMBRE)
        case date():
            return ir.Litteral(valeur=value, type=TDate())
        case Duree():
            return ir.Litteral(valeur=value, type=TDuree(value.unite))
        case str():
            return ir.Litteral(valeur=value, type=TEXTE)
        case Evenement():
            raise AssertionError("no literal event")


def cmp(left: ir.Expr, sign: str, right: ir.Expr) -> ir.Comparaison:
    return ir.Comparaison(operateur=ir.Comparateur(sign), gauche=left, droite=right)


def calc(left: ir.Expr, sign: str, right: ir.Expr) -> ir.Calcul:
    return ir.Calcul(operateur=ir.Operateur(sign), gauche=left, droite=right, type=NOMBRE)


def et(a: ir.Expr, b: ir.Expr) -> ir.Et:
    return ir.Et(gauche=a, droite=b)


def ou(a: ir.Expr, b: ir.Expr) -> ir.Ou:
    return ir.Ou(gauche=a, droite=b)


def non(a: ir.Expr) -> ir.Non:
    return ir.Non(operande=a)


def si(c: ir.Expr, a: ir.Expr, b: ir.Expr) -> ir.Si:
    return ir.Si(condition=c, alors=a, sinon=b)


def count(classe: ir.Classe, niveau: ir.Niveau, condition: ir.Expr | None = None) -> ir.Compte:
    return ir.Compte(population=ir.Population(classes=(classe,), niveau=niveau, condition=condition))


def duree(text: str) -> Duree:
    """« 1 mois », « 4 jour ouvré »."""
    n, unite = text.split(" ", 1)
    return Duree(nombre=int(n), unite=UniteDuree(unite))


# --- clauses --------------------------------------------------------------------------------
def entete(
    nom: str,
    *,
    si: ir.Expr | None = None,
    groupe: str | None = None,
    debiteur: str | None = None,
    du: str | None = None,
    au: str | None = None,
    prefixe: str = "",
) -> ir.Entete:
    validite = ir.Validite(du=jour(du) if du else None, au=jour(au) if au else None)
    return ir.Entete(
        nom=nom, ident=prefixe + nom, si=si, groupe=groupe, debiteur=debiteur, en_vigueur=validite
    )


def champ(nom: str, regle: ir.Expr, si: ir.Expr | None = None) -> ir.ClauseChamp:
    return ir.ClauseChamp(entete=entete(nom, si=si), regle=regle)


def soustraction(nom: str, regle: ir.Expr, categorie: str = "mutation") -> ir.Soustraction:
    return ir.Soustraction(entete=entete(nom), regle=regle, categorie=categorie)


def eligibilite(nom: str, regle: ir.Expr, *, menage: bool = False) -> ir.Eligibilite:
    return ir.Eligibilite(entete=entete(nom), regle=regle, menage=menage)


def obligation(nom: str, regle: ir.Expr, si: ir.Expr | None = None) -> ir.Obligation:
    return ir.Obligation(entete=entete(nom, si=si, debiteur="bailleur"), regle=regle)


def apres(event: str, text: str, anchor: str, *, a_defaut: str | None = None) -> ir.RegleDelai:
    """« event au plus tard text après anchor »."""
    return relative(
        event, text, ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=(anchor,), a_defaut=a_defaut)
    )


def relative(event: str, text: str, instant: ir.Instant, *, after: bool = True) -> ir.RegleDelai:
    echeance = ir.EcheanceRelative(duree=duree(text), apres=after, instant=instant)
    return ir.RegleDelai(evenement=event, echeance=echeance)


def delai(
    nom: str,
    regle: ir.RegleDelai,
    *,
    si: ir.Expr | None = None,
    suspension: tuple[str, str] | None = None,
    a_defaut: ir.Effet | None = None,
    debiteur: str = "réservataire",
) -> ir.Delai:
    pause = ir.Suspension(evenements=(suspension,)) if suspension else None
    return ir.Delai(
        entete=entete(nom, si=si, debiteur=debiteur), regle=regle, suspension=pause, a_defaut=a_defaut
    )


def exception(
    nom: str,
    a: str,
    remplace: Mapping[str, ir.CleValeur] | None = None,
    *,
    si: ir.Expr | None = None,
    ecarte: bool = False,
    **head: Any,
) -> ir.ExceptionClause:
    return ir.ExceptionClause(
        entete=entete(nom, si=si, **head),
        a=a,
        remplace=tuple((remplace or {}).items()),
        ecarte=ecarte,
    )


CHOIX = ir.Choix(
    periode=ir.Periode.ANNEE,
    rattachement="disponibilite",
    evenements=ir.ComptageEvenements.A_LEUR_DATE,
    gestion_deleguee=False,
    neufs_par_programme=False,
    soustractions=ir.ModeSoustraction.REALISE,
    report_jour_ouvre=False,
)


def convention(*clauses: ir.Clause, choix: ir.Choix = CHOIX, **given: Any) -> ir.Convention:
    return ir.Convention(
        ident="c",
        choix=choix,
        reservataire=ir.Reservataire(nom="Préfet", type="etat"),
        clauses=clauses,
        **given,
    )


def programme(*clauses: ir.Clause, choix: ir.Choix = CHOIX, **given: Any) -> Programme:
    return compile_convention(convention(*clauses, choix=choix, **given), ())


AVIS = ir.DecisionHumaine(
    entete=ir.Entete(nom="avis", ident="avis"), question="Est-ce utile ?", qui="maire", porte_sur="vacance"
)
"""A decision that the expressions of these tests may read."""


def contexte(
    v: Vacance | None = None,
    *,
    au: str = "2025-12-31",
    jour_: str = "2025-02-03",
    programme_: Programme | None = None,
    calendrier: Calendrier = SANS_FERIE,
    **given: Any,
) -> Contexte:
    return Contexte(
        programme=replace(programme_ or programme(AVIS), calendrier=calendrier),
        au=jour(au),
        jour=jour(jour_),
        vacance=v if v is not None else vacance(),
        **given,
    )
