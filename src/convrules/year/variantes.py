"""One cell under each way in which the text may be read, united.

Source: docs/langage, « Verdict », « Exceptions ».
"""

from collections.abc import Sequence
from typing import Final

from convrules import ir
from convrules.base.records import replace
from convrules.year.cellules import Groupe
from convrules.year.dossier import Dossier
from convrules.year.fusion import merge_variants
from convrules.year.minimum import settle_at_least
from convrules.year.model import ResultatCellule
from convrules.year.partage import is_shared_out
from convrules.year.soldes import SOLDES
from convrules.year.textes import Regimes, Textes

TENDRE: Final = ir.Force.TENDRE_VERS.value


def settle_all(
    textes: Textes, groupe: Groupe, dossiers: Sequence[Dossier], known: Regimes
) -> ResultatCellule:
    """The cell under each way the text may be read, united."""
    juge = known.force != (TENDRE,) and not is_shared_out(textes.clause.ident, textes.cadre)
    clef = (("trimestre", textes.cadre.periode.nom),) if textes.cadre.periode.nom else ()
    results = [settle_at_least(_with_unknown_balance(d), (*clef, *groupe.clef), juge=juge) for d in dossiers]
    regle = textes.at("règle", textes.premier_jour)
    perhaps_none = known.rien or (None in regle.valeurs and bool(regle.given))
    clos = dossiers[0].avenir.clos
    return merge_variants(results, known.causes, perhaps_none=perhaps_none, clos=clos)


def _with_unknown_balance(dossier: Dossier) -> Dossier:
    return replace(dossier, causes=dossier.causes | {SOLDES}) if dossier.apporte is None else dossier
