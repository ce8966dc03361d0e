"""Checking texts in tests: conventions, cases, mappings and small repositories, with stand-in socles."""

from collections.abc import Mapping
from datetime import date

from convrules import ir
from convrules.analyses.convention import findings_of as analyse
from convrules.analyses.corpus import absences, findings
from convrules.base.source import make_source
from convrules.checking.avenants import check_avenants, check_target
from convrules.checking.convention import check_convention
from convrules.checking.correspondance import check_correspondance
from convrules.checking.env import Environnement
from convrules.checking.essais import check_essais
from convrules.checking.modeles import check_modele
from convrules.checking.politique import check_politique
from convrules.checking.readers import text as text_of
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.avenants import avenant_en_double
from convrules.syntax import nodes as n
from convrules.syntax.relecture import read_file
from frames import frame_clauses

CCH = """\
socle: cch
version: 2026-02
paramètres:
  plafond_prefet:
    valeurs:
      - { du: 2020-02-22, valeur: 30 % }
définitions:
  hors_quartiers: non qpv
clauses:
  - quota: plafond_etat
    si: reservataire.type = etat
    règle: au plus plafond_prefet des vacances dans l'assiette du bailleur
    compte: attributions du réservataire
    application: ensemble
    arrondi: sans arrondi
    force: plafond
    caractère: ordre public
    source: { fondement: CCH R. 441-5-2 }
  - quota: part_uniforme
    si: reservataire.type = etat
    règle: au moins plafond_prefet des vacances dans l'assiette du bailleur
    compte: attributions du réservataire
    application: chaque commune
    arrondi: inférieur
    force: engagement
    caractère: supplétif
    source: { fondement: CCH R. 441-5-2 }
  - contrôle: unicite
    source: { fondement: CCH R. 441-5 }
"""
COMMUN = """\
socle: commun
version: 2026-01
vocabulaire:
  gardien: { niveau: logement, type: oui/non }
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire
    source: { fondement: CCH R. 441-5 }
"""
JUGE = """\
socle: juge
version: 2026-01
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - champ: habitables
    règle: nature = logement_ordinaire
    source: { fondement: CCH R. 441-5 }
"""
PRESEANCES = """\
socle: preseances
version: 2026-01
clauses:
  - contrôle: preseance
    ordre: [la plus précise, la plus récente]
    source: { fondement: CCH R. 441-5 }
"""
PLAFONDS = """\
socle: plafonds
version: 2026-01
paramètres:
  plafond_prefet:
    valeurs:
      - { du: 2020-02-22, valeur: 30 % }
      - { du: 2026-01-01, valeur: 25 % }
clauses:
  - contrôle: somme_des_parts
    plafonds:
      - { titulaires: [etat], taux: plafond_prefet }
      - { titulaires: [etat], pour: agent_etat, taux: 5 % }
      - { titulaires: [commune, epci, ept, departement], taux: 20 % }
    source: { fondement: CCH R. 441-5-2 }
"""
PERIMETRES = """\
socle: perimetres
version: 2026-01
clauses:
  - contrôle: perimetre
    échelles:
      etat: département
      commune: commune
      epci: groupement
      ept: groupement
      departement: département
      region: région
    source: { fondement: CCH R. 441-5 }
"""
MATIERES = """\
socle: matieres
version: 2026-01
clauses:
  - contrôle: matieres
    titulaires: [etat]
    matières: [part, délai de proposition, sort à défaut de proposition, durée]
    source: { fondement: CCH R. 441-5-2 }
"""
DEFAUT = """\
socle: defaut
version: 2026-01
clauses:
  - contrôle: titulaire_par_defaut
    désigne: etat
    en vigueur: { du: 2023-11-24 }
    source: { fondement: CCH L. 441-1 }
"""
EXEMPLE = frame_clauses(
    """\
- champ: ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
- soustraction: mutations
  règle: affectation = mutation_interne
  catégorie: mutation
  source: { article: "1" }
- part: part_etat
  règle: 30 % des vacances dans l'assiette
  compte: attributions
  application: ensemble
  arrondi: inférieur
  report: aucun
  source: { article: "1" }
- délai: reponse_rapide
  règle: proposition au plus tard 1 mois après information
  débiteur: réservataire
  source: { article: "1" }
"""
)
"""The convention that cases of pages are about."""

AMENDEE = EXEMPLE.replace(
    "clauses:",
    "hérite: { cch: 2026-02 }\nparamètres:\n  taux_etat:\n    valeurs:\n"
    "      - { du: 2024-01-01, valeur: 30 % }\nclauses:",
    1,
)
"""The convention that amendments of pages change."""


CONTROLES = (PRESEANCES, PLAFONDS, PERIMETRES, MATIERES, DEFAUT)
"""One socle for each control, so that a test asks for no other."""


def parsed(text: str, name: str = "exemple.yaml") -> tuple[n.File, list[Diagnostic]]:
    tree = read_file(make_source(name, text))
    return tree.value, [*tree.diagnostics]


def convention_of(text: str, env: Environnement, name: str = "exemple.yaml") -> ir.Convention:
    """A convention or socle that must hold no mistake."""
    tree, found = parsed(text, name)
    checked = check_convention(tree, env)
    wrong = [(d.code, d.span.text) for d in (*found, *checked.diagnostics)]
    assert wrong == []
    return checked.value


def socles() -> Mapping[tuple[str, str], ir.Convention]:
    env = Environnement()
    read = [convention_of(text, env, "socle.yaml") for text in (CCH, COMMUN, JUGE, *CONTROLES)]
    return {(socle.ident, socle.version or ""): socle for socle in read}


SOCLES = socles()
ENV = Environnement(socles=SOCLES)
ENV_ESSAIS = Environnement(socles=SOCLES, conventions={"exemple": convention_of(EXEMPLE, ENV)})


def findings_of(text: str, env: Environnement = ENV_ESSAIS) -> list[Diagnostic]:
    """Everything found in a file, form and meaning."""
    tree, found = parsed(text)
    if any(d.code < "CR200" for d in found):
        return found
    match tree.genre:
        case n.GenreFichier.CONVENTION | n.GenreFichier.SOCLE:
            return [*found, *check_convention(tree, env).diagnostics]
        case n.GenreFichier.POLITIQUE:
            return [*found, *check_politique(tree, env).diagnostics]
        case n.GenreFichier.MODELE:
            return [*found, *check_modele(tree, env)]
        case n.GenreFichier.ESSAIS:
            return [*found, *check_essais(tree, env).diagnostics]
        case n.GenreFichier.CORRESPONDANCE:
            return [*found, *check_correspondance(tree, env).diagnostics]
        case _:
            return found


def analysis_of(text: str, au: date | None = None) -> list[Diagnostic]:
    """What a convention that must hold no mistake says against itself."""
    convention = convention_of(text, ENV)
    inherited = [SOCLES[key] for key in convention.herite]
    return list(analyse(convention, inherited, au))


def amendment_findings(texts: list[str]) -> list[Diagnostic]:
    """What amendments say of the convention « exemple », those that are told apart by a repository
    included."""
    base, _ = parsed(AMENDEE)
    read = [parsed(text, f"avenant-{rank}.yaml") for rank, text in enumerate(texts)]
    found = [d for _, wrong in read for d in wrong]
    trees = [tree for tree, _ in read]
    idents = [text_of(tree.racine, "avenant") or "" for tree in trees]
    twins = [
        avenant_en_double(span=tree.span, ident=ident, autre=trees[idents.index(ident)].span)
        for rank, (tree, ident) in enumerate(zip(trees, idents, strict=True))
        if ident in idents[:rank]
    ]
    targets = [d for tree in trees for d in check_target(tree, ["exemple"])]
    if found or twins or targets:
        return [*found, *twins, *targets]
    return list(check_avenants(base, convention_of(AMENDEE, ENV), trees, ENV).diagnostics)


def depot_findings(texts: list[str]) -> list[Diagnostic]:
    """What several conventions, each without mistakes, say against one another."""
    read = [convention_of(text, ENV, f"{rank}.yaml") for rank, text in enumerate(texts)]
    return [*findings(read, SOCLES), *absences(read, SOCLES)]
