"""What is said for certain on a day is still so on every later day, whichever year an event is counted in.

A landlord is drawn with the day of everything that happens to its dwellings. Each day shows what has happened
by then, and no more: what comes is a forecast, as wide as one likes, that the true number keeps to.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Duree, Evenement, UniteDuree, connu, pas_survenu
from convrules.base.values import Arrondi, TNombre
from convrules.facts.records import Faits
from convrules.year.model import Bilan, Verdict
from convrules.year.ouverte import EtatPortee
from year import build as b

FIN = date(2026, 6, 30)
JOURS = tuple(
    map(b.day, ("2025-03-31", "2025-06-15", "2025-09-30", "2025-12-01", "2025-12-31", "2026-01-05"))
)
TENU = frozenset({Verdict.CONFORME, Verdict.NON_APPLICABLE})
MANQUE = frozenset({Verdict.NON_CONFORME, Verdict.HORS_D_ATTEINTE})
JOINTES = ("part", "plafond", "aucune")
SURS = {Verdict.CONFORME: TENU, Verdict.HORS_D_ATTEINTE: MANQUE, Verdict.NON_CONFORME: MANQUE}

MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
HORS_QPV = ir.Eligibilite(entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False)

LIGNES = st.lists(
    st.tuples(
        st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.integers(3, 90),
        st.sampled_from(["etat", "etat", "commune", "bailleur"]),
        st.booleans(),
        st.sampled_from(["location", "location", "location", "mutation_interne"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
"""Available, days until it is let, account, priority district, use, is the account written before?"""


CITE = ir.Parametre(nom="taux_cite", type=TNombre(taux=True))
PROPOSITION = ir.RegleDelai(
    evenement="proposition",
    echeance=ir.EcheanceRelative(
        duree=Duree(nombre=1, unite=UniteDuree.MOIS),
        apres=True,
        instant=ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=("information",)),
    ),
)
RESTITUEE = ir.Delai(
    entete=b.entete("a_temps", si=b.egal(b.code("contingent"), "etat"), debiteur="réservataire"),
    regle=PROPOSITION,
    a_defaut=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.RESTITUEE),
)


def programme(evenements: ir.ComptageEvenements, taux: tuple[str, str], arrondi: Arrondi):
    """`taux`: the rate, and the one that takes its place on the first of July."""
    values = zip((date(2024, 1, 1), date(2025, 7, 1)), map(b.taux, taux), strict=True)
    cite = ir.ParametreDeclare(
        nom=CITE.nom,
        type=CITE.type,
        valeurs=tuple(ir.ValeurDatee(du=day, valeur=valeur) for day, valeur in values),
    )
    return b.programme(
        b.MUTATIONS,
        HORS_QPV,
        RESTITUEE,
        b.part("part", CITE, arrondi=arrondi, report=ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)),
        b.quota("plafond", ir.Sens.AU_PLUS, taux[0], base=b.flux(), compte=MIENNES, arrondi=arrondi),
        b.quota("aucune", ir.Sens.AU_PLUS, combien=0, base=MIENNES),
        b.quota("deux", combien=2, base=MIENNES),
        b.quota("quartier", rate=taux[0], base=b.evenements(ir.Classe.ATTRIBUTIONS), pour=b.champ("qpv")),
        choix=b.choix(evenements=evenements),
        parametres=(cite,),
    )


def seen(jour: date, au: date) -> Evenement:
    return connu(jour) if jour <= au else pas_survenu(au)


def facts(lignes, au: date, marge: int) -> Faits:
    rows, to_come, flow = [], 0, 0
    for n, (dispo, wait, compte, qpv, usage, written) in enumerate(lignes):
        if dispo > au:
            to_come += 1
            # Those that a forecast announces are of the flow: of one withdrawn nothing is sure to come.
            flow += usage == "location"
            continue
        attribution = dispo + timedelta(wait)
        # Who may not have a dwelling does not get it.
        account = "bailleur" if compte == "etat" and qpv else compte
        rows += b.rows(
            1,
            f"V{n}-",
            disponibilite=dispo.isoformat(),
            information=dispo.isoformat(),
            proposition=seen(attribution, au),
            attribution=seen(attribution, au),
            contingent=account if written or attribution <= au else "?",
            qpv=qpv,
            affectation=usage,
        )
    expected = b.ligne(
        "vacances_attendues",
        "A1",
        du=au + timedelta(1),
        au=date(2025, 12, 31),
        min=max(0, flow - marge),
        max=to_come + marge,
    )
    forecast = (expected,) if au < date(2025, 12, 31) else ()
    return b.faits(rows, vacances_attendues=forecast)


def sure(bilan: Bilan) -> Iterator[tuple[str, frozenset[Verdict]]]:
    """Each rule with the verdicts that it may have."""
    for regle in bilan.conventions[0].regles:
        for cell in regle.cellules:
            if cell.verdict is not None:
                yield regle.clause.entete.nom, frozenset(cell.verdicts_possibles or (cell.verdict,))


@settings(deadline=None, max_examples=120)
@given(
    LIGNES,
    st.sampled_from(list(ir.ComptageEvenements)),
    st.tuples(*[st.sampled_from(["1/20", "1/5", "1/2"])] * 2),
    st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR]),
    st.integers(0, 1),
)
def test_what_is_sure_on_a_day_is_so_on_every_later_day(lignes, evenements, taux, arrondi, marge) -> None:
    prog = programme(evenements, taux, arrondi)
    bilans = [b.whole([prog], facts(lignes, au, marge), au=au) for au in (*JOURS, FIN)]
    told = [dict(sure(bilan)) for bilan in bilans]
    for (au, before), (_, after) in pairwise(zip((*JOURS, FIN), told, strict=True)):
        for nom, (verdict, *others) in before.items():
            kept = SURS.get(verdict)
            if kept is None or others or nom not in after:
                continue
            event(f"{evenements.value}, {verdict.value}")
            assert after[nom] <= kept, (au, nom, verdict, after[nom])
    out_of_reach = any(x.portee is not None and x.portee.etat is EtatPortee.HORS_D_ATTEINTE for x in bilans)
    assert not out_of_reach or not frozenset().union(*(told[-1].get(nom, ()) for nom in JOINTES)) <= TENU
