"""Which passages may be near-identical: exact duplicates by a hash, near ones by MinHash and banding.

Two passages share a band of 4 out of 64 minima with probability 1 − (1 − J⁴)¹⁶, J the share of character trigrams
that they have in common: 0.97 at J = 0.67, 0.85 at 0.58, 0.12 at 0.3. What comes out of it is only a candidate.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rensa

from gcir.reuse_passages import Batch, Hashes, Ints

BANDS, ROWS = 16, 4
SEED = 7
_TRIGRAM = 3
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


@dataclass(frozen=True, slots=True)
class Index:
    """Every passage of a corpus: where it stands, and which `form` (its masked words) it has.

    `first` is for each form the number of a passage that has it; `bands` its keys, one row per band.
    """

    report: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    first: Ints
    bands: list[npt.NDArray[np.uint32]]


def index(batches: Iterable[Batch]) -> Index:
    """Hash every passage; nothing is kept of the words."""
    places: list[list[npt.NDArray[np.int32]]] = [[], [], []]
    keys: list[Hashes] = [np.zeros(0, dtype=np.uint64)]
    bands: list[list[npt.NDArray[np.uint32]]] = [[np.zeros(0, dtype=np.uint32)] for _ in range(BANDS)]
    for batch in batches:
        for place, column in zip(places, (batch.report, batch.start, batch.end), strict=True):
            place.append(column.astype(np.int32))
        key, sketch = _hashed(batch)
        keys.append(key)
        for band, held in enumerate(bands):
            held.append(sketch[band])
    report, start, end = (np.concatenate([np.zeros(0, dtype=np.int32), *place]) for place in places)
    _, first, form = np.unique(np.concatenate(keys), return_index=True, return_inverse=True)
    keys.clear()
    kept = []
    while bands:
        kept.append(np.concatenate(bands.pop(0))[first])
    return Index(report, start, end, form.astype(np.int32), first.astype(np.int64), kept)


def near(found: Index) -> npt.NDArray[np.int64]:
    """Pairs of forms that share a band: each with the first and with the one before it in its bucket."""
    pairs = np.zeros(0, dtype=np.uint64)
    for band in found.bands:
        order = np.argsort(band, kind="stable").astype(np.uint64)
        ordered = band[order]
        same = np.concatenate([[False], ordered[1:] == ordered[:-1]]) if len(order) else np.zeros(0, dtype=bool)
        members = np.flatnonzero(same)
        leaders = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))[members]
        for other in (leaders, members - 1):
            a, b = order[other], order[members]
            pairs = np.unique(np.concatenate([pairs, (np.minimum(a, b) << np.uint64(32)) | np.maximum(a, b)]))
    return np.stack([pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)


def components(n: int, pairs: npt.NDArray[np.int64]) -> Ints:
    """For each of n things the smallest one that it is tied to, over any number of steps."""
    label = np.arange(n, dtype=np.int64)
    while len(pairs):
        roots = label[pairs]
        low = roots.min(axis=1)
        for side in (0, 1):
            np.minimum.at(label, roots[:, side], low)
        while not np.array_equal(label, shorter := label[label]):
            label = shorter
        pairs = pairs[label[pairs[:, 0]] != label[pairs[:, 1]]]
    return label


def _hashed(batch: Batch) -> tuple[Hashes, npt.NDArray[np.uint32]]:
    """A hash of each passage's masked words, and its band keys."""
    if not len(batch.low):
        return np.zeros(0, dtype=np.uint64), np.zeros((BANDS, 0), dtype=np.uint32)
    codes = batch.codes.astype(np.uint64)
    grams = _mixed(codes[:-2] | (codes[1:-1] << np.uint64(21)) | (codes[2:] << np.uint64(42)))
    sizes = batch.high - batch.low - (_TRIGRAM - 1)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    position = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    grams = grams[np.repeat(batch.low, sizes) + position]
    key = np.add.reduceat(_mixed(grams + position.astype(np.uint64) * _MIX[2]), offsets[:-1])
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(grams, offsets.astype(np.uint64), BANDS * ROWS, SEED)
    minima = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, BANDS, ROWS)
    joined = minima[:, :, 0]
    for row in range(1, ROWS):
        joined = _mixed(joined + minima[:, :, row] * _MIX[2])
    return key, np.ascontiguousarray((joined >> np.uint64(32)).astype(np.uint32).T)


def _mixed(numbers: Hashes) -> Hashes:
    """Spread numbers over all 64 bits (the finishing steps of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
    mixed: Hashes = numbers ^ (numbers >> np.uint64(31))
    return mixed
