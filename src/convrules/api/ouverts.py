"""A repository opened once, for as many tables as a program holds one after another."""

from collections import OrderedDict
from dataclasses import field
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

from convrules.api.chantier import Lecture
from convrules.api.dossier import open_depot
from convrules.api.load import Depot, Empechement
from convrules.api.model import Acquis
from convrules.api.verification import check_depot
from convrules.base.records import dataclass, replace

CORRESPONDANCES_MAX: Final = 32
"""LIMIT: mappings beside the repository (tables with other columns) of which the check is remembered."""

_Cle: TypeAlias = tuple[Path, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepotOuvert:
    """A repository read and checked: what changes on the disk since then is not seen. Several threads may
    ask.

    `verifie`: of its own files; `lectures`: their trees; `connues`: the checks with a mapping beside them,
    the last ones asked for."""

    verifie: Acquis
    lectures: dict[str, Lecture]
    connues: OrderedDict[_Cle, Acquis] = field(default_factory=OrderedDict)
    verrou: Lock = field(default_factory=Lock)

    @property
    def depot(self) -> Depot:
        return self.verifie.depot

    def verified(self, depot: Depot, *, cached: bool = False) -> Acquis:
        """The check of this repository with perhaps a mapping beside its files: `api.acquis.acquired`, whose
        place this takes. cached: of no use here."""
        own = set(map(id, self.depot.fichiers))
        beside = [f for f in depot.fichiers if id(f) not in own]
        if not beside:
            return self.verifie
        (mapping,) = beside
        key = mapping.path, mapping.contenu
        with self.verrou:
            found = self.connues.pop(key, None)
            if found is None:
                found = check_depot(depot, lectures=self.lectures)
                # Why those of the repository: a mapping changes neither, and each is compiled once.
                known = self.verifie
                found = replace(found, programmes=known.programmes, politiques=known.politiques)
            self.connues[key] = found
            while len(self.connues) > CORRESPONDANCES_MAX:
                self.connues.popitem(last=False)
        return found


def opened(start: Path) -> DepotOuvert | Empechement:
    """The repository that a folder belongs to, checked."""
    depot = open_depot(start)
    if isinstance(depot, Empechement):
        return depot
    lectures: dict[str, Lecture] = {}
    return DepotOuvert(verifie=check_depot(depot, lectures=lectures), lectures=lectures)
