"""`convrules simulate`."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.agregats import nothing_judged
from convrules.cli.annees import check_since
from convrules.cli.commande import CommandeBilingue
from convrules.cli.comparing import Rendu, comparing_options, tell, tell_refused
from convrules.cli.donnees import tell_account
from convrules.cli.langue import dire
from convrules.cli.output import Sortie
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.simulation import Refusee, Variante
    from convrules.diagnostics.model import Diagnostic
    from convrules.year.comparaison import Colonne, Comparaison
    from convrules.year.model import Bilan

VARIANTES_MAX = 40
"""LIMIT: variants judged in one run."""


class Taux(click.ParamType[Fraction]):
    """A share, « 25 % » or « 12,5 % »."""

    name = "TAUX"

    def convert(
        self, value: str | Fraction, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        if isinstance(value, Fraction):
            return value
        plain = value.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").removesuffix("%")
        whole, _, decimals = plain.replace(",", ".").partition(".")
        if not (whole + decimals).isdecimal() or not (whole + decimals).isascii() or len(plain) > 12:
            self.fail(
                dire(
                    t("« {ecrit} » n'est pas un taux ; écrivez-le comme « 25 % » ou « 12,5 % ».", ecrit=value)
                ),
                param,
                ctx,
            )
        rate = Fraction(int(whole + decimals), 100 * 10 ** len(decimals))
        if rate > 1:
            self.fail(dire(t("« {ecrit} » dépasse 100 %.", ecrit=value)), param, ctx)
        return rate


@click.command(
    "simulate",
    cls=CommandeBilingue,
    help="Rejoue une année sous d'autres textes : projets d'avenant ou de convention, ou chaque choix usuel "
    "de taux, base, arrondi, décompte et report. Les vacances et les attributions sont celles de l'année. "
    "Avec --hypotheses, l'année est à venir : elle est tirée au hasard plusieurs fois, et jugée chaque fois.",
    epilog="Exemple : convrules simulate --year 2025 --as-of 2026-01-05 --grille etat-93 --taux 25%",
)
@common.dossier_options
@click.option("--year", "annee", type=common.Annee(), required=True, help="Année rejouée, ou prévue.")
@click.option(
    "--since", "depuis", type=common.Annee(), help="Première année : ses soldes passent à la suivante."
)
@click.option(
    "--variante",
    "fichiers",
    multiple=True,
    metavar="FICHIER",
    type=common.CHEMIN,
    help="Projet d'avenant ou de convention, ou dossier de projets, rangé hors du dépôt. Répétable.",
)
@click.option(
    "--grille",
    metavar="CONVENTION",
    help="Essaie un par un, sur chaque part de cette convention, les autres choix.",
)
@click.option("--taux", multiple=True, type=Taux(), help="Avec --grille : un taux à essayer. Répétable.")
@click.option(
    "--hypotheses",
    metavar="FICHIER",
    type=common.CHEMIN,
    help="Prévoit l'année au lieu de la rejouer : tirée de ces hypothèses (mobilité, livraisons, retraits).",
)
@comparing_options
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annee: int,
    depuis: int | None,
    fichiers: tuple[Path, ...],
    grille: str | None,
    taux: tuple[Fraction, ...],
    hypotheses: Path | None,
    rendu: Rendu,
) -> int:
    if not fichiers and grille is None and hypotheses is None:
        raise click.UsageError(
            t(
                "dites ce qu'il faut essayer : --variante FICHIER, --grille CONVENTION, ou "
                "--hypotheses FICHIER."
            )
        )
    if taux and grille is None:
        raise click.UsageError(
            t("--taux donne les taux à essayer d'une grille : ajoutez --grille CONVENTION.")
        )
    if depuis is not None and hypotheses is not None:
        raise click.UsageError(
            t("--since juge des années passées\u202f: il ne va pas avec --hypotheses, qui prévoit l'année.")
        )
    check_since(depuis, annee)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    rendu.check([dossier])
    tell_account(dossier, sortie)
    variantes = _variants(dossier, _Demandees(fichiers, grille, taux, annee), sortie)
    if isinstance(variantes, int):
        return variantes
    if hypotheses is not None:
        from convrules.cli.forecasting import foreseen

        return foreseen(sortie, dossier, (hypotheses, annee, day), variantes, rendu)
    from convrules.api.simulation import simulate

    tried = simulate(dossier, variantes, annee, day, depuis)
    found = list(Progres(sortie).over("Essais", tried, len(variantes) + 1))
    compared, refused = _sorted(found, sortie)
    bilans = [column.bilan for column in compared.colonnes]
    vus = tuple(_unread(dossier, bilans, depuis))
    common.show_findings(vus, sortie)
    if all(b.periode is None for bilan in bilans for b in bilan.conventions):
        bilan = bilans[0]
        sortie.note(nothing_judged(bilan.annee, [b.convention for b in bilan.conventions]))
        return 2
    drafts = {f.nom: f.contenu for v in variantes for f in v.brouillons}
    told = [(r.nom, r.choix, r.constats) for r in refused]
    tell("simulate", compared, ([dossier], vus), common.recu(dossier, day, drafts), rendu, sortie, told)
    return 1 if refused else common.findings_code(dossier.diagnostics)


def _unread(dossier: "Dossier", bilans: "Sequence[Bilan]", depuis: int | None) -> "Iterator[Diagnostic]":
    """What the data seem to lack of the years judged, the same days once. bilans: of each text."""
    from convrules.api.couverture import at_the_edges, told_of, unread_judged
    from convrules.api.inattendus import nothing_expected
    from convrules.api.recouvertes import counted_twice

    annee, au = bilans[0].annee, bilans[0].au
    every = [year for bilan in bilans for year in (*bilan.precedents, bilan)]
    yield from at_the_edges(dossier, annee, au)
    yield from told_of(dossier, (one for bilan in bilans for one in bilan.perimetre.lacunes), annee)
    yield from api.unread_years(dossier, annee if depuis is None else depuis, annee)
    yield from unread_judged(dossier, annee, au)
    yield from counted_twice(*bilans)
    yield from nothing_expected(dossier, every)


@dataclass(frozen=True, slots=True)
class _Demandees:
    """What was asked to be tried."""

    fichiers: tuple[Path, ...]
    grille: str | None
    taux: tuple[Fraction, ...]
    annee: int


def _variants(dossier: "Dossier", asked: _Demandees, sortie: Sortie) -> "list[Variante] | int":
    """The variants, or the exit code when one cannot be read, that being said."""
    from convrules.api.load import Empechement
    from convrules.api.simulation import read_variant, trials

    variantes: list[Variante] = []
    for path in asked.fichiers:
        others = [f for v in variantes for f in v.brouillons]
        read = read_variant(dossier.verifie.depot, path, others)
        if isinstance(read, Empechement):
            sortie.note(t("Erreur : {texte}", texte=read.texte))
            return 2
        common.name_from_here(sortie, dossier.verifie.depot, {f.nom: f.path for f in read.brouillons})
        variantes.append(read)
    if asked.grille is not None:
        tried = trials(dossier, asked.grille, asked.annee, asked.taux)
        if isinstance(tried, Empechement):
            sortie.note(t("Erreur : {texte}", texte=tried.texte))
            return 2
        variantes += tried
    if len(variantes) > VARIANTES_MAX:
        sortie.note(
            t(
                "Erreur : {n} essais à la fois ; {most} au plus.",
                n=str(len(variantes)),
                most=str(VARIANTES_MAX),
            )
        )
        return 2
    return variantes


def _sorted(found: "Sequence[Colonne | Refusee]", sortie: Sortie) -> "tuple[Comparaison, list[Refusee]]":
    """What could be judged, and what could not, with why on standard error."""
    from convrules.api.simulation import Refusee
    from convrules.year.comparaison import Colonne, compare

    refused = [f for f in found if isinstance(f, Refusee)]
    tell_refused(refused, sortie)
    compared = compare([f for f in found if isinstance(f, Colonne)], rejouee=True)
    return replace(compared, refusees=tuple(one.phrase for one in refused)), refused
