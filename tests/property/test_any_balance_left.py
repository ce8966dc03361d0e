"""A balance that nothing tells: the verdict is the one common to all those that the period before may have
left under its own text, each declared in turn in the table `soldes`."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.api.verification import check_depot, load_depot
from convrules.base.values import Arrondi, round_count
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.year.cellules import Clef
from convrules.year.model import Verdict
from frames import frame_entete
from property.same import TOUJOURS_LES_MEMES
from year import build as b

TOWN = "93066"
ENTETE = f"""territoire: {{ commune: "{TOWN}" }}
en vigueur: {{ du: 2023-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
choix:
  période: %s
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
"""
MODES = ("solde arrondi", "solde exact")
REPORTS = (
    "aucun",
    "fractions cumulées",
    *(f"{mode}, plafonné à {n} logement" for mode in MODES for n in (1, 2)),
    *(
        f"{mode}, {sens}, plafonné à 2 logements"
        for mode in MODES
        for sens in ("déficit seul", "excédent seul")
    ),
    *(f"{mode}, plafonné à 2 logements, perdu après 1 an" for mode in MODES),
)
SANS_BORNE = ("solde arrondi", "solde exact, déficit seul", "solde exact, plafonné à 50 % du dû")
ARRONDIS = (
    "inférieur",
    "supérieur",
    "sans arrondi",
    "au plus proche sinon inférieur",
    "au plus proche sinon supérieur",
)
TAUX = {"25 %": 4, "30 %": 10, "50 %": 2, "80 %": 5}
EFFETS = tuple(
    date(*day) for day in ((2023, 6, 1), (2024, 1, 1), (2024, 10, 1), (2024, 11, 15), (2025, 1, 1))
)
OUVERTS = {Verdict.EN_COURS, Verdict.CONFORME, Verdict.NON_APPLICABLE}


# --- what may be left, by the table of the documentation -----------------------------------------
def left(said: tuple[str, str], parts: int) -> set[Fraction] | None:
    """By a period of this `report` and this `arrondi`, whose dues are so many parts of a dwelling."""
    report, arrondi = said
    if report == "aucun":
        return {Fraction(0)}
    if report == "fractions cumulées":
        return {x - round_count(x, Arrondi(arrondi)) for x in (Fraction(n, parts) for n in range(parts))}
    mode, *clips = report.split(", ")
    most = next((int(c.split()[2]) for c in clips if c.startswith("plafonné") and "%" not in c), None)
    if most is None:
        return None
    parts = 1 if mode == "solde arrondi" and arrondi != "sans arrondi" else parts
    every = {Fraction(n, parts) for n in range(-most * parts, most * parts + 1)}
    if "déficit seul" in clips:
        return {s for s in every if s >= 0}
    return {s for s in every if s <= 0} if "excédent seul" in clips else every


def leavable(texts: list[tuple[str, str]], parts: int, *, minimum: bool) -> set[Fraction] | None:
    """texts: those of the periods before, the last first; below a minimum, a period leaves what it had."""
    found: set[Fraction] = set()
    for said in texts:
        own = left(said, parts)
        if own is None:
            return None
        found |= own
        if not minimum or said[0] == "aucun" or "perdu" in said[0]:
            return found
    return found | {Fraction(0)}


def common(found: set[Verdict | None], *, clos: bool) -> Verdict | None:
    if len(found) == 1:
        return next(iter(found))
    return Verdict.EN_COURS if not clos and Verdict.EN_COURS in found <= OUVERTS else Verdict.INDETERMINE


# --- texts and facts -------------------------------------------------------------------------------
@cache
def compiled(text: str, amendment: str) -> Programme:
    with TemporaryDirectory() as folder:
        (Path(folder) / "c.yaml").write_text(text, "utf-8")
        if amendment:
            (Path(folder) / "a.yaml").write_text(amendment, "utf-8")
        checked = check_depot(load_depot(Path(folder)))
        assert "exemple" in set(checked.programmes), ([str(d) for d in checked.diagnostics], text, amendment)
        return checked.programmes["exemple"]


def written(keys: dict[str, str], periode: str, before: tuple[str, str], effet: date) -> Programme:
    """As `keys` say since the day of the amendment, and otherwise before."""
    signed = {**keys, "report": before[0], "arrondi": before[1]}
    clause = "".join(f"    {k}: {v}\n" for k, v in signed.items() if k != "genre")
    genre = f"  - {keys['genre']}: r\n"
    text = f'{ENTETE % periode}clauses:\n{genre}{clause}    source: {{ article: "1" }}\n'
    changed = {k: keys[k] for k in ("report", "arrondi") if keys[k] != signed[k]}
    amendment = (
        f"avenant: av1\nà: exemple\nen vigueur: {{ du: {effet} }}\n"
        'document: { articles: ["1"] }\nmodifications:\n  - remplace: r\n    par:\n'
        + "".join(f"      {k}: {v}\n" for k, v in changed.items())
        + '    source: { article: "1" }\n'
    )
    return compiled(frame_entete(text), amendment if changed else "")


def periods_before(periode: str) -> list[date]:
    """Their first days, the last first."""
    months = (1, 4, 7, 10) if periode == "trimestre civil" else (1,)
    return [date(y, m, 1) for y in (2024, 2023) for m in reversed(months)]


LIGNES = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(("etat", "etat", "commune", "commune", "?", "-"))),
    min_size=0,
    max_size=7,
)
ATTENDUES = st.sampled_from((None, (), ((0, 1),), ((1, 2),), ((2, 2), (0, 3))))


def facts(lines: list[tuple[int, str]], attendues: tuple[tuple[int, int], ...] | None, au: date) -> Faits:
    vacances = []
    for n, (month, compte) in enumerate(lines):
        day = date(2025, month, 5)
        if day > au:
            continue
        let = {"attribution": "-"} if compte == "-" else {"attribution": str(day), "contingent": compte}
        own = {"commune": TOWN, "affectation": "location", "disponibilite": str(day), "bail": "-", **let}
        vacances += b.rows(1, f"V{n}-", **own)
    if attendues is None or au >= date(2025, 12, 31):
        return b.faits(vacances)
    day = au + timedelta(1)
    rows = tuple(
        b.ligne(
            "vacances_attendues",
            f"a{n}",
            du=day,
            au=date(2025, 12, 31),
            min=least,
            max=most,
            commune=TOWN,
            affectation="location",
        )
        for n, (least, most) in enumerate(attendues)
    )
    return replace(b.faits(vacances), vacances_attendues=rows)


def verdicts(programme: Programme, facts: Faits, au: date) -> dict[Clef, Verdict | None]:
    return {c.cellule: c.verdict for c in b.rule(b.year(programme, facts, au=au), "r").cellules}


def with_balance(facts: Faits, solde: Fraction, *, place: bool) -> Faits:
    where = {"commune": TOWN} if place else {}
    row = b.ligne("soldes", "s", convention="exemple", clause="r", annee=2024, solde=solde, **where)
    return replace(facts, soldes=(row,))


# --- what is drawn -----------------------------------------------------------------------------------
@st.composite
def clauses(draw: st.DrawFn, periode: str) -> tuple[dict[str, str], int]:
    """A part or a quota, and into how many parts of a dwelling its dues are cut."""
    taux = draw(st.sampled_from(sorted(TAUX)))
    sens = draw(st.sampled_from(("part", "part", "au moins", "au plus", "exactement")))
    counted = "attributions du réservataire"
    keys = {
        "application": draw(st.sampled_from(("ensemble", "chaque commune"))),
        "report": draw(st.sampled_from((*of_period(REPORTS, periode), "fractions cumulées", *SANS_BORNE))),
        "arrondi": draw(st.sampled_from(ARRONDIS)),
    }
    tolerances, number = ["1 logement"], sens != "part" and draw(st.booleans())
    if sens == "part":
        keys |= {"genre": "part", "règle": f"{taux} des vacances dans l'assiette", "compte": "attributions"}
    elif number:
        keys |= {"genre": "quota", "règle": f"{sens} 2 {counted}"}
    else:
        keys |= {"genre": "quota", "règle": f"{sens} {taux} des attributions du bailleur", "compte": counted}
    if not number:
        tolerances.append("10 points")
        if periode == "année civile" and not draw(st.integers(0, 2)):
            keys["base minimale"] = "3 logements"
    if draw(st.booleans()):
        keys["tolérance"] = draw(st.sampled_from(tolerances))
    return keys, 1 if number else TAUX[taux]


def of_period(reports: tuple[str, ...], periode: str) -> tuple[str, ...]:
    """Those of a quarter are never lost after a year."""
    return tuple(r for r in reports if periode == "année civile" or "perdu" not in r)


def is_over(clef: Clef, au: date) -> bool:
    quarter = dict(clef).get("trimestre", "2025-T4")
    return au >= date(2025, 12, 31) or quarter < "2025-T3"


@settings(max_examples=60, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_the_verdict_is_the_one_of_every_balance_that_may_be_left(data: st.DataObject) -> None:
    draw = data.draw
    periode = draw(st.sampled_from(("année civile", "année civile", "trimestre civil")))
    keys, parts = draw(clauses(periode))
    now = old = (keys["report"], keys["arrondi"])
    if draw(st.booleans()):
        old = draw(st.sampled_from(of_period(REPORTS, periode))), draw(st.sampled_from(ARRONDIS))
    effet, au = draw(st.sampled_from(EFFETS)), draw(st.sampled_from((date(2025, 8, 15), date(2026, 1, 31))))
    programme, there = written(keys, periode, old, effet), facts(draw(LIGNES), draw(ATTENDUES), au)
    texts = [now if effet <= first else old for first in periods_before(periode)]
    every = leavable(texts, parts, minimum="base minimale" in keys)
    place = keys["application"] != "ensemble"
    tries = sorted(every) if every is not None else [Fraction(n, 2) for n in range(-30, 31)]
    each = [verdicts(programme, with_balance(there, s, place=place), au) for s in tries]
    for clef, verdict in verdicts(programme, replace(there, soldes=()), au).items():
        clos = is_over(clef, au)
        wanted = common({said.get(clef, Verdict.NON_APPLICABLE) for said in each}, clos=clos)
        told = f"{clef} {wanted} of {tries}: {keys} {old} {effet} {au}"
        loose = every is None or ("exactement" in keys["règle"] and not clos)
        # Why: of two texts, the end that fractions do not reach is held to be reached.
        loose |= old != now and "fractions cumulées" in (old[0], now[0])
        assert verdict is wanted or (loose and verdict is Verdict.INDETERMINE), told
