// Tasks that wait for somebody: what each may cost at most, with what payload.
import { html, repeat } from "../lit.js";
import { get } from "../api.js";
import { session } from "../session.js";
import { resource, shown, empty, notYet } from "../resource.js";
import { head, time, json, agentLink, taskLink, facts } from "../parts/bits.js";
import { pager } from "../parts/table.js";
import { decide } from "../acts.js";
import { usd, tokens, count } from "../words.js";

const PAGE = 10; // each is read whole, with its payload

export function open(_, update) {
  let cursors = [null];
  const waiting = resource(update, async (signal) => {
    let counting = null;
    for (;;) {
      const page = await get("/api/tasks", { status: "awaiting_approval", order: "asc", limit: PAGE, cursor: cursors.at(-1) }, signal);
      const [counts, ...read] = await Promise.all([counting ??= get("/api/tasks/counts", {}, signal), ...page.items.map((t) => get(`/api/tasks/${t.task_id}`, {}, signal))]);
      const tasks = read.filter((t) => t.status === "awaiting_approval");
      if (tasks.length > 0 || cursors.length === 1) return { tasks, total: counts.awaiting_approval, next: page.next_cursor };
      cursors.pop(); // those of this page were decided meanwhile
    }
  });
  waiting.load();

  const answer = () => {
    const d = waiting.data;
    if (!d) return notYet(waiting);
    if (d.total === 0) return session.isAuditor ? "Nothing waits for anybody." : "Nothing waits for you.";
    const cost = d.tasks.reduce((sum, t) => sum + t.estimated_cost_usd, 0);
    return `${count(d.total, "task waits", "tasks wait")} for approval; those shown cost ${usd(cost)} together at most.`;
  };

  const one = (t) => html`<article class="card" aria-label="Task ${t.task_id.slice(0, 8)}">
    <div class="card-head"><h2>${t.type} ${taskLink(t.task_id)}</h2>${session.isAuditor ? "" : html`<div class="acts">
      <button class="button danger" @click=${() => decide(t, false, waiting.load)}>Deny…</button>
      <button class="button main" @click=${() => decide(t, true, waiting.load)}>Approve…</button></div>`}</div>
    ${facts([["At most", html`<b>${usd(t.estimated_cost_usd)}</b>, ${tokens(t.estimated_tokens)}`], ["Agent", agentLink(t.agent_id)], t.model && ["Model", html`<bdi>${t.model}</bdi>`], ["Made", time(t.created_at, { relative: true })], ["Denied by itself", time(t.approval?.expires_at, { relative: true })]])}
    ${json(t.payload, "Payload")}</article>`;

  return {
    title: () => "Approvals",
    view: () => html`${head("Approvals", answer())}${shown(waiting, (d) => (d.tasks.length === 0
      ? empty("ok", "Nothing waits", "A task comes here when it, or its agent, says that somebody must approve it.")
      : html`${repeat(d.tasks, (t) => t.task_id, one)}${cursors.length > 1 || d.next ? pager({ text: `Page ${cursors.length}`,
          back: cursors.length > 1 ? () => { cursors.pop(); waiting.load(); } : null, on: d.next ? () => { cursors.push(d.next); waiting.load(); } : null }) : ""}`), "Approvals")}`,
    reads: [waiting],
    onEvent(event) {
      if (event.type?.startsWith("task.")) waiting.touch();
    },
    close: waiting.stop,
  };
}
