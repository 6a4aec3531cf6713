// The parts of a ruleset as its text has them, each with its place: what the outline lists and the cursor is in.

import { yamlLanguage } from "@codemirror/lang-yaml";

const HEADINGS = ["sources", "parameters", "measures", "definitions", "rules", "guarantees"];

/** Returns each heading with the parts under it, in the order of the text. */
export function partsOf(state) {
  // The tree of the box itself stops at what has been looked at so far, and an outline leaves nothing out.
  const top = yamlLanguage.parser.parse(state.doc.toString()).topNode.getChild("Document")?.getChild("BlockMapping");
  return pairs(state, top).filter((pair) => HEADINGS.includes(pair.name.toLowerCase())).map((pair) => ({
    heading: pair.name.toLowerCase(),
    from: pair.from,
    to: pair.to,
    parts: pairs(state, pair.node.getChild("BlockMapping") ?? pair.node.getChild("FlowMapping")),
  }));
}

/** Returns the name of the part that a place is in, as `rules/NAME`; nothing between parts. */
export function partAt(headings, place) {
  const under = headings.find((each) => each.from <= place && place <= each.to);
  const part = under?.parts.findLast((each) => each.from <= place);
  return part ? `${under.heading}/${part.name}` : "";
}

function pairs(state, mapping) {
  return (mapping?.getChildren("Pair") ?? []).map((node) => {
    const key = node.getChild("Key");
    return { name: key ? plain(state.sliceDoc(key.from, key.to)) : "", from: node.from, to: node.to, node };
  });
}

function plain(written) {
  return written.replace(/^(["'])(.*)\1$/, "$2").trim().replace(/\s+/g, " ");
}
