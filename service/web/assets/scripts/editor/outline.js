// An outline of the text: its parts by name, each a link that moves the cursor to it.

/** Returns an outline, and a way to keep it in step with the parts of the text and the one the cursor is in. */
export function outline(go) {
  const nav = Object.assign(document.createElement("nav"), { className: "app-outline", hidden: true });
  nav.setAttribute("aria-label", "Outline of the ruleset");
  let shown = "";
  nav.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    go(link.dataset.of);
  });

  function show(headings) {
    const names = JSON.stringify(headings.map((each) => [each.heading, each.parts.map((part) => part.name)]));
    if (names === shown) return;
    shown = names;
    const open = new Set([...nav.querySelectorAll("details[open]")].map((each) => each.dataset.heading));
    const listed = headings.filter((each) => each.parts.length);
    nav.replaceChildren(...listed.map((each) => fold(each, open.has(each.heading))));
    nav.hidden = !listed.length;
  }

  function mark(name) {
    for (const link of nav.querySelectorAll("a")) {
      if (link.dataset.of === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  return { nav, show, mark };
}

function fold({ heading, parts }, open) {
  const details = Object.assign(document.createElement("details"), { className: "app-outline__fold", open });
  details.dataset.heading = heading;
  const words = `${heading[0].toUpperCase()}${heading.slice(1)} (${parts.length})`;
  const list = Object.assign(document.createElement("ul"), { className: "govuk-list app-outline__list" });
  list.append(...parts.map((part) => entry(`${heading}/${part.name}`, part.name)));
  details.append(Object.assign(document.createElement("summary"), { textContent: words }), list);
  return details;
}

function entry(of, name) {
  const link = Object.assign(document.createElement("a"), { className: "govuk-link", href: "#text", textContent: name });
  link.dataset.of = of;
  const item = document.createElement("li");
  item.append(link);
  return item;
}
