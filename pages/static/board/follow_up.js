// @ts-check
// What is to be followed up: companies nobody has been in contact with, activities to register, and how satisfied they are.
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Bars, HowCounted, Target, Trend, groupsWords, trendWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, daysAfter, momentWords, numberWords } from "../shared/words.js";
import { FOLLOW_UP, MEASURE } from "./documents.js";
import { behind } from "./records.js";

/** Without contact for as many days they are listed. */
const LONG = 90;
const SHOWN = 25;

/** @param {{ asked: import("./board.js").Asked }} props */
export function FollowUp({ asked }) {
  const since = daysAfter(asked.today, -LONG);
  const found = useQuery(FOLLOW_UP, { since, office: asked.office });
  const period = { since: asked.since, until: asked.until, filter: asked.filter };
  const liked = useQuery(MEASURE, { ...period, name: "SATISFACTION", by: ["MONTH"] });
  const contacts = useQuery(MEASURE, { ...period, name: "CONTACTS", by: ["CHANNEL"] });
  return html`<div class="grid">
    <section class="card"><header><h2>Satisfacción</h2></header><${Loaded} of=${liked}>${({ measure: of }) => html`
      <p class="say">${trendWords(of)}</p><${Target} of=${of} /><${Trend} of=${of} say=${`Satisfacción, mes a mes. ${trendWords(of)}`} link=${(/** @type {any} */ row) => behind("SATISFACTION", row)} /><${HowCounted} of=${of} /><${Download} list="medida" variables=${{ ...period, name: "SATISFACTION", by: ["MONTH"] }} what="la satisfacción, mes a mes," />`}<//></section>
    <section class="card"><header><h2>Contactos por canal</h2></header><${Loaded} of=${contacts}>${({ measure: of }) => (of.rows.length
      ? html`<p class="say">${groupsWords(of)}</p><${Bars} of=${of} heading="Canal" link=${(/** @type {any} */ row) => behind("CONTACTS", row)} /><${HowCounted} of=${of} /><${Download} list="medida" variables=${{ ...period, name: "CONTACTS", by: ["CHANNEL"] }} what="los contactos por canal" />`
      : html`<${Nothing} title="Sin contactos">Elija un período más largo.<//>`)}<//></section></div>
    <${Loaded} of=${found} lines=${8}>${(data) => html`<${Lists} data=${data} since=${since} office=${asked.office} />`}<//>`;
}

/** @param {{ children?: any }} props */
const How = ({ children }) => html`<details class="how"><summary>Cómo se contó</summary><p>${children}</p></details>`;

/** @param {{ data: any, since: string, office: string | null }} props */
function Lists({ data, since, office }) {
  const gaps = data.contactGaps.slice(0, SHOWN), ended = data.unregisteredActivities.slice(0, SHOWN);
  const company = (/** @type {any} */ each) => html`<a href=${`/escritorio?cuenta=${encodeURIComponent(each.accountId)}`}>${each.account?.name ?? "Ver la empresa"}</a>`;
  return html`<div class="grid">
    <section class="card"><header><h2>Sin contacto hace ${LONG} días o más</h2>
      <p class="say">${counted(data.contactGaps.length, "empresa", "empresas")}${data.contactGaps.length >= 100 ? " o más: se muestran las que llevan más tiempo" : ""}; primero las de la cartera (FUP-02).</p></header>
      ${gaps.length === 0 ? html`<${Nothing} title="Todas tuvieron contacto" />` : html`<div class="scroll"><table>
        <thead><tr><th scope="col">Empresa</th><th scope="col">Último contacto</th><th scope="col" class="num">Días</th></tr></thead>
        <tbody>${gaps.map((gap) => html`<tr><th scope="row">${company(gap)} ${gap.isPortfolio && html`<span class="tag blue">cartera</span>`}</th>
          <td class="nowrap">${gap.lastOn ? dateWords(gap.lastOn) : "ninguno registrado"}</td><td class="num">${numberWords(gap.days)}</td></tr>`)}</tbody></table></div>
        <p class="muted">${gaps.length} de ${data.contactGaps.length}${data.contactGaps.length >= 100 ? " o más" : ""}.</p>`}
      <${How}>Empresas registradas cuyo último contacto, de cualquier canal, fue antes del ${dateWords(since)}, o que no tienen ninguno. Calculado el ${momentWords(data.clock.now)}. Regla: FUP-02.<//>
      <${Download} list="empresas" variables=${{ filter: { noContactSince: since, offices: office ? [office] : null } }} what="las empresas sin contacto" /></section>
    <section class="card"><header><h2>Actividades por registrar</h2>
      ${ended.length > 0 && html`<p class="say">${counted(data.unregisteredActivities.length, "actividad terminó y todavía no se registra", "actividades terminaron y todavía no se registran")}: hasta entonces la empresa no es usuaria por ellas (FUP-01).</p>`}</header>
      ${ended.length === 0 ? html`<${Nothing} title="Nada por registrar">Toda actividad que terminó está en el Registro de Acciones.<//>` : html`<div class="scroll"><table>
        <thead><tr><th scope="col">Actividad</th><th scope="col">Empresa</th><th scope="col">Terminó</th></tr></thead>
        <tbody>${ended.map((each) => html`<tr><th scope="row"><a href=${`/escritorio?caso=${encodeURIComponent(each.caseId)}`}>${each.activity}</a></th><td>${company(each)}</td><td class="nowrap">${dateWords(each.endedOn)}</td></tr>`)}</tbody></table></div>`}
      <${How}>${`Actividades, servicios, agendas y visitas con fecha de término pasada y sin acción en el Registro; ${ended.length} de ${data.unregisteredActivities.length}${data.unregisteredActivities.length >= 100 ? " o más" : ""}. Calculado el ${momentWords(data.clock.now)}. Regla: FUP-01.`}<//>
      <${Download} list="por_registrar" variables=${{ office }} what="las actividades por registrar" /></section>
  </div>`;
}
