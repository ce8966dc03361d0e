"""Had a part or a quota been reached on a day of a vacancy?

Done: the other rows whose counted event came before that day, and on the day itself those of a smaller
identifier, in the order of the ledger. Due: on the rows of the base dated up to that day (`à date`), or on
the flow announced for the period (`sur la période`), rounded, without any balance brought forward. The
accounts that answer are those that stand whatever is answered: they are counted first, the question open.
Of days that no file says, any number of rows may be done, and may be due at a date.
Source: docs/langage, « Un compte atteint ».
"""

import dataclasses
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final

from convrules import ir
from convrules.base.outcomes import NON_APPLICABLE, Cause, Indetermine, Issue, causes_of, indetermine
from convrules.base.records import dataclass, replace
from convrules.base.values import Resultat, round_count
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Faits, Ligne, Tours
from convrules.year.assiette import Cadre, vacancy
from convrules.year.bornes import between, exactly
from convrules.year.cellules import Clef, facts_of, key_of, locate
from convrules.year.comptes import counts_others, decided, frame
from convrules.year.couverture import first_read, lacking_by
from convrules.year.epuisement import RIEN as AUCUN_MONTANT
from convrules.year.epuisement import CompteDu, Cumul, account_due, announced, cumulate, dimensions_in
from convrules.year.lectures import period_kind
from convrules.year.lignes_de_compte import RIEN, LigneDeCompte, base_rows, done_rows
from convrules.year.livre import ledger
from convrules.year.model import Bornes
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.periode import Intervalle, periods
from convrules.year.suivi import Suivi
from convrules.year.textes import Textes, regimes
from convrules.year.tours import Rotation, judged, rotation

ATTENDUES: Final = Cause(fait="vacances_attendues")
"""What is to come of a period, which nothing announces."""


def with_accounts(
    programmes: Sequence[Programme], faits: Faits, au: date, hypothese: Hypothese = RYTHME
) -> Faits:
    """The facts, with what they make of the accounts when a clause asks. Nothing is counted until it does.
    hypothese: the days of which the data do not say every vacancy, which the facts then bear."""
    faits = replace(faits, trous=dict(hypothese.trous)) if hypothese.trous else faits
    asked = any(clause.atteintes for programme in programmes for clause in programme.clauses)
    if not asked or faits.comptes is not None:
        return faits
    return replace(
        faits, comptes=Lecteur(programmes=tuple(programmes), faits=faits, au=au, hypothese=hypothese)
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lecteur:
    """The landlord's accounts as of `au`, read when they are first asked about. `hypothese`: as of
    `with_accounts`."""

    programmes: tuple[Programme, ...]
    faits: Faits
    au: date
    hypothese: Hypothese = RYTHME
    comptes: "dict[tuple[str, str, tuple[ir.Champ, ...]], _Compte]" = field(default_factory=dict)
    dimensions: dict[tuple[str, str, Intervalle], tuple[ir.Champ, ...]] = field(default_factory=dict)
    rotations: dict[tuple[str, str], Rotation] = field(default_factory=dict)
    supposes: dict[str, str] = field(default_factory=dict)

    def reached(self, asked: ir.Atteint, convention: str, vacance: str, jour: date) -> Issue:
        cadre = self._cadres.get(convention)
        suivi = self._suivis.get((convention, vacance))
        if cadre is None or suivi is None:
            return indetermine(asked.clause)
        clause = next(c for c in cadre.programme.clauses if c.ident == asked.clause)
        every = periods(period_kind(clause, cadre), jour.year, cadre.en_vigueur)
        periode = next((p for p in every if p.contains(jour)), None)
        if periode is None:
            return NON_APPLICABLE
        dimensions = self._dimensions(clause, cadre, periode)
        place = locate(vacancy(suivi), dimensions)
        if place is None:
            return NON_APPLICABLE
        if not place.sure:
            return Indetermine(place.causes)
        key = (convention, asked.clause, dimensions)
        if key not in self.comptes:
            self.comptes[key] = _Compte(du=account_due(clause, cadre, dimensions))
        tour = Tour(jour=jour, vacance=vacance, manques=self._lacking(cadre, periode, jour))
        if tour.manques and counts_others(self.programmes):
            # Why: on which account a row is hangs on those before it.
            return Indetermine(tour.manques)
        return _reached(asked, self.comptes[key], (key_of(place, dimensions), periode), tour)

    def _lacking(self, cadre: Cadre, periode: Intervalle, jour: date) -> frozenset[Cause]:
        return lacking_by(cadre, first_read(replace(cadre, periode=periode)), jour)

    def _dimensions(self, clause: ClauseCompilee, cadre: Cadre, periode: Intervalle) -> tuple[ir.Champ, ...]:
        key = (cadre.programme.convention.ident, clause.ident, periode)
        if key not in self.dimensions:
            self.dimensions[key] = dimensions_in(clause, cadre, periode)
        return self.dimensions[key]

    def turns(self, clause: str, convention: str, vacance: str, jour: date) -> Tours:
        cadre, suivi = self._cadres.get(convention), self._suivis.get((convention, vacance))
        if cadre is None or suivi is None:
            return Tours(possibles=frozenset(), concernee=False)
        return self._rotation(clause, cadre).turns(suivi, jour)

    def turn(self, asked: ir.TourDe, convention: str, vacance: str, jour: date) -> Issue:
        cadre, suivi = self._cadres.get(convention), self._suivis.get((convention, vacance))
        if cadre is None or suivi is None:
            return NON_APPLICABLE
        return judged(asked, suivi, self._rotation(asked.clause, cadre), jour)

    def _rotation(self, clause: str, cadre: Cadre) -> Rotation:
        key = (cadre.programme.convention.ident, clause)
        if key not in self.rotations:
            made = self.rotations[key] = rotation(clause, cadre, self.programmes)
            for vacance, compte in self.supposes.items():
                made.suppose(vacance, compte)
        return self.rotations[key]

    def suppose(self, vacance: str, compte: str) -> None:
        """From now on, let turns pass as if the dwelling were on this account."""
        self.supposes[vacance] = compte
        for known in self.rotations.values():
            known.suppose(vacance, compte)

    def number(self, asked: ir.Chiffre, convention: str, annee: int, element: Ligne | None) -> Resultat:
        """No clause that judges vacancies reads a number of an account: those that may are given the year."""
        return indetermine(asked.clause)

    @cached_property
    def _cadres(self) -> Mapping[str, Cadre]:
        judged = decided(self.programmes, self.faits, self.au)
        found = [self._with_gaps(frame(p, rows, self.faits, self.au)) for p, rows in judged]
        livre = ledger(found)
        return {c.programme.convention.ident: replace(c, livre=livre) for c in found}

    def _with_gaps(self, cadre: Cadre) -> Cadre:
        return replace(cadre, trous=self.hypothese.gaps(cadre.choix.rattachement))

    @cached_property
    def _suivis(self) -> Mapping[tuple[str, str], Suivi]:
        return {(nom, s.vacance.id): s for nom, cadre in self._cadres.items() for s in cadre.suivis}


# --- one account ------------------------------------------------------------------------------
@dataclasses.dataclass(frozen=True, kw_only=True)
class _Compte:
    """Rows of one account, read once."""

    du: CompteDu
    lus: "dict[tuple[Clef, Intervalle], _Cellule]" = field(default_factory=dict)
    faites: dict[Intervalle | None, tuple[LigneDeCompte, ...]] = field(default_factory=dict)

    @cached_property
    def base(self) -> tuple[LigneDeCompte, ...]:
        return tuple(row for suivi in self.du.cadre.suivis for row in base_rows(suivi, self.du))

    def done(self, periode: Intervalle) -> tuple[LigneDeCompte, ...]:
        """Each as its own text counts it, whatever the period; a number asked, as the text of the period."""
        key = periode if self.du.clause.chiffree else None
        if key not in self.faites:
            textes = _text_of(self.du, periode) if key else self.du.textes
            du = replace(self.du, textes=textes, par_cellule={})
            self.faites[key] = tuple(row for suivi in du.cadre.suivis for row in done_rows(suivi, du))
        return self.faites[key]

    def cell(self, clef: Clef, periode: Intervalle) -> "_Cellule":
        found = self.lus.get((clef, periode))
        if found is None:
            found = self.lus[clef, periode] = _cell(self, clef, periode)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cellule:
    """One cell over one period. `faites`: rows done for certain, in order; `faites_en_doute` and
    `base_en_doute`: those that may be done, or due."""

    textes: Textes
    base: Cumul
    base_haute: Cumul
    base_en_doute: tuple[LigneDeCompte, ...]
    taux_en_doute: tuple[LigneDeCompte, ...]
    faites: tuple[tuple[int, str], ...]
    faites_en_doute: tuple[LigneDeCompte, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """The day of the question, and the vacancy of which it is asked. `manques`: why any number of rows may
    have come by then, and be of no file."""

    jour: date
    vacance: str
    manques: frozenset[Cause]


def _reached(asked: ir.Atteint, compte: _Compte, where: tuple[Clef, Intervalle], tour: Tour) -> Issue:
    cell = compte.cell(*where)
    rule = cell.textes.at("règle", tour.jour)
    if rule.conflit:
        return Indetermine(rule.causes)
    if not rule.given:
        return NON_APPLICABLE
    found = _compared(asked, compte.du, cell, where, tour)
    return Indetermine(rule.causes | causes_of(found)) if len(rule.valeurs) > 1 else found


def _compared(
    asked: ir.Atteint, du: CompteDu, cell: _Cellule, where: tuple[Clef, Intervalle], tour: Tour
) -> Issue:
    """Done against due, in every way the text may round or count. Rows that may lack only add to both."""
    ways = regimes(cell.textes)
    if ways.rien or not ways.possibles:
        return Indetermine(ways.causes)
    flow, causes = _due(asked, du, cell, where, tour.jour)
    done, doubts = _done(cell, where[1], tour)
    causes |= ways.causes | doubts | tour.manques
    result: Issue | None = None
    for way in ways.possibles:
        exact = exactly(way.nombre) if way.nombre is not None else flow
        if exact is None:
            return indetermine("vacances_attendues")
        least, most = (max(Fraction(0), round_count(x, way.arrondi)) for x in (exact.min, exact.max))
        lacking = causes
        if way.minimum is not None:
            # Why: whether the base will reach its minimum is not known on a day.
            least, lacking = Fraction(0), causes | {ATTENDUES}
        grows = bool(tour.manques) and asked.a_date and way.nombre is None
        sure, open_yet = done.min >= most and not grows, done.max >= least or tour.manques
        here: Issue = sure or (Indetermine(lacking) if open_yet else False)
        if result is not None and here != result:
            return Indetermine(lacking)
        result = here
    assert result is not None, "there is a way"
    return result


def _due(
    asked: ir.Atteint, du: CompteDu, cell: _Cellule, where: tuple[Clef, Intervalle], jour: date
) -> tuple[Bornes | None, frozenset[Cause]]:
    """The exact due; None when nothing announces it."""
    clef, periode = where
    if not asked.a_date:
        return announced(replace(du, textes=cell.textes), clef, periode), frozenset({ATTENDUES})
    first, last = periode.du.toordinal(), jour.toordinal()
    low, high = cell.base.between(first, last), cell.base_haute.between(first, last)
    doubtful = [row for row in cell.base_en_doute if row.survient.low <= last]
    due = between(low, high + sum(row.taux.max for row in doubtful))
    rates = (row for row in cell.taux_en_doute if row.survient.low <= last)
    return due, RIEN.union(*(row.doutes for row in (*doubtful, *rates)))


def _done(cell: _Cellule, periode: Intervalle, tour: Tour) -> tuple[Bornes, frozenset[Cause]]:
    """How many other rows came before, and why it is not known of some."""
    jour, vacance = tour.jour.toordinal(), tour.vacance
    before = bisect_left(cell.faites, (jour, vacance))
    sure = before - any(ident == vacance for _, ident in cell.faites[:before])
    doubtful = [
        row
        for row in cell.faites_en_doute
        if row.id != vacance and (row.survient.low < jour or (row.survient.low == jour and row.id < vacance))
    ]
    return between(sure, sure + len(doubtful)), RIEN.union(*(row.doutes for row in doubtful))


# --- its rows ---------------------------------------------------------------------------------
def _cell(compte: _Compte, clef: Clef, periode: Intervalle) -> _Cellule:
    base, done = _within(compte.base, clef, periode), _within(compte.done(periode), clef, periode)
    sure = [(row.survient.connu.toordinal(), row.taux) for row in base if row.sure and row.survient.connu]
    return _Cellule(
        textes=replace(_text_of(compte.du, periode), faits=facts_of(clef)),
        base=cumulate((day, taux.min) for day, taux in sure) if sure else AUCUN_MONTANT,
        base_haute=cumulate((day, taux.max) for day, taux in sure) if sure else AUCUN_MONTANT,
        base_en_doute=tuple(row for row in base if not row.sure),
        taux_en_doute=tuple(row for row in base if row.sure and row.taux.valeur is None),
        faites=tuple(
            sorted(
                (row.survient.connu.toordinal(), row.id) for row in done if row.sure and row.survient.connu
            )
        ),
        faites_en_doute=tuple(row for row in done if not row.sure),
    )


def _text_of(du: CompteDu, periode: Intervalle) -> Textes:
    return Textes(clause=du.clause, cadre=replace(du.cadre, periode=periode, annee=periode.du.year), faits={})


def _within(rows: Sequence[LigneDeCompte], clef: Clef, periode: Intervalle) -> list[LigneDeCompte]:
    first, last = periode.du.toordinal(), periode.au.toordinal()
    return [
        row
        for row in rows
        if row.place.may_be(clef) and row.appartient.low <= last and row.appartient.high >= first
    ]
