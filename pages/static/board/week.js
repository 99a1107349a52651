// @ts-check
// This week: what falls due, what is at risk, what is overdue, by office.
import { href } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { HowCounted, Linked, Stacked } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, daysAfter, monday, monthsBefore, numberWords } from "../shared/words.js";
import { WEEK } from "./documents.js";

/** How far back what is still overdue is looked for. */
const LONG_MONTHS = 24;

/** @param {{ parts: { part: string, count: number }[] }} row @param {string[]} parts */
const sum = (row, ...parts) => row.parts.filter((each) => parts.includes(each.part)).reduce((total, each) => total + each.count, 0);

/** @param {{ asked: import("./board.js").Asked }} props */
export function Week({ asked }) {
  const since = monday(asked.today), until = daysAfter(since, 6), long = monthsBefore(asked.today, LONG_MONTHS);
  const found = useQuery(WEEK, { since, until, long, filter: asked.filter });
  return html`<${Loaded} of=${found} lines=${8}>${(data) => html`<${Told} data=${data} week=${{ since, until, long }} />`}<//>`;
}

/** @param {{ data: any, week: { since: string, until: string, long: string } }} props */
function Told({ data, week }) {
  const { week: now, behind } = data;
  const running = sum(now.total, "RUNNING"), risk = sum(now.total, "AT_RISK"), met = sum(now.total, "MET", "MET_LATE");
  const overdue = sum(behind.total, "OVERDUE");
  const links = linksOf(week);
  return html`
    <ul class="numbers" aria-label="Esta semana en cuatro cifras">
      <li><${Linked} to=${running ? links.running(null) : null}><b>${numberWords(running)}</b><span>por vencer esta semana</span><//></li>
      <li class="amber"><${Linked} to=${risk ? links.risk(null) : null}><b>${numberWords(risk)}</b><span>en riesgo</span><//></li>
      <li class="red"><${Linked} to=${overdue ? links.overdue(null) : null}><b>${numberWords(overdue)}</b><span>vencidos sin cumplir</span><//></li>
      <li class="green"><${Linked} to=${met ? links.met(null) : null}><b>${numberWords(met)}</b><span>cumplidos, que vencían esta semana</span><//></li>
    </ul>
    <section class="card">
      <header><h2>Por oficina</h2>
      <p class="say">${sentence(running + risk, overdue, behind.rows)}</p></header>
      <${Offices} now=${now} behind=${behind} links=${links} />
      <p class="muted">Semana del ${dateWords(week.since)} al ${dateWords(week.until)}. «Vencidos» son todos los que siguen sin cumplirse desde el ${dateWords(week.long)}. Solo plazos obligatorios.</p>
      <${HowCounted} of=${now} />
    </section>`;
}

/** @param {number} due @param {number} overdue @param {any[]} rows */
function sentence(due, overdue, rows) {
  const worst = [...rows].sort((one, other) => sum(other, "OVERDUE") - sum(one, "OVERDUE"))[0];
  const most = overdue && worst ? ` Donde más hay: ${worst.groups[0].name}, con ${numberWords(sum(worst, "OVERDUE"))}.` : "";
  return `Esta semana ${due === 1 ? "queda" : "quedan"} ${counted(due, "plazo", "plazos")} por cumplir, y ${counted(overdue, "sigue vencido", "siguen vencidos")}.${most}`;
}

/** @param {{ since: string, until: string, long: string }} week */
function linksOf(week) {
  const to = (/** @type {Record<string, string>} */ what) => (/** @type {string | null} */ office) =>
    href({ ...what, parte: what.parte ?? null, grupo: office && `OFFICE:${office}` });
  return {
    running: to({ ver: "TERM_COMPLIANCE", parte: "RUNNING", del: week.since, al: week.until }),
    risk: to({ ver: "TERM_COMPLIANCE", parte: "AT_RISK", del: week.since, al: week.until }),
    met: to({ ver: "TERM_COMPLIANCE", parte: "MET,MET_LATE", del: week.since, al: week.until }),
    overdue: to({ ver: "BREACHES", parte: "OVERDUE", del: week.long, al: week.until }),
  };
}

/** @param {{ now: any, behind: any, links: ReturnType<typeof linksOf> }} props */
function Offices({ now, behind, links }) {
  const rows = merged(now.rows, behind.rows);
  if (rows.length === 0) return html`<${Nothing} title="Nada vence esta semana">No hay plazos obligatorios por vencer ni vencidos con estos filtros.<//>`;
  const largest = Math.max(1, ...rows.map((row) => row.running + row.risk + row.overdue));
  return html`<div class="scroll"><table class="bars">
    <thead><tr><th scope="col">Oficina que responde</th><th scope="col" class="track"><span class="visually-hidden">Barra</span></th>
      <th scope="col" class="num">Por vencer</th><th scope="col" class="num">En riesgo</th><th scope="col" class="num">Vencidos</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th>
      <td class="track" aria-hidden="true"><${Stacked} largest=${largest} parts=${[
        { part: "OVERDUE", name: "Vencidos", count: row.overdue, counted: true },
        { part: "AT_RISK", name: "En riesgo", count: row.risk, counted: true },
        { part: "RUNNING", name: "Por vencer", count: row.running, counted: true },
      ]} /></td>
      ${/** @type {[string, number][]} */ ([["running", row.running], ["risk", row.risk], ["overdue", row.overdue]]).map(([what, count]) => html`
        <td class="num"><${Linked} to=${count && row.code ? links[what](row.code) : null}>${numberWords(count)}<//></td>`)}</tr>`)}
    </tbody></table></div>`;
}

/** @param {any[]} now @param {any[]} behind */
function merged(now, behind) {
  /** @type {Map<string | null, { code: string | null, name: string, running: number, risk: number, overdue: number }>} */
  const found = new Map();
  const row = (/** @type {any} */ each) => {
    const { code, name } = each.groups[0];
    if (!found.has(code)) found.set(code, { code, name, running: 0, risk: 0, overdue: 0 });
    return /** @type {any} */ (found.get(code));
  };
  for (const each of now) Object.assign(row(each), { running: sum(each, "RUNNING"), risk: sum(each, "AT_RISK") });
  for (const each of behind) row(each).overdue = sum(each, "OVERDUE");
  return [...found.values()].filter((each) => each.running + each.risk + each.overdue > 0).sort((one, other) => other.overdue - one.overdue || other.running - one.running);
}
