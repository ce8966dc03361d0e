"""What one text of a convention says: its rates, how its accounts are judged, what becomes of a turn lost."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.values import Arrondi
from year import build as b


@dataclass(frozen=True, kw_only=True)
class Termes:
    """What a text of the convention says. `ailleurs`: the rate in the other town, where a table gives it;
    `dont`: that of the quotas under a part; `hors_qpv`: is its base outside the districts? `exclut`: which
    dwellings the State may not have; `defaut`: what becomes of a turn lost; `remet`: it goes to the commune;
    `tolerance` in dwellings, or in points of a rate when it is not whole; `limite`: how much withdrawals
    take at most, in dwellings, or as a share when it is not whole; `minimum`: least base."""

    taux: str
    ailleurs: str
    dont: str
    hors_qpv: bool
    arrondi: Arrondi
    nombre: int
    tolerance: str
    exclut: str
    mois: int
    defaut: ir.Decompte | None
    faculte: bool
    remet: bool
    limite: str | None
    minimum: int

    @property
    def acte(self) -> ir.Acte:
        return ir.Acte.REMISE_A if self.remet else ir.Acte.REMISE_AU_BAILLEUR


TAUX = st.sampled_from(["1/20", "1/5", "1/3", "1/2", "1/3", "1/2", "0", "1"])
TERMES = st.builds(
    Termes,
    taux=TAUX,
    ailleurs=TAUX,
    dont=TAUX,
    hors_qpv=st.sampled_from([False, False, True]),
    arrondi=st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.SANS]),
    nombre=st.integers(0, 3),
    tolerance=st.sampled_from(["0", "0", "1", "1/20", "2/5"]),
    exclut=st.sampled_from(["rien", "rien", "qpv", "commune"]),
    mois=st.integers(1, 2),
    defaut=st.sampled_from([None, *ir.Decompte, ir.Decompte.RESTITUEE]),
    faculte=st.sampled_from([False, False, True]),
    remet=st.booleans(),
    limite=st.sampled_from([None, None, "1", "1/4"]),
    minimum=st.integers(1, 4),
)


def slack(t: Termes) -> dict[str, Any]:
    slack = b.Fraction(t.tolerance)
    points = ir.Tolerance(valeur=slack, points=slack.denominator > 1)
    return {"arrondi": t.arrondi, "tolerance": points}


def withdrawals(t: Termes) -> ir.Soustraction:
    if t.limite is None:
        return b.MUTATIONS
    most = b.Fraction(t.limite)
    return replace(b.MUTATIONS, limite=ir.Limite(valeur=most, part=most.denominator > 1))


def deadline(compte: str, mois: int, effect: ir.Effet) -> ir.Delai:
    rule = ir.RegleDelai(
        evenement="proposition",
        echeance=ir.EcheanceRelative(
            duree=Duree(nombre=mois, unite=UniteDuree.MOIS),
            apres=True,
            instant=ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=("information",)),
        ),
    )
    entete = b.entete("a_temps", si=b.egal(b.code("contingent"), compte), debiteur="réservataire")
    return ir.Delai(entete=entete, regle=rule, a_defaut=effect)
