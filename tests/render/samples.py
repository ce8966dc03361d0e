"""Results built by hand: a convention, a vacancy judged under it, its year."""

from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.base.dates import Duree, UniteDuree, connu, pas_survenu
from convrules.base.outcomes import NON_APPLICABLE, Cause, Genre, Indetermine, indetermine
from convrules.base.source import Span, make_source
from convrules.base.values import Arrondi, TCode, TCondition, TEvenement, TNombre, unite
from convrules.examples.model import Ecart, ResultatCas
from convrules.render.machine.parts import Recu
from convrules.runtime.decision import (
    Decision,
    EtatDelai,
    NonEvalue,
    ResultatClause,
    ResultatDelai,
    ResultatEffet,
    ResultatStatut,
    Statut,
    Trace,
)
from convrules.year.model import (
    ACompleter,
    Bilan,
    BilanConvention,
    Bornes,
    LigneIncertaine,
    Perimetre,
    Reduction,
    ResultatCellule,
    ResultatEcheance,
    ResultatRegle,
    Retrait,
    Verdict,
)

V = ir.Niveau.VACANCE
QPV = ir.Champ(nom="qpv", niveau=V, type=TCondition())
NATURE = ir.Champ(nom="nature", niveau=V, type=TCode("nature"))
SURFACE = ir.Champ(nom="surface", niveau=V, type=TNombre(unite=unite("m²")))
AFFECTATION = ir.Champ(nom="affectation", niveau=V, type=TCode("affectation"))
COMMUNE = ir.Champ(nom="commune", niveau=V, type=TCode("commune"))
OFFRE = ir.Champ(nom="offre", niveau=V, type=TEvenement())
REPONSE = ir.Champ(nom="reponse", niveau=V, type=TEvenement())
PROGRAMME_LOGEMENTS = ir.Champ(
    nom="logements", niveau=ir.Niveau.PROGRAMME, type=TNombre(unite=unite("logement"), entier=True)
)


def code(valeur: str, enumeration: str) -> ir.Litteral:
    return ir.Litteral(valeur=valeur, type=TCode(enumeration))


def nombre(n: int | Fraction, u: str = "") -> ir.Litteral:
    return ir.Litteral(valeur=Fraction(n), type=TNombre(unite=unite(u) if u else ()))


def taux(n: int) -> ir.Litteral:
    return ir.Litteral(valeur=Fraction(n, 100), type=TNombre(taux=True))


def egal(a: ir.Expr, b: ir.Expr) -> ir.Comparaison:
    return ir.Comparaison(operateur=ir.Comparateur.EGAL, gauche=a, droite=b)


def entete(nom: str, article: str = "1", **keys: object) -> ir.Entete:
    return ir.Entete(nom=nom, ident=nom, source=ir.SourceJuridique(article=article), **keys)  # type: ignore[arg-type]


ORDINAIRE = ir.ClauseChamp(
    entete=entete("logements_ordinaires"), regle=egal(NATURE, code("logement_ordinaire", "nature"))
)
MUTATIONS = ir.Soustraction(
    entete=ir.Entete(
        nom="mutations_internes",
        ident="cch.mutations_internes",
        source=ir.SourceJuridique(
            fondement="CCH R. 441-5", version=date(2020, 2, 22), confiance="texte vérifié"
        ),
    ),
    regle=egal(AFFECTATION, code("mutation_interne", "affectation")),
    categorie="mutation",
)
DELAI = ir.Delai(
    entete=entete("premiere_proposition", "6", debiteur="réservataire"),
    regle=ir.RegleDelai(
        evenement="proposition",
        echeance=ir.EcheanceRelative(
            duree=Duree(nombre=1, unite=UniteDuree.MOIS),
            apres=True,
            instant=ir.Instant(genre=ir.GenreInstant.SIMPLE, evenements=("information",)),
        ),
    ),
    suspension=ir.Suspension(evenements=(("demande_pieces", "reception_pieces"),)),
    a_defaut=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE),
)
PUBLICS = ir.Eligibilite(entete=entete("hors_qpv", "5"), regle=ir.Non(operande=QPV), menage=False)
REPONSE_10 = ir.Obligation(
    entete=entete("delai_de_reponse", "7", debiteur="bailleur"),
    regle=ir.Comparaison(
        operateur=ir.Comparateur.SUPERIEUR_EGAL,
        gauche=REPONSE,
        droite=ir.Calcul(
            operateur=ir.Operateur.PLUS,
            gauche=OFFRE,
            droite=ir.Litteral(valeur=Duree(nombre=10, unite=UniteDuree.JOUR), type=TEvenement()),
            type=TEvenement(),
        ),
    ),
)
BESOINS = ir.NonCodable(
    entete=entete("besoins_du_plan", "8"),
    raison="Les besoins du plan ne se calculent pas.",
    accepte_par="service habitat",
    le=date(2024, 1, 15),
)
VACANCES = ir.Population(classes=(ir.Classe.VACANCES,), statut=ir.StatutPopulation.ASSIETTE)
PART = ir.Part(
    entete=entete("contingent_etat", "3", force=ir.Force.ENGAGEMENT),
    regle=ir.ReglePart(taux=taux(30), population=VACANCES),
    compte=ir.Population(classes=(ir.Classe.ATTRIBUTIONS,)),
    application=ir.Application(dimensions=()),
    arrondi=Arrondi.INFERIEUR,
    report=ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, plafond=3),
)
QUOTA = ir.Quota(
    entete=entete("quart_hors_qpv", "4", force=ir.Force.OBLIGATION),
    regle=ir.RegleQuota(
        sens=ir.Sens.AU_MOINS,
        taux=taux(25),
        nombre=None,
        population=ir.Population(
            classes=(ir.Classe.BAUX,),
            rattachement=ir.Rattachement.BAILLEUR,
            condition=ir.Non(operande=QPV),
        ),
        public=ir.Champ(nom="premier_quartile", niveau=V, type=TCondition()),
    ),
    application=ir.Application(dimensions=(COMMUNE,)),
    arrondi=Arrondi.SANS,
)
CONVENTION = ir.Convention(
    ident="etat-93--oph-exemple",
    bailleur=ir.Bailleur(nom="OPH Exemple", siren="000000000"),
    reservataire=ir.Reservataire(nom="le préfet de la Seine-Saint-Denis", type="etat"),
    clauses=(ORDINAIRE, PART, QUOTA, PUBLICS, DELAI, REPONSE_10, BESOINS),
)
AU = date(2025, 3, 3)


def _lu(champ: ir.Champ, valeur: object) -> Trace:
    return Trace(expr=champ, valeur=valeur)  # type: ignore[arg-type]


DECISION = Decision(
    vacance="V-1",
    convention=CONVENTION.ident,
    au=AU,
    territoire=True,
    reference=connu(date(2025, 2, 3), "disponibilite"),
    statut=ResultatStatut(possibles=(Statut.DANS_L_ASSIETTE,)),
    eligible=indetermine("qpv"),
    champs=(
        ResultatClause(
            clause=ORDINAIRE,
            issue=True,
            trace=Trace(expr=ORDINAIRE.regle, valeur=True, enfants=(_lu(NATURE, "logement_ordinaire"),)),
            cas=("logements_ordinaires",),
        ),
    ),
    soustractions=(
        ResultatClause(
            clause=MUTATIONS,
            issue=False,
            trace=Trace(expr=MUTATIONS.regle, valeur=False, enfants=(_lu(AFFECTATION, "location"),)),
        ),
    ),
    eligibilites=(
        ResultatClause(
            clause=PUBLICS,
            issue=indetermine("qpv"),
            trace=Trace(
                expr=PUBLICS.regle, valeur=indetermine("qpv"), enfants=(_lu(QPV, indetermine("qpv")),)
            ),
        ),
    ),
    delais=(
        ResultatDelai(
            clause=DELAI,
            etat=EtatDelai.DEPASSE,
            limite=date(2025, 2, 28),
            retard_jours=3,
            ancre=connu(date(2025, 1, 31), "information"),
            cible=pas_survenu(AU, "proposition"),
            effet=DELAI.a_defaut,
            effet_date=connu(date(2025, 3, 1)),
        ),
    ),
    obligations=(
        ResultatClause(clause=REPONSE_10, issue=NON_APPLICABLE),
        ResultatClause(
            clause=REPONSE_10,
            issue=Indetermine(frozenset({Cause(fait="offre"), Cause(fait="reponse", genre=Genre.FUTUR)})),
        ),
    ),
    effets=(
        ResultatEffet(
            clause="premiere_proposition",
            effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE),
            date=connu(date(2025, 3, 1)),
            ouverture=connu(date(2025, 3, 1)),
            issue=True,
        ),
    ),
    tour_clos=connu(date(2025, 3, 1)),
)
SOUSTRAITE = Decision(
    vacance="V-2",
    convention=CONVENTION.ident,
    au=AU,
    territoire=True,
    reference=connu(date(2025, 2, 3), "disponibilite"),
    statut=ResultatStatut(
        possibles=(Statut.SOUSTRAIT,), clause="cch.mutations_internes", categorie="mutation"
    ),
    eligible=NON_APPLICABLE,
    soustractions=(
        ResultatClause(
            clause=MUTATIONS,
            issue=True,
            trace=Trace(expr=MUTATIONS.regle, valeur=True, enfants=(_lu(AFFECTATION, "mutation_interne"),)),
        ),
    ),
)


def b(low: int | Fraction, high: int | Fraction | None = None) -> Bornes:
    return Bornes(min=Fraction(low), max=Fraction(low if high is None else high))


def cellule(nom: str = "", **keys: object) -> ResultatCellule:
    values: dict[str, object] = {
        "cellule": (("commune", nom),) if nom else (),
        "base": b(104),
        "du": b(Fraction(156, 5)),
        "du_arrondi": b(31),
        "cible": b(31),
        "realise": b(30),
        "solde_initial": b(0),
        "solde": b(1),
        "ecart": b(Fraction(-6, 5)),
        "part": None,
        "verdict": Verdict.NON_CONFORME,
        "verdicts_possibles": (Verdict.NON_CONFORME,),
        "sauve_par_tolerance": False,
        "causes": frozenset(),
        "lignes_base": ("V-1", "V-3"),
        "lignes_comptees": ("V-1",),
        "a_completer": (),
    } | keys
    return ResultatCellule(**values)  # type: ignore[arg-type]


INCERTAINE = LigneIncertaine(
    vacance="V-<7>",
    causes=frozenset({Cause(fait="premier_quartile")}),
    ecart=Fraction(3, 4),
    realise=Fraction(1),
    base=Fraction(1),
    du=Fraction(1, 4),
)
BILAN = Bilan(
    bailleur="000000000",
    annee=2025,
    au=date(2026, 1, 5),
    perimetre=Perimetre(sous_convention=110, hors_periode=(), hors_territoire=(), departements=()),
    conventions=(
        BilanConvention(
            convention=CONVENTION,
            statuts=((Statut.DANS_L_ASSIETTE, b(104)), (Statut.SOUSTRAIT, b(5, 6))),
            retraits=(Retrait(categorie="mutation", prevu=5, realise=b(5, 6)),),
            regles=(
                ResultatRegle(
                    clause=PART, cellules=(cellule(),), verdict=Verdict.NON_CONFORME, cas=("contingent_etat",)
                ),
                ResultatRegle(
                    clause=QUOTA,
                    verdict=Verdict.INDETERMINE,
                    cellules=(
                        cellule(
                            "93066",
                            solde=None,
                            realise=b(1020, 1031),
                            base=b(1000, 1044),
                            part=b(Fraction(271, 1000), Fraction(304, 1000)),
                            verdict=Verdict.INDETERMINE,
                            verdicts_possibles=(Verdict.NON_CONFORME, Verdict.CONFORME),
                            causes=INCERTAINE.causes,
                            a_completer=(INCERTAINE,),
                        ),
                        cellule("93001", verdict=Verdict.CONFORME, cible=None),
                    ),
                ),
            ),
            echeances=(
                ResultatEcheance(clause=DELAI, decomptes=(("tenu", 40), ("depasse", 2)), manquees=("V-1",)),
            ),
            non_evalues=(NonEvalue(clause=BESOINS, code="CR801"),),
            a_completer=(
                ACompleter(
                    vacance=INCERTAINE.vacance,
                    causes=INCERTAINE.causes,
                    reductions=(
                        Reduction(
                            clause=QUOTA.entete.ident, cellule=(("commune", "93066"),), ligne=INCERTAINE
                        ),
                    ),
                ),
            ),
            lignes=110,
            periode=(date(2025, 1, 1), date(2025, 12, 31)),
            hors_periode=0,
        ),
    ),
)

TEXTE = make_source("essais/é.yaml", "cas:\n  - cas: la_part\n    attendu: { du: 3 }\n")
SPAN = Span(source=TEXTE, start=35, end=50)
ESSAIS = (
    ResultatCas(
        convention=CONVENTION.ident,
        cas=ir.CasEssai(
            nom="la_part", au=AU, annee=2025, prevus=None, soldes=(), lignes=(), attendu=(), span=SPAN
        ),
        ecarts=(Ecart(cle="contingent_etat.du", attendu="3", obtenu="156/5", span=SPAN),),
    ),
)
RECU = Recu(au=AU, conventions={"conventions/etat.yaml": "a" * 64}, donnees={"vacances.csv": "b" * 64})


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
