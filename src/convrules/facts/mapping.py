"""A landlord's files, through its mapping, to `Faits`. Every bad cell, row or file is a finding."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from convrules import ir
from convrules.diagnostics.model import Checked, Diagnostic, in_order
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import suites, tri
from convrules.facts.assemblage import assemble, with_computed
from convrules.facts.chargement import ChargementFaits, Contexte, Lecteur, TableLue
from convrules.facts.doublons import settle
from convrules.facts.entre_lignes import check_copies, check_exchanged
from convrules.facts.presque import check_near_copies
from convrules.facts.ratios import check_rents
from convrules.facts.readers.lieux import place_at_line
from convrules.facts.records import Ligne, Lignes
from convrules.facts.suites import check_months
from convrules.facts.tables import read_table

# What may be cited comes before what cites it.
_ORDRE = (
    "programmes", "conventions", "logements", "demandes", "vacances", "droits", "candidatures", "refus",
    "previsions",
    "soustractions", "soldes", "vacances_attendues", "journal",
)  # fmt: skip
_ENTRE_LIGNES = (check_exchanged, check_months, check_rents)
_SINGULIER = {
    "programmes": "programme", "logements": "logement", "vacances": "vacance", "demandes": "demande",
}  # fmt: skip

_JAMAIS_VIDES = ("vacances", "logements")


def load_faits(
    correspondance: ir.Correspondance, lecteur: Lecteur, contexte: Contexte
) -> Checked[ChargementFaits]:
    """Load every table that the mapping names.

    A bad cell is `Erreur` in its row and a finding; a row without identifier, with one already met, of
    another width, or hanging on an unknown vacancy is refused and a finding; for each file, rows read are
    rows kept plus rows refused plus rows that the mapping leaves aside. A table whose files cannot all be
    read is unknown, `vacances` excepted.
    Source: docs/langage, « Correspondance »."""
    read: dict[str, TableLue] = {}
    known: dict[str, Container[str]] = {}
    supplied = {f.table for f in correspondance.fichiers}
    for table in (t for t in _ORDRE if t in supplied):
        aside = read["vacances"].ecartees if "vacances" in read else frozenset()
        read[table] = read_table(correspondance, table, lecteur, contexte, known, aside)
        if table in _SINGULIER and read[table].complete:
            known[_SINGULIER[table]] = _identifiers(read[table].lignes)
    computed = {
        table: tuple(c for c in columns if c.calcul is not None) for table, columns in correspondance.colonnes
    }
    vides = frozenset(f.nom for f in correspondance.fichiers if f.table == "vacances" and f.vide)
    shared = read["vacances"].partages if "vacances" in read else frozenset()
    vacancies = read["vacances"].lignes if "vacances" in read else ()
    dwellings = read["logements"].lignes if "logements" in read else ()
    doubtful = {table: lue.incertaines for table, lue in read.items()}
    plain = read["vacances"].ordinaires if "vacances" in read else frozenset()
    days = read["vacances"].jours if "vacances" in read else None
    settled = settle({table: _rows(table, lue) for table, lue in read.items()}, shared, doubtful, plain)
    done = with_computed(settled.tables, computed, contexte.calculer)
    of_vacancies = computed.get("vacances", ())
    faits = assemble(correspondance.bailleur, settled, done, of_vacancies, contexte, plain)
    return Checked(
        value=ChargementFaits(
            faits=replace(faits, actes_tenus=_recorded(correspondance)),
            fichiers=tuple(f for lue in read.values() for f in lue.fichiers),
            defauts=tuple(d for lue in read.values() for d in lue.defauts),
            complet=all(_whole(lue, bool(vides)) for lue in read.values()),
            ecartees=read["vacances"].ecartees if "vacances" in read else frozenset(),
            partages=shared,
            tables={
                table: done.get(table) or lue.lignes for table, lue in read.items() if table != "vacances"
            },
        ),
        diagnostics=in_order(
            (
                *(
                    d
                    for table, lue in read.items()
                    for d in (*lue.diagnostics, *_without_rows(table, lue, vides))
                ),
                *settled.constats,
                *check_copies(vacancies),
                *check_near_copies(vacancies, days),
                *(d for check in _ENTRE_LIGNES for d in check(vacancies)),
                *(check_rents(dwellings) if not isinstance(dwellings, Lignes) else ()),
            )
        ),
    )


def _identifiers(rows: Sequence[Ligne]) -> Container[str]:
    if isinstance(rows, Lignes):
        return rows.identifiants()
    return frozenset(row.id for row in rows if not row.refusee)


def _recorded(correspondance: ir.Correspondance) -> frozenset[str] | None:
    """Kinds of act that the journal can hold, when its mapping lists them."""
    for table, columns in correspondance.colonnes:
        for column in columns if table == "journal" else ():
            if column.champ == "acte" and column.codes is not None:
                default = [column.par_defaut] if column.par_defaut is not None else []
                return frozenset((*(code for _, code in column.codes), *default))
    return None


def _without_rows(table: str, lue: TableLue, vides: frozenset[str]) -> Iterator[Diagnostic]:
    """Titles alone: in one file, where vacancies or dwellings are; in all of them, whatever the table.
    vides: the sources of which the mapping says that they may have no vacancy."""
    if table in _JAMAIS_VIDES and any(f.gardees for f in lue.fichiers):
        empty = (f for f in lue.fichiers if f.lisible and not f.lues and f.source not in vides)
        yield from (suites.fichier_sans_ligne(span=place_at_line(f.nom, 1), table=table) for f in empty)
    if table != "vacances" and not any(f.gardees or f.refusees or not f.lisible for f in lue.fichiers):
        yield from (
            suites.table_sans_ligne(span=place_at_line(f.nom, 1), table=table) for f in lue.fichiers[:1]
        )
    if table == "vacances" and not any(f.gardees for f in lue.fichiers):
        for one in lue.fichiers:
            if one.lisible and not one.lues and vides:
                continue
            if one.lisible and not one.lues:
                yield problems.aucune_ligne(span=place_at_line(one.nom, 1))
            elif one.lisible and one.lues == one.ecartees:
                yield tri.tout_ecarte(span=place_at_line(one.nom, 1))


def _whole(lue: TableLue, may_be_empty: bool) -> bool:
    """Every file and mapped column was there, no file was cut, none had all its rows refused, and of the
    files of a joined source some row was called for: otherwise what is missing is not known, and counts would
    mislead."""
    emptied = any(f.refusees > f.non_jointes and not f.gardees for f in lue.fichiers)
    joined = {f.jointe for f in lue.fichiers if f.non_jointes} - {f.jointe for f in lue.fichiers if f.gardees}
    silent = may_be_empty and not any(f.lues for f in lue.fichiers)
    nothing = not silent and not any(f.gardees for f in lue.fichiers)
    if nothing and lue.fichiers and lue.fichiers[0].table == "vacances":
        return False
    return (
        lue.complete
        and not emptied
        and not joined
        and all(d.code not in problems.TRONQUES for d in lue.diagnostics)
    )


def _rows(table: str, lue: TableLue) -> Sequence[Ligne] | None:
    """None: unknown. A forecast that lost a row would bound what is to come by what is left of it."""
    lost = table == "vacances_attendues" and any(f.refusees for f in lue.fichiers)
    return lue.lignes if table == "vacances" or (lue.complete and not lost) else None
