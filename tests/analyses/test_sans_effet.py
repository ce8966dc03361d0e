"""What asks more than the whole that it is part of, and what changes nothing: told once, at its place."""

import pytest

from analyses.test_contradictions import clauses
from checking.harness import amendment_findings, analysis_of, findings_of
from convrules.diagnostics.model import Diagnostic
from frames import frame_entete

PART = (
    "part: p\n  règle: {} des vacances dans l'assiette\n  compte: attributions\n  application: ensemble\n"
    "  arrondi: inférieur\n  report: aucun"
)
DES_JUIN = "en vigueur: { du: 2025-06-01 }"
DES_JUIN = "en vigueur: { du: 2025-06-01 }"
SOURCE = '        source: { article: "1" }\n'


def of(code: str, found: list[Diagnostic]) -> list[str]:
    return [d.span.text for d in found if d.code == code]


# --- a floor inside a part --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "regle", "plus", "told"),
    [
        ("30 %", "au moins 35 % des vacances dans l'assiette, pour dalo", "", True),
        ("30 %", "exactement 35 % des vacances dans l'assiette, pour dalo", "", True),
        ("30 %", "au moins 35 % des vacances dans l'assiette, pour dalo", "force: objectif", True),
        ("30 %", "au moins 30 % des vacances dans l'assiette, pour dalo", "", False),
        ("30 %", "au moins 5 % des vacances dans l'assiette, pour dalo", "", False),
        ("30 %", "au plus 35 % des vacances dans l'assiette, pour dalo", "", False),
        ("30 %", "au moins 35 % des vacances dans l'assiette, pour dalo", "force: tendre vers", False),
        ("30 %", "au moins 12 vacances dans l'assiette, pour dalo", "", False),
        ("30 %", "au moins 35 % des vacances dans l'assiette, pour dalo", DES_JUIN, True),
    ],
)
def test_a_floor_inside_a_part(part: str, regle: str, plus: str, told: bool) -> None:
    inner = f"      - quota: q\n        règle: {regle}\n        arrondi: inférieur\n" + (
        f"        {plus}\n" if plus else ""
    )
    text = clauses(PART.format(part) + f"\n  dont:\n{inner}{SOURCE}".replace("\n      ", "\n    "))
    assert of("CR528", analysis_of(text)) == ([regle] if told else [])


@pytest.mark.parametrize(
    ("planchers", "total"),
    [
        ([("20 %", "typologie = T1"), ("15 %", "typologie = T2")], "35"),
        ([("12 %", "typologie = T1"), ("12 %", "typologie = T2"), ("12 %", "typologie = T3")], "36"),
        ([("20 %", "dalo"), ("15 %", "non dalo")], "35"),
        ([("20 %", "typologie = T1"), ("10 %", "typologie = T2")], ""),
        ([("20 %", "dalo"), ("15 %", "premier_quartile")], ""),
        ([("20 %", "typologie = T1"), ("15 %", "typologie dans [T1, T2]")], ""),
    ],
)
def test_floors_that_add_up(planchers: list[tuple[str, str]], total: str) -> None:
    for order in (planchers, planchers[::-1]):
        inner = "".join(
            f"    - quota: q{rank}\n"
            f"      règle: au moins {taux} des vacances dans l'assiette, pour {public}\n"
            '      arrondi: inférieur\n      source: { article: "1" }\n'
            for rank, (taux, public) in enumerate(order)
        )
        found = analysis_of(clauses(PART.format("30 %") + f"\n  dont:\n{inner}".rstrip("\n")))
        assert [(d.code, d.args["total"]) for d in found] == ([("CR647", total)] if total else [])


def test_a_floor_that_grows_beyond_its_part() -> None:
    text = frame_entete(
        "paramètres:\n  cible:\n    valeurs:\n      - { du: 2024-01-01, valeur: 20 % }\n"
        "      - { du: 2025-01-01, valeur: 40 % }\n"
        "clauses:\n  - part: p\n    règle: 30 % des vacances dans l'assiette\n    compte: attributions\n"
        "    application: ensemble\n    arrondi: inférieur\n    report: aucun\n    dont:\n"
        "      - quota: q\n        règle: au moins cible des vacances dans l'assiette, pour dalo\n"
        f'        arrondi: inférieur\n{SOURCE}    source: {{ article: "1" }}\n'
    )
    (found,) = analysis_of(text)
    assert (found.code, found.args["plancher"], found.args["taux"]) == ("CR528", "40", "30")
    assert analysis_of(text.replace("40 %", "30 %")) == []


# --- a split ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("poids", "total"),
    [
        (("25 %", "25 %", "50 %"), ""),
        (("1", "1", "2"), ""),
        (("33 %", "33 %", "33 %"), ""),
        (("33.33 %", "33.33 %", "33.33 %"), ""),
        (("16.66 %", "33.33 %", "50 %"), ""),
        (("25 %", "25 %", "40 %"), "90"),
        (("35 %", "25 %", "50 %"), "110"),
        (("30 %", "30 %", "39 %"), "99"),
        (("20 %", "20 %", "20 %"), "60"),
        (("33.3 %", "33.3 %", "32 %"), "98.6"),
    ],
)
def test_a_split(poids: tuple[str, str, str], total: str) -> None:
    entre = ", ".join(f"{a}: {b}" for a, b in zip(("commune", "epci", "departement"), poids, strict=True))
    split = f"répartition: r\n  de: p\n  entre: {{ {entre} }}\n  restes: plus forts restes"
    found = [d for d in analysis_of(clauses(PART.format("30 %"), split)) if d.code == "CR529"]
    assert [d.args["total"] for d in found] == ([total] if total else [])


# --- an order ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("regle", "told"),
    [
        ("etat puis commune puis als", []),
        ("etat puis commune puis etat", ["etat"]),
        ("etat puis etat puis les autres", ["etat"]),
        ("etat puis etat jusqu'à épuisement", ["etat jusqu'à épuisement"]),
        ("etat jusqu'à épuisement puis commune puis etat", []),
        ("etat jusqu'à épuisement puis etat jusqu'à épuisement puis commune", ["etat jusqu'à épuisement"]),
        ("etat puis commune puis etat puis commune", ["etat", "commune"]),
    ],
)
def test_an_order(regle: str, told: list[str]) -> None:
    for genre in ("imputation", "priorité"):
        assert of("CR643", findings_of(clauses(f"{genre}: i\n  règle: {regle}"))) == told


@pytest.mark.parametrize(
    ("ordre", "told"), [("etat puis ept puis commune puis etat", ["etat"]), ("etat puis ept", [])]
)
def test_a_tie_break(ordre: str, told: list[str]) -> None:
    text = (
        'politique: p\nbailleur: { nom: B, siren: "000000000" }\nterritoire: { département: "93" }\n'
        f"en vigueur: {{ du: 2025-01-01, au: 2025-12-31 }}\nclauses:\n  - priorité: a\n    règle: etat\n"
        f"départage: {ordre}\n"
    )
    assert of("CR643", findings_of(text)) == told


def test_a_holder_may_have_several_goes_in_a_turn() -> None:
    tour = "tour: t\n  règle: etat puis commune puis etat puis als"
    assert of("CR643", findings_of(clauses(tour))) == []


# --- an exception -----------------------------------------------------------------------------
DELAI = "délai: d\n  {}règle: proposition au plus tard 10 jours après information\n  débiteur: réservataire"
DIX, SEPT = (f"règle: proposition au plus tard {n} jours après information" for n in (10, 7))


@pytest.mark.parametrize(
    ("cible", "remplace", "told"),
    [
        (DELAI.format(""), DIX, True),
        (DELAI.format(""), SEPT, False),
        (DELAI.format(""), "débiteur: réservataire", True),
        (DELAI.format(""), "débiteur: bailleur", False),
        (DELAI.format("si: qpv\n  "), DIX, False),
        (DELAI.format("groupe: g\n  "), DIX, True),
    ],
)
def test_an_exception(cible: str, remplace: str, told: bool) -> None:
    exception = f"exception: e\n  à: d\n  si: premiere_location\n  remplace:\n    {remplace}"
    found = [d for d in analysis_of(clauses(cible, exception)) if d.code == "CR644"]
    assert [d.args["clause"] for d in found] == (["e"] if told else [])


def test_an_exception_to_a_group_that_changes_one_of_them() -> None:
    other = DELAI.format("groupe: g\n  ").replace("délai: d", "délai: b").replace("10 jours", "20 jours")
    exception = f"exception: e\n  à: g\n  si: premiere_location\n  remplace:\n    {DIX}"
    assert of("CR644", analysis_of(clauses(DELAI.format("groupe: g\n  "), other, exception))) == []


def test_an_exception_that_another_one_changes() -> None:
    first = f"exception: e\n  à: d\n  si: premiere_location\n  remplace:\n    {DIX}"
    second = f"exception: f\n  à: e\n  si: qpv\n  remplace:\n    {SEPT}"
    assert of("CR644", analysis_of(clauses(DELAI.format(""), first, second))) == []


# --- an amendment -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("par", "told"),
    [
        ("règle: proposition au plus tard 1 mois après information", ["reponse_rapide"]),
        ("règle: proposition  au plus tard 1 mois  après information", ["reponse_rapide"]),
        ("règle: proposition au plus tard 2 mois après information", []),
        ("règle: proposition au plus tard 1 mois après information\n      débiteur: bailleur", []),
    ],
)
def test_an_amendment(par: str, told: list[str]) -> None:
    text = (
        "avenant: exemple--1\nà: exemple\nen vigueur: { du: 2025-07-01 }\nmodifications:\n"
        f'  - remplace: reponse_rapide\n    par:\n      {par}\n    source: {{ article: "1" }}\n'
    )
    assert of("CR645", amendment_findings([text])) == told


def test_an_amendment_that_puts_back_what_another_changed() -> None:
    text = (
        "avenant: exemple--{}\nà: exemple\nen vigueur: {{ du: {} }}\nmodifications:\n"
        "  - remplace: reponse_rapide\n    par:\n"
        "      règle: proposition au plus tard {} mois après information\n"
        '    source: {{ article: "1" }}\n'
    )
    both = [text.format(1, "2025-07-01", 2), text.format(2, "2026-01-01", 1)]
    assert of("CR645", amendment_findings(both)) == []
    assert of("CR645", amendment_findings(both[::-1])) == []


# --- a share of everything --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("where", "public", "told"),
    [
        ("dalo", "dalo", True),
        ("dalo et qpv", "dalo", True),
        ("dalo", "dalo ou public_local", True),
        ("typologie = T1", "typologie dans [T1, T2]", True),
        ("dalo ou qpv", "dalo", False),
        ("qpv", "dalo", False),
        ("typologie dans [T1, T2]", "typologie = T1", False),
    ],
)
def test_a_share_of_everything(where: str, public: str, told: bool) -> None:
    quota = (
        f"quota: q\n  règle: au moins 25 % des attributions du bailleur où {where}, pour {public}\n"
        "  application: ensemble\n  arrondi: supérieur"
    )
    assert of("CR646", analysis_of(clauses(quota))) == ([public] if told else [])


# --- what an amendment takes away while it is read ---------------------------------------------
AJOUTE = "avenant: exemple--1\nà: exemple\nen vigueur: { du: 2025-01-01 }\nmodifications:\n  - ajoute:\n"
ABROGE = (
    "avenant: exemple--2\nà: exemple\nen vigueur: { du: 2026-01-01 }\nmodifications:\n"
    '  - abroge: part_etat\n    source: { article: "1" }\n'
)


@pytest.mark.parametrize(
    "lecture",
    [
        "répartition: r\nde: part_etat\nentre: { etat: 50 %, commune: 50 % }\nrestes: plus forts restes",
        "obligation: o\nrègle: non (la part part_etat est atteinte à date)\ndébiteur: bailleur",
    ],
)
def test_what_reads_a_clause_that_an_amendment_abrogates(lecture: str) -> None:
    body = "".join(f"      {line}\n" for line in (*lecture.splitlines(), 'source: { article: "2" }'))
    (found,) = amendment_findings([AJOUTE + body, ABROGE])
    assert (found.code, found.span.text, found.args["avenant"]) == ("CR237", "part_etat", "exemple--2")
    assert [label.span.text for label in found.labels] == ["part_etat"]
    assert amendment_findings([AJOUTE + body]) == []
