// @ts-check
// A measure over time and by channel, office, unit and rule.
import { href } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Download } from "../shared/exports.js";
import { Bars, HowCounted, Trend, rowWords, trendWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { numberWords } from "../shared/words.js";
import { MEASURE } from "./documents.js";

const CARDS = [
  ["CHANNEL", "Por canal", "Canal"], ["OFFICE", "Por oficina", "Oficina"], ["UNIT", "Por unidad", "Unidad que responde"],
  ["RULE", "Por regla", "Regla"], ["FLOW", "Por proceso", "Proceso"], ["TARGET_PUBLIC", "Por grupo del público", "Grupo"],
  ["TOPIC", "Por tema", "Tema"], ["STAGE", "Por etapa", "Etapa"],
];

/** @param {{ asked: import("./board.js").Asked }} props */
export function Compliance({ asked }) {
  const row = asked.measures.find((each) => each.name === asked.measure);
  const has = (/** @type {string} */ dimension) => row.dimensions.includes(dimension);
  return html`
    ${has("MONTH") ? html`<${OverTime} asked=${asked} />` : html`<${Whole} asked=${asked} />`}
    <div class="grid">${CARDS.filter(([dimension]) => has(dimension)).map(([dimension, title, heading]) => html`
      <${Card} key=${dimension} asked=${asked} dimension=${dimension} title=${title} heading=${heading} />`)}</div>`;
}

/** The records behind a row. @param {import("./board.js").Asked} asked */
const link = (asked) => (/** @type {any} */ row) => {
  const group = row.groups[0];
  return row.n && !row.hidden && group.code ? href({ ver: asked.measure, grupo: `${group.dimension}:${group.code}` }) : null;
};

/** @param {import("./board.js").Asked} asked @param {string[]} by */
const variables = (asked, by) => ({ name: asked.measure, since: asked.since, until: asked.until, by, filter: asked.filter });

/** @param {{ asked: import("./board.js").Asked }} props */
function OverTime({ asked }) {
  const found = useQuery(MEASURE, variables(asked, ["MONTH"]));
  return html`<section class="card"><${Loaded} of=${found} lines=${7}>${({ measure: of }) => html`
    <header><h2>${of.measure.title}, mes a mes</h2>
    <p class="say">${trendWords(of)} En todo el período: <strong>${rowWords(of.total, of.measure.unit)}</strong> (n = ${numberWords(of.total.n)}).</p></header>
    <${Trend} wide=${true} of=${of} say=${`${of.measure.title}, mes a mes. ${trendWords(of)}`} link=${link(asked)} />
    <${HowCounted} of=${of} /><${Download} list="medida" variables=${variables(asked, ["MONTH"])} what="${of.measure.title}, mes a mes," />`}<//></section>`;
}

/** @param {{ asked: import("./board.js").Asked }} props */
function Whole({ asked }) {
  const found = useQuery(MEASURE, variables(asked, []));
  return html`<section class="card"><${Loaded} of=${found}>${({ measure: of }) => html`
    <header><h2>${of.measure.title}</h2><p class="say"><strong>${rowWords(of.total, of.measure.unit)}</strong> en el período (n = ${numberWords(of.total.n)}).</p></header>
    <${HowCounted} of=${of} />`}<//></section>`;
}

/** @param {{ asked: import("./board.js").Asked, dimension: string, title: string, heading: string }} props */
function Card({ asked, dimension, title, heading }) {
  const found = useQuery(MEASURE, variables(asked, [dimension]));
  return html`<section class="card"><header><h2>${title}</h2></header>
    <${Loaded} of=${found}>${({ measure: of }) => (of.rows.length === 0
      ? html`<${Nothing} title="Sin registros">Amplíe el período o quite un filtro.<//>`
      : html`<p class="say">${sentence(of)}</p><${Bars} of=${of} heading=${heading} link=${link(asked)} /><${HowCounted} of=${of} /><${Download} list="medida" variables=${variables(asked, [dimension])} what="${of.measure.title} ${title.toLowerCase()}" />`)}<//></section>`;
}

/** The group with most records, and the extreme of a share. @param {import("../shared/plots.js").Measured} of */
function sentence(of) {
  const known = of.rows.filter((row) => row.figure !== null && row.n);
  if (known.length === 0) return "Ningún registro ha sido juzgado todavía.";
  const largest = [...known].sort((one, other) => (other.n ?? 0) - (one.n ?? 0))[0];
  return `Con más registros: ${largest.groups[0].name}, ${rowWords(largest, of.measure.unit)}${of.measure.unit === "COUNT" ? "" : ` (n = ${numberWords(largest.n)})`}.`;
}
