// node issuer.mjs PORT CALLBACK: oidc-provider with one person's log-in, one service, and keys that are new at each start.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { Provider } from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const url = `http://127.0.0.1:${port}`;
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
const api = { scope: "", audience: "api://atencion", accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };

const provider = new Provider(url, {
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  clients: [
    {
      client_id: "web",
      client_secret: "web-secret",
      redirect_uris: [callback],
      grant_types: ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
    {
      client_id: "svc",
      client_secret: "svc-secret",
      redirect_uris: [],
      grant_types: ["client_credentials"],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], profile: ["name"] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, name: "Ana Rojas" }) }),
  extraTokenClaims: (_context, token) => (token.kind === "ClientCredentials" ? { roles: ["Portal.Escribir"] } : undefined),
  pkce: { required: () => true },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "api://atencion",
      getResourceServerInfo: () => api,
      useGrantedResource: () => false,
    },
  },
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
});
provider.listen(Number(port), "127.0.0.1");
