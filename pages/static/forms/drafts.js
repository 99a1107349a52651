// @ts-check
// What somebody is typing, kept in the tab until it is sent: it survives a reload, a refusal and the end of a session.
// The key has the person in it, so that nobody who logs in to the same tab finds another's words.

const PREFIX = "atencion:borrador:";

/** @typedef {{ values: Record<string, string>, clientKey: string, version: number | null, seen: number }} Draft `seen`: the last event of the case when she began. */

/** @param {string} key @returns {Draft | null} */
export function readDraft(key) {
  try {
    const text = window.sessionStorage.getItem(PREFIX + key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {string} key @param {Draft} draft */
export function keepDraft(key, draft) {
  try {
    window.sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage: the form works without.
  }
}

/** @param {string} key */
export const dropDraft = (key) => window.sessionStorage.removeItem(PREFIX + key);

/**
 * What was being written about a record that goes on as another: it is of that one now, whose version nobody has seen yet.
 * @param {string} from @param {string} to Ids.
 */
export function carryDrafts(from, to) {
  const kept = Object.keys(window.sessionStorage).filter((name) => name.startsWith(PREFIX) && name.includes(`:${from}:`));
  for (const name of kept.map((each) => each.slice(PREFIX.length))) {
    const draft = readDraft(name), there = name.replace(`:${from}:`, `:${to}:`);
    if (draft && !readDraft(there)) keepDraft(there, { ...draft, clientKey: newKey(), version: null, seen: 0 });
    dropDraft(name);
  }
}

/** A key by which the API knows a request again: sent twice, it has its effect once. */
export const newKey = () => (window.crypto.randomUUID ? window.crypto.randomUUID() : `${Date.now()}-${Math.random()}`);
