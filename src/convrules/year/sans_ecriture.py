"""Exchanges of turns of which an entry is missing: said when the data are held against the conventions.

Source: docs/langage, « Échanges ».
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.saisons import jour
from convrules.base.texte import suite, t
from convrules.base.values import Cellule
from convrules.compiler import Programme, finer_accounts
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import actes, recoupements
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Faits, Vacance
from convrules.runtime.holders import is_named
from convrules.runtime.places import on_territory
from convrules.year.cellules import as_text
from convrules.year.periode import periods
from convrules.year.porteurs import bears
from convrules.year.tours_echanges import ACTE, Echange, exchange_of, says

Lecture = Callable[[str], Cellule]


def check_exchanges(programmes: Sequence[Programme], faits: Faits) -> Iterator[Diagnostic]:
    """Those of a part that no convention has; and those of an account that conventions have, where the act
    says, on other days alone. An account without any convention has no entry to make."""
    rows = [row for row in faits.actes or () if as_text(row.cellule("acte")) == ACTE]
    vacances = {vacance.id: vacance for vacance in faits.vacances} if rows else {}
    for echange in map(exchange_of, rows):
        if echange is None:
            continue
        if echange.clause is not None and not any(says(echange, p) for p in programmes):
            yield _no_such_part(echange, programmes)
        elif echange.date.connu is not None and (echange.vacance is None or echange.vacance in vacances):
            yield from _of_other_days(echange, echange.date.connu, programmes, vacances)


def _no_such_part(echange: Echange, programmes: Sequence[Programme]) -> Diagnostic:
    parts = {c.ident for p in programmes for kind in (ir.Part, ir.Repartition) for c in p.of(kind)}
    return actes.acte_sans_clause(
        span=row_span(echange.ligne),
        acte=ACTE,
        clause=echange.clause or "",
        connues=", ".join(sorted(parts)),
    )


def _of_other_days(
    echange: Echange, day: date, programmes: Sequence[Programme], vacances: Mapping[str, Vacance]
) -> Iterator[Diagnostic]:
    read = echange.ligne.cellule if echange.vacance is None else vacances[echange.vacance].cellule
    for nom in dict.fromkeys(echange.comptes):
        own = list(_bearers(nom, read, programmes))
        if own and not any(_enters(p, nom, day) for p in own):
            names = (t("« {nom} »", nom=p.convention.ident) for p in own)
            yield recoupements.echange_hors_vigueur(
                span=row_span(echange.ligne),
                acte=echange.id,
                jour=jour(day),
                compte=nom,
                conventions=suite(list(names), "et"),
            )


def _bearers(nom: str, read: Lecture, programmes: Sequence[Programme]) -> Iterator[Programme]:
    """Conventions that have the account on some day, where the act says; an identifier names one anywhere."""
    for programme in programmes:
        finer = finer_accounts(programme)
        if is_named(programme, nom, finer) or (
            bears(programme, nom, finer) and on_territory(programme.convention.territoire, read) is not False
        ):
            yield programme


def _enters(programme: Programme, nom: str, day: date) -> bool:
    """Has the convention a year on that day in which the account is one of its own?"""
    vigueur = programme.convention.en_vigueur
    return vigueur.contains(day) and any(
        bears(programme, nom, finer_accounts(programme), periode)
        for periode in periods(ir.Periode.ANNEE, day.year, vigueur)
    )
