"""The fewest lettings that would have had to go to another, in French and as JSON."""

from collections.abc import Iterable, Iterator, Mapping

from convrules.analyses.moindre_cout import Deplacement
from convrules.analyses.reorientations import Changement, Manque, Reorientations
from convrules.base.records import replace
from convrules.base.texte import t
from convrules.ir import Part, Quota
from convrules.orientation.model import BAILLEUR
from convrules.render import numbers
from convrules.render.brought import received_notes
from convrules.render.cell_text import verdict
from convrules.render.cells import named_cell
from convrules.render.counted import counted, unit
from convrules.render.document import Bloc, detail, paragraphe, puce, sous_titre, titre
from convrules.render.forces import shown, verdict_word
from convrules.render.french import cite, joined, listing
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.render.replay import PROPRE
from convrules.render.report.summary import asked_of
from convrules.render.settling import (
    Annee,
    Regle,
    rows_machine,
    rows_of,
    told,
    undecided,
    undecided_blocks,
    unknown,
)
from convrules.render.settling import machine as undecided_machine
from convrules.render.titulaires import intitules
from convrules.render.year_notes import aim_notes
from convrules.year.model import (
    MANQUES,
    Bilan,
    BilanConvention,
    ResultatCellule,
    ResultatRegle,
)

FIN = numbers.FINE
MONTRES = 12
"""Lettings shown of one kind; all of them stand in the machine's result."""


def reorientation_blocks(r: Reorientations, annee: Annee) -> Iterator[Bloc]:
    """annee: the year as it was (`r.avant`)."""
    noms = intitules(r.avant)
    yield titre(
        t(
            "{annee}, vu au {au}\u202f: ce qui aurait tenu les parts manquées",
            annee=str(r.annee),
            au=numbers.jour(r.avant.au),
        )
    )
    if annee.depuis is not None:
        yield paragraphe(t("Soldes reportés d'année en année depuis {depuis}.", depuis=str(annee.depuis)))
    if r.manques:
        yield from _wanted(r, annee, noms)
        yield paragraphe(_how_many(r))
        yield from _moved(r, noms)
    else:
        yield paragraphe(_none_wanted(r))
    if r.deplacements:
        yield from _judged_again(r, noms)
    yield from _left(r, noms)
    yield from _undecided(annee, noms, moved=bool(r.deplacements))


def _none_wanted(r: Reorientations) -> str:
    if any(not isinstance(one, ResultatRegle) or isinstance(one.clause, Part) for _, one in _missed(r.avant)):
        return t(
            "Une part au moins est manquée ou hors d'atteinte, mais ce qui lui manque ne se compte pas en "
            "attributions à donner à un autre\u202f: rien n'est essayé."
        )
    return t("Aucune part n'est déjà manquée avec certitude.")


# --- what was wanted --------------------------------------------------------------------------
def _wanted(r: Reorientations, annee: Annee, noms: Mapping[str, str]) -> Iterator[Bloc]:
    for m in r.manques:
        b, regle, cell = _cell(r.avant, m)
        where = named_cell(m.cellule) if m.cellule else ""
        found = (
            ""
            if m.trouve == m.voulu
            else t("\u202f; on n'en trouve que {trouve}", trouve=numbers.group(m.trouve))
        )
        yield puce(
            t(
                "{get}, part {clause}{mot}\u202f: il manquait {voulu} ({figures}){found}",
                get=noms[m.convention],
                clause=cite(m.clause),
                mot=t(" ({a})", a=where) if where else "",
                voulu=_lacking(m),
                figures=t(
                    "{counted}, pour {asked}",
                    counted=counted(cell.realise, unit(regle.clause, b), cell.cible),
                    asked=asked_of(regle, cell),
                ),
                found=found,
            )
        )
        if b.periode is not None:
            alone = replace(regle, cellules=(cell,))
            yield from map(detail, received_notes(alone, b.periode[0].year - 1))
        if m.au_moins != m.voulu:
            yield from map(detail, unknown(b, replace(regle, cellules=(cell,)), annee))


def _lacking(m: Manque) -> str:
    """« 4 logements », « entre 1 et 4 logements », « au plus 4 logements »."""
    most = numbers.count(m.voulu, "logement")
    if m.au_moins == m.voulu:
        return most
    if not m.au_moins:
        return t("au plus {most}", most=most)
    return t("entre {least} et {most}", least=numbers.group(m.au_moins), most=most)


def _cell(bilan: Bilan, m: Manque) -> tuple[BilanConvention, ResultatRegle, ResultatCellule]:
    b = next(b for b in bilan.conventions if b.convention.ident == m.convention)
    regle = next(r for r in b.regles if r.clause.entete.ident == m.clause)
    return b, regle, next(c for c in regle.cellules if c.cellule == m.cellule)


def _how_many(r: Reorientations) -> str:
    moved = numbers.count(len(r.deplacements), "attribution")
    if not r.deplacements:
        return t(
            "Aucune attribution de l'année ne pouvait, avec certitude, aller à qui il manquait des logements "
            "sans en faire manquer à un autre."
        )
    if not r.confirmee:
        return t("Essai\u202f: changer le compte de {moved}.", moved=moved)
    least = t("aucun nombre plus petit n'y aurait suffi") if r.minimum else t("moins y suffirait peut-être")
    unsure = any(m.au_moins != m.voulu for m in r.manques)
    several = len({(m.convention, m.clause) for m in r.manques}) > 1
    return t(
        "Changer le compte de {moved} aurait tenu {parts}{sure}\u202f; {least}.",
        moved=moved,
        parts=t("ces parts") if several else t("cette part"),
        sure=t(", quoi que disent les données qui manquent") if unsure else "",
        least=least,
    )


# --- what is tried ----------------------------------------------------------------------------
def _moved(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
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


def _groups(r: Reorientations) -> Mapping[tuple[str, str], list[Deplacement]]:
    found: dict[tuple[str, str], list[Deplacement]] = {}
    for d in r.deplacements:
        found.setdefault((d.de, d.vers), []).append(d)
    return found


def _named(ident: str, noms: Mapping[str, str]) -> str:
    return t("la {propre}", propre=PROPRE) if ident == BAILLEUR else cite(noms.get(ident, ident))


def _judged_again(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    yield paragraphe(t("L'année rejugée avec elles"))
    for c in r.changements:
        said = t("{a} → {b}", a=_verdict_in(r.avant, c), b=_verdict_in(r.apres, c))
        yield puce(t("{a}, {b}\u202f: {c}", a=noms.get(c.convention, c.convention), b=cite(c.clause), c=said))
    if not r.changements:
        yield puce(t("Aucun verdict n'y change."))
    if r.impossible:
        yield paragraphe(
            t(
                "C'est démontré\u202f: à ne donner chaque logement qu'à qui pouvait le recevoir avec "
                "certitude, aucun choix d'attributions n'aurait tenu toutes les parts. Celui-ci en laisse le "
                "moins possible à faire."
            )
        )
    elif r.en_suspens:
        names = listing([_whose(one, noms) for one in r.en_suspens])
        yield paragraphe(
            t(
                "Avec elles, {parts} ne serait plus manquée à coup sûr, sans être tenue à coup sûr. Aucune "
                "autre combinaison n'a été essayée.",
                parts=names,
            )
            if len(r.en_suspens) == 1
            else t(
                "Avec elles, {parts} ne seraient plus manquées à coup sûr, sans être tenues à coup sûr. "
                "Aucune autre combinaison n'a été essayée.",
                parts=names,
            )
        )
    elif not r.confirmee:
        yield paragraphe(
            t(
                "Ces attributions ne suffisent donc pas, ou coûtent une autre règle. Aucune "
                "autre combinaison n'a été essayée."
            )
        )


def _verdict_in(bilan: Bilan, c: Changement) -> str:
    """What the convention makes of a verdict: an objective that is not reached is no breach."""
    b = next(b for b in bilan.conventions if b.convention.ident == c.convention)
    one = next(one for one in b.jugees if one.clause.entete.ident == c.clause)
    return verdict_word(*shown(one)) if isinstance(one, ResultatRegle) else verdict(one.verdict)


def _whose(one: tuple[str, str], noms: Mapping[str, str]) -> str:
    convention, clause = one
    return t("{a} ({b})", a=cite(clause), b=noms.get(convention, convention))


# --- what is left -----------------------------------------------------------------------------
def _missed(bilan: Bilan) -> list[tuple[BilanConvention, Regle]]:
    return [(b, one) for b in bilan.conventions for one in b.jugees if one.verdict in MANQUES]


def _left(r: Reorientations, noms: Mapping[str, str]) -> Iterator[Bloc]:
    missed = _missed(r.apres)
    if not missed:
        return
    yield sous_titre(t("Restent manquées, ou hors d'atteinte"))
    for b, one in missed:
        yield puce(t("{get}, {rule}", get=noms[b.convention.ident], rule=told(b, one)))
        if isinstance(one, ResultatRegle):
            yield from map(detail, aim_notes(one))
    if any(isinstance(one.clause, Quota) for _, one in missed):
        yield paragraphe(
            t(
                "Seules les parts sont cherchées\u202f: ce qui aurait tenu un quota ou un plafond n'est pas "
                "essayé."
            )
        )


def _undecided(annee: Annee, noms: Mapping[str, str], *, moved: bool) -> Iterator[Bloc]:
    found = list(undecided(annee.bilan))
    if found:
        yield sous_titre(
            t("Règles indéterminées avant ces changements, et ce qui les trancherait")
            if moved
            else t("Règles indéterminées, et ce qui les trancherait")
        )
    for b, one in found:
        yield from undecided_blocks(b, one, annee, noms[b.convention.ident])


# --- JSON -------------------------------------------------------------------------------------
def machine(r: Reorientations, depuis: int | None = None) -> Objet:
    return {
        "annee": r.annee,
        "depuis": depuis,
        "manques": [_wanted_machine(r, m) for m in r.manques],
        "reorientations": [{"vacance": d.vacance, "de": d.de, "vers": d.vers} for d in r.deplacements],
        "minimum": r.minimum,
        "confirmee": r.confirmee,
        "impossible": r.impossible,
        "changements": [
            {"convention": c.convention, "clause": c.clause, "avant": c.avant, "apres": c.apres}
            for c in r.changements
        ],
        "restent": _rules(r.restent),
        "en_suspens": _rules(r.en_suspens),
        "indetermines": [undecided_machine(b, one) for b, one in undecided(r.avant)],
    }


def _wanted_machine(r: Reorientations, m: Manque) -> Objet:
    b, regle, cell = _cell(r.avant, m)
    return {
        "convention": m.convention,
        "clause": m.clause,
        "cellule": dict(m.cellule),
        "au_moins": m.au_moins,
        "voulu": m.voulu,
        "trouve": m.trouve,
        "cible": parts.bounds(cell.cible),
        "realise": parts.bounds(cell.realise),
        "a_completer": rows_machine(rows_of(b, regle, [cell])),
    }


def _rules(found: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"convention": convention, "clause": clause} for convention, clause in found]
