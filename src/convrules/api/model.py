"""What the pipeline hands to the command line. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from convrules.api.load import Depot, Empechement
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.diagnostics.model import Accepte, Diagnostic

if TYPE_CHECKING:
    from convrules import ir
    from convrules.analyses.releves import Article, Divergence
    from convrules.api.relecture import Guet
    from convrules.compiler import Programme
    from convrules.orientation.politique import PolitiqueCompilee
    from convrules.syntax import nodes
    from convrules.syntax.avenants import Modification

MARQUE: Final = b"convrules"
"""Without it a file accepts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """A convention as written, with the modifications of its amendments: what its text on a day is made
    of."""

    fichier: "nodes.File"
    changements: "tuple[Modification, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquis:
    """What a repository that was checked became: what evaluation needs of it, and all that is kept so that it
    is not checked again (`api/acquis.py`).

    Programmes exist only for conventions without errors. `contenus`: bytes of each file used, by name."""

    depot: Depot
    programmes: "Mapping[str, Programme]"
    correspondances: "Mapping[str, ir.Correspondance]"
    politiques: "Sequence[PolitiqueCompilee]"
    diagnostics: tuple[Diagnostic, ...]
    contenus: Mapping[str, bytes] = field(default_factory=dict)
    avenants: "Mapping[str, ir.Avenant]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifie(Acquis):
    """The same, with what was found on the way: cases, texts day by day, what `check` tells.

    `couverture`: articles of the papers, by convention. `voisines`: errors of the conventions among which
    cases are played without having been asked for."""

    essais: "tuple[ir.Essais, ...]"
    n_fichiers: int
    n_regles: int
    n_cas: int
    couverture: "tuple[Article, ...]" = ()
    consolidations: Mapping[str, Consolidation] = field(default_factory=dict)
    fichiers: tuple[str, ...] = ()
    divergences: "tuple[Divergence, ...]" = ()
    voisines: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tri:
    """What is left to tell of a repository, and what its people accept."""

    diagnostics: tuple[Diagnostic, ...]
    acceptes: tuple[Accepte, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Liste:
    """The list of accepted findings of a repository, as it must be written; None when the one that stands
    there cannot be read."""

    path: Path
    texte: str | None
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Herite:
    """A socle that a file names (`cle`: name and version), and where."""

    cle: tuple[str, str]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecriture:
    """The lock of a repository, as it must be written; None when the repository has errors. `changements`:
    what differs from the one that stands there, in words."""

    path: Path
    texte: str | None
    changements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportDepot:
    """What `check` says of one repository. `correspondances`: names of the files; `guets`: what a next
    command would read as data."""

    depot: Depot
    diagnostics: tuple[Diagnostic, ...]
    acceptes: tuple[Accepte, ...]
    n_fichiers: int
    n_regles: int
    n_cas: int
    correspondances: tuple[str, ...]
    couverture: "tuple[Article, ...]"
    divergences: "tuple[Divergence, ...]"
    fichiers: tuple[str, ...]
    guets: "tuple[Guet, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportCheck:
    """Result of `check` over one or several repositories. `fichiers`: names of the files checked; `lus`: of
    all that was read, the paths; `guets`: what a next command would read as data."""

    diagnostics: tuple[Diagnostic, ...]
    empechements: tuple[Empechement, ...]
    n_fichiers: int
    n_regles: int
    n_cas: int
    n_correspondances: int = 0
    couverture: "tuple[Article, ...]" = ()
    au: date | None = None
    fichiers: tuple[str, ...] = ()
    lus: tuple[Path, ...] = ()
    guets: "tuple[Guet, ...]" = ()
    divergences: "tuple[Divergence, ...]" = ()
    acceptes: tuple[Accepte, ...] = ()
