// Questions about details, shown once the answer that opens them is given. Without scripts they all stand on the page.

/** Hides each detail until it is opened. One that has an answer, or something to mend, is never hidden. */
export function showDetailsOnceOpened(page) {
  const details = [...page.querySelectorAll("[data-opened-by]")];
  if (!details.length) return;
  const look = () => details.forEach((each) => (each.hidden = !isOpened(each) && !isAnswered(each)));
  page.addEventListener("change", look);
  look();
}

function isOpened(detail) {
  const openers = detail.dataset.openedBy.split(" ").map((each) => each.split("="));
  return openers.every(([place, answers]) => {
    const opener = detail.ownerDocument.getElementsByName(place);
    return !opener.length || answers.split("|").includes(said(opener));
  });
}

function said(fields) {
  const radios = [...fields].filter((each) => each.type === "radio");
  return radios.length ? (radios.find((each) => each.checked)?.value ?? "") : fields[0].value;
}

function isAnswered(detail) {
  if (detail.querySelector(".govuk-error-message")) return true;
  return [...detail.querySelectorAll("input, select")].some((each) =>
    each.type === "radio" ? each.checked && each.value : each.value,
  );
}
