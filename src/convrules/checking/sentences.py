"""Typed sentences: deadlines, effects, orders, balances, scopes. One function per kind."""

import re
from fractions import Fraction
from typing import Final, assert_never

from convrules import ir, vocabulary
from convrules.base.dates import Duree, UniteDuree
from convrules.base.motifs import Motif
from convrules.base.saisons import whole_year
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import TDate, TDuree, TInvalide
from convrules.checking.expressions import condition, infer
from convrules.checking.names import event, to_champ
from convrules.checking.nombres import rate, unit_remedy
from convrules.checking.quantities import saison
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.types import type_of
from convrules.checking.words import closest, describe, listing
from convrules.diagnostics.problems import actes as act_problems
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import noms
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n

_VACANCE: Final = Lieu(niveau=ir.Niveau.VACANCE, contexte="")
_SENS: Final = {"déficit": ir.SensReport.DEFICIT, "excédent": ir.SensReport.EXCEDENT}


# --- deadlines ------------------------------------------------------------------------------
_NOM_D_EVENEMENT: Final = Motif(r"(?:[0-9]+(?:er|e) )?[a-z][a-z0-9_]*")
_DESIGNATION: Final = Motif(r"[a-z0-9][a-z0-9_-]*")
"""As the schema asks for them: what is written otherwise is told of there."""


def event_name(c: Chantier, node: n.Chemin, lieu: Lieu = _VACANCE) -> str | None:
    """An event as sentences keep it: by its name, dotted when it stands above the rows that are judged."""
    champ = event(c, node, lieu)
    return None if champ is None else _kept(champ, lieu)


def _kept(champ: ir.Champ, lieu: Lieu) -> str:
    return champ.nom if champ.niveau is lieu.niveau else f"{champ.niveau.value}.{champ.nom}"


def event_named(c: Chantier, nom: str, span: Span) -> str | None:
    """An event named by a plain value of the file (`rattachement`, `après`)."""
    known = re.sub(r"^([0-9]+)(?:ème|eme|ième|ieme|nde?|d) ", r"\1e ", " ".join(nom.split()))
    if _NOM_D_EVENEMENT.fullmatch(known) is None:
        # A sentence, or a name with an accent: the shape of the file has its own message.
        return None
    return event_name(c, n.Chemin(span=span, noms=(known.removeprefix("1er "),)))


def delai(c: Chantier, node: n.Delai, lieu: Lieu) -> ir.RegleDelai | None:
    evenement = event_name(c, node.evenement, lieu)
    limite = echeance(c, node.echeance, lieu)
    if evenement is None or limite is None:
        return None
    return ir.RegleDelai(evenement=evenement, echeance=limite, span=node.span)


def echeance(c: Chantier, node: n.Echeance, lieu: Lieu) -> ir.Echeance | None:
    match node:
        case n.EcheanceRelative():
            return _relative(c, node, lieu)
        case n.EcheanceFixe(jour=n.Jour(valeur=valeur)):
            return ir.EcheanceFixe(date=valeur, jour=None, mois=None, inclus=node.inclus, span=node.span)
        case n.EcheanceFixe(jour=n.JourDuMois(jour=jour, mois=mois)):
            return ir.EcheanceFixe(date=None, jour=jour, mois=mois, inclus=node.inclus, span=node.span)
        case n.EcheancePeriodique():
            return _periodic(c, node, lieu.at(ir.Niveau.CONVENTION))
        case n.EcheanceFixe():
            raise AssertionError("a fixed limit is a day or a day of the year")
        case _:
            assert_never(node)


def sending_due(c: Chantier, node: n.Echeance, lieu: Lieu) -> ir.Echeance | None:
    """When something is sent: each year, or after an event of each vacancy, but not of what stands above it,
    which would have it sent once per vacancy."""
    limite = echeance(c, node, lieu)
    if not isinstance(limite, ir.EcheanceRelative):
        return limite
    said = limite.instant
    above = [e for e in (*said.evenements, said.a_defaut) if e is not None and "." in e]
    if above:
        niveau, _, nom = above[0].partition(".")
        c.report(clause_problems.envoi_hors_vacance(span=said.span, nom=nom, niveau=niveau))
        return None
    return limite


FOIS_AU_PLUS: Final = {"mois": 28, "trimestre": 52, "semestre": 52, "année": 52}
"""How many times an act may be asked for in each: on distinct days, and once a week of a year."""


def _periodic(c: Chantier, node: n.EcheancePeriodique, lieu: Lieu) -> ir.EcheancePeriodique | None:
    apres = _duree(c, node.apres, lieu) if node.apres is not None else None
    if node.apres is not None and apres is None:
        return None
    if isinstance(node.periode, Duree):
        if node.periode.nombre < 1:
            c.report(clause_problems.periode_vide(span=node.span))
            return None
    elif not 1 <= node.fois <= FOIS_AU_PLUS[node.periode]:
        most = str(FOIS_AU_PLUS[node.periode])
        c.report(clause_problems.nombre_de_fois(span=node.span, ecrit=node.span.text, maximum=most))
        return None
    return ir.EcheancePeriodique(
        periode=node.periode, apres=apres, mois_suivant=node.mois_suivant, fois=node.fois, span=node.span
    )


def _relative(c: Chantier, node: n.EcheanceRelative, lieu: Lieu) -> ir.EcheanceRelative | None:
    duree = _duree(c, node.duree, lieu)
    instant = _instant(c, node.instant, lieu)
    if duree is None or instant is None:
        return None
    return ir.EcheanceRelative(duree=duree, apres=node.apres, instant=instant, span=node.span)


def _duree(c: Chantier, node: n.Expr, lieu: Lieu) -> Duree | ir.Parametre | None:
    """Written, or read from a parameter: there alone may the rows that are judged choose."""
    contexte = lieu.contexte
    cited = isinstance(node, n.Chemin) and ".".join(node.noms) in c.parametres
    niveau = lieu.niveau if cited else ir.Niveau.CONVENTION
    expr = infer(c, node, Lieu(niveau=niveau, contexte=contexte), TDuree)
    type_ = type_of(expr)
    if isinstance(expr, ir.Litteral) and isinstance(expr.valeur, Duree):
        return expr.valeur
    if isinstance(expr, ir.Parametre) and isinstance(type_, TDuree):
        return expr
    if not isinstance(type_, TInvalide):
        c.report(
            problems.type_inattendu(
                span=node.span,
                contexte=t("la durée dans {lieu}", lieu=contexte),
                attendu="une durée, ou un paramètre qui en est une",
                trouve=describe(type_),
                remede=unit_remedy(expr, type_, "jours"),
            )
        )
    return None


def _instant(c: Chantier, node: n.Instant, lieu: Lieu) -> ir.Instant | None:
    """An anchor: a day that is known as a fact (`programme.mise_en_service`) serves as well."""
    named = (*node.evenements, *(() if node.a_defaut is None else (node.a_defaut,)))
    champs = [event(c, e, lieu, dates=True) for e in named]
    known = [champ for champ in champs if champ is not None]
    if len(known) < len(named):
        return None
    noms = tuple(_kept(champ, lieu) for champ in known)
    return ir.Instant(
        genre=ir.GenreInstant(node.genre),
        evenements=noms[: len(node.evenements)],
        a_defaut=noms[-1] if node.a_defaut is not None else None,
        dates=frozenset(nom for nom, champ in zip(noms, known, strict=True) if isinstance(champ.type, TDate)),
        span=node.span,
    )


def suspension(c: Chantier, node: n.Suspension, lieu: Lieu) -> ir.Suspension | None:
    pairs = [(event_name(c, begin, lieu), event_name(c, end, lieu)) for begin, end in node.evenements]
    known = tuple((begin, end) for begin, end in pairs if begin is not None and end is not None)
    seasons = tuple(saison(s) for s in node.saisons)
    if whole_year(seasons):
        c.report(clause_problems.suspension_sans_fin(span=node.span))
        return None
    return (
        ir.Suspension(evenements=known, saisons=seasons, span=node.span) if len(known) == len(pairs) else None
    )


def periodicite(c: Chantier, node: n.Periodicite) -> ir.Periodicite | None:
    if node.nombre < 1:
        c.report(clause_problems.periode_vide(span=node.span))
        return None
    unit = UniteDuree(node.unite)
    return ir.Periodicite(nombre=node.nombre, unite=unit, depuis=node.depuis, span=node.span)


# --- effects and orders ---------------------------------------------------------------------
SANS_TOUR: Final = (ir.Acte.SANS_EFFET, ir.Acte.NON_PRECISE)
"""Effects that neither close nor open the turn of a vacancy."""


def effet(c: Chantier, node: n.Effet, lieu: Lieu) -> ir.Effet | None:
    acte = ir.Acte(node.acte)
    may = SANS_TOUR + (_REPUTES if lieu.niveau is ir.Niveau.CANDIDATURE else ())
    if lieu.niveau is not ir.Niveau.VACANCE and acte not in may:
        ici = vocabulary.NIVEAUX[lieu.niveau]
        c.report(act_problems.effet_hors_vacance(span=node.span, effet=acte.value, ici=ici))
        return None
    destinataire = ".".join(node.destinataire.noms) if node.destinataire is not None else None
    if node.destinataire is not None and destinataire is not None:
        check_holder(c, destinataire, node.destinataire.span)
    limite = echeance(c, node.echeance, lieu) if node.echeance is not None else None
    if node.echeance is not None and limite is None:
        return None
    return ir.Effet(
        acte=acte,
        faculte=node.faculte,
        destinataire=destinataire,
        echeance=limite,
        decompte=ir.Decompte(node.decompte) if node.decompte is not None else None,
        span=node.span,
    )


def check_holder_named(c: Chantier, nom: str, span: Span) -> None:
    """The same, by a plain value of the file (`titulaire`, `entre`)."""
    if _DESIGNATION.fullmatch(nom) is not None:
        check_holder(c, nom, span)


def check_holder(c: Chantier, nom: str, span: Span, usages: tuple[str, ...] = ()) -> None:
    """A type of holder, an account of `contingent`, « bailleur » or the identifier of a convention
    (told by its hyphen: its file need not be in this repository). usages: further words admitted."""
    known = (*c.codes("contingent"), *usages)
    if nom in known or "-" in nom:
        return
    c.report(
        noms.titulaire_inconnu(span=span, nom=nom, proche=closest(nom, known), possibles=listing(known, 16))
    )


def ordre(c: Chantier, node: n.Ordre, usages: tuple[str, ...] = ()) -> ir.Ordre:
    for etape in node.etapes:
        if etape.compte not in ("les autres", "aucun compte"):
            check_holder(c, etape.compte, etape.span, usages)
    return ir.Ordre(
        etapes=tuple(
            ir.Etape(compte=e.compte, limite=e.limite, epuisement=e.epuisement, span=e.span)
            for e in node.etapes
        ),
        span=node.span,
    )


def check_cascade(c: Chantier, regle: ir.Ordre) -> None:
    """An order of accounts: a due to exhaust is that of a holder; nothing comes after a line that takes
    everything."""
    finer = {code for d in c.declares.values() if d.nom == "contingent" for code, _ in d.titulaires}
    closed = False
    for etape in regle.etapes:
        if closed:
            c.report(clause_problems.etape_hors_d_atteinte(span=etape.span, compte=etape.compte))
        if etape.epuisement and (etape.compte == "bailleur" or etape.compte in finer):
            c.report(clause_problems.epuisement_sans_du(span=etape.span, compte=etape.compte))
        unlimited = not etape.epuisement and etape.limite is None
        closed = closed or (unlimited and etape.compte in ("bailleur", "aucun compte"))


# --- balances and cells ---------------------------------------------------------------------
def report(node: n.Report) -> ir.Report:
    return ir.Report(
        mode=ir.ModeReport(node.mode),
        sens=_SENS[node.sens] if node.sens is not None else None,
        plafond=node.plafond,
        plafond_du=node.plafond_du,
        perdu=node.perdu,
        span=node.span,
    )


def tolerance(node: n.Tolerance) -> ir.Tolerance:
    value = node.valeur / 100 if node.points else Fraction(node.valeur)
    return ir.Tolerance(valeur=value, points=node.points, span=node.span)


def application(c: Chantier, node: n.Application, niveau: ir.Niveau) -> ir.Application | None:
    """Cells of a clause that counts rows of this level."""
    dimensions = [_dimension(c, d, niveau) for d in node.dimensions]
    known = tuple(d for d in dimensions if d is not None)
    if len(known) < len(dimensions):
        return None
    return ir.Application(dimensions=known, span=node.span)


def _dimension(c: Chantier, node: n.Chemin, niveau: ir.Niveau) -> ir.Champ | None:
    nom = node.noms[-1]
    level = ir.Niveau(node.noms[0]) if len(node.noms) == 2 and node.noms[0] in vocabulary.NIVEAUX else niveau
    fait = c.fait(nom, level)
    reached = level is niveau or level in vocabulary.ACCES[niveau]
    if fait is not None and fait.dimension and reached:
        return to_champ(fait, node.span)
    possible = [f.nom for f in c.faits(niveau) if f.dimension]
    # Why by their level: a candidature has no commune, its vacancy has one.
    above = [f"{other}.{f.nom}" for other in vocabulary.ACCES[niveau] for f in c.faits(other) if f.dimension]
    there = next((said for said in above if said.rpartition(".")[2] == nom), "")
    ecrit = ".".join(node.noms)
    c.report(
        noms.dimension_inconnue(
            span=node.span,
            nom=ecrit,
            proche=there or closest(nom, possible),
            possibles=listing(possible or above, 20),
        )
    )
    return None


def etendue(c: Chantier, node: n.Etendue, contexte: str) -> ir.Etendue:
    """Extent of a delegation: its condition reads the vacancies concerned."""
    lieu = Lieu(niveau=ir.Niveau.VACANCE, contexte=contexte)
    where = condition(c, node.condition, lieu) if node.condition is not None else None
    excluded = tuple(".".join(s.noms) for s in node.sauf)
    return ir.Etendue(
        taux=rate(c, node.taux, lieu) if node.taux is not None else None,
        condition=where,
        sauf=excluded,
        span=node.span,
    )


# --- orders and answers ---------------------------------------------------------------------
def uses_of(c: Chantier) -> tuple[str, ...]:
    """Uses that an order of priority may name: categories of withdrawal and codes of `affectation`."""
    categories = [x.categorie for x in c.arbres.values() if isinstance(x, ir.Soustraction)]
    return (*categories, *c.codes("affectation"), "mutation")


REPONSE: Final = "reponse"
_REPUTES: Final = (ir.Acte.REPUTE_ACCEPTE, ir.Acte.REPUTE_REFUSE)


def check_deemed(c: Chantier, regle: ir.RegleDelai, effet: ir.Effet | None, span: Span) -> None:
    """Silence is deemed an answer to what was asked: `réputé accepté` and `réputé refusé` give the event
    `reponse`, so they follow a deadline to answer."""
    if effet is not None and effet.acte in _REPUTES and regle.evenement != REPONSE:
        c.report(act_problems.reponse_reputee(span=span, effet=effet.acte.value, cible=regle.evenement))
