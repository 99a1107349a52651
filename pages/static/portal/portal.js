// @ts-check
// The portal of companies: registering, the ficha, the own case with what comes next, messages and own data.
import { go, href, useAddress } from "../shared/address.js";
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { start } from "../shared/start.js";
import { Loaded } from "../shared/states.js";
import { factsByMutation } from "../forms/steps.js";
import { CasePage } from "./case.js";
import { Company } from "./company.js";
import { MINE } from "./documents.js";
import { Register } from "./register.js";

/** @param {{ me: import("../shared/start.js").Person }} props */
function Portal({ me }) {
  const found = useQuery(MINE);
  const params = useAddress();
  return html`<${Loaded} of=${found} lines=${8}>${(data) => html`<${Mine} me=${me} data=${data} params=${params} again=${found.again} />`}<//>`;
}

/** @param {{ me: any, data: any, params: Record<string, string>, again: () => void }} props */
function Mine({ me, data, params, again }) {
  const { representations } = data.viewer;
  const frame = { me, facts: factsByMutation(data.flows), flows: data.flows, regions: data.regions, sectors: data.sectors, today: data.clock.today };
  const chosen = representations.find((/** @type {any} */ each) => each.id === params.empresa) ?? representations[0];
  const registering = representations.length === 0 || params.registrar !== undefined;
  document.title = t`Portal de empresas · Atención`;
  return html`
    <div class="head"><div><h1>${greeting(me.name)}</h1><p class="lead">${t`Aquí ve en qué está su empresa con ProChile, qué sigue y hasta cuándo.`}</p></div></div>
    ${representations.length > 0 && html`<nav class="tabs" aria-label=${t`Sus empresas`}>${representations.map((/** @type {any} */ each) => html`
      <a href=${href({ empresa: each.id }, true)} aria-current=${!registering && each === chosen ? "page" : null}>${each.account?.name ?? each.declared?.name ?? t`RUT ${each.rut}`}</a>`)}
      <a href=${href({ registrar: "1" }, true)} aria-current=${registering ? "page" : null}>${t`Registrar otra empresa`}</a></nav>`}
    ${registering ? html`<${Register} frame=${frame} done=${() => { again(); go(href({}, true)); }} />`
      : params.caso ? html`<${CasePage} key=${params.caso} frame=${frame} params=${params} id=${params.caso} />`
      : html`<${Represented} frame=${frame} of=${chosen} params=${params} />`}`;
}

/** @param {string} name */
const greeting = (name) => t`Hola, ${name.split(" ")[0]}`;

const TONES = { CONFIRMED: "good", DECLARED: "warn", REFUSED: "bad", ENDED: "bad" };

/** How far her representation has come, in her words. @returns {Record<string, string>} */
const states = () => ({ CONFIRMED: t`Confirmada: usted representa a la empresa`, DECLARED: t`Declarada: ProChile la debe confirmar`, REFUSED: t`Rechazada`, ENDED: t`Terminada` });

/** @param {{ frame: any, of: any, params: Record<string, string> }} props */
function Represented({ frame, of, params }) {
  return html`
    <div class="state ${TONES[of.state] ?? ""}"><strong>${states()[of.state]}</strong><p>${of.receipt}</p>${of.reason && html`<p>${of.reason}</p>`}</div>
    ${of.accountId ? html`<${Company} key=${of.accountId} frame=${frame} id=${of.accountId} params=${params} />`
      : of.caseId && html`<${CasePage} key=${of.caseId} frame=${frame} params=${params} id=${of.caseId} />`}`;
}

start(Portal, { get title() { return t`Portal de empresas`; }, get about() { return t`Registre su empresa, complete la ficha y vea qué sigue y hasta cuándo. Se ingresa con ClaveÚnica.`; }, allows: (me) => me.permissions.includes("REGISTER_COMPANY"), door: "claveunica" });
