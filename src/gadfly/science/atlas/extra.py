"""The packages that only maps take, imported when a map is drawn: the base install does without them."""

from importlib import import_module
from types import ModuleType

from gadfly.science.atlas import AtlasError

_WHEELS = {"faiss": "faiss-cpu", "openTSNE": "openTSNE", "sklearn": "scikit-learn", "umap": "umap-learn"}


def needed(module: str) -> ModuleType:
    """Return an imported module of the extra. Raises AtlasError where it is not installed."""
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        wheel = _WHEELS[package]
        how = "pip install 'gadfly[insights]'" if package != "umap" else f"pip install {wheel}"
        raise AtlasError(f"This map needs the package {wheel}: run {how} and try again.") from None
