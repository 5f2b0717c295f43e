// What changes while the page is open: looking again without touching what somebody types.
"use strict";

function showPage(page) {
  readClock(page);
  document.title = page.title;
  const main = document.adoptNode($("main", page));
  $("main").replaceWith(main);
  prepare(main);
}

// The round ends under somebody's hands: their text stays where it is, all that became untrue goes.
async function showEnded(article) {
  const form = $("form[data-reply]", article);
  if (form.dataset.ended) return;
  form.dataset.ended = "yes";
  boxOf(form).readOnly = true;
  await keepDraft(form);
  const address = `${document.body.dataset.here}/rounds/${article.dataset.round}`;
  const page = await pageAt(address);
  const unsent = page && $("[data-unsent]", page);
  const isKept = unsent && $("textarea", unsent).value === boxOf(form).value;
  for (const part of $$(".standing, .while-open, .over", article)) part.remove();
  for (const part of [".actions", ".states"]) $(part, form)?.remove();
  $(`[for="${boxOf(form).id}"]`, form).textContent = "What you typed";
  const until = isKept ? [...document.adoptNode($(".unsent-until", unsent)).childNodes] : ["It is on this page alone: copy it if you want to keep it."];
  $(`#${boxOf(form).id}-hint`, form).replaceChildren(...until);
  localiseTimes(form);
  form.before(endedWords(page, address, form.dataset.saved));
  form.append(copyAction(boxOf(form)));
}

const ENDED = {
  skipped: "This question was skipped, and what you typed last was not saved as your answer.",
  closed: "This round has closed, and what you typed last was not saved as your answer. ",
  counts: "What you had saved before counts. ",
};

function endedWords(page, address, counts) {
  const words = document.createElement("p");
  words.className = "closed-here";
  words.setAttribute("role", "alert");
  const isSkipped = page && $("main", page).dataset.state === "skipped";
  words.append(isSkipped ? ENDED.skipped : ENDED.closed);
  if (!isSkipped && counts) words.append(ENDED.counts);
  if (!isSkipped) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "See all answers";
    words.append(link);
  }
  return words;
}

function copyAction(box) {
  const actions = document.createElement("p");
  actions.className = "actions";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy the text";
  button.dataset.copy = box.id;
  button.addEventListener("click", () => copy(button));
  actions.append(button);
  return actions;
}

// Nothing of the group is theirs to see any more: signed out, removed, or gone from its channels.
function showGone(page) {
  disconnect();
  const typed = dirtyForms().map((form) => {
    form.dataset.gone = "yes";
    const box = boxOf(form).cloneNode();
    box.value = boxOf(form).value;
    box.readOnly = true;
    return box;
  });
  for (const part of [".site-header", ".site-footer"]) $(part).replaceWith(document.adoptNode($(part, page)));
  document.body.removeAttribute("data-live");
  showPage(page);
  prepareTheme();
  for (const box of typed) {
    const label = document.createElement("label");
    label.className = "field-label";
    label.htmlFor = box.id;
    label.textContent = "What you typed";
    $("main").append(label, box, copyAction(box));
  }
}

function updateAround(page) {
  // Somebody is typing: change everything but the boxes they type in.
  const list = $("main");
  const dirty = new Set(dirtyForms().map((form) => form.closest("[data-round]")));
  document.title = page.title;
  for (const article of $$("[data-round]")) {
    const fresh = page.getElementById(article.id);
    if (fresh && $("form[data-reply]", fresh)) continue;
    if (dirty.has(article)) showEnded(article);
    else if (!$("form[data-ended]", article)) article.remove();
  }
  if (list.dataset.page !== "home") return;
  for (const fresh of $$("[data-round]", page)) {
    if (document.getElementById(fresh.id)) continue;
    const article = document.adoptNode(fresh);
    article.classList.add("fresh");
    $$("[data-round]").at(-1).after(article); // the one being typed in is always there
    prepare(article);
  }
}

function changeOver(page) {
  const main = $("main");
  if (dirtyForms().length || $("form[data-ended]")) {
    updateAround(page);
    updateRegions(page);
    return;
  }
  const gone = $$("[data-round]").filter((article) => !page.getElementById(article.id));
  if (main.dataset.page === "home" && gone.length && $$("[data-round]").length === 1) {
    location.assign(`${document.body.dataset.here}/rounds/${gone[0].dataset.round}`);
    return;
  }
  const focused = document.activeElement?.id;
  showPage(page);
  if (focused && focused !== "lookup") document.getElementById(focused)?.focus();
}

// What the room last sent for each region, before times were localised in it.
const sentRegions = new Map();

function rememberRegions(root) {
  for (const region of $$("[data-region]", root)) sentRegions.set(region.id, region.innerHTML);
}

// `isAnswer` says that the page is the room's answer to what somebody has in hand.
function updateRegions(page, isAnswer = false) {
  for (const region of $$("[data-region]")) {
    const fresh = page.getElementById(region.id);
    if (!fresh || fresh.innerHTML === sentRegions.get(region.id) || isTyped(region)) continue;
    if (!isAnswer && holders.some((holds) => holds(region))) continue;
    sentRegions.set(region.id, fresh.innerHTML);
    replaceRegion(region, fresh);
    localiseTimes(region);
  }
  tick();
}

// What is unfolded stays so, and who is at one of its buttons stays there.
function replaceRegion(region, fresh) {
  const unfolded = $$("details[open]", region).map((each) => each.id);
  const focused = region.contains(document.activeElement) && document.activeElement.id;
  region.replaceChildren(...document.adoptNode(fresh).childNodes);
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Functions that say of a region whether somebody has something of it in hand.
const holders = [];

// What is typed stays, with all around it: what is sent then says what was seen of it.

function isTyped(root) {
  return $$("input:not([type=hidden]), textarea", root).some((each) => each.checked !== each.defaultChecked || each.value !== each.defaultValue)
    || $$("select", root).some((each) => !each.selectedOptions[0]?.defaultSelected);
}

let looking = false;
let lookAgain = false;
let lastLook = 0;
const LOOK_PAUSE = 1000;

// What is sent from a page changes it before the room's answer is there: whoever merged a question
// would see for a moment that it is gone. A download leaves no page, so this is for a while.
let leftAt = -Infinity;
const LEAVE_PAUSE = 3000;

// Over how many milliseconds the looks of all who wait here are spread, as the room tells.
let spread = 0;

function refreshSoon(within = 0) {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  setTimeout(refresh, Math.max(Math.random() * within, lastLook + LOOK_PAUSE - Date.now()));
}

async function refresh() {
  const pause = leftAt + LEAVE_PAUSE - Date.now();
  if (pause > 0) {
    setTimeout(refresh, pause);
    return;
  }
  lastLook = Date.now();
  try {
    await look();
  } finally {
    looking = false;
  }
  if (lookAgain) {
    lookAgain = false;
    refreshSoon();
  }
}

async function pageAt(address) {
  const response = await fetch(address, { cache: "no-store" }).catch(() => null);
  const text = response?.ok && (await response.text().catch(() => null));
  return text ? new DOMParser().parseFromString(text, "text/html") : null;
}

async function look() {
  const main = $("main");
  heardCounts = {};
  // When the room cannot be reached, the event stream says so, and calls again when it can be.
  const response = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
  const text = await response?.text().catch(() => null);
  if (!text || main !== $("main")) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  if ([403, 404].includes(response.status) && $("main", page) && !(main.dataset.page === "deck" && isTyped(main))) showGone(page);
  // The stream goes on through a moment without the database, so it will not call again.
  if (response.status >= 500) setTimeout(() => isLive() && refreshSoon(), RECONNECT_PAUSE);
  if (!response.ok || !$("main", page)) return;
  readClock(page);
  const counts = countsOn(page);
  if ((main.dataset.state ?? "") === ($("main", page).dataset.state ?? "")) updateRegions(page);
  else changeOver(page);
  showCounts({ ...counts, ...heardCounts });
}

// What the stream told since the last look began: the page that is looked at may be older than it.
// Were the page the newer one, what it knows more would be told next.
let heardCounts = {};

function hearCounts(counts) {
  Object.assign(heardCounts, counts);
  showCounts(counts);
}

function countsOn(page) {
  return Object.fromEntries($$("[data-count]", page).map((each) => [each.dataset.count, each.textContent]));
}

function showCounts(counts) {
  for (const each of $$("[data-count]")) {
    const words = counts[each.dataset.count];
    if (words && each.textContent !== words) each.textContent = words;
  }
}

// Of a deck its own pages and the desk show what changed; the others what goes on in the group.
function isLive(topics = ["decks", "rounds"]) {
  const { page } = $("main").dataset;
  if (topics.includes("decks") && ["deck", "admin"].includes(page)) return true;
  return topics.some((each) => each !== "decks") && ["home", "round", "admin"].includes(page);
}

let source = null;
const RECONNECT_PAUSE = 30000;

function connect() {
  if (source || document.hidden) return;
  source = new EventSource(`${document.body.dataset.here}/events`);
  source.addEventListener("counts", (event) => hearCounts(JSON.parse(event.data)));
  for (const name of ["spread", "changed"]) {
    source.addEventListener(name, (event) => {
      const told = JSON.parse(event.data);
      spread = told.within;
      if (name === "changed" && isLive(told.topics)) refreshSoon(spread);
    });
  }
  source.addEventListener("open", () => {
    $("#connection").textContent = "";
    // What happened between the page and the stream would be missed.
    if (isLive()) refreshSoon();
  });
  source.addEventListener("error", () => {
    // The room refused: a look tells why, and nothing is tried again.
    if (source?.readyState === EventSource.CLOSED && isLive()) refreshSoon();
    else $("#connection").textContent = "Not connected; what you see may be old. Trying again…";
    // What was refused, as while the database is away, no browser tries again by itself.
    if (source.readyState === EventSource.CLOSED) {
      disconnect();
      setTimeout(connect, RECONNECT_PAUSE);
    }
  });
}

function disconnect() {
  source?.close();
  source = null;
}

function listen() {
  if (!document.body.hasAttribute("data-live") || !window.EventSource) return;
  connect();
  // A browser has six connections to a host for all its tabs: those out of sight give theirs back.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  window.addEventListener("pagehide", disconnect);
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leftAt = Date.now(); });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
