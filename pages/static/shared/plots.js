// @ts-check
// Plots that are read as tables: bars stand inside their table; a line has its table below, and its sentence above.
import { html } from "./html.js";
import { dateWords, figureWords, momentWords, monthsBefore, numberWords } from "./words.js";

/**
 * @typedef {{ part: string, name: string, count: number, counted: boolean }} Part
 * @typedef {{ groups: { dimension: string, code: string | null, name: string }[], figure: number | null, n: number | null,
 *   small: boolean, hidden: boolean, meetsTarget: boolean | null, parts: Part[] }} Row
 * @typedef {{ measure: { name: string, title: string, unit: string, howCounted: string, rules: string[] }, since: string,
 *   until: string, computedAt: string, target: number | null, notConfigured: string | null, rows: Row[], total: Row }} Measured
 */

/** How a figure was counted, of how many, of when: below every plot. @param {{ of: Measured }} props */
export function HowCounted({ of }) {
  return html`<details class="how"><summary>Cómo se contó · n = ${numberWords(of.total.n)}</summary>
    <p>${of.measure.howCounted}</p>
    <p>Del ${dateWords(of.since)} al ${dateWords(of.until)}, inclusive. Calculado el ${momentWords(of.computedAt)}.
      Reglas: ${of.measure.rules.join(", ")}.</p>${of.target !== null && html`<p>Meta configurada para el ${dateWords(of.until)}: ${figureWords(of.target, of.measure.unit)} o más.</p>`}</details>`;
}

/** Whether the figure of a period reaches what was set for it, and what is missing for there to be one. @param {{ of: Measured }} props */
export function Target({ of }) {
  if (of.notConfigured) return html`<p class="state warn">Sin cifra: falta configurar «${of.notConfigured}». Pídalo a quien administra el protocolo.</p>`;
  if (of.target === null || of.total.meetsTarget === null) return null;
  const aim = `la meta de ${figureWords(of.target, of.measure.unit)}`;
  return html`<p><span class="tag ${of.total.meetsTarget ? "green" : "red"}">${of.total.meetsTarget ? `Alcanza ${aim}` : `Bajo ${aim}`}</span></p>`;
}

/** The figure of a row; a row of few persons is not told. @param {Pick<Row, "hidden" | "figure">} row @param {string} unit */
export const rowWords = (row, unit) => (row.hidden ? "menos de 5" : figureWords(row.figure, unit));

/** Behind a figure: of how many records; a line is never broken there. @param {number | null} n */
export const ofMany = (n) => `(n\u00a0=\u00a0${numberWords(n)})`;

/** In what a column of figures is told, where a number alone does not say it. @type {Record<string, string>} */
const UNITS = { BUSINESS_DAYS: "Días hábiles", MEAN: "Nota media", COUNT: "Cantidad" };

/** What a column of a measure is headed by. @param {Measured["measure"]} measure */
export const unitWords = (measure) => UNITS[measure.unit] ?? "Cifra";

/**
 * Bars in a table, one for each row; shares up to 100 %, others up to the largest.
 * @param {{ of: Measured, heading: string, link: (row: Row) => string | null, most?: number }} props
 */
export function Bars({ of, heading, link, most = 12 }) {
  const unit = of.measure.unit;
  const largest = unit === "SHARE" ? 1 : Math.max(1, ...of.rows.map((row) => row.figure ?? 0));
  const shown = ordered(of.rows, unit).slice(0, most);
  const left = of.rows.length - shown.length;
  const alone = unit === "COUNT"; // the figure is its n
  return html`<div class="scroll"><table class="bars">
    <thead><tr><th scope="col">${heading}</th><th scope="col" class="track"><span class="visually-hidden">Barra</span></th>
      <th scope="col" class="num">${unitWords(of.measure)}</th>${alone ? null : html`<th scope="col" class="num">n</th>`}</tr></thead>
    <tbody>${shown.map((row) => html`<tr>
      <th scope="row"><${Linked} to=${link(row)}>${row.groups.map((group) => group.name).join(" · ")}<//></th>
      <td class="track" aria-hidden="true"><span><i style=${{ width: `${(100 * (row.figure ?? 0)) / largest}%` }}></i></span></td>
      <td class="num">${rowWords(row, unit)}${row.meetsTarget === false ? html` <span class="tag red">bajo la meta</span>` : ""}</td>${alone ? null : html`<td class="num muted">${row.hidden ? "<5" : numberWords(row.n)}</td>`}</tr>`)}
    </tbody></table></div>${left > 0 && html`<p class="muted">${shown.length} de ${of.rows.length} grupos.</p>`}`;
}

/** The most records first; the order of the protocol among equals. @param {Row[]} rows @param {string} unit */
function ordered(rows, unit) {
  const weight = (/** @type {Row} */ row) => (unit === "COUNT" ? row.figure : row.n) ?? 0;
  return rows.filter((row) => row.n !== 0 || row.parts.some((part) => part.count)).sort((one, other) => weight(other) - weight(one));
}

/** @param {{ to: string | null, children?: any }} props */
export function Linked({ to, children }) {
  return to ? html`<a href=${to}>${children}</a>` : children;
}

const HIGH = 190, LEFT = 44, TOP = 16, FLOOR = 152;

/**
 * A line over months with how many records stand behind each point, and the same as a table.
 * @param {{ of: Measured, say: string, link: (row: Row) => string | null, wide?: boolean }} props
 */
export function Trend({ of, say, link, wide = false }) {
  const unit = of.measure.unit;
  const width = Math.min(wide ? 1100 : 560, Math.max(340, window.innerWidth - 70)); // letters keep their size
  const told = of.rows.filter((row) => row.groups[0].code);
  const rows = everyMonth(told);
  if (rows.length === 0) return html`<p class="muted">Sin registros en este período.</p>`;
  const largest = unit === "SHARE" ? 1 : Math.max(1, of.target ?? 0, ...rows.map((row) => row.figure ?? 0));
  const many = Math.max(1, ...rows.map((row) => row.n ?? 0));
  const step = (width - LEFT - 20) / rows.length;
  const x = (/** @type {number} */ i) => LEFT + step * (i + 0.5);
  const y = (/** @type {number} */ value) => FLOOR - ((FLOOR - TOP) * value) / largest;
  const known = rows.map((row, i) => ({ row, i })).filter(({ row }) => row.figure !== null);
  const path = known.map(({ row, i }, at) => `${at && known[at - 1].i === i - 1 ? "L" : "M"}${x(i).toFixed(1)} ${y(row.figure ?? 0).toFixed(1)}`).join("");
  return html`<svg class="plot" viewBox="0 0 ${width} ${HIGH}" role="img" aria-label=${say}>
      ${[0, 0.5, 1].map((share) => html`<g><line class="grid-line" x1=${LEFT} x2=${width - 10} y1=${y(share * largest)} y2=${y(share * largest)} />
        <text x=${LEFT - 8} y=${y(share * largest) + 4} text-anchor="end">${figureWords(share * largest, unit === "MEAN" ? "MEAN" : unit)}</text></g>`)}
      ${unit !== "COUNT" && rows.map((row, i) => html`<rect class="column" x=${x(i) - step * 0.22} width=${step * 0.44} y=${FLOOR - (46 * (row.n ?? 0)) / many} height=${(46 * (row.n ?? 0)) / many} />`)}
      ${of.target !== null && html`<g><line class="target" x1=${LEFT} x2=${width - 10} y1=${y(of.target)} y2=${y(of.target)} /><text x=${width - 10} y=${y(of.target) - 5} text-anchor="end">meta ${figureWords(of.target, unit)}</text></g>`}
      <path class="line" d=${path} />
      ${known.map(({ row, i }) => html`<circle class="dot ${row.small ? "few" : ""}" cx=${x(i)} cy=${y(row.figure ?? 0)} r="4.2" />`)}
      ${rows.map((row, i) => i % Math.ceil((rows.length * 62) / width) === 0 && html`<text x=${x(i)} y=${FLOOR + 18} text-anchor="middle">${shortMonth(row.groups[0].code ?? "")}</text>`)}
      ${unit !== "COUNT" && html`<text x=${LEFT} y=${HIGH - 4}>Columnas: cuántos registros. Puntos: la cifra; punteados, con pocos.</text>`}
    </svg>
    <details class="how"><summary>Ver la tabla</summary><div class="scroll"><table>
      <thead><tr><th scope="col">Mes</th><th scope="col" class="num">${of.measure.title}</th><th scope="col" class="num">n</th></tr></thead>
      <tbody>${told.map((row) => html`<tr><th scope="row"><${Linked} to=${link(row)}>${row.groups[0].name}<//></th><td class="num">${rowWords(row, unit)}</td><td class="num">${numberWords(row.n)}</td></tr>`)}</tbody>
    </table></div></details>`;
}

/** Rows of months with those between them that have no record: the line has a gap there. @param {Row[]} rows @returns {Row[]} */
function everyMonth(rows) {
  const found = new Map(rows.map((row) => [row.groups[0].code, row]));
  const codes = /** @type {string[]} */ ([...found.keys()]).sort();
  const all = [];
  for (let code = codes[0]; code && code <= codes[codes.length - 1]; code = monthsBefore(`${code}-01`, -1).slice(0, 7)) {
    all.push(found.get(code) ?? { groups: [{ dimension: "MONTH", code, name: code }], figure: null, n: 0, small: false, hidden: false, meetsTarget: null, parts: [] });
  }
  return all;
}

/** @param {string} code `2026-11` */
function shortMonth(code) {
  const months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
  return `${months[Number(code.slice(5, 7)) - 1]} ${code.slice(2, 4)}`;
}

/** The last point of a line and the one before, in words. @param {Measured} of */
export function trendWords(of) {
  const known = of.rows.filter((row) => row.groups[0].code && row.figure !== null);
  const last = known[known.length - 1];
  if (!last) return "Sin registros en este período.";
  const before = known[known.length - 2];
  const told = `En ${last.groups[0].name}: ${rowWords(last, of.measure.unit)} ${ofMany(last.n)}`;
  const then = before ? `; en ${before.groups[0].name}, ${rowWords(before, of.measure.unit)} ${ofMany(before.n)}` : "";
  return `${told}${then}.${last.small ? " Son pocos registros: léalo con cuidado." : ""}`;
}

/** The group with most records, and the extreme of a share. @param {Measured} of */
export function groupsWords(of) {
  const known = of.rows.filter((row) => row.figure !== null && row.n);
  if (known.length === 0) return "Ningún registro ha sido juzgado todavía.";
  const largest = [...known].sort((one, other) => (other.n ?? 0) - (one.n ?? 0))[0];
  return `Con más registros: ${largest.groups[0].name}, ${rowWords(largest, of.measure.unit)}${of.measure.unit === "COUNT" ? "" : ` ${ofMany(largest.n)}`}.`;
}

/** A small line without axes; beside it stand its numbers. @param {{ values: number[] }} props */
export function Spark({ values }) {
  const most = Math.max(1, ...values), least = Math.min(...values);
  const spread = Math.max(1, most - least);
  const at = values.map((value, i) => `${i ? "L" : "M"}${(100 * i) / Math.max(1, values.length - 1)} ${18 - (16 * (value - least)) / spread}`);
  return html`<svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path d=${at.join("")} /></svg>`;
}

/**
 * Parts of a whole beside each other, in a bar.
 * @param {{ parts: Part[], largest: number }} props
 */
export function Stacked({ parts, largest }) {
  return html`<span>${parts.map((part) => part.count > 0 && html`<i class=${part.part} title="${part.name}: ${part.count}" style=${{ width: `${(100 * part.count) / largest}%` }}></i>`)}</span>`;
}
