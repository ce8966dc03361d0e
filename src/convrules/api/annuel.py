"""The annual report of a landlord, its files, and the receipt from which it is made again, byte for byte."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from convrules import __version__, ir
from convrules.api.classeurs import workbook
from convrules.api.colonnes import enumerations_of
from convrules.api.couverture import year_not_read
from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier
from convrules.api.lacunes import lacunes, supposed_of
from convrules.api.load import PROJET, TAILLE_MAX, Fichier, shipped_socles
from convrules.api.pdf import ANNUEL, to_pdf, typst_version
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.records import replace
from convrules.base.texte import t
from convrules.base.trous import UN_JOUR
from convrules.facts.journal.fichier import JournalFichier
from convrules.facts.readers.ordinaires import Refus, read_ordinary
from convrules.render.annuel import mots
from convrules.render.annuel.extraits import Extrait, extracts, whole
from convrules.render.annuel.feuilles import sheets
from convrules.render.annuel.page import content, render_page
from convrules.render.feuilles import to_csv
from convrules.render.lexicon import lexique_of
from convrules.render.machine.annual import annual
from convrules.render.machine.parts import Objet, Recu, dumps
from convrules.year.annuel.annuel import report
from convrules.year.annuel.envois import DU_BAILLEUR
from convrules.year.annuel.model import BilanAnnuel, Periodes
from convrules.year.periode import periods
from convrules.year.valeurs import Lacune

RECU = "recu.json"
SCHEMA = "convrules/recu-de-bilan/1"
IMPRIME = "bilan.pdf"
BOM = b"\xef\xbb\xbf"


def annual_report(dossier: Dossier, annee: int, au: date) -> BilanAnnuel:
    """The report of a civil year, as of a day. Raises what `api.comply` raises of what is asked."""
    check_asked(dossier, au, annee)
    projet = dossier.verifie.depot.projet
    periodes = Periodes(
        debuts=projet.periodes if projet is not None else (),
        codes=tuple(enumerations_of(dossier.programmes).get("periode_construction", ())),
    )
    supposed = supposed_of(dossier, projet)
    found = report(dossier.programmes, dossier.faits, annee, au, periodes, supposed)
    lacking = lacunes(dossier, (annee, annee), au, datees=True)
    return replace(
        found,
        lacunes=(*lacking, *_under_none(dossier, annee, au)),
        non_lue=year_not_read(dossier, annee, au),
    )


def _under_none(dossier: Dossier, annee: int, au: date) -> Iterator[Lacune]:
    """Days of the year that the data do not cover and on which no convention is in force: the report counts
    every dwelling, those under none too. Read as if those of the year were in force then; none is named."""
    signed = [p for p in dossier.programmes if p.convention.choix is not None]
    year = ir.Validite(du=date(annee, 1, 1), au=date(annee, 12, 31))
    own = [p for p in signed if periods(ir.Periode.ANNEE, annee, p.convention.en_vigueur)] or signed
    for free in _free_days(year, [p.convention.en_vigueur for p in own]):
        then = tuple(replace(p, convention=replace(p.convention, en_vigueur=free)) for p in own)
        for one in lacunes(replace(dossier, programmes=then), (annee, annee), au):
            yield replace(one, conventions=())


def _free_days(year: ir.Validite, taken: Sequence[ir.Validite]) -> Iterator[ir.Validite]:
    """Runs of days of the year that are in none of these."""
    assert year.du is not None and year.au is not None, "a civil year"
    first = year.du
    for du, au in sorted((v.du or JOUR_MIN, v.au or JOUR_MAX) for v in taken):
        if du > first:
            yield ir.Validite(du=first, au=min(du - UN_JOUR, year.au))
        if au >= year.au:
            return
        first = max(first, au + UN_JOUR)
    yield ir.Validite(du=first, au=year.au)


# --- what it was made from --------------------------------------------------------------------
def receipt(
    dossier: Dossier, au: date, conventions: tuple[str, ...] | None = None, *, donnees: bool = True
) -> Recu:
    """conventions: only these, with the texts that they rest on; None: every file. donnees: with the digests
    of the data, from which whoever guesses a small table finds the numbers that it is not told; without
    them, that of the journal stays, of which the result is a witness."""
    depot = dossier.verifie.depot
    read = {f.nom: f for f in (*depot.fichiers, *shipped_socles())}
    return Recu(
        au=au,
        conventions={
            nom: digest
            for nom, digest in dossier.empreintes.items()
            if conventions is None or (nom in read and _stands_behind(read[nom], conventions, dossier))
        },
        donnees={f.nom: f.empreinte for f in dossier.fichiers if donnees or f.nom == _journal_name(dossier)},
    )


def _stands_behind(fichier: Fichier, conventions: tuple[str, ...], dossier: Dossier) -> bool:
    """A convention, an amendment to it, or a socle that it inherits."""
    if fichier.genre == "convention":
        return fichier.ident in conventions
    if fichier.genre == "avenant":
        amendment = dossier.verifie.avenants.get(fichier.ident or "")
        return amendment is not None and amendment.convention in conventions
    socles = (s for p in dossier.programmes if p.convention.ident in conventions for s in p.socles)
    return fichier.genre == "socle" and any(
        (s.ident, s.version) == (fichier.ident, fichier.version) for s in socles
    )


# --- files ------------------------------------------------------------------------------------
def files_of(dossier: Dossier, bilan: BilanAnnuel, typst: str | None) -> Iterator[tuple[str, bytes]]:
    """Every file of the report by its path in the folder, the landlord's copy first, the receipt last. typst:
    its version; None: nothing is laid out for paper."""
    made: dict[str, str] = {}
    for folder, extrait in _copies(bilan):
        for nom, contenu in _copy(dossier, extrait, typst):
            path = f"{folder}/{nom}"
            made[path] = sha256(contenu).hexdigest()
            yield path, contenu
    yield RECU, dumps(_receipt(dossier, bilan, made, typst)).encode()


def _copies(bilan: BilanAnnuel) -> Iterator[tuple[str, Extrait]]:
    yield DU_BAILLEUR, whole(bilan)
    for extrait in extracts(bilan):
        assert extrait.envoi is not None, "an extract is for a recipient"
        yield extrait.envoi.dossier, extrait


def _copy(dossier: Dossier, extrait: Extrait, typst: str | None) -> Iterator[tuple[str, bytes]]:
    own = extrait.envoi.conventions if extrait.envoi is not None else None
    recu = receipt(dossier, extrait.bilan.au, own, donnees=extrait.entier)
    lexique = lexique_of(c for p in dossier.programmes for c in (p.convention, *p.socles))
    tables = sheets(extrait)
    depot = dossier.verifie.depot.nom
    yield "bilan.html", render_page(extrait, recu, lexique, depot).encode()
    if typst is not None:
        yield IMPRIME, to_pdf(content(extrait, recu, lexique, depot), ANNUEL)
    yield "bilan.json", dumps(annual(extrait, (), recu)).encode("utf-8", "backslashreplace")
    yield "bilan.xlsx", workbook(tables, mots.title(extrait), extrait.bilan.au)
    for feuille in tables:
        yield (
            f"{feuille.nom}.csv",
            BOM + "".join(to_csv(feuille)).encode("utf-8", "backslashreplace"),
        )


def _receipt(dossier: Dossier, bilan: BilanAnnuel, made: Mapping[str, str], typst: str | None) -> Objet:
    depot = dossier.verifie.depot
    recu = receipt(dossier, bilan.au)
    return {
        "schema": SCHEMA,
        "moteur": __version__,
        "typst": typst,
        "depot": depot.nom,
        "annee": bilan.annee,
        "au": bilan.au.isoformat(),
        "projet": _digest(depot.racine / PROJET),
        "journal": _journal(dossier),
        "empreintes": {
            "conventions": dict(sorted(recu.conventions.items())),
            "donnees": dict(sorted(recu.donnees.items())),
        },
        "fichiers": dict(sorted(made.items())),
    }


# --- again --------------------------------------------------------------------------------------
def read_receipt(path: Path) -> Mapping[str, Any] | str:
    """A receipt, or why it is none."""
    content = read_ordinary(path, TAILLE_MAX)
    if isinstance(content, Refus):
        return t("ce reçu ne s'ouvre pas : {value}.", value=content.value)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return t("ce n'est pas un reçu de bilan (JSON illisible).")
    return found if _is_receipt(found) else t("ce n'est pas un reçu de bilan ({schema}).", schema=SCHEMA)


def _is_receipt(found: object) -> bool:
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        return False
    marks = found.get("empreintes")
    day = found.get("au")
    return (
        isinstance(year := found.get("annee"), int)
        and JOUR_MIN.year <= year <= JOUR_MAX.year
        and isinstance(day, str)
        and _is_day(day)
        and isinstance(marks, dict)
        and all(isinstance(marks.get(k), dict) for k in ("conventions", "donnees"))
        and isinstance(found.get("fichiers"), dict)
    )


def _is_day(written: str) -> bool:
    """One of those that a report may be seen on, as a receipt writes it."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return False
    return JOUR_MIN <= day <= JOUR_MAX and day.isoformat() == written


def _or_none(value: object) -> str:
    return str(value) if value else t("aucun")


def differences(dossier: Dossier, recu: Mapping[str, Any], path: Path) -> Iterator[str]:
    """What is no longer as the receipt of this path says: the engine, what was read, what is made again, and
    the files that stand beside it. Nothing: the report is the same, byte for byte. Raises SansTypst when some
    of them are for paper and it is not there."""
    typst = typst_version() if printed(recu) is not None else None
    bilan = annual_report(dossier, recu["annee"], date.fromisoformat(recu["au"]))
    made = {nom: contenu for nom, contenu in files_of(dossier, bilan, typst) if nom != RECU}
    now = _receipt(dossier, bilan, {nom: sha256(c).hexdigest() for nom, c in made.items()}, typst)
    for key, said in (
        ("moteur", t("le moteur")),
        ("typst", "typst"),
        ("projet", "convrules.toml"),
        ("journal", t("le journal")),
    ):
        if now[key] != recu.get(key):
            yield t(
                "{said} : {x} dans le reçu, {x2} ici.",
                said=said,
                x=_or_none(recu.get(key)),
                x2=_or_none(now[key]),
            )
    marks = now["empreintes"]
    assert isinstance(marks, Mapping), "as it is written"
    for key, said in (("conventions", "texte"), ("donnees", t("données"))):
        yield from _told(said, recu["empreintes"][key], marks[key])
    yield from _told("bilan", recu["fichiers"], now["fichiers"])
    yield from _beside(path, recu["fichiers"], made)


def _beside(recu: Path, said: Mapping[str, Any], made: Mapping[str, bytes]) -> Iterator[str]:
    """What is not as it was written in the folder of a receipt, which holds nothing else; nothing when the
    receipt stands alone, away from the files that it names."""
    folder = recu.parent
    if not any((folder / nom).is_file() for nom in said):
        return
    for nom in said:
        path = folder / nom
        if not path.is_file():
            yield t("bilan « {nom} » : dans le reçu, absent du dossier.", nom=nom)
        elif nom in made and _altered(path.read_bytes(), made[nom], said[nom]):
            yield t("bilan « {nom} » : le fichier à côté du reçu n'est pas celui qui se refait.", nom=nom)
    for nom in sorted({*inside(folder)} - {*said, recu.name}):
        yield t(
            "bilan « {nom} » : dans le dossier, pas dans le reçu\u202f; il n'est pas de ce bilan.", nom=nom
        )


def inside(folder: Path) -> list[str]:
    """Every file of a folder, by its path in it, and every link to a folder: what it leads to would be sent
    with the rest."""
    found = (p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
    return [p.relative_to(folder).as_posix() for p in found]


def _altered(beside: bytes, made: bytes, said: object) -> bool:
    """Is it neither what is made again nor, which is told already, what the receipt says?"""
    return beside != made and sha256(beside).hexdigest() != said


def printed(recu: Mapping[str, Any]) -> str | None:
    """A file of a receipt that is for paper, the first."""
    return next((nom for nom in recu["fichiers"] if nom.endswith(f"/{IMPRIME}")), None)


def _told(said: str, before: Mapping[str, Any], now: object) -> Iterator[str]:
    assert isinstance(now, Mapping), "as it is written"
    for nom in sorted({*before, *now}):
        if nom not in now:
            yield t("{said} « {nom} » : dans le reçu, pas ici.", said=said, nom=nom)
        elif nom not in before:
            yield t("{said} « {nom} » : ici, pas dans le reçu.", said=said, nom=nom)
        elif before[nom] != now[nom]:
            yield t("{said} « {nom} » : le contenu n'est plus le même.", said=said, nom=nom)


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _journal_name(dossier: Dossier) -> str | None:
    return dossier.journal.tenue.nom if dossier.journal is not None else None


def _journal(dossier: Dossier) -> str | None:
    tenue = dossier.journal.tenue if dossier.journal is not None else None
    return _digest(tenue.path) if isinstance(tenue, JournalFichier) else None
