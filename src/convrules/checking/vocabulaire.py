"""Fields and codes that a file declares under `vocabulaire`."""

from fractions import Fraction
from typing import Final

from convrules import ir, vocabulary
from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.values import (
    TCode,
    TCondition,
    TDate,
    TEvenement,
    TInvalide,
    TNombre,
    TTexte,
    Type,
    Unite,
    unite,
)
from convrules.checking.heads import add_field, check_repeated, declare
from convrules.checking.readers import entries, fraction, head, place, scalars, table_of, text
from convrules.checking.scope import Chantier
from convrules.checking.words import closest, describe, listing
from convrules.diagnostics.problems import noms as problems
from convrules.diagnostics.problems.fichier import valeur_mal_ecrite as malformed
from convrules.syntax import nodes as n
from convrules.syntax.words import fold

_UNITES: Final[dict[str, Unite]] = {
    "€": unite("centime"),
    "€/m²": (("centime", 1), ("m²", -1)),
    "€/logement": (("centime", 1), ("logement", -1)),
    "logements": unite("logement"),
    "droits": unite("droit"),
    "candidatures": unite("candidature"),
    "demandes": unite("demande"),
    **{"jours": unite("jour"), "semaines": unite("semaine"), "ans": unite("an"), "années": unite("an")},
}
_CODE: Final = Motif(r"[0-9A-Za-z_-]*")
_TYPES: Final[dict[str, Type]] = {
    "oui/non": TCondition(),
    "entier": TNombre(entier=True),
    "décimal": TNombre(),
    "montant": TNombre(unite=unite("centime")),
    "date": TDate(),
    "événement": TEvenement(),
    "texte": TTexte(),
}


def check_vocabulaire(
    c: Chantier, root: n.Table, seen: dict[str, tuple[str, Span]]
) -> tuple[ir.ChampDeclare, ...]:
    """Fields that the file declares, made readable in it."""
    found = []
    for nom, valeur in entries(root.get("vocabulaire")):
        table = table_of(valeur)
        if table is None:
            continue
        champ = _field(c, nom, table)
        if _may_declare(c, nom, champ, seen):
            found.append(champ)
            add_field(c, champ)
    return tuple(found)


def _field(c: Chantier, nom: n.Scalaire, table: n.Table) -> ir.ChampDeclare:
    codes = _codes(table)
    listed = table.get("valeurs")
    if isinstance(listed, n.Liste):
        check_repeated(c, "valeurs", scalars(listed))
    titulaires = _holders(c, table) if nom.texte == "contingent" else ()
    return ir.ChampDeclare(
        nom=nom.texte,
        niveau=ir.Niveau(vocabulary.NIVEAUX_DECLARES.get(text(table, "niveau") or "", ir.Niveau.VACANCE)),
        type=_type(c, nom.texte, table, codes),
        codes=codes,
        enonce=text(table, "énoncé"),
        titulaires=titulaires,
        span=nom.span,
    )


def _codes(table: n.Table) -> tuple[str, ...]:
    values = table.get("valeurs")
    if isinstance(values, n.Table):
        return tuple(map(_code, (code for code, _ in values.entrees)))
    return tuple(map(_code, scalars(values)))


def _code(written: n.Scalaire) -> str:
    """A code; of one that no code can be, told already, the one that it was meant to be."""
    return written.texte if _CODE.fullmatch(written.texte) else fold(written.texte).replace(" ", "_")


def _holders(c: Chantier, table: n.Table) -> tuple[tuple[str, str], ...]:
    """Finer codes of `contingent`, each with the type of holder whose account it belongs to."""
    found = []
    for code, valeur in entries(table.get("valeurs")):
        kind = valeur.texte if isinstance(valeur, n.Scalaire) else ""
        if kind in vocabulary.TYPES_RESERVATAIRE:
            found.append((code.texte, kind))
            continue
        known = vocabulary.TYPES_RESERVATAIRE
        proche = closest(kind, known)
        c.report(
            problems.titulaire_inconnu(
                span=head(valeur),
                nom=kind,
                proche=proche,
                possibles=listing(known, 16),
                rattache="" if proche else code.texte,
            )
        )
    if not entries(table.get("valeurs")):
        c.report(
            problems.titulaire_inconnu(
                span=place(table, "valeurs"),
                nom=listing(_codes(table)),
                proche="",
                possibles=listing(vocabulary.TYPES_RESERVATAIRE, 16),
                rattache=next(iter(_codes(table)), "compte_fin"),
            )
        )
    return tuple(found)


def _type(c: Chantier, nom: str, table: n.Table, codes: tuple[str, ...]) -> Type:
    written = text(table, "type")
    if written in (None, "code") or codes:
        return TCode(nom)
    if written == "taux":
        return TNombre(taux=True, bornes=_bounds(c, table))
    for cle in ("min", "max"):
        if table.get(cle) is not None:
            c.report(
                malformed(
                    span=place(table, cle),
                    valeur=text(table, cle) or "",
                    cle=cle,
                    attendu="un « type: taux »",
                )
            )
    base = vocabulary.rows.year_named(nom, _TYPES.get(written or "", TInvalide()))
    symbol = text(table, "unité")
    if isinstance(base, TNombre) and symbol is not None:
        return TNombre(unite=_UNITES.get(symbol) or unite(symbol), entier=base.entier)
    return base


def _bounds(c: Chantier, table: n.Table) -> tuple[Fraction, Fraction]:
    """Least and greatest rate: those written, within 0..1."""
    found = [Fraction(0), Fraction(1)]
    for rank, cle in enumerate(("min", "max")):
        if table.get(cle) is None:
            continue
        written = text(table, cle) or ""
        share = fraction(written.removesuffix("%").strip()) if written.endswith("%") else None
        if share is None or not 0 <= share <= 100:
            attendu = "un taux de 0 % à 100 %"
            c.report(malformed(span=place(table, cle), valeur=written, cle=cle, attendu=attendu))
            continue
        found[rank] = share / 100
    if found[0] > found[1]:
        attendu = "un taux au moins égal à celui de « min »"
        written = text(table, "max") or ""
        c.report(malformed(span=place(table, "max"), valeur=written, cle="max", attendu=attendu))
        return Fraction(0), Fraction(1)
    return found[0], found[1]


def _may_declare(
    c: Chantier, nom: n.Scalaire, champ: ir.ChampDeclare, seen: dict[str, tuple[str, Span]]
) -> bool:
    """A built-in list of codes may be lengthened; a field that a socle declares may be repeated."""
    before = c.declares.get((champ.niveau, champ.nom))
    if before is not None:
        if before.type == champ.type:
            return True
        c.report(
            problems.declarations_divergentes(
                span=nom.span,
                nom=champ.nom,
                ici=describe(champ.type),
                ailleurs=describe(before.type),
                autre=before.span,
            )
        )
        return False
    built_in = vocabulary.champ(champ.nom, champ.niveau)
    if built_in is not None and built_in.type == champ.type and not built_in.officiel:
        return True
    return declare(c, seen, nom, "un fait déclaré")
