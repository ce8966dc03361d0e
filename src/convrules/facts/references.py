"""What the data say against the conventions, across rows and tables."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule, Connu, Inconnu, SansObjet
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees, doublons
from convrules.diagnostics.problems import recoupements as problems
from convrules.facts.conversion import nearest
from convrules.facts.montre import CITES, spelt
from convrules.facts.readers.lieux import place_at_line, row_span
from convrules.facts.records import COMPTES, Faits, Ligne, Place, Prevision
from convrules.facts.traits import Trait, outline, outlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Connus:
    """What the landlord's conventions name: categories of withdrawal; (convention, clause) of parts and
    quotas; accounts on which a letting may be recorded; themselves; the days on which each is in force."""

    categories: frozenset[str]
    comptes: frozenset[tuple[str, str]]
    titulaires: frozenset[str] = frozenset()
    conventions: frozenset[str] = frozenset()
    jours: Mapping[str, ir.Validite] = field(default_factory=dict)


DITS: Final = frozenset({"categorie", "nombre", "commentaire"})
"""Columns of a forecast that say neither its year nor its place, nor which of two operations it is."""


def nameless_withdrawals(faits: Faits, categories: Collection[str]) -> Faits:
    """The facts, where a row of the forecast has a category that no clause names: it may be any that has no
    row of its own for that year and place, of which the number is then not known."""
    table = faits.soustractions or ()
    said = [(_text(ligne, "categorie"), ligne) for ligne in table]
    nameless = [ligne for nom, ligne in said if nom is not None and nom not in categories]
    if not nameless:
        return faits
    taken = {(nom, _which(ligne)) for nom, ligne in said}
    added: dict[tuple[str, frozenset[tuple[str, Cellule]]], Ligne] = {}
    for ligne in nameless:
        which = _which(ligne)
        for nom in sorted(categories):
            if (nom, which) not in taken:
                cells = {**ligne.cellules, "categorie": Connu(nom), "nombre": INCONNU}
                added.setdefault((nom, which), replace(ligne, cellules=cells))
    return replace(faits, soustractions=(*table, *added.values()))


def _which(ligne: Ligne) -> frozenset[tuple[str, Cellule]]:
    said = ligne.cellules.items()
    return frozenset((nom, c) for nom, c in said if nom not in DITS and isinstance(c, Connu | SansObjet))


def check_references(faits: Faits, connus: Connus, entieres: bool = True) -> Iterator[Diagnostic]:
    """Forecasts, balances and acts that nothing will read. entieres: no convention has a mistake; otherwise
    one that has may be what names them, and only what a row says by itself is told."""
    for ligne in (faits.soustractions or ()) if entieres else ():
        categorie = _text(ligne, "categorie")
        if categorie is not None and categorie not in connus.categories:
            names = ", ".join(sorted(connus.categories))
            yield problems.categorie_sans_clause(span=row_span(ligne), categorie=categorie, connues=names)
    for ligne in (faits.soldes or ()) if entieres else ():
        compte = (_text(ligne, "convention"), _text(ligne, "clause"))
        if None not in compte and compte not in connus.comptes:
            yield problems.solde_sans_compte(
                span=row_span(ligne), convention=compte[0] or "", clause=compte[1] or ""
            )
    for acte in faits.actes or ():
        if _text(acte, "acte") == "echange" and None in (_text(acte, nom) for nom in COMPTES):
            written = not any(isinstance(acte.cellule(nom), Inconnu) for nom in COMPTES)
            yield problems.echange_incomplet(span=row_span(acte), acte=acte.id, illisible=written)
        for cle in ("compte", "cedant") if entieres else ():
            nom = _text(acte, cle)
            if nom is not None and nom not in connus.titulaires:
                names = ", ".join(sorted(connus.titulaires))
                yield problems.compte_inconnu(span=row_span(acte), compte=nom, connus=names)


def check_years(faits: Faits, connus: Connus) -> Iterator[Diagnostic]:
    """Forecasts and balances of a year that no convention reads: told once for each table, and for each
    convention that forecasts name, which are read in its own years alone. A balance may close the year
    before the first; the annual report gives the forecast of the year after."""
    every = list(connus.jours.values())
    named: dict[str, list[Ligne]] = defaultdict(list)
    for row in faits.soustractions or ():
        nom = _text(row, "convention") or ""
        own = connus.jours.get(nom)
        read = [own] if own is not None else every
        if not _is_read(row, read, avant=0, apres=1 if own is None else 0):
            named[nom if own is not None else ""].append(row)
    balances = [
        row
        for row in faits.soldes or ()
        if (own := connus.jours.get(_text(row, "convention") or "")) is not None
        and not _is_read(row, [own], avant=1, apres=0)
    ]
    told = [*(("soustractions", nom, rows) for nom, rows in named.items()), ("soldes", "", balances)]
    for table, nom, rows in told if every else ():
        if rows:
            yield problems.annee_sans_convention(
                span=row_span(rows[0]),
                table=table,
                annee=str(_year(rows[0])),
                nombre=str(len(rows)),
                nommee=nom,
            )


def _is_read(row: Ligne, days: Sequence[ir.Validite], *, avant: int, apres: int) -> bool:
    """Is its year one of a convention, or so many before or after? One that is not known may be."""
    annee = _year(row)
    return annee is None or any(
        (own.du is None or own.du.year - avant <= annee) and (own.au is None or annee <= own.au.year + apres)
        for own in days
    )


def _year(row: Ligne) -> Fraction | None:
    cell = row.cellule("annee")
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Fraction) else None


def check_cited(faits: Faits, connus: Connus) -> Iterator[Diagnostic]:
    """Rights and forecasts of conventions that are not the landlord's here: told once for each name."""
    cited: dict[tuple[str, str], list[Ligne]] = defaultdict(list)
    for ligne in (*(faits.droits or ()), *(faits.soustractions or ())):
        nom = _text(ligne, "convention")
        if nom is not None and nom not in connus.conventions:
            cited[ligne.table, nom].append(ligne)
    for (table, nom), rows in cited.items():
        names = tuple(sorted(connus.conventions))
        yield doublons.cite_une_convention_inconnue(
            span=row_span(rows[0]),
            table=table,
            convention=nom,
            nombre=str(len(rows)),
            proche=nearest(nom, names),
            connues=", ".join(names),
        )


def check_conventions(faits: Faits, connus: Connus) -> Iterator[Diagnostic]:
    """Rows about conventions that are not the landlord's here: nothing will read them."""
    names = tuple(sorted(connus.conventions))
    for ligne in faits.conventions or ():
        if ligne.id not in connus.conventions:
            yield doublons.ligne_de_convention_inconnue(
                span=row_span(ligne),
                convention=ligne.id,
                proche=nearest(ligne.id, names),
                connues=", ".join(names),
            )


def check_dwellings(faits: Faits) -> Iterator[Diagnostic]:
    """Vacancies that say otherwise of their dwelling than its own row: the facts that differ are errors."""
    for vacance in faits.vacances:
        if vacance.logement is None:
            continue
        own, dwelling = vacance.ligne.cellules, vacance.logement.cellules
        differ = [
            nom
            for nom in own
            if nom != "id"
            and isinstance(own[nom], Connu)
            and isinstance(dwelling.get(nom), Connu)
            and own[nom] != dwelling[nom]
        ]
        if differ:
            yield doublons.vacance_contre_logement(
                span=row_span(vacance.ligne),
                vacance=vacance.id,
                logement=vacance.logement.id,
                faits=", ".join(differ),
            )


def check_twins(faits: Faits) -> Iterator[Diagnostic]:
    """Vacancies whose identifiers differ by the way they are written: perhaps one, counted twice."""
    first: dict[Trait, Ligne] = {}
    found: list[tuple[Ligne, Ligne]] = []
    for vacance in faits.vacances:
        trait = outline(vacance.id)
        other = first.setdefault(trait, vacance.ligne)
        if other is not vacance.ligne and len(trait) > 1 and not vacance.ligne.refusee:
            found.append((vacance.ligne, other))
    if found:
        yield doublons.identifiants_presque_pareils(
            span=row_span(found[0][0]),
            autres=tuple(row_span(row) for row in [row for pair in found[:CITES] for row in pair][1:]),
            nombre=str(len(found)),
            exemples=spelt([(ligne.id, other.id) for ligne, other in found], "comme"),
        )


def check_spelling(faits: Faits) -> Iterator[Diagnostic]:
    """Rights on a dwelling or a programme that no vacancy has, but for the way it is written."""
    for champ in ("logement", "programme") if faits.droits else ():
        cited = {
            t for v in faits.vacances for row in (v.ligne, v.logement) if row and (t := _text(row, champ))
        }
        rows = [(d, t) for d in faits.droits or () if (t := _text(d, champ)) and t not in cited]
        known = outlines((t,) for t in cited) if rows else {}
        near = [(d, t, known[trait][0]) for d, t in rows if (trait := outline(t)) in known]
        if near:
            yield donnees.texte_presque_pareil(
                span=row_span(near[0][0]),
                colonne=champ,
                nombre=str(len(near)),
                exemples=spelt([(t, other) for _, t, other in near]),
            )


def check_forecasts(faits: Faits) -> Iterator[Diagnostic]:
    """Forecasts of one event, made on one day for two: neither is the latest."""
    for vacance in faits.vacances:
        made: dict[tuple[str, date], Prevision] = {}
        for found in vacance.previsions or ():
            first = made.setdefault((found.evenement, found.faite_le), found)
            if first.jour != found.jour:
                place = found.place or Place(fichier="previsions", ligne=1)
                yield problems.previsions_contradictoires(
                    span=place_at_line(place.fichier, place.ligne),
                    vacance=vacance.id,
                    evenement=found.evenement,
                    faite_le=found.faite_le.isoformat(),
                    jour=first.jour.isoformat(),
                    autre=found.jour.isoformat(),
                )


def _text(ligne: Ligne, nom: str) -> str | None:
    cell = ligne.cellule(nom)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else None
