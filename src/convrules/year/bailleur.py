"""What a socle judges once per landlord, and not once per holder."""

from collections.abc import Iterator, Mapping, Sequence

from convrules import ir
from convrules.base.dates import common
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, Programme, compile_convention


def once_per_landlord(programme: Programme) -> Iterator[ClauseCompilee]:
    """Quotas of a socle that count nothing of the holder's own."""
    of_socles = {c.entete.ident for socle in programme.socles for c in socle.clauses}
    for clause in programme.clauses:
        own = clause.clause
        if clause.ident in of_socles and isinstance(own, ir.Quota) and not own.du_reservataire:
            yield clause


def landlord_programmes(programmes: Sequence[Programme]) -> Iterator[Programme]:
    """One programme per socle that answers the open questions itself, with the quotas it judges."""
    socles: dict[tuple[str, str | None], ir.Convention] = {}
    for programme in programmes:
        for socle in programme.socles:
            socles.setdefault((socle.ident, socle.version), socle)
    days = common([p.calendrier for p in programmes])
    for _, socle in sorted(socles.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        if socle.choix is None:
            continue
        alone = compile_convention(socle, (), calendrier=days)
        judged = {c.ident for c in once_per_landlord(replace(alone, socles=(socle,)))}
        kept = tuple(
            c for c in alone.clauses if c.ident in judged or not isinstance(c.clause, ir.Part | ir.Quota)
        )
        if judged:
            yield replace(
                alone,
                clauses=kept,
                parametres=_own_and_cited(alone),
                instruments=programmes[0].instruments,
            )


def _own_and_cited(socle: Programme) -> Mapping[str, ir.ParametreDeclare]:
    """A socle's clauses may read its parameters by their name alone or as conventions cite them."""
    prefix = f"{socle.convention.ident}."
    own = {nom.removeprefix(prefix): p for nom, p in socle.parametres.items()}
    return own | {prefix + nom: p for nom, p in own.items()}
