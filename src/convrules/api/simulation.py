"""A year judged again under texts that are not signed: a draft amendment, a draft convention.

What happened stays what happened: the same vacancies, leases and accounts are counted otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from convrules.api.annees import comply
from convrules.api.colonnes import siren_of
from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier
from convrules.api.grille import CIBLE, IDENT, grid, otherwise
from convrules.api.grille import Essai as Choisi
from convrules.api.load import (
    Depot,
    Empechement,
    Essayee,
    Fichier,
    display_name,
    file_of,
    read_file,
    select,
)
from convrules.api.model import Verifie
from convrules.api.verification import check_depot
from convrules.base.records import dataclass
from convrules.base.texte import Langue, en_deux_langues, suite, t, tel_quel
from convrules.compiler import Programme
from convrules.diagnostics.catalogue import is_error, message
from convrules.diagnostics.model import Diagnostic
from convrules.facts.readers.ordinaires import real_path
from convrules.orientation.propre import own_of_year
from convrules.render.french import joined
from convrules.render.numbers import jour
from convrules.year.comparaison import Choix, Colonne, PartPropre
from convrules.year.comptes import counts_others

ECRIT: Final = t("texte en vigueur")
GENRES: Final = ("avenant", "convention")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variante:
    """Drafts put in the place of the files of the same name, or beside them; or a choice that the engine
    tries upon what is written (`essai`, `essayee`)."""

    nom: str
    brouillons: tuple[Fichier, ...] = ()
    essai: Choisi | None = None
    essayee: Essayee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """A landlord's data under the texts to judge it with. `note`: what must be said of them; `cle`: the one
    key of a part that they change, if so."""

    nom: str
    dossier: Dossier
    note: str = ""
    cle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusee:
    """A variant that cannot be judged: `constats`, errors that the repository has with it. `choix`: of a
    choice that is tried, of which nobody has a file."""

    nom: str
    constats: tuple[Diagnostic, ...]
    choix: Choix | None = None

    @property
    def phrase(self) -> str:
        """Why it is not tried, in one sentence: the first of its errors."""
        first = self.constats[0]
        return t(
            "« {nom} » n'est pas essayé, car le texte ainsi changé serait refusé ({code})\u202f: {constat}",
            nom=tel_quel(self.nom),
            constat=en_deux_langues(message(first, Langue.FR), message(first, Langue.EN)),
            code=first.code,
        )


def read_variant(depot: Depot, path: Path, others: Sequence[Fichier] = ()) -> Variante | Empechement:
    """A file, or all the drafts of a folder. others: drafts read before, which have their names."""
    paths, wrong = select([path])
    if wrong:
        return wrong[0]
    drafts: list[Fichier] = []
    own = {real_path(f.path) for f in depot.fichiers}
    for found in paths:
        read = read_file(found, depot.beside(found, (*others, *drafts)))
        if isinstance(read, Empechement):
            return read
        if read.genre not in GENRES:
            if path.is_dir():
                continue
            if read.genre == "politique":
                texte = t(
                    "« {nom} » est une politique : elle range qui l'on conseille et ne change pas ce qui est "
                    "dû ni ce qui est fait. « convrules replay --variante {nom} » rejoue l'année sous elle.",
                    nom=display_name(found),
                )
                return Empechement(texte=texte)
            return Empechement(
                texte=t("« {nom} » n'est ni un avenant ni une convention.", nom=display_name(found))
            )
        if real_path(read.path) in own:
            texte = t(
                "« {nom} » fait déjà partie du dépôt, donc du texte en vigueur : rangez les "
                "projets dans un dossier à part, hors du dépôt.",
                nom=display_name(found),
            )
            return Empechement(texte=texte)
        drafts.append(read)
    if not drafts:
        return Empechement(
            texte=t(
                "« {display_name} » ne contient ni avenant ni convention.", display_name=display_name(path)
            )
        )
    return Variante(nom=path.stem if path.is_file() else path.name, brouillons=tuple(drafts))


def trials(
    dossier: Dossier, convention: str, annee: int, taux: Sequence[Fraction]
) -> list[Variante] | Empechement:
    """The choices of a grid around a convention, each upon the text in force as the year opens."""
    programme = next((p for p in dossier.programmes if p.convention.ident == convention), None)
    if programme is None:
        known = joined([p.convention.ident for p in dossier.programmes], ", ")
        return Empechement(
            texte=t(
                "« {convention} » n'est pas une convention de ce bailleur ; il y a : {known}.",
                convention=convention,
                known=known,
            )
        )
    essais = list(grid(programme, annee, taux))
    if not essais:
        return Empechement(
            texte=t(
                "« {convention} » n'a pas de part dont une clé puisse être essayée.", convention=convention
            )
        )
    depot = dossier.verifie.depot
    path = depot.racine / f"{IDENT}.yaml"
    nom = depot.beside(path)
    return [
        Variante(
            nom=e.nom,
            essai=e,
            essayee=Essayee(fichier=file_of(path, e.texte.encode(), nom), jour=e.jour),
        )
        for e in essais
    ]


def tried(dossier: Dossier, variantes: Sequence[Variante], annee: int) -> Iterator[Essai | Refusee]:
    """The texts in force, then each variant in their place."""
    yield Essai(nom=ECRIT, dossier=dossier)
    known = {_key(d) for d in dossier.verifie.diagnostics}
    for variante in variantes:
        essai = variante.essai
        verifie = check_depot(_with(dossier.verifie.depot, variante))
        wrong = tuple(d for d in verifie.diagnostics if is_error(d) and _key(d) not in known)
        if wrong:
            told = wrong if essai is None else tuple(_on_the_part(d, variante) for d in wrong)
            yield Refusee(nom=variante.nom, constats=told, choix=None if essai is None else essai.choix)
            continue
        own = [p for p in verifie.programmes.values() if siren_of(p) == dossier.faits.bailleur]
        judged = replace(
            dossier, verifie=verifie, programmes=tuple(sorted(own, key=lambda p: p.convention.ident))
        )
        note = _too_late(verifie, variante, annee) or _otherwise(verifie, variante, annee)
        yield Essai(nom=variante.nom, dossier=judged, note=note, cle="" if essai is None else essai.cle)


def simulate(
    dossier: Dossier, variantes: Sequence[Variante], annee: int, au: date, depuis: int | None = None
) -> Iterator[Colonne | Refusee]:
    """The year as the texts in force judge it, then as each variant would have. depuis: with the years before
    it from that one on, each leaving its balances to the next, under the very texts that judge the year.
    Raises what `api.comply` raises of what is asked."""
    check_asked(dossier, au, annee, depuis)
    written: PartPropre | None = None
    for essai in tried(dossier, variantes, annee):
        if isinstance(essai, Refusee):
            yield essai
            continue
        programmes = essai.dossier.programmes
        if essai.cle in CIBLE and not _ask_accounts(programmes):
            own = written
        else:
            own = own_of_year(programmes, essai.dossier.faits, annee, au)
        if essai.dossier is dossier:
            written = own
        yield Colonne(
            nom=essai.nom,
            # Why not together: nothing of it is compared, and it is asked again of each trial.
            bilan=comply(essai.dossier, annee, au, depuis, ensemble=False),
            note=essai.note,
            propre=own,
            textes=tuple(f for p in programmes for f in (p.convention, *p.socles)),
        )


def _ask_accounts(programmes: Sequence[Programme]) -> bool:
    """Does what a vacancy is depend on what has been reached?"""
    return counts_others(programmes) or any(c.atteintes for p in programmes for c in p.clauses)


def _key(found: Diagnostic) -> tuple[str, str, int]:
    return found.code, found.span.source.name, found.span.start


def _with(depot: Depot, variante: Variante) -> Depot:
    """A draft takes the place of the file of its kind and name; what is tried, of none."""
    named = {(f.genre, f.ident) for f in variante.brouillons}
    kept = [f for f in depot.fichiers if (f.genre, f.ident) not in named]
    return replace(depot, fichiers=(*kept, *variante.brouillons), essayee=variante.essayee)


def _on_the_part(found: Diagnostic, variante: Variante) -> Diagnostic:
    """What is found in a text that no file has, told of the part on which it is tried."""
    essai, essayee = variante.essai, variante.essayee
    assert essai is not None and essayee is not None, "a choice is tried"
    choix, nom = essai.choix, essayee.fichier.nom
    labels = tuple(
        replace(one, span=essai.place) if one.span.source.name == nom else one for one in found.labels
    )
    if found.span.source.name != nom:
        return replace(found, labels=labels)
    fil = (
        t("{genre} « {ident} »", genre="convention", ident=choix.convention),
        t("{genre} « {ident} »", genre="part", ident=choix.clause),
    )
    return replace(found, span=essai.place, labels=labels, fix=None, fil=fil)


def _too_late(verifie: Verifie, variante: Variante, annee: int) -> str:
    """A draft that takes effect after the year changes nothing of it."""
    starts = tuple(_starts(verifie, variante))
    if not starts or min(starts) <= date(annee, 12, 31):
        return ""
    return t(
        "prend effet le {jour}, après {annee} : datez l'effet de son essai plus tôt",
        jour=jour(min(starts)),
        annee=str(annee),
    )


def _otherwise(verifie: Verifie, variante: Variante, annee: int) -> str:
    """What is said of a choice that an amendment of the year puts an end to."""
    essai = variante.essai
    if essai is None:
        return ""
    found = otherwise(verifie.programmes[essai.choix.convention], essai, annee)
    said = [t("du {du} au {au}", du=jour(first), au=jour(last)) for first, last in found]
    if not said:
        return ""
    return t(
        "ne vaut pas {jours}\u202f: le texte, qu'un avenant change dans l'année, y dit autre chose",
        jours=suite(said, "et"),
    )


def _starts(verifie: Verifie, variante: Variante) -> Iterator[date]:
    if variante.essai is not None:
        yield variante.essai.depuis
    for draft in variante.brouillons:
        avenant = verifie.avenants.get(draft.ident or "") if draft.genre == "avenant" else None
        for change in avenant.changements if avenant is not None else ():
            yield change.en_vigueur.du or date.min
        programme = verifie.programmes.get(draft.ident or "") if draft.genre == "convention" else None
        if programme is not None:
            yield programme.convention.en_vigueur.du or date.min
