// @ts-check
// What the board is about: period, measure, office, channel. A change goes into the address.
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { MEASURE } from "./documents.js";

export const CHANNELS = { IN_PERSON: "Presencial", DIGITAL: "Digital", TELEPHONE: "Telefónico" };

/** Which filters each view has; no other narrows what it shows. @type {Record<string, string[]>} */
const SHOWN = {
  semana: ["oficina", "canal"], cumplimiento: ["medida", "desde", "oficina", "canal", "solo"], embudo: ["desde", "oficina"], convocatorias: ["desde", "oficina"],
  clases: ["desde"], viaje: ["desde", "oficina"], seguimiento: ["desde", "oficina"], borrador: ["desde"],
};

/** @param {string} view */
export const filtersOf = (view) => SHOWN[view] ?? [];

/** @param {{ asked: import("./board.js").Asked, view: string }} props */
export function Filters({ asked, view }) {
  const shown = filtersOf(view);
  if (shown.length === 0) return null;
  const set = (/** @type {string} */ name) => (/** @type {any} */ event) => go(href({ [name]: event.target.value, ver: null, parte: null, grupo: null }));
  return html`<form class="filters" aria-label="Filtros" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${shown.includes("medida") && html`<div class="field"><label for="f-medida">Medida</label>
      <select id="f-medida" value=${asked.measure} onChange=${set("medida")}>${asked.measures.map((each) => html`<option value=${each.name}>${each.title}</option>`)}</select></div>`}
    ${shown.includes("desde") && html`<div class="field"><label for="f-desde">Desde</label><input id="f-desde" type="date" value=${asked.since} max=${asked.until} onChange=${set("desde")} /></div>
      <div class="field"><label for="f-hasta">Hasta</label><input id="f-hasta" type="date" value=${asked.until} min=${asked.since} onChange=${set("hasta")} /></div>`}
    ${shown.includes("oficina") && html`<div class="field"><label for="f-oficina">Oficina</label>
      <select id="f-oficina" value=${asked.office ?? ""} onChange=${set("oficina")}><option value="">Todas</option>
        ${asked.offices.map((each) => html`<option value=${each.code}>${each.name}</option>`)}</select></div>`}
    ${shown.includes("canal") && html`<div class="field"><label for="f-canal">Canal</label>
      <select id="f-canal" value=${asked.params.canal ?? ""} onChange=${set("canal")}><option value="">Todos</option>
        ${Object.entries(CHANNELS).map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select></div>`}
    ${shown.includes("solo") && html`<${Only} asked=${asked} set=${set} />`}
    ${Object.keys(asked.params).some((name) => name !== "vista") && html`<a class="nowrap" href=${href({ vista: view }, true)}>Quitar filtros</a>`}
  </form>`;
}

/** One group of one more dimension, as the measure itself names them. @param {{ asked: import("./board.js").Asked, set: (name: string) => (event: any) => void }} props */
function Only({ asked, set }) {
  const { params } = asked;
  const dimension = (params.solo ?? params.por ?? "").split(":")[0];
  const has = asked.measures.find((each) => each.name === asked.measure).dimensions;
  const found = useQuery(has.includes(dimension) ? MEASURE : null, { name: asked.measure, since: asked.since, until: asked.until, by: [dimension], filter: asked.filter.filter((each) => each.dimension !== dimension) });
  const rows = (found.data?.measure.rows ?? []).filter((/** @type {any} */ row) => row.groups[0].code);
  const chosen = (params.solo ?? "").slice(dimension.length + 1);
  return html`<div class="field"><label for="f-por">Además, solo</label>
      <select id="f-por" value=${dimension} onChange=${(/** @type {any} */ event) => go(href({ por: event.target.value, solo: null, ver: null, parte: null, grupo: null }))}><option value="">Todo</option>
        ${has.filter((/** @type {string} */ each) => !["OFFICE", "CHANNEL", "MONTH"].includes(each)).map((/** @type {string} */ each) => html`<option value=${each}>${word("MeasureDimension", each).split(/[:;,]/)[0].replace(/\.$/, "")}</option>`)}</select></div>
    ${has.includes(dimension) && html`<div class="field"><label for="f-solo">De este grupo</label>
      <select id="f-solo" value=${chosen && params.solo} onChange=${set("solo")}><option value="">Elija…</option>
        ${chosen && !rows.some((/** @type {any} */ row) => row.groups[0].code === chosen) && html`<option value=${params.solo}>${found.data ? "Sin registros aquí" : "…"}</option>`}
        ${rows.map((/** @type {any} */ row) => html`<option value=${`${dimension}:${row.groups[0].code}`}>${row.groups[0].name}</option>`)}</select></div>`}`;
}
