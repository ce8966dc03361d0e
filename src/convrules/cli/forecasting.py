"""`convrules simulate --hypotheses`: a year to come."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from convrules.base.records import replace
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.comparing import Rendu, tell_refused
from convrules.cli.exports import CLASSEUR, PAGE, targets, write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french, write_file
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.analyses.prevision.model import Prevision
    from convrules.api.dossier import Dossier
    from convrules.api.simulation import Refusee, Variante
    from convrules.diagnostics.model import Diagnostic
    from convrules.render.machine.parts import Recu


def foreseen(
    sortie: Sortie,
    dossier: "Dossier",
    asked: tuple[Path, int, date],
    variantes: "Sequence[Variante]",
    rendu: Rendu,
) -> int:
    """asked: the file of assumptions, the year, the day on which the data are known."""
    path, annee, day = asked
    from convrules.api.couverture import told_of
    from convrules.api.hypotheses import read_hypotheses
    from convrules.api.load import Empechement, read_content
    from convrules.api.prevision import forecast
    from convrules.api.simulation import Essai, Refusee, tried

    if rendu.fichier is not None:
        refuse_what_is_read([rendu.fichier], [path])
    content = read_content(path)
    if isinstance(content, Empechement):
        sortie.note(t("Erreur : {texte}", texte=content.texte))
        return 2
    depot = dossier.verifie.depot
    shown = depot.beside(path, [f for v in variantes for f in v.brouillons])
    common.name_from_here(sortie, depot, {shown: path})
    read = read_hypotheses(content, shown, dossier.programmes, annee)
    if isinstance(read, list):
        common.show_findings(read, sortie)
        return 1
    if read.mobilite and dossier.faits.logements is None:
        sortie.note(
            t(
                "Erreur : aucune table « logements » : la mobilité se tire parmi les logements du bailleur. "
                "Donnez-la dans la correspondance, ou ne déclarez que des livraisons."
            )
        )
        return 2
    found = list(tried(dossier, variantes, annee))
    refused = [one for one in found if isinstance(one, Refusee)]
    tell_refused(refused, sortie)
    essais = [one for one in found if isinstance(one, Essai)]
    told = Progres(sortie)
    prevision = forecast(
        read, essais, annee, day, lambda done, total: told.show("Années tirées", done, total)
    )
    told.wipe()
    prevision = replace(prevision, refusees=tuple(one.phrase for one in refused))
    vus = tuple(told_of(dossier, (one for vue in prevision.vues for one in vue.lacunes), annee))
    common.show_findings(vus, sortie)
    drafts = {f.nom: f.contenu for v in variantes for f in v.brouillons}
    recu = common.recu(dossier, day, {**drafts, shown: content})
    _tell(prevision, (dossier, vus), recu, rendu, sortie, refused)
    return 1 if refused else common.findings_code(dossier.diagnostics)


def _tell(
    prevision: "Prevision",
    lu: "tuple[Dossier, Sequence[Diagnostic]]",
    recu: "Recu",
    rendu: Rendu,
    sortie: Sortie,
    refused: "Sequence[Refusee]",
) -> None:
    """To the screen or as JSON, and to a file when one was asked for. lu: what was read, and what the
    forecast leaves to be told of it."""
    dossier, vus = lu
    constats = [*vus, *dossier.diagnostics]
    reserve, fichier, langue = common.reserve_of_page(dossier), rendu.fichier, sortie.style.langue
    if fichier is not None and fichier.suffix.lower() in PAGE:
        from convrules.render.report.forecast import forecast_html

        depot = dossier.verifie.depot.nom
        write_file(fichier, [forecast_html(prevision, recu, depot, reserve, langue, constats)])
    elif fichier is not None:
        from convrules.render.forecast_sheets import forecast_sheets

        sheets = forecast_sheets(prevision)
        if fichier.suffix.lower() == CLASSEUR:
            from convrules.render.report.constats import with_findings

            sheets = with_findings(sheets, constats, reserve)
        refuse_what_is_read(targets(fichier, sheets, rendu.tables), dossier.lus, dossier.guets)
        assert recu.au is not None, "a forecast starts from data known on a day"
        write_tables(fichier, sheets, rendu.tables, (f"Prévision {prevision.annee}", recu.au))
        tell_french(sortie, fichier)
    if rendu.forme == "json":
        from convrules.render.machine.forecast import forecast
        from convrules.render.machine.parts import dumps

        told = [(r.nom, r.choix, r.constats) for r in refused]
        sortie.write_json(dumps(forecast(prevision, told, (*dossier.diagnostics, *vus), recu)))
    else:
        from convrules.render.forecast import forecast_text

        sortie.say(common.reserve(dossier))
        sortie.write(forecast_text(prevision, langue))
