"""What a clause says, in a French sentence made from the typed tree (the author's own `énoncé`, when
there is one, is quoted beside it and never replaces it)."""

from fractions import Fraction
from typing import assert_never

from convrules import ir
from convrules.base.dates import Duree
from convrules.base.saisons import Quantieme
from convrules.base.texte import t
from convrules.base.values import TEvenement
from convrules.render import numbers
from convrules.render.expressions import phrase, population, terme, texte
from convrules.render.french import a, cite, de, joined, listing, nu
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
            within = t(", dans la limite de {limite}", limite=limite(most)) if most is not None else ""
            return t("{r} (catégorie {c}){within}", r=phrase(r, lexique), c=cite(code(c)), within=within)
        case ir.Part():
            return part(clause.regle, lexique)
        case ir.Quota():
            return quota(clause.regle, lexique)
        case ir.Repartition(de=d, entre=entre, restes=restes):
            shares = [t("{e} pour {r}", e=texte(e, lexique), r=code(r)) for r, e in entre]
            return t(
                "la part {d} se répartit ainsi\u202f: {shares} ({restes})",
                d=cite(d),
                shares=listing(shares),
                restes=restes,
            )
        case ir.Delai(regle=r):
            return delai(r, lexique)
        case ir.Suite(apres=evenement, effet=e):
            return t("après {texte}\u202f: {effet}", texte=nom(evenement, lexique).texte, effet=effet(e))
        case ir.Priorite(regle=o) | ir.Imputation(regle=o):
            return ordre(o)
        case ir.Delegation(titulaire=titulaire_, delegataire=d, porte_sur=e):
            return t(
                "{titulaire} délègue à {d} {etendue}",
                titulaire=code(titulaire_),
                d=code(d),
                etendue=etendue(e, lexique),
            )
        case ir.ModeCorrectif():
            return _correction(clause, lexique)
        case ir.Transmission(regle=e, destinataires=d, contenu=c):
            what = t(" ({contenu})", contenu=c) if c else ""
            return t("{echeance}, transmission {d}{what}", echeance=echeance(e), d=a(d), what=what)
        case ir.ExceptionClause(a=cible, ecarte=ecarte, remplace=remplace):
            if ecarte:
                return t("la clause {cible} est écartée", cible=cite(cible))
            return t(
                "dans la clause {cible}, remplace {x}",
                cible=cite(cible),
                x=listing([cite(cle) for cle, _ in remplace]),
            )
        case ir.DecisionHumaine(question=q, qui=qui):
            return t("{rstrip} (décision de {qui})", rstrip=q.rstrip(" ?."), qui=cite(qui))
        case ir.NonCodable(raison=r):
            return t("{raison}", raison=r.rstrip("."))
        case ir.Controle(entete=e):
            return t("contrôle {nom}", nom=cite(e.nom))
        case _:
            assert_never(clause)


def _correction(mode: ir.ModeCorrectif, lexique: Lexique) -> str:
    said = t(
        "quand {s} est manqué (constat {periodicite}), il faut que {i}",
        s=cite(mode.surveille),
        periodicite=periodicite(mode.constat),
        i=phrase(mode.impose, lexique),
    )
    return t("{said}, jusqu'à ce que {f}", said=said, f=phrase(mode.fin, lexique))


# --- the year -------------------------------------------------------------------------------
def limite(most: ir.Limite) -> str:
    if most.part:
        return t("{valeur} du flux de la période", valeur=numbers.percent(most.valeur))
    return numbers.count(int(most.valeur), "logement")


def part(regle: ir.ReglePart, lexique: Lexique = VIDE) -> str:
    return t(
        "{taux} des {population}",
        taux=texte(regle.taux, lexique),
        population=population(regle.population, lexique),
    )


def quota(regle: ir.RegleQuota, lexique: Lexique = VIDE) -> str:
    base = population(regle.population, lexique)
    public = (
        t(", dont on compte les lignes où {public}", public=phrase(regle.public, lexique))
        if regle.public
        else ""
    )
    if regle.taux is not None:
        return t(
            "{value} {taux} des {base}{public}",
            value=regle.sens.value,
            taux=texte(regle.taux, lexique),
            base=base,
            public=public,
        )
    if isinstance(regle.nombre, ir.Chiffre):
        return t(
            "{value} {nombre}, en {base}{public}",
            value=regle.sens.value,
            nombre=texte(regle.nombre, lexique),
            base=base,
            public=public,
        )
    if isinstance(regle.nombre, ir.Parametre):
        return t("{a} {b} {c}{d}", a=regle.sens.value, b=texte(regle.nombre, lexique), c=base, d=public)
    return t("{a} {b}\u00a0{c}{d}", a=regle.sens.value, b=numbers.group(regle.nombre or 0), c=base, d=public)


def compte(clause: ir.Part | ir.Quota, lexique: Lexique = VIDE) -> str:
    """What is counted as done, when it is said apart from the base."""
    return population(clause.compte, lexique) if clause.compte is not None else ""


def application(app: ir.Application, lexique: Lexique = VIDE) -> str:
    if not app.dimensions:
        return t("sur l'ensemble")
    return t("pour chaque {x}", x=listing([nu(nom(c.nom, lexique, c.type).texte) for c in app.dimensions]))


def tour(clause: ir.Tour, lexique: Lexique = VIDE) -> str:
    """« à tour de rôle, l'État, puis la commune… »."""
    holders = joined([designation(etape.compte) for etape in clause.ordre.etapes], ", puis ")
    passe, jour = (nom(evenement, lexique, TEvenement()).texte for evenement in (clause.passe, clause.jour))
    kept = clause.non_servi is ir.Perte.GARDE
    served = (
        t("celui qui n'est pas servi garde son tour")
        if kept
        else t("celui qui n'est pas servi perd son tour")
    )
    where = t(", {a}", a=application(clause.application, lexique)) if clause.application.dimensions else ""
    read = t("le tour se lit le jour {jour} et passe à chaque {passe}", jour=de(jour), passe=nu(passe))
    return t(
        "à tour de rôle{where}\u202f: {holders}\u202f; {read}\u202f; {served}",
        where=where,
        holders=holders,
        read=read,
        served=served,
    )


def report(r: ir.Report) -> str:
    words = [r.mode.value]
    if r.plafond is not None:
        words.append(t("plafonné à {plafond}", plafond=numbers.count(r.plafond, "logement")))
    if r.plafond_du is not None:
        words.append(t("plafonné à {plafond_du} du dû", plafond_du=numbers.percent(r.plafond_du)))
    if r.sens is not None:
        words.append(r.sens.value)
    if r.perdu:
        words.append(t("perdu après un an"))
    return joined(words, ", ")


def tolerance(marge: ir.Tolerance) -> str:
    if marge.points:
        return numbers.count(marge.valeur * 100, "point")
    return numbers.count(marge.valeur, "logement")


# --- deadlines and effects ------------------------------------------------------------------
def delai(regle: ir.RegleDelai, lexique: Lexique = VIDE) -> str:
    evenement = nom(regle.evenement, lexique, TEvenement()).texte
    return t(
        "{evenement} doit intervenir {echeance}",
        evenement=evenement,
        echeance=echeance(regle.echeance, lexique),
    )


def echeance(e: ir.Echeance, lexique: Lexique = VIDE) -> str:
    match e:
        case ir.EcheanceRelative(duree=d, apres=apres, instant=i):
            length = numbers.duree(d) if not isinstance(d, ir.Parametre) else terme(d, lexique).texte
            return t(
                "au plus tard {length} {mot} {instant}",
                length=length,
                mot=t("après") if apres else "avant",
                instant=instant(i, lexique),
            )
        case ir.EcheanceFixe(date=jour, inclus=inclus) if jour is not None:
            return t("{mot} le {jour}", mot=t("au plus tard") if inclus else "avant", jour=numbers.jour(jour))
        case ir.EcheanceFixe(jour=j, mois=m, inclus=inclus):
            day = numbers.quantieme(Quantieme(mois=m or 1, jour=j or 1))
            return t(
                "{mot} le {day} de chaque année",
                mot=t("au plus tard") if inclus else "avant",
                day=day,
            )
        case ir.EcheancePeriodique():
            return periodique(e, lexique)
        case _:
            assert_never(e)


def periodique(e: ir.EcheancePeriodique, lexique: Lexique = VIDE) -> str:
    """« chaque mois », « 2 fois par an », « tous les 3 ans », « dans le mois qui suit chaque semestre »."""
    p, d = e.periode, e.apres
    each = t("période de {duree}", duree=numbers.duree(p)) if isinstance(p, Duree) else p
    if d is not None:
        length = numbers.duree(d) if not isinstance(d, ir.Parametre) else terme(d, lexique).texte
        return t("au plus tard {length} après la fin de chaque {each}", length=length, each=each)
    if e.mois_suivant:
        return t("dans le mois qui suit chaque {each}", each=each)
    if isinstance(p, Duree):
        return t("tous les {duree}", duree=numbers.duree(p))
    return (
        t("{fois} fois par {mot}", fois=str(e.fois), mot="an" if p == "année" else p)
        if e.fois > 1
        else t("chaque {p}", p=p)
    )


def instant(i: ir.Instant, lexique: Lexique = VIDE) -> str:
    names = [nom(e, lexique).texte for e in i.evenements]
    match i.genre:
        case ir.GenreInstant.SIMPLE:
            said = names[0]
        case ir.GenreInstant.PREMIER:
            said = t("la première de ces dates\u202f: {names}", names=listing(names, "ou"))
        case ir.GenreInstant.DERNIER:
            said = t("la dernière de ces dates\u202f: {names}", names=listing(names))
        case ir.GenreInstant.PREMIERE_PREVISION:
            said = t("la première prévision {names}", names=de(names[0]))
        case _:
            assert_never(i.genre)
    return (
        t("{said} (à défaut, {texte})", said=said, texte=nom(i.a_defaut, lexique).texte)
        if i.a_defaut
        else said
    )


def suspension(s: ir.Suspension, lexique: Lexique = VIDE) -> str:
    pairs = [
        t("entre {texte} et {texte2}", texte=nom(a, lexique).texte, texte2=nom(b, lexique).texte)
        for a, b in s.evenements
    ]
    return t("suspension {x}", x=listing([*pairs, *(numbers.saison(x) for x in s.saisons)]))


_ACTES = {
    ir.Acte.REMISE_AU_BAILLEUR: t("le logement revient au bailleur pour cette attribution"),
    ir.Acte.REMISE_A: t("le logement est remis"),
    ir.Acte.REPRISE: t("le bailleur reprend le logement pour ce tour"),
    ir.Acte.NOUVELLE_PROPOSITION: t("une nouvelle proposition est ouverte"),
    ir.Acte.REPUTE_ACCEPTE: t("le silence vaut acceptation"),
    ir.Acte.REPUTE_REFUSE: t("le silence vaut refus"),
    ir.Acte.SANS_EFFET: t("sans effet"),
    ir.Acte.NON_PRECISE: t("la convention ne dit pas ce qui s'ensuit"),
}
_DECOMPTES = {
    ir.Decompte.COMPTEE: t("compté pour le réservataire"),
    ir.Decompte.NON_COMPTEE: t("non compté pour le réservataire"),
    ir.Decompte.RESTITUEE: t("restitué au réservataire"),
}


def effet(e: ir.Effet) -> str:
    """What follows: « le logement revient au bailleur pour cette attribution, non compté… »."""
    said = _ACTES[e.acte]
    if e.acte is ir.Acte.REMISE_A and e.destinataire:
        said += t(" {destinataire}", destinataire=a(designation(e.destinataire)))
    if e.echeance is not None:
        said += t(" {a}", a=echeance(e.echeance))
    if e.decompte is not None:
        said += t(", {a}", a=_DECOMPTES[e.decompte])
    return t("faculté\u202f: {said}", said=said) if e.faculte else said


def designation(compte: str) -> str:
    """« la commune », « l'État », or the account as cited."""
    return titulaire(compte)


def ordre(o: ir.Ordre) -> str:
    """« la commune jusqu'à épuisement, puis l'État »."""
    steps = []
    for etape in o.etapes:
        said = designation(etape.compte)
        if etape.limite is not None:
            said += t(" jusqu'à {limite}", limite=numbers.count(etape.limite, "logement"))
        if etape.epuisement:
            said += t(" jusqu'à épuisement")
        steps.append(said)
    return joined(steps, ", puis ")


def etendue(e: ir.Etendue, lexique: Lexique = VIDE) -> str:
    said = t("{taux} des droits", taux=texte(e.taux, lexique)) if e.taux is not None else t("tous les droits")
    if e.condition is not None:
        said += t(" pour lesquels {condition}", condition=phrase(e.condition, lexique))
    return t("{said}, sauf {x}", said=said, x=listing([cite(s) for s in e.sauf])) if e.sauf else said


def periodicite(p: ir.Periodicite) -> str:
    from_day = numbers.jour(p.depuis)
    often = "" if p.nombre == 1 else t("{a} ", a=numbers.decimal(Fraction(p.nombre)))
    unit = p.unite.value if p.unite.value == "mois" else numbers.plural(max(p.nombre, 2), p.unite.value)
    return t("tous les {often}{unit} à partir du {from_day}", often=often, unit=unit, from_day=from_day)


def porte_sur(niveau: ir.Niveau) -> str:
    """What a clause judges, one by one."""
    return (
        t("pour la convention")
        if niveau is ir.Niveau.CONVENTION
        else t("pour chaque {value}", value=niveau.value)
    )


def debiteur(clause: ir.Clause) -> str:
    """Who owes a deadline or an obligation, with its article; empty when not said."""
    words = {"bailleur": t("le bailleur"), "réservataire": t("le réservataire"), "préfet": t("le préfet")}
    words |= {"commission": t("la commission"), "exerçant": t("celui qui exerce le droit")}
    words |= {"gestionnaire": t("le gestionnaire"), "autorité": t("l'autorité")}
    owed = clause.entete.debiteur
    return words.get(owed, cite(owed)) if owed else ""
