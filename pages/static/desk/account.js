// @ts-check
// The file of a company: who it is, of which classes and why, what comes next, its cases, terms and history.
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { CompanyForm, Corrections } from "../forms/company_forms.js";
import { carryDrafts } from "../forms/drafts.js";
import { FactForm } from "../forms/forms.js";
import { useAgain, useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Live, useLive } from "../shared/live.js";
import { Failed, Loaded, Nothing, Waiting } from "../shared/states.js";
import { factsByMutation, offered } from "../forms/steps.js";
import { countryWords, dateWords, dayWords, nameOf, personWords } from "../shared/words.js";
import { ACCOUNT, FLOWS, OPENING } from "./documents.js";
import { Journey } from "./journey.js";
import { ConflictOfInterest } from "./own_conflict.js";
import { Registry } from "./registry.js";
import { StepCard } from "./step.js";

const AXES = [["registration", "Registration", "Registro"], ["relation", "Relation", "Relación"], ["export", "Export", "Exportación"], ["phase", "Phase", "Fase"], ["category", "AttentionCategory", "Categoría"], ["group", "TargetGroup", "Grupo"], ["origin", "Origin", "Origen"]];

/** @param {{ me: any, params: Record<string, string> }} props */
export function AccountPage({ me, params }) {
  const found = useQuery(ACCOUNT, { id: params.cuenta });
  const flows = useQuery(FLOWS);
  const live = useLive({ after: found.data?.changes.cursor, kinds: [], account: params.cuenta, changed: found.again });
  useAgain(flows.again, live.on); // after a cut another edition may run
  return html`<${Live} told=${live} /><${Loaded} of=${found} lines=${10}>${(data) => {
    if (!data.account) return html`<section class="card"><${Nothing} title="No encontramos esa empresa">Puede que se haya unido a otra, o que el enlace esté incompleto. Búsquela por nombre o RUT.<//></section>`;
    if (flows.failure && !flows.data) return html`<${Failed} failure=${flows.failure} again=${flows.again} />`;
    return flows.data ? html`<${File} me=${me} params=${params} data=${data} frame=${flows.data} stale=${flows.again} again=${found.anew} at=${live.at} />` : html`<${Waiting} />`;
  }}<//>`;
}

/** @param {{ me: any, params: Record<string, string>, data: any, frame: any, stale: () => void, again: () => void, at: Date | null }} props */
function File({ me, params, data, frame, stale, again, at }) {
  const { flows } = frame, facts = factsByMutation(flows);
  const { account, nextSteps, cases } = data;
  const today = frame.clock.today;
  document.title = `${account.name} · Escritorio · Atención`;
  const fact = facts[params.paso];
  const done = (/** @type {any} */ payload) => {
    again();
    go(href(payload.case ? { caso: payload.case.id } : { cuenta: account.id }, true));
  };
  return html`
    <header class="head"><div><h1>${account.name}</h1><p class="muted">${[account.tradeName, account.rut && `RUT ${account.rut}`, account.country === "CL" ? [account.commune, account.region?.name].filter(Boolean).join(", ") : countryWords(account.country)].filter(Boolean).join(" · ")}</p></div>
      <p class="tags">${account.classes.classes.map((/** @type {string} */ code) => html`<span class="tag ${code === account.classes.primary ? "blue" : ""}">${word("AccountClass", code)}</span>`)}
        ${account.syncState.status !== "IN_SYNC" && html`<span class="tag amber">${word("SyncStatus", account.syncState.status)}</span>`}</p></header>
    ${account.mergedIntoId && html`<div class="state warn"><strong>Esta cuenta se unió a otra</strong><p>Lo que estaba escribiendo va con usted: allí se envía a la cuenta que sigue. <a href=${href({ cuenta: account.mergedIntoId })} onClick=${() => carryDrafts(account.id, account.mergedIntoId)}>Ir a la que sigue</a></p></div>`}
    ${!account.mergedIntoId && account.similarAccounts.length > 0 && html`<div class="state warn"><strong>Puede ser la misma empresa que otra registrada</strong>${account.similarAccounts.map((/** @type {any} */ each) => html`<p><a href=${href({ cuenta: each.account.id }, true)}>${each.account.name}</a> ${each.account.rut ?? ""}: ${each.reasons.map((/** @type {any} */ reason) => reason.text).join(" ")}</p>`)}</div>`}
    <div class="two"><div class="stack">
      ${fact ? html`<section class="card"><${FactForm} key=${fact.mutation} fact=${fact} person=${me.username} staff=${true} about=${{ accountId: account.id }} done=${done} cancel=${href({ cuenta: account.id }, true)} stale=${stale} /></section>`
        : html`<${Steps} steps=${nextSteps} facts=${facts} today=${today} />`}
      <${Classes} classes=${account.classes} />
      <${Cases} cases=${cases} />
      ${account.rut && me.permissions.includes("READ_PROFILES") ? html`<${Journey} rut=${account.rut} offices=${frame.offices} changed=${at} />` : html`<${History} account=${account} />`}
    </div><div class="stack">
      <${Data} account=${account} frame=${frame} me=${me} params=${params} again=${again} />
      <${Registry} account=${account} connected=${data.taxRegistry} me=${me} again=${again} />
      <${Terms} terms=${account.terms} today=${today} />
      <${ConflictOfInterest} account=${account} me=${me} params=${params} again=${again} />
      <${Opening} flows=${flows} facts=${facts} params=${params} account=${account} />
    </div></div>`;
}

/** @param {{ steps: any[], facts: Record<string, any>, today: string }} props */
function Steps({ steps, facts, today }) {
  if (steps.length === 0) return null;
  const [first, ...others] = steps;
  const open = (/** @type {string} */ mutation) => (first.caseId ? href({ caso: first.caseId, paso: mutation }, true) : href({ paso: mutation }));
  return html`<${StepCard} step=${first} facts=${facts} today=${today} open=${open} />
    ${others.length > 0 && html`<section class="card"><header><h2>También</h2></header><ul class="list">${others.map((step) => html`<li><div>
      ${step.caseId ? html`<a class="title" href=${href({ caso: step.caseId }, true)}>${step.title}</a>` : html`<span class="title">${step.title}</span>`}<p>${step.text}</p></div>
      <div class="side"><span class="tag ${step.dueOn && step.dueOn < today ? "red" : ""}">${step.dueOn ? dateWords(step.dueOn) : "sin plazo"}</span></div></li>`)}</ul></section>`}`;
}

/** @param {{ classes: any }} props */
function Classes({ classes }) {
  const conditions = classes.portfolio.conditions;
  return html`<section class="card"><header><h2>Clases y por qué</h2></header>
    <div class="scroll"><table><thead><tr><th scope="col">Qué</th><th scope="col">Valor</th><th scope="col">Razón</th></tr></thead>
      <tbody>${AXES.map(([name, kind, title]) => html`<tr><th scope="row">${title}</th><td>${word(kind, classes[name].value)}</td><td>${classes[name].reasons.slice(0, 1).map((/** @type {any} */ reason) => html`${reason.text} <span class="muted">${reason.rule}</span>`)}</td></tr>`)}</tbody></table></div>
    <h3>${classes.portfolio.isPortfolio ? "Es empresa cartera: las cuatro condiciones" : "Para ser empresa cartera: las cuatro condiciones"}</h3>
    <ul class="list">${conditions.map((/** @type {any} */ each) => html`<li><p>${each.reasons.map((/** @type {any} */ reason) => reason.text).join(" ")}</p><div class="side"><span class="tag ${each.state === "MET" ? "green" : each.state === "NOT_MET" ? "red" : ""}">${word("ConditionState", each.state)}</span></div></li>`)}</ul>
    ${classes.alerts.map((/** @type {any} */ alert) => html`<p class="state warn">${alert.text}</p>`)}
  </section>`;
}

/** @param {{ cases: any }} props */
function Cases({ cases }) {
  return html`<section class="card"><header><h2>Casos</h2></header>
    ${cases.nodes.length === 0 ? html`<${Nothing} title="Sin casos">Todavía no se abre ningún proceso con esta empresa.<//>` : html`<ul class="list">${cases.nodes.map((/** @type {any} */ each) => html`
      <li><div><a class="title" href=${href({ caso: each.id }, true)}>${each.flowTitle}</a><p class="muted">Caso ${each.number} · abierto el ${dayWords(each.openedAt)}</p></div>
      <div class="side"><span class="tag ${each.isOpen ? "blue" : ""}">${each.stateTitle}</span></div></li>`)}</ul>`}
    ${cases.pageInfo.hasNextPage && html`<p class="muted">Se muestran los ${cases.nodes.length} más nuevos; hay más.</p>`}</section>`;
}

/** @param {{ account: any }} props */
function History({ account }) {
  const done = account.actions.nodes.map((/** @type {any} */ each) => ({ on: each.endedOn, title: each.title, text: [each.market && countryWords(each.market), each.notes].filter(Boolean).join(" · "), where: "Registro de Acciones", off: each.annulledAt }));
  const told = account.journeyEvents.nodes.map((/** @type {any} */ each) => ({ on: each.on, title: each.requestedService ?? each.kind, text: [each.deliveredService, each.state].filter(Boolean).join(" · "), where: each.sourceName, off: null }));
  const all = [...done, ...told].sort((one, other) => other.on.localeCompare(one.on));
  const more = account.actions.pageInfo.hasNextPage || account.journeyEvents.pageInfo.hasNextPage;
  return html`<section class="card"><header><h2>Su trayectoria</h2></header>
    ${all.length === 0 ? html`<${Nothing} title="Sin historia">No hay acciones ni registros de otros sistemas.<//>` : html`<ol class="timeline">${all.map((each) => html`<li class=${each.off ? "back" : ""}><span class="muted">${dateWords(each.on)} · ${each.where}</span><strong>${each.title}</strong>${each.off && html`<span class="tag">anulada</span>`}${each.text && html`<p class="muted">${each.text}</p>`}</li>`)}</ol>`}
    ${more && html`<p class="muted">Se muestra lo último de cada sistema; hay más.</p>`}</section>`;
}

/** @param {{ account: any, frame: any, me: any, params: Record<string, string>, again: () => void }} props */
function Data({ account, frame, me, params, again }) {
  if (params.datos) return html`<section class="card"><${CompanyForm} key=${params.datos} which=${params.datos} account=${account} person=${me.username} again=${again} /></section>`;
  const rows = [["Dirección", account.address], ["Correo", account.email], ["Teléfono", account.phone], ["Sitio web", account.website], ["Rubro", nameOf(frame.sectors, account.sector)], ["Tamaño", account.companySize],
    ["Tipo", word("Organisation", account.organisation)], ["Inicio de actividades", account.siiStarted === null ? null : account.siiStarted ? "Sí" : "No"], ["Categoría tributaria", account.taxCategory && word("TaxCategory", account.taxCategory)],
    ["Oficina", nameOf(frame.offices, account.officeCode)], ["Ejecutivo(a) regional", personWords(account.regionalExecutive)], ["Ejecutivo(a) comercial", personWords(account.commercialExecutive)], ["Registrada", dateWords(account.registeredOn)], ["Activa", account.active ? "Sí" : "No"]];
  return html`<section class="card"><header><h2>Datos</h2></header><dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? html`<span class="muted">sin dato</span>`}</dd>`)}</dl>
    <h3>Contactos</h3>${account.contacts.length === 0 ? html`<p class="muted">Ninguno registrado.</p>` : html`<ul class="list">${account.contacts.filter((/** @type {any} */ each) => each.active).map((/** @type {any} */ each) => html`<li><div><span class="title">${each.name}</span> ${each.isMain && html`<span class="tag">principal</span>`}<p class="muted">${[each.position, each.email, each.phone].filter(Boolean).join(" · ")}</p></div></li>`)}</ul>`}<${Corrections} /></section>`;
}

/** @param {{ terms: any[], today: string }} props */
function Terms({ terms, today }) {
  if (terms.length === 0) return null;
  return html`<section class="card"><header><h2>Plazos abiertos</h2></header><ul class="list">${terms.map((term) => html`<li><div><span class="title">${term.name}</span><details class="how"><summary>${term.dueOn ? `Vence el ${dateWords(term.dueOn)}` : "Sin fecha"} · ${term.rule}</summary><p>${term.text}</p></details></div>
    <div class="side"><span class="tag ${term.state}">${word("TermState", term.state)}</span></div></li>`)}</ul></section>`;
}

/** Another process for this company. @param {any} props */
function Opening({ flows, facts, params, account }) {
  const first = useQuery(params.proceso ? OPENING : null, { flow: params.proceso, id: account.id });
  return html`<section class="card"><header><h2>Empezar otro proceso</h2></header>
    <div class="field"><label for="flow">Proceso</label><select id="flow" value=${params.proceso ?? ""} onChange=${(/** @type {any} */ event) => go(href({ proceso: event.target.value, paso: null }))}>
      <option value="">Elija…</option>${flows.map((/** @type {any} */ flow) => html`<option value=${flow.flow}>${flow.title}</option>`)}</select></div>
    ${params.proceso && html`<${Loaded} of=${first}>${({ firstStep: step }) => html`<p>${step.text}</p><p class="muted">${step.responsible} · ${step.rule}</p>
      <div class="buttons">${offered(step, facts).map((/** @type {string} */ mutation) => html`<a class="button" href=${href({ paso: mutation })}>${facts[mutation].title}</a>`)}</div>`}<//>`}</section>`;
}
