"""All the parts at once, in words: still possible together, or which of them cannot be met together."""

from collections.abc import Iterator
from typing import Final

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.french import cite, joined, lie, listing
from convrules.render.reach_rows import lost_alone, silent_rows
from convrules.render.reach_why import why_together
from convrules.render.titulaires import intitules
from convrules.year.bornes import ZERO, minus
from convrules.year.cellules import is_unseen
from convrules.year.model import Bilan
from convrules.year.ouverte import EtatPortee, Exigence, Portee, RaisonPortee, RaisonSeules
from convrules.year.prevision_tue import RETRAITS

FIN = numbers.FINE
RAISONS: Final = {
    RaisonPortee.PREVISION_IMPRECISE: (
        t(
            "une ligne des vacances, des vacances attendues ou des soustractions prévues ne dit pas de quel "
            "territoire ou de quelle cellule elle est, est à cheval sur deux périodes, peut venir sous "
            "des textes dont aucun n'est le meilleur pour toutes les règles, ou n'entre dans la base d'un "
            "plafond qu'en y étant comptée, ou un échange de tours attend autre chose que son jour"
        )
    ),
    RaisonPortee.PREVISION_ABSENTE: t(
        "aucune vacance attendue ne borne ce qui peut venir pour l'une des parts"
    ),
    RaisonPortee.JOURS_MANQUANTS: t(
        "ni les fichiers ni les vacances attendues ne disent tous les jours passés de la période "
        "(CR893)\u202f: complétez-les d'abord"
    ),
    RaisonPortee.SOLDE_INCONNU: t("un solde reporté n'est pas connu"),
    RaisonPortee.RATTACHEMENTS_DIFFERENTS: (
        t("les conventions ne rattachent pas les vacances à l'année par le même événement")
    ),
    RaisonPortee.PERIODES_DIFFERENTES: t(
        "des vacances, ou un échange de tours, attendent leur jour, qui n'est pas le même pour toutes les "
        "règles, ou sous des conventions dont l'année ne commence ou ne finit pas le même jour\u202f: le "
        'complément, pip install "convrules[milp]", les examine jour par jour'
    ),
    RaisonPortee.TOUR_PERDU_COMPTE: t(
        "un tour perdu est compté à qui le perd, et le logement à qui le reçoit\u202f: il sert deux comptes"
    ),
    RaisonPortee.TROP_DE_CAS: t(
        "il y a trop de façons de partager ce qui est attendu pour les examiner toutes"
    ),
    RaisonPortee.SOLVEUR_ABSENT: t(
        "les règles qu'un même logement sert à la fois demandent un complément, "
        'pip install "convrules[milp]"'
    ),
    RaisonPortee.COMPTES_LUS: t(
        "une clause lit ce que les autres logements font d'un compte (compte atteint, tour, limite de "
        "soustraction ou de cascade, droit identifié unique)"
    ),
    RaisonPortee.DATES_LUES: t(
        "une clause de champ, de soustraction, de part ou de quota lit un jour ou une décision qu'aucune "
        "prévision ne donne"
    ),
    RaisonPortee.PLAFONDS_SEULS: t(
        "une fois mises à part les règles dont un cas n'est pas connu, il ne reste que des plafonds "
        "(«\u202fau plus\u202f»), qui ne sont pas rapprochés entre eux"
    ),
}
DE_REGLES: Final = frozenset(
    {
        RaisonPortee.SOLVEUR_ABSENT,
        RaisonPortee.COMPTES_LUS,
        RaisonPortee.DATES_LUES,
        RaisonPortee.PLAFONDS_SEULS,
    }
)
"""Why nothing is established where no part is asked."""
RAPPROCHER: Final = {
    RaisonSeules.SOLVEUR_ABSENT: t(
        "Un même logement sert plusieurs de celles-là\u202f: pour les rapprocher des autres, installez le "
        'complément, pip install "convrules[milp]".'
    ),
    RaisonSeules.PREVISION_IMPRECISE: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: une ligne des vacances "
        "attendues ou des soustractions prévues, une vacance qui attend son jour ou dont la cellule n'est "
        "pas dite n'en dit pas assez."
    ),
    RaisonSeules.RATTACHEMENTS_DIFFERENTS: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: les conventions ne "
        "rattachent pas les vacances à l'année par le même événement."
    ),
    RaisonSeules.COMPTES_LUS: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: une clause lit ce que "
        "les autres logements font d'un compte (compte atteint, tour, limite de soustraction ou de cascade, "
        "droit identifié unique)."
    ),
    RaisonSeules.DATES_LUES: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: une clause de champ, "
        "de soustraction, de part ou de quota lit un jour ou une décision qu'aucune prévision ne donne."
    ),
    RaisonSeules.TOUR_PERDU_COMPTE: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: un tour perdu est "
        "compté à qui le perd, et le logement à qui le reçoit\u202f: il sert deux comptes."
    ),
    RaisonSeules.TROP_DE_CAS: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: il y a trop de cas "
        "pour les examiner tous."
    ),
    RaisonSeules.PLAFONDS_SEULS: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: une fois mises à part "
        "celles dont un cas n'est pas connu, il ne reste que des plafonds («\u202fau plus\u202f»), qui ne "
        "sont pas rapprochés entre eux."
    ),
    RaisonSeules.CELLULE_INCONNUE: t(
        "Les règles qu'un même logement sert à la fois ne sont pas rapprochées\u202f: certaines ont un cas "
        "qui n'est pas connu."
    ),
}
"""Why rules that a solver could bring together are judged alone."""


def reach_lines(bilan: Bilan) -> Iterator[str]:
    """Nothing when the year is over, or when no vacancy is expected."""
    portee = bilan.portee
    if portee is None:
        return
    told = _said(portee, bilan)
    if portee.solveur is None and portee.raison not in DE_REGLES:
        yield t("Toutes les parts ensemble, avec les vacances attendues\u202f: {said}", said=told)
    else:
        yield t("Parts et quotas ensemble, avec les vacances attendues\u202f: {said}", said=told)
    yield from why_together(portee, bilan)
    if portee.solveur is not None:
        yield t("Cherché en nombres entiers de logements par {solveur}.", solveur=portee.solveur)
    yield from lost_alone(bilan)
    if portee.seules:
        names = listing([cite(clause) for clause in dict.fromkeys(clause for _, clause in portee.seules)])
        yield t(
            "Jugées seules, en tout ou pour certains de leurs cas, sans être rapprochées des autres\u202f: "
            "{names}.",
            names=names,
        )
    yield from _lacking(portee)
    if portee.seules_car is RaisonSeules.SOLVEUR_ABSENT and not portee.seules:
        yield t(
            'Le complément, pip install "convrules[milp]", examine les jours un à un\u202f: il peut en dire '
            "davantage."
        )
    elif portee.seules_car is RaisonSeules.PREVISION_IMPRECISE and portee.manques:
        yield t(
            "C'est faute de le savoir que les règles qu'un même logement sert à la fois ne sont pas "
            "rapprochées\u202f: dites-le d'abord."
        )
    elif portee.seules_car is not None:
        yield RAPPROCHER[portee.seules_car]
    yield from silent_rows(portee)


def _lacking(portee: Portee) -> Iterator[str]:
    """Table by table, the columns that lack, and the rules that read them."""
    by_columns: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for m in portee.manques:
        by_columns.setdefault((m.table, m.faits), []).append(m.clause)
    for (table, columns), names in by_columns.items():
        rules = listing([cite(nom) for nom in dict.fromkeys(names)])
        facts = listing([cite(nom) for nom in columns])
        if table == RETRAITS:
            yield t(
                "Les soustractions prévues n'en disent pas assez pour {rules}\u202f: il y manque {facts}.",
                rules=rules,
                facts=facts,
            )
        else:
            yield t(
                "Les vacances attendues n'en disent pas assez pour {rules}\u202f: il y manque {facts}.",
                rules=rules,
                facts=facts,
            )


def reach_classes(bilan: Bilan) -> Iterator[tuple[str, str]]:
    """The same for a page, each with the closed word that colours it, as of a verdict."""
    for rank, line in enumerate(reach_lines(bilan)):
        assert bilan.portee is not None, "nothing is said without one"
        yield bilan.portee.etat.value if rank == 0 else "seules", line


def _said(portee: Portee, bilan: Bilan) -> str:
    match portee.etat:
        case EtatPortee.A_PORTEE:
            return _possible(portee)
        case EtatPortee.HORS_D_ATTEINTE:
            return t("hors d'atteinte. {blocking}", blocking=_blocking(portee, bilan))
        case EtatPortee.INDETERMINE:
            lower = _lower(_blocking(portee, bilan))
            if portee.jugees == 1:
                return t(
                    "possible ou non, selon les données à compléter. Au pire, {lower}",
                    lower=lower,
                )
            return _depends(portee, lower)
        case EtatPortee.NON_ETABLI:
            assert portee.raison is not None, "said why"
            return t("rien n'est établi, car {raisons}.", raisons=RAISONS[portee.raison])


def _possible(portee: Portee) -> str:
    """A sharing meets accounts; of rules that one dwelling serves several of, a future does. Of one rule,
    nothing is together: cells of one share no dwelling."""
    if portee.regles == 1:
        return t(
            "une seule règle est regardée ici\u202f: il n'y a rien à en dire de plus que sa propre ligne, "
            "plus bas."
        )
    if portee.solveur is not None:
        return t(
            "encore possible. Un avenir au moins, de ceux que la prévision laisse ouverts, tient les "
            "{judged} à la fois, quelles que soient les données à compléter.",
            judged=numbers.count(portee.jugees, "règle"),
        )
    return t(
        "encore possible. Un partage au moins de ce qui est attendu tient les {judged} "
        "à la fois, quelles que soient les données à compléter.",
        judged=numbers.count(portee.jugees, "compte"),
    )


def _depends(portee: Portee, lower: str) -> str:
    if portee.solveur is not None:
        return t(
            "possible ou non, selon les données à compléter. Ce qui manque est lu pour chacune des "
            "règles à part\u202f: il se peut qu'aucune façon de compléter n'y suffise, ou que toutes y "
            "suffisent. Au pire, {lower}",
            lower=lower,
        )
    return t(
        "possible ou non, selon les données à compléter. Ce qui manque est lu pour chacun des "
        "comptes à part\u202f: il se peut qu'aucune façon de compléter n'y suffise, ou que toutes y "
        "suffisent. Au pire, {lower}",
        lower=lower,
    )


def _blocking(portee: Portee, bilan: Bilan) -> str:
    names = intitules(bilan)
    told = [_asked(e, names.get(e.convention, e.convention)) for e in portee.bloquantes]
    supply = ""
    if portee.offre is not None and any(not e.plafond for e in portee.bloquantes):
        supply = t(
            "\u202f; il peut encore venir {left}\u00a0{units} {who}",
            left=bornes(portee.offre),
            units=numbers.plural(portee.offre.max, "logement"),
            who=_for_whom(portee),
        )
    said = t("{a}\u202f: {b}{c}.", a=_head(portee), b=joined(told, "\u202f; "), c=supply)
    open_ = len(portee.bloquantes) > 1 and any(e.reste.valeur is None for e in portee.bloquantes)
    if _seems_enough(portee):
        return joined([said, _asks_for_more()], " ")
    return joined([said, _in_no_future()] if open_ else [said], " ")


def _seems_enough(portee: Portee) -> bool:
    """Is a floor out of reach by itself, though as many may come as it asks for today?"""
    if len(portee.bloquantes) > 1 or portee.offre is None:
        return False
    return all(not e.plafond and e.reste.max <= portee.offre.max for e in portee.bloquantes)


def _asks_for_more() -> str:
    return t(
        "Ce qui viendra peut augmenter aussi ce qu'il faut\u202f: dans chaque avenir possible, il en manque."
    )


def _in_no_future() -> str:
    """Why numbers that look compatible are not: each is that of its own best future."""
    return t(
        "Le plus petit et le plus grand de ces nombres ne sont pas du même avenir\u202f: dans chaque avenir "
        "possible, il en manque."
    )


def _head(portee: Portee) -> str:
    number = len(portee.bloquantes)
    if number == 1:
        rule = t("Une règle ne peut plus être tenue")
        return rule if portee.solveur is not None else t("Un compte ne peut plus être tenu")
    told, some = numbers.group(number), _perhaps_fewer(portee)
    if portee.solveur is not None:
        return t("Ces {told} règles{some} ne peuvent plus être tenues à la fois", told=told, some=some)
    return t("Ces {told} comptes{some} ne peuvent plus être tenus à la fois", told=told, some=some)


def _perhaps_fewer(portee: Portee) -> str:
    """Where data that lack may serve several of them at once."""
    if portee.minimales is not False:
        return ""
    if len(portee.bloquantes) > 2:
        return t(", et peut-être déjà une partie seulement,")
    if portee.solveur is not None:
        return t(", et peut-être déjà l'une des deux,")
    return t(", et peut-être déjà l'un des deux,")


def _for_whom(portee: Portee) -> str:
    alone = len(portee.bloquantes) == 1
    if portee.solveur is not None:
        return t("qu'elle puisse compter") if alone else t("que l'une d'elles puisse compter")
    return t("qu'il puisse recevoir") if alone else t("que l'un d'eux puisse recevoir")


def _asked(e: Exigence, holder: str) -> str:
    where = ""
    if is_unseen(e.cellule):
        where = t(", là où une ligne incomplète serait la seule")
    elif e.cellule:
        where = t(", {a}", a=named_cell(e.cellule))
    left = bornes(e.reste)
    if e.plafond and e.reste.max < 0:
        said = t("plafond dépassé de {left}", left=bornes(minus(ZERO, e.reste)))
    elif e.plafond and e.reste.min < 0:
        said = t(
            "plafond dépassé de {trop} au pire, place pour {left} au mieux",
            trop=numbers.decimal(-e.reste.min, 2),
            left=numbers.decimal(e.reste.max, 2),
        )
    elif e.plafond:
        said = t("plafond, place pour {left}", left=left)
    else:
        said = t("encore {left} à faire", left=left)
    return t("{a} ({b}{c}), {d}", a=cite(e.clause), b=holder, c=where, d=said)


def _lower(text: str) -> str:
    return lie(text[:1].lower() + text[1:], text)
