"""One step of a case at an instant: a fact that its rows accept now, reported by somebody whose task it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from api.demo.history.diagnoses import FACT, Answering
from api.demo.history.values import Choices, given_in
from domain.errors import ProtocolError, RecordError
from domain.model.cases import Flow, Value
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

_TRIES: Final = 12
_ACCOUNTS_TRIED: Final = 6
_OPENINGS_TRIED: Final = 1
_NOTES: Final = 0.3
_WITH_TOPIC: Final = 0.85
_OTHER_TOPIC: Final = 0.2
_BY_THE_COMPANY: Final = 0.5
_POINTS: Final = (
    *(PointOfContact.CORREO,) * 4, *(PointOfContact.TELEFONO,) * 2, *(PointOfContact.OFIREG,) * 2,
    PointOfContact.FORM_CDA, PointOfContact.EVENTO, PointOfContact.RRSS_OFIREG,
)  # fmt: skip
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
    """

    flow: Flow
    wanted: str
    accounts: Sequence[str | None]
    point: PointOfContact
    case_id: str | None = None
    blocked: set[tuple[str, int]] = field(default_factory=set)


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
        if case.state == tale.wanted or case.closed_at is not None:
            return None
        for move in self._on_the_way(rules, case.state, tale):
            done = await self._played(rules, situation, tale, move)
            if done is not None:
                tale.blocked.clear()
                return done
            tale.blocked.add((case.state, id(move[1])))
        return None

    async def _open(self, tale: Tale) -> CaseOutcome | None:
        rules, dice = FLOWS[tale.flow], self.choices.dice
        openings = [move for move in moves(rules, NEW) if rules.facts[move[0]].roles]
        best = way_to(rules, NEW, {tale.wanted})
        for account in dice.sample(tale.accounts, min(len(tale.accounts), _ACCOUNTS_TRIED)):
            situation = await self._situation(rules, None, account)
            ways = [*([best] if best in openings else []), *dice.sample(openings, min(len(openings), _OPENINGS_TRIED))]
            for move in ways:
                done = await self._played(rules, situation, tale, move)
                if done is not None:
                    tale.case_id = done.case.id
                    return done
        return None

    def _on_the_way(self, rules: FlowRules, state: str, tale: Tale) -> list[Move]:
        """The move on the way; where there is none that somebody makes, a note or a trace that may open one."""
        move = way_to(rules, state, {tale.wanted}, tale.blocked)
        if move is not None and rules.facts[move[0]].roles:
            return [move]
        traces = [each for each in moves(rules, state) if each[1].target is None and rules.facts[each[0]].roles]
        return self.choices.dice.sample(traces, min(len(traces), 1)) if self.choices.dice.random() < _NOTES else []

    async def _played(self, rules: FlowRules, situation: Situation, tale: Tale, move: Move) -> CaseOutcome | None:
        fact, row = move
        if fact == FACT and tale.case_id is not None and self.answering is not None:
            return await self._tested(self.answering, rules, situation, tale.case_id, row)
        found = self._accepted(rules, replace(situation, point_of_contact=tale.point), fact, row)
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

    def _accepted(
        self, rules: FlowRules, situation: Situation, fact: str, row: Transition
    ) -> tuple[Actor, dict[str, Value]] | None:
        """Who reports it with which data, drawn until the engine says that the row decides."""
        spec = rules.facts[fact]
        for _ in range(_TRIES):
            actor = self._actor(spec, situation)
            given = given_in(spec, self.choices, situation.at)
            try:
                done = decide(rules, replace(situation, actor=actor, given=given), fact)
            except (ProtocolError, RecordError):
                continue
            if done.transition is row:
                return actor, given
        return None

    def _actor(self, spec: FactSpec, situation: Situation) -> Actor:
        """Somebody of the directory whose task it is: who has the account, else of the case's office, else anybody."""
        people = [person for person in situation.directory.people if person.role in spec.roles]
        account = situation.account
        office = situation.office or (None if account is None else office_of(account))
        own = set() if account is None else {account.regional_executive, account.commercial_executive}
        here = [person for person in people if person.office == office]
        fitting = [person for person in here if person.id in own] or here or people
        if Role.COMPANY in spec.roles and (not fitting or self.choices.dice.random() < _BY_THE_COMPANY):
            key = None if account is None else account.id
            return Actor("clara.peumo", "Clara Peumo", Role.COMPANY, account_id=key, run=_REPRESENTATIVE)
        if not fitting:
            role = self.choices.dice.choice(sorted(spec.roles))
            return Actor(f"demo.{role.value.lower()}", f"Demostración {role.value}", role, office or "CENTRAL")
        person = self.choices.dice.choice(fitting)
        return Actor(person.id, person.name, person.role, person.office)

    async def _situation(self, rules: FlowRules, case_id: str | None, account_id: str | None) -> Situation:
        async with self.services.core.transactions(SYSTEM) as work:
            here = Casework.start(self.services, work)
            case = None if case_id is None else await work.cases.get(case_id)
            return await here.situation(rules, Report("", here.run.now, {}), case, account_id)


def a_point(dice: Random) -> PointOfContact:
    """By which contacts of one matter come about; written and digital ones are the usual."""
    return dice.choice(_POINTS)
