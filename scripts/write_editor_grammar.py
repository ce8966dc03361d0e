"""Write the colours of sentences for editors (a TextMate grammar over YAML) from the tables that the engine
reads: the keys that hold a sentence, the words of sentences, their units.

    .venv/bin/python scripts/write_editor_grammar.py

A test compares the file with what this would write.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from convrules.syntax import entries
from convrules.syntax.words import MOTS, POPULATIONS, UNITES_DE_TEMPS

FICHIER = Path(__file__).parents[1] / "editors/vscode/syntaxes/convrules.injection.json"
OPERATEURS = (
    "SI",
    "ALORS",
    "SINON",
    "OU",
    "OU_REL",
    "ET",
    "NON",
    "DANS",
    "ENTRE",
    "EST_RENSEIGNE",
    "A_EU_LIEU",
)
UNITES = (
    *(f for forms in UNITES_DE_TEMPS.values() for f in forms),
    "logements",
    "logement",
    "points",
    "point",
)
DEUX_POINTS = "punctuation.separator.key-value.mapping.yaml"
NOMBRE = r"(?<![\w.])\d+(?:[.,]\d+)?(?!\w)"


def sentence_keys() -> tuple[str, ...]:
    """Every key that holds a sentence in some file, the longest first."""
    tables = (*entries.CLAUSES.values(), entries.COMMUNES, entries.PARAMETRE, entries.VALEUR_DATEE)
    others = (entries.RACINE, entries.COLONNE, entries.PLAFOND, entries.REMPLACEES)
    return longest({key for table in (*tables, *others) for key in table})


def longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda w: (-len(w), w)))


def alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace("\\'", "['’]") for w in longest(words))


def of(*names: str) -> list[str]:
    return [form for name in names for form in MOTS[name]]


def grammar() -> dict[str, object]:
    keys = alternatives(sentence_keys())
    clauses = alternatives((*entries.CLAUSES, *entries.GENRES))
    return {
        "scopeName": "convrules.injection",
        "injectionSelector": "L:source.yaml -comment -string.quoted -meta.phrase.convrules",
        "patterns": [{"include": "#genre"}, {"include": "#bloc"}, {"include": "#ligne"}],
        "repository": {
            "genre": {
                "match": rf"^(\s*(?:-\s+)?)({clauses})(:)\s+([\w.-]+)(?=\s*(?:$|#))",
                "captures": {
                    "2": {"name": "keyword.other.genre.convrules"},
                    "3": {"name": DEUX_POINTS},
                    "4": {"name": "entity.name.function.clause.convrules"},
                },
            },
            "bloc": {
                "begin": rf"^(\s*)(?:-\s+)?({keys})(:)\s+[>|][-+]?\s*$",
                "while": r"^(?=\1\s+\S)|^\s*$",
                "beginCaptures": {"2": {"name": "entity.name.tag.yaml"}, "3": {"name": DEUX_POINTS}},
                "name": "meta.phrase.convrules",
                "patterns": [{"include": "#phrase"}],
            },
            "ligne": {
                "begin": rf"(?:^\s*|[-{{,]\s+)({keys})(:)\s+(?=[^\s>|#&*])",
                "end": "$|(?=[}])",
                "beginCaptures": {"1": {"name": "entity.name.tag.yaml"}, "2": {"name": DEUX_POINTS}},
                "name": "meta.phrase.convrules",
                "patterns": [{"include": "#phrase"}],
            },
            "phrase": {"patterns": sentence()},
        },
    }


def sentence() -> list[dict[str, object]]:
    """What stands in a sentence, the first that fits."""
    populations = of(*POPULATIONS)
    apart = (*OPERATEURS, *POPULATIONS, *UNITES_DE_TEMPS)
    linking = [form for name in MOTS if name not in apart for form in MOTS[name]]
    return [
        {"match": r"(?:^|(?<=\s))#.*$", "name": "comment.line.number-sign.convrules"},
        {"match": '"[^"]*"', "name": "string.quoted.double.convrules"},
        {"match": r"(?<!\w)\d{4}-\d{2}-\d{2}(?!\w)", "name": "constant.other.date.convrules"},
        {
            "match": rf"({NOMBRE})\s*(%|€/m²|€|m²|(?:{alternatives(UNITES)})(?!\w))?",
            "captures": {
                "1": {"name": "constant.numeric.convrules"},
                "2": {"name": "keyword.other.unit.convrules"},
            },
        },
        {"match": words(linking), "name": "keyword.control.convrules"},
        {"match": words(populations), "name": "support.class.population.convrules"},
        {"match": words(of(*OPERATEURS)), "name": "keyword.operator.logical.convrules"},
        {"match": "<=|>=|!=|=|<|>|[-+*/]", "name": "keyword.operator.comparison.convrules"},
        {"match": r"<[a-z][a-z0-9_]*>", "name": "variable.parameter.trou.convrules"},
        {"match": r"[A-Za-z]\w*(?:\.\w+)?", "name": "variable.other.fait.convrules"},
    ]


def words(forms: Iterable[str]) -> str:
    return rf"(?<![\w.])(?:{alternatives(forms)})(?!\w)"


def text() -> str:
    return json.dumps(grammar(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FICHIER.parent.mkdir(parents=True, exist_ok=True)
    FICHIER.write_text(text(), encoding="utf-8")
