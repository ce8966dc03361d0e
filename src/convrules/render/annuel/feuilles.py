"""What a recipient sees, as flat tables: dimensions, all of them crossed, dwellings, withdrawals."""

from collections.abc import Iterator

from convrules.base.records import replace
from convrules.render.annuel import mots
from convrules.render.annuel.agregats import Agregat
from convrules.render.annuel.extraits import Extrait
from convrules.render.annuel.soustractions import NOMBRES
from convrules.render.feuilles import Cellule, Colonne, Feuille, Genre, bounded, ends
from convrules.render.lexicon import code
from convrules.render.secret import MARQUE
from convrules.year.annuel.model import AXES, Groupe, LigneRetrait, Logement, Mesures
from convrules.year.model import Bornes

QUI = (
    Colonne(nom="sorte", titre="Sorte"),
    Colonne(nom="compte", titre="Compte"),
    Colonne(nom="reservataire", titre="Réservataire ou situation"),
)
MESURES = (*bounded("proposes", "Proposés"), *bounded("attribues", "Attribués"))
PAR_AXE = tuple(Colonne(nom=axe, titre=mots.AXES[axe]) for axe in AXES)
ENSEMBLE = ("ensemble", "", mots.ENSEMBLE)
DIT = {True: "oui", False: "non", None: "non connu"}


def sheets(extrait: Extrait) -> tuple[Feuille, ...]:
    """Every table of one recipient."""
    shared = (_shared_out(extrait),) if extrait.total is not None else ()
    others = (_aggregates(extrait),) if extrait.agregats else ()
    own = (_dimensions(extrait), _crossed(extrait), _dwellings(extrait))
    found = (*shared, *own, *others, _withdrawals(extrait))
    told = mots.warnings(extrait.bilan, remis=extrait.envoi is not None)
    return replace(found[0], remarques=tuple(told)), *found[1:]


def _who(groupe: Groupe) -> tuple[str, str, str]:
    return groupe.sorte.value, groupe.code, mots.group(groupe)


def _figures(mesures: Mesures) -> tuple[Cellule, ...]:
    return (*ends(mesures.propose), *ends(mesures.attribue))


def _shared_out(extrait: Extrait) -> Feuille:
    rows = [(*_who(groupe), *_figures(mesures)) for groupe, mesures in extrait.partage]
    return Feuille(
        nom="partage",
        titre="Où est chaque logement proposé ou attribué",
        colonnes=(*QUI, *MESURES),
        lignes=tuple(rows),
    )


def _dimensions(extrait: Extrait) -> Feuille:
    return Feuille(
        nom="dimensions",
        titre="Logements proposés et attribués, dimension par dimension",
        colonnes=(
            *QUI,
            Colonne(nom="dimension", titre="Dimension"),
            Colonne(nom="valeur", titre="Code"),
            Colonne(nom="libelle", titre="Valeur"),
            *MESURES,
        ),
        lignes=tuple(_of_dimensions(extrait)),
    )


def _of_dimensions(extrait: Extrait) -> Iterator[tuple[Cellule, ...]]:
    for releve in extrait.releves:
        who = _who(releve.groupe)
        yield (*who, "total", "", "Total", *_figures(releve.total))
        for tableau in releve.tableaux:
            for valeur, mesures in tableau.lignes:
                label = mots.value(tableau.axe, valeur, extrait.bilan.periodes)
                yield (*who, tableau.axe, valeur, label, *_figures(mesures))


def _crossed(extrait: Extrait) -> Feuille:
    rows = [
        (*_who(releve.groupe), *_labels(valeurs, extrait), *_figures(mesures))
        for releve in extrait.releves
        for valeurs, mesures in releve.croisement
    ]
    return Feuille(
        nom="croisement",
        titre="Toutes les dimensions à la fois",
        colonnes=(*QUI, *PAR_AXE, *MESURES),
        lignes=tuple(rows),
    )


def _labels(valeurs: tuple[str, ...], extrait: Extrait) -> tuple[str, ...]:
    periodes = extrait.bilan.periodes
    return tuple(mots.value(axe, valeur, periodes) for axe, valeur in zip(AXES, valeurs, strict=True))


def _dwellings(extrait: Extrait) -> Feuille:
    rows = [_dwelling(releve.groupe, row, extrait) for releve in extrait.releves for row in releve.logements]
    return Feuille(
        nom="logements",
        titre="Les logements comptés",
        colonnes=(
            *QUI,
            Colonne(nom="vacance", titre="Vacance"),
            *PAR_AXE,
            Colonne(nom="propose", titre="Compté comme proposé"),
            Colonne(nom="propose_le", titre="Proposé le", genre=Genre.JOUR),
            Colonne(nom="attribue", titre="Compté comme attribué"),
            Colonne(nom="attribue_le", titre="Attribué le", genre=Genre.JOUR),
            Colonne(nom="manque", titre="Ce qui manque pour le savoir"),
        ),
        lignes=tuple(rows),
    )


def _dwelling(groupe: Groupe, row: Logement, extrait: Extrait) -> tuple[Cellule, ...]:
    return (
        *_who(groupe),
        row.vacance,
        *_labels(row.valeurs, extrait),
        DIT[row.propose],
        row.propose_le,
        DIT[row.attribue],
        row.attribue_le,
        "|".join(sorted({c.fait for c in row.causes})),
    )


def _aggregates(extrait: Extrait) -> Feuille:
    return Feuille(
        nom="agregats",
        titre="Tous les comptes, petits nombres masqués",
        colonnes=(
            *QUI,
            Colonne(nom="dimension", titre="Dimension"),
            Colonne(nom="valeur", titre="Code"),
            Colonne(nom="libelle", titre="Valeur"),
            Colonne(nom="proposes", titre="Proposés", genre=Genre.ENTIER),
            Colonne(nom="attribues", titre="Attribués", genre=Genre.ENTIER),
        ),
        lignes=tuple(row for agregat in extrait.agregats for row in _of_aggregate(agregat, extrait)),
    )


def _of_aggregate(agregat: Agregat, extrait: Extrait) -> Iterator[tuple[Cellule, ...]]:
    """A hidden number is its mark, never an empty cell."""
    for rang, groupe in enumerate(agregat.groupes):
        for colonne, valeur in enumerate(agregat.valeurs):
            figures = [MARQUE if (n := m.nombres[rang][colonne]) is None else n for m in agregat.mesures]
            label = mots.value(agregat.axe, valeur, extrait.bilan.periodes)
            yield (*_who(groupe), agregat.axe, valeur, label, *figures)
        totals = [MARQUE if (n := m.totaux[rang]) is None else n for m in agregat.mesures]
        yield (*_who(groupe), agregat.axe, "", "Total", *totals)
    for colonne, valeur in enumerate(agregat.valeurs):
        figures = [MARQUE if (n := m.totaux_colonnes[colonne]) is None else n for m in agregat.mesures]
        label = mots.value(agregat.axe, valeur, extrait.bilan.periodes)
        yield (*ENSEMBLE, agregat.axe, valeur, label, *figures)
    figures = [MARQUE if m.total is None else m.total for m in agregat.mesures]
    yield (*ENSEMBLE, agregat.axe, "", "Total", *figures)


def _withdrawals(extrait: Extrait) -> Feuille:
    annee = extrait.bilan.annee
    rows = [
        (
            retraits.convention or "toutes",
            line.categorie,
            code(line.categorie),
            *_withdrawn(extrait, retraits.convention, line),
        )
        for retraits in extrait.retraits
        for line in retraits.lignes
    ]
    return Feuille(
        nom="soustractions",
        titre="Logements soustraits du flux, par catégorie d'opération",
        colonnes=(
            Colonne(nom="convention", titre="Convention"),
            Colonne(nom="categorie", titre="Code"),
            Colonne(nom="libelle", titre="Catégorie d'opération"),
            Colonne(nom="prevu", titre=f"Prévus {annee}", genre=Genre.ENTIER),
            *bounded("soustraits", f"Soustraits {annee}"),
            *bounded("attribues", f"Attribués {annee}"),
            Colonne(nom="prevu_suivant", titre=f"Prévus {annee + 1}", genre=Genre.ENTIER),
        ),
        lignes=tuple(rows),
    )


def _withdrawn(extrait: Extrait, convention: str, line: LigneRetrait) -> Iterator[Cellule]:
    """A hidden number is its mark under each of its columns."""
    for nombre in NOMBRES:
        value: int | Bornes | None = getattr(line, nombre)
        hidden = extrait.hides(convention, line, nombre)
        if not hidden and nombre in line.tus | line.sans_lieu | line.sans_jours:
            yield str(mots.forecast(line, nombre))
            continue
        cells: tuple[Cellule, ...] = ends(value) if isinstance(value, Bornes) else (value,)
        yield from (MARQUE for _ in cells) if hidden else cells
