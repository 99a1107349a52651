"""Who did what is told by name, and a person reads what she declared herself (COM-01, AMB-54)."""

from __future__ import annotations

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.scenarios.test_changes import told
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


LETTER = "nodes { id template text }"
LETTERS = f"""query($a: ID!, $c: ID!, $about: [ID!]!) {{
  messages(first: 20, filter: {{ accountId: $a }}) {{ totalCount {LETTER} }}
  account(by: {{ id: $a }}) {{ messages(first: 20) {{ totalCount {LETTER} }} }}
  case(id: $c) {{ messages(first: 20) {{ totalCount {LETTER} }} }}
  nodes(ids: $about) {{ ... on Message {{ template }} }} }}"""


async def test_a_company_reads_the_letters_to_it_and_none_that_tell_staff_of_it(story: Story) -> None:
    """
    EXP-01, EXP-02, COM-02: the same ficha sends NTF-05 to the company and NTF-06 to the regional office; whatever door
    she asks at, she finds the first and no trace of the other, not even that it changed or how many there are.
    """
    await story.at("2026-05-18 10:00")
    account = await story.company("Quesos de Quilaco SpA")
    rosa = story.as_(Role.COMPANY, None, account_id=key_of(account, "Account"), run="12.345.678-5")
    begin = (await told(rosa, None))["cursor"]
    case = (await rosa.fact("registerInCapture", accountId=account, representativeRun="12.345.678-5"))["case"]["id"]
    await rosa.fact("completeFichaInCapture", caseId=case, exports=True, region="08")
    staff = await story.ask(LETTERS, a=account, c=case, about=[])
    every = {each["template"]: each["id"] for each in staff["messages"]["nodes"]}
    assert {"NTF-05", "NTF-06"} <= every.keys()
    about = [every["NTF-05"], every["NTF-06"]]

    seen = await rosa.ask(LETTERS, a=account, c=case, about=about)

    lists = [seen["messages"], seen["account"]["messages"], seen["case"]["messages"]]
    assert [[each["template"] for each in found["nodes"]] for found in lists] == [["NTF-05"]] * 3
    assert [found["totalCount"] for found in lists] == [1, 1, 1]
    assert seen["nodes"] == [{"template": "NTF-05"}, None]
    one = [await rosa.ask("query($id: ID!) { node(id: $id) { id } }", id=each) for each in about]
    assert one == [{"node": {"id": about[0]}}, {"node": None}]
    changed = {each["nodeId"] for each in (await told(rosa, begin, kinds=["MESSAGE"]))["changes"]}
    assert changed == {every["NTF-05"]}
    heard = {each["nodeId"] for each in (await told(story, begin, kinds=["MESSAGE"]))["changes"]}
    assert heard >= set(every.values())
    file = await rosa.desk.client.post(
        "/export",
        json={"list": "mensajes", "format": "csv", "variables": {}},
        headers={"authorization": f"Bearer {rosa.desk.token}"},
    )
    assert [row.split(";")[1] for row in file.text.splitlines()[1:2]] == ["NTF-05"]
    assert "NTF-06" not in file.text
