// The English beside the text: asked for again once typing stops, and moved to where the cursor is. The service words it.

const PATIENCE = 700;
const OLD = "This is how it read before the mistakes now in it.";
const NONE = "It can be read once there are no mistakes in it.";
const AWAY = "What is written now could not be read back, so this may be out of step with it.";

/** Keeps the reading beside a form in step with what is written in its box. */
export function reading(form, panel) {
  const into = panel.querySelector("[data-reading-into]");
  const aloud = panel.querySelector("[data-reading-words]");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let asking = new AbortController();
  let timer = 0;
  let part = "";

  async function ask(text) {
    const { signal } = (asking = new AbortController());
    const sent = new URLSearchParams(new FormData(form));
    sent.set("text", text);
    try {
      const answer = await fetch(form.dataset.reading, { body: sent, method: "POST", signal });
      // A session that has ended leads to another page, which is no reading.
      if (!answer.ok || answer.redirected) return say(AWAY);
      const english = await answer.text();
      if (signal.aborted) return;
      if (answer.status === 204) return say(into.childElementCount ? OLD : NONE);
      into.innerHTML = english;
      say("");
      if (!mark()) part = "";
    } catch (error) {
      if (error.name !== "AbortError") say(AWAY);
    }
  }

  function say(words) {
    if (aloud.textContent !== words) aloud.textContent = words;
    panel.hidden = false;
  }

  function mark() {
    for (const each of into.querySelectorAll(".app-edit__here")) {
      each.classList.remove("app-edit__here");
      each.removeAttribute("aria-current");
    }
    const first = part && into.querySelector(`[data-part="${CSS.escape(part)}"]`);
    first?.setAttribute?.("aria-current", "true");
    for (let each = first; each && (each === first || continues(each)); each = each.nextElementSibling) {
      each.classList.add("app-edit__here");
    }
    return first;
  }

  return {
    /** Asks for the English of a text, a moment later unless it is to be at once. */
    of(text, wait = PATIENCE) {
      clearTimeout(timer);
      asking.abort();
      timer = setTimeout(ask, wait, text);
    },
    /** Marks the English of a part, and brings it into view inside its own box. */
    moveTo(name) {
      if (name === part) return;
      part = name;
      const found = mark();
      if (!found) return;
      const top = into.scrollTop + found.getBoundingClientRect().top - into.getBoundingClientRect().top - 15;
      into.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
    },
  };
}

function continues(element) {
  return !element.dataset.part && !/^H\d$/.test(element.tagName);
}
