"""Days of a period judged that come after the last one up to which vacancies are declared complete: of them
the files say nothing, and no forecast does. Source: docs/langage, « Correspondance »."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from convrules import ir
from convrules.api.projet import Projet
from convrules.api.recriture import Demande, brought_forward, rewriting, told
from convrules.base.records import dataclass, replace
from convrules.base.texte import cite, compte, suite, t
from convrules.base.trous import UN_JOUR, Trou, days_within, first_gap
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.complets import Complet, recorded
from convrules.facts.records import Faits, Ligne
from convrules.facts.suites import AN, CITES, written
from convrules.runtime.identified import identified_clauses
from convrules.runtime.rights import perhaps_unique, served_from
from convrules.year.cadence import whole_months
from convrules.year.couverture import unsaid
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.periode import Intervalle, period_of, periods
from convrules.year.tours import passed_from
from convrules.year.valeurs import Lacune, Recriture

NU: Final = re.compile(r"[\w][\w./-]*")
"""A name of a file that needs no quotes in YAML."""
MOIS: Final = 30
"""Days between the first and the last of those that are as many as the longest month has."""


class Lus(Protocol):
    """Conventions and data that were read (`api.dossier`)."""

    @property
    def programmes(self) -> Sequence[Programme]: ...

    @property
    def correspondance(self) -> ir.Correspondance | None: ...

    @property
    def faits(self) -> Faits: ...


def recorded_in(dossier: Lus) -> Mapping[str, Sequence[Complet]]:
    """By event, the days that no file says, and where the mapping says so."""
    return recorded(dossier.correspondance)


def supposed_of(dossier: Lus, projet: Projet | None) -> Hypothese:
    """What projections suppose, and the days that the data do not cover."""
    gaps = tuple((nom, tuple(one.trou for one in own)) for nom, own in recorded_in(dossier).items())
    return replace(projet.hypothese if projet is not None else RYTHME, trous=gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manque:
    """Days that lack. `close`: of a period that is over; `entamee`: the period had begun before them."""

    jours: Intervalle
    close: bool
    entamee: bool


def lacunes(
    dossier: Lus, annees: tuple[int, int], au: date, *, prevision: bool = True, datees: bool = False
) -> tuple[Lacune, ...]:
    """For each event that dates vacancies, those of the days judged that follow the last one recorded: one
    for the conventions of which the same days lack. annees: the first year that is judged, for the balances
    that it leaves, and the last. Of a period that is over on `au`, any day; of one that is open, those up to
    `au` of which no forecast speaks and, where none is declared, a month of those before it: nothing is then
    certain. prevision: does a forecast enter what is judged? Where none does, it is as if none were
    declared, and no answer says what it lacks: earlier years are then looked at too, where a turn or a right
    hangs on them. datees: do events count at their own date, whatever conventions say?"""
    until = recorded_in(dossier)
    attendues = dossier.faits.vacances_attendues if prevision else None
    found: dict[tuple[str, Intervalle], list[tuple[Programme, _Manque]]] = {}
    for programme in dossier.programmes:
        choix = programme.convention.choix
        if choix is None or not until.get(choix.rattachement):
            continue
        trous = [one.trou for one in until[choix.rattachement]]
        lacks = (
            _lacking(programme, periode, trous, attendues, au)
            for annee in range(annees[0] - max(_before(choix), int(datees)), annees[1] + 1)
            for periode in judged_periods(programme, annee)
        )
        earlier = () if prevision else _read_earlier(programme, dossier.faits, trous, annees[0])
        for one in _merged((*(lack for lack in lacks if lack is not None), *earlier)):
            alike = found.setdefault((choix.rattachement, one.jours), [])
            alike.append((programme, one))
    again = _written_again(found, attendues, au)
    return tuple(
        Lacune(
            evenement=event,
            complet=_stop(until[event], jours).jour,
            du=jours.du,
            au=jours.au,
            mois=tuple(_touched(jours)),
            close=any(one.close for _, one in told),
            entamee=all(one.entamee for _, one in told),
            conventions=tuple(sorted(p.convention.ident for p, _ in told)),
            recriture=again.get((event, jours)),
        )
        for (event, jours), told in found.items()
    )


def _read_earlier(programme: Programme, faits: Faits, trous: Sequence[Trou], annee: int) -> Iterator[_Manque]:
    """Days of the years before one, in which a vacancy may have passed a turn, or used a right up."""
    convention, tours = programme.convention, (c.clause for c in programme.clauses)
    begins = [passed_from(tour, convention) for tour in tours if isinstance(tour, ir.Tour)]
    if identified_clauses(programme) and convention.choix is not None:
        nom = convention.choix.rattachement
        begins += (served_from(droit, nom) for droit in faits.droits or () if perhaps_unique(droit))
    last = date(annee, 1, 1) - UN_JOUR
    for days in (days_within(trou, min(begins), last) for trou in trous if begins):
        if days is not None:
            yield _Manque(jours=Intervalle(du=days[0], au=days[1]), close=True, entamee=False)


def _stop(gaps: Sequence[Complet], jours: Intervalle) -> Complet:
    """Of those that some of these days are of, the first."""
    gap = first_gap([one.trou for one in gaps], jours.du, jours.au)
    return next(one for one in gaps if one.trou == gap)


def _written_again(
    found: Mapping[tuple[str, Intervalle], Sequence[tuple[Programme, _Manque]]],
    attendues: Sequence[Ligne] | None,
    au: date,
) -> Mapping[tuple[str, Intervalle], Recriture]:
    """Of periods that go on under a forecast. Together, for a row has one first day."""
    still = {key: told for key, told in found.items() if not any(one.close for _, one in told)}
    if attendues is None or not still:
        return {}
    asked = {
        (event, jours): [
            Demande(convention=p.convention.ident, territoire=p.convention.territoire, du=jours.du)
            for p, _ in told
        ]
        for (event, jours), told in still.items()
    }
    every = [one for own in asked.values() for one in own]
    forward = brought_forward(attendues, au, every)
    return {key: rewriting(attendues, au, own, forward, every) for key, own in asked.items()}


def _before(choix: ir.Choix) -> int:
    """How many years before those judged have rows that count there: what follows a vacancy of December at
    its own date, and withdrawals that were forecast and not made, which are due the year after."""
    dated = choix.evenements is ir.ComptageEvenements.A_LEUR_DATE
    return int(dated or choix.soustractions is ir.ModeSoustraction.PREVISION_REGULARISEE)


def _merged(lacks: Iterable[_Manque]) -> Iterator[_Manque]:
    """The same days each once: a year and its quarters, years that follow one another."""
    held: _Manque | None = None
    for one in sorted(lacks, key=lambda lack: (lack.jours.du, lack.jours.au)):
        if held is None:
            held = one
        elif one.jours.du <= held.jours.au + UN_JOUR:
            jours = Intervalle(du=held.jours.du, au=max(held.jours.au, one.jours.au))
            begun = held.entamee or (one.entamee and one.jours.du == held.jours.du)
            held = _Manque(jours=jours, close=held.close or one.close, entamee=begun)
        else:
            yield held
            held = one
    if held is not None:
        yield held


def uncovered_days(
    found: Sequence[Lacune], dossier: Lus, annee: int, *, prevision: bool = True
) -> Iterator[Diagnostic]:
    """The same, told where the mapping says the day. annee: that is judged; prevision: as of `lacunes`, where
    alone the rules of the year have a verdict."""
    prevue = prevision and dossier.faits.vacances_attendues is not None
    judged = frozenset(
        p.convention.ident
        for p in dossier.programmes
        if p.convention.choix is not None and any(judged_periods(p, annee))
    )
    for one in found:
        until = _stop(recorded_in(dossier)[one.evenement], Intervalle(du=one.du, au=one.au))
        yield problems.periode_non_couverte(
            span=until.span,
            champ=one.evenement,
            jour=one.complet.isoformat(),
            jours=days_said(one.du, one.au),
            mois=months_said(one),
            ou=_where(one.conventions, judged),
            dit=_told(annee, juge=prevision),
            remede=_remedy(one, annee, until, prevue=prevue),
        )


def _told(annee: int, *, juge: bool) -> str:
    """What is said of the year all the same. juge: are its rules judged?"""
    if juge:
        return t(
            "les chiffres de {annee} ne comptent que celles qui y sont, et une part ou un quota n'y a de "
            "verdict que s'il tient quoi qu'il manque",
            annee=str(annee),
        )
    return t("ce qui est dit de {annee} suppose qu'il n'en manque aucune", annee=str(annee))


def _where(conventions: Sequence[str], judged: frozenset[str]) -> str:
    """What vacancies may be missing from, with whose they are unless they are those of all judged."""
    if not conventions or judged <= {*conventions}:
        return t("aux fichiers")
    if len(conventions) == 1:
        return t("aux fichiers (convention {conventions})", conventions=cite(conventions[0]))
    return t("aux fichiers (conventions {conventions})", conventions=cited(conventions))


def of_conventions(conventions: Sequence[str]) -> str:
    """Whose territory it is."""
    if len(conventions) == 1:
        return t("de la convention {conventions}", conventions=cited(conventions))
    return t("des conventions {conventions}", conventions=cited(conventions))


def cited(conventions: Sequence[str]) -> str:
    """« a », « b », « c » et 2 autres."""
    more = len(conventions) - CITES
    others = [compte(more, "{n} autre", "{n} autres")] if more > 0 else []
    return suite([*map(cite, conventions[:CITES]), *others], "et")


def days_said(du: date, au: date) -> str:
    if du == au:
        return t("le {du}", du=du.isoformat())
    return t("du {du} au {au}", du=du.isoformat(), au=au.isoformat())


def _remedy(one: Lacune, annee: int, complet: Complet, *, prevue: bool) -> str:
    """What to do, in sentences, then what else may be."""
    if complet.reprise is not None:
        return t(
            "« {repris} » est la suite de « {fichier} », et ne parle que depuis le {reprise} : demandez les "
            "vacances des jours qui manquent, ou corrigez « complet du ».",
            repris=complet.repris,
            fichier=complet.fichier,
            reprise=complet.reprise.isoformat(),
        )
    asked = _asked(one, annee, complet, prevue=prevue)
    if complet.suivant:
        return t(
            "{a} Si « {suivant} » en est la suite, dites-y « suite de: {fichier} ».",
            a=asked,
            suivant=complet.suivant,
            fichier=written_name(complet.fichier),
        )
    if complet.fichier:
        return asked
    return t("{a} Si les fichiers vont plus loin, corrigez « complet au ».", a=asked)


def written_name(nom: str) -> str:
    """As YAML reads it back."""
    return nom if NU.fullmatch(nom) else json.dumps(nom, ensure_ascii=False)


def _asked(one: Lacune, annee: int, complet: Complet, *, prevue: bool) -> str:
    """A year begun by the last day that is known may be judged as of that day. prevue: is there a forecast? A
    row of it that is over says nothing of what may yet come."""
    jour, du, au = (d.isoformat() for d in (one.complet, one.du, one.au))
    asked = (
        t("Demandez l'extraction de « {fichier} » jusqu'au {au}.", au=au, fichier=complet.fichier)
        if complet.fichier
        else t("Demandez l'extraction jusqu'au {au}.", au=au)
    )
    if prevue and one.recriture is not None:
        return t(
            "{a} Sinon, dites dans « vacances_attendues » tout ce qui peut encore venir : {b}.",
            a=asked,
            b=told(one.recriture, of_conventions([ident for ident, _ in one.recriture.sans])),
        )
    if one.complet.year != annee or not one.entamee:
        return asked
    if prevue:
        return t(
            "{a} Sinon, jugez l'année au {jour} (--as-of), « vacances_attendues » disant dès le {du} tout ce "
            "qui peut encore venir.",
            a=asked,
            jour=jour,
            du=du,
        )
    return t("{a} Sinon, jugez l'année au {jour} (--as-of), et la suite y reste à venir.", a=asked, jour=jour)


def months_said(lacune: Lacune) -> str:
    """« 07/2025 à 12/2025 »."""
    ranks = [year * AN + month - 1 for year, month in lacune.mois]
    if len(ranks) > 2 and ranks[-1] - ranks[0] == len(ranks) - 1:
        return t("{a} à {b}", a=written(ranks[0]), b=written(ranks[-1]))
    return suite(map(written, ranks), "et")


def judged_periods(programme: Programme, annee: int) -> Iterator[Intervalle]:
    """The year, its quarters where a rule is judged on them, and the whole term where one is."""
    assert programme.convention.choix is not None, "asked of a convention that has some"
    own = programme.convention.choix.periode
    kinds = {ir.Periode.ANNEE, own, *(period_of(c.clause, own) for c in programme.clauses)}
    for kind in sorted(kinds):
        yield from periods(kind, annee, programme.convention.en_vigueur)


def _lacking(
    programme: Programme,
    periode: Intervalle,
    trous: Sequence[Trou],
    expected: Sequence[Ligne] | None,
    au: date,
) -> _Manque | None:
    close = periode.au <= au
    if close or expected is not None:
        jours = unsaid(periode, trous, au, expected or (), programme.convention.territoire)
    else:
        days = unsaid(Intervalle(du=periode.du, au=au - UN_JOUR), trous, au, (), ir.Territoire())
        jours = _long(days) if days is not None else None
    return None if jours is None else _Manque(jours=jours, close=close, entamee=periode.du < jours.du)


def _long(jours: Intervalle) -> Intervalle | None:
    """These days, where they hold a month."""
    month = (jours.au - jours.du).days >= MOIS or any(whole_months(jours.du, jours.au))
    return jours if month else None


def _touched(jours: Intervalle) -> Iterator[tuple[int, int]]:
    first, last = jours.du, jours.au
    for rank in range(first.year * AN + first.month - 1, last.year * AN + last.month):
        yield rank // AN, rank % AN + 1
