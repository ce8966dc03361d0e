"""Articles, legal sources and dates of validity, as citations."""

import re
from dataclasses import replace
from typing import Final

from convrules import ir
from convrules.render.numbers import FINE, jour


def citation(source: ir.SourceJuridique, convention: str | None = None) -> str:
    """« article 3 ; CCH R. 441-5-2, version du 22 février 2020, texte vérifié ». Empty without a source.

    A document that is no legal basis is named apart: « d'après « page du ministère » ».

    convention: words that name the instrument of the article (« de la convention … »), if useful."""
    parts = []
    if source.article:
        page = f", page {source.page}" if source.page else ""
        parts.append(f"article\u00a0{source.article}{f' {convention}' if convention else ''}{page}")
    document = f"d'après «\u00a0{source.document}\u00a0»" if source.document else ""
    if source.fondement:
        law = [source.fondement]
        if source.version:
            law.append(f"version du {jour(source.version)}")
        if source.verifie_le:
            law.append(f"vérifié le {jour(source.verifie_le)}")
        if source.confiance:
            law.append(source.confiance)
        parts.append(", ".join(law))
        parts += [document] if document else []
    elif document:
        parts.append(", ".join(part for part in (document, source.confiance) if part))
    return "\u202f; ".join(parts)


_NUMERO: Final = re.compile(r"--(\d+)\Z")
_ACTE: Final = {ir.NatureRetouche.REMPLACE: "remplacé par"}


def where(entete: ir.Entete) -> str:
    """The source of a clause with what amendments made of it: « article 3, remplacé par l'avenant 1,
    article 1 », « article 2 de l'avenant 1 »."""
    source, retouches = entete.source, entete.retouches
    added = entete.ajoutee_par
    paper, law = replace(source, fondement=None, document=None), replace(source, article=None)
    parts = [citation(paper, f"de {avenant(added.avenant)}" if added else None)]
    for retouche in retouches[1 if added else 0 :]:
        article = f", article\u00a0{retouche.article}" if retouche.article else ""
        parts.append(f"{_ACTE.get(retouche.nature, 'modifié par')} {avenant(retouche.avenant)}{article}")
    found = (", ".join(part for part in parts if part), citation(law))
    return "\u202f; ".join(part for part in found if part)


def article(entete: ir.Entete) -> str | None:
    """The article alone, with the instrument it belongs to when that is an amendment."""
    made = entete.ajoutee_par
    if entete.source.article is None or made is None:
        return entete.source.article
    return f"{entete.source.article} de {avenant(made.avenant)}"


def avenant(ident: str) -> str:
    """« l'avenant 1 » when its identifier ends with its number."""
    found = _NUMERO.search(ident)
    return f"l'avenant\u00a0{found[1]}" if found else f"l'avenant «\u00a0{ident}\u00a0»"


def perhaps_over(v: ir.Validite) -> str:
    """Of a validity that ends with a text whose end is not known."""
    return (
        f"On ne sait pas jusqu'à quand elle vaut{FINE}: elle prend fin avec la convention « {v.suspens} », "
        "que le dépôt n'a pas ou qui a des erreurs."
    )


def validite(v: ir.Validite) -> str:
    """« du … au … », « depuis le … », empty when always in force. Both ends are included."""
    if v.suspens:
        known = validite(replace(v, suspens=""))
        return f"{known}, ou jusqu'à une fin que l'on ne sait pas, celle de la convention « {v.suspens} »"
    if v.du and v.au:
        return f"du {jour(v.du)} au {jour(v.au)} inclus"
    if v.du:
        return f"depuis le {jour(v.du)}"
    return f"jusqu'au {jour(v.au)} inclus" if v.au else ""
