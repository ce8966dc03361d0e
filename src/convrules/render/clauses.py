"""What a clause says, in a French sentence made from the typed tree (the author's own `énoncé`, when
there is one, is quoted beside it and never replaces it)."""

import re
from fractions import Fraction
from typing import assert_never

from convrules import ir
from convrules.base.dates import Duree
from convrules.base.values import TEvenement
from convrules.render import numbers
from convrules.render.expressions import phrase, population, terme, texte
from convrules.render.french import a, cite, de, listing
from convrules.render.lexicon import VIDE, Lexique, code, nom, titulaire

FIN = "\u202f"


def genre(clause: ir.Clause) -> str:
    """The kind of a clause, as files spell it."""
    match clause:
        case ir.ClauseChamp():
            return "champ"
        case ir.DroitIdentifie():
            return "droit identifié"
        case ir.Soustraction():
            return "soustraction"
        case ir.Part():
            return "part"
        case ir.Quota():
            return "quota"
        case ir.Repartition():
            return "répartition"
        case ir.Eligibilite():
            return "éligibilité"
        case ir.Delai():
            return "délai"
        case ir.Suite():
            return "suite"
        case ir.Tour():
            return "tour"
        case ir.Obligation():
            return "obligation"
        case ir.Priorite():
            return "priorité"
        case ir.Imputation():
            return "imputation"
        case ir.Delegation():
            return "délégation"
        case ir.ModeCorrectif():
            return "mode correctif"
        case ir.Transmission():
            return "transmission"
        case ir.ExceptionClause():
            return "exception"
        case ir.DecisionHumaine():
            return "décision humaine"
        case ir.NonCodable():
            return "non codable"
        case ir.Controle():
            return "contrôle"
        case _:
            assert_never(clause)


def enonce(clause: ir.Clause, lexique: Lexique = VIDE) -> str:
    """The rule of a clause in words: no capital, no full stop."""
    match clause:
        case ir.Tour():
            return tour(clause, lexique)
        case ir.ClauseChamp(regle=r) | ir.DroitIdentifie(regle=r) | ir.Obligation(regle=r):
            return phrase(r, lexique)
        case ir.Eligibilite(regle=r):
            return phrase(r, lexique)
        case ir.Soustraction(regle=r, categorie=c, limite=most):
            within = f", dans la limite de {limite(most)}" if most is not None else ""
            return f"{phrase(r, lexique)} (catégorie {cite(code(c))}){within}"
        case ir.Part():
            return part(clause.regle, lexique)
        case ir.Quota():
            return quota(clause.regle, lexique)
        case ir.Repartition(de=d, entre=entre, restes=restes):
            shares = [f"{texte(e, lexique)} pour {code(r)}" for r, e in entre]
            return f"la part {cite(d)} se répartit ainsi{FIN}: {listing(shares)} ({restes})"
        case ir.Delai(regle=r):
            return delai(r, lexique)
        case ir.Suite(apres=evenement, effet=e):
            return f"après {nom(evenement, lexique).texte}{FIN}: {effet(e)}"
        case ir.Priorite(regle=o) | ir.Imputation(regle=o):
            return ordre(o)
        case ir.Delegation(titulaire=t, delegataire=d, porte_sur=e):
            return f"{code(t)} délègue à {code(d)} {etendue(e, lexique)}"
        case ir.ModeCorrectif(surveille=s, impose=i, fin=f, constat=c):
            said = f"quand {cite(s)} est manqué (constat {periodicite(c)}), il faut que {phrase(i, lexique)}"
            return f"{said}, jusqu'à ce que {phrase(f, lexique)}"
        case ir.Transmission(regle=e, destinataires=d, contenu=c):
            what = f" ({c})" if c else ""
            return f"{echeance(e)}, transmission {a(d)}{what}"
        case ir.ExceptionClause(a=cible, ecarte=ecarte, remplace=remplace):
            if ecarte:
                return f"la clause {cite(cible)} est écartée"
            return f"dans la clause {cite(cible)}, remplace {listing([cite(cle) for cle, _ in remplace])}"
        case ir.DecisionHumaine(question=q, qui=qui):
            return f"{q.rstrip(' ?.')} (décision de {cite(qui)})"
        case ir.NonCodable(raison=r):
            return r.rstrip(".")
        case ir.Controle(entete=e):
            return f"contrôle {cite(e.nom)}"
        case _:
            assert_never(clause)


# --- the year -------------------------------------------------------------------------------
def limite(most: ir.Limite) -> str:
    if most.part:
        return f"{numbers.percent(most.valeur)} du flux de la période"
    return numbers.count(int(most.valeur), "logement")


def part(regle: ir.ReglePart, lexique: Lexique = VIDE) -> str:
    return f"{texte(regle.taux, lexique)} des {population(regle.population, lexique)}"


def quota(regle: ir.RegleQuota, lexique: Lexique = VIDE) -> str:
    base = population(regle.population, lexique)
    public = f", dont on compte les lignes où {phrase(regle.public, lexique)}" if regle.public else ""
    if regle.taux is not None:
        return f"{regle.sens.value} {texte(regle.taux, lexique)} des {base}{public}"
    if isinstance(regle.nombre, ir.Chiffre):
        return f"{regle.sens.value} {texte(regle.nombre, lexique)}, en {base}{public}"
    if isinstance(regle.nombre, ir.Parametre):
        return f"{regle.sens.value} {texte(regle.nombre, lexique)} {base}{public}"
    return f"{regle.sens.value} {numbers.group(regle.nombre or 0)}{numbers.INSECABLE}{base}{public}"


def compte(clause: ir.Part | ir.Quota, lexique: Lexique = VIDE) -> str:
    """What is counted as done, when it is said apart from the base."""
    return population(clause.compte, lexique) if clause.compte is not None else ""


def application(app: ir.Application, lexique: Lexique = VIDE) -> str:
    if not app.dimensions:
        return "sur l'ensemble"
    return f"pour chaque {listing([bare(nom(c.nom, lexique, c.type).texte) for c in app.dimensions])}"


def bare(groupe: str) -> str:
    """A noun phrase without its article."""
    return re.sub(r"^(le |la |les |l')", "", groupe)


def tour(clause: ir.Tour, lexique: Lexique = VIDE) -> str:
    """« à tour de rôle, l'État, puis la commune… »."""
    holders = ", puis ".join(designation(etape.compte) for etape in clause.ordre.etapes)
    passe, jour = (nom(evenement, lexique, TEvenement()).texte for evenement in (clause.passe, clause.jour))
    kept = clause.non_servi is ir.Perte.GARDE
    served = "celui qui n'est pas servi garde son tour" if kept else "celui qui n'est pas servi perd son tour"
    where = f", {application(clause.application, lexique)}" if clause.application.dimensions else ""
    read = f"le tour se lit le jour {de(jour)} et passe à chaque {bare(passe)}"
    return f"à tour de rôle{where}{FIN}: {holders}{FIN}; {read}{FIN}; {served}"


def report(r: ir.Report) -> str:
    words = [r.mode.value]
    if r.plafond is not None:
        words.append(f"plafonné à {numbers.count(r.plafond, 'logement')}")
    if r.plafond_du is not None:
        words.append(f"plafonné à {numbers.percent(r.plafond_du)} du dû")
    if r.sens is not None:
        words.append(r.sens.value)
    if r.perdu:
        words.append("perdu après un an")
    return ", ".join(words)


def tolerance(t: ir.Tolerance) -> str:
    if t.points:
        return numbers.count(t.valeur * 100, "point")
    return numbers.count(t.valeur, "logement")


# --- deadlines and effects ------------------------------------------------------------------
def delai(regle: ir.RegleDelai, lexique: Lexique = VIDE) -> str:
    evenement = nom(regle.evenement, lexique, TEvenement()).texte
    return f"{evenement} doit intervenir {echeance(regle.echeance, lexique)}"


def echeance(e: ir.Echeance, lexique: Lexique = VIDE) -> str:
    match e:
        case ir.EcheanceRelative(duree=d, apres=apres, instant=i):
            length = numbers.duree(d) if not isinstance(d, ir.Parametre) else terme(d, lexique).texte
            return f"au plus tard {length} {'après' if apres else 'avant'} {instant(i, lexique)}"
        case ir.EcheanceFixe(date=jour, inclus=inclus) if jour is not None:
            return f"{'au plus tard' if inclus else 'avant'} le {numbers.jour(jour)}"
        case ir.EcheanceFixe(jour=j, mois=m, inclus=inclus):
            day = "1er" if j == 1 else str(j)
            month = numbers.MOIS[(m or 1) - 1]
            return (
                f"{'au plus tard' if inclus else 'avant'} le {day}{numbers.INSECABLE}{month} de chaque année"
            )
        case ir.EcheancePeriodique():
            return periodique(e, lexique)
        case _:
            assert_never(e)


def periodique(e: ir.EcheancePeriodique, lexique: Lexique = VIDE) -> str:
    """« chaque mois », « 2 fois par an », « tous les 3 ans », « dans le mois qui suit chaque semestre »."""
    p, d = e.periode, e.apres
    each = f"période de {numbers.duree(p)}" if isinstance(p, Duree) else p
    if d is not None:
        length = numbers.duree(d) if not isinstance(d, ir.Parametre) else terme(d, lexique).texte
        return f"au plus tard {length} après la fin de chaque {each}"
    if e.mois_suivant:
        return f"dans le mois qui suit chaque {each}"
    if isinstance(p, Duree):
        return f"tous les {numbers.duree(p)}"
    return f"{e.fois} fois par {'an' if p == 'année' else p}" if e.fois > 1 else f"chaque {p}"


def instant(i: ir.Instant, lexique: Lexique = VIDE) -> str:
    names = [nom(e, lexique).texte for e in i.evenements]
    match i.genre:
        case ir.GenreInstant.SIMPLE:
            said = names[0]
        case ir.GenreInstant.PREMIER:
            said = f"la première de ces dates{FIN}: {listing(names, 'ou')}"
        case ir.GenreInstant.DERNIER:
            said = f"la dernière de ces dates{FIN}: {listing(names)}"
        case ir.GenreInstant.PREMIERE_PREVISION:
            said = f"la première prévision {de(names[0])}"
        case _:
            assert_never(i.genre)
    return f"{said} (à défaut, {nom(i.a_defaut, lexique).texte})" if i.a_defaut else said


def suspension(s: ir.Suspension, lexique: Lexique = VIDE) -> str:
    pairs = [f"entre {nom(a, lexique).texte} et {nom(b, lexique).texte}" for a, b in s.evenements]
    return f"suspension {listing([*pairs, *(numbers.saison(x) for x in s.saisons)])}"


_ACTES = {
    ir.Acte.REMISE_AU_BAILLEUR: "le logement revient au bailleur pour cette attribution",
    ir.Acte.REMISE_A: "le logement est remis",
    ir.Acte.REPRISE: "le bailleur reprend le logement pour ce tour",
    ir.Acte.NOUVELLE_PROPOSITION: "une nouvelle proposition est ouverte",
    ir.Acte.REPUTE_ACCEPTE: "le silence vaut acceptation",
    ir.Acte.REPUTE_REFUSE: "le silence vaut refus",
    ir.Acte.SANS_EFFET: "sans effet",
    ir.Acte.NON_PRECISE: "la convention ne dit pas ce qui s'ensuit",
}
_DECOMPTES = {
    ir.Decompte.COMPTEE: "compté pour le réservataire",
    ir.Decompte.NON_COMPTEE: "non compté pour le réservataire",
    ir.Decompte.RESTITUEE: "restitué au réservataire",
}


def effet(e: ir.Effet) -> str:
    """What follows: « le logement revient au bailleur pour cette attribution, non compté… »."""
    said = _ACTES[e.acte]
    if e.acte is ir.Acte.REMISE_A and e.destinataire:
        said += f" {a(designation(e.destinataire))}"
    if e.echeance is not None:
        said += f" {echeance(e.echeance)}"
    if e.decompte is not None:
        said += f", {_DECOMPTES[e.decompte]}"
    return f"faculté ouverte{FIN}: {said}" if e.faculte else said


def designation(compte: str) -> str:
    """« la commune », « l'État », or the account as cited."""
    return titulaire(compte)


def ordre(o: ir.Ordre) -> str:
    """« la commune jusqu'à épuisement, puis l'État »."""
    steps = []
    for etape in o.etapes:
        said = designation(etape.compte)
        if etape.limite is not None:
            said += f" jusqu'à {numbers.count(etape.limite, 'logement')}"
        if etape.epuisement:
            said += " jusqu'à épuisement"
        steps.append(said)
    return ", puis ".join(steps)


def etendue(e: ir.Etendue, lexique: Lexique = VIDE) -> str:
    said = f"{texte(e.taux, lexique)} des droits" if e.taux is not None else "tous les droits"
    if e.condition is not None:
        said += f" pour lesquels {phrase(e.condition, lexique)}"
    return f"{said}, sauf {listing([cite(s) for s in e.sauf])}" if e.sauf else said


def periodicite(p: ir.Periodicite) -> str:
    from_day = numbers.jour(p.depuis)
    often = "" if p.nombre == 1 else f"{numbers.decimal(Fraction(p.nombre))} "
    unit = p.unite.value if p.unite.value == "mois" else numbers.plural(max(p.nombre, 2), p.unite.value)
    return f"tous les {often}{unit} à partir du {from_day}"


def porte_sur(niveau: ir.Niveau) -> str:
    """What a clause judges, one by one."""
    return "pour la convention" if niveau is ir.Niveau.CONVENTION else f"pour chaque {niveau.value}"


def debiteur(clause: ir.Clause) -> str:
    """Who owes a deadline or an obligation, with its article; empty when not said."""
    words = {"bailleur": "le bailleur", "réservataire": "le réservataire", "préfet": "le préfet"}
    words |= {"commission": "la commission", "exerçant": "celui qui exerce le droit"}
    words |= {"gestionnaire": "le gestionnaire", "autorité": "l'autorité"}
    owed = clause.entete.debiteur
    return words.get(owed, cite(owed)) if owed else ""
