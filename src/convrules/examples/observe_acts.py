"""What acts offer to the expectations of a case: decisions, corrective modes, findings, sendings."""

from collections.abc import Iterable, Sequence
from datetime import date

from convrules.base.outcomes import Cause, Genre, Indetermine, causes_of, word
from convrules.examples.model import Observation
from convrules.examples.words import bounds
from convrules.runtime.decision import EtatDelai, ResultatDecision, ResultatMode
from convrules.year.model import ResultatConstat, ResultatRedressement, ResultatTransmission
from convrules.year.transmissions import PIRE

ETATS = {
    EtatDelai.TENU: "tenu",
    EtatDelai.EN_COURS: "en cours",
    EtatDelai.DEPASSE: "dépassé",
    EtatDelai.SANS_OBJET: "sans objet",
    EtatDelai.INDETERMINE: "indéterminé",
}


def said(*mots: str, **parties: Observation) -> Observation:
    return Observation(mots=mots, parties=parties)


def listed(words: Iterable[str]) -> Observation:
    return said(f"[{', '.join(sorted(words))}]")


def causes(found: frozenset[Cause]) -> Observation:
    """Compared by fact; kinds and rows stand beside."""
    seen = listed({c.fait for c in found})
    seen.parties["genres"] = listed({c.genre.value for c in found})
    seen.parties["lignes"] = listed({c.ligne for c in found if c.ligne})
    return seen


def day(jour: date | None) -> Observation:
    return said(jour.isoformat() if jour is not None else "aucune")


# --- one vacancy ----------------------------------------------------------------------------
def observe_decisions(found: Sequence[ResultatDecision]) -> dict[str, Observation]:
    """Each decision recorded or awaited, by its name; by element as well when there are several."""
    seen: dict[str, Observation] = {}
    for d in found:
        for nom in (d.clause.entete.ident, d.clause.entete.nom):
            one = _decision(d)
            if nom in seen:
                seen[nom].parties[d.element or "ménage retenu"] = one
                continue
            seen[nom] = one
            seen[nom].parties.setdefault(d.element or "ménage retenu", one)
    awaited = {d.clause.entete.ident for d in found if _awaited(d)}
    return {**seen, "decisions_attendues": listed(awaited)}


def _awaited(d: ResultatDecision) -> bool:
    return isinstance(d.reponse, Indetermine) and any(c.genre is Genre.HUMAIN for c in d.reponse.causes)


def _decision(d: ResultatDecision) -> Observation:
    return said(
        word(d.reponse),
        date=day(d.jour),
        par=said(d.par or "aucun"),
        motif=said(d.motif or "aucun"),
        element=said(d.element or "aucun"),
        causes=causes(causes_of(d.reponse)),
    )


def observe_mode(m: ResultatMode) -> Observation:
    return said(
        word(m.resultat.issue),
        causes=causes(causes_of(m.resultat.issue)),
        regime=said(m.etat.value),
        depuis=day(m.depuis),
        cas=listed(m.resultat.cas),
    )


# --- the year -------------------------------------------------------------------------------
def observe_sendings(found: Sequence[ResultatTransmission]) -> dict[str, Observation]:
    """Each transmission by its name: the worst of its sendings, and the worst of each period and of each
    recipient, inside which each sending stands under the other."""
    groups: dict[tuple[str, str], list[ResultatTransmission]] = {}
    for t in found:
        groups.setdefault((t.clause.entete.ident, t.clause.entete.nom), []).append(t)
    seen: dict[str, Observation] = {}
    for names, own in groups.items():
        one = _worst(own)
        by_period = _grouped((t.periode, t.destinataire, t) for t in own)
        by_recipient = _grouped((t.destinataire, t.periode, t) for t in own)
        for key, part in (*by_period.items(), *by_recipient.items()):
            one.parties.setdefault(key, part)
        seen |= dict.fromkeys(names, one)
    return seen


def _grouped(found: Iterable[tuple[str, str, ResultatTransmission]]) -> dict[str, Observation]:
    """By the first word, the worst sending; by the second one inside, each of them."""
    groups: dict[str, dict[str, ResultatTransmission]] = {}
    for key, inner, sending in found:
        groups.setdefault(key, {})[inner] = sending
    seen: dict[str, Observation] = {}
    for key, sendings in groups.items():
        if key:
            seen[key] = _worst(list(sendings.values()))
            for inner, sending in sendings.items():
                if inner:
                    seen[key].parties.setdefault(inner, _sending(sending))
    return seen


def _worst(found: Sequence[ResultatTransmission]) -> Observation:
    """Missed, then not known, to be done, done, not due; then the greatest delay, then the first limit."""
    return _sending(min(found, key=_rank))


def _rank(t: ResultatTransmission) -> tuple[int, int, date]:
    return PIRE.index(t.etat), -(t.retard_jours or 0), t.limite or date.max


def _sending(t: ResultatTransmission) -> Observation:
    words = [ETATS[t.etat]]
    if t.etat is EtatDelai.EN_COURS and t.limite is not None:
        words.insert(0, f"en cours jusqu'au {t.limite.isoformat()}")
    if t.etat is EtatDelai.DEPASSE and t.retard_jours is not None:
        unit = "jour" if t.retard_jours == 1 else "jours"
        words.insert(0, f"dépassé de {t.retard_jours} {unit}")
    return said(
        *words,
        limite=day(t.limite),
        faite_le=day(t.faite_le),
        attendus=said("aucun" if t.attendus is None else str(t.attendus)),
        faits=said(bounds(t.faits)),
        candidats=listed(c.value for c in t.candidats),
        causes=causes(t.causes),
        cas=listed(t.cas),
        destinataire=said(t.destinataire),
    )


def observe_corrections(found: Sequence[ResultatRedressement]) -> dict[str, Observation]:
    """Each corrective mode by its name, with its cells; a mode of one cell shows that cell's own."""
    groups: dict[tuple[str, str], list[ResultatRedressement]] = {}
    for r in found:
        groups.setdefault((r.clause.entete.ident, r.clause.entete.nom), []).append(r)
    seen: dict[str, Observation] = {}
    for names, own in groups.items():
        cells = {" / ".join(v for _, v in r.cellule) or "ensemble": _correction(r) for r in own}
        first = next(iter(cells.values()))
        parties = {**(first.parties if len(own) == 1 else {}), "cellules": said("cellules", **cells)}
        seen |= dict.fromkeys(names, Observation(mots=first.mots, parties=parties))
    return seen


def _correction(r: ResultatRedressement) -> Observation:
    findings = {c.jour.isoformat(): _finding(c) for c in r.constats}
    return said(
        r.etat.value,
        depuis=day(r.depuis),
        causes=causes(r.causes),
        constats=said(f"[{', '.join(sorted(findings))}]", **findings),
    )


def _finding(c: ResultatConstat) -> Observation:
    verdict = c.mesure.verdict if c.mesure is not None else None
    return said(
        c.propose.value if c.propose is not None else "aucune",
        propose=said(c.propose.value if c.propose is not None else "aucune"),
        enregistre=said(c.enregistre.value if c.enregistre is not None else "aucun"),
        enregistre_le=day(c.enregistre_le),
        verdict=said(verdict.value if verdict is not None else "aucun"),
    )
