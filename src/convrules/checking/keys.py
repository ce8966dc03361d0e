"""Keys of clauses, typed by the kind of the clause: read the same in a clause and in what replaces it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.base.values import Arrondi, Base, TInvalide, TNombre
from convrules.checking import nombres, populations, sentences
from convrules.checking.expressions import condition, infer, population
from convrules.checking.ordres import check_repeats, check_steps
from convrules.checking.populations import Usage, level_of
from convrules.checking.readers import member
from convrules.checking.scope import Chantier, Lieu
from convrules.checking.types import type_of
from convrules.checking.words import base_words, describe
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import clauses as clause_problems
from convrules.diagnostics.problems import types as problems
from convrules.syntax import nodes as n

V: Final = ir.Niveau.VACANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the keys of one clause are read against. `contexte`: « de la part « etat » ». `niveau`: of
    the rows that the clause judges or counts. `usage`: of « du réservataire » in the base. `exercice`: may
    the clause ask whether a delegate exercises the rights?"""

    contexte: str
    niveau: ir.Niveau = V
    usage: Usage = populations.DE_QUOTA
    exercice: bool = False

    def lieu(self, cle: str, *, renseigne: bool = False) -> Lieu:
        contexte = t("{cle} {de}", cle=cle, de=self.contexte)
        return Lieu(niveau=self.niveau, contexte=contexte, renseigne=renseigne, exercice=self.exercice)


Lecteur: TypeAlias = Callable[[Chantier, n.Dsl, Place], ir.CleValeur | None]


# --- conditions -----------------------------------------------------------------------------
def read_rule(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    return condition(c, _expr(node), place.lieu("la règle"))


def read_obligation(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    return condition(c, _expr(node), place.lieu("la règle", renseigne=True))


def read_if(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    return condition(c, _expr(node), place.lieu("la condition « si »"))


def _expr(node: n.Dsl) -> n.Expr:
    assert isinstance(node, n.Expr), "the key holds an expression"
    return node


# --- quotas and parts -----------------------------------------------------------------------
def read_quota(c: Chantier, node: n.Dsl, place: Place) -> ir.RegleQuota:
    assert isinstance(node, n.Quota), "the key holds a quota"
    lieu = replace(place.lieu("la règle"), niveau=level_of(node.population))
    rows = population(c, node.population, lieu, place.usage)
    public = condition(c, node.public, lieu) if node.public is not None else None
    taux = None if node.absolu else _rate(c, node.mesure, lieu, rows)
    return ir.RegleQuota(
        sens=ir.Sens(node.sens),
        taux=taux,
        nombre=nombres.effectif(c, node.mesure, lieu, rows) if node.absolu else None,
        population=rows,
        public=public,
        span=node.span,
    )


def read_part(c: Chantier, node: n.Dsl, place: Place) -> ir.ReglePart:
    assert isinstance(node, n.Part), "the key holds a part"
    lieu = replace(place.lieu("la règle"), niveau=level_of(node.population))
    rows = population(c, node.population, lieu, populations.DE_PART)
    return ir.ReglePart(taux=_rate(c, node.taux, lieu, rows), population=rows, span=node.span)


def _rate(c: Chantier, node: n.Expr, lieu: Lieu, rows: ir.Population) -> ir.Expr:
    """A rate written without base takes that of the population; one that has its own must agree."""
    taux = nombres.rate(c, node, lieu)
    type_ = type_of(taux)
    if isinstance(type_, TNombre) and type_.base not in (None, rows.base):
        return c.refuse(same_base(node.span, type_.base, rows.base))
    return taux


def same_base(span: Span, a: Base | None, b: Base) -> Diagnostic:
    return problems.stock_et_flux(span=span, gauche=base_words(a), droite=base_words(b))


def read_count(c: Chantier, node: n.Dsl, place: Place) -> ir.Population:
    """`compte`: the rows that are counted."""
    assert isinstance(node, n.Population), "the key holds a population"
    lieu = replace(place.lieu("le compte"), niveau=level_of(node))
    return population(c, node, lieu, place.usage)


def read_cells(c: Chantier, node: n.Dsl, place: Place) -> ir.Application | None:
    assert isinstance(node, n.Application), "the key holds cells"
    return sentences.application(c, node, place.niveau)


def read_report(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Report), "the key holds a carry-over"
    cut = node.plafond is not None or node.plafond_du is not None or node.sens is not None
    bounded = cut or node.perdu
    if bounded and ir.ModeReport(node.mode) is ir.ModeReport.FRACTIONS:
        c.report(clause_problems.plafond_de_fractions(span=node.span, ecrit=node.span.text))
    return sentences.report(node)


def read_tolerance(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Tolerance), "the key holds a tolerance"
    return sentences.tolerance(node)


def read_minimum(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    """`base minimale`: a whole number, written or read from a parameter."""
    lieu = place.lieu("la base minimale")
    expr = infer(c, _expr(node), lieu, TNombre)
    type_ = type_of(expr)
    told = expr if isinstance(expr, ir.Litteral | ir.Parametre) else None
    if told is not None and isinstance(type_, TNombre) and not type_.taux and type_.entier:
        return told
    if not isinstance(type_, TInvalide):
        c.report(
            problems.type_inattendu(
                span=node.span,
                contexte=lieu.contexte,
                attendu="un nombre entier, ou un paramètre qui en est un",
                trouve=describe(type_) if told is not None else "un calcul",
            )
        )
    return None


# --- deadlines, effects, orders -------------------------------------------------------------
def read_deadline(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Delai), "the key holds a deadline"
    return sentences.delai(c, node, place.lieu("la règle"))


def read_due(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Echeance), "the key holds a due date"
    return sentences.sending_due(c, node, Lieu(niveau=V, contexte=t("la règle {de}", de=place.contexte)))


def read_suspension(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Suspension), "the key holds a suspension"
    return sentences.suspension(c, node, place.lieu("la suspension"))


def read_effect(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    assert isinstance(node, n.Effet), "the key holds an effect"
    return sentences.effet(c, node, place.lieu("l'effet"))


def read_order(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    # A lone name in a replaced key may have been read as an expression: it is an order of one step.
    if isinstance(node, n.Chemin):
        step = n.Etape(span=node.span, compte=".".join(node.noms), limite=None, epuisement=False)
        node = n.Ordre(span=node.span, etapes=(step,))
    assert isinstance(node, n.Ordre), "the key holds an order"
    check_repeats(c, node)
    return sentences.ordre(c, node)


def read_priority(c: Chantier, node: n.Dsl, place: Place) -> ir.CleValeur | None:
    if isinstance(node, n.Chemin):
        return read_order(c, node, place)
    assert isinstance(node, n.Ordre), "the key holds an order"
    check_steps(c, node)
    check_repeats(c, node)
    return sentences.ordre(c, node, sentences.uses_of(c))


# --- plain words ----------------------------------------------------------------------------
def read_word(cle: str, written: str) -> ir.CleValeur | None:
    """A key whose words are listed by the schema, which reports those outside its lists."""
    return member(Arrondi, written) if cle == "arrondi" else written


MOTS: Final = frozenset({"arrondi", "débiteur", "force"})
_COMMUNES: Final[Mapping[str, Lecteur]] = {"si": read_if}
LECTEURS: Final[Mapping[str, Mapping[str, Lecteur]]] = {
    "champ": {"règle": read_rule},
    "droit identifié": {"règle": read_rule},
    "mode correctif": {"impose": read_rule, "fin": read_rule},
    "soustraction": {"règle": read_rule},
    "éligibilité": {"règle": read_rule},
    "part": {
        "règle": read_part,
        "compte": read_count,
        "application": read_cells,
        "report": read_report,
        "tolérance": read_tolerance,
        "base minimale": read_minimum,
    },
    "quota": {
        "règle": read_quota,
        "compte": read_count,
        "application": read_cells,
        "report": read_report,
        "tolérance": read_tolerance,
        "base minimale": read_minimum,
    },
    "délai": {"règle": read_deadline, "suspension": read_suspension, "à défaut": read_effect},
    "suite": {"effet": read_effect},
    "obligation": {"règle": read_obligation, "à défaut": read_effect},
    "priorité": {"règle": read_priority},
    "imputation": {"règle": read_order},
    "transmission": {"règle": read_due},
}
_MOTS_PAR_GENRE: Final[Mapping[str, frozenset[str]]] = {
    "part": frozenset({"arrondi", "force"}),
    "quota": frozenset({"arrondi", "force"}),
    "délai": frozenset({"débiteur", "force"}),
    "obligation": frozenset({"débiteur", "force"}),
    "transmission": frozenset({"débiteur", "force"}),
    "tour": frozenset({"débiteur", "force"}),
}
ENTREES: Final[Mapping[Lecteur, tuple[type[n.Noeud], ...]]] = {
    read_part: (n.Part,),
    read_quota: (n.Quota,),
    read_count: (n.Population,),
    read_cells: (n.Application,),
    read_report: (n.Report,),
    read_tolerance: (n.Tolerance,),
    read_deadline: (n.Delai,),
    read_due: (n.EcheanceRelative, n.EcheanceFixe, n.EcheancePeriodique),
    read_suspension: (n.Suspension,),
    read_effect: (n.Effet,),
    read_order: (n.Ordre, n.Chemin),
    read_priority: (n.Ordre, n.Chemin),
}
"""What a reader takes; those that are not listed take an expression."""


def readers_of(genre: str) -> Mapping[str, Lecteur]:
    """Sentences that a clause of this kind may hold, by key."""
    return {**LECTEURS.get(genre, {}), **_COMMUNES}


def words_of(genre: str) -> frozenset[str]:
    """Keys of this kind that hold a word of a closed list and may be replaced."""
    return _MOTS_PAR_GENRE.get(genre, frozenset())


def fits(lecteur: Lecteur, node: n.Dsl) -> bool:
    """Is this sentence, read without knowing the clause, of the shape that its key takes?"""
    wanted = ENTREES.get(lecteur)
    return isinstance(node, wanted) if wanted is not None else isinstance(node, n.Expr)
