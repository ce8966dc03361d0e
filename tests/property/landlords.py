"""Landlords drawn whole: what was signed, all that happens to their dwellings, and what each day shows of it.

A day shows what has happened by then and what has been written down by then, no more; what comes is a
forecast, as wide as one likes, that the true numbers keep to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Duree, Evenement, UniteDuree, connu, pas_survenu
from convrules.base.values import Arrondi
from convrules.compiler import Programme, compile_convention
from convrules.facts.records import Faits, Ligne, Vacance
from year import build as b

FIN = date(2025, 12, 31)
COMMUNES = ("93048", "93001")
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
HORS_QPV = ir.Eligibilite(entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False)
PAR_COMMUNE = b.chaque(b.code("commune"))


# --- what was signed ------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Termes:
    """What a text of the convention says. `defaut`: what becomes of a turn lost; `tolerance` in dwellings, or
    in points of a rate when it is not whole."""

    taux: str
    arrondi: Arrondi
    nombre: int
    tolerance: str
    exclut_qpv: bool
    mois: int
    defaut: ir.Decompte | None
    faculte: bool


TERMES = st.builds(
    Termes,
    taux=st.sampled_from(["1/20", "1/5", "1/3", "1/2"]),
    arrondi=st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.SANS]),
    nombre=st.integers(0, 3),
    tolerance=st.sampled_from(["0", "0", "1", "1/20"]),
    exclut_qpv=st.booleans(),
    mois=st.integers(1, 2),
    defaut=st.sampled_from([None, *ir.Decompte, ir.Decompte.RESTITUEE]),
    faculte=st.sampled_from([False, False, True]),
)


@dataclass(frozen=True, kw_only=True)
class Signe:
    """A convention: its first text, the one that an amendment makes of it, and the choices that bind both."""

    textes: tuple[Termes, Termes]
    avenant: date
    evenements: ir.ComptageEvenements
    soustractions: ir.ModeSoustraction
    report: ir.Report
    base: ir.Classe
    periode: ir.Periode

    def programme(self) -> Programme:
        first, second = (self._text(termes) for termes in self.textes)
        return compile_convention(
            first,
            (),
            textes=(ir.Texte(du=None, convention=first), ir.Texte(du=self.avenant, convention=second)),
        )

    def _text(self, termes: Termes) -> ir.Convention:
        choix = b.choix(periode=self.periode, evenements=self.evenements, soustractions=self.soustractions)
        days = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))
        return b.convention(*self._clauses(termes), choix=choix, en_vigueur=days)

    def _clauses(self, t: Termes) -> Iterator[ir.Clause]:
        yield b.MUTATIONS
        if t.exclut_qpv:
            yield HORS_QPV
        if t.defaut is not None:
            yield _deadline(t)
        slack = b.Fraction(t.tolerance)
        rule = {
            "arrondi": t.arrondi,
            "tolerance": ir.Tolerance(valeur=slack, points=slack.denominator > 1),
        }
        inner = b.quota("dont", rate=t.taux, base=b.flux(), pour=b.champ("qpv"))
        yield b.part("part", b.taux(t.taux), report=self.report, dont=(inner,), **rule)
        yield b.part("par_commune", b.taux(t.taux), report=self.report, application=PAR_COMMUNE, **rule)
        yield b.quota("plafond", ir.Sens.AU_PLUS, t.taux, base=b.flux(), compte=MIENNES, **rule)
        yield b.quota("pas_plus", ir.Sens.AU_PLUS, combien=t.nombre, base=MIENNES)
        yield b.quota("au_moins", combien=t.nombre, base=MIENNES)
        yield b.quota("dans_chacune", combien=max(1, t.nombre), base=MIENNES, application=PAR_COMMUNE)
        yield b.quota("juste", ir.Sens.EXACTEMENT, combien=t.nombre, base=MIENNES)
        yield b.quota("quartier", rate=t.taux, base=b.evenements(self.base), pour=b.champ("qpv"))
        yield b.quota(
            "peu_au_quartier", ir.Sens.AU_PLUS, t.taux, base=b.evenements(self.base), pour=b.champ("qpv")
        )
        yield b.quota(
            "en_sus", rate=t.taux, base=b.evenements(self.base), pour=b.champ("dalo"), en_sus_de="quartier"
        )
        yield b.quota("publics", rate=t.taux, base=MIENNES, pour=b.champ("dalo"))
        yield b.quota("peu_de_publics", ir.Sens.AU_PLUS, t.taux, base=MIENNES, pour=b.champ("dalo"))


def _deadline(t: Termes) -> ir.Delai:
    rule = ir.RegleDelai(
        evenement="proposition",
        echeance=ir.EcheanceRelative(
            duree=Duree(nombre=t.mois, unite=UniteDuree.MOIS),
            apres=True,
            instant=ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=("information",)),
        ),
    )
    return ir.Delai(
        entete=b.entete("a_temps", si=b.egal(b.code("contingent"), "etat"), debiteur="réservataire"),
        regle=rule,
        a_defaut=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=t.defaut, faculte=t.faculte),
    )


SIGNES = st.builds(
    Signe,
    textes=st.tuples(TERMES, TERMES),
    avenant=st.sampled_from([date(2025, 2, 1), date(2025, 7, 1), date(2025, 11, 15)]),
    evenements=st.sampled_from(list(ir.ComptageEvenements)),
    soustractions=st.sampled_from(list(ir.ModeSoustraction)),
    report=st.sampled_from(
        [
            ir.Report(mode=ir.ModeReport.AUCUN),
            ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI),
            ir.Report(mode=ir.ModeReport.SOLDE_EXACT),
            ir.Report(mode=ir.ModeReport.SOLDE_EXACT, plafond=1, sens=ir.SensReport.DEFICIT),
            ir.Report(mode=ir.ModeReport.FRACTIONS),
        ]
    ),
    base=st.sampled_from([ir.Classe.VACANCES, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX]),
    periode=st.sampled_from([ir.Periode.ANNEE, ir.Periode.ANNEE, ir.Periode.TRIMESTRE]),
)


# --- what happens ---------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Logement:
    """One vacancy and its life. `attente`, `suite`: days until it is attributed (None: never), then let.
    `ecrit`: is its account known before it is attributed? `remise`: days until the journal records that the
    turn was given back, and how it is counted. `apprises`: days after it has come when its
    district, its town and its use are written down."""

    disponible: date
    attente: int | None
    suite: int
    compte: str
    ecrit: bool
    commune: str
    qpv: bool
    dalo: bool
    retire: bool
    remise: tuple[int, str | None] | None
    apprises: tuple[int, int, int]

    def seen(self, n: int, au: date, compte: str, *, placed: bool) -> Vacance:
        """`placed`: a forecast by town has told where it would come."""
        let = None if self.attente is None else self.disponible + timedelta(self.attente)
        lease = None if let is None else let + timedelta(self.suite)
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
            contingent=compte if self.ecrit or done else "?",
            qpv=self.qpv if known[0] else "?",
            commune=self.commune if known[1] or placed else "?",
            affectation=("mutation_interne" if self.retire else "location") if known[2] else "?",
            dalo=self.dalo if done else "?",
            remise=_event(self.rendu, au),
        )[0]

    @property
    def rendu(self) -> date | None:
        return None if self.remise is None else self.disponible + timedelta(self.remise[0])

    def act(self, n: int, au: date) -> Iterator[Ligne]:
        if self.remise is not None and self.rendu is not None and self.rendu <= au:
            how = {"decompte": self.remise[1]} if self.remise[1] else {}
            yield b.ligne("journal", str(n), acte="remise", vacance=f"V{n}-1", date=self.rendu, **how)


def _event(day: date | None, au: date) -> Evenement:
    return connu(day) if day is not None and day <= au else pas_survenu(au)


NEVER_LATE = (0, 0, 0)
LOGEMENTS = st.builds(
    Logement,
    disponible=st.one_of(
        st.dates(date(2025, 1, 1), FIN), st.dates(date(2025, 1, 1), FIN), st.dates(date(2024, 10, 15), FIN)
    ),
    attente=st.one_of(st.none(), st.integers(3, 90), st.integers(3, 90)),
    suite=st.integers(1, 60),
    compte=st.sampled_from(["etat", "etat", "commune", "bailleur"]),
    ecrit=st.booleans(),
    commune=st.sampled_from(COMMUNES),
    qpv=st.booleans(),
    dalo=st.booleans(),
    retire=st.sampled_from([False, False, True]),
    remise=st.one_of(
        st.none(),
        st.none(),
        st.tuples(st.integers(20, 100), st.sampled_from([None, "restituee", "comptee", "non_comptee"])),
    ),
    apprises=st.one_of(st.just(NEVER_LATE), st.tuples(*[st.sampled_from([0, 0, 40, 400])] * 3)),
)


@dataclass(frozen=True, kw_only=True)
class Bailleur:
    """`prevision`: is there one of vacancies, by town or not; `marge`: how wide. `en_plus`: withdrawals that
    were forecast and that never come. `solde`: what the year before left (None: not known)."""

    signe: Signe
    logements: tuple[Logement, ...]
    prevision: str
    marge: int
    en_plus: int
    solde: int | None

    def facts(self, au: date) -> Faits:
        placed = self.prevision == "par commune"
        here = ((n, x) for n, x in enumerate(self.logements) if x.disponible <= au)
        rows = [x.seen(n, au, self._account(x), placed=placed) for n, x in here]
        made = sum(x.retire and x.disponible.year == FIN.year for x in self.logements)
        table = tuple(self._expected(au)) if self.prevision != "aucune" else None
        planned = b.prevu(mutation=made + self.en_plus)
        soldes = tuple(self._balances())
        acts = tuple(act for n, x in enumerate(self.logements) for act in x.act(n, au))
        return b.faits(rows, vacances_attendues=table, soustractions=planned, soldes=soldes, actes=acts)

    def _balances(self) -> Iterator[Ligne]:
        if self.solde is None:
            return
        for clause, places in (("part", (None,)), ("par_commune", COMMUNES)):
            for place in places:
                where = {"commune": place} if place else {}
                said = {"convention": "etat-93", "clause": clause, "annee": 2024, "solde": self.solde}
                yield b.ligne("soldes", f"{clause} {place}", **said, **where)

    def _account(self, x: Logement) -> str:
        """Who may not have a dwelling does not get it, nor whoever gave the turn back before."""
        late = x.disponible >= self.signe.avenant
        barred = x.qpv and self.signe.textes[late].exclut_qpv
        given_back = x.remise is not None and (x.attente is None or x.remise[0] <= x.attente)
        return "bailleur" if x.compte == "etat" and (barred or given_back) else x.compte

    def _expected(self, au: date) -> Iterator[Ligne]:
        if au >= FIN:
            return
        for place in COMMUNES if self.prevision == "par commune" else (None,):
            to_come = [x for x in self.logements if x.disponible > au and place in (None, x.commune)]
            where = {"commune": place} if place else {}
            # What a forecast announces is of the flow: of one withdrawn, or whose use one has yet to
            # learn, nothing is sure to come.
            sure = [x for x in to_come if not x.retire and not x.apprises[2]]
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
)
