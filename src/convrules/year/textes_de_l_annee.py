"""The texts that a rule has over a year: which one is shown, and what changes it.

Source: docs/langage, « Versions ».
"""

from collections.abc import Container, Iterator
from datetime import date, timedelta
from typing import Any, Final

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Base
from convrules.compiler import Cas, ClauseCompilee, asks_number
from convrules.ir.parcours import everything
from convrules.runtime.parameters import in_force
from convrules.year.assiette import Cadre
from convrules.year.changements import CasChange, Changement, Quoi, Valeur
from convrules.year.partage import switched_in
from convrules.year.periode import Intervalle

UN_JOUR: Final = timedelta(days=1)
DE_LA_PART: Final = ("règle", "compte", "application", "base minimale")
"""Keys of a part that the quotas which stand in it follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dit:
    """What a rule says on a day: cases in force, by clause and key, and the parameters that they cite."""

    cas: dict[tuple[str, str], tuple[Any, ...]]
    valeurs: dict[str, ir.ValeurDatee | None]

    def apart(self, other: "_Dit") -> Iterator[str]:
        """Clauses and parameters that do not say the same."""
        for mine, theirs in ((self.cas, other.cas), (self.valeurs, other.valeurs)):
            for key in [*mine, *(k for k in theirs if k not in mine)]:
                if mine.get(key) != theirs.get(key):
                    yield key if isinstance(key, str) else key[0]

    def keys_apart(self, other: "_Dit", ident: str) -> tuple[Valeur, ...]:
        """Keys of a clause that do not say the same; not its condition, which every key repeats."""
        keys = (cle for nom, cle in {**self.cas, **other.cas} if nom == ident)
        found = (Valeur(nom=c, avant=self._value(ident, c), apres=other._value(ident, c)) for c in keys)
        return tuple(v for v in found if v.avant != v.apres)

    def _value(self, ident: str, cle: str) -> object:
        found = self.cas.get((ident, cle))
        return found[1] if found is not None else None

    def exception_apart(self, other: "_Dit", ident: str, cibles: tuple[str, ...]) -> CasChange:
        """What another clause says, of those that are not the same; where it says nothing, what it bears on
        does."""
        mine, theirs = (self._cases(ident), other._cases(ident))
        condition, _, aside = next(iter((theirs or mine).values()))
        keys = tuple(
            replace(
                v,
                avant=self._first(cibles, v.nom) if v.avant is None else v.avant,
                apres=other._first(cibles, v.nom) if v.apres is None else v.apres,
            )
            for v in self.keys_apart(other, ident)
        )
        return CasChange(
            nom=ident, si=condition, ecarte=aside, finit=not theirs, valeurs=() if aside else keys
        )

    def _first(self, idents: tuple[str, ...], cle: str) -> object:
        return next((v for nom in idents if (v := self._value(nom, cle)) is not None), None)

    def _cases(self, ident: str) -> dict[str, tuple[Any, ...]]:
        return {cle: cas for (nom, cle), cas in self.cas.items() if nom == ident}

    def values_apart(self, other: "_Dit") -> tuple[Valeur, ...]:
        """Parameters that do not say the same."""
        names = dict.fromkeys((*self.valeurs, *other.valeurs))
        found = (Valeur(nom=n, avant=self.valeurs.get(n), apres=other.valeurs.get(n)) for n in names)
        return tuple(v for v in found if v.avant != v.apres)

    @property
    def asks_number(self) -> bool:
        return any(asks_number(valeur) for _, valeur, _ in self.cas.values())


def shown_on(clause: ClauseCompilee, periode: Intervalle) -> ir.Clause:
    """The text that is told: that of the first day where it is kept, otherwise the last of the period, with
    the keys of whole cells of the first day."""
    begun = clause.clause.entete.en_vigueur.du
    first, last = clause.on(periode.du if begun is None else max(periode.du, begun)), clause.on(periode.au)
    if is_fixed(first) or first is last:
        return first
    match first, last:
        case (ir.Part(), ir.Part()):
            last = replace(last, report=first.report)
        case (ir.Quota(), ir.Quota()):
            last = replace(last, report=first.report)
        case _:
            return last
    return replace(
        last,
        application=first.application,
        arrondi=first.arrondi,
        tolerance=first.tolerance,
        base_minimale=first.base_minimale,
    )


def changes_in(clause: ClauseCompilee, cadre: Cadre, debuts: Container[date] = ()) -> Iterator[Changement]:
    """debuts: first days of the periods it is judged on, on which a text that is kept is taken anew."""
    periode, life = cadre.periode, life_of(clause, cadre)
    begins, last = life.du, life.au
    fixed = is_fixed(clause.on(periode.du))
    late = begins is not None and periode.du < begins <= periode.au
    if late and begins is not None:
        fixed = is_fixed(clause.on(begins))
        made = clause.on(begins).entete.ajoutee_par
        yield Changement(
            quoi=Quoi.DEBUT,
            jour=begins,
            figee=fixed,
            seuil=begins in debuts,
            retouche=made if made is not None and made.du == begins else None,
        )
    for day in cadre.versions:
        if periode.du < day <= periode.au:
            yield from _on_day(clause, cadre, day, debuts)
    if last is not None and periode.du <= last < periode.au and not (late and fixed and begins not in debuts):
        yield Changement(quoi=Quoi.FIN, jour=last, figee=fixed, retouche=_ended_by(clause, last))


def _on_day(
    clause: ClauseCompilee, cadre: Cadre, jour: date, debuts: Container[date]
) -> Iterator[Changement]:
    """Of a day on which a text changes; of a clause repealed for a time, when it goes and comes back."""
    life, before = life_of(clause, cadre), jour - timedelta(days=1)
    if not (life.contains(before) and life.contains(jour)):
        return
    was, stands = _stands(clause, cadre, before), _stands(clause, cadre, jour)
    if was and stands:
        yield from _change(clause, cadre, jour, debuts)
    elif was:
        fixed = is_fixed(clause.on(before))
        yield Changement(quoi=Quoi.FIN, jour=before, figee=fixed, retouche=_ended_by(clause, before))
    elif stands:
        yield Changement(quoi=Quoi.REPRISE, jour=jour, figee=is_fixed(clause.on(jour)), seuil=jour in debuts)


def _stands(clause: ClauseCompilee, cadre: Cadre, jour: date) -> bool:
    own = clause.clause
    above = own.parent if isinstance(own, ir.Quota) else None
    part = next((c for c in cadre.programme.clauses if c.ident == above), None)
    return clause.stands_on(jour) and (part is None or part.stands_on(jour))


def split_changes(clause: ClauseCompilee, cadre: Cadre, debuts: Container[date]) -> Iterator[Changement]:
    """Of a split, by its dates and its amendments, then by its condition and its exceptions; it is as on the
    first day of each period."""
    periode = cadre.periode
    for day, begun in switched_in(clause, cadre):
        if begun:
            yield Changement(quoi=Quoi.DEBUT, jour=day, figee=True, seuil=day in debuts)
        else:
            yield Changement(quoi=Quoi.FIN, jour=day - UN_JOUR, figee=True)
    for life in (text.entete.en_vigueur for text in clause.versions or (clause.clause,)):
        du, au = life.du, life.au
        begins = du is not None and periode.contains(du) and (periode.du < du or du not in debuts)
        if begins and du is not None and not clause.stands_on(du - UN_JOUR):
            first = clause.clause.entete.en_vigueur.du == du
            quoi = Quoi.DEBUT if first else Quoi.REPRISE
            yield Changement(quoi=quoi, jour=du, figee=True, seuil=du in debuts)
        ends = au is not None and periode.du <= au < periode.au
        if ends and au is not None and not clause.stands_on(au + UN_JOUR):
            yield Changement(quoi=Quoi.FIN, jour=au, figee=True, retouche=_ended_by(clause, au))


def _ended_by(clause: ClauseCompilee, last: date) -> ir.Retouche | None:
    """The amendment that ended the clause on that day, when one did."""
    gone = clause.on(last).entete.abrogee_par
    return gone if gone is not None and gone.du == last + timedelta(days=1) else None


def life_of(clause: ClauseCompilee, cadre: Cadre) -> ir.Validite:
    """When it judges: a quota within a part, no longer than its part."""
    own = clause.clause
    life = own.entete.en_vigueur
    above = own.parent if isinstance(own, ir.Quota) else None
    part = next((c.clause.entete.en_vigueur for c in cadre.programme.clauses if c.ident == above), None)
    if part is None:
        return life
    starts = [day for day in (life.du, part.du) if day is not None]
    ends = [day for day in (life.au, part.au) if day is not None]
    return replace(life, du=max(starts, default=None), au=min(ends, default=None))


def in_life(clause: ClauseCompilee, cadre: Cadre) -> Cadre | None:
    """The days of the period on which it is in force; None when there is none."""
    life = life_of(clause, cadre)
    du = max(day for day in (cadre.periode.du, life.du) if day is not None)
    au = min(day for day in (cadre.periode.au, life.au) if day is not None)
    return replace(cadre, periode=replace(cadre.periode, du=du, au=au)) if du <= au else None


def _change(
    clause: ClauseCompilee, cadre: Cadre, jour: date, debuts: Container[date]
) -> Iterator[Changement]:
    """Of that day."""
    old, new = _said_on(clause, cadre, jour - timedelta(days=1)), _said_on(clause, cadre, jour)
    apart = tuple(dict.fromkeys(old.apart(new)))
    above = clause.clause.parent if isinstance(clause.clause, ir.Quota) else None
    cibles = (clause.ident, *((above,) if above is not None else ()))
    if apart:
        before, after = clause.on(jour - timedelta(days=1)), clause.on(jour)
        yield Changement(
            quoi=Quoi.CHANGEMENT,
            jour=jour,
            figee=is_fixed(before) or old.asks_number or new.asks_number,
            seuil=jour in debuts,
            textes=(before, after) if clause.ident in apart else None,
            valeurs=old.keys_apart(new, clause.ident),
            par=tuple(nom for nom in apart if nom != clause.ident),
            exceptions=tuple(
                old.exception_apart(new, nom, cibles)
                for nom in apart
                if nom != clause.ident and any(nom == ident for ident, _ in {**old.cas, **new.cas})
            ),
            parametres=old.values_apart(new),
        )


def _said_on(clause: ClauseCompilee, cadre: Cadre, jour: date) -> _Dit:
    found = {
        (cas.ident, cle): (cas.condition, cas.valeur, cas.ecarte)
        for cle, regle in clause.regles.items()
        for cas in _in_force(regle.on(jour), jour)
    }
    found |= _said_by_part(clause, cadre, jour)
    cited = {p.nom for p in everything(tuple(found.values())) if isinstance(p, ir.Parametre)}
    contexte = cadre.contexte(jour)
    return _Dit(cas=found, valeurs={nom: in_force(nom, contexte) for nom in sorted(cited)})


def _said_by_part(clause: ClauseCompilee, cadre: Cadre, jour: date) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What a quota that stands in a part takes of it: where it is, its base, what it counts; not its rate."""
    above = clause.clause.parent if isinstance(clause.clause, ir.Quota) else None
    part = next((c for c in cadre.programme.clauses if c.ident == above), None)
    if part is None:
        return {}
    return {
        (cas.ident, cle): (cas.condition, _base_of(cas.valeur), cas.ecarte)
        for cle in DE_LA_PART
        for cas in _in_force(part.regles[cle].on(jour), jour)
    }


def _base_of(valeur: Any) -> Any:
    return valeur.population if isinstance(valeur, ir.ReglePart) else valeur


def _in_force(cas: Cas, jour: date) -> Iterator[Cas]:
    yield cas
    for exception in cas.exceptions:
        if exception.en_vigueur.contains(jour):
            yield from _in_force(exception, jour)


def is_fixed(text: ir.Clause) -> bool:
    """Does it ask a number, or count a stock, and keep the text of the first day of its period?"""
    if not isinstance(text, ir.Quota):
        return False
    return asks_number(text.regle) or text.regle.population.base is Base.STOCK
