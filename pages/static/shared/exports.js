// @ts-check
// A list or figure as a file: asked for with the session, like everything else, and handed to the browser to keep.
import { attempt, failureOf, post } from "./graphql.js";
import { html, useState } from "./html.js";
import { keep } from "./saving.js";
import { numberWords } from "./words.js";

const KINDS = { csv: "CSV", xlsx: "Excel" };

/**
 * @param {{ list: string, variables: Record<string, unknown>, what: string, name?: string }} props
 *   `list`: its name in the API's exports; `what`: what is in it, for who hears the buttons; `name`: the same for who sees several.
 */
export function Download({ list, variables, what, name = "" }) {
  const [busy, work] = useState(/** @type {string | null} */ (null));
  const [wrong, tell] = useState("");
  const [far, advance] = useState("");
  const get = async (/** @type {string} */ format) => {
    work(format);
    tell("");
    advance("");
    tell(await attempt(async () => keep(await file(list, format, variables, advance))));
    work(null);
  };
  return html`<p class="download no-print">${name && html`<span>${name}:</span>`}${Object.entries(KINDS).map(([format, kind]) => html`
    <button type="button" class="link" disabled=${busy !== null} aria-label="Descargar ${what} en ${kind}" onClick=${() => get(format)}>${busy === format ? `Preparando… ${far}` : kind}</button>`)}
    ${wrong && html`<span role="alert" class="wrong">${wrong}</span>`}</p>`;
}

/**
 * @param {string} list @param {string} format @param {Record<string, unknown>} variables
 * @param {(text: string) => void} progress Is told how far a workbook has come; a CSV comes as it is read.
 */
async function file(list, format, variables, progress) {
  const body = JSON.stringify({ list, format, variables, progress: format === "xlsx" });
  const response = await post("/export", body, { "content-type": "application/json" });
  if (format === "xlsx") return workbook(response, progress);
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `${list}.${format}`;
  return { name, content: await response.blob() };
}

/** Lines that tell how far it is, then as many bytes as the last of them says. @param {Response} response @param {(text: string) => void} progress */
async function workbook(response, progress) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  /** @type {BlobPart[]} */
  const pieces = [];
  let waiting = new Uint8Array(), told = /** @type {{ file: string, bytes: number } | null} */ (null), got = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    let rest = /** @type {Uint8Array<ArrayBuffer>} */ (value);
    if (!told) {
      rest = joined(waiting, rest);
      for (let end = rest.indexOf(10); end >= 0 && !told; end = rest.indexOf(10)) {
        const line = JSON.parse(new TextDecoder().decode(rest.subarray(0, end)));
        if (line.file) told = line;
        else progress(`${numberWords(line.rows)} de ${line.of === null ? "más" : numberWords(line.of)}`);
        rest = rest.subarray(end + 1);
      }
      waiting = told ? new Uint8Array() : rest;
    }
    if (told && rest.length) {
      pieces.push(rest);
      got += rest.length;
    }
  }
  if (!told || got !== told.bytes) throw failureOf(0, null); // it was cut on its way
  return { name: told.file, content: new Blob(pieces, { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }) };
}

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
