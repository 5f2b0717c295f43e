// A deck's questions put in another order: dragged by their grips, or by the arrow keys there.
"use strict";

const rowsOf = (list) => $$(":scope > [data-question]", list);
const idsOf = (list) => rowsOf(list).map((row) => row.dataset.question);

// What is moved and not stored yet: { list, row, from, pause }; `from` are the ids as the room has them.
let moved = null;
// One order at a time: what is asked for next is about the order that the last one made.
let storing = Promise.resolve();
let underway = 0;
holders.push((region) => region.id === "questions" && Boolean(moved || drag || underway));

function tellOrder(words) {
  const told = $("#order-told");
  if (told) told.textContent = words;
}

const titleOf = (row) => `Question ${Number(row.dataset.place) + 1}`;

function placeAt(row, index) {
  const list = row.parentElement;
  const others = rowsOf(list).filter((each) => each !== row);
  if (index < others.length) others[index].before(row);
  else others.at(-1).after(row);
}

function putBack() {
  clearTimeout(moved.pause);
  if (!moved.row.isConnected) return;
  placeAt(moved.row, moved.from.indexOf(moved.row.dataset.question));
  tellOrder(`${titleOf(moved.row)} is where it was.`);
  moved = null;
  refreshSoon(); // what others changed meanwhile was held back
}

// ---- storing ----
function storeNow() {
  if (!moved) return;
  const { list, row, from, pause } = moved;
  clearTimeout(pause);
  moved = null;
  if (!row.isConnected) {
    tellOrder(`${titleOf(row)} was not moved: the questions were changed meanwhile.`);
    return;
  }
  const id = row.dataset.question;
  const over = from[idsOf(list).indexOf(id)];
  if (over === id) return;
  const places = Object.fromEntries(rowsOf(list).map((each) => [each.dataset.question, Number(each.dataset.place)]));
  const wanted = { question: id, was: places[id], over, to: places[over], page: list.dataset.at };
  // What is moved before the room has answered goes from where this leaves it.
  rowsOf(list).forEach((each, index) => { each.dataset.place = places[from[index]]; });
  underway += 1;
  storing = storing.then(() => store(list, from, wanted));
}

async function store(list, from, wanted) {
  const sent = { method: "POST", body: new URLSearchParams(wanted), keepalive: true };
  const response = await fetch(list.dataset.order, sent).catch(() => null);
  const text = await response?.text().catch(() => null);
  underway -= 1;
  if (!text) {
    showUnreached(list, from);
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const problem = $(".problem", page)?.textContent.trim();
  if (!page.getElementById("questions")) location.reload(); // the page says what is so
  else if (problem || !(moved || drag)) showOrder(page);
  tellOrder(problem ?? `Question ${wanted.was + 1} is number ${wanted.to + 1} now.`);
}

function showUnreached(list, from) {
  const rows = new Map(rowsOf(list).map((row) => [row.dataset.question, row]));
  const places = [...rows.values()].map((row) => row.dataset.place);
  const back = from.map((id) => rows.get(id)).filter(Boolean);
  back.forEach((row, index) => { row.dataset.place = places[index]; });
  list.append(...back);
  tellOrder("The room cannot be reached, so it may not know of the move. Load the page again to see the order that is stored.");
}

function showOrder(page) {
  const focused = document.activeElement?.id;
  sentRegions.delete("questions"); // rows were moved here since it was sent
  updateRegions(page, true);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// ---- by keys ----
const SETTLED = 500; // milliseconds without a key: some presses are one move, and undone as one

const STEPS = {
  ArrowUp: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

function onGripKey(event) {
  const grip = event.target.closest?.(".grip");
  if (!grip || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && moved) putBack();
  if (!STEPS[event.key]) return;
  event.preventDefault();
  stepRow(grip.closest("[data-question]"), STEPS[event.key]);
  grip.focus(); // a row that is moved loses it
}

function stepRow(row, step) {
  const list = row.parentElement;
  if (moved && moved.row !== row) storeNow();
  const last = rowsOf(list).length - 1;
  const at = idsOf(list).indexOf(row.dataset.question);
  const to = Math.max(0, Math.min(last, step(at, last)));
  if (to === at) {
    tellOrder(`${titleOf(row)} is ${to ? "the last" : "the first"} on this page.`);
    return;
  }
  moved ??= { list, row, from: idsOf(list) };
  placeAt(row, to);
  tellOrder(`${titleOf(row)}: place ${to + 1} of ${last + 1} on this page.`);
  row.scrollIntoView({ block: "nearest" });
  clearTimeout(moved.pause);
  moved.pause = setTimeout(storeNow, SETTLED);
}

// ---- by pointer ----
const EDGE = 60; // pixels from the window's edge within which it scrolls
const SCROLL = 12; // pixels a frame

// What is dragged: { row, grip, y, index }; `index` is where it would go among the others.
let drag = null;

function startDrag(event) {
  const grip = event.target.closest?.(".grip");
  if (!grip || event.button !== 0 || drag) return;
  storeNow();
  drag = { row: grip.closest("[data-question]"), grip, y: event.clientY, index: null };
  grip.setPointerCapture(event.pointerId);
  drag.row.classList.add("moving");
  requestAnimationFrame(scrollAtEdge);
}

function unmark() {
  for (const row of $$(".drop-above, .drop-below")) row.classList.remove("drop-above", "drop-below");
}

function showDrop() {
  const rows = rowsOf(drag.row.parentElement);
  const others = rows.filter((row) => row !== drag.row);
  const below = others.findIndex((row) => {
    const box = row.getBoundingClientRect();
    return drag.y < box.top + box.height / 2;
  });
  drag.index = below < 0 ? others.length : below;
  unmark();
  if (drag.index === rows.indexOf(drag.row)) return;
  if (below < 0) others.at(-1).classList.add("drop-below");
  else others[below].classList.add("drop-above");
}

function scrollAtEdge() {
  if (!drag) return;
  const by = drag.y < EDGE ? -SCROLL : drag.y > innerHeight - EDGE ? SCROLL : 0;
  if (by && drag.index !== null) {
    scrollBy(0, by);
    showDrop();
  }
  requestAnimationFrame(scrollAtEdge);
}

function onDrag(event) {
  if (!drag) return;
  if (!drag.row.isConnected) {
    endDrag(); // somebody else changed the list under it
    tellOrder("Nothing was moved: the questions were changed meanwhile.");
    return;
  }
  drag.y = event.clientY;
  showDrop();
}

function endDrag() {
  unmark();
  drag.row.classList.remove("moving");
  drag = null;
}

function leaveDrag() {
  if (!drag) return;
  endDrag();
  refreshSoon();
}

function drop() {
  if (!drag) return;
  const { row, grip, index } = drag;
  endDrag();
  const list = row.parentElement;
  if (!row.isConnected || index === null || index === rowsOf(list).indexOf(row)) {
    refreshSoon();
    return;
  }
  moved = { list, row, from: idsOf(list) };
  placeAt(row, index);
  grip.focus({ preventScroll: true });
  storeNow();
}

document.addEventListener("keydown", onGripKey);
document.addEventListener("keydown", (event) => event.key === "Escape" && leaveDrag());
document.addEventListener("focusout", (event) => event.target.matches?.(".grip") && event.relatedTarget && storeNow());
document.addEventListener("pointerdown", startDrag);
document.addEventListener("pointermove", onDrag);
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", leaveDrag);
window.addEventListener("pagehide", storeNow);
