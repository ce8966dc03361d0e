"""CR853 to CR855, CR861 to CR863, CR869, CR878 to CR882, CR891 to CR893: what files seem to lack."""

from collections.abc import Mapping
from typing import Final

from convrules.base.source import Span
from convrules.base.texte import Texte, compte, t, tel_quel
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.donnees import donnee


def fichier_manquant(*, span: Span, motif: str, fichiers: str, nombre: str, presents: str) -> Diagnostic:
    """`span`: in the mapping. `fichiers`: the first of them, quoted."""
    args = {"motif": motif, "fichiers": fichiers, "nombre": nombre, "presents": presents}
    return Diagnostic(code="CR861", span=span, args=args)


def fichier_sans_ligne(*, span: Span, table: str) -> Diagnostic:
    """Others of its table have rows."""
    return donnee("CR862", span, table=table)


_SENS: Final[Mapping[str, str]] = {
    "refus": t("personne n'a refusé"),
    "candidatures": t("il n'y a eu aucun candidat"),
    "droits": t("aucun droit ne pèse sur aucun logement"),
    "previsions": t("rien n'est annoncé"),
    "vacances_attendues": t("il ne viendra plus de vacance"),
    "journal": t("aucun acte n'a été fait"),
    "soustractions": t("rien n'a été prévu ni annoncé, pas même zéro"),
    "soldes": t("aucun solde n'est connu"),
}
"""What is read of a table without a row. Of the others: nothing is known of what is cited."""


def table_sans_ligne(*, span: Span, table: str) -> Diagnostic:
    """`span`: its first file."""
    return donnee(
        "CR855",
        span,
        table=table,
        quoi=t("n'a aucune ligne"),
        sens=_SENS.get(table, t("rien n'est su de ce qu'elle décrirait")),
        remede=t(
            "Refaites cet export si des lignes y étaient attendues\u202f; si la table est vide à bon droit, "
            "rien n'est à faire\u202f; si elle n'est pas tenue, ôtez-la de la correspondance."
        ),
    )


def prevision_muette(*, span: Span, jours: str, ou: str) -> Diagnostic:
    """The same of what is left of a period, the forecast having other rows. `span`: the first; `jours`: what
    is left; `ou`: of which conventions."""
    return donnee(
        "CR855",
        span,
        table="vacances_attendues",
        quoi=t(
            "n'a aucune ligne qui parle, sur le territoire {ou}, de ce qui reste à venir {jours}",
            ou=ou,
            jours=jours,
        ),
        sens=t("il n'y viendra aucune vacance"),
        remede=t(
            "Ajoutez-y ce qui peut encore venir ces jours-là, sur ce territoire\u202f; s'il n'en viendra "
            "aucune, dites-le par une ligne de ces jours et de ce territoire dont «\u202fmax\u202f» vaut "
            "0\u202f; si la prévision n'est pas tenue, ôtez la table de la correspondance."
        ),
    )


def mois_sans_vacance(*, span: Span, champ: str, mois: str, avant: str, apres: str) -> Diagnostic:
    """`span`: the first row of the month that follows. `avant`, `apres`: vacancies of the months around."""
    return donnee("CR863", span, champ=champ, mois=mois, avant=avant, apres=apres)


def mois_absents_au_bord(
    *, span: Span, champ: str, mois: str, bord: str, nombre: str, ailleurs: str
) -> Diagnostic:
    """`span`: a row of the nearest month that has some. `bord`: « début » or « fin ». `nombre`: vacancies of
    these months; `ailleurs`: of a usual month."""
    args = {"champ": champ, "mois": mois, "bord": bord, "nombre": nombre, "ailleurs": ailleurs}
    return donnee("CR853", span, **args)


def annees_sans_vacance(*, span: Span, annees: str, annee: str) -> Diagnostic:
    """`span`: a row of another year. `annees`: those that have none; `annee`: the year judged last."""
    quels = t("les soldes que {annee} reçoit", annee=annee)
    sinon = t(
        "Si vous ne les avez plus, jugez {annee} sans «\u202f--since\u202f» (ou sans cette année-là dans "
        "«\u202fcompare\u202f»), ses soldes étant dits dans la table «\u202fsoldes\u202f».",
        annee=annee,
    )
    return donnee("CR891", span, annees=annees, quoi=annees, quels=quels, sinon=sinon)


def annee_jugee_sans_vacance(*, span: Span, annee: str, conventions: str, peut_etre: int) -> Diagnostic:
    """The same of the year judged. `span`: a row of another year. `conventions`: those on whose territory
    there is none, quoted; empty where there is none anywhere. `peut_etre`: rows that are perhaps of it."""
    return donnee(
        "CR891",
        span,
        annees=annee,
        quoi=_year_on(annee, conventions),
        quels=t("les verdicts de {annee}", annee=annee),
        sinon=_and_undated(peut_etre, SANS_SUITE),
    )


SANS_SUITE: Final = t("S'il n'y en a eu aucune, ce constat ne demande rien.")


def annee_du_bilan_sans_vacance(
    *, span: Span, annee: str, conventions: str, peut_etre: int, declaree: bool
) -> Diagnostic:
    """The same of the year of an annual report. `declaree`: a file was read that the mapping says may be
    empty."""
    say_so = t(
        "S'il n'y en a eu aucune, dites-le par un fichier qui n'a que ses titres et par "
        "«\u202fpeut être vide: oui\u202f»\u202f; le bilan est incomplet sans cela."
    )
    return donnee(
        "CR891",
        span,
        annees=annee,
        quoi=_year_on(annee, conventions),
        quels=t("les nombres du bilan de {annee}", annee=annee),
        sinon=_and_undated(peut_etre, SANS_SUITE if declaree else say_so),
    )


def _and_undated(lignes: int, sinon: Texte) -> Texte:
    """Rows that are perhaps of the year, and what else there is to do."""
    undated = compte(
        lignes,
        "Une ligne, refusée ou sans date sûre, en est peut-être\u202f: corrigez-la aussi. {sinon}",
        "{n} lignes, refusées ou sans date sûre, en sont peut-être\u202f: corrigez-les aussi. {sinon}",
        sinon=sinon,
    )
    return undated if lignes else sinon


def _year_on(annee: str, conventions: str) -> Texte:
    ou = t("{annee} sur le territoire de {conventions}", annee=annee, conventions=conventions)
    return ou if conventions else tel_quel(annee)


def prevision_recouverte(*, span: Span, lignes: str, vacances: str, trop: str, remede: str) -> Diagnostic:
    """`span`: the first row. `lignes`: of the forecast; `vacances`: the first that its days hold, quoted;
    `trop`: how many are perhaps doubled; `remede`: as they come before the row should begin or after."""
    return donnee("CR892", span, lignes=lignes, vacances=vacances, trop=trop, remede=remede)


def periode_non_couverte(
    *, span: Span, champ: str, jour: str, jours: str, mois: str, ou: str, dit: str, remede: str
) -> Diagnostic:
    """`span`: in the mapping, where it says `jour`. `jours`: what is judged and not covered; `mois`: the
    months there; `ou`: what they may be missing from, and whose they are; `dit`: what is said of the year
    all the same; `remede`: what to do about it."""
    args = {"champ": champ, "jour": jour, "jours": jours, "mois": mois, "ou": ou}
    return Diagnostic(code="CR893", span=span, args={**args, "dit": dit, "remede": remede})


def fichiers_absents_au_bord(*, span: Span, mois: str, bord: str, fichiers: str, nombre: str) -> Diagnostic:
    """`span`: the first or the last file that is there. `fichiers`: the first of them, quoted."""
    return donnee("CR854", span, mois=mois, bord=bord, fichiers=fichiers, nombre=nombre)


def evenement_tari(
    *, span: Span, champ: str, autre: str, quoi: str, nombre: str, part: str, depuis: str, jour: str
) -> Diagnostic:
    """`span`: in the mapping, where it says `jour`. `quoi`: which vacancies.
    `nombre`: those that lack it; `part`: per hundred of those before, that have it. `depuis`: the day of
    `autre` of the first."""
    args = {"champ": champ, "autre": autre, "quoi": quoi, "nombre": nombre, "part": part}
    return Diagnostic(code="CR869", span=span, args={**args, "depuis": depuis, "jour": jour})


def evenement_absent(
    *, span: Span, champ: str, autre: str, quoi: str, nombre: str, part: str, du: str, au: str, jour: str
) -> Diagnostic:
    """The same, of vacancies whose `autre` is from `du` to `au`; `part`: per hundred of the others."""
    args = {"champ": champ, "autre": autre, "quoi": quoi, "nombre": nombre, "part": part}
    return Diagnostic(code="CR880", span=span, args={**args, "du": du, "au": au, "jour": jour})


def evenement_omis(*, span: Span, champ: str, suites: str, nombre: str, vacances: str) -> Diagnostic:
    """`span`: in the mapping. `suites`: what is dated beside it, quoted. `nombre`: how many vacancies;
    `vacances`: the first of them."""
    args = {"champ": champ, "suites": suites, "nombre": nombre, "vacances": vacances}
    return Diagnostic(code="CR881", span=span, args=args)


def evenement_vide(
    *, span: Span, champ: str, autre: str, quoi: str, nombre: str, dates: str, jour: str
) -> Diagnostic:
    """`nombre`: vacancies whose `autre` is old enough; `dates`: how many of them have `champ`."""
    args = {"champ": champ, "autre": autre, "quoi": quoi, "nombre": nombre, "dates": dates, "jour": jour}
    return Diagnostic(code="CR882", span=span, args=args)


def candidatures_taries(*, span: Span, quoi: str, nombre: str, part: str, depuis: str) -> Diagnostic:
    """`span`: the first vacancy that lacks them. `part`: per hundred of those before, that have some."""
    return donnee("CR878", span, quoi=quoi, nombre=nombre, part=part, depuis=depuis)


def candidatures_absentes(*, span: Span, quoi: str, nombre: str, part: str, du: str, au: str) -> Diagnostic:
    """The same, from `du` to `au`; `part`: per hundred of the others."""
    return donnee("CR866", span, quoi=quoi, nombre=nombre, part=part, du=du, au=au)


def retenu_sans_candidature(*, span: Span, vacance: str, nombre: str) -> Diagnostic:
    """`span`: the first of them."""
    return donnee("CR879", span, vacance=vacance, nombre=nombre)
