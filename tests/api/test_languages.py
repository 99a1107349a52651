"""What the product says is Spanish; whoever asks for English is told the same in English, whole (F-58, F-62)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from domain.model.institution.people import Role
from schema.languages.spoken import Language, catalogue, in_english, wanted
from tests.api.conftest import Desk

_ODD: Final = re.compile(r"  | \.|\.\.(?!\.)|,,|(?<!\w)@\w|\b[a-z]+_[a-z_]+\b|\bsin dato\b|\bNone\b")
"""Two spaces, a space before a stop, a placeholder of another kind, a name of the code, a datum that is not there."""


@pytest.mark.parametrize("language", [0, 1], ids=["Spanish", "English"])
def test_what_is_said_reads_well(language: int) -> None:
    """F-62: no code, no placeholder, no double space; no Spanish sign in the English."""
    said = [pair[language] for part in catalogue().values() for pair in part.items()]
    said = [text for text in said if "`units`" not in text]
    assert [text for text in said if _ODD.search(text) or text != text.strip()] == []
    if language:
        assert [text for text in said if re.search("[¿¡«»]", text)] == []


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, Language.SPANISH),
        ("*", Language.SPANISH),
        ("en", Language.ENGLISH),
        ("en-GB,en;q=0.9", Language.ENGLISH),
        ("es-CL,es;q=0.9,en;q=0.8", Language.SPANISH),
        ("de,en;q=0.5", Language.ENGLISH),
        ("en;q=0.1,es;q=0.2", Language.SPANISH),
        ("en;q=x", Language.SPANISH),
    ],
)
def test_english_is_for_whoever_prefers_it(accepted: str | None, language: Language) -> None:
    """RFC 9110, 12.5.4: the heavier of the two; Spanish where neither is asked for, or both alike."""
    assert wanted(accepted) is language


ACCOUNT = "Name the account of the company. If it has none yet, help it to register first."
POINT = (
    "Para «solicitar una agenda de negocios», indique el canal y el punto de contacto.",
    "For “request a business agenda”, say the channel and the point of contact.",
)


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        (
            "Para «solicitar una agenda de negocios» falta: mercado, modalidad.",
            "For “request a business agenda” this is missing: market, mode.",
        ),
        (
            "Indique la cuenta de la empresa. Si aún no tiene una, ayúdela primero a registrarse. " + POINT[0],
            f"{ACCOUNT} {POINT[1]}",
        ),
        ("Validar la empresa (ejecutivo/a regional)", "Validate the company (regional executive)"),
        ("La agenda comienza el 03-04-2026: todavía no se puede registrar como realizada.",
         "The agenda begins on 03-04-2026: it cannot be recorded as held yet."),
        ("Nadie escribió esto nunca.", None),
        (
            "Solicitud atendida. No tiene pasos pendientes. Usted puede avisar que no va a participar.",
            "Request attended to. You have no steps to take. You can tell that you will not take part.",
        ),
        ("Indique un texto. Nadie escribió esto nunca.", None),
    ],
)  # fmt: skip
def test_a_text_is_told_in_english_whole_or_not_at_all(spanish: str, english: str | None) -> None:
    """F-58: with names, days and titles in their places; half a text in each language helps nobody."""
    assert in_english(spanish) == english


AGENDA = """mutation ($i: RequestAgendaInAgendaInput!) { requestAgendaInAgenda(input: $i) {
  userErrors { code message field } } }"""


async def asked(api: Desk, language: str, document: str, **variables: Any) -> tuple[dict[str, Any], Any]:
    """The answer and its headers, in a language."""
    response = await api.client.post(
        "/graphql",
        json={"query": document, "variables": variables},
        headers={"authorization": f"Bearer {api.token}", "accept-language": language},
    )
    return response.json(), response.headers


async def test_mistakes_are_told_in_english_to_who_asks_for_it(api: Desk) -> None:
    """F-58: forms, missing data and headers; the same request in Spanish is told in Spanish."""
    given = {"market": "QQQQ", "mode": "ROCKET"}
    body, headers = await asked(api, "en-US,en;q=0.9", AGENDA, i=given)
    assert [error["message"] for error in body["data"]["requestAgendaInAgenda"]["userErrors"]] == [
        '“Market”: it is not an ISO 3166-1 country code of two letters, for example "CL".',
        "“Mode”: “ROCKET” is not one of the choices: In person, Virtual.",
        f"{ACCOUNT} {POINT[1]}",
    ]
    assert (headers["content-language"], "accept-language" in headers["vary"]) == ("en", True)
    body, headers = await asked(api, "es", AGENDA, i=given)
    errors = body["data"]["requestAgendaInAgenda"]["userErrors"]
    assert errors[1]["message"] == "«Modalidad»: «ROCKET» no es una de las opciones: Presencial, Virtual."
    assert headers["content-language"] == "es"


async def test_the_kind_of_a_node_is_its_name_in_english_too(api: Desk) -> None:
    """F-58: `__typename` is no sentence; asked for in English it made the whole answer fail."""
    body, _ = await asked(api, "en", "{ __typename sectors { __typename name } }")
    assert "errors" not in body
    assert (body["data"]["__typename"], body["data"]["sectors"][0]["__typename"]) == ("Query", "Sector")
    assert "Wines and spirits" in [each["name"] for each in body["data"]["sectors"]]


async def test_forms_and_errors_of_queries_are_told_in_english_too(api: Desk) -> None:
    """F-58: labels, choices and titles; a value of a query that cannot be read."""
    forms = """{ flows(flow: AGENDA) { title facts { name title data {
      name label help requiredWhen choices { value label } } } } }"""
    body, _ = await asked(api, "en", forms)
    (flow,) = body["data"]["flows"]
    (fact,) = [each for each in flow["facts"] if each["name"] == "request_agenda"]
    assert (flow["title"], fact["title"]) == ("Business agenda", "Request a business agenda")
    (mode,) = [each for each in fact["data"] if each["name"] == "mode"]
    assert mode["choices"] == [{"value": "IN_PERSON", "label": "In person"}, {"value": "VIRTUAL", "label": "Virtual"}]
    (point,) = [each for each in fact["data"] if each["name"] == "pointOfContact"]
    assert (point["label"], point["help"]) == ("Point of contact", "By which way the contact came.")
    assert point["requiredWhen"] == ["When staff report it."]
    (topic,) = [each for each in fact["data"] if each["name"] == "topic"]
    assert (topic["label"], topic["help"]) == ("Topic", "What was asked, from the list of topics.")
    body, _ = await asked(api, "en", '{ account(by: { rut: "1-1" }) { id } }')
    assert body["errors"][0]["message"] == "“1-1” is not a valid RUT: check its numbers and the check digit."
    body, _ = await asked(api, "es", '{ account(by: { rut: "1-1" }) { id } }')
    assert body["errors"][0]["message"].startswith("«1-1» no es un RUT válido")


STEPS = """query ($id: ID!) { account(by: { id: $id }) {
  nextSteps { title text responsible }
  classes {
    registration { reasons { text } } relation { reasons { text } } portfolio { conditions { reasons { text } } } }
  cases(first: 5) { nodes {
    flowTitle stateTitle timeline { title effects } terms { name startEvent stopEvent text } } }
} }"""


def said_in(answer: Any) -> Iterator[str]:
    """Every text of an answer, in its order."""
    if isinstance(answer, dict | list):
        for each in answer.values() if isinstance(answer, dict) else answer:
            yield from said_in(each)
    elif isinstance(answer, str):
        yield answer


async def test_steps_timelines_terms_and_classes_are_told_in_english(api: Desk) -> None:
    """F-58, F-62: whatever an account shows; names stay, and the same request in Spanish is told in Spanish."""
    accounts = (await api.ask("{ accounts(first: 60) { nodes { id } } }"))["accounts"]["nodes"]
    told = 0
    for each in accounts:
        (spanish, _), (english, _) = [await asked(api, language, STEPS, id=each["id"]) for language in ("es", "en")]
        assert "errors" not in english, english["errors"]
        pairs = list(zip(said_in(spanish["data"]), said_in(english["data"]), strict=True))
        assert [text for text, same in pairs if text == same and " " in text] == []
        told += len(pairs)
    assert told > 500


FIGURES = """query ($since: Date!, $until: Date!) {
  measures { title howCounted }
  terms: measure(name: STARTED_TERMS, since: $since, until: $until, by: [RULE, CHANNEL, CATEGORY]) { ...Told }
  cases: measure(name: CASES, since: $since, until: $until, by: [FLOW, MONTH, TARGET_PUBLIC]) { ...Told }
  classesOverTime(since: $until, until: $until, axis: CATEGORY) { days { figures { name } } }
  sourceSystems { public } topics { name } callStageNames { name } actionTypes { name }
}
fragment Told on Measured { rows { groups { name } parts { name } } }"""


async def test_figures_and_catalogues_are_told_in_english(api: Desk) -> None:
    """F-58, MEA-13: what is measured, how it was counted, groups, parts, classes and systems; in Spanish as before."""
    period = {"since": "2019-01-01", "until": "2030-12-31"}
    await api.ask(
        """mutation { submitHelpFormInHelpCentre(input: {
             person: "Luz Vera", query: "¿Cómo exporto miel?", circumstances: { pointOfContact: OFIREG }
        }) { userErrors { message } } }"""
    )
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    (spanish, _), (english, _) = [await asked(analyst, language, FIGURES, **period) for language in ("es", "en")]
    assert "errors" not in english, english["errors"]
    pairs = list(zip(said_in(spanish["data"]), said_in(english["data"]), strict=True))
    assert [text for text, same in pairs if text == same] == []
    told = dict(pairs)
    refused, _ = await asked(api, "en", "{ measures { title } }")
    assert refused["errors"][0]["message"].startswith("Your role (regional executive) may not see the figures.")
    assert told["Incumplimientos de plazos"] == "Breaches of terms"
    assert (told["Otro tema"], told["Postulación"], told["Taller"]) == ("Another topic", "Application", "Workshop")
    assert told["Público general"] == "General public"
    assert told["Categoría 2: trabajo habitual."] == "Category 2: usual work."
    (term,) = [text for text in told if text.startswith("Consulta al Centro de Ayuda: ")]
    assert told[term].startswith("Centro de Ayuda: ")
