// @ts-check
// The next step: what to say, who takes it, by when, and the buttons that open its forms.
import { offered } from "../forms/steps.js";
import { html } from "../shared/html.js";
import { Linked } from "../shared/plots.js";
import { dateWords } from "../shared/words.js";

/** @typedef {import("../forms/forms.js").Fact} Fact */

/**
 * @param {{ step: any, facts: Record<string, Fact>, open: (mutation: string) => string, heading?: string, today: string }} props
 *   `open`: the address that opens the form of a mutation.
 */
export function StepCard({ step, facts, open, heading = "El paso que sigue", today }) {
  const mine = offered(step, facts);
  const late = step.dueOn && step.dueOn < today;
  return html`<section class="card next ${late ? "OVERDUE" : ""}">
    <header><small class="muted">${heading}</small><h2>${step.title}</h2></header>
    <p class="text">${step.text}</p>
    <dl class="facts"><dt>Quién</dt><dd>${step.responsible}</dd>
      <dt>Hasta</dt><dd>${step.dueOn ? html`${dateWords(step.dueOn)} ${late ? html`<span class="tag red">vencido</span>` : ""}` : step.notConfigured ? `El protocolo deja este plazo a otro documento, y no está configurado (${step.notConfigured}).` : "sin plazo"}</dd>
      ${step.missing.length > 0 && html`<dt>Hay que registrar</dt><dd>${step.missing.map((/** @type {any} */ datum) => datum.label).join(" · ")}</dd>`}
      ${step.mailbox && html`<dt>Escribir a</dt><dd>${step.mailbox}</dd>`}
      <dt>Regla</dt><dd><${Linked} to=${null}>${step.rule}<//> <span class="muted">${step.heading}</span></dd></dl>
    ${mine.length > 0 && html`<div class="buttons">${mine.map((/** @type {string} */ mutation, /** @type {number} */ i) => html`<a class=${i ? "button" : "button main"} href=${open(mutation)}>${facts[mutation].title}</a>`)}</div>`}
  </section>`;
}
