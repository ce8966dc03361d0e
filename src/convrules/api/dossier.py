"""Over a landlord's data: load it, judge each vacancy, the year, and where a vacancy should go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from convrules import ir
from convrules.api.acquis import Verifier, acquired
from convrules.api.anticipations import without_a_row
from convrules.api.atteintes import with_accounts
from convrules.api.colonnes import enumerations_of, siren_of
from convrules.api.fournies import given, strangers, unknown
from convrules.api.journal import JournalLu, open_journal, with_journal
from convrules.api.lectures import events_read, without_holder
from convrules.api.load import (
    Depot,
    Empechement,
    display_name,
    find_root,
    findings_of,
    load_depot,
    paths_read,
)
from convrules.api.memoire import SANS_TABLES, EnMemoire, Interrogation, check_asked_for, memory_reader
from convrules.api.model import Acquis
from convrules.api.noms import Noms
from convrules.api.parc import AU_FIL, counted_whole
from convrules.api.recoupements import crossed, held_against
from convrules.api.relecture import Guet, watched
from convrules.api.requetes import query_reader
from convrules.base.plus_tard import later
from convrules.base.records import dataclass, replace
from convrules.base.texte import t
from convrules.compiler import Programme
from convrules.diagnostics.catalogue import is_error
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.facts.chargement import Avancement, ChargementFaits, Contexte, FichierLu, Lecteur, silence
from convrules.facts.journal.fichier import JournalFichier
from convrules.facts.mapping import load_faits
from convrules.facts.partages import check_shared_acts, undecided_acts
from convrules.facts.personnel import Sosies
from convrules.facts.readers.files import folder_reader
from convrules.facts.readers.ordinaires import real_path
from convrules.facts.records import Faits, Vacance
from convrules.facts.taries import check_recorded
from convrules.runtime.decision import Decision
from convrules.runtime.lives import recorded_days
from convrules.runtime.recorded import with_acts

if TYPE_CHECKING:
    from convrules.api.cle import read_key
    from convrules.runtime.computed import computed_cell
else:
    read_key = later("convrules.api.cle", "read_key")
    computed_cell = later("convrules.runtime.computed", "computed_cell")

if TYPE_CHECKING:
    from convrules.orientation.journee import Journee
    from convrules.orientation.model import Orientation
    from convrules.orientation.politique import PolitiqueCompilee
    from convrules.year.model import Imputation


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A landlord's repository and data, loaded and checked: what every evaluation starts from.

    `chargement` None: the data could not be loaded at all. `diagnostics`: of the repository and data.
    `places`: where files of data are, by name. `cle`: the file of the key of pseudonyms."""

    verifie: Acquis
    correspondance: ir.Correspondance | None
    programmes: tuple[Programme, ...]
    chargement: ChargementFaits | None
    diagnostics: tuple[Diagnostic, ...]
    empechements: tuple[Empechement, ...] = ()
    journal: JournalLu | None = None
    places: Mapping[str, Path] = field(default_factory=dict)
    cle: Path | None = None

    @property
    def faits(self) -> Faits:
        if self.chargement is None:
            raise ValueError(
                "données non lues : « diagnostics » et « empechements » du dossier disent pourquoi"
            )
        return held_against(self.programmes, self.chargement.faits)

    @property
    def empreintes(self) -> Mapping[str, str]:
        """SHA-256 of each convention file used, by name: part of every receipt."""
        return {nom: sha256(octets).hexdigest() for nom, octets in self.verifie.contenus.items()}

    @property
    def refusees(self) -> int:
        """Rows that were read and are in no count: each has its finding."""
        return sum(f.refusees for f in self.fichiers)

    @property
    def fichiers(self) -> tuple[FichierLu, ...]:
        return self.chargement.fichiers if self.chargement is not None else ()

    @property
    def lus(self) -> tuple[Path, ...]:
        """Every file read: conventions, mapping, data."""
        files = (self.places[nom] for f in self.fichiers if (nom := f.chemin or f.nom) in self.places)
        key = (self.cle,) if self.cle is not None else ()
        return (*paths_read(self.verifie.depot), *files, *self.journal_file, *key)

    @property
    def guets(self) -> tuple[Guet, ...]:
        """What a next command would read of this landlord's data."""
        return tuple(watched(self.verifie.depot, self.verifie.correspondances))

    @property
    def journal_file(self) -> tuple[Path, ...]:
        """The file of decisions, which may not stand there yet; none when they are kept in a table."""
        tenue = self.journal.tenue if self.journal is not None else None
        return (tenue.path,) if isinstance(tenue, JournalFichier) else ()


def open_depot(start: Path) -> Depot | Empechement:
    """The repository that a folder belongs to (nearest project file upward), or the folder itself."""
    if not start.exists():
        return Empechement(texte=t("« {nom} » n'existe pas.", nom=display_name(start)))
    return load_depot(real_path(find_root(start) or start), relatif=True)


def open_dossier(
    depot: Depot,
    data: Sequence[Path],
    avancer: Avancement = silence,
    cle: Path | None = None,
    aujourdhui: date | None = None,
    memoire: EnMemoire = SANS_TABLES,
    *,
    cached: bool = False,
    verifier: Verifier = acquired,
) -> Dossier:
    """Check the repository and load the landlord's data.

    data: a mapping file, and its data files; without one, those of the project file. cle: the file of the key
    of pseudonyms. aujourdhui: when a clock is read. memoire: tables of the caller (ValueError for one that
    the mapping does not name). cached: believe a check of the same files. verifier: what checks."""
    mapping, others, blocked = given(depot, data, memoire)
    if mapping is not None and all(real_path(mapping.path) != real_path(f.path) for f in depot.fichiers):
        depot = replace(depot, fichiers=(*depot.fichiers, mapping))
    verifie = verifier(depot, cached=cached)
    blocked = [*depot.empechements, *blocked]
    found = verifie.correspondances.get(mapping.nom) if mapping is not None else None
    if found is not None and mapping is not None:
        check_asked_for(memoire.tables, found, mapping.nom)
        blocked += strangers(others, found, mapping)
    elif mapping is not None and not blocked and not any(map(is_error, verifie.diagnostics)):
        blocked.append(unknown(mapping))
    journal, pseudonyme = open_journal(depot), read_key(cle, depot) if cle is not None else None
    blocked += (e for e in (journal, pseudonyme) if isinstance(e, Empechement))
    if found is None or mapping is None or blocked:
        return replace(_not_loaded(verifie, found, blocked), cle=cle)
    programmes = _programmes(verifie, found)
    assert isinstance(journal, JournalLu) and not isinstance(pseudonyme, Empechement), "or blocked"
    contexte = replace(
        _contexte(programmes, found, avancer, _asked(depot, memoire)),
        pseudonyme=Sosies(pseudonyme) if pseudonyme is not None else None,
    )
    noms = Noms(depot=depot)
    loaded = load_faits(found, _reader(mapping.path.parent, others, found, noms), contexte)
    read = with_journal(loaded.value, journal)
    faits, shared = read.faits, read.partages
    return Dossier(
        verifie=verifie,
        correspondance=found,
        programmes=programmes,
        chargement=replace(read, faits=undecided_acts(faits, shared)),
        diagnostics=(
            *verifie.diagnostics,
            *_not_told(loaded.diagnostics, verifie),
            *journal.constats,
            *crossed(programmes, read, entieres=not any(map(is_error, verifie.diagnostics))),
            *without_a_row(verifie.politiques, programmes, faits),
            *check_shared_acts(faits, shared),
            *check_recorded(found, faits, read.fichiers, aujourdhui, events_read(programmes)),
        ),
        journal=journal,
        places=noms.places,
        cle=cle,
        empechements=_no_programme(verifie, found, programmes),
    )


def _contexte(
    programmes: Sequence[Programme],
    mapping: ir.Correspondance,
    avancer: Avancement,
    interroger: Interrogation,
) -> Contexte:
    """What is known of the landlord's conventions when its data are read."""
    comptees = counted_whole(programmes) if any(f.table in AU_FIL for f in mapping.fichiers) else {}
    return Contexte(
        enumerations=enumerations_of(programmes),
        calculer=computed_cell,
        avancer=avancer,
        interroger=interroger,
        au_fil=AU_FIL - comptees.keys(),
        comptees=comptees,
        sans_titulaire=without_holder(programmes),
    )


def _asked(depot: Depot, memoire: EnMemoire) -> Interrogation:
    """What answers to the queries of a mapping."""
    sources = depot.projet.sources if depot.projet is not None else None
    return memory_reader(memoire.tables, query_reader(sources))


def _reader(dossier: Path, donnees: Sequence[Path], found: ir.Correspondance, noms: Noms) -> Lecteur:
    motifs = [f.motif for f in found.fichiers]
    return folder_reader(dossier, donnees=donnees, nommer=noms.of, motifs=motifs)


def _not_loaded(verifie: Acquis, found: ir.Correspondance | None, blocked: Sequence[Empechement]) -> Dossier:
    return Dossier(
        verifie=verifie,
        correspondance=found,
        programmes=(),
        chargement=None,
        diagnostics=in_order((*findings_of(blocked), *verifie.diagnostics)),
        empechements=tuple(blocked),
    )


def _not_told(found: Iterable[Diagnostic], verifie: Acquis) -> Iterable[Diagnostic]:
    """Without what the check of the mapping said of its columns."""
    told = {_place(d) for d in verifie.diagnostics}
    return (d for d in found if _place(d) not in told)


def _place(found: Diagnostic) -> tuple[str, str, int, int]:
    return found.code, found.span.source.name, found.span.start, found.span.end


def _programmes(verifie: Acquis, mapping: ir.Correspondance) -> tuple[Programme, ...]:
    """The landlord's programmes, by identifier."""
    own = (p for p in verifie.programmes.values() if siren_of(p) == mapping.bailleur)
    return tuple(sorted(own, key=lambda p: p.convention.ident))


def _no_programme(
    verifie: Acquis, mapping: ir.Correspondance, programmes: tuple[Programme, ...]
) -> tuple[Empechement, ...]:
    if programmes or any(is_error(d) for d in verifie.diagnostics):
        return ()
    texte = t(
        "Aucune convention du dépôt n'est celle du bailleur {siren}, dont ce sont les données : "
        "rien n'est évalué. Corrigez « bailleur » dans la correspondance, ou ajoutez sa convention.",
        siren=mapping.bailleur,
    )
    return (Empechement(texte=texte),)


def decisions(dossier: Dossier, au: date) -> Iterable[tuple[Vacance, tuple[Decision, ...]]]:
    """Every vacancy under every programme of the landlord, as of `au`, in file order."""
    # Why here: sets of rows answer without it.
    from convrules.runtime.elsewhere import Ici
    from convrules.runtime.vacance import evaluate_everywhere

    faits, ici = with_accounts(dossier, au), Ici(dossier.programmes)
    for vacance in faits.vacances:
        yield vacance, evaluate_everywhere(ici, vacance, au, faits=faits)


def decide(dossier: Dossier, vacance: Vacance, au: date) -> tuple[Decision, ...]:
    """One vacancy under every programme of the landlord."""
    from convrules.runtime.elsewhere import Ici
    from convrules.runtime.vacance import evaluate_everywhere

    faits = with_accounts(dossier, au)
    return evaluate_everywhere(Ici(dossier.programmes), vacance, au, faits=faits)


def imputations(
    dossier: Dossier, au: date, judged: Sequence[tuple[Vacance, tuple[Decision, ...]]] = ()
) -> "Mapping[str, Imputation]":
    """On whose account each letting counts. judged: what `decisions` gave, when it has been asked already."""
    from convrules.api.lacunes import supposed_of
    from convrules.year.comptes import accounts

    found = list(judged) or list(decisions(dossier, au))
    by_programme = [
        (programme, [(vacance, group[rang]) for vacance, group in found])
        for rang, programme in enumerate(dossier.programmes)
    ]
    return accounts(by_programme, dossier.faits, au, supposed_of(dossier, None))


def imputation(
    dossier: Dossier, vacance: Vacance, au: date, group: tuple[Decision, ...]
) -> "Imputation | None":
    """The same for one letting: the others are judged only when a limit makes them matter."""
    from convrules.year.comptes import counts_others

    alone = not counts_others(dossier.programmes)
    found = imputations(dossier, au, [(vacance, group)] if alone else ())
    return found.get(vacance.id)


def already_gone(dossier: Dossier, ident: str, au: date) -> str | None:
    """The last thing that happened to a dwelling by `au` that takes it off the list of those on offer."""
    from convrules.orientation.attente import PARTI
    from convrules.orientation.gardes import kept_by_reserves

    written = next(v for v in dossier.faits.vacances if v.id == ident)
    vacance = with_acts(written, dossier.faits, au)
    days = ((recorded_days(vacance.cellule(nom))[0], nom) for nom in PARTI)
    kept = ((a.jour, "reserve") for a in kept_by_reserves(dossier.faits, au) if a.vacance == ident)
    known = ((day, nom) for day, nom in days if day is not None and day <= au)
    return max((*known, *kept), default=(au, None))[1]


def politique_of(verifie: Acquis, siren: str, au: date) -> "PolitiqueCompilee | None":
    """The landlord's policy in force on a day; `check` refuses two."""
    found = (p for p in verifie.politiques if p.politique.bailleur.siren == siren)
    return next((p for p in found if p.politique.en_vigueur.contains(au)), None)


def day_of_advice(dossier: Dossier, au: date, idents: Sequence[str] = ()) -> "Journee":
    """Advice for each vacancy not yet oriented on `au`, or for those named: the same as among all of the day,
    where they are of it; the others by themselves. All at once: where that changes a dwelling shown."""
    from convrules.orientation.journee import Journee, advise_day, rank_day
    from convrules.orientation.ranking import Bailleur

    siren = dossier.correspondance.bailleur if dossier.correspondance is not None else ""
    bailleur = Bailleur(
        programmes=dossier.programmes,
        politique=politique_of(dossier.verifie, siren, au),
    )
    whole = advise_day(bailleur, dossier.faits, au)
    if not idents:
        return whole
    found = tuple(o for o in whole.conseils if o.vacance in idents)
    told = {o.vacance for o in found}
    alone = [v for v in dossier.faits.vacances if v.id in idents and v.id not in told]
    ensemble = whole.ensemble
    touched = ensemble is not None and any(x.vacance in told for x in ensemble.autrement)
    return Journee(
        conseils=(*found, *(rank_day(bailleur, dossier.faits, au, alone) if alone else ())),
        ensemble=ensemble if touched else None,
    )


def orient(dossier: Dossier, au: date, idents: Sequence[str] = ()) -> "tuple[Orientation, ...]":
    """The advice of `day_of_advice` alone."""
    return day_of_advice(dossier, au, idents).conseils
