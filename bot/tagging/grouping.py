"""Groups of vectors that are alike on average, found by an index over their features: nothing compares all with all."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush, nlargest
from itertools import count

INDEXED = 12  # of a vector's first (heaviest) features, by which vectors find each other
NEAR = 100  # vectors with the same feature that one looks at: ten thousand copies are not compared each with each
NEIGHBOURS = 20  # of those, the nearest ones that are compared in full

Vector = Mapping[Hashable, float]


def product(one: Vector, other: Vector) -> float:
    """How much two vectors, or two sums of vectors, have in common."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)


def total(vectors: Iterable[Vector]) -> Vector:
    """The sum of vectors."""
    added: dict[Hashable, float] = {}
    for vector in vectors:
        for feature, weight in vector.items():
            added[feature] = added.get(feature, 0.0) + weight
    return added


def likeness(vectors: Sequence[Vector]) -> float:
    """The product of two of these vectors, on average; 0 if there is only one."""
    n = len(vectors)
    everything = total(vectors)
    alone = sum(product(vector, vector) for vector in vectors)
    return (product(everything, everything) - alone) / (n * (n - 1)) if n > 1 else 0.0


def grouped(vectors: Sequence[Vector], alike: float, advance: Callable[[], object] = lambda: None) -> list[list[int]]:
    """The vectors in groups, by their place in the sequence; one that is like no other is a group of its own.

    The two groups whose members are most alike on average are joined, again and again, until no two are by `alike` or
    more: so no chain of pairs, each alike in something else, becomes one group. A vector has its heaviest features
    first. `advance` is called once for each.
    """
    pairs = _pairs(vectors, alike, advance)
    groups = {i: [i] for i in range(len(vectors))}
    sums = dict(enumerate(vectors))
    beside: dict[int, set[int]] = defaultdict(set)
    for i, j in pairs:
        beside[i].add(j)
        beside[j].add(i)
    queue = [(-near, i, j) for (i, j), near in pairs.items()]
    heapify(queue)
    ids = count(len(vectors))
    while queue:
        _, i, j = heappop(queue)
        if i not in groups or j not in groups:
            continue
        new = next(ids)
        groups[new] = groups.pop(i) + groups.pop(j)
        sums[new] = total((sums.pop(i), sums.pop(j)))
        for other in sorted(k for k in beside.pop(i) | beside.pop(j) if k in groups):
            near = product(sums[new], sums[other]) / (len(groups[new]) * len(groups[other]))
            if near >= alike:
                beside[new].add(other)
                beside[other].add(new)
                heappush(queue, (-near, other, new))
    return [sorted(group) for group in groups.values()]


def _pairs(vectors: Sequence[Vector], alike: float, advance: Callable[[], object]) -> dict[tuple[int, int], float]:
    """Pairs of vectors that share a heavy feature and are alike, the earlier one first."""
    index: dict[Hashable, list[int]] = defaultdict(list)
    pairs: dict[tuple[int, int], float] = {}
    for i, vector in enumerate(vectors):
        shared: dict[int, float] = defaultdict(float)
        for feature in list(vector)[:INDEXED]:
            weight, having = vector[feature], index[feature]
            for j in having[-NEAR:]:
                shared[j] += weight
            having.append(i)
        for j, _ in nlargest(NEIGHBOURS, shared.items(), key=lambda item: (item[1], item[0])):
            near = product(vector, vectors[j])
            if near >= alike:
                pairs[j, i] = near
        advance()
    return pairs
