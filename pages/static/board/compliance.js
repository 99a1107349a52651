// @ts-check
// A measure over time and by channel, office, unit and rule.
import { href } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Download } from "../shared/exports.js";
import { Bars, HowCounted, Target, Trend, groupsWords, ofMany, rowWords, trendWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { MEASURE } from "./documents.js";
import { behind } from "./records.js";

/** By what a measure is shown at once; by the others when somebody asks. */
const FIRST = ["CHANNEL", "OFFICE", "UNIT", "RULE", "FLOW", "TARGET_PUBLIC", "TOPIC", "STAGE"];

/** The other dimensions, as a heading says them. @type {Record<string, [string, string]>} */
const CARDS = {
  CHANNEL: ["Por canal", "Canal"], OFFICE: ["Por oficina", "Oficina"], UNIT: ["Por unidad", "Unidad que responde"],
  RULE: ["Por regla", "Regla"], FLOW: ["Por proceso", "Proceso"], TARGET_PUBLIC: ["Por grupo del público", "Grupo"],
  TOPIC: ["Por tema", "Tema"], STAGE: ["Por etapa", "Etapa"], SIZE: ["Por tamaño de la empresa", "Tamaño"], REGION: ["Por región", "Región"],
  SECTOR: ["Por rubro", "Rubro"], PORTFOLIO: ["Por pertenencia a la cartera", "Cartera"], CATEGORY: ["Por categoría de atención", "Categoría"],
  POINT_OF_CONTACT: ["Por punto de contacto", "Punto de contacto"], EXECUTIVE: ["Por persona a cargo", "Persona"],
  ACTION_TYPE: ["Por tipo de servicio", "Tipo"], STEP: ["Por paso del viaje", "Paso"], AGE: ["Por antigüedad", "Antigüedad"],
};

/** @param {{ asked: import("./board.js").Asked }} props */
export function Compliance({ asked }) {
  const row = asked.measures.find((each) => each.name === asked.measure);
  const has = (/** @type {string} */ dimension) => row.dimensions.includes(dimension);
  const more = Object.keys(CARDS).filter((dimension) => has(dimension) && !FIRST.includes(dimension));
  const chosen = more.filter((dimension) => dimension === asked.params.corte);
  return html`
    ${asked.left.length > 0 && html`<p class="state warn" role="status">Esta medida no se separa por ${asked.left.map((dimension) => CARDS[dimension][1].toLowerCase()).join(" ni por ")}: ese filtro no se aplica aquí.</p>`}
    ${has("MONTH") ? html`<${OverTime} asked=${asked} />` : html`<${Whole} asked=${asked} />`}
    ${more.length > 0 && html`<nav class="tags no-print" aria-label="Comparar también por">Comparar también: ${more.map((dimension) => html`
      <a class="tag ${chosen.includes(dimension) ? "blue" : ""}" data-stay aria-current=${chosen.includes(dimension) ? "true" : null} href=${href({ corte: chosen.includes(dimension) ? null : dimension })}>${CARDS[dimension][0].toLowerCase()}</a>`)}</nav>`}
    <div class="grid">${[...chosen, ...FIRST.filter(has)].map((dimension) => html`
      <${Card} key=${dimension} asked=${asked} dimension=${dimension} title=${CARDS[dimension][0]} heading=${CARDS[dimension][1]} />`)}</div>`;
}

/** @param {import("./board.js").Asked} asked */
const link = (asked) => (/** @type {any} */ row) => behind(asked.measure, row);

/** @param {import("./board.js").Asked} asked @param {string[]} by */
const variables = (asked, by) => ({ name: asked.measure, since: asked.since, until: asked.until, by, filter: asked.filter });

/** @param {{ asked: import("./board.js").Asked }} props */
function OverTime({ asked }) {
  const found = useQuery(MEASURE, variables(asked, ["MONTH"]));
  return html`<section class="card"><${Loaded} of=${found} lines=${7}>${({ measure: of }) => html`
    <header><h2>${of.measure.title}, mes a mes</h2>
    <p class="say">${trendWords(of)} En todo el período: <strong>${rowWords(of.total, of.measure.unit)}</strong> ${ofMany(of.total.n)}.</p><${Target} of=${of} /></header>
    <${Trend} wide=${true} of=${of} say=${`${of.measure.title}, mes a mes. ${trendWords(of)}`} link=${link(asked)} />
    <${HowCounted} of=${of} /><${Download} list="medida" variables=${variables(asked, ["MONTH"])} what="${of.measure.title}, mes a mes," />`}<//></section>`;
}

/** @param {{ asked: import("./board.js").Asked }} props */
function Whole({ asked }) {
  const found = useQuery(MEASURE, variables(asked, []));
  return html`<section class="card"><${Loaded} of=${found}>${({ measure: of }) => html`
    <header><h2>${of.measure.title}</h2><p class="say"><strong>${rowWords(of.total, of.measure.unit)}</strong> en el período ${ofMany(of.total.n)}.</p><${Target} of=${of} /></header>
    <${HowCounted} of=${of} /><${Download} list="medida" variables=${variables(asked, [])} what="${of.measure.title}" />`}<//></section>`;
}

/** @param {{ asked: import("./board.js").Asked, dimension: string, title: string, heading: string }} props */
function Card({ asked, dimension, title, heading }) {
  const found = useQuery(MEASURE, variables(asked, [dimension]));
  return html`<section class="card"><header><h2>${title}</h2></header>
    <${Loaded} of=${found}>${({ measure: of }) => (of.rows.length === 0
      ? html`<${Nothing} title="Sin registros">Amplíe el período o quite un filtro.<//>`
      : html`<p class="say">${groupsWords(of)}</p><${Bars} of=${of} heading=${heading} link=${link(asked)} /><${HowCounted} of=${of} /><${Download} list="medida" variables=${variables(asked, [dimension])} what="${of.measure.title} ${title.toLowerCase()}" />`)}<//></section>`;
}
