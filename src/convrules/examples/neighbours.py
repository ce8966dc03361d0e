"""What rights and other conventions offer to the expectations of a case about one vacancy."""

from collections.abc import Iterable

from convrules.base.dates import Evenement
from convrules.base.outcomes import Issue, causes_of, word
from convrules.examples.model import Observation
from convrules.examples.words import causes, said, words_list
from convrules.runtime.decision import Decision, ResultatDefaut, ResultatExercice, ResultatRemise


def observe_neighbours(decision: Decision) -> dict[str, Observation]:
    """`droits`, `exerçant`, `exerce pour`, `bénéficiaire`, `tour ouvert`, `titulaire par défaut`,
    `recueille`."""
    return {
        "droits": words_list(sorted({d.droit for d in decision.statut.droits})),
        "exercant": _exercant(decision.exercice),
        "exerce_pour": said(
            *words_list(sorted({x.titulaire for x in decision.exercees if x.issue is True})).mots,
            peut_etre=words_list(sorted({x.titulaire for x in decision.exercees if x.issue is not True})),
        ),
        "beneficiaire": _beneficiary(decision.remises),
        "tour_ouvert": _opening(decision.recue),
        "titulaire_par_defaut": _default(decision.defaut),
        "recueille": words_list(sorted({x.absent for x in decision.recueillis if x.issue is True})),
    }


def _exercant(exercice: ResultatExercice | None) -> Observation:
    """The delegate as the clause designates it, or « titulaire »; « erreur » in a conflict."""
    if exercice is None:
        return said("titulaire")
    names = ["titulaire" if p is None else p.delegataire for p in exercice.possibles]
    word_ = "erreur" if exercice.conflit else " ou ".join(dict.fromkeys(names))
    return said(word_, causes=causes(exercice.causes), conflit=words_list(exercice.conflit))


def _beneficiary(remises: Iterable[ResultatRemise]) -> Observation:
    """The convention that takes the turn; « bailleur » when none answers; « aucun » without `remise à`."""
    given = [r for r in remises if not r.a_venir]
    words = [_given_to(r.issue, r.conventions) for r in given]
    if len(words) == 1:
        return said(words[0], causes=causes(c for r in given for c in causes_of(r.issue)))
    return words_list(words) if words else said("aucun")


def _given_to(issue: Issue, conventions: tuple[str, ...]) -> str:
    if issue is False:
        return "bailleur"
    return conventions[0] if issue is True else word(issue)


def _opening(recue: Evenement | None) -> Observation:
    if recue is None:
        return said("aucun")
    if recue.connu is not None:
        return said(recue.connu.isoformat())
    return said("jamais" if recue.est_jamais else "indéterminé", causes=causes(()))


def _default(defaut: ResultatDefaut | None) -> Observation:
    if defaut is None:
        return said("aucun")
    found = defaut.designe if defaut.issue is True else word(defaut.issue)
    return said(found, causes=causes(causes_of(defaut.issue)), convention=said(defaut.convention or "aucune"))
