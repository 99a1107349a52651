// @ts-check
// What happened to a company over the six systems and this one, beside what the protocol gave as next step (SYS-05, MEA-03).
import { href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { useAgain, useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Linked } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, nameOf, numberWords } from "../shared/words.js";
import { JOURNEY } from "./documents.js";

const LAST = 30;

/** @param {{ rut: string, offices: { code: string, name: string }[], changed: unknown }} props `changed`: it is asked again when it is another. */
export function Journey({ rut, offices, changed }) {
  const found = useQuery(JOURNEY, { rut, last: LAST });
  useAgain(found.again, changed);
  return html`<section class="card"><header><h2>Su trayectoria</h2></header>
    <${Loaded} of=${found}>${({ journey }) => html`<${Steps} steps=${[...journey.nodes].reverse()} more=${journey.pageInfo.hasPreviousPage} offices=${offices} />`}<//></section>`;
}

/** @param {{ steps: any[], more: boolean, offices: any[] }} props */
function Steps({ steps, more, offices }) {
  if (steps.length === 0) return html`<${Nothing} title="Sin historia">Ningún sistema tiene registros de esta empresa.<//>`;
  const astray = steps.filter((each) => each.skipped).length;
  return html`<p class="say">${astray ? `En ${counted(astray, "paso siguió otra cosa", "pasos siguió otra cosa")} que lo que da el protocolo.` : "Lo que siguió a cada paso es lo que da el protocolo."}</p>
    <ol class="timeline">${steps.map((each) => html`<li class=${each.late ? "late" : ""}>
      <span class="muted">${dateWords(each.on)} · ${each.sourceName}${each.waitDays ? ` · ${counted(each.waitDays, "día", "días")} después` : ""}</span>
      <strong><${Linked} to=${each.caseId ? href({ caso: each.caseId }, true) : null}>${each.title}<//></strong>
      <span>${each.late && html`<span class="tag red">fuera de plazo</span>`} ${each.repeated && html`<span class="tag">repetido</span>`} ${each.skipped && html`<span class="tag amber">siguió otra cosa</span>`}</span>
      ${each.skipped && each.expected.length > 0 && html`<p class="muted">Correspondía: ${each.expected.join(", o ")}.</p>`}
      <p class="muted">${[each.deliveredService ?? each.requestedService, each.state, nameOf(offices, each.officeCode), each.pointOfContact && word("PointOfContact", each.pointOfContact), each.rule].filter(Boolean).join(" · ")}</p></li>`)}</ol>
    ${more && html`<p class="muted">Se muestran los últimos ${numberWords(steps.length)} pasos; hay más antiguos.</p>`}`;
}
