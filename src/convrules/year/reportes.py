"""Balances given in the table `soldes`, held against the accounts that they are for.

Source: docs/langage, « L'année ».
"""

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date
from fractions import Fraction
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.texte import cite, suite, t
from convrules.base.values import Arrondi, Inconnu
from convrules.compiler import Cas, ClauseCompilee, Programme, Regle, cases
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import recoupements as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Ligne
from convrules.runtime.places import LIEUX
from convrules.runtime.reading import cited
from convrules.year.cellules import as_number, as_text

Compte: TypeAlias = tuple[str, str, Fraction, tuple[str | None, ...]]
"""Convention, clause, year that the balance closes, and cell."""

QUI: Final = ("convention", "clause", "annee")
"""What says whose balance a row is."""
SIENNES: Final = frozenset({*QUI, "solde"})
"""Columns that are no field of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendu:
    """What a clause takes up: what makes its cells, its ways of carrying (exceptions and amendments
    included), whether its dues are whole dwellings whatever applies, and the first year of its convention."""

    ident: str
    application: Regle
    reports: tuple[ir.Report, ...]
    entier: bool
    premiere: int | None

    @property
    def champs(self) -> tuple[str, ...]:
        """Fields that make its cells, in some text."""
        every = cases(*self.application.versions)
        return tuple(dict.fromkeys(nom for cas in every for nom in _fields(cas)))

    def cells_on(self, jour: date) -> Iterator[tuple[str, ...]]:
        """The fields that make its cells on a day, in each way that the text may be read."""
        for cas in _in_force(self.application.on(jour), jour):
            if isinstance(cas.valeur, ir.Application):
                yield tuple(_fields(cas))


def check_balances(programmes: Sequence[Programme], faits: Faits) -> Iterator[Diagnostic]:
    """Rows that do not say their account, or its cell, or say more than it; two balances for one account, one
    that its clause could not leave, one before the first year."""
    attendus = dict(_accounts(programmes))
    seen: dict[Compte, Ligne] = {}
    for ligne in faits.soldes or ():
        convention, clause = as_text(ligne.cellule("convention")), as_text(ligne.cellule("clause"))
        annee, solde = as_number(ligne.cellule("annee")), as_number(ligne.cellule("solde"))
        found = attendus.get((convention or "", clause or ""))
        blank = [nom for nom in QUI if isinstance(ligne.cellule(nom), Inconnu)]
        if blank:
            yield problems.solde_incomplet(span=row_span(ligne), colonnes=suite(map(cite, blank)))
        if convention is None or found is None or annee is None:
            continue
        cell = tuple(as_text(ligne.cellule(nom)) for nom in found.champs)
        compte = (convention, found.ident, annee, cell)
        first = seen.setdefault(compte, ligne)
        if first is not ligne:
            yield problems.solde_donne_deux_fois(
                span=row_span(ligne),
                compte=_said(found, convention, cell),
                annee=str(annee),
                autre=row_span(first),
            )
            continue
        if unsaid := _unsaid(found, ligne, annee):
            yield problems.solde_sans_cellule(
                span=row_span(ligne), clause=found.ident, colonnes=suite(map(cite, unsaid))
            )
            continue
        if surplus := _too_many(found, ligne, annee):
            yield problems.solde_trop_precis(
                span=row_span(ligne), clause=found.ident, colonnes=suite(map(cite, surplus))
            )
        if solde:
            yield from _of_row(found, ligne, annee, solde)


def _unsaid(found: Attendu, ligne: Ligne, annee: Fraction) -> Sequence[str]:
    """Columns for want of which the row is of no cell of the year that takes it up, whatever text applies."""
    unsaid = [[nom for nom in names if as_text(ligne.cellule(nom)) is None] for names in _ways(found, annee)]
    return min(unsaid, key=len, default=())


def _too_many(found: Attendu, ligne: Ligne, annee: Fraction) -> Sequence[str]:
    """Columns that it says, and that make no cell of the clause that year, whatever text applies."""
    said = [nom for nom in ligne.cellules if nom not in SIENNES and as_text(ligne.cellule(nom)) is not None]
    if "commune" in said:
        # Why: a row that gives its commune gives these by itself.
        said = [nom for nom in said if nom not in LIEUX or nom == "commune"]
    return min(([n for n in said if n not in names] for names in _ways(found, annee)), key=len, default=())


def _ways(found: Attendu, annee: Fraction) -> Iterator[tuple[str, ...]]:
    if annee.denominator == 1 and MINYEAR <= annee < MAXYEAR:
        yield from found.cells_on(date(int(annee) + 1, 1, 1))


def _of_row(found: Attendu, ligne: Ligne, annee: Fraction, solde: Fraction) -> Iterator[Diagnostic]:
    refused = [why for why in (_why_not(r, solde, entier=found.entier) for r in found.reports) if why]
    if len(refused) == len(found.reports):
        raison = refused[0] if refused else "la clause ne reporte rien"
        yield problems.solde_hors_du_report(
            span=row_span(ligne), clause=found.ident, solde=str(solde), raison=raison
        )
    if found.premiere is not None and annee == found.premiere - 1:
        yield problems.solde_avant_la_convention(
            span=row_span(ligne), clause=found.ident, solde=str(solde), annee=str(found.premiere)
        )


def _why_not(report: ir.Report, solde: Fraction, *, entier: bool) -> str:
    """Why this carry-over never leaves such a balance; empty when it may. entier: are dues whole?"""
    if report.mode is ir.ModeReport.AUCUN:
        return "la clause ne reporte rien"
    if report.mode is ir.ModeReport.FRACTIONS:
        return "« fractions cumulées » ne laisse que moins d'un logement" if abs(solde) >= 1 else ""
    # Why not beside a cap in parts of the due: it may be a fraction, and is then what is left.
    whole = entier and report.mode is ir.ModeReport.SOLDE_ARRONDI and report.plafond_du is None
    if whole and solde.denominator != 1:
        return "« solde arrondi » ne laisse que des logements entiers"
    if report.plafond is not None and abs(solde) > report.plafond:
        return t("le report est « plafonné à {plafond} logements »", plafond=str(report.plafond))
    if report.sens is ir.SensReport.DEFICIT and solde < 0:
        return "« déficit seul » ne reporte pas une avance"
    if report.sens is ir.SensReport.EXCEDENT and solde > 0:
        return "« excédent seul » ne reporte pas un manque"
    return ""


def _accounts(programmes: Sequence[Programme]) -> Iterator[tuple[tuple[str, str], Attendu]]:
    for programme in programmes:
        convention = programme.convention
        first = convention.en_vigueur.du
        for clause in programme.clauses:
            if isinstance(clause.clause, ir.Part | ir.Quota):
                found = Attendu(
                    ident=clause.ident,
                    application=_application(clause, programme),
                    reports=tuple(_reports(clause)),
                    entier=all(a is not Arrondi.SANS for a in _roundings(clause)),
                    premiere=first.year if first is not None else None,
                )
                for nom in (clause.clause.entete.nom, clause.ident):
                    yield (convention.ident, nom), found
                for compte in _shares(clause.ident, programme):
                    yield (convention.ident, compte), replace(found, ident=compte, entier=True)


def _shares(part: str, programme: Programme) -> Iterator[str]:
    """Accounts that split a part, each with its own balance, in whole dwellings."""
    for clause in programme.clauses:
        if isinstance(clause.clause, ir.Repartition) and clause.clause.de == part:
            yield from clause.clause.comptes


def _application(clause: ClauseCompilee, programme: Programme) -> Regle:
    """A quota that stands in a part has its cells."""
    own = clause.clause
    above = own.parent if isinstance(own, ir.Quota) else None
    part = next((c for c in programme.clauses if c.ident == above), clause)
    return part.regles["application"]


def _fields(cas: Cas) -> Iterator[str]:
    valeur = cas.valeur
    return (cited(champ) for champ in (valeur.dimensions if isinstance(valeur, ir.Application) else ()))


def _in_force(cas: Cas, jour: date) -> Iterator[Cas]:
    yield cas
    for exception in cas.exceptions:
        if exception.en_vigueur.contains(jour):
            yield from _in_force(exception, jour)


def _reports(clause: ClauseCompilee) -> Iterator[ir.Report]:
    for cas in cases(*clause.regles["report"].versions):
        if isinstance(cas.valeur, ir.Report):
            yield cas.valeur


def _roundings(clause: ClauseCompilee) -> Iterator[Arrondi]:
    for cas in cases(*clause.regles["arrondi"].versions):
        if isinstance(cas.valeur, Arrondi):
            yield cas.valeur


def _said(found: Attendu, convention: str, cell: Sequence[str | None]) -> str:
    where = ", ".join(v for v in cell if v is not None)
    told = t("« {compte} » de « {convention} »", compte=found.ident, convention=convention)
    return t("{compte} ({cellule})", compte=told, cellule=where) if where else told
