"""`convrules compliance`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.texte import compte, suite, t
from convrules.cli import common
from convrules.cli.agregats import by_engine, check_asked, nothing_judged
from convrules.cli.annees import check_since, unread
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import (
    check_target,
    qualite_option,
    rejets_option,
    tell_account,
    write_quality,
)
from convrules.cli.exports import (
    CLASSEUR,
    IMPRIME,
    PAGE,
    UNE,
    Forme,
    check_form,
    tables_options,
    targets,
    write_alone,
    write_pdf,
    write_tables,
)
from convrules.cli.moteurs import DemandeMoteur, year_engine_options
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french, write_file
from convrules.cli.processus import judged, processus_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convrules.api.dossier import Dossier
    from convrules.api.processus import Textes
    from convrules.diagnostics.model import Diagnostic
    from convrules.year.model import Bilan, BilanConvention


EXEMPLAIRES = (
    "Écrit dans un dossier une page par réservataire : ses conventions, sans nommer les vacances des autres."
)


@click.command(
    "compliance",
    cls=CommandeBilingue,
    help="Bilan de l'année : pour chaque convention et chaque règle, base, dû, fait, solde et verdict.",
    epilog="Exemple : convrules compliance --year 2025 --as-of 2026-01-05 -o rapport-2025.html",
)
@common.dossier_options
@click.option("--year", "annee", type=common.Annee(), required=True, help="Année du bilan.")
@click.option(
    "--since", "depuis", type=common.Annee(), help="Première année : ses soldes passent à la suivante."
)
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@tables_options("un rapport .html ou .pdf, un classeur .xlsx, les règles en .csv ou .parquet")
@click.option("--exemplaires", "sous", metavar="DIR", type=common.CHEMIN, help=EXEMPLAIRES)
@rejets_option
@qualite_option
@processus_option
@year_engine_options
@click.option("--strict", is_flag=True, help="Code 1 si une part, un quota ou une obligation est manqué.")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annee: int,
    depuis: int | None,
    forme: str,
    fichier: Path | None,
    tables: Forme | None,
    sous: Path | None,
    rejets: Path | None,
    qualite: Path | None,
    processus: int | None,
    moteur: DemandeMoteur | None,
    strict: bool,
) -> int:
    if moteur is not None:
        asked = {"--since": depuis is not None, "--qualite": qualite is not None, "--strict": strict}
        asked["--exemplaires"] = sous is not None
        asked |= {"--tables": tables is not None}
        check_asked(fichier, asked)
    check_since(depuis, annee)
    _check_targets((fichier, rejets, qualite), sous)
    check_form(fichier, tables, (*PAGE, IMPRIME))
    check_target(rejets, fichier, qualite)
    day = common.as_of(demande, sortie)
    # Why: rows are made and let go by the million, none of them part of a circle that only this would find.
    gc.set_threshold(500_000, 20, 20)
    with _all_kept():
        dossier = common.open_data(demande, sortie, rejets, qualite)
    if isinstance(dossier, int):
        return dossier
    refuse_what_is_read([fichier] if fichier is not None else [], dossier.lus, dossier.guets)
    tell_account(dossier, sortie)
    if moteur is not None:
        return by_engine(moteur, dossier, (annee, day), forme, fichier, processus, sortie)
    textes = _texts(dossier) if forme == "json" else None
    named = sous is not None or _names_rows(fichier)
    bilan = judged(dossier, (annee, depuis), day, processus, sortie, textes, nommer=named)
    vus = unread(dossier, bilan, depuis or annee)
    alertes = (*vus, *api.alerts(dossier, bilan))
    common.show_findings(alertes, sortie)
    # Why first: nothing is written where the folder of copies holds something else.
    if sous is not None:
        _write_copies(sous, bilan, dossier, sortie)
    if fichier is not None:
        _write(fichier, bilan, dossier, tables, (sortie, vus))
    if qualite is not None:
        from convrules.render.quality.lacunes import of_year

        write_quality(qualite, dossier, sortie, day, of_year(bilan))
    if textes is not None:
        _write_json(bilan, dossier, alertes, textes, sortie)
    else:
        _write_text(bilan, dossier, sortie)
    found = common.findings_code(dossier.diagnostics)
    if all(b.periode is None for b in bilan.conventions):
        sortie.note(nothing_judged(bilan.annee, [b.convention for b in bilan.conventions]))
        return found or 2
    return 1 if strict and broken(bilan) else found


def _check_targets(fichiers: "Sequence[Path | None]", sous: Path | None) -> None:
    """What is the landlord's own is not among what is given to others."""
    others = sous.resolve() if sous is not None else None
    own = (f.resolve() for f in fichiers if f is not None)
    if sous is not None and any(path == others or others in path.parents for path in own):
        raise click.UsageError(
            t("--exemplaires « {sous} » : ce dossier ne reçoit que ce qui est à remettre.", sous=str(sous))
        )


def _names_rows(fichier: Path | None) -> bool:
    """Of what is counted by status, deadline and town; neither paper nor a table of rules alone does."""
    return fichier is not None and fichier.suffix.lower() not in (*UNE, IMPRIME)


def _write_json(
    bilan: "Bilan",
    dossier: "Dossier",
    alertes: "Sequence[Diagnostic]",
    textes: "Textes[BilanConvention]",
    sortie: Sortie,
) -> None:
    from convrules.render.machine.year import compliance_text

    receipt, words = common.recu(dossier, bilan.au), common.lexique(dossier)
    for piece in compliance_text(bilan, (*dossier.diagnostics, *alertes), receipt, words, textes.told()):
        sortie.write_json(piece)


def _write_text(bilan: "Bilan", dossier: "Dossier", sortie: Sortie) -> None:
    from convrules.render.year_text import compliance_text

    sortie.say(common.reserve(dossier))
    sortie.write(compliance_text(bilan, common.lexique(dossier), sortie.style.langue))


def _texts(dossier: "Dossier") -> "Textes[BilanConvention]":
    """Of conventions, as they are written."""
    from convrules.api.processus import Textes
    from convrules.render.machine.year import convention_text

    return Textes(partial(convention_text, lexique=common.lexique(dossier)))


@contextmanager
def _all_kept() -> Iterator[None]:
    """What is made meanwhile is never looked through for circles, then or later: nearly all of it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _write(
    path: Path,
    bilan: "Bilan",
    dossier: "Dossier",
    tables: Forme | None,
    dits: "tuple[Sortie, Sequence[Diagnostic]]",
) -> None:
    """dits: with what the year itself leaves to be told."""
    sortie, vus = dits
    if path.suffix.lower() not in PAGE:
        tell_french(sortie, path)
    if path.suffix.lower() not in (*PAGE, IMPRIME):
        from convrules.render.ledger_sheets import ledger_sheets
        from convrules.render.vacancy_sheets import vacancy_sheets
        from convrules.render.year_sheets import year_sheets

        sheets = (*year_sheets(bilan), *ledger_sheets(bilan), *vacancy_sheets(bilan))
        if path.suffix.lower() == CLASSEUR:
            from convrules.render.report.constats import with_findings
            from convrules.render.report.essentiel import essentiel_sheet

            sheets = (essentiel_sheet(bilan, common.lexique(dossier)), *sheets)
            sheets = with_findings(sheets, [*vus, *dossier.diagnostics], common.reserve_of_page(dossier))
        refuse_what_is_read(targets(path, sheets, tables), dossier.lus, dossier.guets)
        write_tables(path, sheets, tables, (f"Bilan {bilan.annee}", bilan.au))
        return
    from convrules.render.report.html import content, render_html

    said = (
        bilan,
        common.recu(dossier, bilan.au),
        common.lexique(dossier),
        dossier.verifie.depot.nom,
        common.reserve_of_page(dossier),
        (*dossier.diagnostics, *vus),
    )
    if path.suffix.lower() == IMPRIME:
        write_pdf(path, content(*said))
    else:
        write_file(path, [render_html(*said, langue=sortie.style.langue)])


def _write_copies(sous: Path, bilan: "Bilan", dossier: "Dossier", sortie: Sortie) -> None:
    """The page of each holder, by its name."""
    from convrules.api.annuel import receipt
    from convrules.render.lexicon import lexique_of, titulaire
    from convrules.render.report.html import render_html
    from convrules.year.annuel.envois import folder_of
    from convrules.year.exemplaires import exemplaires, without_copy

    depot, langue, reserve = dossier.verifie.depot.nom, sortie.style.langue, common.reserve_of_page(dossier)
    taken: set[str] = set()
    files: dict[str, bytes] = {}
    for one in exemplaires(bilan, dossier.programmes):
        idents = tuple(b.convention.ident for b in one.bilan.conventions)
        recu, words = receipt(dossier, bilan.au, idents, donnees=False), lexique_of(one.textes)
        page = render_html(one.bilan, recu, words, depot, reserve, langue=langue, pour=one.titulaire)
        files[f"{folder_of(one.titulaire, taken)}.html"] = page.encode()
    if not files:
        return
    write_alone(sous, files, dossier, "--exemplaires")
    told = compte(
        len(files),
        "1 exemplaire de réservataire écrit dans « {sous} ».",
        "{n} exemplaires de réservataires écrits dans « {sous} ».",
        sous=str(sous),
    )
    sortie.note(told)
    if alone := without_copy(bilan, dossier.programmes):
        sortie.note(
            t(
                "Sans convention en vigueur à ce nom, donc sans exemplaire\u202f: {noms}.",
                noms=suite(map(titulaire, alone), "et"),
            )
        )


def broken(bilan: "Bilan") -> bool:
    """Is anything owed missed for certain? An aim (`objectif`, `tendre vers`) missed is not a breach."""
    from convrules.ir import Force
    from convrules.runtime.decision import EtatDelai
    from convrules.year.model import MANQUES

    return (
        any(
            r.verdict in MANQUES and r.clause.entete.force is not Force.OBJECTIF
            for b in bilan.conventions
            for r in b.regles
        )
        or any(
            s.verdict in MANQUES and s.force is not Force.OBJECTIF
            for b in bilan.conventions
            for s in b.repartitions
        )
        or any(
            any(e.manquees for e in b.echeances) or any(t.etat is EtatDelai.DEPASSE for t in b.transmissions)
            for b in bilan.conventions
        )
    )
