"""Other policies tried on a year that is replayed: each in the place of the landlord's, the rest as it is."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from convrules import ir
from convrules.api.dossier import Dossier, politique_of
from convrules.api.journal import JOURNAL
from convrules.api.load import Depot, Empechement, Fichier, display_name, read_file
from convrules.api.rejeu import replay
from convrules.api.simulation import Refusee
from convrules.api.verification import check_depot
from convrules.base.records import dataclass, replace
from convrules.base.texte import t, tel_quel
from convrules.diagnostics.catalogue import is_error
from convrules.facts.readers.ordinaires import real_path
from convrules.orientation.replayed import Manche, Pas, Rejeu, silence
from convrules.render.french import cite, joined

SEUL: Final = t("retard seul")
POLITIQUE: Final = "politique"


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """A policy of another file."""

    nom: str
    fichier: Fichier


def read_policy(depot: Depot, path: Path) -> Essai | Empechement:
    read = read_file(path, depot.beside(path))
    if isinstance(read, Empechement):
        return read
    if read.genre != POLITIQUE:
        return Empechement(texte=t("« {nom} » n'est pas une politique.", nom=display_name(path)))
    if real_path(read.path) in {real_path(f.path) for f in depot.fichiers}:
        texte = t(
            "« {nom} » fait déjà partie du dépôt : rangez les variantes hors de lui.", nom=display_name(path)
        )
        return Empechement(texte=texte)
    return Essai(nom=path.stem, fichier=read)


def side_by_side(
    dossier: Dossier,
    essais: Sequence[Essai],
    first: Rejeu,
    au: date,
    avancer: Pas = silence,
) -> Iterator[Manche | Refusee]:
    """`first`, the year already replayed; then the deficit alone, where that is another thing; then each
    policy."""
    said = SEUL if first.politique is None else tel_quel(first.politique)
    yield Manche(nom=said, rejeu=first)
    if first.politique is not None:
        yield Manche(nom=SEUL, rejeu=replay(dossier, first.annee, au, politique=False, avancer=avancer))
    for essai in essais:
        tried = _with(dossier, essai, min(au, date(first.annee, 12, 31)))
        if isinstance(tried, Refusee):
            yield tried
        else:
            yield Manche(nom=tel_quel(essai.nom), rejeu=replay(tried, first.annee, au, avancer=avancer))


def _with(dossier: Dossier, essai: Essai, last: date) -> Dossier | Refusee:
    """The policy in the place of those of the repository."""
    depot = dossier.verifie.depot
    kept = tuple(f for f in depot.fichiers if f.genre != POLITIQUE)
    verifie = check_depot(replace(depot, fichiers=(*kept, essai.fichier)))
    known = {(d.code, d.span.source.name, d.span.start) for d in dossier.verifie.diagnostics}
    found = (d for d in verifie.diagnostics if is_error(d))
    wrong = tuple(d for d in found if (d.code, d.span.source.name, d.span.start) not in known)
    siren = dossier.correspondance.bailleur if dossier.correspondance is not None else ""
    if wrong or politique_of(verifie, siren, last) is None:
        return Refusee(nom=essai.nom, constats=wrong)
    return replace(dossier, verifie=verifie)


def about_reserves(dossier: Dossier, au: date) -> str | None:
    """What an advice must say of a reserve whose dwellings kept no journal tells yet."""
    politique = politique_of(dossier.verifie, dossier.faits.bailleur, au)
    journal = dossier.journal
    if politique is None or journal is None or journal.chaine is not None:
        return None
    named = joined(
        [cite(c.entete.nom) for c in politique.politique.clauses if isinstance(c, ir.Reserve)], ", "
    )
    if not named:
        return None
    if journal.declare:
        return t(
            "Le journal «\u00a0{journal}\u00a0», que nomme convrules.toml, n'existe pas encore\u202f: "
            "aucun logement n'est gardé à ce jour, et la politique compte de zéro ({reserves}).",
            journal=journal.tenue.nom,
            reserves=named,
        )
    if dossier.faits.keeps("reserve"):
        return None
    return t(
        "La politique compte les logements gardés ({reserves}), et rien ne dit s'il y en a\u202f: ce dossier "
        "n'a pas de journal. Si aucun n'est encore gardé, écrivez dans convrules.toml, sous "
        "[depot]\u202f: {cle}",
        reserves=named,
        cle=f'journal = "{JOURNAL}"',
    )
