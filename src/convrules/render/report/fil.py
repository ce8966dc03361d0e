"""Each part over the year, drawn beside its table; and town by town."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final
from unicodedata import combining, normalize

from markupsafe import Markup

from convrules import geographie
from convrules.base.records import dataclass
from convrules.base.texte import Langue, t
from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.french import cite, joined
from convrules.render.report.svg import Courbe, curves
from convrules.year.livres import Fil, Jalon, Lieu
from convrules.year.model import BilanConvention
from convrules.year.valeurs import Lacune

MOIS: Final = "JFMAMJJASOND"
"""Initials of the months, which are those of English too."""
BASES_DES_COMMUNES: Final = t(
    "Les bases des communes ôtent les soustractions faites, non celles qui étaient prévues\u202f: leur somme "
    "n'est pas la base de la part."
)
"""Where the base of a part takes a forecast away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilRapport:
    """`lignes`: month, due, done, and what is missing (an advance is negative). `traces`: by curve, its
    colour and its (across, up) in thousandths, for what is not a page of the web."""

    clause: str
    courbe: Markup
    legende: str
    mois: str
    traces: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]
    lignes: tuple[tuple[str, str, str, str], ...]
    doute: str


def drawn(b: BilanConvention, lacunes: Sequence[Lacune], langue: Langue) -> Iterator[FilRapport]:
    """Parts of which something is due or done. lacunes: the days that the data of the year do not cover."""
    silent = tuple(one for one in lacunes if b.convention.ident in one.conventions)
    for fil in b.livres.fils if b.livres is not None else ():
        if any(j.du or j.fait for j in fil.jalons):
            yield FilRapport(
                clause=fil.clause,
                legende=_caption(fil),
                mois=MOIS[_start(fil).month - 1 :],
                traces=tuple((c.nom, c.kind, _thousandths(c, _top(fil))) for c in _curves(fil)),
                courbe=curves(_curves(fil), _caption(fil), langue, MOIS[_start(fil).month - 1 :]),
                lignes=tuple(
                    (
                        numbers.jour_court(j.jour),
                        numbers.decimal(j.du),
                        numbers.decimal(j.fait),
                        numbers.decimal(j.du - j.fait),
                    )
                    for j in fil.jalons
                ),
                doute=joined([*_doubt(fil.en_doute), *_silent(fil, silent)], " "),
            )


def not_drawn(b: BilanConvention) -> Iterator[str]:
    """Why a part has no curve, when rows of it are only waited for or in doubt."""
    for fil in b.livres.fils if b.livres is not None else ():
        if fil.en_doute and not any(j.du or j.fait for j in fil.jalons):
            yield t(
                "{clause}\u202f: rien n'est tracé, car rien n'est sûr encore\u202f: {lignes} en attente, à "
                "compléter ou sans jour connu.",
                clause=cite(fil.clause),
                lignes=numbers.count(fil.en_doute, "ligne"),
            )


def towns(b: BilanConvention) -> Iterator[tuple[str, str, str, str, str]]:
    """Town, part, base, due and done; nothing when no row tells its town."""
    found = b.livres.lieux if b.livres is not None else ()
    if not any(lieu.commune for lieu in found):
        return
    for lieu in sorted(found, key=lambda x: (not x.commune, _plain(_town(x)), x.clause)):
        yield _town(lieu), lieu.clause, bornes(lieu.base), bornes(lieu.du), bornes(lieu.fait)


def _town(lieu: Lieu) -> str:
    known = geographie.commune(lieu.commune) if lieu.commune else None
    if known is not None:
        return t("{a} ({b})", a=known.nom, b=lieu.commune)
    return lieu.commune or t("commune inconnue")


def _plain(nom: str) -> str:
    """As a dictionary orders it: É with E."""
    return "".join(c for c in normalize("NFD", nom) if not combining(c)).casefold()


def _doubt(n: int) -> Iterator[str]:
    if n:
        yield t(
            "{lignes} en attente, à compléter ou sans jour connu\u202f: ce qui n'en est pas sûr n'est pas "
            "tracé.",
            lignes=numbers.count(n, "ligne"),
        )


def _silent(fil: Fil, lacunes: Iterable[Lacune]) -> Iterator[str]:
    """Of days of which rows lack, lines that no longer rise are no fact."""
    for one in lacunes:
        if one.du <= _drawn(fil)[-1].jour and one.au >= _start(fil):
            yield t(
                "Après le {jour}, des vacances peuvent manquer aux fichiers\u202f: la courbe ne compte que "
                "celles qu'ils disent.",
                jour=numbers.jour(one.complet),
            )


def _drawn(fil: Fil) -> tuple[Jalon, ...]:
    """Those of the year that is drawn: what came after it is in the table alone."""
    last = date(_start(fil).year, 12, 31)
    return tuple(j for j in fil.jalons if j.jour <= last)


def _curves(fil: Fil) -> list[Courbe]:
    """Why lines: what is known is what each month-end has come to, and each is reached at the end of its
    month, the last one at the edge."""
    drawn = _drawn(fil)
    ends = [_over(j.jour, _start(fil)) for j in drawn]
    due, done = [j.du for j in drawn], [j.fait for j in drawn]
    return [
        Courbe(nom=t("dû, à mesure des vacances"), kind="du", points=_from_nothing(ends, due), marches=False),
        Courbe(
            nom=t("fait, à mesure des événements comptés"),
            kind="fait",
            points=_from_nothing(ends, done),
            marches=False,
        ),
    ]


def _over(jour: date, start: date) -> Fraction:
    """How much of the year drawn is over when that day is; months are as wide as each other, as under it."""
    of_month = Fraction(jour.day, monthrange(jour.year, jour.month)[1])
    return (jour.month - start.month + of_month) / (13 - start.month)


def _thousandths(courbe: Courbe, top: Fraction) -> tuple[tuple[int, int], ...]:
    return tuple(
        (int(over * 1000), int(max(value, Fraction(0)) / top * 1000) if top else 0)
        for over, value in courbe.points
    )


def _from_nothing(ends: list[Fraction], values: list[Fraction]) -> tuple[tuple[Fraction, Fraction], ...]:
    return (Fraction(0), Fraction(0)), *zip(ends, values, strict=True)


def _start(fil: Fil) -> date:
    return fil.jalons[0].jour.replace(day=1)


def _top(fil: Fil) -> Fraction:
    return max(max(j.du, j.fait) for j in _drawn(fil))


def _caption(fil: Fil) -> str:
    return t(
        "{clause}, du {du} au {au}\u202f; en haut\u202f: {top}",
        clause=cite(fil.clause),
        du=numbers.jour(_start(fil)),
        au=numbers.jour(_drawn(fil)[-1].jour),
        top=numbers.count(_top(fil), "logement"),
    )
