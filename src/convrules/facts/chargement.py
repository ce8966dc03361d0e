"""What loading data takes and gives. Data only."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import field
from enum import Enum
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.values import Cellule
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.facts.coherence import SansTitulaire, none_without
from convrules.facts.jours import Jours
from convrules.facts.personnel import Sosies
from convrules.facts.readers.lieux import Tableau
from convrules.facts.records import RIEN, Faits, Incomptees, Ligne, Vacance

LIGNES_MAX: Final = 1_000_000
"""LIMIT: rows of one table that is kept in memory, all its files together. Each takes 1.3 kB."""
AU_FIL_MAX: Final = 20_000_000
"""LIMIT: rows of one table that is not, and rows looked at by the mapping's own choice of rows."""


class RefusLecture(Enum):
    """Why no file is given for a pattern."""

    ABSENT = "absent"
    HORS_DOSSIER = "hors du dossier"
    ILLISIBLE = "illisible"
    TROP_GROS = "trop gros"
    PAS_UN_FICHIER = "pas un fichier"


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierBrut:
    """A file to read: the name it is shown under, and where its bytes are: on the disk, or here."""

    nom: str
    contenu: bytes = b""
    chemin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """`refuse`: the file for which nothing is given, as it is shown. `voisins`: names of files that the
    pattern leaves out by the way they are written, and that nothing reads."""

    fichiers: tuple[FichierBrut, ...] = ()
    refus: RefusLecture | None = None
    refuse: str = ""
    voisins: tuple[str, ...] = ()


Lecteur: TypeAlias = Callable[[str], Lecture]
"""Pattern of a mapping to files, in a stable order. On disk: `readers.files.folder_reader`."""


Avancement: TypeAlias = Callable[[str, int, int | None], None]
"""Name of a file, rows read, rows to read (None: not known)."""


Interrogation: TypeAlias = Callable[[ir.FichierSource, Sequence[ir.Colonne]], Checked[Tableau | None]]
"""What a source names in the project, to the table that it gives for these columns."""


def silence(nom: str, lues: int, total: int | None) -> None:
    """Nobody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """What loading needs from elsewhere.

    enumerations: codes of every enumerated field, by name, built-in and declared ones; not needed for
    `commune`, `departement`, `epci`, `ept`, which have their official lists. calculer: evaluates a
    computed column on a vacancy whose other cells are filled (`facts` evaluates nothing itself). avancer:
    told from time to time how far a file is. interroger: runs a query of the project; None: it has none.
    pseudonyme: what replaces a text that the mapping wants replaced; None without a key. au_fil: tables that
    need not be in memory. comptees: those of them that would not, were they not counted whole, each with the
    clause that does. sans_titulaire: which vacancies can be on no holder's account?"""

    enumerations: Mapping[str, tuple[str, ...]]
    calculer: Callable[[ir.Expr, Vacance], Cellule]
    avancer: Avancement = silence
    interroger: Interrogation | None = None
    pseudonyme: Sosies | None = None
    au_fil: frozenset[str] = frozenset()
    comptees: Mapping[str, str] = field(default_factory=dict)
    sans_titulaire: SansTitulaire = none_without


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierLu:
    """Receipt of one file: SHA-256 of its bytes, and its rows. INVARIANT: lues = gardees + refusees +
    ecartees (those that the mapping leaves aside). `lisible` False: nothing of it was loaded, its rows are
    not counted. `ouvertes`: refused rows that leave open what would count them; of vacancies, none. `refus`:
    lines of refused rows. `non_jointes`: how many of them are rows of a joined file that no row called for.
    `dites`: by line of a refused row that has no finding of its own, the file and line of the one that tells
    it. `jointe`: the source of a file whose rows are not those of the table, but join them; empty for the
    others. `cles`: by line, what names a row that is refused or spoken of. `chemin`: the file of the disk,
    where `nom` says more (a sheet). `source`: the name of what the mapping says of it."""

    nom: str
    table: str
    empreinte: str
    lues: int
    gardees: int
    refusees: int
    lisible: bool
    ecartees: int = 0
    ouvertes: int = 0
    refus: tuple[int, ...] = ()
    non_jointes: int = 0
    dites: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    jointe: str = ""
    cles: Mapping[int, str] = field(default_factory=dict)
    chemin: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefautPose:
    """How many empty cells a `par défaut` filled: the mapping's signed statement, to be shown."""

    table: str
    champ: str
    valeur: str
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLue:
    """Rows kept, in the order of the files, then those that stand for refused rows.
    `complete`: every file and mapped column was there. `ecartees`: identifiers of the vacancies that the
    mapping leaves aside. `partages`: those that rows which say different things bear. `incertaines`:
    vacancies whose rows of this table cannot be counted, one of them being refused. `ordinaires`: identities
    of the rows of vacancies whose dates need no second look (`jours.ordinary`). `jours`: the days of the
    vacancies that were kept."""

    lignes: Sequence[Ligne]
    fichiers: tuple[FichierLu, ...]
    defauts: tuple[DefautPose, ...]
    diagnostics: tuple[Diagnostic, ...]
    complete: bool
    ecartees: Container[str] = frozenset()
    partages: frozenset[str] = frozenset()
    incertaines: Incomptees = RIEN
    ordinaires: frozenset[int] = field(default=frozenset(), compare=False)
    jours: Jours | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargementFaits:
    """Facts, and how they were read. `complet` False: a file or a mapped column is missing, so that
    counts over the facts would mislead; a bad cell or a refused row leaves it True (it is reported).
    `ecartees`: identifiers of the vacancies that the mapping leaves aside; `partages`: those that perhaps two
    vacancies bear. `tables`: every row kept, but
    those of vacancies, whatever `faits` makes of it: rows that cannot be counted are rows that were read."""

    faits: Faits
    fichiers: tuple[FichierLu, ...]
    defauts: tuple[DefautPose, ...]
    complet: bool
    ecartees: Container[str] = field(default=frozenset(), compare=False)
    partages: frozenset[str] = frozenset()
    tables: Mapping[str, Sequence[Ligne]] = field(default_factory=dict, compare=False)

    def lignes(self, table: str) -> Iterable[Ligne]:
        """Rows kept of a table."""
        if table != "vacances":
            return self.tables.get(table, ())
        return (v.ligne for v in self.faits.vacances if not v.ligne.refusee)
