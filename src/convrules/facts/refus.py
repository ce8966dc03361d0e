"""Why a file that a mapping names was not read."""

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.chargement import RefusLecture
from convrules.facts.readers.files import TAILLE_MAX


def refused_reading(source: ir.FichierSource, refus: RefusLecture) -> Diagnostic:
    match refus:
        case RefusLecture.ABSENT:
            return problems.fichier_absent(span=source.span, motif=source.motif)
        case RefusLecture.HORS_DOSSIER:
            return problems.fichier_hors_du_dossier(span=source.span, motif=source.motif)
        case RefusLecture.ILLISIBLE:
            return problems.fichier_refuse(span=source.span, motif=source.motif)
        case RefusLecture.PAS_UN_FICHIER:
            return problems.pas_un_fichier(span=source.span, motif=source.motif)
        case RefusLecture.TROP_GROS:
            limite = f"{TAILLE_MAX // 1024**3} Go"
            return problems.fichier_trop_gros(span=source.span, motif=source.motif, limite=limite)
