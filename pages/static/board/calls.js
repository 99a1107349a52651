// @ts-check
// Calls ("convocatorias"): how each stage went against its own plan, and the calls themselves (LIN-02, MEA-08).
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { rowWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { word } from "../shared/enums.js";
import { dateWords, label, nameOf, numberWords } from "../shared/words.js";
import { CALLS } from "./documents.js";
import { Counted, Figure, stageOf } from "./stages.js";

const TONES = { ON_PLAN: "green", LATE: "red", WITHOUT_PLAN: "", OPEN: "blue" };

/** @param {{ asked: import("./board.js").Asked }} props */
export function Calls({ asked }) {
  const variables = { since: asked.since, until: asked.until, filter: asked.filter.filter((each) => each.dimension === "OFFICE") };
  const found = useQuery(CALLS, variables);
  return html`<${Loaded} of=${found} lines=${8}>${(data) => html`<${Stages} data=${data} variables=${variables} />
    <${List} calls=${data.calls} offices=${asked.offices} />`}<//>`;
}

/** @param {{ data: any, variables: any }} props */
function Stages({ data, variables }) {
  const { plan, took, share } = data;
  const stages = share.rows.filter(stageOf);
  return html`<section class="card"><header><h2>Etapas de las convocatorias</h2><p class="say">${sentence(share)}</p></header>
    ${stages.length === 0 ? html`<${Nothing} title="Ninguna etapa terminó en este período">Amplíe el período; abajo están las convocatorias abiertas.<//>` : html`
      <div class="scroll"><table class="bars"><thead><tr><th scope="col">Etapa</th><th scope="col" class="track"><span class="visually-hidden">Barra</span></th><th scope="col" class="num">Según su plan (n)</th><th scope="col" class="num">Días planificados (n)</th><th scope="col" class="num">Días que tomó (n)</th></tr></thead>
      <tbody>${stages.map((/** @type {any} */ row) => html`<tr><th scope="row">${row.groups[0].name}</th><td class="track" aria-hidden="true"><span><i style=${{ width: `${100 * (row.figure ?? 0)}%` }}></i></span></td>
        ${[share, plan, took].map((of) => html`<td class="num"><${Figure} of=${of} stage=${stageOf(row)} /></td>`)}</tr>`)}</tbody></table></div>`}
    <${Counted} measures=${[share, plan, took]} variables=${variables} /></section>`;
}

/** @param {any} share */
function sentence(share) {
  const { total } = share;
  if (!total.n) return "Ninguna etapa con plan terminó en este período.";
  return `De ${numberWords(total.n)} etapas que terminaron con plan, ${rowWords(total, "SHARE")} lo hicieron a más tardar el día que su plan decía. El protocolo no da tiempos: no es un incumplimiento.`;
}

/** @param {{ calls: any, offices: any[] }} props */
function List({ calls, offices }) {
  if (calls.nodes.length === 0) return html`<section class="card"><h2>Convocatorias</h2><${Nothing} title="No hay convocatorias">Cuando una unidad abra una, aquí se verán sus etapas y sus plazos.<//></section>`;
  return html`<section class="card"><header><h2>Convocatorias</h2><p class="say">${calls.pageInfo.hasNextPage ? `Las ${numberWords(calls.nodes.length)} más recientes; hay más.` : `${numberWords(calls.nodes.length)} de ${numberWords(calls.nodes.length)}, la más reciente primero.`}</p></header>
    ${calls.nodes.map((/** @type {any} */ call) => html`<details><summary><strong>${call.title}</strong> <span class="muted">${call.unit}${call.officeCode ? ` · ${nameOf(offices, call.officeCode)}` : ""} · ${now(call)}</span></summary>
      <div class="scroll"><table><thead><tr><th scope="col">Etapa</th><th scope="col">Área</th><th scope="col">Planificado</th><th scope="col">Real</th><th scope="col" class="num">Días hábiles</th><th scope="col">Cómo va</th></tr></thead>
      <tbody>${call.stages.map((/** @type {any} */ each) => html`<tr><th scope="row">${each.name}</th><td>${each.unit}</td><td class="nowrap">${span(each.plannedFrom, each.plannedUntil)}</td><td class="nowrap">${span(each.startedOn, each.endedOn)}</td>
        <td class="num">${numberWords(each.realDays)} de ${numberWords(each.plannedDays)}</td><td><span class="tag ${TONES[each.progress]}">${label(word("CallStageProgress", each.progress))}</span></td></tr>`)}</tbody></table></div></details>`)}</section>`;
}

/** @param {string | null} from @param {string | null} until */
const span = (from, until) => (from || until ? `${dateWords(from)} – ${dateWords(until)}` : "—");

/** The stage at which a call is. @param {any} call */
function now(call) {
  const open = call.stages.find((/** @type {any} */ each) => each.progress === "OPEN");
  return open ? `en «${open.name}»` : "terminada";
}
