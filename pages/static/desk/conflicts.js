// @ts-check
// What somebody changed in the CRM and somebody here: both sides, and a person decides.
import { href } from "../shared/address.js";
import { newKey } from "../forms/drafts.js";
import { Download } from "../shared/exports.js";
import { ask, attempt, useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { Live, useLive } from "../shared/live.js";
import { Loaded, Nothing } from "../shared/states.js";
import { momentWords } from "../shared/words.js";
import { CONFLICTS, RESOLVE } from "./documents.js";

export function Conflicts() {
  const found = useQuery(CONFLICTS, { account: null });
  document.title = "Conflictos · Escritorio · Atención";
  const live = useLive({ after: found.data?.changes.cursor, kinds: ["CONFLICT"], changed: found.again });
  return html`<${Live} told=${live} /><${Loaded} of=${found}>${({ syncConflicts }) => html`<${List} conflicts=${syncConflicts.nodes} again=${found.again} />`}<//>`;
}

/** @param {{ conflicts: any[], again: () => void }} props */
function List({ conflicts, again }) {
  if (conflicts.length === 0) return html`<section class="card"><h2>Conflictos con el CRM</h2><${Nothing} title="Ningún conflicto abierto">Lo que dos personas cambien a la vez aparecerá aquí, con los dos valores.<//></section>`;
  return html`<${Download} list="conflictos" variables=${{}} what="los conflictos" />${conflicts.map((each) => html`<${Conflict} key=${each.id} it=${each} name=${each.account?.name ?? "Una empresa"} again=${again} />`)}`;
}

/** What is asked of a record that somebody deleted in the CRM. @type {Record<string, { is: string, act: string }>} */
const GONE = {
  ATENCION: { is: "Se conserva", act: "Crear de nuevo en el CRM" },
  CRM: { is: "Eliminado", act: "Dejarlo eliminado en el CRM" },
};

/** The record at odds, as a person knows it. @param {any} it */
function which(it) {
  if (it.kind === "ACCOUNT") return "la cuenta";
  if (it.kind === "ACTION") return "una acción de la cuenta";
  const known = it.account?.contacts.find((/** @type {any} */ contact) => contact.id === it.recordId);
  return known ? `el contacto «${known.name}»` : "un contacto de la cuenta";
}

/** @param {{ it: any, name: string, again: () => void }} props */
function Conflict({ it, name, again }) {
  const [wrong, tell] = useState("");
  const resolve = async (/** @type {string} */ side) => {
    const refusal = await attempt(async () => (await ask(RESOLVE, { input: { conflictId: it.id, side, clientKey: newKey() } })).resolveConflict);
    return refusal ? tell(refusal) : again();
  };
  const gone = it.field === "deleted";
  const side = (/** @type {string} */ title, /** @type {string | null} */ value, /** @type {string | null} */ by, /** @type {string | null} */ at, /** @type {string} */ code) => html`<div>
    <h3>${title}</h3><p><strong>${gone ? GONE[code].is : value ?? "vacío"}</strong></p><p class="muted">${by ?? "alguien"}${at ? `, ${momentWords(at)}` : ""}</p>${it.proposed === code && html`<span class="tag blue">propuesto</span>`}
    <div class="buttons"><button type="button" class=${it.proposed === code ? "main" : ""} onClick=${() => resolve(code)}>${gone ? GONE[code].act : "Dejar este valor"}</button></div></div>`;
  return html`<section class="card"><header><h2><a href=${href({ cuenta: it.accountId }, true)}>${name}</a></h2><p>${gone ? `El CRM ya no tiene ${which(it)}.` : `En ${which(it)}, «${it.fieldInWords}». Antes, los dos lados decían: ${it.agreed ?? "nada"}.`}</p></header>
    ${it.reason && html`<p class="state warn">${it.reason}</p>`}${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    <div class="sides">${side("En Atención", it.local, it.localBy, it.localAt, "ATENCION")}${side("En el CRM", it.remote, it.remoteBy, it.remoteAt, "CRM")}</div></section>`;
}
