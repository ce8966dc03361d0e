"""The dwellings of a day given all at once: the assignment that leaves the largest deficits lowest in the
evening, beside advice that takes them one after the other.

Only those that the deficit alone ranks are given otherwise, each to a holder that may receive it for certain;
the others stay where advice puts them. Accounts are told apart by holder and cells; a dwelling lowers one.
Such assignments are the bases of an integral polymatroid, and the order of deficits, largest first, is that
of a separable convex function: where no exchange between two accounts lowers the larger, none does better
(local optima of M-convex functions are global, Murota). An exchange may go through other accounts, each
handing a dwelling on. Caps are counted anew for whoever an exchange touches; they are no polymatroid, so
nothing is then claimed of other assignments.
Source: docs/langage, « L'orientation ».
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from convrules.base.records import dataclass, replace
from convrules.facts.records import Vacance
from convrules.orientation.comptes import Solde, Titulaire
from convrules.orientation.flux import Clefs, PartCellule
from convrules.orientation.model import BAILLEUR, GenreMotif, Orientation, Rangement
from convrules.orientation.plafonds import caps_reached
from convrules.orientation.propre import own_balance
from convrules.orientation.session import PROPRES, Session, followed, here, offered, plus_steps, with_steps
from convrules.year.bornes import ZERO
from convrules.year.suivi import Suivi

Compte: TypeAlias = tuple[str, Clefs]
"""A holder, and the cells whose account is meant."""

SEUL_LE_RETARD = frozenset(
    {GenreMotif.RETARD, GenreMotif.TAUX, GenreMotif.DEPARTAGE, GenreMotif.IDENTIFIANT, GenreMotif.SEUL}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Autrement:
    """A dwelling that goes to another (`ici`) than the one advised (`conseil`)."""

    vacance: str
    conseil: str
    ici: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteDuSoir:
    """Deficit of an account in the evening, in dwellings: advice followed, and all given at once. `cellules`:
    those that the account stands for."""

    ident: str
    cellules: tuple[PartCellule, ...]
    conseil: Fraction
    ensemble: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """A better assignment of a day. `logements`: how many it could give otherwise; `comptes`: those on
    which they may go. `avant`, `apres`: of these deficits, largest first, the first that differs. `exacte`:
    is it certain that none does better?"""

    logements: int
    autrement: tuple[Autrement, ...]
    comptes: tuple[CompteDuSoir, ...]
    avant: Fraction
    apres: Fraction
    exacte: bool

    @property
    def gain(self) -> Fraction:
        return self.avant - self.apres


@dataclass(frozen=True, slots=True, kw_only=True)
class _Libre:
    """A dwelling that may be given otherwise: on whose account, by holder."""

    vacance: Vacance
    vers: Mapping[str, Compte]
    conseil: Compte


def all_at_once(
    session: Session, given: Sequence[tuple[Vacance, Orientation]], aside: frozenset[str]
) -> Ensemble | None:
    """The best assignment of a day whose advice is followed in `session`; None when advice is as good, or
    when accounts are not known for certain or overlap."""
    soir: dict[Compte, Fraction] = {}
    libres = [x for vacance, o in given if (x := _free(session, vacance, o, aside, soir)) is not None]
    if len(libres) < 2 or _overlap(soir):
        return None
    partie = _Partie(session=session, libres=libres, soir=dict(soir), donne=[x.conseil for x in libres])
    while partie.exchange():
        pass
    moved = [(x, to) for x, to in zip(libres, partie.donne, strict=True) if to != x.conseil]
    before = sorted(soir.values(), reverse=True)
    after = sorted(partie.soir.values(), reverse=True)
    if before == after:
        return None
    avant, apres = next((a, b) for a, b in zip(before, after, strict=True) if a != b)
    return Ensemble(
        logements=len(libres),
        autrement=tuple(Autrement(vacance=x.vacance.id, conseil=x.conseil[0], ici=to[0]) for x, to in moved),
        comptes=tuple(
            CompteDuSoir(
                ident=key[0], cellules=tuple(sorted(key[1])), conseil=soir[key], ensemble=partie.soir[key]
            )
            for key in sorted(soir)
        ),
        avant=avant,
        apres=apres,
        exacte=not partie.plafonnes,
    )


# --- what may be given otherwise --------------------------------------------------------------
def _free(
    session: Session,
    vacance: Vacance,
    o: Orientation,
    aside: frozenset[str],
    soir: dict[Compte, Fraction],
) -> _Libre | None:
    """None when something else than the deficit ranks, or when an account is not known for certain."""
    first = o.propose
    if first is None or o.gardes or o.variantes or o.conflit or o.hors_flux:
        return None
    classes = [c for c in o.candidats if c.rangement is Rangement.CLASSE]
    if any(c.motif is None or c.motif.genre not in SEUL_LE_RETARD for c in classes):
        return None
    open_ = {c.ident for c in o.candidats if c.place_inconnue}
    vers: dict[str, Compte] = {}
    for titulaire, suivi in followed(session, vacance):
        ident = titulaire.programme.convention.ident
        if suivi.decision.eligible is not True or ident in open_:
            continue
        offre = offered(session, titulaire, suivi)
        if offre.peut_etre or not offre.sures or offre.total.valeur is None:
            return None
        vers[ident] = ident, offre.sures
        if vers[ident] in soir:
            continue
        if not _known(vers[ident], soir, with_steps(session, titulaire, offre.sures, aside)):
            return None
    if any(c.convention is None for c in classes):
        vers[BAILLEUR] = BAILLEUR, PROPRES
        solde = session.soldes.get(aside) or own_balance(session.titulaires, aside, session.autres)
        if not _known(vers[BAILLEUR], soir, plus_steps(solde, session.propre, PROPRES)):
            return None
    if first.ident not in vers:
        return None
    return _Libre(vacance=vacance, vers=vers, conseil=vers[first.ident])


def _known(compte: Compte, soir: dict[Compte, Fraction], solde: Solde) -> bool:
    """Is the deficit of the evening known exactly? It is then kept."""
    if solde.reporte is None or solde.en_doute or solde.du_en_doute != ZERO:
        return False
    soir[compte] = solde.reporte + solde.du - solde.oriente - solde.suppose
    return True


def _overlap(soir: Mapping[Compte, Fraction]) -> bool:
    """Do two accounts of one holder share a cell? One dwelling would then lower both."""
    return any(a[0] == b[0] and a[1] & b[1] for a, b in combinations(soir, 2))


# --- exchanges ----------------------------------------------------------------------------------
@dataclass(slots=True, kw_only=True)
class _Partie:
    """An assignment: `donne`, by free dwelling; `soir`: the deficits it leaves."""

    session: Session
    libres: Sequence[_Libre]
    soir: dict[Compte, Fraction]
    donne: list[Compte]

    @property
    def plafonnes(self) -> bool:
        """Has a cap somebody who may get one of these dwellings?"""
        named = {ident for x in self.libres for ident in x.vers}
        return any(t.plafonds and t.programme.convention.ident in named for t in self.session.everyone)

    def exchange(self) -> bool:
        """Hand one dwelling to the most behind, through as few others as may be, from the most ahead; False
        when no exchange lowers the larger of two deficits."""
        for late in sorted(self.soir, key=lambda c: (-self.soir[c], c[0], sorted(c[1]))):
            for path in self._paths(late):
                donne = list(self.donne)
                for rang, to in path:
                    donne[rang] = to
                touched = {to[0] for _, to in path} | {self.donne[rang][0] for rang, _ in path}
                if self._within_caps(donne, touched):
                    self.soir[self.donne[path[0][0]]] += 1
                    self.soir[late] -= 1
                    self.donne = donne
                    return True
        return False

    def _paths(self, late: Compte) -> Iterator[list[tuple[int, Compte]]]:
        """Which dwellings go where, from accounts that stay below what `late` is, the most ahead first."""
        onward: dict[Compte, tuple[int, Compte]] = {}
        far = {late: 0}
        queue = deque([late])
        while queue:
            to = queue.popleft()
            for rang, libre in enumerate(self.libres):
                holds = self.donne[rang]
                if holds not in far and libre.vers.get(to[0]) == to:
                    far[holds], onward[holds] = far[to] + 1, (rang, to)
                    queue.append(holds)
        able = [c for c in onward if self.soir[c] + 1 < self.soir[late]]
        for start in sorted(able, key=lambda c: (self.soir[c], far[c], c[0], sorted(c[1]))):
            path, here = [], start
            while here != late:
                path.append(onward[here])
                here = onward[here][1]
            yield path

    def _within_caps(self, donne: Sequence[Compte], touched: set[str]) -> bool:
        """Does nobody touched go beyond a cap, in the order of the day?"""
        for titulaire in self.session.everyone:
            ident = titulaire.programme.convention.ident
            if ident in touched and titulaire.plafonds and not self._allowed(titulaire, donne):
                return False
        return True

    def _allowed(self, titulaire: Titulaire, donne: Sequence[Compte]) -> bool:
        ident = titulaire.programme.convention.ident
        own = {x.vacance.id for x in self.libres}
        before: list[Suivi] = [s for s in self.session.donnes.get(ident, ()) if s.vacance.id not in own]
        for libre, to in zip(self.libres, donne, strict=True):
            if to[0] != ident:
                continue
            suivi = titulaire.suivis[libre.vacance.id]
            ici = replace(here(self.session, titulaire, suivi), donnes=tuple(before))
            if any(p.issue is not True for p in caps_reached(titulaire.plafonds, suivi, ici)):
                return False
            before.append(suivi)
        return True
