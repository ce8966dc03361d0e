"""From what ranks to who comes first: one order for each way in which the clauses in doubt may act.

Reserve, then the order of priority, then points (the deficit, without criterion), then ties.
Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Final, TypeAlias, assert_never

from convrules import ir
from convrules.orientation.model import Candidat, Citation, EtatCompte, Garde, GenreMotif, Motif
from convrules.orientation.regles import Contradiction, RegleLue, Valeur

LES_AUTRES: Final = "les autres"
# LIMIT: rankings shown for one dwelling; six clauses in doubt on one dwelling is beyond reading.
VARIANTES_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Regles:
    """What ranks, each clause in doubt being taken to act or not. `doutes`: which ones do."""

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
def measure(compte: EtatCompte, mesure: ir.Mesure) -> Fraction | None:
    """A number of the account once this dwelling is due, in dwellings: `retard` is `solde` + `du` −
    `realise`."""
    match mesure:
        case ir.Mesure.RETARD:
            return compte.sinon
        case ir.Mesure.DU:
            return compte.du + compte.taux
        case ir.Mesure.REALISE:
            return Fraction(compte.oriente + compte.suppose)
        case ir.Mesure.SOLDE:
            return compte.reporte
        case _:
            assert_never(mesure)


def points(compte: EtatCompte, regles: Regles) -> Fraction | None:
    """Σ weight × measure; the deficit without criterion. None when a measure is not known."""
    if not regles.criteres:
        return compte.sinon
    total = Fraction(0)
    for _, critere in regles.criteres:
        valeur = measure(compte, critere.mesure)
        if valeur is None:
            return None
        total += critere.poids * valeur
    return total


def measured(compte: EtatCompte, alternatives: Iterable[Regles]) -> bool:
    """Is everything known that may rank this account?"""
    return all(
        points(compte, regles) is not None and (compte.sinon is not None or not _exhausts(regles))
        for regles in alternatives
    )


def _exhausts(regles: Regles) -> bool:
    return regles.ordre is not None and any(e.epuisement for e in regles.ordre.etapes)


# --- orders ---------------------------------------------------------------------------------
def level(ordre: ir.Ordre | None, candidat: Candidat, comptes: frozenset[str]) -> int:
    """The first step that names the holder; those not named come at « les autres », else at the end."""
    if ordre is None:
        return 0
    others = len(ordre.etapes)
    for rang, etape in enumerate(ordre.etapes):
        if etape.compte == LES_AUTRES:
            others = min(others, rang)
        elif _names(etape, candidat, comptes) and _still(etape, candidat.compte):
            return rang
    return others


def _names(etape: ir.Etape, candidat: Candidat, comptes: frozenset[str]) -> bool:
    """A convention, a type of holder or a finer account of that type; « bailleur », or any use, for the
    landlord's own share."""
    if candidat.convention is None:
        return etape.compte == candidat.ident or etape.compte not in comptes
    return etape.compte == candidat.ident or etape.compte in candidat.types


def _still(etape: ir.Etape, compte: EtatCompte) -> bool:
    """`jusqu'à épuisement`: while something is owed; `jusqu'à 4 logements`: while fewer have gone to it."""
    if etape.epuisement:
        return compte.sinon is None or compte.sinon > 0
    return etape.limite is None or compte.oriente + compte.suppose < etape.limite


Clef: TypeAlias = tuple[int, int, Fraction, Fraction, int, tuple[bool, str]]
GENRES: Final = (
    GenreMotif.RESERVE,
    GenreMotif.PRIORITE,
    GenreMotif.POINTS,
    GenreMotif.TAUX,
    GenreMotif.DEPARTAGE,
    GenreMotif.IDENTIFIANT,
)
"""What each part of a key says, in order."""


def key(candidat: Candidat, regles: Regles) -> Clef:
    """Least first. Of two equal deficits the larger rate comes first; the landlord's own share last."""
    score = points(candidat.compte, regles)
    assert score is not None, "only what is known ranks"
    return (
        int(bool(regles.gardes) and candidat.convention is not None),
        level(regles.ordre, candidat, regles.comptes),
        -score,
        Fraction(0) if regles.criteres else -candidat.compte.taux,
        level(regles.departage, candidat, regles.comptes),
        (candidat.convention is None, candidat.ident),
    )


def ranked(candidats: Sequence[Candidat], regles: Regles) -> tuple[Candidat, ...]:
    """In order, each with its rank and what placed it."""
    ordered = sorted(candidats, key=lambda c: key(c, regles))
    return tuple(
        replace(
            c,
            rang=place,
            motif=_motif(place - 1, ordered, regles),
            points=points(c.compte, regles) if regles.criteres else None,
        )
        for place, c in enumerate(ordered, 1)
    )


def _motif(place: int, ordered: Sequence[Candidat], regles: Regles) -> Motif:
    """What sets a holder apart from the next one; the last, from the one before."""
    if len(ordered) == 1:
        return Motif(genre=GenreMotif.SEUL)
    other = ordered[place + 1] if place + 1 < len(ordered) else ordered[place - 1]
    own, next_ = key(ordered[place], regles), key(other, regles)
    return _told(next(g for g, a, b in zip(GENRES, own, next_, strict=True) if a != b), regles)


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
        case GenreMotif.RETARD | GenreMotif.TAUX | GenreMotif.IDENTIFIANT | GenreMotif.SEUL:
            return Motif(genre=genre)
        case _:
            assert_never(genre)


def would_come_first(candidat: Candidat, first: Candidat | None, regles: Regles) -> bool:
    """Would a holder of whom one is not sure come first, were it eligible? Perhaps, when what ranks it is
    not known and nothing places it lower."""
    if first is None:
        return True
    if points(candidat.compte, regles) is not None:
        return key(candidat, regles) < key(first, regles)
    if regles.gardes:
        return False
    own = level(regles.ordre, candidat, regles.comptes)
    return own <= level(regles.ordre, first, regles.comptes)
