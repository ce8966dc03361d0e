"""JSON of `compliance`."""

from collections.abc import Iterable, Iterator, Sequence

from convrules import ir
from convrules.base.records import replace
from convrules.diagnostics.model import Diagnostic
from convrules.render.brought import brought_in_silence
from convrules.render.cell_text import asked_share
from convrules.render.changes import said
from convrules.render.clauses import enonce, genre
from convrules.render.expressions import phrase
from convrules.render.lexicon import Lexique
from convrules.render.machine import parts
from convrules.render.machine.account import account, returned, split
from convrules.render.machine.ahead import advance, alert, assumed, within_reach
from convrules.render.machine.check import diagnostic
from convrules.render.machine.decided import decides, rule_head
from convrules.render.machine.elements import element
from convrules.render.machine.ledger import before, books, contradicted
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.places import article
from convrules.year.changements import Changement, Valeur
from convrules.year.model import (
    ACompleter,
    Bilan,
    BilanConvention,
    Bornes,
    LigneIncertaine,
    Perimetre,
    PrevisionIncertaine,
    ResultatCellule,
    ResultatEcheance,
    ResultatRedressement,
    ResultatRegle,
    ResultatTransmission,
    Verdict,
)
from convrules.year.previsions_a_dire import PrevisionADire, forecasts_to_tell


def convention_text(b: BilanConvention, lexique: Lexique) -> str:
    return parts.item(_convention(b, lexique))


def compliance_text(
    bilan: Bilan,
    diagnostics: Sequence[Diagnostic],
    recu: Recu,
    lexique: Lexique,
    dits: Iterable[str] | None = None,
) -> Iterator[str]:
    """The same as text, one convention after the other. dits: their texts, where they were told already."""
    head = compliance(replace(bilan, conventions=()), diagnostics, recu, lexique)
    head["hypothese"] = _assumed(bilan)
    if dits is None:
        dits = (convention_text(b, lexique) for b in bilan.conventions)
    return parts.told(head, "conventions", dits)


def compliance(bilan: Bilan, diagnostics: Sequence[Diagnostic], recu: Recu, lexique: Lexique) -> Objet:
    return envelope(
        "compliance",
        recu,
        {
            "bailleur": bilan.bailleur,
            "annee": bilan.annee,
            "hypothese": _assumed(bilan),
            "portee": None if bilan.portee is None else within_reach(bilan.portee),
            "alertes": [alert(a) for a in bilan.alertes],
            "lignes": _perimeter(bilan.perimetre),
            "conventions": [_convention(b, lexique) for b in bilan.conventions],
            "annees_precedentes": [before(year) for year in bilan.precedents],
            "soldes_contredits": [
                contradicted(one) for year in (*bilan.precedents, bilan) for one in year.contredits
            ],
            "imputations": [{"vacance": i.vacance, "imputation": account(i)} for i in bilan.imputations],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _assumed(bilan: Bilan) -> Json:
    """Nothing when nothing is left to project."""
    return assumed(bilan.hypothese) if any(b.avancements for b in bilan.conventions) else None


def _perimeter(p: Perimetre) -> Objet:
    return {
        "lues": p.lues,
        "sous_convention": p.sous_convention,
        "hors_periode": list(p.hors_periode),
        "hors_territoire": list(p.hors_territoire),
        "refusees": p.refusees,
        "sans_fin": list(p.sans_fin),
        "dates": [{"evenement": nom, "du": du.isoformat(), "au": au.isoformat()} for nom, du, au in p.dates],
        "sans_date": list(p.sans_date),
        "non_couvert": [parts.uncovered(one) for one in p.lacunes],
    }


def _convention(b: BilanConvention, lexique: Lexique) -> Objet:
    holder = b.convention.reservataire
    return {
        "convention": b.convention.ident,
        "reservataire": None
        if holder is None
        else {"nom": holder.nom, "type": holder.type, "code": holder.code},
        "periode": None
        if b.periode is None
        else {"du": parts.day(b.periode[0]), "au": parts.day(b.periode[1])},
        "lignes": b.lignes,
        "lignes_peut_etre": b.lignes_peut_etre,
        "hors_periode": b.hors_periode,
        "statuts": {statut.value: parts.bounds(n) for statut, n in b.statuts},
        "retraits": [
            {
                "categorie": r.categorie,
                "prevu": r.prevu,
                "sans_prevision": r.tu,
                "realise": parts.bounds(r.realise),
                "limite": None if r.limite is None else parts.bounds(r.limite),
                "excedent": None if r.excedent is None else parts.bounds(r.excedent),
            }
            for r in b.retraits
        ],
        "regles": [_rule(r, lexique) for r in b.regles],
        "a_completer": list(_all_to_complete(b.a_completer)),
        "previsions_a_dire": [_to_tell(p) for p in forecasts_to_tell(b.regles)],
        "livres": books(b.livres),
        "avancements": [advance(a) for a in b.avancements],
        "repartitions": [split(r) for r in b.repartitions],
        "soldes_sans_ligne": [
            {"compte": compte, "cellule": dict(clef), "solde": parts.bounds(solde), "perdu": lost}
            for compte, clef, solde, lost in brought_in_silence(b)
        ],
        "echeances": [deadline(e) for e in b.echeances],
        "transmissions": [_sending(t) for t in b.transmissions],
        "redressements": [_correction(r) for r in b.redressements],
        "non_evalues": [
            {
                "clause": n.clause.entete.ident,
                "genre": genre(n.clause),
                "article": article(n.clause.entete),
                "source": parts.source(n.clause.entete.source),
                "code": n.code,
            }
            for n in b.non_evalues
        ],
    }


def _rule(r: ResultatRegle, lexique: Lexique) -> Objet:
    return {
        "clause": r.clause.entete.ident,
        "genre": genre(r.clause),
        **rule_head(r, lexique),
        "verdict": _verdict(r.verdict),
        "cas": list(r.cas),
        "ecartee_par": r.ecartee_par,
        "conflit": list(r.conflit),
        "changements": [_change(c, lexique) for c in r.changements],
        "peut_etre_ailleurs": list(r.ailleurs),
        "cellules_a_venir": [dict(cell) for cell in r.a_venir],
        "tours_rendus": [{"vacance": t.vacance, **returned(t)} for t in r.rendus],
        "cellules": [{**cell(c), "decidee_par": decides(c, lexique)} for c in r.cellules],
    }


def _change(c: Changement, lexique: Lexique) -> Objet:
    texts = [
        {
            "regle": enonce(text, lexique),
            "article": article(text.entete),
            "avenants": [_amendment(r) for r in text.entete.retouches],
        }
        for text in c.textes or ()
    ]
    return {
        "quoi": c.quoi.value,
        "jour": parts.day(c.jour),
        "figee": c.figee,
        "premier_jour": c.seuil,
        "textes": texts,
        "cles": [_value(v, lexique) for v in c.valeurs],
        "par": list(c.par),
        "exceptions": [
            {
                "nom": x.nom,
                "si": None if x.si is None else phrase(x.si, lexique),
                "ecarte": x.ecarte,
                "finit": x.finit,
                "cles": [_value(v, lexique) for v in x.valeurs],
            }
            for x in c.exceptions
        ],
        "parametres": [_value(v, lexique) for v in c.parametres],
        "avenant": _amendment(c.retouche) if c.retouche is not None else None,
    }


def _amendment(r: ir.Retouche) -> Objet:
    return {"avenant": r.avenant, "nature": r.nature.value, "article": r.article, "du": parts.day(r.du)}


def _value(v: Valeur, lexique: Lexique) -> Objet:
    return {"nom": v.nom, "avant": said(v.avant, lexique), "depuis": said(v.apres, lexique)}


def _verdict(v: Verdict | None) -> str | None:
    return v.value if v is not None else None


def _on_top(c: ResultatCellule) -> Json:
    if c.en_sus is None:
        return None
    good, asked = c.en_sus
    return {"realise": parts.bounds(good), "cible": parts.bounds(asked)}


def cell(c: ResultatCellule) -> Objet:
    """Each number stands twice: exact, and rounded for display under `…_affiche`."""
    values: dict[str, Bornes | None] = {
        "base": c.base,
        "du": c.du,
        "du_arrondi": c.du_arrondi,
        "cible": c.cible,
        "realise": c.realise,
        "solde_initial": c.solde_initial,
        "restituees": c.restituees,
        "solde": c.solde,
        "ecart": c.ecart,
        "part": c.part,
    }
    held_against = {"part": asked_share(c), "realise": None if c.cible is None else c.cible.valeur}
    numbers: Objet = {}
    for key, value in values.items():
        numbers[key] = parts.bounds(value)
        numbers[f"{key}_affiche"] = parts.shown(value, held_against.get(key))
    possibles: list[Json] = [v.value for v in c.verdicts_possibles]
    return {
        "cellule": dict(c.cellule),
        **numbers,
        "en_sus": _on_top(c),
        "solde_perdu": parts.bounds(c.solde_perdu),
        "regularisation": parts.bounds(c.regularisation),
        "verdict": _verdict(c.verdict),
        "verdicts_possibles": possibles,
        "sauve_par_tolerance": c.sauve_par_tolerance,
        "petit_effectif": c.petit_effectif,
        "base_minimale": parts.bounds(c.base_minimale),
        "sous_minimum": c.sous_minimum,
        "causes": parts.causes(c.causes),
        "lignes_base": list(c.lignes_base),
        "lignes_comptees": list(c.lignes_comptees),
        "en_attente": list(c.en_attente),
        "sans_nombre": list(c.sans_nombre),
        "a_completer": list(_incomplete(c.a_completer)),
        "lignes_a_venir": list(_incomplete(c.lignes_a_venir)),
        "previsions_a_dire": [
            {
                "annee": p.prevision.annee,
                "causes": parts.causes(p.prevision.causes),
                **_told_of_forecast(p),
            }
            for p in c.previsions_a_dire
        ],
    }


def _incomplete(rows: Iterable[LigneIncertaine]) -> Iterator[Objet]:
    causes, known = parts.shared_causes(), dict[tuple[object, ...], parts.Reste]()
    for r in rows:
        key = id(r.causes), *_told_apart(r)
        if key not in known:
            known[key] = parts.Reste({"causes": causes(r.causes), **_narrowed(r)})
        yield parts.Pareil("vacance", r.vacance, known[key])


def _to_tell(p: PrevisionADire) -> Objet:
    reductions: list[Json] = [
        {"clause": r.clause, "cellule": dict(r.cellule), **_told_of_forecast(r.prevue)} for r in p.reductions
    ]
    return {"annee": p.annee, "causes": parts.causes(p.causes), "reductions": reductions}


def _told_of_forecast(p: PrevisionIncertaine) -> Objet:
    """`nombre`: dwellings forecast; null where the forecast does not say how many."""
    return {
        "nombre": parts.number(p.prevision.nombre) if p.prevision.dite else None,
        "ecart": parts.number(p.ecart),
        "base": parts.number(p.base),
        "du": parts.number(p.du),
        "au_plus": p.au_plus,
    }


def _told_apart(r: LigneIncertaine) -> tuple[object, ...]:
    """What `_narrowed` says. Why by identity: rows read alike share their very numbers."""
    return id(r.ecart), id(r.realise), id(r.base), id(r.du), r.au_plus


def _narrowed(r: LigneIncertaine) -> Objet:
    """By how much completing the row narrows each interval; `au_plus`: at most so much."""
    return {
        "ecart": parts.number(r.ecart),
        "realise": parts.number(r.realise),
        "base": parts.number(r.base),
        "du": parts.number(r.du),
        "au_plus": r.au_plus,
    }


def _all_to_complete(rows: Iterable[ACompleter]) -> Iterator[Objet]:
    causes, known = parts.shared_causes(), dict[tuple[object, ...], parts.Reste]()
    for row in rows:
        own = causes(row.causes)
        key = id(own), *((r.clause, id(r.cellule), _told_apart(r.ligne)) for r in row.reductions)
        if key not in known:
            reductions: list[Json] = [
                {"clause": r.clause, "cellule": dict(r.cellule), **_narrowed(r.ligne)} for r in row.reductions
            ]
            known[key] = parts.Reste({"causes": own, "reductions": reductions})
        yield parts.Pareil("vacance", row.vacance, known[key])


def _named(clause: ir.Clause) -> Objet:
    return {
        "clause": clause.entete.ident,
        "genre": genre(clause),
        "article": clause.entete.source.article,
        "source": parts.source(clause.entete.source),
    }


def _sending(t: ResultatTransmission) -> Objet:
    """`etats_possibles`: several where the state is undetermined."""
    candidats: list[Json] = [c.value for c in t.candidats]
    return {
        **_named(t.clause),
        "destinataire": t.destinataire,
        "periode": t.periode or None,
        "etat": t.etat.value,
        "etats_possibles": candidats or [t.etat.value],
        "limite": parts.day(t.limite),
        "faite_le": parts.day(t.faite_le),
        "attendus": t.attendus,
        "faits": parts.bounds(t.faits),
        "retard_jours": t.retard_jours,
        "causes": parts.causes(t.causes),
        "cas": list(t.cas),
    }


def _correction(r: ResultatRedressement) -> Objet:
    return {
        **_named(r.clause),
        "cellule": dict(r.cellule),
        "etat": r.etat.value,
        "depuis": parts.day(r.depuis),
        "causes": parts.causes(r.causes),
        "constats": [
            {
                "jour": parts.day(c.jour),
                "enregistre": c.enregistre.value if c.enregistre else None,
                "enregistre_le": parts.day(c.enregistre_le),
                "propose": c.propose.value if c.propose else None,
                "mesure": cell(c.mesure) if c.mesure is not None else None,
            }
            for c in r.constats
        ],
    }


def deadline(e: ResultatEcheance) -> Objet:
    return {
        "clause": e.clause.entete.ident,
        "genre": genre(e.clause),
        "article": article(e.clause.entete),
        "source": parts.source(e.clause.entete.source),
        "decomptes": dict(e.decomptes),
        "manquees": list(e.manquees),
        "en_cours": []
        if e.elements
        else [{"vacance": v, "limite": parts.day(limite)} for v, limite in e.en_cours],
        "porte_sur": e.niveau.value,
        "elements": [element(x) for x in e.elements],
    }
