"""What opens under each figure of the page of the year, from results built by hand."""

import re
from datetime import date
from fractions import Fraction
from html import unescape

import pytest

from convrules import ir
from convrules.base.records import replace
from convrules.base.texte import Langue
from convrules.render.lexicon import VIDE
from convrules.render.report.html import render_html
from convrules.year.model import ResultatRegle, TourRendu
from convrules.year.valeurs import Echangee
from render import samples as s
from render.samples import RECU, plain

PAGE = render_html(s.BILAN, RECU, VIDE, "d")


def opened(html: str) -> list[tuple[str, list[str]]]:
    """What opens under each figure: its title, and the lines that it shows."""
    return [
        (said(title), [said(line) for line in re.findall(r"<li>(.*?)</li>", lines)])
        for title, lines in re.findall(
            r"<details><summary>([^<]*)</summary><ul>((?:<li>[^<]*</li>)*)</ul></details>", html
        )
    ]


def said(html: str) -> str:
    return plain(unescape(html))


def of_rule(regle: ResultatRegle, langue: Langue = Langue.FR) -> str:
    """The page of a year of one rule."""
    (b,) = s.BILAN.conventions
    bilan = replace(s.BILAN, conventions=(replace(b, regles=(regle,)),))
    return render_html(bilan, RECU, VIDE, "d", langue=langue)


def test_each_figure_opens_onto_its_rule_and_rows() -> None:
    assert opened(PAGE) == [
        (
            "Lignes de « contingent_etat »",
            [
                "Règle : part « contingent_etat » (article 3)",
                "Dans la base à coup sûr (2) : V-1, V-3",
                "Comptées à coup sûr (1) : V-1",
            ],
        ),
        (
            "Lignes de « quart_hors_qpv », Saint-Denis (93066)",
            [
                "Règle : quota « quart_hors_qpv » (article 4)",
                "Dans la base à coup sûr (2) : V-1, V-3",
                "Comptées à coup sûr (1) : V-1",
                "Peut-être, faute de données (1) : V-<7>, peut-être dans la base et dans « Fait » "
                "(donnée absente : ménage relevant du premier quartile de ressources (premier_quartile))",
            ],
        ),
        (
            "Lignes de « quart_hors_qpv », Aubervilliers (93001)",
            [
                "Règle : quota « quart_hors_qpv » (article 4)",
                "Dans la base à coup sûr (2) : V-1, V-3",
                "Comptées à coup sûr (1) : V-1",
            ],
        ),
    ]
    assert "50 de chaque sorte au plus" in PAGE


@pytest.mark.parametrize(
    ("n", "last"), [(50, "V-049"), (51, "V-049 et 1 autre"), (1290, "V-049 et 1 240 autres")]
)
def test_a_page_names_some_rows_and_says_how_many_are_left(n: int, last: str) -> None:
    noms = tuple(f"V-{i:03}" for i in range(n))
    unsure = tuple(replace(s.INCERTAINE, vacance=nom) for nom in noms)
    cell = s.cellule(lignes_base=(), lignes_comptees=noms, a_completer=unsure)
    regle = ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None)
    ((_, (_, counted, perhaps)),) = opened(of_rule(regle))
    rest = ", dans lignes.csv : convrules compliance … -o dossier" if n > 50 else ""
    assert counted.endswith(f"V-048, {last}{rest}") and "V-050" not in counted + perhaps
    assert counted.startswith(f"Comptées à coup sûr ({'1 290' if n == 1290 else n}) : V-000, V-001,")
    left = last.removeprefix("V-049")
    assert perhaps.endswith(f"(premier_quartile)){left}{rest}") and perhaps.count("peut-être dans") == 1


def test_a_rule_opens_onto_turns_given_back_and_rows_of_no_cell_that_is_shown() -> None:
    turn = TourRendu(
        vacance="V-1",
        convention="c",
        clause="delai",
        effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR),
        jour=date(2025, 3, 1),
        rendu_a="bailleur",
        enregistre="etat",
    )
    rule = {"clause": s.QUOTA, "verdict": None, "rendus": (turn,), "ailleurs": ("V-9",)}
    own = [
        "Comptées, bien que leur tour ait été rendu (1) : V-1 (« delai », 1er mars 2025)",
        "Peut-être dans une cellule qu’aucune ligne ne montre (1) : V-9",
    ]
    whole, cell = opened(of_rule(ResultatRegle(cellules=(s.cellule("93066"),), **rule)))  # type: ignore[arg-type]
    assert whole[0] == "Lignes de « quart_hors_qpv », toutes cellules" and whole[1][1:] == own
    assert not set(own) & set(cell[1])
    ((title, lines),) = opened(of_rule(ResultatRegle(cellules=(s.cellule(),), **rule)))  # type: ignore[arg-type]
    assert title == "Lignes de « quart_hors_qpv »" and lines[-2:] == own
    nothing = s.cellule(lignes_base=(), lignes_comptees=())
    assert opened(of_rule(ResultatRegle(clause=s.PART, cellules=(nothing,), verdict=None))) == []


@pytest.mark.parametrize(("n", "whose"), [(1, "son tour"), (2, "leur tour")])
def test_what_counts_though_its_turn_was_given_back_is_to_be_checked(n: int, whose: str) -> None:
    """One letting has its turn, several have theirs."""
    turns = tuple(
        TourRendu(
            vacance=f"V-{rank}",
            convention=s.CONVENTION.ident,
            clause="delai",
            effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR),
            jour=date(2025, 3, 1),
            rendu_a="bailleur",
            enregistre="etat",
        )
        for rank in range(n)
    )
    page = said(of_rule(ResultatRegle(clause=s.PART, cellules=(s.cellule(),), verdict=None, rendus=turns)))
    assert f"dans ces chiffres alors que la convention a rendu {whose} sans le compter." in page


def test_an_act_of_exchange_that_is_perhaps_there_is_named_once() -> None:
    unsure = replace(s.INCERTAINE, vacance=Echangee("j-2 (cédé) ?"), base=Fraction(0))
    acts = (Echangee.of("j-1", gagne=True), Echangee.of("j-2", gagne=False))
    cell = s.cellule(lignes_base=(), lignes_comptees=acts, a_completer=(unsure,))
    ((_, lines),) = opened(of_rule(ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None)))
    assert [line.partition(" : ")[2].split(",")[0] for line in lines[1:]] == ["j-1 (gagné)", "j-2 (cédé) ?"]


def test_a_vacancy_that_is_called_like_an_act_of_exchange_is_counted_as_the_others() -> None:
    cell = s.cellule(lignes_base=(), lignes_comptees=("Lot 5 (cédé)", "V-4 (gagné)"))
    ((_, lines),) = opened(of_rule(ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None)))
    assert lines[1:] == ["Comptées à coup sûr (2) : Lot 5 (cédé), V-4 (gagné)"]


def test_an_exchange_is_said_in_english() -> None:
    acts = (Echangee.of("j-1", gagne=True), Echangee.of("j-2", gagne=False))
    cell = s.cellule(lignes_base=(), lignes_comptees=acts)
    regle = ResultatRegle(clause=s.PART, cellules=(cell,), verdict=None)
    ((_, lines),) = opened(of_rule(regle, Langue.EN))
    assert lines[1].endswith("j-1 (gained), j-2 (given)")


def test_what_opens_is_said_in_english() -> None:
    page = render_html(s.BILAN, RECU, VIDE, "d", langue=Langue.EN)
    assert [title for title, _ in opened(page)][:2] == [
        "Rows of “contingent_etat”",
        "Rows of “quart_hors_qpv”, Saint-Denis (93066)",
    ]
    assert "In the base for certain (2): V-1, V-3" in page and "perhaps in the base and in “Done”" in page
