"""The queries, as SQLGlot trees: always the same, whatever the conventions and however many they are.

jugees      by row and word: the conventions under which it may have each status, and may be received
manquants   by row, word and cause: those that it leaves undetermined
premieres   by row, word, family and rank of a clause: those of which it is the first that decides

For people, what these say is read in words by two more: `decisions`, `faits_manquants`.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Final

from sqlglot import exp

from convrules.base.outcomes import Genre
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
    ici = exp.alias_(both(col("territoire", "l"), without(beside)).unnest(), "ici")
    lus = (
        exp.select(col("rang", "l"), col("mot", "l"), ici, *(col(nom, "l") for nom in summed[1:]))
        .from_(exp.to_table("lus", alias="l"))
        .join(
            exp.to_table("a_part", alias="a"),
            on=exp.and_(_same("rang", "a", "l"), _same("mot", "a", "l")),
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
    told = (exp.alias_(what.unnest(), nom) for nom, what in parts.items())
    # Why these two remain: causes of a test that another one decides are not told.
    return (
        exp.select(col("rang"), col("mot"), col("ici"), *told, col("champ_faux"), col("soustrait_vrai"))
        .from_("presents")
        .where(some(col("ici")))
        .with_("lus", as_=_read("reponses", ("mot",), summed))
        .with_("presents", as_=lus)
    )


def _on_judged(alias: str) -> exp.Expr:
    return exp.and_(_same("rang", "j", alias), _same("mot", "j", alias))


def _same(nom: str, a: str, b: str) -> exp.Expr:
    return exp.EQ(this=col(nom, a), expression=col(nom, b))


def _missing() -> exp.Select:
    """The causes of the status, then those of the eligibility, which are told where it is undetermined."""
    withdrawn = both(col("soustraction", "m"), without(col("soustrait_vrai", "j")))
    statut = both(col("ici", "j"), without(col("champ_faux", "j")), either(col("champ", "m"), withdrawn))
    tous = (
        exp.select(
            *(col(nom, "m") for nom in ("rang", "mot", "cause", "eligibilite")),
            exp.alias_(statut.unnest(), "statut"),
            col("indetermine", "j"),
        )
        .from_(exp.to_table("lus", alias="m"))
        .join(exp.to_table("jugees", alias="j"), on=_on_judged("m"))
    )
    eligible = both(col("indetermine"), either(col("statut"), col("eligibilite")))
    return (
        exp.select(
            *(col(nom) for nom in ("rang", "mot", "cause", "statut")),
            exp.alias_(eligible.unnest(), "eligibilite"),
        )
        .from_("tous")
        .where(exp.or_(some(col("statut")), some(eligible.copy())))
        .with_("lus", as_=_read("manques", ("mot", "cause"), ("champ", "soustraction", "eligibilite")))
        .with_("tous", as_=tous)
    )


def _first() -> exp.Select:
    """A clause of `champ` or of withdrawal is told where it decides the status alone; one of eligibility
    wherever it is faux."""
    earlier = exp.func("COALESCE", _before(), exp.Literal.number(ZERO))
    toutes = (
        exp.select(
            *(col(nom, "p") for nom in ("rang", "mot", "famille", "ordre")),
            exp.alias_(both(col("bits", "p"), without(earlier), _told()).unnest(), "bits"),
        )
        .from_(exp.to_table("lus", alias="p"))
        .join(exp.to_table("jugees", alias="j"), on=_on_judged("p"))
    )
    return (
        exp.select(*(col(nom) for nom in ("rang", "mot", "famille", "ordre", "bits")))
        .from_("toutes")
        .where(some(col("bits")))
        .with_("lus", as_=_read("decisives", ("mot", "famille", "ordre"), ("bits",)))
        .with_("toutes", as_=toutes)
    )


def _before() -> exp.Window:
    """Conventions of which an earlier clause of the family decides."""
    return exp.Window(
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


def _told() -> exp.Case:
    """Conventions of which a clause of the family is told."""
    status = {Famille.CHAMP: ("hors_champ", "soustrait"), Famille.SOUSTRACTION: ("soustrait", "hors_champ")}
    found = exp.Case(default=col("ici", "j"))
    for famille, (own, other) in status.items():
        alone = both(col(own, "j"), without(either(col(other, "j"), col("assiette", "j"))))
        of = exp.EQ(this=col("famille", "p"), expression=exp.Literal.number(famille.value))
        found = found.when(of, alone.unnest())
    return found


# --- what is read -----------------------------------------------------------------------------
def readings() -> Mapping[str, exp.Query]:
    """For people: a row per vacancy and convention, then one per fact that is missing."""
    return {"decisions": _decisions(), "faits_manquants": _lacking()}


def _decisions() -> exp.Select:
    def so(nom: str, alias: str = "j") -> exp.Expr:
        return some(both(col(nom, alias), col("masque", "c")))

    def flag(nom: str) -> exp.Expr:
        yes, no = exp.Literal.number(1), exp.Literal.number(0)
        return exp.alias_(exp.Case(default=no).when(so(nom), yes), nom)

    eligible = exp.Case(default=exp.Literal.string("non_applicable"))
    for nom, said in (("eligible", "vrai"), ("refuse", "faux")):
        eligible = eligible.when(so(nom), exp.Literal.string(said))
    eligible = eligible.when(so("bits", "e"), exp.Literal.string("erreur"))
    eligible = eligible.when(so("indetermine"), exp.Literal.string("indetermine"))
    found = exp.select(
        col("vacance", "v"),
        col("convention", "c"),
        *(flag(nom) for nom in ("hors_champ", "soustrait", "assiette")),
        exp.alias_(col("clause", "s"), "clause"),
        exp.alias_(eligible, "eligible"),
        exp.alias_(col("clause", "r"), "refus"),
    ).from_(exp.to_table("jugees", alias="j"))
    found = _named(found, "j", so("ici"))
    families = {"s": (Famille.CHAMP, Famille.SOUSTRACTION), "r": (Famille.ELIGIBILITE,)}
    for alias, those in families.items():
        named = [exp.Literal.number(famille.value) for famille in those]
        found = found.join(
            exp.to_table("decidees", alias=alias),
            on=exp.and_(
                _on_judged(alias),
                _same("masque", alias, "c"),
                exp.In(this=col("famille", alias), expressions=named),
            ),
            join_type="left",
        )
    found = found.join(exp.to_table("en_erreur", alias="e"), on=_on_judged("e"), join_type="left")
    order = (col("rang", "j"), col("mot", "j"), col("masque", "c"))
    return (
        found.order_by(*(exp.Ordered(this=c) for c in order))
        .with_("decidees", as_=_deciding())
        .with_("en_erreur", as_=_in_error())
    )


def _deciding() -> exp.Select:
    """Of each row and convention, by name, the clauses that decide."""
    on = exp.and_(
        *(_same(nom, "k", "p") for nom in ("mot", "famille", "ordre")),
        some(both(col("bits", "p"), col("masque", "k"))),
    )
    names = (("rang", "p"), ("mot", "p"), ("masque", "k"), ("famille", "p"), ("clause", "k"))
    return (
        exp.select(*(col(nom, table) for nom, table in names))
        .from_(exp.to_table("premieres", alias="p"))
        .join(exp.to_table("clauses", alias="k"), on=on)
    )


def _in_error() -> exp.Select:
    """Of each row and word, the conventions whose eligibility an error leaves undetermined."""
    by = (col("rang", "m"), col("mot", "m"))
    return (
        exp.select(*by, exp.alias_(exp.BitwiseOrAgg(this=col("eligibilite", "m")), "bits"))
        .from_(exp.to_table("manquants", alias="m"))
        .join(exp.to_table("causes", alias="f"), on=_same("cause", "f", "m"))
        .where(exp.EQ(this=col("genre", "f"), expression=exp.Literal.string(Genre.ERREUR.value)))
        .group_by(*by)
    )


def _lacking() -> exp.Select:
    names = (("vacance", "v"), ("convention", "c"), ("fait", "f"), ("genre", "f"), ("ligne", "f"))
    found = exp.select(*(col(nom, table) for nom, table in names)).from_(exp.to_table("manquants", alias="m"))
    told = some(both(either(col("statut", "m"), col("eligibilite", "m")), col("masque", "c")))
    found = _named(found, "m", told).join(exp.to_table("causes", alias="f"), on=_same("cause", "f", "m"))
    order = (col("rang", "m"), col("mot", "m"), col("masque", "c"), col("cause", "m"))
    return found.order_by(*(exp.Ordered(this=c) for c in order))


def _named(found: exp.Select, alias: str, told: exp.Expr) -> exp.Select:
    """With the names of the vacancy and of each convention of which something is told."""
    conventions = exp.to_table("conventions", alias="c")
    return found.join(conventions, on=exp.and_(_same("mot", "c", alias), told)).join(
        exp.to_table("vacances", alias="v"), on=_same("rang", "v", alias)
    )
