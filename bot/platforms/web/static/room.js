// Small helps, and the start of everything. Every page works without scripts.
"use strict";

// Of several things to decide a key is about the one that is looked at, else the first that is not decided.
function undecided(target) {
  const open = [...document.querySelectorAll("[data-keys]")].find((each) => $("input[value='']:checked", each));
  return target.closest("[data-keys]") || open || document;
}

function next(chosen) {
  const here = chosen.closest("[data-keys]");
  const following = here && here.nextElementSibling;
  return following && following.matches("[data-keys]") ? $("input", following) : null;
}

function onKey(event) {
  const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && $("#lookup")) {
    event.preventDefault();
    $("#lookup").focus();
    $("#lookup").select();
  }
  const chosen = !typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[a-z]$/.test(event.key)
    ? $(`[data-key="${event.key}"]`, undecided(event.target)) : null;
  if (chosen) {
    event.preventDefault();
    if (!chosen.matches("textarea")) chosen.click();
    if (chosen.matches("textarea, input")) (next(chosen) || chosen).focus();
  }
  const form = event.target.closest("form[data-reply]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!$("button[type=submit]", form).disabled) form.requestSubmit();
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    // Without a secure connection there is no clipboard; the text is selected for Ctrl+C.
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => { button.textContent = label; }, 2000);
}

function uploadProblem(form) {
  const files = [...$("input[type=file]", form).files];
  const megabytes = (bytes) => `${Math.floor(bytes / 1e6)} MB`;
  const { limitEach, limitAll, limitFiles } = form.dataset;
  const large = files.find((file) => file.size > limitEach);
  if (large) return `${large.name} is too large: ${megabytes(limitEach)} is the most for one file.`;
  if (files.reduce((sum, file) => sum + file.size, 0) > limitAll) return `Together these are too large: ${megabytes(limitAll)} is the most.`;
  return files.length > limitFiles ? `${files.length} files are too many at once: ${limitFiles} is the most.` : "";
}

function prepareUpload(form) {
  form.addEventListener("submit", (event) => {
    const problem = uploadProblem(form);
    const words = $("#files-problem");
    words.hidden = !problem;
    words.textContent = problem;
    if (problem) event.preventDefault();
    $("#files-going").textContent = problem ? "" : "Reading the documents. A large one takes some seconds; the preview comes by itself.";
  });
  // Who comes back to the page waits for nothing.
  addEventListener("pageshow", () => { $("#files-going").textContent = ""; });
}

function prepareTheme() {
  const button = $("#theme-switch");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    document.cookie = `${root.dataset.themeCookie}=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

function prepareForms(root) {
  for (const form of $$("form[data-reply]", root)) {
    prepareDrafts(form);
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "drop") {
        forgetDraft(form);
        return;
      }
      event.preventDefault();
      save(form);
    });
  }
  for (const button of $$("[data-copy]", root)) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

function prepare(root) {
  rememberRegions(root);
  localiseTimes(root);
  prepareForms(root);
  prepareSureness(root);
  prepareReveal(root);
  tick();
}

if (!wasKept()) readClock(document);
prepare(document);
prepareLookup();
prepareTheme();
for (const zone of $$("[data-own-zone]")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const form of $$("form[data-limit-each]")) prepareUpload(form);
document.addEventListener("keydown", onKey);
document.addEventListener("keydown", onRevealKey);
// Leaving with unsaved text needs no question: it is kept and comes back.
document.addEventListener("visibilitychange", () => document.hidden && keepAllNow());
window.addEventListener("pagehide", keepAllNow);
window.addEventListener("online", () => dirtyForms().forEach((form) => keepSoon(form, 0)));
setInterval(tick, 1000);
listen();
