"""From what ranks to who comes first: one order for each way in which the clauses in doubt may act.

Reserve, then the order of priority, then points (the deficit, without criterion), then ties.
Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Final, TypeAlias, assert_never

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass, replace
from convrules.orientation.model import Candidat, Citation, EtatCompte, Garde, GenreMotif, Motif, Rangement
from convrules.orientation.regles import Contradiction, RegleLue, Valeur
from convrules.year.bornes import ZERO, exactly, plus, times
from convrules.year.model import Bornes

LES_AUTRES: Final = "les autres"
# LIMIT: rankings shown for one dwelling; six clauses in doubt on one dwelling is beyond reading.
VARIANTES_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Regles:
    """What ranks, each clause in doubt being taken to act or not. `doutes`: which ones do. `prevus`: where
    the policy looks ahead, how far behind its part of the plan each holder is: ranks where the deficit
    would."""

    gardes: tuple[Garde, ...]
    ordre: ir.Ordre | None
    priorites: tuple[Citation, ...]
    conflit: tuple[Citation, ...]
    criteres: tuple[tuple[Citation, ir.Critere], ...]
    departage: ir.Ordre | None
    politique: str | None
    comptes: frozenset[str]
    avec: tuple[Citation, ...] = ()
    sans: tuple[Citation, ...] = ()
    prevus: Mapping[str, int] | None = None

    @property
    def par_defaut(self) -> bool:
        """Does the deficit alone rank?"""
        return not (self.gardes or self.priorites or self.conflit or self.criteres)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadre:
    """What does not change from one ranking to another. `comptes`: every name of an account: what else an
    order names is a use, which the landlord serves on its own share."""

    departage: ir.Ordre | None
    politique: str | None
    comptes: frozenset[str]


def variants(lues: Sequence[RegleLue], cadre: Cadre) -> tuple[Regles, ...]:
    """Every way in which the clauses may act, the clauses in doubt silent first."""
    count = 1
    for lue in lues:
        count *= len(lue.valeurs)
    if count > VARIANTES_MAX:
        lues = [lue for lue in lues if not lue.en_doute]
    return tuple(_acting(lues, valeurs, cadre) for valeurs in product(*(lue.valeurs for lue in lues)))


def too_many(lues: Sequence[RegleLue]) -> bool:
    """Are there more rankings than are shown?"""
    count = 1
    for lue in lues:
        count *= len(lue.valeurs)
    return count > VARIANTES_MAX


def _acting(lues: Sequence[RegleLue], valeurs: Sequence[Valeur], cadre: Cadre) -> Regles:
    pairs = [(lue, v) for lue, v in zip(lues, valeurs, strict=True) if v is not None]
    orders = [(lue.citation, v) for lue, v in pairs if isinstance(v, ir.Ordre)]
    distinct = {_steps(o) for _, o in orders}
    broken = [(lue.citation, *v.cas) for lue, v in pairs if isinstance(v, Contradiction)]
    cited = tuple(c for c, _ in orders)
    agree = len(distinct) == 1 and not broken
    against = cited if len(distinct) > 1 else ()
    return Regles(
        gardes=tuple(v for _, v in pairs if isinstance(v, Garde)),
        ordre=orders[0][1] if agree else None,
        priorites=cited if agree else (),
        conflit=tuple(dict.fromkeys((*against, *(c for cases in broken for c in cases)))),
        criteres=tuple((lue.citation, v) for lue, v in pairs if isinstance(v, ir.Critere)),
        departage=cadre.departage,
        politique=cadre.politique,
        comptes=cadre.comptes,
        avec=tuple(lue.citation for lue, _ in pairs if lue.en_doute),
        sans=tuple(lue.citation for lue, v in zip(lues, valeurs, strict=True) if lue.en_doute and v is None),
    )


def _steps(ordre: ir.Ordre) -> tuple[ir.Etape, ...]:
    """Two orders are the same when they say the same: « puis les autres » at the end goes without saying."""
    steps = ordre.etapes
    return steps[:-1] if steps[-1].compte == LES_AUTRES else steps


# --- measures -------------------------------------------------------------------------------
def measure(compte: EtatCompte, mesure: ir.Mesure) -> Bornes | None:
    """A number of the account once this dwelling is due, in dwellings: `retard` is `solde` + `du` −
    `realise`. Its least and greatest value; None when a balance is not known."""
    match mesure:
        case ir.Mesure.RETARD:
            return compte.sinons
        case ir.Mesure.DU:
            return plus(compte.dus, compte.taux)
        case ir.Mesure.REALISE:
            return compte.realises
        case ir.Mesure.SOLDE:
            return exactly(compte.reporte) if compte.reporte is not None else None
        case _:
            assert_never(mesure)


def points(compte: EtatCompte, regles: Regles) -> Bornes | None:
    """Σ weight × measure; the deficit without criterion. None when a measure is not known."""
    if not regles.criteres:
        return compte.sinons
    total = ZERO
    for _, critere in regles.criteres:
        valeur = measure(compte, critere.mesure)
        if valeur is None:
            return None
        total = plus(total, times(exactly(critere.poids), valeur))
    return total


def measured(compte: EtatCompte, alternatives: Iterable[Regles]) -> bool:
    """Is everything known, at least within bounds, that may rank this account?"""
    return all(
        points(compte, regles) is not None and (compte.sinons is not None or not _exhausts(regles))
        for regles in alternatives
    )


def _exhausts(regles: Regles) -> bool:
    return regles.ordre is not None and any(e.epuisement for e in regles.ordre.etapes)


# --- orders ---------------------------------------------------------------------------------
def levels(ordre: ir.Ordre | None, candidat: Candidat, comptes: frozenset[str]) -> tuple[int, int]:
    """The first step that names the holder; those not named come at « les autres », else at the end. The best
    and the worst place, when one does not know whether a step still holds."""
    if ordre is None:
        return 0, 0
    others = next((n for n, e in enumerate(ordre.etapes) if e.compte == LES_AUTRES), len(ordre.etapes))
    possible = []
    for rang, etape in enumerate(ordre.etapes):
        if etape.compte == LES_AUTRES or not _names(etape, candidat, comptes):
            continue
        still = _still(etape, candidat.compte)
        possible += [rang] if True in still else []
        if False not in still:
            return min(possible), max(possible)
    return min((*possible, others)), max((*possible, others))


def _names(etape: ir.Etape, candidat: Candidat, comptes: frozenset[str]) -> bool:
    """A convention, a type of holder or a finer account of that type; « bailleur », or any use, for the
    landlord's own share."""
    if candidat.convention is None:
        return etape.compte == candidat.ident or etape.compte not in comptes
    return etape.compte == candidat.ident or etape.compte in candidat.types


def _still(etape: ir.Etape, compte: EtatCompte) -> set[bool]:
    """`jusqu'à épuisement`: while something is owed; `jusqu'à 4 logements`: while fewer have gone to it."""
    if etape.epuisement:
        owed = compte.sinons
        return {True, False} if owed is None else {owed.min > 0, owed.max > 0}
    if etape.limite is None:
        return {True}
    return {compte.realises.min < etape.limite, compte.realises.max < etape.limite}


Score: TypeAlias = tuple[int, Fraction, Fraction]
Clef: TypeAlias = tuple[int, int, Score, Fraction, int, tuple[bool, str]]
GENRES: Final = (
    GenreMotif.RESERVE,
    GenreMotif.PRIORITE,
    GenreMotif.POINTS,
    GenreMotif.TAUX,
    GenreMotif.DEPARTAGE,
    GenreMotif.IDENTIFIANT,
)
"""What each part of a key says, in order; of points, the plan of the policy first."""


def keys(candidat: Candidat, regles: Regles) -> tuple[Clef, Clef]:
    """The best and the worst place that the account allows; one and the same when it is known. Least first.
    Of two equal deficits the larger rate comes first; the landlord's own share last."""
    score, nul = points(candidat.compte, regles), Fraction(0)
    plan = -Fraction((regles.prevus or {}).get(candidat.ident, 0))
    ends = ((-1, nul, nul), (1, nul, nul))
    if score is not None:
        ends = ((0, plan, -score.max), (0, plan, -score.min))
    best, worst = levels(regles.ordre, candidat, regles.comptes)
    first, last = levels(regles.departage, candidat, regles.comptes)

    def key(level: int, score: Score, taux: Fraction, tie: int) -> Clef:
        return (
            int(bool(regles.gardes) and candidat.convention is not None),
            level,
            score,
            Fraction(0) if regles.criteres else -taux,
            tie,
            (candidat.convention is None, candidat.ident),
        )

    taux = candidat.compte.taux
    return key(best, ends[0], taux.max, first), key(worst, ends[1], taux.min, last)


def placed(candidats: Sequence[Candidat], alternatives: Sequence[Regles]) -> list[Candidat]:
    """Those whose place among the others is not certain are in doubt, for the facts that their accounts
    lack: bounds that overlap leave the order open."""
    open_: dict[str, frozenset[Cause]] = {}
    eligible = [c for c in candidats if c.rangement is Rangement.CLASSE]
    for regles in alternatives:
        for one, other in combinations(eligible, 2):
            (a, b), (c, d) = keys(one, regles), keys(other, regles)
            if not (b < c or d < a):
                causes = one.compte.causes | other.compte.causes
                for ident in (one.ident, other.ident):
                    open_[ident] = open_.get(ident, frozenset()) | causes
    return [
        replace(c, rangement=Rangement.INDETERMINE, causes=c.causes | open_[c.ident], clause=None)
        if c.ident in open_ and c.rangement is Rangement.CLASSE
        else c
        for c in candidats
    ]


def ranked(candidats: Sequence[Candidat], regles: Regles) -> tuple[Candidat, ...]:
    """In order, each with what placed it."""
    ordered = sorted(candidats, key=lambda c: keys(c, regles)[0])
    return tuple(
        replace(
            c,
            motif=_motif(place, ordered, regles),
            points=_exact(points(c.compte, regles)) if regles.criteres else None,
        )
        for place, c in enumerate(ordered)
    )


def with_rank(candidat: Candidat, candidats: Sequence[Candidat], alternatives: Sequence[Regles]) -> Candidat:
    """Its place among all those that may receive the dwelling for certain, when it is the same whatever their
    accounts and the clauses in doubt turn out to be; otherwise whom it may come before or after."""
    others = [c for c in candidats if c.eligible is True and c.ident != candidat.ident]
    before, after, places = set[str](), set[str](), set[int]()
    for regles in alternatives:
        best, worst = keys(candidat, regles)
        around = [(c.ident, *keys(c, regles)) for c in others]
        places.add(1 + sum(last < best for _, _, last in around))
        before |= {ident for ident, first, _ in around if first < worst}
        after |= {ident for ident, _, last in around if best < last}
    unsure = before & after
    certain = len(places) == 1 and not unsure
    return replace(candidat, rang=places.pop() if certain else None, rang_selon=tuple(sorted(unsure)))


def _exact(bornes: Bornes | None) -> Fraction | None:
    return bornes.valeur if bornes is not None else None


def _motif(place: int, ordered: Sequence[Candidat], regles: Regles) -> Motif:
    """What sets a holder apart from the next one; the last, from the one before."""
    if len(ordered) == 1:
        return Motif(genre=GenreMotif.SEUL)
    other = ordered[place + 1] if place + 1 < len(ordered) else ordered[place - 1]
    if _planned_apart(ordered[place], other, regles):
        return Motif(
            genre=GenreMotif.ANTICIPATION,
            clauses=(Citation(clause="anticipation", texte=regles.politique or ""),),
        )
    (own, worst), (next_, last) = keys(ordered[place], regles), keys(other, regles)
    apart = (a != b or c != d for a, b, c, d in zip(own, next_, worst, last, strict=True))
    return _told(next(g for g, differs in zip(GENRES, apart, strict=True) if differs), regles)


def _planned_apart(one: Candidat, other: Candidat, regles: Regles) -> bool:
    """Does the plan set them apart, no rule before it doing so?"""
    if regles.prevus is None:
        return False
    (a, b), (c, d) = keys(one, regles), keys(other, regles)
    return a[:2] == c[:2] and b[:2] == d[:2] and a[2][1] != c[2][1]


def _told(genre: GenreMotif, regles: Regles) -> Motif:
    match genre:
        case GenreMotif.RESERVE:
            return Motif(genre=genre, clauses=tuple(g.clause for g in regles.gardes))
        case GenreMotif.PRIORITE:
            return Motif(genre=genre, clauses=regles.priorites)
        case GenreMotif.POINTS:
            if not regles.criteres:
                return Motif(genre=GenreMotif.RETARD)
            return Motif(genre=genre, clauses=tuple(c for c, _ in regles.criteres))
        case GenreMotif.DEPARTAGE:
            cited = Citation(clause="départage", texte=regles.politique or "")
            return Motif(genre=genre, clauses=(cited,))
        case (
            GenreMotif.RETARD
            | GenreMotif.TAUX
            | GenreMotif.IDENTIFIANT
            | GenreMotif.SEUL
            | GenreMotif.ANTICIPATION
        ):
            return Motif(genre=genre)
        case _:
            assert_never(genre)


def would_come_first(candidat: Candidat, first: Candidat | None, regles: Regles) -> bool:
    """Would a holder of whom one is not sure come first, were it eligible? Perhaps, when what ranks it is
    not known and nothing places it lower."""
    return first is None or keys(candidat, regles)[0] < keys(first, regles)[1]
