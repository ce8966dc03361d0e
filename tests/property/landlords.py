"""Landlords drawn whole: what was signed (`signed`), all that happens to their dwellings, and what each day
shows of it.

A day shows what has happened by then and what has been written down by then, no more; what comes is a
forecast, as wide as one likes, that the true numbers keep to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Evenement, connu, pas_survenu
from convrules.compiler import Programme
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bilan
from property.counted import CANDIDATS, DEJA, DROITS_TIRES, Candidat, Droit, stock
from property.signed import SIGNES, Signe
from year import build as b

FIN = date(2025, 12, 31)
PREMIER_JOUR = date(2025, 3, 31)
"""First of the days on which the year is read."""
COMMUNES = ("93048", "93001")


# --- what happens ---------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Logement:
    """One vacancy and its life. `attente`, `suite`: days until it is attributed (None: never), then let.
    `ecrit`: is its account known before it is attributed? `remise`: days until the journal records that the
    turn was given back, and how it is counted. `apprises`: days after it has come when its
    district, its town and its use are written down. `inscrit`: is its account ever written down?"""

    disponible: date
    attente: int | None
    suite: int
    compte: str
    ecrit: bool
    commune: str
    qpv: bool
    dalo: bool
    retire: str | None
    remise: tuple[int, str | None] | None
    apprises: tuple[int, int, int]
    inscrit: bool
    candidats: tuple[Candidat, ...]

    def below(self, au: date, closed: int | None) -> dict[str, tuple[Ligne, ...]]:
        """Its candidatures and refusals; closed: days until its turn is."""
        seen = (c.seen(n, self.disponible, au, closed) for n, c in enumerate(self.candidats))
        found = [row for row in seen if row is not None]
        return {nom: tuple(row for row in found if row.table == nom) for nom in ("candidatures", "refus")}

    @property
    def attribue(self) -> date | None:
        return None if self.attente is None else self.disponible + timedelta(self.attente)

    @property
    def bail(self) -> date | None:
        return None if self.attribue is None else self.attribue + timedelta(self.suite)

    def seen(self, n: int, au: date, compte: str | None, *, placed: bool) -> Vacance:
        """`placed`: a forecast by town has told where it would come."""
        let, lease = self.attribue, self.bail
        known = [self.disponible + timedelta(days) <= au for days in self.apprises]
        done = let is not None and let <= au
        return b.rows(
            1,
            f"V{n}-",
            disponibilite=self.disponible.isoformat(),
            information=self.disponible.isoformat(),
            proposition=_event(let, au),
            attribution=_event(let, au),
            bail=_event(lease, au),
            contingent=compte if compte is not None and (self.ecrit or done) else "?",
            qpv=self.qpv if known[0] else "?",
            commune=self.commune if known[1] or placed else "?",
            affectation=(self.retire or "location") if known[2] else "?",
            dalo=self.dalo if done else "?",
            logement=f"L{n}",
            remise=_event(self.rendu, au),
        )[0]

    @property
    def rendu(self) -> date | None:
        """When the turn is given back: of a dwelling that nobody writes down, before it is attributed, for
        the journal may otherwise move at any time what is done."""
        late = self.attente is not None and self.remise is not None and self.remise[0] > self.attente
        if self.remise is None or (late and not self.inscrit):
            return None
        return self.disponible + timedelta(self.remise[0])

    def act(self, n: int, au: date) -> Iterator[Ligne]:
        if self.remise is not None and self.rendu is not None and self.rendu <= au:
            how = {"decompte": self.remise[1]} if self.remise[1] else {}
            yield b.ligne("journal", str(n), acte="remise", vacance=f"V{n}-1", date=self.rendu, **how)


def _event(day: date | None, au: date) -> Evenement:
    return connu(day) if day is not None and day <= au else pas_survenu(au)


NEVER_LATE = (0, 0, 0)
CARRIED = (
    ("etat-93", "part", (None,)),
    ("etat-93", "dont", (None,)),
    ("etat-93", "par_commune", COMMUNES),
    ("etat-93", "dont_du_ici", COMMUNES),
    ("etat-93", "avec_minimum", (None,)),
    ("commune-93", "au_voisin", (None,)),
    ("etat-93", "nombre_reporte", (None,)),
    ("etat-93", "nombre_ici", COMMUNES),
    ("etat-93", "quartier_ici", COMMUNES),
    ("etat-93", "dalo_ici", COMMUNES),
    ("etat-93", "candidatures", (None,)),
)
"""Accounts that the year before leaves a balance to, and their towns."""
PARTAGES = ("entre_eux.etat", "entre_eux.commune")
LOGEMENTS = st.builds(
    Logement,
    disponible=st.one_of(
        st.dates(date(2025, 1, 1), FIN), st.dates(date(2025, 1, 1), FIN), st.dates(date(2024, 3, 1), FIN)
    ),
    attente=st.one_of(st.none(), st.integers(3, 90), st.integers(3, 90)),
    suite=st.integers(1, 60),
    compte=st.sampled_from(["etat", "etat", "commune", "bailleur"]),
    ecrit=st.booleans(),
    commune=st.sampled_from(COMMUNES),
    qpv=st.booleans(),
    dalo=st.booleans(),
    retire=st.sampled_from([None, None, None, "mutation_interne", "vente"]),
    remise=st.one_of(
        st.none(),
        st.none(),
        st.tuples(st.integers(20, 100), st.sampled_from([None, "restituee", "comptee", "non_comptee"])),
    ),
    apprises=st.one_of(st.just(NEVER_LATE), st.tuples(*[st.sampled_from([0, 0, 40, 400])] * 3)),
    inscrit=st.sampled_from([True, True, False]),
    candidats=CANDIDATS,
)


@dataclass(frozen=True, kw_only=True)
class Echange:
    """An exchange of turns, announced from the first day. `rang`: of the dwelling it names, which is then
    there on the first day; `lieu`, `clause`: the town and the part that it names."""

    jour: date
    gagne: str
    cede: str
    rang: int | None
    lieu: str | None
    clause: str | None

    def act(self, n: int, logements: Sequence[Logement]) -> Ligne:
        said: dict[str, object] = {"acte": "echange", "date": self.jour, "compte": self.gagne}
        named = None if self.rang is None else dict(enumerate(logements)).get(self.rang)
        if named is not None and named.disponible <= PREMIER_JOUR:
            said["vacance"] = f"V{self.rang}-1"
        more = {"cedant": self.cede, "commune": self.lieu, "clause": self.clause}
        said |= {nom: valeur for nom, valeur in more.items() if valeur is not None}
        return b.ligne("journal", f"E{n}", **said)


ECHANGES = st.builds(
    lambda accounts, **keys: Echange(gagne=accounts[0], cede=accounts[1], **keys),
    accounts=st.sampled_from([("etat", "commune"), ("commune", "etat"), ("etat", "als"), ("als", "commune")]),
    jour=st.one_of(st.dates(date(2025, 1, 1), FIN), st.dates(date(2024, 6, 1), date(2026, 3, 1))),
    rang=st.sampled_from([None, 0, 1, 2]),
    lieu=st.sampled_from([None, *COMMUNES]),
    clause=st.sampled_from([None, None, "part", "par_commune", "partagee"]),
)


@dataclass(frozen=True, kw_only=True)
class Bailleur:
    """`prevision`: is there one of vacancies, by town or not; `marge`: how wide. `en_plus`: withdrawals that
    were forecast and that never come. `solde`: what the year before left (None: not known);
    `chaine`: it is judged too, and leaves it."""

    signe: Signe
    logements: tuple[Logement, ...]
    prevision: str
    marge: int
    en_plus: int
    solde: int | None
    chaine: bool
    echanges: tuple[Echange, ...]
    droits: tuple[Droit, ...]

    @property
    def annonce(self) -> str:
        """Why none where a part is served until exhausted: what is due to it is then read on the forecast
        alone (design, §10.21), hence changes with what is announced. Nor where a later event dates
        vacancies: those of the rows may then still come among those announced."""
        exhausted = any(etape.epuisement for etape in self.signe.cascade or ())
        return "aucune" if exhausted or self.signe.rattachement != "disponibilite" else self.prevision

    def sortes(self) -> Iterator[str]:
        """Kinds of landlords, to count those drawn."""
        yield from self.signe.sortes()
        if self.echanges:
            yield "échanges"
        if self.annonce != "aucune":
            yield "prévision"
        if self._stock(FIN) and any(day > DEJA for droit in self.droits for day in droit.apprises):
            yield "droits dont un fait s'écrit plus tard"
        if self.signe.sujet == "comptages":
            kinds = {c.refuse for x in self.logements for c in x.candidats}
            yield from ({True: "refus", False: "candidatures"}[refuse] for refuse in kinds)

    def facts(self, au: date) -> Faits:
        lives = [replace(x, remise=None) if self._barred(n) else x for n, x in enumerate(self.logements)]
        rows = [self._row(n, x, au) for n, x in enumerate(lives) if x.disponible <= au]
        table = tuple(self._expected(au)) if self.annonce != "aucune" else None
        planned = tuple(self._planned())
        soldes = tuple(self._balances())
        acts = tuple(act for n, x in enumerate(lives) for act in x.act(n, au)) + self._exchanged(lives)
        announced = {"vacances_attendues": table, "soustractions": planned}
        return b.faits(rows, soldes=soldes, actes=acts, **announced, **self._stock(au))

    def _stock(self, au: date) -> dict[str, tuple[Ligne, ...]]:
        read = self.signe.droits or self.signe.sujet == "comptages"
        return stock(self.droits, au) if read else {}

    def _row(self, n: int, x: Logement, au: date) -> Vacance:
        row = x.seen(n, au, self._account(n, x), placed=self.annonce == "par commune")
        below = x.below(au, self._closed(x)) if self.signe.sujet == "comptages" else {}
        rights = self._stock(au).get("droits")
        return replace(row, droits=rights, **below)

    def _closed(self, x: Logement) -> int | None:
        """Days until its turn is closed, at the latest that any clause could have it."""
        lease = None if x.attente is None else x.attente + x.suite
        days = (lease, None if x.remise is None else x.remise[0], 28 if self.signe.perdus else None)
        return min((day for day in days if day is not None), default=None)

    def _exchanged(self, lives: Sequence[Logement]) -> tuple[Ligne, ...]:
        """Why none where a balance is lost after a year: the page does not say what an advance is of a count
        below nothing."""
        acts = () if self.signe.report.perdu else self.echanges
        return tuple(echange.act(n, lives) for n, echange in enumerate(acts))

    def _planned(self) -> Iterator[Ligne]:
        for annee in (FIN.year - 1, FIN.year):
            for categorie, affectation in (("mutation", "mutation_interne"), ("vente", "vente")):
                made = [
                    x for x in self.logements if x.retire == affectation and self._reference(x).year == annee
                ]
                more = self.en_plus if categorie == "mutation" else 0
                said = {"annee": annee, "categorie": categorie, "nombre": len(made) + more}
                yield b.ligne("soustractions", f"{annee}/{categorie}", **said)

    def bilan(self, progs: Sequence[Programme], au: date) -> Bilan:
        facts = self.facts(au)
        before = comply(tuple(progs), facts, FIN.year - 1, au) if self.chaine else None
        return comply(tuple(progs), facts, FIN.year, au, precedent=before)

    def _balances(self) -> Iterator[Ligne]:
        if self.solde is None:
            return
        # Why half of one: no text that carries fractions leaves a whole dwelling (CR831).
        parts = self.signe.report.mode is ir.ModeReport.FRACTIONS
        solde = f"{self.solde}/2" if parts else self.solde
        split = COMMUNES if self.signe.partage_ici else (None,)
        lots = tuple(("etat-93", nom, split) for nom in PARTAGES)
        for convention, clause, places in (*CARRIED, *lots):
            for place in places:
                where = {"commune": place} if place else {}
                said = {"convention": convention, "clause": clause, "annee": 2024, "solde": solde}
                yield b.ligne("soldes", f"{clause} {place}", **said, **where)

    def _barred(self, n: int) -> bool:
        """Of such a dwelling there is no turn that the State could give back either."""
        x = self.logements[n]
        holders = self._reserved(n)
        refused = bool(holders) and "etat" not in holders
        return refused or self.signe.barred(self._reference(x), x.commune, qpv=x.qpv)

    def _reference(self, x: Logement) -> date:
        """The day that dates it; while it never comes, any will do."""
        dated = {"disponibilite": x.disponible, "attribution": x.attribue, "bail": x.bail}
        return dated[self.signe.rattachement] or x.disponible

    def _reserved(self, n: int) -> frozenset[str]:
        """Holders of the rights that take it, if any."""
        if not self.signe.droits:
            return frozenset()
        day = self._reference(self.logements[n])
        return frozenset(droit.titulaire for droit in self.droits if droit.reserves(n, day))

    def _account(self, n: int, x: Logement) -> str | None:
        """None: nobody ever writes it. Who may not have a dwelling does not get it, nor whoever gave the turn
        back before."""
        barred, elsewhere = self._barred(n), self._reserved(n) == {"etat"}
        given_back = x.remise is not None and (x.attente is None or x.remise[0] <= x.attente)
        if not x.inscrit:
            return "bailleur" if barred or elsewhere else None
        nobody = (x.compte == "etat" and (barred or given_back)) or (x.compte == "commune" and elsewhere)
        return "bailleur" if nobody else x.compte

    def _expected(self, au: date) -> Iterator[Ligne]:
        if au >= FIN:
            return
        for place in COMMUNES if self.annonce == "par commune" else (None,):
            here = [(n, x) for n, x in enumerate(self.logements) if place in (None, x.commune)]
            to_come = [(n, x) for n, x in here if x.disponible > au]
            where = {"commune": place} if place else {}
            # What a forecast announces is of the flow: of one withdrawn, or whose use one has yet to
            # learn, nothing is sure to come.
            sure = [x for n, x in to_come if not x.retire and not x.apprises[2] and not self._reserved(n)]
            low = max(0, len(sure) - self.marge)
            high = len(to_come) + self.marge
            name = place or "partout"
            yield b.ligne(
                "vacances_attendues", name, du=au + timedelta(1), au=FIN, min=low, max=high, **where
            )


BAILLEURS = st.builds(
    Bailleur,
    signe=SIGNES,
    logements=st.lists(LOGEMENTS, min_size=1, max_size=5).map(tuple),
    prevision=st.sampled_from(["aucune", "partout", "par commune", "par commune"]),
    marge=st.integers(0, 1),
    en_plus=st.integers(0, 2),
    solde=st.sampled_from([None, 0, 0, 1, -1]),
    chaine=st.booleans(),
    echanges=st.one_of(st.just(()), st.lists(ECHANGES, min_size=1, max_size=2).map(tuple)),
    droits=st.one_of(st.just(()), DROITS_TIRES),
)
