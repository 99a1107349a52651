// @ts-check
// Records of other systems that came with an e-mail address of an account: whether they are of it, a person decides (AMB-45, SYS-03).
import { href } from "../shared/address.js";
import { newKey } from "../forms/drafts.js";
import { ask, attempt, useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords } from "../shared/words.js";
import { DECIDE_JOIN, PROPOSALS } from "./documents.js";

/** @param {{ me: any }} props */
export function Proposals({ me }) {
  const found = useQuery(PROPOSALS);
  const [last, tell] = useState(/** @type {any} */ (null));
  document.title = "Uniones por correo · Escritorio · Atención";
  const may = me.permissions.includes("JOIN_PROFILES");
  const decided = (/** @type {any} */ join) => {
    tell(join);
    found.again();
  };
  return html`<section class="card"><header><h2>Uniones por correo</h2><p>Registros de otros sistemas que traen el correo de una cuenta, sin su RUT. Si son de ella, aparecen en su trayectoria; si no, quedan aparte.</p></header>
    ${last && html`<${Decided} join=${last} decided=${decided} />`}
    <${Loaded} of=${found}>${({ profileJoinProposals: of }) => (of.nodes.length === 0 ? html`<${Nothing} title="Nada que decidir">Lo que llegue con un correo conocido y sin RUT aparecerá aquí.<//>` : html`
      <ul class="list">${of.nodes.map((/** @type {any} */ each) => html`<${Proposal} key=${each.id} it=${each} may=${may} decided=${decided} />`)}</ul>
      ${of.pageInfo.hasNextPage && html`<p class="muted">Se muestran ${of.nodes.length}; al decidirlas aparecen las que siguen.</p>`}`)}<//></section>`;
}

/** Why it was refused, empty when it was not, and the join as it is then. @param {Record<string, unknown>} decision */
async function decideJoin(decision) {
  let join = null;
  const refusal = await attempt(async () => {
    const payload = (await ask(DECIDE_JOIN, { input: { ...decision, clientKey: newKey() } })).decideProfileJoin;
    join = payload.join;
    return payload;
  });
  return { refusal, join };
}

/** @param {{ it: any, may: boolean, decided: (join: any) => void }} props */
function Proposal({ it, may, decided }) {
  const [wrong, tell] = useState("");
  const decide = async (/** @type {string} */ state) => {
    const { refusal, join } = await decideJoin({ email: it.email, rut: it.rut, state });
    return refusal ? tell(refusal) : decided(join);
  };
  return html`<li><div><span class="title">${it.email}</span><p class="muted">${counted(it.many, "registro", "registros")}, el último del ${dateWords(it.latestOn)} · de la <a href=${href({ cuenta: it.accountId }, true)}>cuenta ${it.rut}</a></p>
    ${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    ${may && html`<div class="buttons"><button type="button" class="main" onClick=${() => decide("ACCEPTED")}>Son de esta cuenta<span class="visually-hidden">: ${it.email}</span></button><button type="button" onClick=${() => decide("REJECTED")}>No lo son<span class="visually-hidden">: ${it.email}</span></button></div>`}</div></li>`;
}

/** What was just decided, and the way back, with its reason. @param {{ join: any, decided: (join: any) => void }} props */
function Decided({ join, decided }) {
  const [wrong, tell] = useState("");
  if (join.state === "UNDONE") return html`<p class="state" role="status">Se deshizo la decisión sobre ${join.email}: vuelve a la lista.</p>`;
  const undo = async (/** @type {any} */ submitted) => {
    submitted.preventDefault();
    const reason = new FormData(submitted.target).get("reason")?.toString().trim();
    if (!reason) return tell("Diga por qué: el motivo queda junto a la decisión.");
    const { refusal, join: undone } = await decideJoin({ email: join.email, rut: join.rut, state: "UNDONE", reason, version: join.version });
    return refusal ? tell(refusal) : decided(undone);
  };
  return html`<div class="state good" role="status"><strong>${join.state === "ACCEPTED" ? `Lo que trae ${join.email} es de la cuenta ${join.rut}.` : `Lo que trae ${join.email} no es de la cuenta ${join.rut}.`}</strong>
    <details><summary>Me equivoqué</summary><form onSubmit=${undo}>${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
      <div class="field"><label for="undo-reason">Por qué se deshace</label><textarea id="undo-reason" name="reason" rows="2"></textarea></div><div class="buttons"><button type="submit">Deshacer</button></div></form></details></div>`;
}
