"""The dwellings of a day given all at once, beside advice that takes them one after the other."""

from collections.abc import Iterator, Mapping, Sequence

from convrules.base.anglais import dire
from convrules.base.texte import Langue, t
from convrules.orientation.ensemble import CompteDuSoir, Ensemble
from convrules.orientation.model import Orientation
from convrules.render import numbers
from convrules.render.cells import named_cell
from convrules.render.french import cite, joined, listing, sentence
from convrules.render.orient_notes import CITES_MAX, name
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import hanging

COLONNES = (
    Colonne(titre=t("Réservataire"), souple=True),
    Colonne(titre=t("Retard, conseils suivis"), droite=True),
    Colonne(titre=t("Retard, tous ensemble"), droite=True),
)


def together(
    ensemble: Ensemble | None, orientations: Sequence[Orientation], langue: Langue = Langue.FR
) -> Iterator[str]:
    """Lines of text; none when advice is as good. It names dwellings of the day that may not be shown."""
    if ensemble is None:
        return
    names = {c.ident: name(c) for o in orientations for c in o.candidats}
    yield dire(t("Tous ensemble"), langue)
    rows = [
        (_whose(compte, names), numbers.decimal(compte.conseil), numbers.decimal(compte.ensemble))
        for compte in ensemble.comptes
    ]
    yield from table(COLONNES, rows, langue=langue)
    for note in (_gain(ensemble), _moves(ensemble, names), _certain(ensemble)):
        yield from hanging(dire(sentence(note), langue), LARGEUR, "  • ")
    yield ""


def _whose(compte: CompteDuSoir, names: Mapping[str, str]) -> str:
    cells = {named_cell(clef) for _, clef in compte.cellules if clef}
    who = names.get(compte.ident, compte.ident)
    return t("{who}, {cells}", who=who, cells=joined(sorted(cells), "\u202f; ")) if cells else who


def _gain(ensemble: Ensemble) -> str:
    first = max(c.conseil for c in ensemble.comptes) == ensemble.avant
    which = (
        t("le plus grand de ces retards")
        if first
        else t("du plus grand au plus petit, le premier qui diffère")
    )
    return t(
        "à donner ensemble les logements du jour plutôt que l'un après l'autre, {which} passerait de "
        "{avant} à {apres}, soit {gain} de moins",
        which=which,
        avant=numbers.decimal(ensemble.avant),
        apres=numbers.decimal(ensemble.apres),
        gain=numbers.count(ensemble.gain, "logement"),
    )


def _moves(ensemble: Ensemble, names: Mapping[str, str]) -> str:
    moved = [
        t(
            "{vacance} à {ici} au lieu de {conseil}",
            vacance=x.vacance,
            ici=cite(names.get(x.ici, x.ici)),
            conseil=cite(names.get(x.conseil, x.conseil)),
        )
        for x in ensemble.autrement
    ]
    more = len(moved) - CITES_MAX
    rest = t(", et {more}", more=numbers.count(more, "autre")) if more > 0 else ""
    return t("pour cela\u202f: {moved}{rest}", moved=listing(moved[:CITES_MAX]), rest=rest)


def _certain(ensemble: Ensemble) -> str:
    n = numbers.count(ensemble.logements, "logement")
    if ensemble.exacte:
        return t(
            "aucune autre répartition de {n}, ceux que le retard seul range, n'abaisse davantage les plus "
            "grands retards\u202f; elle ne vaut que suivie en entier",
            n=n,
        )
    return t(
        "de {n}, ceux que le retard seul range\u202f; un plafond compte ici, et une autre répartition ferait "
        "peut-être mieux encore\u202f; elle ne vaut que suivie en entier",
        n=n,
    )
