"""The four counts of an account, and a part beside the leases signed, counted again by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.year.livres import Difference, Livres
from year import build as b

AU = date(2026, 1, 31)
FIN = date(2025, 12, 31)
ETAPES = ("orientation", "proposition", "attribution", "bail")
JOUR = st.sampled_from([None, "2024-11-04", "2025-03-03", "2025-09-01", "2026-01-12", "2026-02-02"])
LIGNES = st.lists(
    st.fixed_dictionaries(
        {
            "disponibilite": st.sampled_from(["2024-10-01", "2025-02-03", "2026-01-05"]),
            **dict.fromkeys(ETAPES, JOUR),
            "contingent": st.sampled_from(["etat", "etat", "commune"]),
            "affectation": st.sampled_from(["location", "location", "mutation_interne"]),
        }
    ),
    max_size=6,
)
COMPTE = st.sampled_from([ir.Classe.PROPOSITIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX])
NOMS = {
    ir.Classe.PROPOSITIONS: "proposition",
    ir.Classe.ATTRIBUTIONS: "attribution",
    ir.Classe.BAUX: "bail",
}


def books(lines, classe: ir.Classe, *extra: ir.Clause, au: date = AU, **keys: object) -> Livres:
    part = b.part("p", b.taux("3/10"), compte=b.evenements(classe))
    prog = b.programme(b.MUTATIONS, part, *extra, en_vigueur=ir.Validite(du=date(2024, 1, 1)), **keys)
    vacances = [
        b.rows(1, f"V{n}-", **{nom: "-" if v is None else v for nom, v in line.items()})[0]
        for n, line in enumerate(lines)
    ]
    found = b.year(prog, b.faits(vacances), au=au).livres
    assert found is not None
    return found


def in_2025(day: str | None) -> bool:
    return day is not None and day.startswith("2025")


@settings(deadline=None, max_examples=100)
@given(LIGNES, COMPTE)
def test_counts_and_differences_are_those_counted_by_hand(lines, classe) -> None:
    found = books(lines, classe)
    own = {f"V{n}-1": v for n, v in enumerate(lines)}
    held = {i: v for i, v in own.items() if v["affectation"] == "location" and v["contingent"] == "etat"}
    for decompte in found.decomptes:
        here = tuple(i for i, v in held.items() if in_2025(v[decompte.evenement]))
        assert decompte.lignes == here and decompte.nombre.valeur == len(here)
    (r,) = found.rapprochements
    counted = {i for i, v in held.items() if in_2025(v[NOMS[classe]])}
    leases = {i for i, v in own.items() if v["contingent"] == "etat" and in_2025(v["bail"])}
    missing = {i: why for why, rows in r.manquent for i in rows}
    more = {i: why for why, rows in r.en_plus for i in rows}
    assert set(missing) == counted - leases and set(more) == leases - counted and r.douteuses == ()
    assert r.a_venir == ()
    assert r.compte.valeur == len(counted) and r.baux.valeur == len(leases)
    assert r.compte.min - len(missing) + len(more) == r.baux.min
    for ident, why in missing.items():
        signed = own[ident]["bail"]
        known = signed is not None and date.fromisoformat(signed) <= AU
        assert why is (Difference.BAIL_D_UNE_AUTRE_ANNEE if known else Difference.SANS_BAIL)
    for ident, why in more.items():
        out = own[ident]["affectation"] != "location"
        assert why is (Difference.HORS_DE_L_ASSIETTE if out else Difference.COMPTE_UNE_AUTRE_ANNEE)


@settings(deadline=None, max_examples=100)
@given(LIGNES, COMPTE, st.booleans(), st.lists(st.sampled_from([True, False]), min_size=6, max_size=6))
def test_an_objective_is_set_beside_the_leases_of_its_public(
    lines, classe, siennes: bool, dalo: list[bool]
) -> None:
    """Of the holder, or of the landlord: counted by hand, every difference told once."""
    whose = ir.Rattachement.RESERVATAIRE if siennes else ir.Rattachement.BAILLEUR
    aim = b.quota("q", base=b.evenements(classe, whose), pour=b.champ("dalo"))
    lines = [line | {"dalo": flag} for line, flag in zip(lines, dalo, strict=False)]
    _, r = books(lines, classe, aim).rapprochements
    assert (r.clause, r.objectif, r.au_compte) == ("q", True, siennes)
    own = {f"V{n}-1": v for n, v in enumerate(lines) if v["dalo"]}
    held = {i: v for i, v in own.items() if not siennes or v["contingent"] == "etat"}
    leases = {i for i, v in held.items() if in_2025(v["bail"])}
    missing = {i: why for why, rows in r.manquent for i in rows}
    more = {i: why for why, rows in r.en_plus for i in rows}
    assert r.douteuses == r.a_venir == ()
    counted = {i for i in held if i in missing or (i in leases and i not in more)}
    assert r.compte.valeur == len(counted) and r.baux.valeur == len(leases)
    # Dwellings withdrawn are on no account, and are the landlord's all the same.
    there = {i for i, v in held.items() if v["affectation"] == "location" or not siennes}
    assert counted == {i for i in there if in_2025(held[i][NOMS[classe]])}
    assert set(missing) == counted - leases and set(more) == leases - counted


def test_an_objective_without_a_cell_is_set_beside_leases_too() -> None:
    """Let in the year before; its lease is of the year, of a type of dwelling of which no row counts."""
    base = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    aim = b.quota("q", base=base, pour=b.champ("dalo"), application=b.chaque(b.code("typologie")))
    row = LOUE | {"disponibilite": "2024-10-01", "attribution": "2024-11-04", "dalo": True, "typologie": "T2"}
    _, r = books([row], ir.Classe.ATTRIBUTIONS, aim).rapprochements
    assert (r.clause, r.compte.valeur, r.baux.valeur) == ("q", 0, 1)
    assert r.en_plus == ((Difference.COMPTE_UNE_AUTRE_ANNEE, ("V0-1",)),)


def test_a_public_that_an_exception_puts_in_the_place_of_another_is_the_one_leases_are_asked_about() -> None:
    """Let the year before, and no row of the base: of the public that is in force, not of the one written."""
    base = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    written, in_force = (b.quota("q", base=base, pour=pour) for pour in (b.champ("qpv"), b.champ("dalo")))
    always = b.exception("x", "q", remplace={"règle": in_force.regle})
    row = LOUE | {"disponibilite": "2024-10-01", "attribution": "2024-11-04", "dalo": True, "qpv": False}
    for clauses in ((in_force,), (written, always)):
        _, r = books([row], ir.Classe.ATTRIBUTIONS, *clauses).rapprochements
        assert r.en_plus == ((Difference.COMPTE_UNE_AUTRE_ANNEE, ("V0-1",)),)


@pytest.mark.parametrize(("dalo", "bail"), [("?", "2025-03-10"), (True, "?")])
def test_a_public_or_a_lease_that_is_not_known_leaves_the_row_apart(dalo: object, bail: str) -> None:
    aim = b.quota("q", base=b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE), pour=b.champ("dalo"))
    _, r = books([LOUE | {"dalo": dalo, "bail": bail}], ir.Classe.BAUX, aim).rapprochements
    assert r.douteuses == ("V0-1",) and (r.baux.min, r.baux.max) == (0, 1)
    assert r.manquent == r.en_plus == ()


LOUE = {
    "disponibilite": "2025-02-03",
    "orientation": "2025-02-04",
    "proposition": "2025-02-05",
    "attribution": "2025-03-03",
    "bail": "2025-03-10",
    "contingent": "etat",
    "affectation": "location",
}


def test_who_proposed_is_the_holder_or_the_landlord_that_manages_for_it() -> None:
    (holder,) = books([LOUE], ir.Classe.ATTRIBUTIONS).exercices
    assert (holder.par, holder.lignes) == ("réservataire", ("V0-1",))
    managed = books([LOUE], ir.Classe.ATTRIBUTIONS, choix=b.choix(gestion_deleguee=True))
    assert [e.par for e in managed.exercices] == ["bailleur"]


def test_a_row_whose_account_is_not_known_is_apart() -> None:
    found = books([LOUE | {"contingent": "?"}], ir.Classe.ATTRIBUTIONS)
    (r,) = found.rapprochements
    assert r.douteuses == ("V0-1",) and r.manquent == () and r.en_plus == ()
    assert (r.baux.min, r.baux.max) == (0, 1)


def test_a_lease_that_no_year_of_the_convention_counts_is_out_of_its_term() -> None:
    """Let in March; the convention is in force from July on."""
    prog = b.programme(b.part("p"), en_vigueur=ir.Validite(du=date(2025, 7, 1), au=date(2027, 12, 31)))
    livres = b.year(prog, b.faits(b.rows(1, **LOUE)), au=AU).livres
    assert livres is not None
    (r,) = livres.rapprochements
    assert r.en_plus == ((Difference.HORS_DE_LA_VALIDITE, ("V1",)),)


def test_so_is_one_let_in_its_term_of_a_dwelling_that_is_not() -> None:
    """Free in February, let in March; the convention is in force from the first of March on."""
    prog = b.programme(b.part("p"), en_vigueur=ir.Validite(du=date(2025, 3, 1), au=date(2027, 12, 31)))
    livres = b.year(prog, b.faits(b.rows(1, **LOUE)), au=AU).livres
    assert livres is not None
    (r,) = livres.rapprochements
    assert r.en_plus == ((Difference.HORS_DE_LA_VALIDITE, ("V1",)),)


def test_one_let_after_the_term_of_its_convention_is_of_no_year_of_it() -> None:
    """Free in February, let in March; the convention ends with February."""
    life = ir.Validite(du=date(2022, 1, 1), au=date(2025, 2, 28))
    for evenements, why in (
        (ir.ComptageEvenements.A_LEUR_DATE, [Difference.EVENEMENT_HORS_DE_LA_VALIDITE]),
        (ir.ComptageEvenements.AVEC_LEUR_VACANCE, []),
    ):
        prog = b.programme(b.part("p"), choix=b.choix(evenements=evenements), en_vigueur=life)
        livres = b.year(prog, b.faits(b.rows(1, **LOUE)), au=AU).livres
        assert livres is not None
        (r,) = livres.rapprochements
        assert [one for one, _ in r.en_plus] == why


# --- over the year and town by town ---------------------------------------------------------------
DATEES = st.lists(
    st.tuples(
        st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        st.integers(0, 120),
        st.sampled_from(["etat", "commune"]),
        st.sampled_from(["location", "location", "mutation_interne"]),
        st.sampled_from(["93001", "93066"]),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(DATEES, st.sampled_from([None, "?", "-"]))
def test_a_part_over_the_year_and_by_town_is_that_counted_by_hand(lines, attend) -> None:
    """attend: a dwelling of June, of which it is not known whether it was let, or that was not; none."""
    prog = b.programme(b.MUTATIONS, b.part("p", b.taux("3/10")))
    rows = [
        b.rows(
            1,
            f"V{n}-",
            disponibilite=dispo.isoformat(),
            attribution=(dispo + timedelta(wait)).isoformat(),
            contingent=compte,
            affectation=usage,
            commune=commune,
        )[0]
        for n, (dispo, wait, compte, usage, commune) in enumerate(lines)
    ]
    waiting = b.rows(
        1,
        "A",
        disponibilite="2025-06-01",
        attribution=attend or "-",
        contingent="etat",
        affectation="location",
        commune="93048",
    )
    au = date(2026, 6, 30)
    bilan = b.year(prog, b.faits([*rows, *(waiting if attend else [])]), au=au)
    assert bilan.livres is not None
    ours = [(d, d + timedelta(w), c, town) for d, w, c, u, town in lines if u == "location"]

    def counted(jour: date, town: str | None = None) -> tuple[int, int]:
        held = [x for x in ours if town in (None, x[3])]
        base = sum(x[0] <= jour for x in held)
        base += bool(attend) and town is None and jour >= date(2025, 6, 1)
        return base, sum(x[1] <= jour and x[1].year == 2025 and x[2] == "etat" for x in held)

    for fil in bilan.livres.fils:
        assert [j.jour.month for j in fil.jalons] == list(range(1, 13))
        for j in fil.jalons:
            base, done = counted(j.jour)
            assert (j.du, j.fait) == (base * Fraction(3, 10), done)
        assert fil.en_doute == (attend == "?")
    told = {lieu.commune: (lieu.base.valeur, lieu.fait.valeur) for lieu in bilan.livres.lieux}
    if attend:
        assert told.pop("93048") == (1, None if attend == "?" else 0)
    assert told == {x[3]: counted(FIN, x[3]) for x in ours if counted(FIN, x[3]) != (0, 0)}


def test_a_row_whose_event_has_not_come_is_no_row_to_complete() -> None:
    open_ = {**LOUE, "attribution": None, "bail": None, "proposition": None, "orientation": None}
    (r,) = books([open_], ir.Classe.ATTRIBUTIONS, au=date(2025, 6, 30)).rapprochements
    assert r.a_venir == ("V0-1",) and r.douteuses == ()
    assert (r.compte.min, r.compte.max) == (0, 1)
