// @ts-check
// Dates, numbers and names as people read them, in the language of the page.
import { language, locale, t } from "./language.js";

const made = /** @type {Record<string, ReturnType<typeof formatsOf>>} */ ({});
const formats = () => (made[locale()] ??= formatsOf(locale()));

/** @param {string} place */
function formatsOf(place) {
  const date = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric" });
  const time = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return {
    day: new Intl.DateTimeFormat(place, { ...date, timeZone: "UTC" }),
    weekday: new Intl.DateTimeFormat(place, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }),
    moment: new Intl.DateTimeFormat(place, { ...date, ...time }),
    local: new Intl.DateTimeFormat(place, date),
    time: new Intl.DateTimeFormat(place, time),
    whole: new Intl.NumberFormat(place, { maximumFractionDigits: 0 }),
    tenth: new Intl.NumberFormat(place, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    countries: new Intl.DisplayNames([place], { type: "region" }),
  };
}

/** A calendar day, `2026-11-30`. @param {string | null | undefined} text */
export const dateWords = (text) => (text ? formats().day.format(new Date(`${text}T12:00:00Z`)) : "—");
/** @param {string | null | undefined} text */
export const weekdayWords = (text) => (text ? formats().weekday.format(new Date(`${text}T12:00:00Z`)) : "—");
/** The day of an instant, on the clock of whoever reads: that of UTC is another one in the evening. @param {string | null | undefined} text */
export const dayWords = (text) => (text ? formats().local.format(new Date(text)) : "—");
/** An instant, on the clock of whoever reads. @param {string | null | undefined} text */
export const momentWords = (text) => (text ? formats().moment.format(new Date(text)) : "—");
/** The hour of an instant, on the clock of whoever reads. @param {Date} at */
export const timeWords = (at) => formats().time.format(at);
/** @param {number | null | undefined} number */
export const numberWords = (number) => (number === null || number === undefined ? "—" : formats().whole.format(number));

/** A figure in the unit of its measure. @param {number | null | undefined} figure @param {string} unit */
export function figureWords(figure, unit) {
  if (figure === null || figure === undefined) return t`sin datos`;
  if (unit === "SHARE") return `${formats().whole.format(figure * 100)} %`;
  return unit === "MEAN" ? formats().tenth.format(figure) : formats().whole.format(figure);
}

/** A sentence of the API as a label: without what explains it, and without its full stop. @param {string} text */
export const label = (text) => text.split(";")[0].replace(/\.$/, "");

/** Somebody's name; her user where the directory has none. @param {{ username: string, name: string | null } | null | undefined} person */
export const personWords = (person) => person?.name ?? person?.username;

/** Who did something: the person of a company has no name for others. @param {{ name: string | null }} person @param {string} username */
export const doerWords = (person, username) => person.name ?? (username.startsWith("claveunica:") ? t`la empresa` : username);

/** Bytes, as people count them. @param {number} bytes */
export const sizeWords = (bytes) => (bytes < 1_000_000 ? `${formats().whole.format(Math.max(1, bytes / 1_000))} KB` : `${formats().tenth.format(bytes / 1_000_000)} MB`);

/** The name of a code in a list of both. @param {{ code: string, name: string }[]} list @param {string | null | undefined} code */
export const nameOf = (list, code) => list.find((each) => each.code === code)?.name ?? code;

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${formats().whole.format(count)} ${count === 1 ? one : many}`;

/** Days after a calendar day. @param {string} text @param {number} days */
export function daysAfter(text, days) {
  const moved = new Date(`${text}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** Monday of the week of a day. @param {string} text */
export function monday(text) {
  const weekdayNumber = (new Date(`${text}T12:00:00Z`).getUTCDay() + 6) % 7;
  return daysAfter(text, -weekdayNumber);
}

/** First day of the month some months before. @param {string} text @param {number} months */
export function monthsBefore(text, months) {
  const moved = new Date(`${text.slice(0, 7)}-01T12:00:00Z`);
  moved.setUTCMonth(moved.getUTCMonth() - months);
  return moved.toISOString().slice(0, 10);
}

/** @param {string | null | undefined} code */
export const countryWords = (code) => (code ? (formats().countries.of(code) ?? code) : "—");
