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
import { Filters } from "./filters.js";
import { FollowUp } from "./follow_up.js";
import { Journey } from "./journey.js";
import { Due, Records } from "./records.js";
import { Health } from "./health.js";
import { Plan } from "./plan.js";
import { Week } from "./week.js";
import { WhatIf } from "./what_if.js";

const VIEWS = { semana: ["Esta semana", Week], cumplimiento: ["Cumplimiento", Compliance], embudo: ["Embudo", Funnel], convocatorias: ["Convocatorias", Calls], clases: ["Clases", Classes], viaje: ["El viaje", Journey], seguimiento: ["Seguimiento", FollowUp], mejora: ["Plan de mejora", Plan], borrador: ["¿Y si…?", WhatIf], crm: ["Enlace con el CRM", Health] };

/**
 * What every view is given.
 * @typedef {{ today: string, since: string, until: string, measure: string, filter: { dimension: string, groups: string[] }[],
 *   office: string | null, measures: any[], offices: { code: string, name: string, kind: string }[], params: Record<string, string> }} Asked
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
  const records = params.ver === "PLAZOS" ? Due : params.ver ? Records : null;
  return html`
    <div class="head"><div><h1>Tablero</h1><p class="muted">Datos al ${momentWords(data.clock.now)}</p></div>
      <button type="button" class="no-print" onClick=${() => window.print()}>Imprimir</button></div>
    <nav class="tabs" aria-label="Vistas del tablero">${Object.entries(VIEWS).map(([name, [text]]) => html`
      <a href=${href({ vista: name, ver: null, parte: null, grupo: null })} aria-current=${name === view ? "page" : null}>${text}</a>`)}</nav>
    <${Filters} asked=${asked} view=${view} />
    ${records ? html`<${records} asked=${asked} />` : html`<${Chosen} asked=${asked} />`}`;
}

/** @param {any} data @param {Record<string, string>} params @param {string} today @returns {Asked} */
function asking(data, params, today) {
  const filter = [];
  if (params.oficina) filter.push({ dimension: "OFFICE", groups: [params.oficina] });
  if (params.canal) filter.push({ dimension: "CHANNEL", groups: [params.canal] });
  const measure = data.measures.some((each) => each.name === params.medida) ? params.medida : "TERM_COMPLIANCE";
  return {
    today, measure, filter, params, measures: data.measures, offices: data.offices, office: params.oficina ?? null,
    since: params.desde ?? monthsBefore(today, 11), until: params.hasta ?? today,
  };
}

start(Board, { title: "Tablero", about: "Cómo se cumple el protocolo: qué vence, qué se cumplió y dónde.", allows: (me) => me.permissions.includes("READ_FIGURES"), door: "prochile" });
