"""
Secrets of webhooks: derived, never stored ("secretos de los avisos").

Each is an HMAC of the webhook's id and generation under a key of the installation. Whoever has the database alone can
sign nothing. While a key or a generation is being changed, each of them signs, and the receiver accepts any.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook as Signer

from domain.model.history.webhooks import Webhook


class WebhookSecrets:
    """
    Args:
        keys: Of the installation; the first makes the secrets that are shown, all sign.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)

    def shown(self, webhook: Webhook) -> str:
        """The secret with which its receiver verifies, as Standard Webhooks writes it."""
        return f"whsec_{base64.b64encode(_derived(self._keys[0], webhook, webhook.generation)).decode()}"

    def headers(self, webhook: Webhook, message_id: str, at: datetime, body: str) -> dict[str, str]:
        """Id, instant and signatures of what is sent at that UTC instant."""
        generations = [webhook.generation]
        if webhook.old_secret_until is not None and at < webhook.old_secret_until:
            generations.append(webhook.generation - 1)
        signed = [
            Signer(_derived(key, webhook, generation)).sign(message_id, at, body)
            for key in self._keys
            for generation in generations
        ]
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signed),
        }


def _derived(key: str, webhook: Webhook, generation: int) -> bytes:
    return hmac.new(key.encode(), f"webhook:{webhook.id}:{generation}".encode(), hashlib.sha256).digest()
