"""The other tables of the year, flat: shares of accounts, where it stands, the ledgers of each holder,
balances, alerts."""

from collections.abc import Iterator, Mapping, Sequence

from convrules.render.behind import Rangee
from convrules.render.cells import cell_name, code_cell, named_cell
from convrules.render.feuilles import (
    CODE,
    Cellule,
    Colonne,
    Feuille,
    Genre,
    Graphique,
    Liste,
    bounded,
    ends,
    said,
)
from convrules.render.ledger import carried_by
from convrules.render.titulaires import intitules
from convrules.render.year_numbers import REPORT, TITRES, modes
from convrules.render.year_sheets import CLAUSE, DONT, who
from convrules.year.livres import Fil
from convrules.year.model import Bilan, BilanConvention
from convrules.year.ouverte import Avancement

MOUVEMENTS = ("restituees", "solde_perdu", "regularisation")
"""What a balance is made of, beside what is received, due, done and left."""
PART = (*DONT, Colonne(nom="clause", titre="Clause"))


def ledger_sheets(bilan: Bilan) -> tuple[Feuille, ...]:
    return (
        _splits(bilan),
        _progress(bilan),
        _over_the_year(bilan),
        _towns(bilan),
        _counts(bilan),
        _by_whom(bilan),
        _reconciled(bilan),
        _balances(bilan),
        _reach(bilan),
        _alerts(bilan),
    )


def _splits(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="repartitions",
        titre="Répartition des parts entre comptes",
        colonnes=(
            *CLAUSE,
            Colonne(nom="compte", titre="Compte"),
            Colonne(nom="force", titre="Force"),
            *bounded("du", "Dû", Genre.NOMBRE),
            *bounded("realise", "Fait", Genre.NOMBRE),
            *bounded("cible", "Cible", Genre.NOMBRE),
            *bounded("solde", "Solde", Genre.NOMBRE),
            Colonne(nom="verdict", titre="Verdict"),
            Colonne(nom="verdicts_possibles", titre="Verdicts possibles"),
            CODE,
        ),
        lignes=tuple(
            (
                *who(b),
                r.clause.entete.ident,
                named_cell(cell.cellule),
                lot.compte,
                lot.force.value if lot.force is not None else "",
                *ends(lot.du),
                *ends(lot.realise),
                *ends(lot.cible),
                *ends(lot.solde),
                lot.verdict.value if lot.verdict else "",
                "|".join(v.value for v in lot.verdicts_possibles),
                code_cell(cell.cellule),
            )
            for b in bilan.conventions
            for r in b.repartitions
            for cell in r.cellules
            for lot in cell.lots
        ),
    )


# --- an open year -----------------------------------------------------------------------------
AVANCEMENT = (
    ("base", "Base à ce jour"), ("du", "Dû à ce jour"), ("realise", "Fait à ce jour"), ("retard", "Retard"),
    ("base_au_terme", "Base au terme"), ("cible_au_terme", "Cible au terme"),
    ("realise_au_terme", "Fait au terme"), ("reste", "Reste à faire"),
)  # fmt: skip


def _progress(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="avancement",
        titre="Où en est l'année, et où elle irait",
        colonnes=(
            *CLAUSE,
            *(c for nom, titre in AVANCEMENT for c in bounded(nom, titre, Genre.NOMBRE)),
            Colonne(nom="fait_au_mieux", titre="Fait au mieux", genre=Genre.NOMBRE),
            Colonne(nom="cible_au_mieux", titre="Cible au mieux", genre=Genre.NOMBRE),
            Colonne(nom="plafond", titre="Plafond"),
            CODE,
        ),
        lignes=tuple(
            (*who(b), found.clause, named_cell(found.cellule), *_stands(found), code_cell(found.cellule))
            for b in bilan.conventions
            for found in b.avancements
        ),
    )


def _stands(a: Avancement) -> Iterator[Cellule]:
    p = a.projection
    # Why no rest of a ceiling: what it still allows is nothing to do.
    at_term = (None,) * 4 if p is None else (p.base, p.cible, p.realise, None if a.plafond else p.reste)
    for value in (a.base, a.du, a.realise, a.retard, *at_term):
        yield from ends(value)
    yield from (None, None) if a.au_mieux is None else (a.au_mieux.fait, a.au_mieux.cible)
    yield said(a.plafond)


def _reach(bilan: Bilan) -> Feuille:
    """All the parts together; no row when nothing is declared to come, or once the year is over."""
    portee = bilan.portee
    rows: list[Rangee] = []
    if portee is not None:
        head = (portee.etat.value, portee.raison.value if portee.raison else "", portee.jugees)
        blocking = [
            (
                *(e.convention, e.clause, named_cell(e.cellule), said(e.plafond), *ends(e.reste)),
                code_cell(e.cellule),
            )
            for e in portee.bloquantes
        ]
        alone = Liste(f"{convention} {clause}" for convention, clause in portee.seules)
        why = portee.seules_car.value if portee.seules_car is not None else ""
        lacking = Liste(
            f"{m.convention} {m.clause} {m.table}.{fait}" for m in portee.manques for fait in m.faits
        )
        silent = Liste(row.vacance for row in portee.sans_cellule)
        foot = (*ends(portee.offre), alone, why, portee.solveur or "", lacking, silent)
        rows = [(*head, *row, *foot) for row in blocking or [("", "", "", "", None, None, "")]]
    return Feuille(
        nom="portee",
        titre="Toutes les parts ensemble",
        colonnes=(
            Colonne(nom="etat", titre="État"),
            Colonne(nom="raison", titre="Pourquoi rien n'est établi"),
            Colonne(nom="jugees", titre="Comptes rapprochés", genre=Genre.ENTIER),
            Colonne(nom="convention", titre="Convention qui bloque"),
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="cellule", titre="Où"),
            Colonne(nom="plafond", titre="Plafond"),
            *bounded("reste", "Reste"),
            CODE,
            *bounded("offre", "Ce qui peut venir pour l'un d'eux"),
            Colonne(nom="seules", titre="Règles jugées seules"),
            Colonne(nom="seules_car", titre="Pourquoi elles le sont"),
            Colonne(nom="solveur", titre="Cherché par"),
            Colonne(nom="manques", titre="Faits qui manquent à la prévision"),
            Colonne(nom="sans_cellule", titre="Lignes dont le cas n'est pas connu"),
        ),
        lignes=tuple(rows),
    )


def _alerts(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="alertes",
        titre="Alertes",
        colonnes=(
            Colonne(nom="convention", titre="Convention"),
            Colonne(nom="clause", titre="Clause"),
            Colonne(nom="cellule", titre="Où"),
            Colonne(nom="genre", titre="Genre"),
            *bounded("valeur", "Valeur", Genre.NOMBRE),
            Colonne(nom="seuil", titre="Seuil", genre=Genre.ENTIER),
            Colonne(nom="vacances", titre="Vacances"),
            Colonne(nom="plafond", titre="Plafond"),
            CODE,
        ),
        lignes=tuple(
            (
                a.convention,
                a.clause,
                named_cell(a.cellule),
                a.genre.value,
                *ends(a.valeur),
                a.seuil,
                Liste(v for v, _ in a.vacances),
                said(a.plafond),
                code_cell(a.cellule),
            )
            for a in bilan.alertes
        ),
    )


# --- ledgers ------------------------------------------------------------------------------------
def _over_the_year(bilan: Bilan) -> Feuille:
    fils = [(b, fil) for b in bilan.conventions if b.livres is not None for fil in b.livres.fils]
    rows = [(*who(b), fil.clause, j.jour, j.du, j.fait, fil.en_doute) for b, fil in fils for j in fil.jalons]
    return Feuille(
        nom="fil",
        titre="Chaque part au fil de l'année",
        colonnes=(
            *PART,
            Colonne(nom="au", titre="Au", genre=Genre.JOUR),
            Colonne(nom="du", titre="Dû", genre=Genre.NOMBRE),
            Colonne(nom="fait", titre="Fait", genre=Genre.NOMBRE),
            Colonne(nom="en_doute", titre="Lignes dont tout n'y est pas", genre=Genre.ENTIER),
        ),
        lignes=tuple(rows),
        graphiques=tuple(_curves(fils, intitules(bilan))),
    )


def _curves(fils: Sequence[tuple[BilanConvention, Fil]], names: Mapping[str, str]) -> Iterator[Graphique]:
    """One for each part of which something is due or done, over its own rows. names: of holders, by
    convention."""
    first = 0
    for b, fil in fils:
        last = first + len(fil.jalons) - 1
        if any(j.du or j.fait for j in fil.jalons):
            yield Graphique(
                titre=f"{names[b.convention.ident]}, {fil.clause}",
                noms="au",
                nombres=("du", "fait"),
                courbe=True,
                lignes=(first, last),
            )
        first = last + 1


def _towns(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="communes",
        titre="Chaque part, commune par commune",
        colonnes=(
            *PART,
            Colonne(nom="commune", titre="Commune"),
            *bounded("base", "Base", Genre.NOMBRE),
            *bounded("du", "Dû", Genre.NOMBRE),
            *bounded("fait", "Fait", Genre.NOMBRE),
        ),
        lignes=tuple(
            (*who(b), lieu.clause, lieu.commune, *ends(lieu.base), *ends(lieu.du), *ends(lieu.fait))
            for b in bilan.conventions
            if b.livres is not None
            for lieu in b.livres.lieux
        ),
    )


def _counts(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="decomptes",
        titre="Les quatre décomptes",
        colonnes=(
            *DONT,
            Colonne(nom="evenement", titre="Événement"),
            *bounded("nombre", "Nombre"),
            Colonne(nom="lignes", titre="Lignes certaines"),
            Colonne(nom="lignes_possibles", titre="Lignes possibles"),
        ),
        lignes=tuple(
            (*who(b), d.evenement, *ends(d.nombre), Liste(d.lignes), Liste(d.possibles))
            for b in bilan.conventions
            if b.livres is not None
            for d in b.livres.decomptes
        ),
    )


def _by_whom(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="exercices",
        titre="Propositions faites par",
        colonnes=(
            *DONT,
            Colonne(nom="par", titre="Par"),
            Colonne(nom="nombre", titre="Propositions", genre=Genre.ENTIER),
            Colonne(nom="lignes", titre="Lignes"),
        ),
        lignes=tuple(
            (*who(b), e.par, len(e.lignes), Liste(e.lignes))
            for b in bilan.conventions
            if b.livres is not None
            for e in b.livres.exercices
        ),
    )


def _reconciled(bilan: Bilan) -> Feuille:
    return Feuille(
        nom="rapprochement",
        titre="Chaque part et les baux signés",
        colonnes=(
            *PART,
            Colonne(nom="objectif", titre="Objectif"),
            *bounded("compte", "Comptés"),
            *bounded("baux", "Baux"),
            *bounded("echanges", "Tours échangés"),
            Colonne(nom="difference", titre="Différence"),
            Colonne(nom="lignes", titre="Lignes"),
        ),
        lignes=tuple(_differences(bilan)),
    )


def _differences(bilan: Bilan) -> Iterator[Rangee]:
    """One row a difference; one, bare, for a part without any."""
    for b in bilan.conventions:
        for r in b.livres.rapprochements if b.livres is not None else ():
            told = [(why.value, lignes) for why, lignes in (*r.manquent, *r.en_plus)]
            told += [("a_venir", r.a_venir)] if r.a_venir else []
            told += [("a_completer", r.douteuses)] if r.douteuses else []
            for why, lignes in told or [("", ())]:
                yield (
                    *who(b),
                    r.clause,
                    said(r.objectif),
                    *ends(r.compte),
                    *ends(r.baux),
                    *ends(r.echanges),
                    why,
                    Liste(lignes),
                )


def _balances(bilan: Bilan) -> Feuille:
    """Of every year that was judged."""
    return Feuille(
        nom="soldes",
        titre="Les soldes, d'une année à l'autre",
        colonnes=(
            *CLAUSE,
            Colonne(nom="annee", titre="Année", genre=Genre.ANNEE),
            *bounded("recu", "Solde reçu", Genre.NOMBRE),
            *bounded("du", "Dû", Genre.NOMBRE),
            *bounded("cible", "Cible", Genre.NOMBRE),
            *bounded("realise", "Fait", Genre.NOMBRE),
            *bounded("laisse", "Solde laissé", Genre.NOMBRE),
            *(c for nom in MOUVEMENTS for c in bounded(nom, TITRES[nom], Genre.NOMBRE)),
            REPORT,
            CODE,
        ),
        lignes=tuple(
            (
                *who(b),
                ident,
                cell_name(cell),
                year.annee,
                *ends(cell.solde_initial),
                *ends(cell.du),
                *ends(cell.cible),
                *ends(cell.realise),
                *ends(cell.solde),
                *(end for nom in MOUVEMENTS for end in ends(getattr(cell, nom))),
                modes(cell),
                code_cell(cell.cellule),
            )
            for year in (*bilan.precedents, bilan)
            for b in year.conventions
            for ident, cell in carried_by(b)
        ),
    )
