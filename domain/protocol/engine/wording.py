"""
The Spanish words of cases: titles, what a fact caused, and the texts of states with their {placeholders} filled in.

Belongs here: how it is said. Does not belong here: what is so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Final, assert_never

from domain.model.accounts import FactKind
from domain.model.institution.people import Role
from domain.model.places.regions import REGIONS
from domain.protocol.catalogue import HELP_DESK_MAILBOX, USER_PORTAL_URL
from domain.protocol.catalogue.scope import SCOPE_ES
from domain.protocol.classes.reference_day import FIELD_LABELS
from domain.protocol.engine.data import value_es
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import (
    CancelTimers,
    Datum,
    Effect,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    Reference,
    RegisterAction,
    Represent,
    SetTimer,
    StartTerm,
    StateSpec,
    StopTerm,
    WaiveTerm,
    resolve,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import MESSAGE_ES, in_sentence, without_rules
from domain.protocol.terms.in_situation import TERM_PLACEHOLDERS, length_in, starting
from domain.protocol.terms.table import TERMS

_TERM_ES: Final = {row.rule_id: row.name_es for row in TERMS}
_REGION_BY_CODE: Final = {region.cut: region for region in REGIONS}


def fact_title(rules: FlowRules, fact: str) -> str:
    """The fact as a person does it ("Registrar contacto")."""
    return rules.facts[fact].title


def who_es(state: StateSpec) -> str:
    """Who is responsible in a state, in Spanish."""
    if state.who:
        return state.who
    return state.role.es if state.role is not None else ""


def term_title(rule: str) -> str:
    """What must happen under that term, in a few words."""
    return _TERM_ES.get(rule, rule)


def region_name(code: str | None) -> str:
    """Name of the region with that CUT code, or "su región"."""
    region = _REGION_BY_CODE.get(code or "")
    return region.name if region is not None else "su región"


def region_mailbox(code: str | None) -> str | None:
    """Generic mailbox of the region, verbatim (RTE-01, AMB-42)."""
    region = _REGION_BY_CODE.get(code or "")
    return None if region is None else region.mailbox


def office_mailbox(office: str | None, situation: Situation) -> str | None:
    """Mailbox of an office: the configured one, else the generic one of its region."""
    found = situation.config.offices.get(office or "")
    if found is not None and found.mailbox:
        return found.mailbox
    if office is not None and office.startswith("OFIREG-"):
        return region_mailbox(office.removeprefix("OFIREG-"))
    return None


def filled(text: str, rules: FlowRules, situation: Situation) -> str:
    """
    *text* with its {placeholders}: computed values of the flow, data, and the standard names.

    Standard names: company, office, mailbox, region, portal, help_desk, assignee, scope (POL-17); the id of a term's
    rule reads its length ("{SLA-08}": "4 días hábiles"). What is not known reads "sin dato".
    """
    pieces: list[str] = []
    for literal, name, _, _ in Formatter().parse(text):
        pieces.append(literal)
        if name is not None:
            pieces.append(_placeholder(name, rules, situation))
    return "".join(pieces)


def _placeholder(name: str, rules: FlowRules, situation: Situation) -> str:
    if name in TERM_PLACEHOLDERS:
        return length_in(name, situation)
    if name in rules.spec.words:
        return value_es(None, rules.spec.words[name](situation))
    if name in situation.data:
        return value_es(_datum(name, rules), situation.data[name])
    standard = _STANDARD.get(name)
    return value_es(None, None if standard is None else standard(situation))


def _datum(name: str, rules: FlowRules) -> Datum | None:
    return next((datum for fact in rules.spec.facts for datum in fact.data if datum.name == name), None)


def _assignee(situation: Situation) -> str | None:
    case = situation.case
    person = situation.directory.standing_in(case.assignee if case else None, situation.today)
    return None if person is None else person.name


def office_es(code: str | None, situation: Situation) -> str | None:
    """An office by its name; one of a region that is not configured by that of its region."""
    office = situation.config.offices.get(code or "")
    if office is not None:
        return office.name
    region = (code or "").removeprefix("OFIREG-")
    return f"Oficina Regional de {region_name(region)}" if region in _REGION_BY_CODE else code


_STANDARD: Final[Mapping[str, Callable[[Situation], str | None]]] = {
    "company": lambda situation: None if situation.account is None else situation.account.name,
    "office": lambda situation: office_es(situation.office, situation),
    "mailbox": lambda situation: office_mailbox(situation.office, situation),
    "region": lambda situation: region_name(None if situation.account is None else situation.account.region),
    "portal": lambda _: USER_PORTAL_URL,
    "help_desk": lambda _: HELP_DESK_MAILBOX,
    "assignee": _assignee,
    "scope": lambda _: SCOPE_ES,
}

STANDARD_PLACEHOLDERS: Final = frozenset(_STANDARD) | TERM_PLACEHOLDERS
"""The names that every text may use besides the flow's values and data."""


def effect_lines(rules: FlowRules, situation: Situation, effects: Sequence[Effect]) -> tuple[str, ...]:
    """One Spanish line for each effect, for the timeline; none for what has no value and so is not done."""
    return tuple(_line(rules, situation, effect) for effect in effects if _is_done(effect, situation))


def _is_done(effect: Effect, situation: Situation) -> bool:
    match effect:
        case StartTerm(rule=reference, at=at):
            rule_id = resolve(reference, situation)
            return isinstance(rule_id, str) and starting(rule_id, resolve(at, situation), situation) is not None
        case SetTimer(at=reference) | HandOver(to=reference) | Represent(outcome=reference):
            return resolve(reference, situation) is not None
        case Notify(message=reference):
            return resolve(reference, situation) is not None
        case RecordFact():
            return situation.account is not None and effect.told(situation) is not None
        case RegisterAction(type=reference):
            return situation.account is not None and resolve(reference, situation) is not None
        case StopTerm() | WaiveTerm():
            return bool(_running(effect, situation))
        case _:
            return True


def _line(rules: FlowRules, situation: Situation, effect: Effect) -> str:
    def value(reference: Reference | None) -> str:
        return value_es(None, resolve(reference, situation))

    match effect:
        case StartTerm(rule=rule):
            return f"Comienza el plazo: {in_sentence(term_title(value(rule)))}."
        case StopTerm():
            return f"Se detiene el plazo: {_running_es(effect, situation)}."
        case WaiveTerm():
            return f"Ya no se exige el plazo: {_running_es(effect, situation)}."
        case Notify(message=message):
            return f"Sale el mensaje: {MESSAGE_ES[value(message)]}."
        case RegisterAction() | RecordFact() | Represent():
            return _kept(effect, situation)
        case OpenCase(flow=flow):
            return f"Se abre un caso: {in_sentence(flow.es)}."
        case SetTimer(fact=fact):
            return f"Se programa: {rules.facts[fact].title}."
        case CancelTimers(kinds=kinds):
            return f"Se cancela lo programado: {', '.join(_timer_titles(rules, kinds))}."
        case HandOver(to=to):
            return f"Se deriva a {handed_to_es(value(to), situation)}."
        case unreachable:
            assert_never(unreachable)


def _running(effect: StopTerm | WaiveTerm, situation: Situation) -> list[str]:
    """The rules of the case's terms that it ends, which run."""
    unit = effect.unit if isinstance(effect, StopTerm) else None
    ended = (t for t in situation.open_terms if unit is None or t.unit == resolve(unit, situation))
    return [term.rule_id for term in ended if term.rule_id in effect.rules]


def _running_es(effect: StopTerm | WaiveTerm, situation: Situation) -> str:
    return "; ".join(in_sentence(term_title(rule)) for rule in dict.fromkeys(_running(effect, situation)))


def _kept(effect: RegisterAction | RecordFact | Represent, situation: Situation) -> str:
    """What is kept of the company; of a declared one it waits in the case (AMB-54)."""
    match effect:
        case RegisterAction(type=kind):
            name = _action_name(value_es(None, resolve(kind, situation)), situation)
            where = "en espera, en este caso" if situation.waits else "en el Registro de Acciones"
            return f"Queda {where}: {name}."
        case RecordFact(kind=kind):
            where = "en espera, en este caso" if situation.waits else "en la cuenta"
            return f"Queda {where}: {_recorded(kind, value_es(None, effect.told(situation)), situation)}."
        case Represent(outcome=outcome):
            return _REPRESENTED[value_es(None, resolve(outcome, situation))]


_REPRESENTED: Final = {
    "DECLARED": "La representación queda declarada.",
    "CONFIRMED": "La representación queda confirmada, si estaba declarada.",
    "REFUSED": "La representación no se confirma: lo declarado no pasa a ninguna cuenta.",
}


def _recorded(kind: str, value: str, situation: Situation) -> str:
    """A field with its value ("región Biobío"), or the kind of fact, whose value the step's own title tells."""
    of_account, _, name = kind.partition(".")
    if not name:
        return in_sentence(without_rules(FactKind(of_account).es))
    named = {"region": region_name(value), "office": office_es(value, situation) or value}.get(name, value)
    return f"{FIELD_LABELS.get(name, name)} {named}"


def _action_name(code: str, situation: Situation) -> str:
    """The type of action as the catalogue calls it ("Feria internacional"); an unknown one by its code."""
    known = situation.config.action_type(code, situation.today)
    return code if known is None else known.name


def _timer_titles(rules: FlowRules, kinds: Sequence[str]) -> Sequence[str]:
    """What the timers of these kinds would have told, once each."""
    facts = {
        effect.kind: effect.fact
        for row in rules.spec.transitions
        for effect in row.effects
        if isinstance(effect, SetTimer)
    }
    return tuple(dict.fromkeys(rules.facts[facts[kind]].title if kind in facts else kind for kind in kinds))


def handed_to_es(to: str, situation: Situation) -> str:
    """The addressee of a hand-over, in Spanish: an office by its name, a role by its own, a person by theirs."""
    kind, _, name = to.partition(":")
    if kind == "office":
        return office_es(name, situation) or name
    if name:
        person = situation.directory.person(name) if kind == "person" else None
        return name if person is None else person.name
    return Role(kind).es if kind in Role.__members__ else kind
