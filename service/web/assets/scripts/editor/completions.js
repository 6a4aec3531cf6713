// What may be written at the cursor: facts, steps, the names the ruleset gives, and the phrases a fact may be held to.

import { partAround, placeAt } from "./place.js";
import { namedUnder, saidUnder } from "./words.js";

const TOP = ["title", "in force", "sources", "parameters", "measures", "definitions", "rules", "below threshold", "guarantees"];
const BLOCKS = ["all", "any", "none", "at least 2 of"];
const PARTS = {
  guarantees: ["title", "whenever", "then", "never lowers"],
  measures: ["count", "where", "within", "once per", "streak", "one", "days from", "to"],
  parameters: ["value", "title", "source"],
  rules: ["title", "when", "unless", "recommend", "because", "source"],
  sources: ["title", "date", "url", "note"],
};
const STRENGTHS = ["consider", "should", "must"];
const FREE = ["title", "because", "note", "guidance", "url", "paragraph", "ruleset"];
const PHRASES = {
  age: ["under 6 months", "over 16 years", "at least 1 year", "between 5 and 15 years"],
  choice: ["known", "not known"],
  date: ["in the last 14 days", "more than 10 working days ago", "in the next 10 weeks", "known", "not known"],
  number: ["at least 3", "more than 3", "at most 3", "fewer than 3", "between 2 and 4", "known", "not known"],
  text: ["known", "not known"],
  "yes or no": ["yes", "no", "known", "not known"],
};
const WINDOWS = ["12 months", "6 weeks", "28 days"];

/** Returns a source of completions that knows these words. */
export function completions(words) {
  const facts = words.facts.map(asFact);
  const events = words.events.map((each) => ({ label: each.name, type: "class", detail: "list", info: each.question }));
  const steps = words.steps.map((step) => ({ label: step.name, type: "function", detail: "step", info: step.title }));

  return (context) => {
    const place = placeAt(context.state.doc, context.pos);
    if (!place.written && !context.explicit && place.key === null && !place.parameter) return null;
    const options = place.parameter ? parameters(context) : place.key === null ? names(context, place) : values(context, place);
    if (!options.length) return null;
    return { from: context.pos - place.written.length, options, validFor: /^[^:{}[\],#]*$/ };
  };

  function names(context, { path }) {
    const under = path.at(-1);
    if (!path.length) return plain(TOP, "keyword");
    if (under === "recommend" || under === "then") return steps;
    if (under === "where") return fields(context).map(asFact);
    if (under === "source") return plain(["document", "paragraph"]);
    if (path.length === 2 && PARTS[path[0]]) return plain(PARTS[path[0]]);
    if (path.length === 1 && path[0] !== "definitions") return [];
    return [...facts, ...events, ...own(context), ...plain(BLOCKS)];
  }

  function values(context, { key, path }) {
    const under = path.at(-1);
    if (FREE.includes(key)) return [];
    if (under === "recommend" || under === "then") return plain(STRENGTHS);
    if (under === "where") return of(fields(context).find((each) => each.name === key));
    if (key === "count" || key === "streak") return events;
    if (key === "document" || key === "source") return plain(namedUnder(written(context), "sources"), "constant");
    if (key === "once per") return fields(context).map(asFact);
    if (key === "within") return plain(WINDOWS);
    if (key === "never lowers" || key === "days from" || key === "to") return facts;
    if (namedUnder(written(context), "measures").includes(key)) return plain(PHRASES.number);
    if (namedUnder(written(context), "definitions").includes(key)) return plain(["yes", "no"]);
    return of(words.facts.find((each) => each.name === key));
  }

  function of(fact) {
    if (!fact) return [];
    const choices = Object.entries(fact.choices).map(([label, detail]) => ({ label, detail, type: "enum" }));
    return [...choices, ...plain(PHRASES[fact.kind] ?? [])];
  }

  function fields(context) {
    const [, name] = /\b(?:count|streak):\s*([\w]+)/.exec(partAround(context.state.doc, context.pos)) ?? [];
    return words.events.find((each) => each.name === name)?.fields ?? [];
  }
}

function asFact(fact) {
  return { label: fact.name, type: "property", detail: fact.kind, info: `${fact.question} ${fact.help}` };
}

function written(context) {
  return context.state.doc.toString();
}

function parameters(context) {
  return [...saidUnder(written(context), "parameters")].map(([label, said]) => ({
    label,
    type: "constant",
    detail: said.value ?? "",
    info: said.title ?? "",
  }));
}

function own(context) {
  const named = (heading) => namedUnder(written(context), heading).map((label) => ({ label, type: "variable", detail: heading }));
  return [...named("measures"), ...named("definitions")];
}

function plain(labels, type = "keyword") {
  return labels.map((label) => ({ label, type }));
}
