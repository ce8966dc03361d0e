"""To whom each dwelling should be offered: holders in order, the state of each account, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import causes_of
from convrules.orientation.model import (
    Candidat,
    Citation,
    Garde,
    GenreMotif,
    Orientation,
    Plafond,
    Provisoire,
    Rangement,
    Variante,
)
from convrules.render import numbers, words
from convrules.render.bounds import bornes, bornes_percent
from convrules.render.brought import carries, how_to_bring
from convrules.render.clauses import effet
from convrules.render.french import cite, listing, sentence
from convrules.render.lexicon import Lexique
from convrules.render.neighbours import absence, exercised, out_of_force
from convrules.render.places import citation
from convrules.render.places import where as where_stands
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.year_text import holder
from convrules.runtime.decision import ResultatEffet

FIN = numbers.FINE
CITES_MAX = 5
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
    politique = next((o.politique for o in orientations if o.politique), None)
    lines = [f"{head}, politique {cite(politique)}" if politique else head, ""]
    for orientation in orientations:
        lines += [*_one(orientation, lexique), ""]
    if any(not o.sans_convention for o in orientations):
        alone = all(o.ecart is None and not o.variantes and not o.conflit for o in orientations)
        lines += wrap(_LECTURE.format(ordre=_SINON if alone and not politique else _DIT), LARGEUR)
    return "\n".join(lines).rstrip() + "\n"


_LECTURE = (
    "Retard : logements encore dus à ce jour, part exacte de chaque vacance comprise (une avance est "
    "négative). « S'il lui va » et « Sinon » : ce retard après cette vacance, selon qu'elle lui va ou "
    "non\u202f; {ordre}. C'est un conseil : la personne qui oriente décide."
)
_SINON = "l'ordre suit « Sinon »"
_DIT = (
    "l'ordre suit les règles dites sous chaque tableau et, sans elles, « Sinon »\u202f; aucune borne "
    "n'est alors promise aux retards"
)


def _one(o: Orientation, lexique: Lexique) -> Iterator[str]:
    first = o.propose
    shown = f"{name(first)}{', à garder' if o.gardes else ''}" if first else _nobody(o)
    yield f"{o.vacance}{FIN}: {shown}"
    if o.sans_convention:
        said = [
            "Aucune convention ne porte sur ce logement : il reste au bailleur, sans part due à personne."
        ]
    else:
        yield from table(_columns(o), [_row(c, o) for c in o.candidats])
        said = []
    said += _rules(o, lexique)
    for place, candidat in enumerate(o.candidats):
        # What places the last one is what places the one before it: said once.
        placed = any(c.rangement is Rangement.CLASSE for c in o.candidats[place + 1 :])
        said += [
            *(_placed(candidat, o) if placed else ()),
            *_open_rank(candidat, o),
            *notes(candidat, lexique),
        ]
        said += balances_to_bring(candidat, o.au)
    said += [sentence(f"{cite(a.nom)}{FIN}: {absence(a, lexique)}") for a in o.absents]
    for note in said:
        first_line, *rest = wrap(note, LARGEUR - 4)
        yield f"  • {first_line}"
        yield from (f"    {line}" for line in rest)
    if o.borne is not None:
        most = numbers.count(o.borne, "logement")
        yield f"  • À suivre cet ordre, aucun retard ne dépassera {most}."


def _nobody(o: Orientation) -> str:
    if o.causes or o.ordre_ouvert:
        return "pas de proposition certaine"
    return "aucun réservataire certain"


def _columns(o: Orientation) -> tuple[Colonne, ...]:
    return (*COLONNES, Colonne(titre="Points", droite=True)) if _scored(o) else COLONNES


def _scored(o: Orientation) -> bool:
    return any(c.points is not None for c in o.candidats)


def name(c: Candidat) -> str:
    return holder(c.convention) if c.convention is not None else "le bailleur (sa propre part)"


def _row(c: Candidat, o: Orientation) -> tuple[str, ...]:
    rank = {
        Rangement.CLASSE: str(c.rang) if c.rang is not None else "?",
        Rangement.INDETERMINE: "?",
        Rangement.INELIGIBLE: "–",
    }[c.rangement]
    compte = c.compte
    amounts = tuple(
        bornes(x) if x is not None else "inconnu"
        for x in (compte.retards, compte.apres_bornes, compte.sinons)
    )
    doubt = f" à {numbers.group(compte.oriente + compte.en_doute)}" if compte.en_doute else ""
    score = (numbers.decimal(c.points) if c.points is not None else "–",) if _scored(o) else ()
    return (
        rank,
        name(c),
        "–" if o.due_en is not None else bornes_percent(compte.taux),
        *amounts,
        f"{numbers.group(compte.oriente)}{doubt}",
        *score,
    )


# --- what ranks -----------------------------------------------------------------------------
def _rules(o: Orientation, lexique: Lexique) -> Iterator[str]:
    """What the dwelling's own rules say, before what is said of each holder."""
    if o.hors_flux and not o.sans_convention:
        yield sentence(
            "ce logement ne compte sur aucun compte, à qui qu'il aille, car il n'est dans le flux de personne"
        )
    if o.due_en is not None:
        yield sentence(
            f"ce logement est dû en {o.due_en.year} (date de référence{FIN}: {numbers.jour(o.due_en)}) ; il "
            f"n'ajoute rien au dû de {o.au.year}, où il compte pour qui le reçoit"
        )
    for garde in o.gardes:
        yield sentence(_kept(garde, o))
    if o.conflit:
        yield sentence(f"priorités contradictoires, aucune ne range{FIN}: {_cited(o.conflit, o)}")
    if o.causes:
        why = words.causes(o.causes, lexique)
        if not o.variantes:
            yield sentence(f"trop de clauses en doute pour proposer un ordre ({why})")
        for n, variante in enumerate(o.variantes):
            yield sentence(f"{_variant(variante, o)}{f' (on ne sait pas{FIN}: {why})' if n == 0 else ''}")
    yield from _in_doubt(o, lexique)
    if o.provisoire is not None:
        yield sentence(_provisional(o.provisoire, o))
    if o.ecart is not None:
        most, alone = (numbers.count(x, "logement") for x in (o.ecart.retard, o.ecart.retard_seul))
        whose = next(name(c) for c in o.candidats if c.ident == o.ecart.ident)
        more = f"{FIN}; {alone} si le retard seul rangeait" if most != alone else ""
        yield sentence(f"à suivre ce conseil, plus grand retard{FIN}: {most} ({whose}){more}")


def _in_doubt(o: Orientation, lexique: Lexique) -> Iterator[str]:
    """The vacancies that leave accounts between two numbers, and what they lack."""
    rows = o.doutes
    if rows:
        causes = frozenset().union(*(c.compte.causes for c in o.candidats))
        yield sentence(
            f"deux nombres{FIN}: tout ce qui est possible, faute de savoir ce qu'il en est de "
            f"{_some(rows)}{f' ({words.causes(causes, lexique)})' if causes else ''}"
        )


def _provisional(p: Provisoire, o: Orientation) -> str:
    """Whom the ranking would put first without what is in doubt: to be confirmed."""
    n, unknown = len(p.mises_de_cote), [name(c) for c in o.candidats if c.ident in p.soldes_a_zero]
    aside = f"les {numbers.count(n, 'vacance')} en doute" if n > 1 else "la vacance en doute"
    supposed = [f"l'on laisse de côté {aside}"] if n else []
    to_give = ["ces vacances" if n > 1 else "cette vacance"] if n else []
    if unknown:
        balances = "les soldes inconnus" if len(unknown) > 1 else "le solde inconnu"
        supposed.append(
            f"{'que ' if n else ''}l'on prend pour 0 {balances} de {listing([cite(u) for u in unknown])}"
        )
        to_give.append("ces soldes" if len(unknown) > 1 else "ce solde")
    followed = ""
    if p.avis_suivis > 1:
        followed = f" et que l'on suit les {numbers.count(p.avis_suivis, 'avis provisoire')} qui précèdent"
    elif p.avis_suivis:
        followed = " et que l'on suit l'avis provisoire qui précède"
    late = f" (retard{numbers.INSECABLE}{numbers.decimal(p.retard, 1)})" if p.retard is not None else ""
    first = cite(next(name(c) for c in o.candidats if c.ident == p.ident))
    kept = ", à garder par la réserve" if p.a_garder else ""
    return (
        f"si {' et '.join(supposed)}{followed}, {first} viendrait en premier{late}{kept}{FIN}: à "
        f"confirmer en complétant {' et '.join(to_give)}"
    )


def _some(rows: Sequence[str]) -> str:
    """A few names, the others counted."""
    more = len(rows) - CITES_MAX
    return listing(rows[:CITES_MAX]) + (f" et {numbers.count(more, 'autre')}" if more > 0 else "")


def _kept(garde: Garde, o: Orientation) -> str:
    so_far = f"{numbers.group(garde.gardes)} sur {numbers.group(garde.nombre)} cette année"
    return f"à garder par la réserve {_cite(garde.clause, o)}{FIN}: {so_far}"


def _variant(v: Variante, o: Orientation) -> str:
    names = {c.ident: name(c) for c in o.candidats}
    acting = [f"avec {_cited(v.avec, o)}"] if v.avec else []
    silent = [f"sans {_cited(v.sans, o)}"] if v.sans else []
    return f"{', '.join((*acting, *silent))}{FIN}: {' puis '.join(names[i] for i in v.ordre)}"


def _cited(clauses: Sequence[Citation], o: Orientation) -> str:
    return listing([_cite(c, o) for c in clauses])


def _cite(c: Citation, o: Orientation) -> str:
    """The clause, with its article and its convention; a clause of the policy by its name."""
    if c.texte == o.politique:
        where = citation(c.source, "de la politique")
        return f"{cite(c.clause)}{f' ({where})' if where else ''}"
    if c.retouches:
        where = f"{where_stands(_entete(c))}, {cite(c.texte)}"
    else:
        where = citation(c.source, f"de {cite(c.texte)}") or c.texte
    return f"{cite(c.clause)} ({where})"


def _open_rank(c: Candidat, o: Orientation) -> Iterator[str]:
    """Why a holder whose account is known has no rank; of clauses in doubt, the rankings are shown."""
    shown = [v.ordre for v in o.variantes if c.ident in v.ordre]
    told = {x for a in shown for x in a if len({b.index(x) < b.index(c.ident) for b in shown if x in b}) > 1}
    others = [cite(name(x)) for x in o.candidats if x.ident in c.rang_selon and x.ident not in told]
    if c.rangement is Rangement.CLASSE and others:
        them = "peuvent" if len(others) > 1 else "peut"
        yield sentence(
            f"{cite(name(c))}{FIN}: son rang n'est pas connu, car {listing(others)} {them} passer avant ou "
            f"après"
        )


_PLACE = {
    GenreMotif.RESERVE: "la réserve",
    GenreMotif.PRIORITE: "la priorité",
    GenreMotif.POINTS: "les points de",
    GenreMotif.DEPARTAGE: "le départage de la politique",
}


def notes(c: Candidat, lexique: Lexique) -> Iterator[str]:
    """Why a holder stands where it stands, as far as the table does not say it."""
    who = cite(name(c))
    match c.rangement:
        case Rangement.INDETERMINE:
            why = words.causes(c.causes, lexique)
            first = c.viendrait_premier
            if c.place_inconnue:
                more = f"{FIN}; il viendrait peut-être en premier" if first else ""
                told = "" if c.causes <= c.compte.causes else f" ({why})"
                yield sentence(f"{who}{FIN}: son rang n'est pas connu{told}{more}")
            else:
                more = f"{FIN}; si oui, il viendrait en premier" if first else ""
                yield sentence(f"{who}{FIN}: on ne sait pas s'il peut le recevoir ({why}){more}")
        case Rangement.INELIGIBLE:
            yield sentence(f"{who} écarté{FIN}: {_set_aside(c)}")
        case Rangement.CLASSE:
            pass
    if c.exercice is not None and c.exercice.possibles != (None,):
        yield sentence(f"{who}{FIN}: {exercised(c.exercice, lexique)}")
    for fin in c.fins:
        yield sentence(f"{who}{FIN}: {_ended(fin, lexique)}")
    if c.compte.rendus:
        n, shown = len(c.compte.rendus), _some(c.compte.rendus)
        yield sentence(
            f"{who}{FIN}: « Orientés » comprend {numbers.count(n, 'logement')} dont le tour a été rendu sans "
            f"être compté et que les données gardent sur ce compte, comme au bilan, à vérifier{FIN}: {shown}"
        )
    for warning in c.avertissements:
        yield sentence(f"{who}{FIN}: {caution(warning)}")


def balances_to_bring(c: Candidat, au: date) -> Iterator[str]:
    """Which row and command give the balances without which the holder's deficit is not known."""
    if c.convention is None or c.compte.retards is not None or c.en_vigueur is False:
        return
    for clause in c.convention.clauses:
        if isinstance(clause, ir.Part) and carries(clause):
            how = how_to_bring(c.ident, clause.entete.ident, au.year - 1)
            yield sentence(f"{cite(name(c))}{FIN}: retard inconnu, faute du solde de {au.year - 1}. {how}")


def _ended(fin: ResultatEffet, lexique: Lexique) -> str:
    """A turn that the convention has closed, or perhaps."""
    by = f"par {cite(fin.clause)}{FIN}: {effet(fin.effet)}"
    if fin.issue is True and fin.date.connu is not None:
        return f"son tour est clos {by} ({numbers.jour(fin.date.connu)})"
    doubt = causes_of(fin.issue) or why(fin.date).causes
    return f"son tour est peut-être clos {by} ({words.causes(doubt, lexique)})"


def _set_aside(c: Candidat) -> str:
    if c.en_vigueur is False and c.convention is not None and c.reference is not None:
        return out_of_force(c.convention, c.reference)
    return f"par la clause {_refusal(c.clause)}" if c.clause else "le logement n'est pas dans son assiette"


def _entete(c: Citation) -> ir.Entete:
    return ir.Entete(nom=c.clause, ident=c.clause, source=c.source, retouches=c.retouches)


def _refusal(c: Citation) -> str:
    where = where_stands(_entete(c))
    return f"{cite(c.clause)}{f' ({where})' if where else ''}"


def _placed(c: Candidat, o: Orientation) -> Iterator[str]:
    """What sets a holder before the next one; the deficit goes without saying, the legend tells it."""
    if c.motif is None:
        return
    who, genre = cite(name(c)), c.motif.genre
    if genre in _PLACE:
        by = "" if genre is GenreMotif.DEPARTAGE else f" {_cited(c.motif.clauses, o)}"
        yield sentence(f"{who} devance le suivant{FIN}: {_PLACE[genre]}{by}")
    elif genre is GenreMotif.RETARD and o.ecart is not None:
        yield sentence(f"{who} devance le suivant{FIN}: son retard")
    elif genre is GenreMotif.TAUX:
        yield sentence(f"{who} devance le suivant, à retard égal, par sa part plus grande")
    elif genre is GenreMotif.IDENTIFIANT:
        even = "à points égaux" if c.points is not None else "à retard et part égaux"
        yield sentence(f"{who} devance le suivant, {even}, par l'ordre des identifiants")


def caution(a: Plafond) -> str:
    """A cap that would be passed: on the flow to date, or against the forecast."""
    where = where_stands(a.clause.entete)
    cited = f"{cite(a.clause.entete.ident)}{f' ({where})' if where else ''}"
    counted = numbers.count(a.fait, "logement")
    against = "sur la prévision déclarée" if a.prevu else "à ce jour"
    return f"avec ce logement, {counted} pour un plafond de {numbers.decimal(a.plafond)} {against}, {cited}"
