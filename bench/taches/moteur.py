"""convrules: the conventions as real files, the rows as an export, and its three forms of evaluation."""

from array import array
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from annee import CHOIX

from taches.a_la_main import BITS
from taches.enonce import AU, FAUX, INDETERMINE, REGLES, VRAI, Convention, Enonce, Vacance

SIREN = "000000000"
ENTETE = """convention: conv-{n:04d}
bailleur: {{ nom: Bailleur, siren: "{siren}" }}
réservataire: {{ nom: Réservataire {n}, type: employeur }}
territoire: {{ département: [{departements}] }}
en vigueur: {{ du: 2024-01-01, au: 2026-12-31 }}
document: {{ articles: [{articles}] }}
"""
CLAUSE = """  - éligibilité: {nom}
    énoncé: {dit}
    règle: {regle}
    source: {{ article: "{article}" }}
"""
MAPPING = """correspondance: banc
bailleur: "000000000"
fichiers:
  vacances: { fichier: vacances.csv, séparateur: ";" }
colonnes:
  vacances:
    id: id
    commune: commune
    affectation:
      colonne: affectation
      codes:
        { MUT: mutation_interne, RRU: relogement_ru, RCO: relogement_copropriete, RVE: relogement_vente,
          LOC: location }
    financement:
      colonne: financement
      codes:
        { PLAI: plai, PLAA: plai_adapte, PLUS: plus, PLCD: plus_cd, PLS: pls, PLI: pli, PALU: palulos,
          ANC: ancien }
    typologie: { colonne: typologie, codes: { T1: T1, T2: T2, T3: T3, T4: T4, T5: T5, T6: T6, T7: T7 } }
    qpv: qpv
    annee_construction: annee
    conge: { colonne: conge, format: aaaa-mm-jj }
    liberation: { colonne: liberation, format: aaaa-mm-jj }
    disponibilite: { colonne: disponibilite, format: aaaa-mm-jj }
"""
USAGES = {
    "mutation_interne": "MUT", "relogement_ru": "RRU", "relogement_copropriete": "RCO",
    "relogement_vente": "RVE", "location": "LOC",
}  # fmt: skip
FINANCEMENTS = {
    "plai": "PLAI", "plai_adapte": "PLAA", "plus": "PLUS", "plus_cd": "PLCD", "pls": "PLS", "pli": "PLI",
    "palulos": "PALU", "ancien": "ANC",
}  # fmt: skip
TITRES = "id;commune;affectation;financement;typologie;qpv;annee;conge;liberation;disponibilite\n"


def rules(c: Convention) -> Sequence[str]:
    """The eight rules in the language of conventions."""
    communes = ", ".join(f'"{code}"' for code in sorted(c.communes))
    types = ", ".join(f"T{n}" for n in range(c.typologie_min, c.typologie_max + 1))
    grands = ", ".join(f"T{n}" for n in sorted(c.grands))
    return (
        f"non (affectation dans [{', '.join(sorted(c.exclus))}])",
        f"commune dans [{communes}]",
        f"financement dans [{', '.join(sorted(c.financements))}]",
        f"typologie dans [{types}]",
        f"non qpv ou typologie dans [{grands}]" if grands else "non qpv",
        f"annee_construction entre {c.annee_min} et {c.annee_max}",
        f"conge entre {c.conge_du} et {c.conge_au}",
        f"disponibilite - liberation <= {c.jours} jours",
    )


def row(n: int, v: Vacance) -> str:
    cells = (
        f"V{n:07d}",
        v.commune,
        USAGES[v.affectation] if v.affectation else "",
        FINANCEMENTS[v.financement] if v.financement else "",
        f"T{v.typologie}" if v.typologie else "",
        "" if v.qpv is None else "oui" if v.qpv else "non",
        str(v.annee or ""),
        str(v.conge or ""),
        str(v.liberation or ""),
        str(v.disponibilite),
    )
    return ";".join(cells) + "\n"


def write(enonce: Enonce, folder: Path, rows: Sequence[Vacance]) -> None:
    """A landlord's repository: conventions, mapping, export."""
    (folder / "conventions").mkdir(parents=True, exist_ok=True)
    departements = ", ".join(f'"{d}"' for d in sorted({code[:2] for code in enonce.communes}))
    articles = ", ".join(f'"{n}"' for n in range(1, len(REGLES) + 1))
    for n, convention in enumerate(enonce.regles):
        text = ENTETE.format(n=n, siren=SIREN, departements=departements, articles=articles)
        text += f"{CHOIX}clauses:\n"
        for article, (nom, regle) in enumerate(zip(REGLES, rules(convention), strict=True), 1):
            text += CLAUSE.format(nom=nom, dit=f"Règle {article}.", regle=regle, article=article)
        (folder / "conventions" / f"conv-{n:04d}.yaml").write_text(text, encoding="utf-8")
    with (folder / "vacances.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(TITRES)
        out.writelines(row(n, v) for n, v in enumerate(rows))
    (folder / "correspondance.yaml").write_text(MAPPING, encoding="utf-8")
    toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, encoding="utf-8")


class Moteur:
    """W1 by one of the forms. The repository is opened, the export loaded and the rules compiled before."""

    engine = "colonnes"
    fils: int | None = None

    def __init__(self, enonce: Enonce) -> None:
        from convrules.api.dossier import open_depot, open_dossier
        from convrules.api.load import Depot

        self.enonce = enonce
        folder = Path.cwd() / f"{self.engine}-{enonce.genre}-{enonce.conventions}"
        write(enonce, folder, enonce.lignes)
        depot = open_depot(folder)
        assert isinstance(depot, Depot), depot
        self.whole = open_dossier(depot, [])
        assert not [d for d in self.whole.diagnostics if d.code.startswith("CR4")], self.whole.diagnostics[:3]
        assert len(self.whole.programmes) == enonce.conventions, self.whole.diagnostics[:3]

    def prepare(self, first: int) -> None:
        from convrules.base.records import replace

        loaded = self.whole.chargement
        assert loaded is not None
        rows = loaded.faits.vacances[:first]
        assert len(rows) == first, self.whole.diagnostics[:3]
        self.dossier = replace(
            self.whole, chargement=replace(loaded, faits=replace(loaded.faits, vacances=rows))
        )

    def run(self) -> Any:
        from convrules import api

        return api.statuses(self.dossier, AU, engine=self.engine, fils=self.fils)

    def codes(self, found: Any) -> Iterable[int]:
        """Row by row, as `Jugees.at` says."""
        rank = {name: n for n, name in enumerate(REGLES, 1)}
        count = len(self.dossier.faits.vacances)
        for n in range(count):
            for said in found:
                told = said.at(n)
                yield rank[told.refus] if told.refus else _missing(told.eligible)


def _missing(eligible: Any) -> int:
    if eligible is True:
        return 0
    return sum({BITS[cause.fait] for cause in eligible.causes})


class Ensembles(Moteur):
    """Sets of rows, as `api.statuses` gives them. As for the others, the rows are laid before; what the rules
    work out of them and answer is not. The answer of each pair is read out of the sets once the clock is
    off."""

    def prepare(self, first: int) -> None:
        from convrules import api

        super().prepare(first)
        self.lignes = api.laid(self.dossier, AU)

    def run(self) -> Any:
        from convrules import api

        return api.statuses(self.dossier, AU, engine=self.engine, lignes=self.lignes)

    def codes(self, found: Any) -> Iterable[int]:
        return pairs(columns(found), len(self.dossier.faits.vacances))


class Colonnes(Ensembles):
    """The same, and the answer of every pair: by convention, a column as Polars gives one."""

    def run(self) -> Any:
        return columns(super().run())

    def codes(self, found: Any) -> Iterable[int]:
        return pairs(found, len(self.dossier.faits.vacances))


class APoser(Moteur):
    """The same, on rows that are not laid yet."""

    def run(self) -> Any:
        return columns(super().run())

    def codes(self, found: Any) -> Iterable[int]:
        return pairs(found, len(self.dossier.faits.vacances))


def columns(found: Any) -> Sequence[Any]:
    """By convention, the first rule that each row does not meet, and what it lacks."""
    from convrules import api

    told = [api.in_columns(said) for said in found]
    for one in told:
        assert len(one.refus) == len(one.manques)
    return told


def pairs(found: Sequence[Any], count: int) -> Sequence[int]:
    """Row by row, the code of each convention."""
    rank = {name: n for n, name in enumerate(REGLES, 1)}
    codes = array("H", bytes(2 * count * len(found)))
    for place, said in enumerate(found):
        assert list(said.rangs) == list(range(count)), "every row is judged"
        refused = [0, *(rank[ident] for ident in said.clauses)]
        lacking = _sums([BITS[fait] for fait in said.faits])
        told = zip(said.refus, said.manques, strict=True)
        codes[place :: len(found)] = array("H", [refused[n] or lacking[bits] for n, bits in told])
    return codes


def _sums(marks: Sequence[int]) -> Sequence[int]:
    """By set of places, the sum of the marks there."""
    found = [0]
    for mark in marks:
        found += [mark + before for before in found]
    return found


class Duckdb(Moteur):
    engine = "duckdb"
    fils = 1

    def __init__(self, enonce: Enonce) -> None:
        for library in ("duckdb", "sqlglot"):  # one that is not installed leaves this contender out
            import_module(library)
        super().__init__(enonce)


class Scalaire(Moteur):
    engine = "scalaire"


class Issues(Moteur):
    """W3: each vacancy by itself, the outcome of every clause; what it read is told to whoever asks."""

    engine = "trace"

    def run(self) -> Any:
        from convrules import api

        return api.evaluate(self.dossier, AU)

    def codes(self, found: Any) -> Iterable[int]:
        for decisions in found:
            for decision in decisions:
                assert all(clause.trace is not None for clause in decision.eligibilites)
                for clause in decision.eligibilites:
                    issue = clause.issue
                    yield VRAI if issue is True else FAUX if issue is False else INDETERMINE


class Traces(Issues):
    """W3 with all that every clause read, down to the facts."""

    def run(self) -> Any:
        found = super().run()
        for decisions in found:
            for decision in decisions:
                for clause in decision.eligibilites:
                    _read(clause.trace)
        return found


def _read(trace: Any) -> None:
    for part in trace.enfants:
        _read(part)
