"""Ask the tax registry for a company ("consultar al SII"), and keep its answer as evidence (DEF-02, DAT-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.errors import MissingData, NotConfigured
from domain.model.evidence.tax_registry import TaxAnswer
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission
from domain.use_cases.perform import Run
from domain.use_cases.services import Services

RULE: Final = "DEF-02"
_KEPT: Final = "Consultó el registro tributario: lo que dice queda junto a lo declarado."


@dataclass(frozen=True, slots=True)
class ConsultTaxRegistry:
    """Of which account."""

    account_id: str
    client_key: str | None = None


async def consult_tax_registry(services: Services, actor: Actor, asked: ConsultTaxRegistry) -> TaxAnswer:
    """
    Ask the registry that is connected, and keep what it says with its day. The account stays as it is.

    No transaction is open while the registry is asked, for it may be slow. Each answer stays.

    Raises:
        NotConfigured: No registry is connected: what it would say is registered by hand, as always.
        MissingData: The account has no RUT.
        RegistryUnavailable: It does not answer now.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-02, DAT-04, POL-07.
    """
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        known = await run.recall(asked.client_key, "consult_tax_registry", asked)
        if known is not None:
            return await work.evidence.tax_answer(known["answer"])
        rut = (await run.actionable(asked.account_id, Permission.CONSULT_TAX_REGISTRY)).rut
    if rut is None:
        raise MissingData(
            "La cuenta no tiene RUT: el registro tributario se consulta por RUT.", missing=("rut",), rule=RULE
        )
    registry = services.tax_registry
    if registry is None:
        raise NotConfigured(
            "No hay un registro tributario conectado. Consulte el sitio del SII y registre los datos en la cuenta.",
            rule=RULE,
        )
    record = await registry.look_up(rut)
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        account = await run.actionable(asked.account_id, Permission.CONSULT_TAX_REGISTRY)
        answer = TaxAnswer(services.new_id(), account.id, rut, registry.source, run.now, actor.id, record)
        await work.evidence.keep_tax_answer(answer)
        outcome = "Consultó el registro tributario, que no conoce el RUT." if record is None else _KEPT
        await run.decided(
            "consult_tax_registry", outcome, rule=RULE, account_id=account.id, answer=answer.id, source=registry.source
        )
        await run.remember(asked.client_key, "consult_tax_registry", asked, answer=answer.id)
        return answer
