"""The same words said in other ways: clauses as they read in the year, and the texts that say them from the
start, by an amendment, by an exception, or by both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import strategies as st

Cles: TypeAlias = dict[str, str]

TOWN = "93066"
SOURCE = 'source: { article: "1" }'
SIGNE, AVENANT, EXCEPTION = "signé", "avenant", "exception"
AJOUTEE, CHANGEE, SECONDE = "exception ajoutée", "exception changée", "exception à une exception"
FORMES = (SIGNE, AVENANT, EXCEPTION, AJOUTEE, CHANGEE, SECONDE)
"""An exception may be signed, added by an amendment, signed with other words that an amendment changes, or
signed so and excepted itself."""
PARTOUT = ("reservataire.type = etat", "non reservataire.type = commune", "reservataire.type = commune")
"""Two conditions that are true whatever one looks at, and one that is not."""
ICI = (f'commune = "{TOWN}"', f'commune dans ["{TOWN}", "93048"]', 'commune = "93048"')
"""The same of every row there is."""
SUPPRIMEE = "0"
"""After the name of a clause that no exception may change: the one an amendment repeals for it."""


@dataclass(frozen=True, kw_only=True)
class Dite:
    """A clause: what it says now, what it said before, and how the one became the other. `reste`: keys that
    nothing changes; `sous`: of a quota, the part it stands under; `entiere`: may only be repealed and added
    again."""

    genre: str
    nom: str
    dits: Cles
    avant: Cles
    forme: str = AVENANT
    ici: str = PARTOUT[0]
    reste: Cles = field(default_factory=dict)
    sous: str = ""
    entiere: bool = False


@st.composite
def dites(
    draw: st.DrawFn,
    genre: str,
    nom: str,
    cles: Mapping[str, st.SearchStrategy[str]],
    *,
    reste: Mapping[str, str] | None = None,
    perhaps: Iterable[str] = (),
    formes: Sequence[str] = FORMES,
    lieux: Sequence[str] = PARTOUT,
    sous: str = "",
    entiere: bool = False,
) -> Dite:
    """perhaps: keys that may not be written, least of all before."""
    cles = {**cles, "si": st.sampled_from(lieux)}
    perhaps = {*perhaps, "si"}
    cles = {cle: said for cle, said in cles.items() if cle not in perhaps or draw(st.booleans())}
    avant = {cle: draw(said) for cle, said in cles.items() if cle not in perhaps or draw(st.booleans())}
    forme = draw(st.sampled_from(formes))
    dits = {cle: draw(said) for cle, said in cles.items()}
    if forme not in (SIGNE, AVENANT) and dits.get("si") == lieux[2]:
        # Why: an exception is under its own condition, whatever that of the clause.
        dits["si"] = lieux[0]
    return Dite(
        genre=genre,
        nom=nom,
        dits=dits,
        avant=avant,
        forme=forme,
        ici=draw(st.sampled_from(lieux[:2])),
        reste=dict(reste or {}),
        sous=sous,
        entiere=entiere,
    )


@st.composite
def some_of(
    draw: st.DrawFn,
    kinds: Mapping[str, tuple[str, Mapping[str, st.SearchStrategy[str]], Mapping[str, str]]],
    *,
    perhaps: Mapping[str, Iterable[str]],
    lieux: Sequence[str],
) -> list[Dite]:
    """One to three clauses, by their names: kind, keys, and keys that nothing changes."""
    named = sorted(draw(st.sets(st.sampled_from(sorted(kinds)), min_size=1, max_size=3)))
    each = ((nom, *kinds[nom]) for nom in named)
    return [
        draw(dites(genre, nom, cles, reste=reste, perhaps=perhaps.get(nom, ()), lieux=lieux))
        for nom, genre, cles, reste in each
    ]


# --- as it is written ------------------------------------------------------------------------
def signed(clauses: Sequence[Dite]) -> str:
    return "".join(_clauses(clauses, {d.nom: d.dits for d in clauses}, {d.nom: d.nom for d in clauses}))


def otherwise(clauses: Sequence[Dite]) -> tuple[str, str]:
    """The clauses as signed, exceptions included, and the changes of the amendment."""
    amended = [d for d in clauses if d.entiere and d.forme != SIGNE]
    before = {d.nom: d.dits if d.forme == SIGNE else d.avant for d in clauses}
    noms = {d.nom: d.nom + SUPPRIMEE if d in amended else d.nom for d in clauses}
    written, changes = list(_clauses(clauses, before, noms)), []
    for d in clauses:
        if d in amended:
            changes += [f"  - abroge: {noms[d.nom]}\n    {SOURCE}\n", _added(_whole(d, d.nom, d.dits))]
            continue
        keys = {cle: said for cle, said in d.dits.items() if said != before[d.nom].get(cle)}
        if not keys:
            continue
        # Why the right `si`: that which an amendment changes is the exception's own.
        wrong = {cle: said if cle == "si" else d.avant.get(cle, said) for cle, said in keys.items()}
        first = d.forme in (CHANGEE, SECONDE)
        exception = _exception(f"x_{d.nom}", d.nom, d.ici, wrong if first else keys)
        if d.forme == AVENANT:
            changes.append(_replaced(d.nom, keys))
        elif d.forme == AJOUTEE:
            changes.append(_added(exception))
        else:
            written.append(exception)
        if d.forme == CHANGEE and (keys := {cle: x for cle, x in keys.items() if cle != "si"}):
            changes.append(_replaced(f"x_{d.nom}", keys))
        elif d.forme == SECONDE:
            written.append(_exception(f"y_{d.nom}", f"x_{d.nom}", d.ici, keys))
    return "".join(written), "".join(changes)


def _clauses(clauses: Sequence[Dite], said: Mapping[str, Cles], noms: Mapping[str, str]) -> Iterator[str]:
    for d in clauses:
        if not d.sous:
            under = [_whole(x, noms[x.nom], said[x.nom]) for x in clauses if x.sous == d.nom]
            yield _whole(d, noms[d.nom], said[d.nom], under)


def _whole(d: Dite, nom: str, cles: Cles, under: Sequence[str] = ()) -> str:
    dont = "    dont:\n" + "".join(f"    {line}\n" for x in under for line in x.splitlines()) if under else ""
    source = "" if d.sous else f"    {SOURCE}\n"
    return f"  - {d.genre}: {nom}\n{_keys({**d.reste, **cles}, 4)}{dont}{source}"


def _exception(nom: str, target: str, si: str, keys: Cles) -> str:
    return (
        f"  - exception: {nom}\n    à: {target}\n    si: {si}\n    remplace:\n{_keys(keys, 6)}    {SOURCE}\n"
    )


def _replaced(nom: str, keys: Cles) -> str:
    return f"  - remplace: {nom}\n    par:\n{_keys(keys, 6)}    {SOURCE}\n"


def _added(clause: str) -> str:
    return "  - ajoute:\n" + "".join(f"      {line[4:]}\n" for line in clause.splitlines())


def _keys(cles: Cles, indent: int) -> str:
    return "".join(f"{' ' * indent}{cle}: {said}\n" for cle, said in cles.items())
