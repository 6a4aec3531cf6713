/** The client against a real service that asks for a key, at THRESHOLD_ADDRESS, with a triage and an auditor key. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { answered, Refused, type Shapes, threshold, Unanswered } from "../src/client.ts";

const { THRESHOLD_ADDRESS: address = "", TRIAGE_KEY = "", AUDITOR_KEY = "" } = process.env;
const triage = threshold(address, { key: TRIAGE_KEY });
const auditor = threshold(address, { key: AUDITOR_KEY });

const aCase = (): Shapes["Case"] => ({
  ruleset: "front-door",
  as_of: "2026-11-23",
  household: {
    contact: { received_on: "2026-11-23", source: "police" },
    domestic_abuse: { present: true, weapon: false, strangulation: null },
  },
  children: [{ ref: "A", child: { date_of_birth: "2026-07-13" } }],
});

function seen(node: Shapes["AnswerNode"], fact: string): unknown[] {
  if ("fact" in node) return node.fact === fact ? [node.seen] : [];
  if ("parts" in node) return node.parts.flatMap((part) => seen(part, fact));
  return "when" in node ? seen(node.when, fact) : [];
}

async function refused(asking: Promise<unknown>): Promise<Refused> {
  try {
    await asking;
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    return error;
  }
  return assert.fail("it was not refused");
}

test("a case is decided, read again and replayed", async () => {
  const answer = await answered(triage.POST("/v1/decisions", { body: aCase() }));
  assert.equal(answer.children[0]?.recommendations[0]?.step, "strategy_discussion");
  const path = { id: answer.id ?? "" };
  assert.deepEqual(await answered(triage.GET("/v1/decisions/{id}", { params: { path } })), answer);
  assert.equal((await answered(auditor.POST("/v1/decisions/{id}/replay", { params: { path } }))).same, true);
  const report = triage.GET("/v1/decisions/{id}/report", {
    params: { path },
    headers: { Accept: "application/pdf" },
    parseAs: "arrayBuffer",
  });
  assert.equal(Buffer.from(await answered(report)).subarray(0, 5).toString(), "%PDF-");
});

test("not known, no and yes arrive as three different things", async () => {
  const answer = await answered(triage.POST("/v1/decisions/preview", { body: aCase() }));
  const [child] = answer.children;
  const said = (fact: string) => [...new Set(child?.trace.flatMap((rule) => seen(rule.when, fact)))];
  assert.deepEqual(said("domestic_abuse.present"), [true]);
  assert.deepEqual(said("domestic_abuse.weapon"), [false]);
  assert.deepEqual(said("domestic_abuse.strangulation"), [null]);
  assert.ok(child?.questions.some((question) => question.fact === "domestic_abuse.strangulation"));
});

test("a case sent again with its key is kept once", async () => {
  const params = { header: { "idempotency-key": "contact-82" } };
  const first = await answered(triage.POST("/v1/decisions", { body: aCase(), params }));
  assert.deepEqual(await answered(triage.POST("/v1/decisions", { body: aCase(), params })), first);
  const other = { ...aCase(), reference: "Another" };
  assert.equal((await refused(triage.POST("/v1/decisions", { body: other, params }))).problem.code, "key-used-before");
});

test("a refusal says where and how to mend it, as the service does", async () => {
  const body = { ...aCase(), children: [{ ref: "A", child: { date_of_birth: "2027-01-01" } }] };
  const error = await refused(triage.POST("/v1/decisions/preview", { body }));
  const [mistake] = error.problem.errors;
  assert.equal(error.problem.status, 422);
  assert.equal(mistake?.pointer, "/children/0/child/date_of_birth");
  assert.ok(error.message.endsWith(`${mistake?.pointer}: ${mistake?.message}. ${mistake?.help}`));
  assert.equal((await refused(auditor.POST("/v1/decisions", { body: aCase() }))).problem.code, "not-your-role");
  assert.equal((await refused(threshold(address).GET("/v1/decisions"))).problem.code, "no-key");
});

test("a ruleset is checked", async () => {
  const path = { family: "front-door", version: "2026-03-18" };
  const asYaml = { params: { path }, headers: { Accept: "application/yaml" }, parseAs: "text" } as const;
  const text = String(await answered(triage.GET("/v1/rulesets/{family}/{version}", asYaml)));
  const check = (written: string) =>
    answered(
      triage.POST("/v1/rulesets/check", {
        body: written,
        bodySerializer: String,
        headers: { "Content-Type": "application/yaml" },
      }),
    );
  assert.equal((await check(text)).ok, true);
  const found = (await check(text.replace("domestic_abuse.present", "domestic_abuse.presnt"))).problems;
  assert.ok(found.some((each) => each.message === "There is no fact called `domestic_abuse.presnt`"));
});

test("a redirect is not followed, and what is not Threshold is not taken for it", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/v1/keys") response.writeHead(307, { Location: "/elsewhere" }).end();
    else if (request.url === "/v1/steps") response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Sign in</h1>");
    else response.writeHead(502).end("Bad gateway");
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const other = threshold(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { key: "a-key" });
  await assert.rejects(answered(other.GET("/v1/keys")), /redirect, which is not followed/);
  assert.deepEqual(asked, ["/v1/keys"]);
  await assert.rejects(answered(other.GET("/v1/steps")), Unanswered);
  await assert.rejects(answered(other.GET("/v1/jobs")), Unanswered);
  server.close();
  server.closeAllConnections();
});

test("no answer in time and no service at all are said without what was sent", async () => {
  const never = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)));
  const late = threshold("http://threshold.example", { timeout: 20, fetch: never });
  await assert.rejects(answered(late.POST("/v1/decisions", { body: aCase() })), {
    name: "Unanswered",
    message: "No answer came within 0.02 seconds",
  });
  await assert.rejects(answered(threshold("http://127.0.0.1:9").GET("/v1/jobs")), /could not be reached/);
});
