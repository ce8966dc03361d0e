"""What the commands that lay judgements side by side share: their options, and where the result goes."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convrules.base.anglais import dire
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.exports import CLASSEUR, PAGE, Forme, check_form, tables_options, targets, write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french, write_file

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.simulation import Refusee
    from convrules.diagnostics.model import Diagnostic
    from convrules.render.machine.comparison import NonEssayee
    from convrules.render.machine.parts import Recu
    from convrules.year.comparaison import Comparaison


@dataclass(frozen=True, slots=True)
class Rendu:
    """How the comparison is told. `tout`: what is the same everywhere too."""

    tout: bool
    forme: str
    fichier: Path | None
    tables: Forme | None

    def check(self, dossiers: "Sequence[Dossier]") -> None:
        """Nothing that is read is written over."""
        for dossier in dossiers:
            named = [self.fichier] if self.fichier is not None else []
            refuse_what_is_read(named, dossier.lus, dossier.guets)


def comparing_options(command: Callable[..., int]) -> Callable[..., int]:
    """`--tout`, `--format`, `-o` and `--tables`, handed over as one `Rendu` under the name `rendu`."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> int:
        fichier, tables = options.pop("fichier"), options.pop("tables")
        check_form(fichier, tables, PAGE)
        rendu = Rendu(tout=options.pop("tout"), forme=options.pop("forme"), fichier=fichier, tables=tables)
        return command(*arguments, rendu=rendu, **options)

    decorated: Callable[..., int] = run
    for decorate in (
        tables_options("une page .html, un classeur .xlsx, les règles en .csv ou .parquet"),
        click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme."),
        click.option("--tout", is_flag=True, help="Montre aussi ce qui ne change pas."),
    ):
        decorated = decorate(decorated)
    return decorated


def receipt(dossiers: "Sequence[Dossier]", au: date) -> "Recu":
    """What all of them were computed from."""
    from convrules.render.machine.parts import Recu

    found = [common.recu(dossier, au) for dossier in dossiers]
    return Recu(
        au=au,
        conventions=_together(one.conventions for one in found),
        donnees=_together(one.donnees for one in found),
    )


def _together(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Hashes by name; two files of one name, out of the repository, are both told."""
    from convrules.api.load import numbered

    found: dict[str, str] = {}
    for nom, said in ((nom, said) for table in tables for nom, said in table.items()):
        found[next(one for one in numbered(nom) if found.get(one, said) == said)] = said
    return found


def tell(
    commande: str,
    compared: "Comparaison",
    lus: "tuple[Sequence[Dossier], Sequence[Diagnostic]]",
    recu: "Recu",
    rendu: Rendu,
    sortie: Sortie,
    refusees: "Sequence[NonEssayee]" = (),
    *,
    ici: Sequence[str] = (),
) -> None:
    """To the screen or as JSON, and to a file when one was asked for. lus: what was read, and what the
    judgements leave to be told of it. ici: of each column, `Colonne.options` from the current folder."""
    dossiers, vus = lus
    said = dict.fromkeys(common.reserve(dossier) for dossier in dossiers)
    reserve = "".join(dire(one, sortie.style.langue) for one in said)
    read = [d for dossier in dossiers for d in dossier.diagnostics]
    found = [*vus, *read]
    if rendu.fichier is not None and rendu.fichier.suffix.lower() in PAGE:
        from convrules.render.report.compared import comparison_html

        name = dossiers[0].verifie.depot.nom
        langue = sortie.style.langue
        said_first = reserve.strip()
        page = comparison_html(compared, recu, name, said_first, found, whole=rendu.tout, langue=langue)
        write_file(rendu.fichier, [page])
    elif rendu.fichier is not None:
        _write(rendu.fichier, compared, dossiers, rendu.tables, found)
        tell_french(sortie, rendu.fichier)
    if rendu.forme == "json":
        from convrules.render.machine.comparison import comparison
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(comparison(commande, compared, refusees, [*read, *vus], recu)))
    else:
        from convrules.render.comparison import comparison_text

        langue = sortie.style.langue
        sortie.write(reserve + comparison_text(_from_here(compared, ici), whole=rendu.tout, langue=langue))


def _from_here(compared: "Comparaison", ici: Sequence[str]) -> "Comparaison":
    if not ici:
        return compared
    named = zip(compared.colonnes, ici, strict=True)
    return replace(compared, colonnes=tuple(replace(colonne, options=said) for colonne, said in named))


def tell_refused(refused: "Sequence[Refusee]", sortie: Sortie) -> None:
    """Variants that cannot be judged, with why, on standard error. Of a text that the engine wrote nobody has
    the file: what is told of it is the sentence of the sheet."""
    for one in refused:
        if one.choix is not None:
            continue
        sortie.note(t("« {nom} » n'est pas essayé :\n", nom=one.nom))
        common.show_findings(one.constats, sortie)


def _write(
    path: Path,
    compared: "Comparaison",
    dossiers: "Sequence[Dossier]",
    tables: Forme | None,
    constats: "Sequence[Diagnostic]",
) -> None:
    from convrules.render.comparison import title
    from convrules.render.comparison_sheets import comparison_sheets

    sheets = comparison_sheets(compared)
    if path.suffix.lower() == CLASSEUR:
        from convrules.render.report.constats import with_findings

        said = dict.fromkeys(common.reserve_of_page(dossier) for dossier in dossiers)
        sheets = with_findings(sheets, constats, " ".join(filter(None, said)))
    for dossier in dossiers:
        refuse_what_is_read(targets(path, sheets, tables), dossier.lus, dossier.guets)
    write_tables(path, sheets, tables, (title(compared), compared.colonnes[0].bilan.au))
