"""From a stock of rights to shares of the flow: on a screen, as tables, as JSON."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules.base.anglais import dire
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.texte import Langue, t, tel_quel
from convrules.base.values import Resultat, Type
from convrules.render import numbers, words
from convrules.render.document import Bloc, paragraphe, puce, titre, to_text
from convrules.render.expressions import texte
from convrules.render.facts_read import result
from convrules.render.feuilles import Cellule, Exact, Feuille, Genre
from convrules.render.feuilles import Colonne as ColonneDeFeuille
from convrules.render.french import cite, listing
from convrules.render.lexicon import Lexique
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet, number
from convrules.render.places import citation
from convrules.render.tables import LARGEUR, Colonne, table
from convrules.render.width import wrap
from convrules.render.words import holder
from convrules.runtime.numbers import Nombre, Plage
from convrules.year.conversion import Calcul, Conversion, Droit, Somme, at_least, is_rate, too_much

FIN = numbers.FINE
LETTRES: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Names of the counts of a formula, in its columns."""
MONTRES: Final = 30
"""Rights shown of one parameter; the tables have them all."""
APRES_LEUR_FIN: Final = "droits comptés après leur fin"
AUCUNE: Final = t("Aucune convention de ce bailleur n'a de paramètre calculé sur le stock (« formule »).\n")


def conversion_text(found: Sequence[Conversion], lexique: Lexique, langue: Langue = Langue.FR) -> str:
    if not found:
        return dire(AUCUNE, langue)
    together = [puce(_sum(s)) for s in too_much(found)]
    told = ["\n".join(_one(c, lexique, langue)) for c in found]
    if together:
        told.append(to_text([paragraphe(ENSEMBLE), *together], langue=langue).rstrip("\n"))
    return "\n".join(told) + "\n"


ENSEMBLE: Final = t(
    "Ensemble, plus que le flux entier si ces parts portent sur les mêmes vacances\u202f: les formules ou "
    "les droits sont à relire."
)


def _sum(s: Somme) -> str:
    names = listing([cite(holder(c)) for c in s.conventions])
    least = t(" au moins") if s.au_moins else ""
    return t(
        "{annee}\u202f: {taux}{moins}, pour {noms}",
        annee=str(s.annee),
        taux=numbers.percent(s.taux),
        moins=least,
        noms=names,
    )


def _beyond(c: Conversion) -> str | None:
    """Days on which the share is more than the whole flow, or may be."""
    sure = [k.jour for k in c.calculs if at_least(k.valeur) > 1]
    perhaps = [
        k.jour
        for k in c.calculs
        if isinstance(k.valeur, Plage) and (k.valeur.max is None or k.valeur.max > 1) and k.jour not in sure
    ]
    if sure:
        return t(
            "Plus de 100 % du flux ({jours})\u202f: aucune part ne peut donner plus de logements qu'il ne "
            "s'en libère\u202f; la formule ou les droits sont à relire.",
            jours=listing([numbers.jour(day) for day in sure]),
        )
    if perhaps:
        return t(
            "Peut-être plus de 100 % du flux ({jours}), faute de savoir.",
            jours=listing([numbers.jour(day) for day in perhaps]),
        )
    return None


def _one(c: Conversion, lexique: Lexique, langue: Langue) -> Iterator[str]:
    blocs: list[Bloc] = [
        titre(
            t(
                "{titulaire} — convention «\u00a0{ident}\u00a0»",
                titulaire=holder(c.convention),
                ident=c.convention.ident,
            )
        )
    ]
    where = citation(c.parametre.source)
    read = listing([cite(nom) for nom in c.lus_par])
    blocs.append(
        paragraphe(
            t(
                "Paramètre {nom}{mot}{mot2}\u202f: {formule}.",
                nom=cite(c.parametre.nom),
                mot=t(" ({a})", a=where) if where else "",
                mot2=t(", lu par {read}", read=read) if read else "",
                formule=texte(c.formule, lexique),
            )
        )
    )
    if c.fin_des_droits is not None:
        blocs.append(
            paragraphe(
                t(
                    "Dernier jour d'un droit, selon le fichier\u202f: {fin}. « après leur fin »\u202f: "
                    "combien de droits comptés ont passé celle que porte leur ligne.",
                    fin=texte(c.fin_des_droits, lexique),
                )
            )
        )
    yield to_text(blocs, langue=langue)
    steps = c.calculs[0].etapes
    columns = [Colonne(titre=t("Au"))]
    columns += [Colonne(titre=letter, droite=True) for letter, _ in zip(LETTRES, steps, strict=False)]
    if c.fin_des_droits is not None:
        columns.append(Colonne(titre=t("après leur fin"), droite=True))
    columns.append(Colonne(titre=t("Résultat"), droite=True))
    for letter, step in zip(LETTRES, steps, strict=False):
        yield from wrap(dire(t("{a}\u202f: {b}", a=letter, b=texte(step.expr, lexique)), langue), LARGEUR)
    yield ""
    yield from table(columns, [_row(calcul, c) for calcul in c.calculs], langue=langue)
    beyond = _beyond(c) if is_rate(c) else None
    if beyond is not None:
        yield from wrap(dire(beyond, langue), LARGEUR)
    causes = frozenset().union(*(v.causes for k in c.calculs if isinstance(v := k.valeur, Indetermine)))
    if causes:
        missing = t("Ce qui manque\u202f: {causes}.", causes=words.causes(causes, lexique))
        yield from wrap(dire(missing, langue), LARGEUR)
    if c.droits:
        yield ""
        told = [puce(_right(d)) for d in c.droits[:MONTRES]]
        head = paragraphe(t("Droits comptés qui commencent ou s'éteignent sur ces années"))
        yield to_text([head, *told], langue=langue)
    if len(c.droits) > MONTRES:
        more = t("et {x} (tous avec -o)", x=numbers.count(len(c.droits) - MONTRES, "autre"))
        yield f"  • {dire(more, langue)}"


def _row(calcul: Calcul, c: Conversion) -> tuple[str, ...]:
    kind = c.parametre.type
    steps = [_shown(e.valeur) for e in calcul.etapes[: len(LETTRES)]]
    if c.fin_des_droits is not None:
        steps.append(_shown(calcul.nombre_prolonge))
    return (numbers.jour(calcul.jour), *steps, _shown(calcul.valeur, kind))


def _shown(valeur: Resultat, type_: Type | None = None) -> str:
    """A number, or its bounds."""
    if isinstance(valeur, Plage) and valeur.min is not None:
        low = result(valeur.min, type_)
        return (
            t("{a} à {b}", a=low, b=result(valeur.max, type_))
            if valeur.max is not None
            else t("{low} ou plus", low=low)
        )
    return result(valeur, type_)


def _right(d: Droit) -> str:
    if d.jusqu_au is None:
        return _as_written(d)
    return t("{droit}\u202f; court jusqu'au {jour}", droit=_as_written(d), jour=numbers.jour(d.jusqu_au))


def _as_written(d: Droit) -> str:
    count = t(" ({a})", a=numbers.count(d.nombre, "droit")) if isinstance(d.nombre, Fraction) else ""
    begin = t("du {debut}", debut=numbers.jour(d.debut)) if d.debut is not None else t("début non renseigné")
    if d.sans_fin:
        return t("{id}{count}\u202f: {begin}, sans fin", id=tel_quel(d.id), count=count, begin=begin)
    end = t("au {fin}", fin=numbers.jour(d.fin)) if d.fin is not None else t("fin non renseignée")
    return t("{a}{b}\u202f: {c}, {d}", a=tel_quel(d.id), b=count, c=begin, d=end)


# --- tables and JSON ------------------------------------------------------------------------
def conversion_sheets(found: Sequence[Conversion], lexique: Lexique) -> tuple[Feuille, ...]:
    texts = [
        ColonneDeFeuille(nom=n, titre=titre)
        for n, titre in (("convention", "Convention"), ("parametre", "Paramètre"))
    ]
    day = ColonneDeFeuille(nom="jour", titre="Au", genre=Genre.JOUR)
    return (
        Feuille(
            nom="conversion",
            titre="Du stock de droits à la part du flux",
            colonnes=(
                *texts,
                day,
                ColonneDeFeuille(nom="etape", titre="Étape"),
                ColonneDeFeuille(nom="valeur_min", titre="Au moins", genre=Genre.NOMBRE),
                ColonneDeFeuille(nom="valeur_max", titre="Au plus", genre=Genre.NOMBRE),
                ColonneDeFeuille(nom="valeur_exacte", titre="Exact"),
            ),
            lignes=tuple(
                (c.convention.ident, c.parametre.nom, calcul.jour, said, *_ends(valeur))
                for c in found
                for calcul in c.calculs
                for said, valeur in (
                    *((texte(e.expr, lexique), e.valeur) for e in calcul.etapes),
                    *([(APRES_LEUR_FIN, calcul.nombre_prolonge)] if c.fin_des_droits is not None else []),
                    ("résultat", calcul.valeur),
                )
            ),
        ),
        Feuille(
            nom="lignes",
            titre="Les lignes de chaque compte",
            colonnes=(
                *texts,
                day,
                ColonneDeFeuille(nom="etape", titre="Étape"),
                ColonneDeFeuille(nom="ligne", titre="Ligne"),
                ColonneDeFeuille(nom="comptee", titre="Comptée"),
            ),
            lignes=tuple(
                (
                    c.convention.ident,
                    c.parametre.nom,
                    calcul.jour,
                    texte(e.expr, lexique),
                    row,
                    "oui" if issue is True else "peut-être",
                )
                for c in found
                for calcul in c.calculs
                for e in calcul.etapes
                for row, issue in e.lignes
            ),
        ),
    )


def _ends(valeur: Resultat) -> tuple[Cellule, Cellule, Cellule]:
    if isinstance(valeur, Fraction):
        return valeur, valeur, Exact(numbers.exact(valeur))
    if isinstance(valeur, Plage):
        return valeur.min, valeur.max, None
    return None, None, None


def machine(found: Sequence[Conversion]) -> list[Json]:
    return [
        {
            "convention": c.convention.ident,
            "parametre": c.parametre.nom,
            "article": c.parametre.source.article,
            "lus_par": list(c.lus_par),
            "fin_des_droits": texte(c.fin_des_droits) if c.fin_des_droits is not None else None,
            "calculs": [
                {
                    "jour": parts.day(k.jour),
                    "valeur": _number(k.valeur),
                    "plus_de_cent": is_rate(c) and at_least(k.valeur) > 1,
                    "causes": parts.causes(k.valeur.causes if isinstance(k.valeur, Indetermine) else ()),
                    "apres_leur_fin": {
                        "nombre": _number(k.nombre_prolonge),
                        "droits": list(k.prolonges),
                    },
                    "etapes": [
                        {
                            "etape": texte(e.expr),
                            "valeur": _number(e.valeur),
                            "lignes": [r for r, _ in e.lignes],
                        }
                        for e in k.etapes
                    ],
                }
                for k in c.calculs
            ],
            "droits": [_machine_right(d) for d in c.droits],
        }
        for c in found
    ]


def sums(found: Sequence[Conversion]) -> list[Json]:
    """Years in which the shares add up to more than the whole."""
    return [
        {
            "annee": s.annee,
            "conventions": [c.ident for c in s.conventions],
            "taux": number(s.taux),
            "au_moins": s.au_moins,
        }
        for s in too_much(found)
    ]


def _machine_right(d: Droit) -> Objet:
    return {
        "droit": d.id,
        "nombre": _number(d.nombre),
        "debut": parts.day(d.debut),
        "fin": parts.day(d.fin),
        "sans_fin": d.sans_fin,
        "jusqu_au": parts.day(d.jusqu_au),
    }


def _number(valeur: Resultat | Nombre) -> Json:
    """Exact; the two bounds where they are known (null: none on that side); null when nothing is."""
    match valeur:
        case Fraction():
            return number(valeur)
        case Plage(min=low, max=high):
            return [None if low is None else number(low), None if high is None else number(high)]
        case NonApplicable():
            return "sans_objet"
        case _:
            return None
