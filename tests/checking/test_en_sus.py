"""`en sus de` puts side by side two rules of the convention, or two of its landlord, never one of each."""

import pytest

from checking.harness import JUGE, SOCLES, convention_of, findings_of
from convrules.checking.env import Environnement
from frames import frame_entete

SOURCE = "{ fondement: CCH R. 441-5 }"


def quota(nom: str, compte: str, en_sus: str | None = None, source: str = SOURCE) -> str:
    return f"""\
  - quota: {nom}
    règle: au moins 10 % des vacances dans l'assiette du bailleur
    compte: {compte}
    application: ensemble
    arrondi: supérieur
    force: obligation
    source: {source}
""" + (f"    en sus de: {en_sus}\n" if en_sus else "")


BAILLEUR, TITULAIRE = "attributions du bailleur où qpv", "attributions du réservataire où qpv"
SOCLE = JUGE.replace("juge", "loi") + quota("de_tous", BAILLEUR) + quota("de_chacun", TITULAIRE)
PAR_BAILLEUR = "l'un se juge une fois par convention, l'autre une fois par bailleur"
PAR_CONVENTION = "l'un se juge une fois par bailleur, l'autre une fois par convention"


@pytest.mark.parametrize(
    ("compte", "autre", "raison"),
    [
        (BAILLEUR, "loi.de_tous", PAR_BAILLEUR),
        (TITULAIRE, "loi.de_tous", PAR_BAILLEUR),
        (TITULAIRE, "loi.de_chacun", None),
    ],
)
def test_a_quota_of_a_convention_beyond_one_of_its_socle(compte: str, autre: str, raison: str | None) -> None:
    env = Environnement(socles={**SOCLES, ("loi", "2026-01"): convention_of(SOCLE, Environnement())})
    text = frame_entete(
        "hérite: { loi: 2026-01 }\nclauses:\n" + quota("plus", compte, autre, '{ article: "1" }')
    )
    assert said(text, env) == ([] if raison is None else [("CR472", raison)])


@pytest.mark.parametrize(
    ("compte", "autre", "raison"),
    [
        (BAILLEUR, "de_tous", None),
        (TITULAIRE, "de_chacun", None),
        (TITULAIRE, "de_tous", PAR_BAILLEUR),
        (BAILLEUR, "de_chacun", PAR_CONVENTION),
    ],
)
def test_two_quotas_of_one_socle(compte: str, autre: str, raison: str | None) -> None:
    text = SOCLE + quota("plus", compte, autre)
    assert said(text, Environnement()) == ([] if raison is None else [("CR472", raison)])


def said(text: str, env: Environnement) -> list[tuple[str, object]]:
    return [(d.code, d.args.get("raison")) for d in findings_of(text, env)]
