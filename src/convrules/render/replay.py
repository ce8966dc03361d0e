"""A year replayed with the advice followed: on a screen, as tables, as JSON."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from convrules.base.texte import t
from convrules.orientation.rejeu import Rejeu, Sommet, TitulaireRejoue
from convrules.render import numbers
from convrules.render.document import paragraphe, puce, titre, to_text
from convrules.render.feuilles import Cellule, Exact, Feuille, Genre
from convrules.render.feuilles import Colonne as ColonneDeFeuille
from convrules.render.french import cite, listing
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet, number
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.year_text import holder

FIN = numbers.FINE
PROPRE: Final = t("part propre du bailleur")
MONTREES: Final = 5
"""Facts shown of what is left aside."""


TITRES: Final = ("Titulaire", "Dû", "Fait", "Conseil", "Plus grand retard", "avec le conseil")


def replay_text(r: Rejeu) -> str:
    head = to_text([titre(title(r))])
    lines = [head, *wrap(reading(r), LARGEUR), ""]
    if r.pas:
        columns = [Colonne(titre=titre, droite=n > 0, souple=n == 0) for n, titre in enumerate(TITRES)]
        lines += [*table(columns, [row(un) for un in r.titulaires]), ""]
    lines += [line for said in notes(r) for line in wrap(said, LARGEUR)]
    if r.pas:
        limits = [paragraphe("Ce que ce rejeu ne dit pas"), *map(puce, lines_of(r))]
        lines += ["", to_text(limits).rstrip()]
    return "\n".join(lines).rstrip("\n") + "\n"


def title(r: Rejeu) -> str:
    return f"{r.annee} rejouée{FIN}: si le conseil avait été suivi"


def reading(r: Rejeu) -> str:
    """How many dwellings, and how many otherwise."""
    if not r.pas:
        return "Aucun logement de l'année n'a pu être rejoué."
    other = sum(p.autrement for p in r.pas)
    how_many = numbers.count(len(r.pas), "logement attribué ou orienté", "logements attribués ou orientés")
    return (
        f"{how_many}, dans l'ordre de leur date de référence{FIN}; le conseil en donne "
        f"{numbers.group(other)} à un autre que celui qui l'a eu."
    )


def row(un: TitulaireRejoue) -> tuple[str, ...]:
    return (
        name(un),
        numbers.decimal(un.du, 1),
        numbers.group(un.recu),
        numbers.group(un.conseille),
        _peak(un.pire),
        _peak(un.pire_conseil),
    )


def name(un: TitulaireRejoue) -> str:
    return PROPRE if un.convention is None else f"{holder(un.convention)} ({un.ident})"


def _peak(sommet: Sommet | None) -> str:
    if sommet is None:
        return "–"
    if sommet.retard < 0:
        return f"aucun (avance {numbers.decimal(-sommet.retard, 1)})"
    return f"{numbers.decimal(sommet.retard, 1)} le {numbers.jour_court(sommet.jour)}"


def notes(r: Rejeu) -> tuple[str, ...]:
    """What was promised, what was followed, what is left aside."""
    return (*(_promised(r) if r.pas else ()), *_aside(r))


def _promised(r: Rejeu) -> Iterator[str]:
    if r.borne is not None:
        most = numbers.count(r.borne, "logement")
        yield f"Borne{FIN}: en suivant le conseil, aucun retard ne pouvait dépasser {most}."
    else:
        yield (
            "Aucune borne n'était promise aux retards : elle suppose que chaque titulaire puisse recevoir "
            "chaque logement, que le retard seul range, et que rien ne soit reporté."
        )
    if r.politique is not None:
        yield f"Politique suivie{FIN}: {cite(r.politique)}."


def _aside(r: Rejeu) -> Iterator[str]:
    silent = [p.vacance for p in r.pas if p.conseil is None]
    if silent:
        which = "lequel" if len(silent) == 1 else "lesquels"
        yield (
            f"{numbers.count(len(silent), 'logement')} pour {which} le conseil ne nomme personne{FIN}: "
            f"laissés à qui les a eus ({_some(silent)})."
        )
    if r.laissees:
        facts = Counter(fait for one in r.laissees for fait in {cause.fait for cause in one.causes})
        told = [f"{fait} ({n})" for fait, n in sorted(facts.items(), key=lambda x: (-x[1], x[0]))]
        why = f", faute de{FIN}: {', '.join(told[:MONTREES])}" if told else ""
        left = numbers.count(len(r.laissees), "logement laissé", "logements laissés")
        yield f"{left} de côté{why}."
    if r.ouvertes:
        verb = "n'est encore allé" if r.ouvertes == 1 else "ne sont encore allés"
        yield f"{numbers.count(r.ouvertes, 'logement')} de l'année {verb} à personne."
    if r.soldes:
        names = listing([cite(s) for s in r.soldes])
        yield f"Soldes de {r.annee - 1} inconnus, pris pour nuls{FIN}: {names}."


def _some(idents: list[str]) -> str:
    shown = ", ".join(idents[:MONTREES])
    return shown if len(idents) <= MONTREES else f"{shown}…"


def lines_of(r: Rejeu) -> tuple[str, ...]:
    """What a replay does not say."""
    return (
        f"les faits sont ceux que l'on connaît au {numbers.jour(r.au)}, non ceux que l'on savait le jour de "
        "chaque attribution",
        "les réserves du journal n'y sont pas relues",
        *(f"{cite(nom)} y lit les comptes de l'année telle qu'elle a eu lieu" for nom in r.lisent),
        "une attribution autre aurait pu changer la suite (refus, délais)",
    )


# --- tables and JSON ------------------------------------------------------------------------
def replay_sheets(r: Rejeu) -> tuple[Feuille, ...]:
    def number_column(nom: str, title: str) -> ColonneDeFeuille:
        return ColonneDeFeuille(nom=nom, titre=title, genre=Genre.NOMBRE)

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
        ),
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
    )


def _cells(sommet: Sommet | None) -> tuple[Cellule, Cellule]:
    return (None, None) if sommet is None else (sommet.retard, sommet.jour)


def machine(r: Rejeu) -> Objet:
    return {
        "annee": r.annee,
        "politique": r.politique,
        "borne": None if r.borne is None else number(r.borne),
        "titulaires": [_holder(un) for un in r.titulaires],
        "logements": [
            {"vacance": p.vacance, "jour": parts.day(p.jour), "fait": p.fait, "conseil": p.conseil}
            for p in r.pas
        ],
        "laisses": [{"vacance": x.vacance, "causes": parts.causes(x.causes)} for x in r.laissees],
        "ouverts": r.ouvertes,
        "soldes_supposes_nuls": list(r.soldes),
    }


def _holder(un: TitulaireRejoue) -> Objet:
    return {
        "titulaire": un.ident,
        "du": number(un.du),
        "fait": un.recu,
        "conseil": un.conseille,
        "retard_max": _summit(un.pire),
        "retard_max_conseil": _summit(un.pire_conseil),
    }


def _summit(sommet: Sommet | None) -> Json:
    if sommet is None:
        return None
    return {"retard": number(sommet.retard), "jour": parts.day(sommet.jour), "vacance": sommet.vacance}
