"""Each column of a file: what it surely fills, what it may fill, if it identifies persons, or nothing."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from convrules import vocabulary
from convrules.base.records import dataclass, replace
from convrules.base.signes import COMMANDE
from convrules.base.values import TEvenement
from convrules.facts.formes import DEMANDES, DES_MENAGES, IDENTIFIANTS
from convrules.facts.proposition import lexique
from convrules.facts.proposition.liens import Lien, Refus, link
from convrules.facts.proposition.profil import Profil

_CANDIDATS: Final = 3  # LIMIT: fields proposed for one doubtful column.
_PROCHE: Final = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Doute:
    """A column that may fill one of several fields, or one only, but not surely. `annonce`: fields that its
    title names in full, though its cells do not agree."""

    colonne: str
    raison: str
    annonce: tuple[str, ...] = ()
    candidats: tuple[Lien, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecartee:
    """A column that identifies persons: by its title, or by what its cells look like."""

    colonne: str
    raison: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """`inconnues`: columns that look like no field, or like one that another surely fills. `innommables`:
    those whose title has a sign that no mapping may write.
    `reconnue`: some title is like those of a table; otherwise the first line may hold no titles at all."""

    table: str
    surs: tuple[Lien, ...]
    doutes: tuple[Doute, ...]
    ecartees: tuple[Ecartee, ...]
    inconnues: tuple[str, ...]
    reconnue: bool
    innommables: tuple[str, ...] = ()


def propose(lus: Sequence[Profil]) -> Proposition:
    profils = [p for p in lus if not COMMANDE.search(p.titre)]
    table = max(lexique.TITRES, key=lambda t: (_score(t, profils), -list(lexique.TITRES).index(t)))
    surs: list[Lien] = []
    doutes: list[Doute] = []
    ecartees: list[Ecartee] = []
    for profil in profils:
        match _judged(table, profil):
            case Lien() as lien:
                surs.append(lien)
            case Doute() as doute:
                doutes.append(doute)
            case Ecartee() as ecartee:
                ecartees.append(ecartee)
            case None:
                pass
    doutes += _rivals(surs)
    kept = {d.colonne for d in doutes}
    surs = [x for x in surs if x.colonne not in kept]
    reconnue = bool(surs or doutes)
    if all(x.champ != "id" for x in surs):
        aside = {x.colonne for x in surs} | {x.colonne for x in ecartees}
        aside |= {d.colonne for d in doutes if d.candidats}
        named = [_identifier(p) for p in profils if p.titre not in aside and _names_rows(p)]
        doutes = [*named, *(d for d in doutes if d.colonne not in {x.colonne for x in named})]
    taken = {x.champ for x in surs}
    open_ = [left for d in doutes if (left := _still(d, taken)) is not None]
    told = {x.colonne for x in surs} | {x.colonne for x in open_} | {x.colonne for x in ecartees}
    return Proposition(
        table=table,
        surs=tuple(_in_order(table, surs)),
        doutes=tuple(open_),
        ecartees=tuple(ecartees),
        inconnues=tuple(p.titre for p in profils if p.titre not in told),
        reconnue=reconnue,
        innommables=tuple(p.titre for p in lus if COMMANDE.search(p.titre)),
    )


def _score(table: str, profils: Sequence[Profil]) -> int:
    """How much the titles look like those of a table: its identifier and events say most."""
    fields = vocabulary.champs_de_table(table)
    points = 0
    for champ in {c for p in profils for c in _named(table, p.titre)}:
        points += 5 if champ == "id" else 2 if isinstance(fields[champ].type, TEvenement) else 1
    return points


def _named(table: str, titre: str) -> tuple[str, ...]:
    """Fields that the title names in full. The number of a thing names it, not what happened to it."""
    said = " ".join(lexique.words_of(titre))
    if said in lexique.NUMEROTES.get(table, ()) and lexique.of_a_number(titre):
        return ("id",)
    return tuple(champ for champ, forms in lexique.TITRES[table].items() if said in forms)


def _near(table: str, titre: str) -> tuple[str, ...]:
    """Fields that the title names among other words, or almost."""
    words = lexique.words_of(titre)
    fields = lexique.TITRES[table]
    often = [c for c, forms in lexique.PEUT_ETRE.get(table, {}).items() if " ".join(words) in forms]
    inside = [c for c, forms in fields.items() if any(set(f.split()) <= set(words) for f in forms)]
    if often or inside:
        return tuple(dict.fromkeys((*often, *inside)))
    by_form = {form: champ for champ, forms in fields.items() for form in forms if len(form) > 3}
    return tuple(
        dict.fromkeys(by_form[f] for f in get_close_matches(" ".join(words), by_form, cutoff=_PROCHE))
    )


def _judged(table: str, profil: Profil) -> Lien | Doute | Ecartee | None:
    named, near = _named(table, profil.titre), _near(table, profil.titre)
    if profil.personnel:
        return Ecartee(colonne=profil.titre, raison="son titre l'annonce")
    things = table not in DEMANDES and any(c in IDENTIFIANTS for c in (*named, *near))
    forme = profil.stricte if things else profil.menage if table in DES_MENAGES else profil.forme
    if forme is not None:
        return Ecartee(colonne=profil.titre, raison=f"une cellule a la forme qu'a {forme.value}")
    answers = [link(table, champ, profil) for champ in named or near]
    links = [a for a in answers if isinstance(a, Lien)]
    if named and len(links) == 1:
        (lien,) = links
        return Doute(colonne=profil.titre, raison=lien.doute, candidats=(lien,)) if lien.doute else lien
    if links:
        raison = "son titre peut se lire autrement" if len(links) == 1 else "plusieurs faits lui ressemblent"
        return Doute(colonne=profil.titre, raison=raison, candidats=tuple(links[:_CANDIDATS]))
    refused = [a.raison for a in answers if isinstance(a, Refus)]
    if named:
        raison = f"son titre annonce {', '.join(named)}, mais {refused[0]}"
        return Doute(colonne=profil.titre, raison=raison, annonce=named)
    return None


def _rivals(surs: Sequence[Lien]) -> Iterator[Doute]:
    """Two columns for one field: neither is sure."""
    for lien in surs:
        others = [x.colonne for x in surs if x.champ == lien.champ and x is not lien]
        if others:
            listed = ", ".join(f"« {o} »" for o in others)
            raison = f"{listed} y prétend aussi" if len(others) == 1 else f"{listed} y prétendent aussi"
            yield Doute(colonne=lien.colonne, raison=raison, candidats=(lien,))


def _names_rows(profil: Profil) -> bool:
    """May a column name the rows? Every cell differs from the others and holds a figure (a text without one
    may be a name); none is a day, nor has the form of what identifies a person, whatever the table."""
    whole = profil.pleines and not (profil.repetees or profil.vides or profil.manquants)
    nobody = not profil.personnel and (profil.forme, profil.menage, profil.stricte) == (None, None, None)
    return bool(whole and nobody and profil.chiffrees == profil.pleines and not profil.formats)


def _identifier(profil: Profil) -> Doute:
    lien = Lien(champ="id", colonne=profil.titre)
    return Doute(colonne=profil.titre, raison="chaque ligne y a sa valeur", candidats=(lien,))


def _still(doute: Doute, taken: set[str]) -> Doute | None:
    """Without the fields that another column surely fills; None when nothing is left to ask."""
    left = tuple(c for c in doute.candidats if c.champ not in taken)
    annonce = tuple(c for c in doute.annonce if c not in taken)
    return replace(doute, candidats=left, annonce=annonce) if left or annonce else None


def _in_order(table: str, liens: Sequence[Lien]) -> list[Lien]:
    order = list(lexique.TITRES[table])
    first = ["id", "vacance", "logement", "programme"]
    return sorted(
        liens, key=lambda x: (first.index(x.champ) if x.champ in first else 9, order.index(x.champ))
    )
