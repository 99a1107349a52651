// What our modules use of graphql-ws.js.
export function createClient(options: any): {
  on(event: "connected" | "closed", listener: (event: any) => void): () => void;
  subscribe(payload: { query: string; variables?: Record<string, unknown> }, sink: { next: (result: any) => void; error: (error: unknown) => void; complete: () => void }): () => void;
};
