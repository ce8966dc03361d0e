"""Lines of the journal held against the conventions: what nothing will read, what leaves results open."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, connu
from convrules.base.records import dataclass, replace
from convrules.base.texte import cite, suite
from convrules.base.values import Connu, Inconnu
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import actes as problems
from convrules.diagnostics.problems import doublons
from convrules.facts.destinataires import fold, recipients
from convrules.facts.ordre import check_dates
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import COMPTES, Ligne, Vacance, adds_up

GENRES: Final[Mapping[str, type[ir.ClauseBase]]] = {
    "decision": ir.DecisionHumaine,
    "constat": ir.ModeCorrectif,
    "transmission": ir.Transmission,
}
D_UNE_VACANCE: Final = frozenset({"orientation", "remise", "reprise", "echange", "reserve"})
SANS_COLONNE: Final = frozenset({"convention", "reservataire"})
PROPRE: Final = {"decision": "reponse", "constat": "resultat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseActee:
    """A clause that the journal may cite. `colonnes`: those that say which element or cell a line is
    about. `preuves`: decisions that end a corrective mode. `destinataires`: names of those to whom
    something is sent."""

    convention: str
    genre: type[ir.ClauseBase]
    colonnes: tuple[str, ...]
    preuves: tuple[str, ...] = ()
    destinataires: frozenset[str] = frozenset()


Actees = Mapping[str, Sequence[ClauseActee]]
"""By the name under which the clause is cited."""


def recorded_clauses(programmes: Iterable[Programme]) -> Actees:
    """What the journal of a landlord may cite, from its conventions."""
    found: dict[str, list[ClauseActee]] = {}
    for programme in programmes:
        for clause in programme.clauses:
            known = _known(clause.clause, programme)
            if known is not None:
                found.setdefault(clause.ident, []).append(known)
    return found


def _known(clause: ir.Clause, programme: Programme) -> ClauseActee | None:
    ident = programme.convention.ident
    if isinstance(clause, ir.DecisionHumaine):
        columns = () if clause.porte_sur in SANS_COLONNE | {"candidature"} else (clause.porte_sur,)
        return ClauseActee(convention=ident, genre=ir.DecisionHumaine, colonnes=columns)
    if isinstance(clause, ir.Delegation | ir.Part):
        # Whether a vacancy falls under a delegated fraction, or under a part set apart, is somebody's to say.
        return ClauseActee(convention=ident, genre=ir.DecisionHumaine, colonnes=("vacance",))
    if isinstance(clause, ir.Transmission):
        names = (r.noms for r in recipients(clause, programme.convention))
        return ClauseActee(
            convention=ident,
            genre=ir.Transmission,
            colonnes=(),
            destinataires=frozenset[str]().union(*names),
        )
    if isinstance(clause, ir.ModeCorrectif):
        watched = next(c.clause for c in programme.clauses if c.ident == clause.surveille)
        assert isinstance(watched, ir.Quota | ir.Part), "checked: a part or quota is watched"
        return ClauseActee(
            convention=ident,
            genre=ir.ModeCorrectif,
            colonnes=tuple(champ.nom for champ in watched.application.dimensions),
            preuves=tuple(e.nom for e in ir.walk(clause.fin) if isinstance(e, ir.DecisionAttendue)),
        )
    return None


def check_acts(actes: Sequence[Ligne] | None, connues: Actees, entieres: bool = True) -> Iterator[Diagnostic]:
    """Lines that cite nothing, that say too little, or that contradict one another. entieres: no convention
    has a mistake; otherwise one that has may be what a line cites."""
    for ligne in actes or ():
        acte = _text(ligne, "acte")
        if acte is None:
            yield problems.acte_incomplet(
                span=row_span(ligne), acte="(sans genre)", colonnes=cite("acte"), comptes=_exchanging(ligne)
            )
            continue
        cited = _cited(ligne, acte, connues)
        if acte in GENRES and not cited:
            if entieres:
                yield _unread(ligne, acte, connues)
            continue
        missing = [colonne for colonne in _needed(acte, cited) if not _given(ligne, colonne)]
        if missing:
            names = suite(map(cite, missing))
            yield problems.acte_incomplet(span=row_span(ligne), acte=acte, colonnes=names)
        to = _text(ligne, "destinataire")
        if acte == "transmission" and to and not any(fold(to) in c.destinataires for c in cited):
            yield problems.destinataire_inconnu(
                span=row_span(ligne), clause=_text(ligne, "clause") or "", destinataire=to
            )
    yield from _same_day(actes or (), connues)


def _exchanging(ligne: Ligne) -> str:
    """The accounts that an act which may be of exchange names."""
    named = (_text(ligne, nom) for nom in COMPTES if adds_up(ligne.cellules))
    return suite([cite(nom) for nom in named if nom is not None], "et")


def _cited(ligne: Ligne, acte: str, connues: Actees) -> list[ClauseActee]:
    """Clauses of the kind that a line may be about; a line that names no convention, of any."""
    if acte not in GENRES:
        return []
    convention = _text(ligne, "convention")
    return [
        c
        for c in connues.get(_text(ligne, "clause") or "", ())
        if c.genre is GENRES[acte] and convention in (None, c.convention)
    ]


def _unread(ligne: Ligne, acte: str, connues: Actees) -> Diagnostic:
    names = sorted(nom for nom, found in connues.items() if any(c.genre is GENRES[acte] for c in found))
    return problems.acte_sans_clause(
        span=row_span(ligne), acte=acte, clause=_text(ligne, "clause") or "", connues=", ".join(names)
    )


def _needed(acte: str, cited: Sequence[ClauseActee]) -> tuple[str, ...]:
    if acte == "echange":
        return ("date",)
    if acte in D_UNE_VACANCE:
        return ("date", "vacance")
    own = (PROPRE[acte],) if acte in PROPRE else ()
    return ("date", *own, *(cited[0].colonnes if cited else ()))


def _same_day(actes: Sequence[Ligne], connues: Actees) -> Iterator[Diagnostic]:
    """A finding « manqué » and the proof that would end it, on one day and one cell."""
    proofs = [x for x in actes if _text(x, "acte") == "decision" and x.cellule("reponse") == Connu(True)]
    for ligne in actes:
        if _text(ligne, "acte") != "constat" or _text(ligne, "resultat") != "manque":
            continue
        for clause in _cited(ligne, "constat", connues):
            for proof in proofs:
                if _text(proof, "clause") in clause.preuves and _meet(ligne, proof, clause.colonnes):
                    yield problems.constat_et_preuve(
                        span=row_span(proof),
                        clause=_text(ligne, "clause") or "",
                        preuve=_text(proof, "clause") or "",
                        jour=str(_day(ligne)),
                    )


def _meet(a: Ligne, b: Ligne, colonnes: Sequence[str]) -> bool:
    """One day, one convention as far as they say, one cell as far as both say it."""
    shared = [c for c in ("convention", *colonnes) if _given(a, c) and _given(b, c)]
    return _day(a) is not None and _day(a) == _day(b) and all(a.cellule(c) == b.cellule(c) for c in shared)


# --- against the data -------------------------------------------------------------------------
EVENEMENTS: Final = ("orientation", "remise", "reprise", "echange")


def check_against_data(actes: Sequence[Ligne] | None, vacances: Sequence[Vacance]) -> Iterator[Diagnostic]:
    """Acts that the data date, or impute, otherwise, or that come after the end of the letting. Of several
    lines, the latest is held against them."""
    latest: dict[tuple[str, str], Ligne] = {}
    for ligne in actes or ():
        key = _text(ligne, "acte") or "", _text(ligne, "vacance") or ""
        day, before = _day(ligne), latest.get(key)
        if key[0] in EVENEMENTS and day is not None:
            latest[key] = ligne if before is None or day >= (_day(before) or day) else before
    known = {v.id: v for v in vacances} if latest else {}
    for (acte, ident), ligne in latest.items():
        if ident in known:
            yield from _differ(ligne, acte, known[ident])


def check_orphans(
    actes: Sequence[Ligne] | None, vacances: Sequence[Vacance], ecartees: Container[str] = ()
) -> Iterator[Diagnostic]:
    """Acts on vacancies that were not read: told once, at the first; so are those on vacancies that the
    mapping leaves aside (`ecartees`)."""
    known = {v.id for v in vacances}
    found = [
        (ident, acte, ligne)
        for ligne in actes or ()
        if (acte := _text(ligne, "acte")) in D_UNE_VACANCE
        and (ident := _text(ligne, "vacance")) is not None
        and ident not in known
    ]
    for aside in (False, True):
        lost = [one for one in found if (one[0] in ecartees) is aside]
        for ident, acte, ligne in lost[:1]:
            said = {"vacance": ident, "acte": acte, "nombre": str(len(lost))}
            yield doublons.actes_sans_vacance(span=row_span(ligne), ecartee=ident if aside else "", **said)


def _differ(ligne: Ligne, acte: str, vacance: Vacance) -> Iterator[Diagnostic]:
    day, own = _day(ligne), vacance.ligne.cellule(acte)
    assert day is not None, "undated lines are left out"
    event = own.valeur if isinstance(own, Connu) and isinstance(own.valeur, Evenement) else None
    if event is not None and not event.low <= day.toordinal() <= event.high:
        said = event.connu.isoformat() if event.connu is not None else "pas survenu ce jour-là"
        yield _contradiction(ligne, vacance, acte, day.isoformat(), said)
    compte, recorded = _text(ligne, "compte"), _text(vacance.ligne, "contingent")
    if acte in ("remise", "reprise") and None not in (compte, recorded) and compte != recorded:
        yield _contradiction(ligne, vacance, "contingent", compte or "", recorded or "")
    if acte == "orientation" and isinstance(own, Inconnu):
        dated = replace(vacance.ligne, cellules={**vacance.ligne.cellules, acte: Connu(connu(day, acte))})
        for found in check_dates(dated):
            if acte in found.champs:
                yield found.constat(span=row_span(ligne))


def _contradiction(ligne: Ligne, vacance: Vacance, fait: str, journal: str, donnee: str) -> Diagnostic:
    return problems.journal_contre_donnees(
        span=row_span(ligne), vacance=vacance.id, fait=fait, journal=journal, donnee=donnee
    )


# --- cells ----------------------------------------------------------------------------------
def _given(ligne: Ligne, colonne: str) -> bool:
    return isinstance(ligne.cellule(colonne), Connu)


def _text(ligne: Ligne, colonne: str) -> str | None:
    cell = ligne.cellule(colonne)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else None


def _day(ligne: Ligne) -> date | None:
    cell = ligne.cellule("date")
    if not isinstance(cell, Connu):
        return None
    valeur = cell.valeur.connu if isinstance(cell.valeur, Evenement) else cell.valeur
    return valeur if isinstance(valeur, date) else None
