// @ts-check
// What ProChile asks the company about how it was attended: open surveys to answer, and what it answered.
import { html } from "../shared/html.js";
import { language, t } from "../shared/language.js";
import { dayWords, numberWords } from "../shared/words.js";

/** @param {{ cases: { number: number, flowTitle: string, surveys: any[] }[] }} props */
export function Surveys({ cases }) {
  const all = cases.flatMap((it) => it.surveys.map((each) => ({ it, ...each })));
  const open = all.filter((each) => each.answerUrl), answered = all.filter((each) => each.answeredAt);
  if (open.length + answered.length === 0) return null;
  const about = (/** @type {any} */ { it }) => t`${it.flowTitle}, trámite ${it.number}`;
  return html`<section class="card"><header><h2>${t`Su opinión`}</h2>${open.length > 0 && html`<p>${open.length === 1 ? t`Cuéntenos cómo le fue: 1 encuesta le espera.` : t`Cuéntenos cómo le fue: ${numberWords(open.length)} encuestas le esperan.`}</p>`}</header>
    <ul class="list">${open.map((each) => html`<li><div><span class="title">${about(each)}</span><p class="muted">${t`Se puede responder hasta el ${dayWords(each.expiresAt)}`}</p>
        <div class="buttons"><a class="button main" href=${`${each.answerUrl}?idioma=${language()}`} target="_blank" rel="noopener">${t`Responder la encuesta`} <span class="visually-hidden">${t`de ${about(each)}, en otra pestaña`}</span></a></div></div></li>`)}
      ${answered.map((each) => html`<li><div><span class="title">${about(each)}</span><p class="muted">${t`Respondida el ${dayWords(each.answeredAt)}`}${each.score ? ` · ${t`nota ${each.score} de ${each.highestScore}`}` : ""}</p></div><div class="side"><span class="tag green">${t`Gracias`}</span></div></li>`)}</ul></section>`;
}
