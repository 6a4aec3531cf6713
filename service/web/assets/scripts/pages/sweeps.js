// A threshold moved by a slider. Without scripts the same values are chosen from a list.

/** Puts a slider in the place of each list of values, and shows the figures of the value it stands at. */
export function slideThresholds(page) {
  for (const form of page.querySelectorAll("form.app-slider")) slide(form);
}

function slide(form) {
  const list = form.querySelector("select");
  const rows = [...(form.nextElementSibling?.querySelectorAll("tbody tr") ?? [])];
  const shown = [...form.querySelectorAll("dd")];
  if (rows.length !== list.options.length) return;
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: rows.length - 1, value: list.selectedIndex, id: list.id });
  slider.className = "app-slider__range";
  const said = document.createElement("output");
  said.className = "govuk-body";
  said.htmlFor = list.id;
  const show = () => {
    const name = list.options[slider.value].textContent;
    said.textContent = name;
    slider.setAttribute("aria-valuetext", name);
    const cells = [...rows[slider.value].cells].slice(2);
    cells.forEach((cell, at) => { shown[at].textContent = cell.textContent; });
  };
  slider.addEventListener("input", show);
  list.removeAttribute("id");
  list.hidden = true;
  form.querySelector("button").hidden = true;
  list.before(slider, said);
  show();
}
