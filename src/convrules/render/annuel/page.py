"""The annual report of one recipient as one self-contained page: no script, no network, readable on paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from convrules import __version__
from convrules.base.records import dataclass
from convrules.render import numbers, words
from convrules.render.annuel import mots
from convrules.render.annuel.agregats import Agregat
from convrules.render.annuel.extraits import Extrait
from convrules.render.annuel.soustractions import NOMBRES
from convrules.render.bounds import bornes
from convrules.render.french import cite
from convrules.render.lexicon import Lexique, code
from convrules.render.machine.parts import Recu
from convrules.render.report.pages import Nom, template
from convrules.render.secret import MARQUE, SEUIL
from convrules.year.annuel.lecture import bins
from convrules.year.annuel.model import MESURES, LigneRetrait, Releve
from convrules.year.model import Bornes

DITES = dict(zip(MESURES, ("Proposés", "Attribués"), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One account, ready to print. `tableaux`: title, then (value, proposed, let)."""

    nom: str
    total: tuple[str, str]
    tableaux: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
    doutes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Croise:
    """One measure of all accounts by one dimension: titles of the columns, then the lines."""

    titre: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, tuple[str, ...]], ...]


def render_page(extrait: Extrait, recu: Recu, lexique: Lexique, depot: str) -> str:
    """depot: name of the repository, for the title."""
    return template("annuel.html.j2").render(**content(extrait, recu, lexique, depot))


def content(extrait: Extrait, recu: Recu, lexique: Lexique, depot: str) -> dict[str, Any]:
    """What the page says, by part, whatever it is printed on: nothing that the recipient may not see."""
    bilan, envoi = extrait.bilan, extrait.envoi
    return {
        "titre": mots.title(extrait),
        "depot": depot,
        "a_qui": words.whose(depot, bilan.bailleur, bilan.conventions),
        "annee": bilan.annee,
        "au": numbers.jour(bilan.au),
        "limite": numbers.jour(envoi.limite) if envoi is not None and envoi.limite is not None else "",
        "destinataire": envoi.nom if envoi is not None else "",
        "autrement": mots.also_named(envoi) if envoi is not None else "",
        "objet": mots.due(bilan),
        "avertissements": mots.warnings(bilan, remis=envoi is not None),
        "periodes": [mots.value("periode_construction", v, bilan.periodes) for v in bins(bilan.periodes)],
        "partage": [
            (mots.group(g), bornes(m.propose), bornes(m.attribue))
            for g, m in extrait.partage
            if m.propose.max or m.attribue.max
        ],
        "total": (bornes(extrait.total.propose), bornes(extrait.total.attribue)) if extrait.total else None,
        "sections": [_section(r, extrait, lexique) for r in extrait.releves],
        "agregats": [table for agregat in extrait.agregats for table in _crossed(agregat, extrait)],
        "marque": MARQUE,
        "seuil": SEUIL - 1,
        "retraits": list(_withdrawals(extrait)),
        "caches": bool(extrait.caches),
        "aucune": mots.LECTURE_AUCUNE if mots.unspoken(extrait.retraits) else "",
        "entier": extrait.entier,
        "moteur": __version__,
        "fichiers": [(Nom(nom), said) for nom, said in sorted({**recu.conventions, **recu.donnees}.items())],
    }


def _section(releve: Releve, extrait: Extrait, lexique: Lexique) -> Section:
    return Section(
        nom=mots.group(releve.groupe),
        total=(bornes(releve.total.propose), bornes(releve.total.attribue)),
        tableaux=tuple(
            (
                mots.AXES[t.axe],
                tuple(
                    (mots.value(t.axe, v, extrait.bilan.periodes), bornes(m.propose), bornes(m.attribue))
                    for v, m in t.lignes
                ),
            )
            for t in releve.tableaux
        ),
        doutes=mots.doubts(releve, lexique),
    )


def _crossed(agregat: Agregat, extrait: Extrait) -> Iterator[Croise]:
    values = tuple(mots.value(agregat.axe, v, extrait.bilan.periodes) for v in agregat.valeurs)
    for mesure, shown in zip(MESURES, agregat.mesures, strict=True):
        rows = [
            (mots.group(groupe), tuple(mots.hidden(n) for n in (*numbers_, total)))
            for groupe, numbers_, total in zip(agregat.groupes, shown.nombres, shown.totaux, strict=True)
        ]
        last = tuple(mots.hidden(n) for n in (*shown.totaux_colonnes, shown.total))
        yield Croise(
            titre=f"{DITES[mesure]}, par réservataire et {mots.within(mots.AXES[agregat.axe])}",
            colonnes=(*values, "Total"),
            lignes=(*rows, (mots.ENSEMBLE, last)),
        )


def _withdrawals(extrait: Extrait) -> Iterator[tuple[str, Sequence[tuple[str, ...]]]]:
    """Title, then (category, forecast, withdrawn, let, forecast of the next year)."""
    for retraits in extrait.retraits:
        rows = [
            (code(line.categorie), *(_withdrawn(extrait, retraits.convention, line, n) for n in NOMBRES))
            for line in retraits.lignes
        ]
        where = retraits.convention
        yield (f"Sur le territoire de la convention {cite(where)}" if where else "Chez le bailleur"), rows


def _withdrawn(extrait: Extrait, convention: str, line: LigneRetrait, nombre: str) -> str:
    value: int | Bornes | None = getattr(line, nombre)
    if extrait.hides(convention, line, nombre):
        return MARQUE
    return bornes(value) if isinstance(value, Bornes) else mots.forecast(line, nombre)
