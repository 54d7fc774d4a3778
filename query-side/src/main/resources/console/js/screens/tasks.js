// The tasks of all agents that the reader may see.
import { html } from "../lit.js";
import { get } from "../api.js";
import { session } from "../session.js";
import { resource, notYet, readNow, readAgain } from "../resource.js";
import { head } from "../parts/bits.js";
import { taskList } from "../task-list.js";
import { redriveAll } from "../acts.js";
import { count, number, sentence, plain } from "../words.js";

export function open({ query }, update) {
  const tasks = taskList(update, { path: "/api/tasks", base: ["tasks"], query, withAgent: true });
  const counts = resource(update, (signal) => get("/api/tasks/counts", {}, signal));
  counts.load();
  const reads = [counts, ...tasks.reads];

  function answer() {
    const c = counts.data;
    if (!c) return notYet(counts);
    if (query.status) return `${count(c[query.status] ?? 0, `${plain(query.status)} task`)}.`;
    return sentence([`${number(c.running)} running`, `${number(c.queued)} queued`, c.retrying && `${number(c.retrying)} retrying`, c.awaiting_approval && `${number(c.awaiting_approval)} awaiting approval`, `${count(c.dead_lettered, "dead letter")}`, `${number(c.completed)} completed`]);
  }

  const act = () => (session.isAdmin && counts.data?.dead_lettered ? html`<button class="button" @click=${() => redriveAll(null, () => readNow(reads))}>Redrive all dead letters…</button>` : "");
  return {
    title: () => "Tasks",
    view: () => html`${head("Tasks", answer(), act())}<section class="card" aria-label="Tasks">${tasks.view()}</section>`,
    reads,
    onEvent: () => readAgain(reads),
    turn(other) {
      query = other;
      tasks.turn(other);
    },
    close() { counts.stop(); tasks.close(); },
  };
}
