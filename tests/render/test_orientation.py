"""Advice on a dwelling, on screen and as JSON."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules import ir
from convrules.base.dates import connu, inconnu
from convrules.base.outcomes import NON_APPLICABLE, Cause, indetermine
from convrules.orientation.model import (
    Candidat,
    Citation,
    Ecart,
    EtatCompte,
    Garde,
    GenreMotif,
    Motif,
    Orientation,
    Plafond,
    Provisoire,
    Rangement,
    Variante,
)
from convrules.render.lexicon import VIDE
from convrules.render.machine.orientation import orient
from convrules.render.machine.parts import Recu, dumps
from convrules.render.orient_text import orient_text
from convrules.render.width import display_width
from convrules.runtime.decision import ResultatEffet
from convrules.year.bornes import exactly
from render import samples as s

VILLE = ir.Convention(
    ident="ville", reservataire=ir.Reservataire(nom="Ville de Saint-Denis", type="commune", code="93066")
)


def compte(taux: Fraction, retard: Fraction | None, **keys: int) -> EtatCompte:
    oriente = keys.get("oriente", 3)
    return EtatCompte(
        taux=exactly(taux),
        reporte=None if retard is None else retard + oriente,
        du=Fraction(0),
        oriente=oriente,
        suppose=0,
        en_doute=keys.get("en_doute", 0),
    )


ORIENTATION = Orientation(
    vacance="V-1",
    au=s.AU,
    borne=Fraction(5, 6),
    candidats=(
        Candidat(
            convention=s.CONVENTION,
            rangement=Rangement.CLASSE,
            eligible=True,
            compte=compte(Fraction(3, 10), Fraction(6, 5), en_doute=2),
            rang=1,
            motif=Motif(genre=GenreMotif.TAUX),
            avertissements=(Plafond(clause=s.QUOTA, fait=Fraction(4), plafond=Fraction(16, 5)),),
        ),
        Candidat(
            convention=None,
            rangement=Rangement.CLASSE,
            eligible=True,
            compte=compte(Fraction(1, 2), Fraction(-1, 2)),
            rang=2,
        ),
        Candidat(
            convention=VILLE,
            rangement=Rangement.INDETERMINE,
            eligible=indetermine("qpv"),
            compte=compte(Fraction(1, 5), None),
            viendrait_premier=True,
            causes=frozenset({Cause(fait="qpv")}),
            fins=(
                ResultatEffet(
                    clause="premiere_proposition",
                    effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE),
                    date=inconnu("information"),
                    ouverture=inconnu("information"),
                    issue=indetermine("information"),
                ),
                ResultatEffet(
                    clause="troisieme_refus",
                    effet=ir.Effet(acte=ir.Acte.REPRISE, decompte=ir.Decompte.COMPTEE),
                    date=connu(date(2025, 3, 1)),
                    ouverture=connu(date(2025, 3, 1)),
                    issue=True,
                ),
            ),
        ),
        Candidat(
            convention=VILLE,
            rangement=Rangement.INELIGIBLE,
            eligible=NON_APPLICABLE,
            compte=compte(Fraction(1, 5), Fraction(0)),
            clause=Citation(clause="logements_familiaux", texte="ville"),
        ),
    ),
)


def test_text() -> None:
    text = orient_text([ORIENTATION], s.AU, VIDE).replace("\u00a0", " ").replace("\u202f", " ")
    assert text.splitlines()[:8] == [
        "1 logement à orienter au 3 mars 2025",
        "",
        "V-1 : le préfet de la Seine-Saint-Denis",
        "Rang  Réservataire                       Part      Retard  S'il lui va       Sinon  Orientés",
        "────  ─────────────────────────────────  ────  ──────────  ───────────  ──────────  ────────",
        "   1  le préfet de la Seine-Saint-Denis  30 %  −0,8 à 1,2   −1,5 à 0,5  −0,5 à 1,5     3 à 5",
        "   2  le bailleur (sa propre part)       50 %        −0,5           −1           0         3",
        "   ?  Ville de Saint-Denis               20 %     inconnu      inconnu     inconnu         3",
    ]
    for sentence in (
        "« Ville de Saint-Denis » écarté : par la clause « logements_familiaux ».",
        "si oui, il viendrait en premier.",
        "son tour est peut-être clos par « premiere_proposition » : le logement revient au bailleur",
        "(donnée absente : information du réservataire (information)).",
        "son tour est clos par « troisieme_refus » : le bailleur reprend le logement",
        "(1er mars 2025).",
        "devance le suivant, à retard égal, par sa part plus grande.",
        "À suivre cet ordre, et tant que chaque logement pourra aller à chacun, aucun retard ne dépassera "
        "≈ 0,83 logement.",
        "avec ce logement, 4 logements pour un plafond de 3,2 à ce jour, « quart_hors_qpv » (article 4).",
    ):
        assert sentence in " ".join(text.split())
    assert max(map(display_width, text.splitlines())) <= 100


def test_a_holder_set_aside_by_a_cap_is_told_in_one_line() -> None:
    warned = next(c for c in ORIENTATION.candidats if c.avertissements)
    ident = s.QUOTA.entete.ident
    aside = replace(
        warned, rangement=Rangement.INELIGIBLE, rang=None, clause=Citation(clause=ident, texte="ville")
    )
    text = orient_text([replace(ORIENTATION, candidats=(aside,))], s.AU, VIDE).replace("\u00a0", " ")
    said = " ".join(text.replace("\u202f", " ").split())
    assert "écarté : avec ce logement, 4 logements pour un plafond de 3,2" in said
    assert said.count("avec ce logement, 4 logements") == 1 and "par la clause" not in said


def test_nothing_to_orient() -> None:
    text = orient_text([], s.AU, VIDE).replace("\u00a0", " ")
    assert text == "0 logement à orienter au 3 mars 2025\n"


def test_json_has_its_schema() -> None:
    result = json.loads(dumps(orient([ORIENTATION], [], Recu(au=s.AU))))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    (vacance,) = result["vacances"]
    assert vacance["propose"] == s.CONVENTION.ident and vacance["borne"] == "5/6"
    assert vacance["candidats"][0]["compte"]["retard"] == ["-4/5", "6/5"]
    (doubtful, sure) = vacance["candidats"][2]["fins_de_tour"]
    assert (doubtful["issue"], sure["issue"]) == ("indetermine", "vrai")
    assert [c["fait"] for c in doubtful["causes"]] == ["information"]


PETITS = Citation(clause="petits_logements", texte="ville", source=ir.SourceJuridique(article="5"))
AUTRE = Citation(clause="grands_logements", texte="pol")
POLITIQUE = Orientation(
    vacance="V-2",
    au=s.AU,
    borne=None,
    politique="pol",
    gardes=(Garde(clause=Citation(clause="urgences", texte="pol"), gardes=3, nombre=12),),
    conflit=(PETITS, AUTRE),
    ecart=Ecart(retard=Fraction(6, 5), ident="ville", retard_seul=Fraction(1, 2)),
    candidats=(
        Candidat(
            convention=None,
            rangement=Rangement.CLASSE,
            eligible=True,
            compte=compte(Fraction(1, 2), Fraction(1, 5)),
            rang=1,
            points=Fraction(7, 2),
            motif=Motif(genre=GenreMotif.RESERVE, clauses=(Citation(clause="urgences", texte="pol"),)),
        ),
        Candidat(
            convention=VILLE,
            rangement=Rangement.CLASSE,
            eligible=True,
            compte=compte(Fraction(1, 5), Fraction(1)),
            rang=2,
            points=Fraction(1),
            motif=Motif(genre=GenreMotif.PRIORITE, clauses=(PETITS, AUTRE)),
            avertissements=(Plafond(clause=s.QUOTA, fait=Fraction(4), plafond=Fraction(3), prevu=True),),
        ),
        Candidat(
            convention=s.CONVENTION,
            rangement=Rangement.CLASSE,
            eligible=True,
            compte=compte(Fraction(3, 10), Fraction(1)),
            rang=3,
            points=Fraction(1, 2),
            motif=Motif(genre=GenreMotif.PRIORITE, clauses=(PETITS, AUTRE)),
        ),
    ),
)
DOUTE = replace(
    POLITIQUE,
    vacance="V-3",
    gardes=(),
    conflit=(),
    ecart=None,
    causes=frozenset({Cause(fait="qpv")}),
    variantes=(
        Variante(avec=(), sans=(PETITS,), ordre=("bailleur", "ville")),
        Variante(avec=(PETITS,), sans=(), ordre=("ville", "bailleur")),
    ),
)


def test_text_under_a_policy() -> None:
    text = orient_text([POLITIQUE, DOUTE], s.AU, VIDE).replace("\u00a0", " ").replace("\u202f", " ")
    assert max(map(display_width, text.splitlines())) <= 100
    said = " ".join(text.split())
    for sentence in (
        "2 logements à orienter au 3 mars 2025, politique « pol »",
        "V-2 : le bailleur (sa propre part), à garder",
        "À garder par la réserve « urgences » : 3 sur 12 cette année.",
        "Priorités contradictoires, aucune ne range : « petits_logements » (article 5 de « ville ») et "
        "« grands_logements ».",
        "plus grand retard : 1,2 logement (Ville de Saint-Denis) ; 0,5 logement si le retard seul rangeait.",
        "« Ville de Saint-Denis » devance le suivant : la priorité « petits_logements » (article 5 de",
        "avec ce logement, 4 logements pour un plafond de 3 sur la prévision déclarée, « quart_hors_qpv »",
        "V-3 : pas de proposition certaine",
        "Avec « petits_logements » (article 5 de « ville ») : Ville de Saint-Denis puis le bailleur (sa ",
    ):
        assert sentence in said, sentence
    # The last holder is placed by what places the one before it: said once.
    assert said.count("« le préfet de la Seine-Saint-Denis » devance") == 0


def test_json_under_a_policy_has_its_schema() -> None:
    result = json.loads(dumps(orient([POLITIQUE, DOUTE], [], Recu(au=s.AU))))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    kept, doubt = result["vacances"]
    assert (kept["propose"], doubt["propose"]) == ("bailleur", None)
    assert kept["reserves"][0]["clause"] == "urgences" and kept["reserves"][0]["gardes"] == 3
    assert kept["ecart"] == {"retard": "6/5", "convention": "ville", "retard_seul": "1/2"}
    assert [c["clause"] for c in kept["conflit"]] == ["petits_logements", "grands_logements"]
    assert kept["candidats"][1]["motif"]["clauses"][0]["source"]["article"] == "5"
    assert [v["ordre"] for v in doubt["variantes"]] == [["bailleur", "ville"], ["ville", "bailleur"]]


def unsure(c: Candidat) -> Candidat:
    account = replace(
        c.compte, en_doute=1, doutes=("V-7", "V-8"), causes=frozenset({Cause(fait="contingent")})
    )
    return replace(
        c, rangement=Rangement.INDETERMINE, rang=None, motif=None, viendrait_premier=True,
        causes=account.causes, compte=account, avertissements=(),
    )  # fmt: skip


SANS_ELLES = replace(
    ORIENTATION,
    borne=None,
    candidats=tuple(unsure(c) for c in ORIENTATION.candidats[:2]),
    provisoire=Provisoire(ident=s.CONVENTION.ident, retard=Fraction(86, 5), mises_de_cote=("V-7", "V-8")),
)


def test_text_of_a_provisional_advice() -> None:
    text = orient_text([SANS_ELLES], s.AU, VIDE).replace("\u00a0", " ").replace("\u202f", " ")
    assert text.splitlines()[2:11] == [
        "V-1 : pas de proposition certaine",
        "Rang  Réservataire                       Part       Retard  S'il lui va      Sinon  Orientés",
        "────  ─────────────────────────────────  ────  ───────────  ───────────  ─────────  ────────",
        "   ?  le préfet de la Seine-Saint-Denis  30 %    0,2 à 1,2   −0,5 à 0,5  0,5 à 1,5     3 à 4",
        "   ?  le bailleur (sa propre part)       50 %  −1,5 à −0,5      −2 à −1     −1 à 0     3 à 4",
        "  • Deux nombres : tout ce qui est possible, faute de savoir ce qu'il en est de V-7 et V-8 (donnée",
        "    absente : compte sur lequel l'attribution est enregistrée (contingent)).",
        "  • Si l'on laisse de côté les 2 vacances en doute, « le préfet de la Seine-Saint-Denis » viendrait",
        "    en premier (retard 17,2) : à confirmer en complétant ces vacances.",
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            {"mises_de_cote": ("V-7",), "retard": None},
            "Si l'on laisse de côté la vacance en doute, « le préfet de la Seine-Saint-Denis » viendrait en "
            "premier : à confirmer en complétant cette vacance.",
        ),
        (
            {"mises_de_cote": (), "soldes_a_zero": (s.CONVENTION.ident,)},
            "Si l'on prend pour 0 le solde inconnu de « le préfet de la Seine-Saint-Denis », « le préfet de "
            "la Seine-Saint-Denis » viendrait en premier (retard 17,2) : à confirmer en complétant ce solde.",
        ),
        (
            {"soldes_a_zero": (s.CONVENTION.ident,)},
            "Si l'on laisse de côté les 2 vacances en doute et que l'on prend pour 0 le solde inconnu de "
            "« le préfet de la Seine-Saint-Denis », « le préfet de la Seine-Saint-Denis » viendrait en "
            "premier (retard 17,2) : à confirmer en complétant ces vacances et ce solde.",
        ),
        (
            {"ident": "bailleur", "a_garder": True, "avis_suivis": 1},
            "Si l'on laisse de côté les 2 vacances en doute et que l'on suit l'avis provisoire qui précède, "
            "« le bailleur (sa propre part) » viendrait en premier (retard 17,2), à garder par la réserve : "
            "à confirmer en complétant ces vacances.",
        ),
        (
            {"avis_suivis": 3},
            "et que l'on suit les 3 avis provisoires qui précèdent, « le préfet",
        ),
    ],
)
def test_what_a_provisional_advice_supposes(keys: dict[str, Any], said: str) -> None:
    assert SANS_ELLES.provisoire is not None
    told = replace(SANS_ELLES, provisoire=replace(SANS_ELLES.provisoire, **keys))
    text = orient_text([told], s.AU, VIDE).replace("\u00a0", " ").replace("\u202f", " ")
    assert said in " ".join(text.split())


def test_json_of_a_provisional_advice() -> None:
    result = json.loads(dumps(orient([SANS_ELLES, DOUTE], [], Recu(au=s.AU))))
    schema = json.loads((files("convrules.render") / "schemas" / "orient.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    helped, other = result["vacances"]
    assert helped["propose"] is None and other["provisoire"] is None
    assert helped["provisoire"] == {
        "convention": s.CONVENTION.ident,
        "retard": "86/5",
        "mises_de_cote": ["V-7", "V-8"],
        "soldes_a_zero": [],
        "a_garder": False,
        "avis_suivis": 0,
    }
