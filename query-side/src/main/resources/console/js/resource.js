// Something that is read: on its way, there in part or whole, or not to be had and why.
import { html } from "./lit.js";
import { Problem } from "./api.js";
import { paced } from "./pace.js";

const LONGEST_MS = 60_000; // after which no answer is one, too

/**
 * `read(signal, sofar)` is asked again by `load()` at once, for somebody who acts, and by `touch()`
 * by and by, for what happens. An answer that was overtaken is dropped. Until it has been there
 * whole for the first time, `sofar(data)` shows what there is of it.
 */
export function resource(update, read) {
  const self = {
    state: "loading", data: undefined, problem: undefined, isWhole: false,
    isReading: false, reading: null, readAt: -Infinity,
    load, anew, stop,
  };
  const pace = paced([self], load);
  self.touch = pace.touch;
  let running;

  function load() {
    running?.abort();
    const mine = (running = new AbortController());
    self.isReading = true;
    self.reading = ask(mine).then(() => {
      if (running === mine) Object.assign(self, { isReading: false, readAt: performance.now() });
    });
    return self.reading;
  }

  async function ask(mine) {
    const sofar = (data) => {
      if (mine.signal.aborted || self.isWhole) return;
      Object.assign(self, { state: "coming", data, problem: undefined });
      update();
    };
    try {
      const data = await read(AbortSignal.any([mine.signal, AbortSignal.timeout(LONGEST_MS)]), sofar);
      if (mine.signal.aborted) return;
      Object.assign(self, { state: "ready", data, problem: undefined, isWhole: true });
    } catch (e) {
      if (mine.signal.aborted || e.name === "AbortError") return;
      if (!(e instanceof Problem) && e.name !== "TimeoutError") console.error(e);
      // What is shown already stays; it says itself how old it is.
      Object.assign(self, { state: self.data === undefined ? "failed" : "stale", problem: e instanceof Problem ? e : new Problem(0, {}) });
    }
    update();
  }

  /** Something else is asked for: what was shown until now is not it. */
  function anew() {
    Object.assign(self, { state: "loading", data: undefined, problem: undefined, isWhole: false });
    return load();
  }

  function stop() {
    pace.stop();
    running?.abort();
  }
  return self;
}

/** What somebody did is shown at once. */
export const readNow = (reads) => Promise.all(reads.map((one) => one.load()));

/** What happened is shown by and by. */
export const readAgain = (reads) => reads.forEach((one) => one.touch());

/** Instead of a sentence about what isn't there. */
export const notYet = (...of) => (of.some((one) => one.state === "failed") ? "Couldn't be read." : "Reading…");

/** A resource on the screen: `view(data)` once it is there. */
export function shown(of, view, what = "This") {
  if (of.data !== undefined) {
    return html`${of.state === "stale" ? html`<p class="note warn" role="status">
        Couldn't be read ${of.isWhole ? "again" : "to its end"}: ${of.problem.message}
        <button class="link" @click=${of.load}>Try again</button></p>` : ""}${view(of.data)}`;
  }
  if (of.state === "loading") return skeleton();
  const { status } = of.problem;
  if (status === 403) {
    return empty("lock", "Not yours to see", `${what} belongs to another entity, or needs an administrator's token.`);
  }
  if (status === 404) return empty("none", "Not found", `${what} doesn't exist, or not any more.`);
  return html`<div class="empty" role="alert">
    <span class="empty-mark error" aria-hidden="true">!</span>
    <h2>Couldn't be read</h2>
    <p>${of.problem.message || "Something went wrong."}${status ? ` (${status} ${of.problem.reason})` : ""}</p>
    <button class="button" @click=${of.load}>Try again</button>
  </div>`;
}

export function skeleton() {
  return html`<div class="skeleton" role="status" aria-label="Loading">
    <span></span><span></span><span></span><span></span></div>`;
}

const MARKS = { none: "–", ok: "✓", lock: "×" };

/** Nothing to show, and why that is so. */
export function empty(mark, title, text, more = "") {
  return html`<div class="empty">
    <span class="empty-mark ${mark}" aria-hidden="true">${MARKS[mark]}</span>
    <h2>${title}</h2><p>${text}</p>${more}</div>`;
}
