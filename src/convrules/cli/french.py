"""Click's own words in French. Click looks its sentences up through `_` and `ngettext` of its modules:
both are given ours, once, before the first use; in English they give back Click's."""

import sys
from typing import Final

import click

from convrules.base.texte import Langue
from convrules.cli.langue import langue
from convrules.cli.output import emit

PHRASES: Final = {
    "Usage:": "Utilisation :",
    "Options": "Options\u00a0",
    "Commands": "Commandes\u00a0",
    "Positional arguments": "Arguments\u00a0",
    "Show this message and exit.": "Affiche cette aide.",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Aide : {command} {option}",
    "Missing command.": "Commande absente.",
    "Missing argument": "Argument manquant",
    "Missing option": "Option manquante",
    "Missing parameter": "Paramètre manquant",
    "Missing {param_type}": "Manque : {param_type}",
    "Missing parameter: {param_name}": "Paramètre manquant : {param_name}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "No such option {name!r}.": "L'option « {name} » n'existe pas.",
    "No such command {name!r}.": "La commande « {name} » n'existe pas.",
    "Option {name!r} does not take a value.": "L'option « {name} » ne prend pas de valeur.",
    "Argument {name!r} takes {nargs} values.": "L'argument « {name} » prend {nargs} valeurs.",
    "Invalid start character for option ({option})": "Option mal écrite : {option}",
    "Choose from:\n\t{choices}": "Choisissez parmi :\n\t{choices}",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre entier.",
    "{value} is not in the range {range}.": "{value} est hors de l'intervalle {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "« {value} » : écrivez {states}.",
    "{name} {filename!r} does not exist.": "{name} « {filename} » n'existe pas.",
    "{name} {filename!r} is a file.": "{name} « {filename} » est un fichier.",
    "{name} {filename!r} is a directory.": "{name} « {filename} » est un dossier.",
    "{name} {filename!r} is not readable.": "{name} « {filename} » ne se lit pas.",
    "{name} {filename!r} is not writable.": "{name} « {filename} » ne s'écrit pas.",
    "Could not open file {filename!r}: {message}": "Le fichier « {filename} » ne s'ouvre pas : {message}",
    "file": "le fichier",
    "directory": "le dossier",
    "path": "le chemin",
    "unknown error": "erreur inconnue",
    "default: {default}": "par défaut : {default}",
    "env var: {var}": "variable : {var}",
    "(dynamic)": "(calculé)",
    "required": "obligatoire",
    "deprecated": "abandonné",
    "Aborted!": "Abandon.",
    # --- forms by number ---
    "Got unexpected extra argument ({args})": "Argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "Arguments en trop : {args}",
    "Takes {nargs} values but 1 was given.": "{nargs} valeurs attendues, 1 donnée.",
    "Takes {nargs} values but {len} were given.": "{nargs} valeurs attendues, {len} données.",
    "Option {name!r} requires an argument.": "L'option « {name} » demande une valeur.",
    "Option {name!r} requires {nargs} arguments.": "L'option « {name} » demande {nargs} valeurs.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "(Vouliez-vous dire : {possibilities} ?)",
    "{value!r} is not {choice}.": "« {value} » n'est pas {choice}.",
    "{value!r} is not one of {choices}.": "« {value} » n'est pas dans la liste {choices}.",
    "{value!r} does not match the format {format}.": "« {value} » n'a pas la forme {format}.",
    "{value!r} does not match the formats {formats}.": "« {value} » n'a aucune des formes {formats}.",
    "{len_type} values are required, but {len_value} was given.": "{len_type} valeurs attendues.",
    "{len_type} values are required, but {len_value} were given.": "{len_type} valeurs attendues.",
}


def gettext(message: str) -> str:
    """The French of a sentence of Click; the sentence itself when we have none."""
    if langue() is Langue.EN:
        return message
    return PHRASES.get(" ".join(message.split(" ")), message)


def ngettext(singulier: str, pluriel: str, n: int) -> str:
    if langue() is Langue.EN:
        return singulier if n == 1 else pluriel
    return gettext(singulier if n < 2 else pluriel)


def echo(message: object = "", file: object = None, nl: bool = True, err: bool = False, **_: object) -> None:
    """Click prints its help through this: Click's own writes UTF-8 to a console that cannot show it."""
    emit(sys.stderr if err else sys.stdout, f"{message}\n" if nl else str(message))


def install() -> None:
    """Give every module of Click our words, and our way to print them. Idempotent."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{click.__name__}."):
            for own, ours in (("_", gettext), ("ngettext", ngettext), ("echo", echo)):
                if hasattr(module, own):
                    setattr(module, own, ours)
