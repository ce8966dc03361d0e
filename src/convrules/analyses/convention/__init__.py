"""Checks on one convention with what it inherits: one file per check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from convrules import ir
from convrules.analyses.convention.apres_la_fin import jours_apres_la_fin
from convrules.analyses.convention.articles import articles_oublies
from convrules.analyses.convention.autres_comptes import comptes_d_autrui
from convrules.analyses.convention.cercles import clauses_en_cercle
from convrules.analyses.convention.contradictions import contradictions
from convrules.analyses.convention.decomptes import decomptes_tardifs
from convrules.analyses.convention.dedans import planchers_au_dessus_de_la_part, planchers_qui_s_ajoutent
from convrules.analyses.convention.destinataires import presque_titulaires
from convrules.analyses.convention.doublets import deux_taux, reparties_deux_fois
from convrules.analyses.convention.exceptions import exceptions_sans_cible
from convrules.analyses.convention.hors_champ import comptes_hors_du_champ
from convrules.analyses.convention.inutiles import noms_inutiles
from convrules.analyses.convention.lieux import lieux_hors_du_territoire
from convrules.analyses.convention.nombres import nombres_opposes
from convrules.analyses.convention.oppositions import exceptions_opposees
from convrules.analyses.convention.ordre import a_l_envers
from convrules.analyses.convention.plafonds import planchers_et_plafonds
from convrules.analyses.convention.portees import delegations_sous_decision, exceptions_plus_larges
from convrules.analyses.convention.pourcentages import partages_incomplets
from convrules.analyses.convention.reconductions import reconduites
from convrules.analyses.convention.revisions import revisions_manquees
from convrules.analyses.convention.rythmes import rythmes_sans_echeance
from convrules.analyses.convention.sans_effet import exceptions_sans_effet, parts_de_tout
from convrules.analyses.convention.suites import suites_opposees
from convrules.analyses.convention.trimestres import trimestres_sous_prevision
from convrules.base.texte import t
from convrules.checking.words import GENRES
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.ir.textes import with_nested


def findings_of(
    convention: ir.Convention, socles: Sequence[ir.Convention], au: date | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that a convention or a socle says against itself. au: the day of the check; without it
    nothing that passes with time is told."""
    return in_order((*findings_of_texts((convention,), socles), *findings_of_paper(convention, au)))


def findings_of_texts(
    texts: Sequence[ir.Convention], socles: Sequence[ir.Convention]
) -> tuple[Diagnostic, ...]:
    """The same of a convention that amendments change. A clause never applies if it does not in any of the
    texts that hold it."""
    found = [findings_of_text(text, socles) for text in texts]
    told = [{(d.code, d.span) for d in one} for one in found]
    names = [{c.entete.nom for c in with_nested(text.clauses)} for text in texts]
    everywhere = (
        d
        for one in found
        for d in one
        if all(
            (d.code, d.span) in there or d.args.get("clause", "") not in held
            for there, held in zip(told, names, strict=True)
        )
    )
    unread = (replace(d, fil=_thread(texts[0], d)) for d in noms_inutiles(texts))
    return in_order((*everywhere, *unread))


def findings_of_text(convention: ir.Convention, socles: Sequence[ir.Convention]) -> tuple[Diagnostic, ...]:
    """What its clauses say against one another, as they read on the days of this text."""
    found = (
        *contradictions(convention, socles),
        *decomptes_tardifs(convention),
        *exceptions_sans_cible(convention, socles),
        *exceptions_opposees(convention, socles),
        *suites_opposees(convention, socles),
        *planchers_et_plafonds(convention, socles),
        *nombres_opposes(convention, socles),
        *planchers_au_dessus_de_la_part(convention, socles),
        *planchers_qui_s_ajoutent(convention, socles),
        *partages_incomplets(convention, socles),
        *exceptions_sans_effet(convention, socles),
        *parts_de_tout(convention, socles),
        *exceptions_plus_larges(convention, socles),
        *delegations_sous_decision(convention, socles),
        *clauses_en_cercle(convention, socles),
        *comptes_hors_du_champ(convention, socles),
        *trimestres_sous_prevision(convention, socles),
        *rythmes_sans_echeance(convention),
        *presque_titulaires(convention),
        *jours_apres_la_fin(convention),
        *a_l_envers(convention),
        *comptes_d_autrui(convention),
        *deux_taux(convention),
        *reparties_deux_fois(convention),
        *lieux_hors_du_territoire(convention),
    )
    return in_order(replace(d, fil=_thread(convention, d)) for d in found)


def findings_of_paper(convention: ir.Convention, au: date | None) -> tuple[Diagnostic, ...]:
    """What becomes of the articles that were signed, and of what passes with time."""
    found = (*articles_oublies(convention), *revisions_manquees(convention, au), *reconduites(convention, au))
    return in_order(replace(d, fil=_thread(convention, d)) for d in found)


def _thread(convention: ir.Convention, found: Diagnostic) -> tuple[str, ...]:
    """Convention › article › clause, as far as the finding is about one."""
    genre = "socle" if convention.version is not None else "convention"
    whole = (t("{genre} « {ident} »", genre=genre, ident=convention.ident),)
    nom = found.args.get("clause", "")
    clause = next((c for c in with_nested(convention.clauses) if c.entete.nom == nom), None)
    if clause is None:
        return whole
    article = clause.entete.source.article
    middle = (t("article {article}", article=article),) if article else ()
    return (*whole, *middle, t("{genre} « {ident} »", genre=GENRES[type(clause)], ident=nom))
