"""Columns of events said to be complete that say nothing, or nearly: of which an empty cell would give a sure
and wrong answer. Only what some rule reads is told.

Source: docs/langage, « Correspondance »."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import cite, compte, suite, t
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.coherence import MENENT, OUBLI, happened, kept_by_landlord, perhaps_kept
from convrules.facts.fraicheur import Limite
from convrules.facts.jours import Jours
from convrules.facts.records import Ligne
from convrules.facts.suites import VOISINS_MIN

COMPTE: Final = "contingent"
Lecture: TypeAlias = Callable[[str, Cellule], bool]
"""Does some rule read this event, of the rows of this account (its cell)?"""


def all_read(champ: str, compte: Cellule) -> bool:
    """Without conventions."""
    return True


USUELS: Final = ("disponibilite", "attribution", "bail")
"""Events that reports of the year count, whatever rules read."""
SUIVIS: Final = (
    "conge", "liberation", *USUELS, "information", "orientation", "proposition", "decision", "offre",
    "reponse", "visite",
)  # fmt: skip
"""Events that most vacancies come to have. A withdrawal, a refusal or works are rare by nature."""
_DEPART: Final = frozenset({"conge", "liberation"})
_REFERENCES: Final = ("information", "disponibilite", "proposition", "attribution", "bail")
_PRESQUE: Final = 20
"""Dates of one row in so many are nearly none."""
_RECUL: Final = 120
"""Days after which an event that mostly follows another has had the time to."""
_CITEES: Final = 3
TOUTES: Final = t("vacances")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonnes:
    """Events said to be complete, each with the place that says so and the day. `sources`: which one each
    file is of."""

    jusqua: Mapping[str, Limite]
    lit: Lecture
    sources: Mapping[str, str]


def check_silent(colonnes: Colonnes, jours: Jours, dits: frozenset[str]) -> Iterator[Diagnostic]:
    """dits: events of which something is told already."""
    met: Remplies | None = None
    for champ, limite in colonnes.jusqua.items():
        left = [row for row in jours.lignes if row.cellules.get(champ) is OUBLI]
        left = [row for row in left if colonnes.lit(champ, row.cellule(COMPTE))]
        if left:
            yield _left_out(champ, limite.span, left)
        elif champ in SUIVIS and champ not in dits:
            met = met or Remplies.of(jours)
            yield from _empty(champ, limite, colonnes, met)


def _left_out(champ: str, span: Span, left: Sequence[Ligne]) -> Diagnostic:
    accounts = {_text(row, COMPTE) for row in left}
    (only,) = accounts if len(accounts) == 1 else ("",)
    led = [s for s in MENENT[champ] if any(happened(row.cellule(s)) for row in left)]
    counted = (
        compte(
            len(left), "{n} vacance du contingent « {nom} »", "{n} vacances du contingent « {nom} »", nom=only
        )
        if only
        else compte(len(left), "{n} vacance", "{n} vacances")
    )
    return problems.evenement_omis(
        span=span,
        champ=champ,
        suites=suite([cite(s) for s in led], "ou"),
        nombre=counted,
        vacances=suite([cite(row.id) for row in left[:_CITEES]], "et"),
    )


def _empty(champ: str, limite: Limite, colonnes: Colonnes, met: "Remplies") -> Iterator[Diagnostic]:
    autre = met.most(champ)
    lignes, there = met.jours.lignes, met.jours.of(champ)
    ends = zip(met.jours.of(autre), limite.of_rows(lignes, colonnes.sources), strict=True)
    faced = [rank for rank, (day, end) in enumerate(ends) if day[0] > 0 and day[1] <= end - _RECUL]
    lacking = _may_lack(lignes, champ, [rank for rank in faced if there[rank].debut <= 0])
    if len(list(islice(lacking, VOISINS_MIN))) < VOISINS_MIN:
        return  # Fewer lack it than takes any of the batches below.
    facing = [(lignes[rank], there[rank].debut > 0) for rank in _may_lack(lignes, champ, faced)]
    told = False
    for quoi, number, held, last in _lots(champ, facing, colonnes.lit):
        if number - held >= VOISINS_MIN and held * _PRESQUE <= number:
            yield problems.evenement_vide(
                span=limite.span,
                champ=champ,
                autre=autre,
                quoi=quoi,
                nombre=str(number),
                dates=_have(held),
                jour=limite.jour.isoformat(),
            )
            told = True
        if told and last:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Remplies:
    """How many rows have a date of each event that others follow, counted once."""

    jours: Jours
    nombres: Mapping[str, int]

    @staticmethod
    def of(jours: Jours) -> "Remplies":
        counted = {nom: sum(day.debut > 0 for day in jours.of(nom)) for nom in _REFERENCES}
        return Remplies(jours=jours, nombres=counted)

    def most(self, champ: str) -> str:
        """The event, apart from one, that most rows have."""
        others = [nom for nom in self.nombres if nom != champ]
        return max(others, key=self.nombres.__getitem__)


def _have(held: int) -> str:
    if not held:
        return t("aucune n'a")
    return t("{n} seulement ont", n=str(held)) if held > 1 else t("une seule a")


def _may_lack(lignes: Sequence[Ligne], champ: str, rangs: Sequence[int]) -> Iterator[int]:
    """Of these ranks, those whose cell is a date, or empty: « jamais » is an answer; new dwellings have no
    departure."""
    # Why by identity: reading makes one cell of each text of a column, and rows keep it alive.
    open_: dict[int, bool] = {}
    for rank in rangs:
        ligne = lignes[rank]
        cell = ligne.cellules.get(champ, INCONNU)
        known = open_.get(id(cell))
        if known is None:
            known = isinstance(cell, Connu) and not getattr(cell.valeur, "est_jamais", True)
            open_[id(cell)] = known
        if not known or (champ in MENENT and (kept_by_landlord(ligne) or perhaps_kept(ligne))):
            continue
        if champ not in _DEPART or not _new(ligne):
            yield rank


def _new(ligne: Ligne) -> bool:
    first = ligne.cellule("premiere_location") == Connu(True)
    return first or happened(ligne.cellule("mise_en_service")) is not None


def _lots(
    champ: str, vues: Sequence[tuple[Ligne, bool]], lit: Lecture
) -> Iterator[tuple[str, int, int, bool]]:
    """All of them, then those that rules read, by contingent and by commune: how many rows, and how many of
    them have the event; of each, is it the last of its kind?"""
    cells = [row.cellules.get(COMPTE, INCONNU) for row, _ in vues]
    asked = {key: lit(champ, cell) for key, cell in dict(zip(map(id, cells), cells, strict=True)).items()}
    read = [vue for vue, cell in zip(vues, cells, strict=True) if asked[id(cell)]]
    if champ in USUELS:
        yield TOUTES, len(vues), sum([has for _, has in vues]), True
    elif read:
        yield TOUTES, len(read), sum([has for _, has in read]), True
    for of, named in ((COMPTE, _of_account), ("commune", _of_commune)):
        cells = [row.cellules.get(of, INCONNU) for row, _ in read]
        # Why by cell first: reading makes one of each text of a column.
        ones = dict(zip(map(id, cells), cells, strict=True))
        numbers = Counter(map(id, cells))
        having = Counter([id(cell) for cell, (_, has) in zip(cells, read, strict=True) if has])
        apart: dict[str, tuple[int, int]] = {}
        for key, cell in ones.items():
            nom = cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""
            number, held = apart.get(nom, (0, 0))
            apart[nom] = number + numbers[key], held + having[key]
        names = [nom for nom in sorted(apart) if nom]
        yield from ((named(nom), *apart[nom], nom == names[-1]) for nom in names)


def _of_account(nom: str) -> str:
    return t("vacances du contingent « {nom} »", nom=nom)


def _of_commune(nom: str) -> str:
    return t("vacances de la commune {nom}", nom=nom)


def _text(ligne: Ligne, champ: str) -> str:
    cell = ligne.cellule(champ)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""
