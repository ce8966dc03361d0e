"""What is said for certain of a vacancy whose clauses read an account (a turn, a deadline or an obligation
that asks whether a part or a quota was reached) from files of which days lack is so once they are whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Indetermine
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.decision import EtatDelai
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from convrules.year.ouverte import RYTHME, Hypothese
from playing import tirages
from runtime.build import apres
from year import build as b

DEBUT, FIN, AU = date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 5)
PREMIER = date(2024, 7, 1)
"""The first day on which a vacancy may come."""
COMMUNES = ("93048", "93066")
ATTRIBUTIONS = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)


def reached(clause: str, *, part: bool = False, a_date: bool = True) -> ir.Atteint:
    return ir.Atteint(clause=clause, part=part, a_date=a_date, jour=None)


def clauses(where: ir.Application, non_servi: ir.Perte, nombre: int, *, cascade: bool) -> Iterator[ir.Clause]:
    yield b.part("moitie", b.taux("1/2"), application=where)
    yield b.quota("nombre", rate=None, combien=nombre, base=ATTRIBUTIONS, application=where)
    yield ir.Tour(
        entete=b.entete("tour", debiteur="bailleur"),
        regle=ir.TourDe(clause="tour", titulaire=None),
        ordre=ir.Ordre(etapes=tuple(ir.Etape(compte=nom) for nom in ("etat", "commune"))),
        passe="attribution",
        jour="information",
        non_servi=non_servi,
        application=where,
    )
    asked: dict[str, ir.Expr] = {
        "atteinte": reached("moitie", part=True),
        "annoncee": reached("moitie", part=True, a_date=False),
        "faites": reached("nombre"),
        "a_l_etat": ir.TourDe(clause="tour", titulaire="etat"),
    }
    for nom, regle in asked.items():
        yield ir.Obligation(entete=b.entete(nom, debiteur="bailleur"), regle=regle)
    for nom in ("atteinte", "faites"):
        yield ir.Delai(
            entete=b.entete(f"si_{nom}", si=asked[nom], debiteur="bailleur"),
            regle=apres("proposition", "10 jour", "information"),
        )
    if cascade:
        limited = ir.Ordre(etapes=(ir.Etape(compte="etat", limite=1), ir.Etape(compte="bailleur")))
        yield ir.Imputation(entete=b.entete("ordre"), regle=limited)


def programme(
    where: ir.Application, non_servi: ir.Perte, evenements: str, nombre: int, *, cascade: bool
) -> Programme:
    choix = b.choix(evenements=ir.ComptageEvenements(evenements))
    signed = clauses(where, non_servi, nombre, cascade=cascade)
    return b.programme(b.MUTATIONS, *signed, choix=choix, en_vigueur=ir.Validite(du=DEBUT, au=FIN))


PROGRAMMES = st.builds(
    programme,
    st.sampled_from([b.ENSEMBLE, b.chaque(b.code("commune"))]),
    st.sampled_from(ir.Perte),
    st.sampled_from([str(how) for how in ir.ComptageEvenements]),
    st.integers(1, 2),
    cascade=st.booleans(),
)


def vacancy(n: int, jour: date, delays: tuple[int, int, int], compte: str, commune: str) -> Vacance:
    """Informed, then proposed, then attributed so many days later; compte: « ? » of one not recorded."""
    information = jour + timedelta(delays[0])
    proposition = information + timedelta(delays[1])
    attribution = proposition + timedelta(delays[2])
    return b.rows(
        1,
        f"V{n}-",
        commune=commune,
        affectation="location",
        disponibilite=jour.isoformat(),
        information=information.isoformat(),
        proposition=proposition.isoformat(),
        attribution=attribution.isoformat(),
        contingent=compte,
    )[0]


ROWS = st.lists(
    st.tuples(
        st.one_of(st.dates(PREMIER, FIN), st.dates(date(2025, 1, 1), date(2025, 3, 31))),
        st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(0, 40)),
        st.sampled_from(["etat", "etat", "commune", "bailleur", "?", "?"]),
        st.sampled_from(COMMUNES),
    ),
    min_size=2,
    max_size=9,
).map(lambda rows: [(row[0], vacancy(n, *row)) for n, row in enumerate(rows)])
"""Each with the day that dates it."""


def verdicts(prog: Programme, facts: Faits, hypothese: Hypothese) -> dict[tuple[str, str], object]:
    """What each clause that reads an account says of each vacancy, where it is known."""
    known = with_accounts((prog,), facts, AU, hypothese)
    found: dict[tuple[str, str], object] = {}
    for v in facts.vacances:
        decision = evaluate_vacance(prog, v, AU, faits=known)
        for owed in decision.obligations:
            if not isinstance(owed.issue, Indetermine):
                found[v.id, owed.clause.entete.nom] = owed.issue
        for delai in decision.delais:
            if delai.etat is not EtatDelai.INDETERMINE:
                found[v.id, delai.clause.entete.nom] = delai.etat
    return found


@settings(deadline=None, max_examples=tirages(200))
@given(PROGRAMMES, ROWS, st.tuples(st.integers(0, 8), st.integers(1, 20), st.integers(2, 90)), st.booleans())
def test_what_is_sure_without_some_rows_is_so_with_them(
    prog: Programme, rows: list[tuple[date, Vacance]], gap: tuple[int, int, int], announced: bool
) -> None:
    """gap: which row has its day among those that lack, how many days before it, and how many in all."""
    near, before, days = gap
    stop = rows[near % len(rows)][0] - timedelta(before)
    reprise = stop + timedelta(days) if stop + timedelta(days) <= AU else None
    expected = b.ligne("vacances_attendues", "A", du=DEBUT, au=FIN, min=4, max=5)
    whole = b.faits([v for _, v in rows], vacances_attendues=(expected,) if announced else None)
    kept = tuple(v for day, v in rows if day <= stop or (reprise is not None and day >= reprise))
    hypothese = replace(RYTHME, trous=(("disponibilite", ((stop, reprise),)),))
    said = verdicts(prog, whole, RYTHME)
    sure = verdicts(prog, replace(whole, vacances=kept), hypothese)
    for what, found in sure.items():
        assert said.get(what) == found, (what, found, said.get(what))
    read = [found for (_, nom), found in sure.items() if nom in ("tour", "faites", "atteinte")]
    event(f"rows lack: {len(kept) < len(rows)}, an account is known: {any(f in (True, False) for f in read)}")
