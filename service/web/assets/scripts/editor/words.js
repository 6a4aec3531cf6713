// The facts, lists of events and steps that a ruleset may name, as the service gives them.

/** Returns every name with what it means; nothing when the service cannot be reached. */
export async function readWords() {
  try {
    const [vocabulary, steps] = await Promise.all([read("/v1/vocabulary"), read("/v1/steps")]);
    return { events: vocabulary.events, facts: vocabulary.facts, steps: steps.steps };
  } catch {
    return { events: [], facts: [], steps: [] };
  }
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(address);
  return answer.json();
}

/** Returns the names that the text itself gives under one of its headings. */
export function namedUnder(text, heading) {
  const names = [];
  let inside = false;
  for (const line of text.split("\n")) {
    if (/^\S/.test(line)) inside = line.startsWith(`${heading}:`);
    const found = inside && /^ {2}([^\s#:][^:]*):/.exec(line);
    if (found) names.push(found[1].trim());
  }
  return names;
}

/** Returns what the text says of each name under one of its headings, by the words before each colon. */
export function saidUnder(text, heading) {
  const found = new Map();
  let [inside, name] = [false, ""];
  for (const line of text.split("\n")) {
    if (/^\S/.test(line)) inside = line.startsWith(`${heading}:`);
    const begins = inside && /^ {2}([^\s#:][^:]*):(.*)/.exec(line);
    if (begins) found.set((name = begins[1].trim()), pairsIn(begins[2]));
    const said = inside && name && /^ {4}([^\s#:][^:]*):\s+(\S.*)/.exec(line);
    if (said) found.get(name)[said[1].trim()] = said[2].trim();
  }
  return found;
}

function pairsIn(braces) {
  const pairs = [...braces.matchAll(/([\w ]+):\s*([^,{}]+|\{[^}]*\})/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name.trim(), value.trim()]));
}
