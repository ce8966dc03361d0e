"""The fewest lettings that would have had to go to another, in French and as JSON."""

from collections.abc import Iterator, Mapping

from convrules.analyses.reorientations import Deplacement, Reorientations
from convrules.orientation.model import BAILLEUR
from convrules.render import numbers
from convrules.render.document import Bloc, paragraphe, puce, titre
from convrules.render.french import cite, listing
from convrules.render.machine.parts import Objet
from convrules.render.replay import PROPRE
from convrules.render.year_text import verdict

FIN = numbers.FINE
MONTRES = 12
"""Lettings shown of one kind; all of them stand in the machine's result."""


def reorientation_blocks(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    """noms: of holders, by convention."""
    yield titre(f"{r.annee}{FIN}: ce qui aurait tenu toutes les parts")
    if not r.manques:
        yield paragraphe("Aucune part n'est manquée avec certitude.")
        yield from _left(r)
        return
    for m in r.manques:
        where = ", ".join(f"{k} {v}" for k, v in m.cellule)
        found = "" if m.trouve == m.voulu else f"{FIN}; on n'en trouve que {numbers.group(m.trouve)}"
        yield puce(
            f"{noms.get(m.convention, m.convention)}, part {cite(m.clause)}{f' ({where})' if where else ''}"
            f"{FIN}: il manquait {numbers.count(m.voulu, 'logement')}{found}"
        )
    yield paragraphe(_how_many(r))
    for (de, vers), moved in _groups(r).items():
        shown = ", ".join(d.vacance for d in moved[:MONTRES])
        more = f"… ({len(moved)} en tout, avec --format json)" if len(moved) > MONTRES else ""
        yield puce(f"de {_named(de, noms)} à {_named(vers, noms)}, {len(moved)}{FIN}: {shown}{more}")
    if r.deplacements:
        yield paragraphe("L'année rejugée avec elles")
        for c in r.changements:
            said = f"{verdict(c.avant)} → {verdict(c.apres)}"
            yield puce(f"{noms.get(c.convention, c.convention)}, {cite(c.clause)}{FIN}: {said}")
        if not r.confirmee:
            yield paragraphe(
                "Ces attributions ne suffisent donc pas, ou coûtent une autre règle. Aucune autre "
                "combinaison n'a été essayée."
            )
    yield from _left(r)


def _how_many(r: Reorientations) -> str:
    moved = numbers.count(len(r.deplacements), "attribution")
    if not r.deplacements:
        return (
            "Aucune attribution de l'année ne pouvait, avec certitude, aller à qui il manquait des logements."
        )
    if r.confirmee:
        least = "aucun nombre plus petit n'y aurait suffi" if r.minimum else "moins y suffirait peut-être"
        return f"{moved} à un autre réservataire l'auraient tenue{FIN}; {least}."
    return f"Essai{FIN}: {moved} à un autre réservataire."


def _groups(r: Reorientations) -> Mapping[tuple[str, str], list[Deplacement]]:
    found: dict[tuple[str, str], list[Deplacement]] = {}
    for d in r.deplacements:
        found.setdefault((d.de, d.vers), []).append(d)
    return found


def _named(ident: str, noms: Mapping[str, str]) -> str:
    return f"la {PROPRE}" if ident == BAILLEUR else noms.get(ident, ident)


def _left(r: Reorientations) -> Iterator[Bloc]:
    if r.restent:
        told = listing([f"{cite(clause)} ({convention})" for convention, clause in r.restent])
        yield paragraphe(f"Restent manqués{FIN}: {told}.")


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
        "changements": [
            {"convention": c.convention, "clause": c.clause, "avant": c.avant, "apres": c.apres}
            for c in r.changements
        ],
        "restent": [{"convention": convention, "clause": clause} for convention, clause in r.restent],
    }
