// @ts-check
// What comes next, in a company's words.
import { href } from "../shared/address.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { offered } from "../forms/steps.js";
import { dateWords } from "../shared/words.js";

/** @param {{ step: any, frame: any, title?: string }} props */
export function Step({ step, frame, title = t`Lo que sigue` }) {
  const mine = offered(step, frame.facts);
  const hers = step.responsibleRole === "COMPANY";
  const late = step.dueOn && step.dueOn < frame.today;
  return html`<section class="card next"><header><small class="muted">${title}</small><h2>${hers ? step.title : t`ProChile tiene el próximo paso`}</h2></header>
    <p class="text">${step.text}</p>
    <dl class="facts"><dt>${t`Quién`}</dt><dd>${hers ? t`Usted` : step.responsible}</dd>${step.dueOn && html`<dt>${t`Hasta`}</dt><dd>${dateWords(step.dueOn)} ${late ? html`<span class="tag red">${t`atrasado`}</span>` : ""}</dd>`}</dl>
    ${mine.length > 0 && html`<div class="buttons">${mine.map((/** @type {string} */ mutation, /** @type {number} */ i) => html`<a class=${hers && i === 0 ? "button main" : "button"} href=${href({ caso: step.caseId ?? null, paso: mutation })}>${frame.facts[mutation].title}</a>`)}</div>`}</section>`;
}
