// @ts-check
// The board: figures for heads and analysts. Which view, which measure and which filters stand in the address.
import { href, useAddress } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { start } from "../shared/start.js";
import { Loaded } from "../shared/states.js";
import { momentWords, monthsBefore } from "../shared/words.js";
import { Classes } from "./classes.js";
import { Compliance } from "./compliance.js";
import { FRAME } from "./documents.js";
import { Calls } from "./calls.js";
import { Funnel } from "./funnel.js";
import { Filters, filtersOf } from "./filters.js";
import { FollowUp } from "./follow_up.js";
import { Journey } from "./journey.js";
import { Records } from "./records.js";
import { Health } from "./health.js";
import { Plan } from "./plan.js";
import { Week } from "./week.js";
import { WhatIf } from "./what_if.js";

const VIEWS = { semana: ["Esta semana", Week], cumplimiento: ["Cumplimiento", Compliance], embudo: ["Embudo", Funnel], convocatorias: ["Convocatorias", Calls], clases: ["Clases", Classes], viaje: ["El viaje", Journey], seguimiento: ["Seguimiento", FollowUp], mejora: ["Plan de mejora", Plan], borrador: ["¿Y si…?", WhatIf], crm: ["CRM", Health] };

/**
 * What every view is given.
 * @typedef {{ today: string, since: string, until: string, measure: string, filter: { dimension: string, groups: string[] }[],
 *   left: string[], office: string | null, measures: any[], offices: { code: string, name: string, kind: string }[], params: Record<string, string> }} Asked
 *   `left`: dimensions of filters that the measure does not have, and so leaves out.
 */

function Board() {
  const frame = useQuery(FRAME);
  const params = useAddress();
  return html`<${Loaded} of=${frame} lines=${8}>${(data) => html`<${View} data=${data} params=${params} />`}<//>`;
}

/** @param {{ data: any, params: Record<string, string> }} props */
function View({ data, params }) {
  const today = data.clock.today;
  const asked = asking(data, params, today);
  const view = params.vista in VIEWS ? params.vista : "semana";
  const [title, Chosen] = VIEWS[view];
  document.title = `${title} · Tablero · Atención`;
  return html`
    <div class="head"><div><h1>Tablero</h1><p class="muted">Datos al ${momentWords(data.clock.now)}</p></div>
      <button type="button" class="no-print" onClick=${() => window.print()}>Imprimir</button></div>
    <nav class="tabs" aria-label="Vistas del tablero">${Object.entries(VIEWS).map(([name, [text]]) => html`
      <a href=${href({ vista: name, ver: null, parte: null, grupo: null, del: null, al: null })} aria-current=${name === view ? "page" : null}>${text}</a>`)}</nav>
    <${Filters} asked=${asked} view=${view} />
    ${params.ver ? html`<${Records} asked=${asked} />` : html`<${Chosen} asked=${asked} />`}`;
}

/** @param {any} data @param {Record<string, string>} params @param {string} today @returns {Asked} */
function asking(data, params, today) {
  const view = params.vista in VIEWS ? params.vista : "semana";
  const [also, ...group] = (params.solo ?? "").split(":");
  const given = [["OFFICE", "oficina", params.oficina], ["CHANNEL", "canal", params.canal], [also, "solo", group.join(":")]];
  const filter = given.filter(([, name, code]) => code && filtersOf(view).includes(name)).map(([dimension, , code]) => ({ dimension, groups: [code] }));
  const measured = data.measures.find((/** @type {any} */ each) => each.name === params.medida) ?? data.measures.find((/** @type {any} */ each) => each.name === "TERM_COMPLIANCE");
  const has = (/** @type {{ dimension: string }} */ each) => view !== "cumplimiento" || measured.dimensions.includes(each.dimension);
  return {
    today, measure: measured.name, filter: filter.filter(has), left: filter.filter((each) => !has(each)).map((each) => each.dimension), params, measures: data.measures, offices: data.offices, office: filtersOf(view).includes("oficina") ? (params.oficina ?? null) : null,
    since: params.desde ?? monthsBefore(today, 11), until: params.hasta ?? today,
  };
}

start(Board, { title: "Tablero", about: "Cómo se cumple el protocolo: qué vence, qué se cumplió y dónde.", allows: (me) => me.permissions.includes("READ_FIGURES"), door: "prochile" });
