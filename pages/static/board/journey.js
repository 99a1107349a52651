// @ts-check
// What goes well and what to improve along the journey: of each step how long it waits, its terms and how satisfied people are.
import { href } from "../shared/address.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Linked, ofMany, rowWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, momentWords } from "../shared/words.js";
import { JOURNEY } from "./documents.js";

const COLUMNS = [["breaches", "Incumplidos", "COUNT"], ["compliance", "Cumplimiento", "SHARE"], ["wait", "Días hábiles de espera", "BUSINESS_DAYS"], ["satisfaction", "Satisfacción", "MEAN"]];

/** @param {{ asked: import("./board.js").Asked }} props */
export function Journey({ asked }) {
  const variables = { since: asked.since, until: asked.until, filter: asked.filter };
  const found = useQuery(JOURNEY, variables);
  return html`<${Loaded} of=${found} lines=${8}>${({ journeyReview: of, clock }) => (of.steps.length === 0
    ? html`<${Nothing} title="Sin registros">Amplíe el período o quite un filtro.<//>`
    : html`<section class="card"><header><h2>Qué hacemos bien y qué mejorar</h2><p class="say">${sentence(of.steps)}</p></header>
      <div class="scroll"><table><thead><tr><th scope="col">Paso</th>${COLUMNS.map(([, title]) => html`<th scope="col" class="num">${title}</th>`)}</tr></thead>
      <tbody>${of.steps.map((each) => html`<tr><th scope="row">${each.step.name}</th>${COLUMNS.map(([name, , unit], place) => html`
        <td class="num"><${Cell} row=${each[name]} unit=${unit} measure=${of.measures[place].name} step=${each.step.code} /></td>`)}</tr>`)}</tbody></table></div>
      <details class="how"><summary>Cómo se contó</summary>${of.measures.map((each) => html`
        <p><strong>${each.title}.</strong> ${each.howCounted} Reglas: ${each.rules.join(", ")}.</p>`)}
        <p>Del ${dateWords(of.since)} al ${dateWords(of.until)}, inclusive. Calculado el ${momentWords(clock.now)}.</p></details>
      ${of.measures.map((each) => html`<${Download} list="medida" variables=${{ name: each.name, ...variables, by: ["STEP"] }} what="${each.title}, por paso," name=${each.title} />`)}</section>`)}<//>`;
}

/** A figure with how many records are behind it, which it opens. @param {{ row: any, unit: string, measure: string, step: string | null }} props */
function Cell({ row, unit, measure, step }) {
  if (!row.n && !row.hidden) return html`<span class="muted">–</span>`;
  const to = row.n && !row.hidden && step ? href({ ver: measure, grupo: `STEP:${step}` }) : null;
  return html`<${Linked} to=${to}>${rowWords(row, unit)}<//>${unit === "COUNT" || row.hidden ? null : html` <span class="muted">${ofMany(row.n)}</span>${row.meetsTarget === false ? html` <span class="tag red">bajo la meta</span>` : ""}`}`;
}

/** The steps that break most terms, and the one that people like best. @param {any[]} steps */
function sentence(steps) {
  const broken = steps.filter((each) => each.breaches.figure);
  const liked = steps.filter((each) => each.satisfaction.figure !== null && !each.satisfaction.small)
    .sort((one, other) => other.satisfaction.figure - one.satisfaction.figure)[0];
  const worst = broken.length === 0 ? "Ningún paso incumplió plazos en el período."
    : `Lo primero que mejorar: ${broken[0].step.name}, con ${counted(broken[0].breaches.figure, "plazo incumplido", "plazos incumplidos")}.`;
  return liked ? `${worst} Mejor evaluado: ${liked.step.name}, ${rowWords(liked.satisfaction, "MEAN")}.` : worst;
}
