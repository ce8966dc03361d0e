"""What keeps a landlord's data from being judged: one gate, for the command and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from fractions import Fraction

from convrules.api.dossier import Dossier
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.diagnostics.catalogue import is_error
from convrules.facts.chargement import FichierLu


class Raison(Enum):
    """In this order: what comes first is told alone."""

    EMPECHEMENT = auto()
    EN_ERREUR = auto()
    INCOMPLETES = auto()
    SEUIL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrave:
    """Why nothing is judged, in sentences."""

    raison: Raison
    dits: tuple[str, ...]


def entrave_of(dossier: Dossier, noms: Mapping[str, str] | None = None) -> Entrave | None:
    """What keeps these data from being judged: they could not be opened, conventions or a mapping are in
    error, a file or a mapped column is missing, or too many rows are refused for the project. None: nothing.
    Whoever shows the state of the data reads them without asking. noms: files as a screen names them."""
    if dossier.empechements:
        return Entrave(
            raison=Raison.EMPECHEMENT, dits=tuple(blocked.texte for blocked in dossier.empechements)
        )
    if any(is_error(d) for d in dossier.verifie.diagnostics):
        said = t(
            "Les conventions ou la correspondance ont des erreurs : rien n'est évalué tant qu'elles restent."
        )
        return Entrave(raison=Raison.EN_ERREUR, dits=(said,))
    if dossier.chargement is None or not dossier.chargement.complet:
        said = t("Les données sont incomplètes : rien n'est évalué, les comptes seraient trompeurs.")
        from convrules.api.refusees import emptied

        why = tuple(emptied(dossier, noms or {}))
        return Entrave(raison=Raison.INCOMPLETES, dits=(said, *why))
    beyond = tuple(_beyond(dossier))
    return Entrave(raison=Raison.SEUIL, dits=beyond) if beyond else None


def check_judgeable(dossier: Dossier) -> None:
    """Raises ValueError, with the sentences of the command, when something keeps these data from being
    judged."""
    entrave = entrave_of(dossier)
    if entrave is not None:
        wrong = next((d.code for d in dossier.diagnostics if is_error(d)), None)
        place = "dossier.diagnostics" if wrong is None else f"dossier.diagnostics, à partir de {wrong}"
        raise ValueError(f"{' '.join(entrave.dits)} (Voyez {place}.)")


def by_table(fichiers: Sequence[FichierLu]) -> Mapping[str, list[FichierLu]]:
    """The files of each table that were read."""
    found: dict[str, list[FichierLu]] = {}
    for one in fichiers:
        if one.lisible:
            found.setdefault(one.table, []).append(one)
    return found


def _beyond(dossier: Dossier) -> Iterator[str]:
    """Tables of which too many rows are refused. Rows that nothing joins are not counted."""
    projet = dossier.verifie.depot.projet
    seuil = projet.sources.seuil if projet is not None and projet.sources is not None else None
    if seuil is None:
        return
    for table, files in by_table(dossier.fichiers).items():
        read = sum(f.lues for f in files)
        refused = sum(f.refusees - f.non_jointes for f in files)
        if read and Fraction(refused, read) > seuil:
            yield _told(table, refused, read, seuil)


def _told(table: str, refused: int, read: int, seuil: Fraction) -> str:
    from convrules.render.numbers import group, percent

    return t(
        "{table} : {refusees} lignes refusées sur {lues}, plus que le seuil de {seuil} de "
        "convrules.toml : rien n'est évalué.",
        table=table,
        refusees=group(refused),
        lues=group(read),
        seuil=percent(seuil, 4),
    )
