"""One step of a case at an instant: a fact that its rows accept now, reported by somebody whose task it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from api.demo.history.diagnoses import FACT, Answering
from api.demo.history.values import Choices, given_in
from domain.errors import ProtocolError, RecordError
from domain.model.cases import Flow, Value, ValueKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.access.permissions import office_of
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, FactSpec, Transition
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.topics import takes_topic
from domain.protocol.engine.ways import Move, moves, way_to
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.cases.open_and_report import CaseOutcome, ReportFact, StartCase, report_fact, start_case

_TRIES: Final = 30
_OPENING_TRIES: Final = 4
_PATIENCE: Final = 12
_ACCOUNTS_TRIED: Final = 20
_OPENINGS_TRIED: Final = 1
_TRACES: Final = 3
_OWN: Final = 0.7
_OTHERS: Final = 0.4
_WITH_TOPIC: Final = 0.85
_OTHER_TOPIC: Final = 0.2
_BY_THE_COMPANY: Final = 0.5
_POINTS: Final = (
    *(PointOfContact.CORREO,) * 4, *(PointOfContact.TELEFONO,) * 2, *(PointOfContact.OFIREG,) * 2,
    PointOfContact.FORM_CDA, PointOfContact.EVENTO, PointOfContact.RRSS_OFIREG,
)  # fmt: skip
_NO_DATA: Final[Mapping[str, Value]] = {}
_REPRESENTATIVE: Final = "39.300.001-5"


@dataclass(slots=True)
class Tale:
    """
    A case that is going to happen.

    Attributes:
        wanted: The state at which it rests.
        accounts: Whose it may be, as long as it is not opened; None among them: a person's without company.
        case_id: None before it is opened.
        blocked: Moves that did not go from where it stands.
        then: Of a case that this one opens: its flow, and the state at which that one rests.
        traces: How often something was noted since the case last went on, in the hope that it opens a way.
        hurried: There is little time left: somebody goes on with it on the same day.
    """

    flow: Flow
    wanted: str
    accounts: Sequence[str | None]
    point: PointOfContact
    case_id: str | None = None
    blocked: set[tuple[str, int]] = field(default_factory=set)
    then: tuple[Flow, str] | None = None
    traces: int = 0
    hurried: bool = False
    rests: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Topics:
    """What the people of the history ask about, of the configured topics; some say none (MEA-05)."""

    dice: Random
    codes: Sequence[str]

    def of(self, *, opens: bool) -> str | None:
        """The topic of what opens a case; of a later contact, when it is another one."""
        if not self.codes or self.dice.random() >= (_WITH_TOPIC if opens else _OTHER_TOPIC):
            return None
        return self.dice.choices(self.codes, range(len(self.codes), 0, -1))[0]


@dataclass(frozen=True, slots=True)
class Player:
    """Plays facts; the clock of its services tells when. `answering` takes the test, where there are questions."""

    services: CaseServices
    choices: Choices
    topics: Topics
    answering: Answering | None = None

    async def step(self, tale: Tale) -> CaseOutcome | None:
        """Take the tale one step towards its state; None: it waits for time to pass, or goes no further."""
        if tale.case_id is None:
            return await self._open(tale)
        rules = FLOWS[tale.flow]
        situation = await self._situation(rules, tale.case_id, None)
        case = situation.case
        assert case is not None
        tale.rests, tale.ended = case.state == tale.wanted, case.closed_at is not None
        if tale.rests or tale.ended:
            return None
        for move in self._on_the_way(rules, case.state, tale):
            done = await self._played(rules, situation, tale, move)
            if done is not None:
                tale.traces = tale.traces + 1 if done.case.state == case.state else 0
                tale.blocked.clear()
                tale.rests = done.case.state == tale.wanted
                tale.ended = done.case.closed_at is not None
                return done
            tale.blocked.add((case.state, id(move[1])))
        return None

    async def _open(self, tale: Tale) -> CaseOutcome | None:
        rules, dice = FLOWS[tale.flow], self.choices.dice
        openings = [move for move in moves(rules, NEW) if rules.facts[move[0]].roles]
        best = way_to(rules, NEW, {tale.wanted})
        accounts = dice.sample(tale.accounts, min(len(tale.accounts), _ACCOUNTS_TRIED))
        others = dice.sample(openings, min(len(openings), _OPENINGS_TRIED))
        for move in [*([best] if best in openings else []), *others]:
            for account in accounts:
                situation = await self._situation(rules, None, account)
                done = await self._played(rules, situation, tale, move)
                if done is not None:
                    tale.case_id = done.case.id
                    tale.rests = done.case.state == tale.wanted
                    tale.ended = done.case.closed_at is not None
                    return done
        return None

    def _on_the_way(self, rules: FlowRules, state: str, tale: Tale) -> Iterator[Move]:
        """Moves on the way, as long as one is left that somebody makes; then what is noted and may open another."""
        while move := way_to(rules, state, {tale.wanted}, tale.blocked):
            if not rules.facts[move[0]].roles:
                return  # in time
            yield move
        if tale.traces < _TRACES:
            traces = [each for each in moves(rules, state) if each[1].target is None and rules.facts[each[0]].roles]
            yield from self.choices.dice.sample(traces, len(traces))

    async def _played(self, rules: FlowRules, situation: Situation, tale: Tale, move: Move) -> CaseOutcome | None:
        fact, row = move
        if fact == FACT and tale.case_id is not None and self.answering is not None:
            return await self._tested(self.answering, rules, situation, tale.case_id, row)
        situation, choices = await self._naming(rules, situation, fact)
        found = self._accepted(rules, replace(situation, point_of_contact=tale.point), fact, row, choices)
        if found is None:
            return None
        actor, given = found
        topic = self.topics.of(opens=tale.case_id is None) if takes_topic(rules, rules.facts[fact]) else None
        try:
            if tale.case_id is not None:
                report = ReportFact(tale.case_id, fact, given, point_of_contact=tale.point, topic=topic)
                return await report_fact(self.services, actor, report)
            account_id = None if situation.account is None else situation.account.id
            asked = StartCase(tale.flow, fact, account_id, given, point_of_contact=tale.point, topic=topic)
            return await start_case(self.services, actor, asked)
        except (ProtocolError, RecordError):  # what only the whole use case refuses
            return None

    async def _tested(
        self, answering: Answering, rules: FlowRules, situation: Situation, case_id: str, row: Transition
    ) -> CaseOutcome | None:
        actor = self._actor(rules.facts[FACT], situation)

        def leads_there(given: dict[str, Value]) -> bool:
            try:
                done = decide(rules, replace(situation, actor=actor, given=given), FACT)
            except (ProtocolError, RecordError):
                return False
            return done.transition is row

        return await answering.answered(actor, case_id, leads_there)

    async def _naming(self, rules: FlowRules, situation: Situation, fact: str) -> tuple[Situation, Choices]:
        """With the account that the fact is going to name, where it names any."""
        asked = [datum for datum in rules.facts[fact].data if datum.kind in (ValueKind.ACCOUNT, ValueKind.ACCOUNTS)]
        if not asked:
            return situation, self.choices
        key = self.choices.dice.choice(self.choices.accounts)
        given = {datum.name: key if datum.kind is ValueKind.ACCOUNT else (key,) for datum in asked}
        account_id = None if situation.account is None else situation.account.id
        case_id = None if situation.case is None else situation.case.id
        found = await self._situation(rules, case_id, account_id, given)
        return found, replace(self.choices, accounts=(key,))

    def _accepted(
        self, rules: FlowRules, situation: Situation, fact: str, row: Transition, choices: Choices
    ) -> tuple[Actor, dict[str, Value]] | None:
        """Who reports it with which data, drawn until the engine says that the row decides."""
        spec = rules.facts[fact]
        refusals: Counter[str] = Counter()
        for _ in range(_TRIES if situation.case is not None else _OPENING_TRIES):
            actor = self._actor(spec, situation)
            given = given_in(spec, choices, situation.at) | self._own(spec, actor, situation)
            try:
                done = decide(rules, replace(situation, actor=actor, given=given), fact)
            except (ProtocolError, RecordError) as refused:
                refusals[str(refused)] += 1
                if refusals[str(refused)] > _PATIENCE:
                    return None  # whatever is told
                continue
            if done.transition is row:
                return actor, given
        return None

    def _own(self, spec: FactSpec, actor: Actor, situation: Situation) -> dict[str, Value]:
        """Who speaks for an office or a macrozone mostly speaks for the own one."""
        person = situation.directory.person(actor.id)
        if person is None or self.choices.dice.random() >= _OWN:
            return {}
        asked = {datum.name for datum in spec.data if datum.required}
        own = {"office": person.office, "macrozone": person.macrozone}
        return {name: value for name, value in own.items() if name in asked and value is not None}

    def _actor(self, spec: FactSpec, situation: Situation) -> Actor:
        """Somebody of the directory whose task it is: who has the account, else of the case's office, else anybody."""
        people = [person for person in situation.directory.people if person.role in spec.roles]
        account = situation.account
        office = situation.office or (None if account is None else office_of(account))
        own = set() if account is None else {account.regional_executive, account.commercial_executive}
        here = [person for person in people if person.office == office]
        fitting = [person for person in here if person.id in own] or here or people
        if self.choices.dice.random() < _OTHERS:  # whose task it is may hang on the case: the head, who coordinates
            role = self.choices.dice.choice(sorted(spec.roles))
            fitting = [person for person in people if person.role is role] or fitting
            fitting = [person for person in fitting if person.office == office] or fitting
        if Role.COMPANY in spec.roles and (not fitting or self.choices.dice.random() < _BY_THE_COMPANY):
            key = None if account is None else account.id
            return Actor("clara.peumo", "Clara Peumo", Role.COMPANY, account_id=key, run=_REPRESENTATIVE)
        if not fitting:
            role = self.choices.dice.choice(sorted(spec.roles))
            return Actor(f"demo.{role.value.lower()}", f"Demostración {role.value}", role, office or "CENTRAL")
        person = self.choices.dice.choice(fitting)
        return Actor(person.id, person.name, person.role, person.office)

    async def _situation(
        self, rules: FlowRules, case_id: str | None, account_id: str | None, given: Mapping[str, Value] = _NO_DATA
    ) -> Situation:
        async with self.services.core.transactions(SYSTEM) as work:
            here = Casework.start(self.services, work)
            case = None if case_id is None else await work.cases.get(case_id)
            return await here.situation(rules, Report("", here.run.now, given), case, account_id)


def a_point(dice: Random) -> PointOfContact:
    """By which contacts of one matter come about; written and digital ones are the usual."""
    return dice.choice(_POINTS)
