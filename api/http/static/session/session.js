// Who is logged in, in the element #session: "Entrar", or the name and "Salir"; warns before a session ends.
// A page may ask window.atencion.logIn() to come back to itself after a log-in; window.atencion.told is what was last told
// of the session, and the event "atencion:session" says that it was told again.
"use strict";

(() => {
  const place = document.getElementById("session");
  const headers = { "atencion-session": "1" };
  const here = () => window.location.pathname + window.location.search;
  const logInUrl = (door) =>
    `/session/login?${new URLSearchParams({ ...(door ? { issuer: door } : {}), return_to: here() })}`;
  const ENGLISH = {
    "Entrar": "Log in",
    "Salir": "Log out",
    "Su sesión está por terminar": "Your session is about to end",
    "Su sesión termina a las": "Your session ends at",
    "Seguir conectado": "Stay logged in",
    "Volver a entrar": "Log in again",
    "Sin conexión": "No connection",
  };
  const inEnglish = () => document.documentElement.lang === "en";
  const say = (text) => (inEnglish() ? ENGLISH[text] : text);
  const time = (text) => new Date(text).toLocaleTimeString(inEnglish() ? "en-GB" : "es-CL", { hour: "2-digit", minute: "2-digit" });
  let timer = 0;

  const element = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties);

  const post = (path) => fetch(path, { method: "POST", headers, credentials: "same-origin" });

  const logOut = async () => {
    const response = await post("/session/logout");
    const told = response.ok ? await response.json() : { next: "/" };
    window.location.assign(told.next);
  };

  const extend = async () => {
    await post("/session/extend");
    await look();
  };

  const warning = (told) => {
    const canBeExtended = told.endsAt > told.idleUntil;
    const box = element("div", "", { id: "session-warning" });
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", say("Su sesión está por terminar"));
    const until = canBeExtended ? told.idleUntil : told.endsAt;
    box.append(element("span", `${say("Su sesión termina a las")} ${time(until)}. `));
    if (canBeExtended) box.append(element("button", say("Seguir conectado"), { type: "button", onclick: extend }));
    else box.append(element("a", say("Volver a entrar"), { href: logInUrl(told.issuer) }));
    return box;
  };

  const show = (told) => {
    place.replaceChildren();
    place.dataset.state = told.loggedIn ? "in" : "out";
    if (!told.loggedIn) {
      if (told.doors.length > 0) place.append(element("a", say("Entrar"), { href: logInUrl(), id: "log-in" }));
      return;
    }
    place.append(element("span", told.name, { title: `${told.roleName} · ${told.office ?? ""}` }));
    place.append(element("button", say("Salir"), { type: "button", id: "log-out", onclick: logOut }));
    const left = told.secondsLeft;
    if (left <= told.warnSeconds) place.append(warning(told));
  };

  const tell = (told) => {
    window.atencion.told = told;
    window.dispatchEvent(new CustomEvent("atencion:session"));
  };

  const look = async () => {
    window.clearTimeout(timer);
    let wait = 60;
    try {
      const response = await fetch("/session", { headers: { ...headers, "accept-language": document.documentElement.lang }, credentials: "same-origin" });
      const told = response.ok ? await response.json() : { loggedIn: false, doors: [""] };
      show(told);
      tell(told);
      if (told.loggedIn) {
        const untilWarning = told.secondsLeft - told.warnSeconds;
        wait = untilWarning > 0 ? untilWarning + 0.2 : told.secondsLeft + 0.2;
      }
    } catch {
      place.replaceChildren(element("span", say("Sin conexión")));
    }
    timer = window.setTimeout(look, Math.min(60, Math.max(1, wait)) * 1000);
  };

  window.atencion = { logIn: () => window.location.assign(logInUrl()), logInUrl, look };
  window.addEventListener("focus", look);
  window.addEventListener("atencion:language", look);
  look();
})();
