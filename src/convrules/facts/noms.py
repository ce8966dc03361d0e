"""The shape of a name without a civility: of a file, only what its column cannot read and what names a
household are looked at so. Elsewhere it would be the name of a place too often (« Jean Jaurès »).
"""

from typing import Final

from convrules.base.motifs import Motif
from convrules.facts.formes import plain
from convrules.facts.mots import usual
from convrules.facts.titres import bare
from convrules.geographie import is_commune_name

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
LIEU: Final = Motif(
    r"(?i)\b(?:rue|avenue|place|square|all[ée]e|boulevard|bd|quai|impasse|passage|chemin|r[ée]sidence|cit[ée]|"
    r"quartier|programme|[ée]cole|coll[èe]ge|lyc[ée]e|parc|zac|sainte?)\b"
)
"""After one of these, as far as a comma, names are those of a place."""
MOT: Final = Motif(r"[^\W\d_]{2,}(?:[-'][^\W\d_]+)*")
_PARTIE: Final = Motif(r"(?=.{2})[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ENTRE: Final = Motif(r"[\s,;/]+")
_INITIALE: Final = Motif(r"[^\W\d_]\.")
_PARTIES: Final = range(2, 6)
_SIGLE: Final = 3  # LIMIT: letters of a code in capitals.


def name_shaped(texte: str) -> bool:
    """Has a cell the shape of a name: words of which one is a first name or in capitals, the others unknown?
    « ZORGLUB Hyacinthe », « Marie DURAND »; not « LOGEMENT VACANT », « SAINT DENIS », « T3 BIS »."""
    # Why: numbers beside a name leave it one.
    parts = [w for w in _ENTRE.split(LIEU.split(plain(texte))[0]) if w and not any(c.isdigit() for c in w)]
    words = [w for w in parts if _PARTIE.fullmatch(w)]
    initials = [w for w in parts if _INITIALE.fullmatch(w)]
    if len(parts) not in _PARTIES or len(words) + len(initials) < len(parts):
        return False
    unknown = [w for w in words if not usual(w)]
    if any(first_name(w) for w in unknown):
        return len(unknown) + len(initials) > 1
    long = [w for w in unknown if not (w.isupper() and len(w) <= _SIGLE)]
    # A short word in capitals is a code, but beside one that is written as a name.
    names = unknown if any(not w.isupper() for w in long) else long
    if len(names) + len(initials) < _PARTIES.start or not all(w[0].isupper() for w in names):
        return False
    return not is_commune_name(" ".join(parts))


def first_name(mot: str) -> bool:
    """Is it a usual one, or begins it with one?"""
    return bare(mot).split("-")[0] in _USUELS
