// @ts-check
// One's own conflict of interest with a company: declared and ended, with the day and the reason (POL-07, AMB-72).
import { go, href } from "../shared/address.js";
import { Form } from "../forms/forms.js";
import { ask } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { dateWords, personWords } from "../shared/words.js";
import { DECLARE, END } from "./documents.js";

const datum = (/** @type {string} */ name, /** @type {string} */ kind, /** @type {string} */ label, required = false) => ({ name, kind, label, required, choices: [] });

/** @param {{ account: any, me: any, params: Record<string, string>, again: () => void }} props */
export function ConflictOfInterest({ account, me, params, again }) {
  const standing = account.conflictsOfInterest.filter((/** @type {any} */ each) => each.stands);
  const own = standing.find((/** @type {any} */ each) => each.username === me.username);
  const may = me.permissions.includes("DECLARE_CONFLICT_OF_INTEREST");
  if (standing.length === 0 && !may) return null;
  const open = params.interes !== undefined && may;
  return html`<section class="card"><header><h2>Conflicto de interés</h2></header>
    ${standing.length > 0 && html`<ul class="list">${standing.map((/** @type {any} */ each) => html`<li><div><span class="title">${each === own ? "Usted lo declaró" : `Lo declaró ${personWords(each.person) ?? each.username}`}</span>
      <p class="muted">Desde el ${dateWords(each.since)}${each.until ? `; termina el ${dateWords(each.until)}` : ""}. Mientras siga en pie, no decide nada sobre esta empresa.</p>${each.reason && html`<p>${each.reason}</p>`}</div></li>`)}</ul>`}
    ${open ? html`<${Told} key=${own ? "end" : "declare"} own=${own} account=${account} me=${me} again=${again} />`
      : may && html`<p class="muted">${own ? "Si terminó, o termina un día que ya conoce, regístrelo: desde ese día vuelve a decidir." : "Si tiene un interés propio en esta empresa, declárelo aquí: sus casos abiertos pasan a quien elija la jefatura."}</p>
        <div class="buttons"><a class="button" href=${href({ interes: "1" })}>${own ? "Registrar su término" : "Declarar un conflicto de interés"}</a></div>`}</section>`;
}

/** @param {{ own: any, account: any, me: any, again: () => void }} props */
function Told({ own, account, me, again }) {
  const close = href({ interes: null });
  const data = own
    ? [datum("reason", "TEXT", "Por qué termina", true), datum("until", "DATE", "Primer día sin el conflicto, si no es mañana")]
    : [datum("reason", "TEXT", "Por qué tiene un conflicto de interés", true), datum("since", "DATE", "Desde qué día, si no es hoy")];
  const submit = async (/** @type {Record<string, any>} */ input) => Object.values(await ask(own ? END : DECLARE, { input: { ...input, accountId: account.id } }))[0];
  const done = () => {
    again();
    go(close);
  };
  return html`<${Form} id="interes" title=${own ? "Término del conflicto de interés" : "Declarar un conflicto de interés"} draft="${me.username}:${account.id}:interes-${own ? "termino" : "declaracion"}" data=${data} submit=${submit} done=${done} cancel=${close} button=${own ? "Registrar el término" : "Declarar"} />`;
}
