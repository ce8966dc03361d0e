"""JSON of `check`, `test` and of the page of a code."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convrules.diagnostics.catalogue import Page, aide, gravite, message
from convrules.diagnostics.model import Accepte, Diagnostic
from convrules.render.machine.parts import Objet, Recu, envelope, place

if TYPE_CHECKING:
    from convrules.analyses.releves import Article, Divergence
    from convrules.examples.model import ResultatCas
    from convrules.render.terminal import Lus


def diagnostic(d: Diagnostic) -> Objet:
    """A finding: code and arguments do not depend on the language, `message` is French."""
    return {
        "code": d.code,
        "gravite": gravite(d).value,
        "message": message(d),
        "aide": aide(d),
        "arguments": dict(sorted(d.args.items())),
        **place(d.span),
        "fil": list(d.fil),
        "lieux": [{**place(label.span), "texte": label.texte} for label in d.labels],
        "correction": None
        if d.fix is None
        else {**place(d.fix.span), "texte": d.fix.texte, "sure": d.fix.sure},
    }


def accepte(a: Accepte) -> Objet:
    """A finding that a person accepts, why, and until when."""
    return {
        **diagnostic(a.diagnostic),
        "motif": a.motif,
        "jusqu_au": a.jusqu_au.isoformat() if a.jusqu_au else None,
        "par": "commentaire" if a.commentaire else "liste",
    }


def check(
    trouves: tuple[Sequence[Diagnostic], Sequence[Accepte]],
    empechements: Sequence[str],
    lus: "Lus",
    recu: Recu,
    couverture: "Sequence[Article]" = (),
    divergences: "Sequence[Divergence]" = (),
) -> Objet:
    """trouves: what is told, and what is accepted. empechements: what kept files from being read."""
    fichiers, regles, cas, correspondances = lus
    return envelope(
        "check",
        recu,
        {
            "fichiers": fichiers,
            "regles": regles,
            "cas": cas,
            "correspondances": correspondances,
            "empechements": list(empechements),
            "couverture": [
                {
                    "convention": a.convention,
                    "article": a.article,
                    "etat": a.etat.value,
                    "clauses": list(a.clauses),
                }
                for a in couverture
            ],
            "divergences": [_divergence(d) for d in divergences],
            "diagnostics": [diagnostic(d) for d in trouves[0]],
            "acceptes": [accepte(a) for a in trouves[1]],
        },
    )


def _divergence(d: "Divergence") -> Objet:
    return {
        "bailleur": d.bailleur,
        "objet": d.objet,
        "cle": d.cle or None,
        "reponses": [{"valeur": r.valeur, "conventions": list(r.conventions)} for r in d.reponses],
    }


def essais(resultats: "Sequence[ResultatCas]", diagnostics: Sequence[Diagnostic], recu: Recu) -> Objet:
    return envelope(
        "test",
        recu,
        {
            "reussis": sum(r.reussi for r in resultats),
            "echecs": sum(not r.reussi for r in resultats),
            "cas": [_cas(r) for r in resultats],
            "diagnostics": [diagnostic(d) for d in diagnostics],
        },
    )


def _cas(r: "ResultatCas") -> Objet:
    return {
        "convention": r.convention,
        "cas": r.cas.nom,
        "reussi": r.reussi,
        **place(r.cas.span),
        "ecarts": [
            {"cle": e.cle, "attendu": e.attendu, "obtenu": e.obtenu, **place(e.span)} for e in r.ecarts
        ],
    }


def page(found: Page) -> Objet:
    return envelope(
        "explain",
        Recu(),
        {
            "code": found.code,
            "nom": found.nom,
            "gravite": found.gravite.value,
            "depuis": found.depuis,
            "message": found.message,
            "aides": list(found.aides),
            "page": found.corps,
        },
    )
