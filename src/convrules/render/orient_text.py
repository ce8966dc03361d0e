"""To whom each dwelling should be offered: holders in order, the state of each account, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules.orientation.model import Avertissement, Candidat, Departage, Orientation, Rangement
from convrules.render import numbers, words
from convrules.render.french import cite, sentence
from convrules.render.lexicon import Lexique
from convrules.render.places import where as where_stands
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.year_text import holder

FIN = numbers.FINE
COLONNES = (
    Colonne(titre="Rang", droite=True),
    Colonne(titre="Réservataire", souple=True),
    Colonne(titre="Part", droite=True),
    Colonne(titre="Retard", droite=True),
    Colonne(titre="S'il lui va", droite=True),
    Colonne(titre="Sinon", droite=True),
    Colonne(titre="Orientés", droite=True),
)


def orient_text(orientations: Sequence[Orientation], au: date, lexique: Lexique) -> str:
    """Advice on every dwelling, then how to read it. The person decides; nothing is recorded."""
    head = f"{numbers.count(len(orientations), 'logement')} à orienter au {numbers.jour(au)}"
    lines = [head, ""]
    for orientation in orientations:
        lines += [*_one(orientation, lexique), ""]
    if orientations:
        lines += wrap(_LECTURE, LARGEUR)
    return "\n".join(lines).rstrip() + "\n"


_LECTURE = (
    "Retard : logements encore dus à ce jour, part exacte de chaque vacance comprise (une avance est "
    "négative). « S'il lui va » et « Sinon » : ce retard après cette vacance, selon qu'elle lui va ou "
    "non\u202f; l'ordre suit « Sinon ». C'est un conseil : la personne qui oriente décide."
)


def _one(o: Orientation, lexique: Lexique) -> Iterator[str]:
    first = o.propose
    yield f"{o.vacance}{FIN}: {name(first)}" if first else f"{o.vacance}{FIN}: aucun réservataire certain"
    yield from table(COLONNES, [_row(c) for c in o.candidats])
    for candidat in o.candidats:
        for note in notes(candidat, lexique):
            first_line, *rest = wrap(note, LARGEUR - 4)
            yield f"  • {first_line}"
            yield from (f"    {line}" for line in rest)
    if o.borne is not None:
        most = numbers.count(o.borne, "logement")
        yield f"  • À suivre cet ordre, aucun retard ne dépassera {most}."


def name(c: Candidat) -> str:
    return holder(c.convention) if c.convention is not None else "le bailleur (sa propre part)"


def _row(c: Candidat) -> tuple[str, ...]:
    rank = {
        Rangement.CLASSE: str(c.rang),
        Rangement.INDETERMINE: "?",
        Rangement.INELIGIBLE: "–",
    }[c.rangement]
    compte = c.compte
    amounts = tuple(
        numbers.decimal(x) if x is not None else "inconnu"
        for x in (compte.retard, compte.apres, compte.sinon)
    )
    doubt = f" à {numbers.group(compte.oriente + compte.en_doute)}" if compte.en_doute else ""
    return (
        rank,
        name(c),
        numbers.percent(compte.taux),
        *amounts,
        f"{numbers.group(compte.oriente)}{doubt}",
    )


def notes(c: Candidat, lexique: Lexique) -> Iterator[str]:
    """Why a holder stands where it stands, as far as the table does not say it."""
    who = cite(name(c))
    match c.rangement:
        case Rangement.INDETERMINE:
            first = "\u202f; si oui, il viendrait en premier" if c.viendrait_premier else ""
            why = words.causes(c.causes, lexique)
            yield sentence(f"{who}{FIN}: on ne sait pas s'il peut le recevoir ({why}){first}")
        case Rangement.INELIGIBLE:
            why = f"par la clause {cite(c.clause)}" if c.clause else "le logement n'est pas dans son assiette"
            yield sentence(f"{who} écarté{FIN}: {why}")
        case Rangement.CLASSE:
            if c.departage is Departage.TAUX:
                yield sentence(f"{who} devance le suivant, à retard égal, par sa part plus grande")
            if c.departage is Departage.IDENTIFIANT:
                yield sentence(
                    f"{who} devance le suivant, à retard et part égaux, par l'ordre des identifiants"
                )
    for warning in c.avertissements:
        yield sentence(f"{who}{FIN}: {caution(warning)}")


def caution(a: Avertissement) -> str:
    """A cap that would be passed on the flow to date."""
    where = where_stands(a.clause.entete)
    cited = f"{cite(a.clause.entete.ident)}{f' ({where})' if where else ''}"
    counted = numbers.count(a.fait, "logement")
    return f"avec ce logement, {counted} pour un plafond de {numbers.decimal(a.plafond)} à ce jour, {cited}"
