"""The same words give the same advice, and the same year replayed: orders, ceilings, conditions, turns."""

from hypothesis import given, settings
from hypothesis import strategies as st

from property.same import JOURS, TOUJOURS_LES_MEMES, Monde, agree, rows, solde, vacances
from property.test_words_of_effects import COMMUNE, PART
from property.words import ICI, PARTOUT, dites, some_of

ORDRE = {
    "règle": st.sampled_from(
        (
            "etat puis les autres",
            "bailleur puis etat puis commune",
            "etat jusqu'à épuisement puis commune puis les autres",
            "commune jusqu'à 1 logements puis etat",
            "mutation puis commune puis les autres",
        )
    )
}
ELIGIBLE = {
    "règle": st.sampled_from(
        ("qpv", "non qpv", "la part p est atteinte à date", "non (la part p est atteinte à date)")
    )
}
PLAFOND = {
    "règle": st.sampled_from(
        (
            "au plus 1 attributions du réservataire",
            "au plus 2 attributions du réservataire où qpv",
            "au plus 3 baux signés du réservataire",
            "au plus 0 attributions du réservataire où non qpv",
            "au moins 1 attributions du réservataire",
        )
    ),
    "force": st.sampled_from(("engagement", "tendre vers")),
}
TAUX = {
    "règle": st.sampled_from(
        ("au plus 30 % des attributions du bailleur", "au plus 50 % des vacances dans l'assiette du bailleur")
    ),
    "compte": st.sampled_from(("attributions du réservataire", "attributions du réservataire où qpv")),
    "arrondi": st.sampled_from(("inférieur", "supérieur", "sans arrondi")),
    "force": st.sampled_from(("plafond", "tendre vers")),
}
SOUSTRAIT = {"règle": st.sampled_from(("pmr", "qpv et pmr", "adapte"))}
CHAMP = {"règle": st.sampled_from(("qpv ou non qpv", "qpv"))}


@settings(max_examples=20, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_advice(data: st.DataObject) -> None:
    lieux = data.draw(st.sampled_from((PARTOUT, ICI)))
    reste = {"application": "chaque commune"}
    clauses = [data.draw(dites("part", "p", PART, reste=reste, perhaps=("force",), lieux=lieux))]
    some = {
        "y": ("priorité", ORDRE, {}),
        "e": ("éligibilité", ELIGIBLE, {}),
        "n": ("quota", PLAFOND, reste),
        "k": ("quota", TAUX, reste),
        "z": ("soustraction", SOUSTRAIT, {"catégorie": "mutation"}),
        "w": ("champ", CHAMP, {}),
    }
    perhaps = {nom: ("force",) for nom in some if nom not in "nk"}
    clauses += data.draw(some_of(some, perhaps=perhaps, lieux=lieux))
    au = data.draw(st.sampled_from(JOURS))
    found = data.draw(st.lists(rows(), min_size=1, max_size=6))
    for row in found:
        row["pmr"] = data.draw(st.booleans())
    soldes = [solde("p", data.draw(st.integers(-2, 2)), 2024)]
    ahead = [{"du": "2025-08-16", "au": "2025-12-31", "min": 2, "max": 4, "qpv": True, "commune": "93066"}]
    tables = {
        "vacances": vacances(found, au),
        "soldes": soldes,
        "vacances_attendues": ahead if data.draw(st.booleans()) else [],
    }
    agree(clauses, Monde(au=au, tables=tables, autres=(COMMUNE,)))
