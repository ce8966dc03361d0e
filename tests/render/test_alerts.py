"""What a margin says of a rule that asks for more, and of one that asks for no more."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.render.alerts import alert_lines
from convrules.render.reach import reach_lines
from convrules.year.alertes import alerts
from convrules.year.bilan import comply
from convrules.year.model import BilanConvention
from convrules.year.ouverte import Alerte, EtatPortee, Exigence, GenreAlerte, Portee, Seuils
from render import samples
from year import build as b

AU = b.day("2025-06-30")


@pytest.mark.parametrize(
    ("sens", "said"),
    [(ir.Sens.AU_PLUS, "1 logement de place au mieux sous le plafond, seuil 2 (CR884)"),
     (ir.Sens.AU_MOINS, "1 logement de marge au mieux, seuil 2 (CR842)")],
)  # fmt: skip
def test_a_ceiling_is_told_by_the_room_that_is_left(sens: ir.Sens, said: str) -> None:
    """One attribution of two at most; or two to come for two at least."""
    mine = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    prog = b.programme(b.quota("q", sens, combien=2, base=mine))
    rows = b.rows(1, disponibilite="2025-03-01", attribution="2025-05-01", contingent="etat")
    to_come = b.ligne("vacances_attendues", "A", du=b.day("2025-07-01"), au=b.day("2025-12-31"), min=2, max=2)
    bilan = comply((prog,), b.faits(rows, vacances_attendues=(to_come,)), 2025, AU)
    found = alerts(bilan, Seuils(marge=2))
    assert [a.plafond for a in found] == [sens is ir.Sens.AU_PLUS]
    (line,) = alert_lines(replace(bilan, alertes=found))
    assert said in line.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("codes", "said"),
    [(("93066", "93048"), ["Ville (commune 93066), ", "Ville (commune 93048), "]),
     (("93066", "93066"), ["Ville (« a »), ", "Ville (« b »), "])],
    ids=["two holders", "two conventions of one"],
)  # fmt: skip
def test_holders_of_one_name_are_told_apart(codes: tuple[str, str], said: list[str]) -> None:
    """By type and code; conventions of one holder, by their own names."""
    each = signed(codes)
    alertes = tuple(
        Alerte(
            genre=GenreAlerte.RETARD, convention=ident, clause="p", cellule=(), valeur=samples.b(2), seuil=1
        )
        for ident in "ab"
    )
    told = alert_lines(replace(samples.BILAN, conventions=each, alertes=alertes))
    heads = [line.replace("\u00a0", " ").partition("« p »")[0] for line in told]
    assert heads == said


def test_parts_of_holders_of_one_name_are_told_apart() -> None:
    """In what cannot be met together."""
    blocking = tuple(
        Exigence(convention=ident, clause="p", cellule=(), plafond=False, reste=samples.b(2))
        for ident in "ab"
    )
    portee = Portee(etat=EtatPortee.HORS_D_ATTEINTE, jugees=2, bloquantes=blocking)
    line, _ = reach_lines(replace(samples.BILAN, conventions=signed(("93066", "93048")), portee=portee))
    assert "(Ville (commune 93066)), encore 2 à faire" in line.replace("\u00a0", " ")
    assert "(Ville (commune 93048)), encore 2 à faire" in line.replace("\u00a0", " ")


def signed(codes: tuple[str, str]) -> tuple[BilanConvention, ...]:
    """The years of conventions a and b, with holders of one name."""
    (one,) = samples.BILAN.conventions
    return tuple(
        replace(
            one,
            convention=replace(
                one.convention,
                ident=ident,
                reservataire=ir.Reservataire(nom="Ville", type="commune", code=code),
            ),
        )
        for ident, code in zip("ab", codes, strict=True)
    )
