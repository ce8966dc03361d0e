"""Before an event: forecasts."""

from datetime import date
from itertools import product

from semantics.dates import ajoute
from semantics.deadlines.model import PLUS_TARD, Etat, Mot, cellules, etat
from semantics.page import Cas, Section, convention, delai

# --- before -------------------------------------------------------------------------------------
PREVISIONS: dict[str, list[tuple[date, date]]] = {
    "aucune": [],
    "une": [(date(2025, 1, 10), date(2025, 4, 30))],
    "repoussee": [(date(2025, 1, 10), date(2025, 3, 31)), (date(2025, 2, 15), date(2025, 5, 31))],
    "pas_encore_faite": [(date(2025, 1, 10), date(2025, 4, 30)), (date(2025, 3, 28), date(2025, 6, 30))],
}


def avant() -> Section:
    cas = []
    fins: dict[str, Mot] = {
        "sue": date(2025, 3, 15),
        "pas_encore": "pas survenu",
        "jamais": "jamais",
        "inconnue": None,
    }
    cibles: dict[str, Mot] = {"janvier": date(2025, 1, 20), "mars": date(2025, 3, 5), "rien": "pas survenu"}
    au = date(2025, 3, 20)
    for (f, fin), (p, made), (t, cible) in product(fins.items(), PREVISIONS.items(), cibles.items()):
        if f == "sue" and p not in ("aucune", "repoussee"):
            continue
        known = [(fait_le, jour) for fait_le, jour in made if fait_le <= au]
        expected: dict[str, object] = {}
        for nom, first in (("derniere", False), ("premiere", True)):
            if isinstance(fin, date):
                jour, provisoire = fin, False
            elif fin == "jamais":
                expected[nom] = "tenu" if isinstance(cible, date) else "sans objet"
                continue
            elif known:
                jour, provisoire = (min(known) if first else max(known))[1], True
            else:
                expected[nom] = {"état": "indéterminé", "causes": ["fin_travaux"]}
                continue
            if first and isinstance(fin, date):
                # What « the first forecast of » an event counts from once the event is known: see the page.
                if known:
                    continue
                jour = fin
            limite = ajoute(jour, -1, "mois")
            target = cible if isinstance(cible, date) else PLUS_TARD
            found = (
                etat(jour, target, au, lambda _, x=limite: x) if jour <= au else _avant(target, au, limite)
            )  # type: ignore[misc]
            expected[nom] = _etat_avant(found, provisoire)
        cells: dict[str, object] = cellules({"fin_travaux": fin, "information": cible})
        if made:
            cells["previsions"] = [
                {"evenement": "fin_travaux", "date": jour, "faite_le": fait_le} for fait_le, jour in made
            ]
        cas.append(Cas(nom=f"fin_{f}_prevision_{p}_cible_{t}", au=au, faits=cells, attendu=expected))
    return Section(
        ident="TT8",
        titre="Avant un événement",
        prose="« au plus tard 1 mois avant fin_travaux » compte depuis le jour su, sinon depuis la "
        "dernière prévision faite au jour où l'on regarde (ou la première, si la clause le dit) ; l'état "
        "est alors provisoire. Sans prévision, on ne sait pas.",
        convention=convention(
            delai("derniere", "information au plus tard 1 mois avant fin_travaux"),
            delai("premiere", "information au plus tard 1 mois avant la première prévision de fin_travaux"),
        ),
        cas=cas,
    )


def _avant(t: date, au: date, limite: date) -> Etat:
    """A limit that is already a day, whether or not its anchor has come."""
    return etat(date(2025, 1, 1), t, au, lambda _: limite)


def _etat_avant(found: Etat, provisoire: bool) -> object:
    mot, retard, limite = found
    text = mot if retard is None else f"dépassé de {retard} jour{'s' if retard > 1 else ''}"
    parts: dict[str, object] = {"état": text, "provisoire": provisoire}
    return {**parts, "limite": limite} if mot == "en cours" else parts
