// While somebody writes a scenario, offers the known sentences that have the words of the line they are on.

const MOST = 6;
const SAID = /^(\s*)(given|when|then|and|but)?\s*(.*)$/i;

/** Offers sentences under the box, as buttons that put theirs in place of the line. */
export function offerSentences(page) {
  const box = page.querySelector("[data-sentences]");
  const offered = page.querySelector("[data-offered]");
  if (!box || !offered) return;
  const known = [...page.querySelectorAll(`#${box.dataset.sentences} option`)].map((each) => each.value);
  offered.setAttribute("role", "group");
  offered.setAttribute("aria-label", "Sentences like this line");
  const offer = () => show(offered, box, like(known, lineOf(box).words));
  for (const moment of ["input", "click", "keyup"]) box.addEventListener(moment, offer);
}

function lineOf(box) {
  const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const stop = box.value.indexOf("\n", start);
  const end = stop < 0 ? box.value.length : stop;
  const [, space, keyword = "", words] = SAID.exec(box.value.slice(start, end));
  return { start, end, space, keyword, words };
}

function like(known, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length || words.trim().length < 3) return [];
  const found = known.filter((each) => wanted.every((word) => each.toLowerCase().includes(word)));
  return found.includes(words.trim()) ? [] : found.slice(0, MOST);
}

function show(offered, box, found) {
  offered.hidden = !found.length;
  offered.replaceChildren(...found.map((sentence) => choice(sentence, box, offered)));
}

function choice(sentence, box, offered) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-link-button app-offered";
  button.textContent = sentence;
  button.addEventListener("click", () => {
    const { start, end, space, keyword } = lineOf(box);
    box.setRangeText(`${space || "    "}${keyword ? `${keyword} ` : ""}${sentence}`, start, end, "end");
    offered.hidden = true;
    box.focus();
  });
  return button;
}
