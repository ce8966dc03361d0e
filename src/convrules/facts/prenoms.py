"""What somebody writes and may write otherwise is looked at more closely than data: a first name tells.

In a file, it would be the name of a place too often (« Jean Jaurès »).
"""

import re
from itertools import pairwise
from typing import Final

from convrules.facts.formes import Forme, personal_form, plain
from convrules.facts.personnel import personal_name
from convrules.facts.readers.lieux import MASQUE
from convrules.facts.titres import bare

_USUELS: Final = frozenset({
    "ADAM", "AHMED", "AICHA", "ALAIN", "ALEXANDRE", "ALEXIS", "ALI", "ALICE", "AMADOU", "AMELIE",
    "AMINA", "ANDRE", "ANNE", "ANTHONY", "ANTOINE", "ANTONIO", "ARTHUR", "AURELIE", "BERNARD",
    "BRIGITTE", "BRUNO", "CAMILLE", "CAROLINE", "CATHERINE", "CECILE", "CHANTAL", "CHARLES", "CHARLOTTE",
    "CHRISTIAN", "CHRISTINE", "CHRISTOPHE", "CLAIRE", "CLAUDE", "CORINNE", "CYRIL", "DAMIEN", "DANIEL",
    "DAVID", "DELPHINE", "DENIS", "DENISE", "DIDIER", "DOMINIQUE", "ELISE", "EMILIE", "EMMA", "EMMANUEL",
    "ERIC", "ESTELLE", "FABRICE", "FANNY", "FARID", "FATIMA", "FATOU", "FATOUMATA", "FLORENCE",
    "FRANCIS", "FRANCK", "FRANCOIS", "FRANCOISE", "FREDERIC", "GABRIEL", "GEORGES", "GERARD",
    "GHISLAINE", "GILLES", "GUILLAUME", "GUY", "HASSAN", "HELENE", "HENRI", "HERVE", "HUGO", "IBRAHIM",
    "INES", "ISABELLE", "JACQUELINE", "JACQUES", "JEAN", "JEANNE", "JEROME", "JESSICA", "JOAO", "JOEL",
    "JOSE", "JULIE", "JULIEN", "KARIM", "KARINE", "KEVIN", "KHADIJA", "LAETITIA", "LAURA", "LAURENCE",
    "LAURENT", "LEA", "LEO", "LOUIS", "LOUISE", "LUC", "LUCAS", "LUCIE", "LUDOVIC", "MALIKA", "MAMADOU",
    "MANON", "MARC", "MARCEL", "MARIA", "MARIAM", "MARIE", "MARION", "MARTINE", "MATHIEU", "MAURICE",
    "MAXIME", "MEHDI", "MICHEL", "MICHELE", "MICKAEL", "MIREILLE", "MOHAMED", "MOHAMMED", "MONIQUE",
    "MOUSSA", "MUSTAPHA", "MYRIAM", "NADIA", "NAIMA", "NATHALIE", "NICOLAS", "NICOLE", "NOEL", "OLIVIER",
    "OMAR", "OUMAR", "PASCAL", "PATRICIA", "PATRICK", "PAUL", "PAULINE", "PHILIPPE", "PIERRE", "RACHID",
    "RAPHAEL", "RAYMOND", "RENE", "ROBERT", "ROGER", "ROMAIN", "SAID", "SAMIRA", "SAMUEL", "SANDRINE",
    "SARAH", "SEBASTIEN", "SERGE", "SIMON", "SIMONE", "SOFIA", "SONIA", "SOPHIE", "STEPHANE",
    "STEPHANIE", "SUZANNE", "SYLVIE", "THERESE", "THIERRY", "THOMAS", "VALERIE", "VANESSA", "VERONIQUE",
    "VICTOR", "VINCENT", "VIRGINIE", "XAVIER", "YACINE", "YANN", "YASMINE", "YOUSSEF", "YVES", "YVETTE",
    "YVONNE", "ZOHRA",
})  # fmt: skip
_LIEU: Final = re.compile(
    r"(?i)\b(?:rue|avenue|place|square|all[ée]e|boulevard|bd|quai|impasse|passage|chemin|r[ée]sidence|cit[ée]|"
    r"quartier|programme|[ée]cole|coll[èe]ge|lyc[ée]e|parc|zac|sainte?)\b"
)
"""After one of these, as far as a comma, names are those of a place."""
_MOT: Final = re.compile(r"[^\W\d_]{2,}(?:[-'][^\W\d_]+)*")


def free_text_form(texte: str) -> Forme | None:
    """What a text looks like, a usual first name beside another word in capitals included."""
    forme = personal_form(texte)
    return Forme.NOM if forme is None and _named(plain(texte)) else forme


def shown_word(texte: str) -> str:
    """What somebody typed, said again; dots in its place when it may identify a person."""
    return texte if free_text_form(texte) is None and personal_name(texte) is None else MASQUE * 3


def _named(texte: str) -> bool:
    """« Marie Durand », « DURAND Marie »; not « rue Marie Curie »."""
    for phrase in re.split(r"[;:.()]|, *(?=[a-zà-ÿ])", texte):
        words = _MOT.findall(_LIEU.split(phrase)[0])
        for one, other in pairwise(words):
            both = one[0].isupper() and other[0].isupper()
            if both and any(bare(w).split("-")[0] in _USUELS for w in (one, other)):
                return True
    return False
