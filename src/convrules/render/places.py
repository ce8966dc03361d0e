"""Articles, legal sources and dates of validity, as citations."""

from convrules import ir
from convrules.render.numbers import jour


def citation(source: ir.SourceJuridique, convention: str | None = None) -> str:
    """« article 3 ; CCH R. 441-5-2, version du 22 février 2020, texte vérifié ». Empty without a source.

    convention: words that name the instrument of the article (« de la convention … »), if useful."""
    parts = []
    if source.article:
        page = f", page {source.page}" if source.page else ""
        parts.append(f"article\u00a0{source.article}{f' {convention}' if convention else ''}{page}")
    if source.fondement:
        law = [source.fondement]
        if source.version:
            law.append(f"version du {jour(source.version)}")
        if source.verifie_le:
            law.append(f"vérifié le {jour(source.verifie_le)}")
        if source.confiance:
            law.append(source.confiance)
        parts.append(", ".join(law))
    return "\u202f; ".join(parts)


def validite(v: ir.Validite) -> str:
    """« du … au … », « depuis le … », empty when always in force. Both ends are included."""
    if v.du and v.au:
        return f"du {jour(v.du)} au {jour(v.au)} inclus"
    if v.du:
        return f"depuis le {jour(v.du)}"
    return f"jusqu'au {jour(v.au)} inclus" if v.au else ""
