"""The warehouse: the one place that runs SQL on the user's data.

Role: front door. `Warehouse` runs only what the compiler made, in killable and locked-down worker processes.
`warehouse.trusted` is the second door, for gold queries, model checks, drafts and the value index.
Names are loaded on first use: a worker process imports this package too, and must start in 150 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from semantic_layer.warehouse.limits import Limits
    from semantic_layer.warehouse.pool import Warehouse

__all__ = ["Limits", "Warehouse"]


def __getattr__(name: str) -> Any:
    if name == "Limits":
        from semantic_layer.warehouse.limits import Limits

        return Limits
    if name == "Warehouse":
        from semantic_layer.warehouse.pool import Warehouse

        return Warehouse
    raise AttributeError(name)
