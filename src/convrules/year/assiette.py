"""Which rows a population holds, and each row's possible (counted, in base).

Source: docs/langage, « L'année », populations and row options.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, assert_never

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Calendrier, Evenement, between_days
from convrules.base.outcomes import Indetermine, Issue, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.base.trous import Trou
from convrules.base.values import Cellule, Inconnu, TCondition
from convrules.compiler import Programme
from convrules.facts.records import VIDE, Faits, Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.memoire import Communes, Memoire
from convrules.runtime.reading import event_of_cell, read_event
from convrules.runtime.scalar import evaluate_issue
from convrules.year.eligibles import once_let
from convrules.year.imputation import FAIT, LIVRE_VIDE, Livre, Regard, imputed, imputed_on, in_hand
from convrules.year.model import Bornes
from convrules.year.periode import Intervalle, falls_in, periods
from convrules.year.publics import EVENEMENTS as EVENEMENTS
from convrules.year.publics import of_public
from convrules.year.suivi import Monde, Suivi, firm, holds
from convrules.year.valeurs import RIEN_EN_TROP, Excedent

if TYPE_CHECKING:
    from convrules.year.parc import Parc

T = TypeVar("T")
PREMIERE: Final = ir.Champ(nom="premiere_location", niveau=ir.Niveau.VACANCE, type=TCondition())
FLUX: Final = ir.FLUX
STOCK: Final = frozenset({ir.Classe.LOGEMENTS, ir.Classe.DROITS})
Apportees: TypeAlias = Mapping[str, frozenset[tuple[str, tuple[tuple[str, str], ...]]]]
"""By part, names of quarters and cells."""
SANS_APPORT: Final[Apportees] = MappingProxyType({})
SANS_REPORT: Final[Mapping[str, Mapping[tuple[tuple[str, str], ...], Bornes | None]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadre:
    """What a whole period is judged with. `choix`: the answers of the convention (or socle) that
    judges. `finer`: type of holder of each finer code of account. `versions`: days on which the text
    changes. `precedent`: the year before, None in the convention's first. `livre`: the landlord's ledger.
    `reportes`: balances by clause and cell that the year before, judged in the same run, leaves. `memoire`:
    where the answers of the convention on these rows are kept. `solde_mouvant`: what the period before will
    leave may still change. `malgre`: whatever eligibility says, a letting to come may be on the account.
    `apportees`: by part, quarters and cells into which a quarter before brings what is not the part's own.
    `gardes`: what is laid out once of its vacancies (`keep`). `parc`: the stock that they were found in.
    `trous`: days of which the data do not say every vacancy, in order."""

    programme: Programme
    choix: ir.Choix
    faits: Faits
    au: date
    periode: Intervalle
    annee: int
    suivis: tuple[Suivi, ...]
    finer: Mapping[str, str]
    versions: tuple[date, ...]
    precedent: "Cadre | None" = None
    livre: Livre = LIVRE_VIDE
    reportes: Mapping[str, Mapping[tuple[tuple[str, str], ...], Bornes | None]] = field(
        default_factory=lambda: SANS_REPORT
    )
    memoire: Memoire | None = field(default=None, compare=False, repr=False)
    excedent: Excedent = RIEN_EN_TROP
    solde_mouvant: bool = False
    malgre: bool = False
    apportees: Apportees = field(default_factory=lambda: SANS_APPORT)
    gardes: Communes = field(default_factory=dict, compare=False, repr=False)
    parc: "Parc | None" = field(default=None, compare=False, repr=False)
    trous: tuple[Trou, ...] = ()

    @property
    def en_vigueur(self) -> ir.Validite:
        return self.programme.convention.en_vigueur

    @property
    def calendrier(self) -> Calendrier:
        return self.programme.calendrier

    @property
    def avec_leur_vacance(self) -> bool:
        return self.choix.evenements is ir.ComptageEvenements.AVEC_LEUR_VACANCE

    def keep(self, key: tuple[object, ...], lives: object, ask: Callable[[], T]) -> T:
        """What hangs on a key and on these vacancies. `lives`: what its identities are those of."""
        found = self.gardes.get(key)
        if found is None:
            found = self.gardes[key] = ask(), lives
        answer: T = found[0]
        return answer

    def classes(self, *noms: str) -> Sequence[int]:
        """Of each vacancy, its class in the stock by these facts; below zero, its own, if it is not there."""
        return self._ours(self.parc.classes(noms) if self.parc is not None else ())

    def days(self, nom: str) -> Sequence[int]:
        """The same by what one knows of an event, but for what clauses bring about."""
        return self._ours(self.parc.days(nom, self.au) if self.parc is not None else ())

    def _ours(self, every: Sequence[int]) -> Sequence[int]:
        ranks = self.keep(("rangs", id(self.suivis)), self.suivis, lambda: [s.rang for s in self.suivis])
        if min(ranks, default=0) >= 0:
            return list(map(every.__getitem__, ranks))
        return [every[rank] if rank >= 0 else -1 - place for place, rank in enumerate(ranks)]

    def contexte(self, jour: date, cellule: Mapping[str, Cellule] = VIDE) -> Contexte:
        """For what bears on no row; `cellule`: facts that a cell's rows share."""
        return Contexte(programme=self.programme, au=self.au, jour=jour, faits=self.faits, cellule=cellule)


def before(cadre: Cadre) -> Cadre:
    """The same over all that comes before its period, since the convention began."""
    first, last = cadre.en_vigueur.du or JOUR_MIN, cadre.periode.du - timedelta(days=1)
    return replace(cadre, periode=Intervalle(du=min(first, last), au=last))


def period_before(cadre: Cadre) -> Cadre | None:
    """The same over the period before: a quarter of this year, or the year before; None in the first."""
    if cadre.periode.premier:
        return None
    last = cadre.periode.du - timedelta(days=1)
    found = periods(cadre.choix.periode, last.year, cadre.en_vigueur)
    periode = next((p for p in found if p.contains(last)), None)
    return replace(cadre, periode=periode, annee=last.year) if periode is not None else None


def opening(cadre: Cadre) -> Cadre:
    """The same over the first period of its year."""
    first = next(iter(periods(cadre.choix.periode, cadre.annee, cadre.en_vigueur)), cadre.periode)
    return replace(cadre, periode=first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sujet:
    """A row that may be counted. `presence`: is it there at all? `mondes`: the versions of the text that
    may apply to it, `propres` where they are not its vacancy's; `suivi` None for a row of a stock.
    `excedent`: left of a dwelling withdrawn. `couverte`, `acquise`, `arrivee`: something else has asked
    whether it is under the convention, of the period, whether its event took place there. `sans_nombre`:
    any number of rows, that its vacancy may still have or that it does not say."""

    id: str
    niveau: ir.Niveau
    suivi: Suivi | None
    propres: tuple[Monde, ...] = ()
    ligne: Ligne | None = None
    presence: Issue = True
    poids: Fraction | int = 1
    excedent: bool = False
    couverte: bool = False
    acquise: bool = False
    arrivee: bool = False
    sans_nombre: bool = False

    @property
    def mondes(self) -> tuple[Monde, ...]:
        return self.propres if self.propres or self.suivi is None else self.suivi.mondes


def vacancy(suivi: Suivi) -> Sujet:
    return Sujet(id=suivi.vacance.id, niveau=ir.Niveau.VACANCE, suivi=suivi)


def vacancies(cadre: Cadre) -> tuple[Sujet, ...]:
    """Those of the year, made once for all the rules that look at them."""
    suivis = cadre.suivis
    return cadre.keep(("sujets", id(suivis)), suivis, lambda: tuple(map(vacancy, suivis)))


# --- membership -----------------------------------------------------------------------------
def belongs(
    population: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre, *, malgre: bool = False
) -> Issue:
    """Is the row in the population over the period, statuses aside?"""
    suivi = sujet.suivi
    if suivi is None:
        return et(firm(sujet.presence), holds(population.condition, monde.contexte))
    inside = et(firm(sujet.presence), sujet.couverte or is_row(suivi))
    if inside is False:
        return False
    inside = et(inside, _one_class(population, sujet, monde, cadre))
    if inside is False:
        return False
    if population.rattachement is ir.Rattachement.RESERVATAIRE:
        inside = on_holder(inside, suivi, monde, cadre, malgre=malgre, arrivee=sujet.arrivee)
    elif sujet.arrivee:
        inside = True
    return et(inside, _asked(population, (), monde, cadre)) if inside is not False else False


def _asked(population: ir.Population, comptees: Iterable[ir.Classe], monde: Monde, cadre: Cadre) -> Issue:
    """Its condition, which may read the household that an event counted is about."""
    classes = (*population.classes, *comptees) if comptees else population.classes
    return of_public(population.condition, monde.contexte, cadre.programme, classes)


def is_row(suivi: Suivi) -> Issue:
    """Is the vacancy under this convention: on its territory, on a day when it was in force?"""
    return suivi.couverte


def in_flow(
    population: ir.Population,
    sujet: Sujet,
    monde: Monde,
    cadre: Cadre,
    *,
    comptees: Iterable[ir.Classe] = (),
) -> Issue:
    """Is the vacancy of the kind that a flow counts, whatever its period? `comptees`: of the base of a part,
    what it counts."""
    suivi = sujet.suivi
    assert suivi is not None, "a flow counts vacancies"
    inside = is_row(suivi)
    return False if inside is False else et(inside, looks_in(population, monde, cadre, comptees=comptees))


def looks_in(
    population: ir.Population, monde: Monde, cadre: Cadre, *, comptees: Iterable[ir.Classe] = ()
) -> Issue:
    """The same of a vacancy under the convention."""
    return et(of_kind(population, monde.contexte, cadre), _asked(population, comptees, monde, cadre))


def of_kind(population: ir.Population, contexte: Contexte, cadre: Cadre) -> Issue:
    """Is a vacancy of the kind that a flow counts: a first letting, a reletting, any? Of events, all are."""
    kind: Issue = False
    for classe in population.classes:
        kind = ou(kind, _of_class(classe, contexte, cadre))
    return kind


def reference_in_period(suivi: Suivi, monde: Monde | None, cadre: Cadre) -> Issue:
    """Is the reference date in the period? monde: in this version of the text, if the convention was in force
    that day, which another question asks (`is_row`)."""
    if monde is None or suivi.reference.connu is not None or suivi.reference.est_jamais:
        return falls_in(suivi.reference, cadre.periode)
    if not monde.meets(cadre.periode):
        return False
    return True if monde.stays_in(cadre.periode) else falls_in(suivi.reference, cadre.periode)


def may_date_base(population: ir.Population, monde: Monde, cadre: Cadre) -> bool:
    """Where the reference date makes a row of this base: may it be in the period, under this text?"""
    dated = cadre.avec_leur_vacance or frozenset(population.classes) <= FLUX
    return not dated or monde.meets(cadre.periode)


def on_holder(
    event: Issue, suivi: Suivi, monde: Monde, cadre: Cadre, *, malgre: bool = False, arrivee: bool = False
) -> Issue:
    """Both the event and the account of the holder; the account alone of an event that has been asked
    (`arrivee`), unless it waits for it."""
    if event is False:
        return False
    compte = account(suivi, cadre, close=closed(event, cadre))
    if arrivee and not isinstance(compte, Indetermine):
        return compte
    asked = not (malgre or cadre.malgre) and unrecorded(suivi)
    return once_let(event, compte, suivi, monde.contexte, asked=asked)


def arrives(population: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre) -> Issue:
    """Does what a population of events counts take place in the period?"""
    return _one_class(population, sujet, monde, cadre)


def unrecorded(suivi: Suivi) -> bool:
    """Is no account recorded, for certain?"""
    return isinstance(suivi.vacance.cellule(FAIT), Inconnu)


def account(suivi: Suivi, cadre: Cadre, *, close: bool = False) -> Issue:
    """Does the letting count for the convention's holder? close: one still to come would not (`closed`)."""
    return imputed(_regard(suivi, cadre, close=close))


def with_holder(oriented: str, suivi: Suivi, cadre: Cadre) -> Issue:
    """Is a dwelling that was oriented to an account with the convention's holder, its letting being yet to
    come?"""
    return in_hand(oriented, _regard(suivi, cadre, close=False))


def recorded_on(
    compte: str, comptes: Iterable[str], suivi: Suivi, cadre: Cadre, *, close: bool = False
) -> Issue:
    """Is the letting on this account, of those that share a part?"""
    return imputed_on(compte, comptes, _regard(suivi, cadre, close=close))


def closed(event: Issue, cadre: Cadre) -> bool:
    """Would a letting after the day one looks be counted for nothing, the period being over and its very
    event, or the lease that follows it, being what is not known?"""
    if not isinstance(event, Indetermine) or cadre.avec_leur_vacance or cadre.au < cadre.periode.au:
        return False
    return {c.fait for c in event.causes} <= {"attribution", "bail"}


def _regard(suivi: Suivi, cadre: Cadre, *, close: bool) -> Regard:
    return Regard(
        programme=cadre.programme,
        vacance=suivi.vacance,
        decision=suivi.decision,
        finer=cadre.finer,
        livre=cadre.livre,
        close=close,
    )


def _one_class(population: ir.Population, sujet: Sujet, monde: Monde, cadre: Cadre) -> Issue:
    result: Issue = False
    for classe in population.classes:
        dated = _in_period(classe, sujet, monde, cadre)
        if dated is not False:
            result = ou(result, et(dated, _of_class(classe, monde.contexte, cadre)))
    return result


def _of_class(classe: ir.Classe, contexte: Contexte, cadre: Cadre) -> Issue:
    """First lettings and relettings split vacancies by the fact `premiere_location`."""
    match classe:
        case ir.Classe.MISES_EN_SERVICE:
            return holds(PREMIERE, contexte)
        case ir.Classe.REMISES_EN_LOCATION:
            return firm(non(evaluate_issue(PREMIERE, contexte)))
        case ir.Classe.VACANCES:
            if not cadre.choix.neufs_par_programme:
                return True
            return firm(non(evaluate_issue(PREMIERE, contexte)))
        case (
            ir.Classe.ORIENTATIONS
            | ir.Classe.PROPOSITIONS
            | ir.Classe.ATTRIBUTIONS
            | ir.Classe.BAUX
            | ir.Classe.CANDIDATURES
            | ir.Classe.REFUS
            | ir.Classe.LOGEMENTS
            | ir.Classe.DROITS
            | ir.Classe.DEMANDES
        ):
            return True
        case _:
            assert_never(classe)


def _in_period(classe: ir.Classe, sujet: Sujet, monde: Monde, cadre: Cadre) -> Issue:
    suivi = sujet.suivi
    assert suivi is not None, "a stock is taken on one day"
    if classe in FLUX:
        return sujet.acquise or reference_in_period(suivi, monde, cadre)
    event = (
        _day_of_row(sujet.ligne)
        if sujet.ligne is not None
        else read_event(EVENEMENTS[classe], monde.contexte)
    )
    return event_in_period(event, suivi, monde, cadre, acquise=sujet.acquise)


def event_in_period(
    event: Evenement, suivi: Suivi, monde: Monde | None, cadre: Cadre, *, acquise: bool = False
) -> Issue:
    """In the year of its own date, or in that of its vacancy, whenever it happens: the convention chooses.
    acquise: the vacancy is of the period, something else has asked."""
    if not cadre.avec_leur_vacance:
        return falls_in(event, cadre.periode)
    happened = between_days(event, None, JOUR_MAX)
    return happened if acquise else et(reference_in_period(suivi, monde, cadre), happened)


def _day_of_row(ligne: Ligne) -> Evenement:
    return event_of_cell(ligne.cellule("date"), "date", f"{ligne.table} {ligne.id}")
