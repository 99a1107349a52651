// Usage: node audit.mjs http://127.0.0.1:8000/graphql
// Runs every audit of graphql-http (all levels: MUST, SHOULD, MAY), prints what fails, exits 1 when any does.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("Usage: node audit.mjs <url of the endpoint>");
  process.exit(2);
}

const { AUTHORIZATION } = process.env; // "Bearer …", where the endpoint asks who is there
const fetchFn = (address, init = {}) => {
  const headers = new Headers(init.headers);
  if (AUTHORIZATION) headers.set("authorization", AUTHORIZATION);
  return fetch(address, { ...init, headers });
};

const audits = serverAudits({ url, fetchFn });
let failed = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") continue;
  failed += 1;
  console.error(`${audit.id} ${audit.name}: ${result.status}: ${result.reason ?? ""}`);
}
console.log(`${audits.length - failed} of ${audits.length} audits of GraphQL over HTTP pass`);
process.exit(failed === 0 && audits.length >= 61 ? 0 : 1);
