// Elements by selector, and times: in the reader's own zone, and counted down.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const FORMATS = {
  date: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }),
  clock: new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }),
};
// The room's clock decides, not this machine's.
let ahead = 0;

// A page that the browser had kept tells the time of when it was sent.
function wasKept() {
  const [loaded] = performance.getEntriesByType("navigation");
  return loaded !== undefined && loaded.transferSize < loaded.encodedBodySize;
}

function readClock(root) {
  // A page for strangers is made once for all of them, and tells no time.
  if (root.body.dataset.now) ahead = Date.parse(root.body.dataset.now) - Date.now();
}

function localiseTimes(root) {
  for (const time of $$("time[data-local]", root)) {
    if (!time.title) {
      time.title = time.textContent;
      time.textContent = FORMATS[time.dataset.local].format(new Date(time.dateTime));
    }
  }
}

function remainingWords(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const days = Math.floor(seconds / 86400);
  const pad = (number) => String(number).padStart(2, "0");
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const prefix = days === 0 ? "" : days === 1 ? "1 day " : `${days} days `;
  return prefix + clock.map(pad).join(":");
}

function tick() {
  for (const element of $$("[data-countdown]")) {
    const left = Date.parse(element.dataset.countdown) - Date.now() - ahead;
    element.hidden = false;
    element.textContent = left > 0 ? remainingWords(left) : "Closing…";
    // The room closes the round at its own pace; ask again until it has.
    if (left <= 0) refreshSoon(spread);
  }
}
