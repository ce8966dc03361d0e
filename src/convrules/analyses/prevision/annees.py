"""The years, drawn once and judged under each text."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from convrules.analyses.prevision.attribution import attribute
from convrules.analyses.prevision.model import Prevision, VuePrevue
from convrules.analyses.prevision.resultat import Recueil, exactly_spread
from convrules.analyses.prevision.soldes import with_balances
from convrules.analyses.prevision.tirage import Tirage
from convrules.base.records import dataclass, replace
from convrules.orientation.ranking import Bailleur
from convrules.year.bilan import comply
from convrules.year.model import Bilan


@dataclass(frozen=True, slots=True, kw_only=True)
class Texte:
    """A text to judge the drawn years under: the landlord's conventions and its policy. `precedent`: the year
    before, judged, whose balances are brought forward."""

    nom: str
    bailleur: Bailleur
    precedent: Bilan | None = None
    note: str = ""


Pas: TypeAlias = Callable[[int, int], None]
"""Told of each year judged, and of how many there are."""


def foresee(tirage: Tirage, textes: Sequence[Texte], avancer: Pas) -> Prevision:
    """The same years under each text."""
    hypotheses = tirage.hypotheses
    recueils = [Recueil() for _ in textes]
    silent = [0 for _ in textes]
    numbers: list[int] = []
    retires: dict[str, list[int]] = {r.categorie: [] for r in hypotheses.retraits}
    courts: Counter[str] = Counter()
    own = [replace(tirage, faits=with_balances(tirage.faits, texte.precedent)) for texte in textes]
    for rang in range(1, hypotheses.tirages + 1):
        drawn = tirage.year(rang)
        numbers.append(len(drawn.tirees))
        for categorie, found in retires.items():
            found.append(drawn.retires[categorie])
        courts.update(drawn.courts)
        for n, texte in enumerate(textes):
            given = attribute(texte.bailleur, own[n], drawn, rang)
            silent[n] += given.sans_conseil
            bilan = comply(
                texte.bailleur.programmes,
                own[n].facts(given.vacances),
                tirage.annee,
                tirage.au,
                precedent=texte.precedent,
                soldes_dits=True,
            )
            recueils[n].add(bilan)
            avancer((rang - 1) * len(textes) + n + 1, hypotheses.tirages * len(textes))
    return Prevision(
        annee=tirage.annee,
        hypotheses=hypotheses,
        parc=tirage.parc,
        vacances=exactly_spread(numbers, hypotheses.intervalle),
        livraisons=sum(one.nombre for one in hypotheses.livraisons),
        retraits=tuple((nom, exactly_spread(found, hypotheses.intervalle)) for nom, found in retires.items()),
        retraits_courts=tuple(sorted(courts.items())),
        vues=tuple(_views(tirage, textes, recueils, silent)),
    )


def _views(
    tirage: Tirage, textes: Sequence[Texte], recueils: Sequence[Recueil], silent: Sequence[int]
) -> Iterator[VuePrevue]:
    for texte, recueil, number in zip(textes, recueils, silent, strict=True):
        politique = texte.bailleur.politique
        yield VuePrevue(
            nom=texte.nom,
            regles=tuple(recueil.rules(tirage.hypotheses.intervalle)),
            note=texte.note,
            politique=politique.politique.ident if politique is not None else None,
            sans_conseil=number,
        )
