"""The journal of decisions of a repository: where it is kept, and its lines among the facts."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from convrules.api.load import Depot, Empechement, display_name
from convrules.api.masque import TABLE
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.facts.chargement import ChargementFaits, FichierLu
from convrules.facts.journal.chaine import Chaine, line_of
from convrules.facts.journal.constats import findings
from convrules.facts.journal.fichier import JournalFichier
from convrules.facts.journal.lignes import with_decisions_of
from convrules.facts.journal.tenue import Refus, Tenue
from convrules.facts.readers.ordinaires import read_ordinary, real_path
from convrules.facts.readers.serveur import Serveur

JOURNAL = "journal.jsonl"
"""Name of the journal in the folder of the repository, when the project file gives no other."""

_DE_LIBPQ = ("PGHOST", "PGSERVICE", "PGDATABASE")
"""Variables by which libpq may know the server by itself."""
_REFUS = {
    Refus.ABSENT: "il n'existe pas",
    Refus.INTERDIT: "l'accès n'est pas autorisé",
    Refus.PAS_UN_FICHIER: "ce n'est pas un fichier ordinaire",
    Refus.TROP_GROS: "il est trop gros",
    Refus.HORS_DEPOT: "c'est un raccourci vers un autre dossier que celui du dépôt",
    Refus.OCCUPE: "un autre y écrit depuis trop longtemps",
    Refus.DISQUE: "le disque refuse, ou il est plein : rien n'est enregistré",
    Refus.NON_CONFIRME: "le disque n'a pas confirmé l'écriture : regardez avec « convrules journal show »",
    Refus.NON_SAIN: "il n'est pas sain, rien n'y est ajouté : voyez « convrules journal verify »",
    Refus.CONNEXION: "le serveur ne répond pas ou refuse la connexion",
    Refus.SANS_CONNEXION: "rien ne dit où est le serveur (variable d'environnement CONVRULES_POSTGRES)",
    Refus.SANS_PILOTE: "il faut de quoi parler à PostgreSQL : pip install 'convrules[postgres]'",
    Refus.PAS_UNE_TABLE: "le serveur n'a pas cette table, ou elle n'est pas un journal",
}

PERDUE = (
    "il n'a pas la ligne {rang} que note « tete_du_journal » de convrules.toml, ou elle n'est plus la même. "
    "Il a été supprimé, remplacé ou raccourci\u00a0: reprenez-le d'une sauvegarde"
)
RECU_MAX = 512 * 2**20  # LIMIT: bytes of a result whose receipt is read.


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLu:
    """A journal and what it said when it was read. `chaine` None: there is none yet. `declare`: does the
    project file name it?"""

    tenue: Tenue
    chaine: Chaine | None
    declare: bool = False

    @property
    def lignes(self) -> Chaine:
        """Its lines: none, where there is no journal."""
        return self.chaine or Chaine(entrees=(), lignes=0)

    @property
    def broken(self) -> bool:
        return self.chaine is not None and self.chaine.rupture is not None

    def holds(self, tete: tuple[int, str]) -> bool:
        """Is a head noted earlier still there? Of no journal, only that of a journal without a line."""
        return self.lignes.holds(*tete)

    @property
    def constats(self) -> tuple[Diagnostic, ...]:
        return tuple(findings(self.chaine, self.tenue.nom)) if self.chaine is not None else ()


def journal_of(depot: Depot) -> Tenue | Refus:
    """Where the decisions of a repository are kept."""
    written = depot.projet.journal if depot.projet is not None else None
    table = TABLE.fullmatch(written or "")
    if table is not None:
        return _in_a_table(table[1], depot.serveur)
    path = depot.racine / (written or JOURNAL)
    if not real_path(path).is_relative_to(real_path(depot.racine)):
        return Refus.HORS_DEPOT
    return JournalFichier(nom=depot.named(path), path=path)


def journal_place(depot: Depot) -> Mapping[str, Path]:
    """Where the file of decisions is, by its name; nothing when they are kept in a table."""
    tenue = journal_of(depot)
    return {tenue.nom: tenue.path} if isinstance(tenue, JournalFichier) else {}


def _shown(tenue: Tenue) -> str:
    return display_name(tenue.path) if isinstance(tenue, JournalFichier) else tenue.nom


def _in_a_table(table: str, serveur: Serveur) -> Tenue | Refus:
    """Loaded only when it is asked for: who keeps a file needs no library. The server is that of queries."""
    if serveur.service is None and not any(os.environ.get(nom) for nom in (serveur.variable, *_DE_LIBPQ)):
        return Refus.SANS_CONNEXION
    try:
        from convrules.facts.journal.postgres import JournalPostgres
    except ImportError:
        return Refus.SANS_PILOTE
    return JournalPostgres(
        nom=f"postgresql:{table}",
        table=tuple(table.split(".")),
        connexion=lambda: (
            f"service={serveur.service}" if serveur.service else os.environ.get(serveur.variable, "")
        ),
    )


def open_journal(depot: Depot) -> JournalLu | Empechement:
    """The journal of a repository, read whole; not one that has lost the head noted in the project file."""
    lu = read_journal(depot)
    return lu if isinstance(lu, Empechement) else head_lost(lu, noted_head(depot)) or lu


def head_lost(lu: JournalLu, tete: tuple[int, str] | None) -> Empechement | None:
    """That a journal has no more the head noted in the project file."""
    # Why not a broken chain: its first wrong line is named, and nothing is counted on it either.
    if tete is None or lu.broken or lu.holds(tete):
        return None
    return _said(_shown(lu.tenue), PERDUE.format(rang=tete[0]))


def noted_head(depot: Depot) -> tuple[int, str] | None:
    return depot.projet.tete if depot.projet is not None else None


def read_journal(depot: Depot) -> JournalLu | Empechement:
    tenue = journal_of(depot)
    written = depot.projet.journal if depot.projet is not None else None
    if isinstance(tenue, Refus):
        return _said(written or JOURNAL, _REFUS[tenue])
    found = tenue.read()
    if isinstance(found, Chaine):
        return JournalLu(tenue=tenue, chaine=found, declare=written is not None)
    if found is Refus.ABSENT:
        return JournalLu(tenue=tenue, chaine=None, declare=written is not None)
    return refused(tenue, found)


def refused(tenue: Tenue, refus: Refus) -> Empechement:
    return _said(_shown(tenue), _REFUS[refus])


def _said(nom: str, pourquoi: str) -> Empechement:
    return Empechement(texte=t("Le journal « {nom} »\u00a0: {pourquoi}.", nom=nom, pourquoi=pourquoi))


def receipt_of(path: Path, nom: str) -> str | None:
    """What the receipt of a result (JSON) says of the journal, shown as `nom`; None when it says nothing."""
    contenu = read_ordinary(path, RECU_MAX)
    try:
        content = json.loads(contenu) if isinstance(contenu, bytes) else None
        found = content["empreintes"]["donnees"][nom] if isinstance(content, dict) else None
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def with_journal(loaded: ChargementFaits, lu: JournalLu) -> ChargementFaits:
    """The facts with the decisions recorded. One may not count on a broken journal. A journal that the
    project names and that nobody has written in yet holds no decision; of one that is not named nothing is
    known."""
    if lu.chaine is None and lu.declare:
        return replace(loaded, faits=with_decisions_of(loaded.faits, lu.lignes, lu.tenue.nom))
    if lu.chaine is None:
        return loaded
    n, nom = len(lu.chaine.entrees), lu.tenue.nom
    sound = lu.chaine.rupture is None
    receipt = FichierLu(
        nom=nom,
        table="journal",
        empreinte=fingerprint(lu.chaine),
        lues=n,
        gardees=n,
        refusees=0,
        lisible=sound,
    )
    return replace(
        loaded,
        faits=with_decisions_of(loaded.faits, lu.chaine, nom),
        fichiers=(*loaded.fichiers, receipt),
        complet=loaded.complet and sound,
    )


def fingerprint(chaine: Chaine) -> str:
    """SHA-256 of the whole lines: of the file, when nothing is wrong with it."""
    return sha256("".join(f"{line_of(e)}\n" for e in chaine.entrees).encode("utf-8")).hexdigest()
