"""Every construct of the language appears in at least one explanation: kinds of clauses, nodes of
expressions, keys of clauses. Explanations are those of `explain`, `orient` and the year, over the conventions
of this repository, the suite and the pages of the language."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from convrules import ir
from convrules.api.dossier import politique_of, siren_of
from convrules.api.essais import siblings
from convrules.api.model import Verifie
from convrules.api.verification import verify_paths
from convrules.base.values import Arrondi
from convrules.checking.words import GENRES
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.facts.records import Faits
from convrules.ir import expressions
from convrules.ir.controles import TitulaireParDefaut
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.render import clauses as en_clair
from convrules.render import numbers
from convrules.render.clauses import enonce
from convrules.render.document import to_text
from convrules.render.explain import explain
from convrules.render.explain_elements import explain_element
from convrules.render.expressions import phrase, texte
from convrules.render.french import cite
from convrules.render.lexicon import Lexique, code, lexique_of, nom
from convrules.render.orient_text import orient_text
from convrules.render.places import where
from convrules.render.year_notes import rule_sentence
from convrules.render.year_text import compliance_text
from convrules.runtime.decision import ResultatElement
from convrules.runtime.elements import judge_elements
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.bilan import comply
from convrules.year.comptes import accounts, decided
from test_conformance import ALL, FOLDER, files_of
from test_specification import paires

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar" / "convention.schema.json").read_text(encoding="utf-8"))
Dit = tuple[ir.Clause, str, Lexique]
"""A clause, an explanation that may tell of it, and its words."""


# --- explanations -----------------------------------------------------------------------------
@cache
def explained(folder: Path) -> tuple[Dit, ...]:
    return tuple(dit for report in verify_paths([folder])[0] for dit in told(report))


def told(report: Verifie) -> Iterator[Dit]:
    """Each clause that may bear on a case, beside the explanation of the case."""
    for essais in report.essais:
        programme = report.programmes[essais.convention]
        others = siblings(programme, report.programmes.values())
        played = (programme, *others)
        words = lexique_of(c for p in played for c in (p.convention, *p.socles))
        clauses = [c for p in played for x in (p.convention, *p.socles) for c in x.clauses]
        policies = [c for p in report.politiques for c in p.politique.clauses]
        for cas in essais.cas:
            faits = build_faits(cas, programme.convention)
            if cas.annee is not None or cas.annees:
                bilan = comply(played, faits, cas.annee or cas.annees[0], cas.au)
                read = [rule_sentence(r, words) for b in bilan.conventions for r in b.regles]
                elements = [(p.convention, tuple(stock(p, faits, cas.au))) for p in played]
                apart = to_text(explain_element("", elements, cas.au, words))
                text = flat("\n".join([compliance_text(bilan, words), *read, apart]))
            else:
                row = faits.vacances[0]
                decision = evaluate_vacance(programme, row, cas.au, faits=faits)
                account = accounts(decided(played, faits, cas.au), faits, cas.au).get(row.id)
                conventions = {p.convention.ident: p.convention for p in report.programmes.values()}
                text = flat(to_text(explain([decision], conventions, words, account)))
                advice = rank(landlord(report, programme, cas.au), faits, row, cas.au)
                text += flat(orient_text([advice], cas.au, words))
            yield from ((c, text, words) for c in (*clauses, *policies, *nested(clauses)))


def landlord(report: Verifie, programme: Programme, au: date) -> Bailleur:
    siren = siren_of(programme)
    own = tuple(p for _, p in sorted(report.programmes.items()) if siren_of(p) == siren)
    return Bailleur(programmes=own, politique=politique_of(report, siren, au) if siren else None)


def stock(programme: Programme, faits: Faits, au: date) -> Iterator[ResultatElement]:
    """What `explain` would say of each programme, dwelling and convention of a case."""
    for clause in programme.elements:
        yield from judge_elements(clause, programme, faits, au, au)


def nested(clauses: list[ir.Clause]) -> Iterator[ir.Clause]:
    return (quota for c in clauses if isinstance(c, ir.Part) for quota in c.dont)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower()


@pytest.fixture(scope="module")
def dits(tmp_path_factory: pytest.TempPathFactory) -> list[Dit]:
    """Over the suite, the pages of the language and the conventions of the repository."""
    root = tmp_path_factory.mktemp("explications")
    found: list[Dit] = []
    sections = {e.ident: files_of(e) for e in ALL if e.page.parent == FOLDER}
    sections |= {name: files_of(exemple) for name, exemple in paires()}
    for name, files in sections.items():
        folder = root / name
        folder.mkdir()
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        found += explained(folder)
    for project in sorted((ROOT / "conventions").rglob("convrules.toml")):
        found += explained(project.parent)
    return found


def shown(clause: ir.Clause, text: str, words: str | None) -> bool:
    """Is the clause cited there, and are these words?"""
    return bool(words) and flat(f"« {clause.entete.ident} »") in text and flat(words or "") in text


# --- kinds ------------------------------------------------------------------------------------
CONTROLE = "compares conventions with one another: `check` says what it finds; no vacancy is judged by it"
PAS_EXPLIQUES = {"contrôle": CONTROLE}
PAR_LEUR_NOM = {"exception", "réserve", "critère", "priorité"}
"""Cited where they act; what they put in place is said of the clause, or shown by the rank."""


def test_every_kind_of_clause_is_explained(dits: list[Dit]) -> None:
    met: Counter[str] = Counter()
    for clause, text, words in dits:
        kind = GENRES[type(clause)]
        met[kind] += shown(
            clause, text, clause.entete.ident if kind in PAR_LEUR_NOM else enonce(clause, words)
        )
    print(dict(met))
    assert {kind for kind in GENRES.values() if not met[kind]} == PAS_EXPLIQUES.keys()


# --- expressions ------------------------------------------------------------------------------
PAS_DITS = {"Invalide": "stands for what was refused: no programme exists with one"}


def nodes_of(value: object, text: str, words: Lexique) -> Iterator[ir.Expr]:
    """Expressions in a clause that its explanation says: with those of a definition where it tells what that
    means, and those of the values of a parameter."""
    if isinstance(value, ir.Nomme):
        yield value
        meant = any(flat(say(value.expr, words)) in text for say in (phrase, texte))
        yield from nodes_of(value.expr if meant else (), text, words)
    elif isinstance(value, ir.Parametre):
        yield value
        declared = words.parametres.get(value.nom)
        values = [value for v in declared.valeurs for value in v.possibles] if declared else []
        said = [v for v in values if flat(texte(v, words)) in text]
        yield from nodes_of(tuple(said), text, words)
    elif isinstance(value, ir.Expr):
        yield value
        for child in expressions.children(value):
            yield from nodes_of(child, text, words)
    elif isinstance(value, tuple):
        for item in value:
            yield from nodes_of(item, text, words)
    elif is_dataclass(value) and not isinstance(value, ir.Entete):
        for f in fields(value):
            yield from nodes_of(getattr(value, f.name), text, words)


def test_every_node_of_expressions_is_explained(dits: list[Dit]) -> None:
    met: Counter[str] = Counter()
    for clause, text, words in dits:
        if GENRES[type(clause)] not in PAR_LEUR_NOM and shown(clause, text, enonce(clause, words)):
            met.update({type(node).__name__ for node in nodes_of(clause, text, words)})
    print(dict(met))
    assert {k.__name__ for k in get_args(ir.Expr) if not met[k.__name__]} == PAS_DITS.keys()


# --- keys -------------------------------------------------------------------------------------
CLES_TUES = {
    "en vigueur": "out of force a clause is absent, in force its dates change nothing: see `check --as-of`",
    "groupe": "a label that exceptions cite; they are explained by their own names",
    "caractère": "says to `check` what an exception may set aside; it decides no result",
    "variante de": "of models: no convention in use holds it",
    **dict.fromkeys(("plafonds", "ordre", "échelles", "matières", "titulaires"), CONTROLE),
}


def keys_of_schema() -> set[str]:
    """Keys of every kind of clause, but the first, which is its kind."""
    tables = [
        d for n, d in SCHEMA["$defs"].items() if n.startswith("clause_") and "additionalProperties" in d
    ]
    assert len(tables) >= 20
    return {key for table in tables for key in list(table["properties"])[1:]}


def common(c: ir.Clause, words: Lexique) -> dict[str, str | None]:
    e = c.entete
    return {
        "énoncé": e.enonce,
        "si": phrase(e.si, words) if e.si is not None else None,
        "force": e.force.value if e.force else None,
        "source": where(e),
        "débiteur": en_clair.debiteur(c),
    }


def own(c: ir.Clause, words: Lexique) -> dict[str, str | None]:
    """What each key of a clause is told by."""
    rule = enonce(c, words) if not isinstance(c, ir.Reserve | ir.Critere) else c.entete.ident
    match c:
        case ir.Soustraction():
            most = en_clair.limite(c.limite) if c.limite is not None else None
            return {"règle": rule, "catégorie": cite(code(c.categorie)), "limite": most}
        case ir.Part() | ir.Quota():
            return {"règle": rule, **of_year(c, words)}
        case ir.Repartition():
            return {"de": cite(c.de), "entre": rule, "restes": c.restes}
        case ir.Delai(suspension=s, a_defaut=d):
            paused = en_clair.suspension(s, words) if s else None
            default = en_clair.effet(d) if d else None
            return {"règle": rule, "suspension": paused, "à défaut": default, **bearing(c.porte_sur)}
        case ir.Tour():
            keys = ("règle", "passe", "non servi", "au jour de", "application")
            return dict.fromkeys(keys, rule)
        case ir.Obligation(a_defaut=d):
            return {"règle": rule, "à défaut": en_clair.effet(d) if d else None, **bearing(c.porte_sur)}
        case ir.Suite():
            return {"après": nom(c.apres, words).texte, "effet": en_clair.effet(c.effet)}
        case ir.Delegation():
            return dict.fromkeys(("titulaire", "délégataire", "porte sur"), rule)
        case ir.ModeCorrectif():
            return dict.fromkeys(("surveille", "constat", "impose", "fin"), rule)
        case ir.Transmission():
            return {"règle": rule, "destinataires": c.destinataires, "contenu": c.contenu, "vue": c.vue}
        case ir.ExceptionClause():
            replaced = c.entete.ident if c.remplace else None
            return {"à": c.entete.ident, "remplace": replaced, "écarte": c.entete.ident if c.ecarte else None}
        case ir.DecisionHumaine():
            return {"question": c.question, "qui": c.qui, "document": c.document, "porte sur": c.porte_sur}
        case ir.NonCodable():
            accepted = numbers.jour(c.le) if c.le else None
            return {"raison": rule, "accepté par": c.accepte_par, "le": accepted}
        case ir.Controle(reglage=TitulaireParDefaut(designe=d)):
            return {"désigne": en_clair.designation(d)}
        case ir.Critere():
            return {"mesure": rule, "poids": rule}
        case _:
            return {"règle": rule}


def bearing(niveau: ir.Niveau) -> dict[str, str | None]:
    """`porte sur` of a deadline or an obligation, apart from that of other kinds."""
    return {f"porte sur {niveau.value}": en_clair.porte_sur(niveau)}


def of_year(c: ir.Part | ir.Quota, words: Lexique) -> dict[str, str | None]:
    found = {
        "compte": en_clair.compte(c, words),
        "application": en_clair.application(c.application, words),
        "arrondi": "sans arrondi" if c.arrondi is Arrondi.SANS else f"arrondi : {c.arrondi.value}",
        "report": f"report : {en_clair.report(c.report)}" if c.report else None,
        "base minimale": f"base minimale : {en_clair.texte(c.base_minimale, words)}"
        if c.base_minimale
        else None,
    }
    if isinstance(c, ir.Part):
        return found
    return found | {
        "tolérance": f"tolérance : {en_clair.tolerance(c.tolerance)}" if c.tolerance else None,
        "période": c.periode,
        "en sus de": f"en sus de {cite(c.en_sus_de)}" if c.en_sus_de else None,
        "dont": f"à l'intérieur de {cite(c.parent)}" if c.parent else None,
    }


def test_every_key_of_clauses_is_explained(dits: list[Dit]) -> None:
    met: Counter[str] = Counter()
    for clause, text, words in dits:
        for key, told_by in {**common(clause, words), **own(clause, words)}.items():
            met[key] += shown(clause, text, told_by)
    print(dict(met))
    assert all(met[f"porte sur {niveau}"] for niveau in SCHEMA["$defs"]["element_juge"]["enum"])
    assert {key for key in keys_of_schema() if not met[key]} == CLES_TUES.keys()
