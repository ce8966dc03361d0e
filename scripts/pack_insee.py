"""Pack the official code lists into the two small files that `convrules.geographie` reads.

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


def place_lines(folder: Path) -> Iterator[str]:
    for region in read(folder, "regions"):
        yield f"region\t{region['code']}\t{region['nom']}"
    for departement in read(folder, "departements"):
        yield f"departement\t{departement['code']}\t{departement['region']}\t{departement['nom']}"
    for grouping in (*read(folder, "epci"), *read(folder, "ept")):
        yield f"groupement\t{grouping['code']}\t{grouping['type']}\t{grouping['nom']}"


def main(source: Path, target: Path, vintage: str) -> None:
    lines = list(commune_lines(source))
    assert len({line.split("\t")[0] for line in lines}) == len(lines), "one line per commune"
    text = "\n".join(lines) + "\n"
    # mtime 0: the same lists give the same bytes.
    (target / f"communes-{vintage}.txt.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    places = "\n".join(place_lines(source)) + "\n"
    (target / f"lieux-{vintage}.txt").write_text(places, encoding="utf-8", newline="\n")
    print(f"{len(lines)} communes, {places.count(chr(10))} lieux")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
