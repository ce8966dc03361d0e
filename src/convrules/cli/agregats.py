"""`convrules compliance --engine`: the figures of a year that add up, by the engine that one names."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from convrules import api
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.exports import write_tables
from convrules.cli.moteurs import AUTO, DemandeMoteur, session_of, tell_pairs, told_failures
from convrules.cli.output import Sortie
from convrules.cli.processus import none_lost, tell_one
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convrules.api.dossier import Dossier
    from convrules.diagnostics.model import Diagnostic
    from convrules.ir import Convention
    from convrules.year.ensembles.model import Agregats
    from convrules.year.valeurs import Lacune

SUFFIXES: Final = (".csv", ".xlsx", ".parquet")


def check_asked(fichier: Path | None, others: dict[str, bool]) -> None:
    """What goes with an engine. others: options of the whole report, and whether each is given."""
    given = [nom for nom, there in others.items() if there]
    if given:
        raise click.UsageError(
            t(
                "{option} ne va pas avec --engine : des agrégats n'ont ni verdict ni liste de lignes.",
                option=given[0],
            )
        )
    if fichier is not None and fichier.suffix.lower() not in SUFFIXES:
        raise click.UsageError(
            t(
                "-o « {fichier} » : avec --engine, les agrégats s'écrivent en .csv, .xlsx ou .parquet.",
                fichier=str(fichier),
            )
        )


def by_engine(
    moteur: DemandeMoteur,
    dossier: "Dossier",
    moment: tuple[int, date],
    forme: str,
    fichier: Path | None,
    processus: int | None,
    sortie: Sortie,
) -> int:
    """moment: the year, and the day one looks. processus: asked for, or None."""
    from convrules.api.couverture import days_lacking, told_of
    from convrules.api.moteurs import Moteur, chosen

    annee, day = moment
    engine = chosen(dossier) if moteur.nom == AUTO else Moteur(moteur.nom)
    if processus is not None and moteur.nom != AUTO and engine is not Moteur.COLONNES:
        raise click.UsageError(
            t("--processus ne va qu'avec --engine colonnes : « {engine} » n'en a qu'un.", engine=engine)
        )
    tell_one(dossier, processus, sortie)
    with (
        told_failures(moteur),
        none_lost(),
        session_of(engine, moteur, dossier) as session,
        Progres(sortie).during("Bilan de l'année"),
    ):
        found = api.aggregates(
            dossier,
            annee,
            day,
            engine=engine,
            memoire=moteur.memoire,
            fils=moteur.fils,
            session=session,
            tranche=moteur.tranche,
            processus=processus,
        )
    judged = sum(c.a_part for c in found.conventions)
    tell_pairs(engine, sum(c.paires for c in found.conventions), judged, sortie)
    lacking = days_lacking(dossier, annee, day, prevision=False)
    vus = tuple(told_of(dossier, lacking, annee, prevision=False))
    common.show_findings(vus, sortie)
    _write(found, (dossier, lacking, vus), forme, fichier, sortie)
    code = common.findings_code(dossier.diagnostics)
    if all(c.periode is None for c in found.conventions):
        sortie.note(nothing_judged(annee, [p.convention for p in dossier.programmes]))
        return code or 2
    return code


def _write(
    found: "Agregats",
    lu: "tuple[Dossier, Sequence[Lacune], Sequence[Diagnostic]]",
    forme: str,
    fichier: Path | None,
    sortie: Sortie,
) -> None:
    """lu: what was read, the days that it does not cover, and what the year leaves to be told of it."""
    from convrules.render.agregats import aggregates_sheets, aggregates_text

    dossier, lacking, vus = lu
    conventions = {p.convention.ident: p.convention for p in dossier.programmes}
    if fichier is not None:
        sheets = aggregates_sheets(found, conventions, lacking)
        write_tables(fichier, sheets, None, (f"Agrégats {found.annee}", found.au))
    if forme == "json":
        from convrules.render.machine.aggregates import aggregates
        from convrules.render.machine.parts import dumps

        sortie.write_json(
            dumps(aggregates(found, (*dossier.diagnostics, *vus), common.recu(dossier, found.au)))
        )
        return
    sortie.say(common.reserve(dossier))
    sortie.write(aggregates_text(found, conventions, sortie.style.langue))


def nothing_judged(annee: int, conventions: "Iterable[Convention]") -> str:
    from convrules.render.french import joined
    from convrules.render.places import validite

    terms = [t("« {nom} » {validite}", nom=c.ident, validite=validite(c.en_vigueur)) for c in conventions]
    return t(
        "Erreur : aucune convention n'était en vigueur en {annee}, rien n'est jugé ({known}).",
        annee=str(annee),
        known=joined(terms, ", "),
    )
