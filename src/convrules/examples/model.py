"""What running cases gives. Data only."""

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """A difference: which expectation, what was expected and what was found, as files write them."""

    cle: str
    attendu: str
    obtenu: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatCas:
    convention: str
    cas: ir.CasEssai
    ecarts: tuple[Ecart, ...]

    @property
    def reussi(self) -> bool:
        return not self.ecarts


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What was found for one expectation. `mots`: every spelling that is right, the first being the one
    shown. `parties`: named details a case may ask for (`causes`, `limite`, `base`…)."""

    mots: tuple[str, ...]
    parties: "dict[str, Observation]"
