"""Rows of a query on a PostgreSQL server, to texts: one cursor, a transaction that only reads, a time limit.

Where the server is and who may enter it is said by the environment alone. Nothing of it is ever shown:
what the library says of a failure is read for its kind, and left.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.diagnostics.model import Checked
from convrules.diagnostics.problems import lecture
from convrules.facts.readers.csv_reader import clean, header_problems
from convrules.facts.readers.lieux import Rangee, Tableau, place_at_line, places
from convrules.facts.readers.octets import FichierChange, Refuse
from convrules.facts.readers.serveur import VARIABLE, Serveur
from convrules.facts.readers.valeurs import Condensat, Valeur, make_row, usages

if TYPE_CHECKING:
    import psycopg

_ATTENTE_S: Final = 10
_LOT: Final = 5_000
# Types of the server by number, and how their text is read.
_ENTIERS, _FLOTTANTS, _EXACTS = (20, 21, 23, 26), (701,), (700, 1700)
_TEXTES, _JOURS, _VRAI = (18, 19, 25, 1042, 1043, 2950), (1082, 1114), 16
_NOMS: Final = {1184: "horodatage avec fuseau, dont le jour dépend du lieu", 17: "octets", 1186: "durée"}


def read_query(
    nom: str, requete: str, serveur: Serveur, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]
) -> Checked[Tableau | None]:
    """Run a query for its titles; its rows come when they are asked for. Line 1 is that of the titles."""
    shown = f"requête {nom}"
    try:
        titles, kinds = _described(requete, serveur)
    except Refuse as refus:
        return Checked(value=None, diagnostics=(_renamed(refus, nom).constat(span=place_at_line(shown, 1)),))
    entete = Rangee(ligne=1, suivante=2, valeurs=titles)
    wanted = {clean(c.colonne or "") for c in colonnes} | set(map(clean, fichier.outils))
    chosen = [i for i, titre in enumerate(titles) if titre in wanted]
    uses = usages(titles, colonnes)
    digest = Condensat()

    def rows() -> Iterator[Rangee]:
        try:
            for number, values in enumerate(_rows(requete, serveur, titles), 2):
                cells: list[Valeur] = [None] * len(titles)
                for rank in chosen:
                    cells[rank] = _value(values[rank], kinds[rank])
                row = make_row(number, cells, uses)
                digest.add(row)
                yield row
        except Refuse as refus:
            raise _renamed(refus, nom) from None

    table = Tableau(nom=shown, separateur="\t", entete=entete, rangees=rows, empreinte=digest.hexdigest)
    spans = places(table, [(entete, i) for i in chosen], frozenset())
    wrong = (
        *header_problems(table),
        *(
            lecture.type_illisible(span=spans[1, i], colonne=titles[i], type=_NOMS.get(kinds[i], "structure"))
            for i in chosen
            if not _readable(kinds[i])
        ),
    )
    return Checked(value=None if wrong else table, diagnostics=wrong)


def _renamed(refus: Refuse, nom: str) -> Refuse:
    """The finding, with the name of the query that it speaks of."""
    make = refus.constat
    return (
        Refuse(partial(make, requete=nom)) if isinstance(make, partial) and make.func is _refused else refus
    )


# --- the server -----------------------------------------------------------------------------
def conninfo(serveur: Serveur) -> str:
    """How to connect, as the environment says. Raises Refuse."""
    if serveur.service is not None:
        from psycopg.conninfo import make_conninfo

        return make_conninfo(service=serveur.service)
    held = os.environ.get(serveur.variable, "")
    if not held and serveur.variable != VARIABLE:
        raise _unreachable(
            t("la variable d'environnement {variable} n'est pas définie", variable=serveur.variable)
        )
    return held


def _connect(serveur: Serveur) -> "psycopg.Connection[tuple[Any, ...]]":
    try:
        import psycopg
    except ImportError as error:
        absent = partial(lecture.bibliotheque_absente, bibliotheque="psycopg", extra="postgres")
        raise Refuse(absent) from error
    from psycopg.adapt import AdaptersMap
    from psycopg.types.string import TextLoader

    # Every value as the server writes it: how it is read is said here, type by type.
    texts = AdaptersMap(psycopg.adapters)
    for oid in {0, *(n for known in texts.types for n in (known.oid, known.array_oid))}:
        texts.register_loader(oid, TextLoader)
    try:
        connexion = psycopg.connect(conninfo(serveur), connect_timeout=_ATTENTE_S, context=_Context(texts))
    except (psycopg.Error, UnicodeError) as error:
        raise _unreachable(why_not_connected(str(error))) from None
    connexion.read_only = True
    return connexion


@dataclass(slots=True)
class _Context:
    """What the library asks of a context: its adapters; there is no connection yet."""

    adapters: Any
    connection: None = None


@contextmanager
def _open(requete: str, serveur: Serveur) -> Iterator["psycopg.ServerCursor[tuple[Any, ...]]"]:
    """A cursor on the query, in a transaction that only reads and ends with it."""
    import psycopg

    with _connect(serveur) as connexion:
        try:
            for setting in (
                f"SET LOCAL statement_timeout = {serveur.delai_s * 1000}",
                f"SET LOCAL lock_timeout = {_ATTENTE_S * 1000}",
                "SET LOCAL datestyle = 'ISO'",
                "SET LOCAL bytea_output = 'hex'",
            ):
                connexion.execute(setting)
            with connexion.cursor(name="convrules") as cursor:
                # The project's own text, run as its author wrote it.
                cursor.execute(requete.encode())
                yield cursor
        except psycopg.Error as error:
            raise _failed(error, serveur) from None
        finally:
            connexion.rollback()


def _described(requete: str, serveur: Serveur) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Titles and types of the columns of a query. An enumeration of the server is a text."""
    with _open(requete, serveur) as cursor:
        columns = cursor.description or ()
        kinds = [column.type_code for column in columns]
        unknown = ", ".join(str(k) for k in {*kinds, 0})
        with cursor.connection.cursor() as other:
            other.execute(f"SELECT oid FROM pg_type WHERE typtype = 'e' AND oid IN ({unknown})".encode())
            enumerations = {int(row[0]) for row in other.fetchall()}
        return (
            tuple(clean(column.name) for column in columns),
            tuple(_TEXTES[2] if kind in enumerations else kind for kind in kinds),
        )


def _rows(requete: str, serveur: Serveur, titles: Sequence[str]) -> Iterator[Sequence[str | None]]:
    with _open(requete, serveur) as cursor:
        cursor.itersize = _LOT
        if tuple(clean(column.name) for column in cursor.description or ()) != tuple(titles):
            raise FichierChange
        yield from cursor


# --- values ---------------------------------------------------------------------------------
def _readable(kind: int) -> bool:
    return kind == _VRAI or kind in (*_ENTIERS, *_FLOTTANTS, *_EXACTS, *_TEXTES, *_JOURS)


def _value(text: str | None, kind: int) -> Valeur:
    if text is None or kind in _TEXTES:
        return text
    read = next(read for kinds, read in _LECTURES if kind in kinds)
    return read(text)


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _day(text: str) -> Valeur:
    """A year that no calendar of ours has stays a text, hence a finding."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


_LECTURES: Final[tuple[tuple[tuple[int, ...], Callable[[str], Valeur]], ...]] = (
    (_ENTIERS, int),
    (_EXACTS, _exact),
    (_FLOTTANTS, float),
    (_JOURS, _day),
    ((_VRAI,), lambda text: text == "t"),
)


# --- failures -------------------------------------------------------------------------------
# What the library says, in English or not: read for its kind only.
_RAISONS: Final[Mapping[str, str]] = {
    "password authentication failed": "le mot de passe est refusé",
    "no password supplied": "il n'y a pas de mot de passe",
    "definition of service": "le service n'est pas défini dans le fichier des services",
    "translate host name": "le nom du serveur est inconnu",
    "failed to resolve host": "le nom du serveur est inconnu",
    "timeout": "le serveur ne répond pas à temps",
    "Connection refused": "rien n'écoute à cette adresse",
    "No such file": "rien n'écoute à cette adresse",
    'FATAL:  database "': "cette base n'existe pas",
    'FATAL:  role "': "ce compte n'existe pas",
    "does not exist": "cette base ou ce compte n'existe pas",
    "pg_hba.conf": "le serveur n'admet pas ce compte depuis ce poste",
    "permission denied": "ce compte n'a pas le droit d'entrer dans cette base",
    "closed the connection": "elle a été coupée",
    "connection is lost": "elle a été coupée",
    "SSL": "le chiffrement de la connexion échoue",
    "invalid connection option": "la chaîne de connexion est mal écrite",
    'missing "="': "la chaîne de connexion est mal écrite",
}
_ETATS: Final[Mapping[str, str]] = {
    "25006": "elle écrit, et rien ne s'écrit ici",
    "42601": "elle est mal écrite",
    "42703": "une colonne n'existe pas",
    "42P01": "une table n'existe pas",
    "42883": "une fonction n'existe pas pour ces types",
    "42501": "le compte n'a pas le droit de lire ces données",
    "55P03": "une table est verrouillée par une autre opération",
    "0A000": "elle n'est pas une simple lecture",
    "22012": "elle divise par zéro",
    "53200": "le serveur manque de mémoire",
}


def why_not_connected(said: str) -> str:
    """By what the library says of it."""
    return next((told for part, told in _RAISONS.items() if part in said), "la connexion est refusée")


def conninfo_lacking(error: BaseException | None) -> str | None:
    """Why `conninfo` was not found, when this is what it raised."""
    if not isinstance(error, Refuse) or not isinstance(error.constat, partial):
        return None
    return str(error.constat.keywords["raison"]) if error.constat.func is _not_connected else None


def _unreachable(raison: str) -> Refuse:
    return Refuse(partial(_not_connected, raison=raison))


def _failed(error: "psycopg.Error", serveur: Serveur) -> Refuse:
    state = error.sqlstate
    if state == "57014":
        return Refuse(partial(_refused, raison=t("elle dure plus de {n} secondes", n=str(serveur.delai_s))))
    if state is None or state.startswith(("08", "57")):
        return _unreachable("elle a été coupée")
    told = _ETATS.get(state, "le serveur la refuse")
    return Refuse(partial(_refused, raison=t("{dit} (SQLSTATE {code})", dit=told, code=str(state))))


_refused = lecture.requete_refusee
_not_connected = lecture.connexion_impossible
