"""What a year says when the one before is missing: the table, the row or the command that would tell."""

from datetime import date

from convrules import ir
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.render.brought import brought_notes
from convrules.render.lexicon import VIDE
from convrules.render.orient_text import orient_text
from convrules.render.year_notes import notes
from convrules.year.model import Verdict
from year import build as b

TROIS_ANS = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
REGULARISEE = b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE)
LOUE = {"disponibilite": "2025-03-01", "attribution": "2025-05-01", "contingent": "etat", "commune": "93066"}


def told(prog, avant=(), **tables):
    bilan = b.year(prog, b.faits([*b.rows(3, **LOUE), *avant], **tables))
    return [" ".join(note.replace("\u202f", " ").split()) for note in brought_notes(bilan)]


def test_a_due_that_is_not_known_names_the_tables_of_the_year_before():
    prog = b.programme(b.MUTATIONS, b.part("p"), choix=REGULARISEE, en_vigueur=TROIS_ANS)
    (note,) = told(prog, soustractions=b.prevu(mutation=0))
    assert note.startswith("« p » : le dû n'est pas connu, faute")
    assert "des soustractions annoncées pour 2024 et des vacances de 2024" in note


def test_a_balance_that_is_not_known_names_the_command_and_the_row():
    carried = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)
    prog = b.programme(b.part("p", report=carried), b.part("libre"), en_vigueur=TROIS_ANS)
    (note,) = told(prog)
    assert "Déclarez-le dans la table « soldes »" in note and "compliance" not in note
    (with_rows,) = told(prog, avant=b.rows(1, "A-", **{**LOUE, "disponibilite": "2024-03-01"}))
    assert "« convrules compliance --year 2025 --since 2024 » juge ces années ensemble" in with_rows
    assert f"convention {prog.convention.ident}, clause p, annee 2024" in note
    row = b.ligne("soldes", "s", convention=prog.convention.ident, clause="p", annee=2024, solde=1)
    (note,) = told(prog, soldes=(row,))
    assert note.startswith("« p » : solde reporté de 2024 : 1 ; la cible en tient compte")


def test_each_cell_without_balance_is_named():
    carried = ir.Report(mode=ir.ModeReport.SOLDE_EXACT)
    part = b.part("p", report=carried, application=b.chaque(b.texte("commune")))
    (note,) = told(b.programme(part, en_vigueur=TROIS_ANS))
    assert "le solde reporté de 2024 (Saint-Denis (93066)) n'est pas connu" in note


def test_the_advice_says_where_the_balance_comes_from():
    carried = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)
    prog = b.programme(b.part("p", report=carried), b.part("libre"), en_vigueur=TROIS_ANS)
    (vacance,) = b.rows(1, disponibilite="2025-03-01", attribution="-", bail="-", commune="93066")
    au = date(2025, 4, 1)

    def screen(**tables):
        advice = rank(Bailleur(programmes=(prog,), politique=None), b.faits([vacance], **tables), vacance, au)
        return " ".join(orient_text([advice], au, VIDE).replace("\u202f", " ").split())

    assert "convrules compliance --year 2025 » dit si les fichiers permettent de le calculer" in screen()
    assert f"convention {prog.convention.ident}, clause p, annee 2024" in screen()
    row = b.ligne("soldes", "s", convention=prog.convention.ident, clause="p", annee=2024, solde=1)
    assert "compliance" not in screen(soldes=(row,))


def test_rows_that_may_be_of_a_value_that_no_row_shows_are_named():
    by_commune = b.quota("q", rate="1/3", pour=b.champ("qpv"), application=b.chaque(b.texte("commune")))
    lost = {**LOUE, "bail": "2025-06-01", "qpv": False, "commune": "?"}

    def told_of(n):
        rows = [*b.rows(20, "V-", bail="2025-06-01", qpv=True, **LOUE), *b.rows(n, "P-", **lost)]
        bilan = b.year(b.programme(by_commune), b.faits(rows))
        (regle,) = bilan.regles
        return regle, [" ".join(note.split()) for note in notes(bilan, VIDE)]

    regle, said = told_of(1)
    assert (regle.verdict, regle.ailleurs) == (Verdict.INDETERMINE, ("P-1",))
    assert said[:1] == [
        "« q » : P-1, où manque « commune », a peut-être une valeur qu'aucune autre ligne ne porte : la "
        "règle y serait jugée à part, et le verdict en dépend."
    ]
    assert (
        "P-1, P-2, P-3, P-4, P-5 et 2 autres, où manque « commune », ont peut-être une valeur"
        in told_of(7)[1][0]
    )


def test_a_missed_objective_is_said_to_be_no_breach():
    """Of a lease, none for the public that half must be."""
    found = []
    for force in (ir.Force.OBJECTIF, ir.Force.OBLIGATION):
        quota = b.quota("q", pour=b.champ("qpv"), force=force)
        bilan = b.year(b.programme(quota), b.faits(b.rows(1, **LOUE, bail="2025-05-03", qpv=False)))
        assert b.rule(bilan, "q").verdict is Verdict.NON_CONFORME
        found.append([n for n in notes(bilan, VIDE) if "ne pas l'atteindre" in n])
    assert [len(n) for n in found] == [1, 0]
