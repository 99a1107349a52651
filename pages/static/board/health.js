// @ts-check
// How the link with the CRM stands.
import { useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { Loaded } from "../shared/states.js";
import { counted, momentWords, numberWords } from "../shared/words.js";
import { SYNC } from "./documents.js";

export function Health() {
  const found = useQuery(SYNC);
  return html`<${Loaded} of=${found}>${({ sync, crmHealth, clock }) => html`
    <ul class="numbers" aria-label="Enlace con el CRM">
      <li class=${sync.pending ? "amber" : "green"}><b>${numberWords(sync.pending)}</b><span>cambios por enviar</span></li>
      <li class=${sync.parked ? "red" : "green"}><b>${numberWords(sync.parked)}</b><span>cuentas que el CRM rechazó</span></li>
      <li class=${sync.conflictCount ? "amber" : "green"}><a href="/escritorio?vista=conflictos"><b>${numberWords(sync.conflictCount)}</b><span>conflictos abiertos</span></a></li>
      <li class=${sync.heldBack ? "amber" : "green"}><b>${numberWords(sync.heldBack)}</b><span>registros que no pueden entrar</span></li>
    </ul>
    <section class="card"><h2>Ahora</h2>
      <div class="state ${crmHealth.ok ? "good" : "bad"}"><strong>${crmHealth.ok ? "El CRM responde" : "El CRM no responde"}</strong><p>${crmHealth.detail}</p></div>
      <dl class="facts"><dt>Última lectura</dt><dd>${momentWords(sync.lastPullAt)}</dd><dt>Último envío</dt><dd>${momentWords(sync.lastPushAt)}</dd>
        <dt>Espera más larga</dt><dd>${sync.lagSeconds ? counted(sync.lagSeconds, "segundo", "segundos") : "nada espera"}</dd>
        <dt>Clases por calcular</dt><dd>${numberWords(sync.classes.pending)}</dd></dl>
      <details class="how"><summary>Cómo se contó · n = ${numberWords(sync.pending)}</summary><p>Cambios guardados aquí que el CRM todavía no tiene, de ${counted(sync.accounts, "cuenta", "cuentas")}; cuentas cuyo envío el CRM rechazó; datos que cambiaron en los dos lados y esperan una decisión; registros del CRM que no se pueden leer. Al ${momentWords(clock.now)}.</p></details></section>`}<//>`;
}
