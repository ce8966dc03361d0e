"""The same words give the same year: signed from the start, brought by an amendment that came before it, said
by an exception in the only town there is. What is counted, on whose account, what is owed, is advised."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import api
from convrules.api.dossier import Dossier
from convrules.year.model import BilanConvention
from frames import frame_entete

Cles: TypeAlias = dict[str, str]
Clause: TypeAlias = tuple[str, str, Cles]
"""Kind, name, keys."""

FIN = date(2026, 1, 31)
ENTETE = """territoire: { commune: "93066" }
en vigueur: { du: 2024-01-01, au: 2027-12-31 }
document: { articles: ["1"] }
"""
AVENANT = """avenant: av1
à: exemple
en vigueur: { du: 2024-06-01 }
document: { articles: ["1"] }
modifications:
"""
OU = ("", " où qpv", " où non qpv")
EVENEMENTS = ("attributions", "propositions", "baux signés")


@st.composite
def parts(draw: st.DrawFn) -> Cles:
    return {
        "règle": f"{draw(st.sampled_from((40, 60, 100)))} % des vacances dans l'assiette"
        + draw(st.sampled_from(OU)),
        "compte": draw(st.sampled_from(EVENEMENTS)),
        "arrondi": draw(st.sampled_from(("inférieur", "supérieur", "sans arrondi"))),
        "report": draw(st.sampled_from(("aucun", "solde arrondi"))),
        "force": draw(st.sampled_from(("engagement", "objectif"))),
    }


CEILINGS = st.fixed_dictionaries(
    {
        "règle": st.sampled_from(
            (
                "au plus 50 % des vacances dans l'assiette du bailleur",
                "au plus 30 % des vacances dans l'assiette du bailleur",
                "au plus 50 % des attributions du bailleur où qpv",
            )
        ),
        "compte": st.sampled_from(("attributions du réservataire", "baux signés du réservataire où non qpv")),
        "arrondi": st.sampled_from(("sans arrondi", "supérieur")),
        "force": st.sampled_from(("plafond", "objectif")),
    }
)
ORDRES = st.fixed_dictionaries(
    {
        "règle": st.sampled_from(
            ("bailleur", "etat jusqu'à 1 logement puis bailleur", "etat jusqu'à épuisement puis bailleur")
        )
    }
)
DE_PLUS = {"part": "application: chaque commune", "quota": "application: chaque commune"}
OBLIGATION = """  - obligation: o
    règle: la part p est atteinte à date au jour de attribution
    débiteur: bailleur
    source: { article: "1" }
"""


def written(clause: Clause, cles: Mapping[str, str]) -> str:
    kind, nom, _ = clause
    lines = [f"  - {kind}: {nom}", *(f"    {cle}: {said}" for cle, said in cles.items())]
    lines += [f"    {DE_PLUS[kind]}"] if kind in DE_PLUS else []
    return "\n".join([*lines, '    source: { article: "1" }', ""])


def changed(clause: Clause, before: Mapping[str, str], *, par: str) -> str:
    """What makes of the clause before what it says now."""
    _, nom, cles = clause
    keys = [f"      {cle}: {said}" for cle, said in cles.items() if said != before[cle]]
    if not keys:
        return ""
    head = (
        [f"  - remplace: {nom}", "    par:"]
        if par == "avenant"
        else [f"  - exception: x_{nom}", f"    à: {nom}", '    si: commune = "93066"', "    remplace:"]
    )
    return "\n".join([*head, *keys, '    source: { article: "1" }', ""])


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    free = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 200)))
    row: dict[str, object] = {"commune": "93066", "disponibilite": free, "qpv": draw(st.booleans())}
    account = draw(st.sampled_from(("etat", "bailleur", "commune", None)))
    if account is not None:
        row["contingent"] = account
    day = free
    for nom in ("proposition", "attribution", "bail"):
        if not draw(st.integers(0, 4)):
            break
        day += timedelta(days=draw(st.integers(1, 40)))
        row[nom] = day
    return row


def opened(folder: Path, tables: Mapping[str, object], au: date, texts: Mapping[str, str]) -> Dossier:
    folder.mkdir()
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    for nom, text in texts.items():
        (folder / f"{nom}.yaml").write_text(text, "utf-8")
    dossier = api.open_tables(folder, tables, complet_au=au)
    assert isinstance(dossier, Dossier), dossier
    assert not [d for d in dossier.diagnostics if d.code < "CR600" and api.is_error(d)], dossier.diagnostics
    return dossier


def told(b: BilanConvention) -> Any:
    """Figures and verdicts: what names a clause or its texts is not compared."""
    rules = [
        (
            r.clause.entete.ident,
            r.clause.entete.force if r.cellules else None,
            r.verdict,
            [
                (c.cellule, c.base, c.du, c.cible, c.realise, c.solde, c.verdict, c.lignes_comptees)
                for c in r.cellules
            ],
        )
        for r in b.regles
    ]
    ahead = [(a.au_mieux, a.projection) for a in b.avancements]
    return rules, [(e.decomptes, e.manquees) for e in b.echeances], ahead


def seen(dossier: Dossier, au: date) -> Any:
    year = api.comply(dossier, 2025, au)
    advice = [
        (o.vacance, [(c.rang, c.eligible is True, c.compte) for c in o.candidats])
        for o in api.orient(dossier, au)
    ]
    state = None if year.portee is None else (year.portee.etat, year.portee.bloquantes)
    return [told(b) for b in year.conventions], advice, state


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_same_words_give_the_same_year(data: st.DataObject) -> None:
    drawn = {"p": ("part", parts()), "k": ("quota", CEILINGS), "c": ("imputation", ORDRES)}
    clauses: list[Clause] = [(kind, nom, data.draw(keys)) for nom, (kind, keys) in drawn.items()]
    befores = [data.draw(keys) for _, keys in drawn.values()]
    au = data.draw(st.sampled_from((date(2025, 8, 15), FIN)))
    found = data.draw(st.lists(rows(), min_size=1, max_size=6))
    shown = [{nom: x for nom, x in row.items() if not isinstance(x, date) or x <= au} for row in found]
    vacances = [{"id": f"V{n}", **row} for n, row in enumerate(shown) if "disponibilite" in row]
    soldes = [{"convention": "exemple", "clause": "p", "annee": 2024, "commune": "93066",
               "solde": data.draw(st.integers(-1, 1))}]  # fmt: skip
    tables = {"vacances": vacances, "soldes": soldes}
    signed = "".join(written(c, c[2]) for c in clauses)
    before = "".join(written(c, keys) for c, keys in zip(clauses, befores, strict=True))
    par = data.draw(st.sampled_from(("avenant", "exception")))
    change = "".join(changed(c, keys, par=par) for c, keys in zip(clauses, befores, strict=True))
    base = f"{ENTETE}clauses:\n"
    texts = {"c": frame_entete(base + before + (change if par == "exception" else "") + OBLIGATION)}
    if par == "avenant" and change:
        texts["a"] = AVENANT + change
    with TemporaryDirectory() as folder:
        one = opened(Path(folder) / "a", tables, au, {"c": frame_entete(base + signed + OBLIGATION)})
        other = opened(Path(folder) / "b", tables, au, texts)
        assert seen(one, au) == seen(other, au)
