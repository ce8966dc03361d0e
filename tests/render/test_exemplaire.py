"""What notes say on the copy of a holder, of rows that it does not name."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.anglais import dire
from convrules.base.outcomes import Cause
from convrules.base.texte import Langue
from convrules.render.alerts import alert_lines
from convrules.render.already import already_there, forecast_notes
from convrules.render.balances import judged_since, taken_up_note
from convrules.render.brought import brought_notes, received_notes
from convrules.render.completing import lack_lines, some_rows
from convrules.render.contradicted import contradicted_notes
from convrules.render.elements import echeance_lines
from convrules.render.lexicon import VIDE, shown
from convrules.render.lost_quarters import quarter_notes
from convrules.render.report.html import render_html
from convrules.render.year_notes import awaiting_notes, notes
from convrules.runtime.decision import EtatDelai, ResultatDelai, ResultatElement
from convrules.year.dus import ResultatEcheance
from convrules.year.exemplaires import exemplaires
from convrules.year.model import ACompleter, Reduction, ResultatRegle, Verdict
from convrules.year.ouverte import Alerte, Avancement, GenreAlerte, Position, Recouverte
from convrules.year.valeurs import Contredit, Echangee, Sienne, Tue
from render import samples as s
from year import build as b

LOUE = {**b.LOUE, "contingent": "etat"}


def plain(text):
    return " ".join(text.split())


def copy(prog, rows):
    """The copy of the only holder, of whom are rows whose account is « etat »."""
    (one,) = exemplaires(b.whole([prog], b.faits(rows)), [prog])
    return one.bilan


def told(prog, rows):
    return [plain(note) for note in notes(copy(prog, rows).conventions[0], VIDE)]


def test_rows_of_others_that_may_be_of_a_value_that_no_row_shows_are_counted():
    by_commune = b.quota("q", rate="1/3", pour=b.champ("qpv"), application=b.chaque(b.texte("commune")))
    others = {**LOUE, "contingent": "als", "qpv": False, "commune": "?"}

    def said(*lost):
        rows = [*b.rows(20, qpv=True, **LOUE), *lost]
        return told(b.programme(b.part("p"), by_commune), rows)[0]

    assert said(*b.rows(1, "P-", **others)).startswith(
        "« q » : 1 ligne que cet exemplaire ne nomme pas, où manque « commune », a peut-être une valeur"
    )
    assert said(*b.rows(7, "P-", **others)).startswith(
        "« q » : 7 lignes que cet exemplaire ne nomme pas, où manque « commune », ont peut-être une valeur"
    )
    own = b.rows(2, "W-", **{**others, "contingent": "etat"})
    assert said(*own, *b.rows(7, "P-", **others)).startswith(
        "« q » : W-1, W-2, et 7 que cet exemplaire ne nomme pas, où manque « commune », ont peut-être"
    )


A_SOI = tuple(Sienne(f"V-{n}") for n in range(1, 13))
TOUTES = "V-1, V-2, V-3, V-4, V-5, V-6, V-7, V-8, V-9, V-10, V-11, V-12"


def test_rows_of_its_own_are_all_named():
    assert some_rows(A_SOI, 5) == TOUTES
    assert some_rows([Tue(0), *A_SOI, Tue(1)], 5) == f"{TOUTES}, et 2 que cet exemplaire ne nomme pas"
    assert plain(some_rows(list(map(str, A_SOI)), 5)) == "V-1, V-2, V-3, V-4, V-5 et 7 autres"


def alerts(rows, *, remis=True, days=30):
    one = Alerte(
        genre=GenreAlerte.JOURS,
        convention=s.CONVENTION.ident,
        clause=s.PART.entete.ident,
        cellule=(),
        valeur=s.b(3),
        seuil=days,
        vacances=tuple((row, date(2025, 3, 9)) for row in rows),
    )
    (own,) = s.BILAN.conventions
    late = replace(one, genre=GenreAlerte.RETARD, seuil=2)
    bilan = replace(s.BILAN, conventions=(replace(own, remis=remis),), alertes=(one, late))
    return [plain(said).partition(" : ")[2] for said in alert_lines(bilan)]


def test_alerts_of_a_copy_name_all_of_its_own_and_no_code():
    said, late = alerts(A_SOI)
    assert said.count(" le 09/03/2025") == 12
    assert alerts([Tue(0), Tue(1)])[0] == (
        "2 délais finissent dans les 30 jours : 2 que cet exemplaire ne nomme pas."
    )
    assert alerts([A_SOI[0], Tue(1)])[0] == (
        "2 délais finissent dans les 30 jours : V-1 le 09/03/2025 (1 que cet exemplaire ne nomme pas)."
    )
    assert late == "3 logements de retard à ce jour, seuil 2."
    assert alerts(["V-1"], remis=False) == [
        "1 délai finit dans les 30 jours : V-1 le 09/03/2025 (CR843).",
        "3 logements de retard à ce jour, seuil 2 (CR841).",
    ]


def test_few_days_are_told_in_words():
    ends = "1 délai finit {}\u202f: V-1 le 09/03/2025."
    same, next_day = (alerts(["V-1"], days=days)[0] for days in (0, 1))
    assert same == plain(ends).format("le jour même")
    assert next_day == plain(ends).format("le jour même ou le lendemain")


def test_what_a_forecast_counts_beside_is_of_the_landlord_s_data():
    (own,) = s.BILAN.conventions
    row = Recouverte(
        rang=0, ligne=b.ligne("vacances_attendues", "F"), coupe=s.AU, venues=A_SOI[:1], annoncees=()
    )
    ahead = Avancement(
        clause="p",
        cellule=(),
        base=s.b(0),
        du=s.b(0),
        realise=s.b(0),
        retard=None,
        annoncees=0,
        plafond=False,
        au_mieux=Position(fait=Fraction(0), cible=Fraction(0)),
    )

    def said(remis):
        (note,) = forecast_notes(replace(own, remis=remis, avancements=(ahead,), recouvertes=(row,)))
        return plain(note)

    assert "ce que les données du bailleur ont déjà" in said(True) and "CR892" not in said(True)
    assert "ce que vos données ont déjà" in said(False) and said(False).endswith("(CR892).")


def test_effects_of_one_day_are_said_in_english():
    said = shown("conv-a, a ; conv-b, b : le même jour")
    assert plain(said) == "« conv-a, a ; conv-b, b : le même jour »"
    assert dire(said, Langue.EN) == "“conv-a, a ; conv-b, b: the same day”"


def test_rows_of_its_own_that_a_forecast_counts_beside_are_all_named():
    row = Recouverte(
        rang=0, ligne=b.ligne("vacances_attendues", "F"), coupe=s.AU, venues=A_SOI[:4], annoncees=()
    )
    assert plain(already_there([row])) == "« V-1 », « V-2 », « V-3 » et « V-4 »"
    others = replace(row, annoncees=(Tue(0),))
    assert plain(already_there([others])) == "« V-1 », « V-2 », « V-3 », « V-4 » et d'autres"


def test_programmes_of_which_something_is_late_are_all_named():
    late = ResultatDelai(clause=s.DELAI, etat=EtatDelai.DEPASSE, retard_jours=3)
    elements = tuple(
        ResultatElement(niveau=ir.Niveau.PROGRAMME, element=f"P{n}", resultat=late) for n in range(30)
    )
    found = ResultatEcheance(clause=s.DELAI, decomptes=(("depasse", 30),), manquees=(), elements=elements)
    assert plain([*echeance_lines(found, VIDE)][-1]).endswith("et 10 autres (tous dans --format json)")
    assert len([*echeance_lines(found, VIDE, tous=True)]) == 31
    (own,) = s.BILAN.conventions
    for remis in (True, False):
        bilan = replace(s.BILAN, conventions=(replace(own, remis=remis, echeances=(found,)),))
        page = render_html(bilan, s.RECU, VIDE, "d", pour="Ville" if remis else "")
        assert ("P29" in page, "--format json" in page) == (remis, not remis)


def niveau(classe, level):
    return b.quota("q", base=ir.Population(classes=(classe,), niveau=level))


CANDIDATURES = niveau(ir.Classe.CANDIDATURES, ir.Niveau.CANDIDATURE)
REFUS = niveau(ir.Classe.REFUS, ir.Niveau.REFUS)
ECHANGE = Echangee.of("J1", gagne=True).en_doute


@pytest.mark.parametrize(
    ("clauses", "vacance", "said"),
    [
        ((b.quota("q"),), "V-1", "1 vacance à compléter"),
        ((CANDIDATURES,), "V-1/C1", "1 candidature à compléter"),
        ((CANDIDATURES,), Tue(0), "1 candidature à compléter"),
        ((REFUS,), Tue(0), "1 refus à compléter"),
        ((b.quota("p"), CANDIDATURES), Tue(0), "1 ligne à compléter"),
        ((b.quota("q"),), ECHANGE, "1 ligne à compléter"),
    ],
)
def test_rows_to_complete_are_called_what_they_are(clauses, vacance, said):
    """By the rules that wait for them, whoever reads the page; what lacks may be of another table."""
    (own,) = s.BILAN.conventions
    reductions = tuple(
        Reduction(clause=clause.entete.ident, cellule=(), ligne=replace(s.INCERTAINE, vacance=vacance))
        for clause in clauses
    )
    causes = frozenset({Cause(fait="dalo", ligne="droits D1")})
    found = replace(
        own,
        regles=tuple(
            ResultatRegle(clause=clause, cellules=(s.cellule(),), verdict=None) for clause in clauses
        ),
        a_completer=(ACompleter(vacance=vacance, causes=causes, reductions=reductions),),
    )
    page = plain(
        re.sub("<[^>]+>", " ", render_html(replace(s.BILAN, conventions=(found,)), s.RECU, VIDE, "d"))
    )
    assert f"{said}, ce qui réduit" in page and "une seule de ces lignes" in page
    (line,) = lack_lines(found, VIDE, 5)
    assert (", il réduit" in line) == (clauses == (REFUS,))


def test_several_turns_that_are_open_may_add():
    def said(n):
        cell = s.cellule(en_attente=tuple(f"V-{rank}" for rank in range(n)))
        (own,) = s.BILAN.conventions
        (note,) = awaiting_notes(
            replace(own, regles=(ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None),))
        )
        return plain(note)

    assert "1 vacance dont le tour n'est pas clos y ajoutera peut-être" in said(1)
    assert "13 vacances dont le tour n'est pas clos y ajouteront peut-être" in said(13)


def test_a_balance_that_is_not_known_is_the_landlord_s_to_give():
    """No command, nor table: the holder has neither."""
    exact = ir.Report(mode=ir.ModeReport.SOLDE_EXACT)
    before = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    prog = b.programme(b.part("p", report=exact), en_vigueur=before)
    own = copy(prog, b.rows(3, **LOUE)).conventions[0]
    for depuis in (None, judged_since((), 2024)):
        (note,) = map(plain, brought_notes(own, depuis))
        assert note == "« p » : le solde reporté de 2024 n'est pas connu. C'est au bailleur de le donner."


@pytest.mark.parametrize("quarter", [False, True])
def test_what_an_account_takes_up_is_the_landlord_s_to_say(quarter):
    note = taken_up_note(("« s » commence", date(2025, 1, 1)), "s.etat", "", quarter=quarter, remis=True)
    assert plain(note) == (
        "« s » commence : rien ne dit ce que « s.etat » reprend de ce qui restait dû ou d'avance ; "
        "c'est au bailleur de le dire."
    )


def test_data_of_a_quarter_before_are_the_landlord_s_to_complete():
    cell = replace(s.cellule(), cellule=(("trimestre", "2025-T2"),))
    regle = ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None)
    (note,) = quarter_notes("p", [cell.cellule], regle, remis=True)
    assert plain(note).endswith("n'est pas connu. Des données de 2025-T1 manquent au bailleur.")


def test_a_balance_between_two_numbers_is_the_landlord_s_to_complete():
    cell = s.cellule(solde_initial=s.b(1, 2), verdict=Verdict.INDETERMINE)
    clause = replace(s.PART, report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT))
    regle = ResultatRegle(clause=clause, cellules=(cell,), verdict=Verdict.INDETERMINE)
    (note,) = received_notes(regle, 2024, remis=True)
    assert plain(note).endswith("entre deux nombres : au bailleur de compléter 2024.")


@pytest.mark.parametrize(("remis", "qui"), [(True, "le bailleur"), (False, "la table « soldes »")])
def test_a_balance_that_the_landlord_says_otherwise_is_its_own(remis, qui):
    (own,) = s.BILAN.conventions
    ident, clause = own.convention.ident, s.PART.entete.ident
    said = Contredit(
        convention=ident, clause=clause, cellule=(), annee=2024, dit=Fraction(1), laisse=s.b(2), repris=s.b(2)
    )
    bilan = replace(s.BILAN, conventions=(replace(own, remis=remis),), contredits=(said,))
    (note,) = map(plain, contradicted_notes(bilan, ident))
    assert f"le solde de 2024 est 1 d'après {qui}, et 2 d'après 2024" in note
