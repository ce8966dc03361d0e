"""What a row may be in one cell of a rule, read once for all rows that say the same of what the rule reads.

It gives no meaning of its own: the first of them is read, and its reading stands for the others. A row that
bears no mark (`suivi.Marque`), or of which no account is recorded where the rule asks for one, is read by
itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Evenement, between_days, why
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Inconnu
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.holders import COMPTE
from convrules.runtime.memoire import Memoire, Noms
from convrules.runtime.reading import read_event
from convrules.year.assiette import FLUX, PREMIERE, Sujet
from convrules.year.periode import Intervalle, falls_in
from convrules.year.publics import EVENEMENTS
from convrules.year.rangs import DEHORS, Rang
from convrules.year.suivi import Marque, Suivi
from convrules.year.textes import Textes

Lire: TypeAlias = Callable[[Sujet, Textes], Rang]
Jeton: TypeAlias = tuple[object, ...]
"""What tells two events apart, as far as a rule reads them."""
_PREMIERES: Final = frozenset({ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})
_LUES: Final = ("règle", "compte")
ATTRIBUTION: Final = "attribution"
"""The event after which one knows who lives there (`year.publics`)."""


@dataclass(slots=True, kw_only=True)
class Jetons:
    """What is read of one event of rows: by cell, where nothing but the cell decides, and by event; a token
    is told by its rank. `vivantes`: those cells, of which the identity is lent to nothing else."""

    cases: dict[int, int] = field(default_factory=dict)
    evenements: dict[Evenement, int] = field(default_factory=dict)
    rangs: dict[Jeton, int] = field(default_factory=dict)
    vivantes: list[Cellule] = field(default_factory=list)


def reader(textes: Textes, lire: Lire) -> Callable[[Sujet], Rang]:
    """What reads the rows of one cell, each as `lire` does."""
    known = _known_of(textes)
    if known is None:
        return lambda sujet: lire(sujet, textes)
    return lambda sujet: _of(sujet, next(known.alike((sujet,), textes, lire)))


def read_all(sujets: Sequence[Sujet], textes: Textes, lire: Lire) -> Iterator[tuple[Sujet, Rang]]:
    """Rows of one cell, without those that count nowhere."""
    known = _known_of(textes)
    found = (lire(s, textes) for s in sujets) if known is None else known.alike(sujets, textes, lire)
    for sujet, rang in zip(sujets, found, strict=True):
        if rang.options != DEHORS:
            yield sujet, _of(sujet, rang)


def _known_of(textes: Textes) -> "_Connus | None":
    memoire, lus = textes.cadre.memoire, textes.lus
    if memoire is None:
        return None
    # Why these keys: they are of one cell and one text, and are made anew where something else is supposed.
    return memoire.of(("rangs", id(lus)), lus, partial(_Connus, textes, memoire))


def _of(sujet: Sujet, rang: Rang) -> Rang:
    """The same reading, of this row."""
    if rang.id == sujet.id and rang.poids == sujet.poids:
        return rang
    return Rang(
        id=sujet.id,
        options=rang.options,
        taux=rang.taux,
        causes=rang.causes,
        poids=sujet.poids,
        doute=rang.doute,
    )


class _Connus:
    """The rows of one cell. `noms`: facts on which their places hang, besides the mark and the events; None
    where they hang on more."""

    def __init__(self, textes: Textes, memoire: Memoire) -> None:
        clause, cadre = textes.clause, textes.cadre
        self.periode = cadre.periode
        self.noms = _facts_read(clause, textes, memoire)
        self.compte, self.part = _asks_account(clause), isinstance(clause.clause, ir.Part)
        names = dict.fromkeys((*_events_of(clause), ATTRIBUTION))
        # Why of no convention: an event that its rows record is told by its own day and the period.
        key = ("jetons", cadre.au, cadre.periode.du, cadre.periode.au)
        self.jetons = [(nom, memoire.everywhere((*key, nom), nom, Jetons)) for nom in names]
        read = [memoire.moment(clause, cle, JOUR_MIN) for cle in _LUES if cle in clause.regles]
        self.daily = any(isinstance(moment, date) for moment in read)
        self.rangs: dict[tuple[object, ...], tuple[Rang, list[Cellule | None], Marque]] = {}

    def alike(self, sujets: Sequence[Sujet], textes: Textes, lire: Lire) -> Iterator[Rang]:
        """Of each row, what is read of it, or of one of which the rule reads the same."""
        marques = [self._marque(sujet) for sujet in sujets]
        marked = [s for s, marque in zip(sujets, marques, strict=True) if marque is not None]
        keys = self._keys(marked)
        for sujet, marque in zip(sujets, marques, strict=True):
            if marque is None:
                yield lire(sujet, textes)
                continue
            key = next(keys)
            found = self.rangs.get(key)
            if found is None:
                cells = [_own_cells(sujet)(nom) for nom in self.noms or ()]
                found = self.rangs[key] = lire(sujet, textes), cells, marque
            yield found[0]

    def _marque(self, sujet: Sujet) -> Marque | None:
        """None of a row that is read by itself."""
        suivi = sujet.suivi
        if suivi is None or self.noms is None or sujet.excedent or sujet.ligne is not None:
            return None
        marque = suivi.marque
        if marque is None or suivi.decision.statut is not marque.statut or self._moved(suivi):
            return None
        if self.compte:
            cell = _own_cells(sujet)(COMPTE)
            if cell is None or isinstance(cell, Inconnu):
                return None
        return marque

    def _keys(self, sujets: Sequence[Sujet]) -> Iterator[tuple[object, ...]]:
        """What tells apart rows that bear a mark, a column for each thing that the rule reads."""
        gets = [_own_cells(sujet) for sujet in sujets]
        jours = [sujet.mondes[0].contexte.jour for sujet in sujets]
        du, au = self.periode.du, self.periode.au
        columns: list[Iterable[object]] = [
            [id(sujet.suivi.marque) for sujet in sujets if sujet.suivi is not None],
            [du <= jour <= au for jour in jours],
        ]
        columns += [[id(get(nom)) for get in gets] for nom in self.noms or ()]
        for nom, known in self.jetons:
            told = [known.cases.get(id(get(nom))) for get in gets]
            columns.append([t or self._token(nom, known, s) for t, s in zip(told, sujets, strict=True)])
        return zip(*columns, *([jours] if self.daily else ()), strict=True)

    def _moved(self, suivi: Suivi) -> bool:
        """May an effect of a clause count the row, or bring about an event that the rule reads? The account
        that the data record stands, whatever effects say."""
        brought, effets = suivi.mondes[0].contexte.evenements, suivi.decision.effets
        if brought and any(nom in brought for nom, _ in self.jetons):
            return True
        return self.part and bool(effets) and any(e.effet.decompte is ir.Decompte.COMPTEE for e in effets)

    def _token(self, nom: str, known: Jetons, sujet: Sujet) -> int:
        """From 1 on: what is remembered of a cell is never nothing."""
        contexte = sujet.mondes[0].contexte
        event = read_event(nom, contexte)
        token = known.evenements.get(event)
        if token is None:
            told = _told(event, self.periode)
            token = known.evenements[event] = known.rangs.setdefault(told, len(known.rangs) + 1)
        if event.connu is not None and contexte.vacance is not None:
            # Why only then: what else one knows of an event, the end of the life of its row decides too.
            cell = contexte.vacance.cellule(nom)
            known.cases[id(cell)] = token
            known.vivantes.append(cell)
        return token


def _own_cells(sujet: Sujet) -> Callable[[str], Cellule | None]:
    """Why the row itself: most vacancies have no other place, and this runs for each of them in each rule."""
    assert sujet.suivi is not None, "a row that bears a mark is a vacancy"
    vacance = sujet.suivi.vacance
    return vacance.ligne.cellules.get if vacance.logement is None else vacance.cellule


def _told(event: Evenement, periode: Intervalle) -> Jeton:
    """An event as far as a rule reads it."""
    never = event.connu is None and event.est_jamais
    causes = None if event.connu is not None else (event.genre, why(event).causes)
    return falls_in(event, periode), between_days(event, None, JOUR_MAX), never, causes


def _facts_read(clause: ClauseCompilee, textes: Textes, memoire: Memoire) -> Noms | None:
    """The account last, where the rule asks for it."""
    regles = [r for r in _values(clause, "règle") if isinstance(r, ir.RegleQuota | ir.ReglePart)]
    populations = list(_populations(clause))
    for population in populations:
        classes = frozenset(population.classes)
        if population.niveau is not ir.Niveau.VACANCE or not classes <= FLUX | EVENEMENTS.keys():
            return None
    written: list[ir.Expr | None] = [p.condition for p in populations]
    written += [r.public for r in regles if isinstance(r, ir.RegleQuota)]
    written += [r.taux for r in regles]
    classes = frozenset(c for p in populations for c in p.classes)
    if classes & _PREMIERES or (ir.Classe.VACANCES in classes and textes.cadre.choix.neufs_par_programme):
        written.append(PREMIERE)
    found = memoire.noms(clause, "rang", lambda: _parts(written))
    if found is None:
        return None
    own = tuple(nom for nom in found if nom != COMPTE)
    return (*own, COMPTE) if COMPTE in found or _asks_account(clause) else own


def _parts(written: Iterable[ir.Expr | None]) -> Iterator[ir.Expr]:
    for expr in written:
        if expr is not None:
            yield from ir.walk(expr)


def _values(clause: ClauseCompilee, cle: str) -> Iterator[ir.CleValeur]:
    """Every value that a key may have, exceptions and amendments included."""
    if cle in clause.regles:
        for cas in cases(*clause.regles[cle].versions):
            if cas.valeur is not None:
                yield cas.valeur


def _populations(clause: ClauseCompilee) -> Iterator[ir.Population]:
    for valeur in (*_values(clause, "règle"), *_values(clause, "compte")):
        if isinstance(valeur, ir.RegleQuota | ir.ReglePart):
            yield valeur.population
        elif isinstance(valeur, ir.Population):
            yield valeur


def _events_of(clause: ClauseCompilee) -> Iterator[str]:
    yield from (EVENEMENTS[c] for p in _populations(clause) for c in p.classes if c in EVENEMENTS)


def _asks_account(clause: ClauseCompilee) -> bool:
    held = (p.rattachement is ir.Rattachement.RESERVATAIRE for p in _populations(clause))
    return isinstance(clause.clause, ir.Part) or any(held)
