"""The record of decisions over GraphQL (POL-07, POL-06)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk


async def test_what_was_done_with_an_account_is_in_the_record_with_rule_and_reason(api: Desk) -> None:
    """POL-07: author, time and reason of every decision; overrides keep their reason."""
    found = await api.ask(
        '{ accounts(first: 1, filter: { classes: [CARTERA], regions: ["08"] }) { nodes { id version } } }'
    )
    (account,) = found["accounts"]["nodes"]
    await api.ask(
        "mutation($i: ValidateAccountInput!) { validateAccount(input: $i) { userErrors { message } } }",
        i={
            "accountId": account["id"],
            "version": account["version"],
            "decision": "WITHDRAWN",
            "reason": "La empresa cerró su planta",
        },
    )
    document = """query($a: ID!) { decisions(accountId: $a, first: 1) {
      nodes { by role kind what rule reason protocolVersion accountId } } }"""
    (entry,) = (await api.ask(document, a=account["id"]))["decisions"]["nodes"]
    assert entry == {
        "by": "ana.rojas",
        "role": "REGIONAL_EXECUTIVE",
        "kind": "DECISION",
        "what": "validate_account",
        "rule": "CAP-07",
        "reason": "La empresa cerró su planta",
        "protocolVersion": "2024",
        "accountId": account["id"],
    }


async def test_why_a_class_holds_names_who_decided(api: Desk) -> None:
    """F-62, COM-01: by the name in the directory, not by the id; who is not in it is told as the record has it."""
    found = await api.ask(
        '{ accounts(first: 1, filter: { classes: [CARTERA], regions: ["08"] }) { nodes { id version } } }'
    )
    (account,) = found["accounts"]["nodes"]
    given = {"decision": "WITHDRAWN", "reason": "La empresa cerró su planta"}
    await api.ask(
        "mutation($i: ValidateAccountInput!) { validateAccount(input: $i) { userErrors { message } } }",
        i={"accountId": account["id"], "version": account["version"], **given},
    )
    read = await api.ask(
        "query($a: ID!) { node(id: $a) { ... on Account { classes {"
        " portfolio { conditions { name reasons { text } } } } } } }",
        a=account["id"],
    )
    conditions = read["node"]["classes"]["portfolio"]["conditions"]
    (told,) = next(each["reasons"] for each in conditions if each["name"] == "validated")
    assert told["text"].startswith("Ana Rojas retiró la validación el ")


async def test_who_may_not_read_the_record_is_told_so(api: Desk) -> None:
    """POL-07: the record holds decisions about people; only some roles read it."""
    found = await api.acting_as(Role.HELP_CENTRE, "CENTRAL").answer("{ decisions(first: 1) { nodes { id } } }")
    assert found["errors"][0]["extensions"]["code"] == "FORBIDDEN"
