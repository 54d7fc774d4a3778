// Tasks that fit a filter, newest first; the filter stands in the address, so that it can be kept.
import { html, live } from "./lit.js";
import { list } from "./parts/list.js";
import { badge, time, taskLink, agentLink } from "./parts/bits.js";
import { go } from "./route.js";
import { usd, tokens, plain } from "./words.js";

const STATES = ["scheduled", "awaiting_approval", "queued", "running", "retrying", "completed", "dead_lettered", "cancelled", "expired", "denied"];
const FIELDS = ["status", "type", "model", "failure_reason", "label"];

/** What the API is asked for; a label is written as name=value. */
export function asked(query) {
  const { label, ...rest } = Object.fromEntries(FIELDS.filter((f) => query[f]).map((f) => [f, query[f]]));
  const at = label?.indexOf("=") ?? -1;
  return at > 0 ? { ...rest, [`label.${label.slice(0, at)}`]: label.slice(at + 1) } : rest;
}

const columns = (withAgent) => [
  { title: "Task", cell: (t) => taskLink(t.task_id) },
  { title: "Status", cell: (t) => badge(t.status) },
  { title: "Type", cell: (t) => html`<bdi>${t.type}</bdi>${t.model ? html`<span class="sub"><bdi>${t.model}</bdi></span>` : ""}` },
  ...(withAgent ? [{ title: "Agent", cell: (t) => agentLink(t.agent_id) }] : []),
  { title: "Made", cell: (t) => time(t.created_at, { relative: true }) },
  { title: "Used", right: true, cell: (t) => html`${usd(t.cost_usd)}<span class="sub">${tokens(t.tokens_used)}</span>` },
  { title: "Why it failed", cell: (t) => (t.failure_reason || t.error ? html`<span class="clip" title=${t.error ?? ""}><bdi>${t.error ?? plain(t.failure_reason)}</bdi></span>` : html`<span class="faint">–</span>`) },
];

/** `base` are the steps of the address that the filter is kept in. */
export function taskList(update, { path, base, query, withAgent }) {
  const tasks = list(update, { path, query: asked(query), label: "Tasks", columns: columns(withAgent), key: (t) => t.task_id, none: "No task fits." });
  let bad = "";

  function submit(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    bad = values.label && values.label.indexOf("=") < 1 ? "A label is written as name=value." : "";
    if (bad) update();
    else go(base, values);
  }

  function clear(event) {
    event.target.form.reset();
    bad = "";
    go(base);
  }

  return {
    get items() { return tasks.items; },
    /** Another filter of the same list, as the address has it now. */
    turn(other) {
      query = other;
      tasks.filter(asked(query));
      update();
    },
    reads: [tasks],
    close: tasks.stop,
    view: () => html`<form class="filters" role="search" @submit=${submit}>
        <label>Status<select name="status" @change=${(e) => e.target.form.requestSubmit()}>
          <option value="" .selected=${live(!query.status)}>Any</option>${STATES.map((s) => html`<option value=${s} .selected=${live(s === query.status)}>${plain(s)}</option>`)}</select></label>
        <label>Type<input name="type" .value=${query.type ?? ""} maxlength="100"></label>
        <label>Model<input name="model" .value=${query.model ?? ""} maxlength="100"></label>
        <label>Label<input name="label" placeholder="team=sales" .value=${query.label ?? ""} aria-invalid=${bad ? "true" : "false"}></label>
        <label>Failure<input name="failure_reason" placeholder="retries_exhausted" .value=${query.failure_reason ?? ""} maxlength="100"></label>
        <button class="button">Search</button>${FIELDS.some((f) => query[f]) ? html`<button type="button" class="button" @click=${clear}>Clear</button>` : ""}
        ${bad ? html`<p class="note bad" role="alert">${bad}</p>` : ""}
      </form>${tasks.view()}`,
  };
}
