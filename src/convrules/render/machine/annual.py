"""JSON of `bilan`: what one recipient sees, or the landlord's own copy."""

from collections.abc import Sequence

from convrules.diagnostics.model import Diagnostic
from convrules.render.annuel import mots
from convrules.render.annuel.agregats import Agregat
from convrules.render.annuel.extraits import Extrait
from convrules.render.lexicon import code
from convrules.render.machine import parts
from convrules.render.machine.check import diagnostic
from convrules.render.machine.parts import Json, Objet, Recu, envelope
from convrules.render.secret import MARQUE, Publiee
from convrules.year.annuel.lecture import bins
from convrules.year.annuel.model import (
    AXES,
    BilanAnnuel,
    Envoi,
    Groupe,
    Logement,
    Mesures,
    Releve,
    Retraits,
    Tableau,
)

DIT = {True: "vrai", False: "faux", None: "indetermine"}


def annual(extrait: Extrait, diagnostics: Sequence[Diagnostic], recu: Recu) -> Objet:
    """diagnostics: of the data, for the landlord alone."""
    bilan, envoi = extrait.bilan, extrait.envoi
    return envelope(
        "bilan",
        recu,
        {
            "bailleur": bilan.bailleur,
            "annee": bilan.annee,
            "destinataire": envoi.nom if envoi is not None else None,
            "autrement": list(envoi.autrement) if envoi is not None else [],
            "vue": envoi.vue.value if envoi is not None else None,
            "limite": parts.day(envoi.limite) if envoi is not None else None,
            "provisoire": bilan.provisoire,
            "non_couvert": [parts.uncovered(one) for one in bilan.lacunes],
            "non_lue": None if bilan.non_lue is None else {"conventions": list(bilan.non_lue.conventions)},
            "dimensions_manquantes": list(bilan.manques),
            "soustractions_non_prevues": list(bilan.non_prevues),
            "soustractions_sans_lieu": list(bilan.sans_lieu),
            "soustractions_sans_jours": list(bilan.sans_jours),
            "soustractions_sans_ligne": list(bilan.sans_ligne),
            "periodes_construction": [
                {"valeur": v, "libelle": mots.value("periode_construction", v, bilan.periodes)}
                for v in bins(bilan.periodes)
            ],
            "releves": [_statement(r, bilan) for r in extrait.releves],
            "partage": [{"compte": _group(g), **_figures(m)} for g, m in extrait.partage],
            "total": None if extrait.total is None else _figures(extrait.total),
            "agregats": [_aggregate(a, bilan) for a in extrait.agregats],
            "soustractions": [_withdrawals(r, extrait) for r in extrait.retraits],
            "destinataires": [] if envoi is not None else [_recipient(e) for e in bilan.envois],
            "diagnostics": [diagnostic(d) for d in diagnostics] if envoi is None else [],
        },
    )


def _recipient(envoi: Envoi) -> Objet:
    return {
        "nom": envoi.nom,
        "autrement": list(envoi.autrement),
        "vue": envoi.vue.value,
        "conventions": list(envoi.conventions),
        "limite": parts.day(envoi.limite),
        "dossier": envoi.dossier,
    }


def _group(groupe: Groupe) -> Objet:
    return {
        "sorte": groupe.sorte.value,
        "code": groupe.code or None,
        "nom": groupe.nom or None,
        "libelle": mots.group(groupe),
    }


def _figures(mesures: Mesures) -> Objet:
    return {"proposes": parts.bounds(mesures.propose), "attribues": parts.bounds(mesures.attribue)}


def _statement(releve: Releve, bilan: BilanAnnuel) -> Objet:
    crossed: list[Json] = [
        {**{axe: v or None for axe, v in zip(AXES, valeurs, strict=True)}, **_figures(m)}
        for valeurs, m in releve.croisement
    ]
    return {
        "compte": _group(releve.groupe),
        "total": _figures(releve.total),
        "dimensions": {t.axe: _table(t, bilan) for t in releve.tableaux},
        "croisement": crossed,
        "incertains": releve.douteux,
        "causes": parts.causes(releve.causes),
        "logements": [_dwelling(row) for row in releve.logements],
    }


def _table(tableau: Tableau, bilan: BilanAnnuel) -> Json:
    return [
        {
            "valeur": valeur or None,
            "libelle": mots.value(tableau.axe, valeur, bilan.periodes),
            **_figures(mesures),
        }
        for valeur, mesures in tableau.lignes
    ]


def _aggregate(agregat: Agregat, bilan: BilanAnnuel) -> Objet:
    """A hidden number is the text « s »."""
    return {
        "dimension": agregat.axe,
        "comptes": [
            {
                "compte": _group(groupe),
                "valeurs": [
                    {
                        "valeur": valeur or None,
                        "libelle": mots.value(agregat.axe, valeur, bilan.periodes),
                        **{nom: _hidden(m.nombres[i][j]) for nom, m in _named(agregat)},
                    }
                    for j, valeur in enumerate(agregat.valeurs)
                ],
                "total": {nom: _hidden(m.totaux[i]) for nom, m in _named(agregat)},
            }
            for i, groupe in enumerate(agregat.groupes)
        ],
        "ensemble": {
            "valeurs": [
                {
                    "valeur": valeur or None,
                    "libelle": mots.value(agregat.axe, valeur, bilan.periodes),
                    **{nom: _hidden(m.totaux_colonnes[j]) for nom, m in _named(agregat)},
                }
                for j, valeur in enumerate(agregat.valeurs)
            ],
            "total": {nom: _hidden(m.total) for nom, m in _named(agregat)},
        },
    }


def _named(agregat: Agregat) -> list[tuple[str, Publiee]]:
    return list(zip(("proposes", "attribues"), agregat.mesures, strict=True))


def _hidden(n: int | None) -> int | str:
    return MARQUE if n is None else n


def _dwelling(row: Logement) -> Objet:
    return {
        "vacance": row.vacance,
        **{axe: v or None for axe, v in zip(AXES, row.valeurs, strict=True)},
        "propose": DIT[row.propose],
        "propose_le": parts.day(row.propose_le),
        "attribue": DIT[row.attribue],
        "attribue_le": parts.day(row.attribue_le),
        "causes": parts.causes(row.causes),
    }


def _withdrawals(retraits: Retraits, extrait: Extrait) -> Objet:
    """A hidden number is the text « s »."""
    return {
        "convention": retraits.convention or None,
        "categories": [
            {
                "categorie": line.categorie,
                "libelle": code(line.categorie),
                **{
                    key: MARQUE if extrait.hides(retraits.convention, line, nombre) else value
                    for key, nombre, value in (
                        ("prevu", "prevu", line.prevu),
                        ("soustraits", "realise", parts.bounds(line.realise)),
                        ("attribues", "attribue", parts.bounds(line.attribue)),
                        ("prevu_suivant", "prevu_suivant", line.prevu_suivant),
                    )
                },
                **{
                    key: [n for n in sorted(told) if not extrait.hides(retraits.convention, line, n)]
                    for key, told in (
                        ("sans_prevision", line.tus),
                        ("sans_lieu", line.sans_lieu),
                        ("sans_convention", line.sans_jours),
                    )
                },
            }
            for line in retraits.lignes
        ],
    }
