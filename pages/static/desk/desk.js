// @ts-check
// The desk of the staff: my day, companies, cases, conflicts. What it shows stands in the address.
import { go, href, useAddress } from "../shared/address.js";
import { html } from "../shared/html.js";
import { start } from "../shared/start.js";
import { AccountPage } from "./account.js";
import { Accounts } from "./accounts.js";
import { CasePage } from "./case.js";
import { Conflicts } from "./conflicts.js";
import { Proposals } from "./joins.js";
import { Today } from "./today.js";

/** @param {{ me: import("../shared/start.js").Person }} props */
function Desk({ me }) {
  const params = useAddress();
  const searching = params.buscar !== undefined || params.clase || params.vista === "empresas";
  const tab = ["conflictos", "uniones"].includes(params.vista) ? params.vista : searching || params.cuenta ? "empresas" : params.caso ? "" : "hoy";
  return html`
    <div class="head"><h1 class=${params.cuenta || params.caso ? "visually-hidden" : ""}>Escritorio</h1><${Search} text=${params.buscar ?? ""} /></div>
    <nav class="tabs" aria-label="Vistas del escritorio">
      <a href=${href({}, true)} aria-current=${tab === "hoy" ? "page" : null}>Mi día</a>
      <a href=${href({ vista: "empresas" }, true)} aria-current=${tab === "empresas" ? "page" : null}>Empresas</a>
      <a href=${href({ vista: "conflictos" }, true)} aria-current=${tab === "conflictos" ? "page" : null}>Conflictos con el CRM</a>
      ${me.permissions.includes("READ_PROFILES") && html`<a href=${href({ vista: "uniones" }, true)} aria-current=${tab === "uniones" ? "page" : null}>Uniones por correo</a>`}</nav>
    ${params.cuenta ? html`<${AccountPage} key=${params.cuenta} me=${me} params=${params} />`
      : params.caso ? html`<${CasePage} key=${params.caso} me=${me} params=${params} />`
      : tab === "conflictos" ? html`<${Conflicts} />`
      : tab === "uniones" ? html`<${Proposals} me=${me} />`
      : searching ? html`<${Accounts} params=${params} />` : html`<${Today} me=${me} params=${params} />`}`;
}

/** @param {{ text: string }} props */
function Search({ text }) {
  const search = (/** @type {any} */ event) => {
    event.preventDefault();
    go(href({ buscar: new FormData(event.target).get("text")?.toString().trim() || null, vista: "empresas" }, true));
  };
  return html`<form class="search" role="search" onSubmit=${search}>
    <label class="visually-hidden" for="search">Buscar empresa por nombre, RUT, correo o rubro</label>
    <input id="search" name="text" type="search" key=${text} defaultValue=${text} placeholder="Nombre, RUT, correo o rubro" size="34" /><button type="submit">Buscar</button></form>`;
}

start(Desk, { title: "Escritorio", about: "El día de trabajo de quien atiende empresas: casos, plazos y el paso que sigue.", allows: (me) => me.permissions.includes("HAVE_CASES") || me.permissions.includes("READ_FIGURES"), door: "prochile" });
