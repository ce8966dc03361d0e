"""`convrules orient`."""

from collections.abc import Sequence

import click

from convrules import api
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.output import Sortie


@click.command(
    "orient",
    cls=CommandeBilingue,
    help="Pour chaque logement pas encore orienté : à qui le proposer, dans quel ordre, et pourquoi.",
    epilog="Exemple : convrules orient --data correspondance.yaml --as-of 2025-06-30",
)
@common.dossier_options
@click.option("--vacance", "idents", multiple=True, metavar="ID", help="Une vacance seulement ; se répète.")
@click.option(
    "--decide",
    metavar="ID=TITULAIRE",
    help="Enregistre dans le journal à qui la vacance est proposée ; une décision par commande.",
)
@click.option("--par", metavar="FONCTION", help="Avec --decide : la fonction de qui décide.")
@click.option(
    "--motif", metavar="TEXTE", help="Avec --decide : pourquoi, quand ce n'est pas le premier conseillé."
)
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    idents: Sequence[str],
    decide: str | None,
    par: str | None,
    motif: str | None,
    forme: str,
) -> int:
    if decide is None and (par is not None or motif is not None):
        raise click.UsageError(t("--par et --motif accompagnent --decide."))
    if decide is not None:
        if idents:
            raise click.UsageError(t("--decide nomme lui-même sa vacance : retirez --vacance."))
        from convrules.cli.decide import decided

        return decided(sortie, demande, (decide, par, motif), forme)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    from convrules.api.couverture import told_of, uncovered_when_weighed
    from convrules.api.demandees import unknown_vacancies
    from convrules.api.dossier import already_gone

    unknown = unknown_vacancies(dossier, idents)
    if unknown is not None:
        raise click.UsageError(unknown)

    asked = ((ident, already_gone(dossier, ident, day)) for ident in dict.fromkeys(idents))
    partis = {ident: gone for ident, gone in asked if gone is not None}
    from convrules.api.politiques import about_reserves

    told = about_reserves(dossier, day)
    if told is not None:
        sortie.note(told)
    found = api.day_of_advice(dossier, day, idents)
    weighed = any(not o.sans_convention for o in found.conseils)
    lacking = uncovered_when_weighed(dossier, day) if weighed else ()
    vus = tuple(told_of(dossier, lacking, day.year, prevision=False))
    common.show_findings(vus, sortie)
    if forme == "json":
        from convrules.render.machine.orientation import orient
        from convrules.render.machine.parts import dumps

        receipt = common.recu(dossier, day)
        findings = (*dossier.diagnostics, *vus)
        sortie.write_json(dumps(orient(found.conseils, findings, receipt, found.ensemble, partis, lacking)))
    else:
        from convrules.render.orient_text import orient_text

        sortie.say(common.reserve(dossier))
        words, langue = common.lexique(dossier), sortie.style.langue
        sortie.write(orient_text(found.conseils, day, words, langue, found.ensemble, partis, lacking))
    return common.findings_code(dossier.diagnostics)
