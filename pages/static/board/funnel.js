// @ts-check
// The capture funnel: how many companies came to each stage, how long they stayed, and where they gave up (MEA-09).
import { href } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Linked, Stacked, ofMany, rowWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, numberWords } from "../shared/words.js";
import { FUNNEL } from "./documents.js";
import { behind } from "./records.js";
import { Counted, Figure, stageOf } from "./stages.js";

/** Ways out of a stage in the order in which a bar has them, with the colour of each. */
const LEFT = [["PASSED", "MET"], ["ELSEWHERE", "SCHEDULED"], ["WAITING", "RUNNING"], ["REFUSED", "MET_LATE"], ["WITHDRAWN", "OVERDUE"], ["EXPIRED", "OVERDUE"]];

/** @param {{ asked: import("./board.js").Asked }} props */
export function Funnel({ asked }) {
  const variables = { since: asked.since, until: asked.until, filter: asked.filter };
  const found = useQuery(FUNNEL, variables);
  return html`<${Loaded} of=${found} lines=${8}>${(data) => html`<${Told} data=${data} variables=${variables} />`}<//>`;
}

/** @param {{ data: any, variables: any }} props */
function Told({ data, variables }) {
  const { stages, given, time } = data;
  const rows = stages.rows.filter(stageOf);
  const largest = Math.max(1, ...rows.map((/** @type {any} */ row) => row.n ?? 0));
  return html`<section class="card"><header><h2>Embudo de captación</h2><p class="say">${sentence(rows, given, time)}</p></header>
    ${rows.length === 0 ? html`<${Nothing} title="Ninguna empresa llegó a una etapa en este período">Amplíe el período o quite el filtro de oficina.<//>` : html`
      <div class="scroll" tabindex="0" role="region" aria-label="Etapas de la captación"><table class="bars"><thead><tr><th scope="col">Etapa</th><th scope="col" class="track"><span class="visually-hidden">Barra</span></th>
        <th scope="col" class="num">Llegaron</th><th scope="col" class="num">Pasaron</th><th scope="col" class="num">Siguen</th><th scope="col" class="num">Abandono (n)</th><th scope="col" class="num">Días hábiles (n)</th></tr></thead>
      <tbody>${rows.map((/** @type {any} */ row) => html`<tr><th scope="row"><${Linked} to=${behind("CAPTURE_STAGES", row)}>${row.groups[0].name}<//></th>
        <td class="track" aria-hidden="true"><${Stacked} largest=${largest} parts=${LEFT.flatMap(([part, tone]) => row.parts.filter((/** @type {any} */ each) => each.part === part).map((/** @type {any} */ each) => ({ ...each, part: tone })))} /></td>
        <td class="num">${row.hidden ? "<5" : numberWords(row.n)}</td>${["PASSED", "WAITING"].map((part) => html`<td class="num"><${Linked} to=${many(row, part) ? href({ ver: "CAPTURE_STAGES", grupo: `STAGE:${stageOf(row)}`, parte: part }) : null}>${numberWords(many(row, part))}<//></td>`)}
        ${[given, time].map((of) => html`<td class="num"><${Figure} of=${of} stage=${stageOf(row)} /></td>`)}</tr>`)}</tbody></table></div>
      <p class="muted">En la barra: pasaron a otra etapa, siguieron en la cuenta que ya tenían, siguen en ella, no fueron validadas, desistieron o vencieron.</p>`}
    <${Counted} measures=${[stages, given, time]} variables=${variables} /></section>`;
}

/** @param {any} row @param {string} part */
const many = (row, part) => row.parts.find((/** @type {any} */ each) => each.part === part)?.count ?? 0;

/** Where most gave up, and where most time goes. @param {any[]} rows @param {any} given @param {any} time */
function sentence(rows, given, time) {
  if (rows.length === 0) return "Sin captaciones en este período.";
  const most = (/** @type {any} */ of) => of.rows.filter((/** @type {any} */ row) => stageOf(row) && row.figure && !row.hidden).sort((/** @type {any} */ one, /** @type {any} */ other) => other.figure - one.figure)[0];
  const lost = most(given), slow = most(time);
  const told = [`${counted(rows.reduce((sum, row) => sum + many(row, "WAITING"), 0), "empresa espera", "empresas esperan")} hoy en alguna etapa.`];
  told.push(lost ? `Donde más se abandona: «${lost.groups[0].name}», ${rowWords(lost, "SHARE")} ${ofMany(lost.n)}.` : "Ninguna abandonó.");
  if (slow) told.push(`Donde más se espera: «${slow.groups[0].name}», mediana de ${counted(slow.figure, "día hábil", "días hábiles")} ${ofMany(slow.n)}.`);
  return told.join(" ");
}
