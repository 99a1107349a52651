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
import { DUE, RECORD, RECORDS } from "./documents.js";

const PAGE = 50;
const STATES = { RUNNING: "En curso", AT_RISK: "Por vencer", OVERDUE: "Vencido", MET: "Cumplido", MET_LATE: "Cumplido fuera de plazo" };

/** @param {import("./board.js").Asked} asked */
function filterOf(asked) {
  const [dimension, ...code] = (asked.params.grupo ?? "").split(":");
  const others = asked.filter.filter((each) => each.dimension !== dimension);
  return dimension ? [...others, { dimension, groups: [code.join(":")] }] : asked.filter;
}

const back = () => href({ ver: null, parte: null, grupo: null });

/** @param {{ asked: import("./board.js").Asked }} props */
export function Records({ asked }) {
  const { params } = asked;
  const variables = { name: params.ver, since: asked.since, until: asked.until, filter: filterOf(asked), first: PAGE };
  const pages = usePages(JSON.stringify(variables), async (after) => {
    const { measure } = await ask(RECORDS, { ...variables, after });
    return { ...measure.total.records, whole: measure };
  });
  const shown = (pages.nodes ?? []).filter((/** @type {any} */ node) => !params.parte || node.part === params.parte);
  const records = useNodes(shown.map((/** @type {any} */ node) => node.recordId), RECORD);
  if (pages.failure) return html`<section class="card"><${Failed} failure=${pages.failure} again=${pages.more} /><a href=${back()}>Volver al tablero</a></section>`;
  if (!pages.nodes) return html`<section class="card"><${Waiting} lines=${8} /></section>`;
  const of = pages.whole;
  const n = params.parte ? of.total.parts.find((/** @type {any} */ part) => part.part === params.parte)?.count : of.total.n;
  return html`<section class="card" aria-labelledby="records">
    <header><a class="no-print" href=${back()}>Volver al tablero</a><h2 id="records">${of.measure.title}: los registros</h2>
      <p class="say">${params.parte ? "" : `La cifra: ${rowWords(of.total, of.measure.unit)}. `}Del ${dateWords(of.since)} al ${dateWords(of.until)}: ${numberWords(shown.length)} de ${numberWords(n)} registros.</p></header>
    ${shown.length === 0 ? html`<${Nothing} title="Ningún registro">Cambie los filtros o el período.<//>` : html`<div class="scroll"><table>
      <thead><tr><th scope="col">Día</th><th scope="col">Qué</th><th scope="col">Empresa</th><th scope="col">Cómo está</th><th scope="col">Oficina</th></tr></thead>
      <tbody>${shown.map((/** @type {any} */ node) => html`<${Record} node=${node} record=${records[node.recordId]} />`)}</tbody></table></div>`}
    ${pages.next && html`<div class="buttons"><button type="button" onClick=${pages.more}>Ver más</button></div>`}
    ${!params.parte && html`<${Download} list="registros" variables=${{ name: params.ver, since: asked.since, until: asked.until, filter: filterOf(asked) }} what="estos registros" />`}
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

/** Mandatory terms still running that fall due in a period. @param {{ asked: import("./board.js").Asked }} props */
export function Due({ asked }) {
  const office = (asked.params.grupo ?? "").replace("OFFICE:", "") || asked.office;
  const filter = { states: ["RUNNING"], dueFrom: `${asked.since}T00:00:00-03:00`, dueUntil: `${asked.until}T23:59:59-03:00`, offices: office ? [office] : null, channels: asked.params.canal ? [asked.params.canal] : null };
  const pages = usePages(JSON.stringify(filter), async (after) => {
    const { terms } = await ask(DUE, { filter, first: PAGE, after });
    return { ...terms, nodes: terms.nodes.filter((/** @type {any} */ term) => term.obligation === "MANDATORY") };
  });
  if (pages.failure) return html`<section class="card"><${Failed} failure=${pages.failure} again=${pages.more} /><a href=${back()}>Volver al tablero</a></section>`;
  if (!pages.nodes) return html`<section class="card"><${Waiting} lines=${8} /></section>`;
  return html`<section class="card"><header><a class="no-print" href=${back()}>Volver al tablero</a><h2>Plazos por vencer</h2>
      <p class="say">Obligatorios, en curso, que vencen del ${dateWords(asked.since)} al ${dateWords(asked.until)}: ${numberWords(pages.nodes.length)}${pages.next ? " o más" : ""}.</p></header>
    <${Download} list="plazos" variables=${{ filter }} what="los plazos por vencer" />
    ${pages.nodes.length === 0 ? html`<${Nothing} title="Ninguno" />` : html`<div class="scroll"><table>
      <thead><tr><th scope="col">Vence</th><th scope="col">Plazo</th><th scope="col">Empresa</th><th scope="col">Cómo está</th><th scope="col">Oficina</th></tr></thead>
      <tbody>${pages.nodes.map((/** @type {any} */ term) => html`<tr><td class="nowrap">${dateWords(term.dueOn)}</td><th scope="row">${term.case ? html`<a href=${`/escritorio?caso=${encodeURIComponent(term.case.id)}`}>${term.name}</a>` : term.name} <span class="muted">${term.rule}</span></th>
        <td><${Company} id=${term.accountId} account=${term.account} /></td><td><span class="tag ${term.state}">${STATES[term.state] ?? term.state}</span></td><td>${term.office?.name ?? "—"}</td></tr>`)}</tbody></table></div>`}
    ${pages.next && html`<div class="buttons"><button type="button" onClick=${pages.more}>Ver más</button></div>`}
  </section>`;
}
