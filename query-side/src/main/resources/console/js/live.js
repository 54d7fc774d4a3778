// What happens, as it happens: server-sent events over fetch, so that the token stays in a header.
// Where the service has no stream the screens are to read again every 15 s.
import { send, Problem } from "./api.js";
import { session } from "./session.js";

const SILENCE_MS = 45_000; // three comments that did not come
const FALLBACK_MS = 15_000;
const ALL_MS = 60_000; // what no event tells, such as a brake, is read again so often
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const LIVED_MS = 30_000; // a stream that held so long was no failure

/**
 * Begins to listen; `onEvent(event)` for each, `onState("live" | "paced" | "lost")`, and `onBeat()`
 * where something may have happened that no event tells.
 */
export function listen({ onEvent, onState, onBeat }) {
  const ended = new AbortController();
  let last = null;
  let pause = FIRST_PAUSE_MS;
  let timer;
  let beat = setInterval(onBeat, ALL_MS);

  async function run() {
    while (!ended.signal.aborted) {
      const silence = new AbortController();
      const quiet = watchdog(silence);
      let lived;
      try {
        const answer = await send("GET", "/api/stream", {
          query: { entity_id: session.entity },
          headers: { Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
          signal: AbortSignal.any([ended.signal, silence.signal]),
        });
        onState("live");
        if (!last) onBeat(); // what happened since the screen was read and until now
        lived = setTimeout(() => { pause = FIRST_PAUSE_MS; }, LIVED_MS);
        for await (const event of events(answer.body, quiet.heard)) {
          pause = FIRST_PAUSE_MS;
          last = event.id ?? last;
          if (event.data) onEvent({ type: event.type, ...parsed(event.data) });
        }
      } catch (e) {
        if (ended.signal.aborted) return;
        const refused = e instanceof Problem ? e.status : 0;
        if (refused === 400 && last) last = null; // a store that was restored doesn't know it: from now on, then
        else if (isFinal(refused)) return pace();
      } finally {
        clearTimeout(lived);
        quiet.stop();
      }
      if (ended.signal.aborted) return;
      onState("lost");
      if (!lived) onBeat(); // one that broke goes on where it was
      await new Promise((done) => { timer = setTimeout(done, pause); });
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  function pace() {
    onState("paced");
    clearInterval(beat);
    beat = setInterval(onBeat, FALLBACK_MS);
  }

  run();
  return () => {
    ended.abort();
    clearTimeout(timer);
    clearInterval(beat);
  };
}

/** A refusal that stays one. */
const isFinal = (status) => status >= 400 && status < 500 && status !== 401 && status !== 429;

function watchdog(silence) {
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  return { heard, stop: () => clearTimeout(timer) };
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}

/** The events of a stream, as the WHATWG's standard has them. */
export async function* events(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = {};
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (event.data !== undefined || event.id !== undefined) yield event;
        event = {};
        continue;
      }
      const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line);
      if (field === "data") event.data = event.data === undefined ? text : `${event.data}\n${text}`;
      if (field === "event") event.type = text;
      if (field === "id") event.id = text;
    }
  }
}
