"""A proposed mapping, as the file that its reader completes: the sure is written, the rest is commented."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from textwrap import wrap
from typing import Final
from unicodedata import combining

from convrules.base.anglais import dire
from convrules.base.records import dataclass, replace
from convrules.base.texte import Langue, t
from convrules.facts.proposition.choix import Doute, Proposition
from convrules.facts.proposition.liens import Lien

_LARGEUR: Final = 110
_RIEN: Final = '    id: "?"   # à compléter : quelle colonne désigne chaque ligne ?'
"""A table needs a column: none was sure."""
_DATES: Final = (
    "    # à compléter : le jour jusqu'auquel tout a été saisi ; sans lui, une date vide est inconnue",
    "    # complet au: 2026-01-05",
)
_NU: Final = re.compile(r"[A-Za-zÀ-ÿ_][\w.\-/'° ]*(?<! )")
_MOTS_YAML: Final = frozenset({"oui", "non", "yes", "no", "true", "false", "null", "on", "off", "y", "n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origine:
    """The file that a mapping was proposed from: how it is read, and how much of it was looked at."""

    ident: str
    fichier: str
    nom: str
    lignes: int
    encodage: str | None = None
    separateur: str | None = None
    feuille: str | None = None
    passees: int = 0
    partielle: bool = False


def mapping_text(proposition: Proposition, origine: Origine) -> str:
    """The whole file."""
    partout = _everywhere(proposition.surs)
    surs = [_without(lien, partout) for lien in proposition.surs]
    lines = [
        *_head(proposition, origine),
        f"correspondance: {origine.ident}",
        'bailleur: "000000000"   # à compléter : le SIREN, le même que dans les conventions',
        "fichiers:",
        f"  {proposition.table}:",
        *_file(proposition, origine, partout),
        "colonnes:",
        f"  {proposition.table}:",
        *(chain.from_iterable(map(_sure, surs)) if surs else (_RIEN,)),
        *_unnamed(proposition),
        *chain.from_iterable(map(_doubtful, proposition.doutes)),
    ]
    if proposition.inconnues:
        listed = ", ".join(f"« {_flat(t)} »" for t in proposition.inconnues)
        asked = f"aucun fait reconnu dans {listed} : ajoutez à « ignore » ce qui ne sert pas, reliez le reste"
        lines.append(f"    # à compléter : {asked}")
    if proposition.innommables:
        listed = ", ".join(f"« {_flat(titre)} »" for titre in proposition.innommables)
        why = "un signe invisible, qu'aucune correspondance ne peut écrire, dans le titre"
        lines.append(f"    # à compléter : {why} de {listed} : renommez dans le fichier ce qui sert")
    if proposition.ecartees:
        lines += ["ignore:", *(f"  - {_scalar(e.colonne)}" for e in proposition.ecartees)]
    return "\n".join(lines) + "\n"


def summary(proposition: Proposition, langue: Langue = Langue.FR) -> str:
    """What was found, for the terminal."""
    found = (
        ("reliées", [f"{x.colonne} → {x.champ}" for x in proposition.surs]),
        ("à confirmer", [d.colonne for d in proposition.doutes]),
        ("sans fait reconnu", proposition.inconnues),
        ("à renommer, car leur titre contient un signe invisible", proposition.innommables),
        ("écartées, car elles semblent identifier des personnes", [e.colonne for e in proposition.ecartees]),
    )
    told = [dire(t("Table « {nom} ».", nom=proposition.table), langue)]
    for said, columns in found:
        if columns:
            listed = _flat(", ".join(columns))
            line = t("Colonnes {genre} ({n}) : {titres}", genre=said, n=str(len(columns)), titres=listed)
            told += wrap(
                dire(line, langue),
                _LARGEUR - 10,
                initial_indent="  ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(told) + "\n"


# --- the head -------------------------------------------------------------------------------
def _head(proposition: Proposition, origine: Origine) -> Iterator[str]:
    seen = f"les {origine.lignes} premières lignes" if origine.partielle else f"les {origine.lignes} lignes"
    yield from _comment(
        f"Proposée d'après les titres et {seen} de « {origine.nom} ». Ce qui est écrit se lit ainsi dans le "
        "fichier ; relisez-le tout de même. Ce qui n'est pas sûr est en commentaire, après « à compléter » : "
        "ôtez le dièse et l'espace qui le suit, ou la ligne. « convrules check » rappelle ce qui reste."
    )
    if proposition.ecartees:
        listed = " ; ".join(f"« {_flat(e.colonne)} », {e.raison}" for e in proposition.ecartees)
        yield from _comment(f"Identifient peut-être des personnes, et ne sont pas lues : {listed}.")


def _file(proposition: Proposition, origine: Origine, partout: Sequence[str]) -> Iterator[str]:
    keys = {
        "fichier": _quoted(origine.fichier),
        "encodage": origine.encodage,
        "séparateur": _quoted(origine.separateur) if origine.separateur else None,
        "feuille": _scalar(origine.feuille) if origine.feuille else None,
        "lignes à passer": str(origine.passees) if origine.passees else None,
        "manquant": f"[{', '.join(map(_scalar, partout))}]" if partout else None,
    }
    yield from (f"    {cle}: {valeur}" for cle, valeur in keys.items() if valeur is not None)
    if proposition.table in ("vacances", "demandes"):
        yield from _DATES


def _everywhere(surs: Sequence[Lien]) -> tuple[str, ...]:
    """Words for the unknown that two columns hold are said once, for the file."""
    counted = Counter(x for lien in surs for x in lien.manquant if not any(c.isdigit() for c in x))
    return tuple(sorted(x for x, n in counted.items() if n > 1))


def _without(lien: Lien, partout: Sequence[str]) -> Lien:
    return replace(lien, manquant=tuple(x for x in lien.manquant if x not in partout))


# --- the columns ----------------------------------------------------------------------------
def _sure(lien: Lien) -> Iterator[str]:
    if lien.question:
        yield f"    # à compléter : {_flat(lien.question)}"
    note = f"   # {lien.note}" if lien.note else ""
    yield f"    {_line(lien)}{note}"


_AUTREMENT: Final = {
    "vacances": "",
    "candidatures": "",
    "demandes": " ; le numéro unique se relie avec « pseudonymiser: oui »",
}
"""What a table may do without the column that names its rows."""


def _unnamed(proposition: Proposition) -> Iterator[str]:
    """Without what names its rows, a table is not read."""
    needed = "vacance" if proposition.table == "candidatures" else "id"
    known = (*proposition.surs, *(c for d in proposition.doutes for c in d.candidats))
    if proposition.surs and all(x.champ != needed for x in known):
        numbered = _AUTREMENT.get(proposition.table, ", ou « sans identifiant: oui »")
        yield f"    # à compléter : aucune colonne ne donne « {needed} », qui est obligatoire{numbered}"


def _doubtful(doute: Doute) -> Iterator[str]:
    asked = f"« {_flat(doute.colonne)} » : {doute.raison}"
    if doute.candidats:
        yield f"    # à compléter : {asked} ; {' ou '.join(c.champ for c in doute.candidats)} ?"
    else:
        yield f"    # à compléter : {asked} ; reliez-la, ou ajoutez-la à « ignore »"
    yield from (f"    # {_line(lien)}" for lien in doute.candidats)


def _line(lien: Lien) -> str:
    keys = {
        "format": _scalar(lien.format) if lien.format else None,
        "unité": lien.unite,
        "manquant": _list(lien.manquant),
        "sans objet": _list(lien.sans_objet),
        "codes": _table(lien.codes.items()) if lien.codes else None,
    }
    told = [f"{cle}: {valeur}" for cle, valeur in keys.items() if valeur]
    if not told:
        return f"{lien.champ}: {_scalar(lien.colonne)}"
    return f"{lien.champ}: {{ {', '.join((f'colonne: {_scalar(lien.colonne)}', *told))} }}"


def _list(values: Sequence[str]) -> str | None:
    return f"[{', '.join(map(_scalar, values))}]" if values else None


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{ {', '.join(f'{_scalar(theirs)}: {ours}' for theirs, ours in pairs)} }}"


def _scalar(text: str) -> str:
    """As YAML reads it back: bare when it is a plain word, otherwise between quotes."""
    plain = _NU.fullmatch(text) is not None and text.lower() not in _MOTS_YAML and " #" not in text
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    """Between quotes, what does not print as its number."""
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() and not combining(char) else f"\\U{ord(char):08X}"


def _flat(text: str) -> str:
    """A title on one line, with what prints: a comment ends with its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _comment(text: str) -> Iterator[str]:
    # Why: a quotation mark stays beside what it quotes.
    tied = re.sub("« | (?=[»;:?])", lambda found: found[0].replace(" ", "\u00a0"), text)
    lines = wrap(tied, _LARGEUR - 2, break_long_words=False, break_on_hyphens=False)
    return (f"# {line.replace(chr(0xA0), ' ')}" for line in lines)
