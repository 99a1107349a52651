// @ts-check
// Declaring a company: what its representative knows of it; a person of ProChile confirms it.
import { WORDS, word } from "../shared/enums.js";
import { ask } from "../shared/graphql.js";
import { Form } from "../forms/forms.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { REGISTER } from "./documents.js";

const text = (/** @type {string} */ name, /** @type {string} */ label, required = false, kind = "TEXT") => ({ name, kind, label, required, choices: [] });

/** @param {{ frame: any, done: () => void }} props */
export function Register({ frame, done }) {
  const choices = (/** @type {any[]} */ rows) => rows.map((row) => ({ value: row.code, label: row.name }));
  const data = [
    text("rut", t`RUT de la empresa`, true, "RUT"), text("name", t`Nombre o razón social`, true), text("tradeName", t`Nombre de fantasía`),
    { name: "region", kind: "CHOICE", label: t`Región de la casa matriz`, required: false, choices: choices(frame.regions) },
    text("commune", t`Comuna`), text("address", t`Dirección`), text("phone", t`Teléfono`), text("email", t`Correo de la empresa`), text("website", t`Sitio web`),
    { name: "sector", kind: "CHOICE", label: t`Rubro`, required: false, choices: choices(frame.sectors) },
    text("siiStarted", t`Tiene inicio de actividades en el SII`, false, "BOOLEAN"),
    { name: "taxCategory", kind: "CHOICE", label: t`Categoría tributaria`, required: false, choices: Object.keys(WORDS.TaxCategory).map((value) => ({ value, label: word("TaxCategory", value) })) },
  ];
  const submit = async (/** @type {Record<string, any>} */ { rut, name, clientKey, ...fields }) => (await ask(REGISTER, { input: { rut, name, clientKey, fields } })).registerCompany;
  return html`<section class="card"><${Form} id="registrar" title=${t`Registre su empresa`} draft="${frame.me.username}:registrar" data=${data} submit=${submit} done=${done} button=${t`Registrar mi empresa`}>
    <p class="muted">${t`Su identidad la probó ClaveÚnica. Que usted la representa lo confirma una persona de ProChile; mientras tanto lo que escriba queda en su trámite.`}</p><//></section>`;
}
