// One task: how it stands, what it was given and came to, its attempts, calls and ledger entries.
import { html } from "../lit.js";
import { get } from "../api.js";
import { session } from "../session.js";
import { resource, shown } from "../resource.js";
import { head, card, facts, badge, time, json, agentLink } from "../parts/bits.js";
import { table } from "../parts/table.js";
import { entryColumns } from "../parts/entries.js";
import { callColumns } from "../agent/calls.js";
import { story } from "../task-story.js";
import { usd, tokens, count, millis, plain, sentence, number } from "../words.js";
import { redrive, cancel, decide } from "../acts.js";
import { paced } from "../pace.js";

const OPEN = ["queued", "running", "retrying", "scheduled", "awaiting_approval"];
const ATTEMPTS = [
  { title: "Attempt", cell: (a) => number(a.attempt) },
  { title: "Charged", right: true, cell: (a) => html`${usd(a.usd)} <span class="faint">${tokens(a.tokens)}${a.estimated ? ", estimated" : ""}</span>` },
  { title: "Model calls", right: true, cell: (a) => number(a.calls) },
  { title: "Settled", cell: (a) => time(a.ended) },
];

export function open({ steps }, update) {
  const id = steps[1];
  const task = resource(update, (signal) => get(`/api/tasks/${encodeURIComponent(id)}`, {}, signal));
  const told = resource(update, (signal) => story(task.data, signal));
  const pace = paced([task, told], refresh);

  async function refresh() {
    await task.load();
    if (task.data) await told.load();
  }
  refresh();

  function answer(t) {
    const took = t.completed_at && t.started_at ? `took ${millis(Date.parse(t.completed_at) - Date.parse(t.started_at))}` : "";
    return sentence([
      { dead_lettered: `given up after ${count(t.attempts, "attempt")}: ${plain(t.failure_reason)}`, awaiting_approval: "waits for somebody to approve it", retrying: `failed ${count(t.attempts, "time")} and is tried again` }[t.status] ?? plain(t.status),
      took, `${usd(t.cost_usd)} and ${tokens(t.tokens_used)} used`, OPEN.includes(t.status) && `up to ${usd(t.estimated_cost_usd)} held`,
    ]);
  }

  const acts = (t) => html`
    ${t.status === "awaiting_approval" && !session.isAuditor ? html`<button class="button main" @click=${() => decide(t, true, refresh)}>Approve…</button><button class="button danger" @click=${() => decide(t, false, refresh)}>Deny…</button>` : ""}
    ${session.isAdmin && t.status === "dead_lettered" ? html`<button class="button main" @click=${() => redrive(t, refresh)}>Redrive…</button>` : ""}
    ${session.isAdmin && OPEN.includes(t.status) ? html`<button class="button" @click=${() => cancel(t, refresh)}>Cancel…</button>` : ""}`;

  const details = (t) => facts([
    ["Agent", agentLink(t.agent_id)], ["Type", html`<bdi>${t.type}</bdi>`], t.model && ["Model", html`<bdi>${t.model}</bdi>`],
    ["Made", time(t.created_at, { relative: true })], t.run_at && ["For", time(t.run_at)], ["Started", time(t.started_at)], ["Ended", time(t.completed_at)],
    t.next_attempt_at && ["Next attempt", time(t.next_attempt_at, { relative: true })], t.expires_at && ["Expires", time(t.expires_at)],
    ["Held at most", `${tokens(t.estimated_tokens)}, ${usd(t.estimated_cost_usd)}`], t.max_cost_usd !== null && ["Its limit", usd(t.max_cost_usd)], t.max_calls !== null && ["Calls at most", number(t.max_calls)],
    t.priority && ["Priority", `${t.priority} of 5`], t.progress && ["Progress", html`${t.progress.percent ?? "–"} % <bdi>${t.progress.message ?? ""}</bdi>`],
    Object.keys(t.labels ?? {}).length > 0 && ["Labels", Object.entries(t.labels).map(([k, v]) => html`<span class="label"><bdi>${k}</bdi>=<bdi>${v}</bdi></span>`)],
    t.approval && ["Approval", html`${t.approval.decided_by ? html`decided by <bdi>${t.approval.decided_by}</bdi>` : html`until ${time(t.approval.expires_at, { relative: true })}`}${t.approval.reason ? html`: <bdi>${t.approval.reason}</bdi>` : ""}`],
  ]);

  return {
    title: () => `Task ${id.slice(0, 8)}`,
    view: () => html`${task.state === "failed" ? html`<h1 class="unseen" tabindex="-1">Task</h1>` : ""}${shown(task, (t) => html`
      <p class="crumbs"><a href="#/tasks">Tasks</a> / <code>${t.task_id}</code></p>
      ${head(html`Task <code>${t.task_id.slice(0, 8)}</code>`, answer(t), acts(t))}
      <p class="under">${badge(t.status)}</p>
      ${t.error ? html`<section class="card error-card" aria-label="Last error"><h2>Last error</h2><pre tabindex="0" aria-label="Error"><bdi>${t.error}</bdi></pre></section>` : ""}
      ${card("About it", details(t))}
      <div class="columns">${card("Payload", json(t.payload, "Payload"))}${card("Result", json(t.result, "Result"))}</div>
      ${card("Attempts and calls", shown(told, (s) => html`
        ${table({ label: "Attempts", columns: ATTEMPTS, rows: s.attempts, key: (a) => a.attempt, none: "It was not started yet." })}
        ${s.calls.length ? html`<h3>Model calls</h3>${table({ label: "Model calls", columns: callColumns(false), rows: s.calls, key: (c) => c.usage_id })}` : ""}
        ${s.whole ? "" : html`<p class="hint">Its agent was busy meanwhile: the first 1,000 entries of that time were searched.</p>`}`, "Its story"))}
      ${card("In the ledger", shown(told, (s) => table({ label: "Ledger entries", columns: entryColumns(t.agent_id), rows: s.entries, key: (e) => e.entry_id, none: "No entries." }), "Its ledger"))}`, "This task")}`,
    reads: [pace],
    onEvent(event) {
      if ([id, task.data?.task_id].includes(event.task_id)) pace.touch();
    },
    close() { pace.stop(); task.stop(); told.stop(); },
  };
}
