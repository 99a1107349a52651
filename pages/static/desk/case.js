// @ts-check
// A case: what comes next, with its forms, and everything that happened, with what it caused.
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { Attachments } from "../forms/attachments.js";
import { newKey } from "../forms/drafts.js";
import { FactForm } from "../forms/forms.js";
import { Reason, isBegun } from "../forms/reason.js";
import { Diagnoses, SelfDiagnosis, TEST, levelsOf } from "../forms/self_diagnosis.js";
import { ask, attempt, useAgain, useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { Live, useLive } from "../shared/live.js";
import { Failed, Loaded, Nothing, Waiting } from "../shared/states.js";
import { factsByMutation } from "../forms/steps.js";
import { dateWords, dayWords, doerWords, momentWords, nameOf, personWords } from "../shared/words.js";
import { CASE_PAGE, FLOWS, SURVEY, TAKE_BACK } from "./documents.js";
import { StepCard } from "./step.js";

/** @param {{ me: any, params: Record<string, string> }} props */
export function CasePage({ me, params }) {
  const found = useQuery(CASE_PAGE, { id: params.caso });
  const flows = useQuery(FLOWS);
  const [done, tell] = useState(/** @type {any} */ (null));
  const it = found.data?.case;
  const its = (/** @type {any} */ change) => change.nodeId === params.caso || change.accountId === it?.accountId;
  const live = useLive({ after: found.data?.changes.cursor, kinds: ["CASE", "TERM", "MESSAGE", "DOCUMENT"], account: it?.accountId, matters: its, changed: found.again });
  useAgain(flows.again, live.on); // after a cut another edition may run
  return html`<${Live} told=${live} /><${Loaded} of=${found} lines=${10}>${(data) => {
    if (!data.case) return html`<section class="card"><${Nothing} title="No encontramos ese caso">Puede que no esté a su alcance, o que el enlace esté incompleto.<//></section>`;
    if (flows.failure && !flows.data) return html`<${Failed} failure=${flows.failure} again=${flows.again} />`;
    return flows.data ? html`<${Told} me=${me} params=${params} data=${data} frame=${flows.data} stale=${flows.again} anew=${found.anew} at=${live.at} done=${done} tell=${tell} />` : html`<${Waiting} />`;
  }}<//>`;
}

/** @param {{ me: any, params: Record<string, string>, data: any, frame: any, stale: () => void, anew: () => void, at: Date | null, done: any, tell: (payload: any) => void }} props */
function Told({ me, params, data, frame, stale, anew, at, done, tell }) {
  const { flows } = frame;
  const { case: it, messages } = data;
  const facts = factsByMutation(flows);
  const labels = labelsOf(flows, it.flow);
  const { account } = it;
  const today = frame.clock.today;
  document.title = `Caso ${it.number} · ${it.flowTitle} · Atención`;
  const fact = facts[params.paso];
  const last = it.timeline.at(-1)?.sequence ?? 0;
  const finished = (/** @type {any} */ payload) => {
    tell(payload);
    anew();
    go(href({ caso: it.id }, true));
    document.getElementById("page")?.focus();
  };
  const about = { caseId: it.id, version: it.version, sequence: last };
  const form = () => html`<${FactForm} key=${fact.mutation} fact=${fact} person=${me.username} staff=${true} about=${about} missing=${(it.nextStep?.missing ?? []).map((/** @type {any} */ each) => each.name)} done=${finished} cancel=${href({ paso: null })} stale=${stale} />`;
  const resume = it.nextStep?.mutations.includes(TEST) ? href({ paso: TEST }) : null;
  return html`
    <header class="head"><div><p class="muted">Caso ${it.number}</p><h1>${it.flowTitle}</h1>
      <p>${it.accountId ? html`<a href=${href({ cuenta: it.accountId }, true)}>${account?.name ?? "la empresa"}</a> <span class="muted">${account?.rut ?? ""}</span>` : (it.representation?.declared?.name ?? it.person ?? "Sin empresa")}</p></div>
      <p class="tags"><span class="tag ${it.isOpen ? "blue" : ""}">${it.stateTitle}</span>${it.complex && html`<span class="tag amber">complejo</span>`}</p></header>
    ${done && !fact && html`<div class="state good" role="status"><strong>${done.isDuplicate ? "Ya estaba registrado" : `Quedó registrado: ${done.event?.title ?? ""}`}</strong>${done.event?.effects.map((/** @type {string} */ line) => html`<p>${line}</p>`)}</div>`}
    <div class="two"><div class="stack">
      ${fact ? html`<section class="card">${fact.mutation === TEST ? html`<${SelfDiagnosis} about=${{ caseId: it.id }} diagnoses=${it.selfDiagnoses} person=${me.username} done=${finished} cancel=${href({ paso: null })} otherwise=${form()} />` : form()}</section>`
        : it.nextStep && html`<${StepCard} step=${it.nextStep} facts=${facts} today=${today} open=${(/** @type {string} */ mutation) => href({ paso: mutation })} />`}
      <section class="card"><header><h2>Lo que pasó</h2></header><ol class="timeline">${[...it.timeline].reverse().map((event) => html`<${Event} key=${event.sequence} event=${event} labels=${labels} frame=${frame} me=${me} it=${it} again=${anew} />`)}</ol></section>
    </div><div class="stack">
      ${it.representation && html`<${Declared} of=${it.representation} />`}
      <section class="card"><header><h2>El caso</h2></header><dl class="facts">
        <dt>A cargo</dt><dd>${personWords(it.assignee) ?? "nadie todavía"}</dd><dt>Oficina</dt><dd>${nameOf(frame.offices, it.officeCode) ?? "—"}</dd><dt>Unidad que responde</dt><dd>${it.accountableUnit}</dd>
        <dt>Llegó por</dt><dd>${it.pointOfContact ? word("PointOfContact", it.pointOfContact) : it.channel ? word("Channel", it.channel) : "—"}</dd>
        <dt>Abierto</dt><dd>${momentWords(it.openedAt)}, por ${doerWords(it.openedByPerson, it.openedBy)}</dd>${it.closedAt && html`<dt>Cerrado</dt><dd>${momentWords(it.closedAt)}</dd>`}</dl></section>
      <${Diagnoses} diagnoses=${it.selfDiagnoses} levels=${levelsOf(facts)} resume=${resume} staff=${true} />
      <${Surveys} it=${it} may=${me.permissions.includes("ASK_SURVEY")} again=${anew} />
      <${Attachments} id=${it.id} me=${me} open=${it.isOpen} changed=${at} />
      ${messages.nodes.length > 0 && html`<section class="card"><header><h2>Mensajes</h2></header><ul class="list">${messages.nodes.map((/** @type {any} */ each) => html`<li><div><details><summary class="title">${each.subject}</summary><p class="muted">Para ${each.recipients.join(", ")}</p><pre class="letter">${each.text}</pre></details></div><div class="side"><span class="tag">${word("MessageState", each.state)}</span><span class="muted">${dayWords(each.createdAt)}</span></div></li>`)}</ul></section>`}
    </div></div>`;
}

/** How the data of a flow are called. @param {any[]} flows @param {string} name @returns {Record<string, any>} */
const labelsOf = (flows, name) => Object.fromEntries((flows.find((flow) => flow.flow === name)?.facts ?? []).flatMap((/** @type {any} */ fact) => fact.data.map((/** @type {any} */ datum) => [snake(datum.name), datum])));

/** @param {string} text Names of data are those of the protocol in a timeline, and of the input in a form. */
const snake = (text) => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** @param {{ name: string, value: string }} detail @param {Record<string, any>} labels @param {any} frame */
function told(detail, labels, frame) {
  const datum = labels[snake(detail.name)];
  if (!datum) return null;
  const choice = datum.choices.find((/** @type {any} */ each) => each.value === detail.value);
  const yes = datum.kind === "BOOLEAN" ? { true: "Sí", false: "No", True: "Sí", False: "No" }[detail.value] : null;
  const date = datum.kind === "DATE" ? dateWords(detail.value) : null;
  return { label: datum.label, value: choice?.label ?? yes ?? date ?? nameOf(frame.actionTypes, detail.value) ?? detail.value };
}

/** @param {any} props */
function Event({ event, labels, frame, me, it, again }) {
  const data = event.data.map((/** @type {any} */ each) => told(each, labels, frame)).filter((/** @type {any} */ each) => each && each.value !== "");
  return html`<li class="${event.late ? "late" : ""} ${event.takenBack ? "back" : ""}">
    <span class="muted">${momentWords(event.occurredAt)} · ${doerWords(event.byPerson, event.by)} · ${word("Role", event.role)}</span>
    <strong>${event.title}</strong>
    ${event.late && html`<span><span class="tag red">fuera de plazo</span></span>`}
    ${event.takenBack && html`<p class="state warn">Retirado por ${doerWords(event.takenBack.byPerson, event.takenBack.by)} el ${momentWords(event.takenBack.at)}: ${event.takenBack.reason}</p>`}
    ${event.reason && html`<p>${event.reason}</p>`}
    ${data.length > 0 && html`<p>${data.map((/** @type {any} */ each, /** @type {number} */ i) => html`${i ? " · " : ""}<span class="muted">${each.label}:</span> ${each.value}`)}</p>`}
    ${event.effects.length > 0 && html`<ul>${event.effects.map((/** @type {string} */ line) => html`<li>${line}</li>`)}</ul>`}
    ${!event.takenBack && event.by === me.username && it.isOpen && html`<${TakeBack} it=${it} event=${event} me=${me} again=${again} />`}</li>`;
}

/** Somebody reported it by mistake (AMB-70). @param {any} props */
function TakeBack({ it, event, me, again }) {
  const draft = `${me.username}:${it.id}:back-${event.sequence}`;
  const [open, show] = useState(() => isBegun(draft));
  if (!open) return html`<span><button type="button" class="link no-print" onClick=${() => show(true)}>Lo registré por error</button></span>`;
  const send = (/** @type {string} */ reason) => attempt(async () => (await ask(TAKE_BACK, { input: { caseId: it.id, sequence: event.sequence, reason, version: it.version } })).takeBackFact);
  return html`<${Reason} id="back-${event.sequence}" draft=${draft} label="Por qué se retira" lacks="Diga por qué: el motivo queda junto a lo retirado." button="Retirar" send=${send} done=${again} cancel=${() => show(false)} />`;
}

/** What whoever was attended was asked, and answered (MEA-04). @param {{ it: any, may: boolean, again: () => void }} props */
function Surveys({ it, may, again }) {
  const [wrong, tell] = useState("");
  const send = async () => {
    const refusal = await attempt(async () => (await ask(SURVEY, { input: { caseId: it.id, clientKey: newKey() } })).askSurvey);
    return refusal ? tell(refusal) : again();
  };
  const open = it.surveys.some((/** @type {any} */ each) => each.state === "OPEN" || each.state === "ANSWERED");
  if (it.surveys.length === 0 && !may) return null;
  return html`<section class="card"><header><h2>Encuesta de satisfacción</h2></header>
    ${it.surveys.length === 0 ? html`<p class="muted">No se ha enviado.</p>` : html`<ul class="list">${it.surveys.map((/** @type {any} */ each) => html`<li><div><span class="title">${each.score ? `${each.score} de ${each.highestScore}` : word("SurveyState", each.state).split(":")[0]}</span>
      <p class="muted">Enviada el ${dayWords(each.askedAt)}; ${each.answeredAt ? `respondida el ${dayWords(each.answeredAt)}` : `se puede responder hasta el ${dayWords(each.expiresAt)}`}</p></div></li>`)}</ul>`}
    ${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    ${may && !open && html`<div class="buttons"><button type="button" onClick=${send}>Enviar la encuesta</button></div>`}</section>`;
}

/** @param {{ of: any }} props */
function Declared({ of }) {
  return html`<section class="card"><header><h2>Quién dice representarla</h2></header>
    <dl class="facts"><dt>Persona</dt><dd>${of.personName}</dd><dt>RUN</dt><dd>${of.run}</dd><dt>Estado</dt><dd>${word("RepresentationState", of.state)}</dd>
    ${of.declared && html`<dt>Declaró</dt><dd>${of.declared.name}</dd>`}</dl></section>`;
}
