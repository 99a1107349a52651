// @ts-check
// What may be told at a step: facts by the mutation that tells them.

/** @typedef {import("./forms.js").Fact} Fact */

/** Facts of all flows by their mutation. @param {any} flows @returns {Record<string, Fact & { flow: string }>} */
export const factsByMutation = (flows) => Object.fromEntries(flows.flatMap((/** @type {any} */ flow) => flow.facts.filter((/** @type {any} */ fact) => fact.mutation).map((/** @type {any} */ fact) => [fact.mutation, { ...fact, flow: flow.flow }])));

/**
 * What the viewer may do at a step, the expected first, as far as a form can be drawn for it: the API says who may.
 * @param {any} step @param {Record<string, Fact>} facts @returns {string[]}
 */
export const offered = (step, facts) => step.mutations.filter((/** @type {string} */ mutation) => facts[mutation]);
