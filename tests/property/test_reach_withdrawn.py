"""All the parts at once, with withdrawals forecast that are still to come: they raise what a ceiling allows
and what a part asks for, and go to nobody. Held against every future of small years."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.api.solveur import solver
from convrules.year.bilan import comply
from convrules.year.ouverte import EtatPortee
from year import build as b

AU, DERNIER = b.day("2025-09-30"), b.day("2025-12-31")
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)


@dataclass(frozen=True)
class An:
    """Rates of the two parts, of the ceiling on the State; dwellings let to each, and to others; withdrawals
    forecast, and made; the most that is expected to come; turns that the State has ceded to the other."""

    etat: Fraction
    als: Fraction
    plafond: Fraction
    a_l_etat: int
    a_l_als: int
    ailleurs: int
    prevus: int
    faits: int
    attendus: int
    cedes: int = 0

    def possible(self) -> bool:
        """Is there a future that keeps everything?"""
        left = max(0, self.prevus - self.faits)
        return any(
            self._kept(w + k, x, y)
            for w in range(left + 1)
            for k in range(self.attendus + 1)
            for x in range(k + 1)
            for y in range(k + 1 - x)
        )

    def _kept(self, more: int, etat: int, als: int) -> bool:
        rows = self.a_l_etat + self.a_l_als + self.ailleurs + self.faits + more
        base = max(0, rows - self.prevus)
        etat, als = self.a_l_etat + etat, self.a_l_als + als
        kept = etat - self.cedes >= floor(self.etat * base) and als + self.cedes >= floor(self.als * base)
        return base == 0 or (kept and etat <= self.plafond * base)


tenths = st.sampled_from([Fraction(n, 10) for n in (1, 2, 3, 5)])
years = st.builds(
    An,
    etat=tenths,
    als=tenths,
    plafond=tenths,
    a_l_etat=st.integers(0, 4),
    a_l_als=st.integers(0, 3),
    ailleurs=st.integers(0, 6),
    prevus=st.integers(0, 4),
    faits=st.integers(0, 2),
    attendus=st.integers(0, 2),
    cedes=st.integers(0, 2),
)


@settings(max_examples=80, deadline=None)
@given(years, st.booleans())
@example(An(Fraction(1, 10), Fraction(1, 10), Fraction(1, 2), 4, 1, 5, 4, 0, 0), False)
@example(An(Fraction(1, 10), Fraction(3, 10), Fraction(1, 2), 4, 2, 4, 4, 0, 0), False)
@example(An(Fraction(1, 10), Fraction(1, 10), Fraction(3, 10), 1, 0, 0, 2, 0, 2), False)
@example(An(Fraction(1, 10), Fraction(1, 10), Fraction(3, 10), 1, 0, 0, 2, 0, 2), True)
def test_withdrawals_to_come_are_of_some_future(an: An, publics: bool) -> None:
    """A base that they leave empty asks for nothing. publics: with a quota that needs a solver, and asks for
    nothing."""
    nothing = b.quota("z", rate="0", base=MIENNES, pour=b.champ("dalo"))
    cap = b.quota("c", ir.Sens.AU_PLUS, str(an.plafond), base=b.flux(), compte=MIENNES)
    of = {"etat": (an.etat, cap), "als": (an.als, *((nothing,) if publics else ()))}
    programmes = [
        b.programme(
            b.MUTATIONS,
            b.part("p", b.taux(str(rate))),
            *caps,
            ident=f"{nom}-93",
            titulaire=nom,
            choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION),
        )
        for nom, (rate, *caps) in of.items()
    ]
    day = {"disponibilite": "2025-02-03", "attribution": "2025-03-03"}
    let = {"etat": an.a_l_etat, "als": an.a_l_als, "bailleur": an.ailleurs}
    rows = [r for to, n in let.items() for r in b.rows(n, to, affectation="location", contingent=to, **day)]
    rows += b.rows(an.faits, "M", affectation="mutation_interne", contingent="bailleur", **day)
    ahead = b.ligne("vacances_attendues", "A", du=b.day("2025-10-01"), au=DERNIER, min=0, max=an.attendus)
    actes = tuple(
        b.ligne("journal", f"E{n}", acte="echange", compte="als", cedant="etat", date=b.day("2025-04-01"))
        for n in range(an.cedes)
    )
    prevues = b.prevu(mutation=an.prevus)
    facts = b.faits(rows, soustractions=prevues, vacances_attendues=(ahead,), actes=actes)
    found = comply(programmes, facts, 2025, AU, solveur=solver).portee
    if found is None:
        return
    assert found.etat is (EtatPortee.A_PORTEE if an.possible() else EtatPortee.HORS_D_ATTEINTE)
