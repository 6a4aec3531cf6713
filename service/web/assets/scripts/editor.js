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
import { readWords } from "./editor/words.js";

const form = document.querySelector("form[data-editor]");
const box = form.querySelector("textarea");
const words = await readWords();

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
      autocompletion({ override: [completions(words)] }),
      meanings(words),
      mistakes(form.querySelector("[data-editor-words]")),
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

box.hidden = true;
box.after(editor.dom);
document.getElementById("text-label").addEventListener("click", () => editor.focus());
form.addEventListener("submit", () => {
  box.value = editor.state.doc.toString();
});

// A problem listed on the page leads to its line in the box.
document.addEventListener("click", (event) => {
  const line = Number(event.target.closest?.("[data-line]")?.dataset.line ?? 0);
  if (!line || line > editor.state.doc.lines) return;
  const place = editor.state.doc.line(line).from;
  editor.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: "center" }) });
  editor.focus();
});
