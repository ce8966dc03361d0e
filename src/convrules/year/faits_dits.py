"""What a cause may name on the copy of a holder: facts of the language and of tables, and what its own
conventions, or the socles that they inherit, declare.

Source: docs/langage, « Qui voit quoi ».
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from convrules import ir, vocabulary
from convrules.base.dates import Evenement
from convrules.base.motifs import Motif
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.base.trous import SOUSTRACTIONS
from convrules.runtime.concurrents import CONVENTIONS, LE_MEME_JOUR
from convrules.vocabulary import tables
from convrules.year.cascade import IMPUTATION
from convrules.year.imputation import FAIT

Dit = Callable[[str], bool]
DE_TABLE: Final = frozenset(
    {
        *(*tables.NIVEAU_DE_TABLE, *vocabulary.CLASSES, *vocabulary.NIVEAUX),
        *(nom for columns in tables.COLONNES.values() for nom in columns),
        *("soustractions.commune", "soustractions.convention", "jours des soustractions prévues"),
        *("trimestre des soustractions prévues", "taux des soustractions prévues"),
        *("soustractions de l'année", "fin de la période", "échéance périodique", "division par zéro"),
        *("journal.date", "journal.vacance", "éligibilité non demandée", "orienté vers", "statut"),
        *("taux", "remise", "reprise"),
    }
)
"""Tables, their columns, and what the engine itself says of them."""
_PLUSIEURS: Final = Motif(
    rf"(?:{CONVENTIONS}|{IMPUTATION})?([^:]+?)(?:{LE_MEME_JOUR}|, arrondi|, poids nuls)?"
    r"|([^,:]+), [^,:]+ : (.+)"
)
"""Names, several or with a word of the engine: of clauses, of conventions, or of one clause, a key of it and
the cases that contradict one another there."""
_ENTRE: Final = Motif(r", | ; ")
_D_UN_AN: Final = Motif(r"(.+) [0-9]{4}")
_PREVISIONS: Final = "prévisions de "


def told_by(conventions: Sequence[ir.Convention]) -> Dit:
    """May a fact be told to who is given these conventions and socles?"""
    own = frozenset(nom for convention in conventions for nom in _names(convention))
    fields = frozenset(champ.nom for convention in conventions for champ in convention.vocabulaire)
    texts = tuple({convention.span.source.text for convention in conventions})

    def one(nom: str) -> bool:
        if nom.startswith(SOUSTRACTIONS) and nom not in DE_TABLE:
            return one(nom.removeprefix(SOUSTRACTIONS))
        level, _, short = nom.rpartition(".")
        mine = short in fields and (not level or level in vocabulary.NIVEAUX)
        return nom in own or mine or nom in DE_TABLE or _is_built_in(short, level)

    def told(fait: str) -> bool:
        dated = _D_UN_AN.fullmatch(fait)
        whole = fait.removeprefix(_PREVISIONS) if dated is None else dated[1]
        if one(whole) or ("/" in fait and any(fait in text for text in texts)):
            return True
        found = _PLUSIEURS.fullmatch(fait)
        # Why its own alone: several are of clauses, which may be called like a fact.
        return found is not None and all(
            nom in own for names in found.groups() if names for nom in _ENTRE.split(names)
        )

    return told


def as_told(cause: Cause | Evenement, told: Dit) -> Cause | Evenement:
    """Without the row that lacks it; what others alone declare is told as what they decide: the account."""
    fait = cause.fait if told(cause.fait) else FAIT
    return replace(cause, ligne="", fait=fait) if cause.ligne or fait != cause.fait else cause


def _is_built_in(nom: str, niveau: str) -> bool:
    levels = [niveau] if niveau else [*vocabulary.niveaux_de(nom), vocabulary.rows.VACANCE]
    return any(vocabulary.champ(nom, one) is not None for one in levels)


def _names(convention: ir.Convention) -> Iterator[str]:
    """All that it declares but fields, as it is cited, and what it says that it ends with."""
    yield from (convention.ident, convention.en_vigueur.suspens)
    for nom in (*(p.nom for p in convention.parametres), *(nom for nom, _ in convention.definitions)):
        yield f"{convention.ident}.{nom}" if convention.version else nom
    for clause in convention.clauses:
        yield from (clause.entete.ident, clause.entete.nom)
        if isinstance(clause, ir.Repartition):
            yield from _accounts(clause)


def _accounts(clause: ir.Repartition) -> Iterable[str]:
    return (compte for compte, _ in clause.entre)
