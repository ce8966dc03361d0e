"""The year under each convention of a landlord: its rows, and its rules read over them.

Source: docs/langage, « L'année ».
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import partial
from typing import TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.trous import first_gap
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.runtime.decision import Statut
from convrules.runtime.holders import finer_accounts
from convrules.runtime.memoire import Communes
from convrules.year.annees_lues import years_read
from convrules.year.annuel.model import Vue
from convrules.year.assiette import Cadre
from convrules.year.atteinte import with_accounts
from convrules.year.bailleur import landlord_programmes
from convrules.year.chiffres import Exercice
from convrules.year.d_autres_termes import held_over, nearest_year
from convrules.year.excedent import excess_of
from convrules.year.imputation import LIVRE_VIDE, Livre
from convrules.year.laisses import balances_left
from convrules.year.lectures import Lues, read_rules
from convrules.year.livre import ledger, speaks
from convrules.year.model import Bilan
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.parc import Parc, stock_of
from convrules.year.periode import periods
from convrules.year.rapprochees import Relue
from convrules.year.recouvertes import Coupes
from convrules.year.resultats import parent_of
from convrules.year.semblables import Fins, follow
from convrules.year.soldes import without_said
from convrules.year.suivi import Suivi, memory_of, of_status, text_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A landlord's facts, and the year that is judged. `fins`: when turns closed, as records alone say;
    `communes`: other answers that hang on no convention. `coupes`: where rows of a forecast begin. `vues`:
    what recipients see of the report that is sent in the year, as `annuel.envois.views` says. `nommer`: as of
    `comply`."""

    faits: Faits
    parc: Parc
    annee: int
    au: date
    precedent: Bilan | None
    hypothese: Hypothese
    soldes_dits: bool = False
    fins: Fins = field(default_factory=dict)
    communes: Communes = field(default_factory=dict)
    coupes: Coupes = field(default_factory=Coupes)
    vues: Mapping[tuple[str, str], Vue] = field(default_factory=dict)
    nommer: bool = False


def moment_of(faits: Faits, annee: int, au: date, hypothese: Hypothese = RYTHME) -> Moment:
    """Of a year that is read and not told: nothing comes from the one before."""
    parc = stock_of(faits, au)
    return Moment(faits=faits, parc=parc, annee=annee, au=au, precedent=None, hypothese=hypothese)


def frame_of(programme: Programme, moment: Moment) -> Cadre | None:
    """The year of a convention, before its rows; None when it is not in force in it."""
    convention = programme.convention
    assert convention.choix is not None, "checked: whoever judges a year answers the open questions"
    whole = periods(ir.Periode.ANNEE, moment.annee, convention.en_vigueur)
    if not whole:
        return None
    cadre = Cadre(
        programme=programme,
        choix=convention.choix,
        faits=moment.faits,
        au=moment.au,
        periode=whole[0],
        annee=moment.annee,
        suivis=(),
        finer=finer_accounts(programme),
        versions=text_changes(programme, moment.au),
        reportes=balances_left(moment.precedent, convention.ident),
        trous=moment.hypothese.gaps(convention.choix.rattachement),
    )
    if moment.soldes_dits or _not_supplied(replace(cadre, parc=moment.parc), moment):
        return without_said(cadre)
    return cadre


def _not_supplied(cadre: Cadre, moment: Moment) -> bool:
    """Was the year before judged without a vacancy, nor a day of it that the data are said to lack? It knows
    less than the table."""
    before = moment.annee - 1
    lacks = first_gap(cadre.trous, date(before, 1, 1), date(before, 12, 31))
    return moment.precedent is not None and lacks is None and before not in years_read(cadre)


def with_rows(cadre: Cadre, moment: Moment) -> Cadre:
    """The same, every vacancy of its territory followed once."""
    programme, au = cadre.programme, moment.au
    memoire = memory_of(programme, au, moment.communes)
    rows = tuple(follow(programme, moment.parc, moment.faits, au, cadre.versions, memoire, moment.fins))
    # Why its own: what comes before the rows outlives them.
    whole = replace(cadre, suivis=rows, memoire=memoire, gardes={}, parc=moment.parc)
    return with_numbers(whole, {}, moment.precedent)


def with_numbers(cadre: Cadre, read: Lues, precedent: Bilan | None) -> Cadre:
    """The year, for clauses that read numbers of its accounts."""
    known = Exercice(cadre=cadre, lues=read, precedent=precedent, autres=cadre.faits.comptes)
    return replace(cadre, faits=replace(cadre.faits, comptes=known))


# --- every convention ---------------------------------------------------------------------------
def frames(
    programmes: Sequence[Programme], faits: Faits, annee: int, au: date, hypothese: Hypothese = RYTHME
) -> list[tuple[Programme, Cadre | None]]:
    """The year under each convention, every vacancy followed; None when it is not in force in it. hypothese:
    days that no file says; without it, none lack."""
    faits = with_accounts(programmes, faits, au, hypothese)
    moment = moment_of(faits, annee, au, hypothese)
    read, _ = on_one_ledger(programmes, moment)
    return [(programme, frame()) for programme, frame in read]


Lecture: TypeAlias = tuple[Programme, Callable[[], Cadre | None]]
"""A convention, and what gives its rows: read when asked for, or at hand."""


def on_one_ledger(programmes: Sequence[Programme], moment: Moment) -> tuple[Sequence[Lecture], Livre]:
    """Every convention with its rows. Where no account is named, none waits for the others: their rows are
    in memory one convention at a time."""
    bare = [(p, frame_of(p, moment)) for p in programmes]
    if not is_spoken_of(bare, moment):
        return [(p, partial(_rows_of, c, moment)) for p, c in bare], LIVRE_VIDE
    every = [(p, _rows_of(c, moment)) for p, c in bare]
    apart = (held_over(with_rows(c, moment), moment.annee) for c in _apart(bare, moment))
    livre = ledger([*(cadre for _, cadre in every if cadre is not None), *apart])
    placed = ((p, replace(c, livre=livre) if c is not None else None) for p, c in every)
    return [(p, partial(_at_hand, c)) for p, c in placed], livre


def is_spoken_of(bare: Sequence[tuple[Programme, Cadre | None]], moment: Moment) -> bool:
    """Does a convention name an account, in force in the year or not? bare: without their rows."""
    return any(map(speaks, (*(c for _, c in bare if c is not None), *_apart(bare, moment))))


def _apart(bare: Iterable[tuple[Programme, Cadre | None]], moment: Moment) -> Iterator[Cadre]:
    """The nearest year of each convention that is not in force in this one: it still decides of the dwellings
    of its term. Balances have no say."""
    for programme in (p for p, cadre in bare if cadre is None):
        annee = nearest_year(programme.convention.en_vigueur, moment.annee)
        cadre = frame_of(programme, replace(moment, annee=annee, precedent=None))
        if cadre is not None:
            yield cadre


def _rows_of(cadre: Cadre | None, moment: Moment) -> Cadre | None:
    return with_rows(cadre, moment) if cadre is not None else None


def _at_hand(cadre: Cadre | None) -> Cadre | None:
    return cadre


# --- their rules --------------------------------------------------------------------------------
def reread(
    programmes: Sequence[Programme], annee: int, faits: Faits, au: date, du_flux: frozenset[str]
) -> Iterator[Relue]:
    """The parts and quotas of the same conventions, on other facts and as of another day. du_flux: vacancies
    that are of the flow where it is not known."""
    faits = with_accounts(programmes, faits, au)
    moment = moment_of(faits, annee, au)
    read, livre = on_one_ledger(programmes, moment)
    for programme, frame in read:
        yield from _judged_anew(programme, frame(), du_flux)
    for programme in landlord_programmes(programmes):
        cadre = frame_of(programme, moment)
        placed = replace(with_rows(cadre, moment), livre=livre) if cadre is not None else None
        yield from _judged_anew(programme, placed, du_flux)


def _judged_anew(programme: Programme, cadre: Cadre | None, du_flux: frozenset[str]) -> Iterator[Relue]:
    if cadre is not None:
        rows = tuple(_of_flow(s) if s.vacance.id in du_flux else s for s in cadre.suivis)
        cadre = replace(cadre, suivis=rows, gardes={})
        cadre = replace(cadre, excedent=excess_of(cadre))
        yield from relues_of(cadre, read_rules(programme.clauses, cadre))


def relues_of(cadre: Cadre, read: Lues) -> Iterator[Relue]:
    for (_, periode), lue in read.items():
        yield Relue(cadre=cadre, periode=periode, lue=lue, parent=parent_of(lue, periode, read))


def _of_flow(suivi: Suivi) -> Suivi:
    """What a forecast announces is of the flow, neither out of the scope nor withdrawn, whatever its columns
    say."""
    if suivi.decision.statut.statut is Statut.DANS_L_ASSIETTE:
        return suivi
    return of_status(suivi, (Statut.DANS_L_ASSIETTE,))
