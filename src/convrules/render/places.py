"""Articles, legal sources and dates of validity, as citations."""

from dataclasses import replace
from typing import Final

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.texte import t
from convrules.render.french import joined
from convrules.render.numbers import jour

_ANNEXE: Final = "annexe"
"""« annexe 3 » is named as it is: it is no « article annexe 3 »."""


def citation(source: ir.SourceJuridique, convention: str | None = None) -> str:
    """« article 3 ; CCH R. 441-5-2, version du 22 février 2020, texte vérifié ». Empty without a source.

    A document that is no legal basis is named apart: « d'après « page du ministère » ».

    convention: words that name the instrument of the article (« de la convention … »), if useful."""
    parts: list[str] = []
    if source.article:
        page = t(", page {page}", page=source.page) if source.page else ""
        mot = t(" {a}", a=convention) if convention else ""
        named = source.article.casefold().startswith(_ANNEXE)
        parts.append(
            t("{article}{mot}{page}", article=source.article, mot=mot, page=page)
            if named
            else t("article\u00a0{article}{mot}{page}", article=source.article, mot=mot, page=page)
        )
    document = t("d'après «\u00a0{document}\u00a0»", document=source.document) if source.document else ""
    if source.fondement:
        law = [source.fondement]
        if source.version:
            law.append(t("version du {version}", version=jour(source.version)))
        if source.verifie_le:
            law.append(t("vérifié le {verifie_le}", verifie_le=jour(source.verifie_le)))
        if source.confiance:
            law.append(source.confiance)
        parts.append(joined(law, ", "))
        parts += [document] if document else []
    elif document:
        parts.append(joined([part for part in (document, source.confiance) if part], ", "))
    return joined(parts, "\u202f; ")


_NUMERO: Final = Motif(r"--(\d+)\Z")
_NOMBRE: Final = Motif(r"(\d+)")
_ACTE: Final = {ir.NatureRetouche.REMPLACE: t("remplacé par")}


def where(entete: ir.Entete) -> str:
    """The source of a clause with what amendments made of it: « article 3, remplacé par l'avenant 1,
    article 1 », « article 2 de l'avenant 1 »."""
    source, retouches = entete.source, entete.retouches
    added = entete.ajoutee_par
    paper, law = replace(source, fondement=None, document=None), replace(source, article=None)
    parts = [citation(paper, t("de {avenant}", avenant=avenant(added.avenant)) if added else None)]
    for retouche in retouches[1 if added else 0 :]:
        article = t(", article\u00a0{article}", article=retouche.article) if retouche.article else ""
        parts.append(
            t(
                "{a} {b}{c}",
                a=_ACTE.get(retouche.nature, t("modifié par")),
                b=avenant(retouche.avenant),
                c=article,
            )
        )
    found = (joined([part for part in parts if part], ", "), citation(law))
    return joined([part for part in found if part], "\u202f; ")


def article(entete: ir.Entete) -> str | None:
    """The article alone, with the instrument it belongs to when that is an amendment."""
    made = entete.ajoutee_par
    if entete.source.article is None or made is None:
        return entete.source.article
    return t("{article} de {avenant}", article=entete.source.article, avenant=avenant(made.avenant))


def order_of(place: str) -> tuple[tuple[int, str], ...]:
    """By which articles are sorted as they are counted: « annexe 2 » comes before « annexe 10 »."""
    parts = _NOMBRE.split(place)
    return tuple((int(part), "") if n % 2 else (-1, part) for n, part in enumerate(parts))


def avenant(ident: str) -> str:
    """« l'avenant 1 » when its identifier ends with its number."""
    found = _NUMERO.search(ident)
    return (
        t("l'avenant\u00a0{found}", found=found[1])
        if found
        else t("l'avenant «\u00a0{ident}\u00a0»", ident=ident)
    )


def perhaps_over(v: ir.Validite) -> str:
    """Of a validity that ends with a text whose end is not known."""
    return t(
        "On ne sait pas jusqu'à quand elle vaut\u202f: elle prend fin avec la "
        "convention « {suspens} », que le dépôt n'a pas ou qui a des erreurs.",
        suspens=v.suspens,
    )


def validite(v: ir.Validite) -> str:
    """« du … au … », « depuis le … », empty when always in force. Both ends are included."""
    if v.suspens:
        known = validite(replace(v, suspens=""))
        return t(
            "{known}, ou jusqu'à une fin que l'on ne sait pas, celle de la convention « {suspens} »",
            known=known,
            suspens=v.suspens,
        )
    if v.du and v.au:
        return t("du {du} au {au} inclus", du=jour(v.du), au=jour(v.au))
    if v.du:
        return t("depuis le {du}", du=jour(v.du))
    return t("jusqu'au {au} inclus", au=jour(v.au)) if v.au else ""
