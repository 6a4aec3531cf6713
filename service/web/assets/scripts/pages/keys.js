// Quicker with the keyboard: Y, N and U answer the question that has the focus, and Today fills in a date.

const ANSWERS = { y: "yes", n: "no", u: "" };

/** Answers the question that has the focus by its letter. */
export function answerByKey(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const answers = event.target.closest?.("[data-keys]");
    const wanted = ANSWERS[event.key.toLowerCase()];
    if (!answers || wanted === undefined) return;
    const option = [...answers.querySelectorAll("input")].find((each) => each.value === wanted);
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  });
}

/** Says that there are some of a list as soon as one is being typed. */
export function sayThereAreSome(page) {
  page.addEventListener("change", (event) => {
    const list = event.target.closest?.(".app-listing__row")?.closest(".app-listing");
    const some = list?.querySelector("[data-keys] input[value='some']");
    if (list?.querySelector("[data-keys] input:checked")?.value === "") some.checked = true;
  });
}

/** Fills in today's date without asking the service. */
export function fillInToday(page) {
  page.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-today]");
    if (!button) return;
    event.preventDefault();
    const today = new Date();
    const id = button.dataset.today;
    const parts = { [id]: today.getDate(), [`${id}-month`]: today.getMonth() + 1, [`${id}-year`]: today.getFullYear() };
    for (const [box, value] of Object.entries(parts)) page.getElementById(box).value = value;
    page.getElementById(id).dispatchEvent(new Event("change", { bubbles: true }));
  });
}
