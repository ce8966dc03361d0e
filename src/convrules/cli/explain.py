"""`convrules explain CODE`, `explain ID` or `explain ANNÉE`."""

import re
from datetime import date
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.base.anglais import dire
from convrules.base.motifs import Motif
from convrules.base.texte import Langue, t
from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.output import Sortie
from convrules.diagnostics.catalogue import codes, page

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.diagnostics.catalogue import Page
    from convrules.facts.records import Vacance
    from convrules.render.machine.parts import Objet

_DONNEES = (".csv", ".tsv", ".txt", ".yaml", ".yml")
_HOLE = Motif(r"\{\w+\}")
_ANNEE = Motif(r"\d{4}", re.ASCII)
_CODE = Motif(r"CR\d+", re.IGNORECASE)


@click.command(
    "explain",
    cls=CommandeBilingue,
    help="Explique un code de constat (CR201), pourquoi une vacance a ce statut, ces délais, ces effets, "
    "ce que les clauses disent d'un programme, d'un logement, d'une demande, d'une convention, ou quelles "
    "règles sont tenues, manquées ou indéterminées dans une année (2025).",
    epilog="Exemple : convrules explain V2025-00001 --data correspondance.yaml --as-of 2026-01-05",
)
@click.argument("sujet", metavar="CODE|ID|ANNÉE")
@common.dossier_options
@click.option(
    "--si",
    is_flag=True,
    help="Dit aussi quels moindres changements donneraient un autre résultat ; d'une année (« explain 2025 "
    "--si »), quelles attributions à un autre auraient tenu les parts manquées.",
)
@click.option(
    "--since",
    "depuis",
    type=common.Annee(),
    help="D'une année : la première que l'on juge, chacune laissant ses soldes à la suivante.",
)
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    sujet: str,
    si: bool,
    depuis: int | None,
    forme: str,
) -> int:
    more = [name for name in demande.data if _is_identifier(name)]
    if more:
        from convrules.facts.prenoms import shown_word

        first, other = shown_word(sujet), shown_word(more[0])
        raise click.UsageError(
            t(
                "« {autre} » n'est pas un fichier de données. explain explique un identifiant à la fois : "
                "tapez la commande une fois pour « {premier} », une fois pour « {autre} ».",
                premier=first,
                autre=other,
            )
        )
    if depuis is not None:
        _check_since(sujet, depuis)
    if _CODE.fullmatch(sujet) and not demande.data:
        return _explain_code(sujet.upper(), forme, sortie)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    vacance = next((v for v in dossier.faits.vacances if v.id == sujet), None)
    # What is JSON is never translated.
    langue = sortie.style.langue if forme == "text" else Langue.FR
    if vacance is not None and depuis is not None:
        raise click.UsageError(_since_of_a_year(sujet))
    if vacance is None and _is_year(dossier, sujet, wanted=si or depuis is not None):
        from convrules.cli.annees import Question, explain_year

        annee = common.Annee().convert(sujet, None, None)
        asked = Question(annee=annee, au=day, depuis=depuis, si=si, forme=forme)
        return explain_year(dossier, asked, demande, sortie)
    if si and vacance is None:
        raise click.UsageError(_si_of_a_vacancy(sujet))
    if vacance is not None:
        found = _vacancy(dossier, vacance, day, si, langue)
    else:
        found = _element(dossier, sujet, day, langue)
    if forme == "json":
        from convrules.render.machine.parts import dumps, envelope

        sortie.write_json(dumps(envelope("explain", common.recu(dossier, day), found)))
    else:
        sortie.write(str(found["texte"]))
    return 0


def _vacancy(dossier: "Dossier", vacance: "Vacance", day: date, si: bool, langue: Langue) -> "Objet":
    from convrules.api.autrement import paths
    from convrules.api.dossier import decide, imputation
    from convrules.api.elements import around
    from convrules.render.document import to_text
    from convrules.render.explain import explain
    from convrules.render.explain_elements import beside
    from convrules.render.machine import vacancy
    from convrules.render.machine.elements import groups
    from convrules.render.otherwise import machine, otherwise_blocks
    from convrules.runtime.lives import ends_unrecorded

    decisions = decide(dossier, vacance, day)
    conventions = {p.convention.ident: p.convention for p in dossier.programmes}
    words = common.lexique(dossier)
    compte = imputation(dossier, vacance, day, decisions)
    near = around(dossier, vacance, day)
    told = explain(decisions, conventions, words, compte, fins_inconnues=ends_unrecorded(vacance, day))
    tried = list(paths(dossier, vacance, day)) if si else []
    blocks = otherwise_blocks([(p.convention.ident, one) for p, one in tried], words) if si else ()
    text = to_text((*told, *beside(near, day, words), *blocks), langue=langue)
    content = vacancy.explain(decisions, text, conventions, words, compte, groups(near))
    others: Objet = {p.convention.ident: machine(one) for p, one in tried}
    return {**content, "autrement": others} if si else content


def _si_of_a_vacancy(sujet: str) -> str:
    from convrules.facts.prenoms import shown_word

    return t(
        "--si se demande d'une année («\u202fexplain 2025 --si\u202f») ou d'une vacance, et aucune vacance "
        "ne s'appelle «\u202f{shown}\u202f».",
        shown=shown_word(sujet),
    )


def _check_since(sujet: str, depuis: int) -> None:
    if _ANNEE.fullmatch(sujet) is None:
        raise click.UsageError(_since_of_a_year(sujet))
    from convrules.cli.annees import check_since

    check_since(depuis, int(sujet))


def _since_of_a_year(sujet: str) -> str:
    from convrules.facts.prenoms import shown_word

    return t(
        "--since se demande d'une année («\u202fexplain 2025 --since 2024\u202f»), et «\u202f{shown}\u202f» "
        "n'en est pas une\u202f; le jour où l'on regarde se dit par --as-of.",
        shown=shown_word(sujet),
    )


def _is_year(dossier: "Dossier", sujet: str, *, wanted: bool) -> bool:
    """Is it a year, and no programme, dwelling or request of that name? wanted: an option says that it is."""
    if _ANNEE.fullmatch(sujet) is None:
        return False
    from convrules.api.elements import level_named

    return wanted or level_named(dossier, sujet) is None


def _element(dossier: "Dossier", sujet: str, day: date, langue: Langue) -> "Objet":
    from convrules.api.elements import about, level_named
    from convrules.facts.prenoms import shown_word

    niveau = level_named(dossier, sujet)
    if niveau is None:
        raise click.UsageError(
            t(
                "Aucune vacance « {shown} » dans les données, ni programme, logement, demande ou convention "
                "de ce nom.",
                shown=shown_word(sujet),
            )
        )
    from convrules.render.document import to_text
    from convrules.render.explain_elements import explain_element
    from convrules.render.machine.elements import groups

    found = about(dossier, niveau, sujet, day)
    text = to_text(explain_element(sujet, found, day, common.lexique(dossier)), langue=langue)
    return {"porte_sur": niveau.value, "element": sujet, "texte": text, "elements": groups(found)}


def _is_identifier(name: str) -> bool:
    """Among the data files, a word that looks like none: neither there, nor a pattern, nor named as one."""
    path = Path(name)
    return not (path.suffix.lower() in _DONNEES or len(path.parts) > 1 or has_magic(name) or path.exists())


def _explain_code(code: str, forme: str, sortie: Sortie) -> int:
    found = page(code)
    if found is None:
        known = codes()
        raise click.UsageError(
            t(
                "Le code {code} n'existe pas ; il y en a {n}, de {premier} à {dernier}.",
                code=code,
                n=str(len(known)),
                premier=known[0],
                dernier=known[-1],
            )
        )
    if forme == "json":
        from convrules.render.machine import check
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(check.page(found)))
    else:
        sortie.write(_told(found, sortie.style.langue))
    return 0


def _told(found: "Page", langue: Langue) -> str:
    head = t("{code} — {gravite} « {nom} »", code=found.code, gravite=found.gravite.value, nom=found.nom)
    shown = found if langue is Langue.FR else _english(found)
    return f"{dire(head, langue)}\n{_HOLE.sub('…', shown.message)}\n\n{shown.corps}"


def _english(found: "Page") -> "Page":
    from convrules.diagnostics.catalogue import english_page

    page = english_page(found.code)
    assert page is not None, f"{found.code} has no English page"
    return page
