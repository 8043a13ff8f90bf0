"""Which module must stand before which; the order exists only while nobody waits for themselves."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter


def circle_in(needs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The modules that wait for each other in a circle, first and last the same; empty when there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for module, required in needs:
        sorter.add(module, required)
    try:
        sorter.prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
