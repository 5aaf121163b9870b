// A tour of Merzim, from a question about the law to an entry in the public Register, an open meeting and a reception,
// as a program of yours would make it. The types of the client are generated from the contract: what is misspelt here
// does not compile.
//
//     node client/built/tour.js http://127.0.0.1:8080
//
// It needs a Merzim in demo mode, which lends it tokens and a signature. It stops with an error at the first thing
// that is not as expected.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import createClient, { type Client } from "openapi-fetch";
import type {
  AccreditationForm,
  ReceptionAppealForm,
  Application,
  Decision,
  MeetingForm,
  Notice,
  Obligation,
  ReceptionOfficeForm,
  paths,
  Problem,
} from "./generated/merzim.js";

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
const cms = await signatureOf("ministry", document.content);

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

// ─── 7. Plan a meeting, and announce it ───────────────────────────────────────────────────────────────────────────

const holder = connect(await tokenOf("holder"));

// Two working days, so far away that all terms can be kept.
const first = await workingDay(20);
const second = await workingDay(40);

const plan: MeetingForm = {
  holderKind: "localRepresentative",
  holderName: { kk: "ДЕМО: Облыстық мәслихат", ru: "ДЕМО: Областной маслихат" },
  collegialBody: { kk: "ДЕМО: Бюджет комиссиясы" },
  title: { kk: "Облыс бюджеті туралы", ru: "О бюджете области" },
  startsAt: `${first}T10:00:00+05:00`,
  place: { kk: "ДЕМО: мәжіліс залы", ru: "ДЕМО: зал заседаний" },
  format: "hybrid",
  languages: ["kk", "ru"],
  agenda: [{ question: { kk: "Бюджетті нақтылау", ru: "Уточнение бюджета" } }],
  responsible: { name: "ДЕМО: жауапты адам", workPhone: "+7 7172 00-00-00", email: "otyrys@demo.example" },
};

const planned = await good(holder.POST("/api/v1/meetings", { body: plan }));
const meetingId = planned.body.id;
const meeting = (etag: string) => ({ path: { id: meetingId }, header: { "If-Match": etag } });

say(`\nA meeting is planned for ${first}. Until it is announced, only its holder sees it, and owes:`);
planned.body.obligations.filter(({ status }) => status === "open").forEach(tell);
const { response: unseen } = await anybody.GET("/api/v1/meetings/{id}", { params: { path: { id: meetingId } } });
assert.equal(unseen.status, 404);

const announced = await good(holder.POST("/api/v1/meetings/{id}/announcement", { params: meeting(planned.etag) }));
assert(announced.body.obligations.some(({ rule, status }) => rule === "605-6" && status === "met"));

const { body: found } = await good(
  anybody.GET("/api/v1/meetings", { params: { query: { from: first, to: first, text: "бюджет" } } }),
);
assert(found.items.some(({ id }) => id === meetingId));
say(`Announced: everybody finds it, and may ask to attend until ${announced.body.requestsUntil?.dueOn}.`);

// ─── 8. Ask to attend without an account, and hear of a postponement ──────────────────────────────────────────────

const { body: asked } = await good(
  anybody.POST("/api/v1/meetings/{id}/attendance-requests", {
    params: { path: { id: meetingId }, header: { "Idempotency-Key": randomUUID() } },
    body: { surname: "Демо", firstName: "Айгүл", birthYear: 1988, contact: "aigul@demo.example" },
  }),
);
assert.equal(asked.state, "registered");

// Told once, and never again: whoever has it is whoever asked.
assert(asked.lookupToken, "a request without an account has a token");
const guest = connect(undefined, { "Lookup-Token": asked.lookupToken });

const readRequest = () => good(guest.GET("/api/v1/attendance-requests/{id}", { params: { path: { id: asked.id } } }));
assert.equal((await readRequest()).body.guest?.firstName, "Айгүл");
say(`\nRequest ${asked.number} is filed without an account, and read again with its Lookup-Token.`);

const postponed = await good(
  holder.POST("/api/v1/meetings/{id}/postponement", {
    params: meeting(announced.etag),
    body: { startsAt: `${second}T10:00:00+05:00`, reason: { kk: "ДЕМО: зал жөндеуде" } },
  }),
);
assert.equal(postponed.body.state, "postponed");

say(`Put off to ${second}, to be announced anew. Whoever asked to attend is told:`);
const notice = await noticeOf("postponed");
assert.equal(notice.case.number, asked.number);
say(`  ${notice.title}: ${notice.case.number}`);

const followed = await readRequest();
assert.equal(followed.body.state, "registered");
assert.equal(Date.parse(followed.body.meeting.startsAt), Date.parse(`${second}T10:00:00+05:00`));

// ─── 9. Ask for a reception by the head of a ministry ─────────────────────────────────────────────────────────────

// At a moment of its own, so that the days are known.
const present = await now();
await setClock("2025-12-15T10:00:00+05:00");

const clerk = connect(await tokenOf("office"));
const participant = connect(await tokenOf("participant"));

const officeForm: ReceptionOfficeForm = {
  name: { kk: "ДЕМО: № 1 бөлімше", ru: "ДЕМО: Отделение № 1" },
  address: { kk: "Демо көшесі, 1", ru: "Улица Демо, 1" },
  region: "71",
  rooms: 1,
  active: true,
};
const { body: office } = await good(clerk.POST("/api/v1/reception-offices", { body: officeForm }));

const appealForm: ReceptionAppealForm = {
  body: "100140000003",
  iin: "061211600012",
  fullName: "ДЕМО: Сынақов Сынақ",
  address: "Астана қаласы, Демо көшесі, 1",
  email: "synaq@demo.example",
  phones: ["+7 701 000 00 00"],
  office: office.id,
  question: "Ауылда интернет қашан болады?",
};
const { body: appeal } = await good(
  participant.POST("/api/v1/reception-appeals", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: appealForm,
  }),
);
say(`\nAppeal ${appeal.number} is filed. What is owed now:`);
const owedNow = appeal.obligations.filter(({ status }) => status === "open");
owedNow.forEach(tell);
assert.equal(owedNow.find(({ rule }) => rule === "213-11")?.dueOn, "2026-01-09");
assert.equal(owedNow.find(({ rule }) => rule === "213-6")?.dueOn, "2026-01-05");

// What is read shows the whole IIN to the person alone; the office sees its end.
const path = { id: appeal.id };
const seenBy = async (who: Client<paths>) =>
  (await good(who.GET("/api/v1/reception-appeals/{id}", { params: { path } }))).body.applicant.iin;
assert.deepEqual([await seenBy(participant), await seenBy(clerk)], ["061211600012", "********0012"]);

await setClock(present);

/** A notice in the guest's inbox, where it comes within a second or two. */
async function noticeOf(kind: Notice["kind"]): Promise<Notice> {
  for (let attempt = 0; attempt < 40; attempt++) {
    const { body: inbox } = await good(guest.GET("/api/v1/notices"));
    const notice = inbox.items.find((notice) => notice.kind === kind);
    if (notice) return notice;
    await sleep(250);
  }
  throw new Error(`no notice "${kind}"`);
}

// ─── What the tour is made with ───────────────────────────────────────────────────────────────────────────────────

function connect(token?: string, headers: Record<string, string> = {}): Client<paths> {
  return createClient<paths>({
    baseUrl: merzim,
    headers: { "Accept-Language": "en", Authorization: token && `Bearer ${token}`, ...headers },
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

/** The first working day, so many days from now or later. */
async function workingDay(ahead: number): Promise<string> {
  const start = Date.parse(await now());
  const dateIn = (days: number) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
  const query = { from: dateIn(ahead), to: dateIn(ahead + 20) };
  const { body: days } = await good(anybody.GET("/api/v1/calendar/days", { params: { query } }));
  const day = days.items.find(({ working }) => working)?.date;
  assert(day, "there is a working day");
  return day;
}

// ─── What the sandbox lends ───────────────────────────────────────────────────────────────────────────────────────

// In production tokens come from your identity provider, and signatures from the keys of people. The operations of the
// sandbox exist in demo mode only, so the contract for everybody leaves them out, and these four use plain `fetch`.

async function tokenOf(persona: string): Promise<string> {
  const answer = await fetch(`${merzim}/api/v1/sandbox/personas`);
  const { items } = (await answer.json()) as { items: { id: string; token: string }[] };
  const token = items.find(({ id }) => id === persona)?.token;
  assert(token, `the sandbox has no ${persona}`);
  return token;
}

async function signatureOf(persona: string, content: string): Promise<string> {
  const answer = await fetch(`${merzim}/api/v1/sandbox/signatures`, {
    method: "POST",
    headers: { Authorization: `Bearer ${await tokenOf(persona)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ content }),
  });
  const { cms } = (await answer.json()) as { cms: string };
  assert(cms, "the sandbox has not signed");
  return cms;
}

async function setClock(now: string) {
  const answer = await fetch(`${merzim}/api/v1/sandbox/clock`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ now }),
  });
  assert(answer.ok, "the sandbox clock was not set");
}

/** What the sandbox takes for now: its clock can be moved. */
async function now(): Promise<string> {
  const answer = await fetch(`${merzim}/api/v1/sandbox/clock`);
  const { now } = (await answer.json()) as { now: string };
  assert(now, "the sandbox has no clock");
  return now;
}
