// @ts-check
// The annual plan of improvement: what each unit took on, how it stands, and what still waits for an action (LIN-12).
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Stacked } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, numberWords } from "../shared/words.js";
import { PLAN } from "./documents.js";

/** In the order in which a bar has them, with the colour of each, and how a narrow column is headed. */
const STATES = [["DONE", "MET", "A tiempo"], ["DONE_LATE", "MET_LATE", "Tarde"], ["OPEN", "RUNNING", "En curso"], ["OVERDUE", "OVERDUE", "Atrasadas"], ["DROPPED", "SCHEDULED", "Desistidas"]];

/** @param {{ asked: import("./board.js").Asked }} props */
export function Plan({ asked }) {
  const year = Number(asked.params.año ?? asked.today.slice(0, 4));
  const found = useQuery(PLAN, { year });
  return html`<form class="filters" aria-label="Año del plan" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <div class="field"><label for="plan-year">Plan del año</label><input id="plan-year" type="number" min="2020" max="2100" value=${year} onChange=${(/** @type {any} */ event) => go(href({ año: event.target.value }))} /></div></form>
    <${Loaded} of=${found} lines=${8}>${(data) => html`<${Told} data=${data} year=${year} />`}<//>`;
}

/** @param {{ data: any, year: number }} props */
function Told({ data, year }) {
  const { improvementPlan: plan, improvementActions: actions, awaitingImprovement: waiting } = data;
  const units = byUnit(plan.counts);
  const largest = Math.max(1, ...units.map((unit) => unit.total));
  return html`<div class="grid">
    <section class="card"><header><h2>Por unidad</h2><p class="say">${sentence(plan)}</p></header>
      ${units.length === 0 ? html`<${Nothing} title="El plan de ${year} no tiene acciones">Lo que espera una acción está al lado.<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Por unidad"><table class="bars">
        <thead><tr><th scope="col">Unidad</th><th scope="col" class="track"><span class="visually-hidden">Barra</span></th>${STATES.map(([, , heading]) => html`<th scope="col" class="num">${heading}</th>`)}</tr></thead>
        <tbody>${units.map((unit) => html`<tr><th scope="row">${unit.name}</th><td class="track" aria-hidden="true"><${Stacked} largest=${largest} parts=${STATES.map(([state, part]) => ({ part, name: stateWords(state), count: unit.states[state] ?? 0, counted: true }))} /></td>
          ${STATES.map(([state]) => html`<td class="num">${numberWords(unit.states[state] ?? 0)}</td>`)}</tr>`)}</tbody></table></div>`}
      <details class="how"><summary>Cómo se contó · n = ${numberWords(plan.total)}</summary><p>Las acciones de mejora del plan de ${year}, cada una una vez, por la unidad que la tiene a cargo y como está hoy. Una atrasada pasó su fecha y no está hecha. Regla: LIN-12.</p></details></section>
    <section class="card"><header><h2>Esperan una acción</h2><p class="say">Sugerencias aceptadas, casos complejos y revisiones que encontraron riesgos.</p></header>
      ${waiting.nodes.length === 0 ? html`<${Nothing} title="Nada espera una acción de mejora" />` : html`<ul class="list">${waiting.nodes.map((/** @type {any} */ each) => html`<li><div><span class="title">${each.what}</span><p class="muted">${word("ImprovementOrigin", each.kind)}</p></div><div class="side"><span class="muted nowrap">desde el ${dateWords(each.day)}</span></div></li>`)}</ul>`}
      ${waiting.pageInfo.hasNextPage && html`<p class="muted">Se muestran las ${waiting.nodes.length} más antiguas; hay más.</p>`}<${Download} list="por_mejorar" variables=${{}} what="lo que espera una mejora" /></section></div>
    <section class="card"><header><h2>Las acciones</h2></header>
      ${actions.nodes.length === 0 ? html`<${Nothing} title="Sin acciones en ${year}">Cambie el año.<//>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Las acciones"><table>
        <thead><tr><th scope="col">Qué se hará</th><th scope="col">Unidad</th><th scope="col">Lineamiento</th><th scope="col">Viene de</th><th scope="col">Hasta</th><th scope="col">Cómo está</th></tr></thead>
        <tbody>${actions.nodes.map((/** @type {any} */ each) => html`<tr><th scope="row">${each.what}${each.done && html`<p class="muted">${each.done.text}</p>`}${each.dropped && html`<p class="muted">${each.dropped.text}</p>`}</th><td>${each.unit}</td><td>${each.line}</td><td>${word("ImprovementOrigin", each.originKind)}</td><td class="nowrap">${dateWords(each.dueOn)}</td>
          <td><span class="tag ${STATES.find(([state]) => state === each.state)?.[1] ?? ""}">${stateWords(each.state)}</span></td></tr>`)}</tbody></table></div>`}
      ${actions.pageInfo.hasNextPage && html`<p class="muted">Se muestran las ${actions.nodes.length} que vencen primero; el archivo las tiene todas.</p>`}
      <${Download} list="mejoras" variables=${{ filter: { year } }} what="las acciones de mejora" /></section>`;
}

/** @param {string} state */
const stateWords = (state) => word("ImprovementState", state).split(/[:,]/)[0];

/** @param {{ unit: string, state: string, count: number }[]} counts */
function byUnit(counts) {
  /** @type {Map<string, { name: string, total: number, states: Record<string, number> }>} */
  const found = new Map();
  for (const { unit, state, count } of counts) {
    const row = found.get(unit) ?? { name: unit, total: 0, states: {} };
    row.states[state] = (row.states[state] ?? 0) + count;
    row.total += count;
    found.set(unit, row);
  }
  return [...found.values()].sort((one, other) => (other.states.OVERDUE ?? 0) - (one.states.OVERDUE ?? 0) || other.total - one.total);
}

/** @param {{ total: number, counts: { state: string, count: number }[] }} plan */
function sentence(plan) {
  if (plan.total === 0) return "Todavía no hay acciones en este plan.";
  const of = (/** @type {string[]} */ ...states) => plan.counts.filter((each) => states.includes(each.state)).reduce((sum, each) => sum + each.count, 0);
  return `${counted(plan.total, "acción", "acciones")}: ${counted(of("DONE", "DONE_LATE"), "hecha", "hechas")}, ${numberWords(of("OPEN"))} en curso, ${counted(of("OVERDUE"), "atrasada", "atrasadas")}.`;
}
