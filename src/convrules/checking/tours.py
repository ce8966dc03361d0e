"""`tour`: holders served in turn."""

from convrules import ir
from convrules.base.texte import t
from convrules.checking import keys, sentences
from convrules.checking.fiches import Fiche, place_of, with_if
from convrules.checking.ordres import check_dwelling_only
from convrules.checking.readers import member, phrase, place, text
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import tours as problems
from convrules.syntax import nodes as n


def tour(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    ordre = _order(c, fiche)
    passe, jour = (
        sentences.event_named(c, text(fiche.table, cle) or "", place(fiche.table, cle))
        for cle in ("passe", "au jour de")
    )
    cells = phrase(fiche.table, "application")
    application = keys.read_cells(c, cells, place_of(fiche)) if cells is not None else None
    perte = member(ir.Perte, text(fiche.table, "non servi"))
    entete = with_if(c, fiche)
    check_dwelling_only(c, entete)
    if ordre is None or passe is None or jour is None or perte is None or application is None:
        return None
    return ir.Tour(
        entete=entete,
        regle=ir.TourDe(clause=entete.ident, titulaire=None, span=ordre.span),
        ordre=ordre,
        passe=passe,
        jour=jour,
        non_servi=perte,
        application=application,
    )


def _order(c: Chantier, fiche: Fiche) -> ir.Ordre | None:
    """The holders, each once a turn or more: no limit, no « les autres », and two of them at least."""
    node = phrase(fiche.table, "règle")
    if not isinstance(node, n.Ordre):
        return None
    ordre = sentences.ordre(c, node)
    for etape in ordre.etapes:
        if etape.limite is not None or etape.epuisement:
            c.report(
                problems.ordre_d_un_tour(span=etape.span, raison="une ligne d'un tour n'a pas de limite")
            )
        elif etape.compte in ("les autres", "aucun compte"):
            raison = t("« {compte} » ne désigne personne", compte=etape.compte)
            c.report(problems.ordre_d_un_tour(span=etape.span, raison=raison))
    if len({etape.compte for etape in ordre.etapes}) < 2:
        c.report(problems.ordre_d_un_tour(span=ordre.span, raison="il n'y a qu'un titulaire"))
    return ordre


def check_holder_of(c: Chantier, asked: ir.TourDe) -> None:
    """Once every clause is typed: a turn is asked about for one of its holders."""
    own = c.arbres.get(asked.clause)
    if not isinstance(own, ir.Tour) or asked.titulaire is None:
        return
    holders = tuple(dict.fromkeys(etape.compte for etape in own.ordre.etapes))
    if asked.titulaire not in holders:
        c.report(
            problems.hors_du_tour(
                span=asked.span, nom=asked.titulaire, tour=own.entete.nom, titulaires=", ".join(holders)
            )
        )
