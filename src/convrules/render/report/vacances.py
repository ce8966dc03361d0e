"""What opens under the counts of vacancies of the page: the rule that counts them, and which they are."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from convrules.base.outcomes import Cause
from convrules.base.texte import t, tel_quel
from convrules.render import numbers, words
from convrules.render.french import cite, joined
from convrules.render.lexicon import Lexique
from convrules.render.report.lignes import LIGNES_MAX, Ouverture, kind, names, rule_text
from convrules.year.model import LigneEcheance, ResultatEcheance

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
TABLE: Final = "lignes_echeances"


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
    shown = rows[:LIGNES_MAX]
    told = [_with_days(row) for row in shown] if etat in (EN_COURS, "depasse") else None
    yield from kind(head, [joined(told, ", ")] if told else list(_by_cause(shown, lexique)), len(rows), TABLE)


def _with_days(row: LigneEcheance) -> str:
    """« V-1 (au plus tard le 3 mars 2025, fait le 9 mars 2025) »."""
    said = []
    if row.limite is not None:
        said.append(t("au plus tard le {jour}", jour=numbers.jour(row.limite)))
    if row.faite_le is not None:
        said.append(t("fait le {jour}", jour=numbers.jour(row.faite_le)))
    vacance = tel_quel(row.vacance)
    return t("{vacance} ({dits})", vacance=vacance, dits=joined(said, ", ")) if said else vacance


def _by_cause(rows: Sequence[LigneEcheance], lexique: Lexique) -> Iterator[str]:
    """Rows of which one knows as little together: « V-1, V-2 (donnée absente : …) »."""
    alike: dict[frozenset[Cause], list[str]] = {}
    for row in rows:
        alike.setdefault(row.causes, []).append(row.vacance)
    for causes, found in alike.items():
        said = names(found)
        yield t("{rows} ({why})", rows=said, why=words.causes(causes, lexique)) if causes else said
