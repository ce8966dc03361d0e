"""What passes a threshold of the project file, in words."""

from collections.abc import Iterator

from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.cells import named_cell
from convrules.render.completing import unnamed
from convrules.render.french import cite, joined
from convrules.render.titulaires import intitules
from convrules.year.model import Bilan
from convrules.year.ouverte import Alerte, GenreAlerte
from convrules.year.valeurs import Tue, of_copy

FIN = numbers.FINE
VACANCES_MAX = 5


def alert_lines(bilan: Bilan) -> Iterator[str]:
    """Each with its code, as `explain` takes it; to a holder, who has no command, without."""
    names = intitules(bilan)
    said: str
    remis = {b.convention.ident for b in bilan.conventions if b.remis}
    for alerte in bilan.alertes:
        where = t(" ({a})", a=named_cell(alerte.cellule)) if alerte.cellule else ""
        account = t(
            "{holder}, {clause}{where}",
            holder=names[alerte.convention],
            clause=cite(alerte.clause),
            where=where,
        )
        match alerte.genre:
            case GenreAlerte.RETARD:
                code, said = "CR841", _late(alerte)
            case GenreAlerte.MARGE if alerte.plafond:
                code, said = (
                    "CR884",
                    t(
                        "{dwellings} de place au mieux sous le plafond, seuil {seuil}",
                        dwellings=_dwellings(alerte),
                        seuil=str(alerte.seuil),
                    ),
                )
            case GenreAlerte.MARGE:
                code, said = (
                    "CR842",
                    t(
                        "{dwellings} de marge au mieux, seuil {seuil}",
                        dwellings=_dwellings(alerte),
                        seuil=str(alerte.seuil),
                    ),
                )
            case GenreAlerte.JOURS:
                code, said = "CR843", _ending(alerte)
        if alerte.convention not in remis:
            said = t("{a} ({b})", a=said, b=code)
        yield t("{a}\u202f: {b}.", a=account, b=said)


def _late(alerte: Alerte) -> str:
    if alerte.valeur.min > alerte.seuil:
        return t(
            "{dwellings} de retard à ce jour, seuil {seuil}",
            dwellings=_dwellings(alerte),
            seuil=str(alerte.seuil),
        )
    return t(
        "peut-être plus de retard à ce jour que le seuil de {seuil}\u202f: {dwellings}",
        seuil=str(alerte.seuil),
        dwellings=_between(alerte),
    )


def _between(alerte: Alerte) -> str:
    """« de 8,4 logements d'avance à 6,8 de retard », « 1 à 6,8 logements »."""
    if alerte.valeur.min >= 0:
        return _dwellings(alerte)
    return t(
        "de {avance} d'avance à {retard} de retard, en logements",
        avance=numbers.decimal(-alerte.valeur.min),
        retard=numbers.decimal(alerte.valeur.max),
    )


def _dwellings(alerte: Alerte) -> str:
    return t("{a}\u00a0{b}", a=bornes(alerte.valeur), b=numbers.plural(alerte.valeur.max, "logement"))


def _ending(alerte: Alerte) -> str:
    n, named = len(alerte.vacances), [one for one in alerte.vacances if not isinstance(one[0], Tue)]
    most = len(named) if of_copy(v for v, _ in alerte.vacances) else VACANCES_MAX
    told = joined(
        [t("{v} le {jour_court}", v=v, jour_court=numbers.jour_court(limite)) for v, limite in named[:most]],
        ", ",
    )
    left = len(named) - most
    more = t(" et {x}", x=numbers.count(left, "autre")) if left > 0 else ""
    if n > len(named):
        hidden = unnamed(n - len(named))
        told, more = (told, t(" ({a})", a=hidden)) if named else (hidden, "")
    ends = numbers.plural(n, "délai finit", "délais finissent")
    return t(
        "{n} {ends} {when}\u202f: {told}{more}",
        n=numbers.group(n),
        ends=ends,
        when=_within(alerte.seuil),
        told=told,
        more=more,
    )


def _within(days: int) -> str:
    """Days from that of observation on."""
    if days < 1:
        return t("le jour même")
    if days < 2:
        return t("le jour même ou le lendemain")
    return t("dans les {days}", days=numbers.count(days, "jour"))
