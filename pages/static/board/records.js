// @ts-check
// The records behind a mark: as many as its n, page by page; a record leads to its case or its company.
import { href } from "../shared/address.js";
import { ask, useNodes } from "../shared/graphql.js";
import { Download } from "../shared/exports.js";
import { html } from "../shared/html.js";
import { usePages } from "../shared/paging.js";
import { HowCounted, rowWords } from "../shared/plots.js";
import { Failed, Nothing, Waiting } from "../shared/states.js";
import { dateWords, numberWords } from "../shared/words.js";
import { RECORD, RECORDS } from "./documents.js";

const PAGE = 50;

/** @param {import("./board.js").Asked} asked */
function filterOf(asked) {
  const [dimension, ...code] = (asked.params.grupo ?? "").split(":");
  const others = asked.filter.filter((each) => each.dimension !== dimension);
  return dimension ? [...others, { dimension, groups: [code.join(":")] }] : asked.filter;
}

/** Where the records behind a row of a measure are. @param {string} measure @param {any} row @returns {string | null} */
export function behind(measure, row) {
  const [group] = row.groups;
  return row.n && !row.hidden && group.code ? href({ ver: measure, grupo: `${group.dimension}:${group.code}` }) : null;
}

const back = () => href({ ver: null, parte: null, grupo: null, del: null, al: null });

/** @param {{ asked: import("./board.js").Asked }} props */
export function Records({ asked }) {
  const { params } = asked;
  const parts = params.parte ? params.parte.split(",") : null;
  const period = { since: params.del ?? asked.since, until: params.al ?? asked.until };
  const variables = { name: params.ver, ...period, filter: filterOf(asked), parts };
  const pages = usePages(JSON.stringify(variables), async (after) => {
    const { measure } = await ask(RECORDS, { ...variables, first: PAGE, after });
    return { ...measure.total.records, whole: measure };
  });
  const shown = pages.nodes ?? [];
  const records = useNodes(shown.map((/** @type {any} */ node) => node.recordId), RECORD);
  if (pages.failure) return html`<section class="card"><${Failed} failure=${pages.failure} again=${pages.more} /><a href=${back()}>Volver al tablero</a></section>`;
  if (!pages.nodes) return html`<section class="card"><${Waiting} lines=${8} /></section>`;
  const of = pages.whole;
  const chosen = of.total.parts.filter((/** @type {any} */ each) => parts?.includes(each.part));
  const n = parts ? chosen.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.count, 0) : of.total.n;
  const which = parts ? chosen.length ? `Solo ${chosen.map((/** @type {any} */ each) => `«${each.name}»`).join(" y ")}. ` : "" : `La cifra: ${rowWords(of.total, of.measure.unit)}. `;
  return html`<section class="card" aria-labelledby="records">
    <header><a class="no-print" href=${back()}>Volver al tablero</a><h2 id="records">${of.measure.title}: los registros</h2>
      <p class="say">${which}Del ${dateWords(of.since)} al ${dateWords(of.until)}: ${numberWords(shown.length)} de ${numberWords(n)} registros.</p></header>
    ${shown.length === 0 ? html`<${Nothing} title="Ningún registro">Cambie los filtros o el período.<//>` : html`<div class="scroll"><table>
      <thead><tr><th scope="col">Día</th><th scope="col">Qué</th><th scope="col">Empresa</th><th scope="col">Cómo está</th><th scope="col">Oficina</th></tr></thead>
      <tbody>${shown.map((/** @type {any} */ node) => html`<${Record} node=${node} record=${records[node.recordId]} />`)}</tbody></table></div>`}
    ${pages.next && html`<div class="buttons"><button type="button" onClick=${pages.more}>Ver más</button></div>`}
    <${Download} list="registros" variables=${variables} what="estos registros" />
    <${HowCounted} of=${{ ...of, rows: [] }} />
  </section>`;
}

/** @param {{ node: any, record: any }} props */
function Record({ node, record }) {
  const title = record?.name ?? (record?.flowTitle ? `${record.flowTitle} · caso ${record.number}` : record?.title) ?? "…";
  const its = record?.flowTitle ? record.id : record?.case?.id;
  const to = its ? `/escritorio?caso=${encodeURIComponent(its)}` : null;
  return html`<tr><td class="nowrap">${dateWords(node.day)}</td>
    <th scope="row">${to ? html`<a href=${to}>${title}</a>` : title} ${record?.rule && html`<span class="muted">${record.rule}</span>`}</th>
    <td><${Company} id=${record?.accountId ?? record?.ownerId} account=${record?.account} /></td>
    <td><span class="tag ${node.part}">${node.partName}</span></td><td>${record?.office?.name ?? "—"}</td></tr>`;
}

/** @param {{ id: string | null | undefined, account: { name: string } | null | undefined }} props */
function Company({ id, account }) {
  return id ? html`<a href=${`/escritorio?cuenta=${encodeURIComponent(id)}`}>${account?.name ?? "Ver la empresa"}</a>` : "—";
}
