// One client for each person: urql, whose documents carry the types of their answers and variables.
import assert from "node:assert/strict";
import { cacheExchange, Client, fetchExchange, type TypedDocumentNode } from "@urql/core";

type Variables = Record<string, unknown>;

/** Whoever asks the API as one person. */
export interface Person {
  ask<D, V extends Variables>(document: TypedDocumentNode<D, V>, variables: V): Promise<D>;
  do<D, V extends Variables>(document: TypedDocumentNode<D, V>, variables: V): Promise<D>;
}

/** A person who is logged in by that token; an answer with top-level errors fails. */
export function person(url: string, authorization: string): Person {
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization } },
    exchanges: [cacheExchange, fetchExchange],
  });
  return {
    async ask(document, variables) {
      const answer = await client.query(document, variables, { requestPolicy: "network-only" }).toPromise();
      assert.equal(answer.error, undefined, String(answer.error));
      return answer.data!;
    },
    async do(document, variables) {
      const answer = await client.mutation(document, variables).toPromise();
      assert.equal(answer.error, undefined, String(answer.error));
      return answer.data!;
    },
  };
}
