// Small courtesies, each a few lines.

/** Shows what is of use only with scripts. */
export function showWhatNeedsScripts(page) {
  for (const hint of page.querySelectorAll(".app-with-script")) hint.hidden = false;
}

/** Puts the keyboard, and a screen reader, at the list of what has to be mended. */
export function moveFocusToWhatIsWrong(page) {
  page.querySelector("[data-focus]")?.focus();
}

/** Opens what has to be said as well, once an answer calls for it. */
export function openWhatAnAnswerCallsFor(page) {
  page.addEventListener("change", (event) => {
    const answers = event.target.closest?.("[data-opens]");
    if (answers) page.getElementById(answers.dataset.opens).open = event.target.value === "different";
  });
}

/** Opens the printing of the browser. */
export function printOnRequest(page) {
  const button = page.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** Lets a button that records something be pressed once. */
export function pressOnce(page) {
  page.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-once")) return;
    if (button.dataset.pressed) event.preventDefault();
    button.dataset.pressed = "yes";
  });
  // A page that comes back from the browser's own store may be sent again.
  window.addEventListener("pageshow", () => {
    for (const button of page.querySelectorAll("[data-pressed]")) delete button.dataset.pressed;
  });
}
