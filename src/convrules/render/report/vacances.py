"""What opens under the counts of vacancies of the page: the rule that counts them, and which they are."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules.base.outcomes import Cause
from convrules.base.texte import t, tel_quel
from convrules.render import numbers, words
from convrules.render.behind import awaits
from convrules.render.explain import named
from convrules.render.french import cite, joined
from convrules.render.ledger import EVENEMENTS
from convrules.render.lexicon import Lexique, code
from convrules.render.report.lignes import (
    A_VENIR,
    PEUT_ETRE,
    Ouverture,
    first,
    kind,
    listed,
    names,
    rule_text,
)
from convrules.runtime.decision import Statut
from convrules.year.livres import Livres
from convrules.year.model import BilanConvention, LigneEcheance, ResultatEcheance, Situation

EN_COURS: Final = "en_cours"
ETATS: Final = {
    "depasse": t("Dépassé"),
    "manquee": t("Manquée"),
    EN_COURS: t("En cours"),
    "indetermine": t("Indéterminé"),
    "erreur": t("Erreur"),
    "tenu": t("Tenu"),
    "respectee": t("Respectée"),
}
"""Those of vacancies of which the clause asks something, the worst first."""
ECHEANCES: Final = "lignes_echeances"
STATUTS: Final = "lignes_statuts"
DECOMPTES: Final = "decomptes"


def behind_deadline(e: ResultatEcheance, lexique: Lexique) -> Ouverture | None:
    """None where the clause asks nothing of any vacancy: one that it asks nothing of is not named."""
    told = [line for etat, head in ETATS.items() for line in _in_state(etat, head, e, lexique)]
    if not told:
        return None
    title = t("Lignes de {a}", a=cite(e.clause.entete.ident))
    return Ouverture(titre=title, dits=(rule_text(e.clause), *told))


def _in_state(etat: str, head: str, e: ResultatEcheance, lexique: Lexique) -> Iterator[str]:
    """The first to fall due first, of those that run."""
    rows = [row for row in e.lignes if row.etat == etat]
    if etat == EN_COURS:
        rows.sort(key=lambda row: (row.limite or date.max, row.vacance))
    shown = first(rows, lambda row: row.vacance)
    if etat in (EN_COURS, "depasse"):
        told = [joined([_with_days(row) for row in shown], ", ")]
    else:
        told = list(_by_cause([(row.vacance, row.causes) for row in shown], lexique))
    yield from kind(head, told if shown else [], [row.vacance for row in rows], ECHEANCES)


def _with_days(row: LigneEcheance) -> str:
    """« V-1 (limite le 03/03/2025, fait le 09/03/2025) »."""
    said = []
    if row.limite is not None:
        said.append(t("limite le {jour}", jour=numbers.jour_court(row.limite)))
    if row.faite_le is not None:
        said.append(t("fait le {jour}", jour=numbers.jour_court(row.faite_le)))
    vacance = tel_quel(row.vacance)
    return t("{vacance} ({dits})", vacance=vacance, dits=joined(said, ", ")) if said else vacance


def _by_cause(rows: Sequence[tuple[str, frozenset[Cause]]], lexique: Lexique) -> Iterator[str]:
    """Rows of which one knows as little together: « V-1, V-2 (donnée absente : …) »."""
    alike: dict[frozenset[Cause], list[str]] = {}
    for vacance, causes in rows:
        alike.setdefault(causes, []).append(vacance)
    for causes, found in alike.items():
        said = names(found)
        yield t("{rows} ({why})", rows=said, why=words.causes(causes, lexique)) if causes else said


# --- statuses and withdrawals -------------------------------------------------------------------
def behind_status(statut: Statut, b: BilanConvention, lexique: Lexique) -> Ouverture | None:
    """None where no vacancy has it, nor may."""
    found = [(one, one.certain) for one in b.situations if one.statut is statut]
    return _opening(t("Vacances\u202f: {a}", a=words.STATUT[statut]), found, lexique)


def behind_withdrawal(categorie: str, b: BilanConvention, lexique: Lexique) -> Ouverture | None:
    """The same of those withdrawn for this reason."""
    gone = [(one, one.withdrawn(categorie)) for one in b.situations]
    found = [(one, sure is True) for one, sure in gone if sure is not False]
    return _opening(t("Vacances\u202f: {a}", a=code(categorie)), found, lexique)


def _opening(title: str, found: Sequence[tuple[Situation, bool]], lexique: Lexique) -> Ouverture | None:
    """found: with, of each, is it certain?"""
    told = [*_certain([one for one, sure in found if sure])]
    doubts = [one for one, sure in found if not sure]
    for head, ahead in ((PEUT_ETRE, False), (A_VENIR, True)):
        waiting = [(v, one.causes) for one in doubts if awaits(one.causes) is ahead for v in one.vacances]
        shown = first(waiting, lambda row: row[0])
        told += kind(head, list(_by_cause(shown, lexique)), [vacance for vacance, _ in waiting], STATUTS)
    return Ouverture(titre=title, dits=tuple(told)) if told else None


def _certain(found: Sequence[Situation]) -> Iterator[str]:
    """By the clause that decides; where none does, nothing withdraws them."""
    by_clause: dict[str, list[str]] = {}
    for one in found:
        said = t("À coup sûr, par {clause}", clause=named(one.clause)) if one.clause else t("À coup sûr")
        by_clause.setdefault(said, []).extend(one.vacances)
    for head, rows in by_clause.items():
        yield from listed(head, rows, STATUTS)


# --- the four counts ----------------------------------------------------------------------------
def behind_counts(livres: Livres) -> Ouverture | None:
    """None where no vacancy of the base is, nor may be, in one of them."""
    told: list[str] = []
    for d in livres.decomptes:
        what = EVENEMENTS[d.evenement]
        told += listed(t("À coup sûr, {quoi}", quoi=what), d.lignes, DECOMPTES)
        told += listed(t("Peut-être {quoi}", quoi=what), d.possibles, DECOMPTES)
    return Ouverture(titre=t("Lignes de ces décomptes"), dits=tuple(told)) if told else None
