"""Controls: the keys that each of the closed list takes, typed. They stand in socles only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from convrules import ir
from convrules.base.texte import cite, t
from convrules.checking import nombres, sentences
from convrules.checking.expressions import condition
from convrules.checking.fiches import Fiche, with_if
from convrules.checking.readers import entries, member, phrase, place, scalars, tables, text
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.words import listing
from convrules.diagnostics.problems import depot as problems
from convrules.syntax import nodes as n

_PROPRES: Final[Mapping[str, tuple[str, ...]]] = {
    "unicite": (),
    "preseance": ("ordre",),
    "somme_des_parts": ("plafonds",),
    "perimetre": ("échelles",),
    "matieres": ("matières", "titulaires"),
    "titulaire_par_defaut": ("désigne",),
}
"""Keys of each control; all are mandatory but `titulaires`."""
_FACULTATIVES: Final = frozenset({"titulaires"})
_TOUTES: Final = frozenset(cle for cles in _PROPRES.values() for cle in cles)


def controle(c: Chantier, fiche: Fiche) -> ir.Clause | None:
    """A control; None when a key is missing or belongs to another (reported)."""
    nom = fiche.nom.texte
    own = _PROPRES.get(nom)
    if own is None:
        return None
    sound = _check_keys(c, fiche, nom, own)
    entete = with_if(c, fiche)
    _check_if(c, fiche, entete.si)
    return ir.Controle(entete=entete, reglage=_LECTEURS[nom](c, fiche)) if sound else None


def _check_keys(c: Chantier, fiche: Fiche, nom: str, own: tuple[str, ...]) -> bool:
    foreign = [cle for cle, _ in fiche.table.entrees if cle.texte in _TOUTES and cle.texte not in own]
    for cle in foreign:
        c.report(
            problems.cle_d_un_autre_controle(
                span=cle.span,
                cle=cle.texte,
                controle=nom,
                permises=listing(cite(k) for k in own) or "aucune",
            )
        )
    missing = [k for k in own if k not in _FACULTATIVES and fiche.table.get(k) is None]
    if missing:
        cles = listing(cite(k) for k in missing)
        c.report(problems.cle_de_controle_manquante(span=fiche.nom.span, controle=nom, cles=cles))
    return not foreign and not missing


def _check_if(c: Chantier, fiche: Fiche, si: ir.Expr | None) -> None:
    """A control is about conventions, not rows: only what is known of a holder before any data."""
    if si is None:
        return
    for node in ir.walk(si):
        known = isinstance(node, ir.Champ) and (node.niveau, node.nom) == (ir.Niveau.RESERVATAIRE, "type")
        if not known and not ir.children(node) and not isinstance(node, ir.Litteral | ir.Invalide):
            c.report(problems.condition_de_controle(span=place(fiche.table, "si"), controle=fiche.nom.texte))
            return


# --- one reader per control -----------------------------------------------------------------
def _unicite(_c: Chantier, _fiche: Fiche) -> ir.Reglage:
    return ir.Unicite()


def _preseance(_c: Chantier, fiche: Fiche) -> ir.Reglage:
    written = (member(ir.Preseance, word.texte) for word in scalars(fiche.table.get("ordre")))
    return ir.OrdrePreseance(ordre=tuple(w for w in written if w is not None))


def _somme(c: Chantier, fiche: Fiche) -> ir.Reglage:
    return ir.SommeDesParts(plafonds=tuple(_plafonds(c, fiche)))


def _plafonds(c: Chantier, fiche: Fiche) -> Iterator[ir.Plafond]:
    contexte = fiche.contexte
    for row in tables(fiche.table.get("plafonds")):
        taux, pour = phrase(row, "taux"), phrase(row, "pour")
        if not isinstance(taux, n.Expr):
            continue
        at = Lieu(niveau=ir.Niveau.CONVENTION, contexte=t("un plafond {de}", de=contexte))
        on = Lieu(niveau=ir.Niveau.VACANCE, contexte=t("« pour » {de}", de=contexte))
        yield ir.Plafond(
            titulaires=tuple(x.texte for x in scalars(row.get("titulaires"))),
            pour=condition(c, pour, on) if isinstance(pour, n.Expr) else None,
            taux=nombres.rate(c, taux, at),
        )


def _perimetre(_c: Chantier, fiche: Fiche) -> ir.Reglage:
    found = [
        (cle.texte, member(ir.Echelle, valeur.texte if isinstance(valeur, n.Scalaire) else None))
        for cle, valeur in entries(fiche.table.get("échelles"))
    ]
    return ir.Perimetre(echelles=tuple((cle, e) for cle, e in found if e is not None))


def _matieres(_c: Chantier, fiche: Fiche) -> ir.Reglage:
    found = (member(ir.Matiere, word.texte) for word in scalars(fiche.table.get("matières")))
    return ir.Matieres(
        titulaires=tuple(x.texte for x in scalars(fiche.table.get("titulaires"))),
        matieres=tuple(m for m in found if m is not None),
    )


def _defaut(c: Chantier, fiche: Fiche) -> ir.Reglage:
    designe = text(fiche.table, "désigne") or ""
    sentences.check_holder_named(c, designe, place(fiche.table, "désigne"))
    return ir.TitulaireParDefaut(designe=designe)


_LECTEURS: Final[Mapping[str, Callable[[Chantier, Fiche], ir.Reglage]]] = {
    "unicite": _unicite,
    "preseance": _preseance,
    "somme_des_parts": _somme,
    "perimetre": _perimetre,
    "matieres": _matieres,
    "titulaire_par_defaut": _defaut,
}
