"""Options and turns that several commands share."""

import functools
import glob
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from convrules import api
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import compte, suite, t
from convrules.cli.donnees import write_quality, write_rejets
from convrules.cli.langue import dire
from convrules.cli.output import Sortie
from convrules.cli.progress import Progres
from convrules.cli.today import today
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.donnees import INOUVRABLES

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.load import Depot, Empechement
    from convrules.render.lexicon import Lexique
    from convrules.render.machine.parts import Recu

MONTRES = 20
_JOUR: Final = Motif(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BORNES: Final = t("convrules compte de {a} à {b}", a=str(JOUR_MIN.year), b=str(JOUR_MAX.year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What a command looks at: a repository, data named on the command line, a day (None: today), the key
    of pseudonyms if there is one. `neuf`: check the repository again, even if nothing of it has changed."""

    depot: Path
    data: tuple[str, ...]
    au: date | None
    cle: Path | None = None
    neuf: bool = False


class Jour(click.ParamType[date]):
    """A day, written AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if _JOUR.fullmatch(value) is None:
            from convrules.syntax.words import as_files_write_it

            meant = as_files_write_it(value)
            how = t("écrivez {date}", date=meant) if meant else "écrivez-la comme 2025-12-31"
            self.fail(
                dire(t("« {ecrit} » n'est pas une date ; {comment}.", ecrit=value, comment=how)), param, ctx
            )
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(dire(t("« {ecrit} » n'est pas un jour du calendrier.", ecrit=value)), param, ctx)
        if not JOUR_MIN <= day <= JOUR_MAX:
            self.fail(
                dire(t("« {ecrit} » est hors limites : {bornes}.", ecrit=value, bornes=_BORNES)), param, ctx
            )
        return day


class Annee(click.ParamType[int]):
    """A year, in four figures."""

    name = "AAAA"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        written = str(value)
        if not written.isascii() or not written.isdigit():
            self.fail(
                t("« {ecrit} » n'est pas une année ; écrivez-la comme 2025.", ecrit=written), param, ctx
            )
        if len(written) > 4 or not JOUR_MIN.year <= int(written) <= JOUR_MAX.year:
            self.fail(
                t("« {ecrit} » est hors limites : {bornes}.", ecrit=written, bornes=_BORNES), param, ctx
            )
        return int(written)


CHEMIN: "click.Path" = click.Path(path_type=Path)
NEUF: Final = "Vérifie tout, même un dépôt où rien n'a changé."
_DATA = "Correspondance et fichiers de données ; sans elle, ceux de convrules.toml."
_CLE = "Clé secrète des pseudonymes, hors du dépôt (ou la variable CONVRULES_CLE)."
_AU = "Jour d'observation (sans lui : aujourd'hui)."
_DEPOT = "Dossier des conventions (sans lui : celui où l'on est)."


def dossier_options(command: Callable[..., int], *, jour: str = _AU) -> Callable[..., int]:
    """`--depot`, `--data`, `--as-of`, and files that follow `--data` without repeating it, handed over
    as one `Demande` after the stream. jour: the help of `--as-of`."""

    @functools.wraps(command)
    def run(sortie: Sortie, /, **options: Any) -> int:
        data = (*options.pop("data"), *options.pop("autres"))
        demande = Demande(
            depot=options.pop("depot"),
            data=data,
            au=options.pop("au"),
            cle=options.pop("cle"),
            neuf=options.pop("neuf"),
        )
        return command(sortie, demande, **options)

    decorated: Callable[..., int] = click.pass_obj(run)
    for decorate in (
        click.argument("autres", nargs=-1, metavar="[FILE]...", type=str),
        click.option("--as-of", "au", type=Jour(), help=jour),
        click.option("--no-cache", "neuf", is_flag=True, help=NEUF),
        click.option("--cle", metavar="FILE", type=CHEMIN, envvar="CONVRULES_CLE", help=_CLE),
        click.option("--data", multiple=True, metavar="FILE...", help=_DATA),
        click.option("--depot", metavar="DIR", type=CHEMIN, default=Path("."), help=_DEPOT),
    ):
        decorated = decorate(decorated)
    return decorated


def as_of(demande: Demande, sortie: Sortie) -> date:
    """The day asked for; without one the day of the clock, said on standard error."""
    if demande.au is not None:
        return demande.au
    day = today()
    sortie.note(t("Jour d'observation : {jour} (aujourd'hui).", jour=day.isoformat()))
    return day


def expand(names: Sequence[str]) -> list[Path]:
    """Paths as given; one that names no file but holds `*`, `?` or `[` is a pattern."""
    paths: list[Path] = []
    for name in names:
        path = Path(name)
        if not path.exists() and glob.has_magic(name):
            found = sorted(glob.glob(name, recursive=True))
            if not found:
                raise click.UsageError(t("« {motif} » ne désigne aucun fichier.", motif=name))
            paths += map(Path, found)
        else:
            paths.append(path)
    return paths


def open_data(
    demande: Demande,
    sortie: Sortie,
    rejets: Path | None = None,
    qualite: Path | None = None,
    horloge: bool = True,
) -> "Dossier | int":
    """The landlord's repository and data, ready to evaluate; otherwise the exit code, all being said.

    rejets: where to write what was refused, whatever comes next. qualite: where to write the state of the
    data, if nothing can be evaluated; otherwise the command does, knowing what they leave open. horloge:
    False where a result must be the same whatever the day."""
    from convrules.api.load import Empechement

    progres = Progres(sortie)

    def show(nom: str, n: int, total: int | None) -> None:
        progres.show(t("Lecture de {nom}", nom=nom), n, total)

    data = expand(demande.data)
    # Why both: a file is looked through before its rows are counted, and tables are held against one another.
    with progres.during("Lecture du dépôt et des données"):
        dossier = api.open_dossier(
            demande.depot,
            data,
            show,
            demande.cle,
            today() if horloge else None,
            cached=not demande.neuf,
        )
    if isinstance(dossier, Empechement):
        sortie.note(t("Erreur : {texte}", texte=dossier.texte))
        return 2
    _name_files(sortie, dossier)
    blocking = [d for d in dossier.verifie.diagnostics if api.is_error(d)]
    others = [d for d in dossier.diagnostics if d not in blocking]
    whole = dossier.chargement is not None and dossier.chargement.complet
    # Why: that nothing joins a file is a remark where the rest is read, and here what stands in the way.
    muets = [f.nom for f in dossier.fichiers if not whole and f.non_jointes and not f.gardees]
    show_findings([*blocking, *others], sortie, refused=bool(blocking) or not whole, muets=muets)
    write_rejets(rejets, dossier, sortie)
    code = _blocked(dossier, sortie)
    if code is None:
        return dossier
    write_quality(qualite, dossier, sortie, None, None)
    return code


def _blocked(dossier: "Dossier", sortie: Sortie) -> int | None:
    """Why nothing can be evaluated, said, and its exit code; None when all is well."""
    from convrules.api.entraves import Raison, entrave_of

    entrave = entrave_of(dossier, sortie.noms)
    if entrave is None:
        return None
    if entrave.raison is Raison.EMPECHEMENT:
        tell_blocked(dossier.empechements, sortie)
        return 2
    for said in entrave.dits:
        sortie.note(said)
    unopened = any(d.code in INOUVRABLES for d in dossier.diagnostics)
    return 2 if entrave.raison is Raison.INCOMPLETES and unopened else 1


def name_from_here(sortie: Sortie, depot: "Depot", places: "Mapping[str, Path]") -> None:
    """From now on the screen names these files, and those of the repository, from the current folder."""
    from convrules.api.noms import from_here

    sortie.noms.update(from_here(depot, places))


def _name_files(sortie: Sortie, dossier: "Dossier") -> None:
    """The same of all that a command has read."""
    from convrules.api.noms import from_here

    depot = dossier.verifie.depot
    places = {**dossier.places, **{depot.named(path): path for path in dossier.journal_file}}
    sortie.noms.update(from_here(depot, places, dossier.fichiers))


def tell_blocked(empechements: "Sequence[Empechement]", sortie: Sortie) -> None:
    """What kept the command from its work; what a finding says already is not said twice."""
    for blocked in empechements:
        if blocked.constat is None:
            sortie.note(t("Erreur : {texte}", texte=blocked.texte))


def show_findings(
    diagnostics: Sequence[Diagnostic], sortie: Sortie, *, refused: bool = False, muets: Sequence[str] = ()
) -> None:
    """Findings on standard error; a few whole, the rest counted. Remarks are not told. refused: no result
    will hold the rest. muets: files whose remarks are told too."""
    from convrules.diagnostics.catalogue import gravite
    from convrules.diagnostics.model import Gravite, renamed
    from convrules.render.terminal import render_one

    told = [d for d in diagnostics if gravite(d) is not Gravite.REMARQUE or d.span.source.name in muets]
    if refused:  # Why: what stands in the way is never among those that are only counted.
        told.sort(key=lambda d: (d.span.source.name not in muets, gravite(d) is not Gravite.ERREUR))
    for d in told[:MONTRES]:
        sortie.note(f"{render_one(renamed(d, sortie.noms), sortie.style)}\n")
    if len(told) > MONTRES:
        left = str(len(told) - MONTRES)
        if refused:
            sortie.note(t("… et {n} autres constats ; corrigez d'abord ceux-ci.", n=left))
        else:
            sortie.note(t("… et {n} autres constats (tous avec --format json).", n=left))


def reserve(dossier: "Dossier") -> str:
    """What a result must say at its head when rows were refused; empty when none was."""
    said = reserve_of_page(dossier)
    return said + "\n\n" if said else ""


def reserve_of_page(dossier: "Dossier") -> str:
    """The same on a page."""
    n = dossier.refusees
    if not n:
        return ""
    unknown = sum(v.ligne.refusee for v in dossier.faits.vacances)
    said = compte(n, "1 ligne des fichiers est refusée", "{n} lignes des fichiers sont refusées")
    told: list[str] = []
    if unknown == n:
        told.append(
            compte(
                n,
                "elle compte comme une vacance dont on ne sait rien",
                "elles comptent comme des vacances dont on ne sait rien",
            )
        )
    elif unknown:
        told.append(
            compte(
                unknown,
                "{n} compte comme une vacance dont on ne sait rien",
                "{n} comptent comme des vacances dont on ne sait rien",
            )
        )
    ouvertes = sum(f.ouvertes for f in dossier.fichiers)
    if ouvertes == n:
        told.append(
            compte(
                n, "elle laisse indéterminé ce qui la compte", "elles laissent indéterminé ce qui les compte"
            )
        )
    elif ouvertes:
        told.append(
            compte(
                ouvertes,
                "{n} laisse indéterminé ce qui la compte",
                "{n} laissent indéterminé ce qui les compte",
            )
        )
    aside = n - unknown - ouvertes
    if aside and aside < n:
        told.append(
            compte(aside, "{n} ne compte nulle part ci-dessous", "{n} ne comptent nulle part ci-dessous")
        )
    elif aside:
        told.append(
            compte(n, "elle ne compte nulle part ci-dessous", "elles ne comptent nulle part ci-dessous")
        )
    return t("Attention\u00a0: {dit}\u00a0; {suite}.", dit=said, suite=suite(told))


def findings_code(diagnostics: Sequence[Diagnostic]) -> int:
    return 1 if any(api.is_error(d) for d in diagnostics) else 0


def recu(dossier: "Dossier", au: date, brouillons: "Mapping[str, bytes] | None" = None) -> "Recu":
    """What the result was computed from. brouillons: texts read beside the repository, by name."""
    from hashlib import sha256

    from convrules.render.machine.parts import Recu

    drafts = {nom: sha256(octets).hexdigest() for nom, octets in (brouillons or {}).items()}
    return Recu(
        au=au,
        conventions={**dossier.empreintes, **drafts},
        donnees={f.nom: f.empreinte for f in dossier.fichiers},
    )


def lexique(dossier: "Dossier") -> "Lexique":
    from convrules.render.lexicon import lexique_of

    return lexique_of(c for p in dossier.programmes for c in (p.convention, *p.socles))
