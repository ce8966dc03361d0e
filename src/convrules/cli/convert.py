"""`convrules convert`."""

from pathlib import Path

import click

from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import tell_account
from convrules.cli.exports import Forme, check_form, tables_options, targets, write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french

ANNEES_MAX = 60
"""LIMIT: years worked out in one run."""


@click.command(
    "convert",
    cls=CommandeBilingue,
    help="Du stock de droits à la part du flux : chaque paramètre que donne une formule sur le stock, refait "
    "d'année en année à mesure que les droits s'éteignent, chaque compte ouvert sur ses lignes ; et ce que "
    "coûte, commune par commune, chaque sens d'arrondi.",
    epilog="Exemple : convrules convert --as-of 2026-01-05 --from 2026 --to 2036 -o conversion.xlsx",
)
@common.dossier_options
@click.option("--from", "debut", type=common.Annee(), help="Première année (sans elle : celle du jour).")
@click.option("--to", "fin", type=common.Annee(), help="Dernière année (sans elle : dix ans après).")
@click.option(
    "--flux",
    "flux",
    type=common.Annee(),
    help="Année dont les vacances servent à mesurer l'arrondi (sans elle : celle d'avant la première).",
)
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@tables_options("un classeur .xlsx, le calcul en .csv ou .parquet")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    debut: int | None,
    fin: int | None,
    flux: int | None,
    forme: str,
    fichier: Path | None,
    tables: Forme | None,
) -> int:
    check_form(fichier, tables)
    day = common.as_of(demande, sortie)
    first = debut if debut is not None else day.year
    last = fin if fin is not None else first + 10
    if not first <= last < first + ANNEES_MAX:
        raise click.UsageError(
            t(
                "--from {debut} --to {fin} : dans l'ordre, et {n} ans au plus.",
                debut=str(first),
                fin=str(last),
                n=str(ANNEES_MAX),
            )
        )
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    refuse_what_is_read([fichier] if fichier is not None else [], dossier.lus, dossier.guets)
    tell_account(dossier, sortie)
    from convrules.analyses.arrondis import feasibility
    from convrules.render import arrondis
    from convrules.render.conversion import conversion_sheets, conversion_text, machine, sums
    from convrules.year.conversion import convert

    found = list(convert(dossier.programmes, dossier.faits, range(first, last + 1), day))
    lexique = common.lexique(dossier)
    known = flux if flux is not None else first - 1
    rounded = feasibility(dossier.programmes, dossier.faits, known, first) if found else None
    if fichier is not None:
        sheets = conversion_sheets(found, lexique)
        sheets += (arrondis.rounding_sheet(rounded),) if rounded is not None else ()
        refuse_what_is_read(targets(fichier, sheets, tables), dossier.lus, dossier.guets)
        write_tables(fichier, sheets, tables, (f"Conversion {first}-{last}", day))
        tell_french(sortie, fichier)
    if forme == "json":
        from convrules.render.machine.parts import Objet, dumps, envelope

        content: Objet = {"bailleur": dossier.faits.bailleur, "conversions": machine(found)}
        content["plus_de_cent_ensemble"] = sums(found)
        content["arrondis"] = arrondis.machine(rounded) if rounded is not None else None
        sortie.write_json(dumps(envelope("convert", common.recu(dossier, day), content)))
    else:
        sortie.say(common.reserve(dossier))
        sortie.write(conversion_text(found, lexique, sortie.style.langue))
        if rounded is not None:
            sortie.write("\n" + arrondis.rounding_text(rounded, lexique, sortie.style.langue))
    return common.findings_code(dossier.diagnostics)
