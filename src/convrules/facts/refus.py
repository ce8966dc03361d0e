"""Why a file that a mapping names was not read, or one that stands beside it."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.texte import suite, t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.chargement import RefusLecture
from convrules.facts.readers.files import TAILLE_MAX

CITES: Final = 3
"""Files named in one finding."""


def left_beside(source: ir.FichierSource, voisins: Sequence[str]) -> Iterator[Diagnostic]:
    """Files that a pattern leaves out though they are written nearly as it is."""
    if voisins:
        shown = suite(t("«\u00a0{nom}\u00a0»", nom=nom) for nom in voisins[:CITES])
        yield problems.fichier_voisin(
            span=source.span,
            motif=source.motif,
            fichiers=t("{liste}, …", liste=shown) if len(voisins) > CITES else shown,
            nombre=str(len(voisins)),
        )


def refused_reading(source: ir.FichierSource, refus: RefusLecture, fichier: str = "") -> Diagnostic:
    """fichier: the one for which the source is not read, where one is."""
    nom = fichier or source.motif
    match refus:
        case RefusLecture.ABSENT:
            return problems.fichier_absent(span=source.span, motif=source.motif)
        case RefusLecture.HORS_DOSSIER:
            return problems.fichier_hors_du_dossier(span=source.span, motif=nom)
        case RefusLecture.ILLISIBLE:
            return problems.fichier_refuse(span=source.span, motif=nom)
        case RefusLecture.PAS_UN_FICHIER:
            return problems.pas_un_fichier(span=source.span, motif=nom)
        case RefusLecture.TROP_GROS:
            limite = t("{n} Go", n=str(TAILLE_MAX // 1024**3))
            return problems.fichier_trop_gros(span=source.span, motif=nom, limite=limite)
