// @ts-check
// What if: the terms of a period judged under a draft of one of them, beside what was. Nothing of it is kept (design 7).
import { go, href } from "../shared/address.js";
import { word } from "../shared/enums.js";
import { Download } from "../shared/exports.js";
import { useQuery } from "../shared/graphql.js";
import { html, useEffect } from "../shared/html.js";
import { Linked, rowWords } from "../shared/plots.js";
import { Loaded, Nothing } from "../shared/states.js";
import { counted, dateWords, figureWords, momentWords, nameOf, numberWords } from "../shared/words.js";
import { DRAFTABLE, SIMULATE } from "./documents.js";

const AGAIN_AFTER = 1_000;

/** @param {{ asked: import("./board.js").Asked }} props */
export function WhatIf({ asked }) {
  const { params } = asked;
  const rules = useQuery(DRAFTABLE);
  const draft = draftOf(params);
  const asking = (/** @type {any} */ event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const exempt = form.get("how") === "exempt";
    go(href({ regla: form.get("rule")?.toString(), dias: exempt ? null : form.get("days")?.toString(), exime: exempt ? "1" : null, donde: form.get("where")?.toString() }));
  };
  return html`<section class="card"><header><h2>¿Y si el plazo fuera otro?</h2><p class="say">Los plazos del período, juzgados como si la regla dijera otra cosa. No se guarda nada: lo que rige no cambia.</p></header>
    <${Loaded} of=${rules}>${(data) => html`<form class="filters" onSubmit=${asking} key=${window.location.search}>
      <div class="field"><label for="if-rule">Plazo</label><select id="if-rule" name="rule" required>${data.rules.filter((/** @type {any} */ rule) => rule.terms.length).map((/** @type {any} */ rule) => html`<option value=${rule.code} selected=${rule.code === params.regla}>${rule.code} · ${rule.titleSpanish}</option>`)}</select></div>
      <div class="field"><label for="if-how">Qué cambia</label><select id="if-how" name="how"><option value="days" selected=${!params.exime}>Otra duración</option><option value="exempt" selected=${Boolean(params.exime)}>Deja de exigirse</option></select></div>
      <div class="field"><label for="if-days">Duración, en la unidad del plazo</label><input id="if-days" name="days" type="number" min="1" max="365" value=${params.dias ?? "2"} /></div>
      <div class="field"><label for="if-where">Dónde</label><select id="if-where" name="where"><option value="">En todas las oficinas</option>${asked.offices.map((each) => html`<option value=${each.code} selected=${each.code === params.donde}>${each.name}</option>`)}</select></div>
      <button type="submit" class="main">Ver qué pasaría</button></form>`}<//>
    ${draft ? html`<${Simulated} key=${JSON.stringify(draft)} asked=${asked} draft=${draft} />` : html`<${Nothing} title="Elija un plazo y qué cambiaría">Por ejemplo: el primer contacto en dos días hábiles, o sin exigirlo en una región.<//>`}</section>`;
}

/** @param {Record<string, string>} params */
function draftOf(params) {
  if (!params.regla || !(params.dias || params.exime)) return null;
  const change = params.exime ? { exempt: true } : { quantity: Number(params.dias) };
  return { rule: params.regla, ...change, offices: params.donde ? [params.donde] : null };
}

/** @param {{ asked: import("./board.js").Asked, draft: any }} props */
function Simulated({ asked, draft }) {
  const found = useQuery(SIMULATE, { changes: [draft], since: asked.since, until: asked.until });
  const unfinished = found.data && !found.data.simulate.finished;
  useEffect(() => {
    const timer = unfinished ? window.setTimeout(found.again, AGAIN_AFTER) : 0;
    return () => window.clearTimeout(timer);
  }, [found.data]);
  return html`<${Loaded} of=${found} lines=${8}>${({ simulate: told }) => (told.finished
    ? html`<${Compared} told=${told} draft=${draft} asked=${asked} />`
    : html`<div role="status"><label for="if-progress">Juzgando ${numberWords(told.done)} de ${numberWords(told.total)} plazos…</label> <progress id="if-progress" max=${told.total || 1} value=${told.done}></progress></div>`)}<//>`;
}

/** @param {{ told: any, draft: any, asked: import("./board.js").Asked }} props */
function Compared({ told, draft, asked }) {
  const unit = told.measure.unit, drafted = { changes: [draft], since: asked.since, until: asked.until };
  const [whole] = told.whole;
  const rows = told.byOffice.filter((/** @type {any} */ row) => row.before.n);
  const gain = whole ? (whole.after.figure ?? 0) - (whole.before.figure ?? 0) : 0;
  return html`<p class="say">${told.total === 0 ? "Ningún plazo de este período es de esa regla." : html`${told.measure.title}: <strong>${figureWords(whole?.before.figure, unit)}</strong> como fue, <strong>${figureWords(whole?.after.figure, unit)}</strong> con el borrador${gain === 0 ? "" : gain > 0 ? ", más" : ", menos"}. ${counted(told.changes, "plazo se juzgaría", "plazos se juzgarían")} de otra manera, de ${numberWords(told.total)} que toca el borrador.`}</p>
    ${rows.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="Por oficina"><table><caption>${told.measure.title} por oficina</caption>
      <thead><tr><th scope="col">Oficina</th><th scope="col" class="num">Como fue</th><th scope="col" class="num">n</th><th scope="col" class="num">Con el borrador</th><th scope="col" class="num">n</th></tr></thead>
      <tbody>${rows.map((/** @type {any} */ row) => html`<tr><th scope="row">${row.before.groups[0].name}</th><td class="num">${rowWords(row.before, unit)}</td><td class="num muted">${numberWords(row.before.n)}</td>
        <td class="num">${row.before.hidden ? "menos de 5" : figureWords(row.after.figure, unit)}</td><td class="num muted">${numberWords(row.after.n)}</td></tr>`)}</tbody></table></div>
      <${Download} list="simulacion" variables=${drafted} what="la comparación" />`}
    ${told.changed.nodes.length > 0 && html`<h3>Los que cambian</h3><div class="scroll" tabindex="0" role="region" aria-label="Los que cambian"><table>
      <thead><tr><th scope="col">Plazo</th><th scope="col">Oficina</th><th scope="col">Vencía</th><th scope="col">Vencería</th><th scope="col">Como fue</th><th scope="col">Con el borrador</th></tr></thead>
      <tbody>${told.changed.nodes.map((/** @type {any} */ each) => html`<tr><th scope="row"><${Linked} to=${each.caseId ? `/escritorio?caso=${encodeURIComponent(each.caseId)}` : null}>${each.rule}<//></th><td>${nameOf(asked.offices, each.office) ?? "—"}</td>
        <td class="nowrap">${dateWords(each.dueBefore)}</td><td class="nowrap">${each.dueAfter ? dateWords(each.dueAfter) : "no se exige"}</td>
        <td><span class="tag ${each.before}">${word("TermState", each.before)}</span></td><td><span class="tag ${each.after}">${word("TermState", each.after)}</span></td></tr>`)}</tbody></table></div>
      <${Download} list="simulacion_plazos" variables=${drafted} what="los plazos que cambian" />
      ${told.changed.pageInfo.hasNextPage && html`<p class="muted">${numberWords(told.changed.nodes.length)} de ${numberWords(told.changes)}.</p>`}`}
    <details class="how"><summary>Cómo se contó · n = ${numberWords(told.total)}</summary><p>${told.measure.howCounted}</p><p>Del ${dateWords(told.since)} al ${dateWords(told.until)}, inclusive; los abiertos se juzgan al ${momentWords(told.computedAt)}. Borrador: ${draft.rule}, ${draft.exempt ? "deja de exigirse" : `${draft.quantity} en su unidad`}, ${draft.offices ? nameOf(asked.offices, draft.offices[0]) : "en todas las oficinas"}. Reglas: ${told.measure.rules.join(", ")}.</p></details>`;
}
