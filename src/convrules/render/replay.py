"""A year replayed with the advice followed: on a screen, as tables, as JSON."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from convrules.base.anglais import dire
from convrules.base.texte import Langue, t, tel_quel
from convrules.orientation.certificat import COUPLES_MAX
from convrules.orientation.replayed import AnticipationRejouee, Rejeu, Sommet, TitulaireRejoue
from convrules.render import numbers
from convrules.render.behind import facts
from convrules.render.cells import named_cell
from convrules.render.document import paragraphe, puce, titre, to_text
from convrules.render.feuilles import Cellule, Exact, Feuille, Genre
from convrules.render.feuilles import Colonne as ColonneDeFeuille
from convrules.render.foreseen import replayed
from convrules.render.french import cite
from convrules.render.lexicon import VIDE
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet, number
from convrules.render.perimeter import lacking_days
from convrules.render.replay_aside import MONTREES, aside
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.uncovered import uncovered_sheet
from convrules.render.width import wrap
from convrules.render.words import holder

FIN = numbers.FINE
PROPRE: Final = t("part propre du bailleur")

TITRES: Final = (
    t("Titulaire"),
    t("Dû"),
    t("Fait"),
    t("Conseil"),
    t("Plus grand retard"),
    t("avec le conseil"),
)


def replay_text(r: Rejeu, langue: Langue = Langue.FR) -> str:
    head = to_text([titre(title(r))], langue=langue)
    lines = [head, *wrap(dire(reading(r), langue), LARGEUR), ""]
    if r.pas:
        columns = [Colonne(titre=titre, droite=n > 0, souple=n == 0) for n, titre in enumerate(TITRES)]
        lines += [*table(columns, [line for un in r.titulaires for line in rows(un)], langue=langue), ""]
    lines += [line for said in notes(r) for line in wrap(dire(said, langue), LARGEUR)]
    if r.pas:
        limits = [paragraphe(t("Ce que ce rejeu ne dit pas")), *map(puce, lines_of(r))]
        lines += ["", to_text(limits, langue=langue).rstrip()]
    return "\n".join(lines).rstrip("\n") + "\n"


def title(r: Rejeu) -> str:
    return t("{annee} rejouée\u202f: si le conseil avait été suivi", annee=str(r.annee))


def reading(r: Rejeu) -> str:
    """How many dwellings, and how many otherwise."""
    if not r.pas:
        return t("Aucun logement de l'année n'a pu être rejoué.")
    how_many = numbers.count(len(r.pas), "logement attribué ou orienté", "logements attribués ou orientés")
    return t(
        "{how_many}, dans l'ordre de leur date de référence\u202f; le conseil en donne "
        "{other} à un autre que celui qui l'a eu.",
        how_many=how_many,
        other=numbers.group(r.autrement),
    )


def rows(un: TitulaireRejoue) -> Iterator[tuple[str, ...]]:
    """A holder; below it its cells, the latest first, where its part is owed in each."""
    yield _row(un)
    shown = sorted(un.comptes, key=lambda c: (-max(c.reste, c.reste_conseil), c.cellule))
    for c in shown[:MONTREES]:
        yield (
            t("· {cellule}", cellule=named_cell(c.cellule)),
            numbers.decimal(c.du, 1),
            numbers.group(c.recu),
            numbers.group(c.conseille),
            _peak(c.pire),
            _peak(c.pire_conseil),
        )
    if len(shown) > MONTREES:
        more = numbers.count(len(shown) - MONTREES, "autre")
        yield t("· et {x} (tous avec -o)", x=more), *([""] * (len(TITRES) - 1))


def _row(un: TitulaireRejoue) -> tuple[str, ...]:
    return (
        name(un),
        numbers.decimal(un.du, 1),
        numbers.group(un.recu),
        numbers.group(un.conseille),
        _peak(un.pire),
        _peak(un.pire_conseil),
    )


def name(un: TitulaireRejoue) -> str:
    return PROPRE if un.convention is None else t("{a} ({b})", a=holder(un.convention), b=tel_quel(un.ident))


def _peak(sommet: Sommet | None) -> str:
    if sommet is None:
        return "–"
    if sommet.retard < 0:
        return t("aucun (avance {x})", x=numbers.decimal(-sommet.retard, 1))
    return t(
        "{retard} le {jour_court}",
        retard=numbers.decimal(sommet.retard, 1),
        jour_court=numbers.jour_court(sommet.jour),
    )


def notes(r: Rejeu) -> tuple[str, ...]:
    """What was promised, what was followed, what is left aside."""
    return (*_in_each(r), *(_promised(r) if r.pas else ()), *aside(r))


def _in_each(r: Rejeu) -> Iterator[str]:
    """Holders whose part is owed in each commune: how to read their lines, and all that they miss."""
    for un in r.titulaires:
        if len(un.comptes) < 2:
            continue
        was, advised = un.manque
        yield t(
            "{nom}\u202f: sa part est due dans chaque cellule (lignes « · »)\u202f; son retard est le plus "
            "grand d'une d'elles, et l'une ne compense pas l'autre. En fin d'année il manquait en tout "
            "{fait}\u202f; avec le conseil, {conseil}.",
            nom=name(un),
            fait=numbers.decimal(was, 1),
            conseil=numbers.decimal(advised, 1),
        )


def _promised(r: Rejeu) -> Iterator[str]:
    if r.borne is not None:
        most = numbers.count(r.borne, "logement")
        yield t("Borne\u202f: en suivant le conseil, aucun retard ne pouvait dépasser {most}.", most=most)
    else:
        yield (
            t(
                "Aucune borne n'était promise aux retards : elle suppose que chaque titulaire "
                "puisse recevoir chaque logement, que le retard seul range, et que rien ne "
                "soit reporté."
            )
        )
        yield from _certified(r)
    if r.politique is not None:
        yield t("Politique suivie\u202f: {politique}.", politique=cite(r.politique))
    if r.anticipation is not None:
        yield from replayed(r.anticipation)


def _certified(r: Rejeu) -> Iterator[str]:
    """How far from the best that could be."""
    c = r.certificat
    if c is None:
        if len(r.pas) * len(r.titulaires) > COUPLES_MAX:
            yield t("L'écart au meilleur choix n'est pas mesuré sur une année de cette taille.")
        return
    done = (
        t("\u202f; ce qui a été fait, à {fait}", fait=numbers.decimal(c.fait)) if c.fait is not None else ""
    )
    if c.mieux == c.conseil:
        yield t(
            "Écart mesuré\u202f: le conseil monte à {conseil}{fait}. Même en sachant toute l'année d'avance, "
            "aucun choix n'aurait tenu tous les retards en dessous.",
            conseil=numbers.decimal(c.conseil),
            fait=done,
        )
        return
    yield t(
        "Écart mesuré\u202f: le conseil monte à {conseil}{fait}. En sachant toute l'année d'avance, le "
        "mieux était {mieux}, plafonds non compris\u202f; l'écart est de {ecart}.",
        conseil=numbers.decimal(c.conseil),
        fait=done,
        mieux=numbers.decimal(c.mieux),
        ecart=numbers.count(c.conseil - c.mieux, "logement"),
    )


def lines_of(r: Rejeu) -> tuple[str, ...]:
    """What a replay does not say."""
    return (
        t(
            "les faits sont ceux que l'on connaît au {au}, non ceux que l'on savait le "
            "jour de chaque attribution",
            au=numbers.jour(r.au),
        ),
        t("les réserves du journal n'y sont pas relues"),
        *(t("{nom} y lit les comptes de l'année telle qu'elle a eu lieu", nom=cite(nom)) for nom in r.lisent),
        t("une attribution autre aurait pu changer la suite (refus, délais)"),
    )


# --- tables and JSON ------------------------------------------------------------------------
def number_column(nom: str, title: str) -> ColonneDeFeuille:
    return ColonneDeFeuille(nom=nom, titre=title, genre=Genre.NOMBRE)


def _cells_sheet(r: Rejeu) -> Feuille:
    """Accounts held cell by cell."""
    return Feuille(
        nom="cellules",
        titre="Les comptes tenus par cellule (chaque commune)",
        colonnes=(
            ColonneDeFeuille(nom="titulaire", titre="Titulaire"),
            ColonneDeFeuille(nom="cellule", titre="Où"),
            number_column("du", "Dû"),
            ColonneDeFeuille(nom="du_exact", titre="Dû exact"),
            number_column("fait", "Fait"),
            number_column("conseil", "Conseil"),
            number_column("reste", "Reste"),
            number_column("reste_conseil", "Reste avec le conseil"),
        ),
        lignes=tuple(
            (
                un.ident,
                str(named_cell(c.cellule)),
                c.du,
                Exact(numbers.exact(c.du)),
                Fraction(c.recu),
                Fraction(c.conseille),
                c.reste,
                c.reste_conseil,
            )
            for un in r.titulaires
            for c in un.comptes
        ),
    )


def _left_sheet(r: Rejeu) -> Feuille:
    """Dwellings left aside."""
    return Feuille(
        nom="laisses",
        titre="Les logements laissés de côté, et ce qui manque",
        colonnes=(
            ColonneDeFeuille(nom="vacance", titre="Vacance"),
            ColonneDeFeuille(nom="causes", titre="Faute de"),
            ColonneDeFeuille(nom="compte_pour", titre="Compte pour"),
            ColonneDeFeuille(nom="sort_inconnu", titre="Peut-être allé à personne"),
        ),
        lignes=tuple(
            (x.vacance, facts(x.causes), "|".join(x.pour) or None, "oui" if x.tu else "non")
            for x in r.laissees
        ),
    )


def _uncovered(r: Rejeu) -> Feuille:
    """Days of the year that the data do not cover. A convention that owes nobody here has no holder told."""
    names = {un.ident: holder(un.convention) for un in r.titulaires if un.convention is not None}
    return uncovered_sheet(
        (
            ColonneDeFeuille(nom="convention", titre="Convention"),
            ColonneDeFeuille(nom="reservataire", titre="Réservataire"),
        ),
        (((ident, names.get(ident)), one) for one in r.lacunes for ident in one.conventions),
    )


def replay_sheets(r: Rejeu) -> tuple[Feuille, ...]:
    return (
        Feuille(
            nom="titulaires",
            titre=f"{r.annee} rejouée, par titulaire",
            colonnes=(
                ColonneDeFeuille(nom="titulaire", titre="Titulaire"),
                ColonneDeFeuille(nom="convention", titre="Convention"),
                number_column("du", "Dû"),
                ColonneDeFeuille(nom="du_exact", titre="Dû exact"),
                number_column("fait", "Fait"),
                number_column("conseil", "Conseil"),
                number_column("retard_max", "Plus grand retard"),
                ColonneDeFeuille(nom="retard_max_le", titre="Le", genre=Genre.JOUR),
                number_column("retard_max_conseil", "Plus grand retard avec le conseil"),
                ColonneDeFeuille(nom="retard_max_conseil_le", titre="Le", genre=Genre.JOUR),
            ),
            lignes=tuple(
                (
                    PROPRE if un.convention is None else holder(un.convention),
                    None if un.convention is None else un.ident,
                    un.du,
                    Exact(numbers.exact(un.du)),
                    Fraction(un.recu),
                    Fraction(un.conseille),
                    *_cells(un.pire),
                    *_cells(un.pire_conseil),
                )
                for un in r.titulaires
            ),
            remarques=tuple(lacking_days(r.lacunes, VIDE, juge=False)),
        ),
        _cells_sheet(r),
        Feuille(
            nom="logements",
            titre="Les logements, dans l'ordre où ils sont rejoués",
            colonnes=(
                ColonneDeFeuille(nom="vacance", titre="Vacance"),
                ColonneDeFeuille(nom="jour", titre="Date de référence", genre=Genre.JOUR),
                ColonneDeFeuille(nom="fait", titre="Allé à"),
                ColonneDeFeuille(nom="conseil", titre="Conseil"),
            ),
            lignes=tuple((p.vacance, p.jour, p.fait, p.conseil) for p in r.pas),
        ),
        _left_sheet(r),
        _uncovered(r),
    )


def _cells(sommet: Sommet | None) -> tuple[Cellule, Cellule]:
    return (None, None) if sommet is None else (sommet.retard, sommet.jour)


def machine(r: Rejeu) -> Objet:
    return {
        "annee": r.annee,
        "politique": r.politique,
        "borne": None if r.borne is None else number(r.borne),
        "titulaires": holders_json(r),
        "logements": [
            {"vacance": p.vacance, "jour": parts.day(p.jour), "fait": p.fait, "conseil": p.conseil}
            for p in r.pas
        ],
        "laisses": [
            {
                "vacance": x.vacance,
                "causes": parts.causes(x.causes),
                "compte_pour": list(x.pour),
                "sort_inconnu": x.tu,
            }
            for x in r.laissees
        ],
        "ouverts": r.ouvertes,
        "non_couvert": [parts.uncovered(one) for one in r.lacunes],
        "soldes_supposes_nuls": list(r.soldes),
        "anticipation": _ahead(r.anticipation),
        "certificat": None
        if r.certificat is None
        else {
            "mieux": number(r.certificat.mieux),
            "conseil": number(r.certificat.conseil),
            "fait": None if r.certificat.fait is None else number(r.certificat.fait),
        },
    }


def holders_json(r: Rejeu) -> list[Json]:
    return [_holder(un) for un in r.titulaires]


def _ahead(a: AnticipationRejouee | None) -> Json:
    if a is None:
        return None
    return {
        **parts.forecast(a.annee, a.lues, a.laissees, a.causes),
        "suivis": a.suivis,
        "autrement": a.autrement,
        "sans": {sans.value: n for sans, n in a.sans},
    }


def _holder(un: TitulaireRejoue) -> Objet:
    return {
        "titulaire": un.ident,
        "du": number(un.du),
        "fait": un.recu,
        "conseil": un.conseille,
        "retard_max": _summit(un.pire),
        "retard_max_conseil": _summit(un.pire_conseil),
        "cellules": [
            {
                "cellule": dict(c.cellule),
                "du": number(c.du),
                "fait": c.recu,
                "conseil": c.conseille,
                "reste": number(c.reste),
                "reste_conseil": number(c.reste_conseil),
            }
            for c in un.comptes
        ],
    }


def _summit(sommet: Sommet | None) -> Json:
    if sommet is None:
        return None
    return {"retard": number(sommet.retard), "jour": parts.day(sommet.jour), "vacance": sommet.vacance}
