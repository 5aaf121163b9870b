// People and programs sign in at a certified OpenID provider (oidc-provider), and Merzim recognises them, told nothing but its issuer:
//
//   node signing-in.mjs target/debug/merzim
import { spawn } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import assert from "node:assert/strict";
import { Provider } from "oidc-provider";

const [BODY, OTHER] = ["100140000003", "940740000911"];
const CALLBACK = "http://127.0.0.1/callback";
const RESOURCE = "urn:merzim";

// What the provider knows of those who sign in.
const CLAIMS = {
  "officer-7": { org: [BODY, OTHER], iin: "061211600012", realm_access: { roles: ["officer"] } },
  edms: { org: BODY, realm_access: { roles: ["officer"] } },
};

const keys = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), alg: "RS256", use: "sig" }] };
};

// The address is known before the provider is made, and stays when it is made anew with other keys.
let serve;
const server = createServer((request, response) => serve(request, response));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const open = () => {
  const provider = new Provider(issuer, {
    jwks: keys(),
    cookies: { keys: [randomBytes(16).toString("hex")] },
    clients: [
      { client_id: "portal", token_endpoint_auth_method: "none", redirect_uris: [CALLBACK], application_type: "native", grant_types: ["authorization_code"], response_types: ["code"] },
      { client_id: "edms", client_secret: "a-secret-of-the-test", redirect_uris: [], grant_types: ["client_credentials"], response_types: [] },
    ],
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ audience: "merzim", scope: "merzim", accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
      },
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    extraTokenClaims: (_, token) => CLAIMS[token.accountId ?? token.clientId],
  });
  serve = provider.callback();
};
open();

// Asks as a browser does that keeps cookies and follows nobody.
const cookies = new Map();
const browse = async (url, form) => {
  const answer = await fetch(new URL(url, issuer), {
    redirect: "manual",
    method: form ? "POST" : "GET",
    body: form && new URLSearchParams(form),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    if (value) cookies.set(name, value); else cookies.delete(name);
  }
  return answer;
};

const described = async () => (await browse("/.well-known/openid-configuration")).json();
const tokens = async (form, headers = {}) => {
  const { token_endpoint } = await described();
  const answer = await fetch(token_endpoint, { method: "POST", body: new URLSearchParams(form), headers });
  return { status: answer.status, ...(await answer.json()) };
};

// The authorization code flow with PKCE, through the pages of the provider.
const logIn = async (login) => {
  cookies.clear();
  const verifier = randomBytes(32).toString("base64url");
  const { authorization_endpoint } = await described();
  const query = new URLSearchParams({
    client_id: "portal", response_type: "code", redirect_uri: CALLBACK, scope: "openid merzim", resource: RESOURCE, state: "7",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256",
  });
  let place = `${authorization_endpoint}?${query}`;
  for (let steps = 0; !place.startsWith(CALLBACK); steps += 1) {
    assert(steps < 12, `it never ends: ${place}`);
    const answer = await browse(place);
    if (answer.status === 200) {
      // A page that asks who one is, or whether one agrees.
      const prompt = /name="prompt" value="(\w+)"/.exec(await answer.text())[1];
      const form = prompt === "login" ? { prompt, login, password: "of a test" } : { prompt };
      place = new URL((await browse(place, form)).headers.get("location"), issuer).href;
    } else place = new URL(answer.headers.get("location"), issuer).href;
  }
  const code = new URL(place).searchParams.get("code");
  const exchange = (code_verifier) => tokens({ grant_type: "authorization_code", client_id: "portal", code, code_verifier, redirect_uri: CALLBACK });
  return { exchange, verifier };
};
const loggedIn = async (login) => {
  const { exchange, verifier } = await logIn(login);
  return exchange(verifier);
};

const folder = mkdtempSync(join(tmpdir(), "merzim-"));
const merzim = spawn(process.argv[2], ["serve"], {
  env: {
    MERZIM_BIND: "127.0.0.1:0",
    MERZIM_DATA_DIR: folder,
    MERZIM_TOKEN_ISSUER: issuer,
    MERZIM_TOKEN_ROLES_CLAIM: "/realm_access/roles",
    MERZIM_TOKEN_ROLES: "officer=applicantBody",
    MERZIM_AUTHORITY_BIN: OTHER,
    MERZIM_AUTHORITY_NAME_KK: "Орган (сынақ)",
    MERZIM_AUTHORITY_NAME_RU: "Орган (тест)",
  },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  let base;
  for await (const line of createInterface({ input: merzim.stdout })) {
    base = line.replace("Merzim listens on ", "");
    break;
  }
  const ask = async (path, token, headers = {}) => {
    const answer = await fetch(`${base}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}`, ...headers } });
    return { status: answer.status, ...(await answer.json()) };
  };

  // A wrong verifier gets no token; the right one gets one that Merzim knows.
  const { exchange } = await logIn("officer-7");
  assert.equal((await exchange("another-verifier-that-is-long-enough-to-be-one")).status, 400);
  const person = await loggedIn("officer-7");
  assert.equal(person.status, 200, JSON.stringify(person));
  const caller = await ask("/caller", person.access_token);
  assert.deepEqual(
    [caller.status, caller.subject, caller.isProgram, caller.person, caller.organisations, caller.roles],
    [200, "officer-7", false, "********0012", [BODY, OTHER], ["applicantBody"]],
  );
  assert.deepEqual(caller.missing.map(({ name }) => name), ["Acting-For"]);
  assert.equal((await ask("/obligations", person.access_token)).status, 403);
  assert.equal((await ask("/obligations", person.access_token, { "Acting-For": BODY })).status, 200);
  // An ID token says who somebody is, and lets nobody in.
  assert.equal((await ask("/caller", person.id_token)).status, 401);

  const secret = { authorization: `Basic ${Buffer.from("edms:a-secret-of-the-test").toString("base64")}` };
  const program = await tokens({ grant_type: "client_credentials", resource: RESOURCE, scope: "merzim" }, secret);
  const known = await ask("/caller", program.access_token);
  assert.deepEqual([known.status, known.isProgram, known.person, known.organisation, known.missing], [200, true, null, BODY, []]);

  // Other keys: whoever signs in from now on is known at once, and the keys before open nothing.
  open();
  const later = await loggedIn("officer-7");
  assert.equal((await ask("/caller", later.access_token)).status, 200);
  assert.equal((await ask("/caller", person.access_token)).status, 401);
} finally {
  merzim.kill();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
