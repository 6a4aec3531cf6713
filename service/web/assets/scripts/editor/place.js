// Where in a ruleset the cursor is, by indentation and brackets: under which names, and whether a name or a value is due.

/**
 * Returns the names that a place stands under, outermost first; the name whose value is being written, or null while a
 * name is; whether it is inside the braces of a parameter; and what has been written of it so far.
 */
export function placeAt(doc, at) {
  const line = doc.lineAt(at);
  const before = line.text.slice(0, at - line.from);
  const start = before.search(/\S|$/);
  const inLine = /^-\s+/.exec(before.slice(start));
  const found = scan(before.slice(start + (inLine?.[0].length ?? 0)));
  return { ...found, path: [...above(doc, line.number, start), ...found.path] };
}

/** Returns the lines of the part that a place stands in, as one text: a whole measure, rule or parameter. */
export function partAround(doc, at) {
  const line = doc.lineAt(at).number;
  let first = line;
  while (first > 1 && !/^ {2}\S|^\S/.test(doc.line(first).text)) first -= 1;
  let last = line;
  while (last < doc.lines && !/^ {2}\S|^\S/.test(doc.line(last + 1).text)) last += 1;
  return doc.sliceString(doc.line(first).from, doc.line(last).to);
}

function above(doc, number, indent) {
  const names = [];
  for (let each = number - 1, less = indent; each > 0 && less > 0; each -= 1) {
    const { text } = doc.line(each);
    const start = text.search(/\S/);
    if (start < 0 || start >= less || text[start] === "#") continue;
    const name = /^(?:-\s+)?([^:#{}]+):(?:\s|$)/.exec(text.slice(start));
    if (name) names.unshift(plain(name[1]));
    less = start;
  }
  return names;
}

function scan(text) {
  const path = [];
  const open = [];
  let key = null;
  let since = 0;
  for (let each = 0; each < text.length; each += 1) {
    const letter = text[each];
    if (letter === ":" && key === null && /\s|$/.test(text[each + 1] ?? "")) {
      key = plain(text.slice(since, each));
      since = each + 1;
    } else if (letter === "{" && key !== null && text.slice(since, each).trim()) {
      open.push("parameter");
      since = each + 1;
    } else if (letter === "{") {
      open.push(key);
      if (key !== null) path.push(key);
      key = null;
      since = each + 1;
    } else if (letter === "}") {
      const closed = open.pop();
      if (closed === "parameter" || closed === undefined) continue;
      path.pop();
      key = null;
      since = each + 1;
    } else if (letter === "[") since = each + 1;
    else if (letter === ",") {
      if (!text.slice(0, each).match(/\[[^\]]*$/)) key = open.length ? null : key;
      since = each + 1;
    }
  }
  const written = text.slice(since).trimStart();
  return { path, key, parameter: open.at(-1) === "parameter", written };
}

function plain(name) {
  return name.trim().replace(/^(["'])(.*)\1$/, "$2");
}
