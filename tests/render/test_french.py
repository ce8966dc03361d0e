"""Every expression and clause has its words, in grammatical French."""

from datetime import date
from fractions import Fraction
from typing import get_args

import pytest

from convrules import ir, vocabulary
from convrules.base.dates import Duree, UniteDuree
from convrules.base.saisons import Quantieme, Saison
from convrules.base.values import TCode, TCondition, TDate, TDuree, TEvenement, TNombre, TTexte, unite
from convrules.render.clauses import effet, enonce, genre, ordre
from convrules.render.expressions import negation, phrase, terme
from convrules.render.french import a, de, que, si
from convrules.render.lexicon import CODES, FAITS, NOMS, Lexique, lexique_of
from render import samples as s

V = ir.Niveau.VACANCE
DALO = ir.Champ(nom="dalo", niveau=V, type=TCondition())
BAIL = ir.Champ(nom="bail", niveau=V, type=TEvenement())
CONGE = ir.Champ(nom="conge", niveau=V, type=TEvenement())
LOYER = ir.Champ(nom="loyer", niveau=V, type=TNombre(unite=unite("centime")))
JUILLET = ir.Litteral(valeur=date(2025, 7, 1), type=TDate())
JOURS = ir.Litteral(valeur=Duree(nombre=10, unite=UniteDuree.JOUR), type=TDuree(UniteDuree.JOUR))
CANDIDATURES = ir.Population(classes=(ir.Classe.CANDIDATURES,), condition=DALO)
C, OP = ir.Comparateur, ir.Operateur


def compare(op: ir.Comparateur, g: ir.Expr, d: ir.Expr) -> ir.Comparaison:
    return ir.Comparaison(operateur=op, gauche=g, droite=d)


PLAI = compare(
    C.EGAL,
    ir.Champ(nom="financement", niveau=V, type=TCode("financement")),
    s.code("plai", "financement"),
)
TYPOLOGIE = ir.Champ(nom="typologie", niveau=V, type=TCode("typologie"))
T = tuple(s.code(t, "typologie") for t in ("T1", "T2", "T3"))
EXEMPLES: list[tuple[ir.Expr, str, str]] = [
    # expression, that it holds, that it does not
    (s.QPV, "le logement est en quartier prioritaire", "le logement n'est pas en quartier prioritaire"),
    (
        ir.Non(operande=s.QPV),
        "le logement n'est pas en quartier prioritaire",
        "le logement est en quartier prioritaire",
    ),
    (
        ir.Et(gauche=PLAI, droite=ir.Ou(gauche=s.QPV, droite=DALO)),
        "le financement est « PLAI », et (le logement est en quartier prioritaire ou le ménage est reconnu "
        "au titre du DALO)",
        "ces conditions ne sont pas toutes réunies : le financement est « PLAI » ; le logement est en "
        "quartier prioritaire ou le ménage est reconnu au titre du DALO",
    ),
    (
        ir.Ou(gauche=s.QPV, droite=DALO),
        "le logement est en quartier prioritaire ou le ménage est reconnu au titre du DALO",
        "aucune de ces conditions n'est remplie : le logement est en quartier prioritaire ; le ménage est "
        "reconnu au titre du DALO",
    ),
    (
        compare(C.INFERIEUR_EGAL, s.SURFACE, s.nombre(40, "m²")),
        "la surface est inférieure ou égale à 40 m²",
        "la surface est supérieure à 40 m²",
    ),
    (
        compare(
            C.SUPERIEUR,
            ir.Calcul(
                operateur=OP.DIVISE,
                gauche=LOYER,
                droite=s.SURFACE,
                type=TNombre(unite=(("centime", 1), ("m²", -1))),
            ),
            ir.Litteral(valeur=Fraction(650), type=TNombre(unite=(("centime", 1), ("m²", -1)))),
        ),
        "le loyer divisé par la surface est supérieur à 6,50 €/m²",
        "le loyer divisé par la surface est inférieur ou égal à 6,50 €/m²",
    ),
    (
        ir.Dans(operande=TYPOLOGIE, ensemble=T),
        "la typologie est « T1 », « T2 » ou « T3 »",
        "la typologie n'est pas ni « T1 » ni « T2 » ni « T3 »".replace("n'est pas ni", "n'est ni"),
    ),
    (
        ir.Entre(operande=s.PROGRAMME_LOGEMENTS, bas=s.nombre(2, "logement"), haut=s.nombre(9, "logement")),
        "le nombre de logements du programme est compris entre 2 et 9, bornes incluses",
        "il n'est pas vrai que le nombre de logements du programme est compris entre 2 et 9, bornes incluses",
    ),
    (
        compare(C.INFERIEUR, CONGE, JUILLET),
        "le congé intervient avant le 1er juillet 2025",
        "le congé intervient au plus tôt le 1er juillet 2025",
    ),
    (
        compare(
            C.SUPERIEUR_EGAL,
            s.REPONSE,
            ir.Calcul(operateur=OP.PLUS, gauche=s.OFFRE, droite=JOURS, type=TEvenement()),
        ),
        "la réponse intervient au plus tôt 10 jours après l'offre",
        "la réponse intervient avant le terme de 10 jours après l'offre",
    ),
    (
        compare(C.INFERIEUR_EGAL, BAIL, CONGE),
        "la signature du bail intervient au plus tard le jour du congé",
        "la signature du bail intervient après le congé",
    ),
    (
        ir.EnSaison(
            operande=BAIL,
            saison=Saison(debut=Quantieme(mois=12, jour=15), fin=Quantieme(mois=1, jour=1)),
        ),
        "la signature du bail est comprise entre le 15 décembre et le 1er janvier de chaque année, "
        "bornes incluses",
        "la signature du bail n'est pas comprise entre le 15 décembre et le 1er janvier de chaque année",
    ),
    (ir.AEuLieu(evenement=BAIL), "la signature du bail a eu lieu", "la signature du bail n'a pas eu lieu"),
    (
        ir.Atteint(clause="part_etat", part=True, a_date=True, jour=BAIL),
        "la part « part etat » est atteinte le jour de la signature du bail, "
        "au vu de ce qui est dû à cette date",
        "la part « part etat » n'est pas atteinte le jour de la signature du bail, "
        "au vu de ce qui est dû à cette date",
    ),
    (
        ir.Atteint(clause="douze_par_an", part=False, a_date=False, jour=None),
        "le quota « douze par an » est atteint au jour de référence, au vu du dû de la période entière",
        "le quota « douze par an » n'est pas atteint au jour de référence, au vu du dû de la période entière",
    ),
    (
        ir.TourDe(clause="a_tour_de_role", titulaire="commune"),
        "c'est le tour de la commune (« a tour de role »)",
        "ce n'est pas le tour de la commune (« a tour de role »)",
    ),
    (
        ir.TourDe(clause="alternance", titulaire=None),
        "le logement va à celui dont c'est le tour (« alternance »)",
        "le logement ne va pas à celui dont c'est le tour (« alternance »)",
    ),
    (
        ir.Renseigne(champ=s.SURFACE),
        "la surface est renseignée",
        "la surface n'est pas renseignée",
    ),
    (
        ir.Nomme(nom="public_prioritaire", expr=DALO),
        "le critère « public prioritaire » est rempli",
        "le critère « public prioritaire » n'est pas rempli",
    ),
    (
        ir.EnVigueur(convention="als-93"),
        "la convention « als-93 » est en vigueur",
        "la convention « als-93 » n'est pas en vigueur",
    ),
    (
        ir.ExerciceDelegue(),
        "un délégataire exerce le droit",
        "aucun délégataire n'exerce le droit",
    ),
    (
        ir.DecisionAttendue(nom="respect_etabli"),
        "la décision humaine « respect_etabli » est favorable",
        "la décision humaine « respect_etabli » n'est pas favorable",
    ),
    (
        compare(C.SUPERIEUR_EGAL, ir.Compte(population=CANDIDATURES), s.nombre(1)),
        "le nombre de candidatures pour lesquelles le ménage est reconnu au titre du DALO est supérieur ou "
        "égal à 1",
        "le nombre de candidatures pour lesquelles le ménage est reconnu au titre du DALO est inférieur à 1",
    ),
    (
        ir.Si(condition=s.QPV, alors=DALO, sinon=PLAI),
        "si le logement est en quartier prioritaire, le ménage est reconnu au titre du DALO ; sinon, le "
        "financement est « PLAI »",
        "il n'est pas vrai que si le logement est en quartier prioritaire, le ménage est reconnu au titre du "
        "DALO ; sinon, le financement est « PLAI »",
    ),
]

TERMES: list[tuple[ir.Expr, str]] = [
    (s.taux(30), "30 %"),
    (ir.Litteral(valeur="abc", type=TTexte()), "« abc »"),
    (ir.Parametre(nom="part_etat", type=TNombre(taux=True)), "le taux « part_etat »"),
    (ir.Oppose(operande=LOYER), "l'opposé du loyer"),
    (
        ir.Somme(terme=s.SURFACE, population=ir.Population(classes=(ir.Classe.LOGEMENTS,)), type=TNombre()),
        "la somme de la surface sur les logements",
    ),
    (
        ir.Chiffre(
            grandeur=ir.Grandeur.MANQUE,
            clause="part_etat",
            precedente=True,
            type=TNombre(unite=(("logement", 1),)),
        ),
        "le manque de « part etat » sur la période précédente",
    ),
    (ir.Invalide(), "un passage illisible"),
    (
        ir.Si(condition=s.QPV, alors=s.taux(2), sinon=s.taux(3)),
        "2 % si le logement est en quartier prioritaire, et 3 % sinon",
    ),
    (
        ir.Calcul(operateur=OP.PLUS, gauche=s.SURFACE, droite=s.nombre(4, "m²"), type=TNombre()),
        "la surface augmentée de 4 m²",
    ),
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("expr", "vrai", "faux"), EXEMPLES)
def test_conditions(expr: ir.Expr, vrai: str, faux: str) -> None:
    assert plain(phrase(expr)) == vrai
    assert plain(negation(expr)) == faux


@pytest.mark.parametrize(("expr", "expected"), TERMES)
def test_terms(expr: ir.Expr, expected: str) -> None:
    assert plain(terme(expr).texte) == expected


def test_every_node_of_the_union_is_shown() -> None:
    shown = {type(e) for expr, *_ in (*EXEMPLES, *TERMES) for e in ir.walk(expr)}
    assert shown == set(get_args(ir.Expr))


def test_words_of_the_whole_vocabulary() -> None:
    missing = [
        c.nom
        for c in vocabulary.CHAMPS.values()
        if c.nom not in (FAITS if isinstance(c.type, TCondition) else NOMS)
    ]
    assert missing == []


def test_codes_never_show_an_underscore() -> None:
    codes = {code for c in vocabulary.CHAMPS.values() for code in c.codes}
    accented = {"residence_sociale", "deces", "etat", "region", "metropole", "securite_interieure"}
    assert accented & codes <= set(CODES)
    assert not [w for w in CODES.values() if "_" in w]


def test_a_declared_field_is_shown_by_its_gloss() -> None:
    champ = ir.Champ(nom="zac_nord", niveau=V, type=TCondition())
    lexique = Lexique(gloses={"zac_nord": "logement de la ZAC Nord"})
    assert plain(phrase(champ, lexique)) == "le critère « logement de la ZAC Nord » est rempli"
    assert plain(phrase(champ)) == "le critère « zac_nord » est rempli"


def test_parameters_show_their_values() -> None:
    taux = TNombre(taux=True)

    def declared(nom: str, *values: tuple[date, int]) -> ir.ParametreDeclare:
        dated = tuple(ir.ValeurDatee(du=du, valeur=s.taux(n)) for du, n in values)
        return ir.ParametreDeclare(nom=nom, type=taux, valeurs=dated)

    socle = ir.Convention(
        ident="cch", version="2026-02", parametres=(declared("plafond", (date(2020, 2, 22), 30)),)
    )
    own = ir.Convention(
        ident="etat", parametres=(declared("part", (date(2024, 1, 1), 28), (date(2025, 1, 1), 30)),)
    )
    other = ir.Convention(ident="autre", parametres=(declared("part", (date(2024, 1, 1), 5)),))
    shown = lexique_of([own, socle])
    assert (
        plain(terme(ir.Parametre(nom="cch.plafond", type=taux), shown).texte) == "30 % (taux « cch.plafond »)"
    )
    part = ir.Parametre(nom="part", type=taux)
    assert plain(terme(part, shown).texte) == (
        "le taux « part » (28 % à compter du 1er janvier 2024, 30 % à compter du 1er janvier 2025)"
    )
    assert plain(terme(part, lexique_of([own, other])).texte) == "le taux « part »"


def test_a_table_is_told_line_by_line() -> None:
    taux = TNombre(taux=True)

    def told(lines: int, **table: object) -> str:
        codes = ("93010", "93055", *(f"9300{n}" for n in range(1, 10)))[:lines]
        held = ir.ParCode(selon="commune", lignes=tuple((c, s.taux(25)) for c in codes), **table)
        before = ir.ValeurDatee(du=date(2024, 1, 1), valeur=s.taux(20))
        after = ir.ValeurDatee(du=date(2025, 1, 1), valeur=held)
        dated = (before, after) if lines == 1 else (after,)
        declared = ir.ParametreDeclare(nom="fixe", type=taux, selon="commune", valeurs=dated)
        field = ir.Champ(nom="commune", niveau=V, type=TCode("commune"))
        cited = ir.Parametre(nom="fixe", type=taux, selon=field)
        shown = lexique_of([ir.Convention(ident="etat", parametres=(declared,))])
        return plain(terme(cited, shown).texte)

    assert told(2, sinon=s.taux(20)) == (
        "le taux « fixe », selon la commune (25 % pour « 93010 », 25 % pour « 93055 », 20 % sinon)"
    )
    assert told(1, sinon=None, sans_objet=True) == (
        "le taux « fixe », selon la commune (à compter du 1er janvier 2024, 20 % ; "
        "à compter du 1er janvier 2025, 25 % pour « 93010 », rien sinon)"
    )
    assert told(9, sinon=None).endswith("25 % pour « 93006 », une autre ligne)")
    assert told(11, sinon=None).endswith("25 % pour « 93006 », 3 autres lignes)")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (de("le loyer"), "du loyer"),
        (de("les droits"), "des droits"),
        (de("l'offre"), "de l'offre"),
        (de("la surface"), "de la surface"),
        (de("attributions"), "d'attributions"),
        (a("le congé"), "au congé"),
        (a("l'État"), "à l'État"),
        (que("il pleut"), "qu'il pleut"),
        (que("le bail"), "que le bail"),
        (si("il pleut"), "s'il pleut"),
        (si("elle pleut"), "si elle pleut"),
    ],
)
def test_elision(found: str, expected: str) -> None:
    assert found == expected


TOUR = ir.Tour(
    entete=s.entete("alternance"),
    regle=ir.TourDe(clause="alternance", titulaire=None),
    ordre=ir.Ordre(etapes=(ir.Etape(compte="etat"), ir.Etape(compte="commune"))),
    passe="attribution",
    jour="bail",
    non_servi=ir.Perte.GARDE,
    application=ir.Application(dimensions=()),
)


def test_every_clause_kind_has_words() -> None:
    """`enonce` and `genre` of each kind that a convention may hold."""
    given: list[ir.Clause] = [
        s.ORDINAIRE,
        s.MUTATIONS,
        s.DELAI,
        s.PUBLICS,
        s.REPONSE_10,
        s.BESOINS,
        s.PART,
        s.QUOTA,
        ir.DroitIdentifie(entete=s.entete("d"), regle=s.QPV),
        ir.Repartition(entete=s.entete("r"), de="garants", entre=(("epci", s.taux(30)),), restes="x"),
        ir.Suite(entete=s.entete("s"), apres="refus_candidat", effet=ir.Effet(acte=ir.Acte.SANS_EFFET)),
        ir.Priorite(
            entete=s.entete("p"),
            regle=ir.Ordre(etapes=(ir.Etape(compte="commune", epuisement=True), ir.Etape(compte="etat"))),
        ),
        ir.Imputation(entete=s.entete("i"), regle=ir.Ordre(etapes=(ir.Etape(compte="als", limite=4),))),
        ir.Delegation(
            entete=s.entete("e"),
            titulaire="etat",
            delegataire="epci",
            porte_sur=ir.Etendue(taux=None, condition=s.QPV, sauf=("urgence",)),
        ),
        ir.ModeCorrectif(
            entete=s.entete("m"),
            surveille="bas_revenus",
            constat=ir.Periodicite(nombre=2, unite=UniteDuree.AN, depuis=date(2024, 12, 31)),
            impose=DALO,
            fin=ir.DecisionAttendue(nom="f"),
        ),
        ir.Transmission(
            entete=s.entete("t"),
            regle=ir.EcheanceFixe(date=None, jour=28, mois=2, inclus=False),
            destinataires="chaque réservataire",
        ),
        ir.ExceptionClause(entete=s.entete("x"), a="cch.part_uniforme", ecarte=True),
        ir.DecisionHumaine(
            entete=s.entete("h"), question="Est-ce tenu ?", qui="préfet", porte_sur="programme"
        ),
        ir.Controle(entete=s.entete("unicite")),
        TOUR,
    ]
    assert {type(c) for c in given} == set(get_args(ir.Clause))
    for clause in given:
        assert genre(clause) and enonce(clause) and "_" not in genre(clause)
    assert (
        plain(enonce(given[15])) == "avant le 28 février de chaque année, transmission à chaque réservataire"
    )
    assert plain(enonce(given[14])).startswith("quand « bas_revenus » est manqué (constat tous les 2 ans")
    assert plain(enonce(TOUR)) == (
        "à tour de rôle : l'État, puis la commune ; le tour se lit le jour de la signature du bail et passe "
        "à chaque attribution ; celui qui n'est pas servi garde son tour"
    )
    assert ordre(given[11].regle) == "la commune jusqu'à épuisement, puis l'État"  # type: ignore[union-attr,arg-type]


def test_effects() -> None:
    to_state = ir.Effet(
        acte=ir.Acte.REMISE_A, destinataire="etat", decompte=ir.Decompte.COMPTEE, faculte=True
    )
    said = "faculté : le logement est remis à l'État, compté pour le réservataire"
    assert plain(effet(to_state)) == said
