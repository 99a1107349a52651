// @ts-check
// What a page shows is in its address: views and filters are its query, so that a link, a bookmark and "back" work.
import { useEffect, useState } from "./html.js";

/** @returns {Record<string, string>} */
export const here = () => Object.fromEntries(new URLSearchParams(window.location.search));

/**
 * The address of this page with other parameters.
 * @param {Record<string, string | null | undefined>} changes null or "": taken away.
 * @param {boolean} [alone] Nothing else stays.
 */
export function href(changes, alone = false) {
  const query = new URLSearchParams(alone ? "" : window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return window.location.pathname + (text ? `?${text}` : "");
}

/** @param {string} address @param {boolean} [replace] */
export function go(address, replace = false) {
  window.history[replace ? "replaceState" : "pushState"](null, "", address);
  window.dispatchEvent(new Event("popstate"));
}

/** The parameters of the address, drawn anew when they change. */
export function useAddress() {
  const [params, set] = useState(here());
  useEffect(() => {
    const read = () => set(here());
    window.addEventListener("popstate", read);
    return () => window.removeEventListener("popstate", read);
  }, []);
  return params;
}

/** Links to this same page change what it shows without loading it anew; the focus goes to what is new. */
export function followLinks() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target || link.hash) return;
    if (link.origin !== window.location.origin || link.pathname !== window.location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
    if (link.dataset.stay === undefined) {
      window.scrollTo(0, 0);
      document.getElementById("page")?.focus({ preventScroll: true });
    }
  });
}
