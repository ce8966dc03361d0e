"""To whom each dwelling should be offered: holders in order, the state of each account, and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from convrules.base.anglais import dire, dit
from convrules.base.texte import Langue, t, tel_quel
from convrules.orientation.ensemble import Ensemble
from convrules.orientation.model import (
    Candidat,
    Garde,
    Orientation,
    Provisoire,
    Rangement,
    Variante,
)
from convrules.render import numbers, words
from convrules.render.bounds import bornes, bornes_percent
from convrules.render.foreseen import foreseen
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.lexicon import Lexique
from convrules.render.neighbours import absence
from convrules.render.orient_follow import follows
from convrules.render.orient_notes import (
    RIEN,
    balances_to_bring,
    cited_clause,
    cited_clauses,
    gone,
    how_many,
    name,
    notes,
    placed_before,
    some,
)
from convrules.render.orient_together import together
from convrules.render.perimeter import lacking_days
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.values import event
from convrules.render.width import hanging, wrap
from convrules.year.valeurs import Echangee, Lacune

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
    orientations: Sequence[Orientation],
    au: date,
    lexique: Lexique,
    langue: Langue = Langue.FR,
    ensemble: Ensemble | None = None,
    partis: Mapping[str, str] = RIEN,
    lacunes: Sequence[Lacune] = (),
) -> str:
    """Advice on every dwelling, then how to read it. The person decides; nothing is recorded. `partis`: what
    took those that are not on offer any more. `lacunes`: days that the data do not cover."""
    head = how_many(len(orientations), len(partis), au)
    politique = next((o.politique for o in orientations if o.politique), None)
    lines: list[str] = [
        t("{head}, politique {politique}", head=head, politique=cite(politique)) if politique else head,
        *(line for said in gone(partis) for line in wrap(dire(said, langue), LARGEUR)),
        "",
    ]
    for said in lacking_days(lacunes, lexique, juge=False):
        lines += [*wrap(dire(said, langue), LARGEUR), ""]
    for orientation in orientations:
        lines += [*_one(orientation, lexique, langue), ""]
    lines += together(ensemble, orientations, langue)
    if any(not o.sans_convention for o in orientations):
        alone = all(o.ecart is None and not o.variantes and not o.conflit for o in orientations)
        promised = all(o.borne is not None for o in orientations)
        lines += wrap(dire(_how_to_read(promised or (alone and not politique)), langue), LARGEUR)
    if any(c.compte.suppose for o in orientations for c in o.candidats):
        lines += wrap(
            dire(
                t(
                    "Un conseil suppose suivis ceux des logements du jour qui passent avant lui\u202f: ils "
                    "sont déjà dans les retards, et pas dans « Orientés »."
                ),
                langue,
            ),
            LARGEUR,
        )
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
            *(placed_before(candidat, o) if placed else ()),
            *_open_rank(candidat, o),
            *notes(candidat, lexique),
        ]
        said += balances_to_bring(candidat, o.au)
    said += [sentence(t("{a}\u202f: {b}", a=cite(a.nom), b=absence(a, lexique))) for a in o.absents]
    for note in said:
        yield from hanging(dire(note, langue), LARGEUR, "  • ")
    yield from follows(o, lexique, langue)
    if o.borne is not None:
        most = numbers.count(o.borne, "logement")
        said_bound = t(
            "À suivre cet ordre, et tant que chaque logement pourra aller à chacun, aucun retard ne "
            "dépassera {most}.",
            most=most,
        )
        yield from hanging(dire(said_bound, langue), LARGEUR, "  • ")


def _nobody(o: Orientation) -> str:
    if o.causes or o.ordre_ouvert:
        return t("pas de proposition certaine")
    return t("aucun réservataire certain")


def _columns(o: Orientation) -> tuple[Colonne, ...]:
    return (*COLONNES, Colonne(titre="Points", droite=True)) if _scored(o) else COLONNES


def _scored(o: Orientation) -> bool:
    return any(c.points is not None for c in o.candidats)


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
        "–" if o.due_en is not None or not compte.compte else bornes_percent(compte.taux),
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
                "la base d'aucune part"
            )
        )
    due = o.due_en
    if due is not None and due.debut is not None:
        yield sentence(
            t(
                "ce logement est dû en {year} (date de référence\u202f: {due_en})\u202f; il "
                "n'ajoute rien au dû de {year2}, où il compte pour qui le reçoit",
                year=str(due.debut.year),
                due_en=numbers.jour(due.connu) if due.connu is not None else event(due),
                year2=str(o.au.year),
            )
        )
    for garde in o.gardes:
        yield sentence(_kept(garde, o))
    if o.conflit:
        yield sentence(
            t("priorités contradictoires, aucune ne range\u202f: {cited}", cited=cited_clauses(o.conflit, o))
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
    yield from foreseen(o, lexique)
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
                some=some(rows),
                mot=t(" ({a})", a=words.causes(causes, lexique)) if causes else "",
            )
        )


def _aside(rows: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is left aside, and what to complete: vacancies, and acts."""
    acts = len({row.acte for row in rows if isinstance(row, Echangee)})
    n = sum(not isinstance(row, Echangee) for row in rows)
    aside: list[str] = []
    to_give: list[str] = []
    if n:
        told = t("les {n} en doute", n=numbers.count(n, "vacance"))
        aside.append(told if n > 1 else t("la vacance en doute"))
        to_give.append(t("ces vacances") if n > 1 else t("cette vacance"))
    if acts:
        told = t("les {n} en doute", n=numbers.count(acts, "acte d'échange", "actes d'échange"))
        aside.append(told if acts > 1 else t("l'acte d'échange en doute"))
        to_give.append(t("ces actes") if acts > 1 else t("cet acte"))
    return [t("l'on laisse de côté {aside}", aside=listing(aside))] if rows else [], to_give


def _provisional(p: Provisoire, o: Orientation) -> str:
    """Whom the ranking would put first without what is in doubt: to be confirmed."""
    n, unknown = len(p.mises_de_cote), [name(c) for c in o.candidats if c.ident in p.soldes_a_zero]
    supposed, to_give = _aside(p.mises_de_cote)
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


def _kept(garde: Garde, o: Orientation) -> str:
    so_far = t(
        "{gardes} sur {nombre} cette année",
        gardes=numbers.group(garde.gardes),
        nombre=numbers.group(garde.nombre),
    )
    return t(
        "à garder par la réserve {cite}\u202f: {so_far}", cite=cited_clause(garde.clause, o), so_far=so_far
    )


def _variant(v: Variante, o: Orientation) -> str:
    names = {c.ident: name(c) for c in o.candidats}
    acting = [t("avec {cited}", cited=cited_clauses(v.avec, o))] if v.avec else []
    silent = [t("sans {cited}", cited=cited_clauses(v.sans, o))] if v.sans else []
    return t(
        "{a}\u202f: {b}",
        a=joined([*acting, *silent], ", "),
        b=joined([names[i] for i in v.ordre], " puis "),
    )


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
