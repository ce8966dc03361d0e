"""What the dwelling on offer may be to a holder: the cells that hold it or may, and what it makes due there.

Source: docs/langage, « L'orientation »: what is not known of the dwelling itself leaves bounds too.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import Final

from convrules import ir
from convrules.base.dates import INFINI
from convrules.base.outcomes import Cause, causes_of
from convrules.base.records import dataclass, replace
from convrules.orientation.apports import TauxEnDoute
from convrules.orientation.comptes import Solde, Titulaire
from convrules.orientation.flux import (
    Clefs,
    PartCellule,
    holding,
    of_data,
    perhaps_holding,
    perhaps_in,
    texts,
)
from convrules.year.assiette import vacancy
from convrules.year.bornes import ZERO, between, exactly, hull, plus, times
from convrules.year.cellules import Groupe
from convrules.year.model import Bornes
from convrules.year.partage import own_share, share_causes
from convrules.year.periode import falls_in
from convrules.year.suivi import Suivi, rate
from convrules.year.textes import Textes, text_of_cell

# LIMIT: sets of cells read for one account; beyond, the account is not known.
COMPTES_MAX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Offre:
    """The dwelling, to one holder. `sures`: the cells that hold it for certain; `peut_etre`: those that may
    besides, for `causes`; `taux`: what it makes due in each; `comptes`: every set of cells of which the
    account may be (none when there are too many). `compte`: may a part of the holder hold it at all? It
    counts on no account of the holder otherwise."""

    sures: Clefs
    peut_etre: Clefs
    taux: tuple[TauxEnDoute, ...]
    comptes: tuple[Clefs, ...]
    causes: frozenset[Cause]
    compte: bool

    @property
    def dus(self) -> Mapping[PartCellule, Bornes]:
        return {t.clef: t.du for t in self.taux}

    @property
    def par_part(self) -> tuple[TauxEnDoute, ...]:
        """What it makes due by part: of the cells that a part may hold it in, one does."""
        found: dict[str, TauxEnDoute] = {}
        for one in self.taux:
            known = found.get(one.clef[0])
            found[one.clef[0]] = one if known is None else replace(known, taux=hull((known.taux, one.taux)))
        return tuple(found.values())

    @property
    def total(self) -> Bornes:
        return reduce(plus, (t.du for t in self.par_part), ZERO)


def offer(titulaire: Titulaire, suivi: Suivi) -> Offre:
    """Where the dwelling stands, or may for want of data, in the parts of a holder."""
    cadre, parts = titulaire.cadre, titulaire.parts
    sures = frozenset(holding(suivi, cadre, parts))
    held = {ident for ident, _ in sures}
    maybe, doubt = set[PartCellule](), frozenset[Cause]()
    compte = bool(sures)
    for key, causes in perhaps_in(suivi, cadre, parts, texts(suivi, cadre.au)):
        compte = True
        if key[0] not in held and causes:
            maybe.add(key)
            doubt |= causes
    peut_etre = frozenset(maybe)
    taux, why = _rates(titulaire, suivi, sures, peut_etre)
    fallback = frozenset(perhaps_holding(suivi, cadre, parts))
    return Offre(
        sures=sures,
        peut_etre=peut_etre,
        taux=taux,
        comptes=_accounts(sures, peut_etre, fallback),
        causes=doubt | why,
        compte=compte,
    )


def _accounts(sures: Clefs, peut_etre: Clefs, fallback: Clefs) -> tuple[Clefs, ...]:
    """The cells whose account is the holder's: those that hold the dwelling; where none does, those that
    might, for the account is shown all the same."""
    by_part: dict[str, list[Clefs]] = {}
    for key in sorted(peut_etre):
        by_part.setdefault(key[0], [frozenset()]).append(frozenset({key}))
    count = 1
    for options in by_part.values():
        count *= len(options)
    if count > COMPTES_MAX:
        return ()
    chosen = (sures.union(*options) for options in product(*by_part.values()))
    return tuple(dict.fromkeys(keys or fallback for keys in chosen))


def _rates(
    titulaire: Titulaire, suivi: Suivi, sures: Clefs, peut_etre: Clefs
) -> tuple[tuple[TauxEnDoute, ...], frozenset[Cause]]:
    """ρ: what the dwelling adds to the deficit, by cell. Nothing when it was due in another year."""
    if titulaire.finie:
        return (), frozenset()
    reference = suivi.decision.reference
    # Why not of one to come: today's convention is then the one that speaks.
    here = True if reference.high == INFINI else falls_in(reference, titulaire.cadre.periode)
    if here is False:
        return (), frozenset()
    found: list[TauxEnDoute] = []
    why = causes_of(here)
    for part in titulaire.parts:
        ident = part.clause.ident
        for key in sorted(k for k in sures | peut_etre if k[0] == ident):
            groupe = Groupe(clef=key[1], surs=(vacancy(suivi),), peut_etre=())
            textes = text_of_cell(part.clause, groupe, titulaire.cadre)
            read = list(_read(textes, suivi))
            whole = hull([ZERO] if not read else [bornes for bornes, _ in read])
            own = own_share(ident, titulaire.cadre)
            share = exactly(own) if own is not None else between(0, 1)
            found.append(TauxEnDoute(clef=key, taux=times(share, whole), sur=key in sures and here is True))
            why = why.union(*(causes for _, causes in read))
            why |= share_causes(ident, titulaire.cadre) if own is None else frozenset()
    return tuple(found), of_data(why)


def _read(textes: Textes, suivi: Suivi) -> Iterator[tuple[Bornes, frozenset[Cause]]]:
    """The rate that each text and case may give; none where the clause is set aside."""
    for monde in texts(suivi, textes.cadre.au):
        regle = textes.at("règle", monde.contexte.jour)
        for valeur in regle.valeurs:
            if isinstance(valeur, ir.ReglePart):
                bornes, causes = rate(valeur.taux, monde.contexte)
                yield bornes, causes | regle.causes
            else:
                yield ZERO, regle.causes


def widest(soldes: Sequence[Solde], taux: Bornes, vacance: str, causes: frozenset[Cause]) -> Solde:
    """What holds of an account of which one does not know which of these it is, nor perhaps what this
    dwelling makes due, for want of facts of the dwelling: it is then among the doubts itself. Of too many
    accounts, nothing holds."""
    if not soldes:
        return Solde(reporte=None, du=ZERO.min, oriente=0, en_doute=0, doutes=(vacance,), causes=causes)
    first = soldes[0]
    same = all(s == first for s in soldes)
    if same and taux.valeur is not None:
        return first
    doutes = tuple(sorted({vacance, *(row for s in soldes for row in s.doutes)}))
    why = causes.union(*(s.causes for s in soldes))
    if same:
        return replace(first, doutes=doutes, causes=why)
    dus = hull(s.dus for s in soldes)
    given, least = min(s.suppose for s in soldes), min(s.oriente for s in soldes)
    return Solde(
        reporte=first.reporte if all(s.reporte == first.reporte for s in soldes) else None,
        du=dus.min,
        oriente=least,
        suppose=given,
        en_doute=max(s.oriente + s.suppose + s.en_doute for s in soldes) - least - given,
        rendus=first.rendus,
        echanges=tuple(sorted({acte for s in soldes for acte in s.echanges})),
        du_en_doute=between(0, dus.max - dus.min),
        doutes=doutes,
        causes=why,
    )
