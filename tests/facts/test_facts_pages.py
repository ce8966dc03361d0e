"""Each page CR7xx is its own test: the refused example gives the code, the accepted one nothing."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from convrules import ir
from convrules.base.source import NOWHERE
from convrules.base.values import SANS_UNITE, TCode, TCondition, TDate, TEvenement, TNombre, TTexte
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Checked
from convrules.diagnostics.problems.lecture import connexion_impossible, requete_inconnue, requete_refusee
from convrules.facts import tables
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture, RefusLecture
from convrules.facts.mapping import load_faits
from convrules.facts.personnel import pseudonyms
from convrules.facts.readers import decoding, examen, reserve
from convrules.facts.readers.files import folder_reader
from convrules.facts.readers.lieux import Rangee, Tableau, place_at_line
from convrules.facts.readers.octets import LIGNE_MAX
from convrules.facts.readers.ouverture import open_table
from facts.classeurs import grid, xlsx
from facts.landlord import (
    BONNE,
    ENTETE,
    codes,
    colonne,
    in_memory,
    load,
    load_text,
    mapping,
    source,
    vacances,
)
from facts.yaml_mapping import CONTEXTE, check_mapping
from francais import left_in

CODES = [
    code
    for code in catalogue.codes()
    if code.startswith("CR7") or code in ("CR858", "CR860", "CR864", "CR865", "CR883", "CR886", "CR887")
]
BLOC = re.compile(r"```([^\n]+)\n(.*?)```", re.S)
ID, VACANCE = colonne("id", TTexte(), "NUM_VAC"), colonne("vacance", TTexte(), "NUM_VAC")
UNE = b"NUM_VAC;LOGT\nV1;L1\n"


def beside(table: str, *columns: object) -> Callable[[str], Checked[ChargementFaits]]:
    """The example as a second table, beside one vacancy V1 in dwelling L1."""
    tables = {"vacances": (ID, colonne("logement", TTexte(), "LOGT")), table: columns}
    carte = mapping((source("v.csv"), source("t.csv", table)), tables)  # type: ignore[arg-type]  # Why: columns of one test.
    return lambda text: load(carte, {"v.csv": UNE, "t.csv": text.encode()})


def joined(text: str) -> Checked[ChargementFaits]:
    """The example as a second file of the vacancies, joined by the dwelling."""
    pmr = colonne("pmr", TCondition(), "PMR", fichier="t.csv")
    columns = (ID, colonne("logement", TTexte(), "LOGT"), pmr)
    carte = mapping((source("v.csv", cles=("LOGT",)), source("t.csv", cles=("NUM",))), {"vacances": columns})
    return load(carte, {"v.csv": UNE, "t.csv": text.encode()})


def let_once(vacances: str, baux: str = "NUM;CTG\nL1;VILLE\n") -> Checked[ChargementFaits]:
    """Vacancies, beside leases joined to them by the dwelling."""
    compte = colonne("contingent", TCode("contingent"), "CTG", fichier="t.csv", codes=(("VILLE", "commune"),))
    files = (source("v.csv", cles=("LOGT",)), source("t.csv", cles=("NUM",)))
    columns = (ID, colonne("logement", TTexte(), "LOGT"), compte)
    carte = mapping(files, {"vacances": columns})
    found = {"v.csv": vacances.encode(), "t.csv": baux.encode()}
    enumerations = {"contingent": ("etat", "commune")}
    return load_faits(carte, in_memory(found), replace(CONTEXTE, enumerations=enumerations))


def under_pseudonyms(text: str) -> Checked[ChargementFaits]:
    """The example as a file whose second column is replaced."""
    columns = (ID, colonne("logement", TTexte(), "DEMANDEUR", pseudonymise=True))
    carte = mapping((source("v.csv", separateur=";"),), {"vacances": columns})
    return load(carte, {"v.csv": text.encode()}, pseudonyms(b"3c9a51d27be84460" * 2))


def without_titles(text: str) -> Checked[ChargementFaits]:
    """The example as a file whose two columns are named by the mapping."""
    columns = (ID, colonne("logement", TTexte(), "LOGT"))
    files = (source("v.csv", titres=("NUM_VAC", "LOGT"), separateur=";"),)
    return load(mapping(files, {"vacances": columns}), {"v.csv": text.encode()})


def announced(text: str) -> Checked[ChargementFaits]:
    """The example as a file whose first line says, in its third cell, how many rows follow."""
    columns = (ID, colonne("logement", TTexte(), "LOGT"))
    files = (source("v.csv", titres=("NUM_VAC", "LOGT"), separateur=";", passees=1, annoncees=3),)
    return load(mapping(files, {"vacances": columns}), {"v.csv": text.encode()})


def of_landlords(text: str) -> Checked[ChargementFaits]:
    """The example as a file whose second column says whose each dwelling is."""
    columns = (ID, colonne("bailleur", TTexte(), "SIREN"))
    return load(mapping((source("v.csv"),), {"vacances": columns}), {"v.csv": text.encode()})


def chosen(text: str) -> Checked[ChargementFaits]:
    """The example as a file of which only some kinds of dwelling are read."""
    tri = ir.Tri(colonne="NATURE", garde=True, valeurs=(("LO", NOWHERE), ("RS", NOWHERE)))
    files = (source("v.csv", separateur=";", tris=(tri,)),)
    return load(mapping(files, {"vacances": (ID,)}), {"v.csv": text.encode()})


def unlisted(checked: Checked[ChargementFaits]) -> Checked[ChargementFaits]:
    """Without the texts that nothing names, which have a page of their own."""
    return replace(checked, diagnostics=tuple(d for d in checked.diagnostics if d.code != "CR859"))


def moments(text: str) -> Checked[ChargementFaits]:
    """The example as vacancies whose dates have an hour."""
    info = colonne("information", TEvenement(), "DT_INFO", format="jj/mm/aaaa hh:mm:ss")
    return load(mapping((source("v.csv"),), {"vacances": (ID, info)}), {"v.csv": text.encode()})


def rates(text: str, nom: str = "v.csv") -> Checked[ChargementFaits]:
    """The example as vacancies with a rate said per hundred."""
    columns = (
        colonne("id", TTexte(), "N"),
        colonne("taux", TNombre(unite=SANS_UNITE, taux=True), "TX", unite="%"),
    )
    contenu = text.encode() if nom == "v.csv" else xlsx({"F": grid(text)})
    return load(mapping((source(nom),), {"vacances": columns}), {nom: contenu})


REFUS = {
    "../autres/vacances.csv": RefusLecture.HORS_DOSSIER,
    "verrouille/vacances.csv": RefusLecture.ILLISIBLE,
    "tout/vacances.csv": RefusLecture.TROP_GROS,
    "extraction/vacances.csv": RefusLecture.ABSENT,
    "extractions": RefusLecture.PAS_UN_FICHIER,
}


def answered(fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]) -> Checked[Tableau | None]:
    """What a server would answer to these queries, by their names (a real one: `tests_serveur/`)."""
    place = place_at_line(f"requête {fichier.requete}", 1)
    found = {
        "vacance": requete_inconnue(span=fichier.span, nom="vacance", proche="vacances"),
        "injoignable": connexion_impossible(span=place, raison="le serveur ne répond pas à temps"),
        "ecriture": requete_refusee(span=place, requete="ecriture", raison="elle est mal écrite"),
    }.get(fichier.requete or "")
    if found is not None:
        return Checked(value=None, diagnostics=(found,))
    titles = Rangee(ligne=1, suivante=2, valeurs=tuple(c.colonne or "" for c in colonnes))
    return Checked(value=Tableau(nom="requête", separateur=";", entete=titles, rangees=lambda: iter(())))


def with_headers(text: str) -> Checked[ChargementFaits]:
    """The example as a mapping, on files that have the titles it names and no row."""
    checked = check_mapping(text.encode())
    carte = checked.value
    tables = {f.motif: f.table for f in carte.fichiers}

    def read(motif: str) -> Lecture:
        if motif in REFUS:
            return Lecture(refus=REFUS[motif])
        titles = [c.colonne or "" for c in dict(carte.colonnes)[tables[motif]]]
        return Lecture(fichiers=(FichierBrut(nom=motif, contenu=";".join(titles).encode()),))

    loaded = load_faits(carte, read, replace(CONTEXTE, interroger=answered))
    # Titles alone are what is looked at here: CR737 and CR855 say that there is nothing below them.
    told = (d for d in loaded.diagnostics if d.code not in ("CR737", "CR855"))
    return Checked(value=loaded.value, diagnostics=(*checked.diagnostics, *told))


def in_folder(text: str) -> Checked[ChargementFaits]:
    """The example as the names of a folder's files, read by `vacances-*.csv`; each holds one vacancy."""
    with TemporaryDirectory() as folder:
        for n, nom in enumerate(text.split(), 1):
            row = BONNE.replace("V1", nom).replace("03/02", f"03/{n:02}")
            Path(folder, nom).write_text(ENTETE + row, "utf-8")
        carte = vacances()
        motifs = [f.motif for f in carte.fichiers]
        return load_faits(
            carte, folder_reader(Path(folder), nommer=lambda p: p.name, motifs=motifs), CONTEXTE
        )


def to_bytes(text: str) -> bytes:
    return re.sub(rb"\\x([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), text.encode())


def under_limits(lignes: int, constats: int) -> Callable[[str], Checked[ChargementFaits]]:
    """The example under limits that a page can show."""

    def read(text: str) -> Checked[ChargementFaits]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "VACANCES_MAX", lignes)
            patch.setattr(tables, "CONSTATS_MAX", constats)
            return load_text(text)

    return read


def counted(text: str) -> Checked[ChargementFaits]:
    """The example where no more than one row may be in memory, and a clause needs them all there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "VACANCES_MAX", 1)
        files = in_memory({"vacances-*.csv": text.encode()})
        return load_faits(vacances(), files, replace(CONTEXTE, comptees={"vacances": "stock"}))


def without_room(text: str) -> Checked[ChargementFaits]:
    """The example where no more than one row may be in memory, and the disk is full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "EN_MEMOIRE", 1)
        patch.setattr(reserve, "_REGLAGES", ("PRAGMA max_page_count = 1",))
        files = in_memory({"vacances-*.csv": text.encode()})
        return load_faits(vacances(), files, replace(CONTEXTE, au_fil=frozenset({"vacances"})))


def with_one_blank_line(text: str) -> Checked[ChargementFaits]:
    """The example where no more than one line may be blank."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "VIDES_MAX", 1)
        return load_text(text)


def endless(text: str) -> Checked[ChargementFaits]:
    """The example, its last line never ending."""
    return load_text(text.rstrip("\n") + "x" * LIGNE_MAX)


def changing(text: str) -> Checked[ChargementFaits]:
    """The example, rewritten once it has been examined."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "vacances-2025.csv")
        path.write_text(text, "utf-8")

        def examined(brut: FichierBrut, *rest: object) -> object:
            found = open_table(brut, *rest)  # type: ignore[arg-type]  # Why: passed on as they come.
            path.write_text(text + text, "utf-8")
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "open_table", examined)
            carte, brut = vacances(), FichierBrut(nom=path.name, chemin=str(path))
            return load_faits(carte, lambda _: Lecture(fichiers=(brut,)), CONTEXTE)


def workbook(text: str, **keys: object) -> Checked[ChargementFaits]:
    """The example typed into the only sheet of a workbook."""
    return load_workbook(xlsx({"Vacances": grid(text)}), **keys)


def load_workbook(contenu: bytes, **keys: object) -> Checked[ChargementFaits]:
    return load(vacances(motif="vacances.xlsx", **keys), {"vacances.xlsx": contenu})


def parquet_file(text: str, sql: str = "*", keep: int | None = None) -> Checked[ChargementFaits]:
    """The example as a Parquet file whose columns are what DuckDB makes of a CSV; `sql` chooses them, `keep`
    cuts the file."""
    with TemporaryDirectory() as folder:
        made, path = Path(folder, "e.csv"), Path(folder, "vacances.parquet")
        made.write_text(text, "utf-8")
        query = f"SELECT {sql} FROM read_csv('{made}', delim = ';', all_varchar = true)"
        duckdb.sql(query).write_parquet(str(path))
        path.write_bytes(path.read_bytes()[:keep])
        brut = FichierBrut(nom=path.name, chemin=str(path))
        carte = vacances(motif=path.name)
        return load_faits(carte, lambda _: Lecture(fichiers=(brut,)), CONTEXTE)


def without_duckdb(text: str) -> Checked[ChargementFaits]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder, "vacances.parquet")
        path.write_bytes(b"PAR1" + text.encode())
        patch.setitem(sys.modules, "duckdb", None)
        brut = FichierBrut(nom=path.name, chemin=str(path))
        return load_faits(vacances(motif=path.name), lambda _: Lecture(fichiers=(brut,)), CONTEXTE)


def tiny(text: str) -> Checked[ChargementFaits]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examen, "CELLULES_MAX", 1)
        return workbook(text)


def under_two_names(text: str) -> Checked[ChargementFaits]:
    """The example as a file and its copy, which a pattern both takes."""
    files = tuple(FichierBrut(nom=nom, contenu=text.encode()) for nom in ("v (copie).csv", "v.csv"))
    return load_faits(vacances(), lambda _: Lecture(fichiers=files), CONTEXTE)


def given_twice(text: str) -> Checked[ChargementFaits]:
    """The example as a file that a pattern takes, and that the mapping names too."""
    columns = dict(vacances().colonnes)
    carte = mapping((source("vacances-*.csv"), source("vacances-2025.csv")), columns)
    return load(carte, dict.fromkeys(("vacances-*.csv", "vacances-2025.csv"), text.encode()))


READERS: dict[str, Callable[[str], Checked[ChargementFaits]]] = {
    "yaml correspondance": with_headers,
    "csv": load_text,
    "dossier": in_folder,
    "csv sous deux noms": under_two_names,
    "csv pris par un motif et par son nom": given_twice,
    "csv point-virgule": lambda text: load_text(text, separateur=";"),
    "octets": lambda text: load_text(to_bytes(text)),
    "octets cp1252": lambda text: load_text(to_bytes(text), encodage="cp1252"),
    "csv joint": joined,
    "csv libérations jointes à des baux": let_once,
    "csv baux joints": lambda text: let_once(UNE.decode(), text),
    "csv bailleur": of_landlords,
    "csv trié": lambda text: unlisted(chosen(text)),
    "csv trié, textes non cités": chosen,
    "csv horodaté": moments,
    "csv taux": rates,
    "classeur taux": lambda text: rates(text, "v.xlsx"),
    "classeur": workbook,
    "classeur tronqué": lambda text: load_workbook(xlsx({"Vacances": grid(text)})[:-200]),
    "classeur une cellule au plus": tiny,
    "classeur feuille Vacance": lambda text: workbook(text, feuille="Vacance"),
    "classeur feuille Vacances": lambda text: workbook(text, feuille="Vacances"),
    "classeur deux feuilles": lambda text: load_workbook(xlsx({"2024": grid(text), "2025": grid(text)})),
    "classeur feuille masquée Tout": lambda text: load_workbook(
        xlsx({"Archives": grid(text), "Tout": grid(text)}, hidden=["Tout"])
    ),
    "parquet": parquet_file,
    "parquet tronqué": lambda text: parquet_file(text, keep=-20),
    "parquet avec fuseau": lambda text: parquet_file(
        text, "* REPLACE (strptime(DT_INFO, '%d/%m/%Y')::TIMESTAMPTZ AS DT_INFO)"
    ),
    "parquet sans bibliothèque": without_duckdb,
    "csv annoncé": announced,
    "csv coupé": lambda text: load_text(text.rstrip("\n")),
    "csv sans titres": without_titles,
    "csv pseudonymes": under_pseudonyms,
    "csv une ligne au plus": under_limits(1, 10),
    "csv une ligne au plus, comptée": counted,
    "csv sans place sur le disque": without_room,
    "csv aucun constat au plus": under_limits(10, 0),
    "csv une ligne vide au plus": with_one_blank_line,
    "csv une ligne sans fin": endless,
    "csv modifié": changing,
    "csv candidatures": beside(
        "candidatures", colonne("id", TTexte(), "NUM_CAND"), VACANCE, colonne("dalo", TCondition(), "DALO")
    ),
    "csv logements": beside(
        "logements", colonne("id", TTexte(), "NUM_LOGT"), colonne("pmr", TCondition(), "PMR")
    ),
    "csv previsions": beside(
        "previsions",
        VACANCE,
        colonne("evenement", TTexte(), "EV"),
        colonne("date", TDate(), "DT"),
        colonne("faite_le", TDate(), "LE"),
    ),
}


def examples(code: str, section: str) -> list[tuple[str, str]]:
    page = catalogue.page(code)
    assert page is not None
    body = page.corps.split(f"## {section}")[1].split("\n## ")[0]
    return BLOC.findall(body)


def test_there_are_pages() -> None:
    assert len(CODES) >= 45


@pytest.mark.parametrize("code", CODES)
def test_refused(code: str) -> None:
    for kind, text in examples(code, "Refusé"):
        found = [d for d in READERS[kind](text).diagnostics if d.code == code]
        assert found, codes(READERS[kind](text))
        for diagnostic in found:
            assert not re.search(r"[{}]|…", catalogue.message(diagnostic).replace(", …", ""))
            assert catalogue.aide(diagnostic)
            assert left_in(diagnostic) == []


@pytest.mark.parametrize("code", CODES)
def test_accepted(code: str) -> None:
    for kind, text in examples(code, "Accepté"):
        assert codes(READERS[kind](text)) == []


@pytest.mark.parametrize("code", CODES)
def test_page_is_whole(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    assert page.code == code
    for section in catalogue.SECTIONS:
        assert f"## {section}\n" in page.corps
