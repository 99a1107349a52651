// @ts-check
// What the tax registry says of a company, and the button that asks it.
import { newKey } from "../forms/drafts.js";
import { TaxRegistry } from "../forms/tax_registry.js";
import { ask, attempt } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { CONSULT } from "./documents.js";

/** @param {{ account: any, connected: string | null, me: any, again: () => void }} props `connected`: the registry's name; null: none is. */
export function Registry({ account, connected, me, again }) {
  const [wrong, tell] = useState("");
  const [asking, wait] = useState(false);
  const may = connected && account.rut && me.permissions.includes("CONSULT_TAX_REGISTRY");
  const consult = async () => {
    wait(true);
    const refusal = await attempt(async () => (await ask(CONSULT, { input: { accountId: account.id, clientKey: newKey() } })).consultTaxRegistry);
    wait(false);
    tell(refusal);
    if (!refusal) again();
  };
  return html`<${TaxRegistry} answers=${account.taxAnswers} staff=${true}>${may && html`${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    <div class="buttons"><button type="button" disabled=${asking} onClick=${consult}>${asking ? "Consultando…" : account.taxAnswers.length ? "Consultar otra vez" : "Consultar el registro"}</button></div>`}<//>`;
}
