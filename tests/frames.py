"""Whole texts around a fragment: a minimal convention, complete and without findings of its own.

Shared by every test that shows a fragment of a convention (pages of codes, caret cases).
"""

import re
from pathlib import Path

from convrules import geographie

ENTETE = """\
convention: exemple
bailleur: { nom: OPH Exemple, siren: "000000000" }
réservataire: { nom: Préfet, type: etat }
territoire: { département: "93" }
en vigueur: { du: 2024-01-01, au: 2026-12-31 }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
"""
CLAUSES = """\
- champ: logements_ordinaires
  règle: nature = logement_ordinaire
  source: { article: "1" }
"""
PART = """\
  - part: part_x
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "6" }
"""
"""A part, of an article of its own."""
ENVOI = """\
  - transmission: bilan_a_l_ept
    règle: avant le 28 février
    débiteur: bailleur
    destinataires: Plaine Commune
    vue: {vue}
    source: {{ article: "1", fondement: CCH R. 441-5-1 }}
"""
"""The annual report sent to one that holds no convention, as it may see it."""


def frame_clauses(fragment: str) -> str:
    """The minimal convention with these clauses, written as a list at the margin."""
    return ENTETE + "clauses:\n" + _indent(fragment)


def frame_entete(fragment: str) -> str:
    """The minimal convention with these top-level keys, each in place of its own or added."""
    given = dict(_blocks(fragment))
    body = "".join({**dict(_blocks(ENTETE)), **given}.values())
    return body if "clauses" in given else body + "clauses:\n" + _indent(CLAUSES)


def _blocks(text: str) -> list[tuple[str, str]]:
    """Top-level keys with their lines; comments and blank lines go with the key above."""
    found: list[tuple[str, str]] = []
    for line in _ended(text).splitlines(keepends=True):
        match = re.match(r"(\w[^:#]*?)\s*:", line)
        if match is not None:
            found.append((match[1], line))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


DU_TITULAIRE = """\
convention: {nom}
réservataire: {{ nom: {nom}, type: {nom} }}
territoire: {{ commune: "93066" }}
en vigueur: {{ du: 2023-01-01, au: 2027-12-31 }}
document: {{ articles: ["1"] }}
clauses:
  - part: part_{nom}
    règle: {taux} % des vacances dans l'assiette
    compte: {compte}
    application: ensemble
    arrondi: supérieur
    report: aucun
    source: {{ article: "1" }}
"""


def frame_part(nom: str, clauses: str = "", *, taux: int = 30, compte: str = "attributions") -> str:
    """The convention of a holder, of its type and in one town, with a part and then these clauses."""
    return frame_entete(DU_TITULAIRE.format(nom=nom, taux=taux, compte=compte) + clauses)


UNE_PART_ET_UN_ACCORD = """territoire: {{ département: "93" }}
en vigueur: {{ du: 2024-01-01, au: 2027-12-31 }}
document: {{ articles: ["1", "2", "3"] }}
clauses:
  - part: p
    énoncé: Dix pour cent du flux.
    règle: 10 % des vacances dans l'assiette
    compte: attributions
    application: {application}
    arrondi: supérieur
    report: aucun
    force: engagement
    source: {{ article: "1" }}
  - décision humaine: accord
    question: Le maire est-il d'accord ?
    qui: maire
    porte sur: commune
    source: {{ article: "3" }}
"""
"""A part, and a decision by which an exception may wait for somebody: exceptions are written after them."""
PART_D_UNE_VILLE = """clauses:
  - part: due
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
"""


def towns(number: int) -> list[str]:
    """Codes of as many communes of one département."""
    return sorted(geographie.places_of_departement("59"))[:number]


def write_towns(folder: Path, number: int, clauses: str = PART_D_UNE_VILLE) -> Path:
    """As many communes that have a convention with one landlord."""
    folder.mkdir(exist_ok=True)
    for n, code in enumerate(towns(number)):
        text = ENTETE.replace("exemple", f"conv-{n:03}") + clauses
        text = text.replace("Préfet, type: etat", f'Ville, type: commune, code: "{code}"')
        text = text.replace('département: "93"', f'commune: "{code}"')
        assert text.count(code) == 2
        text = text.replace("choix:", "hérite: { cch: 2026-02, cch_depot: 2026-02 }\nchoix:")
        (folder / f"c{n:03}.yaml").write_text(text, "utf-8")
    return folder


def _indent(text: str) -> str:
    return "".join("  " + line if line.strip() else line for line in _lines(text))


def _lines(text: str) -> list[str]:
    # Not splitlines(): a fragment may hold U+2028 on purpose.
    return re.findall(r"[^\n]*\n", _ended(text))


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
