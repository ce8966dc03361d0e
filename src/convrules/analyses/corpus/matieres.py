"""Matters that a convention must deal with (contrôle « matieres »)."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.analyses.corpus.demandes import Socles, demandes
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems
from convrules.ir.textes import with_nested

_PROPOSITION: Final = "proposition"


def matieres(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """One finding per convention: all that it lacks."""
    for demande in demandes(conventions, socles, ir.Matieres):
        convention, asked = demande.convention, demande.reglage
        holder = convention.reservataire
        if asked.titulaires and (holder is None or holder.type not in asked.titulaires):
            continue
        missing = [m for m in asked.matieres if not _treated(convention, m)]
        if missing:
            yield problems.matieres_manquantes(
                span=convention.span,
                matieres=suite(cite(m.value) for m in missing),
                groupes=suite((f"groupe: {_as_name(m.value)}" for m in missing), "ou"),
                nombre=str(len(missing)),
                fondement=demande.fondement,
            )


def _treated(convention: ir.Convention, matiere: ir.Matiere) -> bool:
    if _left_to_people(convention, matiere):
        return True
    delegated = convention.choix is not None and convention.choix.gestion_deleguee
    if delegated and matiere in _SANS_OBJET_SI_DELEGUEE:
        return True
    if matiere is ir.Matiere.DUREE:
        return convention.en_vigueur.au is not None or convention.fin_avec is not None
    return any(_TESTS[matiere](clause) for clause in with_nested(convention.clauses))


def _left_to_people(convention: ir.Convention, matiere: ir.Matiere) -> bool:
    """Does the paper deal with it in words that are not computed? The clause says so by its group."""
    word = _as_name(matiere.value)
    return any(
        isinstance(c, ir.NonCodable | ir.DecisionHumaine) and c.entete.groupe == word
        for c in convention.clauses
    )


def _as_name(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("'", " "))
    return "".join(s for s in plain if not unicodedata.combining(s)).replace(" ", "_")


def _deadline_on(evenement: str) -> Callable[[ir.Clause], bool]:
    return lambda c: (
        isinstance(c, ir.Delai) and c.porte_sur is ir.Niveau.VACANCE and c.regle.evenement == evenement
    )


def _says_what_follows(clause: ir.Clause) -> bool:
    if not isinstance(clause, ir.Delai) or clause.regle.evenement != _PROPOSITION:
        return False
    return clause.a_defaut is not None and clause.a_defaut.acte is not ir.Acte.NON_PRECISE


def _takes_back(clause: ir.Clause) -> bool:
    match clause:
        case ir.Delai(a_defaut=effet) | ir.Obligation(a_defaut=effet):
            return effet is not None and effet.acte is ir.Acte.REPRISE
        case ir.Suite(effet=effet):
            return effet.acte is ir.Acte.REPRISE
        case _:
            return False


def _of(genre: type[ir.ClauseBase]) -> Callable[[ir.Clause], bool]:
    return lambda c: isinstance(c, genre)


_SANS_OBJET_SI_DELEGUEE: Final = (ir.Matiere.DELAI_DE_PROPOSITION, ir.Matiere.DEFAUT_DE_PROPOSITION)
"""The landlord proposes for the holder: no delay runs against it."""
_TESTS: Final[Mapping[ir.Matiere, Callable[[ir.Clause], bool]]] = {
    ir.Matiere.CHAMP: _of(ir.ClauseChamp),
    ir.Matiere.DROIT_IDENTIFIE: _of(ir.DroitIdentifie),
    ir.Matiere.SOUSTRACTION: _of(ir.Soustraction),
    ir.Matiere.PART: _of(ir.Part),
    ir.Matiere.QUOTA: _of(ir.Quota),
    ir.Matiere.REPARTITION: _of(ir.Repartition),
    ir.Matiere.ELIGIBILITE: _of(ir.Eligibilite),
    ir.Matiere.DELAI: _of(ir.Delai),
    ir.Matiere.SUITE: _of(ir.Suite),
    ir.Matiere.OBLIGATION: _of(ir.Obligation),
    ir.Matiere.IMPUTATION: _of(ir.Imputation),
    ir.Matiere.DELEGATION: _of(ir.Delegation),
    ir.Matiere.TRANSMISSION: _of(ir.Transmission),
    ir.Matiere.DELAI_D_INFORMATION: _deadline_on("information"),
    ir.Matiere.DELAI_DE_PROPOSITION: _deadline_on(_PROPOSITION),
    ir.Matiere.DEFAUT_DE_PROPOSITION: _says_what_follows,
    ir.Matiere.REPRISE: _takes_back,
}
