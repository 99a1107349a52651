// @ts-check
// When no company is called what somebody typed: what else to look for, and which of those found is most like it.

/** What a company is, and not how it is called. */
const LEGAL = new Set(["spa", "ltda", "limitada", "sa", "eirl", "cia", "sociedad", "empresa", "comercial"]);
const SHORTEST = 3, ENOUGH = 0.3;

/** @param {string} text */
const words = (text) => (text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !LEGAL.has(word));

/**
 * Searches that ask for less, one after the other: without what kind of company it is; the beginning of each word; the beginning of one
 * word, the longest first. None for a number: a RUT is right or wrong.
 * @param {string} text @returns {string[]}
 */
export function lighter(text) {
  const asked = words(text).filter((word) => word.length >= SHORTEST && !/^\d+[\dk]?$/.test(word));
  if (asked.length === 0) return [];
  const begun = (/** @type {number} */ share) => asked.map((word) => word.slice(0, Math.max(SHORTEST, Math.ceil(word.length * share))));
  const alone = [...begun(0.5)].sort((one, other) => other.length - one.length);
  const all = [asked.join(" "), begun(0.7).join(" "), begun(0.5).join(" "), ...alone];
  return [...new Set(all)].filter((search) => search !== text.trim().toLowerCase());
}

/** Pairs of letters, by which two spellings are compared. @param {string} text */
function pairs(text) {
  const joined = ` ${words(text).join(" ")} `;
  return Array.from({ length: Math.max(0, joined.length - 1) }, (_, at) => joined.slice(at, at + 2));
}

/** How alike two names are, 0 to 1: the pairs of letters they share. @param {string} one @param {string} other */
export function likeness(one, other) {
  const first = pairs(one), left = pairs(other);
  const whole = first.length + left.length;
  let shared = 0;
  for (const pair of first) {
    const at = left.indexOf(pair);
    if (at >= 0) {
      left.splice(at, 1);
      shared += 1;
    }
  }
  return whole ? (2 * shared) / whole : 0;
}

/** Those that are like it, the most alike first. @template {{ name: string, tradeName: string | null }} T @param {string} text @param {T[]} found @returns {T[]} */
export function mostAlike(text, found) {
  const told = found.map((each) => ({ each, like: Math.max(likeness(text, each.name), each.tradeName ? likeness(text, each.tradeName) : 0) }));
  return told.filter(({ like }) => like >= ENOUGH).sort((one, other) => other.like - one.like).map(({ each }) => each);
}
