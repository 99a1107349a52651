// @ts-check
// How many companies are of each class, month by month, as their dated facts tell.
import { go, href } from "../shared/address.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Spark } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { dateWords, label, momentWords, numberWords } from "../shared/words.js";
import { CLASSES } from "./documents.js";

const AXES = { CLASSES: "Clases", ORIGIN: "Origen", REGISTRATION: "Registro", RELATION: "Relación con ProChile", EXPORT: "Exportación", PHASE: "Fase de la atención", GROUP: "Grupo del público objetivo", CATEGORY: "Categoría de atención" };

/** @param {{ asked: import("./board.js").Asked }} props */
export function Classes({ asked }) {
  const axis = asked.params.eje in AXES ? asked.params.eje : "CLASSES";
  const found = useQuery(CLASSES, { since: asked.since, until: asked.until, axis });
  return html`<section class="card">
    <header><h2>${AXES[axis]} en el tiempo</h2></header>
    <div class="field no-print"><label for="eje">Qué se cuenta</label>
      <select id="eje" value=${axis} onChange=${(/** @type {any} */ event) => go(href({ eje: event.target.value }))}>
        ${Object.entries(AXES).map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select></div>
    <${Loaded} of=${found} lines=${8}>${({ classesOverTime: told, clock }) => html`<${Table} told=${told} axis=${axis} now=${clock.now} />`}<//>
    <${Download} list="clases" variables=${{ since: asked.since, until: asked.until, axis }} what="estas cifras" />
  </section>`;
}

/** @param {{ told: any, axis: string, now: string }} props */
function Table({ told, axis, now }) {
  const days = told.days;
  if (days.length === 0) return html`<${Nothing} title="Sin días en el período">Elija un período más largo.<//>`;
  const first = days[0], last = days[days.length - 1];
  const rows = last.figures.map((figure, i) => ({ ...figure, values: days.map((day) => day.figures[i].accounts) }));
  const grown = [...rows].sort((one, other) => change(other) - change(one))[0];
  return html`<p class="say">${change(grown) > 0 ? `Lo que más creció: ${label(grown.name).toLowerCase()}, de ${numberWords(grown.values[0])} a ${numberWords(grown.accounts)}.` : "Nada creció en el período."}</p>
    <div class="scroll"><table><caption>Cuentas registradas al ${dateWords(first.on)} y al ${dateWords(last.on)}</caption>
    <thead><tr><th scope="col">${AXES[axis]}</th><th scope="col"><span class="visually-hidden">Línea</span></th><th scope="col" class="num">Al comienzo</th><th scope="col" class="num">Al final</th><th scope="col" class="num">Cambio</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${axis === "CLASSES" && row.value !== "NO_USUARIA" ? html`<a href=${`/escritorio?clase=${row.value}`}>${label(row.name)}</a>` : label(row.name)}</th>
      <td><${Spark} values=${row.values} /></td><td class="num">${numberWords(row.values[0])}</td><td class="num"><strong>${numberWords(row.accounts)}</strong></td>
      <td class="num">${change(row) > 0 ? "+" : ""}${numberWords(change(row))}</td></tr>`)}</tbody></table></div>
    <details class="how"><summary>Ver cada mes</summary><div class="scroll"><table><thead><tr><th scope="col">Día</th>${rows.map((row) => html`<th scope="col" class="num">${label(row.name)}</th>`)}</tr></thead>
      <tbody>${days.map((day, at) => html`<tr><th scope="row" class="nowrap">${dateWords(day.on)}</th>${rows.map((row) => html`<td class="num">${numberWords(row.values[at])}</td>`)}</tr>`)}</tbody></table></div></details>
    <details class="how"><summary>Cómo se contó</summary><p>Cuentas registradas que son de cada clase el último día de cada mes, según sus hechos con fecha. ${axis === "CLASSES" ? "Una cuenta puede estar en varias clases: no se suman." : "Cada cuenta está en un solo valor."} Del ${dateWords(first.on)} al ${dateWords(last.on)}; calculado el ${momentWords(now)}.
      ${told.state.pending > 0 ? ` Hay ${numberWords(told.state.pending)} cuentas recién llegadas del CRM que todavía pueden cambiar estas cifras.` : ""}</p></details>`;
}

/** @param {{ values: number[], accounts: number }} row */
const change = (row) => row.accounts - row.values[0];
