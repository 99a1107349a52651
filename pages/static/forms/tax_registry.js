// @ts-check
// What the tax registry says of a company, beside what the company declared: evidence, which changes nothing by itself.
import { word } from "../shared/enums.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { dayWords } from "../shared/words.js";

const TONES = { AGREES: "green", DIFFERS: "amber", UNDECLARED: "amber", UNTOLD: "" };

/** @param {{ answers: any[], staff?: boolean, children?: any }} props `children`: what can be done with it. */
export function TaxRegistry({ answers, staff = false, children }) {
  const [last] = answers;
  if (!last && !children) return null;
  return html`<section class="card"><header><h2>${t`Registro tributario`}</h2>${last && html`<p>${staff && last.askedByPerson.name ? t`${last.source}, consultado el ${dayWords(last.askedAt)} por ${last.askedByPerson.name}.` : t`${last.source}, consultado el ${dayWords(last.askedAt)}.`}</p>`}</header>
    ${!last ? html`<p class="muted">${t`Todavía no se ha consultado. Lo que diga queda junto a lo declarado y no cambia nada por sí solo.`}</p>` : !last.known ? html`<p class="state warn">${t`El registro no conoce este RUT.`}</p>` : html`
      <table><caption class="visually-hidden">${t`Lo declarado y lo que dice el registro tributario`}</caption><thead><tr><th scope="col">${t`Dato`}</th><th scope="col">${t`En ProChile`}</th><th scope="col">${t`En el registro`}</th><th scope="col"><span class="visually-hidden">${t`Coinciden`}</span></th></tr></thead>
        <tbody>${last.comparison.map((/** @type {any} */ each) => html`<tr><th scope="row">${each.label}</th><td>${each.declared ?? html`<span class="muted">${t`sin dato`}</span>`}</td><td>${each.told ?? html`<span class="muted">${t`sin dato`}</span>`}</td><td><span class="tag ${TONES[each.agreement]}">${word("TaxAgreement", each.agreement)}</span></td></tr>`)}</tbody></table>
      ${staff && last.comparison.filter((/** @type {any} */ each) => each.text).map((/** @type {any} */ each) => html`<p class="state warn">${each.text}</p>`)}
      ${last.activities.length > 0 && html`<h3>${t`Giros`}</h3><ul class="list">${last.activities.map((/** @type {any} */ each) => html`<li><span>${each.name} <span class="muted">${each.code}</span></span></li>`)}</ul>`}
      ${last.size && html`<p class="muted">${t`Tamaño según el registro: ${last.size}`}</p>`}`}
    ${children}</section>`;
}
