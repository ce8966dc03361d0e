"""All the parts at once, in words: still possible together, or which of them cannot be met together."""

from collections.abc import Iterator
from typing import Final

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.french import cite, joined, lie, listing
from convrules.render.titulaires import titulaires
from convrules.year.bornes import ZERO, minus
from convrules.year.model import Bilan
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee

FIN = numbers.FINE
RAISONS: Final = {
    RaisonPortee.PREVISION_IMPRECISE: (
        t(
            "une ligne des vacances attendues, ou des soustractions prévues, ne dit pas de quel "
            "territoire ou de quelle cellule elle est, ou est à cheval sur deux périodes"
        )
    ),
    RaisonPortee.PREVISION_ABSENTE: t(
        "aucune vacance attendue ne borne ce qui peut venir pour l'une des parts"
    ),
    RaisonPortee.SOLDE_INCONNU: t("un solde reporté n'est pas connu"),
    RaisonPortee.RATTACHEMENTS_DIFFERENTS: (
        t("les conventions ne rattachent pas les vacances à l'année par le même événement")
    ),
    RaisonPortee.TOUR_PERDU_COMPTE: t(
        "un tour perdu est compté à qui le perd, et le logement à qui le reçoit\u202f: il sert deux comptes"
    ),
    RaisonPortee.TROP_DE_CAS: t(
        "il y a trop de façons de partager ce qui est attendu pour les examiner toutes"
    ),
}


def reach_lines(bilan: Bilan) -> Iterator[str]:
    """Nothing when the year is over, or when no vacancy is expected."""
    portee = bilan.portee
    if portee is None:
        return
    yield t("Toutes les parts ensemble, avec les vacances attendues\u202f: {said}", said=_said(portee, bilan))
    if portee.seules:
        names = listing([cite(clause) for clause in dict.fromkeys(clause for _, clause in portee.seules)])
        yield t(
            "Jugées seules, en tout ou pour certains de leurs cas, sans être rapprochées des autres\u202f: "
            "{names}.",
            names=names,
        )


def reach_classes(bilan: Bilan) -> Iterator[tuple[str, str]]:
    """The same for a page, each with the closed word that colours it, as of a verdict."""
    for rank, line in enumerate(reach_lines(bilan)):
        assert bilan.portee is not None, "nothing is said without one"
        yield bilan.portee.etat.value if rank == 0 else "seules", line


def _said(portee: Portee, bilan: Bilan) -> str:
    judged = numbers.count(portee.jugees, "compte")
    match portee.etat:
        case EtatPortee.A_PORTEE:
            if portee.jugees == 1:
                return t(
                    "encore possible. Un partage au moins de ce qui est attendu tient le compte, quelles "
                    "que soient les données à compléter."
                )
            return t(
                "encore possible. Un partage au moins de ce qui est attendu tient les {judged} "
                "à la fois, quelles que soient les données à compléter.",
                judged=judged,
            )
        case EtatPortee.HORS_D_ATTEINTE:
            return t("hors d'atteinte. {blocking}", blocking=_blocking(portee, bilan))
        case EtatPortee.INDETERMINE:
            lower = _lower(_blocking(portee, bilan))
            if portee.jugees == 1:
                return t(
                    "possible ou non, selon les données à compléter. Au pire, {lower}",
                    lower=lower,
                )
            return t(
                "possible ou non, selon les données à compléter. Ce qui manque est lu pour chacun des "
                "comptes à part\u202f: il se peut qu'aucune façon de compléter n'y suffise, ou que toutes y "
                "suffisent. Au pire, {lower}",
                lower=lower,
            )
        case EtatPortee.NON_ETABLI:
            assert portee.raison is not None, "said why"
            return t("rien n'est établi, car {raisons}.", raisons=RAISONS[portee.raison])


def _blocking(portee: Portee, bilan: Bilan) -> str:
    names = titulaires(bilan)
    told = [_asked(e, names.get(e.convention, e.convention)) for e in portee.bloquantes]
    head = (
        t("Un compte ne peut plus être tenu")
        if len(told) == 1
        else t("Ces {told} comptes ne peuvent plus être tenus à la fois", told=numbers.group(len(told)))
    )
    supply = ""
    if portee.offre is not None and any(not e.plafond for e in portee.bloquantes):
        who = t("qu'il puisse") if len(told) == 1 else t("que l'un d'eux puisse")
        left = bornes(portee.offre)
        units = numbers.plural(portee.offre.max, "logement")
        supply = t(
            "\u202f; il peut encore venir {left}\u00a0{units} {who} recevoir", left=left, units=units, who=who
        )
    return t("{a}\u202f: {b}{c}.", a=head, b=joined(told, "\u202f; "), c=supply)


def _asked(e: Exigence, holder: str) -> str:
    where = t(", {a}", a=named_cell(e.cellule)) if e.cellule else ""
    left = bornes(e.reste)
    if e.plafond and e.reste.max < 0:
        said = t("plafond dépassé de {left}", left=bornes(minus(ZERO, e.reste)))
    elif e.plafond:
        said = t("plafond, place pour {left}", left=left)
    else:
        said = t("encore {left} à faire", left=left)
    return t("{a} ({b}{c}), {d}", a=cite(e.clause), b=holder, c=where, d=said)


def _lower(text: str) -> str:
    return lie(text[:1].lower() + text[1:], text)
