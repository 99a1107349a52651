// @ts-check
// The inputs of a form drawn from data: one for each kind of datum, with its label, its hint and what is wrong with it.
import { html } from "../shared/html.js";
import { locale, t } from "../shared/language.js";
import { countryWords } from "../shared/words.js";

/**
 * @typedef {{ name: string, path?: string[], kind: string, label: string, help?: string | null, required: boolean, rule?: string | null, choices: { value: string, label: string }[] }} Datum
 */

const SHOWN = ["DATE", "INSTANT", "COUNTRY"]; // by the field itself: a calendar, a list
const FEW = 5;

/**
 * @param {{ datum: Datum, value: string, set: (value: string) => void, wrong?: string | null, prefix: string }} props
 */
export function Field({ datum, value, set, wrong, prefix }) {
  const id = `${prefix}-${datum.name}`;
  const hint = SHOWN.includes(datum.kind) ? null : datum.help;
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || null;
  const notes = html`${hint && html`<span class="hint" id="${id}-hint">${hint}</span>`}${wrong && html`<span class="wrong" id="${id}-wrong">${wrong}</span>`}`;
  const label = html`${datum.label}${datum.required ? "" : html` <span class="muted">${t`(si corresponde)`}</span>`}`;
  const few = optionsOf(datum);
  if (few) {
    return html`<fieldset class="field ${wrong ? "bad" : ""}" id=${id} tabindex="-1" aria-describedby=${described}><legend>${label}</legend>${notes}
      <div class="options">${few.map((choice) => html`<label><input type="radio" name=${id} value=${choice.value} checked=${value === choice.value} onChange=${() => set(choice.value)} />${choice.label}</label>`)}</div></fieldset>`;
  }
  const common = { id, value, "aria-describedby": described, "aria-invalid": wrong ? "true" : null, "aria-required": datum.required ? "true" : null, onInput: (/** @type {any} */ event) => set(event.target.value) };
  return html`<div class="field ${wrong ? "bad" : ""}"><label for=${id}>${label}</label>${notes}<${Input} datum=${datum} common=${common} /></div>`;
}

/** @param {Datum} datum Few choices stand side by side; yes or no is one. */
function optionsOf(datum) {
  if (datum.kind === "BOOLEAN") return [{ value: "true", label: t`Sí` }, { value: "false", label: t`No` }];
  return datum.kind === "CHOICE" && datum.choices.length <= FEW ? datum.choices : null;
}

/** @param {{ datum: Datum, common: Record<string, any> }} props */
function Input({ datum, common }) {
  if (datum.kind === "CHOICE") {
    return html`<select ...${common} onInput=${null} onChange=${common.onInput}><option value="">${t`Elija…`}</option>${datum.choices.map((choice) => html`<option value=${choice.value}>${choice.label}</option>`)}</select>`;
  }
  if (datum.kind === "COUNTRY") {
    return html`<select ...${common} onInput=${null} onChange=${common.onInput}><option value="">${t`Elija…`}</option>${countries().map(([code, name]) => html`<option value=${code}>${name}</option>`)}</select>`;
  }
  if (datum.kind === "DATE") return html`<input type="date" ...${common} />`;
  if (datum.kind === "INSTANT") return html`<input type="datetime-local" ...${common} />`;
  if (datum.kind === "INTEGER") return html`<input type="number" step="1" ...${common} />`;
  if (datum.kind === "TEXTS" || datum.kind === "ACCOUNTS") return html`<textarea rows="3" ...${common}></textarea>`;
  if (datum.kind === "TEXT" && LONG.test(datum.name)) return html`<textarea rows="3" ...${common}></textarea>`;
  if (datum.kind === "EMAIL") return html`<input type="email" autocomplete="off" ...${common} />`;
  return html`<input type="text" autocomplete="off" ...${common} />`;
}

const LONG = /notes|reason|text|result|answer|description|question|observations|grounds|objective/i;

const CODES = "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WS YE ZA ZM ZW".split(" ");
const countries = () => CODES.map((code) => [code, countryWords(code)]).sort((one, other) => one[1].localeCompare(other[1], locale()));

/**
 * What is sent for what was typed; undefined: nothing was, and nothing is sent.
 * @param {Datum} datum @param {string | undefined} text
 */
export function valueOf(datum, text) {
  const trimmed = (text ?? "").trim();
  if (trimmed === "") return undefined;
  if (datum.kind === "BOOLEAN") return trimmed === "true";
  if (datum.kind === "INTEGER") return Number.parseInt(trimmed, 10);
  if (datum.kind === "INSTANT") return new Date(trimmed).toISOString();
  if (datum.kind === "TEXTS" || datum.kind === "ACCOUNTS") return trimmed.split("\n").map((line) => line.trim()).filter(Boolean);
  return datum.kind === "REGIONS" ? trimmed.split(/[\s,;]+/) : trimmed;
}

/** What was typed, as a person reads it. @param {Datum} datum @param {string | undefined} text */
export function readable(datum, text) {
  const choice = (optionsOf(datum) ?? datum.choices).find((each) => each.value === text);
  return choice?.label ?? (datum.kind === "COUNTRY" && text ? countryWords(text) : (text ?? ""));
}
