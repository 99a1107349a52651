// npm graphql-ws and graphql-sse beside a running server: node listen.mjs URL, with AUTHORIZATION="Bearer …".
// Both must hear of an account that is made meanwhile, once, hear a refusal as one, and be refused without a token.
import assert from "node:assert/strict";
import { createClient as sseClient } from "graphql-sse";
import { createClient as socketClient } from "graphql-ws";
import WebSocket from "ws";

const url = process.argv[2];
const authorization = process.env.AUTHORIZATION;
const headers = { authorization };
const listen = {
  query: "subscription($after: String) { changes(after: $after, kinds: [ACCOUNT]) { cursor changes { cursor nodeId } } }",
};
const socket = (connectionParams) =>
  socketClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
const stream = (sent) => sseClient({ url, headers: sent, retryAttempts: 0 });
const clients = { "graphql-ws": socket({ authorization }), "graphql-sse": stream(headers) };

const post = async (query, variables) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
};

const makeAccount = async () => {
  const number = String(60_000_000 + Math.floor(Math.random() * 9_999_999));
  const sum = [...number].reverse().reduce((total, digit, place) => total + Number(digit) * (2 + (place % 6)), 0);
  const fields = { rut: `${number}-${"0K987654321"[sum % 11]}`, country: "CL", region: "08" };
  const { createAccount } = await post(
    "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
    { i: { name: `Escucha ${number}`, fields } },
  );
  assert.deepEqual(createAccount.userErrors, []);
  return createAccount.account.id;
};

setTimeout(() => assert.fail("nothing was heard for 30 seconds"), 30_000).unref();

for (const [name, client] of Object.entries(clients)) {
  const events = client.iterate(listen);
  const { value: begin } = await events.next();
  assert.deepEqual(begin.data.changes.changes, [], `${name}: it begins without changes`);
  const made = await makeAccount();
  const heard = [];
  let cursor;
  while (!heard.some((each) => each.nodeId === made)) {
    const { value } = await events.next();
    heard.push(...value.data.changes.changes);
    cursor = value.data.changes.cursor;
  }
  await events.return();
  const missed = await makeAccount(); // nobody listens now
  const resumed = client.iterate({ ...listen, variables: { after: cursor } });
  while (!heard.some((each) => each.nodeId === missed)) {
    const { value } = await resumed.next();
    heard.push(...value.data.changes.changes);
  }
  await resumed.return();
  assert.equal(new Set(heard.map((each) => each.cursor)).size, heard.length, `${name}: each change once`);
  console.log(`${name}: heard, and went on from its cursor`);
}

const refused = { query: "subscription { nothing }" };
await assert.rejects(clients["graphql-ws"].iterate(refused).next(), (errors) => {
  return errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED";
});
const { value: told } = await clients["graphql-sse"].iterate(refused).next();
assert.equal(told.errors[0].extensions.code, "GRAPHQL_VALIDATION_FAILED");
await assert.rejects(socket({}).iterate(listen).next(), (event) => event.code === 4403);
await assert.rejects(stream({}).iterate(listen).next(), (error) => error.response.status === 401);
console.log("both are told what is refused");
process.exit(0);
