// Suggestions under the look-up box, a combobox as in
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.
"use strict";

function prepareLookup() {
  const input = $("#lookup");
  if (!input) return;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Questions that fit");
  list.hidden = true;
  input.after(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  let timer = 0;
  let asked = 0;

  const options = () => [...list.children];
  const selected = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  function select(index) {
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[index].id);
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    select(-1);
  }

  function optionFor(found, index) {
    const option = document.createElement("li");
    option.id = `suggestion-${index}`;
    option.setAttribute("role", "option");
    option.dataset.address = found.address;
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = found.deck;
    option.append(found.question, where);
    return option;
  }

  // While questions are indexed for the first time few are found, so nothing found is asked for again.
  async function suggest(pause = 500) {
    const mine = ++asked;
    const query = input.value.trim();
    if (!query) return show(false);
    const response = await fetch(`${document.body.dataset.here}/lookup/suggestions?q=${encodeURIComponent(query)}`).catch(() => null);
    if (!response?.ok || mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...(await response.json()).map(optionFor));
    show(list.children.length > 0);
    if (!list.children.length && pause <= 2000) timer = setTimeout(suggest, pause, 2 * pause);
  }

  function move(step) {
    const count = options().length;
    if (list.hidden || !count) return;
    // From the box (-1) up to the last, down to the first, and past either end back to the box.
    select(((selected() + 1 + step + count + 1) % (count + 1)) - 1);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && selected() >= 0) {
      event.preventDefault();
      location.assign(options()[selected()].dataset.address);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) input.blur();
      else show(false);
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
  input.addEventListener("blur", () => show(false));
}
