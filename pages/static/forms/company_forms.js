// @ts-check
// What a company's people and its executives correct alike: its data and its contacts.
import { go, href } from "../shared/address.js";
import { Form } from "./forms.js";
import { ask } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";

const UPDATE = `mutation CompanyUpdate($input: UpdateAccountInput!) {
  updateAccount(input: $input) { account { id version } userErrors { __typename code message field rule } }
}`;
const ADD_CONTACT = `mutation CompanyContact($input: AddContactInput!) {
  addContact(input: $input) { contact { id } userErrors { __typename code message field rule } }
}`;

const text = (/** @type {string} */ name, /** @type {string} */ label, required = false) => ({ name, kind: "TEXT", label, required, choices: [] });

/** What may be corrected, by its name in the API. @returns {[string, string][]} */
export const own = () => [["commune", t`Comuna`], ["address", t`Dirección`], ["phone", t`Teléfono`], ["email", t`Correo`], ["website", t`Sitio web`]];

/** Two links that open the forms below, which stand in the address as `datos`. */
export function Corrections() {
  return html`<div class="buttons"><a class="button" href=${href({ datos: "correccion" })}>${t`Corregir los datos`}</a><a class="button" href=${href({ datos: "contacto" })}>${t`Agregar un contacto`}</a></div>`;
}

/**
 * The form that the address asks for.
 * @param {{ which: string, account: any, person: string, again: () => void, caseId?: string }} props
 *   `caseId`: while the company is only declared, what is told waits in this case (AMB-54).
 */
export function CompanyForm({ which, account, person, again, caseId }) {
  const close = href({ datos: null });
  const done = () => {
    again();
    go(close);
  };
  if (which === "contacto") {
    const data = [text("name", t`Nombre de la persona`, true), text("position", t`Cargo`), text("email", t`Correo`), text("phone", t`Teléfono`), { name: "isMain", kind: "BOOLEAN", label: t`Es el contacto principal`, required: false, choices: [] }];
    const submit = async (/** @type {Record<string, any>} */ { clientKey, ...contact }) => (await ask(ADD_CONTACT, { input: { ...(caseId ? { caseId } : { accountId: account.id }), contact, clientKey } })).addContact;
    return html`<${Form} id="contacto" title=${t`Agregar un contacto`} draft="${person}:${caseId ?? account.id}:contacto" data=${data} submit=${submit} done=${done} cancel=${close} button=${t`Agregar`} />`;
  }
  const given = Object.fromEntries(own().map(([name]) => [name, account[name] ?? ""]));
  const submit = async (/** @type {Record<string, any>} */ { clientKey, ...fields }, /** @type {number | null} */ version) =>
    (await ask(UPDATE, { input: { accountId: account.id, version: version ?? account.version, fields, clientKey } })).updateAccount;
  return html`<${Form} id="datos" title=${t`Corregir los datos`} draft="${person}:${account.id}:datos" data=${own().map(([name, label]) => text(name, label))} given=${given} version=${account.version} submit=${submit} done=${done} cancel=${close} button=${t`Guardar`} />`;
}
