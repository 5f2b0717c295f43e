// What changes while the page is open: looking again without touching what somebody types.
"use strict";

function showPage(page) {
  readClock(page);
  document.title = page.title;
  const main = document.adoptNode($("main", page));
  $("main").replaceWith(main);
  prepare(main);
}

function showClosed(article) {
  // Its box holds text that was not saved: keep it where it is, and say so.
  const form = $("form[data-reply]", article);
  if (form.dataset.closed) return;
  form.dataset.closed = "yes";
  boxOf(form).readOnly = true;
  $("button[type=submit]", form).hidden = true;
  $("[data-countdown]", article)?.remove();
  const words = document.createElement("p");
  words.className = "closed-here";
  words.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = `${document.body.dataset.here}/rounds/${article.dataset.round}`;
  link.textContent = "See all answers";
  words.append("This round has closed, and your latest changes were not saved. Copy them if you want to keep them. ", link);
  form.before(words);
}

function updateAround(page) {
  // Somebody is typing: change everything but the boxes they type in.
  const list = $("main");
  const dirty = new Set(dirtyForms().map((form) => form.closest("[data-round]")));
  for (const article of $$("[data-round]")) {
    const fresh = page.getElementById(article.id);
    if (fresh && $("form[data-reply]", fresh)) continue;
    if (dirty.has(article)) showClosed(article);
    else article.remove();
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
  if (dirtyForms().length) {
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

function updateRegions(page) {
  for (const region of $$("[data-region]")) {
    const fresh = page.getElementById(region.id);
    if (!fresh || fresh.innerHTML === sentRegions.get(region.id)) continue;
    sentRegions.set(region.id, fresh.innerHTML);
    region.replaceChildren(...document.adoptNode(fresh).childNodes);
    localiseTimes(region);
  }
  tick();
}

let looking = false;
let lookAgain = false;
let lastLook = 0;
const LOOK_PAUSE = 1000;

function refreshSoon() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  setTimeout(refresh, Math.max(0, lastLook + LOOK_PAUSE - Date.now()));
}

async function refresh() {
  lastLook = Date.now();
  await look();
  looking = false;
  if (lookAgain) {
    lookAgain = false;
    refreshSoon();
  }
}

async function look() {
  const main = $("main");
  // When the room cannot be reached, the event stream says so, and calls again when it can be.
  const response = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
  const text = response?.ok && (await response.text().catch(() => null));
  if (!text || main !== $("main")) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  readClock(page);
  if ((main.dataset.state ?? "") === ($("main", page).dataset.state ?? "")) updateRegions(page);
  else changeOver(page);
}

function showCounts(counts) {
  for (const [round, words] of Object.entries(counts)) {
    const element = document.getElementById(`count-${round}`);
    if (element && element.textContent !== words) element.textContent = words;
  }
}

let source = null;
const RECONNECT_PAUSE = 30000;

function connect() {
  if (source || document.hidden) return;
  source = new EventSource(`${document.body.dataset.here}/events`);
  const isLive = () => ["home", "round", "admin"].includes($("main").dataset.page);
  source.addEventListener("counts", (event) => showCounts(JSON.parse(event.data)));
  source.addEventListener("changed", () => isLive() && refreshSoon());
  source.addEventListener("open", () => {
    $("#connection").textContent = "";
    // What happened between the page and the stream would be missed.
    if (isLive()) refreshSoon();
  });
  source.addEventListener("error", () => {
    $("#connection").textContent = "Not connected; what you see may be old. Trying again…";
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
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}
