"""`convrules compare`."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.annees import same_data, typed
from convrules.cli.commande import CommandeBilingue
from convrules.cli.comparing import Rendu, comparing_options, receipt, tell
from convrules.cli.donnees import tell_account
from convrules.cli.output import Sortie
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.diagnostics.model import Diagnostic
    from convrules.year.comparaison import Colonne
    from convrules.year.model import Bilan

COLONNES_MAX = 12
"""LIMIT: judgements laid side by side."""


@click.command(
    "compare",
    cls=CommandeBilingue,
    help="Met côte à côte plusieurs années d'un bailleur, ou plusieurs bailleurs d'un même dépôt : pour "
    "chaque règle, base, dû, cible, fait, solde et verdict. Chaque colonne est un bilan de `compliance`.",
    epilog="Exemple : convrules compare --year 2024 --year 2025 --as-of 2026-01-05",
)
@common.dossier_options
@click.option(
    "--year", "annees", multiple=True, type=common.Annee(), required=True, help="Année comparée. Répétable."
)
@click.option(
    "--avec",
    multiple=True,
    metavar="CORRESPONDANCE",
    type=common.CHEMIN,
    help="Correspondance d'un autre bailleur du dépôt, ou d'autres données. Répétable.",
)
@comparing_options
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annees: tuple[int, ...],
    avec: tuple[Path, ...],
    rendu: Rendu,
) -> int:
    from convrules.year.comparaison import compare

    years = sorted(set(annees))
    wanted = len(years) * (1 + len(avec))
    if not 2 <= wanted <= COLONNES_MAX:
        raise click.UsageError(
            t(
                "dites de deux à {n} colonnes : plusieurs --year, ou --avec CORRESPONDANCE.",
                n=str(COLONNES_MAX),
            )
        )
    day = common.as_of(demande, sortie)
    dossiers: list[Dossier] = []
    sides = [demande, *(_other(demande, path) for path in avec)]
    for asked in sides:
        dossier = common.open_data(asked, sortie)
        if isinstance(dossier, int):
            return dossier
        dossiers.append(dossier)
        tell_account(dossier, sortie)
    rendu.check(dossiers)
    columns: list[Colonne] = []
    ici: list[str] = []
    vus: list[Diagnostic] = []
    with Progres(sortie).counting("Bilans") as avancer:
        for rang, (side, dossier) in enumerate(zip(sides, dossiers, strict=True)):
            told = of_all(avancer, rang, len(sides))
            last = api.comply(dossier, years[-1], day, years[0], soldes_dits=True, avancer=told)
            judged = [b for b in (*last.precedents, last) if b.annee in years]
            lacking = tuple(_unread(dossier, last, judged))
            vus += lacking
            columns += [_column(dossier, bilan, years, dossiers, side) for bilan in judged]
            ici += [typed([*same_data(side)])] * len(judged)
    common.show_findings(vus, sortie)
    found = receipt(dossiers, day)
    tell("compare", compare(columns), (dossiers, vus), found, rendu, sortie, ici=ici)
    return max(common.findings_code(dossier.diagnostics) for dossier in dossiers)


def of_all(avancer: "Callable[[int, int], None]", rang: int, nombre: int) -> "Callable[[int, int], None]":
    """How far one of several landlords is, as part of all of them: as much for each."""
    return lambda fait, total: avancer(rang * total + fait, nombre * total)


def _other(demande: common.Demande, mapping: Path) -> common.Demande:
    return common.Demande(depot=demande.depot, data=(str(mapping),), au=demande.au, cle=demande.cle)


def _unread(dossier: "Dossier", last: "Bilan", judged: "Sequence[Bilan]") -> "Iterator[Diagnostic]":
    """What the data seem to lack of the years side by side, the same days once."""
    from convrules.api.couverture import at_the_edges, uncovered_in, unread_side_by_side

    years = [b.annee for b in judged]
    for annee in years:
        yield from at_the_edges(dossier, annee, last.au)
    yield from uncovered_in(dossier, years, last.au)
    yield from unread_side_by_side(dossier, years, last.au)
    yield from api.unread_judged(dossier, last)


def _column(
    dossier: "Dossier", bilan: "Bilan", years: list[int], dossiers: "list[Dossier]", side: common.Demande
) -> "Colonne":
    from convrules.year.comparaison import Colonne

    of = [] if len(dossiers) == 1 else [_named(dossier, dossiers)]
    when = [str(bilan.annee)] if len(years) > 1 or not of else []
    textes = tuple(f for p in dossier.programmes for f in (p.convention, *p.socles))
    nom = ", ".join((*of, *when))
    named = dossier.verifie.depot.named
    options = [word for path in side.data for word in ("--data", named(Path(path)))]
    return Colonne(nom=nom, bilan=bilan, textes=textes, options=typed(options, windows=False))


def _named(dossier: "Dossier", dossiers: "list[Dossier]") -> str:
    """The landlord; where one of them has several sets of data, what each was read through."""
    siren = dossier.faits.bailleur
    if sum(other.faits.bailleur == siren for other in dossiers) > 1:
        assert dossier.correspondance is not None, "data were loaded through it"
        return dossier.correspondance.ident
    signed = (p.convention.bailleur for p in dossier.programmes)
    return next((bailleur.nom for bailleur in signed if bailleur is not None), siren)
