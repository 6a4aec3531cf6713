// What may be written at the cursor: facts, steps, the names the ruleset gives, and the phrases a fact may be held to.

import { namedUnder } from "./words.js";

const BLOCKS = ["all", "any", "none", "at least 2 of", "unless"];
const PARTS = ["title", "when", "recommend", "because", "source", "count", "where", "within", "once per", "streak"];
const STRENGTHS = ["consider", "should", "must"];
const PHRASES = {
  age: ["under 6 months", "over 16 years", "at least 1 year", "between 5 and 15 years"],
  choice: ["known", "not known"],
  date: ["in the last 14 days", "more than 10 working days ago", "in the next 10 weeks", "known", "not known"],
  number: ["at least 3", "more than 3", "at most 3", "fewer than 3", "between 2 and 4", "known", "not known"],
  text: ["known", "not known"],
  "yes or no": ["yes", "no", "known", "not known"],
};

/** Returns a source of completions that knows these words. */
export function completions(words) {
  const facts = words.facts.map((fact) => ({
    label: fact.name,
    type: "property",
    detail: fact.kind,
    info: `${fact.question} ${fact.help}`,
  }));
  const events = words.events.map((each) => ({ label: each.name, type: "class", detail: "list", info: each.question }));
  const steps = words.steps.map((step) => ({ label: step.name, type: "function", detail: "step", info: step.title }));

  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const typed = /[\w.-]*$/.exec(before)[0];
    if (!typed && !context.explicit && !/[:{,[] ?$/.test(before)) return null;
    return { from: context.pos - typed.length, options: options(context, before), validFor: /^[\w.-]*$/ };
  };

  function options(context, before) {
    const text = context.state.doc.toString();
    if (/\brecommend:[^}]*$/.test(before) || /\bthen:[^}]*$/.test(before)) {
      return /:\s*[\w-]*$/.test(before.replace(/^.*(recommend|then):/, "")) ? plain(STRENGTHS) : steps;
    }
    const asked = /([\w.][\w. ]*?):\s+([^:]*)$/.exec(before);
    if (!asked) return [...facts, ...events, ...steps, ...own(text), ...plain(BLOCKS), ...plain(PARTS)];
    if (/\{[^}]*$/.test(asked[2])) return plain(namedUnder(text, "parameters"), "constant");
    return values(asked[1].trim());
  }

  function values(name) {
    const fact = words.facts.find((each) => each.name === name);
    if (!fact) return [...plain(PHRASES.number), ...plain(["yes", "no"]), ...events];
    const choices = Object.entries(fact.choices).map(([label, detail]) => ({ label, detail, type: "enum" }));
    return [...choices, ...plain(PHRASES[fact.kind] ?? [])];
  }
}

function own(text) {
  const named = (heading) => namedUnder(text, heading).map((label) => ({ label, type: "variable", detail: heading }));
  return [...named("measures"), ...named("definitions")];
}

function plain(labels, type = "keyword") {
  return labels.map((label) => ({ label, type }));
}
