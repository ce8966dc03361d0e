"""Pages of cases: sections of prose, a convention, and one line per case."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

Valeur = object
"""What a case writes: text, number, date, or a list or a mapping of these."""

LARGEUR = 110
CLE = re.compile(r"[\w ]+")


@dataclass(frozen=True, kw_only=True)
class Cas:
    nom: str
    faits: Mapping[str, Valeur]
    attendu: Mapping[str, Valeur]
    au: date | None = None


@dataclass(frozen=True, kw_only=True)
class Annee:
    """A case about a year: rows, and what else the case gives (`soldes`, `vacances_attendues`…)."""

    nom: str
    annee: int
    vacances: Iterable[Mapping[str, Valeur]]
    attendu: Mapping[str, Valeur]
    au: date | None = None
    reste: Mapping[str, Valeur] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Section:
    ident: str
    titre: str
    prose: str
    convention: str
    cas: Iterable[Cas | Annee]


@dataclass(frozen=True, kw_only=True)
class Page:
    nom: str
    titre: str
    prose: str
    sections: Iterable[Section]


# --- YAML ---------------------------------------------------------------------------------------
def flow(value: Valeur) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{k if CLE.fullmatch(k) else quoted(k)}: {flow(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(v) for v in value)}]"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else f'"{value}"'
    text = str(value)
    if isinstance(value, str) and (text.isdigit() or not plain(text)):
        return quoted(text)
    return text


def plain(text: str) -> bool:
    return not re.search(r'[:#{}\[\],&*!|>%@`"]', text) and text.strip() == text != ""


def quoted(text: str) -> str:
    return f'"{text}"'


def render_case(cas: Cas | Annee) -> str:
    if isinstance(cas, Cas):
        lines = [f"- cas: {cas.nom}"]
        if cas.au is not None:
            lines.append(f"  au: {cas.au.isoformat()}")
        return "\n".join([*lines, *block("vacance", cas.faits), *block("attendu", cas.attendu)])
    lines = [f"- cas: {cas.nom}", f"  année: {cas.annee}"]
    if cas.au is not None:
        lines.append(f"  au: {cas.au.isoformat()}")
    for cle, valeur in cas.reste.items():
        lines += block(cle, valeur)
    rows = list(cas.vacances)
    lines += ["  vacances:", *(f"    - {flow(row)}" for row in rows)] if rows else []
    return "\n".join([*lines, *block("attendu", cas.attendu)])


def block(cle: str, valeur: Valeur) -> list[str]:
    if isinstance(valeur, list):
        return [f"  {cle}:", *(f"    - {flow(row)}" for row in valeur)]
    line = f"  {cle}: {flow(valeur)}"
    if len(line) <= LARGEUR or not isinstance(valeur, Mapping):
        return [line]
    return [f"  {cle}:", *(f"    {k}: {flow(v)}" for k, v in valeur.items())]


def render(page: Page) -> str:
    parts = [f"# {page.titre}\n", f"{wrap(page.prose)}\n"]
    for section in page.sections:
        cases = "\n".join(render_case(c) for c in section.cas)
        parts += [
            f"## {section.ident} — {section.titre}\n",
            f"{wrap(section.prose)}\n",
            f"```yaml convention\n{section.convention.strip(chr(10))}\n```\n",
            f"```yaml cas\n{cases}\n```\n",
        ]
    return "\n".join(parts)


def wrap(text: str, width: int = 108) -> str:
    lines, line = [], ""
    glued = (
        text.replace("« ", "«\u00a0")
        .replace(" »", "\u00a0»")
        .replace(" :", "\u00a0:")
        .replace(" ;", "\u00a0;")
    )
    for word in glued.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line]).replace("\u00a0", " ")


# --- clauses ------------------------------------------------------------------------------------
def clause(kind: str, nom: str, regle: str | None = None, **keys: str) -> str:
    """A clause as the paper would have it. `keys`: name with `_` for a space, accents kept."""
    lines = [f"  - {kind}: {nom}"]
    if regle is not None:
        lines.append(f"    règle: {regle}")
    lines += [f"    {cle.replace('_', ' ')}: {valeur}" for cle, valeur in keys.items()]
    return "\n".join([*lines, '    source: { article: "1" }'])


def obligation(nom: str, regle: str, **keys: str) -> str:
    return clause("obligation", nom, regle, débiteur="bailleur", **keys)


def delai(nom: str, regle: str, **keys: str) -> str:
    return clause("délai", nom, regle, débiteur="réservataire", **keys)


def exception(nom: str, cible: str, **keys: str) -> str:
    """`si`, then `regle` (what replaces) or `ecarte`."""
    given = {"à": cible}
    if "si" in keys:
        given["si"] = keys["si"]
    if "regle" in keys:
        given["remplace"] = f"\n      règle: {keys['regle']}"
    else:
        given["écarte"] = "oui"
    return clause("exception", nom, **given).replace("remplace: \n", "remplace:\n")


def convention(*clauses: str, entete: str = "") -> str:
    head = entete.strip("\n")
    return (head + "\n" if head else "") + "clauses:\n" + "\n".join(clauses)


def vocabulaire(**fields: str) -> str:
    lines = ["vocabulaire:"]
    for nom, type_ in fields.items():
        lines.append(f"  {nom}: {{ niveau: vacance, type: {type_}, énoncé: fait d'essai }}")
    return "\n".join(lines)
