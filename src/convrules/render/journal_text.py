"""The journal of decisions, on a screen."""

from collections.abc import Iterator, Sequence

from convrules.base.anglais import dire
from convrules.base.records import dataclass, replace
from convrules.base.texte import Langue, Texte, en_deux_langues, t
from convrules.facts.journal.chaine import Acte, Chaine, Entree, Fin, in_force
from convrules.facts.journal.tenue import Reparee
from convrules.orientation.model import Candidat, Orientation, Rangement
from convrules.render import numbers
from convrules.render.french import cite
from convrules.render.tables import Colonne, table

FIN = numbers.FINE
COLONNES = (
    Colonne(titre="Ligne", droite=True),
    Colonne(titre="Date"),
    Colonne(titre="Vacance"),
    Colonne(titre="Décision", souple=True),
    Colonne(titre="Conseil", souple=True),
    Colonne(titre="Par", souple=True),
    Colonne(titre="Motif", souple=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temoin:
    """What was noted of the journal elsewhere. `ou`: where, as one writes it; `rang`: how many lines there
    were, None when nothing says so."""

    ou: str
    rang: int | None
    perdu: bool


def verified_text(
    nom: str, chaine: Chaine | None, temoins: Sequence[Temoin], langue: Langue = Langue.FR
) -> str:
    """Is the journal whole, what was noted of it elsewhere, and the head to note."""
    told = [_state(nom, chaine)]
    if chaine is None or chaine.rupture is None:
        told += [_witness(one) for one in temoins]
    sound = chaine is not None and chaine.rupture is None and chaine.fin is Fin.NETTE
    if sound and chaine is not None and not any(one.perdu for one in temoins):
        head = f"{len(chaine.entrees)}:{chaine.tete}"
        told.append(
            t(
                "Tête à noter ailleurs (--tete, ou tete_du_journal dans convrules.toml)\u202f: {tete}\n",
                tete=head,
            )
        )
    return "".join(dire(line, langue) for line in told)


def _state(nom: str, chaine: Chaine | None) -> str:
    if chaine is None:
        return t("«\u00a0{nom}\u00a0» n'existe pas\u202f: il a été supprimé ou déplacé.\n", nom=nom)
    n = len(chaine.entrees)
    lines = numbers.count(n, "ligne")
    if chaine.rupture is not None:
        wrong = str(n + 1)
        if not n:
            return t(
                "«\u00a0{nom}\u00a0» n'est pas entier\u202f: la ligne {rang} ne peut pas être crue.\n",
                nom=nom,
                rang=wrong,
            )
        return t(
            "«\u00a0{nom}\u00a0» n'est pas entier\u202f: la ligne {rang} ne peut pas être crue "
            "({lignes} avant elle se suivent).\n",
            nom=nom,
            rang=wrong,
            lignes=lines,
        )
    if chaine.fin is Fin.CRLF:
        return t(
            "«\u00a0{nom}\u00a0» se lit\u202f: {lignes}, mais ses fins de ligne ont été changées.\n",
            nom=nom,
            lignes=lines,
        )
    if chaine.fin is not Fin.NETTE:
        if n < 2:
            return t(
                "«\u00a0{nom}\u00a0» finit par une ligne interrompue ({rang})\u202f; {lignes} intacte.\n",
                nom=nom,
                rang=str(chaine.lignes),
                lignes=lines,
            )
        return t(
            "«\u00a0{nom}\u00a0» finit par une ligne interrompue ({rang})\u202f; {lignes} intactes.\n",
            nom=nom,
            rang=str(chaine.lignes),
            lignes=lines,
        )
    return t("«\u00a0{nom}\u00a0» est entier\u202f: {lignes}.\n", nom=nom, lignes=lines)


def _witness(temoin: Temoin) -> str:
    if not temoin.perdu:
        return t("La ligne {rang} notée ({ou}) y est toujours.\n", rang=str(temoin.rang), ou=temoin.ou)
    if temoin.rang is None:
        lost = t("Les lignes d'alors n'y sont pas, ou ne sont plus les mêmes ({ou})", ou=temoin.ou)
    else:
        lost = t(
            "La ligne {rang} notée n'y est pas, ou n'est plus la même ({ou})",
            rang=str(temoin.rang),
            ou=temoin.ou,
        )
    return t(
        "{perdu}\u202f: des lignes ont été retirées à la fin, ou le journal a été réécrit ou supprimé. "
        "Reprenez-le d'une sauvegarde.\n",
        perdu=lost,
    )


def journal_text(nom: str, chaine: Chaine, vacance: str | None, langue: Langue = Langue.FR) -> str:
    """Every decision in order, and which of them still count."""
    standing = {e.rang for e in in_force(chaine)}
    kept = [e for e in chaine.entrees if vacance in (None, e.decision.vacance)]
    decisions = numbers.count(len(kept), "décision")
    head = t("«\u00a0{nom}\u00a0»\u202f: {decisions}", nom=nom, decisions=decisions)
    if vacance is not None:
        head = t("{tete} sur «\u00a0{vacance}\u00a0»", tete=head, vacance=vacance)
    if not kept:
        return f"{dire(head, langue)}\n"
    rows = [[dire(cell, langue) for cell in _row(e, standing)] for e in kept]
    columns = [replace(column, titre=dire(column.titre, langue)) for column in COLONNES]
    return "\n".join([dire(head, langue), "", *table(columns, rows)]) + "\n"


def _row(entree: Entree, standing: set[int]) -> Iterator[str]:
    decision = entree.decision
    yield str(entree.rang)
    yield numbers.jour(decision.jour)
    yield _written(decision.vacance)
    yield decided(entree, entree.rang in standing)
    yield _advice(entree)
    yield _written(decision.par)
    yield _written(decision.motif or "")


def _written(texte: str) -> Texte:
    """What a person wrote: the same in every language."""
    return en_deux_langues(texte, texte)


def decided(entree: Entree, tient: bool) -> str:
    decision = entree.decision
    match decision.acte:
        case Acte.ANNULATION:
            return t("annule la ligne {rang}", rang=str(decision.remplace))
        case Acte.RESERVE:
            what: str = t("gardé par la réserve «\u00a0{nom}\u00a0»", nom=decision.clause or "")
        case Acte.ORIENTATION:
            what = _written(decision.compte or "")
    if decision.remplace is not None:
        what = t("{quoi}, remplace la ligne {rang}", quoi=what, rang=str(decision.remplace))
    return what if tient else t("{quoi} (ne vaut plus)", quoi=what)


def _advice(entree: Entree) -> str:
    conseil = entree.decision.conseil
    if conseil is None:
        return ""
    if conseil.propose is None:
        return "personne de certain"
    return "suivi" if conseil.propose == entree.decision.compte else _written(conseil.propose)


def recorded_text(nom: str, entree: Entree, choisi: Candidat, conseil: Orientation) -> str:
    """The decision as recorded, and what the advice had to say against it."""
    lines = [f"{entree.decision.vacance}{FIN}: {decided(entree, True)}."]
    if choisi.rangement is Rangement.INELIGIBLE:
        refusing = f" (clause {cite(choisi.clause.clause)})" if choisi.clause is not None else ""
        lines.append(f"Attention{FIN}: la convention l'écarte pour ce logement{refusing}.")
    if choisi.rangement is Rangement.INDETERMINE:
        unsure = (
            "son rang n'est pas connu" if choisi.place_inconnue else "on ne sait pas s'il peut le recevoir"
        )
        lines.append(f"Attention{FIN}: {unsure}.")
    first = conseil.propose
    if first is not None and first.ident != choisi.ident:
        lines.append(f"Le premier conseillé était {first.ident}.")
    lines.append(f"Enregistré dans {cite(nom)}, ligne {entree.rang}.")
    return "\n".join(lines) + "\n"


def repaired_text(nom: str, done: Reparee | None, langue: Langue = Langue.FR) -> str:
    return dire(_repaired(nom, done), langue)


def _repaired(nom: str, done: Reparee | None) -> str:
    if done is None:
        return t("«\u00a0{nom}\u00a0» n'a rien à réparer.\n", nom=nom)
    lines = numbers.count(len(done.chaine.entrees), "ligne")
    if done.garde is None:
        return t(
            "«\u00a0{nom}\u00a0»\u202f: la dernière ligne a reçu la fin qui lui manquait\u202f; {lignes}.\n",
            nom=nom,
            lignes=lines,
        )
    if done.de is Fin.CRLF:
        return t(
            "«\u00a0{nom}\u00a0» a retrouvé ses fins de ligne\u202f; {lignes}. "
            "Tel qu'il était\u202f: «\u00a0{garde}\u00a0».\n",
            nom=nom,
            lignes=lines,
            garde=done.garde,
        )
    return t(
        "«\u00a0{nom}\u00a0»\u202f: {lignes}. Ce que la panne avait laissé est dans "
        "«\u00a0{garde}\u00a0», à côté.\n",
        nom=nom,
        lignes=lines,
        garde=done.garde,
    )
