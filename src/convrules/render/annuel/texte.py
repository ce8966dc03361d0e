"""The annual report on a screen of a hundred columns: what the landlord reads before it is sent."""

from collections.abc import Iterator

from convrules.base.anglais import dire, dit
from convrules.base.texte import Langue, t, tel_quel
from convrules.render import numbers
from convrules.render.annuel import mots
from convrules.render.bounds import bornes
from convrules.render.french import joined
from convrules.render.lexicon import Lexique, code
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.year.annuel.model import BilanAnnuel, Envoi, Releve, Retraits, Sorte
from convrules.year.annuel.retraits import PARTOUT

CHIFFRES = (Colonne(titre=t("Proposés"), droite=True), Colonne(titre=t("Attribués"), droite=True))


def annual_text(bilan: BilanAnnuel, lexique: Lexique, langue: Langue = Langue.FR) -> str:
    """The landlord's copy: where every dwelling stands, each holder, withdrawals, recipients."""
    lines: list[str] = [
        t("Bilan annuel {annee}, vu au {au}", annee=str(bilan.annee), au=numbers.jour(bilan.au)),
        "",
    ]
    for said in (mots.due(bilan), *mots.warnings(bilan)):
        lines += [*wrap(dire(said, langue), LARGEUR), ""]
    lines += _shared_out(bilan, langue)
    for releve in bilan.releves:
        if releve.groupe.sorte is Sorte.RESERVATAIRE:
            lines += ["", *_statement(releve, bilan, lexique, langue)]
    for retraits in bilan.retraits:
        if retraits.convention == PARTOUT:
            lines += ["", *_withdrawals(retraits, bilan, langue)]
    lines += ["", *_recipients(bilan, langue)]
    return "\n".join(dit(line, langue) for line in lines) + "\n"


def _shared_out(bilan: BilanAnnuel, langue: Langue) -> Iterator[str]:
    yield t("Où est chaque logement proposé ou attribué")
    rows: list[tuple[str, ...]] = [
        (mots.group(groupe), bornes(m.propose), bornes(m.attribue))
        for groupe, m in bilan.partage
        if groupe.sorte is Sorte.RESERVATAIRE or m.propose.max or m.attribue.max
    ]
    rows.append((t("Total"), bornes(bilan.total.propose), bornes(bilan.total.attribue)))
    yield from table(
        (Colonne(titre=t("Réservataire ou situation"), souple=True), *CHIFFRES), rows, langue=langue
    )


def _statement(releve: Releve, bilan: BilanAnnuel, lexique: Lexique, langue: Langue) -> Iterator[str]:
    yield mots.group(releve.groupe)
    rows: list[tuple[str, ...]] = [
        (t("Total"), "", bornes(releve.total.propose), bornes(releve.total.attribue))
    ]
    for tableau in releve.tableaux:
        for rang, (valeur, m) in enumerate(tableau.lignes):
            label = mots.value(tableau.axe, valeur, bilan.periodes)
            head = mots.AXES[tableau.axe] if rang == 0 else ""
            rows.append((head, label, bornes(m.propose), bornes(m.attribue)))
    columns = (Colonne(titre="Dimension", souple=True), Colonne(titre="Valeur", souple=True), *CHIFFRES)
    yield from table(columns, rows, langue=langue)
    yield from wrap(dire(mots.doubts(releve, lexique), langue), LARGEUR)


def _withdrawals(retraits: Retraits, bilan: BilanAnnuel, langue: Langue) -> Iterator[str]:
    yield t("Logements soustraits du flux, par catégorie d'opération")
    columns = (
        Colonne(titre=t("Catégorie"), souple=True),
        Colonne(titre=t("Prévus {annee}", annee=str(bilan.annee)), droite=True),
        Colonne(titre="Soustraits", droite=True),
        Colonne(titre=t("Attribués"), droite=True),
        Colonne(titre=t("Prévus {x}", x=str(bilan.annee + 1)), droite=True),
    )
    rows = [
        (
            code(line.categorie),
            mots.forecast(line, "prevu"),
            bornes(line.realise),
            bornes(line.attribue),
            mots.forecast(line, "prevu_suivant"),
        )
        for line in retraits.lignes
    ]
    yield from table(columns, rows, langue=langue)
    if mots.unspoken([retraits]):
        yield from wrap(dire(mots.LECTURE_AUCUNE, langue), LARGEUR)


def _recipients(bilan: BilanAnnuel, langue: Langue) -> Iterator[str]:
    """Without a column of last days where no convention writes one."""
    yield t("Destinataires")
    dated = any(envoi.limite is not None for envoi in bilan.envois)
    columns = (
        Colonne(titre="Destinataire", souple=True),
        Colonne(titre=t("Ce qu'il voit"), souple=True),
        *((Colonne(titre=t("Dernier jour")),) if dated else ()),
        Colonne(titre="Dossier", souple=True),
    )
    rows = [
        (
            joined([said for said in (tel_quel(envoi.nom), mots.also_named(envoi)) if said], ", "),
            mots.VUES[envoi.vue],
            *((_last_day(envoi, bilan),) if dated else ()),
            envoi.dossier,
        )
        for envoi in bilan.envois
    ]
    yield from table(columns, rows, langue=langue)
    if said := mots.past(bilan):
        yield from wrap(dire(said, langue), LARGEUR)


def _last_day(envoi: Envoi, bilan: BilanAnnuel) -> str:
    """That of the law where no clause gives one."""
    if envoi.limite is not None:
        return numbers.jour_court(envoi.limite)
    return t("{jour} (la loi)", jour=numbers.jour_court(mots.day_of_law(bilan)))
