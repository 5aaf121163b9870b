// A tour of Merzim, from a question about the law to an entry in the public Register, as a program of yours would
// make it. The types of the client are generated from the contract: what is misspelt here does not compile.
//
//     node client/built/tour.js http://127.0.0.1:8080
//
// It needs a Merzim in demo mode, which lends it tokens and a signature. It stops with an error at the first thing
// that is not as expected.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient, { type Client } from "openapi-fetch";
import type { AccreditationForm, Application, Decision, Obligation, paths, Problem } from "./generated/merzim.js";

const merzim = process.argv[2] ?? "http://127.0.0.1:8080";

// ─── 1. Ask why a deadline is what it is ──────────────────────────────────────────────────────────────────────────

// Reading the law needs no token.
const anybody = connect();

const { body: deadline } = await good(
  anybody.GET("/api/v1/rules/{id}/deadline", {
    params: { path: { id: "93-3" }, query: { event: "2026-03-20T19:00:00+05:00" } },
  }),
);

say(`An application that comes at 19:00 on 20 March 2026 must be decided by ${deadline.dueOn}:`);
for (const { date, why } of deadline.trace) say(`  ${date}  ${why}`);
assert.equal(deadline.trace.at(-1)?.date, deadline.dueOn);

// ─── 2. File an application ───────────────────────────────────────────────────────────────────────────────────────

const ministry = connect(await tokenOf("ministry"));

const form: AccreditationForm = {
  bodyName: { kk: "Цифрлық қызметтер министрлігі", ru: "Министерство цифровых услуг" },
  channelName: { kk: "«Бір терезе» порталы", ru: "Портал «Одно окно»" },
  regulatingAct: "Порталдың жұмыс регламенті",
  purpose: { kk: "Азаматтардың сұрақтарына жауап беру", ru: "Ответы на вопросы граждан" },
  coverage: "republican",
  format: "online",
  resources: { infrastructure: "Бұлтты сервер", staff: "Үш модератор", finance: "Бюджет шегінде" },
  justification: { need: "Жедел кері байланыс" },
};

// A draft, which only the ministry sees. Its ETag is the version that the next step must name.
const draft = await good(ministry.POST("/api/v1/accreditation-applications", { body: form }));
const id = draft.body.id;

const { body: document } = await good(
  ministry.GET("/api/v1/accreditation-applications/{id}/document", { params: { path: { id } } }),
);
const cms = await signatureOf("ministry", document.sha256);

// The key is made once for each thing to be done, not for each attempt at it.
const key = randomUUID();
const submit = () =>
  ministry.POST("/api/v1/accreditation-applications/{id}/submission", {
    params: { path: { id }, header: { "If-Match": draft.etag, "Idempotency-Key": key } },
    body: {
      edms: { documentNumber: "01-15/77", documentDate: draft.body.createdAt.slice(0, 10) },
      signature: { cms },
    },
  });

const filed = await good(submit());
say(`\nFiled as ${filed.body.number}, registered on ${filed.body.registeredOn}. Now it is owed:`);
filed.body.obligations.filter(({ status }) => status === "open").forEach(tell);

// ─── 3. Send it once more, as after a lost connection ─────────────────────────────────────────────────────────────

assert.deepEqual(await good(submit()), filed);
say(`\nSent again with the same Idempotency-Key: the same answer, and still one application.`);

// ─── 4. See what is owed in all cases ─────────────────────────────────────────────────────────────────────────────

const authority = connect(await tokenOf("authority"));

/** Every obligation that the caller may see, however many pages it takes. */
async function* obligations(caller: Client<paths>, filter: ObligationFilter): AsyncGenerator<Obligation> {
  const query = { ...filter };
  for (;;) {
    const { body: page } = await good(caller.GET("/api/v1/obligations", { params: { query } }));
    yield* page.items;
    if (!page.nextCursor) return;
    query.cursor = page.nextCursor;
  }
}
type ObligationFilter = NonNullable<paths["/api/v1/obligations"]["get"]["parameters"]["query"]>;

say("\nThe authority sees what is owed, two to a page:");
const owed: Obligation[] = [];
for await (const obligation of obligations(authority, { status: "open", limit: 2 })) {
  tell(obligation);
  owed.push(obligation);
}
assert(owed.length > 2, "more than one page");
assert(owed.some(({ rule, case: { number } }) => rule === "93-3" && number === filed.body.number));

// ─── 5. Decide, and meet the problems on the way ──────────────────────────────────────────────────────────────────

/** Decides the case as it was read under `etag`. Not decided is a result too, if the law says no. */
async function decide(decision: Decision, etag: string): Promise<Application | undefined> {
  const { data, error } = await authority.POST("/api/v1/accreditation-applications/{id}/decision", {
    params: { path: { id }, header: { "If-Match": etag, "Idempotency-Key": randomUUID() } },
    body: decision,
  });
  if (data) return data;

  // The type of a problem is stable, and GET /api/v1/problems lists them all. The rest is for people.
  switch (error.type) {
    case "urn:merzim:problem:stale": {
      say(`  ${error.status} ${error.title}`);
      const fresh = await good(authority.GET("/api/v1/accreditation-applications/{id}", { params: { path: { id } } }));
      return decide(decision, fresh.etag);
    }
    case "urn:merzim:problem:criterion-unmet":
      say(`  ${error.status} ${error.title} (rule ${error.rule}: ${error.detail})`);
      return undefined;
    default:
      throw unexpected(error);
  }
}

const met = { met: true };
const unmet = { met: false };

say("\nThe authority decides, from what it read before the submission, and with criterion 2 unmet:");
const refused = await decide(
  { outcome: "accredited", criteria: { noDuplication: met, regulated: unmet, effective: met } },
  draft.etag,
);
assert.equal(refused, undefined);

const decided = await decide(
  { outcome: "accredited", criteria: { noDuplication: met, regulated: met, effective: met } },
  filed.etag,
);
const entryId = decided?.decision?.registerEntry;
assert(entryId, "accredited, and entered in the Register");
say("With all three criteria met, the channel is accredited.");

// ─── 6. Read the public Register, and only what is new in it ──────────────────────────────────────────────────────

const readEntry = (headers = {}) =>
  anybody.GET("/api/v1/register-entries/{id}", { params: { path: { id: entryId } }, headers });

const entry = await good(readEntry());
assert.deepEqual(entry.body.channelName, form.channelName);
say(`\nRegister entry ${entry.body.number}: ${entry.body.channelName.kk}, included on ${entry.body.includedOn}.`);

const { response: unchanged } = await readEntry({ "If-None-Match": entry.etag });
assert.equal(unchanged.status, 304);
say("Asked again with If-None-Match: 304, nothing new and nothing sent.");

// ─── What the tour is made with ───────────────────────────────────────────────────────────────────────────────────

function connect(token?: string): Client<paths> {
  return createClient<paths>({
    baseUrl: merzim,
    headers: { "Accept-Language": "en", Authorization: token && `Bearer ${token}` },
  });
}

/** The body of an answer that went well, and its ETag; anything else is thrown. */
async function good<Body>(answer: Promise<{ data?: Body; error?: Problem; response: Response }>) {
  const { data, error, response } = await answer;
  if (data === undefined) throw unexpected(error);
  return { body: data, etag: response.headers.get("ETag") ?? "" };
}

function unexpected(problem: Problem | undefined): Error {
  return new Error(problem?.title ?? "no answer", { cause: problem });
}

function say(line: string) {
  console.log(line);
}

function tell({ case: { number }, rule, what, dueOn }: Obligation) {
  say(`  ${number}, rule ${rule}: ${what}; ${dueOn ? `by ${dueOn}` : "no term"}`);
}

// ─── What the sandbox lends ───────────────────────────────────────────────────────────────────────────────────────

// In production tokens come from your identity provider, and signatures from the keys of people. The operations of the
// sandbox exist in demo mode only, so the contract for everybody leaves them out, and these two use plain `fetch`.

async function tokenOf(persona: string): Promise<string> {
  const answer = await fetch(`${merzim}/api/v1/sandbox/personas`);
  const { items } = (await answer.json()) as { items: { id: string; token: string }[] };
  const token = items.find(({ id }) => id === persona)?.token;
  assert(token, `the sandbox has no ${persona}`);
  return token;
}

async function signatureOf(persona: string, sha256: string): Promise<string> {
  const answer = await fetch(`${merzim}/api/v1/sandbox/signatures`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await tokenOf(persona)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ sha256 }),
  });
  const { cms } = (await answer.json()) as { cms: string };
  assert(cms, "the sandbox has not signed");
  return cms;
}
