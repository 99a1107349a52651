// @ts-check
// The letters that ProChile sent her.
import { html } from "../shared/html.js";
import { dayWords } from "../shared/words.js";

/** @param {{ messages: any[] }} props */
export function Messages({ messages }) {
  return html`<section class="card"><header><h2>Mensajes de ProChile</h2></header>
    ${messages.length === 0 ? html`<p class="muted">Todavía no hay mensajes.</p>` : html`<ul class="list">${messages.map((each) => html`<li><details><summary class="title">${each.subject}</summary><pre class="letter">${each.text}</pre></details><div class="side"><span class="muted nowrap">${dayWords(each.createdAt)}</span></div></li>`)}</ul>`}</section>`;
}
