"""The same words give the same years: quotas within a part, on top of another, of a quarter; and seasons."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from property.same import CHOIX, JOURS, TOUJOURS_LES_MEMES, Monde, agree, rows, solde, vacances
from property.words import Dite, dites

BASE = ("vacances dans l'assiette", "vacances dans l'assiette où qpv")
COMMUN = {
    "arrondi": st.sampled_from(("inférieur", "supérieur", "sans arrondi", "au plus proche sinon supérieur")),
    "report": st.sampled_from(
        ("aucun", "solde arrondi", "solde exact, plafonné à 50 % du dû", "fractions cumulées")
    ),
    "tolérance": st.sampled_from(("1 logement", "10 points")),
}
PERHAPS = ("report", "tolérance", "base minimale", "force")
FORCE = {"force": st.sampled_from(("engagement", "objectif", "tendre vers"))}
SAISON = "disponibilite entre le 1er mars et le 30 juin"


def quotas(*rules: str) -> dict[str, st.SearchStrategy[str]]:
    return {"règle": st.sampled_from(rules), **COMMUN, **FORCE}


@settings(max_examples=25, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_quotas_within_a_part(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from(BASE))
    part = {
        "règle": st.sampled_from((f"50 % des {base}", f"80 % des {base}")),
        "compte": st.sampled_from(("attributions", "propositions", "baux signés")),
        "base minimale": st.sampled_from(("2 logements", "4 logements")),
        **COMMUN,
        **FORCE,
    }
    under = quotas(
        *(f"{sens} {taux} % des {base}, pour agent_etat" for sens in ("au moins",) for taux in (20, 50))
    )
    caps = quotas(
        *(f"au plus {taux} % des {base}, pour {pour}" for pour in ("agent_etat", "qpv") for taux in (20, 40))
    )
    reste = {"application": "chaque commune"}
    clauses = [
        data.draw(dites("part", "p", part, reste=reste, perhaps=("tolérance", "base minimale", "force"))),
        data.draw(dites("quota", "u", under, perhaps=PERHAPS, sous="p")),
        data.draw(dites("quota", "v", caps, perhaps=PERHAPS, sous="p")),
    ]
    _agree(data, clauses, "année civile", ("p", "u", "v"))


@settings(max_examples=25, deadline=None, derandomize=TOUJOURS_LES_MEMES)
@given(st.data())
def test_quotas_on_top_and_of_a_quarter(data: st.DataObject) -> None:
    reste = {"application": "chaque commune"}
    base = data.draw(st.sampled_from(("baux signés du bailleur", f"attributions du bailleur où {SAISON}")))
    first = quotas(
        *(f"au moins {n} % des {base}, pour {pour}" for n in (25, 50) for pour in ("qpv", "agent_etat"))
    )
    second = quotas(
        *(
            f"au moins {n} % des {base}, pour {pour}"
            for n in (10, 50)
            for pour in ("non qpv", "agent_etat", SAISON)
        )
    )
    number = {
        "règle": st.sampled_from(
            tuple(
                f"{sens} {n} attributions du réservataire" for sens in ("au moins", "au plus") for n in (1, 2)
            )
        ),
        "report": COMMUN["report"],
        **FORCE,
    }
    periode = data.draw(st.sampled_from(("trimestre civil", "année civile", "durée de la convention")))
    # Why: a number takes the text of the first day of its period.
    effet = date(2023, 1, 1) if periode.startswith("durée") else date(2023, 6, 1)
    clauses = [
        data.draw(dites("quota", "a", first, reste=reste, perhaps=PERHAPS)),
        data.draw(dites("quota", "b", second, reste={**reste, "en sus de": "a"}, perhaps=PERHAPS)),
        data.draw(dites("quota", "n", number, reste={**reste, "période": periode}, perhaps=PERHAPS)),
    ]
    _agree(
        data, clauses, data.draw(st.sampled_from(("année civile", "trimestre civil"))), ("a", "b", "n"), effet
    )


def _agree(
    data: st.DataObject,
    clauses: list[Dite],
    periode: str,
    noms: tuple[str, ...],
    effet: date = date(2023, 6, 1),
) -> None:
    au, depuis = data.draw(st.sampled_from(JOURS)), data.draw(st.sampled_from((None, 2024)))
    if depuis is not None or any("base minimale" in dite.dits for dite in clauses):
        # Why the first day: a balance that no table tells is of the text of the year before, or of an older
        # one where a base under its minimum let it pass.
        effet = date(2023, 1, 1)
    found = data.draw(st.lists(rows(depuis or 2025), min_size=1, max_size=6))
    named = data.draw(st.sets(st.sampled_from(noms)))
    soldes = [solde(nom, data.draw(st.integers(-2, 2)), (depuis or 2025) - 1) for nom in sorted(named)]
    choix = {
        "période": periode,
        "échéance": "inchangée",
        "événements": data.draw(st.sampled_from(("à leur date", "avec leur vacance"))),
    }
    agree(
        clauses,
        Monde(
            au=au,
            tables={"vacances": vacances(found, au), "soldes": soldes},
            depuis=depuis,
            effet=effet,
            entete=CHOIX.format(**choix),
        ),
    )
