// What a fact or a step means, shown when the pointer rests on its name.

import { hoverTooltip } from "@codemirror/view";

/** Shows the meaning of the name under the pointer. */
export function meanings(words) {
  const known = new Map();
  for (const fact of words.facts) known.set(fact.name, [fact.question, fact.help]);
  for (const list of words.events) known.set(list.name, [list.question, list.help]);
  for (const step of words.steps) known.set(step.name, [`${step.title}. ${step.owner}.`, step.guidance]);

  return hoverTooltip((view, place) => {
    const line = view.state.doc.lineAt(place);
    for (const found of line.text.matchAll(/[\w.]+/g)) {
      const [from, to] = [line.from + found.index, line.from + found.index + found[0].length];
      if (from <= place && place <= to && known.has(found[0])) {
        return { pos: from, end: to, above: true, create: () => ({ dom: tip(known.get(found[0])) }) };
      }
    }
    return null;
  });
}

function tip(paragraphs) {
  const dom = document.createElement("div");
  dom.className = "app-tip";
  for (const words of paragraphs) dom.append(Object.assign(document.createElement("p"), { textContent: words }));
  return dom;
}
