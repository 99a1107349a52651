"""
A rehearsal issuer: OpenID Connect as Entra ID and ClaveÚnica speak it, over HTTP on this machine, with invented people.

A person logs in by a click on her name. It is made of Authlib's server parts and imports no other package of this
project, so that what verifies its tokens is tested against the protocol and not against itself. Loopback only.

Belongs here: what an identity provider does. Does not belong here: what somebody is at ProChile.
"""

from issuer.app import create_issuer
from issuer.people import Client, Person, claveunica_person
from issuer.realm import Kind, Realm
from issuer.server import issuer_in_thread

__all__ = ["Client", "Kind", "Person", "Realm", "claveunica_person", "create_issuer", "issuer_in_thread"]
