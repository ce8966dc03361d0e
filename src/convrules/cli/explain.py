"""`convrules explain CODE` or `explain ID`."""

import re
from glob import has_magic
from pathlib import Path

import click

from convrules.cli import common
from convrules.cli.commande import Commande
from convrules.cli.output import Sortie
from convrules.diagnostics.catalogue import codes, page

_DONNEES = (".csv", ".tsv", ".txt", ".yaml", ".yml")
_HOLE = re.compile(r"\{\w+\}")
_CODE = re.compile(r"CR\d+", re.IGNORECASE)


@click.command(
    "explain",
    cls=Commande,
    help="Explique un code de constat (CR201), ou pourquoi une vacance a ce statut, ces délais, ces effets.",
    epilog="Exemple : convrules explain V2025-00001 --data correspondance.yaml --as-of 2026-01-05",
)
@click.argument("sujet", metavar="CODE|ID")
@common.dossier_options
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    sujet: str,
    forme: str,
) -> int:
    more = [name for name in demande.data if _is_identifier(name)]
    if more:
        raise click.UsageError(
            f"« {more[0]} » n'est pas un fichier de données. explain explique un identifiant à la fois : "
            f"tapez la commande une fois pour « {sujet} », une fois pour « {more[0]} »."
        )
    if _CODE.fullmatch(sujet) and not demande.data:
        return _explain_code(sujet.upper(), forme, sortie)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    from convrules.api.dossier import decide, imputation

    vacance = next((v for v in dossier.faits.vacances if v.id == sujet), None)
    if vacance is None:
        raise click.UsageError(f"Aucune vacance « {sujet} » dans les données.")
    from convrules.render.document import to_text
    from convrules.render.explain import explain

    decisions = decide(dossier, vacance, day)
    conventions = {p.convention.ident: p.convention for p in dossier.programmes}
    words = common.lexique(dossier)
    compte = imputation(dossier, vacance, day, decisions)
    text = to_text(explain(decisions, conventions, words, compte))
    if forme == "json":
        from convrules.render.machine import vacancy
        from convrules.render.machine.parts import dumps, envelope

        content = vacancy.explain(decisions, text, conventions, words, compte)
        sortie.write_json(dumps(envelope("explain", common.recu(dossier, day), content)))
    else:
        sortie.write(text)
    return 0


def _is_identifier(name: str) -> bool:
    """Among the data files, a word that looks like none: neither there, nor a pattern, nor named as one."""
    path = Path(name)
    return not (path.suffix.lower() in _DONNEES or len(path.parts) > 1 or has_magic(name) or path.exists())


def _explain_code(code: str, forme: str, sortie: Sortie) -> int:
    found = page(code)
    if found is None:
        raise click.UsageError(f"Le code {code} n'existe pas ; il y en a {len(codes())}, de {_range()}.")
    if forme == "json":
        from convrules.render.machine import check
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(check.page(found)))
    else:
        message = _HOLE.sub("…", found.message)
        sortie.write(f"{found.code} — {found.gravite.value} « {found.nom} »\n{message}\n\n{found.corps}")
    return 0


def _range() -> str:
    known = codes()
    return f"{known[0]} à {known[-1]}"
