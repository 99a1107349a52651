// A company registers itself and tells its ficha; its executive sees it on her screen and reports that she spoke to it.
// Against the real server: node build/src/screens.js URL, with DESK and COMPANY_OF (a command that prints a token) given.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { RecordContactInCaptureInput } from "../generated/graphql.js";
import { person } from "./client.js";
import { CompanyScreen, Ficha, Register } from "./company.js";
import { CompanyFile, ContactMade, DeskScreen, NewCompany } from "./desk.js";

const [url, python] = [process.argv[2]!, process.argv[3]!];
const RUN = "12.345.678-5";

const token = (...who: string[]) => `Bearer ${execFileSync(python, ["-m", "api", "token", ...who]).toString().trim()}`;
const desk = person(url, token("--role", "REGIONAL_EXECUTIVE", "--office", "OFIREG-08"));

const number = String(60_000_000 + Math.floor(Math.random() * 9_999_999));
const sum = [...number].reverse().reduce((total, digit, place) => total + Number(digit) * (2 + (place % 6)), 0);
const fields = { rut: `${number}-${"0K987654321"[sum % 11]}`, country: "CL", region: "08" };
const made = await desk.do(NewCompany, { input: { name: `Tipos ${number}`, fields } });
assert.deepEqual(made.createAccount?.userErrors, []);
const account = made.createAccount!.account!.id;

// The company: what its screen offers is what it then does.
const key = Buffer.from(account, "base64").toString().split(":")[1]!;
const company = person(url, token("--role", "COMPANY", "--account", key, "--run", RUN));
const first = await company.ask(CompanyScreen, { id: account });
assert.equal(first.viewer?.role, "COMPANY");
assert.deepEqual(first.account?.cases?.nodes, []);

const registered = await company.do(Register, { input: { about: { accountId: account }, representativeRun: RUN } });
assert.deepEqual(registered.registerInCapture?.userErrors, []);
const caseId = registered.registerInCapture!.case!.id;

const offered = (await company.ask(CompanyScreen, { id: account })).account!.nextSteps.flatMap((step) => step.actions);
const ficha = offered.find((action) => action.mutation === "completeFichaInCapture");
assert.ok(ficha?.isExpected, JSON.stringify(offered));
assert.equal(ficha.caseId, caseId);
assert.ok(ficha.data.some((datum) => datum.name === "exports" && datum.required));

// A mistake of the person is a member of userErrors, typed, in Spanish and at its field; nothing was changed.
const nowhere = Buffer.from("Case:00000000-0000-4000-8000-000000000000").toString("base64");
const lost = await company.do(Ficha, { input: { about: { caseId: nowhere }, exports: true, region: "08" } });
const [mistake] = lost.completeFichaInCapture!.userErrors;
assert.equal(mistake?.__typename, "NotFoundError");
assert.match(mistake.message, /^No /);
assert.equal(lost.completeFichaInCapture!.case, null);

const told = await company.do(Ficha, { input: { about: { caseId }, exports: true, region: "08" } });
assert.deepEqual(told.completeFichaInCapture?.userErrors, []);

// The desk: one request for the screen; the company's step says which mutation, of which input, and where the id goes.
const screen = await desk.ask(DeskScreen, {});
const listed = screen.viewer!.nextSteps.find((each) => each.account?.id === account);
assert.equal(listed?.case?.id, caseId, "the company is on the screen of its office");
const seen = (await desk.ask(CompanyFile, { id: account })).account!.nextSteps.find((each) => each.case?.id === caseId);
const contact = seen?.actions.find((action) => action.mutation === "recordContactInCapture");
assert.equal(contact?.inputType, "RecordContactInCaptureInput");
assert.deepEqual(contact.subjectPath, ["caseId"]);
const kinds = contact.data.find((datum) => datum.name === "contactKind")?.choices.map((choice) => choice.value);
assert.ok(kinds?.includes("SPOKEN"), JSON.stringify(contact.data));

const input: RecordContactInCaptureInput = {
  caseId,
  contactKind: "SPOKEN",
  circumstances: { pointOfContact: "TELEFONO", version: seen!.case!.version },
};
const spoke = await desk.do(ContactMade, { input });
assert.deepEqual(spoke.recordContactInCapture?.userErrors, []);
assert.equal(spoke.recordContactInCapture!.event!.fact, "record_contact");

// A button that is pressed twice changes nothing the second time, and says so.
const again = await desk.do(ContactMade, { input });
assert.equal(again.recordContactInCapture!.isDuplicate, true);
assert.equal(again.recordContactInCapture!.case!.version, spoke.recordContactInCapture!.case!.version);

const file = await desk.ask(CompanyFile, { id: account });
assert.equal(file.account!.cases.nodes[0]?.id, caseId);
assert.notEqual(file.account!.cases.nodes[0]?.state, registered.registerInCapture!.case!.state);
console.log("A company's and a desk's screens, typed from the SDL, report facts to the real server.");
