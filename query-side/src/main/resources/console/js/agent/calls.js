// An agent's model calls: what each cost; what was asked and answered is not kept.
import { html } from "../lit.js";
import { list } from "../parts/list.js";
import { badge, time, taskLink } from "../parts/bits.js";
import { usd, tokens, millis, number } from "../words.js";

export const callColumns = (withTask) => [
  { title: "Ended", cell: (c) => time(c.ended_at) },
  { title: "Model", cell: (c) => html`<bdi>${c.model ?? "–"}</bdi> <span class="faint">${c.operation}</span>` },
  { title: "Status", cell: (c) => badge(c.status, c.status === "ok" ? "good" : "warn") },
  ...(withTask ? [{ title: "Task", cell: (c) => (c.task_id ? taskLink(c.task_id) : html`<span class="faint">none</span>`) }] : []),
  { title: "Took", right: true, cell: (c) => millis(c.latency_ms) },
  { title: "Input / output", right: true, cell: (c) => html`<span title="${number(c.cached_input_tokens)} of the input cached">${number(c.input_tokens)} / ${tokens(c.output_tokens)}</span>` },
  { title: "Cost", right: true, cell: (c) => html`${usd(c.cost_usd)}${c.estimated ? html` <span class="faint">estimated</span>` : ""}` },
];

export function part(id, _, update) {
  const calls = list(update, { path: `/api/agents/${id}/calls`, label: "Model calls", columns: callColumns(true), key: (c) => c.usage_id, names: ["Older", "Newer"], none: "No model calls have ended." });
  return {
    view: () => html`<section class="card" aria-label="Model calls"><p class="hint">Oldest first. Prompts and answers are kept nowhere; their SHA-256 is in the ledger.</p>${calls.view()}</section>`,
    reads: [calls],
    close: calls.stop,
  };
}
