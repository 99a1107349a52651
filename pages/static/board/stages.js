// @ts-check
// Measures by stage, of the capture and of calls: each figure with its n, and below how it was counted, with its file.
import { Download } from "../shared/exports.js";
import { html } from "../shared/html.js";
import { HowCounted, Linked, rowWords } from "../shared/plots.js";
import { numberWords } from "../shared/words.js";
import { behind } from "./records.js";

/** The stage of a row; null: it is of none. @param {any} row @returns {string | null} */
export const stageOf = (row) => row.groups[0].code;

/** The figure of a stage, with how many records are behind it. @param {{ of: any, stage: string | null }} props */
export function Figure({ of, stage }) {
  const row = of.rows.find((/** @type {any} */ each) => stageOf(each) === stage);
  if (!row || (row.figure === null && !row.hidden)) return html`<span class="muted">—</span>`;
  return html`<${Linked} to=${behind(of.measure.name, row)}>${rowWords(row, of.measure.unit)}<//> <span class="muted">(${row.hidden ? "<5" : numberWords(row.n)})</span>`;
}

/** How each measure was counted. @param {{ measures: any[], variables: any }} props */
export function Counted({ measures, variables }) {
  return measures.map((of) => html`<h3>${of.measure.title}</h3><${HowCounted} of=${of} />
    <${Download} list="medida" variables=${{ name: of.measure.name, ...variables, by: ["STAGE"] }} what="${of.measure.title}, por etapa," />`);
}
