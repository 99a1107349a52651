// @ts-check
// A list or figure as a file: asked for with the session, like everything else, and handed to the browser to keep.
import { Failure, failureOf } from "./graphql.js";
import { html, useState } from "./html.js";

const KINDS = { csv: "CSV", xlsx: "Excel" };

/**
 * @param {{ list: "empresas" | "casos" | "plazos" | "medida", variables: Record<string, unknown>, what: string }} props
 *   `what`: what is in it, for who hears the buttons.
 */
export function Download({ list, variables, what }) {
  const [busy, work] = useState(/** @type {string | null} */ (null));
  const [wrong, tell] = useState("");
  const get = async (/** @type {string} */ format) => {
    work(format);
    tell("");
    try {
      keep(await file(list, format, variables));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      tell(failure.message);
    } finally {
      work(null);
    }
  };
  return html`<p class="download no-print">${Object.entries(KINDS).map(([format, name]) => html`
    <button type="button" class="link" disabled=${busy !== null} aria-label="Descargar ${what} en ${name}" onClick=${() => get(format)}>${busy === format ? "Preparando…" : name}</button>`)}
    ${wrong && html`<span role="alert" class="wrong">${wrong}</span>`}</p>`;
}

/** @param {string} list @param {string} format @param {Record<string, unknown>} variables */
async function file(list, format, variables) {
  const body = JSON.stringify({ list, format, variables });
  const headers = { "content-type": "application/json", "atencion-session": "1" };
  const response = await fetch("/export", { method: "POST", headers, body, credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) throw failureOf(response?.status ?? 0, (await response?.json().catch(() => ({})))?.errors?.[0]);
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `${list}.${format}`;
  return { name, content: await response.blob() };
}

/** @param {{ name: string, content: Blob }} found */
function keep({ name, content }) {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: address, download: name, target: "_self" });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
