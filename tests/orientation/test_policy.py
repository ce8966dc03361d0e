"""The landlord's policy over accounts and days: what a case of the suite cannot say."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.base.outcomes import causes_of
from convrules.base.values import Arrondi
from convrules.orientation.compilation import compile_politique
from convrules.orientation.journee import rank, rank_day
from convrules.orientation.model import GenreMotif, Rangement
from convrules.orientation.ranking import Bailleur
from year import build as b

OPH = Path(__file__).parents[2] / "conventions" / "exemples" / "oph-plaine-nord"
AU = date(2025, 5, 1)
LIBRE = {"disponibilite": "2025-04-01", "orientation": "-", "attribution": "-", "bail": "-"}
PARTI = LIBRE | {"orientation": "2025-04-10"}
T2 = b.egal(b.code("typologie"), "T2")


def holder(ident, rate, *clauses, **keys):
    return b.programme(b.part("p", b.taux(rate)), *clauses, ident=ident, titulaire=ident, **keys)


def order(*comptes):
    return ir.Ordre(etapes=tuple(ir.Etape(compte=c) for c in comptes))


def reserve(nombre, si=None, nom="urgences"):
    regle = ir.RegleQuota(sens=ir.Sens.AU_PLUS, taux=None, nombre=nombre, population=b.flux())
    return ir.Reserve(entete=b.entete(nom, si=si), regle=regle)


def critere(mesure, poids, si=None, nom="c"):
    return ir.Critere(entete=b.entete(nom, si=si), mesure=mesure, poids=Fraction(poids))


def priorite(*comptes, si=None, nom="ordre"):
    return ir.Priorite(entete=b.entete(nom, si=si), regle=order(*comptes))


def politique(*clauses, departage=None, **keys):
    made = ir.Politique(
        ident="pol",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        choix=b.choix(),
        clauses=clauses,
        departage=departage,
        **keys,
    )
    return compile_politique(made, ())


def landlord(progs, policy=None):
    return Bailleur(programmes=tuple(progs), politique=policy)


def kept(ident, vacance, day="2025-03-01", clause="urgences"):
    cells = {"acte": "reserve", "date": b.day(day), "vacance": vacance}
    return b.ligne("journal", ident, **cells, **({"clause": clause} if clause else {}))


def day(progs, rows, policy=None, actes=(), au=AU):
    facts = b.faits(rows, actes=None if actes is None else tuple(actes))
    return {a.vacance: a for a in rank_day(landlord(progs, policy), facts, au)}


def names(advice):
    return [c.ident for c in advice.candidats if c.rangement is Rangement.CLASSE]


def test_a_reserve_keeps_until_its_number_the_steps_of_the_day_included():
    policy = politique(reserve(3, si=T2))
    rows = [*b.rows(3, "A", **LIBRE, typologie="T2"), *b.rows(1, "Z", **LIBRE, typologie="T4")]
    found = day([holder("etat", "9/10")], rows, policy, [kept("j1", "ailleurs")])
    assert [bool(found[v].gardes) for v in ("A1", "A2", "A3", "Z1")] == [True, True, False, False]
    assert [found[v].gardes[0].gardes for v in ("A1", "A2")] == [1, 2]
    assert found["A1"].propose.ident == "bailleur" and found["A3"].propose.ident == "etat"


def test_a_dwelling_kept_back_waits_no_more_and_stays_in_the_base():
    rows = [*b.rows(1, "A", **LIBRE), *b.rows(1, "B", **LIBRE)]
    found = day([holder("etat", "3/10")], rows, None, [kept("j", "A1")])
    assert set(found) == {"B1"}
    state = {c.ident: c.compte.retard for c in found["B1"].candidats}
    # A1 was due to both, and done by the landlord: 3/10 and 7/10 − 1.
    assert state == {"etat": Fraction(3, 10), "bailleur": Fraction(-3, 10)}


def test_without_a_journal_one_does_not_know_how_many_were_kept():
    (advice,) = day([holder("etat", "9/10")], b.rows(1, "A", **LIBRE), politique(reserve(3)), None).values()
    assert advice.propose is None and {c.fait for c in advice.causes} == {"journal"}
    assert [v.ordre for v in advice.variantes] == [("etat", "bailleur"), ("bailleur", "etat")]


def test_a_reserve_keeps_even_where_shares_leave_the_landlord_nothing():
    progs = [holder("etat", "3/5"), holder("als", "3/5")]
    (advice,) = day(progs, b.rows(1, "A", **LIBRE), politique(reserve(1))).values()
    assert names(advice) == ["bailleur", "als", "etat"]


def test_points_weigh_measures_that_count_this_dwelling():
    progs = [holder("etat", "1/2"), holder("als", "1/4")]
    gone = [*b.rows(1, "A", **PARTI, contingent="etat"), *b.rows(2, "B", **PARTI, contingent="als")]
    clauses = (critere(ir.Mesure.DU, 2, nom="du"), critere(ir.Mesure.REALISE, 1, nom="fait"))
    (advice,) = day(progs, [*gone, *b.rows(1, "N", **LIBRE)], politique(*clauses)).values()
    # Due with this dwelling 2, 1, 1; done 1, 2, 0.
    assert {c.ident: c.points for c in advice.candidats} == {"etat": 5, "als": 4, "bailleur": 2}
    assert [c.clause for c in advice.candidats[0].motif.clauses] == ["du", "fait"]
    # Deficits 2 − 1 − 1 for etat once given, 1 − 2 and 1 − 0 for the others.
    assert (advice.borne, advice.ecart.retard, advice.ecart.retard_seul) == (None, 1, 1)
    assert advice.ecart.ident == "bailleur"


def test_a_tie_goes_to_the_declared_order_then_to_identifiers():
    progs = [holder("als", "1/4"), holder("etat", "1/4"), holder("zac", "1/4")]
    rows = b.rows(1, "N", **LIBRE)
    (alone,) = day(progs, rows, politique(departage=order("etat"))).values()
    assert names(alone) == ["etat", "als", "zac", "bailleur"]
    genres = [c.motif.genre for c in alone.candidats]
    assert genres[:2] == [GenreMotif.DEPARTAGE, GenreMotif.IDENTIFIANT]


def test_a_finer_account_and_a_convention_name_a_holder():
    champ = ir.ChampDeclare(
        nom="contingent",
        niveau=ir.Niveau.VACANCE,
        type=b.code("contingent").type,
        codes=("prefecture",),
        titulaires=(("prefecture", "etat"),),
    )
    progs = [holder("etat", "1/10", vocabulaire=(champ,)), holder("als", "1/2")]
    rows = b.rows(1, "N", **LIBRE)
    for step in ("prefecture", "etat"):
        (advice,) = day(progs, rows, politique(priorite(step))).values()
        assert names(advice) == ["etat", "als", "bailleur"], step
    (advice,) = day(progs, rows, politique(priorite("mutation", "etat"))).values()
    assert names(advice) == ["bailleur", "etat", "als"]


def test_the_others_stand_where_they_are_named():
    progs = [holder("etat", "1/2"), holder("als", "1/4")]
    (advice,) = day(progs, b.rows(1, "N", **LIBRE), politique(priorite("les autres", "etat"))).values()
    assert names(advice) == ["als", "bailleur", "etat"]


def test_a_clause_out_of_force_and_a_policy_out_of_force_say_nothing():
    entete = b.entete("ordre", en_vigueur=ir.Validite(au=date(2025, 4, 30)))
    late = replace(priorite("als"), entete=entete)
    progs = [holder("etat", "1/2"), holder("als", "1/4")]
    rows = b.rows(1, "N", **LIBRE)
    (advice,) = day(progs, rows, politique(late)).values()
    assert names(advice)[0] == "etat" and advice.politique == "pol"
    past = politique(priorite("als"), en_vigueur=ir.Validite(au=date(2025, 4, 30)))
    (advice,) = day(progs, rows, past).values()
    assert names(advice)[0] == "etat" and advice.politique is None and advice.borne == Fraction(5, 6)


def test_too_many_clauses_in_doubt_propose_nobody():
    fields = ("ascenseur", "qpv", "neuf", "conventionne", "pmr", "meuble", "parking")
    clauses = [critere(ir.Mesure.DU, 1, si=b.champ(f), nom=f) for f in fields]
    (advice,) = day([holder("etat", "1/2")], b.rows(1, "N", **LIBRE), politique(*clauses)).values()
    assert advice.propose is None and advice.variantes == ()
    assert {c.fait for c in advice.causes} == set(fields)


def test_a_doubt_that_changes_no_order_is_no_doubt():
    clause = critere(ir.Mesure.DU, 1, si=b.champ("ascenseur"))
    (advice,) = day([holder("etat", "9/10")], b.rows(1, "N", **LIBRE), politique(clause)).values()
    assert advice.propose.ident == "etat" and advice.variantes == () and advice.causes == frozenset()


CAP = {
    "base": b.flux(),
    "compte": b.evenements(ir.Classe.ORIENTATIONS, ir.Rattachement.RESERVATAIRE),
}


def expected(low, high, ident="e"):
    return b.ligne("vacances_attendues", ident, du=date(2025, 5, 2), au=date(2025, 12, 31), min=low, max=high)


def capped(rows, vacance, *attendues):
    prog = holder("etat", "1/2", b.quota("cap", ir.Sens.AU_PLUS, "1/5", **CAP))
    facts = b.faits([*rows, vacance], vacances_attendues=attendues or None)
    (etat,) = [c for c in rank(landlord([prog]), facts, vacance, AU).candidats if c.ident == "etat"]
    return etat


def test_a_cap_binds_only_against_a_declared_forecast():
    (new,) = b.rows(1, "N", **LIBRE)
    gone = b.rows(2, "A", **PARTI, contingent="etat")
    free = capped(gone, new)
    assert (free.rangement, [w.prevu for w in free.avertissements]) == (Rangement.CLASSE, [False])
    # Two done, three in the base so far: 3 ≤ ⌊F̂/5⌋ asks for fifteen in all, twelve of them to come.
    assert capped(gone, new, expected(12, 12)).eligible is True
    refused = capped(gone, new, expected(11, 11))
    assert (refused.rangement, refused.clause.clause) == (Rangement.INELIGIBLE, "cap")
    assert [(w.fait, w.plafond, w.prevu) for w in refused.avertissements] == [(3, 2, True)]
    unsure = capped(gone, new, expected(11, 12))
    assert (unsure.rangement, {c.fait for c in unsure.causes}) == (
        Rangement.INDETERMINE,
        {"vacances_attendues"},
    )


NOMBRE = {"combien": 2, "base": b.evenements(ir.Classe.ORIENTATIONS, ir.Rattachement.RESERVATAIRE)}


def counted(rows, vacance, cap, au=AU):
    facts = b.faits([*rows, vacance])
    found = rank(landlord([holder("etat", "1/2", cap)]), facts, vacance, au)
    (etat,) = [c for c in found.candidats if c.ident == "etat"]
    return etat


@pytest.mark.parametrize("done", range(4))
def test_a_cap_that_is_a_number_binds_without_any_forecast(done):
    """« au plus 2 »: a third is refused, for the clause, whatever is to come."""
    (new,) = b.rows(1, "N", **LIBRE)
    gone = b.rows(done, "A", **PARTI, contingent="etat")
    etat = counted(gone, new, b.quota("cap", ir.Sens.AU_PLUS, **NOMBRE))
    if done < 2:
        assert etat.eligible is True and not etat.avertissements
    else:
        assert (etat.rangement, etat.clause.clause) == (Rangement.INELIGIBLE, "cap")
        told = [(w.fait, w.plafond, w.prevu, w.absolu) for w in etat.avertissements]
        assert told == [(done + 1, 2, False, True)]


def test_a_number_counts_the_dwellings_that_it_names():
    (new,) = b.rows(1, "N", **LIBRE, typologie="T2")
    (big,) = b.rows(1, "G", **LIBRE, typologie="T4")
    (blank,) = b.rows(1, "S", **LIBRE, typologie="?")
    gone = b.rows(2, "A", **PARTI, contingent="etat", typologie="T2")
    base = b.evenements(ir.Classe.ORIENTATIONS, ir.Rattachement.RESERVATAIRE, T2)
    cap = b.quota("cap", ir.Sens.AU_PLUS, combien=2, base=base)
    assert counted(gone, new, cap).eligible is False
    assert counted(gone, big, cap).eligible is True
    assert {c.fait for c in causes_of(counted(gone, blank, cap).eligible)} == {"typologie"}


def test_a_number_by_quarter_starts_again():
    (new,) = b.rows(1, "N", **LIBRE)
    before = b.rows(2, "A", **(PARTI | {"orientation": "2025-03-10"}), contingent="etat")
    cap = b.quota("cap", ir.Sens.AU_PLUS, periode="trimestre civil", **NOMBRE)
    assert counted(before, new, cap).eligible is True
    now = b.rows(2, "B", **PARTI, contingent="etat")
    assert counted([*before, *now], new, cap).eligible is False


def test_what_a_number_counts_in_error_leaves_it_in_doubt():
    (new,) = b.rows(1, "N", **LIBRE)
    gone = [*b.rows(1, "A", **PARTI, contingent="etat"), *b.rows(1, "B", **PARTI, contingent="?")]
    etat = counted(gone, new, b.quota("cap", ir.Sens.AU_PLUS, **NOMBRE))
    assert etat.rangement is Rangement.INDETERMINE and etat.avertissements[0].plafond == 2


def test_a_day_gives_no_dwelling_beyond_a_number():
    """Five dwellings of one day, a cap of two: the State is the latest of all, and receives two."""
    rows = b.rows(5, "N", **LIBRE)
    cap = b.quota("cap", ir.Sens.AU_PLUS, **NOMBRE)
    found = rank_day(landlord([holder("etat", "9/10", cap)]), b.faits(rows), AU)
    assert [a.propose.ident for a in found] == ["etat", "etat", "bailleur", "bailleur", "bailleur"]


@pytest.mark.parametrize("arrondi", list(Arrondi))
def test_the_rounding_of_the_clause_gives_no_dwelling_more(arrondi):
    """⌊ρF̂⌋ whatever the clause says: with fourteen in the base, two dwellings, and both are gone."""
    (new,) = b.rows(1, "N", **LIBRE)
    gone = b.rows(2, "A", **PARTI, contingent="etat")
    rounded = b.quota("cap", ir.Sens.AU_PLUS, "1/5", arrondi=arrondi, **CAP)
    facts = b.faits([*gone, new], vacances_attendues=(expected(11, 11),))
    found = rank(landlord([holder("etat", "1/2", rounded)]), facts, new, AU)
    (etat,) = [c for c in found.candidats if c.ident == "etat"]
    assert etat.rangement is Rangement.INELIGIBLE
    assert [(w.fait, w.plafond, w.prevu) for w in etat.avertissements] == [(3, 2, True)]


def test_an_account_that_is_not_recorded_leaves_the_cap_in_doubt():
    (new,) = b.rows(1, "N", **LIBRE)
    gone = [*b.rows(1, "A", **PARTI, contingent="etat"), *b.rows(1, "B", **PARTI, contingent="?")]
    assert causes_of(capped(gone, new, expected(7, 7)).eligible)
    assert capped(gone, new, expected(12, 12)).eligible is True


def test_steps_of_the_day_count_against_the_cap():
    prog = holder("etat", "9/10", b.quota("cap", ir.Sens.AU_PLUS, "1/5", **CAP))
    facts = b.faits(b.rows(2, "A", **LIBRE), vacances_attendues=(expected(4, 4),))
    first, second = rank_day(landlord([prog]), facts, AU)
    # Two in the base and four to come: one dwelling at most.
    assert (first.propose.ident, second.propose.ident) == ("etat", "bailleur")


def test_steps_of_the_day_count_where_the_cap_counts_them():
    """One T1 at most: the T4 given before it on the same day is not it, a second T1 is one too many."""
    small = b.egal(b.code("typologie"), "T1")
    only = {**CAP, "compte": replace(CAP["compte"], condition=small)}
    prog = holder("etat", "9/10", b.quota("cap", ir.Sens.AU_PLUS, "1/5", **only))
    rows = [*b.rows(1, "A", typologie="T4", **LIBRE), *b.rows(2, "B", typologie="T1", **LIBRE)]
    facts = b.faits(rows, vacances_attendues=(expected(3, 3),))
    assert [o.propose.ident for o in rank_day(landlord([prog]), facts, AU)] == ["etat", "etat", "bailleur"]


def test_the_future_that_the_rows_hold_changes_no_account():
    """Rows that only tomorrow will bring are not read: the advice is that of the rows of today."""
    progs = [holder("etat", "1/2"), holder("als", "1/4")]
    now = [*b.rows(3, "A", **PARTI, contingent="als"), *b.rows(2, "N", **LIBRE)]
    later = [
        *b.rows(5, "F", **LIBRE | {"disponibilite": "2025-09-01"}),
        *b.rows(2, "G", disponibilite="2025-08-01", orientation="2025-08-02", contingent="etat"),
    ]
    assert day(progs, [*now, *later]) == day(progs, now)


# --- what is decided and not done yet ---------------------------------------------------------
SIGNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)


@pytest.mark.parametrize("decided", range(4))
def test_a_cap_counts_what_was_given_before_it_is_signed(decided):
    """A cap on attributions, dwellings given day after day and none attributed yet."""
    (new,) = b.rows(1, "N", **LIBRE)
    given = b.rows(decided, "A", **PARTI, contingent="etat")
    elsewhere = b.rows(3, "B", **PARTI, contingent="als")
    cap = b.quota("cap", ir.Sens.AU_PLUS, combien=2, base=SIGNES)
    etat = counted([*given, *elsewhere], new, cap)
    if decided < 2:
        assert etat.eligible is True and not etat.avertissements
    else:
        assert (etat.rangement, etat.clause.clause) == (Rangement.INELIGIBLE, "cap")
        assert [(w.fait, w.plafond) for w in etat.avertissements] == [(decided + 1, 2)]


@pytest.mark.parametrize("waiting", [0, 6, 9])
def test_the_base_to_date_holds_what_was_given_and_nothing_that_waits(waiting):
    """A tenth of what the holder receives, T2 alone being counted: 2 of 2, whatever else is empty."""
    (new,) = b.rows(1, "N", **LIBRE, typologie="T2")
    given = b.rows(1, "A", **PARTI, contingent="etat", typologie="T2")
    others = b.rows(waiting, "B", **LIBRE, typologie="T2")
    only = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE, T2)
    cap = b.quota("cap", ir.Sens.AU_PLUS, "1/10", base=SIGNES, compte=only)
    etat = counted([*given, *others], new, cap)
    assert [(w.fait, w.plafond) for w in etat.avertissements] == [(2, Fraction(1, 5))]


def test_a_dwelling_named_has_the_advice_of_the_list() -> None:
    """Three dwellings of one day, each advice supposing those before; by itself, the last says otherwise."""
    table = [
        {"id": f"V{n}", "commune": "93066", "nature": "logement_ordinaire", "conventionne": True,
         "affectation": "location", "disponibilite": date(2025, 2, 1)}
        for n in range(3)
    ]  # fmt: skip
    dossier = api.open_tables(OPH, {"vacances": table}, complet_au=date(2025, 2, 3))
    assert isinstance(dossier, Dossier)
    listed = api.orient(dossier, date(2025, 2, 3))
    alone = rank_day(
        Bailleur(programmes=dossier.programmes), dossier.faits, date(2025, 2, 3), [dossier.faits.vacances[-1]]
    )
    assert alone[0] != listed[-1]
    for one in listed:
        assert api.orient(dossier, date(2025, 2, 3), [one.vacance]) == (one,)
