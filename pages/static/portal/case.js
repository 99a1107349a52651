// @ts-check
// One's own case: what comes next, its form, what happened and the messages.
import { go, href } from "../shared/address.js";
import { Attachments } from "../forms/attachments.js";
import { CompanyForm } from "../forms/company_forms.js";
import { FactForm } from "../forms/forms.js";
import { Diagnoses, SelfDiagnosis, TEST, levelsOf } from "../forms/self_diagnosis.js";
import { useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { t } from "../shared/language.js";
import { Live, useLive } from "../shared/live.js";
import { Loaded, Nothing } from "../shared/states.js";
import { dayWords, momentWords } from "../shared/words.js";
import { CASE } from "./documents.js";
import { Messages } from "./messages.js";
import { Step } from "./step.js";
import { Surveys } from "./surveys.js";

/** @param {{ frame: any, params: Record<string, string>, id: string }} props */
export function CasePage({ frame, params, id }) {
  const found = useQuery(CASE, { id });
  const [done, tell] = useState(/** @type {any} */ (null));
  const accountId = found.data?.case?.accountId;
  const its = (/** @type {any} */ change) => change.nodeId === id || (accountId && change.accountId === accountId);
  const live = useLive({ after: found.data?.changes.cursor, kinds: ["CASE", "TERM", "MESSAGE", "DOCUMENT"], matters: its, changed: found.again });
  return html`<${Live} told=${live} /><${Loaded} of=${found} lines=${8}>${(data) => {
    const it = data.case;
    if (!it) return html`<section class="card"><${Nothing} title=${t`No encontramos ese trámite`}><a href=${href({}, true)}>${t`Volver a su empresa`}</a><//></section>`;
    const fact = frame.facts[params.paso];
    const finished = (/** @type {any} */ payload) => {
      tell(payload);
      found.anew();
      go(href({ paso: null }));
      document.getElementById("page")?.focus();
    };
    const form = () => html`<${FactForm} key=${fact.mutation} fact=${fact} person=${frame.me.username} staff=${false} about=${{ caseId: it.id, version: it.version, sequence: it.timeline.at(-1)?.sequence }} given=${givenOf(fact, frame.me)} done=${finished} cancel=${href({ paso: null })} />`;
    const resume = it.nextStep?.mutations.includes(TEST) ? href({ paso: TEST }) : null;
    return html`
      ${done && !fact && html`<div class="state good" role="status"><strong>${t`Listo, quedó registrado: ${done.event?.title ?? t`lo que envió`}`}</strong>${done.nextStep && html`<p>${done.nextStep.text}</p>`}</div>`}
      <div class="two"><div class="stack">
        ${fact ? html`<section class="card">${fact.mutation === TEST ? html`<${SelfDiagnosis} about=${{ caseId: it.id }} diagnoses=${it.selfDiagnoses} person=${frame.me.username} done=${finished} cancel=${href({ paso: null })} otherwise=${form()} />` : form()}</section>`
          : it.nextStep && html`<${Step} step=${it.nextStep} frame=${frame} />`}
        <section class="card"><header><h2>${t`Lo que ha pasado`}</h2></header><ol class="timeline">${[...it.timeline].reverse().map((event) => html`<li><span class="muted">${momentWords(event.occurredAt)} · ${event.role === "COMPANY" ? t`usted` : "ProChile"}</span><strong>${event.title}</strong></li>`)}</ol></section>
      </div><div class="stack">
        <section class="card"><header><h2>${t`Su trámite`}</h2></header><dl class="facts"><dt>${t`Número`}</dt><dd>${it.number}</dd><dt>${t`Qué es`}</dt><dd>${it.flowTitle}</dd><dt>${t`Cómo está`}</dt><dd><span class="tag ${it.isOpen ? "blue" : ""}">${it.stateTitle}</span></dd><dt>${t`Desde`}</dt><dd>${dayWords(it.openedAt)}</dd></dl></section>
        <${Surveys} cases=${[it]} />
        <${Diagnoses} diagnoses=${it.selfDiagnoses} levels=${levelsOf(frame.facts)} resume=${resume} />
        ${!it.accountId && it.isOpen && html`<${Waiting} it=${it} frame=${frame} params=${params} again=${found.anew} />`}
        <${Attachments} id=${it.id} me=${frame.me} open=${it.isOpen} changed=${live.at} />
        <${Messages} messages=${data.messages.nodes} />
      </div></div>`;
  }}<//>`;
}

/** What she may tell of her company before her representation is confirmed. @param {any} props */
function Waiting({ it, frame, params, again }) {
  if (params.datos === "contacto") return html`<section class="card"><${CompanyForm} which="contacto" caseId=${it.id} account=${null} person=${frame.me.username} again=${again} /></section>`;
  const told = it.representation?.declared?.contacts ?? [];
  return html`<section class="card"><header><h2>${t`Contactos de la empresa`}</h2></header>
    ${told.length ? html`<ul class="list">${told.map((/** @type {any} */ each) => html`<li><span class="title">${each.name}</span></li>`)}</ul>` : html`<p class="muted">${t`Diga con quién debemos hablar: para ser de la cartera hace falta un contacto principal.`}</p>`}
    <div class="buttons"><a class="button" href=${href({ datos: "contacto" })}>${t`Agregar un contacto`}</a></div></section>`;
}

/** Her own RUN is known: it is what she logged in with. @param {any} fact @param {any} me */
function givenOf(fact, me) {
  const run = /(\d{7,8}-[\dkK])/.exec(me.username)?.[1];
  return run && fact.data.some((/** @type {any} */ datum) => datum.name === "representativeRun") ? { representativeRun: run } : {};
}
