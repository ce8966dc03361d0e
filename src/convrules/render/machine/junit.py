"""JUnit: a suite per file, a case per code found in it (or per case of `test`); read by every forge."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as Xml

from convrules.base.anglais import dire
from convrules.base.signes import REMPLACANT, inert
from convrules.base.texte import Langue, t
from convrules.diagnostics.catalogue import gravite, message
from convrules.diagnostics.model import Diagnostic, Gravite
from convrules.examples.model import Ecart, ResultatCas
from convrules.render.terminal import ASCII, render_one


def junit_check(
    diagnostics: Sequence[Diagnostic], fichiers: Sequence[str], langue: Langue = Langue.FR
) -> str:
    """fichiers: every file checked, so that one without findings is a suite that passes."""
    root = Xml.Element("testsuites", name="convrules check")
    for fichier in sorted({*fichiers, *(d.span.source.name for d in diagnostics)}):
        _file(root, fichier, [d for d in diagnostics if d.span.source.name == fichier], langue)
    return _written(root)


def _file(root: Xml.Element, fichier: str, found: Sequence[Diagnostic], langue: Langue) -> None:
    codes = sorted({d.code for d in found})
    failed = [c for c in codes if any(d.code == c and gravite(d) is Gravite.ERREUR for d in found)]
    suite = Xml.SubElement(
        root, "testsuite", name=_text(fichier), tests=str(max(1, len(codes))), failures=str(len(failed))
    )
    if not codes:
        Xml.SubElement(suite, "testcase", classname=_text(fichier), name="check")
    for code in codes:
        case = Xml.SubElement(suite, "testcase", classname=_text(fichier), name=code)
        of_code = [d for d in found if d.code == code]
        told = _text("\n\n".join(render_one(d, replace(ASCII, langue=langue)) for d in of_code))
        if code in failed:
            failure = Xml.SubElement(case, "failure", message=_text(message(of_code[0], langue)), type=code)
            failure.text = told
        else:
            Xml.SubElement(case, "system-out").text = told


def junit_test(
    resultats: Sequence[ResultatCas], diagnostics: Sequence[Diagnostic], langue: Langue = Langue.FR
) -> str:
    """A suite per convention, a case per case; a suite per file that has errors."""
    root = Xml.Element("testsuites", name="convrules test")
    for convention in dict.fromkeys(r.convention for r in resultats):
        cases = [r for r in resultats if r.convention == convention]
        failures = str(sum(not r.reussi for r in cases))
        suite = Xml.SubElement(
            root, "testsuite", name=_text(convention), tests=str(len(cases)), failures=failures
        )
        for r in cases:
            _case(suite, r, langue)
    errors = [d for d in diagnostics if gravite(d) is Gravite.ERREUR]
    for fichier in sorted({d.span.source.name for d in errors}):
        _file(root, fichier, [d for d in errors if d.span.source.name == fichier], langue)
    return _written(root)


def _case(suite: Xml.Element, r: ResultatCas, langue: Langue) -> None:
    case = Xml.SubElement(suite, "testcase", classname=_text(r.convention), name=_text(r.cas.nom))
    if r.ecarts:
        lines = [dire(t("{cle} : attendu {attendu}, obtenu {obtenu}", **_gap(e)), langue) for e in r.ecarts]
        failure = Xml.SubElement(case, "failure", message=_text(lines[0]), type="ecart")
        failure.text = _text("\n".join(lines))


def _gap(e: Ecart) -> dict[str, str]:
    return {"cle": e.cle, "attendu": e.attendu, "obtenu": e.obtenu}


def _written(root: Xml.Element) -> str:
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _text(text: str) -> str:
    """Without the characters that XML cannot hold, nor those that command what shows it."""
    return "".join(c if _held(c) else REMPLACANT for c in inert(text))


def _held(char: str) -> bool:
    code = ord(char)
    return char in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF
