// @ts-check
// The documents of a case: listed, saved, added and withdrawn. What a file is, the API judges by its content.
import { WORDS, word } from "../shared/enums.js";
import { Failure, ask, failureOf, useQuery } from "../shared/graphql.js";
import { html, useEffect, useRef, useState } from "../shared/html.js";
import { Loaded } from "../shared/states.js";
import { dayWords, sizeWords } from "../shared/words.js";

const LIST = `query CaseDocuments($id: ID!) {
  case(id: $id) { id documents(first: 50) { nodes { id name purpose note format size addedBy addedAt withdrawnAt withdrawnWhy path } pageInfo { hasNextPage } } }
}`;
const ANNOUNCE = `mutation AnnounceDocument($input: AnnounceDocumentInput!) {
  announceDocument(input: $input) { upload { path mostBytes formats } userErrors { code message field rule } }
}`;
const WITHDRAW = `mutation WithdrawDocument($input: WithdrawDocumentInput!) {
  withdrawDocument(input: $input) { document { id } userErrors { code message field rule } }
}`;

/** What a browser offers to choose from: the API looks at the content, whatever the name says. */
const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx";
/** What says nothing comes first: who is in doubt leaves it. */
const PURPOSES = Object.entries(WORDS.DocumentPurpose).sort(([one], [other]) => Number(other === "OTHER") - Number(one === "OTHER"));
const SENT = { "atencion-session": "1" };

/**
 * @param {{ id: string, me: any, open: boolean, changed?: unknown }} props `open`: the case is; `changed`: the list is asked again when
 *   it is another.
 */
export function Attachments({ id, me, open, changed }) {
  const found = useQuery(LIST, { id });
  const may = me.permissions.includes("ATTACH_DOCUMENT"), mine = may && me.permissions.includes("HAVE_CASES");
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) found.again();
    first.current = false;
  }, [changed]);
  return html`<section class="card"><header><h2>Documentos</h2></header>
    <${Loaded} of=${found} lines=${2}>${({ case: it }) => html`
      ${it?.documents.nodes.length ? html`<ul class="list">${it.documents.nodes.map((/** @type {any} */ each) => html`<${Attached} key=${each.id} it=${each} may=${mine || each.addedBy === me.username} again=${found.again} />`)}</ul>` : html`<p class="muted">Ninguno todavía.</p>`}
      ${it?.documents.pageInfo.hasNextPage && html`<p class="muted">Se muestran los 50 más nuevos; hay más.</p>`}`}<//>
    ${may && open && html`<${Add} id=${id} again=${found.again} />`}</section>`;
}

/** @param {{ it: any, may: boolean, again: () => void }} props `may`: she may ask to withdraw it; the API decides. */
function Attached({ it, may, again }) {
  const [wrong, tell] = useState("");
  const [open, show] = useState(false);
  const save = () => guarded(tell, async () => {
    const response = await fetch(it.path, { method: "POST", headers: SENT, credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) throw await refusalOf(response);
    const address = URL.createObjectURL(await response.blob());
    Object.assign(document.createElement("a"), { href: address, download: it.name, target: "_self" }).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });
  const withdraw = (/** @type {any} */ event) => {
    event.preventDefault();
    const reason = new FormData(event.target).get("reason")?.toString().trim();
    if (!reason) return tell("Diga por qué: el motivo queda junto al documento.");
    return guarded(tell, async () => {
      const { withdrawDocument } = await ask(WITHDRAW, { input: { documentId: it.id, reason } });
      if (withdrawDocument.userErrors.length) return tell(withdrawDocument.userErrors.map((/** @type {any} */ error) => error.message).join(" "));
      return again();
    });
  };
  return html`<li><div>${it.path ? html`<button type="button" class="link title" aria-label="Guardar ${it.name}" onClick=${save}>${it.name}</button>` : html`<span class="title">${it.name}</span>`}
      <p class="muted">${word("DocumentPurpose", it.purpose)} · ${sizeWords(it.size)} · ${dayWords(it.addedAt)}</p>${it.note && html`<p>${it.note}</p>`}
      ${it.withdrawnAt && html`<p class="state warn">Retirado: ${it.withdrawnWhy}</p>`}${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
      ${open && html`<form onSubmit=${withdraw}><div class="field"><label for="w-${it.id}">Por qué se retira</label><textarea id="w-${it.id}" name="reason" rows="2"></textarea></div>
        <div class="buttons"><button type="submit">Retirar</button><button type="button" class="link" onClick=${() => show(false)}>Cancelar</button></div></form>`}</div>
    ${may && !it.withdrawnAt && !open && html`<div class="side"><button type="button" class="link no-print" aria-label="Retirar ${it.name}" onClick=${() => show(true)}>Retirar</button></div>`}</li>`;
}

/** @param {{ id: string, again: () => void }} props */
function Add({ id, again }) {
  const [wrong, tell] = useState("");
  const [busy, work] = useState("");
  const send = (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target, given = new FormData(form), file = /** @type {File} */ (given.get("file"));
    if (!file?.size) return tell("Elija un archivo que no esté vacío.");
    return guarded(tell, async () => {
      const input = { caseId: id, purpose: given.get("purpose"), name: file.name, note: given.get("note")?.toString().trim() || null };
      const { announceDocument } = await ask(ANNOUNCE, { input });
      if (announceDocument.userErrors.length) return tell(announceDocument.userErrors.map((/** @type {any} */ error) => error.message).join(" "));
      const { upload } = announceDocument;
      if (file.size > upload.mostBytes) return tell(`Puede tener hasta ${sizeWords(upload.mostBytes)}, y tiene ${sizeWords(file.size)}.`);
      work("Enviando…");
      const response = await fetch(upload.path, { method: "POST", headers: SENT, body: file, credentials: "same-origin" }).catch(() => null).finally(() => work(""));
      if (!response?.ok) throw await refusalOf(response);
      form.reset();
      return again();
    });
  };
  return html`<details class="how no-print"><summary>Agregar un documento</summary><form onSubmit=${send}>
    ${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    <div class="field"><label for="doc-file">Archivo</label><span class="hint" id="doc-hint">PDF, imagen (PNG, JPEG), Word o Excel</span><input id="doc-file" name="file" type="file" accept=${ACCEPTED} aria-describedby="doc-hint" /></div>
    <div class="field"><label for="doc-purpose">Qué es</label><select id="doc-purpose" name="purpose">${PURPOSES.map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select></div>
    <div class="field"><label for="doc-note">Nota <span class="muted">(si corresponde)</span></label><input id="doc-note" name="note" type="text" autocomplete="off" /></div>
    <div class="buttons"><button type="submit" disabled=${busy !== ""}>${busy || "Agregar"}</button></div></form></details>`;
}

/** @param {Response | null} response */
async function refusalOf(response) {
  const error = (await response?.json().catch(() => ({})))?.errors?.[0];
  const judged = response && [409, 413, 422].includes(response.status) && error;
  return judged ? new Failure("refused", error.message) : failureOf(response?.status ?? 0, error);
}

/** @param {(text: string) => void} tell @param {() => Promise<unknown>} act */
async function guarded(tell, act) {
  tell("");
  try {
    await act();
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    tell(failure.message);
  }
}
