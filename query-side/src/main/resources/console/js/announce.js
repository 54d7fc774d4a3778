// Says to those who listen what those who look see move: at most one sentence every ten seconds.
import { count, plain } from "./words.js";

const PAUSE_MS = 10_000;
let place;

export function announcer(element) {
  place = element;
  let seen = new Map();
  let timer = null;
  return {
    event(event) {
      const what = plain((event.type ?? "").replace(".", " "));
      if (!what) return;
      seen.set(what, (seen.get(what) ?? 0) + 1);
      timer ??= setTimeout(() => {
        tell([...seen].map(([name, times]) => (times === 1 ? name : count(times, name, `× ${name}`))).join(", "));
        seen = new Map();
        timer = null;
      }, PAUSE_MS);
    },
  };
}

/** One sentence, at once. */
export function tell(text) {
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}
