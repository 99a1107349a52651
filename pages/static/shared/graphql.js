// @ts-check
// Questions to the API, with the session of whoever looks; what goes wrong is a Failure that says what to do.
import { useCallback, useEffect, useRef, useState } from "./html.js";
import { language, t } from "./language.js";

/**
 * `offline`: nobody answered. `session`: nobody is logged in any more. `wait`: too much was asked. `refused`: not for
 * this person, or not like this. `changed`: what was asked is not asked so any more. `broken`: the fault is ours.
 * @typedef {"offline" | "session" | "wait" | "refused" | "changed" | "broken"} FailureKind
 */

export class Failure extends Error {
  /**
   * @param {FailureKind} kind
   * @param {string} message In the language of the page: what happened, and what to do.
   */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export const sessionOver = () => t`Su sesión terminó. Vuelva a entrar: lo que escribió sigue en esta pestaña.`;
const offline = () => t`No hay conexión con Atención. Revise su red; lo que escribió sigue aquí. Después, intente otra vez.`;
const changed = () => t`Las reglas cambiaron desde que abrió esta página. Lo suyo sigue aquí: revise lo que se pide ahora y envíelo otra vez.`;
const broken = () => t`Algo falló de nuestro lado, y quedó registrado. Intente otra vez en un momento.`;

/**
 * The data of an answer.
 * @param {string} document @param {Record<string, unknown>} [variables]
 * @returns {Promise<any>}
 * @throws {Failure}
 */
export const ask = (document, variables = {}) => answerOf({ query: document, variables });

/**
 * The data of the answer to a document that the API has ready, by its id.
 * @param {string} documentId @param {Record<string, unknown>} variables
 * @returns {Promise<any>}
 * @throws {Failure}
 */
export const askReady = (documentId, variables) => answerOf({ documentId, variables });

/** @param {Record<string, unknown>} request @returns {Promise<any>} */
async function answerOf(request) {
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
  const response = await post("/graphql", JSON.stringify(request), headers);
  const found = await response.json().catch(() => ({ errors: [{}] }));
  if (found.errors) throw failureOf(response.status, found.errors[0]);
  return found.data;
}

/**
 * What an address of ours answers to a person with a session.
 * @param {string} address @param {BodyInit | null} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<Response>} @throws {Failure} It answers no, or not at all.
 */
export async function post(address, body = null, headers = {}) {
  const sent = { method: "POST", headers: { ...headers, "accept-language": language(), "atencion-session": "1" }, body, credentials: /** @type {const} */ ("same-origin") };
  const response = await fetch(address, sent).catch(() => null);
  if (response?.ok) return response;
  throw failureOf(response?.status ?? 0, (await response?.json().catch(() => ({})))?.errors?.[0]);
}

/**
 * Does something that may be refused; what is wrong, for a person; empty: it is done.
 * @param {() => Promise<{ userErrors: { message: string }[] } | void>} act Its payload, when it has one.
 */
export async function attempt(act) {
  try {
    const payload = await act();
    return payload ? payload.userErrors.map((error) => error.message).join(" ") : "";
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return failure.message;
  }
}

/** With these an address that takes files says what is wrong with one. */
const JUDGED = new Set([403, 409, 413, 422]);

/** What went wrong, as a person is told. @param {number} status 0: nobody answered. @param {any} error */
export function failureOf(status, error) {
  if (status === 0) return new Failure("offline", offline());
  const code = error?.extensions?.code ?? "";
  if (status === 401 || code.startsWith("TOKEN_")) {
    window.atencion?.look();
    return new Failure("session", sessionOver());
  }
  if (status === 429 || code === "RATE_LIMITED" || code === "BUDGET_USED_UP") {
    const seconds = Math.ceil(error?.extensions?.retryAfter ?? 10);
    return new Failure("wait", t`Pidió mucho en poco tiempo. Espere ${seconds} segundos e intente otra vez.`);
  }
  if (error && (JUDGED.has(status) || code === "FORBIDDEN" || code === "BAD_USER_INPUT" || code === "NO_ROLE")) return new Failure("refused", error.message);
  if (status === 503 || code === "UNAVAILABLE") return new Failure("offline", error?.message ?? offline());
  if (code === "PERSISTED_QUERY_NOT_FOUND" || code === "GRAPHQL_VALIDATION_FAILED") return new Failure("changed", changed());
  return new Failure("broken", broken());
}

/**
 * What a view asks for, asked again when the variables or the language change, when `again` is called, and when somebody comes back to
 * the page after a while. `data` is always of these variables; while it is asked `again` it stays, `anew` it is forgotten: what
 * somebody has just changed is not shown as it was.
 * @param {string | null} document null: nothing is asked.
 * @param {Record<string, unknown>} [variables]
 */
export function useQuery(document, variables = {}) {
  const key = document === null ? null : document + JSON.stringify(variables);
  const [told, tell] = useState({ key: /** @type {string | null} */ (null), data: /** @type {any} */ (undefined), failure: /** @type {Failure | null} */ (null) });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((/** @type {number} */ n) => n + 1), []);
  const anew = useCallback(() => {
    tell({ key: null, data: undefined, failure: null });
    again();
  }, []);
  useEffect(() => {
    if (document === null) return undefined;
    let wanted = true;
    ask(document, variables).then(
      (data) => wanted && tell({ key, data, failure: null }),
      (failure) => wanted && tell((/** @type {any} */ old) => ({ key, data: old.key === key ? old.data : undefined, failure })),
    );
    return () => {
      wanted = false;
    };
  }, [key, round, language()]);
  useWhenBack(again);
  const current = told.key === key;
  return { data: current ? told.data : undefined, failure: current ? told.failure : null, again, anew };
}

/** Asks again when *changed* is another; what is asked at first is asked once. @param {() => void} again @param {unknown} changed */
export function useAgain(again, changed) {
  const seen = useRef(changed);
  useEffect(() => {
    if (seen.current !== changed) again();
    seen.current = changed;
  }, [changed]);
}

const A_WHILE = 30_000;

/** @param {() => void} again */
function useWhenBack(again) {
  useEffect(() => {
    let left = Date.now();
    const look = () => {
      if (document.visibilityState === "hidden") left = Date.now();
      else if (Date.now() - left > A_WHILE) again();
    };
    document.addEventListener("visibilitychange", look);
    window.addEventListener("online", again);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", again);
    };
  }, [again]);
}

/** No more nodes than these are asked for at once: the API takes no document with more repetitions. */
const TOGETHER = 25;

/** @param {string[]} ids @param {string} fragments For example `... on Account { name }`. @returns {Promise<any[]>} */
async function nodes(ids, fragments) {
  const parts = [];
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const some = ids.slice(at, at + TOGETHER);
    const named = Object.fromEntries(some.map((id, i) => [`i${i}`, id]));
    const head = some.map((_, i) => `$i${i}: ID!`).join(", ");
    const body = some.map((_, i) => `n${i}: node(id: $i${i}) { id ${fragments} }`).join(" ");
    parts.push(ask(`query Nodes(${head}) { ${body} }`, named));
  }
  return (await Promise.all(parts)).flatMap((data) => Object.values(data)).filter((node) => node);
}

/**
 * Nodes by id; empty until they are there, and without those the viewer may not see.
 * @param {(string | null | undefined)[]} ids @param {string} fragments
 * @returns {Record<string, any>}
 */
export function useNodes(ids, fragments) {
  const wanted = /** @type {string[]} */ ([...new Set(ids.filter((id) => id))].sort());
  const key = wanted.join(" ");
  const [told, tell] = useState(/** @type {Record<string, any>} */ ({}));
  useEffect(() => {
    let awaited = true;
    nodes(wanted, fragments).then(
      (found) => awaited && tell(Object.fromEntries(found.map((node) => [node.id, node]))),
      () => undefined, // names stay open; the list itself tells what is wrong
    );
    return () => {
      awaited = false;
    };
  }, [key]);
  return told;
}
