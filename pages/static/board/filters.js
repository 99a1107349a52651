// @ts-check
// What the board is about: period, measure, office, channel. A change goes into the address.
import { go, href } from "../shared/address.js";
import { html } from "../shared/html.js";

export const CHANNELS = { IN_PERSON: "Presencial", DIGITAL: "Digital", TELEPHONE: "Telefónico" };

/** @param {{ asked: import("./board.js").Asked, view: string }} props */
export function Filters({ asked, view }) {
  if (view === "crm" || view === "mejora") return null;
  const set = (/** @type {string} */ name) => (/** @type {any} */ event) => go(href({ [name]: event.target.value, ver: null, parte: null, grupo: null }));
  const period = view === "cumplimiento" || ["clases", "borrador", "embudo", "convocatorias"].includes(view);
  return html`<form class="filters" aria-label="Filtros" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${view === "cumplimiento" && html`<div class="field"><label for="f-medida">Medida</label>
      <select id="f-medida" value=${asked.measure} onChange=${set("medida")}>${asked.measures.map((each) => html`<option value=${each.name}>${each.title}</option>`)}</select></div>`}
    ${period && html`<div class="field"><label for="f-desde">Desde</label><input id="f-desde" type="date" value=${asked.since} max=${asked.until} onChange=${set("desde")} /></div>
      <div class="field"><label for="f-hasta">Hasta</label><input id="f-hasta" type="date" value=${asked.until} min=${asked.since} onChange=${set("hasta")} /></div>`}
    ${view !== "clases" && view !== "borrador" && html`<div class="field"><label for="f-oficina">Oficina</label>
      <select id="f-oficina" value=${asked.office ?? ""} onChange=${set("oficina")}><option value="">Todas</option>
        ${asked.offices.map((each) => html`<option value=${each.code}>${each.name}</option>`)}</select></div>`}
    ${(view === "cumplimiento" || view === "semana") && html`<div class="field"><label for="f-canal">Canal</label>
      <select id="f-canal" value=${asked.params.canal ?? ""} onChange=${set("canal")}><option value="">Todos</option>
        ${Object.entries(CHANNELS).map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select></div>`}
    ${Object.keys(asked.params).some((name) => name !== "vista") && html`<a class="nowrap" href=${href({ vista: view }, true)}>Quitar filtros</a>`}
  </form>`;
}
