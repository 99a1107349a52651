// @ts-check
// Cases passed to somebody else in one act, with one reason: all of them, or none.
import { dropDraft, keepDraft, newKey, readDraft } from "../forms/drafts.js";
import { ask, attempt, useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { HAND_OVER, OFFICES } from "./documents.js";

/** @param {string} who */
const draftOf = (who) => `${who}:hand-over`;

/** The cases whose hand-over somebody was writing in this tab. @param {string} who @returns {string[]} */
export const handedInDraft = (who) => readDraft(draftOf(who))?.values.cases.split(" ") ?? [];

/** @param {{ who: string, ids: string[], cases: any[], done: () => void, cancel: () => void }} props */
export function HandOver({ who, ids, cases, done, cancel }) {
  const offices = useQuery(OFFICES).data?.offices ?? [];
  const people = [...new Set(cases.map((each) => each.assignee?.username).filter(Boolean))];
  const [draft, setDraft] = useState(() => {
    const kept = readDraft(draftOf(who)); // of other cases: it is none of this hand-over's
    return kept && ids.every((id) => kept.values.cases.split(" ").includes(id)) ? kept : { values: { kind: "person", person: "", office: "", reason: "", cases: "" }, clientKey: newKey(), version: null, seen: 0 };
  });
  const [wrong, tell] = useState("");
  const { kind, person, office, reason } = draft.values;
  const keep = (/** @type {import("../forms/drafts.js").Draft} */ next) => {
    setDraft(next);
    keepDraft(draftOf(who), next);
  };
  const type = (/** @type {any} */ event) => keep({ ...draft, values: { ...draft.values, [event.target.name]: event.target.value, cases: ids.join(" ") } });
  const end = (/** @type {() => void} */ then) => () => {
    dropDraft(draftOf(who));
    then();
  };
  const send = async (/** @type {any} */ event) => {
    event.preventDefault();
    const to = draft.values[kind].trim(), why = reason.trim();
    if (!to || !why) return tell("Diga a quién se entregan y por qué: el motivo queda en cada caso.");
    const input = { to: `${kind}:${to}`, reason: why, caseIds: ids, clientKey: draft.clientKey };
    const refusal = await attempt(async () => {
      const { handOverCases } = await ask(HAND_OVER, { input });
      if (handOverCases.userErrors.length) keep({ ...draft, clientKey: newKey() }); // what was refused did nothing: corrected, it is another request
      return handOverCases;
    });
    return refusal ? tell(refusal) : end(done)();
  };
  return html`<form onSubmit=${send}>
    ${wrong && html`<div class="errors" role="alert"><strong>No se entregó ninguno.</strong><p>${wrong}</p></div>`}
    <fieldset class="field"><legend>A quién</legend><div class="options">
      <label><input type="radio" name="kind" value="person" checked=${kind === "person"} onChange=${type} />Una persona</label>
      <label><input type="radio" name="kind" value="office" checked=${kind === "office"} onChange=${type} />Una oficina</label></div></fieldset>
    ${kind === "person"
      ? html`<div class="field"><label for="hand-person">Su usuario</label><span class="hint" id="hand-hint">Como figura en el directorio, por ejemplo ana.rojas</span><input id="hand-person" name="person" value=${person} onInput=${type} list="hand-people" aria-describedby="hand-hint" autocomplete="off" /><datalist id="hand-people">${people.map((each) => html`<option value=${each}></option>`)}</datalist></div>`
      : html`<div class="field"><label for="hand-office">Oficina</label><select id="hand-office" name="office" value=${office} onChange=${type}><option value="">Elija…</option>${offices.map((/** @type {any} */ each) => html`<option value=${each.code}>${each.name}</option>`)}</select></div>`}
    <div class="field"><label for="hand-reason">Por qué</label><textarea id="hand-reason" name="reason" rows="2" value=${reason} onInput=${type}></textarea></div>
    <div class="buttons"><button type="submit" class="main">Entregar ${ids.length}</button><button type="button" onClick=${end(cancel)}>Cancelar</button></div></form>`;
}
