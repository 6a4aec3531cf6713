// Every mistake marked at its place, in the sentences of the service, with a way to take its suggestion.

import { forEachDiagnostic, linter } from "@codemirror/lint";
import { keymap } from "@codemirror/view";

const PATIENCE = 400;

/** Marks what is wrong a moment after typing stops, and says in `aloud` how much there is. Ctrl and . takes a suggestion. */
export function mistakes(aloud, address) {
  const marked = linter(
    async (view) => {
      const found = await check(address, view.state.doc.toString());
      if (found === null) return [];
      say(aloud, found);
      return found.map((each) => mark(view.state.doc, each));
    },
    { delay: PATIENCE },
  );
  return [marked, keymap.of([{ key: "Mod-.", run: takeSuggestion }])];
}

function takeSuggestion(view) {
  const place = view.state.selection.main;
  let taken = false;
  forEachDiagnostic(view.state, (found, from, to) => {
    if (taken || to < place.from || place.to < from || !found.actions?.length) return;
    taken = true;
    found.actions[0].apply(view, from, to);
  });
  return taken;
}

async function check(address, text) {
  try {
    const answer = await fetch(address, {
      body: text,
      headers: { "Content-Type": "application/yaml" },
      method: "POST",
    });
    return answer.ok ? (await answer.json()).problems : null;
  } catch {
    return null;
  }
}

function mark(doc, found) {
  const from = placeOf(doc, found.line, found.column);
  const to = Math.max(placeOf(doc, found.end_line, found.end_column), from);
  const suggested = /^Did you mean `([^`]+)`\?$/.exec(found.help)?.[1];
  return {
    from,
    to,
    severity: found.severity,
    message: [found.message, found.help].filter(Boolean).join(". "),
    renderMessage: () => shown(found),
    actions: suggested
      ? [{ name: `Write ${suggested}`, apply: (view, a, b) => view.dispatch({ changes: { from: a, to: b, insert: suggested } }) }]
      : [],
  };
}

function shown(found) {
  const dom = document.createElement("span");
  const help = found.help ? `${found.help}${found.help.endsWith("?") ? "" : "."} ` : "";
  const more = Object.assign(document.createElement("a"), { href: found.more, textContent: `About ${found.code}` });
  dom.append(`${found.message}. ${help}`, more);
  return dom;
}

function placeOf(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + column - 1, found.to);
}

function say(aloud, found) {
  const errors = found.filter((each) => each.severity === "error").length;
  const words = errors
    ? `${errors} ${errors === 1 ? "thing has" : "things have"} to be mended. F8 goes to the next; Ctrl and . writes what is suggested there.`
    : "Nothing has to be mended.";
  if (aloud.textContent !== words) aloud.textContent = words;
}
