"""The journal of decisions, on a screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


def verified_text(nom: str, chaine: Chaine | None, temoins: Sequence[Temoin]) -> str:
    """Is the journal whole, what was noted of it elsewhere, and the head to note."""
    told = "".join(map(_witness, temoins))
    if chaine is None:
        return f"{cite(nom)} n'existe pas{FIN}: il a été supprimé ou déplacé.\n{told}"
    n = len(chaine.entrees)
    lines = numbers.count(n, "ligne")
    if chaine.rupture is not None:
        said = f"{cite(nom)} n'est pas entier{FIN}: la ligne {n + 1} ne peut pas être crue"
        before = f" ({lines} avant elle se suivent)" if n else ""
        return f"{said}{before}.\n"
    if chaine.fin is Fin.CRLF:
        return f"{cite(nom)} se lit{FIN}: {lines}, mais ses fins de ligne ont été changées.\n{told}"
    if chaine.fin is not Fin.NETTE:
        return (
            f"{cite(nom)} finit par une ligne interrompue ({chaine.lignes})\u202f; {lines} intactes.\n{told}"
        )
    told = f"{cite(nom)} est entier{FIN}: {lines}.\n{told}"
    if any(t.perdu for t in temoins):
        return told
    where = "(--tete, ou tete_du_journal dans convrules.toml)"
    return f"{told}Tête à noter ailleurs {where}{FIN}: {n}:{chaine.tete}\n"


def _witness(temoin: Temoin) -> str:
    if not temoin.perdu:
        return f"La ligne {temoin.rang} notée ({temoin.ou}) y est toujours.\n"
    what = "Les lignes d'alors n'y sont" if temoin.rang is None else f"La ligne {temoin.rang} notée n'y est"
    same = "ne sont plus les mêmes" if temoin.rang is None else "n'est plus la même"
    return (
        f"{what} pas, ou {same} ({temoin.ou}){FIN}: des lignes ont été retirées à la fin, ou le journal a "
        "été réécrit ou supprimé. Reprenez-le d'une sauvegarde.\n"
    )


def journal_text(nom: str, chaine: Chaine, vacance: str | None) -> str:
    """Every decision in order, and which of them still count."""
    standing = {e.rang for e in in_force(chaine)}
    kept = [e for e in chaine.entrees if vacance in (None, e.decision.vacance)]
    head = f"{cite(nom)}{FIN}: {numbers.count(len(kept), 'décision')}"
    about = f" sur {cite(vacance)}" if vacance is not None else ""
    if not kept:
        return f"{head}{about}\n"
    rows = [tuple(_row(e, chaine, standing)) for e in kept]
    return "\n".join([f"{head}{about}", "", *table(COLONNES, rows)]) + "\n"


def _row(entree: Entree, chaine: Chaine, standing: set[int]) -> Iterator[str]:
    decision = entree.decision
    yield str(entree.rang)
    yield numbers.jour(decision.jour)
    yield decision.vacance
    yield decided(entree, entree.rang in standing)
    yield _advice(entree)
    yield decision.par
    yield decision.motif or ""


def decided(entree: Entree, tient: bool) -> str:
    decision = entree.decision
    match decision.acte:
        case Acte.ANNULATION:
            return f"annule la ligne {decision.remplace}"
        case Acte.RESERVE:
            what = f"gardé par la réserve {cite(decision.clause or '')}"
        case Acte.ORIENTATION:
            what = decision.compte or ""
    replaced = f", remplace la ligne {decision.remplace}" if decision.remplace is not None else ""
    return f"{what}{replaced}{'' if tient else ' (ne vaut plus)'}"


def _advice(entree: Entree) -> str:
    conseil = entree.decision.conseil
    if conseil is None:
        return ""
    if conseil.propose is None:
        return "personne de certain"
    return "suivi" if conseil.propose == entree.decision.compte else conseil.propose


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


def repaired_text(nom: str, done: Reparee | None) -> str:
    if done is None:
        return f"{cite(nom)} n'a rien à réparer.\n"
    n = numbers.count(len(done.chaine.entrees), "ligne")
    if done.garde is None:
        return f"{cite(nom)}{FIN}: la dernière ligne a reçu la fin qui lui manquait\u202f; {n}.\n"
    if done.de is Fin.CRLF:
        before = f"Tel qu'il était{FIN}: {cite(done.garde)}."
        return f"{cite(nom)} a retrouvé ses fins de ligne\u202f; {n}. {before}\n"
    return f"{cite(nom)}{FIN}: {n}. Ce que la panne avait laissé est dans {cite(done.garde)}, à côté.\n"
