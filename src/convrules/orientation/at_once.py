"""A year replayed at speed: each convention read once for all the rows of which it says the same, accounts
kept as whole numbers, nothing said of a step but to whom.

Equal to `one_by_one.replay`, which is asked where a policy does more than look ahead, or an order, a turn or
a ledger decides.
Source: docs/langage, « Rejouer une année ».
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu
from convrules.columnar.atoms import Atoms
from convrules.columnar.tables import coded, table_of
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.orientation.anticipation import opened
from convrules.orientation.avance import Avance
from convrules.orientation.bornes import from_nothing
from convrules.orientation.classes import Classes, Rangees, by_row
from convrules.orientation.cours import Cours
from convrules.orientation.etapes import Lecture, Sort, sort_of
from convrules.orientation.flux import Clefs
from convrules.orientation.limites import limits
from convrules.orientation.model import BAILLEUR
from convrules.orientation.numbers import JAMAIS, Cote, Fiche, Grille, Jeu, Modele
from convrules.orientation.one_by_one import apports_of, bare, read, readers, unknown_balances
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Attribue, Laissee, Pas, Rejeu, Sommet, TitulaireRejoue
from convrules.orientation.session import Session, open_session
from convrules.runtime.reading import event_of_cell
from convrules.year.comptes import counts_others


def replay(bailleur: Bailleur, faits: Faits, annee: int, au: date, avancer: Pas) -> Rejeu | None:
    """The same; None where it is to be asked step by step."""
    close = min(au, date(annee, 12, 31))
    if _beyond(bailleur, faits, close):
        return None
    table = table_of(faits, close)
    rangees = Rangees(
        atoms=Atoms(table=table),
        annee=annee,
        actees=frozenset(_recorded(faits)),
        refusees=frozenset(rank for rank, v in enumerate(faits.vacances) if v.ligne.refusee),
    )
    laid = {p.convention.ident: rangees.classes(p) for p in bailleur.programmes}
    rows = {
        ident: [faits.vacances[rank] for rank in classes.premiers]
        for ident, classes in laid.items()
        if classes is not None
    }
    every = frozenset(v.id for v in faits.vacances)
    # Why: every convention would read again all that was expected of days that are past.
    entered = any(isinstance(c.clause, ir.Imputation) for p in bailleur.programmes for c in p.clauses)
    today = faits if entered else replace(faits, vacances_attendues=_still_expected(faits, close))
    session = bare(open_session(bailleur.programmes, bailleur.politique, today, close, every, rows, connu=au))
    if any(t.cadre.livre.ecritures for t in session.titulaires):
        return None
    classees = [laid[t.programme.convention.ident] for t in session.titulaires]
    tri = _sorted(session, faits.vacances, [c for c in classees if c is not None], annee)
    if tri is None:
        return None
    found = _played(session, tri, (faits, every), avancer)
    return replace(
        found,
        annee=annee,
        au=au,
        lisent=tuple(dict.fromkeys(readers(bailleur))),
        seules=sum(c.seules for c in classees if c is not None),
        lues=lambda: [tri.genres[etape.genre] for etape in tri.etapes],
    )


def _still_expected(faits: Faits, close: date) -> tuple[Ligne, ...] | None:
    """Of what is expected, the rows whose days are not all past."""
    rows = faits.vacances_attendues
    if rows is None:
        return None
    ends = (event_of_cell(row.cellule("au"), "au").connu for row in rows)
    return tuple(row for row, end in zip(rows, ends, strict=True) if end is None or end > close)


def _recorded(faits: Faits) -> Iterator[int]:
    """Ranks of the rows that the journal speaks of."""
    named = {str(c.valeur) for a in faits.actes or () for c in a.cellules.values() if isinstance(c, Connu)}
    return (rank for rank, v in enumerate(faits.vacances) if v.id in named) if named else iter(())


def _beyond(bailleur: Bailleur, faits: Faits, close: date) -> bool:
    """Does something else than deficits rank, or do accounts depend on the rows before?"""
    politique = bailleur.politique
    if politique is not None and politique.politique.en_vigueur.contains(close):
        own = politique.politique
        if own.clauses or own.departage is not None or own.anticipation is None:
            return True
    if counts_others(bailleur.programmes) or len({v.id for v in faits.vacances}) < len(faits.vacances):
        return True
    clauses = [c for p in bailleur.programmes for c in p.clauses]
    return any(c.atteintes or isinstance(c.clause, ir.Priorite | ir.Tour) for c in clauses)


# --- which dwellings --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Etape:
    """A dwelling to replay. `a`: to whom it went; `genre`: the rank of its class."""

    vacance: str
    jour: date
    a: str
    eligibles: int
    genre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tri:
    """Dwellings to replay, in their order; what is left aside; how many still wait. `genres`: by class, what
    its rows are to each holder."""

    etapes: list[_Etape]
    laissees: tuple[Laissee, ...]
    ouvertes: int
    genres: Mapping[int, Sequence[Lecture]]


def _sorted(
    session: Session, vacances: Sequence[Vacance], laid: Sequence[Classes], annee: int
) -> _Tri | None:
    """Rows of one class under every convention are sorted together; None when one of them stands in no cell
    for certain."""
    columns = [by_row(c, len(vacances)) for c in laid]
    together = coded(list(zip(*columns, strict=True)) if columns else [()] * len(vacances))
    lues = [_lectures(session, n, c, vacances) for n, c in enumerate(laid)]
    sorts: list[Sort | bool] = []
    genres: dict[int, Sequence[Lecture]] = {}
    for genre, first in enumerate(together.firsts):
        found = [lue[column[first]] for lue, column in zip(lues, columns, strict=True) if column[first] >= 0]
        sort = sort_of(found, annee)
        sorts.append(sort)
        if isinstance(sort, Sort) and sort.a is not None:
            if any(r.offre.peut_etre for r in found) or not any(r.offre.sures for r in found):
                return None
            genres[genre] = found
    days = _days(laid, lues)
    etapes: list[_Etape] = []
    left: list[Laissee] = []
    for rank, genre in enumerate(together.codes):
        sort = sorts[genre]
        if isinstance(sort, bool):
            continue
        ident = vacances[rank].id
        if sort.a is None:
            left.append(Laissee(vacance=ident, causes=sort.causes, pour=sort.pour, tu=sort.tu))
        else:
            etapes.append(
                _Etape(vacance=ident, jour=days[rank], a=sort.a, eligibles=sort.eligibles, genre=genre)
            )
    etapes.sort(key=lambda e: (e.jour, e.eligibles, e.vacance))
    waiting = sum(1 for genre in together.codes if sorts[genre] is True)
    return _Tri(
        etapes=etapes,
        laissees=tuple(sorted(left, key=lambda x: x.vacance)),
        ouvertes=waiting,
        genres=genres,
    )


def _lectures(
    session: Session, rang: int, classes: Classes, vacances: Sequence[Vacance]
) -> Sequence[Lecture]:
    """By class, its first row as read under the convention."""
    titulaire = session.titulaires[rang]
    apports = apports_of(titulaire)
    suivis = (titulaire.suivis[vacances[rank].id] for rank in classes.premiers)
    return [read(session, rang, suivi, apports) for suivi in suivis]


def _days(laid: Sequence[Classes], lues: Sequence[Sequence[Lecture]]) -> Mapping[int, date]:
    """The first reference day of each row, where it is known under some convention."""
    found: dict[int, date] = {}
    seen: list[tuple[Sequence[int], Sequence[date]]] = []
    for classes, lectures in zip(laid, lues, strict=True):
        if not classes.seules and (classes.rangs, classes.jours) in seen:
            continue
        seen.append((classes.rangs, classes.jours))
        for rank, day in zip(classes.rangs, classes.jours, strict=False):
            if rank not in found or day < found[rank]:
                found[rank] = day
        for rank, code in zip(
            classes.rangs[len(classes.jours) :], classes.codes[len(classes.jours) :], strict=True
        ):
            day_ = lectures[code].jour
            if day_ is not None and (rank not in found or day_ < found[rank]):
                found[rank] = day_
    return found


# --- steps ------------------------------------------------------------------------------------
def _played(session: Session, tri: _Tri, known: tuple[Faits, frozenset[str]], avancer: Pas) -> Rejeu:
    """`known`: all the data, and the names of its rows."""
    faits, every = known
    grille = Grille(titulaires=session.titulaires, aside=every)
    cours = opened(session, faits, borne=from_nothing(session.titulaires))
    ahead = _forecast_accounts(session, cours)
    grille.open({id(r): r for found in tri.genres.values() for r in found}.values(), ahead)
    limites = limits(session.titulaires, frozenset(e.vacance for e in tri.etapes))
    avance = None
    if cours is not None:
        comptes = [*(grille.cellules[rang][cells] for rang, cells in ahead), 0]
        avance = Avance(cours=cours, comptes=comptes, cellules=grille.cells, unite=grille.unite)
    jeu = Jeu.of(grille, limites, avance, ouvert=session.ouvert)
    fiches: dict[int, Fiche] = {}
    modeles = {genre: _modele(grille, found, fiches) for genre, found in tri.genres.items()}
    told: list[Attribue] = []
    for rang, etape in enumerate(tri.etapes):
        conseil, pire_conseil, pire = jeu.play(
            modeles[etape.genre], etape.vacance, etape.a, (rang, etape.jour)
        )
        told.append(
            Attribue(
                vacance=etape.vacance,
                jour=etape.jour,
                fait=etape.a,
                conseil=conseil,
                pire=grille.dwellings(pire),
                pire_conseil=grille.dwellings(pire_conseil),
            )
        )
        avancer(rang + 1, len(tri.etapes))
    return Rejeu(
        annee=session.au.year,
        au=session.au,
        titulaires=tuple(_holders(session, jeu, tri, modeles)),
        pas=tuple(told),
        laissees=tri.laissees,
        ouvertes=tri.ouvertes,
        borne=jeu.borne if tri.etapes else None,
        politique=session.cadre.politique,
        soldes=tuple(unknown_balances(session)),
        anticipation=avance.decompte.close(avance.cours.regle, avance.cours.prevision)
        if avance is not None
        else None,
    )


def _forecast_accounts(session: Session, cours: Cours | None) -> Sequence[tuple[int, Clefs]]:
    """By holder of a forecast, but the landlord that comes last: the account that unites its own."""
    if cours is None:
        return ()
    rangs = {t.programme.convention.ident: n for n, t in enumerate(session.titulaires)}
    prevision = cours.prevision
    return [(rangs[ident], prevision.cellules[ident]) for ident in prevision.attendus.noms[:-1]]


def _modele(grille: Grille, found: Sequence[Lecture], known: dict[int, Fiche]) -> Modele:
    for lecture in found:
        if id(lecture) not in known:
            known[id(lecture)] = grille.fiche(lecture)
    return grille.modele([known[id(lecture)] for lecture in found])


def _holders(
    session: Session, jeu: Jeu, tri: _Tri, modeles: Mapping[int, Modele]
) -> Iterator[TitulaireRejoue]:
    """Those that were in a step, by name; the landlord last."""
    due = [0] * (len(session.titulaires) + 1)
    met = set[int]()
    for genre, times in Counter(e.genre for e in tri.etapes).items():
        modele = modeles[genre]
        met.update(modele.titulaires)
        for titulaire, taux in zip(modele.titulaires, modele.taux, strict=True):
            due[titulaire] += times * taux
    conventions = [t.programme.convention for t in session.titulaires]
    order = sorted(range(len(conventions)), key=lambda n: conventions[n].ident)
    for n in (*order, len(conventions)):
        if n in met:
            yield TitulaireRejoue(
                ident=conventions[n].ident if n < len(conventions) else BAILLEUR,
                convention=conventions[n] if n < len(conventions) else None,
                du=jeu.grille.dwellings(due[n]),
                recu=jeu.fait.recus[n],
                conseille=jeu.conseil.recus[n],
                pire=_worst(jeu, jeu.fait, n, tri),
                pire_conseil=_worst(jeu, jeu.conseil, n, tri),
            )


def _worst(jeu: Jeu, cote: Cote, titulaire: int, tri: _Tri) -> Sommet | None:
    if cote.pires[titulaire] == JAMAIS:
        return None
    etape = tri.etapes[cote.pas[titulaire]]
    return Sommet(retard=jeu.grille.dwellings(cote.pires[titulaire]), jour=etape.jour, vacance=etape.vacance)
