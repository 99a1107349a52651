// @ts-check
// Cases passed to somebody else in one act, with one reason: all of them, or none.
import { newKey } from "../forms/drafts.js";
import { ask, attempt, useQuery } from "../shared/graphql.js";
import { html, useRef, useState } from "../shared/html.js";
import { HAND_OVER, OFFICES } from "./documents.js";

/** @param {{ ids: string[], cases: any[], done: () => void, cancel: () => void }} props */
export function HandOver({ ids, cases, done, cancel }) {
  const offices = useQuery(OFFICES).data?.offices ?? [];
  const people = [...new Set(cases.map((each) => each.assignee?.username).filter(Boolean))];
  const [kind, choose] = useState("person");
  const [wrong, tell] = useState("");
  const clientKey = useRef(newKey());
  const send = async (/** @type {any} */ event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const to = form.get(kind)?.toString().trim(), reason = form.get("reason")?.toString().trim();
    if (!to || !reason) return tell("Diga a quién se entregan y por qué: el motivo queda en cada caso.");
    const input = { to: `${kind}:${to}`, reason, caseIds: ids, clientKey: clientKey.current };
    const refusal = await attempt(async () => {
      const { handOverCases } = await ask(HAND_OVER, { input });
      if (handOverCases.userErrors.length) clientKey.current = newKey(); // what was refused did nothing: corrected, it is another request
      return handOverCases;
    });
    return refusal ? tell(refusal) : done();
  };
  return html`<form onSubmit=${send}>
    ${wrong && html`<div class="errors" role="alert"><strong>No se entregó ninguno.</strong><p>${wrong}</p></div>`}
    <fieldset class="field"><legend>A quién</legend><div class="options">
      <label><input type="radio" name="kind" checked=${kind === "person"} onChange=${() => choose("person")} />Una persona</label>
      <label><input type="radio" name="kind" checked=${kind === "office"} onChange=${() => choose("office")} />Una oficina</label></div></fieldset>
    ${kind === "person"
      ? html`<div class="field"><label for="hand-person">Su usuario</label><span class="hint" id="hand-hint">Como figura en el directorio, por ejemplo ana.rojas</span><input id="hand-person" name="person" list="hand-people" aria-describedby="hand-hint" autocomplete="off" /><datalist id="hand-people">${people.map((each) => html`<option value=${each}></option>`)}</datalist></div>`
      : html`<div class="field"><label for="hand-office">Oficina</label><select id="hand-office" name="office"><option value="">Elija…</option>${offices.map((/** @type {any} */ each) => html`<option value=${each.code}>${each.name}</option>`)}</select></div>`}
    <div class="field"><label for="hand-reason">Por qué</label><textarea id="hand-reason" name="reason" rows="2"></textarea></div>
    <div class="buttons"><button type="submit" class="main">Entregar ${ids.length}</button><button type="button" onClick=${cancel}>Cancelar</button></div></form>`;
}
