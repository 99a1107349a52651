// @ts-check
// What a page says while it waits, when there is nothing, and when something went wrong: always what to do next.
import { html } from "./html.js";
import { t } from "./language.js";

/** @typedef {import("./graphql.js").Failure} Failure */

/** @param {{ lines?: number }} props */
export function Waiting({ lines = 4 }) {
  return html`<div class="wait" role="status"><span class="visually-hidden">${t`Cargando…`}</span>${Array.from({ length: lines }, () => html`<i></i>`)}</div>`;
}

/** @param {{ title: string, children?: any }} props */
export function Nothing({ title, children }) {
  return html`<div class="state"><strong>${title}</strong>${children && html`<p>${children}</p>`}</div>`;
}

/** @param {{ failure: Failure, again?: () => void }} props */
export function Failed({ failure, again }) {
  const retry = again && failure.kind !== "refused" && failure.kind !== "session";
  const titles = { offline: t`Sin conexión`, session: t`Su sesión terminó`, wait: t`Espere un momento`, refused: t`Esto no está disponible para usted`, changed: t`Esta página es de antes`, broken: t`No se pudo cargar` };
  return html`<div class="state bad" role="alert">
    <strong>${titles[failure.kind] ?? titles.broken}</strong><p>${failure.message}</p>
    ${retry && html`<button type="button" onClick=${again}>${t`Intentar otra vez`}</button>`}
    ${failure.kind === "session" && html`<a class="button" href=${window.atencion?.logInUrl()}>${t`Volver a entrar`}</a>`}
  </div>`;
}

/**
 * What was asked for, once it is there.
 * @param {{ of: { data: any, failure: Failure | null, again: () => void, anew?: () => void }, lines?: number, children: (data: any) => any }} props
 */
export function Loaded({ of, lines, children }) {
  // What is there keeps its place when asking again fails: a form that is being filled in is drawn on, not anew.
  // Where nothing is there yet, asking again shows that it is being asked, and cannot be pressed over the answer that is on its way.
  const again = of.data === undefined ? (of.anew ?? of.again) : of.again;
  return html`${of.failure && html`<${Failed} failure=${of.failure} again=${again} />`}${of.data !== undefined ? children(of.data) : !of.failure && html`<${Waiting} lines=${lines} />`}`;
}
