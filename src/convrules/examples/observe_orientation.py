"""What advice on a dwelling offers to the expectations of a case."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from convrules.examples.model import Observation
from convrules.examples.words import said
from convrules.orientation.model import Candidat, Citation, Motif, Orientation, Rangement


def observe_orientation(o: Orientation) -> Observation:
    """« etat puis als puis bailleur »: those eligible for certain, in order, by their type (by convention
    when two share it). Details: who is proposed, who is not placed, and what ranks."""
    names = _names(o.candidats)
    ranked = [c for c in o.candidats if c.rangement is Rangement.CLASSE]
    return said(
        _order([names[c.ident] for c in ranked]),
        _order([c.ident for c in ranked]),
        propose=said(names[o.propose.ident] if o.propose is not None else "personne"),
        indetermines=_of(o, Rangement.INDETERMINE, names),
        ineligibles=_of(o, Rangement.INELIGIBLE, names),
        premiers_possibles=_list(names[c.ident] for c in o.candidats if c.viendrait_premier),
        rangs=said("rangs", **{names[c.ident]: said(_rank(c)) for c in o.candidats}),
        motifs=said("motifs", **{names[c.ident]: said(*_motif(c.motif)) for c in ranked}),
        refus=said(
            "refus", **{names[c.ident]: said(c.clause.clause) for c in o.candidats if c.clause is not None}
        ),
        points=said("points", **{names[c.ident]: said(str(c.points)) for c in ranked}),
        retards=said("retards", **{names[c.ident]: said(_number(c.compte.retard)) for c in o.candidats}),
        reserves=_list(g.clause.clause for g in o.gardes),
        conflit=_list(c.clause for c in o.conflit),
        variantes=_list(_variant([names[i] for i in v.ordre], v.avec) for v in o.variantes),
        causes=_list(c.fait for c in o.causes),
        borne=said(str(o.borne) if o.borne is not None else "aucune"),
        ecart=said(str(o.ecart.retard) if o.ecart is not None else "aucun"),
        anticipation=said(*_ahead(o, names)),
    )


def _ahead(o: Orientation, names: Mapping[str, str]) -> tuple[str, ...]:
    """Whom the deficit alone would have put first; why it ranks all the same; « aucune » when the policy does
    not look ahead."""
    a = o.anticipation
    if a is None:
        return ("aucune",)
    if a.sans is not None or a.retard_seul is None:
        return (f"sans {a.sans.value if a.sans is not None else ''}".strip(),)
    return (f"plutot que {names[a.retard_seul.ident]}" if a.autrement else "comme le retard",)


def _rank(c: Candidat) -> str:
    return str(c.rang) if c.rang is not None else "aucun"


def _number(known: Fraction | None) -> str:
    return str(known) if known is not None else "aucun"


def _names(candidats: Iterable[Candidat]) -> dict[str, str]:
    known = [(c.ident, _type(c)) for c in candidats]
    count = Counter(type_ for _, type_ in known)
    return {ident: type_ if count[type_] == 1 else ident for ident, type_ in known}


def _type(c: Candidat) -> str:
    holder = c.convention.reservataire if c.convention is not None else None
    return holder.type if holder is not None else c.ident


def _order(names: Sequence[str]) -> str:
    return " puis ".join(names) or "personne"


def _of(o: Orientation, rangement: Rangement, names: dict[str, str]) -> Observation:
    return _list(names[c.ident] for c in o.candidats if c.rangement is rangement)


def _motif(motif: Motif | None) -> tuple[str, ...]:
    """« retard », or « priorité petits_logements »: the kind, then the clauses that say it."""
    if motif is None:
        return ("aucun",)
    cited = ", ".join(c.clause for c in motif.clauses)
    return (f"{motif.genre.value} {cited}".strip(), motif.genre.value)


def _variant(ordre: Sequence[str], avec: Sequence[Citation]) -> str:
    acting = f"avec {' et '.join(c.clause for c in avec)}" if avec else "sans"
    return f"{acting} : {_order(ordre)}"


def _list(words: Iterable[str]) -> Observation:
    return said(f"[{', '.join(sorted(set(words)))}]")
