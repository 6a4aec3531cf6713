// How the box looks: colours from the page, so that the dark is dark here too.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--app-code-name)" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--app-code-value)" },
  { tag: tags.comment, color: "var(--app-code-comment)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--app-code-mark)" },
]);

export const looks = EditorView.theme({
  "&": {
    border: "2px solid var(--govuk-input-border-colour)",
    fontSize: "16px",
    height: "34rem",
    maxHeight: "80vh",
    backgroundColor: "var(--app-code-ground)",
    color: "var(--govuk-text-colour)",
  },
  "&.cm-focused": { outline: "3px solid var(--govuk-focus-colour)", outlineOffset: "0" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace', lineHeight: "1.45" },
  ".cm-gutters": { backgroundColor: "var(--app-quiet)", color: "var(--govuk-secondary-text-colour)" },
  ".cm-activeLine": { backgroundColor: "var(--app-code-line)" },
  ".cm-cursor": { borderLeftColor: "var(--govuk-text-colour)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--app-code-picked)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--app-code-picked)" },
  ".cm-tooltip, .cm-panels": {
    fontFamily: "system-ui, -apple-system, Segoe UI, Roboto, Arial, sans-serif",
    backgroundColor: "var(--app-panel)",
    color: "var(--govuk-text-colour)",
    border: "1px solid var(--govuk-border-colour)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--govuk-brand-colour)", color: "var(--app-code-ground)" },
  // The library draws these as images, which the pages take from nowhere but the service itself.
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecoration: "underline wavy 2px var(--govuk-error-colour)" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy 2px var(--app-undetermined)" },
  ".cm-lintRange-active": { backgroundColor: "var(--app-seen)" },
  ".cm-lint-marker": { width: "0.8em", height: "0.8em", marginTop: "0.3em" },
  ".cm-lint-marker-error": { content: "normal", backgroundColor: "var(--govuk-error-colour)" },
  ".cm-lint-marker-warning": { content: "normal", backgroundColor: "var(--app-undetermined)", borderRadius: "50%" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--govuk-error-colour)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--app-header)", color: "#fff" },
  ".cm-tooltip a": { color: "var(--govuk-link-colour)" },
  ".cm-completionInfo, .app-tip": { maxWidth: "30rem", padding: "6px 10px" },
  ".app-tip p": { margin: "0 0 5px" },
});
