"""Could this column fill this field? By the type of the field and what was seen in the column."""

from collections.abc import Mapping
from typing import Final

from convrules import vocabulary
from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.base.values import TCode, TCondition, TDate, TEvenement, TNombre, TTexte, Type
from convrules.facts import titres
from convrules.facts.conversion import NON, OUI
from convrules.facts.dates import Precision, read_format
from convrules.facts.nombres import REZ, is_amount
from convrules.facts.places import place_problem
from convrules.facts.proposition import lexique
from convrules.facts.proposition.profil import A_DIRE, CONNUS, POINT_DE_MILLIERS, SEUIL, Profil

PRESQUE: Final = 95
"""In a hundred filled cells, how many must read: the others are dirt, told when the file is read."""
_LONGUEUR_DE_CODE: Final = 8
_CODE: Final = Motif(r"[A-Z]{0,3}[0-9_.\-/]*|[0-9_.\-/]+[A-Z]{0,3}")
"""Three capitals at most, and digits: anything else may hold a name."""
_WORD: Final = Motif(r"[^\W\d_]{2}")
_AVEC_SENTINELLES: Final = frozenset({"loyer", "surface", "etage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lien:
    """A column and the field that it may fill, with the keys to write. `note`: where its codes come from.
    `question`: what its reader has to answer. `doute`: why it must be confirmed, though nothing else fits."""

    champ: str
    colonne: str
    format: str | None = None
    unite: str | None = None
    codes: Mapping[str, str] | None = None
    manquant: tuple[str, ...] = ()
    sans_objet: tuple[str, ...] = ()
    note: str = ""
    question: str = ""
    doute: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refus:
    """Why the cells of a column do not agree with a field."""

    raison: str


def link(table: str, champ: str, profil: Profil) -> Lien | Refus:
    """The column as it would be written; Refus when its cells are of another kind."""
    field = vocabulary.champs_de_table(table)[champ]
    bare = Lien(champ=champ, colonne=profil.titre, manquant=tuple(sorted(profil.manquants)))
    if isinstance(field.type, TTexte):
        return _text(bare, profil)
    if not profil.pleines:
        return _empty(bare, field.type)
    match field.type:
        case TCondition():
            return _condition(bare, profil)
        case TCode():
            return _place(bare, profil) if champ in vocabulary.OFFICIELS else _code(bare, field.codes, profil)
        case TNombre():
            return _number(bare, field.type, profil)
        case TDate() | TEvenement():
            return _day(bare, field.type, profil)
        case _:
            return Refus(raison="ce fait ne se lit pas dans une colonne")


def most(count: int, profil: Profil) -> bool:
    return 100 * count >= PRESQUE * profil.pleines


def _text(bare: Lien, profil: Profil) -> Lien | Refus:
    if bare.champ != "id":
        return bare
    if not most(profil.pleines - profil.repetees, profil):
        return Refus(raison="des valeurs s'y répètent")
    if profil.vides or profil.manquants or profil.repetees:
        asked = f"« {profil.titre} » est vide ou se répète par endroits : ces lignes seront refusées"
        return replace(bare, question=asked)
    return bare


def _empty(bare: Lien, type_: Type) -> Lien | Refus:
    if isinstance(type_, TDate | TEvenement):
        return Refus(raison="elle est vide : on ne sait pas comment ses dates s'écrivent")
    return Refus(raison="elle est vide")


def _condition(bare: Lien, profil: Profil) -> Lien | Refus:
    seen: Mapping[str, int] = profil.valeurs or {}
    if most(sum(n for v, n in seen.items() if v.lower() in OUI | NON), profil):
        return bare
    if most(sum(n for v, n in seen.items() if v in lexique.NOMBRES["oui_non"]), profil):
        return replace(bare, codes=lexique.NOMBRES["oui_non"], note="1 et 2, comme dans RPLS")
    return Refus(raison="ses valeurs ne disent ni oui ni non")


def _place(bare: Lien, profil: Profil) -> Lien | Refus:
    """Communes may have lost a zero to a spreadsheet: the reader puts it back, and says so."""
    official = profil.valeurs is not None and all(
        place_problem(bare.colonne, bare.champ, v) is None for v in profil.valeurs
    )
    if official or (bare.champ == "commune" and most(profil.communes, profil)):
        return bare
    return Refus(raison=f"ce ne sont pas des codes officiels ({bare.champ})")


def _code(bare: Lien, ours: tuple[str, ...], profil: Profil) -> Lien | Refus:
    """Values that mean one of our codes beyond doubt; of RPLS, when all are numbers of its list."""
    seen = profil.valeurs
    if seen is None or not ours:
        return Refus(raison="elle a trop de valeurs différentes pour des codes")
    if most(sum(seen[v] for v in ours), profil):
        return bare
    known = {value: code for value in seen if (code := _meaning(bare.champ, value, ours))}
    numbers = lexique.NOMBRES.get(bare.champ, {})
    if not known and most(sum(seen[v] for v in numbers), profil):
        return replace(bare, codes={v: numbers[v] for v in sorted(numbers) if seen[v]}, note="codes de RPLS")
    if not known and bare.champ == "typologie":
        return Refus(raison="ses valeurs ne sont pas des types de logement")
    left = _left(profil, set(seen) - set(known))
    if 4 * sum(seen[v] for v in known) < profil.pleines:
        return Refus(raison=f"ses codes ne sont pas connus ({left})")
    question = f"que veulent dire, dans « {bare.colonne} » : {left} ?" if left else ""
    return replace(bare, codes={v: known[v] for v in sorted(known)}, question=question)


def _meaning(champ: str, value: str, ours: tuple[str, ...]) -> str:
    known = lexique.VALEURS.get(champ, {}).get(titres.squeezed(value), "")
    return known or (lexique.NOMBRES[champ].get(value, "") if champ == "typologie" else "")


def _left(profil: Profil, left: set[str]) -> str:
    """What is not translated, held by many rows and nobody's name; how many other values there are."""
    if not left:
        return ""
    assert profil.valeurs is not None, "codes were counted"
    # Beside what may be a name, letters may be one too, however short: only numbers are shown.
    named = any(_WORD.search(v) and not _is_code(v) for v in left)
    codes = {v for v in left if _is_known(v) or (_is_code(v) and not (named and _WORD.search(v)))}
    shown = sorted(v for v in codes if profil.valeurs[v] >= SEUIL)
    hidden = len(left) - len(shown)
    parts = [", ".join(f"« {v} »" for v in shown)] if shown else []
    if hidden:
        s = "s" if hidden > 1 else ""
        parts.append(f"{hidden} valeur{s}, non montrée{s}")
    return " et ".join(parts)


def _is_code(value: str) -> bool:
    return _is_known(value) or (len(value) <= _LONGUEUR_DE_CODE and _CODE.fullmatch(value) is not None)


def _is_known(value: str) -> bool:
    return titres.squeezed(value) in CONNUS


def _number(bare: Lien, type_: TNombre, profil: Profil) -> Lien | Refus:
    seen: Mapping[str, int] = profil.valeurs if profil.valeurs is not None and bare.champ == "etage" else {}
    texts = {v for v in seen if titres.bare(v) in REZ}
    absent = {v for v in seen if titres.bare(v) in lexique.SANS_OBJET}
    counted = sum(seen[v] for v in texts | absent)
    format_ = _notation(profil)
    if not most((profil.notations[format_] if format_ else profil.nombres) + counted, profil):
        ways = [n for n, read in profil.notations.items() if most(read + counted, profil)]
        if len(ways) > 1:
            return Refus(raison=f"ses nombres se lisent de deux façons, {ways[0]} ou {ways[1]}")
        return Refus(raison="ce ne sont pas des nombres")
    sentinels = tuple(sorted(profil.sentinelles)) if bare.champ in _AVEC_SENTINELLES else ()
    found = replace(
        bare,
        format=format_,
        manquant=(*bare.manquant, *sentinels),
        codes=dict.fromkeys(sorted(texts), "0") or None,
        sans_objet=tuple(sorted(absent)),
    )
    if not is_amount(type_):
        return found
    asked = "" if profil.decimales else f"« {bare.colonne} » est-elle en euros ?"
    return replace(found, unite="€", question=asked)


def _notation(profil: Profil) -> str | None:
    """The plainest way of writing numbers that reads more cells than none declared; None when there is no
    such, or when another reads as many and would read « 1.234 » otherwise."""
    most_read = max(profil.notations.values(), default=0)
    best = [n for n in A_DIRE if profil.notations[n] == most_read]
    if most_read <= profil.nombres or (POINT_DE_MILLIERS in best and len(best) > 1):
        return None
    return best[0]


def _day(bare: Lien, type_: Type, profil: Profil) -> Lien | Refus:
    best = profil.formats.most_common(2)
    if not best or not most(best[0][1], profil):
        return Refus(raison="ses cellules ne sont pas des dates d'une seule écriture")
    if len(best) > 1 and best[1][1] == best[0][1]:
        return Refus(raison=f"ses dates se lisent de deux façons, {best[0][0]} ou {best[1][0]}")
    format_ = read_format(best[0][0])
    if isinstance(type_, TDate) and format_ is not None and format_.precision is not Precision.JOUR:
        return Refus(raison="ses dates n'ont pas de jour, et ce fait en veut un")
    if profil.jours_d_abord and profil.jours_d_abord == profil.sans_ordre and not profil.ordre_su:
        why = "aucun jour n'y dépasse 12 : le mois s'y écrit peut-être avant le jour"
        return replace(bare, format=best[0][0], doute=why)
    return replace(bare, format=best[0][0])
