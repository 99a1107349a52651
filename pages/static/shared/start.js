// @ts-check
// Starts a page: waits for who is there, lets in whom it is for, and says when the session or the network is gone.
import { followLinks } from "./address.js";
import { html, render, useEffect, useState } from "./html.js";
import { sessionOver } from "./graphql.js";
import { LANGUAGE, followLanguage, t, useLanguage } from "./language.js";
import { Waiting } from "./states.js";

/**
 * @typedef {{ loggedIn: true, username: string, name: string, roleName: string, permissions: string[], office: string | null }} Person
 * @typedef {{ loggedIn: false, doors: { name: string, label: string }[] }} Nobody
 */

/** Who is there; undefined until it is known. @returns {Person | Nobody | undefined} */
export function useSession() {
  const [told, tell] = useState(window.atencion?.told);
  useEffect(() => {
    const read = () => tell(window.atencion?.told);
    read();
    window.addEventListener("atencion:session", read);
    return () => window.removeEventListener("atencion:session", read);
  }, []);
  return told;
}

/**
 * @param {(props: { me: Person }) => any} View
 * @param {{ title: string, about: string, allows: (me: Person) => boolean, door?: string }} page `door`: the issuer to
 *   offer first; `allows`: whether it is for her.
 */
export function start(View, page) {
  const place = /** @type {HTMLElement} */ (document.getElementById("page"));
  followLinks();
  followLanguage();
  watchNetwork();
  window.addEventListener("beforeprint", unfold);
  render(html`<${Gate} View=${View} page=${page} />`, place);
}

/** @param {{ View: any, page: any }} props */
function Gate({ View, page }) {
  const told = useSession();
  const spoken = useLanguage();
  const [me, know] = useState(/** @type {Person | null} */ (null));
  useEffect(() => {
    if (told?.loggedIn) {
      // Somebody else came in by another tab: nothing of the person before stays on the screen.
      if (me && me.username !== told.username) window.location.reload();
      know(told);
      showPagesOf(told);
      notice("");
    } else if (told && me) notice(sessionOver(), window.atencion?.logInUrl());
  }, [told, spoken]);
  if (me) return page.allows(me) ? html`<${View} me=${me} />` : html`<${NotHers} me=${me} page=${page} />`;
  if (!told) return html`<${Waiting} lines=${6} />`;
  return told.loggedIn ? html`<${Waiting} lines=${6} />` : html`<${LogIn} page=${page} doors=${told.doors} />`;
}

/** @param {{ page: any, doors: { name: string, label: string }[] }} props */
function LogIn({ page, doors }) {
  const ordered = [...doors].sort((one, other) => Number(other.name === page.door) - Number(one.name === page.door));
  return html`<section class="card refused">
    <h1>${page.title}</h1><p class="lead">${page.about}</p>
    <p>${doors.length ? t`Para seguir, identifíquese:` : t`En esta instalación no se ingresa por páginas.`}</p>
    <div class="buttons">${ordered.map((door, i) => html`<a class=${i ? "button" : "button main"} href=${window.atencion?.logInUrl(door.name)}>${door.label}</a>`)}</div>
  </section>`;
}

/** Whether she comes for a company, and so to the portal. @param {Person} me */
const isOfCompany = (me) => me.permissions.includes("REGISTER_COMPANY");

/** @param {{ me: Person, page: any }} props */
function NotHers({ me, page }) {
  const hers = isOfCompany(me) ? ["/portal", t`Ir al portal de empresas`] : ["/escritorio", t`Ir al escritorio`];
  return html`<section class="card refused">
    <h1>${page.title}</h1>
    <div class="state warn"><strong>${t`Esta página no es para su rol`}</strong>
    <p>${t`Ingresó como ${me.name}, ${me.roleName.replace(/\.$/, "")}.`}</p><p><a href=${hers[0]}>${hers[1]}</a></p></div>
  </section>`;
}

/** A line above the page. @param {string} text Empty: none. @param {string} [address] Where to go about it. */
export function notice(text, address) {
  const place = /** @type {HTMLElement} */ (document.getElementById("notice"));
  place.hidden = text === "";
  place.replaceChildren(text);
  if (address) {
    const link = Object.assign(document.createElement("a"), { href: address, textContent: t`Volver a entrar` });
    place.append(" ", link);
  }
}

/** Paper has everything: how each figure was counted, and the table of each plot. */
function unfold() {
  for (const folded of document.querySelectorAll("main details")) folded.setAttribute("open", "");
}

/** In the menu a company has its portal, and the staff what is theirs. @param {Person} me */
function showPagesOf(me) {
  for (const link of document.querySelectorAll(".bar nav a")) {
    const portal = link.getAttribute("href") === "/portal";
    /** @type {HTMLElement} */ (link).hidden = portal !== isOfCompany(me) && !link.hasAttribute("aria-current");
  }
}

function watchNetwork() {
  const offline = () => notice(t`Sin conexión. Puede seguir leyendo; lo que escriba se guarda en esta pestaña hasta que vuelva.`);
  window.addEventListener("offline", offline);
  window.addEventListener("online", () => notice(""));
  window.addEventListener(LANGUAGE, () => navigator.onLine || offline());
  if (!navigator.onLine) offline();
}
