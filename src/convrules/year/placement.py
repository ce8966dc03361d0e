"""The account of one letting: recorded, by an act, by an effect, or by the cascade, as the entry finds them.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import Cause, Genre, Indetermine, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Erreur, Inconnu, SansObjet
from convrules.runtime.decision import Decision, ResultatEffet, Statut
from convrules.runtime.holders import is_holder
from convrules.year.assiette import vacancy
from convrules.year.bornes import ZERO, between, exactly
from convrules.year.cascade import Reste, Vue, readings, together
from convrules.year.cellules import key_of, locate
from convrules.year.epuisement import CompteDu, due_on
from convrules.year.imputation import (
    AUCUN,
    BAILLEUR,
    FAIT,
    RIEN,
    closing,
    ended,
    given_to,
    oriented,
    oriented_after,
    to_close,
    within_account,
)
from convrules.year.model import Bornes, Imputation, LectureCascade, Raison, TourRendu
from convrules.year.pli import PARTOUT, Cle, Entree, Pli, flat, year_of
from convrules.year.retours import returned_turn


def place(entree: Entree, pli: Pli) -> Imputation:
    lectures = readings(entree.vues, pli.finer, Avant(pli=pli, entree=entree))
    found = _recorded(entree, pli) or _by_effect(entree, pli)
    if found is None:
        return _by_cascade(entree, lectures)
    if found.raison is not Raison.ENREGISTRE:
        return replace(found, lectures=lectures)
    remarque = _differs(found, lectures, pli)
    return replace(found, lectures=lectures, remarque=remarque, rendus=_given_back(entree, pli))


def _recorded(entree: Entree, pli: Pli) -> Imputation | None:
    statuts = {v.suivi.decision.statut.possibles for v in entree.vues if v.couvre is not False}
    if statuts == {(Statut.SOUSTRAIT,)}:
        # Why before what is recorded: a dwelling withdrawn is on nobody's account, whatever the data say.
        return Imputation(vacance=entree.ident, raison=Raison.SANS_COMPTE, possibles=(AUCUN,))
    cellule = entree.vacance.cellule(FAIT)
    match cellule:
        case Connu(valeur=valeur):
            # An act of the journal that names an account has filled the cell.
            acted = pli.actes.get(entree.ident) == str(valeur)
            raison = Raison.ACTE if acted else Raison.ENREGISTRE
            return Imputation(vacance=entree.ident, raison=raison, possibles=(str(valeur),))
        case SansObjet():
            return Imputation(vacance=entree.ident, raison=Raison.SANS_COMPTE, possibles=(AUCUN,))
        case Erreur():
            causes = frozenset({Cause(fait=FAIT, genre=Genre.ERREUR)})
            return Imputation(vacance=entree.ident, raison=Raison.INCONNU, causes=causes)
        case Inconnu():
            return None
        case _:
            assert_never(cellule)


def _by_effect(entree: Entree, pli: Pli) -> Imputation | None:
    """An effect of right gives this letting to the landlord, or to the account it names: whoever holds that
    one may lose its turn in the same way, later."""
    decision = entree.vues[0].suivi.decision
    toward = oriented(entree.vacance, decision)
    every = _closing(entree)
    sure = [pair for pair in every if pair[0].couvre is True and pair[1].issue is True]
    known = [pair for pair in sure if pair[1].date.connu is not None]
    known.sort(key=lambda p: (p[1].date.low, p[0].convention.ident, p[1].clause))
    handed = [pair for pair in known if pair[1].effet.acte is ir.Acte.REMISE_A]
    if handed:
        return _handed_on(entree.ident, handed[0][1], known, pli)
    if known or (sure and toward is None and all(compte == BAILLEUR for compte in map(_given_to, sure))):
        # Why whatever their days: each gives it to the landlord, and no orientation may have followed.
        return _to_landlord(entree, (known or sure)[0][1].clause)
    named = set(map(_given_to, every))
    if sure and toward is None and len(named) == 1:
        # Why whatever their days: each gives it to the same one.
        return Imputation(
            vacance=entree.ident, raison=Raison.EFFET, possibles=tuple(named), clause=sure[0][1].clause
        )
    over = ended(entree.vacance, decision)
    if over is False or toward is not None:
        return None
    if isinstance(over, Indetermine):
        return Imputation(vacance=entree.ident, raison=Raison.INCONNU, causes=over.causes)
    return Imputation(vacance=entree.ident, raison=Raison.EFFET, possibles=(BAILLEUR,))


def _to_landlord(entree: Entree, clause: str) -> Imputation:
    """Unless an effect that names an account has come to be as well, which is not known."""
    others = [(compte, doubt) for compte, doubt in _given(entree) if compte != BAILLEUR]
    return Imputation(
        vacance=entree.ident,
        raison=Raison.EFFET,
        possibles=tuple(dict.fromkeys((BAILLEUR, *(compte for compte, _ in others)))),
        causes=RIEN.union(*(doubt for _, doubt in others)),
        clause=clause,
    )


def _closing(entree: Entree) -> list[tuple[Vue, ResultatEffet]]:
    """Effects that have closed the turn, or may have, and that no orientation followed."""
    return [
        (vue, effet)
        for vue in entree.vues
        if vue.couvre is not False
        for effet in closing(vue.suivi.decision.effets)
        if not oriented_after(effet.date, entree.vacance, vue.suivi.decision)
    ]


def _given_to(pair: tuple[Vue, ResultatEffet]) -> str:
    vue, effet = pair
    return given_to(effet, vue.suivi.decision)


def _given(entree: Entree) -> list[tuple[str, frozenset[Cause]]]:
    """The accounts that these effects give it to, and why one does not know that they do."""
    return [(_given_to(pair), _in_doubt(pair[1])) for pair in _closing(entree)]


def _taken_back(entree: Entree) -> tuple[tuple[str, frozenset[Cause]], ...]:
    """Conventions under which an effect may have given the dwelling back to the landlord."""
    return tuple(
        (pair[0].convention.ident, _in_doubt(pair[1]))
        for pair in _closing(entree)
        if _given_to(pair) == BAILLEUR
    )


def _in_doubt(effet: ResultatEffet) -> frozenset[Cause]:
    """Why one does not know whether, or when, it closed the turn."""
    unknown = why(effet.date).causes if effet.date.connu is None else RIEN
    return causes_of(effet.issue) or unknown


def _handed_on(
    ident: str, first: ResultatEffet, known: Sequence[tuple[Vue, ResultatEffet]], pli: Pli
) -> Imputation:
    """`remise à X`, then whatever X's own convention brings about afterwards."""
    (vue, _) = next(k for k in known if k[1] is first)
    last, compte = first, given_to(first, vue.suivi.decision)
    for vue, effet in known:
        later = effet.date.low > last.date.low
        if later and is_holder(vue.cadre.programme, compte, pli.finer):
            last, compte = effet, given_to(effet, vue.suivi.decision)
    return Imputation(vacance=ident, raison=Raison.EFFET, possibles=(compte,), clause=last.clause)


def _by_cascade(entree: Entree, lectures: tuple[LectureCascade, ...]) -> Imputation:
    found = together(lectures)
    doubtful = _given(entree)
    toward = oriented(entree.vacance, entree.vues[0].suivi.decision)
    if toward is not None and not found.conflit and (found.muet or not found.comptes):
        # Why last: nothing else speaks of the letting for certain, and somebody decided to whom it goes.
        accounts = tuple(dict.fromkeys((toward, *found.comptes, *(compte for compte, _ in doubtful))))
        perhaps = found.causes if set(found.comptes) - {toward} else RIEN
        more = perhaps.union(*(doubt for compte, doubt in doubtful if compte != toward))
        return Imputation(
            vacance=entree.ident,
            raison=Raison.ACTE,
            possibles=accounts,
            causes=more,
            lectures=lectures,
            # Why not beside a cascade: it says whose turn it was that the landlord received.
            reprises=() if lectures else _taken_back(entree),
        )
    if found.conflit or found.muet or not found.comptes:
        # Why not of those that give it to the landlord: one would know no better whose turn it was.
        named = (doubt for compte, doubt in doubtful if compte != BAILLEUR)
        causes = found.causes.union(*named)
        return Imputation(
            vacance=entree.ident,
            raison=Raison.INCONNU,
            causes=causes if _certain(found.causes) else causes | {Cause(fait=FAIT)},
            lectures=lectures,
            conflit=found.conflit,
        )
    later = _later(entree)
    others = (*(compte for compte, _ in doubtful), *(given_to(effet, decision) for effet, decision in later))
    accounts = tuple(dict.fromkeys((*found.comptes, *others)))
    causes = found.causes.union(
        *(doubt for _, doubt in doubtful), *(why(effet.date).causes for effet, _ in later)
    )
    decided = next(e.clause.entete.ident for e in lectures)
    return Imputation(
        vacance=entree.ident,
        raison=Raison.CASCADE,
        possibles=accounts,
        causes=causes if len(accounts) > 1 else RIEN,
        clause=decided,
        lectures=lectures,
    )


def _later(entree: Entree) -> list[tuple[ResultatEffet, Decision]]:
    """Effects that may still give a letting to come to another: they go before the cascade."""
    if entree.survient is True:
        return []
    return [
        (effet, vue.suivi.decision)
        for vue in entree.vues
        if vue.couvre is not False
        for effet in to_close(vue.suivi.decision)
    ]


def _certain(causes: frozenset[Cause]) -> bool:
    """Is the contradiction there for certain? It is then an error, which recording nothing settles."""
    return any(c.genre is Genre.ERREUR for c in causes)


def _differs(found: Imputation, lectures: Sequence[LectureCascade], pli: Pli) -> tuple[str, ...]:
    """What the cascade would have given instead of the account recorded, when it is known to differ."""
    said = together(lectures)
    if said.conflit or said.muet or len(said.comptes) != 1 or found.compte is None:
        return ()
    account = said.comptes[0]
    same = within_account(found.compte, account, pli.finer) or any(
        found.compte == c.programme.convention.ident and is_holder(c.programme, account, pli.finer)
        for c in pli.cadres
    )
    return () if same else said.comptes


def _given_back(entree: Entree, pli: Pli) -> tuple[TourRendu, ...]:
    found = (
        returned_turn(v.cadre.programme, v.suivi.vacance, v.suivi.decision, pli.finer)
        for v in entree.vues
        if v.couvre is True
    )
    return tuple(turn for turn in found if turn is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avant:
    """Accounts as the entry finds them."""

    pli: Pli
    entree: Entree

    def room(self, etape: ir.Etape, vue: Vue | None) -> Reste | None:
        if etape.limite is not None:
            return self._against(self._key(etape, vue), exactly(etape.limite), vue)
        if not etape.epuisement or vue is None:
            return None
        return self._open(vue)

    def _key(self, etape: ir.Etape, vue: Vue | None) -> Cle:
        if vue is None or etape.compte in self.pli.limites:
            return ("compte", etape.compte)
        return ("convention", vue.convention.ident)

    def _against(self, cle: Cle, limite: Bornes, vue: Vue | None) -> Reste:
        annee = self._annee(vue)
        if annee == PARTOUT:
            return Reste(fait=between(0, limite.max + 1), limite=limite, causes=self._why(vue))
        fait = self.pli.before(cle, annee, self.entree, limite.max)
        causes = self._doubt(cle) if self.entree.quand.connu else self._why(vue)
        return Reste(fait=fait, limite=limite, causes=causes)

    def _annee(self, vue: Vue | None) -> int:
        if vue is None:
            return self.entree.quand.annee or PARTOUT
        rang = self.entree.vues.index(vue)
        event = self.entree.evenements[rang]
        return year_of(vue, event) if event is not None else PARTOUT

    def _why(self, vue: Vue | None) -> frozenset[Cause]:
        events = [e for e in self.entree.evenements if e is not None and e.connu is None]
        known = self.entree.quand.causes or (why(events[0]).causes if events else RIEN)
        return known or frozenset({Cause(fait=FAIT)})

    def _doubt(self, cle: Cle) -> frozenset[Cause]:
        """Recording the account of this letting settles it, whatever the others are on; while the only doubt
        is what has not come yet, nothing is missing."""
        genres = self.pli.doutes.get(cle, frozenset())
        futur = genres == {Genre.FUTUR}
        return frozenset({Cause(fait=FAIT, genre=Genre.FUTUR if futur else Genre.MANQUANT)})

    def _open(self, vue: Vue) -> Reste:
        """Until the due of the year is met: the account is open while one of its parts is."""
        parts = self.pli.parts(vue.convention.ident, self._annee(vue))
        found = [self._part(compte, vue) for compte in parts]
        known = [reste for reste in found if reste is not None]
        if not known:
            return Reste(fait=ZERO, limite=ZERO)
        for wanted in (lambda r: r.ouvert, lambda r: not r.atteint):
            match_ = next((r for r in known if wanted(r)), None)
            if match_ is not None:
                return match_
        return known[0]

    def _part(self, compte: CompteDu, vue: Vue) -> Reste | None:
        place = locate(vacancy(vue.suivi), compte.dimensions)
        annee = self._annee(vue)
        if place is None:
            return None
        quand, au = self.entree.quand, compte.cadre.au.toordinal()
        if not place.sure or annee == PARTOUT or not 0 < quand.tot <= quand.tard <= au:
            causes = place.causes or self._why(vue)
            return Reste(fait=ZERO, limite=between(0, 1), causes=causes)
        clef = key_of(place, compte.dimensions)
        least = most = due_on(compte, clef, date.fromordinal(quand.tot), annee)
        if not quand.connu:
            most = due_on(compte, clef, date.fromordinal(quand.tard), annee)
        limite = between(least.min, most.max)
        key: Cle = ("part", vue.convention.ident, compte.clause.ident)
        loose = self.pli.count((*key, "?"), annee)
        own = self.pli.before((*key, *flat(clef)), annee, self.entree, limite.max)
        fait = between(min(own.min, own.min + loose.min), own.max + loose.max)
        causes = self._doubt((*key, *flat(clef))) if quand.connu else self._why(vue)
        return Reste(fait=fait, limite=limite, causes=causes)
