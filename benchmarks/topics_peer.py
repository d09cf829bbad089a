"""BERTopic on vectors made elsewhere, in an environment of its own: it imports nothing of Gadfly.

    python topics_peer.py FOLDER

FOLDER holds `vectors.npy` and `texts.json`; `labels.npy` and `xy.npy` are added. What is timed: the import,
the fit with its defaults (UMAP to 5 dimensions, HDBSCAN, names) and UMAP to 2 dimensions for the map.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    """Fit, draw, write and print the figures."""
    folder = Path(sys.argv[1])
    vectors = np.load(folder / "vectors.npy")
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    wall, processor = time.perf_counter(), time.process_time()
    from bertopic import BERTopic  # type: ignore[import-not-found]  # noqa: PLC0415 -- its import is part of the time
    from umap import UMAP  # type: ignore[import-not-found]  # noqa: PLC0415 -- likewise

    imported = time.perf_counter() - wall
    labels, _ = BERTopic(calculate_probabilities=False).fit_transform(texts, embeddings=vectors)
    fitted = time.perf_counter() - wall
    xy = UMAP(n_neighbors=15, min_dist=0.0, metric="cosine").fit_transform(vectors)
    figures = {
        "s": time.perf_counter() - wall,
        "CPU s": time.process_time() - processor,
        "import s": imported,
        "fit s": fitted - imported,
        "topics": len(set(labels)) - (-1 in labels),
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    np.save(folder / "labels.npy", np.array(labels))
    np.save(folder / "xy.npy", xy)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
