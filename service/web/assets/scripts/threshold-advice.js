// <threshold-advice>: what the thresholds say of a case, inside another system's screen. It shows and decides nothing.
//
//   const advice = document.querySelector("threshold-advice");
//   advice.key = "…";              // a key of this screen, never written in the page
//   advice.case = { ruleset: "front-door", household: {}, children: [{ ref: "A" }] };
//
// `service` is the address of the service; where it is left out, the address this script came from. Each change of the
// case asks again and keeps nothing. It tells of an answer with the event `advice`, and of a question that somebody
// wants to answer with `question`. Every word of an answer is set as text.

const OUTCOMES = { met: "Met", not_met: "Not met", undetermined: "Not known" };
const FROM = new URL(import.meta.url).origin;
const FIRST = 5;
const STYLE = `
:host { display: block; font: 1rem/1.4 system-ui, sans-serif; color: CanvasText; background: Canvas; }
h2, h3 { margin: 0.8em 0 0.3em; font-size: 1.1em; }
h3 { font-size: 1em; }
p, ul, ol { margin: 0.2em 0 0.6em; }
ul.tree { list-style: none; padding-left: 0.9em; border-left: 2px solid GrayText; }
.strength { font-weight: bold; border: 1px solid; padding: 0 0.35em; margin-right: 0.4em; }
.seen { background: Mark; color: MarkText; padding: 0 0.2em; }
.small { font-size: 0.9em; }
summary, button { font: inherit; cursor: pointer; }
button { border: 0; padding: 0.15em 0; min-height: 24px; background: none; color: LinkText; text-decoration: underline; text-align: left; }
[role="alert"] { border-left: 4px solid; padding-left: 0.6em; font-weight: bold; }
`;

/** Makes an element with text or elements in it. */
function made(name, inside = [], properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...[inside].flat().filter((each) => each !== null && each !== undefined && each !== ""));
  return element;
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

class ThresholdAdvice extends HTMLElement {
  static observedAttributes = ["service"];
  #case = null;
  #key = "";
  #asking = new AbortController();
  #shown;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style];
    this.#shown = made("div");
    root.append(this.#shown);
  }

  set key(key) {
    this.#key = String(key ?? "");
    this.ask();
  }

  get case() {
    return this.#case;
  }

  set case(said) {
    this.#case = said;
    this.ask();
  }

  connectedCallback() {
    this.ask();
  }

  attributeChangedCallback() {
    this.ask();
  }

  /** Asks about the case as it is. What was shown goes as soon as it may not be so any more. */
  async ask() {
    this.#asking.abort();
    if (!this.isConnected || !this.#case) return;
    this.#asking = new AbortController();
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
    try {
      const answer = await fetch(`${this.getAttribute("service") ?? FROM}/v1/decisions/preview`, {
        body: JSON.stringify(this.#case),
        headers,
        method: "POST",
        signal: this.#asking.signal,
      });
      const said = await answer.json();
      if (answer.ok) this.#show(said);
      else this.#refused(said);
    } catch (error) {
      if (error.name !== "AbortError") this.#refused({ detail: "The advice cannot be reached. Decide by the written procedures" });
    }
  }

  #refused(problem) {
    const lines = (problem.errors ?? []).map((each) => made("li", `${each.message}. ${each.help}`));
    const told = made("div", [made("p", problem.detail ?? problem.title), lines.length ? made("ul", lines) : null]);
    told.setAttribute("role", "alert");
    this.#shown.replaceChildren(told);
    this.#tell("refused", problem);
  }

  #show(answer) {
    const aloud = made("p", answer.summary, { className: "small" });
    aloud.setAttribute("role", "status");
    const { family, version } = answer.ruleset;
    this.#shown.replaceChildren(
      ...answer.children.flatMap((child) => this.#child(child)),
      aloud,
      made("p", `${answer.caution} Decided by ${family}, version ${version}, as of ${answer.as_of}.`, { className: "small" }),
    );
    this.#tell("advice", answer);
  }

  #child(child) {
    const rules = new Map(child.trace.map((rule) => [rule.rule, rule]));
    const near = child.near_misses.map((each) => made("li", `${rules.get(each.rule).title}: ${each.says}`));
    return [
      made("h2", `Child ${child.ref}`),
      child.highest ? null : made("p", `No threshold is met on what is known. ${child.guidance ?? ""}`),
      ...child.recommendations.map((step) => this.#step(step, rules)),
      ...this.#questions(child),
      ...(near.length ? [made("h3", "Nearly met"), made("ul", near)] : []),
      made("details", [made("summary", `All ${child.trace.length} rules`), tree(child.trace.map(asNode))]),
    ].filter(Boolean);
  }

  #step(step, rules) {
    const due = step.due ? (step.due.on ? `By ${step.due.on}: ${step.due.says}` : capital(step.due.says)) : "No time is set";
    const why = step.because.map((name) => rules.get(name)).flatMap((rule) => [
      made("p", `${rule.title}. ${rule.says}`),
      made("p", `Source: ${rule.source.title ?? rule.source.document}, ${rule.source.paragraph}`, { className: "small" }),
      tree([asNode(rule)]),
    ]);
    return made("div", [
      made("p", [made("span", capital(step.strength), { className: "strength" }), made("strong", step.title)]),
      made("p", `${due}. ${step.owner}.`, { className: "small" }),
      why.length ? made("details", [made("summary", `Why: ${step.title}`), ...why]) : null,
    ]);
  }

  #questions(child) {
    if (!child.questions.length) return [];
    const all = child.questions.map((question) => {
      const button = made("button", question.ask, { title: question.help ?? "", type: "button" });
      button.addEventListener("click", () => this.#tell("question", { child: child.ref, question }));
      return made("li", button);
    });
    const more = all.slice(FIRST);
    return [
      made("h3", "Ask next"),
      made("ol", all.slice(0, FIRST)),
      more.length
        ? made("details", [made("summary", `${more.length} more that could still matter`), made("ol", more, { start: FIRST + 1 })])
        : null,
    ];
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

/** A rule as a line of a tree, with what it asks below it. */
function asNode(rule) {
  const unless = rule.unless ? [{ outcome: rule.unless.outcome, says: "Unless", parts: [rule.unless] }] : [];
  return { outcome: rule.outcome, says: rule.title, parts: [rule.when, ...unless] };
}

function tree(nodes) {
  return made("ul", nodes.map(line), { className: "tree" });
}

function line(node) {
  const below = node.parts ?? (node.when ? [node.when] : []);
  const seen = "seen" in node ? made("span", words(node.seen), { className: "seen" }) : null;
  const from = node.from ? made("span", ` (from ${node.from})`, { className: "small" }) : null;
  const said = node.says ?? `${capital(node.block)} of these`;
  return made("li", [made("strong", `${OUTCOMES[node.outcome]}: `), `${said} `, seen, from, below.length ? tree(below) : null]);
}

function words(seen) {
  if (seen === null) return "not known";
  if (seen === true) return "yes";
  if (seen === false) return "no";
  if (typeof seen === "object") return seen.possible === null ? `${seen.definite} for certain` : `from ${seen.definite} to ${seen.possible}`;
  return String(seen);
}

if (!customElements.get("threshold-advice")) customElements.define("threshold-advice", ThresholdAdvice);
