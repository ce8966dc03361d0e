"""The fewest lettings that would have had to go to another, in French and as JSON."""

from collections.abc import Iterator, Mapping

from convrules.analyses.moindre_cout import Deplacement
from convrules.analyses.reorientations import Reorientations
from convrules.base.texte import t
from convrules.orientation.model import BAILLEUR
from convrules.render import numbers
from convrules.render.cells import named_cell
from convrules.render.document import Bloc, paragraphe, puce, titre
from convrules.render.french import cite, joined, listing
from convrules.render.machine.parts import Objet
from convrules.render.replay import PROPRE
from convrules.render.year_text import verdict

FIN = numbers.FINE
MONTRES = 12
"""Lettings shown of one kind; all of them stand in the machine's result."""


def reorientation_blocks(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    """noms: of holders, by convention."""
    yield titre(t("{annee}\u202f: ce qui aurait tenu toutes les parts", annee=str(r.annee)))
    if not r.manques:
        yield paragraphe(t("Aucune part n'est déjà manquée avec certitude."))
        yield from _left(r, noms)
        return
    for m in r.manques:
        where = named_cell(m.cellule) if m.cellule else ""
        found = (
            ""
            if m.trouve == m.voulu
            else t("\u202f; on n'en trouve que {trouve}", trouve=numbers.group(m.trouve))
        )
        yield puce(
            t(
                "{get}, part {clause}{mot}\u202f: il manquait {voulu}{found}",
                get=noms.get(m.convention, m.convention),
                clause=cite(m.clause),
                mot=t(" ({a})", a=where) if where else "",
                voulu=numbers.count(m.voulu, "logement"),
                found=found,
            )
        )
    yield paragraphe(_how_many(r))
    for (de, vers), moved in _groups(r).items():
        shown = joined([d.vacance for d in moved[:MONTRES]], ", ")
        more = (
            t("… ({moved} en tout, avec --format json)", moved=str(len(moved)))
            if len(moved) > MONTRES
            else ""
        )
        yield puce(
            t(
                "de {named} à {named2}, {moved}\u202f: {shown}{more}",
                named=_named(de, noms),
                named2=_named(vers, noms),
                moved=str(len(moved)),
                shown=shown,
                more=more,
            )
        )
    if r.deplacements:
        yield from _judged_again(r, noms)
    yield from _left(r, noms)


def _judged_again(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    yield paragraphe(t("L'année rejugée avec elles"))
    for c in r.changements:
        said = t("{a} → {b}", a=verdict(c.avant), b=verdict(c.apres))
        yield puce(t("{a}, {b}\u202f: {c}", a=noms.get(c.convention, c.convention), b=cite(c.clause), c=said))
    if not r.changements:
        yield puce(t("Aucun verdict n'y change."))
    if r.impossible:
        yield paragraphe(_impossible())
    elif not r.confirmee:
        yield paragraphe(
            t(
                "Ces attributions ne suffisent donc pas, ou coûtent une autre règle. Aucune "
                "autre combinaison n'a été essayée."
            )
        )


def _impossible() -> str:
    return t(
        "C'est démontré\u202f: à ne donner chaque logement qu'à qui pouvait le recevoir avec certitude, "
        "aucun choix d'attributions n'aurait tenu toutes les parts. Celui-ci en laisse le moins possible à "
        "faire."
    )


def _how_many(r: Reorientations) -> str:
    moved = numbers.count(len(r.deplacements), "attribution")
    if not r.deplacements:
        return t(
            "Aucune attribution de l'année ne pouvait, avec certitude, aller à qui il manquait des logements "
            "sans en faire manquer à un autre."
        )
    if r.confirmee:
        least = (
            t("aucun nombre plus petit n'y aurait suffi") if r.minimum else t("moins y suffirait peut-être")
        )
        return t("Changer le compte de {moved} l'aurait tenue\u202f; {least}.", moved=moved, least=least)
    return t("Essai\u202f: changer le compte de {moved}.", moved=moved)


def _groups(r: Reorientations) -> Mapping[tuple[str, str], list[Deplacement]]:
    found: dict[tuple[str, str], list[Deplacement]] = {}
    for d in r.deplacements:
        found.setdefault((d.de, d.vers), []).append(d)
    return found


def _named(ident: str, noms: Mapping[str, str]) -> str:
    return t("la {propre}", propre=PROPRE) if ident == BAILLEUR else cite(noms.get(ident, ident))


def _left(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    if r.restent:
        told = listing(
            [
                t("{a} ({b})", a=cite(clause), b=noms.get(convention, convention))
                for convention, clause in r.restent
            ]
        )
        yield paragraphe(t("Restent manqués, ou hors d'atteinte\u202f: {told}.", told=told))


def machine(r: Reorientations) -> Objet:
    return {
        "annee": r.annee,
        "manques": [
            {
                "convention": m.convention,
                "clause": m.clause,
                "cellule": dict(m.cellule),
                "voulu": m.voulu,
                "trouve": m.trouve,
            }
            for m in r.manques
        ],
        "reorientations": [{"vacance": d.vacance, "de": d.de, "vers": d.vers} for d in r.deplacements],
        "minimum": r.minimum,
        "confirmee": r.confirmee,
        "impossible": r.impossible,
        "changements": [
            {"convention": c.convention, "clause": c.clause, "avant": c.avant, "apres": c.apres}
            for c in r.changements
        ],
        "restent": [{"convention": convention, "clause": clause} for convention, clause in r.restent],
    }
