"""Who did what is told by name, and a person reads what she declared herself (COM-01, AMB-54)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story
from tests.scenarios.test_representation import REGISTER, a_person, a_rut

OPEN = """query($c: ID!) { case(id: $c) { openedBy openedByPerson { username name role }
  timeline { fact by byPerson { name office { code } } takenBack { byPerson { name } } } } }"""


async def test_who_opened_a_case_and_who_reported_are_told_by_name(story: Story) -> None:
    """COM-01, POL-07: the directory's name beside the id; of the portal, which is nobody's name, only the id."""
    await story.at("2026-05-18 10:00")
    account = await story.company("Mermeladas Ñuble SpA")
    await story.went_to(account, "FERIA", "2026-05-11")
    portal = story.as_(Role.SERVICE)
    asked = {"accountId": account, "wants": "ADVICE", "matter": "Vender en Corea", "purpose": "DIVERSIFY"}
    case = (await portal.fact("receiveRequestInRequest", **asked))["case"]["id"]
    told = {"caseId": case, "alternatives": ["Feria de Tokio"], "pointOfContact": "OFIREG"}
    await story.fact("offerAlternativesInRequest", **told)

    seen = (await story.ask(OPEN, c=case))["case"]

    assert seen["openedByPerson"] == {"username": seen["openedBy"], "name": None, "role": None}
    assert [(each["fact"], each["byPerson"]["name"]) for each in seen["timeline"]] == [
        ("receive_request", None),
        ("hand_over", None),
        ("offer_alternatives", "Ana Rojas"),
    ]
    assert seen["timeline"][2]["byPerson"]["office"] == {"code": "OFIREG-08"}
    decided = "query($a: ID!) { decisions(accountId: $a, first: 9) { nodes { what by byPerson { name } } } }"
    found = (await story.ask(decided, a=account))["decisions"]["nodes"]
    assert ("register_action", "Ana Rojas") in {(each["what"], each["byPerson"]["name"]) for each in found}
    actions = (
        "query($a: ID!) { account(by: { id: $a }) { actions(first: 9) { nodes { registeredByPerson { name } } } } }"
    )
    nodes = (await story.ask(actions, a=account))["account"]["actions"]["nodes"]
    assert nodes[-1]["registeredByPerson"] == {"name": "Ana Rojas"}
    declare = "mutation($i: DeclareExportsInput!) { declareExports(input: $i) { userErrors { message } } }"
    version = (await story.ask("query($a: ID!) { account(by: { id: $a }) { version } }", a=account))["account"][
        "version"
    ]
    told = {"accountId": account, "version": version, "exported": True}
    assert (await story.ask(declare, i=told))["declareExports"]["userErrors"] == []
    whole = "registeredBy registeredByPerson { name } facts { kind by byPerson { username name } }"
    found = (await story.ask(f"query($a: ID!) {{ account(by: {{ id: $a }}) {{ {whole} }} }}", a=account))["account"]
    assert (found["registeredBy"], found["registeredByPerson"]) == ("ana.rojas", {"name": "Ana Rojas"})
    assert [each["byPerson"] for each in found["facts"]] == [{"username": "ana.rojas", "name": "Ana Rojas"}]


async def test_a_person_reads_what_she_declared_herself_and_what_waits_of_it(story: Story) -> None:
    """AMB-54: of her own declarations, everything she gave, by whichever field she asks for it."""
    await story.at("2026-05-18 10:00")
    rosa = a_person(story, "rosa.paz", "16.222.333-K")
    given = {"rut": a_rut(), "name": "Miel de Rosa SpA", "fields": {"region": "08", "website": "https://m.example.cl"}}
    case = (await rosa.ask(REGISTER, i=given))["registerCompany"]["case"]["id"]
    await rosa.fact("completeFichaInCapture", caseId=case, exports=True, region="08")
    await rosa.ask(
        "mutation($i: AddContactInput!) { addContact(input: $i) { userErrors { message } } }",
        i={"caseId": case, "contact": {"name": "Pedro Lara"}},
    )

    told = "state declared { name fields { name value } contacts { name } facts { kind value } }"
    mine = await rosa.ask(
        f"query($c: ID!) {{ viewer {{ representations {{ {told} }} }}"
        f" case(id: $c) {{ representation {{ {told} }} }}"
        f" representations(first: 9) {{ nodes {{ {told} }} }} }}",
        c=case,
    )

    (own,) = mine["viewer"]["representations"]
    assert own["state"] == "DECLARED"
    assert own["declared"]["name"] == "Miel de Rosa SpA"
    assert {each["name"]: each["value"] for each in own["declared"]["fields"]} == {
        "region": "08",
        "website": "https://m.example.cl",
    }
    assert own["declared"]["contacts"] == [{"name": "Pedro Lara"}]
    assert "EXPORT_DECLARATION" in {each["kind"] for each in own["declared"]["facts"]}
    assert mine["case"]["representation"] == own
    assert mine["representations"]["nodes"] == [own]
