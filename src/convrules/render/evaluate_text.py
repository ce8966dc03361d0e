"""Every vacancy on a screen, one line per convention, and what remains to be known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.anglais import dire
from convrules.base.outcomes import Indetermine, causes_of
from convrules.base.records import dataclass
from convrules.base.texte import Langue, cite, t
from convrules.render import numbers, words
from convrules.render.lexicon import Lexique, shown
from convrules.render.tables import Colonne, table
from convrules.render.words import holder
from convrules.runtime.decision import Decision, EtatDelai, ResultatDelai, Statut

CAUSES_MAX = 8
AUTREMENT: Final = ("droit exercé par un délégataire", "délégation à établir", "tour ouvert par une remise")
"""Somebody else acts, in the place of the holder or by its hand."""


def evaluate_text(
    decisions: Iterable[Decision],
    conventions: Mapping[str, ir.Convention],
    au: date,
    lexique: Lexique,
    langue: Langue = Langue.FR,
) -> str:
    """A summary per convention; a few vacancies are shown whole by `explain`."""
    resume = Resume(conventions)
    for d in decisions:
        resume.add(d)
    return resume.text(au, lexique, langue)


class Resume:
    """The same, decision after decision, none of them kept."""

    def __init__(self, conventions: Mapping[str, ir.Convention]) -> None:
        self.conventions = conventions
        self.vacances: set[str] = set()
        self.comptes = {ident: _Compte() for ident in conventions}

    def add(self, d: Decision) -> None:
        self.vacances.add(d.vacance)
        self.comptes[d.convention].add(d)

    def text(self, au: date, lexique: Lexique, langue: Langue = Langue.FR) -> str:
        vacances = numbers.count(len(self.vacances), "vacance")
        lines = [dire(t("{vacances} au {jour}", vacances=vacances, jour=numbers.jour(au)), langue), ""]
        for ident, convention in self.conventions.items():
            head = t("{titulaire} — convention « {ident} »", titulaire=holder(convention), ident=ident)
            lines += [dire(head, langue), *self.comptes[ident].lines(lexique, langue), ""]
        return "\n".join(lines)


@dataclass(slots=True)
class _Compte:
    """What one convention says of the vacancies. `muettes`: on its territory, of which it says nothing, not
    being in force on their reference date; `au_defaut`: those that fall to another holder for that reason."""

    statuts: Counter[Statut | None] = field(default_factory=Counter)
    dehors: int = 0
    muettes: int = 0
    au_defaut: int = 0
    eligibles: Counter[str] = field(default_factory=Counter)
    autrement: Counter[str] = field(default_factory=Counter)
    delais: Counter[tuple[str, EtatDelai]] = field(default_factory=Counter)
    secondes: Counter[tuple[str, EtatDelai]] = field(default_factory=Counter)
    obligations: Counter[tuple[str, str]] = field(default_factory=Counter)
    manquants: Counter[str] = field(default_factory=Counter)

    def add(self, d: Decision) -> None:
        self.dehors += d.territoire is False
        if d.muette:
            if d.territoire is not False:
                self.muettes += 1
                self.au_defaut += d.defaut is not None and d.defaut.issue is True
            return
        self.statuts[d.statut.statut] += 1
        self.eligibles[words.issue(d.eligible)] += 1
        self._others(d)
        self.delais.update(_states(d.delais))
        self.secondes.update(_states(d.nouvelles_propositions))
        self.obligations.update(
            (r.clause.entete.ident, words.word_of_obligation(r.issue)) for r in d.obligations
        )
        causes = d.statut.causes | (
            causes_of(d.eligible) if isinstance(d.eligible, Indetermine) else frozenset()
        )
        self.manquants.update({c.fait for c in causes})

    def _others(self, d: Decision) -> None:
        exercise, received = d.exercice, d.recue
        found = (
            exercise is not None and exercise.sur and None not in exercise.possibles,
            exercise is not None and not exercise.sur,
            received is not None and received.connu is not None,
        )
        self.autrement.update(said for said, yes in zip(AUTREMENT, found, strict=True) if yes)

    def lines(self, lexique: Lexique, langue: Langue) -> Iterator[str]:
        counted = [(dire(said, langue), dire(numbers.group(n), langue)) for said, n in self._rows() if n]
        titles = (
            Colonne(titre=dire("Constat", langue), souple=True),
            Colonne(titre=dire("Vacances", langue), droite=True),
        )
        yield from table(titles, counted)
        if self.manquants:
            yield dire("Données qui manquent le plus", langue)
        for fait, n in sorted(self.manquants.items(), key=lambda item: (-item[1], item[0]))[:CAUSES_MAX]:
            # In English a fact is named as files name it: what glosses it is French.
            named = shown(fait, lexique) if langue is Langue.FR else cite(fait)
            line = t("  • {fait}\u202f: {vacances}", fait=named, vacances=numbers.count(n, "vacance"))
            yield dire(line, langue)

    def _rows(self) -> Iterator[tuple[str, int]]:
        yield from ((words.STATUT[statut], self.statuts[statut]) for statut in Statut)
        yield "statut indéterminé", self.statuts[None]
        yield "hors du territoire", self.dehors
        yield "convention pas en vigueur à la date de référence", self.muettes
        yield "sans convention en vigueur, au titulaire par défaut", self.au_defaut
        for word, n in sorted(self.eligibles.items()):
            yield t("orientable\u202f: {mot}", mot=word), n
        yield from ((said, self.autrement[said]) for said in AUTREMENT)
        for (ident, etat), n in sorted(self.delais.items()):
            yield t("délai «\u00a0{nom}\u00a0»\u202f: {mot}", nom=ident, mot=words.DELAI[etat]), n
        for (ident, etat), n in sorted(self.secondes.items()):
            yield t("seconde fenêtre «\u00a0{nom}\u00a0»\u202f: {mot}", nom=ident, mot=words.DELAI[etat]), n
        for (ident, word), n in sorted(self.obligations.items()):
            if word != "sans_objet":
                mot = words.OBLIGATION_DITE[word]
                yield t("obligation «\u00a0{nom}\u00a0»\u202f: {mot}", nom=ident, mot=mot), n


def _states(results: Iterable[ResultatDelai]) -> Iterator[tuple[str, EtatDelai]]:
    return ((r.clause.entete.ident, r.etat) for r in results if r.etat is not EtatDelai.SANS_OBJET)
