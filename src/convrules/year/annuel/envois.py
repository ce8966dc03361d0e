"""To whom the report goes, what each sees, and until when: the holders of the year, and whoever a
transmission founded on the same article names.

Source: docs/langage, « Le bilan annuel »; CCH R. 441-5-1, version of 22/02/2020.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.destinataires import fold, is_annual_report, is_written, recipients
from convrules.year.annuel.lecture import Titulaire, holders
from convrules.year.annuel.model import Envoi, Groupe, Releve, Vue
from convrules.year.dus import ResultatTransmission
from convrules.year.periode import periods

DU_BAILLEUR: Final = "bailleur"
"""The folder of the landlord's own copy: no recipient takes its name."""
_RESERVES: Final = re.compile("con|prn|aux|nul|(com|lpt)[0-9]")
"""Names of devices, which Windows refuses to a folder."""


Demande: TypeAlias = tuple[int, ResultatTransmission]
"""A sending that a clause asks for, and the year of the convention that judges it."""


@dataclass(slots=True, kw_only=True)
class _Note:
    """A recipient while its clauses are read. `vues`: what each convention has it see, by what it writes
    itself (True), and by what it inherits."""

    nom: str
    groupe: Groupe | None
    noms: frozenset[str] = frozenset()
    autrement: tuple[str, ...] = ()
    vues: dict[str, dict[bool, list[Vue]]] = field(default_factory=dict)
    conventions: list[str] = field(default_factory=list)
    tenues: list[str] = field(default_factory=list)

    @property
    def vue(self) -> Vue:
        """Of each convention, what it writes rather than what it inherits; of several clauses, the narrowest.
        One of its own that says nothing shows it its rows alone, whatever others write.
        Why: one that shows less can be widened by hand."""
        decide = [vue for by in self.vues.values() for vue in by.get(True) or by[False]]
        decide += [Vue.SES_LIGNES for ident in self.tenues if ident not in self.vues]
        return min(decide, key=list(Vue).index, default=Vue.SES_LIGNES)


def sendings(
    titulaires: Sequence[Titulaire],
    releves: Mapping[Groupe, Releve],
    demandes: Mapping[str, Sequence[Demande]],
    finies: Mapping[Groupe, Sequence[str]],
) -> tuple[Envoi, ...]:
    """One per recipient, holders first. demandes: what the clauses of each convention ask. finies: of each
    holder, conventions that are over, whose dwellings the report tells all the same."""
    notes, named = _notes(titulaires)
    taken = {DU_BAILLEUR}
    own: dict[int, list[Demande]] = {}
    for ident, asked in demandes.items():
        for demande in asked:
            if (note := named.get((ident, demande[1].destinataire))) is not None:
                own.setdefault(id(note), []).append(demande)
    found = (_sending(note, releves, own.get(id(note), ()), taken) for note in notes)
    return tuple(_with_ended(one, note, finies) for one, note in zip(found, notes, strict=True))


def _with_ended(envoi: Envoi, note: _Note, finies: Mapping[Groupe, Sequence[str]]) -> Envoi:
    """What a convention that is over tells is its holder's; its clauses ask for nothing any more."""
    ended = finies.get(note.groupe, ()) if note.groupe is not None else ()
    return replace(envoi, conventions=(*envoi.conventions, *ended), tenues=(*envoi.tenues, *ended))


def views(programmes: Sequence[Programme], annee: int) -> Mapping[tuple[str, str], Vue]:
    """What each recipient sees of the report of a year, by the convention that names it and its name there;
    nothing where all clauses say the same."""
    ends = (annee, annee + 1)
    read = [p for p in programmes if any(periods(ir.Periode.ANNEE, n, p.convention.en_vigueur) for n in ends)]
    if len({clause.vue for programme in read for clause in reports(programme)}) < 2:
        return {}
    _, named = _notes(holders([(programme, None) for programme in read], programmes, annee))
    return {key: note.vue for key, note in named.items()}


def seen(
    envois: Iterable[ResultatTransmission], convention: ir.Convention, vues: Mapping[tuple[str, str], Vue]
) -> Iterator[ResultatTransmission]:
    """Sendings of a convention, with what a recipient of the report sees of it, whichever clause is read."""
    for envoi in envois:
        vue = vues.get((convention.ident, envoi.destinataire)) if is_annual_report(envoi.clause) else None
        yield replace(envoi, vue=vue.value) if vue is not None else envoi


def _notes(titulaires: Sequence[Titulaire]) -> tuple[list[_Note], Mapping[tuple[str, str], _Note]]:
    """One per recipient; then which it is, by the convention that names it and its name there."""
    own = {
        t.groupe: _Note(nom=t.groupe.nom, groupe=t.groupe, noms=t.noms, autrement=t.autrement)
        for t in titulaires
    }
    others: dict[str, _Note] = {}
    named: dict[tuple[str, str], _Note] = {}
    for titulaire in titulaires:
        note = own[titulaire.groupe]
        for programme, _ in titulaire.lus:
            ident = programme.convention.ident
            note.conventions.append(ident)
            note.tenues.append(ident)
            for clause in reports(programme):
                for one in recipients(clause, programme.convention):
                    told = note if one.titulaire else _named(one.libelle, note, own, others)
                    by = told.vues.setdefault(ident, {})
                    by.setdefault(is_written(clause), []).append(Vue(clause.vue or Vue.SES_LIGNES))
                    if ident not in told.conventions:
                        told.conventions.append(ident)
                    named[ident, one.libelle] = told
    return [*own.values(), *others.values()], named


def _named(libelle: str, note: _Note, own: Mapping[Groupe, _Note], others: dict[str, _Note]) -> _Note:
    """A name that a clause of a holder's writes: its own, another holder's, or somebody else's. One that
    several bear says none of them, and its recipient sees no account."""
    bearers = [n for n in own.values() if fold(libelle) in n.noms]
    if any(n is note for n in bearers):
        return note
    if len(bearers) == 1:
        return bearers[0]
    return others.setdefault(fold(libelle), _Note(nom=libelle, groupe=None))


def reports(programme: Programme) -> Iterator[ir.Transmission]:
    """The transmissions of a convention and of its socles that are this report."""
    for clause in programme.clauses:
        own = clause.clause
        if is_annual_report(own):
            yield own


def _sending(
    note: _Note, releves: Mapping[Groupe, Releve], demandes: Sequence[Demande], taken: set[str]
) -> Envoi:
    days = [r.limite for _, r in demandes if r.limite is not None]
    return Envoi(
        nom=note.nom,
        dossier=folder_of(note.nom, taken),
        vue=note.vue,
        conventions=tuple(note.conventions),
        tenues=tuple(note.tenues),
        releve=releves.get(note.groupe) if note.groupe is not None else None,
        limite=min(days, default=None),
        autrement=note.autrement,
        jugements=frozenset(annee for annee, _ in demandes),
    )


def folder_of(nom: str, taken: set[str]) -> str:
    """A name that every file system takes: « prefet-de-la-seine-saint-denis »; another for a homonym, that is
    not yet `taken`."""
    plain = unicodedata.normalize("NFKD", nom.lower().replace("œ", "oe").replace("æ", "ae"))
    short = re.sub("[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60].strip("-")
    if not short or _RESERVES.fullmatch(short):
        short = f"destinataire-{short}".strip("-")
    found = next(n for n in _numbered(short) if n not in taken)
    taken.add(found)
    return found


def _numbered(nom: str) -> Iterable[str]:
    yield nom
    yield from (f"{nom}-{rang}" for rang in range(2, 10_000))
