"""A small mapping built by hand, and files held in memory: no disk, no checker."""

from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.base.source import Span, make_source
from convrules.base.values import (
    SANS_UNITE,
    Cellule,
    Connu,
    TCode,
    TCondition,
    TDate,
    TEvenement,
    TNombre,
    TTexte,
    Type,
    unite,
)  # fmt: skip
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, Contexte, FichierBrut, Lecteur, Lecture, RefusLecture
from convrules.facts.mapping import load_faits
from convrules.facts.personnel import Pseudonyme, Sosies
from convrules.facts.records import Vacance

MONTANT = TNombre(unite=unite("centime"))
M2 = TNombre(unite=unite("m²"))
ENTIER = TNombre(unite=SANS_UNITE, entier=True)
COMPLET = date(2026, 1, 5)
FINAN = (("11", "plai"), ("13", "plus"), ("14", "pls"))
FINANCEMENTS = ("plai", "plus", "pls")

_PLACE = Span(source=make_source("correspondance.yaml", "correspondance: essai\n"), start=0, end=14)


def colonne(champ: str, type: Type, nom: str | None = None, **keys: object) -> ir.Colonne:
    return ir.Colonne(champ=champ, type=type, colonne=nom or champ.upper(), span=_PLACE, **keys)  # type: ignore[arg-type]  # Why: shorthand of tests.


ID = colonne("id", TTexte(), "ID")
VACANCE = colonne("vacance", TTexte(), "NUM_VAC")


def source(motif: str, table: str = "vacances", **keys: object) -> ir.FichierSource:
    nom = f"{motif}#{keys['feuille']}" if "feuille" in keys else motif
    return ir.FichierSource(nom=nom, table=table, motif=motif, span=_PLACE, **keys)  # type: ignore[arg-type]  # Why: shorthand of tests.


def vacances(motif: str = "vacances-*.csv", **keys: object) -> ir.Correspondance:
    """The mapping of most tests."""
    columns = (
        colonne("id", TTexte(), "NUM_VAC"),
        colonne("commune", TCode("commune"), "INSEE"),
        colonne(
            "financement",
            TCode("financement"),
            "FINAN",
            codes=(("11", "plai"), ("13", "plus"), ("14", "pls")),
        ),
        colonne("qpv", TCondition(), "QPV"),
        colonne("surface", M2, "SURF"),
        colonne("loyer", MONTANT, "LOYER", unite="€", manquant=("9999",)),
        colonne(
            "information", TEvenement(), "DT_INFO", format="jj/mm/aaaa", complet_au=COMPLET, manquant=("NC",)
        ),
    )
    return mapping((source(motif, **keys),), {"vacances": columns}, ignore=("NOM", "TELEPHONE"))


def mapping(
    fichiers: tuple[ir.FichierSource, ...],
    colonnes: dict[str, tuple[ir.Colonne, ...]],
    ignore: tuple[str, ...] = (),
) -> ir.Correspondance:
    return ir.Correspondance(
        ident="essai",
        bailleur="000000000",
        fichiers=fichiers,
        colonnes=tuple(colonnes.items()),
        ignore=ignore,
        span=_PLACE,
    )


def in_memory(files: dict[str, bytes]) -> Lecteur:
    """Files by pattern; a pattern that is not there matches nothing."""

    def read(motif: str) -> Lecture:
        if motif not in files:
            return Lecture(refus=RefusLecture.ABSENT)
        return Lecture(fichiers=(FichierBrut(nom=motif.replace("*", "2025"), contenu=files[motif]),))

    return read


def length_of_id(_: ir.Expr, vacance: Vacance) -> Cellule:
    """Stands for the evaluator of computed columns."""
    return Connu(vacance.id + "!")


CONTEXTE = Contexte(enumerations={"financement": FINANCEMENTS}, calculer=length_of_id)


def load(
    correspondance: ir.Correspondance, files: dict[str, bytes], pseudonyme: Pseudonyme | None = None
) -> Checked[ChargementFaits]:
    return load_faits(
        correspondance, in_memory(files), replace(CONTEXTE, pseudonyme=pseudonyme and Sosies(pseudonyme))
    )


ENTETE = "NUM_VAC;INSEE;FINAN;QPV;SURF;LOYER;DT_INFO\n"
BONNE = "V1;93066;11;oui;41,5;450,20;03/02/2025\n"


def load_text(text: str | bytes, **keys: object) -> Checked[ChargementFaits]:
    """One file of vacancies under the usual mapping."""
    contenu = text if isinstance(text, bytes) else text.encode()
    return load(vacances(**keys), {"vacances-*.csv": contenu})


def codes(checked: Checked[ChargementFaits]) -> list[str]:
    return [d.code for d in checked.diagnostics]


__all__ = [
    "BONNE", "COMPLET", "CONTEXTE", "ENTETE", "ENTIER", "ID", "M2", "MONTANT", "VACANCE", "TDate", "codes",
    "colonne", "in_memory", "load", "load_text", "mapping", "source", "vacances",
]  # fmt: skip
