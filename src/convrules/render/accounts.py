"""Accounts in French: on whose account a letting counts and why, and how a due is split."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.outcomes import Genre, Indetermine
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.clauses import designation, enonce, genre
from convrules.render.counted import unit, without
from convrules.render.document import Bloc, detail, paragraphe, puce, sous_titre
from convrules.render.french import a, cite, de, listing, sentence
from convrules.render.lexicon import VIDE, Lexique
from convrules.render.places import citation
from convrules.year.model import (
    BilanConvention,
    Imputation,
    LectureCascade,
    Ligne,
    Lot,
    Raison,
    ResultatRegle,
    Suite,
    TourRendu,
)

FIN = numbers.FINE
REMARQUES_MAX = 10


def account(compte: str) -> str:
    """« le compte de l'État », « aucun compte »."""
    return "aucun compte" if compte in ("aucun", "aucun compte") else designation(compte)


def accounts(comptes: Sequence[str], link: str = "ou") -> str:
    return listing([account(c) for c in comptes], link)


# --- one letting ------------------------------------------------------------------------------
def explain_account(
    imputation: Imputation, clauses: Sequence[ir.Clause], lexique: Lexique = VIDE
) -> Iterator[Bloc]:
    """Whose account, why, and what each clause says of it. clauses: of the landlord's conventions, for the
    articles of those that are named."""
    yield sous_titre("Compte de l'attribution")
    yield paragraphe(sentence(_decided(imputation, clauses, lexique)))
    if imputation.remarque:
        said = f"la convention aurait dit{FIN}: {accounts(imputation.remarque)}{FIN}; ce qui est enregistré"
        yield puce(sentence(f"{said} l'emporte, à vérifier"))
    for turn in imputation.rendus:
        yield puce(sentence(returned(turn, clauses)))
    if imputation.conflit:
        names = listing([cite(c) for c in imputation.conflit])
        certain = (
            "se contredisent"
            if any(c.genre is Genre.ERREUR for c in imputation.causes)
            else "se contrediraient peut-être"
        )
        yield puce(sentence(f"des clauses {certain} et aucune ne prime{FIN}: {names}"))
    for lecture in imputation.lectures:
        yield from _reading(lecture, lexique)


def returned(turn: TourRendu, clauses: Sequence[ir.Clause]) -> str:
    """What the convention did with the turn, what is recorded, and which of them the count follows."""
    given = f"le logement est revenu {a(designation(turn.rendu_a))} le {numbers.jour(turn.jour)}"
    counted = ", sans être compté pour le réservataire"
    recorded = f"les données l'enregistrent pourtant sur le compte {de(designation(turn.enregistre))}"
    return (
        f"par la clause {_by(turn.clause, clauses)}, {given}{counted}{FIN}; {recorded}{FIN}: "
        "c'est ce compte que suit le décompte, à vérifier"
    )


def _decided(i: Imputation, clauses: Sequence[ir.Clause], lexique: Lexique) -> str:
    why = words.causes(i.causes, lexique)
    by = _by(i.clause, clauses)
    known = accounts(i.possibles) if i.possibles else ""
    match i.raison:
        case Raison.ENREGISTRE:
            return f"enregistrée dans les données{FIN}: {known}"
        case Raison.ACTE:
            doubt = f"{FIN}: on ne sait pas lequel ({why})" if i.compte is None else ""
            return f"donnée par un acte enregistré{FIN}: {known}{doubt}"
        case Raison.EFFET:
            return f"donnée par l'effet {by}{FIN}: {known}"
        case Raison.CASCADE:
            if i.compte is not None:
                return f"rien n'est enregistré{FIN}; par la clause {by}{FIN}: {known}"
            return (
                f"rien n'est enregistré{FIN}; par la clause {by}, {known}{FIN}: on ne sait pas lequel ({why})"
            )
        case Raison.SANS_COMPTE:
            return "aucun compte : le logement est soustrait du flux, ou son compte est sans objet"
        case Raison.INCONNU:
            return f"on ne sait pas sur quel compte ({why})"


def _by(clause: str | None, clauses: Sequence[ir.Clause]) -> str:
    if clause is None:
        return "d'un événement enregistré"
    found = next((c for c in clauses if c.entete.ident == clause), None)
    where = citation(found.entete.source) if found is not None else ""
    return f"{cite(clause)} ({where})" if where else cite(clause)


def _reading(lecture: LectureCascade, lexique: Lexique) -> Iterator[Bloc]:
    clause = lecture.clause
    where = citation(clause.entete.source)
    head = f"{genre(clause)} {cite(clause.entete.ident)}{f' ({where})' if where else ''}"
    applies = ""
    if isinstance(lecture.issue, Indetermine):
        why = words.causes(lecture.issue.causes, lexique)
        applies = f"{FIN}; on ne sait pas si elle s'applique ({why})"
    yield puce(sentence(f"{head}{FIN}: {enonce(clause, lexique)}{applies}"))
    for ligne in lecture.lignes:
        yield detail(sentence(_line(ligne)))


def _line(ligne: Ligne) -> str:
    said = {
        Suite.PREND: "prend l'attribution",
        Suite.PEUT_PRENDRE: "peut la prendre",
        Suite.SANS_CONVENTION: "pas de convention qui couvre le logement",
        Suite.ATTEINTE: "limite atteinte",
    }[ligne.suite]
    counted = ""
    if ligne.limite is not None:
        counted = f" ({bornes(ligne.fait)} sur {bornes(ligne.limite)})"
    return f"{account(ligne.etape.compte)}{FIN}: {said}{counted}"


# --- the year ---------------------------------------------------------------------------------
def shares(b: BilanConvention, part: str, cellule: object) -> list[tuple[str, Lot]]:
    """Accounts under one cell of a part, in the declared order, as they are called."""
    return [
        (account(lot.compte), lot)
        for resultat in b.repartitions
        if resultat.clause.de == part and resultat.issue is not False
        for cell in resultat.cellules
        if cell.cellule == cellule
        for lot in cell.lots
    ]


def account_notes(b: BilanConvention, imputations: Sequence[Imputation]) -> Iterator[str]:
    """What is recorded otherwise than the convention says, and clauses that contradict one another."""
    own = [i for i in imputations if any(e.convention == b.convention.ident for e in i.lectures)]
    differ = [i for i in own if i.remarque]
    if differ:
        shown = [
            f"{i.vacance} ({accounts(i.possibles)}, et non {accounts(i.remarque)})"
            for i in differ[:REMARQUES_MAX]
        ]
        rest = len(differ) - len(shown)
        more = f" et {numbers.count(rest, 'autre')}" if rest else ""
        total = numbers.count(len(differ), "attribution")
        yield f"{total} d'un autre compte que ne le dit la convention{FIN}: {', '.join(shown)}{more}."
    conflicts = dict.fromkeys(i.conflit for i in own if i.conflit)
    for names in conflicts:
        where = [i.vacance for i in own if i.conflit == names][:REMARQUES_MAX]
        said = listing([cite(c) for c in names])
        yield f"Comptes en conflit ({', '.join(where)}){FIN}: {said} se contredisent et aucun ne prime."


RENDUS_MAX = 10


def returned_notes(b: BilanConvention) -> Iterator[str]:
    """Lettings that rules count because of the account recorded, though the convention gave the turn back
    uncounted: one note for the rules that count the same ones."""
    same: dict[tuple[TourRendu, ...], list[ResultatRegle]] = {}
    for regle in b.regles:
        if regle.rendus:
            same.setdefault(regle.rendus, []).append(regle)
    clauses = [e.clause for e in b.echeances]
    for turns, regles in same.items():
        n = len(turns)
        names = listing([cite(r.clause.entete.ident) for r in regles])
        by = listing([_by(c, clauses) for c in dict.fromkeys(t.clause for t in turns)])
        shown = ", ".join(t.vacance for t in turns[:RENDUS_MAX])
        more = f" et {numbers.count(n - RENDUS_MAX, 'autre')}" if n > RENDUS_MAX else ""
        yield (
            f"{names}{FIN}: « Fait » comprend {numbers.count(n, *unit(regles[0].clause, b))} dont la "
            f"convention a rendu le tour sans le compter, par {by}, et que les données gardent pourtant sur "
            "le compte du réservataire. C'est ce compte que suit le décompte, à "
            f"vérifier{_without(regles)}{FIN}: {shown}{more}."
        )


def _without(regles: Sequence[ResultatRegle]) -> str:
    """What would be done without them, when each rule that counts them says the same."""
    said = {
        bornes(without(r.cellules[0].realise, len(r.rendus))) if len(r.cellules) == 1 else "" for r in regles
    }
    (only,) = said if len(said) == 1 else ("",)
    return f" (sans cela, « Fait » serait {only})" if only else ""
