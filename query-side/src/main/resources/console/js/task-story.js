// What became of a task, from the agent's ledger and usage: the public API has no list of attempts.
import { get } from "./api.js";

const MOST_PAGES = 5;

/** Rows of a list from a task's time, up to 1,000 of them, that are its own. */
async function during(task, path, own, signal) {
  const from = task.created_at;
  const to = task.completed_at ? new Date(Date.parse(task.completed_at) + 60_000).toISOString() : undefined;
  const found = [];
  let cursor = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await get(path, { from, to, limit: 200, cursor }, signal);
    found.push(...answer.items.filter(own));
    cursor = answer.next_cursor;
    if (!cursor) return { found, whole: true };
  }
  return { found, whole: false };
}

export async function story(task, signal) {
  const base = `/api/agents/${task.agent_id}`;
  const [entries, uses, calls] = await Promise.all([
    during(task, `${base}/ledger`, (e) => e.details.task_id === task.task_id, signal),
    during(task, `${base}/quota/usage`, (u) => u.task_id === task.task_id, signal),
    get(`${base}/calls`, { task_id: task.task_id, limit: 200 }, signal),
  ]);
  return { entries: entries.found, attempts: attempts(task, uses.found), calls: calls.items, whole: entries.whole && uses.whole };
}

/** Each attempt with what it was charged. */
function attempts(task, uses) {
  const known = new Map();
  for (let n = 1; n <= task.attempts; n++) known.set(n, { attempt: n, tokens: 0, usd: 0, calls: 0, ended: null, estimated: false });
  for (const use of uses.filter((u) => u.attempt !== null)) {
    const one = known.get(use.attempt) ?? { attempt: use.attempt, tokens: 0, usd: 0, calls: 0, ended: null, estimated: false };
    known.set(use.attempt, { ...one, tokens: one.tokens + use.tokens, usd: one.usd + use.cost_usd, calls: one.calls + (use.call_id ? 1 : 0), ended: use.recorded_at, estimated: one.estimated || use.estimated });
  }
  return [...known.values()].sort((a, b) => a.attempt - b.attempt);
}
