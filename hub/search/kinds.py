"""The kinds of things that can be found, as the domains of the running hub declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hub.current import Current
from hub.domain.ports import Search


class Kinds(Mapping[str, str]):
    """The name of each kind's things, marked with `N_`, in the domains' order."""

    def __init__(self, ports: Sequence[Search]) -> None:
        self.ports = tuple(ports)
        self._labels = {kind: label for port in ports for kind, label in port.kinds.items()}

    def port(self, kind: str) -> Search | None:
        return next((port for port in self.ports if kind in port.kinds), None)

    def __getitem__(self, kind: str) -> str:
        return self._labels[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    def __len__(self) -> int:
        return len(self._labels)


current: Current[Kinds] = Current("kinds of things")
