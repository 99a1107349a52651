// @ts-check
// The day: what I am in charge of, what my office is, what those whom I stand in for are; which terms press. It is drawn anew when it changes.
import { href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { Live, useLive } from "../shared/live.js";
import { Linked } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, daysAfter, personWords, weekdayWords } from "../shared/words.js";
import { TODAY } from "./documents.js";
import { HandOver, handedInDraft } from "./hand_over.js";

/**
 * Whose day it is, by its name in the address. `file`: which cases the file has; none: there is no file of them.
 * @type {Record<string, { of: string, title: string, step: string, nothing: string, terms: string, file: ((me: any) => any) | null }>}
 */
const WHOSE = {
  mio: { of: "MINE", title: "Lo mío", step: "suyo", nothing: "Ningún caso espera un paso suyo.", terms: "Mis plazos", file: (me) => ({ assignee: me.username }) },
  oficina: { of: "OFFICE", title: "De mi oficina", step: "de la oficina", nothing: "Ningún caso de su oficina espera un paso de ustedes.", terms: "Plazos de mi oficina", file: (me) => ({ offices: [me.office] }) },
  reemplazo: { of: "STANDING_IN", title: "De quienes reemplazo", step: "de ProChile", nothing: "Hoy no reemplaza a nadie que tenga casos abiertos.", terms: "Plazos de quienes reemplazo", file: null },
};

/** @param {{ me: import("../shared/start.js").Person, params: Record<string, string> }} props */
export function Today({ me, params }) {
  const whose = params.de in WHOSE ? params.de : "mio";
  document.title = "Mi día · Escritorio · Atención";
  const naming = { anotherToBeNamed: true, offices: me.office ? [me.office] : null };
  const found = useQuery(TODAY, { of: WHOSE[whose].of, terms: { states: ["OVERDUE", "AT_RISK", "RUNNING"] }, naming, names: whose === "oficina" });
  const desk = found.data?.viewer;
  const shown = new Set(desk ? [...desk.cases.nodes, ...desk.terms.nodes].map((each) => each.id) : []);
  const matters = (/** @type {any} */ change) => shown.has(change.nodeId) || change.officeCode === me.office || change.node?.assignee?.username === me.username;
  const live = useLive({ after: found.data?.changes.cursor, kinds: ["CASE", "TERM"], matters, changed: found.again });
  return html`
    <div class="buttons" role="group" aria-label="De quién">
      ${Object.entries(WHOSE).map(([name, { title }]) => (name === "oficina" && !me.office ? null : html`
      <a class=${name === whose ? "button main" : "button"} aria-current=${name === whose ? "true" : null} href=${href({ de: name === "mio" ? null : name })}>${title}</a>`))}</div>
    <${Live} told=${live} />
    <${Loaded} of=${found} lines=${8}>${(data) => html`<${Day} me=${me} data=${data} whose=${whose} again=${found.again} />`}<//>`;
}

/** @param {{ me: any, data: any, whose: string, again: () => void }} props */
function Day({ me, data, whose, again }) {
  const today = data.clock.today;
  const words = WHOSE[whose];
  const { cases: listed, terms } = data.viewer;
  const cases = listed.nodes;
  const [picked, pick] = useState(() => handedInDraft(me.username).filter((id) => cases.some((/** @type {any} */ each) => each.id === id)));
  const [handing, hand] = useState(picked.length > 0);
  const acts = cases.filter((each) => isTheirs(each, whose));
  const waits = cases.filter((each) => !isTheirs(each, whose));
  const toggle = (/** @type {string} */ id) => pick(picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id]);
  const list = (/** @type {any[]} */ some) => html`<ul class="list pick">${some.map((each) => html`<${Row} key=${each.id} each=${each} me=${me} today=${today} picked=${picked.includes(each.id)} toggle=${() => toggle(each.id)} />`)}</ul>`;
  return html`<div class="two">
    <div class="stack">
      <section class="card"><header><h2>Por hacer</h2><p class="say">${acts.length ? `${counted(acts.length, "caso espera", "casos esperan")} un paso ${words.step}.` : ""}</p></header>
        ${acts.length ? list(acts) : html`<${Nothing} title="Nada pendiente">${words.nothing}${whose === "mio" && me.office && html` Mire <a href=${href({ de: "oficina" })}>los de su oficina</a>.`}<//>`}</section>
      ${waits.length > 0 && html`<section class="card"><header><h2>Esperan a otros</h2><p class="say">${counted(waits.length, "caso sigue abierto", "casos siguen abiertos")}; el paso es de la empresa, del sistema o de otra persona.</p></header>${list(waits)}</section>`}
      ${cases.length > 0 && words.file && html`<${Download} list="casos" variables=${{ filter: { ...words.file(me), openOnly: true } }} what="estos casos" />`}
      ${listed.pageInfo.hasNextPage && html`<p class="muted">Se muestran los ${cases.length} casos que vencen primero; hay más.</p>`}
      ${picked.length > 0 && html`<section class="card" aria-live="polite"><p><strong>${counted(picked.length, "caso elegido", "casos elegidos")}</strong></p>
        ${handing ? html`<${HandOver} who=${me.username} ids=${picked} cases=${cases} done=${() => { pick([]); hand(false); again(); }} cancel=${() => hand(false)} />`
          : html`<div class="buttons"><button type="button" class="main" onClick=${() => hand(true)}>Entregar a otra persona u oficina</button><button type="button" onClick=${() => pick([])}>Quitar la selección</button></div>`}</section>`}
    </div>
    <div class="stack">
      ${Boolean(data.accounts?.nodes.length) && html`<${ToName} accounts=${data.accounts} />`}
      <section class="card"><header><h2>${words.terms}</h2></header><${Terms} terms=${terms.nodes} more=${terms.pageInfo.hasNextPage} /></section>
    </div>
  </div>`;
}

/** Companies for which the head names another, since who attends them declared a conflict of interest. @param {{ accounts: any }} props */
function ToName({ accounts }) {
  const who = (/** @type {any} */ each) => each.conflictsOfInterest.filter((/** @type {any} */ one) => one.stands).map((/** @type {any} */ one) => personWords(one.person) ?? one.username).join(", ");
  return html`<section class="card"><header><h2>Nombrar a otra persona</h2><p class="say">Quien las atiende declaró un conflicto de interés; la jefatura nombra a otra persona.</p></header>
    <ul class="list">${accounts.nodes.map((/** @type {any} */ each) => html`<li><div><a class="title" href=${href({ cuenta: each.id }, true)}>${each.name}</a><p class="muted">${who(each)}</p></div></li>`)}</ul>
    ${accounts.pageInfo.hasNextPage && html`<p class="muted">Hay más empresas que esperan otra persona.</p>`}</section>`;
}

/** Whether the step is hers; ProChile's, where she looks at others'. @param {any} each @param {string} whose */
function isTheirs(each, whose) {
  const step = each.nextStep;
  if (!step) return false;
  const somebodys = step.responsibleRole ? step.responsibleRole !== "COMPANY" : Boolean(step.responsiblePerson);
  return whose === "mio" ? !step.awaits : somebodys;
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
  if (terms.length === 0) return html`<${Nothing} title="Ningún plazo abierto">Nada en curso ni vencido.<//>`;
  return html`<ul class="list">${terms.map((term) => html`<li><div><span class="title"><${Linked} to=${to(term)}>${term.name}<//></span>
      <p class="muted">${about(term)} · ${term.rule}</p></div>
    <div class="side"><span class="tag ${term.state}">${word("TermState", term.state)}</span><span class="muted nowrap">${term.dueOn ? dateWords(term.dueOn) : ""}</span></div></li>`)}</ul>${more && html`<p class="muted">Hay más plazos; estos vencen primero.</p>`}`;
}
