"""What a rule reads: the facts of a row on which its answer depends, or more than the facts of a row.

An answer that depends on these facts alone is the same for every row that says the same of them. Here too:
which of the places that rows say a territory may hold; `runtime.places` is asked of these alone.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from convrules import geographie, ir
from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu, Erreur, SansObjet, TEvenement
from convrules.compiler import SENS_DE_REPONSE, ClauseCompilee, Programme, cases, expressions_of
from convrules.runtime.lives import FINS_DE_VIE
from convrules.runtime.operators import normal_text
from convrules.runtime.places import LIEUX, departement_of, on_territory
from convrules.runtime.refusals import AUTEURS
from convrules.vocabulary.rows import ranked

_N: Final = ir.Niveau
ROW: Final = frozenset({_N.VACANCE, _N.CANDIDATURE, _N.REFUS, _N.LOGEMENT, _N.PROGRAMME})
"""Levels whose facts are read in the row, its dwelling or its programme (a flag without a household is that
of the one retained)."""
WITHIN: Final = (
    ir.Litteral, ir.Nomme, ir.Non, ir.Et, ir.Ou, ir.Comparaison, ir.Dans, ir.Entre, ir.Calcul, ir.Oppose,
    ir.Si, ir.Renseigne, ir.EnSaison, ir.AEuLieu,
)  # fmt: skip
"""What reads nothing more than what stands below it. Any other expression, one still to be invented included,
reads other rows, the journal, or what other conventions say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`champs`: facts of the row; `dated`: does the answer also depend on the text of the reference day?
    `own`: does it depend on the convention, so that it is not that of the same words in another?"""

    champs: frozenset[ir.Champ]
    dated: bool
    own: bool


def brought(programme: Programme) -> frozenset[str]:
    """Events that clauses may bring about: what the records say of these is not all."""
    handed = {"remise"} if programme.recoit else set()
    return programme.boucles.union(handed, *(clause.apporte for clause in programme.clauses))


def reach(parts: Iterable[ir.Expr], events: frozenset[str]) -> Reach | None:
    """What these expressions, the smallest included, read together; None when that is more than facts of the
    row. `events`: those that clauses may bring about."""
    champs: set[ir.Champ] = set()
    dated = own = False
    for part in parts:
        match part:
            case ir.Champ(niveau=_N.CONVENTION | _N.RESERVATAIRE) | ir.Parametre() | ir.EnVigueur():
                dated = own = True
            case ir.Champ():
                if not _of_row(part, events):
                    return None
                champs.add(part)
            case _ if not isinstance(part, WITHIN):
                return None
    champs |= _ends(champs)
    return Reach(champs=frozenset(champs), dated=dated, own=own)


def plain_facts(parts: Sequence[ir.Expr], events: frozenset[str]) -> tuple[str, ...] | None:
    """Names of the facts that these expressions read, where none of them is an event nor stands elsewhere
    than in the row: an answer then hangs on no day but that of the text."""
    for part in parts:
        if isinstance(part, ir.Champ) and (
            part.niveau in (_N.CONVENTION, _N.PROGRAMME) or isinstance(part.type, TEvenement)
        ):
            return None
    found = reach(parts, events)
    return None if found is None else tuple(sorted({champ.nom for champ in found.champs}))


def reach_of_clause(clause: ClauseCompilee, events: frozenset[str]) -> Reach | None:
    """What every case of the condition of a clause, on any day, reads."""
    found = reach(
        (
            part
            for cle in ("si", "règle")
            for cas in cases(*clause.regles[cle].versions)
            for written in (cas.condition, cas.valeur)
            for part in expressions_of(written)
        ),
        events,
    )
    return None if found is None else Reach(champs=found.champs, dated=True, own=True)


def _of_row(champ: ir.Champ, events: frozenset[str]) -> bool:
    if champ.niveau not in ROW or champ.nom in (SENS_DE_REPONSE, *AUTEURS) or ranked(champ.nom) is not None:
        return False
    return not (isinstance(champ.type, TEvenement) and champ.nom in events)


def _ends(champs: Iterable[ir.Champ]) -> set[ir.Champ]:
    """An event that is not recorded did not happen once the life of the vacancy is over."""
    if not any(isinstance(c.type, TEvenement) for c in champs):
        return set()
    return {ir.Champ(nom=nom, niveau=_N.VACANCE, type=TEvenement()) for nom in FINS_DE_VIE}


# --- places -----------------------------------------------------------------------------------
Lire: TypeAlias = Callable[[str], Cellule]
"""Reads a fact of a place."""
Champs: TypeAlias = tuple[dict[str, list[int]], list[int]]
"""Ranks of places by what they say of one fact; those that do not say it."""


class Index:
    """Places, by what each says of the facts of `LIEUX`; one that does not is asked about each time."""

    def __init__(self, places: Sequence[Lire]) -> None:
        self.places = places
        self._fields: dict[str, Champs] = {}

    def on(self, territoire: ir.Territoire) -> list[Issue]:
        """Is each place on a territory?"""
        found: list[Issue] = [False] * len(self.places)
        for rank in self.near(territoire):
            found[rank] = self.here(territoire, rank)
        return found

    def here(self, territoire: ir.Territoire, rank: int) -> Issue:
        return on_territory(territoire, self.places[rank])

    def near(self, territoire: ir.Territoire) -> Sequence[int]:
        """Ranks of the places that may be on it, rising."""
        named = zip(LIEUX, _codes(territoire), strict=True)
        asked = [(field, codes) for field, codes in named if codes]
        if not asked:
            return range(len(self.places))
        found: set[int] = set()
        for field, codes in asked:
            named_by, open_ = self._field(field)
            found.update(open_, *(named_by[code] for code in codes & named_by.keys()))
        return sorted(found)

    def _field(self, field: str) -> Champs:
        """Why one at a time: a territory of communes does not load the list of their groupings."""
        kept = self._fields.get(field)
        if kept is None:
            kept = self._fields[field] = {}, []
            for rank, cellule in enumerate(self.places):
                codes = _said(field, cellule)
                if codes is None:
                    kept[1].append(rank)
                for code in codes or ():
                    kept[0].setdefault(code, []).append(rank)
        return kept


def _codes(territoire: ir.Territoire) -> tuple[frozenset[str], ...]:
    return (
        territoire.regions,
        territoire.departements,
        territoire.communes,
        territoire.epcis,
        territoire.epts,
    )


def _said(field: str, cellule: Lire) -> frozenset[str] | None:
    """The codes of which a territory must name one to hold the place by this fact; None where it need not."""
    cell = cellule(field)
    match cell:
        case SansObjet():
            return frozenset()
        case Connu(valeur=str() as code) if field == "commune":
            return _holding(normal_text(code))
        case Connu(valeur=str() as code):
            return frozenset({normal_text(code)})
        case Erreur():
            return None
    commune = cellule("commune")
    if field == "commune" or not isinstance(commune, Connu) or not isinstance(commune.valeur, str):
        return None
    return _of_commune(field, normal_text(commune.valeur))


def _of_commune(field: str, code: str) -> frozenset[str] | None:
    """The place of a commune, where the row says no other."""
    match field:
        case "departement":
            found: str | None = departement_of(code)
        case "region":
            found = geographie.region_of(departement_of(code))
        case _:
            commune = geographie.commune(code)
            if commune is None:
                return None
            found = commune.epci if field == "epci" else commune.ept
    return frozenset() if found is None else frozenset({found})


def _holding(code: str) -> frozenset[str] | None:
    """The commune, and the whole one of which it is a part; None for one that has parts."""
    return None if geographie.is_divided(code) else frozenset({code, geographie.whole_commune(code)})
