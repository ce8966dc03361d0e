"""What is counted beside vacancies: candidatures and refusals of a turn, rights and dwellings of the stock;
the clauses that count them, and the rows that a day shows of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import SANS_OBJET
from convrules.facts.records import Ligne
from year import build as b

CANDIDAT = ir.Niveau.CANDIDATURE
DALO = b.champ("dalo", CANDIDAT)
DU_BAILLEUR, DU_RESERVATAIRE = ir.Rattachement.BAILLEUR, ir.Rattachement.RESERVATAIRE
PAR_COMMUNE = b.chaque(b.code("commune"))
DES_COMPTAGES = (
    "dalo_au_moins", "dalo_au_plus", "dalo_ici", "candidatures", "refus_au_plus", "refus_du_titulaire",
    "refus_ici", "droits_au_plus", "droits_au_moins", "droits_finances", "logements_droits",
)  # fmt: skip


def candidatures(of: ir.Rattachement) -> ir.Population:
    return ir.Population(classes=(ir.Classe.CANDIDATURES,), rattachement=of, niveau=CANDIDAT)


def refusals(of: ir.Rattachement) -> ir.Population:
    return ir.Population(classes=(ir.Classe.REFUS,), rattachement=of, niveau=ir.Niveau.REFUS)


FINANCES = b.egal(ir.Champ(nom="origine", niveau=ir.Niveau.DROIT, type=b.TCode("origine")), "financement")
DROITS = ir.Population(classes=(ir.Classe.DROITS,), niveau=ir.Niveau.DROIT)
LOGEMENTS = ir.Population(classes=(ir.Classe.LOGEMENTS,), niveau=ir.Niveau.LOGEMENT)
RESERVENT = ir.DroitIdentifie(entete=b.entete("reservent"), regle=FINANCES)


def counts(taux: str, nombre: int, carried: dict[str, Any]) -> Iterator[ir.Clause]:
    """carried: the carry-over, the rounding and the tolerance of some of them."""
    all_, own = candidatures(DU_BAILLEUR), candidatures(DU_RESERVATAIRE)
    yield b.quota("dalo_au_moins", rate=taux, base=all_, pour=DALO)
    yield b.quota("dalo_au_plus", ir.Sens.AU_PLUS, taux, base=own, pour=DALO)
    yield b.quota("dalo_ici", rate=taux, base=all_, pour=DALO, application=PAR_COMMUNE, **carried)
    yield b.quota("candidatures", combien=nombre, base=all_, pour=DALO, **carried)
    refused = refusals(DU_BAILLEUR)
    yield b.quota("refus_au_plus", ir.Sens.AU_PLUS, combien=nombre, base=refused)
    yield b.quota("refus_du_titulaire", combien=max(1, nombre), base=refusals(DU_RESERVATAIRE))
    yield b.quota("refus_ici", ir.Sens.EXACTEMENT, combien=nombre, base=refused, application=PAR_COMMUNE)
    yield b.quota("droits_au_plus", ir.Sens.AU_PLUS, combien=nombre, base=DROITS)
    financed = replace(DROITS, condition=FINANCES)
    yield b.quota("droits_au_moins", combien=max(1, nombre), base=financed)
    yield b.quota("droits_finances", ir.Sens.AU_PLUS, taux, base=DROITS, compte=financed)
    yield b.quota("logements_droits", ir.Sens.AU_PLUS, taux, base=LOGEMENTS, compte=DROITS)


# --- rows -----------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Candidat:
    """A candidature, or a refusal (`refuse`), so many days after the dwelling came. `su`: days until it is
    written down what the household is."""

    jour: int
    refuse: bool
    dalo: bool
    su: int

    def seen(self, n: int, came: date, au: date, closed: int | None) -> Ligne | None:
        """Nothing on a day when it has not come yet, nor ever once the turn is closed."""
        day = came + timedelta(self.jour)
        if day > au or (closed is not None and self.jour >= closed):
            return None
        told = day + timedelta(self.su) <= au
        table = "refus" if self.refuse else "candidatures"
        return b.ligne(table, f"C{n}", date=day, dalo=self.dalo if told else "?")


CANDIDATS = st.lists(
    st.builds(
        Candidat,
        jour=st.one_of(st.integers(0, 25), st.integers(20, 400), st.integers(20, 400)),
        refuse=st.booleans(),
        dalo=st.booleans(),
        su=st.sampled_from([0, 0, 60, 300]),
    ),
    max_size=4,
).map(tuple)


@dataclass(frozen=True, kw_only=True)
class Droit:
    """A right of the State or of the commune on a dwelling (`rang`), there from the first day. `apprises`:
    days on which its dwelling, its number and its origin are written down."""

    rang: int
    titulaire: str
    debut: date
    fin: date | None
    nombre: int
    finance: bool
    apprises: tuple[date, date, date]

    def seen(self, n: int, au: date) -> Ligne:
        where, many, origin = (day <= au for day in self.apprises)
        row = b.ligne(
            "droits",
            f"D{n}",
            reservataire=self.titulaire,
            debut=self.debut,
            logement=f"L{self.rang}" if where else "?",
            nombre=self.nombre if many else "?",
            origine=("financement" if self.finance else "apport_terrain") if origin else "?",
        )
        end = b.cell(self.fin) if self.fin is not None else SANS_OBJET
        return replace(row, cellules={**row.cellules, "fin": end})

    def reserves(self, rang: int, day: date) -> bool:
        """Does it ever take the dwelling, on that day?"""
        live = self.debut <= day and (self.fin is None or day <= self.fin)
        return self.finance and self.rang == rang and live


DEJA = date(2025, 1, 1)
APPRIS = st.sampled_from([DEJA, DEJA, DEJA, date(2025, 8, 1), date(2026, 3, 1)])
DROITS_TIRES = st.lists(
    st.builds(
        Droit,
        rang=st.integers(0, 3),
        titulaire=st.sampled_from(["etat", "commune"]),
        debut=st.sampled_from([date(2020, 1, 1), date(2020, 1, 1), date(2025, 5, 1)]),
        fin=st.sampled_from([None, date(2025, 8, 31), date(2024, 12, 31)]),
        nombre=st.integers(0, 2),
        finance=st.booleans(),
        apprises=st.tuples(APPRIS, APPRIS, APPRIS),
    ),
    min_size=1,
    max_size=3,
).map(tuple)


def stock(droits: Sequence[Droit], au: date) -> dict[str, tuple[Ligne, ...]]:
    """The tables of rights, and of five dwellings in the stock."""
    rights = tuple(droit.seen(n, au) for n, droit in enumerate(droits))
    return {"droits": rights, "logements": tuple(b.ligne("logements", f"L{n}") for n in range(5))}
