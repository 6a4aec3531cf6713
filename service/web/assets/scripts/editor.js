// The box a ruleset is written in: colours, completion, and every mistake marked at its place as it is typed.
// The service finds the mistakes and words them; without this script the box is a plain one and works the same.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";

import { completions } from "./editor/completions.js";
import { colours, looks } from "./editor/looks.js";
import { meanings } from "./editor/meanings.js";
import { mistakes } from "./editor/mistakes.js";
import { outline } from "./editor/outline.js";
import { partAt, partsOf } from "./editor/parts.js";
import { reading } from "./editor/reading.js";
import { readWords } from "./editor/words.js";

const form = document.querySelector("form[data-editor]");
const box = form.querySelector("textarea");
const words = await readWords();
const english = reading(form, document.querySelector("[data-reading-panel]"));
const listed = outline((name) => {
  readParts();
  const part = headings.flatMap((each) => each.parts.map((it) => [`${each.heading}/${it.name}`, it.from]));
  const [, place] = part.find(([each]) => each === name) ?? [];
  if (place !== undefined) goTo(place);
});
const A_MOMENT = 150;
let headings = [];
let timer = 0;

const editor = new EditorView({
  state: EditorState.create({
    doc: box.value,
    extensions: [
      EditorView.cspNonce.of(form.dataset.editor),
      EditorView.contentAttributes.of({
        "aria-describedby": "text-hint",
        "aria-labelledby": "text-label",
        tabindex: "0",
      }),
      EditorView.lineWrapping,
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      yaml(),
      indentUnit.of("  "),
      syntaxHighlighting(colours),
      autocompletion({ icons: false, override: [completions(words)] }),
      meanings(words),
      mistakes(form.querySelector("[data-editor-words]"), form.dataset.check),
      EditorView.updateListener.of(keepUp),
      lintGutter(),
      looks,
      // Tab is left alone, so that the keyboard can leave the box.
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...completionKeymap,
        ...lintKeymap,
      ]),
    ],
  }),
});

// What the page itself says of the text when it comes is said beside it from here on.
document.querySelector("[data-reading-fold]")?.remove();
box.hidden = true;
box.before(listed.nav);
box.after(editor.dom);
document.getElementById("text-label").addEventListener("click", () => editor.focus());
form.addEventListener("submit", () => {
  box.value = editor.state.doc.toString();
});

// A problem listed on the page leads to its line in the box.
document.addEventListener("click", (event) => {
  const line = Number(event.target.closest?.("[data-line]")?.dataset.line ?? 0);
  if (!line || line > editor.state.doc.lines) return;
  event.preventDefault();
  goTo(editor.state.doc.line(line).from);
});

readParts();
english.of(box.value, 0);

function keepUp(update) {
  if (update.docChanged) {
    english.of(update.state.doc.toString());
    clearTimeout(timer);
    timer = setTimeout(readParts, A_MOMENT);
  } else if (update.selectionSet) lookAtTheCursor();
}

function readParts() {
  clearTimeout(timer);
  headings = partsOf(editor.state);
  listed.show(headings);
  lookAtTheCursor();
}

function lookAtTheCursor() {
  const name = partAt(headings, editor.state.selection.main.head);
  listed.mark(name);
  english.moveTo(name);
}

function goTo(place) {
  editor.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: "start", yMargin: 40 }) });
  editor.focus();
}
