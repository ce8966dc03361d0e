"""A mapping proposed for a file of the disk: `convrules init --data`."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from convrules import ir
from convrules.api.load import Empechement, display_name
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.base.values import TTexte
from convrules.diagnostics.catalogue import aide, message
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import FichierBrut
from convrules.facts.dates import other_format
from convrules.facts.formes import personal_form
from convrules.facts.personnel import personal_name
from convrules.facts.proposition.choix import Proposition, propose
from convrules.facts.proposition.profil import LIGNES, Profil, profiles
from convrules.facts.readers.csv_reader import SEPARATEURS
from convrules.facts.readers.files import TAILLE_MAX
from convrules.facts.readers.lieux import Tableau
from convrules.facts.readers.octets import Refuse
from convrules.facts.readers.ordinaires import refuse_ordinary
from convrules.facts.readers.ouverture import open_table
from convrules.facts.titres import bare, looks_personal
from convrules.render.proposition import Origine, mapping_text

BANDEAU: Final = 5  # LIMIT: filled lines above the titles that are looked at.
TETE_MAX: Final = 16 * 1024**2  # LIMIT: bytes looked at of a text file.
_A_TYPES: Final = (".xlsx", ".xlsm", ".ods", ".xls", ".parquet")
"""Files whose cells have a type: no encoding, no separator."""
_APERCU: Final = 50
_NON_UTF8, _DEUX_SEPARATEURS = "CR705", "CR714"
_TITRES_IMPOSSIBLES: Final = frozenset({"CR716", "CR717"})
RPLS: Final = (12, 64)
"""Cells of the landlord's record and of a dwelling, in RPLS as it is filed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposee:
    """What was found, and the text of the mapping."""

    ident: str
    proposition: Proposition
    texte: str


def propose_mapping(fichier: Path, motif: str) -> Proposee | Empechement:
    """Look at a file and propose its mapping. motif: how the mapping names the file."""
    path, feuille = _sheet(fichier)
    named = _named_after_somebody(path, feuille)
    if named is not None:
        return named
    refused = refuse_ordinary(path, TAILLE_MAX)
    if refused is not None:
        return Empechement(
            texte=t("« {nom} » ne s'ouvre pas : {raison}.", nom=display_name(path), raison=refused.value)
        )
    source = ir.FichierSource(nom=motif, table="vacances", motif=motif, feuille=feuille)
    try:
        brut, cut = _head_of(path)
        opened = _opened(brut, source)
        if isinstance(opened, Empechement):
            return opened
        source, tableau = opened
        whole = open_table(brut, source, _all_columns(tableau)).value
        assert whole is not None, "it has just been opened"
        seen_in = profiles(whole)
        found = propose(seen_in)
        if not found.reconnue or _repeats_itself(seen_in):
            return _without_titles(brut.nom)
        seen = sum(1 for _ in islice(whole.rangees(), LIGNES + 1))
    except (Refuse, OSError):
        return Empechement(
            texte=t("« {nom} » a changé pendant sa lecture : recommencez.", nom=display_name(path))
        )
    origine = Origine(
        ident=_ident(path),
        fichier=motif,
        nom=path.name,
        lignes=min(seen, LIGNES),
        partielle=cut or seen > LIGNES,
        encodage=source.encodage,
        separateur=source.separateur,
        feuille=feuille,
        passees=source.passees,
    )
    return Proposee(ident=origine.ident, proposition=found, texte=mapping_text(found, origine))


def _named_after_somebody(path: Path, feuille: str | None) -> Empechement | None:
    """A mapping holds the names of what it reads, and is kept and shared: these would go with it."""
    for article, put_right, name in (
        ("du fichier", "le fichier", path.stem),
        ("de la feuille", "la feuille", feuille or ""),
    ):
        forme = personal_name(name)
        if forme is not None:
            return Empechement(
                texte=t(
                    "Le nom {de} ressemble {forme}. La correspondance le porterait, et elle se garde et se "
                    "partage : rien n'est proposé. Renommez {quoi}.",
                    de=article,
                    forme=forme.semblable,
                    quoi=put_right,
                )
            )
    return None


def _head_of(path: Path) -> tuple[FichierBrut, bool]:
    """What is looked at of a file, and whether there is more: of a text, the whole lines of its beginning."""
    nom = display_name(path)
    if path.suffix.lower() in _A_TYPES:
        return FichierBrut(nom=nom, chemin=str(path.absolute())), False
    with path.open("rb") as stream:
        head = stream.read(TETE_MAX + 1)
    cut = len(head) > TETE_MAX
    return FichierBrut(nom=nom, contenu=head[: head.rfind(b"\n") + 1] if cut else head), cut


def _sheet(fichier: Path) -> tuple[Path, str | None]:
    """« parc.xlsx#Baux » is a sheet of a workbook."""
    name, mark, sheet = str(fichier).partition("#")
    return (Path(name), sheet) if mark and sheet and not fichier.exists() else (fichier, None)


def _all_columns(tableau: Tableau) -> tuple[ir.Colonne, ...]:
    """Every column, as text, but those whose title announces a person: they are not even read."""
    titles = (t for t in tableau.entete.valeurs if t and not looks_personal(t))
    return tuple(ir.Colonne(champ=t, type=TTexte(), colonne=t) for t in titles)


def _opened(brut: FichierBrut, source: ir.FichierSource) -> tuple[ir.FichierSource, Tableau] | Empechement:
    """The file, with the encoding, the separator and the lines above its titles that make a table of it."""
    if _codes(open_table(brut, source, ())) & {_NON_UTF8}:
        source = replace(source, encodage="cp1252")
    if _is_rpls(brut, source):
        return Empechement(
            texte=t(
                "« {nom} » a la forme de RPLS tel qu'on le dépose : 64 positions, sans titres. "
                "Prenez la correspondance toute prête : convrules init DIR --correspondance rpls",
                nom=brut.nom,
            )
        )
    first = checked = _tabular(brut, source)
    for passees in range(1, BANDEAU + 1):
        if not (_codes(checked) & _TITRES_IMPOSSIBLES or _is_banner(checked.value)):
            break
        source = replace(source, passees=passees)
        checked = _tabular(brut, source)
    if checked.value is None:
        told = first.diagnostics[0] if first.diagnostics else checked.diagnostics[0]
        return Empechement(texte=f"« {brut.nom} » : {message(told)} {aide(told)}".strip(), constat=told)
    if _has_no_titles(checked.value):
        return _without_titles(brut.nom)
    typed = brut.nom.lower().endswith(_A_TYPES)
    return replace(source, separateur=None if typed else checked.value.separateur), checked.value


def _tabular(brut: FichierBrut, source: ir.FichierSource) -> Checked[Tableau | None]:
    """The file as the titles tell its separator; where they tell two, the one that its rows agree with."""
    checked = open_table(brut, source, ())
    if not _codes(checked) & {_DEUX_SEPARATEURS}:
        return checked
    tried = [open_table(brut, replace(source, separateur=s), ()) for s in SEPARATEURS]
    return max(tried, key=lambda c: _regularity(c.value))


def _is_rpls(brut: FichierBrut, source: ir.FichierSource) -> bool:
    """Rows of 64 cells under the landlord's record."""
    positions = tuple(f"P{n}" for n in range(1, RPLS[1] + 1))
    shaped = open_table(brut, replace(source, separateur=";", titres=positions), ()).value
    if shaped is None or shaped.entete.valeurs != positions:
        return False
    first = next(iter(shaped.rangees()), None)
    return first is not None and len(first.valeurs) in (RPLS[0], RPLS[0] + 1)


def _codes(checked: Checked[Tableau | None]) -> frozenset[str]:
    return frozenset() if checked.value is not None else frozenset(d.code for d in checked.diagnostics)


def _widths(tableau: Tableau) -> list[int]:
    return [len(r.valeurs) for r in islice(tableau.rangees(), _APERCU)]


def _regularity(tableau: Tableau | None) -> tuple[int, int]:
    """How many rows have the width of the titles, then that width: the right separator has most of both."""
    if tableau is None:
        return (-1, 0)
    width = len(tableau.entete.valeurs)
    return (_widths(tableau).count(width) if width > 1 else -1, width)


def _is_banner(tableau: Tableau | None) -> bool:
    """The first line has another width than every row: it stands above the titles."""
    widths = _widths(tableau) if tableau is not None else []
    return bool(widths) and len(tableau.entete.valeurs if tableau else ()) not in widths


def _has_no_titles(tableau: Tableau) -> bool:
    """Can the first line not be that of the titles?"""
    titles = tableau.entete.valeurs
    data = sum(1 for t in titles if _looks_like_data(t))
    return 3 * data >= len(titles) or any(personal_form(t) for t in titles)


def _repeats_itself(profils: Sequence[Profil]) -> bool:
    """Half of the titles are met again below: the first line is a row like the others."""
    return 2 * sum(p.titre_repete for p in profils) >= len(profils)


def _without_titles(nom: str) -> Empechement:
    """Nothing of the line is shown: it may hold the name of a person."""
    return Empechement(
        texte=t(
            "La première ligne de « {nom} » n'a pas l'air de porter des titres, ou aucun n'est reconnu : "
            "rien n'est proposé. Ajoutez-lui une ligne de titres, ou donnez-les sous « titres » dans la "
            "correspondance.",
            nom=nom,
        )
    )


def _looks_like_data(titre: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d\s.,]+", titre)) or bool(other_format(titre))


def _ident(path: Path) -> str:
    plain = re.sub("[^a-z0-9]+", "-", bare(path.stem).lower()).strip("-")
    return plain if re.fullmatch("[a-z][a-z0-9-]*", plain) else f"fichier-{plain}".rstrip("-")


__all__ = ["Proposee", "propose_mapping"]
