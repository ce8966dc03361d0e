"""States, conditions, closed lives, fallbacks, several anchors."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product

from semantics.deadlines.model import (
    ANCRES,
    CIBLES,
    JAMAIS,
    VUES,
    D,
    Etat,
    Monde,
    Mot,
    apres,
    attendu,
    cellules,
    effet_de,
    etat,
    un_mois,
)
from semantics.outcomes import U, fait
from semantics.page import Cas, Section, convention, delai, vocabulaire


def etats() -> Section:
    cas = []
    for (vue, au), (a, ancre), (t, cible) in product(VUES.items(), ANCRES.items(), CIBLES.items()):
        monde = Monde(au=au)
        faits: dict[str, Mot] = {"information": ancre, "proposition": cible}
        expected = attendu(faits, monde, apres(monde))
        cas.append(
            Cas(
                nom=f"ancre_{a}_cible_{t}_vu_{vue}",
                au=au,
                faits=cellules(faits),
                attendu={"d": expected, **effet_de(expected, faits, monde, apres(monde))},
            )
        )
    return Section(
        ident="TT1",
        titre="Toutes les ancres, toutes les cibles",
        prose="Un mois après l'information, vu le 20 février puis le 5 avril. Une date après le jour où "
        "l'on regarde n'est pas encore sue. L'état est celui que partagent toutes les dates possibles ; la "
        "conséquence est sûre si le dépassement l'est, possible s'il est possible.",
        convention=convention(delai("d", D, à_défaut="remise au bailleur, non comptée")),
        cas=cas,
    )


def conditions() -> Section:
    cas = []
    combos: dict[str, tuple[Mot, Mot]] = {
        "tenu": (date(2025, 1, 31), date(2025, 2, 10)),
        "depasse": (date(2025, 1, 31), "pas survenu"),
        "en_cours": (date(2025, 3, 10), "pas survenu"),
        "pas_commence": ("pas survenu", "pas survenu"),
        "sans_ancre": ("jamais", "pas survenu"),
        "cible_inconnue": (date(2025, 3, 10), None),
        "ancre_inconnue": (None, "pas survenu"),
    }
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
        ident="TT2",
        titre="La condition de la clause",
        prose="Condition fausse ou sans objet : rien n'est dû. Condition manquante : l'état, ou sans objet "
        "; les deux ne s'accordent que si l'état est déjà sans objet.",
        convention=convention(delai("d", D, si="fait_a"), entete=vocabulaire(fait_a="oui/non")),
        cas=cas,
    )


def vies_closes() -> Section:
    cas = []
    au = date(2025, 4, 20)
    fins: dict[str, Mot] = {
        "tot": date(2025, 2, 10),
        "dernier_jour": date(2025, 2, 28),
        "apres_la_limite": date(2025, 3, 15),
        "a_venir": date(2025, 5, 2),
        "pas_encore": "pas survenu",
    }
    cibles: dict[str, Mot] = {
        "a_temps": date(2025, 2, 5),
        "rien": "pas survenu",
        "inconnue": None,
        "rien_au_31_janvier": "pas survenu au 2025-01-31",
    }
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
        ident="TT3",
        titre="Une vie close",
        prose="Bail, retrait ou abandon : l'état reste celui du jour où la vacance s'est close, ce qui "
        "courait encore devenant sans objet. Un manque acquis avant la clôture le reste.",
        convention=convention(delai("d", D)),
        cas=cas,
    )


def replis() -> Section:
    cas = []
    au = date(2025, 4, 5)
    monde = Monde(au=au)
    premieres: dict[str, Mot] = {
        "sue": date(2025, 3, 10),
        "jamais": "jamais",
        "pas_encore": "pas survenu",
        "inconnue": None,
    }
    secondes: dict[str, Mot] = {
        "sue": date(2025, 1, 31),
        "jamais": "jamais",
        "pas_encore": "pas survenu",
        "inconnue": None,
    }
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
        ident="TT4",
        titre="Une ancre de repli",
        prose="« après information à défaut liberation » : la libération ne sert que si l'information "
        "n'aura jamais lieu, non si elle manque seulement.",
        convention=convention(delai("d", f"{D} à défaut liberation")),
        cas=cas,
    )


def plusieurs_ancres() -> Iterator[Section]:
    au = date(2025, 4, 5)
    monde = Monde(au=au, debut=date(2025, 1, 20))
    mots: dict[str, Mot] = {
        "janvier": date(2025, 1, 31),
        "mars": date(2025, 3, 10),
        "pas_encore": "pas survenu",
        "jamais": "jamais",
        "inconnue": None,
    }
    for ident, titre, quoi, choisir in (
        ("TT5", "Le dernier de deux événements", "dernier", max),
        ("TT6", "Le premier de deux événements", "premier", min),
    ):
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
            ident=ident,
            titre=titre,
            prose=f"L'ancre est le {quoi} des deux jours ; un événement qui n'aura jamais lieu vient après "
            "tous les autres. Les deux dates possibles se combinent avant d'augmenter.",
            convention=convention(
                delai("d", f"proposition au plus tard 1 mois après le {quoi} de [offre, visite]")
            ),
            cas=cas,
        )
