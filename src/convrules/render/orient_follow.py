"""What follows if the dwelling goes to a holder: quotas it helps or weighs on, deadlines it opens."""

from collections.abc import Iterator
from dataclasses import replace

from convrules import ir
from convrules.base.anglais import dire
from convrules.base.texte import Langue, t
from convrules.orientation.model import (
    Candidat,
    DelaiOuvert,
    EffetQuota,
    Orientation,
    QuotaTouche,
    Rangement,
)
from convrules.render import numbers, words
from convrules.render.bounds import bornes
from convrules.render.covered import asked
from convrules.render.french import cite, joined
from convrules.render.lexicon import Lexique
from convrules.render.orient_notes import name
from convrules.render.places import where
from convrules.render.tables import LARGEUR
from convrules.render.width import hanging


def follows(o: Orientation, lexique: Lexique, langue: Langue) -> Iterator[str]:
    """Lines of text: by holder, one item for each thing that follows."""
    for candidat in o.candidats:
        said = [*_uncounted(candidat, o), *_said(candidat, lexique)]
        if said:
            head = t("{who}, s'il le reçoit\u202f:", who=cite(name(candidat)))
            yield f"  • {dire(head, langue)}"
        for n, item in enumerate(said, 1):
            ended = t("{a}.", a=item) if n == len(said) else t("{a}\u202f;", a=item)
            yield from hanging(dire(ended, langue), LARGEUR, "      – ")


def _uncounted(c: Candidat, o: Orientation) -> Iterator[str]:
    """Where others' parts hold the dwelling, and none of this holder's."""
    if not (c.compte.compte or o.hors_flux or c.rangement is Rangement.INELIGIBLE):
        yield t(
            "il compte sur la part propre du bailleur, non sur la sienne, car il n'est dans la base "
            "d'aucune de ses parts"
        )


def _said(c: Candidat, lexique: Lexique) -> Iterator[str]:
    """A ceiling that is told already is not told again."""
    told = {a.clause.entete.ident for a in c.avertissements}
    yield from (_quota(q, lexique) for q in c.quotas if q.clause.entete.ident not in told)
    yield from (_deadline(d) for d in c.delais)


def _quota(q: QuotaTouche, lexique: Lexique) -> str:
    ceiling = q.clause.regle.sens is ir.Sens.AU_PLUS
    match q.effet:
        case EffetQuota.AIDE if ceiling:
            said = t("il donne de la marge à {clause}", clause=_cited(q.clause.entete, _so_far(q)))
        case EffetQuota.AIDE:
            said = t("il compte pour {clause}", clause=_cited(q.clause.entete, _then(q)))
        case EffetQuota.PESE if ceiling:
            said = t("il compte dans le plafond {clause}", clause=_cited(q.clause.entete, _then(q)))
        case EffetQuota.PESE:
            said = t(
                "il pèse sur {clause}, dont il grossit la base sans y compter",
                clause=_cited(q.clause.entete, _so_far(q)),
            )
        case EffetQuota.SELON_MENAGE:
            said = t(
                "il comptera, selon le ménage retenu, pour {clause}",
                clause=_cited(q.clause.entete, _so_far(q)),
            )
        case EffetQuota.INCONNU:
            said = t(
                "il compte peut-être pour {clause}\u202f; on ne sait pas\u202f: {why}",
                clause=_cited(q.clause.entete, _so_far(q)),
                why=words.causes(q.causes, lexique),
            )
    return said


def _so_far(q: QuotaTouche) -> str:
    return t("{fait} à ce jour{cible}", fait=bornes(q.fait), cible=_target(q))


def _then(q: QuotaTouche) -> str:
    return t(
        "{fait} à ce jour, {apres} avec lui{cible}",
        fait=bornes(q.fait),
        apres=bornes(q.apres),
        cible=_target(q),
    )


def _target(q: QuotaTouche) -> str:
    if q.cible is None:
        return ""
    if q.prevu:
        return t(", {cible} au plus sur la prévision déclarée", cible=bornes(asked(q.cible)))
    if q.clause.regle.sens is ir.Sens.AU_PLUS:
        return t(", {cible} au plus", cible=bornes(asked(q.cible)))
    return t(", il en faut {cible}", cible=bornes(asked(q.cible)))


def _deadline(d: DelaiOuvert) -> str:
    if d.limite is None:
        return t("son information ouvrira le délai {clause}", clause=_cited(d.clause.entete))
    until = t("jusqu'au {limite}", limite=numbers.jour(d.limite))
    return t("le délai {clause} s'ouvre", clause=_cited(d.clause.entete, until))


def _cited(entete: ir.Entete, more: str = "") -> str:
    """The clause with its article, without versions and verifications, and what is said of it."""
    short = replace(entete.source, version=None, verifie_le=None, confiance=None)
    said = [x for x in (where(replace(entete, source=short)), more) if x]
    named = cite(entete.ident)
    return t("{a} ({b})", a=named, b=joined(said, "\u202f: ")) if said else named
