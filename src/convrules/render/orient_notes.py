"""Why each holder stands where it stands, when a dwelling is to be offered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from convrules import ir
from convrules.base.dates import why
from convrules.base.outcomes import causes_of
from convrules.base.texte import t, tel_quel
from convrules.orientation.model import (
    Candidat,
    Citation,
    GenreMotif,
    Orientation,
    Plafond,
    Rangement,
)
from convrules.render import numbers, words
from convrules.render.balances import carries, row_of_balance
from convrules.render.clauses import effet
from convrules.render.completing import row_name
from convrules.render.deadlines import may_be_undone
from convrules.render.french import cite, listing, sentence
from convrules.render.lexicon import Lexique, etiquette
from convrules.render.neighbours import exercised, out_of_force
from convrules.render.places import citation
from convrules.render.places import where as where_stands
from convrules.render.words import holder
from convrules.runtime.decision import ResultatEffet
from convrules.runtime.reading import cited
from convrules.year.cellules import NON_VUE

CITES_MAX = 5
RIEN: Final[Mapping[str, str]] = MappingProxyType({})
"""No dwelling is gone."""


def how_many(asked: int, partis: int, au: date) -> str:
    """How many dwellings are still to be oriented, of those that advice is asked for."""
    left = t(
        "{orientations} à orienter au {au}",
        orientations=numbers.count(asked - partis, "logement"),
        au=numbers.jour(au),
    )
    if not partis:
        return left
    gone_by = numbers.count(partis, "logement qui n'est plus à offrir", "logements qui ne sont plus à offrir")
    return t("{a}, {b}", a=left, b=gone_by)


def gone(partis: Mapping[str, str]) -> Iterator[str]:
    """Dwellings that are not on offer any more; the advice is given as if they were."""
    for ident, what in partis.items():
        yield t(
            "« {ident} » n'est plus à offrir ({gone})\u202f: le conseil fait comme s'il l'était.",
            ident=ident,
            gone=_EVENEMENT.get(what) or etiquette(what),
        )


_EVENEMENT = {"reserve": t("gardé par une réserve")}


def name(c: Candidat) -> str:
    if c.convention is None:
        return t("le bailleur (sa propre part)")
    who = holder(c.convention)
    return t("{a} ({b})", a=who, b=tel_quel(c.ident)) if c.homonyme else who


def some(rows: Sequence[str]) -> str:
    """A few names, the others counted."""
    more = len(rows) - CITES_MAX
    return listing([*map(row_name, rows[:CITES_MAX])]) + (
        t(" et {more}", more=numbers.count(more, "autre")) if more > 0 else ""
    )


def cited_clauses(clauses: Sequence[Citation], o: Orientation) -> str:
    return listing([cited_clause(c, o) for c in clauses])


def cited_clause(c: Citation, o: Orientation) -> str:
    """The clause, with its article and its convention; a clause of the policy by its name."""
    if c.texte == o.politique:
        where = citation(c.source, t("de la politique"))
        return t("{a}{b}", a=cite(c.clause), b=t(" ({a})", a=where) if where else "")
    if c.retouches:
        where = t("{a}, {b}", a=where_stands(_entete(c)), b=cite(c.texte))
    else:
        where = citation(c.source, t("de {texte}", texte=cite(c.texte))) or c.texte
    return t("{a} ({b})", a=cite(c.clause), b=where)


_PLACE = {
    GenreMotif.RESERVE: t("la réserve"),
    GenreMotif.PRIORITE: t("la priorité"),
    GenreMotif.POINTS: t("les points de"),
    GenreMotif.DEPARTAGE: t("le départage de la politique"),
    GenreMotif.ANTICIPATION: t("l'anticipation de la politique"),
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
            passed = _passed(c)
            aside = caution(passed) if passed is not None else _set_aside(c)
            yield sentence(t("{who} écarté\u202f: {set_aside}", who=who, set_aside=aside))
        case Rangement.CLASSE:
            pass
    if c.terme is not None and c.rangement is not Rangement.INELIGIBLE:
        yield sentence(
            t(
                "{who}\u202f: sa convention a pris fin le {jour}\u202f; plus rien n'y est dû, et son "
                "compte est ce qui lui est allé cette année",
                who=who,
                jour=numbers.jour(c.terme),
            )
        )
    if c.exercice is not None and c.exercice.possibles != (None,):
        yield sentence(t("{a}\u202f: {b}", a=who, b=exercised(c.exercice, lexique)))
    for fin in c.fins:
        yield sentence(t("{a}\u202f: {b}", a=who, b=_ended(fin, lexique)))
    yield from _turns(c, who)
    for warning in (a for a in c.avertissements if a is not _passed(c)):
        yield sentence(t("{a}\u202f: {b}", a=who, b=caution(warning)))


def _turns(c: Candidat, who: str) -> Iterator[str]:
    """What « Orientés » counts that the table does not tell apart."""
    if c.compte.rendus:
        n, shown = len(c.compte.rendus), some(c.compte.rendus)
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
    if c.compte.echanges:
        yield sentence(
            t(
                "{who}\u202f: « Orientés » compte {n}\u202f: {shown}",
                who=who,
                n=numbers.count(len(c.compte.echanges), "tour échangé"),
                shown=some(c.compte.echanges),
            )
        )


def _passed(c: Candidat) -> Plafond | None:
    """The cap that sets the holder aside, where it is one that this dwelling would pass."""
    if c.rangement is not Rangement.INELIGIBLE or c.clause is None or c.en_vigueur is False:
        return None
    return next((a for a in c.avertissements if a.clause.entete.ident == c.clause.clause), None)


def balances_to_bring(c: Candidat, au: date) -> Iterator[str]:
    """Which row and command give the balances without which the holder's deficit is not known."""
    if c.convention is None or c.compte.retards is not None or c.en_vigueur is False:
        return
    for clause in c.convention.clauses:
        if isinstance(clause, ir.Part) and carries(clause):
            anywhere = tuple((cited(champ), NON_VUE) for champ in clause.application.dimensions)
            before = au.year - 1
            yield sentence(
                t(
                    "{name}\u202f: retard inconnu, faute du solde de {x}. Déclarez-le dans la table "
                    "« soldes »\u202f: {ligne}\u202f; « convrules compliance --year {annee} » dit si les "
                    "fichiers permettent de le calculer.",
                    name=cite(name(c)),
                    x=str(before),
                    ligne=row_of_balance(c.convention.ident, clause.entete.ident, before, (anywhere,)),
                    annee=str(au.year),
                )
            )


def _ended(fin: ResultatEffet, lexique: Lexique) -> str:
    """A turn that the convention has closed, or perhaps."""
    by = t("par {clause}\u202f: {effet}", clause=cite(fin.clause), effet=effet(fin.effet))
    if fin.issue is True and fin.date.connu is not None:
        said = t("son tour est clos {by} ({connu})", by=by, connu=numbers.jour(fin.date.connu))
        may = may_be_undone(fin.revocable, lexique) if fin.revocable else ""
        return t("{said}\u202f; cet effet {may}", said=said, may=may) if may else said
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


def placed_before(c: Candidat, o: Orientation) -> Iterator[str]:
    """What sets a holder before the next one; the deficit goes without saying, the legend tells it."""
    if c.motif is None:
        return
    who, genre = cite(name(c)), c.motif.genre
    if genre in _PLACE:
        alone = genre in (GenreMotif.DEPARTAGE, GenreMotif.ANTICIPATION)
        by = "" if alone else t(" {a}", a=cited_clauses(c.motif.clauses, o))
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
    """A cap that would be passed: on the flow to date, against the forecast, or a number of dwellings."""
    where = where_stands(a.clause.entete)
    cited = t("{a}{b}", a=cite(a.clause.entete.ident), b=t(" ({a})", a=where) if where else "")
    counted = numbers.count(a.fait, "logement")
    against = t("sur la prévision déclarée") if a.prevu else t("à ce jour")
    if a.plafond is None:
        return t(
            "avec ce logement, {counted} pour un plafond dont le nombre n'est pas connu, {cited}",
            counted=counted,
            cited=cited,
        )
    if a.absolu:
        return t(
            "avec ce logement, {counted} pour un plafond de {plafond}, {cited}",
            counted=counted,
            plafond=numbers.decimal(a.plafond),
            cited=cited,
        )
    return t(
        "avec ce logement, {counted} pour un plafond de {plafond} {against}, {cited}",
        counted=counted,
        plafond=numbers.decimal(a.plafond),
        against=against,
        cited=cited,
    )
