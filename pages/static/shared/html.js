// @ts-check
// What every module draws with: Preact and its hooks, and `html`, which reads markup in a template string.
import { Fragment, h, render } from "../vendor/preact.js";
import htm from "../vendor/htm.js";
import { useCallback, useEffect, useMemo, useRef, useState } from "../vendor/hooks.js";

/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(h);
export { Fragment, render, useCallback, useEffect, useMemo, useRef, useState };
