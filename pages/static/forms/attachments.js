// @ts-check
// The documents of a case: listed, saved, added and withdrawn. What a file is, the API judges by its content.
import { keepDraft, dropDraft, newKey, readDraft } from "./drafts.js";
import { Reason, isBegun } from "./reason.js";
import { WORDS, word } from "../shared/enums.js";
import { ask, attempt, post, useAgain, useQuery } from "../shared/graphql.js";
import { html, useState } from "../shared/html.js";
import { t } from "../shared/language.js";
import { keep } from "../shared/saving.js";
import { Loaded } from "../shared/states.js";
import { dayWords, sizeWords } from "../shared/words.js";

const LIST = `query CaseDocuments($id: ID!) {
  case(id: $id) { id documents(first: 50) { nodes { id name purpose note format size addedBy addedAt withdrawnAt withdrawnWhy path } pageInfo { hasNextPage } } }
}`;
const ANNOUNCE = `mutation AnnounceDocument($input: AnnounceDocumentInput!) {
  announceDocument(input: $input) { upload { path mostBytes } userErrors { code message field rule } }
}`;
const WITHDRAW = `mutation WithdrawDocument($input: WithdrawDocumentInput!) {
  withdrawDocument(input: $input) { document { id } userErrors { code message field rule } }
}`;

/** What a browser offers to choose from: the API looks at the content, whatever the name says. */
const ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx";
/** What says nothing comes first: who is in doubt leaves it. */
const PURPOSES = Object.keys(WORDS.DocumentPurpose).sort((one, other) => Number(other === "OTHER") - Number(one === "OTHER"));

/**
 * @param {{ id: string, me: any, open: boolean, changed?: unknown }} props `open`: the case is; `changed`: the list is asked again when
 *   it is another.
 */
export function Attachments({ id, me, open, changed }) {
  const found = useQuery(LIST, { id });
  const may = me.permissions.includes("ATTACH_DOCUMENT"), mine = may && me.permissions.includes("HAVE_CASES");
  useAgain(found.again, changed);
  return html`<section class="card"><header><h2>${t`Documentos`}</h2></header>
    <${Loaded} of=${found} lines=${2}>${({ case: it }) => html`
      ${it?.documents.nodes.length ? html`<ul class="list">${it.documents.nodes.map((/** @type {any} */ each) => html`<${Attached} key=${each.id} it=${each} me=${me} may=${mine || each.addedBy === me.username} again=${found.again} />`)}</ul>` : html`<p class="muted">${t`Ninguno todavía.`}</p>`}
      ${it?.documents.pageInfo.hasNextPage && html`<p class="muted">${t`Se muestran los 50 más nuevos; hay más.`}</p>`}`}<//>
    ${may && open && html`<${Add} id=${id} me=${me} again=${found.again} />`}</section>`;
}

/** @param {{ it: any, me: any, may: boolean, again: () => void }} props `may`: she may ask to withdraw it; the API decides. */
function Attached({ it, me, may, again }) {
  const draft = `${me.username}:${it.id}:withdrawal`;
  const [wrong, tell] = useState("");
  const [open, show] = useState(() => !it.withdrawnAt && isBegun(draft));
  const save = async () => tell(await attempt(async () => keep({ name: it.name, content: await (await post(it.path)).blob() })));
  const withdraw = (/** @type {string} */ reason) => attempt(async () => (await ask(WITHDRAW, { input: { documentId: it.id, reason } })).withdrawDocument);
  return html`<li><div>${it.path ? html`<button type="button" class="link title" aria-label=${t`Guardar ${it.name}`} onClick=${save}>${it.name}</button>` : html`<span class="title">${it.name}</span>`}
      <p class="muted">${word("DocumentPurpose", it.purpose)} · ${sizeWords(it.size)} · ${dayWords(it.addedAt)}</p>${it.note && html`<p>${it.note}</p>`}
      ${it.withdrawnAt && html`<p class="state warn">${t`Retirado: ${it.withdrawnWhy}`}</p>`}${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
      ${open && html`<${Reason} id="w-${it.id}" draft=${draft} label=${t`Por qué se retira`} lacks=${t`Diga por qué: el motivo queda junto al documento.`} button=${t`Retirar`} send=${withdraw} done=${again} cancel=${() => show(false)} />`}</div>
    ${may && !it.withdrawnAt && !open && html`<div class="side"><button type="button" class="link no-print" aria-label=${t`Retirar ${it.name}`} onClick=${() => show(true)}>${t`Retirar`}</button></div>`}</li>`;
}

/** @param {{ id: string, me: any, again: () => void }} props */
function Add({ id, me, again }) {
  const draft = `${me.username}:${id}:document`;
  const [kept, keepTyped] = useState(() => readDraft(draft)?.values ?? null); // the file itself is chosen again
  const [begun] = useState(kept !== null); // opened once: from then on it stands as its person leaves it
  const type = (/** @type {any} */ event) => {
    const values = { purpose: PURPOSES[0], note: "", ...kept, [event.target.name]: event.target.value };
    keepTyped(values);
    keepDraft(draft, { values, clientKey: newKey(), version: null, seen: 0 });
  };
  const [wrong, tell] = useState("");
  const [busy, work] = useState("");
  const send = async (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target, given = new FormData(form), file = /** @type {File} */ (given.get("file"));
    if (!file?.size) return void tell(t`Elija un archivo que no esté vacío.`);
    const input = { caseId: id, purpose: given.get("purpose"), name: file.name, note: given.get("note")?.toString().trim() || null };
    work(t`Enviando…`);
    const refusal = await attempt(async () => {
      const { announceDocument } = await ask(ANNOUNCE, { input });
      const { upload } = announceDocument;
      if (upload && file.size > upload.mostBytes) return { userErrors: [{ message: t`Puede tener hasta ${sizeWords(upload.mostBytes)}, y tiene ${sizeWords(file.size)}.` }] };
      if (upload) await post(upload.path, file);
      return announceDocument;
    });
    work("");
    tell(refusal);
    if (refusal) return;
    form.reset();
    dropDraft(draft);
    keepTyped(null);
    again();
  };
  return html`<details class="how no-print" open=${begun}><summary>${t`Agregar un documento`}</summary><form onSubmit=${send}>
    ${wrong && html`<p class="state bad" role="alert">${wrong}</p>`}
    <div class="field"><label for="doc-file">${t`Archivo`}</label><span class="hint" id="doc-hint">${t`PDF, imagen (PNG, JPEG), Word o Excel`}</span><input id="doc-file" name="file" type="file" accept=${ACCEPTED} aria-describedby="doc-hint" /></div>
    <div class="field"><label for="doc-purpose">${t`Qué es`}</label><select id="doc-purpose" name="purpose" onChange=${type}>${PURPOSES.map((code) => html`<option value=${code} selected=${code === kept?.purpose}>${word("DocumentPurpose", code)}</option>`)}</select></div>
    <div class="field"><label for="doc-note">${t`Nota`} <span class="muted">${t`(si corresponde)`}</span></label><input id="doc-note" name="note" type="text" autocomplete="off" value=${kept?.note ?? ""} onInput=${type} /></div>
    <div class="buttons"><button type="submit" disabled=${busy !== ""}>${busy || t`Agregar`}</button></div></form></details>`;
}
