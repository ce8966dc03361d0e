"""JSON of the state of the data."""

from convrules.facts.qualite import ColonneMesuree, Contenu, TableMesuree
from convrules.render.machine.parts import Objet, Recu, envelope
from convrules.render.quality.lacunes import Lacune
from convrules.render.quality.page import Qualite


def quality(qualite: Qualite, recu: Recu) -> Objet:
    """`manques` null: nothing was evaluated."""
    gaps = qualite.lacunes
    content: Objet = {
        "tables": [_table(t) for t in qualite.tables],
        "manques": None if gaps is None else [_gap(x) for x in gaps],
        "muettes": list(qualite.muettes),
    }
    return envelope("qualite", recu, content)


def _table(t: TableMesuree) -> Objet:
    return {
        "table": t.table,
        "lignes": t.lignes,
        "fichiers": [
            {
                "fichier": f.nom,
                "lu": f.lisible,
                "lues": f.lues,
                "gardees": f.gardees,
                "refusees": f.refusees,
                "ecartees": f.ecartees,
            }
            for f in t.fichiers
        ],
        "colonnes": [_column(c) for c in t.colonnes],
    }


def _column(c: ColonneMesuree) -> Objet:
    return {
        "fait": c.champ,
        "colonne": c.colonne or None,
        **{content.value: c.nombres[content] for content in Contenu},
        "par_defaut": c.par_defaut,
        "reparees": c.reparees,
    }


def _gap(x: Lacune) -> Objet:
    return {
        "fait": x.fait,
        "genre": x.genre.value,
        "table": x.table or None,
        "convention": x.convention,
        "regle": x.regle,
        "article": x.article or None,
        "vacances": list(x.vacances),
    }
