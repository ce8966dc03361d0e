"""Workbooks made by hand, so that each of their oddities can be written down: no library writes them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{NS}"><numFmts count="2"><numFmt numFmtId="170" formatCode="0.0\\ %"/>'
    '<numFmt numFmtId="171" formatCode="0.0&quot; %&quot;"/></numFmts><fonts count="1">'
    '<font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="10"/>'
    '<xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


@dataclass(frozen=True)
class Part:
    """A number kept as a share of one, that its style shows per hundred."""

    montre: float
    style: int = 2


def column(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(ref: str, value: object) -> str:
    """A cell. Texts that begin so are not texts: `#` an error, `=` a formula that nobody has computed,
    `=…→x` one whose result is x."""
    match value:
        case None | "^":
            return ""
        case bool():
            return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
        case date():
            return f'<c r="{ref}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case Part():
            return f'<c r="{ref}" s="{value.style}"><v>{value.montre / 100!r}</v></c>'
        case int() | float():
            return f'<c r="{ref}"><v>{value!r}</v></c>'
        case str() if value.startswith("#"):
            return f'<c r="{ref}" t="e"><v>{value}</v></c>'
        case str() if value.startswith("=") and "→" in value:
            formula, result = value[1:].split("→")
            return f'<c r="{ref}" t="str"><f>{escape(formula)}</f><v>{escape(result)}</v></c>'
        case str() if value.startswith("="):
            return f'<c r="{ref}"><f>{escape(value[1:])}</f><v></v></c>'
        case _:
            return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def sheet_xml(rows: Sequence[Sequence[object]]) -> str:
    """`^`: the cell is merged with the one above it."""
    lines = [
        f'<row r="{n}">{"".join(cell(f"{column(i)}{n}", v) for i, v in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    ]
    merged = [
        f'<mergeCell ref="{column(i)}{n - 1}:{column(i)}{n}"/>'
        for n, row in enumerate(rows, 1)
        for i, v in enumerate(row)
        if v == "^"
    ]
    merges = f"<mergeCells>{''.join(merged)}</mergeCells>" if merged else ""
    return f'<worksheet xmlns="{NS}"><sheetData>{"".join(lines)}</sheetData>{merges}</worksheet>'


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[object]] | str],
    hidden: Sequence[str] = (),
    more: Mapping[str, str | bytes] | None = None,
    leave: Sequence[str] = (),
) -> bytes:
    """A workbook. A sheet given as a text is its own XML. more: other parts; leave: parts left out."""
    listed = "".join(
        f'<sheet name="{escape(nom)}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"/>' if nom in hidden else "/>")
        for n, nom in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PKG}"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NS}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PKG}">{relations}<Relationship Id="rId99" '
        f'Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = rows if isinstance(rows, str) else sheet_xml(rows)
    return zipped({k: v for k, v in (parts | dict(more or {})).items() if k not in leave})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def ods(rows: str, name: str = "Feuille1") -> bytes:
    """A workbook of LibreOffice whose one table has these rows, written in XML."""
    spaces = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for p, n in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    body = f'<table:table table:name="{name}">{rows}</table:table>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content {spaces} xmlns:calcext="{calcext}">'
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
            "META-INF/manifest.xml": "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def typed(text: str) -> object:
    """A cell as a clerk types it: a number, a day, an error, a formula; after `'`, a text."""
    if text.startswith("'"):
        return text[1:]
    if text.count("/") == 2 and text.replace("/", "").isdigit():
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    if text.endswith(" %"):
        return Part(float(text.removesuffix(" %").replace(",", ".")))
    bare = text.replace(",", ".")
    if bare.replace(".", "", 1).isdigit():
        return float(bare)
    return text or None


def grid(text: str) -> list[list[object]]:
    """A sheet typed as CSV."""
    return [[typed(v) for v in line.split(";")] for line in text.splitlines()]
