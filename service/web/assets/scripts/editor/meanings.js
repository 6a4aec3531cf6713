// What a fact, a step or a name of the ruleset's own means, shown when the pointer rests on it.

import { hoverTooltip } from "@codemirror/view";

import { saidUnder } from "./words.js";

const OWN = { parameters: "A number of this ruleset", measures: "A measure", definitions: "A definition" };

/** Shows the meaning of the name under the pointer. */
export function meanings(words) {
  const known = new Map();
  for (const fact of words.facts) known.set(fact.name, [fact.question, fact.help]);
  for (const list of words.events) known.set(list.name, [list.question, list.help]);
  for (const step of words.steps) known.set(step.name, [`${step.title}. ${step.owner}.`, step.guidance]);

  return hoverTooltip((view, place) => {
    const line = view.state.doc.lineAt(place);
    const at = place - line.from;
    for (const [name, meaning] of [...namedIn(view.state.doc.toString()), ...known]) {
      for (const from of placesOf(name, line.text)) {
        if (from <= at && at <= from + name.length) {
          const there = { pos: line.from + from, end: line.from + from + name.length };
          return { ...there, above: true, create: () => ({ dom: tip(meaning) }) };
        }
      }
    }
    return null;
  });
}

/** Returns what the ruleset says of the names it gives, the longest first: one name may be part of another. */
function namedIn(text) {
  const found = Object.entries(OWN).flatMap(([heading, what]) =>
    [...saidUnder(text, heading)].map(([name, said]) => [name, [`${what}: ${worded(said)}`]]),
  );
  return found.sort(([one], [other]) => other.length - one.length);
}

function worded(said) {
  const told = said.value ? [said.value, said.title] : Object.entries(said).map(([name, value]) => `${name} ${value}`);
  return told.filter(Boolean).join("; ") || "see where it is written";
}

function* placesOf(name, text) {
  for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + 1)) {
    if (!/[\w.-]/.test(text[from - 1] ?? "") && !/[\w-]/.test(text[from + name.length] ?? "")) yield from;
  }
}

function tip(paragraphs) {
  const dom = document.createElement("div");
  dom.className = "app-tip";
  for (const words of paragraphs) dom.append(Object.assign(document.createElement("p"), { textContent: words }));
  return dom;
}
