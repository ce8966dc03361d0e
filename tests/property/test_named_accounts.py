"""A forecast that names an account says what a row of the data says that is recorded there and waits to be
let: floors, ceilings, exact numbers and quotas within a part read both alike, whatever eligibility bars."""

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.bilan import comply
from convrules.year.model import Verdict
from year import build as b

AU = b.day("2025-09-30")
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
FLUX = b.flux()
HORS_QPV = ir.Eligibilite(entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False)


@dataclass(frozen=True)
class Regle:
    """« au moins », « au plus », « exactement » `taux`, or `nombre`, of a base; what is counted, or for the
    public. `emboite`: a quota within the part, which counts what the part does."""

    sens: ir.Sens
    taux: str | None
    nombre: int
    base: ir.Population
    compte: ir.Population | None
    public: bool
    emboite: bool
    arrondi: Arrondi


REGLES = st.builds(
    Regle,
    sens=st.sampled_from(ir.Sens),
    taux=st.sampled_from([None, "1/4", "1/3", "1/2"]),
    nombre=st.integers(0, 3),
    base=st.sampled_from([FLUX, TOUTES, MIENNES]),
    compte=st.sampled_from([None, TOUTES, MIENNES]),
    public=st.booleans(),
    emboite=st.booleans(),
    arrondi=st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.SANS]),
)
LOUEES = st.lists(
    st.tuples(st.sampled_from(["etat", "commune", "bailleur"]), st.booleans(), st.booleans()), max_size=5
)
"""To whom it is let, in a priority district, to a household of the public."""


def programme(regle: Regle, *, barres: bool):
    asked = b.quota(
        "q",
        regle.sens,
        regle.taux,
        combien=regle.nombre if regle.taux is None else None,
        base=regle.base,
        compte=regle.compte,
        pour=b.champ("dalo") if regle.public and regle.compte is None else None,
        arrondi=regle.arrondi,
    )
    if regle.emboite:
        within = b.quota("q", regle.sens, regle.taux or "1/4", base=FLUX, pour=b.champ("dalo"))
        within = replace(within, parent="p", arrondi=regle.arrondi)
        asked = within
    part = b.part("p", b.taux("1/3"), dont=(asked,) if regle.emboite else ())
    return b.programme(part, asked, *((HORS_QPV,) if barres else ()))


def verdicts(regle: Regle, louees, *, barres: bool, attend=(), prevues=()) -> dict[str, Verdict | None]:
    let = [
        b.rows(
            1,
            f"V{n}-",
            disponibilite="2025-02-03",
            attribution="2025-03-03",
            contingent=compte,
            qpv=qpv,
            dalo=dalo,
        )[0]
        for n, (compte, qpv, dalo) in enumerate(louees)
    ]
    facts = b.faits([*let, *attend], vacances_attendues=tuple(prevues))
    bilan = comply((programme(regle, barres=barres),), facts, 2025, AU)
    return {r.clause.entete.nom: r.verdict for c in bilan.conventions for r in c.regles}


@settings(deadline=None, max_examples=150)
@given(
    REGLES,
    LOUEES,
    st.sampled_from(["etat", "commune", "bailleur"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 2),
)
def test_a_forecast_that_names_an_account_is_a_row_recorded_there(
    regle: Regle, louees, compte: str, qpv: bool, barres: bool, nombre: int
) -> None:
    days = {"du": b.day("2025-10-01"), "au": b.day("2025-12-31")}
    line = b.ligne("vacances_attendues", "A", **days, min=nombre, max=nombre, qpv=qpv, contingent=compte)
    waits = b.rows(
        nombre, "W", disponibilite="2025-02-03", attribution="-", contingent=compte, qpv=qpv, dalo="?"
    )
    told = verdicts(regle, louees, barres=barres, prevues=(line,))
    assert told == verdicts(regle, louees, barres=barres, attend=waits)
