"""A year to come, drawn and judged under the texts in force and under drafts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from convrules import ir, vocabulary
from convrules.analyses.prevision.annees import Pas, Texte, foresee
from convrules.analyses.prevision.model import Hypotheses, Prevision, VuePrevue
from convrules.analyses.prevision.soldes import takes_up
from convrules.analyses.prevision.tirage import Tirage, stock
from convrules.api.annees import comply
from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier, politique_of
from convrules.api.simulation import Essai
from convrules.facts.records import Faits, Vacance
from convrules.orientation.ranking import Bailleur
from convrules.runtime.reading import event_of_cell
from convrules.year.model import Bilan
from convrules.year.valeurs import Lacune


def forecast(
    hypotheses: Hypotheses, essais: Sequence[Essai], annee: int, au: date, avancer: Pas
) -> Prevision:
    """The year under each text, the first being those in force. What was recorded of the year itself is left
    out; of the year before, as known on `au`, balances are kept. Raises what `api.comply` raises of what
    is asked."""
    dossier = essais[0].dossier
    check_asked(dossier, au, annee)
    faits = dossier.faits
    before = [_before(e.dossier, annee, au) for e in essais]
    tirage = Tirage(
        faits=faits,
        hypotheses=hypotheses,
        parc=stock(faits, hypotheses),
        annee=annee,
        anciennes=tuple(_older(faits, annee)) if _reads_before(essais) else (),
    )
    textes = [
        Texte(nom=e.nom, bailleur=_landlord(e.dossier, annee), precedent=bilan, note=e.note)
        for e, bilan in zip(essais, before, strict=True)
    ]
    found = foresee(tirage, textes, avancer)
    if before[0] is None:
        return found
    vues = (
        replace(vue, lacunes=tuple(_lacking(vue, essai.dossier, bilan)))
        for vue, essai, bilan in zip(found.vues, essais, before, strict=True)
    )
    found = replace(found, vues=tuple(vues))
    running = au if au < date(annee - 1, 12, 31) else None
    return replace(found, soldes_de=annee - 1, soldes_au=running)


def _before(dossier: Dossier, annee: int, au: date) -> Bilan | None:
    """The year before; none when no vacancy of it is recorded, for it would leave balances of nothing."""
    bilan = comply(dossier, annee - 1, au)
    return bilan if any(b.lignes for b in bilan.conventions) else None


def _lacking(vue: VuePrevue, dossier: Dossier, before: Bilan | None) -> Iterator[Lacune]:
    """Days that the data do not cover of what the year takes up from those before: a balance that no table
    says, or a gap between withdrawals forecast and made."""
    if before is None:
        return
    judged = {r.convention for r in vue.regles}
    reading = {
        p.convention.ident
        for p in dossier.programmes
        if _settles(p.convention) or takes_up(p, dossier.faits, before)
    }
    for one in before.perimetre.lacunes:
        if own := tuple(c for c in one.conventions if c in judged & reading):
            yield replace(one, conventions=own)


def _landlord(dossier: Dossier, annee: int) -> Bailleur:
    siren = dossier.correspondance.bailleur if dossier.correspondance is not None else ""
    return Bailleur(
        programmes=dossier.programmes,
        politique=politique_of(dossier.verifie, siren, date(annee, 12, 31)),
    )


def _older(faits: Faits, annee: int) -> Iterator[Vacance]:
    """Vacancies of which everything recorded is of an earlier year."""
    first = date(annee, 1, 1)
    for vacance in faits.vacances:
        days = [event_of_cell(vacance.cellule(nom), nom).connu for nom in vocabulary.EVENEMENTS]
        known = [day for day in days if day is not None]
        if known and max(known) < first:
            yield vacance


def _reads_before(essais: Sequence[Essai]) -> bool:
    """Does a text bring a gap between withdrawals forecast and made from the year before?"""
    return any(_settles(p.convention) for e in essais for p in e.dossier.programmes)


def _settles(convention: ir.Convention) -> bool:
    choix = convention.choix
    return choix is not None and choix.soustractions is ir.ModeSoustraction.PREVISION_REGULARISEE
