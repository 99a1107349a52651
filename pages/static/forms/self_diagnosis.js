// @ts-check
// The self-diagnosis test in its case: the questions as they are configured, kept half-way, and how it went.
import { Form } from "./forms.js";
import { ask, useQuery } from "../shared/graphql.js";
import { html } from "../shared/html.js";
import { t } from "../shared/language.js";
import { Loaded } from "../shared/states.js";
import { dayWords } from "../shared/words.js";

const QUESTIONS = "query SelfDiagnosisQuestions { selfDiagnosisQuestionnaire { version source sample questions { code text options { code text } } } }";
const ANSWER = `mutation AnswerSelfDiagnosis($input: AnswerSelfDiagnosisInput!) {
  answerSelfDiagnosis(input: $input) { selfDiagnosis { finished level score } effects case { nextStep { title text } }
    userErrors { __typename code message field rule ... on MissingDataError { missing } ... on StepNotAllowedError { stepToTake } } }
}`;

/** The fact that holds its result: where there are questions, they are answered instead of typing a level. */
export const TEST = "recordTestResultInCapture";

/** How its levels are called. @param {Record<string, any>} facts @returns {{ value: string, label: string }[]} */
export const levelsOf = (facts) => facts[TEST]?.data.find((/** @type {any} */ datum) => datum.name === "level")?.choices ?? [];

/**
 * @param {{ about: { caseId: string }, diagnoses: any[], person: string, done: (payload: any) => void, cancel: string, otherwise: any }} props
 *   `otherwise`: what stands here while no questions are configured.
 */
export function SelfDiagnosis({ about, diagnoses, person, done, cancel, otherwise }) {
  const found = useQuery(QUESTIONS);
  const half = diagnoses.find((each) => !each.finished);
  return html`<${Loaded} of=${found}>${({ selfDiagnosisQuestionnaire: test }) => {
    if (!test) return otherwise;
    const data = test.questions.map((/** @type {any} */ each) => ({ name: each.code, kind: "CHOICE", label: each.text, required: true, choices: each.options.map((/** @type {any} */ option) => ({ value: option.code, label: option.text })) }));
    const given = Object.fromEntries((half?.answers ?? []).map((/** @type {any} */ each) => [each.name, each.value]));
    const submit = async (/** @type {Record<string, any>} */ { clientKey, ...chosen }, /** @type {number | null} */ _, /** @type {boolean} */ later) => {
      const answers = Object.entries(chosen).map(([question, option]) => ({ question, option }));
      const payload = (await ask(ANSWER, { input: { caseId: about.caseId, questionnaire: test.version, answers, finish: !later, clientKey } })).answerSelfDiagnosis;
      if (payload.userErrors.some((/** @type {any} */ error) => error.field?.at(-1) === "questionnaire")) found.again();
      return payload;
    };
    const told = (/** @type {any} */ payload) => done({
      event: { title: payload.selfDiagnosis.finished ? t`el Test de Autodiagnóstico, con su resultado` : t`sus respuestas, para seguir después`, effects: payload.effects },
      nextStep: payload.selfDiagnosis.finished ? payload.case?.nextStep : null,
    });
    return html`<${Form} id="test" title=${t`Test de Autodiagnóstico`} draft="${person}:${about.caseId}:test:${test.version}" data=${data} given=${given} submit=${submit} done=${told} cancel=${cancel} button=${t`Terminar y ver el resultado`} later=${t`Guardar y seguir después`}>
      <p class="muted">${t`${test.questions.length} preguntas. Puede guardar lo que lleva y seguir otro día, o responderlas con su ejecutivo o ejecutiva.`}</p>
      ${test.sample && html`<p class="state warn">${t`Estas preguntas son una muestra: el protocolo nombra el test y no las trae.`}</p>`}<//>`;
  }}<//>`;
}

/** @param {{ diagnoses: any[], levels: { value: string, label: string }[], resume: string | null, staff?: boolean }} props `resume`: where one that is half-way goes on. */
export function Diagnoses({ diagnoses, levels, resume, staff = false }) {
  if (diagnoses.length === 0) return null;
  const level = (/** @type {string} */ code) => levels.find((each) => each.value === code)?.label ?? code;
  return html`<section class="card"><header><h2>${t`Test de Autodiagnóstico`}</h2></header><ul class="list">${[...diagnoses].reverse().map((each) => html`<li><div>
    <span class="title">${each.finished ? t`Potencial exportador: ${level(each.level)}` : t`A medio responder: ${each.answers.length} respuestas guardadas`}</span>
    <p class="muted">${each.finished ? t`${each.score} puntos · respondido el ${dayWords(each.savedAt)}` : t`Guardado el ${dayWords(each.savedAt)}`}${staff && each.savedByPerson.name ? ` ${t`con ${each.savedByPerson.name}`}` : ""}${staff && ` · ${t`preguntas «${each.questionnaire}»`}`}</p>
    ${each.takenBack && html`<p class="state warn">${t`Este resultado se registró por error y ya no cuenta.`}</p>`}
    ${!each.finished && resume && html`<div class="buttons"><a class="button" href=${resume}>${t`Seguir respondiendo`}</a></div>`}</div></li>`)}</ul></section>`;
}
