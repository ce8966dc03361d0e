"""A choice of the grid changes the text in force as the year opens, whoever wrote it: its figures are those
of the convention written with it, which is the oracle: written by hand, as `compliance` judges it."""

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cli.test_simulate import AN, GRILLE, convention, result
from convrules.base.records import dataclass, replace
from convrules.cli.main import run

assert convention
CONVENTION = Path("depot/conventions/convention.yaml")
LIGNES = """AVANT;93066;ORD;T3;PLAI;N;LOC;VILLE;02/12/2024;02/12/2024;20/12/2024;10/01/2025;20/01/2025
V-013;93066;ORD;T3;PLAI;N;LOC;VILLE;01/07/2025;20/06/2025;10/07/2025;01/08/2025;20/08/2025
V-014;93066;ORD;T2;PLUS;N;LOC;ETAT;01/09/2025;20/08/2025;10/09/2025;01/10/2025;20/10/2025
V-015;93066;ORD;T2;PLUS;N;MUT;;01/10/2025;;;20/10/2025;01/11/2025
"""
QUOTA = """    dont:
      - quota: premiers
        règle: au plus 5 % des vacances dans l'assiette, pour qpv
        arrondi: sans arrondi
        force: plafond
        source: { article: "1" }
"""
SIGNEE = {
    "règle": "20 % des vacances dans l'assiette",
    "compte": "propositions",
    "arrondi": "inférieur",
    "report": "solde exact",
}
CHAMP = "vacances du champ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Avenant:
    """`par`: what it brings to the part; `quota`: the rule that it gives to the quota of its `dont`."""

    du: str
    par: tuple[tuple[str, str], ...]
    au: str = ""
    quota: str = ""

    def but(self, cle: str, valeur: str) -> "Avenant":
        """The same, which says this of the part."""
        return replace(self, par=tuple((dict(self.par) | {cle: valeur}).items()))

    def written(self, nom: str, convention: str) -> str:
        changed = [("part_ville", self.par), ("premiers", (("règle", self.quota),) if self.quota else ())]
        days = f"du: {self.du}, au: {self.au}" if self.au else f"du: {self.du}"
        head = f"avenant: {nom}\nà: {convention}\nen vigueur: {{ {days} }}\n"
        return f'{head}document: {{ articles: ["1"] }}\nmodifications:\n' + "".join(
            f'  - remplace: {clause}\n    source: {{ article: "1" }}\n    par:\n'
            + "".join(f"      {cle}: {valeur}\n" for cle, valeur in par)
            for clause, par in changed
            if par
        )


def rate(taux: str, base: str = "vacances dans l'assiette") -> tuple[tuple[str, str], ...]:
    return (("règle", f"{taux} des {base}"),)


AUTRE = (("compte", "attributions"), ("arrondi", "supérieur"), ("report", "aucun"))
CAS = {
    "sa_regle_le_1er_janvier": [Avenant(du="2025-01-01", par=rate("30 %"))],
    "toutes_ses_cles_le_1er_janvier": [Avenant(du="2025-01-01", par=(*rate("30 %"), *AUTRE))],
    "son_arrondi_le_1er_janvier": [Avenant(du="2025-01-01", par=(("arrondi", "supérieur"),))],
    "son_quota_le_1er_janvier": [
        Avenant(du="2025-01-01", par=(), quota="au plus 9 % des vacances dans l'assiette, pour qpv")
    ],
    "une_annee_d_avant": [Avenant(du="2024-03-01", par=(*rate("30 %"), ("arrondi", "supérieur")))],
    "une_annee_d_avant_puis_le_1er_janvier": [
        Avenant(du="2024-03-01", par=(*rate("25 %"), ("compte", "attributions"))),
        Avenant(du="2025-01-01", par=(*rate("30 %"), ("report", "solde arrondi"))),
    ],
    "le_1er_janvier_puis_la_meme_cle": [
        Avenant(du="2025-01-01", par=rate("30 %")),
        Avenant(du="2025-07-01", par=(*rate("40 %"), ("compte", "baux signés"))),
    ],
    "le_1er_janvier_puis_une_autre": [
        Avenant(du="2025-01-01", par=rate("30 %")),
        Avenant(du="2025-07-01", par=(("compte", "attributions"),)),
    ],
    "le_1er_janvier_pour_six_mois": [Avenant(du="2025-01-01", au="2025-06-30", par=rate("30 %"))],
}
SANS_QUOTA = {"le_1er_janvier_puis_la_meme_cle"}
"""Cases in which an amendment of the year writes the base of the part again, and not that of its quota."""


def deposit(signed: dict[str, str], quota: str, amendments: Sequence[Avenant], convention: str) -> None:
    text = CONVENTION.read_text("utf-8").replace("{ du: 2025-01-01, au:", "{ du: 2023-01-01, au:", 1)
    for cle, valeur in signed.items():
        at = text.index("  - part: part_ville")
        text = text[:at] + re.sub(rf"(?m)^    {cle}: .*$", f"    {cle}: {valeur}", text[at:], count=1)
    text = re.sub(r"    dont:\n(?:      .*\n)+", "", text)
    CONVENTION.write_text(text.replace("    force: engagement\n", f"{quota}    force: engagement\n"), "utf-8")
    for old in CONVENTION.parent.glob("avenant-*.yaml"):
        old.unlink()
    for rang, one in enumerate(amendments, 1):
        path = CONVENTION.with_name(f"avenant-{rang}.yaml")
        path.write_text(one.written(f"avenant-{rang}", convention), "utf-8")


def facts() -> None:
    (vacances,) = Path("depot/donnees").glob("vacances-*.csv")
    vacances.write_text(vacances.read_text("utf-8").rstrip("\n") + "\n" + LIGNES, "utf-8")
    mapping = Path("depot/correspondance.yaml")
    text = mapping.read_text("utf-8").replace(
        "fichiers:\n", 'fichiers:\n  soldes: { fichier: "soldes.csv", séparateur: ";" }\n', 1
    )
    text += "  soldes:\n    convention: C\n    clause: K\n    annee: A\n    solde: S\n"
    mapping.write_text(text, "utf-8")
    Path("depot/soldes.csv").write_text("C;K;A;S\ncommune--mon-bailleur;part_ville;2024;0,4\n", "utf-8")


def by_hand(choix: dict[str, str], amendments: Sequence[Avenant]) -> tuple[dict[str, str], list[Avenant]]:
    """The text with a choice: where it is said on 1 January, or by an amendment of that day."""
    cle = {"taux": "règle", "base": "règle"}.get(choix["cle"], choix["cle"])
    opening = [n for n, a in enumerate(amendments) if a.du <= "2025-01-01"]
    said = [n for n in opening if cle in dict(amendments[n].par)]
    now = dict(amendments[said[-1]].par)[cle] if said else SIGNEE[cle]
    valeur = {
        "taux": re.sub(r"^.*? %", choix["valeur"].replace(",", "."), now),
        "base": re.sub(r"des .*$", f"des {choix['valeur']}", now),
    }.get(choix["cle"], choix["valeur"])
    written = list(amendments)
    if choix["cle"] == "compte" and not said:
        # Why not by the amendment: a dwelling of the year before is counted as those of the year.
        return SIGNEE | {cle: valeur}, written
    first = [n for n in opening if amendments[n].du == "2025-01-01"]
    if cle == "compte":
        written[said[-1]] = written[said[-1]].but(cle, valeur)
    elif first:
        written[first[0]] = written[first[0]].but(cle, valeur)
    else:
        written.append(Avenant(du="2025-01-01", par=((cle, valeur),)))
    if choix["cle"] == "base":
        at = first[0] if first else -1
        nested = written[at].quota or "au plus 5 % des vacances dans l'assiette, pour qpv"
        written[at] = replace(written[at], quota=nested.replace("vacances dans l'assiette", CHAMP))
    return SIGNEE, written


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Of the part and its quota: verdict and cells, but for the texts behind them."""
    capsys.readouterr()
    assert run(["compliance", "--depot", "depot", *AN, "--format", "json"]) == 0
    (convention,) = json.loads(capsys.readouterr().out)["conventions"]
    found = {r["clause"]: r for r in convention["regles"] if r["clause"] in ("part_ville", "premiers")}
    return {nom: (r["verdict"], [without_texts(c) for c in r["cellules"]]) for nom, r in found.items()}


def without_texts(cell: dict[str, Any]) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in cell.items() if cle != "decidee_par"}


def tried(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for rang, colonne in enumerate(found["colonnes"]):
        seen = {r["clause"]: r["colonnes"][rang] for r in found["regles"]}
        yield (
            colonne["nom"],
            {
                nom: (seen[nom]["verdict"], [without_texts(seen[nom]["cellule"])])
                for nom in ("part_ville", "premiers")
                if nom in seen
            },
        )


def choice(nom: str) -> dict[str, str]:
    said = nom.removeprefix("part_ville : ")
    if said.endswith("%"):
        return {"cle": "taux", "valeur": said}
    cle, _, valeur = said.partition(" ")
    return {"cle": "arrondi", "valeur": said} if cle == "sans" else {"cle": cle, "valeur": valeur}


OFFERTS = 4 + 3 + 3 + 2 + 1
"""Bar what the text says already: other roundings, events, carry-overs, two rates, the other base."""


@pytest.mark.parametrize("cas", CAS)
def test_each_choice_is_that_of_the_text_written_with_it(
    convention: str, cas: str, capsys: pytest.CaptureFixture[str]
) -> None:
    amendments = CAS[cas]
    quota = "" if cas in SANS_QUOTA else QUOTA
    facts()
    deposit(SIGNEE, quota, amendments, convention)
    found = result("simulate", capsys, *GRILLE, convention, "--taux", "45 %", "--taux", "12,5 %")
    assert found["refusees"] == []
    (_, written), *trials = tried(found)
    assert written == figures(capsys) and len(trials) == OFFERTS
    moved = set()
    for nom, seen in trials:
        signed, others = by_hand(choice(nom), amendments)
        if not quota:
            others = [replace(a, quota="") for a in others]
        deposit(signed, quota, others, convention)
        assert seen == figures(capsys), nom
        if seen != written:
            moved.add(choice(nom)["cle"])
    assert moved == {"taux", "base", "compte", "arrondi", "report"}


VOISINE = """  - part: part_voisine
    règle: 30 % des vacances dans l'assiette
    compte: propositions
    application: ensemble
    arrondi: inférieur
    report: aucun
    force: engagement
    source: { article: "1" }
"""


def test_an_amendment_of_another_part_that_day_is_no_matter(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    facts()
    deposit(SIGNEE, QUOTA, CAS["sa_regle_le_1er_janvier"], convention)
    text = CONVENTION.read_text("utf-8")
    text = text.replace("  - délai: premiere_proposition", f"{VOISINE}  - délai: premiere_proposition")
    CONVENTION.write_text(text, "utf-8")
    before = result("simulate", capsys, *GRILLE, convention)
    path = CONVENTION.with_name("avenant-2.yaml")
    other = Avenant(du="2025-01-01", par=rate("10 %")).written("avenant-2", convention)
    path.write_text(other.replace("part_ville", "part_voisine"), "utf-8")
    found = result("simulate", capsys, *GRILLE, convention)
    assert before["refusees"] == found["refusees"] == []
    assert list(tried(before)) == list(tried(found)) and len(found["colonnes"]) > 20


SECOND_SEMESTRE = "du 1er juillet 2025 au 31 décembre 2025"


def remarks(found: dict[str, Any]) -> dict[str, str]:
    return {c["nom"]: c["remarque"].replace("\xa0", " ") for c in found["colonnes"] if c["remarque"]}


@pytest.mark.parametrize(
    ("cas", "jours", "cles"),
    [
        ("sa_regle_le_1er_janvier", "", set()),
        ("le_1er_janvier_puis_une_autre", SECOND_SEMESTRE, {"compte"}),
        ("le_1er_janvier_puis_la_meme_cle", SECOND_SEMESTRE, {"taux", "base", "compte"}),
        ("le_1er_janvier_pour_six_mois", SECOND_SEMESTRE, {"taux", "base"}),
    ],
)
def test_where_an_amendment_of_the_year_has_the_last_word_it_is_said(
    convention: str, cas: str, jours: str, cles: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    facts()
    deposit(SIGNEE, "", CAS[cas], convention)
    found = result("simulate", capsys, *GRILLE, convention, "--taux", "45 %")
    said = remarks(found)
    assert {choice(nom)["cle"] for nom in said} == cles
    assert set(said.values()) <= {
        f"ne vaut pas {jours}\u202f: le texte, qu'un avenant change dans l'année, y dit autre chose"
    }
    assert run(["simulate", "--depot", "depot", *GRILLE, convention]) == 0
    assert ("ne vaut pas du" in capsys.readouterr().out) is bool(cles & {"base", "compte"})


TRIMESTRES = [
    Avenant(du="2025-01-01", par=(("arrondi", "supérieur"),)),
    Avenant(du="2025-04-01", par=(("arrondi", "inférieur"),)),
    Avenant(du="2025-07-01", au="2025-09-30", par=(("arrondi", "sans arrondi"),)),
]


def test_a_rounding_by_quarter_is_that_of_its_quarter(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    facts()
    text = CONVENTION.read_text("utf-8").replace("année civile", "trimestre civil")
    CONVENTION.write_text(text, "utf-8")
    deposit(SIGNEE | {"report": "aucun"}, "", TRIMESTRES, convention)
    found = result("simulate", capsys, *GRILLE, convention)
    nom = "part_ville : arrondi au plus proche sinon supérieur"
    assert remarks(found)[nom].startswith("ne vaut pas du 1er avril 2025 au 31 décembre 2025")
    rang = [c["nom"] for c in found["colonnes"]].index(nom)
    seen = [r["colonnes"][rang]["cellule"]["cible"] for r in found["regles"] if r["clause"] == "part_ville"]
    deposit(
        SIGNEE | {"report": "aucun"},
        "",
        [TRIMESTRES[0].but("arrondi", "au plus proche sinon supérieur"), *TRIMESTRES[1:]],
        convention,
    )
    assert seen == [c["cible"] for c in figures(capsys)["part_ville"][1]]


def test_an_event_said_again_is_tried_since_the_part_counts_it(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The amendment of 1 January writes again what was counted: a dwelling of December, let in January, is
    counted by the event tried as those of the year."""
    facts()
    par = (*rate("30 %"), ("compte", "propositions"))
    deposit(SIGNEE, "", [Avenant(du="2025-01-01", par=par)], convention)
    seen = dict(tried(result("simulate", capsys, *GRILLE, convention)))["part_ville : compte baux signés"]
    again = Avenant(du="2025-01-01", par=(*rate("30 %"), ("compte", "baux signés")))
    deposit(SIGNEE | {"compte": "baux signés"}, "", [again], convention)
    assert seen == figures(capsys)


AJOUT = """avenant: ajout
à: {convention}
en vigueur: {{ du: {du} }}
document: {{ articles: ["1"] }}
modifications:
  - abroge: part_ville
    source: {{ article: "1" }}
  - ajoute:
      part: part_neuve
      règle: {regle}
      compte: {compte}
      application: ensemble
      arrondi: {arrondi}
      report: {report}
      force: engagement
      source: {{ article: "1" }}
"""


@pytest.mark.parametrize("du", ["2025-01-01", "2025-04-01"])
def test_a_part_that_an_amendment_adds_is_tried_from_its_first_day(
    convention: str, du: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """That which it takes the place of is tried as long as it stands in the year."""
    facts()
    said = {"regle": "30 % des vacances dans l'assiette", **{c: v for c, v in SIGNEE.items() if c != "règle"}}
    deposit(SIGNEE, "", [], convention)
    path = CONVENTION.with_name("avenant-0.yaml")

    def seen() -> list[dict[str, Any]]:
        capsys.readouterr()
        assert run(["compliance", "--depot", "depot", *AN, "--format", "json"]) == 0
        (judged,) = json.loads(capsys.readouterr().out)["conventions"]
        (rule,) = (r for r in judged["regles"] if r["clause"] == "part_neuve")
        return [without_texts(c) for c in rule["cellules"]]

    path.write_text(AJOUT.format(convention=convention, du=du, **said), "utf-8")
    found = result("simulate", capsys, *GRILLE, convention, "--taux", "45 %")
    names = [c["nom"] for c in found["colonnes"]]
    assert found["refusees"] == [] and remarks(found) == {}
    assert any(nom.startswith("part_ville") for nom in names) is (du > "2025-01-01")
    (rule,) = (r for r in found["regles"] if r["clause"] == "part_neuve")
    for nom, held in zip(names, rule["colonnes"], strict=True):
        if not nom.startswith("part_neuve"):
            continue
        one = choice(nom.replace("part_neuve", "part_ville"))
        other = {
            "taux": ("regle", "45 % des vacances dans l'assiette"),
            "base": ("regle", f"30 % des {one['valeur']}"),
        }.get(one["cle"], (one["cle"], one["valeur"]))
        path.write_text(AJOUT.format(convention=convention, du=du, **said | dict([other])), "utf-8")
        assert [without_texts(held["cellule"])] == seen(), nom


def test_a_part_that_is_gone_before_the_year_is_not_tried(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    deposit(SIGNEE, "", [], convention)
    text = AJOUT.format(convention=convention, du="2024-06-01", regle="30 % des vacances du champ", **SIGNEE)
    CONVENTION.with_name("avenant-0.yaml").write_text(text, "utf-8")
    found = result("simulate", capsys, *GRILLE, convention)
    assert found["refusees"] == [] and len(found["colonnes"]) == 12
    assert all(c["nom"].startswith("part_neuve : ") for c in found["colonnes"][1:])


def test_what_is_tried_takes_the_name_of_no_amendment(
    convention: str, capsys: pytest.CaptureFixture[str]
) -> None:
    deposit(SIGNEE, "", [], convention)
    before = result("simulate", capsys, *GRILLE, convention)["colonnes"]
    for nom in ("essai", "essai-1"):
        text = Avenant(du="2025-01-01", par=rate("60 %")).written(nom, convention)
        path = Path(f"depot/{nom}.yaml")
        path.write_text(text, "utf-8")
        found = result("simulate", capsys, *GRILLE, convention)
        path.unlink()
        assert [c["nom"] for c in found["colonnes"]] == [c["nom"] for c in before]
        for _, seen in tried(found):
            (cell,) = seen["part_ville"][1]
            assert Fraction(cell["du"]) == Fraction(60, 100) * cell["base"]
