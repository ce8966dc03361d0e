"""All the parts at once, in words: still possible together, or which of them cannot be met together."""

from collections.abc import Iterator
from typing import Final

from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.french import cite, listing
from convrules.year.model import Bilan
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee

FIN = numbers.FINE
RAISONS: Final = {
    RaisonPortee.PREVISION_IMPRECISE: (
        "une ligne des vacances attendues ne dit pas de quel territoire ou de quelle cellule elle est, ou "
        "est à cheval sur deux périodes"
    ),
    RaisonPortee.PREVISION_ABSENTE: "aucune vacance attendue ne borne ce qui peut venir pour l'une des parts",
    RaisonPortee.SOLDE_INCONNU: "un solde reporté n'est pas connu",
    RaisonPortee.RATTACHEMENTS_DIFFERENTS: (
        "les conventions ne rattachent pas les vacances à l'année par le même événement"
    ),
    RaisonPortee.TROP_DE_CAS: "il y a trop de façons de partager ce qui est attendu pour les examiner toutes",
}


def reach_lines(bilan: Bilan) -> Iterator[str]:
    """Nothing when the year is over, or when no vacancy is expected."""
    portee = bilan.portee
    if portee is None:
        return
    yield f"Toutes les parts ensemble, avec les vacances attendues{FIN}: {_said(portee, bilan)}"
    if portee.seules:
        names = listing([cite(clause) for clause in dict.fromkeys(clause for _, clause in portee.seules)])
        yield f"Jugées seules, sans être rapprochées des autres{FIN}: {names}."


def _said(portee: Portee, bilan: Bilan) -> str:
    judged = numbers.count(portee.jugees, "compte")
    match portee.etat:
        case EtatPortee.A_PORTEE:
            return (
                f"encore possible. Un partage au moins de ce qui est attendu tient les {judged} à la fois, "
                "quelles que soient les données à compléter."
            )
        case EtatPortee.HORS_D_ATTEINTE:
            return f"hors d'atteinte. {_blocking(portee, bilan)}"
        case EtatPortee.INDETERMINE:
            return (
                f"possible ou non, selon les données à compléter. Au pire, {_lower(_blocking(portee, bilan))}"
            )
        case EtatPortee.NON_ETABLI:
            assert portee.raison is not None, "said why"
            return f"rien n'est établi, car {RAISONS[portee.raison]}."


def _blocking(portee: Portee, bilan: Bilan) -> str:
    told = [_asked(e, bilan) for e in portee.bloquantes]
    head = (
        "Un compte ne peut plus être tenu"
        if len(told) == 1
        else f"Ces {numbers.group(len(told))} comptes ne peuvent plus être tenus à la fois"
    )
    supply = ""
    if portee.offre is not None and any(not e.plafond for e in portee.bloquantes):
        who = "qu'il puisse" if len(told) == 1 else "que l'un d'eux puisse"
        left = bornes(portee.offre)
        units = numbers.plural(portee.offre.max, "logement")
        supply = f"{FIN}; il peut encore venir {left}{numbers.INSECABLE}{units} {who} recevoir"
    return f"{head}{FIN}: {f'{FIN}; '.join(told)}{supply}."


def _asked(e: Exigence, bilan: Bilan) -> str:
    where = f", {named_cell(e.cellule)}" if e.cellule else ""
    holder = next(
        (
            b.convention.reservataire.nom
            for b in bilan.conventions
            if b.convention.ident == e.convention and b.convention.reservataire is not None
        ),
        e.convention,
    )
    left = bornes(e.reste)
    said = f"plafond, place pour {left}" if e.plafond else f"encore {left} à faire"
    return f"{cite(e.clause)} ({holder}{where}), {said}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
