// Drafts: what is typed is kept in the room as one types, and in this tab until it is.
"use strict";

const DRAFT_PAUSE = 1000; // after the last key
const DRAFT_LONGEST = 10000; // for who types on and on
const DRAFT_RETRY = 5000;
const DRAFT_SHARE = 4; // a room that is slow to answer is asked more rarely: a quarter of the time at most

const boxOf = (form) => $("textarea[name=text]", form);
const isDirty = (form) => boxOf(form).value !== form.dataset.saved;
const dirtyForms = () => $$("form[data-reply]").filter((form) => !form.dataset.ended && isDirty(form));
const wanted = (form) => (isDirty(form) ? boxOf(form).value : "");

// Of each form: the text that the room has, what is on its way, and what stands against it.
const drafts = new WeakMap();

function draftOf(form) {
  if (!drafts.has(form)) {
    const known = form.elements.draft.value;
    drafts.set(form, { kept: known ? boxOf(form).defaultValue : "", timer: 0, since: 0, took: 0, sending: null, theirs: null });
  }
  return drafts.get(form);
}

// One browser may be several people's, one after the other.
const storageKey = (form) => `roundtable-draft-${form.dataset.owner}-${form.dataset.reply}`;

function keepInTab(form) {
  const { based_on: basedOn, draft } = form.elements;
  const entry = { text: boxOf(form).value, basedOn: basedOn.value, draft: draft.value };
  if (wanted(form) === draftOf(form).kept) sessionStorage.removeItem(storageKey(form));
  else sessionStorage.setItem(storageKey(form), JSON.stringify(entry));
}

function restoreFromTab(form) {
  const entry = JSON.parse(sessionStorage.getItem(storageKey(form)) ?? "null");
  if (!entry || entry.text === boxOf(form).value) return;
  boxOf(form).value = entry.text;
  // It was written on top of these: another one in between must be noticed.
  form.elements.based_on.value = entry.basedOn;
  form.elements.draft.value = entry.draft;
  draftOf(form).kept = null;
  keepSoon(form, 0);
}

function onTyping(form) {
  keepInTab(form);
  showCount(form);
  const draft = draftOf(form);
  draft.since ||= Date.now();
  const pause = Math.max(DRAFT_PAUSE, DRAFT_SHARE * draft.took);
  const latest = Math.max(0, draft.since + Math.max(DRAFT_LONGEST, pause) - Date.now());
  if (!draft.theirs) keepSoon(form, Math.min(pause, latest));
}

function keepSoon(form, pause) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => keepDraft(form), pause);
}

// Returns once the room has what is typed, or has said why not.
async function keepDraft(form) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  await draft.sending;
  if (draft.theirs || form.dataset.gone) return;
  draft.since = 0;
  if (wanted(form) !== draft.kept) draft.sending = send(form, false);
  else showDraft(form);
  await draft.sending;
  draft.sending = null;
}

async function send(form, leaving) {
  const draft = draftOf(form);
  const text = wanted(form);
  const version = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // Not URL-encoded, which takes nine bytes for one of three: a page that closes may send 64 kB.
  const body = new FormData();
  for (const [name, value] of Object.entries({ text, version, based_on: form.elements.based_on.value, draft: form.elements.draft.value })) body.set(name, value);
  const request = { method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving };
  const began = Date.now();
  const answering = fetch(form.dataset.drafts, request).catch(() => null);
  // Whoever types on while the page closes has no answer to wait for.
  if (leaving) form.elements.draft.value = text && version;
  const response = await answering;
  const answer = await response?.text().catch(() => null);
  draft.took = Date.now() - began;
  if (response?.ok && answer) kept(form, text, JSON.parse(answer));
  else notKept(form, response, answer);
}

function kept(form, text, { version, kept_at: at }) {
  const draft = draftOf(form);
  draft.kept = text;
  draft.at = at;
  form.elements.draft.value = version;
  keepInTab(form);
  showDraft(form);
}

function notKept(form, response, answer) {
  const draft = draftOf(form);
  const isJson = response?.headers.get("content-type")?.includes("json");
  const told = isJson ? JSON.parse(answer) : {};
  if (told.version) {
    draft.theirs = told;
    sayDraft(form, told.words, true);
  } else if (response) {
    const page = answer && new DOMParser().parseFromString(answer, "text/html");
    const words = told.words ?? $("main [role=alert]", page || document.createElement("p"))?.textContent.trim();
    sayDraft(form, `Draft not kept: ${words ?? "the room cannot do that now."}`, true);
    if (response.status >= 500 || response.status === 429) keepSoon(form, DRAFT_RETRY);
  } else {
    sayDraft(form, "Draft not kept: no connection. It is in this tab alone.", true);
    keepSoon(form, DRAFT_RETRY);
  }
}

function sayDraft(form, words, isProblem = false) {
  const element = $(".draft", form);
  if (!element) return;
  if (element.textContent !== words) element.textContent = words;
  element.classList.toggle("draft-problem", isProblem);
  $(".clash", form).hidden = !draftOf(form).theirs;
}

function showDraft(form) {
  const draft = draftOf(form);
  const drop = $(".drop", form);
  if (drop) drop.hidden = !draft.kept;
  if (!draft.kept) sayDraft(form, "");
  else if (draft.at) sayDraft(form, `Draft kept at ${FORMATS.clock.format(new Date(draft.at))}, not sent`);
}

// Two devices: either draft can be had, and the one that is not chosen comes back by the other button.
function choose(form, which) {
  const draft = draftOf(form);
  const theirs = draft.theirs;
  draft.theirs = null;
  form.elements.draft.value = theirs.version;
  draft.kept = theirs.text;
  draft.at = theirs.kept_at;
  if (which === "theirs") {
    const mine = boxOf(form).value;
    boxOf(form).value = theirs.text;
    keepInTab(form);
    sayDraft(form, "This is the other draft. ");
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "Back to what was typed here";
    back.addEventListener("click", () => {
      boxOf(form).value = mine;
      onTyping(form);
      boxOf(form).focus();
    });
    $(".draft", form).append(back);
  } else {
    keepSoon(form, 0);
  }
  $(".clash", form).hidden = true;
  boxOf(form).focus();
}

// The page that comes next shows the saved answer.
function forgetDraft(form) {
  clearTimeout(draftOf(form).timer);
  form.dataset.gone = "yes";
  sessionStorage.removeItem(storageKey(form));
}

function showCount(form) {
  const box = boxOf(form);
  const typed = $("[data-count-for]", form);
  const nearLimit = box.value.length > 0.75 * box.maxLength;
  if (typed) typed.textContent = nearLimit ? ` ${box.value.length.toLocaleString()} typed.` : "";
}

// The page goes away, maybe for good: what the room has not been told it is told now.
function keepAllNow() {
  for (const form of $$("form[data-reply]")) {
    const draft = draftOf(form);
    if (draft.theirs || form.dataset.ended || form.dataset.gone || form.dataset.sending || wanted(form) === draft.kept) continue;
    clearTimeout(draft.timer);
    draft.sending = send(form, true);
  }
}

function prepareDrafts(form) {
  form.addEventListener("input", () => onTyping(form));
  for (const button of $$("[data-clash]", form)) button.addEventListener("click", () => choose(form, button.dataset.clash));
  restoreFromTab(form);
  showCount(form);
}
