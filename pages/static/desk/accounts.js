// @ts-check
// Companies by words or by class, page by page.
import { href } from "../shared/address.js";
import { WORDS, word } from "../shared/enums.js";
import { Download } from "../shared/exports.js";
import { ask } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { usePages } from "../shared/paging.js";
import { Failed, Nothing, Waiting } from "../shared/states.js";
import { countryWords, numberWords } from "../shared/words.js";
import { ACCOUNTS } from "./documents.js";
import { lighter, mostAlike } from "./forgiving.js";

/** @param {{ params: Record<string, string> }} props */
export function Accounts({ params }) {
  const filter = { search: params.buscar || null, classes: params.clase ? [params.clase] : null };
  const key = JSON.stringify(filter);
  document.title = "Empresas · Escritorio · Atención";
  const pages = usePages(key, async (after) => {
    const { accounts } = await ask(ACCOUNTS, { filter, after });
    const none = !after && accounts.nodes.length === 0 && filter.search;
    return { ...accounts, whole: { total: accounts.totalCount, alike: none ? await alike(filter) : [] } };
  });
  return html`
    <nav class="tags" aria-label="Clases">${Object.entries(WORDS.AccountClass).filter(([code]) => code !== "NO_USUARIA").map(([code, name]) => html`
      <a class="tag ${params.clase === code ? "blue" : ""}" aria-current=${params.clase === code ? "true" : null} href=${href({ clase: params.clase === code ? null : code, vista: "empresas" })}>${name}</a>`)}</nav>
    <section class="card">${pages.failure ? html`<${Failed} failure=${pages.failure} again=${pages.more} />` : !pages.nodes ? html`<${Waiting} lines=${8} />` : html`<${Found} found=${pages} filter=${filter} params=${params} />`}</section>`;
}

/** Companies that are called almost so: a letter wrong, a word too much. @param {{ search: string | null }} filter @returns {Promise<any[]>} */
async function alike(filter) {
  const text = filter.search ?? "";
  for (const search of lighter(text)) {
    const { accounts } = await ask(ACCOUNTS, { filter: { ...filter, search }, after: null });
    const found = mostAlike(text, accounts.nodes);
    if (found.length) return found;
  }
  return [];
}

/** @param {{ found: any, filter: any, params: Record<string, string> }} props */
function Found({ found, filter, params }) {
  const { total, alike } = found.whole;
  if (alike.length) return html`<header><h2>Ninguna empresa se llama así</h2><p class="say" role="status">No hay coincidencias con «${params.buscar}». ${alike.length === 1 ? "Esta se llama" : "Estas se llaman"} casi igual:</p></header><${Rows} nodes=${alike} />`;
  if (found.nodes.length === 0) return html`<h2>Ninguna empresa</h2><${Nothing} title="No hay coincidencias${params.buscar ? ` con «${params.buscar}»` : ""}">Pruebe con menos palabras, con parte del nombre, o con el RUT.<//>`;
  return html`<header><h2>Empresas</h2><p class="say" role="status">${numberWords(found.nodes.length)} de ${total === null ? "más" : numberWords(total)}${params.buscar ? ` con «${params.buscar}»` : ""}${params.clase ? ` · ${word("AccountClass", params.clase)}` : ""}</p></header>
    <${Download} list="empresas" variables=${{ filter }} what="estas empresas" />
    <${Rows} nodes=${found.nodes} />
    ${found.next && html`<div class="buttons"><button type="button" onClick=${found.more}>Ver más</button></div>`}`;
}

/** @param {{ nodes: any[] }} props */
function Rows({ nodes }) {
  return html`<div class="scroll"><table><thead><tr><th scope="col">Empresa</th><th scope="col">RUT</th><th scope="col">Dónde</th><th scope="col">Clase</th></tr></thead>
    <tbody>${nodes.map((/** @type {any} */ each) => html`<tr><th scope="row"><a href=${href({ cuenta: each.id }, true)}>${each.name}</a></th><td class="nowrap">${each.rut ?? "—"}</td>
      <td>${each.country === "CL" ? [each.commune, each.region?.name].filter(Boolean).join(", ") || "—" : countryWords(each.country)}</td>
      <td><span class="tag ${each.classes.portfolio.isPortfolio ? "blue" : ""}">${word("AccountClass", each.classes.primary)}</span></td></tr>`)}</tbody></table></div>`;
}
