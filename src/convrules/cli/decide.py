"""`convrules orient --decide` and `convrules journal cancel`: what somebody decided, recorded."""

from typing import TYPE_CHECKING

import click

from convrules.base.ressemblance import nearest
from convrules.base.texte import t
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
        raise click.UsageError(
            t("--decide « {nom} » : écrivez la vacance, un signe =, puis le titulaire.", nom=shown)
        )
    par = said("--par", dit[1])
    if par is None:
        raise click.UsageError(t("--decide demande --par : la fonction de qui décide (« chef de service »)."))
    motif = said("--motif", dit[2])
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    from convrules.api.decisions import Empeche, Voeu, record
    from convrules.api.demandees import unknown_vacancies
    from convrules.api.journal import refused
    from convrules.facts.journal.tenue import Refus

    unknown = unknown_vacancies(dossier, [vacance.strip()])
    if unknown is not None:
        raise click.UsageError(unknown)
    voeu = Voeu(vacance=vacance.strip(), titulaire=titulaire.strip(), par=par, motif=motif)
    receipt = common.recu(dossier, day)
    assert dossier.journal is not None, "a repository that opens has its journal"
    tenue = dossier.journal.tenue
    refuse_what_is_read(dossier.journal_file, (), dossier.guets)
    done = record(dossier, voeu, day, receipt, now)
    if isinstance(done, Empeche):
        sortie.note(t("Rien n'est enregistré : {obstacle}", obstacle=obstacle(done)))
        return 2
    if isinstance(done, Refus):
        sortie.note(t("Erreur : {texte}", texte=refused(tenue, done).texte))
        return 2
    if forme == "json":
        from convrules.render.machine.journal import decision
        from convrules.render.machine.parts import dumps

        sortie.write_json(dumps(decision(tenue.nom, done.ecrite.entree, receipt)))
    else:
        from convrules.render.journal_text import recorded_text

        sortie.write(recorded_text(sortie.here(tenue.nom), done.ecrite.entree, done.choisi, done.conseil))
    return 0


def said(option: str, text: str | None) -> str | None:
    """What one wrote of oneself, on one line; None when nothing."""
    if text is None:
        return None
    words = " ".join(text.split())
    if not words:
        raise click.UsageError(t("{option} est vide.", option=option))
    if len(words) > LONGUEUR_MAX:
        raise click.UsageError(t("{option} : {n} caractères au plus.", option=option, n=str(LONGUEUR_MAX)))
    if any(not c.isprintable() for c in words):
        raise click.UsageError(t("{option} contient un caractère qui ne s'imprime pas.", option=option))
    from convrules.facts.prenoms import free_text_form

    forme = free_text_form(words)
    if forme is not None:
        raise click.UsageError(
            t(
                "{option} porte ce qui ressemble {forme}. Le journal est gardé et ne nomme personne : "
                "dites une fonction, ou la raison sans la personne.",
                option=option,
                forme=forme.semblable,
            )
        )
    return words


def obstacle(found: "Empeche") -> str:
    from convrules.api.decisions import Obstacle

    what = found.precision
    match found.obstacle:
        case Obstacle.TITULAIRE_INCONNU:
            proche = nearest(what, found.connus)
            more = (
                t("Vouliez-vous dire « {proche} » ?", proche=proche)
                if proche
                else t("Il y a : {noms}.", noms=", ".join(found.connus))
            )
            return t("« {nom} » n'est pas un titulaire pour ce logement. {suite}", nom=what, suite=more)
        case Obstacle.IDENTIFIANT_DE_COMPTE:
            return t(
                "l'identifiant « {nom} » est aussi un compte, sur lequel le choix serait enregistré (CR650). "
                "Donnez à la convention un identifiant à tiret.",
                nom=what,
            )
        case Obstacle.MOTIF_ATTENDU:
            first = t("est « {nom} »", nom=what) if what else "n'est personne de certain"
            return t(
                "le premier conseillé {premier}. Dites pourquoi vous choisissez autrement : --motif.",
                premier=first,
            )
        case Obstacle.MOTIF_DE_REMPLACEMENT:
            return t(
                "la ligne {ligne} du journal en décide déjà. Dites pourquoi en changer : --motif.", ligne=what
            )
        case Obstacle.VIE_CLOSE:
            return t("les données disent que c'est fini pour cette vacance ({dit}).", dit=what)
        case Obstacle.DEJA_DIT:
            return t(
                "les données disent déjà une orientation le {jour}. Corrigez-les si elles se trompent.",
                jour=what,
            )
        case Obstacle.DATE_EXCLUE:
            day = t(" Premier jour possible : {jour} (--as-of).", jour=what) if what else ""
            return t("les données disent qu'aucune orientation n'avait eu lieu ce jour-là.{suite}", suite=day)
        case Obstacle.ENTRE_TEMPS:
            return t(
                "entre-temps, la ligne {ligne} du journal a décidé de cette vacance. Relisez le conseil.",
                ligne=what,
            )
        case Obstacle.ANTERIEURE:
            return t(
                "une décision du {jour} existe déjà : une nouvelle ne peut pas porter une date antérieure.",
                jour=what,
            )
        case Obstacle.LIGNE_INCONNUE:
            return t("la ligne {ligne} du journal n'existe pas, ou ne vaut déjà plus.", ligne=what)
        case Obstacle.DECIDEE_DEPUIS:
            return t(
                "la ligne {ligne} a décidé de cette vacance depuis cette annulation. Annulez-la d'abord.",
                ligne=what,
            )
