"""The shapes of the catalogue's rows: rules, open points, messages and editions of the protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.model.worded import Worded


class Verb(Worded):
    """What the software does because of a rule; one rule may ask for several."""

    DERIVE = "derive", "Deriva una clase o un estado."
    TIMER = "timer", "Calcula un plazo."
    ROUTE = "route", "Decide quién atiende."
    NOTIFY = "notify", "Envía un mensaje."
    RECORD = "record", "Guarda un hecho."
    EXPLAIN = "explain", "Dice el próximo paso y por qué."
    MEASURE = "measure", "Mide."
    NONE = "none", "Nada: queda fuera del software."


class Obligation(Worded):
    """
    How strongly the source binds, judged from its own words and kept as data.

    The source often states facts in the future tense ("será", "enviará"): what a system does by itself is
    AUTOMATIC, what a person is told to do is MANDATORY.
    """

    MANDATORY = "mandatory", "obligatoria"  # deberá, debe, siempre, tendrá que, plazo máximo
    RECOMMENDED = "recommended", "recomendada"  # se recomienda, se sugiere, debería, es importante
    RIGHT = "right", "derecho de la empresa"  # its expiry is nobody's breach
    ALLOWED = "allowed", "permitida"  # podrá
    AUTOMATIC = "automatic", "automática"  # the system does it, without anybody deciding
    INFORMATIVE = "informative", "informativa"  # a definition, an aim or a description; it binds nobody by itself


class CoverageKind(Worded):
    """How the software answers for a rule."""

    EXECUTABLE = "executable", "ejecutable"  # it computes, decides, refuses, routes, notifies, times, records, measures
    CONFIGURATION = "configuration", "configuración"  # it holds a dated value or text that the institution gives
    INFORMATION = "information", "información"  # it shows the rule; no behaviour of its own
    OUTSIDE = "outside", "fuera del software"  # of the institution's work, listed so that nothing is lost


@dataclass(frozen=True, slots=True)
class Family:
    """A chapter of the rules: three letters, what it is about, and the same in Spanish."""

    code: str
    title: str
    title_es: str


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule of the protocol ("regla") with its source, and how the software answers for it.

    Texts hold the length of a term as its rule id in braces ("{SLA-03}"); `told` fills it.

    Attributes:
        id: Stable, family and number ("DEF-03").
        title: In English.
        title_es: In plain Spanish, for executives and companies.
        statement: What the source says, in English.
        quote: Verbatim words of the source, in Spanish; 20 at most.
        heading: Heading of the source, in Spanish.
        software: What the software does because of it.
        obligation: How strongly the source binds.
        kind: How the software covers it.
        verbs: What the software does because of it, in one word each.
        ambiguities: Ids of the open points that touch it (`AMBIGUITIES`).
        note: An open point that is not in the register; empty for nearly all.
    """

    id: str
    title: str
    title_es: str
    statement: str
    quote: str
    heading: str
    software: str
    obligation: Obligation
    kind: CoverageKind
    verbs: tuple[Verb, ...]
    ambiguities: tuple[str, ...] = ()
    note: str = ""

    @property
    def family(self) -> str:
        """Three letters ("DEF")."""
        return self.id[:3]

    @property
    def is_covered(self) -> bool:
        """Whether the software does it: `make prove` takes it away and sees a test turn red that claims it."""
        return self.kind is CoverageKind.EXECUTABLE


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """
    An open point of the source ("ambigüedad") and the resolution this project adopted.

    The resolution is a proposal, not the institution's word. `setting` says that it can be changed by
    configuration. `why` is empty where the source is simply silent.
    """

    id: str
    question: str
    why: str
    resolution: str
    setting: bool


@dataclass(frozen=True, slots=True)
class ProtocolVersion:
    """
    An edition of the protocol ("versión del protocolo"), in force from a day, inclusive.

    A case keeps the edition under which its term started; a later one does not rewrite it. Source: LIN-05.
    """

    id: str
    title: str
    effective_from: date
