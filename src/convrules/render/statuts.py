"""Status and eligibility of every vacancy, whichever engine answered: one table, and a summary.

What is told is the same whatever the engine, byte for byte: which one it was is no part of a result.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.anglais import dire
from convrules.base.outcomes import causes_of, word
from convrules.base.records import dataclass
from convrules.base.signes import escaped
from convrules.base.texte import Langue, cite, t
from convrules.columnar.statuses import Jugees, Reponse
from convrules.render import numbers, words
from convrules.render.evaluate_text import CAUSES_MAX
from convrules.render.feuilles import Colonne, Feuille, Genre
from convrules.render.lexicon import Lexique, shown
from convrules.render.tables import Colonne as Titre
from convrules.render.tables import table
from convrules.render.words import holder
from convrules.runtime.decision import Statut

COLONNES: Final = ("vacance", "convention", "au", "statut", "clause", "eligible", "refus", "causes")
JOUR: Final = "au"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuts:
    """What an engine said. `vacances`: identifiers, in file order; `jugees`: by convention."""

    vacances: Sequence[str]
    jugees: Sequence[Jugees]
    au: date

    def reponses(self) -> Iterator[tuple[str, str, Reponse]]:
        """Vacancy, convention, what it says of it: in file order; nothing of a convention off whose territory
        the vacancy is."""
        for rang, ident in enumerate(self.vacances):
            for found in self.jugees:
                reponse = found.at(rang)
                if reponse is not None:
                    yield ident, found.convention, reponse


# --- a table ----------------------------------------------------------------------------------
def rows(statuts: Statuts) -> Iterator[Mapping[str, str]]:
    """One mapping per pair, keys in the order of `COLONNES`; several values are joined by « | »."""
    for vacance, convention, reponse in statuts.reponses():
        causes = {c.fait for c in reponse.causes | causes_of(reponse.eligible)}
        yield {
            "vacance": vacance,
            "convention": convention,
            "au": statuts.au.isoformat(),
            "statut": "|".join(s.value for s in reponse.statuts),
            "clause": reponse.clause or "",
            "eligible": word(reponse.eligible),
            "refus": reponse.refus or "",
            "causes": "|".join(sorted(causes)),
        }


def lines(statuts: Statuts) -> Iterator[str]:
    """One JSON object per line."""
    return (escaped(json.dumps(row, ensure_ascii=False)) + "\n" for row in rows(statuts))


def statuts_sheet(statuts: Statuts) -> Feuille:
    return Feuille(
        nom="statuts",
        titre="Statut et orientation de chaque vacance",
        colonnes=tuple(
            Colonne(nom=nom, titre=nom, genre=Genre.JOUR if nom == JOUR else Genre.TEXTE) for nom in COLONNES
        ),
        lignes=tuple(
            tuple(date.fromisoformat(row[c]) if c == JOUR else row[c] for c in COLONNES)
            for row in rows(statuts)
        ),
    )


# --- a summary --------------------------------------------------------------------------------
def statuts_text(
    statuts: Statuts, conventions: Mapping[str, ir.Convention], lexique: Lexique, langue: Langue
) -> str:
    """By convention: how many vacancies of each status, how many it may receive, what is missing."""
    vacances = numbers.count(len(statuts.vacances), "vacance")
    head = t("{vacances} au {jour}", vacances=vacances, jour=numbers.jour(statuts.au))
    told = [dire(head, langue), ""]
    for found in statuts.jugees:
        convention = conventions[found.convention]
        titre = t(
            "{titulaire} — convention « {ident} »", titulaire=holder(convention), ident=found.convention
        )
        told += [dire(titre, langue), *_lines(found, len(statuts.vacances), lexique, langue), ""]
    return "\n".join(told)


def _lines(found: Jugees, number: int, lexique: Lexique, langue: Langue) -> Iterator[str]:
    told = [reponse for rang in found.rangs if (reponse := found.at(rang)) is not None]
    statuts = Counter(r.statuts[0] if len(r.statuts) == 1 else None for r in told)
    eligibles = Counter(words.issue(r.eligible) for r in told)
    manquants = Counter(fait for r in told for fait in {c.fait for c in r.causes | causes_of(r.eligible)})
    counted = [
        *((words.STATUT[statut], statuts[statut]) for statut in Statut),
        ("statut indéterminé", statuts[None]),
        ("hors du territoire", number - len(told)),
        *((t("orientable\u202f: {mot}", mot=mot), n) for mot, n in sorted(eligibles.items())),
    ]
    titles = (
        Titre(titre=dire("Constat", langue), souple=True),
        Titre(titre=dire("Vacances", langue), droite=True),
    )
    yield from table(
        titles, [(dire(said, langue), dire(numbers.group(n), langue)) for said, n in counted if n]
    )
    if manquants:
        yield dire("Données qui manquent le plus", langue)
    for fait, n in sorted(manquants.items(), key=lambda item: (-item[1], item[0]))[:CAUSES_MAX]:
        named = shown(fait, lexique) if langue is Langue.FR else cite(fait)
        yield dire(
            t("  • {fait}\u202f: {vacances}", fait=named, vacances=numbers.count(n, "vacance")), langue
        )
