"""The Relay interface `Node`, and what each row class offers for it."""

from __future__ import annotations

import strawberry


@strawberry.interface(description="An object that can be read again by its global id.")
class Node:
    global_id: strawberry.ID = strawberry.field(name="id", description="Global id; opaque and stable.")
