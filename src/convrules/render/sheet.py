"""`evaluate` as flat rows: one per vacancy and convention, for a spreadsheet or another program."""

from collections.abc import Iterable, Iterator, Mapping

from convrules.base.outcomes import causes_of, word
from convrules.render.lignes import csv_line
from convrules.render.machine.account import Lot
from convrules.render.machine.vacancy import rows_of
from convrules.render.words import word_of_obligation
from convrules.runtime.decision import Decision
from convrules.runtime.scope import effects_told
from convrules.year.model import Imputation

COLONNES = (
    "vacance", "convention", "au", "territoire", "statut", "clause", "categorie", "eligible", "delais",
    "obligations", "effets", "compte", "causes", "en_vigueur",
)  # fmt: skip


def rows(decisions: Iterable[Decision], comptes: Mapping[str, Imputation]) -> Iterator[Mapping[str, str]]:
    """One mapping per decision, keys in the order of `COLONNES`; several values are joined by « | »."""
    for d in decisions:
        causes = {c.fait for c in d.statut.causes | causes_of(d.eligible) | causes_of(d.territoire)}
        for resultat in (*d.delais, *d.nouvelles_propositions):
            causes |= {c.fait for c in resultat.causes}
        for obligation in d.obligations:
            causes |= {c.fait for c in causes_of(obligation.issue)}
        yield {
            "vacance": d.vacance,
            "convention": d.convention,
            "au": d.au.isoformat(),
            "territoire": word(d.territoire),
            "statut": "|".join(s.value for s in d.statut.possibles),
            "clause": d.statut.clause or "",
            "categorie": d.statut.categorie or "",
            "eligible": word(d.eligible),
            "delais": "|".join(
                (
                    *(f"{r.clause.entete.ident}:{r.etat.value}" for r in d.delais),
                    *(
                        f"{r.clause.entete.ident}/nouvelle_proposition:{r.etat.value}"
                        for r in d.nouvelles_propositions
                    ),
                )
            ),
            "obligations": "|".join(
                f"{r.clause.entete.ident}:{word_of_obligation(r.issue)}" for r in d.obligations
            ),
            "effets": "|".join(e.effet.acte.value for e in effects_told(d) if e.issue is True),
            "compte": "|".join(comptes[d.vacance].dits) if d.vacance in comptes else "",
            "causes": "|".join(sorted(causes)),
            "en_vigueur": word(d.en_vigueur),
        }


def to_csv(lots: Iterable[Lot]) -> Iterator[str]:
    """Lines of the file, header first. What is no row of a convention has no line for it."""
    yield csv_line(COLONNES)
    for decisions, comptes in lots:
        for row in rows(rows_of(decisions), comptes):
            yield csv_line([row[c] for c in COLONNES])
