// Advice beside the questions, asked for again whenever an answer changes. The service words it; this puts it in place.

const PATIENCE = 250;

/** Keeps the advice beside a form in step with what is typed in it. */
export function adviseAsAnswersChange(form) {
  const panel = form.querySelector("[data-live-panel]");
  const into = panel.querySelector("[data-live-into]");
  const aloud = panel.querySelector("[data-live-words]");
  let asking = new AbortController();
  let timer = 0;

  async function ask() {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(form.dataset.live, {
        body: new URLSearchParams(new FormData(form)),
        method: "POST",
        signal: asking.signal,
      });
      if (answer.ok) show(await answer.text());
      else panel.hidden = true;
    } catch (error) {
      // What is shown may be out of step once the service cannot be reached, so it is not shown.
      if (error.name !== "AbortError") panel.hidden = true;
    }
  }

  function show(advice) {
    into.innerHTML = advice;
    panel.hidden = false;
    const words = into.querySelector("[data-words]")?.textContent ?? "";
    if (aloud.textContent !== words) aloud.textContent = words;
  }

  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE);
  });
  ask();
}
