// The box: sending what is in it, and what comes back.
"use strict";

async function save(form) {
  const box = boxOf(form);
  const button = $("button[type=submit]", form);
  button.disabled = true;
  form.dataset.sending = "yes";
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  // A draft on its way must not come after the answer that it became.
  await draft.sending;
  const sent = box.value;
  const response = await fetch(form.action, {
    method: "POST",
    body: bodyOf(form),
  }).catch(() => null);
  const text = await response?.text().catch(() => null);
  button.disabled = false;
  delete form.dataset.sending;
  const page = text && new DOMParser().parseFromString(text, "text/html");
  if (page && response.ok) saved(form, box, sent, page, response.url);
  else if (page && $("main textarea", page)) refused(page, response.url);
  else if (page && response.status === 503) tellBeside(form, $("main [role=alert]", page)?.textContent ?? text);
  else tellBeside(form, `Not saved: ${page ? $("main [role=alert]", page)?.textContent ?? text : "the room cannot be reached."}`);
}

function bodyOf(form) {
  const data = new FormData(form);
  const files = data.getAll("files").filter((file) => file.size || file.name);
  if (files.length) return data;
  data.delete("files"); // the empty one of a field where none was chosen
  return new URLSearchParams(data);
}

function tellBeside(form, reason) {
  // The room itself says whether anything was saved, or that nobody knows.
  sayDraft(form, `${reason.trim()} Your text is still here; try again.`, true);
  keepSoon(form, DRAFT_RETRY);
}

function saved(form, box, sent, page, address) {
  const fresh = page.getElementById(form.id);
  if (!fresh) {
    // Another page sent the form (two versions, a refusal), or the round closed just now.
    sessionStorage.removeItem(storageKey(form));
    location.assign(address);
    return;
  }
  const stored = fresh.dataset.saved;
  if (box.value === sent) box.value = stored;
  form.dataset.saved = stored;
  form.elements.based_on.value = $("[name=based_on]", fresh).value;
  form.elements.draft.value = "";
  draftOf(form).kept = "";
  for (const part of ["button[type=submit]", ".drop"]) $(part, form).textContent = $(part, fresh).textContent;
  const pictures = $(".pictures", fresh);
  if (pictures) $(".pictures", form)?.replaceWith(document.adoptNode(pictures));
  $(".saved", form).replaceChildren(...document.adoptNode($(".saved", fresh)).childNodes);
  $(".how-sure", form.parentElement).hidden = false;
  $(".sharing", form.parentElement)?.remove();
  const question = $(".sharing", fresh.parentElement);
  if (question) $(".how-sure", form.parentElement).after(document.adoptNode(question));
  localiseTimes(form);
  keepInTab(form);
  if (isDirty(form)) onTyping(form);
  else showDraft(form);
}

function refused(page, address) {
  showPage(page);
  history.replaceState(null, "", address);
  const problem = $("[role=alert]");
  if (problem) {
    problem.tabIndex = -1;
    problem.focus();
  }
}

// How sure somebody is goes along without the page, in whose box they may be typing.
async function beSure(form, button) {
  const body = new URLSearchParams({ confidence: button.value, back: form.elements.back.value });
  const response = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (response?.ok) for (const each of $$("button", form)) each.setAttribute("aria-pressed", String(each === button));
  else tellBeside($("form[data-reply]", form.parentElement), "How sure you are was not saved.");
}

function prepareSureness(root) {
  for (const form of $$(".how-sure", root)) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      beSure(form, event.submitter);
    });
  }
}
