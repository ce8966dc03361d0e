"""One small landlord whose texts say the same words in two ways, and all that is told of it: the years, each
vacancy, the advice, the replay, the report that is due, what adds up."""

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from convrules import api, ir
from convrules.api.annuel import annual_report
from convrules.api.dossier import Dossier
from convrules.api.rejeu import replay
from convrules.base.values import Connu
from convrules.facts.records import Vacance
from convrules.runtime.decision import EtatDelai, ResultatDelai
from convrules.runtime.trace import Trace
from convrules.year.cellules import NON_VUE
from convrules.year.livres import Rapprochement
from convrules.year.model import CelluleRepartie, Imputation, Raison, ResultatCellule, ResultatRepartition
from frames import frame_entete
from months import month
from property.words import SUPPRIMEE, TOWN, Dite, otherwise, signed

ANNEE = 2025
JOURS = (date(2025, 8, 15), date(2026, 1, 31))
ENTETE = f"""territoire: {{ commune: "{TOWN}" }}
en vigueur: {{ du: 2023-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
"""
CHOIX = """choix:
  période: {période}
  rattachement: disponibilite
  événements: {événements}
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: {échéance}
"""
PROJET = """[depot]
nom = "x"
[alertes]
retard = 0
marge = 2
jours = 30
"""
EVENEMENTS = ("information", "orientation", "proposition", "attribution", "bail")
AUTREMENT = frozenset(
    {
        "cas",
        "changements",
        "trace",
        "ecartee_par",
        "lues",
        "amendements",
        "citations",
        "lectures",
        "rejointe",
        "refaite",
        "commence",
        "vierge",
        "recue",
        "seules",
        "a_part",
        "lisent",
        "retouches",
        "autre",
        "dites",
        "ecartees",
        "ecrite",
        "exceptions",
    }
)
"""What names the texts in which words were found, or is told for what some text might ask: the cell that no
row shows (`autre`) decides of the verdict, which is compared."""
NUL = {"min": Fraction(0), "max": Fraction(0)}
DITS = frozenset({"cellule", "clause", "dites", "poids", "verdict", "verdicts_possibles"})
"""What is said of an account even where it has nothing."""
TOUJOURS_LES_MEMES = os.environ.get("CONVRULES_ESSAIS") != "tout"
"""Are the same landlords drawn each time? A change is then judged by those it began with; the longer job
draws others."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Monde:
    """What both ways have in common. `clauses`, `autres`: clauses and conventions that nothing changes;
    `effet`: first day of the amendment; `depuis`: first year judged."""

    au: date
    tables: dict[str, list[dict[str, object]]]
    clauses: str = ""
    entete: str = ""
    autres: tuple[str, ...] = ()
    effet: date = date(2023, 6, 1)
    depuis: int | None = None


# --- what happens ----------------------------------------------------------------------------
@st.composite
def rows(
    draw: st.DrawFn, depuis: int = ANNEE, comptes: Sequence[str] = ("etat", "bailleur", "commune")
) -> dict[str, object]:
    """A vacancy of which days may be known to the month, and facts missing."""
    first = date(depuis, 1, 1)
    free = first + timedelta(days=draw(st.integers(0, (date(ANNEE, 8, 1) - first).days)))
    row: dict[str, object] = {"commune": TOWN, "disponibilite": free}
    for nom in ("qpv", "agent_etat"):
        said = draw(st.sampled_from((True, False, None)))
        if said is not None:
            row[nom] = said
    account = draw(st.sampled_from((*comptes, None)))
    if account is not None:
        row["contingent"] = account
    day = free
    for nom in EVENEMENTS:
        if not draw(st.integers(0, 4)):
            if draw(st.booleans()):
                break
            continue
        day += timedelta(days=draw(st.integers(0, 30)))
        row[nom] = day
    for nom in EVENEMENTS:
        if nom in row and not draw(st.integers(0, 6)):
            row[nom] = f"{row[nom]:%Y-%m}"
    return row


def shown(row: Mapping[str, object], au: date) -> dict[str, object]:
    """What a day shows of it."""
    kept = {}
    for nom, said in row.items():
        late = said > au if isinstance(said, date) else nom in EVENEMENTS and str(said) > f"{au:%Y-%m}"
        if not late:
            kept[nom] = said.isoformat() if isinstance(said, date) else said
    return kept


def vacances(found: Sequence[Mapping[str, object]], au: date) -> list[dict[str, object]]:
    seen = [shown(row, au) for row in found]
    return [{"id": f"V{n}", **row} for n, row in enumerate(seen) if "disponibilite" in row]


def solde(clause: str, solde: object, annee: int, *, place: bool = True) -> dict[str, object]:
    row: dict[str, object] = {"convention": "exemple", "clause": clause, "annee": annee, "solde": solde}
    return {**row, "commune": TOWN} if place else row


# --- what is told ----------------------------------------------------------------------------
def plain(found: object) -> Any:
    """Results without what names clauses, texts and articles."""
    if isinstance(found, ir.Clause):
        return found.entete.nom
    if isinstance(found, ir.Convention):
        return found.ident
    if found is None or isinstance(found, Enum | str | int | date | bool):
        return found
    if isinstance(found, Mapping):
        kept = {str(plain(k)): plain(v) for k, v in found.items() if not _apart(k)}
        return {k: v for k, v in kept.items() if v != {} and v != NUL}
    if isinstance(found, Set):
        return sorted((plain(x) for x in found), key=repr)
    if isinstance(found, list | tuple):
        return [plain(x) for x in found if not _repealed(x)]
    if isinstance(found, Trace) or type(found).__module__.startswith("convrules.ir"):
        return type(found).__name__
    if dataclasses.is_dataclass(found):
        named = (f.name for f in dataclasses.fields(found) if f.name not in AUTREMENT)
        silent = isinstance(found, ResultatRepartition) and all(map(_nothing, found.cellules))
        # Why: without a cell, neither asks anything; they are those of the text as signed.
        asked = (nom for nom in named if not silent or nom not in ("force", "verdict"))
        return {nom: plain(getattr(found, nom)) for nom in asked}
    return found


def _apart(key: object) -> bool:
    """Of balances: cells that are not this town, accounts of a split that is no more."""
    if isinstance(key, tuple):
        return any(valeur == NON_VUE for _, valeur in key)
    return isinstance(key, str) and key.split(".")[0].endswith(SUPPRIMEE)


def _repealed(found: object) -> bool:
    """Is it told of a clause that an amendment took out before the year? Or because of what some text says:
    an account of which nothing is known, a second window that nothing opens?"""
    if isinstance(found, Imputation):
        return found.raison is Raison.INCONNU
    if isinstance(found, ResultatCellule | CelluleRepartie | Rapprochement):
        # Why: a cell may be shown for the account of a split that is no more.
        return _nothing(found)
    if (
        isinstance(found, ResultatDelai)
        and found.ouverture is not None
        and found.etat is EtatDelai.SANS_OBJET
    ):
        return True
    clause = getattr(found, "clause", None)
    nom = clause.entete.nom if isinstance(clause, ir.Clause) else clause
    return isinstance(nom, str) and nom.endswith(SUPPRIMEE)


def _nothing(found: object) -> bool:
    """Nothing due, done, brought or left, by no row."""
    if isinstance(found, list | tuple | Set):
        return all(map(_nothing, found))
    if dataclasses.is_dataclass(found):
        fields = (f.name for f in dataclasses.fields(found) if f.name not in DITS)
        return all(_nothing(getattr(found, nom)) for nom in fields)
    return isinstance(found, str) or not found


def _by_day(row: Mapping[str, object]) -> dict[str, object]:
    return {nom: said for nom, said in row.items() if not _is_month(nom, said)}


def _is_month(nom: str, said: object) -> bool:
    return nom in EVENEMENTS and len(str(said)) == len("aaaa-mm")


def _with_months(vacance: Vacance, row: Mapping[str, object]) -> Vacance:
    """What a file whose column is of months would say: tables in memory are of days."""
    months = {nom: Connu(month(str(said), nom)) for nom, said in row.items() if _is_month(nom, said)}
    cellules = {**vacance.ligne.cellules, **months}
    return dataclasses.replace(vacance, ligne=dataclasses.replace(vacance.ligne, cellules=cellules))


def opened(folder: Path, monde: Monde, texts: Mapping[str, str]) -> Dossier:
    folder.mkdir()
    (folder / "convrules.toml").write_text(PROJET, "utf-8")
    for nom, text in texts.items():
        (folder / f"{nom}.yaml").write_text(text, "utf-8")
    tables = {nom: [_by_day(row) for row in rows] for nom, rows in monde.tables.items() if rows}
    dossier = api.open_tables(folder, tables, complet_au=monde.au)
    assert isinstance(dossier, Dossier) and dossier.chargement is not None, dossier
    known = {row["id"]: row for row in monde.tables.get("vacances", ())}
    vacances = tuple(_with_months(v, known[v.id]) for v in dossier.faits.vacances)
    faits = dataclasses.replace(dossier.faits, vacances=vacances)
    dossier = dataclasses.replace(dossier, chargement=dataclasses.replace(dossier.chargement, faits=faits))
    assert not [d for d in dossier.diagnostics if d.code < "CR600" and api.is_error(d)], dossier.diagnostics
    return dossier


def told(dossier: Dossier, monde: Monde) -> dict[str, Any]:
    year = api.comply(dossier, ANNEE, monde.au, monde.depuis)
    return {
        "année": plain(year),
        "alertes": [str(d.args) for d in api.alerts(dossier, year)],
        "vacances": [[plain(d) for d in lot] for lot in api.evaluate(dossier, monde.au)],
        "conseil": plain(api.orient(dossier, monde.au)),
        "rejeu": plain(replay(dossier, ANNEE, monde.au)),
        "bilan": plain(annual_report(dossier, ANNEE, monde.au)),
        "agrégats": plain(api.aggregates(dossier, ANNEE, monde.au)),
    }


def texts_of(clauses: Sequence[Dite], monde: Monde) -> tuple[dict[str, str], dict[str, str]]:
    others = {f"o{n}": frame_entete(text) for n, text in enumerate(monde.autres)}
    base = f"{ENTETE}{monde.entete}clauses:\n"
    written, changes = otherwise(clauses)
    other = {"c": frame_entete(base + written + monde.clauses), **others}
    if changes:
        other["a"] = (
            f"avenant: av1\nà: exemple\nen vigueur: {{ du: {monde.effet} }}\n"
            f'document: {{ articles: ["1"] }}\nmodifications:\n{changes}'
        )
    return {"c": frame_entete(base + signed(clauses) + monde.clauses), **others}, other


def agree(clauses: Sequence[Dite], monde: Monde) -> None:
    one, other = texts_of(clauses, monde)
    with TemporaryDirectory() as folder:
        said = told(opened(Path(folder) / "a", monde, one), monde)
        again = told(opened(Path(folder) / "b", monde, other), monde)
    years = [[all_["année"], *all_["année"]["precedents"]] for all_ in (said, again)]
    for one_year, other_year in zip(*years, strict=True):
        if not (one_year["imputations"] and other_year["imputations"]):
            # Why: accounts are told where a clause of some text may give one.
            del one_year["imputations"], other_year["imputations"]
    apart = list(differences(said, again))
    texts = (*one.values(), *other.values(), str(monde.tables))
    assert not apart, "\n---\n".join(("\n".join(apart[:20]), *texts))


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for cle, x in one.items():
            yield from differences(x, other[cle], f"{where}.{cle}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, x in enumerate(one):
            yield from differences(x, other[n], f"{where}[{n}]")
    elif one != other:
        yield f"{where}: {one} / {other}"
