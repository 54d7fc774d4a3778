// How often something is read again while much happens.
const GATHER_MS = 3_000; // events of a moment are answered together
const REST_MS = 10_000; // between two readings of the same, from the end of the first

/**
 * Does `work` 3 s after the first `touch()`, when it and all of `read`, which it reads, have rested
 * for 10 s, whoever asked for them, and while somebody looks. However much happens, nothing is
 * asked for twice at once.
 */
export function paced(read, work) {
  let wanted = false;
  let isAtIt = false;
  let stopped = false;
  let endedAt = -Infinity;

  async function run() {
    if (isAtIt) return;
    isAtIt = true;
    while (wanted && !stopped) {
      await after(GATHER_MS);
      await ready();
      if (stopped) break;
      wanted = false;
      try {
        await work();
      } catch (e) {
        console.error(e);
      }
      endedAt = performance.now();
    }
    isAtIt = false;
  }

  async function ready() {
    while (!stopped) {
      const rest = Math.max(endedAt, ...read.map((one) => one.readAt)) + REST_MS - performance.now();
      if (read.some((one) => one.isReading)) await Promise.all(read.map((one) => one.reading));
      else if (rest > 0) await after(rest);
      else if (document.visibilityState !== "visible") await turn();
      else return;
    }
  }

  return {
    touch() {
      wanted = true;
      run();
    },
    stop() {
      stopped = true;
    },
  };
}

const after = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Until the tab is hidden or shown. */
const turn = () => new Promise((done) => { document.addEventListener("visibilitychange", done, { once: true }); });
