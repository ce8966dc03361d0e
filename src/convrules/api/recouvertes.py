"""Rows of the forecast that a year counts beside vacancies which the data have in the same days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import combinations

from convrules.api.lignes import numbered, of_several
from convrules.base.texte import compte, suite, t
from convrules.base.values import Connu
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import suites as problems
from convrules.facts.readers.lieux import row_span
from convrules.facts.records import Ligne
from convrules.render.already import CITEES, already_there
from convrules.year.cellules import as_number
from convrules.year.model import Bilan
from convrules.year.ouverte import Recouverte
from convrules.year.recouvertes import all_of, together


def counted_twice(*bilans: Bilan) -> Iterator[Diagnostic]:
    """Perhaps: of all conventions in one finding, at the first row. bilans: of one year under several texts,
    each row as the first that tells of it does."""
    seen: dict[int, Recouverte] = {}
    for bilan in bilans:
        for row in together(r for b in bilan.conventions for r in b.recouvertes):
            seen.setdefault(row.rang, row)
    rows = [seen[rang] for rang in sorted(seen)]
    if not rows:
        return
    # Why: one place is shown, that of the first row.
    fichiers = of_several(row.ligne for row in rows)
    yield problems.prevision_recouverte(
        span=row_span(rows[0].ligne, _read(rows[0].ligne)),
        lignes=_of_rows(rows, fichiers),
        vacances=already_there(rows),
        trop=_too_many(rows),
        remede=reduce(lambda said, more: t("{a} {b}", a=said, b=more), _remedies(rows, fichiers)),
    )


def _read(ligne: Ligne) -> str:
    """What the row says of itself: its name if it has one, its days and its numbers. It names nobody."""
    told = [(nom, ligne.cellule(nom)) for nom in ("id", "du", "au", "min", "max")]
    return ", ".join(f"{nom} {_written_so(c.valeur)}" for nom, c in told if isinstance(c, Connu))


def _written_so(valeur: object) -> str:
    return f"{valeur:%d/%m/%Y}" if isinstance(valeur, date) else str(valeur)


def _remedies(rows: Sequence[Recouverte], fichiers: bool) -> Iterator[str]:
    """What to write of each row: its first day, then how many it leaves out of the vacancies that no first
    day leaves out. Once both are done, the finding comes no more. fichiers: are lines named with their file?
    """
    for day in sorted({r.coupe for r in rows}):
        begun = [r for r in rows if r.coupe == day and r.venues]
        if begun:
            yield _cut(begun, day, fichiers)
    for day in sorted({r.coupe for r in rows}):
        there = [r for r in rows if r.coupe == day]
        if ahead := [r for r in there if r.annoncees and not _both(r)]:
            yield _taken_off(ahead, day, fichiers)
        if begun := [r for r in there if _both(r)]:
            yield t(
                "Où «\u202fdeja_deduites\u202f» dit déjà un nombre, ôtez en tout de «\u202fmin\u202f» et de "
                "«\u202fmax\u202f» de la suite, ce qui est venu compris, sans descendre sous 0, et récrivez "
                "ce nombre\u202f: {lignes}.",
                lignes=_by_line(begun, fichiers),
            )
    if any(all_of(a) & all_of(b) for a, b in combinations(rows, 2)):
        yield t(
            "Une vacance que plusieurs de ces lignes peuvent attendre ne s'ôte que d'une, mais le nombre la "
            "compte à chacune."
        )


def _both(row: Recouverte) -> bool:
    """Has it begun, with vacancies left out? Nothing says whether they are of those that have come: one
    number is then told, of both sorts."""
    return bool(row.venues and row.deduites)


def _taken_off(rows: Sequence[Recouverte], day: date, fichiers: bool) -> str:
    return t(
        "Ce que vos données ont déjà après le {au} ({vacances}), ôtez-le de «\u202fmin\u202f» et de "
        "«\u202fmax\u202f» s'il ne l'est pas encore, sans descendre sous 0, et dites-en le nombre dans la "
        "colonne que la correspondance relie à «\u202fdeja_deduites\u202f» (reliez-la si elle ne l'est "
        "pas)\u202f: {lignes}.",
        au=day.isoformat(),
        vacances=already_there(rows, ("annoncees",)),
        lignes=_by_line(rows, fichiers),
    )


def _off(row: Recouverte) -> int:
    """How many vacancies to take off its numbers. Of a row that is cut, its past part has those that some
    convention holds to have come."""
    if _both(row):
        return len(all_of(row)) - row.deduites
    return len(set(row.annoncees) - set(row.venues)) - row.deduites


def _by_line(rows: Sequence[Recouverte], fichiers: bool) -> str:
    """« à la ligne 2, ôtez 1 et écrivez 3, aux lignes 4 et 5, écrivez 0 »: all of them, for each has its own
    numbers."""
    alike: dict[tuple[int, int], list[Recouverte]] = {}
    for row in rows:
        alike.setdefault((_off(row), len(row.annoncees)), []).append(row)
    return suite(_written(alike[off, whole], off, whole, fichiers) for off, whole in alike)


def _written(rows: Sequence[Recouverte], off: int, whole: int, fichiers: bool) -> str:
    numbers = {
        "ote": str(off),
        "ecrit": str(whole),
        "liste": suite(numbered((r.ligne for r in rows), fichiers=fichiers), "et"),
    }
    if not off:
        return compte(
            len(rows),
            "à la ligne {liste}, écrivez {ecrit}",
            "aux lignes {liste}, écrivez {ecrit}",
            **numbers,
        )
    return compte(
        len(rows),
        "à la ligne {liste}, ôtez {ote} et écrivez {ecrit}",
        "aux lignes {liste}, ôtez {ote} et écrivez {ecrit}",
        **numbers,
    )


def _cut(rows: Sequence[Recouverte], day: date, fichiers: bool) -> str:
    return t(
        "Coupez au {au}, dernier jour que vos données couvrent, ce qui a commencé avant ({lignes})\u202f: la "
        "suite commence le {lendemain} et n'attend que ce qui est encore à venir.",
        au=day.isoformat(),
        lignes=_numbers(rows, fichiers),
        lendemain=(day + timedelta(days=1)).isoformat(),
    )


def _too_many(rows: Sequence[Recouverte]) -> str:
    """At most how many vacancies are counted once too often: a row doubles no more than it expects, and
    none of those that it leaves out. Rows that leave out none may double the same one."""
    apart, full = set[str](), 0
    for row in rows:
        most, there = int(as_number(row.ligne.cellule("max")) or 0), all_of(row)
        if row.deduites or len(there) > most:
            full += min(most, len(there) - row.deduites)
        else:
            apart |= there
    return compte(
        full + len(apart),
        "{n} vacance est comptée une fois de trop",
        "jusqu'à {n} vacances sont comptées une fois de trop",
    )


def _numbers(rows: Sequence[Recouverte], fichiers: bool) -> str:
    """« la ligne 2 », « les lignes 2, 3, 4 et 5 autres »."""
    return compte(len(rows), "la ligne {liste}", "les lignes {liste}", liste=_listed(rows, fichiers))


def _of_rows(rows: Sequence[Recouverte], fichiers: bool) -> str:
    return compte(len(rows), "de la ligne {liste}", "des lignes {liste}", liste=_listed(rows, fichiers))


def _listed(rows: Sequence[Recouverte], fichiers: bool) -> str:
    more = len(rows) - CITEES
    others = [compte(more, "{n} autre", "{n} autres")] if more > 0 else []
    return suite([*numbered((r.ligne for r in rows[:CITEES]), fichiers=fichiers), *others], "et")
