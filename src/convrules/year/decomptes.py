"""The four counts of a holder's account, who exercised its rights, its parts beside the State's statistics.

Statistics are taken at the signature of the lease (CCH R. 441-2-9), in the civil year, on the account that
the data record, whatever the convention withdraws. Source: docs/langage, « Les livres d'un compte ».
"""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.base.outcomes import Issue, et
from convrules.year.assiette import Cadre
from convrules.year.fil import along
from convrules.year.lectures import Lues
from convrules.year.livres import Decompte, Exercice, Livres
from convrules.year.retraits import count
from convrules.year.statistiques import beside_leases
from convrules.year.suivi import Suivi, firm
from convrules.year.tenues import Tenue, all_happened, held_rows

EVENEMENTS: Final = ("orientation", "proposition", "attribution", "bail")


def books(cadre: Cadre, read: Lues, made: Lues, *, nommer: bool = False) -> Livres | None:
    """None for rules that are judged once per landlord: they have no holder. made: the same rules with the
    withdrawals made (`lectures.made_rules`). nommer: with the vacancies of each town."""
    if cadre.programme.convention.reservataire is None:
        return None
    held = list(held_rows(cadre))
    happened = {nom: all_happened(nom, held, cadre) for nom in EVENEMENTS}
    parts = {
        key: lue
        for key, lue in read.items()
        if isinstance(lue.clause.clause, ir.Part) and not key[1].nom and lue.cellules
    }
    # Why not of those that others share: what the holder has received is not set against what is due to all.
    told = [along(made[key], cadre, nommer=nommer) for key, lue in parts.items() if not lue.partagee]
    return Livres(
        decomptes=tuple(_counted(nom, held, happened[nom]) for nom in EVENEMENTS),
        exercices=tuple(_exercised(held, happened["proposition"], cadre)),
        rapprochements=tuple(beside_leases(read, cadre)),
        fils=tuple(fil for fil, _ in told),
        lieux=tuple(lieu for _, lieux in told for lieu in lieux),
    )


def _counted(nom: str, held: Sequence[Tenue], happened: Sequence[Issue]) -> Decompte:
    pairs = zip(held, happened, strict=True)
    found = [(tenue.suivi.vacance.ligne.id, et(tenue.issue, issue)) for tenue, issue in pairs]
    return Decompte(
        evenement=nom,
        nombre=count(issue for _, issue in found),
        lignes=tuple(ident for ident, issue in found if issue is True),
        possibles=tuple(ident for ident, issue in found if issue is not True and firm(issue) is not False),
    )


# --- who exercised the rights -------------------------------------------------------------------
def _exercised(held: Sequence[Tenue], proposed: Sequence[Issue], cadre: Cadre) -> Iterator[Exercice]:
    by: dict[str, list[str]] = {}
    for tenue, issue in zip(held, proposed, strict=True):
        if tenue.issue is issue is True:
            by.setdefault(_by_whom(tenue.suivi, cadre), []).append(tenue.suivi.vacance.ligne.id)
    for par, lignes in sorted(by.items()):
        yield Exercice(par=par, lignes=tuple(lignes))


def _by_whom(suivi: Suivi, cadre: Cadre) -> str:
    if cadre.choix.gestion_deleguee:
        return "bailleur"
    exercice = suivi.decision.exercice
    if exercice is None:
        return "réservataire"
    names = {d.nom or d.delegataire if d is not None else "réservataire" for d in exercice.possibles}
    return names.pop() if len(names) == 1 else ""
