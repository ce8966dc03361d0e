"""The annual report on a screen of a hundred columns: what the landlord reads before it is sent."""

from collections.abc import Iterator

from convrules.render import numbers
from convrules.render.annuel import mots
from convrules.render.bounds import bornes
from convrules.render.lexicon import Lexique, code
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.year.annuel.model import BilanAnnuel, Releve, Retraits, Sorte
from convrules.year.annuel.retraits import PARTOUT

CHIFFRES = (Colonne(titre="Proposés", droite=True), Colonne(titre="Attribués", droite=True))


def annual_text(bilan: BilanAnnuel, lexique: Lexique) -> str:
    """The landlord's copy: where every dwelling stands, each holder, withdrawals, recipients."""
    lines = [f"Bilan annuel {bilan.annee}, vu au {numbers.jour(bilan.au)}", ""]
    for said in (mots.due(bilan), *mots.warnings(bilan)):
        lines += [*wrap(said, LARGEUR), ""]
    lines += _shared_out(bilan)
    for releve in bilan.releves:
        if releve.groupe.sorte is Sorte.RESERVATAIRE:
            lines += ["", *_statement(releve, bilan, lexique)]
    for retraits in bilan.retraits:
        if retraits.convention == PARTOUT:
            lines += ["", *_withdrawals(retraits, bilan)]
    lines += ["", *_recipients(bilan)]
    return "\n".join(lines) + "\n"


def _shared_out(bilan: BilanAnnuel) -> Iterator[str]:
    yield "Où est chaque logement proposé ou attribué"
    rows = [
        (mots.group(groupe), bornes(m.propose), bornes(m.attribue))
        for groupe, m in bilan.partage
        if groupe.sorte is Sorte.RESERVATAIRE or m.propose.max or m.attribue.max
    ]
    rows.append(("Total", bornes(bilan.total.propose), bornes(bilan.total.attribue)))
    yield from table((Colonne(titre="Réservataire ou situation", souple=True), *CHIFFRES), rows)


def _statement(releve: Releve, bilan: BilanAnnuel, lexique: Lexique) -> Iterator[str]:
    yield mots.group(releve.groupe)
    rows = [("Total", "", bornes(releve.total.propose), bornes(releve.total.attribue))]
    for tableau in releve.tableaux:
        for rang, (valeur, m) in enumerate(tableau.lignes):
            label = mots.value(tableau.axe, valeur, bilan.periodes)
            head = mots.AXES[tableau.axe] if rang == 0 else ""
            rows.append((head, label, bornes(m.propose), bornes(m.attribue)))
    columns = (Colonne(titre="Dimension", souple=True), Colonne(titre="Valeur", souple=True), *CHIFFRES)
    yield from table(columns, rows)
    yield from wrap(mots.doubts(releve, lexique), LARGEUR)


def _withdrawals(retraits: Retraits, bilan: BilanAnnuel) -> Iterator[str]:
    yield "Logements soustraits du flux, par catégorie d'opération"
    columns = (
        Colonne(titre="Catégorie", souple=True),
        Colonne(titre=f"Prévus {bilan.annee}", droite=True),
        Colonne(titre="Soustraits", droite=True),
        Colonne(titre="Attribués", droite=True),
        Colonne(titre=f"Prévus {bilan.annee + 1}", droite=True),
    )
    rows = [
        (
            code(line.categorie),
            mots.forecast(line.prevu),
            bornes(line.realise),
            bornes(line.attribue),
            mots.forecast(line.prevu_suivant),
        )
        for line in retraits.lignes
    ]
    yield from table(columns, rows)


def _recipients(bilan: BilanAnnuel) -> Iterator[str]:
    yield "Destinataires"
    columns = (
        Colonne(titre="Destinataire", souple=True),
        Colonne(titre="Ce qu'il voit", souple=True),
        Colonne(titre="Dernier jour"),
        Colonne(titre="Dossier", souple=True),
    )
    rows = [
        (
            envoi.nom,
            mots.VUES[envoi.vue],
            numbers.jour_court(envoi.limite) if envoi.limite is not None else "–",
            envoi.dossier,
        )
        for envoi in bilan.envois
    ]
    yield from table(columns, rows)
