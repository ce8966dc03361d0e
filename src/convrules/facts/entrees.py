"""The entries by which a mapping names the files of one table: a file that two of them give, and one that is
not written as its entry says while others are."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from convrules import ir
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.diagnostics.problems import doublons
from convrules.facts.chargement import FichierBrut
from convrules.facts.copies import originals_first
from convrules.facts.plan import Fichier, Plan
from convrules.facts.readers.csv_reader import SEPARATEURS, USUELS


class Entrees:
    """`lues`: which entry first gave a file, to be read in one way. `sources`: by file, the last that did."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lues: dict[tuple[str, Hashable], ir.FichierSource] = {}
        self.sources: dict[str, ir.FichierSource] = {}
        self.constats: list[Diagnostic] = []

    def fresh(self, source: ir.FichierSource, fichiers: Sequence[FichierBrut]) -> Iterator[FichierBrut]:
        """Files of an entry that none before it gives for the same rows and the same columns."""
        for brut in originals_first(fichiers):
            rows = source.feuille, source.cles, source.tris, self.plan.colonnes_de(source)
            first = self.lues.setdefault((brut.nom, rows), source)
            if first is source:
                self.sources[brut.nom] = source
                yield brut
                continue
            self.constats.append(
                doublons.fichier_donne_deux_fois(
                    span=source.span,
                    fichier=brut.nom,
                    table=self.plan.table,
                    premier=first.motif,
                    motif=source.motif,
                )
            )

    def giving(self, nom: str) -> str:
        """The entries that give the same rows of a file, quoted: each of its lines is then one row, whichever
        gives it. Empty where there are not several, or of several sheets."""
        given = [source for (fichier, _), source in self.lues.items() if fichier == nom]
        alone = len(given) < 2 or len({source.feuille for source in given}) > 1
        return "" if alone else suite((cite(source.motif) for source in given), "et")

    def told(self, diagnostics: Iterable[Diagnostic], lus: Sequence[Fichier]) -> Iterator[Diagnostic]:
        """The findings, with a file that has the separator declared where another of its entry has not; then
        those of files that are given twice."""
        for one in diagnostics:
            source = self.sources.get(one.span.source.name)
            if one.code != problems.SEPARATEUR_ABSENT or source is None:
                yield one
                continue
            beside = next((f.nom for f in lus if _said_alike(f.source, source)), "")
            usual = source.separateur in SEPARATEURS and one.args["autre"] in USUELS
            yield problems.separateur_d_un_autre(one, ailleurs=beside, usuel=usual)
        yield from self.constats


def _said_alike(one: ir.FichierSource, other: ir.FichierSource) -> bool:
    """Files of one list, or of one pattern."""
    return replace(one, nom="", motif="") == replace(other, nom="", motif="")
