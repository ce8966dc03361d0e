"""Accounts in French: on whose account a letting counts and why, and how a due is split."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.base.outcomes import Genre, Indetermine
from convrules.base.records import replace
from convrules.base.texte import t
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.clauses import designation, enonce, genre
from convrules.render.completing import some_rows
from convrules.render.counted import unit, without
from convrules.render.document import Bloc, detail, paragraphe, puce, sous_titre
from convrules.render.french import a, cite, de, joined, listing, sentence
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
    return t("aucun compte") if compte in ("aucun", "aucun compte") else designation(compte)


def accounts(comptes: Sequence[str], link: str = "ou") -> str:
    return listing([account(c) for c in comptes], link)


# --- one letting ------------------------------------------------------------------------------
def explain_account(
    imputation: Imputation, clauses: Sequence[ir.Clause], lexique: Lexique = VIDE
) -> Iterator[Bloc]:
    """Whose account, why, and what each clause says of it. clauses: of the landlord's conventions, for the
    articles of those that are named."""
    yield sous_titre(t("Compte de l'attribution"))
    today = imputation.aujourdhui or imputation
    yield paragraphe(sentence(_decided(today, clauses, lexique)))
    if imputation.dits != imputation.possibles:
        yield puce(sentence(_perhaps_withdrawn(imputation, lexique)))
    if others := [compte for compte in imputation.possibles if compte not in today.possibles]:
        yield puce(sentence(_may_change(others, imputation, lexique)))
    elif today.possibles and not imputation.possibles:
        coming = [cause for cause in imputation.causes if cause.genre is Genre.FUTUR]
        why = words.causes(coming or imputation.causes, lexique)
        yield puce(sentence(t("cela peut encore changer ({why})", why=why)))
    if imputation.remarque:
        said = t(
            "la convention aurait dit\u202f: {accounts}\u202f; ce qui est enregistré",
            accounts=accounts(imputation.remarque),
        )
        yield puce(sentence(t("{said} l'emporte, à vérifier", said=said)))
    for turn in imputation.rendus:
        yield puce(sentence(returned(turn, clauses)))
    if imputation.conflit:
        names = listing([cite(c) for c in imputation.conflit])
        certain = (
            t("se contredisent")
            if any(c.genre is Genre.ERREUR for c in imputation.causes)
            else t("se contrediraient peut-être")
        )
        yield puce(
            sentence(
                t("des clauses {certain} et aucune ne prime\u202f: {names}", certain=certain, names=names)
            )
        )
    for lecture in imputation.lectures:
        yield from _reading(lecture, lexique)


def returned(turn: TourRendu, clauses: Sequence[ir.Clause]) -> str:
    """What the convention did with the turn, what is recorded, and which of them the count follows."""
    given = t(
        "le logement est revenu {designation} le {jour}",
        designation=a(designation(turn.rendu_a)),
        jour=numbers.jour(turn.jour),
    )
    counted = t(", sans être compté pour le réservataire")
    recorded = t(
        "les données l'enregistrent pourtant sur le compte {designation}",
        designation=de(designation(turn.enregistre)),
    )
    return t(
        "par la clause {by}, {given}{counted}\u202f; {recorded}\u202f: c'est ce compte "
        "que suit le décompte, à vérifier",
        by=_by(turn.clause, clauses),
        given=given,
        counted=counted,
        recorded=recorded,
    )


def _decided(i: Imputation, clauses: Sequence[ir.Clause], lexique: Lexique) -> str:
    why = words.causes(i.causes, lexique)
    by = _by(i.clause, clauses)
    known = accounts(i.possibles) if i.possibles else ""
    alone = len(i.possibles) == 1
    doubt = "" if alone else t("\u202f: on ne sait pas lequel ({why})", why=why)
    match i.raison:
        case Raison.ENREGISTRE:
            return t("enregistrée dans les données\u202f: {known}", known=known)
        case Raison.ACTE:
            return t("donnée par un acte enregistré\u202f: {known}{doubt}", known=known, doubt=doubt)
        case Raison.EFFET:
            return t("donnée par l'effet {by}\u202f: {known}{doubt}", by=by, known=known, doubt=doubt)
        case Raison.CASCADE:
            if alone:
                return t("rien n'est enregistré\u202f; par la clause {by}\u202f: {known}", by=by, known=known)
            return t(
                "rien n'est enregistré\u202f; par la clause {by}, {known}\u202f: on ne sait "
                "pas lequel ({why})",
                by=by,
                known=known,
                why=why,
            )
        case Raison.SANS_COMPTE:
            return t("aucun compte : le logement est soustrait du flux, ou son compte est sans objet")
        case Raison.INCONNU:
            return t("on ne sait pas sur quel compte ({why})", why=why)


def _perhaps_withdrawn(i: Imputation, lexique: Lexique) -> str:
    return t(
        "peut-être le logement est-il soustrait du flux ({why})\u202f: l'attribution ne serait alors sur "
        "aucun compte",
        why=words.causes(i.peut_etre_retire, lexique),
    )


def _may_change(others: Sequence[str], i: Imputation, lexique: Lexique) -> str:
    return t(
        "un tour encore ouvert peut la donner {others} ({why})\u202f; le bail signé, ou le compte enregistré "
        "(contingent), la fixe",
        others=listing([a(account(compte)) for compte in others], "ou"),
        why=words.causes(i.causes, lexique),
    )


def _by(clause: str | None, clauses: Sequence[ir.Clause]) -> str:
    if clause is None:
        return t("d'un événement enregistré")
    found = next((c for c in clauses if c.entete.ident == clause), None)
    where = citation(found.entete.source) if found is not None else ""
    return t("{a} ({b})", a=cite(clause), b=where) if where else cite(clause)


def _reading(lecture: LectureCascade, lexique: Lexique) -> Iterator[Bloc]:
    clause = replace(lecture.clause, regle=lecture.ordre)
    where = citation(clause.entete.source)
    head = t(
        "{a} {b}{c}", a=genre(clause), b=cite(clause.entete.ident), c=t(" ({a})", a=where) if where else ""
    )
    applies = ""
    if isinstance(lecture.issue, Indetermine):
        why = words.causes(lecture.issue.causes, lexique)
        applies = t("\u202f; on ne sait pas si elle s'applique ({why})", why=why)
    yield puce(sentence(t("{a}\u202f: {b}{c}", a=head, b=enonce(clause, lexique), c=applies)))
    for ligne in lecture.lignes:
        yield detail(sentence(_line(ligne)))


def _line(ligne: Ligne) -> str:
    said = {
        Suite.PREND: t("prend l'attribution"),
        Suite.PEUT_PRENDRE: t("peut la prendre"),
        Suite.SANS_CONVENTION: t("pas de convention qui couvre le logement"),
        Suite.ATTEINTE: t("limite atteinte"),
    }[ligne.suite]
    counted = ""
    if ligne.limite is not None:
        counted = t(" ({fait} sur {limite})", fait=bornes(ligne.fait), limite=bornes(ligne.limite))
    return t("{a}\u202f: {b}{c}", a=account(ligne.etape.compte), b=said, c=counted)


# --- the year ---------------------------------------------------------------------------------
def shares(b: BilanConvention, part: str, cellule: object) -> list[tuple[str, Lot, ir.Repartition]]:
    """Accounts under one cell of a part, in the declared order, as they are called, with the clause that
    splits it."""
    return [
        (account(lot.compte), lot, resultat.clause)
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
            t(
                "{vacance} ({accounts}, et non {accounts2})",
                vacance=i.vacance,
                accounts=accounts(i.possibles),
                accounts2=accounts(i.remarque),
            )
            for i in differ[:REMARQUES_MAX]
        ]
        rest = len(differ) - len(shown)
        more = t(" et {rest}", rest=numbers.count(rest, "autre")) if rest else ""
        total = numbers.count(len(differ), "attribution")
        yield t(
            "{total} d'un autre compte que ne le dit la convention\u202f: {shown}{more}.",
            total=total,
            shown=joined(shown, ", "),
            more=more,
        )
    conflicts = dict.fromkeys(i.conflit for i in own if i.conflit)
    for names in conflicts:
        where = [i.vacance for i in own if i.conflit == names][:REMARQUES_MAX]
        said = listing([cite(c) for c in names])
        yield t(
            "Comptes en conflit ({where})\u202f: {said} se contredisent et aucun ne prime.",
            where=joined(where, ", "),
            said=said,
        )


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
        shown, more = some_rows([t.vacance for t in turns], RENDUS_MAX), ""
        yield (
            t(
                "{names}\u202f: « Fait » comprend {n} dont la convention a rendu le tour sans "
                "le compter, par {by}, et que les données gardent pourtant sur le compte du "
                "réservataire. C'est ce compte que suit le décompte, à "
                "vérifier{without}\u202f: {shown}{more}.",
                names=names,
                n=numbers.count(n, *unit(regles[0].clause, b)),
                by=by,
                without=_without(regles),
                shown=shown,
                more=more,
            )
        )


def _without(regles: Sequence[ResultatRegle]) -> str:
    """What would be done without them, when each rule that counts them says the same."""
    said = {
        bornes(without(r.cellules[0].realise, len(r.rendus))) if len(r.cellules) == 1 else "" for r in regles
    }
    (only,) = said if len(said) == 1 else ("",)
    return t(" (sans cela, « Fait » serait {only})", only=only) if only else ""
