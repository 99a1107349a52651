"""
Whether two accounts may be one and the same, and why ("propuesta por similitud").

The RUT tells national companies apart. An account without RUT is compared by what it told: name, trade name, country,
e-mail, website, telephone. What is found is a proposal for a person to look at: nothing is refused or joined by it,
so the weights below only put the likeliest first.

Source: AMB-63, CAP-04.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from typing import Final, Protocol, TypeVar

from domain.exchange.similarity_words import FREE_MAIL, LEGAL_FORMS, LINKING, SHARED_SITES
from domain.model.worded import Worded
from domain.model.words import fold, words

MOST: Final = 10
"""How many are proposed at most."""

PHONE_MARK: Final = "☎"
"""Begins the word that the search index keeps for a telephone; no folded text holds it."""

_PHONE_DIGITS: Final = 8  # of the end: written with or without country code, the end is the same
_ALIKE: Final = 80
"""From how many of a hundred pairs of letters in common two names are alike."""
_CLUE_WORDS: Final = 3
_SHORTEST: Final = 3
_HEAD: Final = 4
_REMEMBERED: Final = 1_000


class SimilarityKind(Worded):
    """What two accounts have in common."""

    SAME_NAME = "SAME_NAME", "Mismo nombre, sin contar mayúsculas, tildes ni la forma legal."
    SIMILAR_NAME = "SIMILAR_NAME", "Nombre parecido."
    SAME_EMAIL = "SAME_EMAIL", "Mismo correo electrónico."
    SAME_EMAIL_DOMAIN = (
        "SAME_EMAIL_DOMAIN",
        "Correo electrónico del mismo dominio, que no es de un servicio abierto a todos.",
    )
    SAME_WEBSITE = "SAME_WEBSITE", "Mismo sitio web."
    EMAIL_OF_WEBSITE = "EMAIL_OF_WEBSITE", "El correo electrónico de una es del sitio web de la otra."
    SAME_PHONE = "SAME_PHONE", "Mismo teléfono."
    SAME_COUNTRY = "SAME_COUNTRY", "Mismo país; nunca es la única razón."


_TEXT: Final = {
    SimilarityKind.SAME_NAME: "Mismo nombre, sin contar mayúsculas, tildes ni la forma legal.",
    SimilarityKind.SIMILAR_NAME: "Nombre parecido.",
    SimilarityKind.SAME_EMAIL: "Mismo correo electrónico.",
    SimilarityKind.SAME_EMAIL_DOMAIN: "Correo electrónico del mismo dominio.",
    SimilarityKind.SAME_WEBSITE: "Mismo sitio web.",
    SimilarityKind.EMAIL_OF_WEBSITE: "El correo electrónico de una es del sitio web de la otra.",
    SimilarityKind.SAME_PHONE: "Mismo teléfono.",
    SimilarityKind.SAME_COUNTRY: "Mismo país.",
}
_WEIGHT: Final = {
    SimilarityKind.SAME_EMAIL: 50,
    SimilarityKind.SAME_WEBSITE: 40,
    SimilarityKind.SAME_PHONE: 40,
    SimilarityKind.SAME_EMAIL_DOMAIN: 30,
    SimilarityKind.EMAIL_OF_WEBSITE: 25,
    SimilarityKind.SAME_COUNTRY: 1,
}
_NAMES: Final = frozenset({SimilarityKind.SAME_NAME, SimilarityKind.SIMILAR_NAME})


class Described(Protocol):
    """What is compared: an account, a row of a list, or what somebody is about to register (`Profile`)."""

    @property
    def name(self) -> str: ...
    @property
    def trade_name(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def website(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def rut(self) -> object | None: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a company before it is registered; an empty name or None: not known."""

    name: str = ""
    trade_name: str | None = None
    country: str | None = None
    email: str | None = None
    website: str | None = None
    phone: str | None = None
    rut: object | None = None


class Identified(Described, Protocol):
    """One that is registered."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SimilarityReason:
    """One thing in common, as a Spanish sentence."""

    kind: SimilarityKind
    text: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """
    How alike two accounts are.

    Attributes:
        score: Only to compare with other scores.
        reasons: The strongest first.
    """

    score: int
    reasons: tuple[SimilarityReason, ...]


R = TypeVar("R", bound=Identified)


def similarity(one: Described, other: Described) -> Similarity | None:
    """
    What the two have in common, the same both ways; None: nothing that makes them look like one.

    Two with different RUTs are two. Alike names count in one country, or where a country is not known; the very same
    name counts anywhere.

    Source: AMB-63.
    """
    if one.rut is not None and other.rut is not None and one.rut != other.rut:
        return None
    same_country = one.country is not None and one.country == other.country
    found: dict[SimilarityKind, int] = {}
    likeness = max(_likeness(a, b) for a in _keys(one) for b in _keys(other))
    if likeness == 100:
        found[SimilarityKind.SAME_NAME] = likeness
    elif likeness >= _ALIKE and (same_country or one.country is None or other.country is None):
        found[SimilarityKind.SIMILAR_NAME] = likeness // 2
    found |= {kind: _WEIGHT[kind] for kind in _in_common(one, other)}
    if not found:
        return None
    if same_country:
        found[SimilarityKind.SAME_COUNTRY] = _WEIGHT[SimilarityKind.SAME_COUNTRY]
    ordered = sorted(found, key=lambda kind: (-found[kind], kind))
    return Similarity(sum(found.values()), tuple(SimilarityReason(kind, _TEXT[kind]) for kind in ordered))


def most_similar(one: Described, others: Iterable[R]) -> Sequence[tuple[R, Similarity]]:
    """Those that may be the same as *one*, the likeliest first, at most `MOST`. Source: AMB-63."""
    found = [(other, alike) for other in others if (alike := similarity(one, other)) is not None]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].id))
    return found[:MOST]


def clues(one: Described) -> Sequence[tuple[str, ...]]:
    """
    How to look for accounts like this one: each clue is one to three beginnings of words of the search index, and
    an account that has all of one clue is worth comparing. Names may differ in their endings ("Rosal", "Rosales").
    """
    found: dict[tuple[str, ...], None] = {}
    for name in (one.name, one.trade_name):
        heads = _heads(name or "")
        for size in (3, 2) if len(heads) == _CLUE_WORDS else (2, 1):
            found |= dict.fromkeys(combinations(heads, size))
    address = _address(one.email)
    for text in (address, _own_domain(address), website_key(one.website)):
        if text is not None:
            found |= dict.fromkeys([_longest(words(text))])
    phone = phone_key(one.phone)
    if phone is not None:
        found[(PHONE_MARK + phone,)] = None
    return [clue for clue in found if clue]


@lru_cache(_REMEMBERED)
def name_words(name: str) -> tuple[str, ...]:
    """The words that tell a name from others: folded, without legal form ("SpA", "S.A.") and linking words."""
    spelled = words(name)
    told = _without_spelled_forms(word for word in spelled if len(word) == 1 or word not in LINKING)
    return tuple(word for word in told if word not in LEGAL_FORMS and word not in LINKING) or tuple(spelled[:1])


def phone_key(phone: str | None) -> str | None:
    """The last eight digits; None: there are fewer."""
    digits = "".join(character for character in phone or "" if character in "0123456789")
    return digits[-_PHONE_DIGITS:] if len(digits) >= _PHONE_DIGITS else None


def website_key(website: str | None) -> str | None:
    """The host without "www."; for a page within a shared site (a social network), with its path. None: none."""
    address = fold((website or "").strip()).partition("://")
    host, _, path = (address[2] or address[0]).partition("/")
    host = host.rpartition("@")[2].partition(":")[0].removeprefix("www.").strip(".")
    if "." not in host:
        return None
    if host not in SHARED_SITES:
        return host
    path = path.partition("?")[0].partition("#")[0].strip("/")
    return f"{host}/{path}" if path else None


def _keys(one: Described) -> list[tuple[str, ...]]:
    return [name_words(one.name), *([name_words(one.trade_name)] if one.trade_name else [])]


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Of a hundred: pairs of letters in common, whatever the order of the words; two words within more are alike."""
    if not one or not other:
        return 0
    if sorted(one) == sorted(other):
        return 100
    here, there = _pairs(one), _pairs(other)
    shared = 200 * (here & there).total() // (here.total() + there.total())
    fewer, more = sorted((frozenset(one), frozenset(other)), key=len)
    return max(min(shared, 99), _ALIKE if len(fewer) > 1 and fewer <= more else 0)


@lru_cache(_REMEMBERED)
def _pairs(key: tuple[str, ...]) -> Counter[str]:
    text = f" {' '.join(key)} "
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _in_common(one: Described, other: Described) -> Iterator[SimilarityKind]:
    """Everything but names and country."""
    here, there = _address(one.email), _address(other.email)
    mail, others_mail = _own_domain(here), _own_domain(there)
    site, others_site = website_key(one.website), website_key(other.website)
    if here is not None and here == there:
        yield SimilarityKind.SAME_EMAIL
    elif mail is not None and mail == others_mail:
        yield SimilarityKind.SAME_EMAIL_DOMAIN
    if site is not None and site == others_site:
        yield SimilarityKind.SAME_WEBSITE
    elif mail != others_mail and ((mail and mail == others_site) or (site and site == others_mail)):
        yield SimilarityKind.EMAIL_OF_WEBSITE
    phone = phone_key(one.phone)
    if phone is not None and phone == phone_key(other.phone):
        yield SimilarityKind.SAME_PHONE


def _address(email: str | None) -> str | None:
    return fold(email.strip()) if email and "@" in email else None


def _own_domain(address: str | None) -> str | None:
    """The domain of an address when it is the company's own, not a provider's for everybody."""
    if address is None:
        return None
    domain = address.rpartition("@")[2].removeprefix("www.")
    is_free = domain in FREE_MAIL or domain.partition(".")[0] in FREE_MAIL
    return None if is_free or "." not in domain else domain


def _without_spelled_forms(spelled: Iterable[str]) -> list[str]:
    """Without legal forms written in letters that stand alone: "s", "p", "a" of "S.p.A."."""
    found: list[str] = []
    for alone, group in groupby(spelled, key=lambda word: len(word) == 1):
        run = list(group)
        while alone and (forms := [at for at in range(len(run)) if "".join(run[at:]) in LEGAL_FORMS]):
            del run[forms[0] :]
        found += run
    return found


def _heads(name: str) -> list[str]:
    """Beginnings of the longest words of a name, in the order of their length."""
    telling = set(words(name)) - LEGAL_FORMS - LINKING
    chosen = sorted((word for word in telling if len(word) >= _SHORTEST), key=lambda word: (-len(word), word))
    return [word[: max(_HEAD, len(word) - 2)] for word in chosen[:_CLUE_WORDS]]


def _longest(spelled: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(spelled), key=lambda word: (-len(word), word))[:_CLUE_WORDS])
