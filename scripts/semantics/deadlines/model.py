"""Deadlines by every possible date: states, and how cases are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from semantics.dates import ajoute

UN_JOUR = timedelta(days=1)
PLUS_TARD = date(9998, 1, 1)
"""A day after `au`, whichever: not known yet, it acts as any other."""
JAMAIS = date.max
Mot = date | str | None
"""A cell: a day, « pas survenu », « pas survenu au … », « jamais », « illisible »; None when missing."""
Jours = Sequence[date]
Etat = tuple[str, int | None, date | None]
"""State, days late, limit."""


@dataclass(frozen=True, kw_only=True)
class Monde:
    """The days that matter: enough of them to tell apart all that a case may meet."""

    au: date
    debut: date = date(2024, 11, 1)

    def avant(self) -> list[date]:
        return [self.debut + n * UN_JOUR for n in range((self.au - self.debut).days + 1)]


def possibles(mot: Mot, monde: Monde) -> Jours:
    """Possible days as of `au`. What is known not to have come by `au` may still come: « never » is then
    possible only once recorded (otherwise no deadline whose anchor is awaited would be running)."""
    if isinstance(mot, date):
        return [mot] if mot <= monde.au else [PLUS_TARD]
    if mot in (None, "illisible"):
        return [*monde.avant(), PLUS_TARD, JAMAIS]
    if mot == "jamais":
        return [JAMAIS]
    bound = monde.au if mot == "pas survenu" else date.fromisoformat(str(mot).split()[-1])
    if bound >= monde.au:
        return [PLUS_TARD]
    return [*(d for d in monde.avant() if d > bound), PLUS_TARD, JAMAIS]


def etat(a: date, t: date, au: date, limite: Callable[[date], date]) -> Etat:
    """The table of states."""
    fait_ = t <= au
    if a in (PLUS_TARD, JAMAIS):
        if fait_:
            return "tenu", None, None
        return ("en cours" if a == PLUS_TARD else "sans objet"), None, None
    last = limite(a)
    if fait_:
        return ("tenu", None, last) if t <= last else ("dépassé", (t - last).days, last)
    return ("en cours", None, last) if au <= last else ("dépassé", (au - last).days, last)


Juge = Callable[[Mapping[str, date]], Etat]


def attendu(faits: Mapping[str, Mot], monde: Monde, juge: Juge, doute: Sequence[Etat] = ()) -> object:
    """The state common to every choice of dates, with what else they share; else the facts that matter."""
    noms = list(faits)
    choix = [possibles(faits[n], monde) for n in noms]
    trouves: dict[tuple[date, ...], Etat] = {
        jours: juge(dict(zip(noms, jours, strict=True))) for jours in product(*choix)
    }
    etats = [*trouves.values(), *doute]
    mots = {e[0] for e in etats}
    if len(mots) > 1:
        causes = [n for k, n in enumerate(noms) if compte(k, trouves)]
        erreur = any(faits[n] == "illisible" for n in causes)
        mot = "erreur" if erreur else "indéterminé"
        # Causes may hold more than the facts that count: only where they cannot are they asked for.
        exact = set(causes) == {n for n, jours in zip(noms, choix, strict=True) if len(jours) > 1}
        return {"état": mot, "causes": sorted(causes)} if exact else {"état": mot}
    return determine(etats)


def compte(rang: int, trouves: Mapping[tuple[date, ...], Etat]) -> bool:
    """May this fact alone change the state?"""
    groupes: dict[tuple[date, ...], set[str]] = {}
    for jours, e in trouves.items():
        groupes.setdefault((*jours[:rang], *jours[rang + 1 :]), set()).add(e[0])
    return any(len(g) > 1 for g in groupes.values())


def determine(etats: Sequence[Etat]) -> object:
    mot, retards, limites = etats[0][0], {e[1] for e in etats}, {e[2] for e in etats}
    limite = limites.pop() if len(limites) == 1 else None
    if mot == "dépassé":
        retard = retards.pop() if len(retards) == 1 else None
        if retard is None:
            return mot
        return f"dépassé de {retard} jour{'s' if retard > 1 else ''}"
    if mot == "en cours":
        return {"état": mot, "limite": limite or "aucune"} if len(limites) == 0 else mot
    return mot


def cellules(faits: Mapping[str, Mot]) -> dict[str, object]:
    return {n: m for n, m in faits.items() if m is not None}


def un_mois(a: date) -> date:
    return ajoute(a, 1, "mois")


ANCRES: dict[str, Mot] = {
    "janvier": date(2025, 1, 31),
    "mars": date(2025, 3, 10),
    "a_venir": date(2025, 6, 1),
    "pas_encore": "pas survenu",
    "pas_le_15_fevrier": "pas survenu au 2025-02-15",
    "jamais": "jamais",
    "inconnue": None,
    "illisible": "illisible",
}
CIBLES: dict[str, Mot] = {
    "avant_l_ancre": date(2025, 1, 20),
    "dernier_jour": date(2025, 2, 28),
    "lendemain": date(2025, 3, 1),
    "fin_mars": date(2025, 3, 25),
    "a_venir": date(2025, 6, 15),
    "pas_encore": "pas survenu",
    "pas_le_10_fevrier": "pas survenu au 2025-02-10",
    "pas_le_28_fevrier": "pas survenu au 2025-02-28",
    "jamais": "jamais",
    "inconnue": None,
    "illisible": "illisible",
}
VUES = {"en_fevrier": date(2025, 2, 20), "en_avril": date(2025, 4, 5)}
D = "proposition au plus tard 1 mois après information"


def apres(monde: Monde) -> Juge:
    return lambda d: etat(d["information"], d["proposition"], monde.au, un_mois)


def effet_de(expected: object, faits: Mapping[str, Mot], monde: Monde, juge: Juge) -> dict[str, object]:
    """A limit missed for certain gives the dwelling back; one that is perhaps missed perhaps does."""
    choix = [possibles(mot, monde) for mot in faits.values()]
    mots = {juge(dict(zip(faits, jours, strict=True)))[0] for jours in product(*choix)}
    if "dépassé" not in mots:
        return {"effet": "aucun"}
    if mots == {"dépassé"}:
        return {"effet": "remise au bailleur"}
    assert isinstance(expected, dict)
    return {"effet": {"issue": expected["état"], "candidats": ["remise au bailleur"]}}
