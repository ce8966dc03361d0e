"""The same words give the same years: deadlines, duties and what follows from them, the accounts that they
change, and who exercises a right."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from property.same import CHOIX, JOURS, TOUJOURS_LES_MEMES, Monde, agree, rows, solde, vacances
from property.words import AVENANT, ICI, PARTOUT, SIGNE, dites, some_of

EFFETS = (
    "remise au bailleur",
    "remise au bailleur, comptée",
    "remise au bailleur, restituée",
    "remise à commune, restituée",
    "remise à commune, comptée",
    "reprise pour un tour, restituée",
    "reprise pour un tour, non comptée",
    "nouvelle proposition au plus tard 10 jours après proposition",
    "sans effet, comptée",
)
PART = {
    "règle": st.sampled_from(
        (
            "50 % des vacances dans l'assiette",
            "80 % des vacances dans l'assiette où qpv",
            "70 % des vacances dans l'assiette où non qpv",
        )
    ),
    "compte": st.sampled_from(("attributions", "propositions", "baux signés")),
    "arrondi": st.sampled_from(("inférieur", "supérieur", "sans arrondi")),
    "report": st.sampled_from(
        (
            "solde arrondi",
            "solde arrondi, perdu après 1 an",
            "solde exact",
            "solde exact, déficit seul",
            "aucun",
        )
    ),
    "force": st.sampled_from(("engagement", "objectif", "tendre vers")),
}
DELAI = {
    "règle": st.sampled_from(
        (
            "proposition au plus tard 15 jours après information",
            "attribution au plus tard 1 mois après information",
            "proposition au plus tard 2 mois après disponibilite",
        )
    ),
    "à défaut": st.sampled_from(EFFETS),
    "débiteur": st.sampled_from(("réservataire", "bailleur", "exerçant")),
    "force": st.sampled_from(("obligation", "objectif", "tendre vers")),
    "suspension": st.sampled_from(
        (
            "entre le 1er avril et le 31 mai",
            "entre orientation et proposition",
            "entre le 20 juillet et le 20 août",
        )
    ),
}
OBLIGATION = {
    "règle": st.sampled_from(
        (
            "bail <= information + 40 jours",
            "attribution a eu lieu",
            "qpv",
            "proposition <= disponibilite + 20 jours",
            "exercice_delegue",
        )
    ),
    "à défaut": st.sampled_from(EFFETS[:7]),
    "débiteur": st.sampled_from(("réservataire", "bailleur", "exerçant")),
    "force": st.sampled_from(("obligation", "objectif", "tendre vers")),
}
SUITE = {"effet": st.sampled_from(EFFETS[:7])}
ORDRE = {
    "règle": st.sampled_from(
        (
            "bailleur",
            "etat jusqu'à 1 logements puis bailleur",
            "etat jusqu'à épuisement puis bailleur",
            "commune jusqu'à épuisement puis etat",
            "commune puis bailleur",
        )
    )
}
COMMUNE = """convention: commune--exemple
réservataire: { nom: Commune, type: commune }
territoire: { commune: "93066" }
en vigueur: { du: 2023-01-01, au: 2027-12-31 }
clauses:
  - part: pc
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: supérieur
    report: aucun
    source: { article: "1" }
"""


@settings(max_examples=15, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_effects(data: st.DataObject) -> None:
    lieux = data.draw(st.sampled_from((PARTOUT, ICI)))
    reste = {"application": "chaque commune"}
    clauses = [data.draw(dites("part", "p", PART, reste=reste, perhaps=("force",), lieux=lieux))]
    some = {
        "d": ("délai", DELAI, {}),
        "o": ("obligation", OBLIGATION, {}),
        "s": ("suite", SUITE, {"après": "attribution"}),
        "c": ("imputation", ORDRE, {}),
    }
    perhaps = dict.fromkeys(some, ("force", "suspension", "à défaut"))
    clauses += data.draw(some_of(some, perhaps=perhaps, lieux=lieux))
    au, depuis = data.draw(st.sampled_from(JOURS)), data.draw(st.sampled_from((None, 2024)))
    found = data.draw(st.lists(rows(depuis or 2025), min_size=1, max_size=6))
    soldes = [solde("p", data.draw(st.integers(-2, 2)), (depuis or 2025) - 1)]
    choix = {
        "période": "année civile",
        "échéance": data.draw(st.sampled_from(("inchangée", "reportée au jour ouvré suivant"))),
        "événements": data.draw(st.sampled_from(("à leur date", "avec leur vacance"))),
    }
    agree(
        clauses,
        Monde(
            au=au,
            tables={"vacances": vacances(found, au), "soldes": soldes},
            depuis=depuis,
            entete=CHOIX.format(**choix),
            autres=(COMMUNE,),
        ),
    )


PORTE = (
    "tous les droits sauf p",
    "tous les droits où non qpv sauf p",
    "40 % des droits sauf p",
    "tous les droits où qpv",
)
EPCI = """convention: epci--exemple
réservataire: { nom: EPCI, type: epci }
territoire: { commune: "93066" }
en vigueur: { du: 2023-01-01, au: 2027-12-31 }
clauses:
  - délai: delai_epci
    règle: proposition au plus tard 10 jours après information
    débiteur: exerçant
    à défaut: remise au bailleur, comptée
    source: { article: "1" }
"""


@settings(max_examples=15, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_delegations(data: st.DataObject) -> None:
    lieux = data.draw(st.sampled_from((PARTOUT, ICI)))
    reste = {"application": "chaque commune"}
    qui = {"titulaire": "etat", "délégataire": "epci"}
    clauses = [
        data.draw(dites("part", "p", PART, reste=reste, perhaps=("force",), lieux=lieux)),
        data.draw(
            dites(
                "délégation",
                "g",
                {"porte sur": st.sampled_from(PORTE)},
                reste=qui,
                entiere=True,
                formes=(SIGNE, AVENANT),
                lieux=lieux,
            )
        ),
        data.draw(dites("obligation", "o", OBLIGATION, perhaps=("force", "à défaut"), lieux=lieux)),
        data.draw(dites("délai", "d", DELAI, perhaps=("force", "suspension", "à défaut"), lieux=lieux)),
    ]
    au = data.draw(st.sampled_from(JOURS))
    found = data.draw(st.lists(rows(comptes=("etat", "epci")), min_size=1, max_size=5))
    for row in found:
        # Why: who exercises a right hangs on that day, which the amendment must come before.
        row["information"] = max(
            x for x in (row["disponibilite"], row.get("information")) if isinstance(x, date)
        )
    soldes = [solde("p", data.draw(st.integers(-2, 2)), 2024)]
    choix = {"période": "année civile", "échéance": "inchangée", "événements": "à leur date"}
    entete = CHOIX.format(**choix)
    if data.draw(st.booleans()):
        entete = entete.replace("directe", "déléguée au bailleur")
    agree(
        clauses,
        Monde(
            au=au,
            tables={"vacances": vacances(found, au), "soldes": soldes},
            entete=entete,
            autres=(EPCI, COMMUNE),
        ),
    )
