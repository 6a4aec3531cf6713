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
