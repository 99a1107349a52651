// @ts-check
// Changes as they happen: what is shown is asked again when something of it changed, whoever changed it (F-60).
import { createClient } from "../vendor/graphql-ws.js";
import { html, useEffect, useRef, useState } from "./html.js";
import { t } from "./language.js";
import { timeWords } from "./words.js";

const LIVE = `subscription Live($after: String!, $kinds: [ChangeKind!], $account: ID) {
  changes(after: $after, kinds: $kinds, accountId: $account) { cursor changes { nodeId accountId officeCode node { ... on Case { assignee { username } } } } }
}`;

/** Milliseconds: what comes together is asked once, and not more often than every few seconds. */
const TOGETHER = 300, PACE = 3_000;
/** The socket is closed with this code when the session ended, or may do something else now. */
const OTHER_SESSION = 4403;
const LONGEST_WAIT = 30_000, AFTER_A_REFUSAL = 10_000;

/** @type {any} */
let made = null;

/** One socket a page, open while somebody listens: it is none of the six connections that a browser opens to a host. */
function socket() {
  made ??= createClient({
    url: `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/graphql`,
    retryAttempts: Infinity,
    shouldRetry: (/** @type {any} */ event) => event?.code !== OTHER_SESSION,
    retryWait: (/** @type {number} */ times) => new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT, 1_000 * 2 ** times) * (0.5 + Math.random()))),
    on: { closed: (/** @type {any} */ event) => event?.code === OTHER_SESSION && window.atencion?.look() },
  });
  return made;
}

/**
 * Asks a view again when something of it changed; after a cut, when something had changed meanwhile. While the page is out of sight it
 * waits until somebody looks. The focus stays where it was, or near it when that is gone.
 * @param {{ after: string | undefined, kinds: string[], account?: string | null, matters?: (change: any) => boolean, changed: () => void }} what
 *   `after`: the cursor that was read with the view; until it is known nothing is listened to. `matters`: whether a change is about
 *   what is shown.
 * @returns {{ on: boolean, at: Date | null }} `on`: changes are heard; `at`: when it was last asked again for one.
 */
export function useLive({ after, kinds, account = null, matters = () => true, changed }) {
  const [told, tell] = useState({ on: true, at: /** @type {Date | null} */ (null) });
  const [round, setRound] = useState(0);
  const current = useRef({ after, matters, changed });
  current.current = { after, matters, changed };
  const focused = useFocusKept();
  useEffect(() => {
    if (!after) return undefined;
    let timer = 0, asked = 0, missed = false;
    // Sent again after a cut, with the cursor of the last event.
    const payload = { query: LIVE, variables: { after: current.current.after, kinds, account } };
    const ask = () => {
      timer = 0;
      missed = document.visibilityState === "hidden";
      if (missed) return;
      asked = Date.now();
      focused();
      current.current.changed();
      tell({ on: true, at: new Date() });
    };
    const soon = () => {
      timer ||= window.setTimeout(ask, Math.max(TOGETHER, asked + PACE - Date.now()));
    };
    const looked = () => missed && ask();
    const hears = (/** @type {boolean} */ on) => tell((old) => (old.on === on ? old : { ...old, on }));
    const stops = [
      socket().on("connected", () => hears(true)),
      socket().on("closed", () => hears(false)),
      socket().subscribe(payload, {
        next: (/** @type {any} */ { data }) => {
          if (!data) return;
          payload.variables.after = data.changes.cursor;
          if (data.changes.changes.some(current.current.matters)) soon();
        },
        error: () => {
          // Too many listen, or the cursor is too old: what is shown is asked again, and then listened to from there.
          hears(false);
          timer = window.setTimeout(() => {
            current.current.changed();
            setRound(round + 1);
          }, AFTER_A_REFUSAL);
        },
        complete: () => undefined,
      }),
    ];
    document.addEventListener("visibilitychange", looked);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", looked);
      for (const stop of stops) stop();
    };
  }, [kinds.join(), account, Boolean(after), round]);
  return told;
}

/** Remembers where the focus is; when that place is gone from the page, the focus goes to the nearest that is still there. */
function useFocusKept() {
  const places = useRef(/** @type {HTMLElement[]} */ ([]));
  useEffect(() => {
    const [first, ...around] = places.current;
    if (!first || first.isConnected) return;
    places.current = [];
    const near = around.find((place) => place.isConnected);
    near?.setAttribute("tabindex", "-1");
    near?.focus({ preventScroll: true });
  });
  return () => {
    places.current = [];
    for (let place = document.activeElement; place instanceof HTMLElement && place !== document.body; place = place.parentElement) places.current.push(place);
  };
}

/** Said once for each time that the view was asked again. @param {{ told: { on: boolean, at: Date | null } }} props */
export function Live({ told }) {
  const text = !told.on ? t`Sin avisos por ahora: se vuelve a conectar.` : told.at ? t`Actualizado a las ${timeWords(told.at)}: algo cambió.` : "";
  return html`<p class="muted no-print live" role="status">${text}</p>`;
}
