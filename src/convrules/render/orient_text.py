"""To whom each dwelling should be offered: holders in order, the state of each account, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.anglais import dire, dit
from convrules.base.dates import why
from convrules.base.outcomes import causes_of
from convrules.base.texte import Langue, t, tel_quel
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
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.lexicon import Lexique
from convrules.render.neighbours import absence, exercised, out_of_force
from convrules.render.places import citation
from convrules.render.places import where as where_stands
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.year_text import holder
from convrules.runtime.decision import ResultatEffet

CITES_MAX = 5
COLONNES = (
    Colonne(titre="Rang", droite=True),
    Colonne(titre=t("Réservataire"), souple=True),
    Colonne(titre="Part", droite=True),
    Colonne(titre="Retard", droite=True),
    Colonne(titre=t("S'il lui va"), droite=True),
    Colonne(titre="Sinon", droite=True),
    Colonne(titre=t("Orientés"), droite=True),
)


def orient_text(
    orientations: Sequence[Orientation], au: date, lexique: Lexique, langue: Langue = Langue.FR
) -> str:
    """Advice on every dwelling, then how to read it. The person decides; nothing is recorded."""
    head = t(
        "{orientations} à orienter au {au}",
        orientations=numbers.count(len(orientations), "logement"),
        au=numbers.jour(au),
    )
    politique = next((o.politique for o in orientations if o.politique), None)
    lines: list[str] = [
        t("{head}, politique {politique}", head=head, politique=cite(politique)) if politique else head,
        "",
    ]
    for orientation in orientations:
        lines += [*_one(orientation, lexique, langue), ""]
    if any(not o.sans_convention for o in orientations):
        alone = all(o.ecart is None and not o.variantes and not o.conflit for o in orientations)
        lines += wrap(dire(_how_to_read(alone and not politique), langue), LARGEUR)
    return "\n".join(dit(line, langue) for line in lines).rstrip() + "\n"


def _how_to_read(alone: bool) -> str:
    """alone: the deficit alone ranks."""
    order = (
        t("l'ordre suit « Sinon »")
        if alone
        else t(
            "l'ordre suit les règles dites sous chaque tableau et, sans elles, « Sinon »\u202f; aucune borne "
            "n'est alors promise aux retards"
        )
    )
    return t(
        "Retard : logements encore dus à ce jour, part exacte de chaque vacance comprise (une avance est "
        "négative). « S'il lui va » et « Sinon » : ce retard après cette vacance, selon qu'elle lui va ou "
        "non\u202f; {ordre}. C'est un conseil : la personne qui oriente décide.",
        ordre=order,
    )


def _one(o: Orientation, lexique: Lexique, langue: Langue) -> Iterator[str]:
    first = o.propose
    shown = t("{a}{b}", a=name(first), b=t(", à garder") if o.gardes else "") if first else _nobody(o)
    yield t("{a}\u202f: {b}", a=tel_quel(o.vacance), b=shown)
    said: list[str] = []
    if o.sans_convention:
        said = [
            t("Aucune convention ne porte sur ce logement : il reste au bailleur, sans part due à personne.")
        ]
    else:
        yield from table(_columns(o), [_row(c, o) for c in o.candidats], langue=langue)
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
    said += [sentence(t("{a}\u202f: {b}", a=cite(a.nom), b=absence(a, lexique))) for a in o.absents]
    for note in said:
        first_line, *rest = wrap(dire(note, langue), LARGEUR - 4)
        yield f"  • {first_line}"
        yield from (f"    {line}" for line in rest)
    if o.borne is not None:
        most = numbers.count(o.borne, "logement")
        said_bound = t("À suivre cet ordre, aucun retard ne dépassera {most}.", most=most)
        yield f"  • {dire(said_bound, langue)}"


def _nobody(o: Orientation) -> str:
    if o.causes or o.ordre_ouvert:
        return t("pas de proposition certaine")
    return t("aucun réservataire certain")


def _columns(o: Orientation) -> tuple[Colonne, ...]:
    return (*COLONNES, Colonne(titre="Points", droite=True)) if _scored(o) else COLONNES


def _scored(o: Orientation) -> bool:
    return any(c.points is not None for c in o.candidats)


def name(c: Candidat) -> str:
    return holder(c.convention) if c.convention is not None else t("le bailleur (sa propre part)")


def _row(c: Candidat, o: Orientation) -> tuple[str, ...]:
    rank = {
        Rangement.CLASSE: str(c.rang) if c.rang is not None else "?",
        Rangement.INDETERMINE: "?",
        Rangement.INELIGIBLE: "–",
    }[c.rangement]
    compte = c.compte
    amounts = tuple(
        bornes(x) if x is not None else t("inconnu")
        for x in (compte.retards, compte.apres_bornes, compte.sinons)
    )
    doubt = t(" à {x}", x=numbers.group(compte.oriente + compte.en_doute)) if compte.en_doute else ""
    score = (numbers.decimal(c.points) if c.points is not None else "–",) if _scored(o) else ()
    return (
        rank,
        name(c),
        "–" if o.due_en is not None else bornes_percent(compte.taux),
        *amounts,
        t("{a}{b}", a=numbers.group(compte.oriente), b=doubt),
        *score,
    )


# --- what ranks -----------------------------------------------------------------------------
def _rules(o: Orientation, lexique: Lexique) -> Iterator[str]:
    """What the dwelling's own rules say, before what is said of each holder."""
    if o.hors_flux and not o.sans_convention:
        yield sentence(
            t(
                "ce logement ne compte sur aucun compte, à qui qu'il aille, car il n'est dans "
                "le flux de personne"
            )
        )
    if o.due_en is not None:
        yield sentence(
            t(
                "ce logement est dû en {year} (date de référence\u202f: {due_en})\u202f; il "
                "n'ajoute rien au dû de {year2}, où il compte pour qui le reçoit",
                year=str(o.due_en.year),
                due_en=numbers.jour(o.due_en),
                year2=str(o.au.year),
            )
        )
    for garde in o.gardes:
        yield sentence(_kept(garde, o))
    if o.conflit:
        yield sentence(
            t("priorités contradictoires, aucune ne range\u202f: {cited}", cited=_cited(o.conflit, o))
        )
    if o.causes:
        why = words.causes(o.causes, lexique)
        if not o.variantes:
            yield sentence(t("trop de clauses en doute pour proposer un ordre ({why})", why=why))
        for n, variante in enumerate(o.variantes):
            yield sentence(
                t(
                    "{a}{b}",
                    a=_variant(variante, o),
                    b=t(" (on ne sait pas\u202f: {why})", why=why) if n == 0 else "",
                )
            )
    yield from _in_doubt(o, lexique)
    if o.provisoire is not None:
        yield sentence(_provisional(o.provisoire, o))
    if o.ecart is not None:
        most, alone = (numbers.count(x, "logement") for x in (o.ecart.retard, o.ecart.retard_seul))
        whose = next(name(c) for c in o.candidats if c.ident == o.ecart.ident)
        more = t("\u202f; {alone} si le retard seul rangeait", alone=alone) if most != alone else ""
        yield sentence(
            t(
                "à suivre ce conseil, plus grand retard\u202f: {most} ({whose}){more}",
                most=most,
                whose=whose,
                more=more,
            )
        )


def _in_doubt(o: Orientation, lexique: Lexique) -> Iterator[str]:
    """The vacancies that leave accounts between two numbers, and what they lack."""
    rows = o.doutes
    if rows:
        causes = frozenset().union(*(c.compte.causes for c in o.candidats))
        yield sentence(
            t(
                "deux nombres\u202f: tout ce qui est possible, faute de savoir ce qu'il en est "
                "de {some}{mot}",
                some=_some(rows),
                mot=t(" ({a})", a=words.causes(causes, lexique)) if causes else "",
            )
        )


def _provisional(p: Provisoire, o: Orientation) -> str:
    """Whom the ranking would put first without what is in doubt: to be confirmed."""
    n, unknown = len(p.mises_de_cote), [name(c) for c in o.candidats if c.ident in p.soldes_a_zero]
    aside = t("les {n} en doute", n=numbers.count(n, "vacance")) if n > 1 else t("la vacance en doute")
    supposed = [t("l'on laisse de côté {aside}", aside=aside)] if n else []
    to_give = [t("ces vacances") if n > 1 else t("cette vacance")] if n else []
    if unknown:
        balances = t("les soldes inconnus") if len(unknown) > 1 else t("le solde inconnu")
        supposed.append(
            t(
                "{mot}l'on prend pour 0 {balances} de {x}",
                mot=t("que ") if n else "",
                balances=balances,
                x=listing([cite(u) for u in unknown]),
            )
        )
        to_give.append(t("ces soldes") if len(unknown) > 1 else t("ce solde"))
    followed = ""
    if p.avis_suivis > 1:
        followed = t(
            " et que l'on suit les {avis_suivis} qui précèdent",
            avis_suivis=numbers.count(p.avis_suivis, "avis provisoire"),
        )
    elif p.avis_suivis:
        followed = t(" et que l'on suit l'avis provisoire qui précède")
    late = t(" (retard\u00a0{retard})", retard=numbers.decimal(p.retard, 1)) if p.retard is not None else ""
    first = cite(next(name(c) for c in o.candidats if c.ident == p.ident))
    kept = t(", à garder par la réserve") if p.a_garder else ""
    return t(
        "si {supposed}{followed}, {first} viendrait en premier{late}{kept}\u202f: à "
        "confirmer en complétant {to_give}",
        supposed=joined(supposed, " et "),
        followed=followed,
        first=first,
        late=late,
        kept=kept,
        to_give=joined(to_give, " et "),
    )


def _some(rows: Sequence[str]) -> str:
    """A few names, the others counted."""
    more = len(rows) - CITES_MAX
    return listing(rows[:CITES_MAX]) + (
        t(" et {more}", more=numbers.count(more, "autre")) if more > 0 else ""
    )


def _kept(garde: Garde, o: Orientation) -> str:
    so_far = t(
        "{gardes} sur {nombre} cette année",
        gardes=numbers.group(garde.gardes),
        nombre=numbers.group(garde.nombre),
    )
    return t("à garder par la réserve {cite}\u202f: {so_far}", cite=_cite(garde.clause, o), so_far=so_far)


def _variant(v: Variante, o: Orientation) -> str:
    names = {c.ident: name(c) for c in o.candidats}
    acting = [t("avec {cited}", cited=_cited(v.avec, o))] if v.avec else []
    silent = [t("sans {cited}", cited=_cited(v.sans, o))] if v.sans else []
    return t(
        "{a}\u202f: {b}",
        a=joined([*acting, *silent], ", "),
        b=joined([names[i] for i in v.ordre], " puis "),
    )


def _cited(clauses: Sequence[Citation], o: Orientation) -> str:
    return listing([_cite(c, o) for c in clauses])


def _cite(c: Citation, o: Orientation) -> str:
    """The clause, with its article and its convention; a clause of the policy by its name."""
    if c.texte == o.politique:
        where = citation(c.source, t("de la politique"))
        return t("{a}{b}", a=cite(c.clause), b=t(" ({a})", a=where) if where else "")
    if c.retouches:
        where = t("{a}, {b}", a=where_stands(_entete(c)), b=cite(c.texte))
    else:
        where = citation(c.source, t("de {texte}", texte=cite(c.texte))) or c.texte
    return t("{a} ({b})", a=cite(c.clause), b=where)


def _open_rank(c: Candidat, o: Orientation) -> Iterator[str]:
    """Why a holder whose account is known has no rank; of clauses in doubt, the rankings are shown."""
    shown = [v.ordre for v in o.variantes if c.ident in v.ordre]
    told = {x for a in shown for x in a if len({b.index(x) < b.index(c.ident) for b in shown if x in b}) > 1}
    others = [cite(name(x)) for x in o.candidats if x.ident in c.rang_selon and x.ident not in told]
    if c.rangement is Rangement.CLASSE and others:
        them = "peuvent" if len(others) > 1 else "peut"
        yield sentence(
            t(
                "{name}\u202f: son rang n'est pas connu, car {others} {them} passer avant ou après",
                name=cite(name(c)),
                others=listing(others),
                them=them,
            )
        )


_PLACE = {
    GenreMotif.RESERVE: t("la réserve"),
    GenreMotif.PRIORITE: t("la priorité"),
    GenreMotif.POINTS: t("les points de"),
    GenreMotif.DEPARTAGE: t("le départage de la politique"),
}


def notes(c: Candidat, lexique: Lexique) -> Iterator[str]:
    """Why a holder stands where it stands, as far as the table does not say it."""
    who = cite(name(c))
    match c.rangement:
        case Rangement.INDETERMINE:
            why = words.causes(c.causes, lexique)
            first = c.viendrait_premier
            if c.place_inconnue:
                more = t("\u202f; il viendrait peut-être en premier") if first else ""
                told = "" if c.causes <= c.compte.causes else t(" ({a})", a=why)
                yield sentence(
                    t("{who}\u202f: son rang n'est pas connu{told}{more}", who=who, told=told, more=more)
                )
            else:
                more = t("\u202f; si oui, il viendrait en premier") if first else ""
                yield sentence(
                    t(
                        "{who}\u202f: on ne sait pas s'il peut le recevoir ({why}){more}",
                        who=who,
                        why=why,
                        more=more,
                    )
                )
        case Rangement.INELIGIBLE:
            yield sentence(t("{who} écarté\u202f: {set_aside}", who=who, set_aside=_set_aside(c)))
        case Rangement.CLASSE:
            pass
    if c.exercice is not None and c.exercice.possibles != (None,):
        yield sentence(t("{a}\u202f: {b}", a=who, b=exercised(c.exercice, lexique)))
    for fin in c.fins:
        yield sentence(t("{a}\u202f: {b}", a=who, b=_ended(fin, lexique)))
    if c.compte.rendus:
        n, shown = len(c.compte.rendus), _some(c.compte.rendus)
        yield sentence(
            t(
                "{who}\u202f: « Orientés » comprend {n} dont le tour a été rendu sans être "
                "compté et que les données gardent sur ce compte, comme au bilan, à "
                "vérifier\u202f: {shown}",
                who=who,
                n=numbers.count(n, "logement"),
                shown=shown,
            )
        )
    for warning in c.avertissements:
        yield sentence(t("{a}\u202f: {b}", a=who, b=caution(warning)))


def balances_to_bring(c: Candidat, au: date) -> Iterator[str]:
    """Which row and command give the balances without which the holder's deficit is not known."""
    if c.convention is None or c.compte.retards is not None or c.en_vigueur is False:
        return
    for clause in c.convention.clauses:
        if isinstance(clause, ir.Part) and carries(clause):
            how = how_to_bring(c.ident, clause.entete.ident, au.year - 1)
            yield sentence(
                t(
                    "{name}\u202f: retard inconnu, faute du solde de {x}. {how}",
                    name=cite(name(c)),
                    x=str(au.year - 1),
                    how=how,
                )
            )


def _ended(fin: ResultatEffet, lexique: Lexique) -> str:
    """A turn that the convention has closed, or perhaps."""
    by = t("par {clause}\u202f: {effet}", clause=cite(fin.clause), effet=effet(fin.effet))
    if fin.issue is True and fin.date.connu is not None:
        return t("son tour est clos {by} ({connu})", by=by, connu=numbers.jour(fin.date.connu))
    doubt = causes_of(fin.issue) or why(fin.date).causes
    return t("son tour est peut-être clos {by} ({causes})", by=by, causes=words.causes(doubt, lexique))


def _set_aside(c: Candidat) -> str:
    if c.en_vigueur is False and c.convention is not None and c.reference is not None:
        return out_of_force(c.convention, c.reference)
    return (
        t("par la clause {refusal}", refusal=_refusal(c.clause))
        if c.clause
        else t("le logement n'est pas dans son assiette")
    )


def _entete(c: Citation) -> ir.Entete:
    return ir.Entete(nom=c.clause, ident=c.clause, source=c.source, retouches=c.retouches)


def _refusal(c: Citation) -> str:
    where = where_stands(_entete(c))
    return t("{a}{b}", a=cite(c.clause), b=t(" ({a})", a=where) if where else "")


def _placed(c: Candidat, o: Orientation) -> Iterator[str]:
    """What sets a holder before the next one; the deficit goes without saying, the legend tells it."""
    if c.motif is None:
        return
    who, genre = cite(name(c)), c.motif.genre
    if genre in _PLACE:
        by = "" if genre is GenreMotif.DEPARTAGE else t(" {a}", a=_cited(c.motif.clauses, o))
        yield sentence(t("{who} devance le suivant\u202f: {place}{by}", who=who, place=_PLACE[genre], by=by))
    elif genre is GenreMotif.RETARD and o.ecart is not None:
        yield sentence(t("{who} devance le suivant\u202f: son retard", who=who))
    elif genre is GenreMotif.TAUX:
        yield sentence(t("{who} devance le suivant, à retard égal, par sa part plus grande", who=who))
    elif genre is GenreMotif.IDENTIFIANT:
        even = t("à points égaux") if c.points is not None else t("à retard et part égaux")
        yield sentence(
            t("{who} devance le suivant, {even}, par l'ordre des identifiants", who=who, even=even)
        )


def caution(a: Plafond) -> str:
    """A cap that would be passed: on the flow to date, or against the forecast."""
    where = where_stands(a.clause.entete)
    cited = t("{a}{b}", a=cite(a.clause.entete.ident), b=t(" ({a})", a=where) if where else "")
    counted = numbers.count(a.fait, "logement")
    against = t("sur la prévision déclarée") if a.prevu else t("à ce jour")
    return t(
        "avec ce logement, {counted} pour un plafond de {plafond} {against}, {cited}",
        counted=counted,
        plafond=numbers.decimal(a.plafond),
        against=against,
        cited=cited,
    )
