"""The engine by itself: kinds of data, references, instants of timers, duplicates, the order of refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.cases import Flow, Value, ValueKind
from domain.model.institution.channels import CHANNEL_OF, Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.places.regions import REGIONS
from domain.protocol.engine.allowed import facts_allowed
from domain.protocol.engine.data import checked, parsed, plain, value_es
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, Datum, FactSpec, FlowSpec, StateSpec, on, refusal, resolve, step, trace
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.responsible import PRODUCT
from domain.protocol.routing.hand_over import addressee_of
from domain.protocol.routing.next_step import next_step
from domain.use_cases.cases.carry_out import instant_of
from tests.support.builders import HEAD, OFFICER, REGIONAL, a_fact, an_account
from tests.support.calendars import local
from tests.support.cases.situations import FRIDAY, PORTAL, Player, a_situation
from tests.support.proving import proves

ALL_KINDS = FactSpec(
    "say_everything",
    "Decir todo",
    "Every kind of datum.",
    (
        Datum("text", ValueKind.TEXT, "Texto", required=False),
        Datum("number", ValueKind.INTEGER, "Número", required=False),
        Datum("flag", ValueKind.BOOLEAN, "Sí o no", required=False),
        Datum("day", ValueKind.DATE, "Día", required=False),
        Datum("at", ValueKind.INSTANT, "Instante", required=False),
        Datum("choice", ValueKind.CHOICE, "Opción", required=False, choices={"A": "Primera"}),
        Datum("texts", ValueKind.TEXTS, "Textos", required=False),
        Datum("country", ValueKind.COUNTRY, "País", required=False),
        Datum("regions", ValueKind.REGIONS, "Regiones", required=False),
    ),
    frozenset({Role.REGIONAL_EXECUTIVE}),
)
GOOD: dict[str, object] = {
    "text": "hola",
    "number": 7,
    "flag": False,
    "day": "2024-02-29",
    "at": "2024-09-13T17:00:00-03:00",
    "choice": "A",
    "texts": ["a", "b"],
    "country": "CN",
    "regions": ["08", "15"],
}

# Data


def test_data_come_as_json_and_go_back_as_json() -> None:
    """Days and instants as ISO 8601, lists as lists."""
    values = parsed(ALL_KINDS, GOOD)
    assert values["day"] == date(2024, 2, 29)
    assert values["at"] == datetime(2024, 9, 13, 20, tzinfo=UTC)
    assert values["texts"] == ("a", "b")
    assert parsed(ALL_KINDS, {name: plain(value) for name, value in values.items()}) == values


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("number", True), ("number", "siete"), ("flag", "sí"), ("day", "mañana"), ("day", "2024-02-30"),
        ("at", "2024-09-13T17:00:00"), ("choice", "B"), ("country", "China"), ("country", "cn"), ("regions", ["99"]),
        ("texts", "a"), ("text", 5), ("nothing", "x"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_of_its_kind_is_refused_by_name(name: str, wrong: object) -> None:
    """POL-06: the field at fault is named."""
    with pytest.raises(InvalidValue) as refused:
        parsed(ALL_KINDS, {name: wrong})
    assert refused.value.field == ("data", name)


def test_the_whole_country_may_be_given() -> None:
    """RTE-01: all sixteen regions are regions."""
    every = [region.cut for region in REGIONS]
    assert parsed(ALL_KINDS, {"regions": every}) == {"regions": tuple(every)}


def test_the_most_that_a_number_may_be_is_taken() -> None:
    """F-14: one more is refused, by name, in either direction."""
    spec = replace(ALL_KINDS, data=(Datum("months", ValueKind.INTEGER, "Meses", most=600),))
    assert parsed(spec, {"months": 600}) == {"months": 600}
    assert parsed(spec, {"months": -600}) == {"months": -600}
    for wrong in (601, -601):
        with pytest.raises(InvalidValue, match="no puede ser mayor que 600"):
            parsed(spec, {"months": wrong})


def test_a_text_that_what_it_becomes_cannot_hold_is_refused_and_not_cut() -> None:
    """POL-15: the product of an action has at most 100 characters, as where an action is registered."""
    spec = replace(ALL_KINDS, data=(replace(PRODUCT, name="product"),))
    assert parsed(spec, {"product": f" {'a' * 100} "}) == {"product": "a" * 100}
    with pytest.raises(InvalidValue, match="«Producto o servicio» no puede tener más de 100 caracteres") as wrong:
        parsed(spec, {"product": "a" * 101})
    assert (wrong.value.rule, wrong.value.field) == ("POL-15", ("data", "product"))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (local("2024-09-13 17:00"), "13-09-2024 17:00"), (date(2024, 2, 29), "29-02-2024"), (True, "sí"), (False, "no"),
        (("a", "b"), "a, b"), ("A", "Primera"), (7, "7"), (None, "sin dato"),
    ],
)  # fmt: skip
def test_a_value_is_read_in_spanish(value: Value, read: str) -> None:
    """COM-01: instants by the clock in Chile, choices by their label."""
    datum = next(datum for datum in ALL_KINDS.data if datum.name == "choice")
    assert value_es(datum, value) == read


def test_what_is_empty_is_not_given() -> None:
    """An empty text is no datum."""
    assert checked(ALL_KINDS, {"text": "  ", "texts": (), "flag": None}) == {}


# A small flow


def _says_no(situation: Situation) -> bool:
    return situation.given.get("flag") is False


TOY = FlowRules(
    FlowSpec(
        Flow.REQUEST,
        "Juguete",
        (
            replace(ALL_KINDS, name="begin", title="Comenzar"),
            FactSpec("note", "Anotar", "A trace.", roles=frozenset({Role.REGIONAL_EXECUTIVE})),
            FactSpec(
                "end",
                "Terminar",
                "The end.",
                (Datum("flag", ValueKind.BOOLEAN, "Está bien", rule="CAP-07"),),
                frozenset({Role.REGIONAL_EXECUTIVE}),
            ),
        ),
        (
            StateSpec("ABIERTO", "Abierto", "Termine {company}.", who="alguien", facts=("end",), rules=("COM-02",)),
            StateSpec("CERRADO", "Cerrado", "Listo.", rules=("COM-02",), final=True),
        ),
        (
            *on("begin", step(NEW, "ABIERTO", "CAP-02")),
            *on("note", trace("ABIERTO", "COM-03")),
            *on(
                "end",
                refusal("ABIERTO", "Aún no, {company}.", "POL-06", when=_says_no),
                step("ABIERTO", "CERRADO", "CAP-10"),
            ),
        ),
        "Unidad",
    )
)


def a_player() -> Player:
    player = Player(TOY, a_situation(an_account()))
    player.play("begin", text="hola")
    return player


def test_the_first_row_that_fits_decides() -> None:
    """The refusal shows its reason, its rule and the step to take, with the names filled in."""
    player = a_player()
    with pytest.raises(StepNotAllowed) as refused:
        player.play("end", flag=False)
    assert refused.value.message == "Aún no, Conservas del Sur SpA."
    assert (refused.value.rule, refused.value.step_to_take) == ("POL-06", None)  # never the step refused (F-61)
    assert player.play("end", flag=True).case.closed_at == player.at


def test_a_required_datum_is_asked_for_by_its_rule() -> None:
    """COM-02: what is missing is named."""
    with pytest.raises(MissingData) as refused:
        a_player().play("end")
    assert (refused.value.missing, refused.value.rule) == (("flag",), "CAP-07")


@proves("POL-06", "CHN-01")
def test_all_that_a_fact_lacks_is_told_at_once_each_with_its_path() -> None:
    """F-61: the account, what this step needs, what the fact always needs, and where it came about."""
    nobody = a_situation(None, point_of_contact=None, given={"market": "CN"})
    with pytest.raises(MissingData) as refused:
        decide(FLOWS[Flow.AGENDA], nobody, "request_agenda")
    assert refused.value.missing == ("account_id", "mode", "pointOfContact")
    assert refused.value.fields == (("account_id",), ("data", "mode"), ("pointOfContact",))
    assert refused.value.rule == "AGD-01"


def test_the_role_is_looked_at_before_the_step() -> None:
    """Nobody learns about a case from what they may not do."""
    with pytest.raises(NotAuthorised):
        a_player().play("end", OFFICER, flag=True)


def test_a_trace_leaves_the_state_and_is_written_each_time() -> None:
    """Two notes at two instants are two entries; the same note is one."""
    player = a_player()
    first = player.play("note")
    again = player.play("note", at=player.at)
    later = player.play("note")
    assert (first.case.state, again.is_duplicate, later.is_duplicate) == ("ABIERTO", True, False)
    assert [event.fact for event in player.timeline] == ["begin", "note", "note"]


def test_a_fact_that_is_already_so_changes_nothing() -> None:
    """The end reported again, at another instant: it is over, with the same data."""
    player = a_player()
    done = player.play("end", flag=True)
    again = player.play("end", flag=True)
    assert again.is_duplicate
    assert (again.case, again.event, again.effects) == (done.case, done.event, ())


def test_after_the_end_other_facts_are_refused() -> None:
    """A closed case stays closed; nothing is offered."""
    player = a_player()
    player.play("end", flag=True)
    with pytest.raises(StepNotAllowed) as refused:
        player.play("note")
    assert refused.value.step_to_take is None
    assert facts_allowed(TOY, player.asked()) == ()
    assert next_step(TOY, player.asked()).step == "none"


def test_an_unknown_fact_is_a_mistake_that_shows() -> None:
    """At once, to the caller."""
    with pytest.raises(InvalidValue):
        a_player().play("dance")


@proves("POL-02", "LIN-05")
def test_the_case_keeps_the_protocol_version_under_which_it_was_opened() -> None:
    """POL-02, LIN-05: every decision of the case is taken under it."""
    assert a_player().case is not None
    case = a_player().case
    assert case is not None
    assert case.protocol_version == "2024"


# Instants of timers


@pytest.mark.parametrize(
    ("datum", "expected"),
    [("day", "2024-01-31 09:00"), ("at", "2024-09-20 12:30")],
)
def test_when_a_timer_is_due(datum: str, expected: str) -> None:
    """A day is taken at the hour of automatic messages, an instant as it is."""
    by_name = {each.name: each for each in ALL_KINDS.data}
    situation = a_situation(an_account(), given={"day": date(2024, 1, 31), "at": local("2024-09-20 12:30")})
    assert instant_of(resolve(by_name[datum], situation), situation) == local(expected)


def test_a_timer_without_a_date_is_not_set() -> None:
    """AMB-32: nothing is assumed."""
    nobody_said = Datum("nobody_said", ValueKind.DATE, "Día que nadie dijo")
    situation = a_situation(an_account())
    assert instant_of(resolve(nobody_said, situation), situation) is None


# Addressees of hand-overs


def test_a_hand_over_finds_its_person() -> None:
    """POL-05: by office its head, by role whoever holds it there, by name the person; a unit has none."""
    situation = a_situation(an_account())
    assert addressee_of("office:OFIREG-08", situation) == ("OFIREG-08", HEAD.id)
    assert addressee_of("office:OFIREG-15", situation) == ("OFIREG-15", None)
    assert addressee_of("REGIONAL_EXECUTIVE", situation) == (None, REGIONAL.id)
    assert addressee_of(f"person:{OFFICER.id}", situation) == ("OFIREG-08", OFFICER.id)
    assert addressee_of("unit:Centro de Ayuda", situation) == (None, None)


# Equal treatment


def capture_after_test(level: str, region: str) -> tuple[str, list[str]]:
    account = an_account(
        region=region, office=f"OFIREG-{region}", facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),)
    )
    player = Player(FLOWS[Flow.CAPTURE], a_situation(account, at=FRIDAY), at=FRIDAY)
    player.play("complete_ficha", PORTAL, exports=False, region=region)
    done = player.play("record_test_result", PORTAL, level=level)
    return done.case.state, [type(effect).__name__ for effect in done.effects]


def test_regions_are_treated_alike_but_for_the_one_exception_of_the_text() -> None:
    """POL-04, LOW-06, OLD-02: only a low score, and only in the five regions, is answered otherwise."""
    assert len({str(capture_after_test(level, r.cut)) for level in ("HIGH", "MEDIUM") for r in REGIONS}) == 1
    contacted = {r.name for r in REGIONS if capture_after_test("LOW", r.cut)[0] == "NOTIFICADA_REGION"}
    assert contacted == {"Arica y Parinacota", "Atacama", "Los Ríos", "Aysén", "Magallanes"}


@proves("CHN-01", "CHN-02", "CHN-03", "CHN-04")
def test_the_points_of_contact_are_a_closed_list_of_three_channels() -> None:
    """CHN-01, CHN-02, CHN-03, CHN-04: four in person, seven digital, the telephone."""
    in_person = {point for point, channel in CHANNEL_OF.items() if channel is Channel.IN_PERSON}
    digital = {point for point, channel in CHANNEL_OF.items() if channel is Channel.DIGITAL}
    assert {point.value for point in in_person} == {"OFIREG", "OFICOM", "NIVEL_CENTRAL", "EVENTO"}
    assert {point.value for point in digital} == {
        "FORM_CDA", "FORM_OIRS", "RRSS_CENTRAL", "RRSS_OFIREG", "RRSS_OFICOM", "RRSS_PERSONAL", "CORREO",
    }  # fmt: skip
    assert set(PointOfContact) - in_person - digital == {PointOfContact.TELEFONO}


@proves("POL-03", "COM-01")
def test_every_step_of_capture_says_its_text_whatever_the_channel() -> None:
    """POL-03, COM-01: one near text for each step, without codes; the case's channel is not looked at."""
    player = Player(FLOWS[Flow.CAPTURE], a_situation(an_account()))
    player.play("receive_contact")
    said = {
        next_step(FLOWS[Flow.CAPTURE], replace(player.asked(), point_of_contact=point)).text for point in PointOfContact
    }
    assert len(said) == 1
    assert "Clave Única" in said.pop()


@proves("ROL-04", "ROL-05")
def test_the_unit_that_answers_follows_the_path() -> None:
    """ROL-04, ROL-05, AMB-12: the National Directorate, or Strategic Development for the low path."""
    account = an_account(facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),))
    player = Player(FLOWS[Flow.CAPTURE], a_situation(account))
    first = player.play("complete_ficha", PORTAL, exports=False, region="08").case.accountable_unit
    low = player.play("record_test_result", PORTAL, level="LOW").case.accountable_unit
    high = player.play("record_test_result", PORTAL, level="HIGH").case.accountable_unit
    assert (first, low, high) == ("Dirección Nacional", "Dirección de Desarrollo Estratégico", "Dirección Nacional")
