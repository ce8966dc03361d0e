"""Pack the official code lists into the three small files that `convrules.geographie` reads.

The lists come from the npm package `@etalab/decoupage-administratif` (INSEE code officiel géographique and
DGCL, Licence Ouverte 2.0; the package itself is MIT). To renew them:

    npm pack @etalab/decoupage-administratif@6.0.0     # 2026; 5.3.0 is 2025
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python scripts/pack_insee.py package/data src/convrules/data 2026

Then change `MILLESIME` and the file names in `src/convrules/geographie.py`.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

COMMUNES = ("commune-actuelle", "arrondissement-municipal")


def read(folder: Path, name: str) -> list[dict[str, object]]:
    return list(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


def members(groupings: list[dict[str, object]]) -> dict[str, str]:
    """Commune to the SIREN number of the grouping it belongs to."""
    found: dict[str, str] = {}
    for grouping in groupings:
        listed = grouping["membres"]
        assert isinstance(listed, list)
        for member in listed:
            found[str(member["code"])] = str(grouping["code"])
    return found


def commune_lines(folder: Path) -> Iterator[str]:
    epci, ept = members(read(folder, "epci")), members(read(folder, "ept"))
    rows = [c for c in read(folder, "communes") if c["type"] in COMMUNES]
    for c in sorted(rows, key=lambda row: str(row["code"])):
        code = str(c["code"])
        # An arrondissement belongs to what its commune belongs to.
        whole = str(c.get("commune", code))
        places = (epci.get(code) or epci.get(whole, ""), ept.get(code) or ept.get(whole, ""))
        yield "\t".join((code, str(c["nom"]), str(c["departement"]), str(c["region"]), *places))


def former_lines(folder: Path) -> Iterator[str]:
    """Codes that are no commune's any more, each with the code of the commune it was merged into."""
    rows = read(folder, "communes")
    current = {str(c["code"]) for c in rows if c["type"] in COMMUNES}
    merged = {str(c["code"]): str(c["chefLieu"]) for c in rows if "chefLieu" in c}
    for c in rows:
        former = c.get("anciensCodes") or []
        assert isinstance(former, list)
        merged |= {str(code): str(c["code"]) for code in former}
    for code, into in sorted(merged.items()):
        if code not in current and into in current:
            yield f"{code}\t{into}"


def place_lines(folder: Path) -> Iterator[str]:
    for region in read(folder, "regions"):
        yield f"region\t{region['code']}\t{region['nom']}"
    for departement in read(folder, "departements"):
        yield f"departement\t{departement['code']}\t{departement['region']}\t{departement['nom']}"
    for grouping in (*read(folder, "epci"), *read(folder, "ept")):
        yield f"groupement\t{grouping['code']}\t{grouping['type']}\t{grouping['nom']}"


def write(path: Path, lines: list[str]) -> None:
    """Plain: a line is found by halves in the file itself, which a packed one would not allow."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def pack(path: Path, lines: list[str]) -> None:
    # mtime 0: the same lists give the same bytes.
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), 9, mtime=0))


def main(source: Path, target: Path, vintage: str) -> None:
    lines = list(commune_lines(source))
    assert len({line.split("\t")[0] for line in lines}) == len(lines), "one line per commune"
    write(target / f"communes-{vintage}.txt", lines)
    pack(target / f"anciennes-communes-{vintage}.txt.gz", list(former_lines(source)))
    places = list(place_lines(source))
    write(target / f"lieux-{vintage}.txt", places)
    print(f"{len(lines)} communes, {len(places)} lieux")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
