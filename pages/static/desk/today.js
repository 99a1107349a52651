// @ts-check
// My day: what I am in charge of, what my office is, and which terms press.
import { href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { Linked } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, daysAfter, personWords, weekdayWords } from "../shared/words.js";
import { TODAY } from "./documents.js";
import { HandOver } from "./hand_over.js";

/** @param {{ me: import("../shared/start.js").Person, params: Record<string, string> }} props */
export function Today({ me, params }) {
  const office = params.de === "oficina";
  document.title = "Mi día · Escritorio · Atención";
  const filter = office ? { offices: me.office ? [me.office] : null, openOnly: true } : { assignee: me.username, openOnly: true };
  const terms = { offices: me.office ? [me.office] : null, states: ["OVERDUE", "AT_RISK", "RUNNING"] };
  const found = useQuery(TODAY, { filter, terms });
  return html`
    <div class="buttons" role="group" aria-label="De quién">
      <a class=${office ? "button" : "button main"} aria-current=${office ? null : "true"} href=${href({ de: null })}>Lo mío</a>
      <a class=${office ? "button main" : "button"} aria-current=${office ? "true" : null} href=${href({ de: "oficina" })}>De mi oficina</a></div>
    <${Loaded} of=${found} lines=${8}>${(data) => html`<${Day} me=${me} data=${data} filter=${filter} again=${found.again} office=${office} />`}<//>`;
}

/** @param {{ me: any, data: any, filter: any, again: () => void, office: boolean }} props */
function Day({ me, data, filter, again, office }) {
  const [picked, pick] = useState(/** @type {string[]} */ ([]));
  const [handing, hand] = useState(false);
  const today = data.clock.today;
  const cases = data.cases.nodes;
  const terms = data.terms.nodes;
  const acts = cases.filter((each) => isTheirs(each, office));
  const waits = cases.filter((each) => !isTheirs(each, office));
  const toggle = (/** @type {string} */ id) => pick(picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id]);
  const list = (/** @type {any[]} */ some) => html`<ul class="list pick">${some.map((each) => html`<${Row} key=${each.id} each=${each} me=${me} today=${today} picked=${picked.includes(each.id)} toggle=${() => toggle(each.id)} />`)}</ul>`;
  return html`<div class="two">
    <div class="stack">
      <section class="card"><header><h2>Por hacer</h2><p class="say">${acts.length ? `${counted(acts.length, "caso espera", "casos esperan")} un paso ${office ? "de la oficina" : "suyo"}.` : ""}</p></header>
        ${acts.length ? list(acts) : html`<${Nothing} title="Nada pendiente">${office ? "Ningún caso de su oficina espera un paso de ustedes." : html`Ningún caso espera un paso suyo. Mire <a href=${href({ de: "oficina" })}>los de su oficina</a>.`}<//>`}</section>
      ${waits.length > 0 && html`<section class="card"><header><h2>Esperan a otros</h2><p class="say">${counted(waits.length, "caso sigue abierto", "casos siguen abiertos")}; el paso es de la empresa, del sistema o de otra persona.</p></header>${list(waits)}</section>`}
      ${cases.length > 0 && html`<${Download} list="casos" variables=${{ filter }} what="estos casos" />`}
      ${data.cases.pageInfo.hasNextPage && html`<p class="muted">Se muestran los ${cases.length} casos que vencen primero; hay más.</p>`}
      ${picked.length > 0 && html`<section class="card" aria-live="polite"><p><strong>${counted(picked.length, "caso elegido", "casos elegidos")}</strong></p>
        ${handing ? html`<${HandOver} ids=${picked} cases=${cases} done=${() => { pick([]); hand(false); again(); }} cancel=${() => hand(false)} />`
          : html`<div class="buttons"><button type="button" class="main" onClick=${() => hand(true)}>Entregar a otra persona u oficina</button><button type="button" onClick=${() => pick([])}>Quitar la selección</button></div>`}</section>`}
    </div>
    <section class="card"><header><h2>Plazos de mi oficina</h2></header><${Terms} terms=${terms} more=${data.terms.pageInfo.hasNextPage} /></section>
  </div>`;
}

/** Whether the step is hers, or ProChile's where the office's are looked at. @param {any} each @param {boolean} office */
function isTheirs(each, office) {
  const step = each.nextStep;
  if (!step) return false;
  return office ? Boolean(step.responsibleRole) && step.responsibleRole !== "COMPANY" : !step.awaits;
}

/** About whom it is. @param {any} each A case, or a term with its case. */
function about(each) {
  const declared = (each.case ?? each).representation?.declared?.name;
  return each.account?.name ?? declared ?? each.person ?? "Sin empresa";
}

/** @param {{ each: any, me: any, today: string, picked: boolean, toggle: () => void }} props */
function Row({ each, me, today, picked, toggle }) {
  const step = each.nextStep;
  const to = href({ caso: each.id }, true);
  return html`<li><input type="checkbox" checked=${picked} onChange=${toggle} aria-label="Elegir el caso ${each.number}" />
    <div><a class="title" href=${to}>${step?.title ?? each.stateTitle}</a>
      <p>${about(each)} <span class="muted">· ${each.flowTitle} · caso ${each.number}</span></p>
      ${each.assignee?.username !== me.username && html`<p class="muted">A cargo: ${personWords(each.assignee) ?? "nadie todavía"}</p>`}</div>
    <div class="side"><${DueTag} on=${step?.dueOn} today=${today} /><span class="muted">${each.stateTitle}</span></div></li>`;
}

/** @param {{ on: string | null | undefined, today: string }} props */
function DueTag({ on, today }) {
  if (!on) return html`<span class="tag">sin plazo</span>`;
  if (on < today) return html`<span class="tag red">venció el ${dateWords(on)}</span>`;
  return html`<span class="tag ${on <= daysAfter(today, 1) ? "amber" : "blue"}">${on === today ? "vence hoy" : `vence el ${weekdayWords(on)}`}</span>`;
}

/** @param {{ terms: any[], more: boolean }} props */
function Terms({ terms, more }) {
  const to = (/** @type {any} */ term) => (term.case ? href({ caso: term.case.id }, true) : term.accountId ? href({ cuenta: term.accountId }, true) : null);
  if (terms.length === 0) return html`<${Nothing} title="Ningún plazo abierto">Su oficina no tiene plazos en curso ni vencidos.<//>`;
  return html`<ul class="list">${terms.map((term) => html`<li><div><span class="title"><${Linked} to=${to(term)}>${term.name}<//></span>
      <p class="muted">${about(term)} · ${term.rule}</p></div>
    <div class="side"><span class="tag ${term.state}">${word("TermState", term.state)}</span><span class="muted nowrap">${term.dueOn ? dateWords(term.dueOn) : ""}</span></div></li>`)}</ul>${more && html`<p class="muted">Hay más plazos; estos vencen primero.</p>`}`;
}
