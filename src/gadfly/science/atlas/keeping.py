"""A frozen map in a folder: `map.npz` with the arrays, `map.json` with the rest. Nothing in it can run.

The arrays are read without pickle, the JSON says which version of the format and of the packages
made it. The texts are not in it, but names and templates quote them: keep it as you keep the texts.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from gadfly.science.atlas import AtlasError
from gadfly.science.atlas.drawing import Atlas, Island, Made
from gadfly.science.atlas.layout import Method
from gadfly.science.atlas.placing import Ground
from gadfly.science.atlas.templates import Template

FORMAT = 1
ARRAYS, REST = "map.npz", "map.json"
_ERRORS = (OSError, ValueError, KeyError, TypeError, BadZipFile)


def keep(atlas: Atlas, folder: Path) -> None:
    """Write the map into a folder, made if need be. The JSON comes last: without it there is no map."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REST).unlink(missing_ok=True)
    arrays: dict[str, Any] = {
        "rows": atlas.rows,
        "xy": atlas.xy,
        "labels": atlas.labels,
        "copy_of": atlas.copy_of,
    }
    ground = {f"ground_{name}": array for name, array in atlas.ground._asdict().items()}
    np.savez(folder / ARRAYS, **arrays, **ground)
    rest = {
        "format": FORMAT,
        "count": atlas.count,
        "made": asdict(atlas.made),
        "islands": [asdict(island) for island in atlas.islands],
        "templates": [asdict(template) for template in atlas.templates],
    }
    (folder / REST).write_text(json.dumps(rest, ensure_ascii=False, indent=1), encoding="utf-8")


def kept(folder: Path) -> Atlas:
    """Return the map that lies in a folder. Raises AtlasError where there is none that can be read."""
    try:
        rest = json.loads((folder / REST).read_text(encoding="utf-8"))
        if rest["format"] != FORMAT:
            raise AtlasError(f"The map in {folder} has format {rest['format']}, not {FORMAT}: draw it again.")
        with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
            return _atlas({name: arrays[name] for name in arrays.files}, rest)
    except _ERRORS as error:
        raise AtlasError(f"No map can be read from {folder}: draw it again. ({error})") from None


def _atlas(arrays: dict[str, Any], rest: dict[str, Any]) -> Atlas:
    """Return the map that arrays and JSON describe. Raises ValueError where they do not fit each other."""
    ground = Ground(*(arrays.pop(f"ground_{name}") for name in Ground._fields))
    if len({len(array) for array in arrays.values()}) != 1 or len({len(array) for array in ground}) != 1:
        raise ValueError("its parts differ in length")
    made = rest["made"]
    return Atlas(
        count=rest["count"],
        **arrays,
        islands=tuple(
            Island(one["number"], one["size"], tuple(one["terms"]), tuple(one["middle"]))
            for one in rest["islands"]
        ),
        templates=tuple(Template(one["skeleton"], tuple(one["rows"])) for one in rest["templates"]),
        ground=ground,
        made=Made(**(made | {"method": Method(made["method"])})),
    )
