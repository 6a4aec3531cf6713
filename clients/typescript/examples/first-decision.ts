/**
 * A first decision: what each child is recommended, and what is worth asking next.
 *
 *     THRESHOLD_KEY=… node examples/first-decision.ts http://127.0.0.1:8000
 */
import { randomUUID } from "node:crypto";
import { answered, Refused, type Shapes, threshold, Unanswered } from "../src/client.ts";

const address = process.argv[2] ?? "http://127.0.0.1:8000";
const key = process.env["THRESHOLD_KEY"];
const service = threshold(address, key ? { key } : {});

const referral: Shapes["Case"] = {
  ruleset: "front-door",
  reference: "LCS-4711",
  household: {
    contact: { received_on: "2026-11-23", source: "police" },
    // Yes, no, and not known: three different answers.
    domestic_abuse: { present: true, weapon: false, strangulation: null },
  },
  children: [{ ref: "A", child: { date_of_birth: "2026-07-13" } }],
};
// Made once for each referral, and kept until there is an answer: sent again with it, the decision is the same one.
const idempotencyKey = randomUUID();

async function decided(tries = 3): Promise<Shapes["Answer"]> {
  try {
    const header = { "idempotency-key": idempotencyKey };
    return await answered(service.POST("/v1/decisions", { body: referral, params: { header } }));
  } catch (error) {
    const busy = error instanceof Refused && error.retryAfter !== undefined;
    if (tries === 1 || !(busy || error instanceof Unanswered)) throw error;
    await new Promise((wake) => setTimeout(wake, 1000 * (busy ? (error.retryAfter ?? 1) : 1)));
    return decided(tries - 1);
  }
}

try {
  const answer = await decided();
  console.log(`Decision ${answer.id}`);
  for (const child of answer.children) {
    for (const step of child.recommendations) console.log(`${child.ref}: ${step.strength} ${step.title}`);
    for (const question of child.questions.slice(0, 3)) console.log(`${child.ref}: ask: ${question.ask}`);
  }
  console.log(answer.caution);
} catch (error) {
  if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
