"""What a landlord of the generated tests has signed: two texts of a convention with the State, by amendment,
and perhaps one with the commune, to whom turns may be handed over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi, Base, TNombre
from convrules.compiler import Programme, compile_convention
from property.counted import DES_COMPTAGES, RESERVENT, counts
from property.lives import Vie, in_force, lives, living
from property.terms import TERMES, Termes, deadline, slack, withdrawals
from year import build as b

MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
HORS_QPV = ir.Eligibilite(entete=b.entete("barres"), regle=ir.Non(operande=b.champ("qpv")), menage=False)
AILLEURS = ir.Eligibilite(
    entete=b.entete("barres"), regle=ir.Non(operande=b.egal(b.code("commune"), "93001")), menage=False
)
DALO = b.champ("dalo")
VENTES = ir.Soustraction(
    entete=b.entete("ventes"), regle=b.egal(b.code("affectation"), "vente"), categorie="vente"
)
PAR_COMMUNE = b.chaque(b.code("commune"))
PLAFONDS = ("plafond", "pas_plus")
PARTS = ("part", "par_commune", "avec_minimum", "partagee", "au_voisin")
DES_PARTS = (
    "part",
    "par_commune",
    "avec_minimum",
    "partagee",
    "au_voisin",
    "dont",
    "dont",
    "dont_ici",
    *PLAFONDS,
)
DES_QUOTAS = (
    "au_moins", "dans_chacune", "juste", "quartier", "peu_au_quartier", "publics", "peu_de_publics",
    "quartier_minimum", "nombre_reporte", "nombre_ici", "quartier_ici", "ailleurs_quota",
)  # fmt: skip
COMMUNES_A_TOUS = ("mutations", "ventes", "barres", "a_temps", "ordre", "reservent")


def _step(compte: str, limite: int | None = None, *, epuisement: bool = False) -> ir.Etape:
    return ir.Etape(compte=compte, limite=limite, epuisement=epuisement)


CASCADES = (
    (_step("etat", 1), _step("commune", 1), _step("bailleur")),
    (_step("commune", 2), _step("etat")),
    (_step("etat", epuisement=True), _step("bailleur")),
    (_step("commune", epuisement=True), _step("etat", epuisement=True)),
    (_step("bailleur", 1), _step("etat", epuisement=True), _step("commune")),
)


@dataclass(frozen=True, kw_only=True)
class Signe:
    """The first text, the one that an amendment makes of it, and the choices that bind both. `cascade`: the
    order in which lettings to priority publics (all of them: `tout`) are counted; `voisin`: is there a
    convention with the commune, and does it lose its own turns? `vies`: of clauses that do not
    hold all along; `table`: a table by town gives the rates, changed on `revalorise` if ever; `sujet`: are
    its rules parts, quotas of lettings, or counts of other things? `droits`: rights reserve dwellings;
    `partage_ici`: the split is made by town; `fait`: what the part counts;
    `excepte`: what an exception changes in the other town of the rules by town."""

    textes: tuple[Termes, Termes]
    avenant: date
    evenements: ir.ComptageEvenements
    soustractions: ir.ModeSoustraction
    report: ir.Report
    base: ir.Classe
    periode: ir.Periode
    cascade: tuple[ir.Etape, ...] | None
    tout: bool
    voisin: str
    sujet: str
    vies: tuple[Vie, ...]
    table: bool
    revalorise: date | None
    rattachement: str
    droits: bool
    partage_ici: bool
    fait: ir.Classe
    excepte: str

    @property
    def parts(self) -> bool:
        return self.sujet == "parts"

    @property
    def perdus(self) -> bool:
        """May turns be lost? Of what is counted beside vacancies, seldom: nothing comes once they are."""
        lost = self.sujet != "comptages" and any(t.defaut for t in self.textes)
        return lost or self.voisin == "perd ses tours"

    def sortes(self) -> Iterator[str]:
        """Kinds of landlords, to count those drawn."""
        yield self.sujet
        yield from {f"clause {vie.sort.value}" for vie in self.vies}
        if any(vie.clause.startswith("dont") for vie in self.vies):
            yield "dont qui ne dure pas"
        if any(vie.clause in DES_PARTS for vie in self.vies):
            yield "part qui ne dure pas"
        if self.parts:
            yield "répartition par commune" if self.partage_ici else "répartition"
        rates = {
            taux for t in self.textes for taux in (t.taux, t.dont, *([t.ailleurs] if self.table else ()))
        }
        yield from {f"taux {taux}" for taux in rates & {"0", "1"}}
        if self.table:
            yield "table"
        if self.droits:
            yield "droits identifiés"
        if self.excepte != "rien" and self.sujet != "comptages":
            yield f"exception: {self.excepte}"
        yield f"rattachement {self.rattachement}"
        yield from {f"exclut {t.exclut}" for t in self.textes}
        yield from {f"tolérance {'en points' if '/' in t.tolerance else t.tolerance}" for t in self.textes}
        yield from {f"tour {t.defaut.value}" for t in self.textes if t.defaut is not None}
        yield self.periode.value
        yield self.evenements.value

    def programmes(self) -> tuple[Programme, ...]:
        first, second = (self._text(rang) for rang in range(2))
        signed = compile_convention(
            first,
            (),
            textes=(ir.Texte(du=None, convention=first), ir.Texte(du=self.avenant, convention=second)),
        )
        return (signed,) if self.voisin == "aucun" else (signed, self._neighbour())

    def barred(self, day: date, commune: str, *, qpv: bool) -> bool:
        """May the State not have a dwelling of that reference day?"""
        exclut = self.textes[day >= self.avenant].exclut
        held = in_force("barres", self.vies, day, self.avenant)
        return held and {"rien": False, "qpv": qpv, "commune": commune == "93001"}[exclut]

    def _text(self, rang: int) -> ir.Convention:
        termes = self.textes[rang]
        clauses = living(self._clauses(termes), self.vies, rang)
        held = (self._declared(termes),) if self.table else ()
        return b.convention(*clauses, choix=self._choices(), en_vigueur=VIGUEUR, parametres=held)

    def _declared(self, t: Termes) -> ir.ParametreDeclare:
        lines = [(date(2020, 1, 1), t.taux, t.ailleurs)]
        if self.revalorise is not None:
            lines.append((self.revalorise, t.ailleurs, t.taux))
        dated = tuple(
            ir.ValeurDatee(
                du=du,
                valeur=ir.ParCode(selon="commune", lignes=(("93001", b.taux(there)),), sinon=b.taux(here)),
            )
            for du, here, there in lines
        )
        return ir.ParametreDeclare(nom="fixe", type=RATE, selon="commune", valeurs=dated)

    def _rate(self, t: Termes) -> ir.Expr:
        cited = ir.Parametre(nom="fixe", type=RATE, selon=b.code("commune"))
        return cited if self.table else b.taux(t.taux)

    def _choices(self) -> ir.Choix:
        keys = {"periode": self.periode, "evenements": self.evenements, "soustractions": self.soustractions}
        return b.choix(rattachement=self.rattachement, **keys)

    def _neighbour(self) -> Programme:
        termes = self.textes[0]
        own = b.part("au_voisin", b.taux(termes.taux), report=self.report)
        clauses: list[ir.Clause] = [b.MUTATIONS, *living([own], self.vies, 0)]
        if self.voisin == "perd ses tours":
            effect = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE)
            clauses.append(deadline("commune", termes.mois, effect))
        keys = {"choix": self._choices(), "en_vigueur": VIGUEUR}
        return compile_convention(b.convention(*clauses, ident="commune-93", titulaire="commune", **keys), ())

    def _clauses(self, t: Termes) -> Iterator[ir.Clause]:
        # Why not with both: bounds of what roundings leave are sure there, sometimes wide (the page).
        fractions = self.report.mode is ir.ModeReport.FRACTIONS
        yield b.MUTATIONS if fractions else withdrawals(t)
        yield VENTES
        if (excluded := t.exclut) != "rien":
            yield HORS_QPV if excluded == "qpv" else AILLEURS
        if t.defaut is not None and self.perdus:
            to = "commune" if t.remet else None
            effect = ir.Effet(acte=t.acte, destinataire=to, decompte=t.defaut, faculte=t.faculte)
            yield deadline("etat", t.mois, effect)
        if self.cascade is not None and (self.parts or not any(e.epuisement for e in self.cascade)):
            si = None if self.tout else b.champ("dalo")
            yield ir.Imputation(entete=b.entete("ordre", si=si), regle=ir.Ordre(etapes=self.cascade))
        if self.droits:
            yield RESERVENT
        if self.sujet == "comptages":
            yield from counts(t.taux, t.nombre, {"report": self.report, **slack(t)})
        else:
            yield from self._shares(t) if self.parts else self._quotas(t)

    def _shares(self, t: Termes) -> Iterator[ir.Clause]:
        rule = {"report": self.report, **slack(t)}
        base = b.flux(ir.Non(operande=b.champ("qpv")) if t.hors_qpv else None)
        public = DALO if t.hors_qpv else b.champ("qpv")
        inner = b.quota("dont", rate=t.dont, base=base, pour=public, report=self.report)
        count = b.evenements(self.fait)
        yield b.part("part", self._rate(t), base=base, compte=count, dont=(inner,), **rule)
        here = b.quota("dont_ici", ir.Sens.AU_PLUS, t.dont, base=b.flux(), pour=DALO, application=PAR_COMMUNE)
        owed = b.quota("dont_du_ici", rate=t.dont, base=b.flux(), pour=DALO, application=PAR_COMMUNE)
        inside = (here, replace(owed, report=self.report))
        yield b.part("par_commune", self._rate(t), application=PAR_COMMUNE, dont=inside, **rule)
        yield from self._but(
            "ailleurs_part", "par_commune", t, ir.ReglePart(taux=b.taux(t.ailleurs), population=b.flux())
        )
        yield replace(b.part("avec_minimum", b.taux(t.taux), **rule), base_minimale=b.litteral(t.minimum))
        where = PAR_COMMUNE if self.partage_ici else b.ENSEMBLE
        whole = {} if "/" in t.tolerance else {"tolerance": slack(t)["tolerance"]}
        split = {"arrondi": Arrondi.SUPERIEUR, "report": self.report, "application": where, **whole}
        yield b.part("partagee", self._rate(t), **split)
        yield ir.Repartition(
            entete=b.entete("entre_eux"),
            de="partagee",
            entre=(("etat", b.taux("2/3")), ("commune", b.taux("1/3"))),
            restes="plus forts restes",
        )
        yield b.quota("plafond", ir.Sens.AU_PLUS, t.taux, base=b.flux(), compte=MIENNES, **slack(t))
        yield b.quota("pas_plus", ir.Sens.AU_PLUS, combien=t.nombre, base=MIENNES)

    def _quotas(self, t: Termes) -> Iterator[ir.Clause]:
        base, least = b.evenements(self.base), {"base_minimale": b.litteral(t.minimum)}
        yield b.quota("au_moins", combien=t.nombre, base=MIENNES)
        yield b.quota("dans_chacune", combien=max(1, t.nombre), base=MIENNES, application=PAR_COMMUNE)
        yield b.quota("juste", ir.Sens.EXACTEMENT, combien=t.nombre, base=MIENNES)
        yield self._by_table(b.quota("quartier", rate=t.taux, base=base, pour=b.champ("qpv")), t)
        yield b.quota("peu_au_quartier", ir.Sens.AU_PLUS, t.taux, base=base, pour=b.champ("qpv"))
        yield b.quota("en_sus", rate=t.taux, base=base, pour=b.champ("dalo"), en_sus_de="quartier")
        yield b.quota("publics", rate=t.taux, base=MIENNES, pour=b.champ("dalo"))
        yield b.quota("peu_de_publics", ir.Sens.AU_PLUS, t.taux, base=MIENNES, pour=b.champ("dalo"))
        yield replace(b.quota("quartier_minimum", rate=t.taux, base=base, pour=b.champ("qpv")), **least)
        carried: dict[str, Any] = {"report": self.report, **slack(t)}
        here = {"application": PAR_COMMUNE, **carried}
        yield b.quota("nombre_reporte", combien=t.nombre, base=MIENNES, **carried)
        yield b.quota("nombre_ici", combien=max(1, t.nombre), base=MIENNES, **here)
        district = b.quota("quartier_ici", rate=t.taux, base=base, pour=b.champ("qpv"), **here)
        yield self._by_table(district, t)
        yield from self._but(
            "ailleurs_quota", "quartier_ici", t, replace(district.regle, taux=b.taux(t.ailleurs))
        )
        sus = {"application": PAR_COMMUNE, "en_sus_de": "quartier_ici"}
        yield b.quota("en_sus_ici", rate=t.taux, base=base, pour=DALO, arrondi=t.arrondi, **sus)

    def _but(self, nom: str, a: str, t: Termes, regle: ir.ReglePart | ir.RegleQuota) -> Iterator[ir.Clause]:
        si = b.egal(b.code("commune"), "93001")
        match self.excepte:
            case "règle":
                yield b.exception(nom, a, si=si, remplace={"règle": regle})
            case "arrondi":
                yield b.exception(nom, a, si=si, remplace={"arrondi": Arrondi.SUPERIEUR})
            case "écarte":
                yield b.exception(nom, a, si=si, ecarte=True)

    def _by_table(self, quota: ir.Quota, t: Termes) -> ir.Quota:
        return replace(quota, regle=replace(quota.regle, taux=self._rate(t)))


RATE = TNombre(taux=True, base=Base.FLUX)
VIGUEUR = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))


def _signed(sujet: str) -> st.SearchStrategy[Signe]:
    noms = (*NOMS[sujet], *COMMUNES_A_TOUS)
    return st.builds(Signe, sujet=st.just(sujet), vies=lives(noms), **SIGNES_TOUS)


NOMS = {"parts": DES_PARTS, "quotas": DES_QUOTAS, "comptages": DES_COMPTAGES}


SIGNES_TOUS: dict[str, st.SearchStrategy[Any]] = {
    "textes": st.tuples(TERMES, TERMES),
    "avenant": st.sampled_from([date(2025, 2, 1), date(2025, 7, 1), date(2025, 11, 15)]),
    "evenements": st.sampled_from(list(ir.ComptageEvenements)),
    "soustractions": st.sampled_from(list(ir.ModeSoustraction)),
    "report": st.sampled_from(
        [
            ir.Report(mode=ir.ModeReport.AUCUN),
            ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI),
            ir.Report(mode=ir.ModeReport.SOLDE_EXACT),
            ir.Report(mode=ir.ModeReport.SOLDE_EXACT, plafond=1, sens=ir.SensReport.DEFICIT),
            ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, sens=ir.SensReport.EXCEDENT),
            ir.Report(mode=ir.ModeReport.SOLDE_EXACT, plafond_du=b.Fraction(1, 2)),
            ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, perdu=True),
            ir.Report(mode=ir.ModeReport.FRACTIONS),
        ]
    ),
    "base": st.sampled_from([ir.Classe.VACANCES, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX]),
    "periode": st.sampled_from([ir.Periode.ANNEE, ir.Periode.ANNEE, ir.Periode.TRIMESTRE]),
    "cascade": st.sampled_from([None, None, None, None, *CASCADES]),
    "tout": st.booleans(),
    "voisin": st.sampled_from(["aucun", "garde ses tours", "perd ses tours"]),
    "table": st.sampled_from([False, False, True]),
    "rattachement": st.sampled_from(["disponibilite"] * 4 + ["attribution", "bail"]),
    "droits": st.sampled_from([False, False, False, True]),
    "partage_ici": st.booleans(),
    "excepte": st.sampled_from(["rien", "rien", "rien", "règle", "arrondi", "écarte"]),
    "fait": st.sampled_from([ir.Classe.ATTRIBUTIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX]),
    "revalorise": st.sampled_from([None, date(2025, 5, 1), date(2025, 10, 1)]),
}
SIGNES = st.sampled_from(["parts", "quotas", "parts", "quotas", "comptages"]).flatmap(_signed)
