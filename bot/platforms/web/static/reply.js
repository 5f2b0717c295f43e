// The box: what is typed survives a reload, a lost connection, and the end of the round.
"use strict";

const storageKey = (round) => `roundtable-reply-${round}`;
const boxOf = (form) => $("textarea[name=text]", form);
const isDirty = (box) => box.value !== box.defaultValue;
const dirtyForms = () => $$("form[data-reply]").filter((form) => isDirty(boxOf(form)));

function keep(form) {
  const box = boxOf(form);
  const kept = { text: box.value, basedOn: form.elements.based_on.value };
  if (isDirty(box)) sessionStorage.setItem(storageKey(form.dataset.reply), JSON.stringify(kept));
  else sessionStorage.removeItem(storageKey(form.dataset.reply));
  showUnsaved(form);
}

function showUnsaved(form) {
  const box = boxOf(form);
  const words = $(".unsaved", form);
  const said = isDirty(box) ? "You have changes that are not saved" : "";
  if (words && words.textContent !== said) words.textContent = said;
  const typed = $("[data-count-for]", form);
  const nearLimit = box.value.length > 0.75 * box.maxLength;
  if (typed) typed.textContent = nearLimit ? ` ${box.value.length.toLocaleString()} typed.` : "";
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(storageKey(form.dataset.reply)) ?? "null");
  const box = boxOf(form);
  if (kept && !form.closest(".versions") && kept.text !== box.value && !isDirty(box)) {
    box.value = kept.text;
    // It was written on top of that revision: another one in between must be noticed.
    form.elements.based_on.value = kept.basedOn;
  }
  keep(form);
}

function showUnsent() {
  const reveal = $("[data-revealed]");
  const kept = reveal && JSON.parse(sessionStorage.getItem(storageKey(reveal.dataset.revealed)) ?? "null");
  if (!kept) return;
  $("#unsent pre").textContent = kept.text;
  $("#unsent").hidden = false;
}

async function save(form) {
  const box = boxOf(form);
  const button = $("button[type=submit]", form);
  const sent = box.value;
  button.disabled = true;
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
  }).catch(() => null);
  const text = await response?.text().catch(() => null);
  button.disabled = false;
  const page = text && new DOMParser().parseFromString(text, "text/html");
  if (page && response.ok) saved(form, box, sent, page, response.url);
  else if (page && $("main textarea", page)) refused(page, response.url);
  else if (page && response.status === 503) tellBeside(form, $("main [role=alert]", page)?.textContent ?? text);
  else tellBeside(form, `Not saved: ${page ? $("main [role=alert]", page)?.textContent ?? text : "the room cannot be reached."}`);
}

function tellBeside(form, reason) {
  // The room itself says whether anything was saved, or that nobody knows.
  const words = `${reason.trim()} Your text is still here; try again.`;
  if ($(".unsaved", form)) $(".unsaved", form).textContent = words;
}

function saved(form, box, sent, page, address) {
  const fresh = page.getElementById(form.id);
  if (!fresh) {
    // Another page sent the form (two versions, a refusal), or the round closed just now.
    sessionStorage.removeItem(storageKey(form.dataset.reply));
    location.assign(address);
    return;
  }
  const stored = boxOf(fresh).defaultValue;
  if (box.value === sent) box.value = stored;
  box.defaultValue = stored;
  form.elements.based_on.value = fresh.elements.based_on.value;
  $("button[type=submit]", form).textContent = $("button[type=submit]", fresh).textContent;
  $(".saved", form).replaceChildren(...document.adoptNode($(".saved", fresh)).childNodes);
  localiseTimes(form);
  keep(form);
}

function refused(page, address) {
  showPage(page);
  history.replaceState(null, "", address.replace(/\/reply$/, ""));
  const problem = $("[role=alert]");
  if (problem) {
    problem.tabIndex = -1;
    problem.focus();
  }
}
