"""Where the territory of a convention must lie, by type of holder (contrôle « perimetre »)."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from convrules import geographie, ir
from convrules.analyses.corpus.demandes import Demande, Socles, demandes
from convrules.analyses.corpus.territoires import departements_of, is_everywhere, places_of
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def perimetre(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    for demande in demandes(conventions, socles, ir.Perimetre):
        holder = demande.convention.reservataire
        echelle = dict(demande.reglage.echelles).get(holder.type) if holder is not None else None
        if holder is None or echelle is None:
            continue
        match echelle:
            case ir.Echelle.COMMUNE:
                yield from _own_places(demande, holder, "sa commune", _commune_of(holder, demande))
            case ir.Echelle.GROUPEMENT:
                members = {c.code for c in geographie.communes_of(holder.code or "")}
                yield from _own_places(demande, holder, "ses communes membres", frozenset(members))
            case ir.Echelle.DEPARTEMENT:
                yield from _one_departement(demande, holder)
            case ir.Echelle.REGION:
                yield from _one_region(demande, holder)
            case _:
                assert_never(echelle)


def _commune_of(holder: ir.Reservataire, demande: Demande[ir.Perimetre]) -> frozenset[str]:
    """The places of the holder's commune; without its code, those of a commune named by the territory: a
    territory of two communes is wrong whichever is the holder's."""
    if holder.code is not None:
        return geographie.places_of_commune(holder.code)
    named = sorted(demande.convention.territoire.communes)
    return geographie.places_of_commune(named[0]) if len(named) > 1 else frozenset()


def _own_places(
    demande: Demande[ir.Perimetre], holder: ir.Reservataire, echelle: str, own: frozenset[str]
) -> Iterator[Diagnostic]:
    span, territoire = demande.convention.span, demande.convention.territoire
    if not own:
        yield problems.perimetre_inverifiable(span=span, type=holder.type, code=holder.code or "")
        return
    if holder.code is not None and territoire == _named_after(holder):
        return
    places = places_of(territoire)
    outside = sorted(places - own)
    here = {
        c
        for c in own
        if (found := geographie.commune(c)) and found.departement in departements_of(territoire)
    }
    if outside:
        yield _outside(demande, holder, echelle, _place_name(outside[0]))
    elif not here <= places:
        yield problems.perimetre_plus_etroit(
            span=span, type=holder.type, echelle=echelle, fondement=demande.fondement
        )


def _named_after(holder: ir.Reservataire) -> ir.Territoire:
    """The territory that bears the holder's own code: nothing more to look at."""
    code = frozenset({holder.code or ""})
    match holder.type:
        case "commune":
            return ir.Territoire(communes=code)
        case "ept":
            return ir.Territoire(epts=code)
        case _:
            return ir.Territoire(epcis=code)


def _one_departement(demande: Demande[ir.Perimetre], holder: ir.Reservataire) -> Iterator[Diagnostic]:
    territoire = demande.convention.territoire
    touched = sorted(departements_of(territoire))
    wanted = holder.code if holder.type == "departement" and holder.code else None
    wrong = [d for d in touched if d != wanted] if wanted else touched[1:]
    if is_everywhere(territoire) or wrong:
        nom = (
            "tout le pays"
            if is_everywhere(territoire)
            else f"{geographie.departements()[wrong[0]]} ({wrong[0]})"
        )
        yield _outside(demande, holder, "un seul département" if not wanted else "son département", nom)
        return
    if territoire.departements != frozenset(touched) and not _whole(touched[0], territoire):
        yield problems.perimetre_plus_etroit(
            span=demande.convention.span,
            type=holder.type,
            echelle=t("le département {departement}", departement=touched[0]),
            fondement=demande.fondement,
        )


def _whole(departement: str, territoire: ir.Territoire) -> bool:
    return geographie.places_of_departement(departement) <= places_of(territoire)


def _one_region(demande: Demande[ir.Perimetre], holder: ir.Reservataire) -> Iterator[Diagnostic]:
    territoire = demande.convention.territoire
    touched = sorted({geographie.region_of(d) or d for d in departements_of(territoire)})
    wanted = holder.code if holder.type == "region" and holder.code else None
    wrong = [r for r in touched if r != wanted] if wanted else touched[1:]
    if is_everywhere(territoire) or wrong:
        nom = "tout le pays" if is_everywhere(territoire) else geographie.regions().get(wrong[0], wrong[0])
        yield _outside(demande, holder, "une seule région" if not wanted else "sa région", nom)


def _outside(
    demande: Demande[ir.Perimetre], holder: ir.Reservataire, echelle: str, exemple: str
) -> Diagnostic:
    return problems.hors_du_perimetre(
        span=demande.convention.span,
        type=holder.type,
        echelle=echelle,
        exemple=exemple,
        fondement=demande.fondement,
    )


def _place_name(code: str) -> str:
    found = geographie.commune(code)
    return f"{found.nom} ({code})" if found is not None else code
