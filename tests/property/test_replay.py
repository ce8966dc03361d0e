"""A year replayed at speed is the year replayed one dwelling at a time, whatever texts say or rows lack."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.compiler import Programme, together
from convrules.facts.records import Ligne, Vacance
from convrules.orientation import at_once, one_by_one
from convrules.orientation.compilation import compile_politique
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay
from convrules.orientation.replayed import silence
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import apres, delai
from year import build as b

AU = date(2026, 2, 1)
ACCES = ir.Eligibilite(entete=b.entete("acces"), regle=b.champ("ascenseur"), menage=False)
PETITS = ir.Eligibilite(entete=b.entete("petits"), regle=b.egal(b.code("typologie"), "T1"), menage=False)
MUTATION = ir.Soustraction(entete=b.entete("mut"), regle=b.champ("mutation"), categorie="mutation")
DEHORS = ir.ClauseChamp(entete=b.entete("hors"), regle=b.champ("conventionne"))
EFFETS = [
    ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=decompte)
    for decompte in (None, ir.Decompte.NON_COMPTEE, ir.Decompte.RESTITUEE, ir.Decompte.COMPTEE)
]
PLAFOND = b.quota(
    "plafond",
    ir.Sens.AU_PLUS,
    "1/3",
    base=b.flux(),
    compte=b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE),
)
NOMBRE = b.quota(
    "nombre",
    ir.Sens.AU_PLUS,
    combien=1,
    base=b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE),
    application=b.chaque(b.code("commune")),
)
NEUFS = ir.Priorite(
    entete=b.entete("neufs", si=b.champ("neuf")),
    regle=ir.Ordre(etapes=(ir.Etape(compte="als"), ir.Etape(compte="les autres"))),
)
COMMUNES = b.chaque(b.code("commune"))
TAUX = ("3/10", "1/5", "1/4", "1/7", "1/2")


@st.composite
def conventions(draw: st.DrawFn, ident: str) -> Programme:
    base = b.flux(b.champ("zus")) if draw(st.booleans()) else None
    counted = draw(st.sampled_from([ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX]))
    clauses: list[ir.Clause] = [
        b.part(
            "p",
            b.taux(draw(st.sampled_from(TAUX))),
            base=base,
            compte=b.evenements(counted),
            application=draw(st.sampled_from([b.ENSEMBLE, COMMUNES])),
        )
    ]
    if draw(st.booleans()):
        clauses.append(b.part("q", b.taux("1/10"), base=b.flux(b.champ("pmr"))))
    clauses += draw(st.lists(st.sampled_from([ACCES, PETITS, MUTATION, DEHORS]), unique=True, max_size=3))
    if draw(st.booleans()):
        effet = draw(st.sampled_from(EFFETS))
        clauses.append(delai("d", apres("orientation", "1 mois", "information"), a_defaut=effet))
    clauses += draw(st.sampled_from([[]] * 5 + [[PLAFOND], [NOMBRE], [NEUFS]]))
    choix = b.choix(
        rattachement=draw(st.sampled_from(["disponibilite"] * 3 + ["information"])),
        evenements=draw(st.sampled_from(list(ir.ComptageEvenements))),
    )
    end = draw(st.sampled_from([*[date(2027, 12, 31)] * 6, date(2025, 6, 30), date(2024, 12, 31)]))
    return b.programme(
        *clauses,
        ident=ident,
        titulaire=ident,
        choix=choix,
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        en_vigueur=ir.Validite(du=date(2024, 1, 1), au=end),
    )


DAYS = ["2024-11-05", "2025-02-03", "2025-02-03", "2025-05-20", "2025-05-20", "2025-08-14", "2026-01-09"]
FLAGS = ("ascenseur", "mutation", "conventionne", "zus", "pmr", "neuf")
OFTEN_YES = st.sampled_from([True, True, True, False])
MAYBE = st.sampled_from([True, True, False, "?"])


@st.composite
def vacancies(draw: st.DrawFn, n: int) -> Vacance:
    """Most are complete, and were let; of the others anything may lack."""
    usual = draw(st.integers(0, 3)) > 0
    values: dict[str, object] = {nom: draw(OFTEN_YES if usual else MAYBE) for nom in FLAGS}
    values["mutation"] = draw(st.sampled_from([False, False, False, True] if usual else [False, "?"]))
    free = draw(st.sampled_from(DAYS[1:-1] if usual else [*DAYS, "?", "-"]))
    late = st.sampled_from(["2025-06-01", "2025-09-30"] if usual else ["2025-06-01", "?", "-", *DAYS])
    values |= {"disponibilite": free, "information": free, "attribution": draw(late), "bail": draw(late)}
    values["orientation"] = draw(st.sampled_from(["?", "-", "2025-02-20", "2025-05-28"]))
    values["typologie"] = draw(st.sampled_from(["T1", "T2"] if usual else ["T1", "?"]))
    values["commune"] = draw(st.sampled_from(["93048", "93066"] if usual else ["93048", "?"]))
    accounts = ["etat", "als", "commune", "bailleur"]
    values["contingent"] = draw(st.sampled_from(accounts if usual else [*accounts, "?", "?"]))
    (row,) = b.rows(1, f"V{n:02}-", **values)
    return row


@st.composite
def landlords(draw: st.DrawFn) -> tuple[Bailleur, tuple[Vacance, ...], tuple[Ligne, ...]]:
    made = {nom: draw(conventions(nom)) for nom in ("etat", "als", "commune")[: draw(st.integers(1, 3))]}
    programmes = tuple(together(made, {}).values())
    rows = tuple(draw(vacancies(n)) for n in range(draw(st.integers(4, 20))))
    acts: tuple[Ligne, ...] = ()
    if rows and draw(st.integers(0, 4)) == 0:
        chosen = draw(st.sampled_from(rows)).id
        kind = draw(st.sampled_from(["orientation", "remise", "reserve"]))
        acts = (b.ligne("actes", "a1", acte=kind, vacance=chosen, date=date(2025, 3, 3)),)
    return Bailleur(programmes=programmes), rows, acts


@settings(max_examples=60, deadline=None)
@given(landlords())
def test_replayed_at_once_as_one_by_one(
    case: tuple[Bailleur, tuple[Vacance, ...], tuple[Ligne, ...]],
) -> None:
    landlord, rows, acts = case
    facts = b.faits(rows, actes=acts)
    expected = one_by_one.replay(landlord, facts, 2025, AU)
    assert replay(landlord, facts, 2025, AU) == expected
    found = at_once.replay(landlord, facts, 2025, AU, silence)
    assert found is None or found == expected


@st.composite
def forecasts(draw: st.DrawFn) -> tuple[int | None, tuple[Ligne, ...]]:
    """A past year, or rows that say all that conventions may read, or not."""
    rows: list[Ligne] = []
    for n in range(draw(st.integers(0, 6))):
        first = draw(st.integers(1, 9))
        values: dict[str, object] = {nom: draw(OFTEN_YES) for nom in FLAGS}
        values["typologie"] = draw(st.sampled_from(["T1", "T1", "T2", "T2", "?"]))
        values["commune"] = draw(st.sampled_from(["93048", "93048", "93066", "?"]))
        low = draw(st.integers(0, 40))
        values |= {"min": Fraction(low), "max": Fraction(low + draw(st.integers(0, 9)))}
        days = {"du": date(2025, first, 1), "au": date(2025, first + draw(st.integers(0, 3)), 28)}
        rows.append(b.ligne("vacances_attendues", f"a{n}", **values, **days))
    return draw(st.sampled_from([None, None, 2024])), tuple(rows)


@settings(max_examples=60, deadline=None)
@given(landlords(), forecasts())
def test_looking_ahead_at_once_as_one_by_one(
    case: tuple[Bailleur, tuple[Vacance, ...], tuple[Ligne, ...]],
    forecast: tuple[int | None, tuple[Ligne, ...]],
) -> None:
    """And never a holder that may not take the dwelling; what the plan says, it says in figures that hold."""
    landlord, rows, acts = case
    annee, expected = forecast
    made = ir.Politique(
        ident="pol",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        choix=b.choix(),
        anticipation=ir.Anticipation(annee=annee),
    )
    ahead = Bailleur(programmes=landlord.programmes, politique=compile_politique(made, ()))
    facts = b.faits(rows, actes=acts, vacances_attendues=expected)
    slow = one_by_one.replay(ahead, facts, 2025, AU)
    assert replay(ahead, facts, 2025, AU) == slow
    found = at_once.replay(ahead, facts, 2025, AU, silence)
    assert found is None or found == slow
    said = slow.anticipation
    assert said is not None and (slow.borne is None or said.suivis == 0)
    assert said.suivis + sum(n for _, n in said.sans) == len(slow.pas) and said.autrement <= said.suivis
    by_id = {v.id: v for v in rows}
    for step in slow.pas:
        for programme in landlord.programmes:
            if step.conseil == programme.convention.ident:
                decision = evaluate_vacance(programme, by_id[step.vacance], date(2025, 12, 31), faits=facts)
                assert decision.eligible is True


@st.composite
def turns(draw: st.DrawFn) -> tuple[Programme, tuple[Vacance, ...]]:
    """Dwellings that a missed deadline may take from the holder, let in the period, after it or not, on an
    account or none."""
    effet = draw(st.sampled_from(EFFETS))
    made = b.programme(
        b.part("p", b.taux("1/2")),
        delai("d", apres("orientation", "1 mois", "information"), a_defaut=effet),
        ident="etat",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        en_vigueur=ir.Validite(du=date(2024, 1, 1), au=draw(st.sampled_from([None, date(2025, 9, 30)]))),
    )
    rows: list[Vacance] = []
    for n in range(draw(st.integers(2, 6))):
        free = draw(st.sampled_from(["2025-02-03", "2025-05-20"]))
        rows += b.rows(
            1,
            f"V{n}-",
            disponibilite=free,
            information=free,
            orientation=draw(st.sampled_from(["2025-02-20", "2025-05-28", "2025-09-01"])),
            attribution=draw(st.sampled_from(["2025-10-01", "-"])),
            bail=draw(st.sampled_from(["2025-10-01", "-"])),
            contingent=draw(st.sampled_from(["etat", "etat", "?"])),
        )
    return made, tuple(rows)


@settings(max_examples=40, deadline=None)
@given(turns())
def test_a_turn_that_decides_is_read_for_its_own_row(case: tuple[Programme, tuple[Vacance, ...]]) -> None:
    programme, rows = case
    landlord, facts = Bailleur(programmes=(programme,)), b.faits(rows)
    assert replay(landlord, facts, 2025, AU) == one_by_one.replay(landlord, facts, 2025, AU)


def test_rows_that_say_the_same_are_read_once() -> None:
    """Forty dwellings, two kinds for two conventions: eight readings at most, none for a row by itself."""
    programmes = {
        nom: b.programme(
            b.part("p", b.taux("3/10")), ACCES, MUTATION, ident=nom, titulaire=nom,
            bailleur=ir.Bailleur(nom="b", siren="000000000"),
        )
        for nom in ("etat", "als")
    }  # fmt: skip
    rows = [
        row
        for n in range(40)
        for row in b.rows(
            1,
            f"V{n:02}-",
            ascenseur=n % 2 == 0,
            mutation=False,
            disponibilite=f"2025-03-{n % 28 + 1:02}",
            attribution=f"2025-05-{n % 28 + 1:02}",
            contingent="etat",
        )
    ]
    landlord = Bailleur(programmes=tuple(together(programmes, {}).values()))
    found = at_once.replay(landlord, b.faits(rows), 2025, AU, silence)
    assert found is not None and found.seules == 0 and len(found.pas) == 40
    slow = one_by_one.replay(landlord, b.faits(rows), 2025, AU)
    assert slow.seules == 80 and slow == found
    assert sum((t.du for t in found.titulaires), Fraction(0)) == 40


def test_of_a_dwelling_that_no_part_holds_the_end_of_its_turn_is_read() -> None:
    """Two of the commune, which its part leaves out, both attributed in June; one was let in February, before
    the turn could be lost, the other in June, and whether it had been oriented is not known."""
    late = delai("d", apres("orientation", "1 mois", "information"), a_defaut=EFFETS[0])
    made = {
        nom: b.programme(
            b.part("p", b.taux("3/10"), base=base),
            *clauses,
            ident=nom,
            titulaire=nom,
            bailleur=ir.Bailleur(nom="b", siren="000000000"),
        )
        for nom, base, clauses in (("etat", None, ()), ("commune", b.flux(b.champ("zus")), (late,)))
    }
    said: dict[str, object] = {nom: nom not in ("zus", "mutation") for nom in FLAGS}
    said |= {"disponibilite": "2025-02-03", "information": "2025-02-03", "attribution": "2025-06-01"}
    said |= {"orientation": "?", "contingent": "commune"}
    leases = ("2025-02-03", "2025-06-01")
    rows = [row for n, bail in enumerate(leases) for row in b.rows(1, f"V{n}-", **said, bail=bail)]
    landlord = Bailleur(programmes=tuple(together(made, {}).values()))
    found, slow = (play(landlord, b.faits(rows), 2025, AU) for play in (replay, one_by_one.replay))
    assert [step.vacance for step in slow.pas] == ["V0-1"]
    assert [left.vacance for left in slow.laissees] == ["V1-1"]
    assert found == slow
