"""A landlord's policy, from its surface tree to its typed one.

It names what its socles and the vocabulary declare. Its rules are judged for the landlord, under the
`choix` of the socle that answers the open questions. Source: docs/langage, « L'orientation ».
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.checking import heads, keys
from convrules.checking.chiffres import check_numbers
from convrules.checking.declarations import check_definitions, check_parametres, declare_definitions
from convrules.checking.env import Environnement
from convrules.checking.fiches import Fiche, place_of, read_entete, rule, with_if
from convrules.checking.jours_de_compte import check_reached
from convrules.checking.ordres import AUCUN, check_dwelling_only
from convrules.checking.readers import head, member, phrase, place, tables, text, validity
from convrules.checking.scope import Chantier
from convrules.checking.sources import check_source
from convrules.checking.vocabulaire import check_vocabulaire
from convrules.diagnostics.model import Checked, in_order
from convrules.diagnostics.problems import politiques as problems
from convrules.syntax import nodes as n
from convrules.syntax.tree import kind_of

FLUX: Final = frozenset({ir.Classe.VACANCES, ir.Classe.MISES_EN_SERVICE, ir.Classe.REMISES_EN_LOCATION})


def check_politique(file: n.File, env: Environnement) -> Checked[ir.Politique]:
    """Type a policy. Every finding is in the result; the tree is whole when none is an error."""
    root = file.racine
    ident = text(root, "politique") or ""
    c = Chantier(env=env, fil=(t("politique « {ident} »", ident=ident),))
    politique = _check(c, root, ident, head(file))
    return Checked(value=politique, diagnostics=in_order(c.diagnostics))


def _check(c: Chantier, root: n.Table, ident: str, span: Span) -> ir.Politique:
    seen: dict[str, tuple[str, Span]] = {}
    herite = heads.inherit(c, root)
    vocabulaire = check_vocabulaire(c, root, seen)
    validite = validity(c, root.get("en vigueur"))
    declare_definitions(c, root, seen)
    fiches = tuple(_fiches(c, root, seen))
    parametres = check_parametres(c, root, validite, seen)
    definitions = check_definitions(c, root)
    judging = _judging_socles(c)
    clauses = tuple(_clauses(c, fiches))
    check_reached(c, (), (clauses, parametres))
    check_numbers(c, (), (clauses, parametres), None)
    _check_judged(c, fiches, judging)
    alone = judging[0] if len(judging) == 1 else None
    return ir.Politique(
        ident=ident,
        bailleur=heads.bailleur(c, root) or ir.Bailleur(nom="", siren=""),
        territoire=heads.territoire(c, root),
        en_vigueur=validite,
        herite=herite,
        choix=alone.choix if alone is not None else None,
        socle=alone.territoire if alone is not None else ir.Territoire(),
        parametres=parametres,
        definitions=definitions,
        vocabulaire=vocabulaire,
        clauses=clauses,
        departage=_tie_break(c, root),
        anticipation=_look_ahead(c, root, validite, clauses),
        span=_name_span(root, span),
    )


def _name_span(root: n.Table, default: Span) -> Span:
    name = root.get("politique")
    return name.span if name is not None else default


def _judging_socles(c: Chantier) -> list[ir.Convention]:
    """Inherited socles that answer the open questions, one per answer and territory."""
    found = {(s.choix, s.territoire): s for s in c.herites.values() if s.choix is not None}
    return list(found.values())


# --- clauses --------------------------------------------------------------------------------
def _fiches(c: Chantier, root: n.Table, seen: dict[str, tuple[str, Span]]) -> Iterator[Fiche]:
    for table in tables(root.get("clauses")):
        genre = kind_of(table) or ""
        nom = table.get(genre)
        if genre not in CONSTRUCTEURS or not isinstance(nom, n.Scalaire):
            continue
        if heads.declare(c, seen, nom, t("une clause « {genre} »", genre=genre)):
            yield Fiche(genre=genre, table=table, nom=nom, entete=read_entete(c, table, nom))


def _clauses(c: Chantier, fiches: tuple[Fiche, ...]) -> Iterator[ir.ClausePolitique]:
    for fiche in fiches:
        c.fil = (*c.fil[:1], t("{genre} « {ident} »", genre=fiche.genre, ident=fiche.nom.texte))
        if fiche.entete.source.article is not None:
            # A policy need not have a paper; when it cites one, it is checked like any other.
            check_source(c, fiche.table, fiche.nom.texte, ())
        clause = CONSTRUCTEURS[fiche.genre](c, fiche)
        if clause is not None:
            check_dwelling_only(c, clause.entete, _where(clause))
            yield clause
    c.fil = c.fil[:1]


def reserve(c: Chantier, fiche: Fiche) -> ir.Reserve | None:
    node = phrase(fiche.table, "règle")
    entete = with_if(c, fiche)
    if not isinstance(node, n.Quota):
        return None
    regle = keys.read_quota(c, node, place_of(fiche))
    raison = _flaw(regle)
    if raison:
        c.report(problems.reserve_mal_dite(span=node.span, clause=fiche.nom.texte, raison=raison))
        return None
    return ir.Reserve(entete=entete, regle=regle)


def _flaw(regle: ir.RegleQuota) -> str:
    """Why the sentence is no number of dwellings kept back."""
    if regle.sens is not ir.Sens.AU_PLUS or not isinstance(regle.nombre, int):
        return "elle n'est pas un nombre écrit, précédé de « au plus »"
    if regle.public is not None:
        return "« pour » parle de ceux qui habiteront le logement"
    if not FLUX.issuperset(regle.population.classes):
        return "elle ne compte pas des vacances"
    if regle.population.rattachement is not ir.Rattachement.BAILLEUR:
        return "elle ne compte pas les vacances du bailleur"
    return ""


def critere(c: Chantier, fiche: Fiche) -> ir.Critere | None:
    entete = with_if(c, fiche)
    mesure = member(ir.Mesure, text(fiche.table, "mesure"))
    node = phrase(fiche.table, "poids")
    if node is None or mesure is None:
        return None
    poids = _number(node)
    if poids is None:
        c.report(problems.poids_non_constant(span=node.span, clause=fiche.nom.texte))
        return None
    return ir.Critere(entete=entete, mesure=mesure, poids=poids)


def _number(node: n.Dsl) -> Fraction | None:
    """`3`, `2.5`, `1 / 3`: a number without unit."""
    match node:
        case n.Nombre(valeur=valeur, unite=None):
            return valeur
        case n.Binaire(operateur="/", gauche=n.Nombre() as a, droite=n.Nombre() as b):
            top, below = _number(a), _number(b)
            return top / below if top is not None and below else None
        case _:
            return None


def priorite(c: Chantier, fiche: Fiche) -> ir.Priorite | None:
    regle = rule(c, fiche, ir.Ordre)
    entete = with_if(c, fiche)
    return ir.Priorite(entete=entete, regle=regle) if regle is not None else None


CONSTRUCTEURS: Final[Mapping[str, Callable[[Chantier, Fiche], ir.ClausePolitique | None]]] = {
    "réserve": reserve,
    "critère": critere,
    "priorité": priorite,
}


def _where(clause: ir.ClausePolitique) -> ir.Expr | None:
    return clause.regle.population.condition if isinstance(clause, ir.Reserve) else None


# --- checks ---------------------------------------------------------------------------------
def _check_judged(c: Chantier, fiches: tuple[Fiche, ...], judging: list[ir.Convention]) -> None:
    """A reserve counts vacancies for the landlord: one socle must say which, and how."""
    if len(judging) == 1 or c.socles_absents:
        return
    raison = (
        "deux des socles hérités y répondent différemment"
        if judging
        else "aucun des socles hérités n'y répond"
    )
    for fiche in fiches:
        if fiche.genre == "réserve":
            span, nom = place(fiche.table, "règle"), fiche.nom.texte
            c.report(problems.politique_sans_choix(span=span, clause=nom, raison=raison))


def _tie_break(c: Chantier, root: n.Table) -> ir.Ordre | None:
    node = root.get("départage")
    tree = node.arbre if isinstance(node, n.Phrase) else None
    if isinstance(tree, n.Chemin):
        step = n.Etape(span=tree.span, compte=".".join(tree.noms), limite=None, epuisement=False)
        tree = n.Ordre(span=tree.span, etapes=(step,))
    if not isinstance(tree, n.Ordre):
        return None
    for etape in tree.etapes:
        if etape.limite is not None or etape.epuisement:
            raison = "un départage n'a pas de limite : il ne sert qu'à égalité"
            c.report(problems.etape_sans_objet(span=etape.span, etape=etape.compte, raison=raison))
        elif etape.compte == "aucun compte":
            c.report(problems.etape_sans_objet(span=etape.span, etape=etape.compte, raison=AUCUN))
    ordre = keys.read_order(c, tree, keys.Place(contexte="du départage"))
    assert isinstance(ordre, ir.Ordre), "an order was read"
    return ordre


_PASSEE: Final = Motif(r"vacances de ([0-9]{4})")


def _look_ahead(
    c: Chantier, root: n.Table, validite: ir.Validite, clauses: tuple[ir.ClausePolitique, ...]
) -> ir.Anticipation | None:
    """Over which forecast; it ranks where the deficit would, hence not beside points."""
    node = root.get("anticipation")
    if not isinstance(node, n.Scalaire):
        return None
    scored = next((x for x in clauses if isinstance(x, ir.Critere)), None)
    if scored is not None:
        c.report(problems.anticipation_et_points(span=node.span, critere=scored.entete.nom))
    past = _PASSEE.fullmatch(node.texte)
    if past is None:
        return ir.Anticipation(span=node.span)
    annee = int(past[1])
    if validite.du is not None and annee >= validite.du.year:
        c.report(
            problems.anticipation_non_close(
                span=node.span, annee=str(annee), du=validite.du.isoformat(), avant=str(validite.du.year - 1)
            )
        )
    return ir.Anticipation(annee=annee, span=node.span)
