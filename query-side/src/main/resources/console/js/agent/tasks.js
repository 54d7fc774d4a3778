// An agent's tasks, to be searched.
import { html } from "../lit.js";
import { session } from "../session.js";
import { taskList } from "../task-list.js";
import { redriveAll } from "../acts.js";
import { readNow } from "../resource.js";

export function part(id, query, update) {
  const tasks = taskList(update, { path: `/api/agents/${id}/tasks`, base: ["agents", id, "tasks"], query, withAgent: false });
  return {
    reads: tasks.reads,
    turn: tasks.turn,
    close: tasks.close,
    view: (agent) => html`<section class="card" aria-label="Tasks">
      ${session.isAdmin && agent.dead_lettered ? html`<p class="right"><button class="button" @click=${() => redriveAll(id, () => readNow(tasks.reads))}>Redrive all dead letters…</button></p>` : ""}
      ${tasks.view()}</section>`,
  };
}
