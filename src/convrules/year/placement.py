"""The account of one letting: recorded, by an act, by an effect, or by the cascade, as the entry finds them.

Source: docs/langage, « Comptes ».
"""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from convrules import ir
from convrules.base.dates import JOUR_MAX, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.base.trous import of_year
from convrules.base.values import Connu, Erreur, Inconnu, SansObjet
from convrules.facts.coherence import PRECEDE
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.holders import is_holder, is_named
from convrules.year.assiette import vacancy
from convrules.year.bornes import ZERO, between, exactly
from convrules.year.cascade import Reste, Vue, readings, together
from convrules.year.cellules import key_of, locate
from convrules.year.clotures import Issues, closing_later, endings, undone_later
from convrules.year.couverture import lacks_before
from convrules.year.epuisement import CompteDu, due_on
from convrules.year.imputation import (
    AUCUN,
    BAILLEUR,
    FAIT,
    RIEN,
    SANS_COMPTE,
    awaits,
    closing,
    given_to,
    says,
    within_account,
)
from convrules.year.model import Bornes, Imputation, LectureCascade, Raison, TourRendu
from convrules.year.orientee import ended, oriented_after, toward
from convrules.year.pli import PARTOUT, Cle, Entree, Pli, flat, year_of
from convrules.year.retours import returned_turn
from convrules.year.statut_demande import status_of
from convrules.year.suivi import firm


def place(entree: Entree, pli: Pli) -> Imputation:
    gone = withdrawn_everywhere(entree.vues)
    found = _placed(entree, gone is True, pli)
    today = found.aujourdhui
    return replace(found, retire=gone, aujourdhui=today and replace(today, retire=gone))


def withdrawn_everywhere(vues: Sequence[Vue]) -> Issue:
    """Is the dwelling withdrawn, hence on nobody's account? Where it is of a convention, and each that it is
    of withdraws it; of which it is, is perhaps not known."""
    by_one: Issue = False
    by_each: Issue = True
    for vue in vues:
        own, gone = _is_of(vue.suivi.decision), _withdrawn(vue.suivi.decision)
        by_one = ou(by_one, et(own, gone))
        by_each = et(by_each, ou(non(own), gone))
    return et(by_one, by_each)


def _is_of(decision: Decision) -> Issue:
    """Is it of the convention, as the decision says: a day to come is read on the day one looks?"""
    here = et(firm(decision.territoire), decision.en_vigueur)
    return firm(et(here, non(status_of(decision, Statut.HORS_CHAMP))))


def _withdrawn(decision: Decision) -> Issue:
    """Is it, in the scope of the convention?"""
    statut = decision.statut
    inside = [s for s in statut.possibles if s is not Statut.HORS_CHAMP]
    if Statut.SOUSTRAIT not in inside:
        return False
    return True if len(inside) == 1 else Indetermine(statut.causes)


def _placed(entree: Entree, gone: bool, pli: Pli) -> Imputation:
    """gone: is it withdrawn for certain?"""
    lectures = readings(entree.vues, pli.finer, Avant(pli=pli, entree=entree))
    found = _recorded(entree, gone, pli)
    if found is None:
        closed = endings(entree.vacance, entree.vues, pli.finer)
        found = replace(
            _by_effect(entree, closed) or _by_cascade(entree, lectures, closed), lectures=lectures
        )
        return _unless_lost_later(found, entree, pli)
    if found.raison is not Raison.ENREGISTRE:
        return replace(found, lectures=lectures)
    remarque = _differs(found, lectures, pli)
    return replace(found, lectures=lectures, remarque=remarque, rendus=_given_back(entree, pli))


def _unless_lost_later(found: Imputation, entree: Entree, pli: Pli) -> Imputation:
    """Effects that may still close the turn give the letting to others, until nothing can: whatever gives it
    today comes after them. One that may be undone leaves it to whom it would have gone."""
    undone = undone_later(entree.vues)
    if not found.possibles or not (undone or any(closing_later(entree.vues))):
        return found
    then = endings(entree.vacance, entree.vues, pli.finer, suite=True)
    later = then.comptes
    if undone:
        other = _by_effect(entree, then) or _by_cascade(entree, found.lectures, then)
        if not other.possibles:
            return replace(other, lectures=found.lectures, aujourdhui=found)
        later = {**dict.fromkeys(other.possibles, other.causes), **later}
    coming = tuple(compte for compte in later if compte not in found.possibles)
    alone = found.raison is Raison.ACTE and not says(found.lectures)
    back = _to_take_back(entree) if alone else ()
    if not coming and not back:
        return found
    return replace(
        found,
        possibles=(*found.possibles, *coming),
        aujourdhui=found,
        causes=found.causes.union(*(later[compte] for compte in coming)),
        reprises=(*found.reprises, *back),
    )


def _recorded(entree: Entree, gone: bool, pli: Pli) -> Imputation | None:
    if gone:
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


def _by_effect(entree: Entree, found: Issues) -> Imputation | None:
    """Of a turn that was closed for certain, by an effect or as is recorded, and that no orientation
    followed."""
    if not found.ouverte:
        return _closed(entree, found, clause=found.clause)
    decision = entree.vues[0].suivi.decision
    over = ended(entree.vacance, decision)
    compte, _ = toward(entree.vacance, decision)
    if over is False or compte is not None:
        return None
    if isinstance(over, Indetermine):
        return Imputation(vacance=entree.ident, raison=Raison.INCONNU, causes=over.causes)
    return _closed(entree, replace(found, comptes={BAILLEUR: RIEN, **found.comptes}), clause=None)


def _closed(entree: Entree, found: Issues, *, clause: str | None) -> Imputation:
    several = len(found.comptes) > 1
    return Imputation(
        vacance=entree.ident,
        raison=Raison.EFFET,
        possibles=tuple(found.comptes),
        causes=RIEN.union(*found.comptes.values()) if several else RIEN,
        clause=clause,
    )


def _taken_back(entree: Entree) -> tuple[tuple[str, frozenset[Cause]], ...]:
    """Conventions under which an effect may have given the dwelling back to the landlord since it was
    oriented."""
    return tuple(
        (vue.convention.ident, causes_of(effet.issue) or why(effet.date).causes)
        for vue in entree.vues
        if vue.couvre is not False
        for effet in closing(vue.suivi.decision.effets)
        if BAILLEUR in given_to(effet, vue.suivi.decision)
        if oriented_after(effet.date, entree.vacance, vue.suivi.decision) is not True
    )


def _to_take_back(entree: Entree) -> tuple[tuple[str, frozenset[Cause]], ...]:
    """The same of effects that may yet do so."""
    return tuple(
        (vue.convention.ident, why(effet.date).causes)
        for vue, effet in closing_later(entree.vues)
        if BAILLEUR in given_to(effet, vue.suivi.decision)
    )


def _by_cascade(entree: Entree, lectures: tuple[LectureCascade, ...], closed: Issues) -> Imputation:
    found = together(lectures)
    compte, stands = toward(entree.vacance, entree.vues[0].suivi.decision)
    doubtful = list(closed.comptes.items())
    if compte is not None and stands is not True:
        doubtful.append((BAILLEUR, causes_of(stands)))
    if compte is not None and not found.conflit and (found.muet or not found.comptes):
        # Why last: nothing else speaks of the letting for certain, and somebody decided to whom it goes.
        accounts = tuple(dict.fromkeys((compte, *found.comptes, *(other for other, _ in doubtful))))
        perhaps = found.causes if set(found.comptes) - {compte} else RIEN
        more = perhaps.union(*(doubt for other, doubt in doubtful if other != compte))
        return Imputation(
            vacance=entree.ident,
            raison=Raison.ACTE,
            possibles=accounts,
            causes=more,
            # Why not beside a cascade: it says whose turn it was that the landlord received.
            reprises=() if says(lectures) else _taken_back(entree),
        )
    if found.conflit or found.muet or not found.comptes:
        # Why not of those that give it to the landlord: one would know no better whose turn it was.
        named = (doubt for compte, doubt in doubtful if compte != BAILLEUR)
        causes = found.causes.union(*named)
        return Imputation(
            vacance=entree.ident,
            raison=Raison.INCONNU,
            causes=causes if _certain(found.causes) else causes | {SANS_COMPTE},
            conflit=found.conflit,
        )
    accounts = tuple(dict.fromkeys((*found.comptes, *(compte for compte, _ in doubtful))))
    causes = found.causes.union(*(doubt for _, doubt in doubtful))
    decided = next(e.clause.entete.ident for e in lectures)
    return Imputation(
        vacance=entree.ident,
        raison=Raison.CASCADE,
        possibles=accounts,
        causes=causes if len(accounts) > 1 else RIEN,
        clause=decided,
    )


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
        is_named(c.programme, found.compte, pli.finer) and is_holder(c.programme, account, pli.finer)
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


def with_any_more(reste: Reste, why: frozenset[Cause]) -> Reste:
    """The same where any number of entries may lack before this one, and why."""
    own = RIEN if reste.ouvert else reste.causes
    most = max(reste.fait.max, reste.limite.max + 1)
    return replace(reste, fait=between(reste.fait.min, most), causes=own | why)


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
        if self._is_let and not self.entree.quand.vient:
            # Why: of one that never comes, the turn is that of its allocation, which others may follow.
            fait = between(0, fait.max)
        causes = self._doubt(cle) if self.entree.quand.connu else self._why(vue)
        reste = Reste(fait=fait, limite=limite, causes=causes)
        why = self._lacking(annee, None if cle[0] == "compte" else vue)
        return with_any_more(reste, why) if why and not reste.atteint else reste

    def _lacking(self, annee: int, vue: Vue | None) -> frozenset[Cause]:
        """The days that lack, where vacancies of them may be on the account before the entry. vue: of the
        account of a convention; None: of one that any may be on."""
        entree = self.entree
        last = min(entree.quand.tard, JOUR_MAX.toordinal())
        for cadre in (vue.cadre,) if vue is not None else self.pli.cadres:
            before = bool(entree.comptes & {*PRECEDE.get(cadre.choix.rattachement or "", ())})
            jour = date.fromordinal(max(last, 1))
            if lacks_before(cadre, annee, jour, au_jour=vue is None, avant=before):
                return frozenset({of_year(annee)})
        return RIEN

    def _annee(self, vue: Vue | None) -> int:
        if vue is None:
            return self.entree.quand.annee or PARTOUT
        rang = self.entree.vues.index(vue)
        event = self.entree.evenements[rang] or self.entree.premier
        return year_of(vue, event) if event is not None else PARTOUT

    def _why(self, vue: Vue | None) -> frozenset[Cause]:
        events = [e for e in self.entree.evenements if e is not None and e.connu is None]
        known = self.entree.quand.causes or (why(events[0]).causes if events else RIEN)
        return known | {SANS_COMPTE} if self._is_let or not known else known

    @property
    def _is_let(self) -> bool:
        """Is it let, or perhaps? Its account is then a datum, whatever is to come of it and of others."""
        return not awaits(self.entree.vacance, self.entree.vues[0].suivi.decision)

    def _doubt(self, cle: Cle) -> frozenset[Cause]:
        """Recording the account of this letting settles it, whatever the others are on; while the only doubt
        is what has not come yet, nothing is missing."""
        genres = self.pli.doutes.get(cle, frozenset())
        futur = genres == {Genre.FUTUR} and not self._is_let
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
        reste, why = Reste(fait=fait, limite=limite, causes=causes), self._lacking(annee, vue)
        if not why:
            return reste
        # Why: what lacks is due too, so that no account is exhausted for certain.
        return with_any_more(replace(reste, limite=between(limite.min, fait.max + limite.max + 1)), why)
