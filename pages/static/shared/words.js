// @ts-check
// Dates, numbers and names as people read them, in Spanish.

const LOCALE = "es-CL";
const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A calendar day, `2026-11-30`. @param {string | null | undefined} text */
export const dateWords = (text) => (text ? day.format(new Date(`${text}T12:00:00Z`)) : "—");
/** @param {string | null | undefined} text */
export const weekdayWords = (text) => (text ? weekday.format(new Date(`${text}T12:00:00Z`)) : "—");
const local = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
/** The day of an instant, on the clock of whoever reads: that of UTC is another one in the evening. @param {string | null | undefined} text */
export const dayWords = (text) => (text ? local.format(new Date(text)) : "—");
/** An instant, on the clock of whoever reads. @param {string | null | undefined} text */
export const momentWords = (text) => (text ? moment.format(new Date(text)) : "—");
const time = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** The hour of an instant, on the clock of whoever reads. @param {Date} at */
export const timeWords = (at) => time.format(at);
/** @param {number | null | undefined} number */
export const numberWords = (number) => (number === null || number === undefined ? "—" : whole.format(number));

/** A figure in the unit of its measure. @param {number | null | undefined} figure @param {string} unit */
export function figureWords(figure, unit) {
  if (figure === null || figure === undefined) return "sin datos";
  if (unit === "SHARE") return `${whole.format(figure * 100)} %`;
  return unit === "MEAN" ? tenth.format(figure) : whole.format(figure);
}

/** A sentence of the API as a label: without what explains it, and without its full stop. @param {string} text */
export const label = (text) => text.split(";")[0].replace(/\.$/, "");

/** Somebody's name; her user where the directory has none. @param {{ username: string, name: string | null } | null | undefined} person */
export const personWords = (person) => person?.name ?? person?.username;

/** Who did something: the person of a company has no name for others. @param {{ name: string | null }} person @param {string} username */
export const doerWords = (person, username) => person.name ?? (username.startsWith("claveunica:") ? "la empresa" : username);

/** Bytes, as people count them. @param {number} bytes */
export const sizeWords = (bytes) => (bytes < 1_000_000 ? `${whole.format(Math.max(1, bytes / 1_000))} KB` : `${tenth.format(bytes / 1_000_000)} MB`);

/** The name of a code in a list of both. @param {{ code: string, name: string }[]} list @param {string | null | undefined} code */
export const nameOf = (list, code) => list.find((each) => each.code === code)?.name ?? code;

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${whole.format(count)} ${count === 1 ? one : many}`;

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

const countries = new Intl.DisplayNames([LOCALE], { type: "region" });
/** @param {string | null | undefined} code */
export const countryWords = (code) => (code ? (countries.of(code) ?? code) : "—");
