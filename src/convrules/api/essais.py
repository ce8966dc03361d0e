"""Run the cases of one or several repositories."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from convrules.api.colonnes import siren_of
from convrules.api.dossier import politique_of
from convrules.api.load import Empechement, findings_of
from convrules.api.model import Verifie
from convrules.api.verification import verify_paths
from convrules.base.records import dataclass
from convrules.compiler import Programme
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.examples.model import ResultatCas
from convrules.examples.run import run_essais
from convrules.orientation.ranking import Bailleur


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportEssais:
    """Results in file order; `diagnostics` of the files read, errors included (then their cases did not
    run). `seules`: neighbours have errors, so that cases ran without them. `muets`: files of cases of which
    none ran."""

    resultats: tuple[ResultatCas, ...]
    diagnostics: tuple[Diagnostic, ...]
    empechements: tuple[Empechement, ...]
    n_fichiers: int
    seules: bool = False
    muets: tuple[str, ...] = ()


def run_paths(paths: Sequence[Path]) -> RapportEssais:
    """Check the files, then run every case whose convention is sound."""
    reports, empechements = verify_paths(paths)
    results: list[ResultatCas] = []
    mute: list[str] = []
    for report in reports:
        ran = run_checked(report)
        results += ran
        mute += _mute(report, {r.cas.span.source.name for r in ran})
    if not empechements and not results and not any(is_error(d) for r in reports for d in r.diagnostics):
        empechements.append(Empechement(texte="Aucun essai dans ce qui est donné."))
    told = (d for r in reports for d in (*r.diagnostics, *(r.voisines if r.essais else ())))
    return RapportEssais(
        resultats=tuple(results),
        diagnostics=in_order((*findings_of(empechements), *told)),
        empechements=tuple(empechements),
        n_fichiers=sum(r.n_fichiers for r in reports),
        seules=any(r.voisines and r.essais for r in reports),
        muets=tuple(mute),
    )


def _mute(report: Verifie, ran: set[str]) -> Iterator[str]:
    """Files of cases that were asked for and of which none ran."""
    asked = set(report.fichiers)
    return (f.nom for f in report.depot.fichiers if f.genre == "essais" and f.nom in asked - ran)


def siblings(programme: Programme, programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """The landlord's other conventions, on whose accounts a letting may count."""
    own = programme.convention.bailleur
    return tuple(
        other
        for other in programmes
        if other is not programme and own is not None and other.convention.bailleur == own
    )


def run_checked(report: Verifie) -> list[ResultatCas]:
    """Every case of a checked repository whose convention is sound."""
    found: list[ResultatCas] = []
    for essais in report.essais:
        programme = report.programmes.get(essais.convention)
        if programme is not None:
            others = siblings(programme, report.programmes.values())
            found += run_essais(essais, programme, others, _landlord(report, programme))
    return found


def _landlord(report: Verifie, programme: Programme) -> Callable[[date], Bailleur]:
    """All that ranks for the landlord of a convention: its conventions, and its policy on a day."""
    siren = siren_of(programme)
    own = tuple(p for _, p in sorted(report.programmes.items()) if siren_of(p) == siren)

    def on(au: date) -> Bailleur:
        politique = politique_of(report, siren, au) if siren is not None else None
        return Bailleur(programmes=own, politique=politique)

    return on
