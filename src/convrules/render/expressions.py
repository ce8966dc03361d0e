"""Every expression of the language in French: conditions as clauses, the rest as noun phrases."""

from datetime import date
from fractions import Fraction
from typing import assert_never

from convrules import ir, vocabulary
from convrules.base.dates import Duree
from convrules.base.texte import t
from convrules.base.values import TCondition, TDate, TEvenement, TNombre, TTexte
from convrules.render import numbers
from convrules.render.french import Groupe, a, cite, de, joined, listing, nu, que, si
from convrules.render.lexicon import TITULAIRES, VIDE, Lexique, fait, nom, titulaire
from convrules.render.reached import number_of_account, reached, turn
from convrules.render.tournures import LIENS, OPPOSITE, ORDER, TERM, WHEN, compris, moved, neither
from convrules.render.values import by_code, held, literal


# --- conditions -----------------------------------------------------------------------------
def phrase(expr: ir.Expr, lexique: Lexique = VIDE) -> str:
    """What a condition says: « la typologie est T1 ou T2 et le logement est en quartier prioritaire »."""
    match expr:
        case ir.Litteral(valeur=bool(vrai)):
            return t("la condition est toujours remplie") if vrai else t("la condition n'est jamais remplie")
        case ir.Champ(nom=n, type=TCondition()):
            return fait(n, True, lexique)
        case ir.Nomme(nom=n):
            return t("le critère {replace} est rempli", replace=cite(n.replace("_", " ")))
        case ir.DecisionAttendue(nom=n):
            return t("la décision humaine {n} est favorable", n=cite(n))
        case ir.Non(operande=e):
            return negation(e, lexique)
        case ir.Et():
            return _joined(expr, "et", lexique)
        case ir.Ou():
            return _joined(expr, "ou", lexique)
        case ir.Comparaison():
            return _comparison(expr.operateur, expr.gauche, expr.droite, lexique)
        case ir.Dans(operande=e, ensemble=es):
            sujet = terme(e, lexique)
            return t("{a} {b} {c}", a=sujet.texte, b=sujet.est, c=_members(es, "ou", lexique))
        case ir.Entre():
            return _between(expr, lexique)
        case ir.Si(condition=c, alors=alors, sinon=sinon):
            branches = t(
                "{alors}\u202f; sinon, {sinon}", alors=phrase(alors, lexique), sinon=phrase(sinon, lexique)
            )
            return t("{a}, {b}", a=si(phrase(c, lexique)), b=branches)
        case ir.Renseigne(champ=c):
            sujet = terme(c, lexique)
            return t("{a} {b} {c}", a=sujet.texte, b=sujet.est, c=sujet.accord("renseigné"))
        case ir.AEuLieu(evenement=c):
            return t("{texte} a eu lieu", texte=terme(c, lexique).texte)
        case ir.Atteint():
            return reached(expr, _reading_day(expr, lexique), holds=True)
        case ir.TourDe():
            return turn(expr, holds=True)
        case ir.EnSaison(operande=e, saison=s):
            sujet = terme(e, lexique)
            return t(
                "{texte} {est} {saison}, bornes incluses",
                texte=sujet.texte,
                est=compris(sujet, sujet.est),
                saison=numbers.saison(s),
            )
        case ir.EnVigueur(convention=ident):
            return t("la convention {ident} est en vigueur", ident=cite(ident))
        case ir.ExerciceDelegue():
            return t("un délégataire exerce le droit")
        case ir.Invalide():
            return t("la règle est illisible")
        case (
            ir.Litteral() | ir.Champ() | ir.Parametre() | ir.Calcul() | ir.Oppose() | ir.Compte() | ir.Somme()
            | ir.Chiffre()
        ):  # fmt: skip
            return t("{texte} est vérifié", texte=terme(expr, lexique).texte)
        case _:
            assert_never(expr)


def _between(expr: ir.Entre, lexique: Lexique) -> str:
    sujet = terme(expr.operande, lexique)
    low, high = (_beside(sujet, bound, lexique) for bound in (expr.bas, expr.haut))
    return t(
        "{texte} {est} entre {bounds}, bornes incluses",
        texte=sujet.texte,
        est=compris(sujet, sujet.est),
        bounds=t("{a} et {b}", a=low, b=high),
    )


def negation(expr: ir.Expr, lexique: Lexique = VIDE) -> str:
    """That a condition does not hold, said without « il est faux que » wherever French has a turn."""
    match expr:
        case ir.Champ(nom=n, type=TCondition()):
            return fait(n, False, lexique)
        case ir.Nomme(nom=n):
            return t("le critère {replace} n'est pas rempli", replace=cite(n.replace("_", " ")))
        case ir.Non(operande=e):
            return phrase(e, lexique)
        case ir.Et():
            return t("ces conditions ne sont pas toutes réunies\u202f: {items}", items=_items(expr, lexique))
        case ir.Ou():
            return t("aucune de ces conditions n'est remplie\u202f: {items}", items=_items(expr, lexique))
        case ir.Comparaison():
            return _comparison(OPPOSITE[expr.operateur], expr.gauche, expr.droite, lexique)
        case ir.Dans(operande=e, ensemble=es):
            return t("{a} {b}", a=neither(terme(e, lexique), len(es)), b=_members(es, "ni", lexique))
        case ir.Renseigne(champ=c):
            sujet = terme(c, lexique)
            return t("{a} {b} {c}", a=sujet.texte, b=sujet.n_est_pas, c=sujet.accord("renseigné"))
        case ir.AEuLieu(evenement=c):
            return t("{texte} n'a pas eu lieu", texte=terme(c, lexique).texte)
        case ir.Atteint():
            return reached(expr, _reading_day(expr, lexique), holds=False)
        case ir.TourDe():
            return turn(expr, holds=False)
        case ir.EnSaison(operande=e, saison=s):
            sujet = terme(e, lexique)
            verb = compris(sujet, sujet.n_est_pas)
            return t("{a} {b} {c}", a=sujet.texte, b=verb, c=numbers.saison(s))
        case ir.EnVigueur(convention=ident):
            return t("la convention {ident} n'est pas en vigueur", ident=cite(ident))
        case ir.ExerciceDelegue():
            return t("aucun délégataire n'exerce le droit")
        case ir.DecisionAttendue(nom=n):
            return t("la décision humaine {n} n'est pas favorable", n=cite(n))
        case (
            ir.Litteral() | ir.Champ() | ir.Parametre() | ir.Entre() | ir.Calcul() | ir.Oppose() | ir.Si()
            | ir.Compte() | ir.Somme() | ir.Chiffre() | ir.Invalide()
        ):  # fmt: skip
            return t("il n'est pas vrai {que}", que=que(phrase(expr, lexique)))
        case _:
            assert_never(expr)


def _reading_day(expr: ir.Atteint, lexique: Lexique) -> str:
    return texte(expr.jour, lexique) if expr.jour is not None else ""


def _flat(expr: ir.Expr, kind: type[ir.Et] | type[ir.Ou]) -> list[ir.Expr]:
    if isinstance(expr, ir.Et | ir.Ou) and isinstance(expr, kind):
        return [*_flat(expr.gauche, kind), *_flat(expr.droite, kind)]
    return [expr]


def _joined(expr: ir.Et | ir.Ou, lien: str, lexique: Lexique) -> str:
    words = []
    for item in _flat(expr, type(expr)):
        said = phrase(item, lexique)
        # Brackets keep « a et (b ou c) » apart from « (a et b) ou c »; « : » would run on otherwise.
        nested = isinstance(item, ir.Et | ir.Ou | ir.Si) or "\u202f:" in said
        words.append(t("({a})", a=said) if nested else said)
    own = any(" et " in w or " ou " in w for w in words)
    return joined(words, LIENS[lien][own])


def _items(expr: ir.Et | ir.Ou, lexique: Lexique) -> str:
    return joined([phrase(item, lexique) for item in _flat(expr, type(expr))], "\u202f; ")


def _members(ensemble: tuple[ir.Expr, ...], lien: str, lexique: Lexique) -> str:
    words = [texte(e, lexique) for e in ensemble]
    if lien == "ni":
        return t("ni {words}", words=joined(words, " ni ")) if len(words) > 1 else words[0]
    return listing(words, lien)


_C = ir.Comparateur


# --- comparisons ----------------------------------------------------------------------------
def _beside(sujet: Groupe, expr: ir.Expr, lexique: Lexique) -> str:
    """A bound: « le nombre de candidatures … 4 » does not say its unit twice."""
    counted = sujet.texte.startswith("le nombre ")
    if counted and isinstance(expr, ir.Litteral) and isinstance(expr.valeur, Fraction):
        return numbers.decimal(expr.valeur)
    return texte(expr, lexique)


def _recorded(operateur: ir.Comparateur, gauche: ir.Expr, droite: ir.Expr) -> str:
    """« l'attribution est enregistrée sur le compte de la commune »; empty for any other comparison."""
    match gauche, droite:
        case ir.Champ(nom="contingent"), ir.Litteral(valeur=str(compte)):
            account = t("enregistrée sur le compte {titulaire}", titulaire=de(titulaire(compte)))
            if operateur is _C.EGAL:
                return t("l'attribution est {account}", account=account)
            return (
                t("l'attribution n'est pas {account}", account=account) if operateur is _C.DIFFERENT else ""
            )
        case _:  # Why: every other field is compared in the common way.
            return ""


def _holder(gauche: ir.Expr, droite: ir.Expr) -> str:
    """« la commune », « l'État »: a holder goes without the marks of a code; empty for anything else."""
    match gauche, droite:
        case ir.Champ(nom=n), ir.Litteral(valeur=str(compte)) if n.rpartition(".")[2] == "reservataire":
            return titulaire(compte) if compte in TITULAIRES else ""
        case _:  # Why: every other field is compared with a code.
            return ""


def _comparison(operateur: ir.Comparateur, gauche: ir.Expr, droite: ir.Expr, lexique: Lexique) -> str:
    recorded = _recorded(operateur, gauche, droite)
    if recorded:
        return recorded
    if _is_time(gauche) or _is_time(droite):
        return t("{a} {b}", a=terme(gauche, lexique).texte, b=_moment(operateur, droite, lexique))
    sujet = terme(gauche, lexique)
    autre = _holder(gauche, droite) or _beside(sujet, droite, lexique)
    order = ORDER.get(operateur)
    if order is None:
        verb = sujet.est if operateur is _C.EGAL else sujet.n_est_pas
        if _is_number(gauche) or _is_number(droite):
            return t("{a} {b} {c} {d}", a=sujet.texte, b=verb, c=sujet.accord("égal"), d=a(autre))
        return t("{a} {b} {c}", a=sujet.texte, b=verb, c=autre)
    adjectif, ou_egal = order
    equal = t(" ou {accord}", accord=sujet.accord("égal")) if ou_egal else ""
    return t("{a} {b} {c}{d} {e}", a=sujet.texte, b=sujet.est, c=sujet.accord(adjectif), d=equal, e=a(autre))


def _moment(operateur: ir.Comparateur, droite: ir.Expr, lexique: Lexique) -> str:
    match droite:
        case ir.Calcul(operateur=op, gauche=anchor, droite=ir.Litteral(valeur=Duree() as d)):
            side = t("après") if op is ir.Operateur.PLUS else "avant"
            return moved(
                TERM[operateur],
                duree=t("{a} {b} {c}", a=numbers.duree(d), b=side, c=texte(anchor, lexique)),
            )
        case ir.Litteral(valeur=date()):
            return moved(WHEN[operateur][1], le=texte(droite, lexique))
        case _:
            moment = texte(droite, lexique)
            return moved(WHEN[operateur][0], x=moment, de=de(moment))


def _is_time(expr: ir.Expr) -> bool:
    match expr:
        case ir.Litteral(type=TDate()) | ir.Champ(type=TEvenement() | TDate()):
            return True
        case ir.Calcul(type=TDate() | TEvenement()) | ir.Parametre(type=TDate()):
            return True
        case _:  # Why: every other node is not a moment, whatever nodes are added.
            return False


def _is_number(expr: ir.Expr) -> bool:
    return isinstance(getattr(expr, "type", None), TNombre) or isinstance(expr, ir.Compte)


# --- terms ----------------------------------------------------------------------------------
def texte(expr: ir.Expr, lexique: Lexique = VIDE) -> str:
    return terme(expr, lexique).texte


def terme(expr: ir.Expr, lexique: Lexique = VIDE) -> Groupe:
    """A value as a noun phrase, with its gender and number."""
    match expr:
        case ir.Litteral():
            return Groupe(texte=literal(expr))
        case ir.Champ(nom=n, niveau=niveau, type=type_):
            return _field(n, niveau, nom(n, lexique, type_))
        case ir.Parametre():
            return _parameter(expr, lexique)
        case ir.Nomme(nom=n):
            return Groupe(texte=t("la grandeur {replace}", replace=cite(n.replace("_", " "))), feminin=True)
        case ir.Calcul():
            return _calculation(expr, lexique)
        case ir.Oppose(operande=e):
            return Groupe(texte=t("l'opposé {e}", e=de(texte(e, lexique))))
        case ir.Si(condition=c, alors=alors, sinon=sinon):
            said = t(
                "{alors} {si}, et {sinon} sinon",
                alors=texte(alors, lexique),
                si=si(phrase(c, lexique)),
                sinon=texte(sinon, lexique),
            )
            return Groupe(texte=said, feminin=terme(alors, lexique).feminin)
        case ir.Compte(population=p):
            return Groupe(texte=t("le nombre {population}", population=de(population(p, lexique))))
        case ir.Chiffre():
            return number_of_account(expr)
        case ir.Somme(terme=summed, population=p):
            return Groupe(
                texte=t(
                    "la somme {summed} sur les {population}",
                    summed=de(texte(summed, lexique)),
                    population=population(p, lexique),
                ),
                feminin=True,
            )
        case ir.Invalide():
            return Groupe(texte=t("un passage illisible"))
        case (
            ir.DecisionAttendue() | ir.Non() | ir.Et() | ir.Ou() | ir.Comparaison() | ir.Dans() | ir.Entre()
            | ir.Renseigne() | ir.EnSaison() | ir.AEuLieu() | ir.Atteint() | ir.TourDe()
            | ir.EnVigueur() | ir.ExerciceDelegue()
        ):  # fmt: skip
            return Groupe(texte=t("le fait {que}", que=que(phrase(expr, lexique))))
        case _:
            assert_never(expr)


def _parameter(expr: ir.Parametre, lexique: Lexique) -> Groupe:
    """Its value when it has only one, its dated values otherwise; always its name."""
    match expr.type:
        case TNombre(taux=True):
            name = t("le taux {nom}", nom=cite(expr.nom))
        case _:
            name = t("le paramètre {nom}", nom=cite(expr.nom))
    declared = lexique.parametres.get(expr.nom)
    if declared is None or not declared.valeurs:
        return Groupe(texte=name)
    if declared.selon is not None:
        return Groupe(texte=_by_code(expr, name, declared, lexique))
    values = [(texte(held(e, expr.type), lexique), v.du) for v in declared.valeurs for e in v.possibles]
    if len(values) == 1 and declared.revision is None:
        return Groupe(texte=t("{a} ({b})", a=values[0][0], b=nu(name)))
    dated = [t("{value} à compter du {du}", value=value, du=numbers.jour(du)) for value, du in values]
    return Groupe(texte=t("{a} ({b})", a=name, b=joined(dated, ", ")))


def _by_code(expr: ir.Parametre, name: str, declared: ir.ParametreDeclare, lexique: Lexique) -> str:
    """« le taux « fixe », selon la commune (25 % pour « 93010 », 20 % sinon) »."""
    kind, choice = expr.type, expr.selon.type if expr.selon is not None else TTexte()
    told = [
        (by_code(v, choice, kind) if isinstance(v, ir.ParCode) else texte(held(v, kind), lexique), du)
        for v, du in ((dated.valeur, dated.du) for dated in declared.valeurs)
    ]
    dated = [t("à compter du {du}, {value}", du=numbers.jour(du), value=value) for value, du in told]
    field = terme(expr.selon, lexique).texte if expr.selon is not None else declared.selon or ""
    values = joined(dated, "\u202f; ") if len(told) > 1 else told[0][0]
    return t("{name}, selon {field} ({values})", name=name, field=field, values=values)


_AMBIGUS = {
    ir.Niveau.PROGRAMME: ("logements", "commune", "financement", "mise_en_service", "rehabilitation"),
    ir.Niveau.DEMANDE: ("depot", "commune", "departement"),
}


def _field(n: str, niveau: ir.Niveau, groupe: Groupe) -> Groupe:
    """« le nombre de logements du programme »: the level is said where it lifts a doubt."""
    if n not in _AMBIGUS.get(niveau, ()):
        return groupe
    said = t("{a} {b}", a=groupe.texte, b=vocabulary.NIVEAUX[niveau])
    return Groupe(texte=said, feminin=groupe.feminin, pluriel=groupe.pluriel)


def _calculation(expr: ir.Calcul, lexique: Lexique) -> Groupe:
    gauche = terme(expr.gauche, lexique)
    droite = texte(expr.droite, lexique)
    if isinstance(expr.droite, ir.Calcul):
        droite = t("({a})", a=droite)
    left = t("({a})", a=gauche.texte) if isinstance(expr.gauche, ir.Calcul) else gauche.texte
    if isinstance(expr.droite, ir.Litteral) and isinstance(expr.droite.valeur, Duree):
        side = t("après") if expr.operateur is ir.Operateur.PLUS else "avant"
        return Groupe(
            texte=t("la date qui tombe {droite} {side} {left}", droite=droite, side=side, left=left),
            feminin=True,
        )
    if expr.operateur is ir.Operateur.MOINS and _is_time(expr.gauche) and _is_time(expr.droite):
        return Groupe(texte=t("le nombre de jours entre {droite} et {left}", droite=droite, left=left))
    words = {
        ir.Operateur.PLUS: ("augmenté", de(droite)),
        ir.Operateur.MOINS: ("diminué", de(droite)),
        ir.Operateur.FOIS: ("multiplié", t("par {droite}", droite=droite)),
        ir.Operateur.DIVISE: ("divisé", t("par {droite}", droite=droite)),
    }
    verb, complement = words[expr.operateur]
    said = t("{a} {b} {c}", a=left, b=gauche.accord(verb), c=complement)
    return Groupe(texte=said, feminin=gauche.feminin, pluriel=gauche.pluriel)


# --- populations ----------------------------------------------------------------------------
def population(p: ir.Population, lexique: Lexique = VIDE) -> str:
    """What is counted: « vacances dans l'assiette du bailleur telles que … » (no article)."""
    words = [listing([c.value for c in p.classes])]
    if p.statut is not None:
        words.append(p.statut.value)
    if p.rattachement is not None:
        words.append(p.rattachement.value)
    if p.condition is not None:
        words.append(
            t(
                "pour {mot} {condition}",
                mot="lesquels" if _masculine(p) else "lesquelles",
                condition=phrase(p.condition, lexique),
            )
        )
    return joined(words, " ")


def _masculine(p: ir.Population) -> bool:
    men = (ir.Classe.REFUS, ir.Classe.BAUX, ir.Classe.LOGEMENTS, ir.Classe.DROITS)
    return all(c in men for c in p.classes)
