// json-rules-engine, spoken to as bench/peers/worker.py is: `node worker.mjs CASES RULES`.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Engine } from "json-rules-engine";

const [cases, { rules, windows, today }] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const engine = new Engine();
for (const { name, conditions } of rules) engine.addRule({ name, conditions, event: { type: name } });

function flat({ facts, referrals }) {
  const named = { minor_referrals: 0, police_referrals: 0, serious_referrals: 0 };
  for (const fact in facts) named[fact.replace(".", "_")] = facts[fact];
  for (const { date, status, concern, seriousness, source } of referrals) {
    if (date > today || status === "recorded_in_error") continue;
    if (date >= windows.minor_referrals && concern === "domestic_abuse" && seriousness === "minor") named.minor_referrals++;
    if (date >= windows.police_referrals && source === "police") named.police_referrals++;
    if (date >= windows.serious_referrals && seriousness === "serious") named.serious_referrals++;
  }
  return named;
}

async function decide(one) {
  const { results } = await engine.run(flat(one));
  return results.map((result) => result.name);
}

async function timed(seconds) {
  const each = [];
  const start = process.hrtime.bigint();
  const end = start + BigInt(Math.round(seconds * 1e9));
  for (let now = start; now < end; ) {
    await decide(cases[each.length % cases.length]);
    const before = now;
    now = process.hrtime.bigint();
    each.push(Number(now - before) / 1e3);
  }
  const rate = (each.length / each.reduce((a, b) => a + b, 0)) * 1e6;
  each.sort((a, b) => a - b);
  return { rate, p50: each[each.length >> 1], p99: each[Math.floor(each.length * 0.99)] };
}

for (let place = 0; place < 200; place++) await decide(cases[place % cases.length]);
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith("answers")) {
    const order = rules.map(({ name }) => name);
    const answers = [];
    for (const one of cases) answers.push((await decide(one)).sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    console.log(JSON.stringify(answers));
  } else {
    console.log(JSON.stringify(await timed(Number(line.split(" ")[1]))));
  }
}
