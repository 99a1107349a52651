// @ts-check
// The first page: what this is, in one screen, and where to go on.
import { html, render } from "../shared/html.js";
import { useSession } from "../shared/start.js";

const PLACES = [
  { path: "/escritorio", name: "Escritorio", who: "Para ejecutivas y ejecutivos", text: "Los casos y plazos de hoy, la ficha de cada empresa con sus clases y razones, y el paso que sigue como un formulario listo para llenar." },
  { path: "/tablero", name: "Tablero", who: "Para jefaturas y analistas", text: "Qué vence esta semana, cómo se cumple cada plazo por canal, oficina, unidad y regla, y cómo cambian las clases. Cada cifra abre los registros que la forman." },
  { path: "/portal", name: "Portal de empresas", who: "Para empresas, con ClaveÚnica", text: "Registrar la empresa, completar la ficha, ver en qué está el trámite, cuándo le responden y qué datos tiene ProChile de ella." },
];

const PROMISES = [
  ["Dice qué viene", "Para cada empresa: el paso que sigue, quién lo da, hasta qué día hábil y qué hay que registrar."],
  ["Explica por qué", "Cada respuesta nombra la regla del protocolo y los antecedentes que la dieron."],
  ["Mide con registros", "Cada cifra dice cómo se contó, cuántos registros tiene y cuándo, y los muestra."],
  ["Trabaja con el CRM", "Lee y escribe Dynamics 365; lo que dos personas cambian a la vez se muestra, nunca se pisa."],
];

/** @param {import("../shared/start.js").Person} me */
function home(me) {
  if (me.permissions.includes("REGISTER_COMPANY")) return PLACES[2];
  return me.permissions.includes("READ_FIGURES") ? PLACES[1] : PLACES[0];
}

function Home() {
  const told = useSession();
  const place = told?.loggedIn ? home(told) : null;
  return html`
    <section class="hero">
      <h1>El protocolo de atención de ProChile, hecho programa</h1>
      <p>Atención sabe qué empresa es potencial, de cartera, usuaria o usuaria anterior, qué paso sigue con ella,
        quién lo da y hasta cuándo. Lo dice, lo explica y lo mide.</p>
      <div class="buttons">
        ${place && html`<a class="button" href=${place.path}>Ir a mi ${place.name.toLowerCase()}</a>`}
        ${told && !told.loggedIn && html`<a class="button" href=${window.atencion?.logInUrl()}>Entrar</a>`}
        <a class="button ghost" href="/graphql">API GraphQL</a>
      </div>
    </section>
    <section class="doors" aria-label="Páginas">
      ${PLACES.map((each) => html`<article class="card">
        <header><small class="muted">${each.who}</small><h2><a href=${each.path}>${each.name}</a></h2></header>
        <p>${each.text}</p>
      </article>`)}
    </section>
    <section class="card">
      <h2>Qué hace</h2>
      <dl class="facts">${PROMISES.map(([title, text]) => html`<dt>${title}</dt><dd>${text}</dd>`)}</dl>
    </section>`;
}

render(html`<${Home} />`, /** @type {HTMLElement} */ (document.getElementById("page")));
