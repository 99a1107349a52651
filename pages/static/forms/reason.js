// @ts-check
// Why something is taken back: a small form with one text, kept in the tab like every other.
import { dropDraft, keepDraft, newKey, readDraft } from "./drafts.js";
import { html, useState } from "../shared/html.js";
import { t } from "../shared/language.js";

/** @param {string} draft Whose it is, and of what. */
export const isBegun = (draft) => readDraft(draft) !== null;

/**
 * @param {{ id: string, draft: string, label: string, lacks: string, button: string, send: (reason: string) => Promise<string>, done: () => void, cancel: () => void }} props
 *   `lacks`: what is said when nothing was written; `send`: what speaks against it, empty when it is done.
 */
export function Reason({ id, draft, label, lacks, button, send, done, cancel }) {
  const [reason, write] = useState(() => readDraft(draft)?.values.reason ?? "");
  const [wrong, tell] = useState("");
  const [sending, wait] = useState(false);
  const type = (/** @type {any} */ event) => {
    write(event.target.value);
    keepDraft(draft, { values: { reason: event.target.value }, clientKey: newKey(), version: null, seen: 0 });
  };
  const end = (/** @type {() => void} */ then) => {
    dropDraft(draft);
    then();
  };
  const submit = async (/** @type {any} */ event) => {
    event.preventDefault();
    if (!reason.trim()) return tell(lacks);
    wait(true);
    const refusal = await send(reason.trim());
    wait(false);
    return refusal ? tell(refusal) : end(done);
  };
  return html`<form onSubmit=${submit}>${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    <div class="field"><label for=${id}>${label}</label><textarea id=${id} name="reason" rows="2" value=${reason} onInput=${type}></textarea></div>
    <div class="buttons"><button type="submit" disabled=${sending}>${button}</button><button type="button" class="link" onClick=${() => end(cancel)}>${t`Cancelar`}</button></div></form>`;
}
