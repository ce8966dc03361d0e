"""What a name means where it stands: a field of this level or above, a parameter, a definition, an
awaited decision. One namespace per file; beside an enumerated field, `codes.py` looks first."""

from collections.abc import Mapping
from typing import Final

from convrules import ir, vocabulary
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import TCode, TDate, TDuree, TEvenement, TInvalide, Type
from convrules.checking.elements import within_reach
from convrules.checking.references import abrogated
from convrules.checking.scope import Chantier, FaitConnu, Lieu
from convrules.checking.types import type_of
from convrules.checking.voulus import near_name, own_names
from convrules.checking.words import closest, describe, fold, is_ill_written, listing
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import noms as problems
from convrules.diagnostics.problems import tables
from convrules.syntax import nodes as n


def peek(c: Chantier, node: n.Chemin, lieu: Lieu) -> Type | None:
    """The type of a name, without reporting anything; None when it means nothing here. Definitions are
    left to `expressions`, which expands them."""
    if len(node.noms) == 2:
        prefixe, nom = node.noms
        if prefixe in c.herites:
            return _type_of_file(c, ".".join(node.noms), node)
        reached = prefixe == lieu.niveau or prefixe in vocabulary.ACCES[lieu.niveau]
        fait = c.fait(nom, prefixe) if reached else None
        return fait.type if fait is not None else None
    fait = c.fait(node.noms[0], lieu.niveau)
    if fait is not None:
        return fait.type
    return _type_of_file(c, node.noms[0], node)


def _type_of_file(c: Chantier, nom: str, node: n.Chemin) -> Type | None:
    if nom in c.parametres:
        return c.parametres[nom].type
    found = _of_file(c, nom, node)
    return type_of(found) if found is not None else None


def resolve(c: Chantier, node: n.Chemin, lieu: Lieu, souhait: type[Type] | None = None) -> ir.Expr:
    """The expression that a name stands for (definitions excepted), or `Invalide`, reported.

    souhait: type that the place asks for; near words of that type are proposed first."""
    if len(node.noms) == 2:
        return _resolve_dotted(c, node, lieu)
    nom = node.noms[0]
    fait = c.fait(nom, lieu.niveau)
    if fait is not None:
        return to_champ(fait, node.span)
    if nom in c.parametres:
        return _parameter(c, c.parametres[nom], node, lieu)
    found = _of_file(c, nom, node)
    if isinstance(found, ir.DecisionAttendue):
        return within_reach(c, found, lieu)
    if found is None and nom in c.repetes:
        return ir.Invalide(span=node.span)
    if found is None and is_ill_written(nom, (*own_names(c), *(declared for _, declared in c.declares))):
        return ir.Invalide(span=node.span)
    return found or c.refuse(_unknown(c, node, lieu, souhait))


def to_champ(fait: FaitConnu, span: Span) -> ir.Champ:
    return ir.Champ(nom=fait.nom, niveau=fait.niveau, type=fait.type, span=span)


def _of_file(c: Chantier, nom: str, node: n.Chemin) -> ir.Expr | None:
    """An inherited definition or a decision."""
    if nom in c.definitions_heritees:
        return ir.Nomme(nom=nom, expr=c.definitions_heritees[nom], span=node.span)
    if nom in c.decisions:
        return ir.DecisionAttendue(nom=c.decisions[nom], span=node.span)
    return None


def _parameter(c: Chantier, declared: ir.ParametreDeclare, node: n.Chemin, lieu: Lieu) -> ir.Expr:
    """A parameter; of one that is a table, with the fact that chooses its line here."""
    if declared.selon is None:
        return ir.Parametre(nom=declared.nom, type=declared.type, span=node.span)
    fait = c.fait_a_codes(declared.selon, lieu.niveau)
    if fait is None:
        ici = t(
            "dans {lieu} (un fait de niveau « {niveau} » s'y lit)",
            lieu=lieu.contexte,
            niveau=lieu.niveau.value,
        )
        return c.refuse(
            tables.choix_hors_de_portee(span=node.span, parametre=declared.nom, champ=declared.selon, ou=ici)
        )
    chosen = to_champ(fait, node.span)
    return ir.Parametre(nom=declared.nom, type=declared.type, selon=chosen, span=node.span)


def _resolve_dotted(c: Chantier, node: n.Chemin, lieu: Lieu) -> ir.Expr:
    prefixe, nom = node.noms
    ecrit = f"{prefixe}.{nom}"
    if prefixe in c.herites:
        known = [k for k in own_names(c) if k.startswith(f"{prefixe}.")]
        if ecrit in c.parametres:
            return _parameter(c, c.parametres[ecrit], node, lieu)
        found = _of_file(c, ecrit, node)
        if found is None and ecrit in c.clauses:
            return c.refuse(_clause_read(c, node, ecrit))
        if isinstance(found, ir.DecisionAttendue):
            return within_reach(c, found, lieu)
        unknown = problems.nom_inconnu(span=node.span, nom=ecrit, proche=closest(ecrit, known))
        return found or c.refuse(unknown)
    if prefixe in c.socles_absents:
        return ir.Invalide(span=node.span)
    if prefixe == lieu.niveau and c.fait(nom, prefixe) is not None:
        return c.refuse(problems.point_superflu(span=node.span, ecrit=ecrit, nom=nom))
    if prefixe in vocabulary.ACCES[lieu.niveau]:
        return _resolve_above(c, node, prefixe, nom)
    return c.refuse(_bad_prefix(c, node, lieu))


def _resolve_above(c: Chantier, node: n.Chemin, prefixe: str, nom: str) -> ir.Expr:
    fait = c.fait(nom, prefixe)
    if fait is not None:
        return to_champ(fait, node.span)
    proche = closest(nom, (f.nom for f in c.faits(prefixe)))
    return c.refuse(
        problems.nom_inconnu(
            span=node.span, nom=f"{prefixe}.{nom}", proche=f"{prefixe}.{proche}" if proche else ""
        )
    )


def _bad_prefix(c: Chantier, node: n.Chemin, lieu: Lieu) -> Diagnostic:
    prefixe, nom = node.noms
    if prefixe in vocabulary.NIVEAUX:
        return problems.niveau_hors_portee(
            span=node.span,
            nom=f"{prefixe}.{nom}",
            niveau=vocabulary.NIVEAUX[prefixe],
            ici=vocabulary.NIVEAUX[lieu.niveau],
            ecriture="",
        )
    known = (*vocabulary.ACCES[lieu.niveau], *c.herites)
    return problems.prefixe_inconnu(
        span=node.span, prefixe=prefixe, proche=closest(prefixe, known), possibles=listing(known)
    )


# --- what was meant -------------------------------------------------------------------------
def _unknown(c: Chantier, node: n.Chemin, lieu: Lieu, souhait: type[Type] | None) -> Diagnostic:
    nom = node.noms[0]
    if " " in nom:
        return problems.rang_sans_objet(span=node.span, nom=nom.partition(" ")[2])
    gone = abrogated(c, nom, node.span)
    if gone is not None:
        return gone
    if nom in c.clauses:
        return _clause_read(c, node, nom)
    elsewhere = [ir.Niveau(niveau) for niveau in vocabulary.NIVEAUX if c.fait(nom, niveau) is not None]
    if elsewhere:
        reached = next((x for x in vocabulary.ACCES[lieu.niveau] if x in elsewhere), "")
        return problems.niveau_hors_portee(
            span=node.span,
            nom=nom,
            niveau=vocabulary.NIVEAUX[reached or elsewhere[0]],
            ici=vocabulary.NIVEAUX[lieu.niveau],
            ecriture=f"{reached}.{nom}" if reached else "",
            duree=nom if souhait is TDuree else "",
        )
    return problems.nom_inconnu(span=node.span, nom=nom, proche=near_name(c, nom, lieu, souhait))


def _clause_read(c: Chantier, node: n.Chemin, nom: str) -> Diagnostic:
    return problems.clause_lue_comme_fait(span=node.span, nom=nom, genre=c.clauses[nom].genre)


# --- events ---------------------------------------------------------------------------------
def event(c: Chantier, node: n.Chemin, lieu: Lieu, *, dates: bool = False) -> ir.Champ | None:
    """An event of the rows that are read, or of what stands above them; None (reported) for anything else.
    dates: a date will do as well."""
    niveau = ir.Niveau(node.noms[0]) if _level_named(node, lieu) else lieu.niveau
    fait = c.fait(node.noms[-1], niveau) if len(node.noms) == 1 or niveau is not lieu.niveau else None
    if fait is not None and isinstance(fait.type, TEvenement | TDate if dates else TEvenement):
        return to_champ(fait, node.span)
    if fait is not None and _is_ill_declared(c, fait):
        return None
    alone = fait is None and len(node.noms) == 1 and lieu.niveau is not ir.Niveau.VACANCE
    elsewhere = c.fait(node.noms[0], ir.Niveau.VACANCE) if alone else None
    if elsewhere is not None and isinstance(elsewhere.type, TEvenement):
        c.report(_event_elsewhere(node, lieu))
        return None
    c.report(unfit_event(c, ".".join(node.noms), node.span, niveau))
    return None


def _is_ill_declared(c: Chantier, fait: FaitConnu) -> bool:
    """Does its own declaration fail to say what it is? That is told there."""
    return isinstance(fait.type, TInvalide) or (
        isinstance(fait.type, TCode)
        and (fait.niveau, fait.nom) in c.declares
        and not c.codes(fait.type.enumeration)
    )


def _level_named(node: n.Chemin, lieu: Lieu) -> bool:
    """Does a dotted name begin with a level that is reached from here?"""
    return len(node.noms) == 2 and node.noms[0] in vocabulary.ACCES[lieu.niveau]


_EVENEMENTS: Final = {
    **{"livraison": "mise_en_service", "depart": "liberation", "preavis": "conge"},
    **dict.fromkeys(("signature", "signature_bail", "signature_du_bail", "bail_signe"), "bail"),
    **dict.fromkeys(("commission", "cal", "caleol"), "decision"),
}
"""What events are called by other words: another that looks alike would be none of them."""


def unfit_event(c: Chantier, nom: str, span: Span, niveau: ir.Niveau = ir.Niveau.VACANCE) -> Diagnostic:
    """This name is no event of the rows of a level: it is declared elsewhere, is another fact, or is
    nothing."""
    last = nom.rpartition(".")[2]
    if " " in last:
        return problems.rang_sans_objet(span=span, nom=last.rpartition(" ")[2])
    events = [f.nom for f in c.faits(niveau) if isinstance(f.type, TEvenement)]
    fait = c.fait(last, niveau)
    declared_at = (d.niveau for d in c.declares.values() if d.nom == last and isinstance(d.type, TEvenement))
    above = (x for x in vocabulary.ACCES[niveau] if _is_event(c.fait(last, x)))
    elsewhere = [*above, *declared_at]
    declared = elsewhere[0] if elsewhere and fait is None else ""
    reached = declared in vocabulary.ACCES[niveau]
    return problems.evenement_attendu(
        span=span,
        nom=nom,
        ici=vocabulary.NIVEAUX[niveau],
        proche=meant if (meant := _EVENEMENTS.get(fold(last), "")) in events else closest(last, events),
        niveau=declared,
        ecriture=f"{declared}.{last}" if reached else "",
        autre_type=describe(fait.type) if fait is not None and not elsewhere else "",
        jour=last if fait is not None and isinstance(fait.type, TDate) else "",
        definition=nom if nom in c.definitions or nom in c.definitions_heritees else "",
    )


def _is_event(fait: FaitConnu | None) -> bool:
    return fait is not None and isinstance(fait.type, TEvenement)


def _event_elsewhere(node: n.Chemin, lieu: Lieu) -> Diagnostic:
    """The event is one, of a vacancy that this place does not read."""
    nom = node.noms[0]
    reached = ir.Niveau.VACANCE in vocabulary.ACCES[lieu.niveau]
    return problems.niveau_hors_portee(
        span=node.span,
        nom=nom,
        niveau=vocabulary.NIVEAUX[ir.Niveau.VACANCE],
        ici=vocabulary.NIVEAUX[lieu.niveau],
        ecriture=f"{ir.Niveau.VACANCE}.{nom}" if reached else "",
    )


# --- columns --------------------------------------------------------------------------------
def unknown_column(c: Chantier, cle: n.Scalaire, table: str, *, pointe: bool) -> Diagnostic:
    """A row of this table has no such fact: it is that of a row above (`pointe`: which may then be written
    here), of another table, or of none."""
    nom, niveau = cle.texte, vocabulary.NIVEAU_DE_TABLE.get(table, "")
    elsewhere = [x for x in _TABLE_D_UN_NIVEAU if c.fait(nom, x) is not None]
    above = next((x for x in vocabulary.ACCES.get(niveau, ()) if x in elsewhere), "")
    # Why: a table of acts or of forecasts is one of columns of its own first, whatever facts it also holds.
    own = vocabulary.colonnes_propres(table)
    known = {*own} or {*vocabulary.champs_de_table(table), *(declared for _, declared in c.declares)}
    return problems.fait_inconnu(
        span=cle.span,
        nom=nom,
        table=table,
        proche=closest(nom, known - {nom}) if not elsewhere else "",
        colonnes=listing(sorted(own), 30),
        ecriture=f"{above}.{nom}" if above and pointe else "",
        niveau=vocabulary.NIVEAUX[above or elsewhere[0]] if elsewhere else "",
        ailleurs=_TABLE_D_UN_NIVEAU[above or elsewhere[0]] if elsewhere else "",
    )


_TABLE_D_UN_NIVEAU: Final[Mapping[str, str]] = {
    ir.Niveau.VACANCE: "vacances",
    ir.Niveau.LOGEMENT: "logements",
    ir.Niveau.PROGRAMME: "programmes",
    ir.Niveau.DROIT: "droits",
    ir.Niveau.DEMANDE: "demandes",
    ir.Niveau.CANDIDATURE: "candidatures",
    ir.Niveau.REFUS: "refus",
    ir.Niveau.CONVENTION: "conventions",
}
