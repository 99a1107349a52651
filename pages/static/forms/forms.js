// @ts-check
// A fact of a flow as a form: drawn from its data, sent as its typed mutation; what was typed stays until it is sent.
import { dropDraft, keepDraft, newKey, readDraft } from "./drafts.js";
import { WORDS } from "../shared/enums.js";
import { Field, readable, valueOf } from "./fields.js";
import { Failure, ask, askReady } from "../shared/graphql.js";
import { html, useEffect, useRef, useState } from "../shared/html.js";
import { language, t } from "../shared/language.js";
import { doerWords, momentWords } from "../shared/words.js";

/**
 * @typedef {import("./fields.js").Datum} Datum
 * @typedef {{ name: string, mutation: string, documentId: string, casePath: string[], accountPath: string[], title: string, description: string, data: Datum[] }} Fact
 * @typedef {{ code: string, message: string, field: string[] | null, rule: string | null, missing?: string[], stepToTake?: string, currentVersion?: number, currentId?: string }} UserError
 */

const CASE_NOW = "query FormCaseNow($id: ID!) { case(id: $id) { version stateTitle timeline { sequence title at by byPerson { name } } } }";
const POINT = "pointOfContact";
const when = () => ({ name: "occurredAt", path: ["circumstances", "occurredAt"], kind: "INSTANT", label: t`Cuándo ocurrió, si no fue ahora`, required: false, choices: [] });

/** *value* at *path* of an input. @param {Record<string, any>} input @param {string[]} path @param {unknown} value */
function put(input, path, value) {
  const above = path.slice(0, -1).reduce((at, step) => (at[step] ??= {}), input);
  above[/** @type {string} */ (path.at(-1))] = value;
}

/**
 * A form that keeps what is typed under *draft* until it is sent.
 * @param {{ id: string, title: string, draft: string, data: Datum[], given?: Record<string, string>, version?: number | null, button?: string,
 *   submit: (input: Record<string, any>, version: number | null, later: boolean) => Promise<any>, done: (payload: any) => void, cancel?: string, later?: string,
 *   compare?: (() => Promise<any>) | null, seen?: number, stale?: () => void, children?: any }} props
 *   `given`: what the fields begin with; `submit`: sends what was typed, with a key that makes it happen once; `cancel`: where to go
 *   without sending; `later`: a second button, which sends what there is, complete or not; `compare`: the case as it is, when somebody was quicker; `seen`: the last of its events that was seen; `stale`: asks for
 *   the data of the form anew, for what it was drawn from may hold no more.
 */
export function Form({ id, title, draft: key, data, given = {}, version = null, button = t`Registrar`, submit, done, cancel, later, compare = null, seen = 0, stale, children }) {
  const kept = useRef(readDraft(key));
  const [draft, setDraft] = useState(kept.current ?? { values: given, clientKey: newKey(), version, seen });
  const [sending, setSending] = useState(false);
  const [errors, setErrors] = useState(/** @type {UserError[]} */ ([]));
  const [failure, setFailure] = useState(/** @type {Failure | null} */ (null));
  const [meanwhile, setMeanwhile] = useState(/** @type {any} */ (null));
  const summary = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (errors.length || failure || meanwhile) summary.current?.focus();
  }, [errors, failure, meanwhile]);

  useEffect(() => {
    setErrors([]); // told in the language before: sent again, they are told in this one
    setFailure(null);
  }, [language()]);
  const keep = (/** @type {import("./drafts.js").Draft} */ next) => {
    setDraft(next);
    keepDraft(key, next);
  };
  const forget = () => {
    dropDraft(key);
    kept.current = null;
    setDraft({ values: given, clientKey: newKey(), version, seen });
    setErrors([]);
    setMeanwhile(null);
  };
  const refused = async (/** @type {UserError[]} */ found) => {
    // What was refused did nothing: corrected, it is another request.
    keep({ ...draft, clientKey: newKey() });
    if (compare && found.some((error) => error.code === "VERSION_CONFLICT")) setMeanwhile(await compare());
    else setErrors(found);
    // A datum that the form does not have: it is asked for since it was opened.
    if (found.some((error) => !data.some((datum) => concerns(error, datum)))) stale?.();
  };
  const send = async (/** @type {number | null} */ seenVersion, halfWay = false) => {
    const input = { clientKey: draft.clientKey };
    for (const datum of data) {
      const value = valueOf(datum, draft.values[datum.name]);
      if (value !== undefined) put(input, datum.path ?? [datum.name], value);
    }
    setSending(true);
    setFailure(null);
    setErrors([]);
    try {
      const payload = await submit(input, seenVersion, halfWay);
      if (payload.userErrors.length) return await refused(payload.userErrors);
      dropDraft(key);
      return done(payload);
    } catch (wrong) {
      if (!(wrong instanceof Failure)) throw wrong;
      if (wrong.kind === "changed" || wrong.kind === "broken") stale?.();
      return setFailure(wrong);
    } finally {
      setSending(false);
    }
  };
  const check = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const halfWay = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name === "later";
    const absent = halfWay ? [] : data.filter((datum) => datum.required && valueOf(datum, draft.values[datum.name]) === undefined);
    if (absent.length) setErrors(absent.map((datum) => ({ code: "MISSING_DATA", message: absence(datum), field: ["input", datum.name], rule: datum.rule ?? null })));
    else if (!sending) send(draft.version ?? version, halfWay);
  };
  const asks = JSON.stringify(data.map(({ name, required, choices }) => [name, required, choices.map(({ value }) => value)]));
  const first = useRef(asks);
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) => keep({ ...draft, values: { ...draft.values, [name]: value } });
  return html`<form onSubmit=${check} novalidate aria-labelledby="${id}-title">
    <div><h2 id="${id}-title">${title}</h2>${children}</div>
    ${kept.current && html`<p class="state" role="status"><span>${t`Recuperamos lo que había escrito en esta pestaña.`}</span><button type="button" class="link" onClick=${forget}>${t`Empezar de nuevo`}</button></p>`}
    ${asks !== first.current && html`<p class="state warn" role="status">${t`Lo que se pide aquí cambió mientras usted escribía. Lo suyo sigue aquí: revíselo antes de enviarlo.`}</p>`}
    ${seen > draft.seen && !meanwhile && html`<p class="state warn" role="status">${t`Algo pasó en este caso mientras usted escribía. Lo suyo sigue aquí; al enviarlo podrá comparar los dos lados.`}</p>`}
    ${errors.length > 0 && html`<${Errors} errors=${errors} data=${data} prefix=${id} place=${summary} />`}
    ${failure && html`<div class="state bad" role="alert" tabindex="-1" ref=${summary}><strong>${t`No se envió`}</strong><p>${failure.message}</p>
      ${failure.kind === "session" && html`<a class="button" href=${window.atencion?.logInUrl()}>${t`Volver a entrar`}</a>`}</div>`}
    ${meanwhile && html`<${Meanwhile} now=${meanwhile} seen=${draft.seen} data=${data} values=${draft.values} place=${summary} sending=${sending} insist=${() => send(meanwhile.version)} forget=${forget} />`}
    ${data.map((datum) => html`<${Field} key=${datum.name} datum=${datum} prefix=${id} value=${draft.values[datum.name] ?? ""} set=${change(datum.name)} wrong=${wrongOf(errors, datum)} />`)}
    <div class="buttons"><button type="submit" class="main" disabled=${sending}>${sending ? t`Enviando…` : button}</button>${later && html`<button type="submit" name="later" disabled=${sending}>${later}</button>`}${cancel && html`<a href=${cancel}>${t`Volver sin registrar`}</a>`}</div>
  </form>`;
}

/**
 * A fact of a flow.
 * @param {{ fact: Fact, person: string, staff: boolean, about: { caseId?: string | null, accountId?: string | null, version?: number | null, sequence?: number },
 *   missing?: string[], done: (payload: any) => void, cancel: string, given?: Record<string, string>, stale?: () => void }} props
 *   `missing`: data that the step asks for beyond what the fact demands; `given`: what is known already; `stale`: asks for the facts anew.
 */
export function FactForm({ fact, person, staff, about, missing = [], done, cancel, given, stale }) {
  const data = [...fact.data.map((datum) => ({ ...datum, required: datum.required || missing.includes(datum.name) || (datum.name === POINT && staff) })), ...(staff ? [when()] : [])].filter((datum) => staff || datum.name !== POINT);
  const submit = async (/** @type {Record<string, any>} */ { clientKey, ...input }, /** @type {number | null} */ version) => {
    put(input, ["circumstances", "clientKey"], clientKey);
    if (about.caseId) {
      put(input, fact.casePath, about.caseId);
      put(input, ["circumstances", "version"], version);
    } else if (about.accountId && fact.accountPath.length) put(input, fact.accountPath, about.accountId);
    return (await askReady(fact.documentId, { input })).reported;
  };
  const compare = about.caseId ? async () => (await ask(CASE_NOW, { id: about.caseId })).case : null;
  return html`<${Form} id="f-${fact.name}" title=${fact.title} draft="${person}:${about.caseId ?? about.accountId ?? ""}:${fact.mutation}" data=${data} given=${given}
    version=${about.version ?? null} seen=${about.sequence ?? 0} submit=${submit} compare=${compare} stale=${stale} done=${done} cancel=${cancel} />`;
}

/** Rules are for staff: a company is told what to do. */
const ofCompany = () => window.atencion?.told?.permissions?.includes("REGISTER_COMPANY");

/** That a datum is not there; a question has its own mark. @param {Datum} datum */
const absence = ({ label }) => t`Falta: ${label}${label.endsWith("?") ? "" : "."}`;

/** @param {UserError} error @param {Datum} datum */
const concerns = (error, datum) => error.field?.at(-1) === datum.name || Boolean(error.missing?.includes(datum.name));

/** @param {UserError[]} errors @param {Datum} datum */
function wrongOf(errors, datum) {
  const found = errors.find((error) => concerns(error, datum));
  return found ? (found.missing ? absence(datum) : found.message) : null;
}

/** @param {{ errors: UserError[], data: Datum[], prefix: string, place: any }} props */
function Errors({ errors, data, prefix, place }) {
  const target = (/** @type {UserError} */ error) => data.find((datum) => concerns(error, datum));
  const jump = (/** @type {string} */ id) => (/** @type {Event} */ event) => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  };
  return html`<div class="errors" role="alert" tabindex="-1" ref=${place}><strong>${errors.length === 1 ? t`No se registró nada. Hay algo que corregir:` : t`No se registró nada. Hay cosas que corregir:`}</strong>
    <ul>${errors.map((error) => {
      const datum = target(error);
      const id = datum && `${prefix}-${datum.name}`;
      return html`<li>${id ? html`<a href="#${id}" onClick=${jump(id)}>${error.message}</a>` : error.message}${error.rule && !ofCompany() ? html` <span class="muted">(${error.rule})</span>` : ""}${error.stepToTake ? ` ${t`Lo que corresponde ahora: ${error.stepToTake}.`}` : ""}</li>`;
    })}</ul></div>`;
}

/** Both sides, when somebody was quicker: nothing is overwritten in silence. @param {any} props */
function Meanwhile({ now, seen, data, values, place, sending, insist, forget }) {
  const news = now.timeline.filter((/** @type {any} */ event) => event.sequence > seen);
  return html`<div class="state warn" role="alert" tabindex="-1" ref=${place}><strong>${t`El caso cambió mientras usted escribía`}</strong>
    <p>${t`Nada de lo suyo se ha registrado todavía. Compare y decida.`}</p>
    <div class="sides">
      <div><h3>${t`Lo que pasó`}</h3>${news.map((/** @type {any} */ event) => html`<p>${t`${event.title}, por ${doerWords(event.byPerson, event.by)}, ${momentWords(event.at)}`}</p>`)}<p>${t`Ahora el caso está en «${now.stateTitle}».`}</p></div>
      <div><h3>${t`Lo que usted escribió`}</h3>${data.filter((/** @type {Datum} */ datum) => values[datum.name]).map((/** @type {Datum} */ datum) => html`<p><span class="muted">${datum.label}:</span> ${readable(datum, values[datum.name])}</p>`)}</div>
    </div>
    <div class="buttons"><button type="button" class="main" disabled=${sending} onClick=${insist}>${t`Registrar lo mío de todos modos`}</button><button type="button" onClick=${forget}>${t`Descartar lo mío`}</button></div></div>`;
}
