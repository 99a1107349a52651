// @ts-check
// A company whose representation is confirmed: its steps, cases, messages, and the data ProChile holds of it.
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { CompanyForm, Corrections, own } from "../forms/company_forms.js";
import { FactForm } from "../forms/forms.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { Live, useLive } from "../shared/live.js";
import { Loaded, Nothing } from "../shared/states.js";
import { offered } from "../forms/steps.js";
import { TaxRegistry } from "../forms/tax_registry.js";
import { dateWords, dayWords, nameOf } from "../shared/words.js";
import { COMPANY, OPENING } from "./documents.js";
import { Messages } from "./messages.js";
import { Step } from "./step.js";
import { Surveys } from "./surveys.js";

/** What a company may begin by itself; the protocol says whether now. */
const begins = () => ({ HELP_CENTRE: t`Hacer una consulta`, CITIZEN: t`Dejar un reclamo, una sugerencia o una felicitación`, REQUEST: t`Pedir un servicio`, PORTAL_PROBLEM: t`Avisar de un problema con el portal` });

/** @param {{ frame: any, id: string, params: Record<string, string> }} props */
export function Company({ frame, id, params }) {
  const found = useQuery(COMPANY, { id });
  const live = useLive({ after: found.data?.changes.cursor, kinds: [], account: id, changed: found.again });
  return html`<${Live} told=${live} /><${Loaded} of=${found} lines=${8}>${(data) => html`<${Told} frame=${frame} data=${data} params=${params} again=${found.anew} />`}<//>`;
}

/** @param {{ frame: any, data: any, params: Record<string, string>, again: () => void }} props */
function Told({ frame, data, params, again }) {
  const { account, nextSteps, cases, messages } = data;
  if (!account) return html`<section class="card"><${Nothing} title=${t`No podemos mostrar esa empresa`}>${t`Su representación puede haber terminado. Escriba a su ejecutivo o ejecutiva de ProChile, o declárela otra vez.`}<//></section>`;
  const fact = frame.facts[params.paso];
  const done = (/** @type {any} */ payload) => {
    again();
    go(href({ paso: null, iniciar: null, caso: payload.case?.id ?? null }));
  };
  return html`<div class="two"><div class="stack">
      ${fact ? html`<section class="card"><${FactForm} key=${fact.mutation} fact=${fact} person=${frame.me.username} staff=${false} about=${{ accountId: account.id }} done=${done} cancel=${href({ paso: null })} /></section>`
        : nextSteps.slice(0, 3).map((/** @type {any} */ step, /** @type {number} */ i) => html`<${Step} step=${step} frame=${frame} title=${i ? t`También` : t`Lo que sigue`} />`)}
      <section class="card"><header><h2>${t`Sus trámites`}</h2></header>${cases.nodes.length === 0 ? html`<${Nothing} title=${t`Ninguno todavía`}>${t`Cuando pida algo a ProChile, aquí verá en qué está. Puede empezar más abajo, en «¿Necesita algo más?».`}<//>` : html`<ul class="list">${cases.nodes.map((/** @type {any} */ each) => html`<li><div><a class="title" href=${href({ caso: each.id, paso: null })}>${each.flowTitle}</a><p class="muted">${t`Número ${each.number} · desde el ${dayWords(each.openedAt)}`}</p></div><div class="side"><span class="tag ${each.isOpen ? "blue" : ""}">${each.stateTitle}</span></div></li>`)}</ul>`}</section>
      <${Surveys} cases=${cases.nodes} />
      <${Begin} frame=${frame} params=${params} account=${account} />
      <${Messages} messages=${messages.nodes} />
    </div><div class="stack">
      <${Terms} terms=${account.terms} />
      <${Data} frame=${frame} account=${account} params=${params} again=${again} />
      <${TaxRegistry} answers=${account.taxAnswers} />
      <${Portfolio} classes=${account.classes} />
    </div></div>`;
}

/** @param {{ frame: any, params: Record<string, string>, account: any }} props */
function Begin({ frame, params, account }) {
  const first = useQuery(params.iniciar in begins() ? OPENING : null, { flow: params.iniciar, id: account.id });
  return html`<section class="card"><header><h2>${t`¿Necesita algo más?`}</h2></header>
    <div class="buttons">${Object.entries(begins()).map(([flow, title]) => html`<a class="button" aria-current=${params.iniciar === flow ? "true" : null} data-stay="" href=${href({ iniciar: flow, paso: null })}>${title}</a>`)}</div>
    ${params.iniciar in begins() && html`<${Loaded} of=${first}>${({ firstStep }) => html`<${Opening} text=${firstStep.text} mutations=${offered(firstStep, frame.facts)} facts=${frame.facts} />`}<//>`}</section>`;
}

/** How it begins; what a company may not begin now, its own step leads to. @param {{ text: string, mutations: string[], facts: any }} props */
function Opening({ text, mutations, facts }) {
  if (mutations.length === 0) return html`<p>${t`Por ahora no puede pedirlo por aquí. Siga primero con «Lo que sigue», al comienzo de esta página.`}</p>`;
  return html`<p>${text}</p><div class="buttons">${mutations.map((mutation) => html`<a class="button main" href=${href({ paso: mutation })}>${facts[mutation].title}</a>`)}</div>`;
}

/** @param {{ terms: any[] }} props */
function Terms({ terms }) {
  if (terms.length === 0) return null;
  return html`<section class="card"><header><h2>${t`Cuándo le responden`}</h2></header><ul class="list">${terms.map((term) => html`<li><div><span class="title">${term.name}</span>${term.dueOn && html`<p class="muted">${t`A más tardar el ${dateWords(term.dueOn)}`}</p>`}</div><div class="side"><span class="tag ${term.state}">${word("TermState", term.state)}</span></div></li>`)}</ul></section>`;
}

/** @param {{ frame: any, account: any, params: Record<string, string>, again: () => void }} props */
function Data({ frame, account, params, again }) {
  if (params.datos) return html`<section class="card"><${CompanyForm} key=${params.datos} which=${params.datos} account=${account} person=${frame.me.username} again=${again} /></section>`;
  const rows = [[t`Nombre`, account.name], [t`RUT`, account.rut], [t`Región`, account.region?.name], ...own().map(([name, label]) => [label, account[name]]), [t`Rubro`, nameOf(frame.sectors, account.sector)], [t`Tamaño`, account.companySize],
    [t`Inicio de actividades`, account.siiStarted === null ? null : account.siiStarted ? (account.siiStartedOn ? t`Sí, desde el ${dateWords(account.siiStartedOn)}` : t`Sí`) : t`No`], [t`Categoría tributaria`, account.taxCategory && word("TaxCategory", account.taxCategory)]];
  return html`<section class="card"><header><h2>${t`Sus datos en ProChile`}</h2></header>
    <dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? html`<span class="muted">${t`sin dato`}</span>`}</dd>`)}</dl>
    <h3>${t`Contactos`}</h3><ul class="list">${account.contacts.filter((/** @type {any} */ each) => each.active).map((/** @type {any} */ each) => html`<li><div><span class="title">${each.name}</span><p class="muted">${[each.position, each.email, each.phone].filter(Boolean).join(" · ")}</p></div></li>`)}</ul>
    <${Corrections} /></section>`;
}

/** @param {{ classes: any }} props */
function Portfolio({ classes }) {
  return html`<section class="card"><header><h2>${classes.portfolio.isPortfolio ? t`Su empresa es de la cartera de ProChile` : t`Para ser empresa de la cartera`}</h2></header>
    <ul class="list">${classes.portfolio.conditions.map((/** @type {any} */ each) => html`<li><p>${each.reasons.map((/** @type {any} */ reason) => reason.text).join(" ")}</p><div class="side"><span class="tag ${each.state === "MET" ? "green" : ""}">${word("ConditionState", each.state)}</span></div></li>`)}</ul></section>`;
}
