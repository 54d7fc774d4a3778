// How often something is read anew while much happens.
const GATHER_MS = 3_000; // events of a moment are answered together

/**
 * Does `work` 3 s after the first `touch()`, and not again before it has ended and `rest` ms have
 * gone by: however much happens, nothing is asked for twice at once.
 */
export function paced(work, rest = 10_000) {
  let timer = null;
  let earliest = 0;
  let running = false;
  let wanted = false;
  let stopped = false;

  function arm() {
    if (stopped || running || !wanted || timer !== null) return;
    timer = setTimeout(run, Math.max(GATHER_MS, earliest - Date.now()));
  }

  async function run() {
    timer = null;
    wanted = false;
    running = true;
    try {
      await work();
    } catch (e) {
      console.error(e);
    }
    running = false;
    earliest = Date.now() + rest;
    arm();
  }

  return {
    touch() {
      wanted = true;
      arm();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
