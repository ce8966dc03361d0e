"""`convrules orient --decide` and `convrules journal cancel`: what somebody decided, recorded."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from convrules.cli import common
from convrules.cli.output import Sortie, refuse_what_is_read
from convrules.cli.today import now

if TYPE_CHECKING:
    from convrules.api.decisions import Empeche

LONGUEUR_MAX = 500


def decided(
    sortie: Sortie, demande: common.Demande, dit: tuple[str, str | None, str | None], forme: str
) -> int:
    """Record one decision. dit: « ID=TITULAIRE », by whom, why."""
    from convrules.facts.prenoms import shown_word

    vacance, sign, titulaire = dit[0].rpartition("=")
    if not sign or not vacance.strip() or not titulaire.strip():
        shown = shown_word(dit[0])
        raise click.UsageError(f"--decide « {shown} » : écrivez la vacance, un signe =, puis le titulaire.")
    par = said("--par", dit[1])
    if par is None:
        raise click.UsageError("--decide demande --par : la fonction de qui décide (« chef de service »).")
    motif = said("--motif", dit[2])
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    if all(v.id != vacance.strip() for v in dossier.faits.vacances):
        raise click.UsageError(f"Aucune vacance « {shown_word(vacance.strip())} » dans les données.")
    from convrules.api.decisions import Empeche, Voeu, record
    from convrules.api.journal import refused
    from convrules.facts.journal.tenue import Refus

    voeu = Voeu(vacance=vacance.strip(), titulaire=titulaire.strip(), par=par, motif=motif)
    receipt = common.recu(dossier, day)
    assert dossier.journal is not None, "a repository that opens has its journal"
    tenue = dossier.journal.tenue
    refuse_what_is_read(dossier.journal_file, (), dossier.guets)
    done = record(dossier, voeu, day, receipt, now)
    if isinstance(done, Empeche):
        sortie.note(f"Rien n'est enregistré : {obstacle(done)}")
        return 2
    if isinstance(done, Refus):
        sortie.note(f"Erreur : {refused(tenue, done).texte}")
        return 2
    if forme == "json":
        from convrules.render.machine.journal import decision
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(decision(tenue.nom, done.ecrite.entree, receipt)))
    else:
        from convrules.render.journal_text import recorded_text

        sortie.write(recorded_text(tenue.nom, done.ecrite.entree, done.choisi, done.conseil))
    return 0


def said(option: str, text: str | None) -> str | None:
    """What one wrote of oneself, on one line; None when nothing."""
    if text is None:
        return None
    words = " ".join(text.split())
    if not words:
        raise click.UsageError(f"{option} est vide.")
    if len(words) > LONGUEUR_MAX:
        raise click.UsageError(f"{option} : {LONGUEUR_MAX} caractères au plus.")
    if any(not c.isprintable() for c in words):
        raise click.UsageError(f"{option} contient un caractère qui ne s'imprime pas.")
    from convrules.facts.prenoms import free_text_form

    forme = free_text_form(words)
    if forme is not None:
        raise click.UsageError(
            f"{option} porte ce qui ressemble {forme.semblable}. Le journal est gardé et ne nomme personne : "
            "dites une fonction, ou la raison sans la personne."
        )
    return words


def obstacle(found: "Empeche") -> str:
    from convrules.api.decisions import Obstacle

    what = found.precision
    match found.obstacle:
        case Obstacle.TITULAIRE_INCONNU:
            close = get_close_matches(what, found.connus, n=1)
            more = f"Vouliez-vous dire « {close[0]} » ?" if close else f"Il y a : {', '.join(found.connus)}."
            return f"« {what} » n'est pas un titulaire pour ce logement. {more}"
        case Obstacle.MOTIF_ATTENDU:
            first = f"est « {what} »" if what else "n'est personne de certain"
            return f"le premier conseillé {first}. Dites pourquoi vous choisissez autrement : --motif."
        case Obstacle.MOTIF_DE_REMPLACEMENT:
            return f"la ligne {what} du journal en décide déjà. Dites pourquoi en changer : --motif."
        case Obstacle.VIE_CLOSE:
            return f"les données disent que c'est fini pour cette vacance ({what})."
        case Obstacle.DEJA_DIT:
            return f"les données disent déjà une orientation le {what}. Corrigez-les si elles se trompent."
        case Obstacle.DATE_EXCLUE:
            day = f" Premier jour possible : {what} (--as-of)." if what else ""
            return f"les données disent qu'aucune orientation n'avait eu lieu ce jour-là.{day}"
        case Obstacle.ENTRE_TEMPS:
            return f"entre-temps, la ligne {what} du journal a décidé de cette vacance. Relisez le conseil."
        case Obstacle.ANTERIEURE:
            return (
                f"une décision du {what} existe déjà : une nouvelle ne peut pas porter une date antérieure."
            )
        case Obstacle.LIGNE_INCONNUE:
            return f"la ligne {what} du journal n'existe pas, ou ne vaut déjà plus."
