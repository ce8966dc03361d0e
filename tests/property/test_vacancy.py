"""Laws of one vacancy: an answer given with holes is that of every completion; who exercises does not move
accounts; order decides nothing."""

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Indetermine, Issue, NonApplicable
from convrules.compiler import Programme, compile_convention, together
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.decision import Decision
from convrules.runtime.vacance import evaluate_vacance
from runtime.build import entete, ligne, oui_non, programme, vacance

AU = date(2025, 12, 31)
DOMAINES: dict[str, tuple[object, ...]] = {
    "logement": ("L1", "L2"),
    "debut": ("2025-01-01", "2025-02-03", "2025-02-04"),
    "fin": ("2025-02-02", "2025-02-03", "sans objet"),
    "reservataire": ("etat", "als"),
    "defense": (True, False),
    "forme": ("unique", "suite"),
}
DROITS = ir.DroitIdentifie(entete=entete("services"), regle=oui_non("defense", ir.Niveau.DROIT))


def cells(holes: bool) -> st.SearchStrategy[dict[str, object]]:
    """A right's cells, some unknown when `holes`."""
    more = ("inconnu",) if holes else ()
    return st.fixed_dictionaries({nom: st.sampled_from((*d, *more)) for nom, d in DOMAINES.items()})


def decide(rights: list[dict[str, object]], other: dict[str, object]) -> Decision:
    rows = tuple(ligne("droits", f"D{n}", **r) for n, r in enumerate(rights))
    own = _vacancy("V2", rows, disponibilite="2025-02-03")
    before = _vacancy("V1", rows, disponibilite="2025-01-05", **other)
    faits = Faits(bailleur="000000000", vacances=(before, own), droits=rows)
    return evaluate_vacance(programme(DROITS), own, AU, faits=faits)


def _vacancy(ident: str, rows: tuple[Ligne, ...], **given: object) -> Vacance:
    there = vacance(droits=rows)
    return replace(there, ligne=ligne("vacances", ident, logement="L1", **given))


def agrees(before: Issue, after: Issue) -> bool:
    """A further fact may settle what was not known, and never reverses what was."""
    return isinstance(before, Indetermine) or before == after


@settings(deadline=None, max_examples=200)
@given(st.lists(cells(holes=True), max_size=2), st.sampled_from(("etat", "als", "inconnu")), st.data())
def test_a_further_fact_never_reverses_what_rights_say(rights, contingent, data) -> None:
    other = {"attribution": "2025-01-20", "contingent": contingent}
    partial = decide(rights, other)
    whole = [
        {
            nom: data.draw(st.sampled_from(DOMAINES[nom])) if value == "inconnu" else value
            for nom, value in right.items()
        }
        for right in rights
    ]
    known = contingent if contingent != "inconnu" else data.draw(st.sampled_from(("etat", "als")))
    full = decide(whole, {**other, "contingent": known})
    assert full.statut.statut is not None
    assert full.statut.statut in partial.statut.possibles
    assert isinstance(full.eligible, bool | NonApplicable)
    assert agrees(partial.eligible, full.eligible)


@settings(deadline=None)
@given(st.lists(cells(holes=True), min_size=2, max_size=3), st.randoms())
def test_the_order_of_rights_decides_nothing(rights, random) -> None:
    shuffled = list(rights)
    random.shuffle(shuffled)
    one, other = decide(rights, {}), decide(shuffled, {})
    assert one.statut.possibles == other.statut.possibles
    assert one.eligible == other.eligible or (
        isinstance(one.eligible, Indetermine) and isinstance(other.eligible, Indetermine)
    )


# --- delegations ------------------------------------------------------------------------------
def delegation(nom: str, delegate: str, champ: str, du: str | None, au: str | None) -> ir.Delegation:
    head = replace(
        entete(nom),
        en_vigueur=ir.Validite(
            du=date.fromisoformat(du) if du else None, au=date.fromisoformat(au) if au else None
        ),
    )
    etendue = ir.Etendue(taux=None, condition=oui_non(champ), sauf=())
    return ir.Delegation(entete=head, titulaire="etat", delegataire=delegate, porte_sur=etendue)


A = delegation("a", "epci", "qpv", "2025-02-01", "2025-06-30")
B = delegation("b", "commune", "pmr", "2025-06-01", None)
INFORMATIONS = ("2025-01-31", "2025-02-01", "2025-06-15", "2025-07-01", "jamais")
OUI_NON = (True, False)


def exercise(information: object, qpv: object, pmr: object) -> tuple[set[str], bool]:
    """Who may exercise, and whether delegations contradict one another."""
    v = vacance(disponibilite="2025-02-03", information=information, qpv=qpv, pmr=pmr)
    found = evaluate_vacance(programme(A, B), v, AU).exercice
    assert found is not None
    return {"titulaire" if p is None else p.delegataire for p in found.possibles}, bool(found.conflit)


@settings(deadline=None)
@given(
    st.sampled_from((*INFORMATIONS, "inconnu")),
    st.sampled_from((*OUI_NON, "inconnu")),
    st.sampled_from((*OUI_NON, "inconnu")),
)
def test_who_may_exercise_covers_every_completion(information, qpv, pmr) -> None:
    possible, conflict = exercise(information, qpv, pmr)
    for d, q, p in product(INFORMATIONS, OUI_NON, OUI_NON):
        same = all(a in ("inconnu", b) for a, b in ((information, d), (qpv, q), (pmr, p)))
        if not same:
            continue
        who, error = exercise(d, q, p)
        if conflict:
            assert error
        elif not error:
            assert who <= possible and len(who) == 1


def test_a_circle_of_remises_ends() -> None:
    """Three conventions that hand the dwelling on to one another: each is judged, none twice."""

    def hands(ident: str, type_: str, to: str) -> Programme:
        effet = ir.Effet(acte=ir.Acte.REMISE_A, destinataire=to)
        clause = ir.Suite(entete=entete("s"), apres="refus_bailleur", effet=effet)
        made = programme(clause).convention
        holder = ir.Reservataire(nom=type_, type=type_)
        bailleur = ir.Bailleur(nom="OPH", siren="000000000")
        return compile_convention(replace(made, ident=ident, reservataire=holder, bailleur=bailleur), ())

    three = (hands("x", "etat", "epci"), hands("y", "epci", "als"), hands("z", "als", "etat"))
    ronde = together({p.convention.ident: p for p in three}, {})
    v = vacance(disponibilite="2025-02-03", refus_bailleur="2025-03-03")
    for p in ronde.values():
        found = evaluate_vacance(p, v, AU)
        assert found.recue is not None and found.recue.connu == date(2025, 3, 3)
        assert [r.issue for r in found.remises] == [True]
