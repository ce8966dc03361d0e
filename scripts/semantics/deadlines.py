"""States of a deadline, by trying every possible date of every event."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from semantics.dates import ajoute, ouvres
from semantics.outcomes import U, fait
from semantics.page import Cas, Page, Section, convention, delai, vocabulaire

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
    repli: bool = False
    """Does it matter that a missing anchor may turn out never to have come? Only for a fallback."""

    def avant(self) -> list[date]:
        return [self.debut + n * UN_JOUR for n in range((self.au - self.debut).days + 1)]


def possibles(mot: Mot, monde: Monde) -> Jours:
    """Possible days as of `au`. What had not come by `au` may still come: « never » is
    possible only once recorded (otherwise no deadline whose anchor is awaited would be running)."""
    if isinstance(mot, date):
        return [mot] if mot <= monde.au else [PLUS_TARD]
    if mot in (None, "illisible"):
        return [*monde.avant(), PLUS_TARD, *([JAMAIS] if monde.repli else [])]
    if mot == "jamais":
        return [JAMAIS]
    bound = monde.au if mot == "pas survenu" else date.fromisoformat(str(mot).split()[-1])
    if bound >= monde.au:
        return [PLUS_TARD]
    return [*(d for d in monde.avant() if d > bound), PLUS_TARD]


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
    "janvier": date(2025, 1, 31), "mars": date(2025, 3, 10), "a_venir": date(2025, 6, 1), "pas_encore": "pas survenu",
    "pas_le_15_fevrier": "pas survenu au 2025-02-15", "jamais": "jamais", "inconnue": None, "illisible": "illisible",
}  # fmt: skip
CIBLES: dict[str, Mot] = {
    "avant_l_ancre": date(2025, 1, 20), "dernier_jour": date(2025, 2, 28), "lendemain": date(2025, 3, 1),
    "fin_mars": date(2025, 3, 25), "a_venir": date(2025, 6, 15), "pas_encore": "pas survenu",
    "pas_le_10_fevrier": "pas survenu au 2025-02-10", "pas_le_28_fevrier": "pas survenu au 2025-02-28",
    "jamais": "jamais", "inconnue": None, "illisible": "illisible",
}  # fmt: skip
VUES = {"en_fevrier": date(2025, 2, 20), "en_avril": date(2025, 4, 5)}
D = "proposition au plus tard 1 mois après information"


def apres(monde: Monde) -> Juge:
    return lambda d: etat(d["information"], d["proposition"], monde.au, un_mois)


def effet_de(expected: object) -> dict[str, object]:
    """A missed limit gives the dwelling back; what is not known gives nothing for certain."""
    missed = isinstance(expected, str) and expected.startswith("dépassé")
    return {"effet": "remise au bailleur" if missed else "aucun"}


def etats() -> Section:
    cas = []
    for (vue, au), (a, ancre), (t, cible) in product(VUES.items(), ANCRES.items(), CIBLES.items()):
        monde = Monde(au=au)
        faits: dict[str, Mot] = {"information": ancre, "proposition": cible}
        expected = attendu(faits, monde, apres(monde))
        cas.append(
            Cas(
                nom=f"ancre_{a}_cible_{t}_vu_{vue}", au=au, faits=cellules(faits),
                attendu={"d": expected, **effet_de(expected)},
            )
        )  # fmt: skip
    return Section(
        ident="TT1", titre="Toutes les ancres, toutes les cibles",
        prose="Un mois après l'information, vu le 20 février puis le 5 avril. Une date après le jour où l'on regarde "
        "n'est pas encore sue. L'état est celui que partagent toutes les dates possibles ; la conséquence ne joue "
        "que si le dépassement est certain.",
        convention=convention(delai("d", D, à_défaut="remise au bailleur, non comptée")), cas=cas,
    )  # fmt: skip


def conditions() -> Section:
    cas = []
    combos: dict[str, tuple[Mot, Mot]] = {
        "tenu": (date(2025, 1, 31), date(2025, 2, 10)), "depasse": (date(2025, 1, 31), "pas survenu"),
        "en_cours": (date(2025, 3, 10), "pas survenu"), "pas_commence": ("pas survenu", "pas survenu"),
        "sans_ancre": ("jamais", "pas survenu"), "cible_inconnue": (date(2025, 3, 10), None),
        "ancre_inconnue": (None, "pas survenu"),
    }  # fmt: skip
    monde = Monde(au=date(2025, 4, 5))
    for lettre, (nom, (ancre, cible)) in product("vfnue", combos.items()):
        faits: dict[str, Mot] = {"information": ancre, "proposition": cible}
        plain = attendu(faits, monde, apres(monde))
        issue = fait("fait_a", lettre)
        expected: object = plain
        if issue in ("F", "N"):
            expected = "sans objet"
        elif isinstance(issue, U) and plain != "sans objet":
            inner = plain["causes"] if isinstance(plain, Mapping) and "causes" in plain else []
            causes = sorted({*inner, "fait_a"})
            expected = {"état": "erreur" if issue.erreurs else "indéterminé", "causes": causes}
        cells = cellules(faits)
        cells |= (
            {}
            if lettre == "u"
            else {"fait_a": {"v": True, "f": False, "n": "sans objet", "e": "illisible"}[lettre]}
        )
        cas.append(Cas(nom=f"{nom}_si_{lettre}", au=monde.au, faits=cells, attendu={"d": expected}))
    return Section(
        ident="TT2", titre="La condition de la clause",
        prose="Condition fausse ou sans objet : rien n'est dû. Condition manquante : l'état, ou sans objet ; les deux "
        "ne s'accordent que si l'état est déjà sans objet.",
        convention=convention(delai("d", D, si="fait_a"), entete=vocabulaire(fait_a="oui/non")), cas=cas,
    )  # fmt: skip


def vies_closes() -> Section:
    cas = []
    au = date(2025, 4, 20)
    fins: dict[str, Mot] = {
        "tot": date(2025, 2, 10), "dernier_jour": date(2025, 2, 28), "apres_la_limite": date(2025, 3, 15),
        "a_venir": date(2025, 5, 2), "pas_encore": "pas survenu",
    }  # fmt: skip
    cibles: dict[str, Mot] = {
        "a_temps": date(2025, 2, 5), "rien": "pas survenu", "inconnue": None, "rien_au_31_janvier": "pas survenu au 2025-01-31",
    }  # fmt: skip
    for mot, (f, fin), (t, cible) in product(("bail", "retrait", "abandon"), fins.items(), cibles.items()):
        closed = isinstance(fin, date) and fin <= au
        monde = Monde(au=fin if isinstance(fin, date) and closed else au)
        faits: dict[str, Mot] = {"information": date(2025, 1, 31), "proposition": cible}

        def juge(d: Mapping[str, date], monde: Monde = monde, closed: bool = closed) -> Etat:
            found = etat(d["information"], d["proposition"], monde.au, un_mois)
            return ("sans objet", None, None) if closed and found[0] == "en cours" else found

        expected = attendu(faits, monde, juge)
        cells = cellules({**faits, mot: fin})
        cas.append(Cas(nom=f"{mot}_{f}_cible_{t}", au=au, faits=cells, attendu={"d": expected}))
    return Section(
        ident="TT3", titre="Une vie close",
        prose="Bail, retrait ou abandon : l'état reste celui du jour où la vacance s'est close, ce qui courait encore "
        "devenant sans objet. Un manque acquis avant la clôture le reste.",
        convention=convention(delai("d", D)), cas=cas,
    )  # fmt: skip


def replis() -> Section:
    cas = []
    au = date(2025, 4, 5)
    monde = Monde(au=au, repli=True)
    premieres: dict[str, Mot] = {
        "sue": date(2025, 3, 10), "jamais": "jamais", "pas_encore": "pas survenu", "inconnue": None,
    }  # fmt: skip
    secondes: dict[str, Mot] = {
        "sue": date(2025, 1, 31), "jamais": "jamais", "pas_encore": "pas survenu", "inconnue": None,
    }  # fmt: skip
    cibles: dict[str, Mot] = {
        "fevrier": date(2025, 2, 20),
        "rien": "pas survenu",
        "fin_mars": date(2025, 3, 25),
    }

    def juge(d: Mapping[str, date]) -> Etat:
        a = d["information"] if d["information"] != JAMAIS else d["liberation"]
        return etat(a, d["proposition"], au, un_mois)

    for (a, un), (b, deux), (t, cible) in product(premieres.items(), secondes.items(), cibles.items()):
        faits: dict[str, Mot] = {"information": un, "liberation": deux, "proposition": cible}
        expected = attendu(faits, monde, juge)
        if un is None and isinstance(expected, Mapping) and "causes" in expected:
            expected = {"état": "indéterminé"}
        cas.append(
            Cas(
                nom=f"information_{a}_liberation_{b}_cible_{t}",
                au=au,
                faits=cellules(faits),
                attendu={"d": expected},
            )
        )
    return Section(
        ident="TT4", titre="Une ancre de repli",
        prose="« après information à défaut liberation » : la libération ne sert que si l'information n'aura jamais "
        "lieu, non si elle manque seulement.",
        convention=convention(delai("d", f"{D} à défaut liberation")), cas=cas,
    )  # fmt: skip


def plusieurs_ancres() -> Iterator[Section]:
    au = date(2025, 4, 5)
    monde = Monde(au=au, debut=date(2025, 1, 20))
    mots: dict[str, Mot] = {
        "janvier": date(2025, 1, 31), "mars": date(2025, 3, 10), "pas_encore": "pas survenu", "jamais": "jamais", "inconnue": None,
    }  # fmt: skip
    for ident, titre, quoi, choisir in (
        ("TT5", "Le dernier de deux événements", "dernier", max), ("TT6", "Le premier de deux événements", "premier", min),
    ):  # fmt: skip
        cas = []
        for (a, un), (b, deux), cible in product(
            mots.items(), mots.items(), ("pas survenu", date(2025, 3, 1))
        ):
            faits: dict[str, Mot] = {"offre": un, "visite": deux, "proposition": cible}

            def juge(d: Mapping[str, date], choisir: Callable[[date, date], date] = choisir) -> Etat:
                return etat(choisir(d["offre"], d["visite"]), d["proposition"], au, un_mois)

            expected = attendu(faits, monde, juge)
            suffixe = "rien" if cible == "pas survenu" else "en_mars"
            cas.append(
                Cas(
                    nom=f"offre_{a}_visite_{b}_{suffixe}",
                    au=au,
                    faits=cellules(faits),
                    attendu={"d": expected},
                )
            )
        yield Section(
            ident=ident, titre=titre,
            prose=f"L'ancre est le {quoi} des deux jours ; un événement qui n'aura jamais lieu vient après tous les "
            "autres. Les deux dates possibles se combinent avant d'augmenter.",
            convention=convention(delai("d", f"proposition au plus tard 1 mois après le {quoi} de [offre, visite]")), cas=cas,
        )  # fmt: skip


# --- suspensions --------------------------------------------------------------------------------
def repoussee(a: date, limite: date, s: date, e: date, compter: Callable[[date], bool]) -> date:
    """The first day by which as many days count outside [s, e) as counted by the plain limit."""
    due = sum(compter(a + n * UN_JOUR) for n in range(1, (limite - a).days + 1))
    day = a
    while due:
        day += UN_JOUR
        due -= compter(day) and not s <= day < e
    return day


def suspensions() -> Section:
    cas = []
    a = date(2025, 1, 31)
    durees: dict[str, tuple[str, date, Callable[[date], bool]]] = {
        "un_mois": ("1 mois", un_mois(a), lambda d: True),
        "dix_ouvres": ("10 jours ouvrés", ouvres(a, 10), lambda d: d.weekday() < 5),
        "trente_jours": ("30 jours", a + 30 * UN_JOUR, lambda d: True),
    }
    paires: list[tuple[date, Mot]] = [
        (date(2025, 2, 10), date(2025, 2, 20)), (date(2025, 2, 1), date(2025, 2, 3)), (date(2025, 1, 20), date(2025, 2, 5)),
        (date(2025, 1, 10), date(2025, 1, 25)), (date(2025, 2, 14), date(2025, 2, 14)), (date(2025, 2, 28), date(2025, 3, 3)),
        (date(2025, 3, 1), date(2025, 3, 5)), (date(2025, 2, 27), date(2025, 2, 28)), (date(2025, 2, 7), date(2025, 2, 8)),
        (date(2025, 2, 8), date(2025, 2, 10)), (date(2025, 2, 12), date(2025, 3, 30)), (date(2025, 1, 31), date(2025, 3, 3)),
        (date(2025, 2, 10), "pas survenu"), (date(2025, 2, 28), "pas survenu"), (date(2025, 2, 3), "jamais"),
    ]  # fmt: skip
    for (s, e), au in product(paires, (date(2025, 2, 28), date(2025, 3, 12), date(2025, 4, 20))):
        if s > au or (isinstance(e, date) and e > au):
            continue
        expected: dict[str, object] = {}
        for nom, (_, plain, compter) in durees.items():
            if isinstance(e, date):
                found = etat(
                    a, PLUS_TARD, au, lambda _, p=plain, f=compter, s=s, e=e: repoussee(a, p, s, e, f)
                )  # type: ignore[misc]
                expected[nom] = determine([found])
            elif s <= plain:
                expected[nom] = {"état": "en cours", "limite": "aucune"}
            else:
                expected[nom] = determine([etat(a, PLUS_TARD, au, lambda _, p=plain: p)])  # type: ignore[misc]
        fin = e.strftime("%d_%m") if isinstance(e, date) else str(e).replace(" ", "_")
        cas.append(
            Cas(
                nom=f"du_{s.strftime('%d_%m')}_au_{fin}_vu_le_{au.strftime('%d_%m')}",
                au=au,
                faits={
                    "information": a,
                    "proposition": "pas survenu",
                    "demande_pieces": s,
                    "reception_pieces": e,
                },
                attendu=expected,
            )
        )
    return Section(
        ident="TT7", titre="Suspendre",
        prose="Les jours de la demande (compris) à la réception (exclue) ne comptent pas ; la limite est repoussée "
        "d'autant de jours qui comptent. Une suspension ouverte, commencée à temps, n'a plus de limite.",
        convention=convention(
            *(delai(n, f"proposition au plus tard {mot} après information", suspension="entre demande_pieces et reception_pieces") for n, (mot, _, _) in durees.items())
        ),
        cas=cas,
    )  # fmt: skip


# --- before -------------------------------------------------------------------------------------
def avant() -> Section:
    cas = []
    previsions: dict[str, list[tuple[date, date]]] = {
        "aucune": [],
        "une": [(date(2025, 1, 10), date(2025, 4, 30))],
        "repoussee": [(date(2025, 1, 10), date(2025, 3, 31)), (date(2025, 2, 15), date(2025, 5, 31))],
        "pas_encore_faite": [(date(2025, 1, 10), date(2025, 4, 30)), (date(2025, 3, 28), date(2025, 6, 30))],
    }
    fins: dict[str, Mot] = {
        "sue": date(2025, 3, 15),
        "pas_encore": "pas survenu",
        "jamais": "jamais",
        "inconnue": None,
    }
    cibles: dict[str, Mot] = {"janvier": date(2025, 1, 20), "mars": date(2025, 3, 5), "rien": "pas survenu"}
    au = date(2025, 3, 20)
    for (f, fin), (p, made), (t, cible) in product(fins.items(), previsions.items(), cibles.items()):
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
        ident="TT8", titre="Avant un événement",
        prose="« au plus tard 1 mois avant fin_travaux » compte depuis le jour su, sinon depuis la dernière prévision "
        "faite au jour où l'on regarde (ou la première, si la clause le dit) ; l'état est alors provisoire. Sans "
        "prévision, on ne sait pas.",
        convention=convention(
            delai("derniere", "information au plus tard 1 mois avant fin_travaux"),
            delai("premiere", "information au plus tard 1 mois avant la première prévision de fin_travaux"),
        ),
        cas=cas,
    )  # fmt: skip


def _avant(t: date, au: date, limite: date) -> Etat:
    """A limit that is already a day, whether or not its anchor has come."""
    return etat(date(2025, 1, 1), t, au, lambda _: limite)


def _etat_avant(found: Etat, provisoire: bool) -> object:
    mot, retard, limite = found
    text = mot if retard is None else f"dépassé de {retard} jour{'s' if retard > 1 else ''}"
    parts: dict[str, object] = {"état": text, "provisoire": provisoire}
    return {**parts, "limite": limite} if mot == "en cours" else parts


def pages() -> Iterator[Page]:
    yield Page(
        nom="delais", titre="Tables : l'état d'un délai",
        prose="Un événement est un ensemble de dates possibles ; l'état d'un délai est celui qu'elles partagent toutes. "
        "Chaque attendu est obtenu en essayant toutes les dates (docs/langage, « Dates, événements et délais »).",
        sections=[etats(), conditions(), vies_closes(), replis(), *plusieurs_ancres(), suspensions(), avant()],
    )  # fmt: skip
