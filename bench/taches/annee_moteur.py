"""convrules for W2: the conventions as real files, the rows as an export; aggregates, and the year judged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from annee import CHOIX

from taches.annee import AN, PARTS, PLAFONDS, SANS_OBJET, ConventionAnnuelle, EnonceAnnuel, Logement, verdict
from taches.enonce import AU, FAUX, INDETERMINE, VRAI
from taches.moteur import ENTETE, FINANCEMENTS, SIREN, USAGES

CLAUSE = """  - {genre}: {nom}
    énoncé: {dit}
    {catégorie}règle: {regle}
    {suite}source: {{ article: "1" }}
"""
DE_PART = """application: ensemble
    arrondi: sans arrondi
    force: obligation
    """
MAPPING = """correspondance: banc
bailleur: "000000000"
fichiers:
  vacances: {{ fichier: vacances.csv, séparateur: ";" }}
colonnes:
  vacances:
    id: id
    commune: commune
    affectation: {{ colonne: affectation, codes: {{ {usages} }} }}
    financement: {{ colonne: financement, codes: {{ {financements} }} }}
    typologie: {{ colonne: typologie, codes: {{ T1: T1, T2: T2, T3: T3, T4: T4, T5: T5, T6: T6, T7: T7 }} }}
    qpv: qpv
    annee_construction: annee
    premier_quartile: quartile
    liberation: {{ colonne: liberation, format: aaaa-mm-jj }}
    disponibilite: {{ colonne: disponibilite, format: aaaa-mm-jj }}
    bail: {{ colonne: bail, format: aaaa-mm-jj, complet au: 2026-01-05 }}
"""
TITRES = "id;commune;affectation;financement;typologie;qpv;annee;quartile;liberation;disponibilite;bail\n"


def shares(c: ConventionAnnuelle) -> Iterator[str]:
    """The seven shares in the language of conventions."""

    def types(pair: tuple[int, int]) -> str:
        return f"typologie dans [{', '.join(f'T{n}' for n in range(pair[0], min(7, pair[1]) + 1))}]"

    paid, aided = (f"financement dans [{', '.join(sorted(w))}]" for w in (c.financements, c.aides))
    flow, leases = "vacances dans l'assiette du bailleur", "baux signés du champ du bailleur"
    asked = (
        f"{flow}, pour {paid}",
        f"{flow}, pour {types(c.typologies)}",
        f"{flow} où {types(c.grandes)}, pour qpv",
        f"{leases} où non qpv, pour premier_quartile",
        f"{leases}, pour annee_construction entre {c.annees[0]} et {c.annees[1]}",
        f"{leases} où {aided}, pour {types(c.familiales)}",
        f"{flow}, pour disponibilite - liberation <= {c.jours} jours",
    )
    for rank, (rate, one) in enumerate(zip(c.taux, asked, strict=True)):
        yield f"au {'plus' if rank in PLAFONDS else 'moins'} {rate} % des {one}"


def text(n: int, c: ConventionAnnuelle, departements: str) -> str:
    """A file."""
    communes = ", ".join(f'"{code}"' for code in sorted(c.communes))
    rehoused = ", ".join(sorted(c.releves))
    clauses = [
        ("champ", "communes", "", f"commune dans [{communes}]", ""),
        ("soustraction", "mutations", "mutation", "affectation = mutation_interne", ""),
        ("soustraction", "relogements", "relogement", f"affectation dans [{rehoused}]", ""),
        *(("quota", f"part_{rank}", "", one, DE_PART) for rank, one in enumerate(shares(c))),
    ]  # fmt: skip
    found = ENTETE.format(n=n, siren=SIREN, departements=departements, articles='"1"') + f"{CHOIX}clauses:\n"
    for genre, nom, category, regle, suite in clauses:
        kept = f"catégorie: {category}\n    " if category else ""
        found += CLAUSE.format(
            genre=genre, nom=nom, dit=f"Clause {nom}.", catégorie=kept, regle=regle, suite=suite
        )
    return found


def row(n: int, v: Logement) -> str:
    def said(value: bool | None) -> str:
        return "" if value is None else "oui" if value else "non"

    cells = (
        f"V{n:07d}",
        v.commune,
        USAGES[v.affectation] if v.affectation else "",
        FINANCEMENTS[v.financement] if v.financement else "",
        f"T{v.typologie}" if v.typologie else "",
        said(v.qpv),
        str(v.annee or ""),
        said(v.quartile),
        str(v.liberation or ""),
        str(v.disponibilite),
        str(v.bail or ""),
    )
    return ";".join(cells) + "\n"


def write(enonce: EnonceAnnuel, folder: Path) -> None:
    """A landlord's repository: conventions, mapping, export."""
    (folder / "conventions").mkdir(parents=True, exist_ok=True)
    departements = ", ".join(f'"{d}"' for d in sorted({code[:2] for code in enonce.communes}))
    for n, convention in enumerate(enonce.textes):
        path = folder / "conventions" / f"conv-{n:04d}.yaml"
        path.write_text(text(n, convention, departements), encoding="utf-8")
    with (folder / "vacances.csv").open("w", encoding="utf-8", newline="") as out:
        out.write(TITRES)
        out.writelines(row(n, v) for n, v in enumerate(enonce.logements))
    codes = {
        name: ", ".join(f"{code}: {word}" for word, code in words.items())
        for name, words in (("usages", USAGES), ("financements", FINANCEMENTS))
    }
    (folder / "correspondance.yaml").write_text(MAPPING.format(**codes), encoding="utf-8")
    toml = '[depot]\nnom = "Banc"\ndata = ["correspondance.yaml"]\n'
    (folder / "convrules.toml").write_text(toml, encoding="utf-8")


class Ensembles:
    """The aggregates of the year on sets of rows; verdicts, from the options of the rows of each share. The
    repository is opened, the export loaded, the rows laid before; what the rules make of them is not."""

    def __init__(self, enonce: EnonceAnnuel) -> None:
        from convrules.api.dossier import open_depot, open_dossier
        from convrules.api.load import Depot

        self.enonce = enonce
        folder = Path.cwd() / "depot"
        write(enonce, folder)
        depot = open_depot(folder)
        assert isinstance(depot, Depot), depot
        self.whole = open_dossier(depot, [])
        assert not [d for d in self.whole.diagnostics if d.code.startswith("CR4")], self.whole.diagnostics[:3]
        assert len(self.whole.programmes) == enonce.conventions, self.whole.diagnostics[:3]

    def prepare(self, first: int) -> None:
        from convrules import api
        from convrules.base.records import replace

        loaded = self.whole.chargement
        assert loaded is not None
        rows = loaded.faits.vacances[:first]
        assert len(rows) == first, self.whole.diagnostics[:3]
        self.dossier = replace(
            self.whole, chargement=replace(loaded, faits=replace(loaded.faits, vacances=rows))
        )
        self.lignes = api.laid(self.dossier, AU)

    def run(self) -> Any:
        from convrules import api

        found = api.aggregates(self.dossier, AN, AU, lignes=self.lignes)
        return [
            list(_of(c, each.taux)) for c, each in zip(found.conventions, self.enonce.textes, strict=True)
        ]

    def codes(self, found: Any) -> Iterable[int]:
        return (number for each in found for number in each)


def _bounds(bornes: Any) -> tuple[int, int]:
    return int(bornes.min), int(bornes.max)


def _of(found: Any, taux: Sequence[int]) -> Iterator[int]:
    """What must agree, of the aggregates of a convention."""
    yield from (found.lignes, found.lignes)
    statuts, retraits = dict(found.statuts), dict(found.retraits)
    for statut in ("hors_champ", "soustrait", "dans_l_assiette"):
        yield from _bounds(statuts[statut])
    for categorie in ("mutation", "relogement"):
        yield from _bounds(retraits[categorie])
    regles = {regle.clause: regle for regle in found.regles}
    for rank, rate in enumerate(taux):
        (cellule,) = regles[f"part_{rank}"].cellules
        yield from _bounds(cellule.base)
        yield from _bounds(cellule.realise)
        yield _verdict(cellule.options, rate, plafond=rank in PLAFONDS)


_CHAINE = ((True, False), (True, True), (False, False), (False, True))
"""From the most favourable to « at least » to the least."""


def _verdict(options: Sequence[tuple[Any, int | Fraction]], rate: int, *, plafond: bool) -> int:
    ends = [[0, 0], [0, 0]]
    for possible, number in options:
        ordered = [one for one in _CHAINE if one in possible]
        for end, (counted, inside) in zip(ends, (ordered[-1], ordered[0]), strict=True):
            end[0] += int(number) * counted
            end[1] += int(number) * inside
    (a, b), (c, d) = ends
    return verdict((a, b), (c, d), rate, plafond=plafond)


class Bilan(Ensembles):
    """The year judged row by row: `api.comply`, every verdict with its rows and causes."""

    def run(self) -> Any:
        from convrules import api

        return api.comply(self.dossier, AN, AU)

    def codes(self, found: Any) -> Iterable[int]:
        for convention in found.conventions:
            yield from _of_year(convention)


_VERDICTS: Mapping[str, int] = {
    "conforme": VRAI,
    "non_conforme": FAUX,
    "indetermine": INDETERMINE,
    "non_applicable": SANS_OBJET,
}


def _of_year(found: Any) -> Iterator[int]:
    yield from (found.lignes, found.lignes)
    statuts, retraits = dict(found.statuts), {r.categorie: r.realise for r in found.retraits}
    for statut in ("hors_champ", "soustrait", "dans_l_assiette"):
        yield from _bounds(statuts[statut])
    for categorie in ("mutation", "relogement"):
        yield from _bounds(retraits[categorie])
    regles = {regle.clause.entete.ident: regle for regle in found.regles}
    for rank in range(PARTS):
        regle = regles[f"part_{rank}"]
        (cellule,) = regle.cellules
        yield from _bounds(cellule.base)
        yield from _bounds(cellule.realise)
        yield _VERDICTS[str(regle.verdict)]
