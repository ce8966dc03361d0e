"""What follows from giving a dwelling to a holder: the quotas of its convention that it helps or weighs on,
and the deadlines that it opens.

Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterator
from dataclasses import field

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Inconnu
from convrules.compiler import ClauseCompilee, Programme
from convrules.facts.records import Vacance
from convrules.orientation.comptes import Titulaire
from convrules.orientation.model import (
    Candidat,
    DelaiOuvert,
    EffetQuota,
    Orientation,
    QuotaTouche,
    Rangement,
)
from convrules.orientation.plafonds import (
    Ici,
    PlafondLu,
    QuotaIci,
    amount,
    asked_to_date,
    given_so_far,
    quota_here,
    read_quotas,
    would_count,
)
from convrules.orientation.quotas_lus import about_household, of_holder, readings
from convrules.orientation.session import Session, followed, here
from convrules.runtime.decision import EtatDelai, ResultatDelai
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rules import resolve
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.bornes import between, plus
from convrules.year.suivi import Suivi


@dataclass(slots=True, kw_only=True)
class Consequences:
    """Quotas read once for a day of advice, by convention."""

    session: Session
    quotas: dict[str, tuple[PlafondLu, ...]] = field(default_factory=dict)

    def told(self, vacance: Vacance, o: Orientation) -> Orientation:
        """The advice, each holder that may receive the dwelling with what would follow."""
        by_ident = {t.programme.convention.ident: (t, s) for t, s in followed(self.session, vacance)}
        return replace(o, candidats=tuple(self._with(c, by_ident.get(c.ident)) for c in o.candidats))

    def _with(self, candidat: Candidat, pair: tuple[Titulaire, Suivi] | None) -> Candidat:
        if pair is None or candidat.rangement is Rangement.INELIGIBLE:
            return candidat
        titulaire, suivi = pair
        return replace(
            candidat, quotas=tuple(self._touched(titulaire, suivi)), delais=tuple(_opened(titulaire, suivi))
        )

    def _touched(self, titulaire: Titulaire, suivi: Suivi) -> Iterator[QuotaTouche]:
        ident = titulaire.programme.convention.ident
        read = self.quotas.get(ident)
        if read is None:
            found = read_quotas(titulaire.cadre, titulaire.parts, _own_quotas(titulaire))
            read = self.quotas[ident] = tuple(found)
        ici = here(self.session, titulaire, suivi)
        for lu in read:
            quota = quota_here(lu, suivi, ici.monde)
            touched = _touched(quota, suivi, ici) if quota is not None else None
            if touched is not None:
                yield touched


def _own_quotas(titulaire: Titulaire) -> Iterator[tuple[ClauseCompilee, tuple[ir.Quota, ...]]]:
    """Those that count vacancies of the holder, in some reading."""
    programme = titulaire.programme
    for clause in programme.clauses:
        ways = tuple(readings(clause, titulaire.cadre.au))
        if any(of_holder(own, programme) for own in ways):
            yield clause, ways


def _touched(quota: QuotaIci, suivi: Suivi, ici: Ici) -> QuotaTouche | None:
    own, cadre, monde = quota.clause, quota.cadre, ici.monde
    if not of_holder(own, cadre.programme):
        return None
    inside = would_count(own, quota.regle, monde, cadre, base=True)
    counts = would_count(own, quota.regle, monde, cadre)
    ceiling = quota.regle.sens is ir.Sens.AU_PLUS
    causes = causes_of(counts)
    if about_household(own, cadre.programme):
        if inside is False:
            return None
        effet, added, causes = EffetQuota.SELON_MENAGE, between(0, 1), frozenset()
    elif counts is True:
        effet, added = EffetQuota.PESE if ceiling else EffetQuota.AIDE, amount(counts)
    elif causes:
        effet, added = EffetQuota.INCONNU, amount(counts)
    elif inside is True and quota.regle.taux is not None:
        effet, added = EffetQuota.AIDE if ceiling else EffetQuota.PESE, between(0, 0)
    else:
        return None
    fait = given_so_far(quota, suivi, ici.donnes)
    cible, foreseen = asked_to_date(quota, suivi, ici, inside)
    return QuotaTouche(
        clause=own,
        effet=effet,
        fait=fait,
        apres=plus(fait, added),
        cible=cible,
        prevu=foreseen,
        causes=causes,
    )


# --- deadlines ----------------------------------------------------------------------------------
def _opened(titulaire: Titulaire, suivi: Suivi) -> Iterator[DelaiOuvert]:
    """Deadlines that run once the dwelling is oriented to the holder today, and did not before; those that
    begin when it is informed, and it is not."""
    programme, cadre = titulaire.programme, titulaire.cadre
    if not any(isinstance(c.clause, ir.Delai) for c in programme.clauses):
        return
    vacance = suivi.vacance
    cells = {**vacance.ligne.cellules, COMPTE: Connu(programme.convention.ident)}
    cell = vacance.cellule("orientation")
    if isinstance(cell, Inconnu) or event_of_cell(cell, "orientation").connu is None:
        cells["orientation"] = Connu(connu(cadre.au))
    given = replace(vacance, ligne=replace(vacance.ligne, cellules=cells))
    after = evaluate_vacance(programme, given, cadre.au, faits=cadre.faits).delais
    running = {key for d in suivi.decision.delais if (key := _running(d)) is not None}
    for delai in after:
        key = _running(delai)
        if key is None:
            continue
        if key not in running if delai.limite else _once_informed(delai.clause, programme, suivi):
            yield DelaiOuvert(clause=delai.clause, limite=delai.limite)


def _once_informed(delai: ir.Delai, programme: Programme, suivi: Suivi) -> bool:
    """Does it begin, as the dwelling has it, with the information of the holder, the next thing to do?"""
    clause = next(c for c in programme.clauses if c.ident == delai.entete.ident)
    read = (c.valeur for m in suivi.mondes for c in resolve(clause, "règle", m.contexte).candidats)
    dues = (valeur.echeance for valeur in read if isinstance(valeur, ir.RegleDelai))
    return any(isinstance(d, ir.EcheanceRelative) and "information" in d.instant.evenements for d in dues)


def _running(delai: ResultatDelai) -> tuple[str, object] | None:
    if delai.etat is not EtatDelai.EN_COURS:
        return None
    return delai.clause.entete.ident, delai.limite
