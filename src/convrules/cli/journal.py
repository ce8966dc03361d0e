"""`convrules journal`: the decisions that people recorded."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.commande import GroupeBilingue
from convrules.cli.decide import obstacle, said
from convrules.cli.output import Sortie
from convrules.cli.today import now, today

if TYPE_CHECKING:
    from convrules.api.journal import JournalLu
    from convrules.api.load import Empechement
    from convrules.facts.journal.chaine import Chaine
    from convrules.render.journal_text import Temoin

_DEPOT = "Dossier des conventions (sans lui : celui où l'on est)."


@click.group(
    "journal",
    cls=GroupeBilingue,
    help="Le journal des décisions d'orientation : une ligne par décision, chacune scellée par la suivante.",
    epilog="Exemple : convrules journal verify",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)
def command() -> None:
    """Nothing is done before the command itself."""


_depot = click.option("--depot", metavar="DIR", type=common.CHEMIN, default=Path("."), help=_DEPOT)
_forme = click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")


def _read(depot: Path, sortie: Sortie) -> "tuple[JournalLu, tuple[int, str] | None] | int":
    """The journal of the repository, which may not be there, and the head noted in the project file;
    otherwise the exit code, all being said."""
    from convrules.api.dossier import open_depot
    from convrules.api.journal import journal_place, noted_head, read_journal
    from convrules.api.load import Empechement, findings_of, project_faults

    found = open_depot(depot)
    if not isinstance(found, Empechement):
        common.name_from_here(sortie, found, journal_place(found))
    # Why first: the project file says where the journal is, and its head.
    faults = (found,) if isinstance(found, Empechement) else project_faults(found)
    if isinstance(found, Empechement) or faults:
        common.show_findings(findings_of(faults), sortie)
        common.tell_blocked(faults, sortie)
        return 2
    lu = read_journal(found)
    if isinstance(lu, Empechement):
        common.tell_blocked((lu,), sortie)
        return 2
    return lu, noted_head(found)


def _open(depot: Path, sortie: Sortie) -> "tuple[JournalLu, Empechement | None] | int":
    """The same, which is there, and why nothing may be written in it: it lost the head that was noted."""
    from convrules.api.journal import head_lost

    found = _read(depot, sortie)
    if isinstance(found, int):
        return found
    lu, noted = found
    lost = head_lost(lu, noted)
    if lost is not None:
        common.tell_blocked((lost,), sortie)
    elif lu.chaine is None:
        return _absent(lu, sortie)
    return lu, lost


def _writable(depot: Path, sortie: Sortie) -> "JournalLu | int":
    """The same, in which one may write."""
    found = _open(depot, sortie)
    if isinstance(found, int):
        return found
    lu, lost = found
    return lu if lost is None else 2


def _absent(lu: "JournalLu", sortie: Sortie) -> int:
    sortie.note(
        t(
            "Erreur : « {nom} » n'existe pas : aucune décision n'a encore été enregistrée, ou il a été "
            "supprimé. Une tête notée (--tete) ou un résultat en JSON (--recu) le dirait.",
            nom=sortie.here(lu.tenue.nom),
        )
    )
    return 2


@command.command(
    "verify",
    help="Dit si le journal est entier : code 1 et première ligne en cause sinon.",
    short_help="Dit si le journal est entier.",
    epilog="Exemple : convrules journal verify --tete 12:9f0c…",
)
@_depot
@click.option("--tete", metavar="N:EMPREINTE", help="Une tête notée ailleurs, qui doit être encore là.")
@click.option(
    "--recu",
    metavar="FILE",
    type=common.CHEMIN,
    help="Un résultat en JSON, fait avec ce journal : les lignes d'alors doivent être encore là.",
)
@_forme
@click.pass_obj
def verify(sortie: Sortie, depot: Path, tete: str | None, recu: Path | None, forme: str) -> int:
    from convrules.facts.journal.tete import read_head

    head = read_head(tete) if tete is not None else None
    if tete is not None and head is None:
        raise click.UsageError(
            t("--tete « {tete} » : recopiez ce que « journal verify » a montré (12:9f0c…).", tete=tete)
        )
    found = _read(depot, sortie)
    if isinstance(found, int):
        return found
    lu, noted = found
    from convrules.render.journal_text import verified_text
    from convrules.render.machine.journal import verified

    chaine = lu.lignes
    noted_heads = (_of_head("--tete", head, chaine), _of_head("convrules.toml", noted, chaine))
    temoins = [one for one in noted_heads if one is not None]
    names = dict.fromkeys((lu.tenue.nom, sortie.here(lu.tenue.nom)))
    temoins += [_of_receipt(recu, tuple(names), chaine)] if recu is not None else []
    lost = any(one.perdu for one in temoins)
    if lu.chaine is None and not lost:
        return _absent(lu, sortie)
    common.show_findings(lu.constats, sortie)
    if forme == "json":
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(verified(lu.tenue.nom, chaine, lu.constats, lost)))
    else:
        sortie.write(verified_text(sortie.here(lu.tenue.nom), lu.chaine, temoins, sortie.style.langue))
    return 0 if chaine.saine and not lost else 1


def _of_head(ou: str, tete: tuple[int, str] | None, chaine: "Chaine") -> "Temoin | None":
    from convrules.render.journal_text import Temoin

    return None if tete is None else Temoin(ou=ou, rang=tete[0], perdu=not chaine.holds(*tete))


def _of_receipt(path: Path, noms: tuple[str, ...], chaine: "Chaine") -> "Temoin":
    """noms: of the journal, first from its repository; earlier results named it from the current folder."""
    from convrules.api.journal import receipt_of
    from convrules.render.journal_text import Temoin

    empreinte = next((found for nom in noms if (found := receipt_of(path, nom)) is not None), None)
    if empreinte is None:
        raise click.UsageError(
            t(
                "--recu : ce fichier n'est pas un résultat en JSON, ou n'a pas été fait avec « {nom} ».",
                nom=noms[-1],
            )
        )
    rang = chaine.begins_with(empreinte)
    return Temoin(ou="--recu", rang=rang, perdu=rang is None)


@command.command(
    "show",
    help="Montre les décisions enregistrées, de la plus ancienne à la plus récente.",
    short_help="Montre les décisions enregistrées.",
    epilog="Exemple : convrules journal show --vacance V2025-00001",
)
@_depot
@click.option("--vacance", metavar="ID", help="Celles d'une seule vacance.")
@_forme
@click.pass_obj
def show(sortie: Sortie, depot: Path, vacance: str | None, forme: str) -> int:
    found = _open(depot, sortie)
    if isinstance(found, int):
        return found
    lu, lost = found
    from convrules.render.journal_text import journal_text
    from convrules.render.machine.journal import journal

    common.show_findings(lu.constats, sortie)
    if forme == "json":
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(journal(lu.tenue.nom, lu.lignes, vacance)))
    else:
        sortie.write(journal_text(sortie.here(lu.tenue.nom), lu.lignes, vacance, sortie.style.langue))
    return 1 if lu.broken or lost is not None else 0


@command.command(
    "repair",
    help="Termine ou met de côté une dernière ligne interrompue par une panne ; ne touche à rien d'autre.",
    short_help="Termine ou met de côté une ligne interrompue.",
    epilog="Exemple : convrules journal repair",
)
@_depot
@click.pass_obj
def repair(sortie: Sortie, depot: Path) -> int:
    lu = _writable(depot, sortie)
    if isinstance(lu, int):
        return lu
    from convrules.api.journal import refused
    from convrules.facts.journal.tenue import Refus
    from convrules.render.journal_text import repaired_text

    if lu.broken:
        common.show_findings(lu.constats, sortie)
        sortie.note(
            "Rien n'est réparé : ce n'est pas une panne, et personne d'autre ne sait ce qui est vrai."
        )
        return 1
    done = lu.tenue.repair()
    if isinstance(done, Refus):
        sortie.note(t("Erreur : {texte}", texte=refused(lu.tenue, done).texte))
        return 2
    sortie.write(repaired_text(sortie.here(lu.tenue.nom), done, sortie.style.langue))
    return 0


@command.command(
    "cancel",
    help="Annule une ligne enregistrée par erreur : une ligne de plus le dit, rien n'est effacé.",
    short_help="Annule une ligne enregistrée par erreur.",
    epilog="Exemple : convrules journal cancel 3 --par 'chef de service' --motif 'mauvais logement'",
)
@click.argument("rang", metavar="LIGNE", type=click.IntRange(min=1))
@_depot
@click.option("--par", metavar="FONCTION", required=True, help="La fonction de qui annule.")
@click.option("--motif", metavar="TEXTE", required=True, help="Pourquoi.")
@click.pass_obj
def cancel(sortie: Sortie, rang: int, depot: Path, par: str, motif: str) -> int:
    who, why = said("--par", par), said("--motif", motif)
    assert who is not None and why is not None, "required"
    lu = _writable(depot, sortie)
    if isinstance(lu, int):
        return lu
    from convrules.api.decisions import Empeche, record_cancellation
    from convrules.api.journal import refused
    from convrules.facts.journal.tenue import Refus

    done = record_cancellation(lu, rang, (who, why), today(), now)
    if isinstance(done, Empeche):
        sortie.note(t("Rien n'est enregistré : {raison}", raison=obstacle(done)))
        return 2
    if isinstance(done, Refus):
        sortie.note(t("Erreur : {texte}", texte=refused(lu.tenue, done).texte))
        return 2
    said_of = {"rang": str(rang), "ligne": str(done.entree.rang), "nom": sortie.here(lu.tenue.nom)}
    sortie.say(t("La ligne {rang} est annulée (ligne {ligne} de « {nom} »).\n", **said_of))
    return 0
