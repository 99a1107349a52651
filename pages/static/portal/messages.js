// @ts-check
// The letters that ProChile sent her.
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { dayWords } from "../shared/words.js";

/** @param {{ messages: any[] }} props */
export function Messages({ messages }) {
  return html`<section class="card"><header><h2>${t`Mensajes de ProChile`}</h2></header>
    ${messages.length === 0 ? html`<p class="muted">${t`Todavía no hay mensajes. Cuando ProChile le escriba, la carta queda aquí también.`}</p>` : html`<ul class="list">${messages.map((each) => html`<li><details><summary class="title">${each.subject}</summary><pre class="letter">${each.text}</pre></details><div class="side"><span class="muted nowrap">${dayWords(each.createdAt)}</span></div></li>`)}</ul>`}</section>`;
}
