"""xlsx and ods: zip archives of XML. Sizes are checked before anything is unpacked; then the XML is read
once, without keeping it, for what the library would pass over in silence."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import field
from posixpath import join, normpath
from typing import Final
from xml.parsers import expat

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.facts.readers.examen import (
    CELLULES_MAX,
    DEPLIE_MAX,
    PARTIES_MAX,
    Etendue,
    Examen,
    ExamenClasseur,
    broken,
    check_length,
    mesure,
    too_big,
)  # fmt: skip

_REF = Motif("([A-Z]{1,3})([0-9]{1,7})")
_LITTERAL: Final = Motif(r'"[^"]*"|\\.|_.')
"""What a number format writes as it stands."""
_LONGUE: Final = 2_000
"""Characters of a shared text from which each cell that cites it is counted."""
_MORCEAU: Final = 1024 * 1024


def examine_zip(contenu: bytes) -> ExamenClasseur:
    """Refuse what is broken or would not fit; otherwise say what is special in each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            _sizes(archive)
            names = frozenset(archive.namelist())
            if "xl/workbook.xml" in names:
                return _examine_xlsx(archive, names)
            if "content.xml" in names:
                return _examine_ods(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, NotImplementedError) as error:
        raise broken() from error
    except (RuntimeError, ValueError, KeyError) as error:
        # Encrypted parts, names that are none, numbers that are none.
        raise broken("il est abîmé, ou un mot de passe le protège") from error
    raise broken("ce n'est ni un classeur .xlsx, ni un classeur .ods")


def _sizes(archive: zipfile.ZipFile) -> None:
    """What the archive says of itself, then what it really holds: a part that unpacks to more than it says,
    or to less, does not pass its own control."""
    parts = archive.infolist()
    total = sum(p.file_size for p in parts)
    if len(parts) > PARTIES_MAX:
        raise too_big(
            t("{n} fichiers internes", n=str(len(parts))), t("{n} fichiers internes", n=str(PARTIES_MAX))
        )
    if total > DEPLIE_MAX:
        raise too_big(mesure(total), mesure(DEPLIE_MAX))
    if len({p.filename for p in parts}) < len(parts):
        raise broken("il contient deux fichiers internes de même nom")
    for part in parts:
        with archive.open(part) as stream:
            while stream.read(_MORCEAU):
                pass


def _parse(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read one part. Names come without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise broken("il déclare des entités XML, ce que ne fait aucun tableur")

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    with archive.open(name) as stream:
        parser.ParseFile(stream)


# --- xlsx -----------------------------------------------------------------------------------
def _examine_xlsx(archive: zipfile.ZipFile, names: frozenset[str]) -> ExamenClasseur:
    shared = _Textes()
    # Whatever its capitals, as the library finds it.
    for part in (n for n in names if n.lower() == "xl/sharedstrings.xml"):
        _parse(archive, part, shared.start, shared.end, shared.text)
        # The library reserves what the file announces.
        if shared.annonces > CELLULES_MAX:
            raise too_big(
                t("{n} textes annoncés", n=str(shared.annonces)), t("{n} textes", n=str(CELLULES_MAX))
            )
    styles = _Styles()
    if "xl/styles.xml" in names:
        _parse(archive, "xl/styles.xml", styles.start, styles.end)
    found = ExamenClasseur()
    for sheet, part in _parts(archive, names):
        reading = _Feuille(textes=shared, pourcents=styles.pourcents)
        _parse(archive, part, reading.start, reading.end, reading.data)
        found.feuilles[sheet] = reading.examen
    return found


def _parts(archive: zipfile.ZipFile, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each sheet and the part that holds it."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            ident = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
            sheets.append((attributes.get("name", ""), ident))

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    for name, ident in sheets:
        target = targets.get(ident, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in names and "chartsheet" not in part:
            yield name, part


@dataclass(slots=True)
class _Textes:
    """Lengths of the shared texts of a workbook."""

    longueurs: list[int] = field(default_factory=list)
    longest: int = 0
    current: int = 0
    annonces: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.current = 0
        elif tag == "sst":
            self.annonces = max(int(attributes.get(k) or 0) for k in ("count", "uniqueCount"))

    def text(self, data: str) -> None:
        self.current += len(data)
        check_length(self.current)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.longueurs.append(self.current)
            self.longest = max(self.longest, self.current)


@dataclass(slots=True)
class _Styles:
    """Which styles of cells show a number per hundred. `formats`: the number formats that do. `rang`: of
    the next style."""

    formats: set[str] = field(default_factory=lambda: {"9", "10"})
    pourcents: set[str] = field(default_factory=set)
    rang: int = 0
    dedans: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt" and "%" in _LITTERAL.sub("", attributes.get("formatCode", "")):
            self.formats.add(attributes.get("numFmtId", ""))
        elif tag == "cellXfs":
            self.dedans = True
        elif tag == "xf" and self.dedans:
            if attributes.get("numFmtId") in self.formats:
                self.pourcents.add(str(self.rang))
            self.rang += 1

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self.dedans = False


@dataclass(slots=True, kw_only=True)
class _Feuille:
    """One sheet of an xlsx, cell after cell. `textes`: the shared ones. `pourcents`: styles of shares.
    `remplies`: columns of the row that have their cell."""

    textes: _Textes
    pourcents: set[str] = field(default_factory=set)
    examen: Examen = field(default_factory=Examen)
    etendue: Etendue = field(default_factory=Etendue)
    ligne: int = -1
    derniere: int = -1
    colonne: int = -1
    type: str = ""
    formule: bool = False
    ecoute: bool = False
    valeur: str = ""
    lus: int = 0
    remplies: set[int] = field(default_factory=set)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._place(attributes.get("r"))
            if attributes.get("s") in self.pourcents:
                self.examen.pourcents.add((self.ligne, self.colonne))
            self.type, self.formule, self.valeur, self.lus = attributes.get("t", ""), False, "", 0
        elif tag == "v":
            self.ecoute = self.formule or self.type in ("e", "s")
        elif tag == "f":
            self.formule = True
        elif tag == "row":
            self.lus = 0
            self._row(int(attributes["r"]) - 1 if "r" in attributes else self.ligne + 1)

    def _row(self, ligne: int) -> None:
        # Why: of two rows of one number, and of two cells of one name, the library keeps one.
        if ligne <= self.derniere:
            raise broken("deux lignes y ont le même numéro, ou elles ne sont pas dans l'ordre")
        self.ligne = self.derniere = ligne
        self.colonne, self.remplies = -1, set()

    def _place(self, ref: str | None) -> None:
        if ref is None:
            self.colonne += 1
        else:
            found = _REF.fullmatch(ref)
            if found is None:
                raise broken()
            if int(found[2]) - 1 != self.ligne:
                self._row(int(found[2]) - 1)
            self.colonne = _column(found[1])
        if self.colonne in self.remplies:
            raise broken("deux cellules d'une ligne y ont le même nom")
        self.remplies.add(self.colonne)
        self.etendue.add(self.ligne, self.colonne)

    def data(self, text: str) -> None:
        self.lus += len(text)
        check_length(self.lus)
        if self.ecoute:
            self.valeur += text

    def end(self, tag: str) -> None:
        if tag == "v":
            self.ecoute = False
        elif tag == "c":
            place = (self.ligne, self.colonne)
            if self.type == "e":
                self.examen.erreurs[place] = self.valeur.strip() or "#N/A"
            elif self.formule and not self.valeur and self.type != "str":
                self.examen.sans_resultat.add(place)
            elif self.type == "s" and self.valeur.strip():
                self._cite(int(self.valeur))

    def _cite(self, rank: int) -> None:
        if not 0 <= rank < len(self.textes.longueurs):
            raise broken("une cellule y cite un texte qui n'est pas dans le classeur")
        if self.textes.longest > _LONGUE:
            self.etendue.count(self.textes.longueurs[rank])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


# --- ods ------------------------------------------------------------------------------------
def _examine_ods(archive: zipfile.ZipFile) -> ExamenClasseur:
    reading = _Ods()
    _parse(archive, "content.xml", reading.start, reading.end, reading.data)
    return reading.found


@dataclass(slots=True)
class _Ods:
    """The sheets of an ods, cell after cell. Repeated empty cells take no place until something follows."""

    found: ExamenClasseur = field(default_factory=ExamenClasseur)
    examen: Examen = field(default_factory=Examen)
    etendue: Etendue = field(default_factory=Etendue)
    ligne: int = 0
    colonne: int = 0
    lignes: int = 1
    colonnes: int = 1
    couverte: bool = False
    erreur: bool = False
    part: bool = False
    pleine: bool = False
    formule: bool = False
    texte: str = ""
    lus: int = 0
    cellules: list[tuple[int, int, int]] = field(default_factory=list)
    dedans: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.examen, self.etendue, self.ligne = Examen(), Etendue(), 0
            self.found.feuilles[_local(attributes, "name")] = self.examen
        elif tag == "table-row":
            self.lus = 0
            self.lignes, self.colonne = int(_local(attributes, "number-rows-repeated") or 1), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.colonnes = int(_local(attributes, "number-columns-repeated") or 1)
            self.couverte = tag == "covered-table-cell"
            kinds = {v for k, v in attributes.items() if k.rpartition(":")[2] == "value-type"}
            self.formule = _local(attributes, "formula") != ""
            self.erreur, self.pleine, self.dedans, self.texte = "error" in kinds, bool(kinds), True, ""
            self.part = "percentage" in kinds
            self.lus = 0

    def data(self, text: str) -> None:
        self.lus += len(text)
        check_length(self.lus)
        if self.dedans and len(self.texte) < _LONGUE:
            self.texte += text

    def end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            self._cell()
        elif tag == "table-row":
            self.ligne += self.lignes

    def _cell(self) -> None:
        special = self.couverte or self.erreur or (self.formule and not self.pleine and not self.texte)
        if self.pleine or self.texte.strip() or special:
            self.etendue.add(self.ligne, self.colonne, self.lignes, self.colonnes)
            self.etendue.count(len(self.texte) * self.lignes * self.colonnes)
        for row in range(self.ligne, self.ligne + self.lignes) if special or self.part else ():
            for column in range(self.colonne, self.colonne + self.colonnes):
                if self.part:
                    self.examen.pourcents.add((row, column))
                elif self.erreur:
                    self.examen.erreurs[row, column] = self.texte.strip() or "#N/A"
                elif self.couverte:
                    self.examen.couvertes.add((row, column))
                else:
                    self.examen.sans_resultat.add((row, column))
        self.colonne += self.colonnes
        self.dedans = False


def _local(attributes: dict[str, str], name: str) -> str:
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")
