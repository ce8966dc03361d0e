"""The queries, as SQLGlot trees: always the same, whatever the conventions and however many they are.

jugees      by row and word: the conventions under which it may have each status, and may be received
manquants   by row, word and cause: those that it leaves undetermined
premieres   by row, word, family and rank of a clause: those of which it is the first that decides
"""

from collections.abc import Mapping
from functools import reduce
from typing import Final

from sqlglot import exp

from convrules.columnar.sql.model import Famille
from convrules.columnar.sql.tables import TABLES

ZERO: Final = 0


# --- bits -------------------------------------------------------------------------------------
def col(nom: str, table: str | None = None) -> exp.Column:
    return exp.column(nom, table=table)


def both(*terms: exp.Expr) -> exp.Expr:
    """Bits of all. Why in parentheses: engines do not agree on which operator binds first."""
    return exp.paren(reduce(lambda a, b: exp.BitwiseAnd(this=a, expression=b), terms), copy=False)


def either(*terms: exp.Expr) -> exp.Expr:
    return exp.paren(reduce(lambda a, b: exp.BitwiseOr(this=a, expression=b), terms), copy=False)


def without(term: exp.Expr) -> exp.Expr:
    return exp.BitwiseNot(this=term)


def some(term: exp.Expr) -> exp.Expr:
    """Is there a bit?"""
    return exp.NEQ(this=term, expression=exp.Literal.number(ZERO))


def union(nom: str, table: str) -> exp.Expr:
    return exp.alias_(exp.BitwiseOrAgg(this=col(nom, table)), nom)


# --- queries ----------------------------------------------------------------------------------
def queries() -> Mapping[str, exp.Query]:
    """By name of what they make, each reading those before."""
    return {"jugees": _judged(), "manquants": _missing(), "premieres": _first()}


def _read(table: str, keys: tuple[str, ...], summed: tuple[str, ...]) -> exp.Select:
    """The union, over what a row says of every group, of what conventions say of its classes."""
    by = [col("rang", "d"), *(col(key, "r") for key in keys)]
    return (
        exp.select(*by, *(union(nom, "r") for nom in summed))
        .from_(exp.to_table("dit", alias="d"))
        .join(exp.to_table("combinaisons", alias="c"), using=["groupe", "code"])
        .join(exp.to_table(table, alias="r"), using=["groupe", "classe"])
        .group_by(*by)
    )


def _judged() -> exp.Select:
    summed = tuple(nom for nom, _ in TABLES["reponses"][3:])
    beside = exp.func("COALESCE", col("bits", "a"), exp.Literal.number(ZERO))
    ici = exp.alias_(both(col("territoire", "l"), without(beside)), "ici")
    lus = (
        exp.select(col("rang", "l"), col("mot", "l"), ici, *(col(nom, "l") for nom in summed[1:]))
        .from_(_read("reponses", ("mot",), summed).subquery("l"))
        .join(
            exp.to_table("a_part", alias="a"),
            on=exp.and_(
                exp.EQ(this=col("rang", "a"), expression=col("rang", "l")),
                exp.EQ(this=col("mot", "a"), expression=col("mot", "l")),
            ),
            join_type="left",
        )
    )
    dedans = (col("ici"), without(col("champ_faux")))
    assiette = (*dedans, without(col("soustrait_vrai")))
    doute = either(col("champ_inconnu"), col("soustrait_inconnu"), col("eligible_inconnu"))
    permis = (*assiette, without(col("eligible_faux")))
    parts = {
        "hors_champ": both(col("ici"), either(col("champ_faux"), col("champ_inconnu"))),
        "soustrait": both(*dedans, either(col("soustrait_vrai"), col("soustrait_inconnu"))),
        "assiette": both(*assiette),
        "eligible": both(*permis, without(doute)),
        "refuse": both(*assiette, col("eligible_faux")),
        "indetermine": both(*permis, doute),
    }
    told = (exp.alias_(what, nom) for nom, what in parts.items())
    # Why these two remain: causes of a test that another one decides are not told.
    return (
        exp.select(col("rang"), col("mot"), col("ici"), *told, col("champ_faux"), col("soustrait_vrai"))
        .from_(lus.subquery("lus"))
        .where(some(col("ici")))
    )


def _on_judged(alias: str) -> exp.Expr:
    return exp.and_(
        exp.EQ(this=col("rang", "j"), expression=col("rang", alias)),
        exp.EQ(this=col("mot", "j"), expression=col("mot", alias)),
    )


def _missing() -> exp.Select:
    """The causes of the status, then those of the eligibility, which are told where it is undetermined."""
    withdrawn = both(col("soustraction", "m"), without(col("soustrait_vrai", "j")))
    statut = both(col("ici", "j"), without(col("champ_faux", "j")), either(col("champ", "m"), withdrawn))
    own = either(col("statut"), col("eligibilite"))
    inner = (
        exp.select(
            *(col(nom, "m") for nom in ("rang", "mot", "cause", "eligibilite")),
            exp.alias_(statut, "statut"),
            col("indetermine", "j"),
        )
        .from_(_read("manques", ("mot", "cause"), ("champ", "soustraction", "eligibilite")).subquery("m"))
        .join(exp.to_table("jugees", alias="j"), on=_on_judged("m"))
    )
    eligible = both(col("indetermine"), own)
    return (
        exp.select(col("rang"), col("mot"), col("cause"), col("statut"), exp.alias_(eligible, "eligibilite"))
        .from_(inner.subquery("lus"))
        .where(exp.or_(some(col("statut")), some(eligible.copy())))
    )


def _first() -> exp.Select:
    """A clause of `champ` or of withdrawal is told where it decides the status alone; one of eligibility
    wherever it is faux."""
    alone = {
        Famille.CHAMP: both(
            col("hors_champ", "j"), without(either(col("soustrait", "j"), col("assiette", "j")))
        ),
        Famille.SOUSTRACTION: both(
            col("soustrait", "j"), without(either(col("hors_champ", "j"), col("assiette", "j")))
        ),
    }
    told = exp.Case(default=col("ici", "j"))
    for famille, where in alone.items():
        told = told.when(
            exp.EQ(this=col("famille", "p"), expression=exp.Literal.number(famille.value)), where
        )
    before = exp.Window(
        this=exp.BitwiseOrAgg(this=col("bits", "p")),
        partition_by=[col("rang", "p"), col("mot", "p"), col("famille", "p")],
        order=exp.Order(expressions=[exp.Ordered(this=col("ordre", "p"))]),
        spec=exp.WindowSpec(
            kind="ROWS",
            start="UNBOUNDED",
            start_side="PRECEDING",
            end=exp.Literal.number(1),
            end_side="PRECEDING",
        ),
    )
    earlier = exp.func("COALESCE", before, exp.Literal.number(ZERO))
    inner = (
        exp.select(
            *(col(nom, "p") for nom in ("rang", "mot", "famille", "ordre")),
            exp.alias_(both(col("bits", "p"), without(earlier), exp.paren(told, copy=False)), "bits"),
        )
        .from_(_read("decisives", ("mot", "famille", "ordre"), ("bits",)).subquery("p"))
        .join(exp.to_table("jugees", alias="j"), on=_on_judged("p"))
    )
    return exp.select("*").from_(inner.subquery("lus")).where(some(col("bits")))
