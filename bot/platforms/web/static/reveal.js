// The reveal: key points, filter, keys, and the answers that are fetched as one scrolls.
"use strict";

const cardsShown = () => $$("#reveal .entry").filter((entry) => !entry.hidden);

// ---- the rest of the answers ----
let fetching = null;

async function fetchMore() {
  const more = $("#more");
  if (!more) return false;
  const page = await pageAt(more.href);
  const stream = page && $("#stream", page);
  if (!stream || more !== $("#more")) return false;
  for (const entry of [...stream.children]) $("#stream").append(document.adoptNode(entry));
  const next = $(".more", page);
  if (next) more.closest(".more").replaceWith(document.adoptNode(next));
  else more.closest(".more").remove();
  watchMore();
  applyFilter();
  markPoint();
  return true;
}

// One at a time: the page that follows is known only then.
function loadMore() {
  fetching ??= fetchMore().finally(() => { fetching = null; });
  return fetching;
}

async function loadAll() {
  while ($("#more") && await loadMore());
}

const nearTheEnd = window.IntersectionObserver
  && new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && loadMore(), { rootMargin: "600px" });

function watchMore() {
  nearTheEnd?.disconnect();
  if ($("#more")) nearTheEnd?.observe($("#more"));
}

// ---- filter ----
const SHOWN_BY = {
  all: () => true,
  reply: (entry) => entry.dataset.kind === "reply",
  earlier: (entry) => entry.dataset.kind === "earlier",
  differs: (entry) => entry.hasAttribute("data-differs"),
};

const found = (entry) => (entry.dataset.found ?? "").split(" ");

function applyFilter() {
  const wanted = $("#show").value;
  const isShown = SHOWN_BY[wanted] ?? ((entry) => found(entry).includes(wanted));
  const entries = $$("#stream .entry");
  for (const entry of entries) entry.hidden = !isShown(entry);
  const hidden = entries.filter((entry) => entry.hidden).length;
  $("#shown").textContent = wanted === "all" ? "" : `${entries.length - hidden} shown, ${hidden} hidden.`;
}

async function filterBy(wanted) {
  $("#show").value = wanted;
  applyFilter();
  if (wanted === "all" || !$("#more")) return;
  $("#shown").textContent = "Looking through all answers…";
  await loadAll();
  applyFilter();
}

// ---- key points ----
let pointed = null;

function markPoint() {
  for (const word of $$("#reveal mark.lit")) word.classList.remove("lit");
  if (pointed) for (const word of $$(`#reveal mark[data-points~="${pointed}"]`)) word.classList.add("lit");
  $("#reveal").classList.toggle("pointing", Boolean(pointed));
}

function showPoint(number) {
  pointed = number;
  markPoint();
  for (const words of $$("[data-finders]")) words.hidden = words.dataset.finders !== number;
}

const pressedPoint = () => $('.point-number[aria-pressed="true"]')?.dataset.point ?? null;

function pressPoint(number) {
  const isPressed = pressedPoint() === number;
  for (const button of $$(".point-number")) button.setAttribute("aria-pressed", String(!isPressed && button.dataset.point === number));
  showPoint(isPressed ? null : number);
}

// ---- votes ----
async function vote(form, button) {
  const choice = button.value;
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams({ choice }) }).catch(() => null);
  if (!response?.ok) {
    location.reload(); // the page says what can be said of the round now
    return;
  }
  for (const each of $$(".helpful")) {
    const isChosen = each === button && choice !== "";
    each.setAttribute("aria-pressed", String(isChosen));
    each.value = isChosen ? "" : each.dataset.token;
    each.textContent = isChosen ? "✓ Helped me most" : "Helped me most";
  }
}

// ---- discussion ----
function discuss(button) {
  const form = $("#comment-form");
  if (!form) return;
  const isOne = Boolean(button?.dataset.about);
  form.elements.about.value = button?.dataset.about ?? "";
  $("#comment-about").textContent = isOne ? `on ${button.dataset.whose ? `${button.dataset.whose}’s answer` : "this answer"}` : "";
  $("#comment-all").hidden = !isOne;
  $("#comment-text").focus();
}

// ---- keys ----
function step(by) {
  const cards = cardsShown();
  const now = cards.indexOf(document.activeElement?.closest?.(".entry"));
  const next = cards[now < 0 ? (by > 0 ? 0 : cards.length - 1) : now + by];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (by > 0 && $("#more")) {
    loadMore().then((loaded) => loaded && step(by));
  }
}

function onRevealKey(event) {
  if (!$("#reveal") || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  const act = {
    j: () => step(1),
    k: () => step(-1),
    h: () => { const vote = $(".helpful", document.activeElement?.closest?.(".entry") ?? document.createElement("i")); if (vote?.checkVisibility()) vote.click(); },
    d: () => discuss($(".discuss", document.activeElement?.closest?.(".entry") ?? document.createElement("i"))),
    "?": () => $("#keys-list").showModal(),
  }[event.key] ?? (/^[1-9]$/.test(event.key) && $(`.point-number[data-point="${event.key}"]`) && (() => pressPoint(event.key)));
  if (!act) return;
  event.preventDefault();
  act();
}

function prepareReveal(root) {
  if (!$("#stream", root)) return;
  $(".filter", root).hidden = false;
  $("#show", root).addEventListener("change", (event) => filterBy(event.target.value));
  $("#keys", root).addEventListener("click", () => $("#keys-list").showModal());
  for (const button of $$(".point-number", root)) {
    button.addEventListener("click", () => pressPoint(button.dataset.point));
    button.addEventListener("pointerenter", () => showPoint(button.dataset.point));
    button.addEventListener("pointerleave", () => showPoint(pressedPoint()));
  }
  $("#vote", root)?.addEventListener("submit", (event) => {
    event.preventDefault();
    vote(event.target, event.submitter);
  });
  $("#reveal", root)?.addEventListener("click", (event) => {
    const button = event.target.closest(".discuss, #comment-all");
    if (button) discuss(button.matches(".discuss") ? button : null);
  });
  pointed = null;
  watchMore();
}
