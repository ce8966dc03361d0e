"""All the parts at once, with withdrawals forecast that are still to come: they raise what a ceiling allows
and what a part asks for, and go to nobody. Held against every future of small years."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.year.ouverte import EtatPortee
from year import build as b

AU, DERNIER = b.day("2025-09-30"), b.day("2025-12-31")
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)


@dataclass(frozen=True)
class An:
    """Rates of the two parts, of the ceiling on the State; dwellings let to each, and to others; withdrawals
    forecast, and made; the most that is expected to come."""

    etat: Fraction
    als: Fraction
    plafond: Fraction
    a_l_etat: int
    a_l_als: int
    ailleurs: int
    prevus: int
    faits: int
    attendus: int

    @property
    def lettings(self) -> int:
        return self.a_l_etat + self.a_l_als + self.ailleurs

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
        rows = self.lettings + self.faits + more
        base = max(0, rows - self.prevus)
        kept = self.a_l_etat + etat >= floor(self.etat * base) and self.a_l_als + als >= floor(
            self.als * base
        )
        return base == 0 or (kept and self.a_l_etat + etat <= self.plafond * base)


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
)


@settings(max_examples=40, deadline=None)
@given(years)
@example(An(Fraction(1, 10), Fraction(1, 10), Fraction(1, 2), 4, 1, 5, 4, 0, 0))
@example(An(Fraction(1, 10), Fraction(3, 10), Fraction(1, 2), 4, 2, 4, 4, 0, 0))
def test_withdrawals_to_come_are_of_some_future(an: An) -> None:
    cap = b.quota("c", ir.Sens.AU_PLUS, str(an.plafond), base=b.flux(), compte=MIENNES)
    of = {"etat": (an.etat, cap), "als": (an.als,)}
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
    facts = b.faits(rows, soustractions=b.prevu(mutation=an.prevus), vacances_attendues=(ahead,))
    found = b.whole(programmes, facts, au=AU).portee
    if found is None:
        return
    assert found.etat is not (EtatPortee.HORS_D_ATTEINTE if an.possible() else EtatPortee.A_PORTEE)
    # Why: whether a base that may be left empty asks for anything is told of each rule apart.
    assert found.etat is not EtatPortee.INDETERMINE or an.lettings + an.faits <= an.prevus
    assert found.etat is not EtatPortee.NON_ETABLI
