// @ts-check
// In which language a page speaks: that of `<html lang>`, which the server wrote and somebody may change while she reads.
import { ENGLISH } from "./english.js";
import { useEffect, useState } from "./html.js";

/** @typedef {"es" | "en"} Language */

/** @returns {Language} */
export const language = () => (document.documentElement.lang === "en" ? "en" : "es");

/** As numbers and dates are written. */
export const locale = () => (language() === "en" ? "en-GB" : "es-CL");

/** A Spanish text that stands in the vocabulary, in the language of the page; without English, in Spanish. @param {string} spanish */
export const said = (spanish) => (language() === "en" ? (ENGLISH[spanish] ?? spanish) : spanish);

/**
 * The same for a text that is written here, with what goes into it: t`Número ${it.number}`.
 * @param {TemplateStringsArray} parts @param {...any} inside
 */
export function t(parts, ...inside) {
  const spanish = parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`);
  return said(spanish).replace(/\{(\d+)\}/g, (_, place) => String(inside[Number(place)]));
}

/** The event that it is another. */
export const LANGUAGE = "atencion:language";
/** How long a choice is remembered, in seconds: a year. */
const REMEMBERED = 31_536_000;

/** Speaks that language from now on; nothing is loaded anew, so that what is being typed stays. @param {Language} chosen */
export function speak(chosen) {
  document.documentElement.lang = chosen;
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-said]"))) {
    const text = said(place.dataset.said ?? "");
    if (place.tagName === "NAV") place.setAttribute("aria-label", text);
    else place.textContent = text;
  }
  window.dispatchEvent(new Event(LANGUAGE));
}

/** The link to the other language does it at once, and remembers it for the next page. */
export function followLanguage() {
  const link = document.getElementById("language");
  if (!(link instanceof HTMLAnchorElement)) return;
  const other = () => (language() === "en" ? "es" : "en");
  const name = () => {
    Object.assign(link, { lang: other(), hreflang: other(), textContent: { es: "Español", en: "English" }[other()] });
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.cookie = `atencion_language=${other()}; path=/; max-age=${REMEMBERED}; samesite=lax`;
    const address = new URL(window.location.href);
    address.searchParams.delete("idioma");
    window.history.replaceState(null, "", address);
    speak(other());
  });
  window.addEventListener(LANGUAGE, name);
}

/** The language of the page; whoever uses it is drawn anew when it is another. */
export function useLanguage() {
  const [now, tell] = useState(language());
  useEffect(() => {
    const read = () => tell(language());
    window.addEventListener(LANGUAGE, read);
    return () => window.removeEventListener(LANGUAGE, read);
  }, []);
  return now;
}
