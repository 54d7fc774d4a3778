// What an administrator, or a founder who approves, can do; each says what will happen.
import { html } from "./lit.js";
import { post, send } from "./api.js";
import { ask } from "./parts/act.js";
import { count, usd, tokens, moment, plain, millis } from "./words.js";
import { name, json } from "./parts/bits.js";

const REASON = { name: "reason", label: "Reason", required: true, max: 500, hint: "It stands in the ledger." };
const ofAgent = (id, type) => ({ agent: id, chain: `/api/agents/${id}/ledger`, type });
const PLATFORM = (type) => ({ chain: "/api/ledger/platform", type });

export function suspend(agent, after) {
  ask({
    title: "Suspend this agent", confirm: "Suspend", danger: true, fields: [REASON], after,
    will: html`${name(agent.name)} takes no new tasks, and its ${count(agent.queue_depth, "open task")} will wait. What runs goes on to its end. It can be resumed.`,
    async run({ reason }) {
      await post(`/api/agents/${agent.agent_id}/suspend`, { reason });
      return { happened: html`${name(agent.name)} is suspended.`, ledger: ofAgent(agent.agent_id, "agent_suspended") };
    },
  });
}

export function resume(agent, after) {
  ask({
    title: "Resume this agent", confirm: "Resume", fields: [REASON], after,
    will: html`${name(agent.name)} takes tasks again, and those that wait are queued.`,
    async run({ reason }) {
      await post(`/api/agents/${agent.agent_id}/resume`, { reason });
      return { happened: html`${name(agent.name)} is active.`, ledger: ofAgent(agent.agent_id, "agent_resumed") };
    },
  });
}

const SCOPES = [["agent", "One agent"], ["entity", "All agents of an entity"], ["model", "A model"], ["task_type", "A type of tasks"], ["fleet", "Everything"]];

/** Stops an agent, or, where none is given, whatever is chosen. */
export function brake(agent, after) {
  ask({
    title: agent ? "Brake this agent" : "Set a brake", confirm: "Brake now", danger: true, after,
    will: html`Running attempts ${agent ? html`of ${name(agent.name)}` : "in scope"} are ended within two seconds, and their tasks wait, queued. New tasks and model calls are refused until the brake is released. What was used so far is charged.`,
    fields: [...(agent ? [] : [{ name: "scope", label: "What", options: SCOPES }, { name: "id", label: "Which", hint: "The id of the agent or entity, or the name of the model or type; empty for everything." }]), REASON],
    async run({ scope = "agent", id = agent?.agent_id, reason }) {
      const stopped = await post("/api/brakes", { scope, ...(scope === "fleet" ? {} : { id }), reason });
      const when = stopped.stopped_within_ms === null ? "some of it hasn't ended yet" : `all of it stopped within ${millis(stopped.stopped_within_ms)}`;
      return { happened: `Braked. ${count(stopped.running.length, "attempt or call ran", "attempts or calls ran")}${stopped.running.length ? `; ${when}` : ""}.`, ledger: PLATFORM("brake_set") };
    },
  });
}

export function release(found, after) {
  ask({
    title: "Release this brake", confirm: "Release", fields: [REASON], after,
    will: "What it stopped is taken on again: tasks that wait hold their quota anew and run in their order.",
    async run({ reason }) {
      await send("DELETE", `/api/brakes/${found.brake_id}`, { query: { reason } });
      return { happened: "The brake is released.", ledger: PLATFORM("brake_released") };
    },
  });
}

export function raise(agent, after) {
  const until = new Date(Date.now() + 86_400_000);
  until.setMinutes(until.getMinutes() - until.getTimezoneOffset());
  ask({
    title: "Raise the limit for a while", confirm: "Raise", after,
    will: html`The limit of ${name(agent.name)} is higher by this much, and as before again at the time you say, by itself.`,
    fields: [
      { name: "window", label: "Which limit", options: [["month", "This month's"], ["day", "Today's"]] },
      { name: "cost_usd", label: "US dollars more", type: "number", step: "any", min: "0", hint: "Leave one of the two amounts empty to leave that limit as it is." },
      { name: "tokens", label: "Tokens more", type: "number", step: "1", min: "0" },
      { name: "until", label: "Until (your time)", type: "datetime-local", value: until.toISOString().slice(0, 16), required: true },
      REASON,
    ],
    async run({ window: of, cost_usd: cost, tokens: more, until: end, reason }) {
      const body = { window: of, reason, until: new Date(end).toISOString(), ...(cost && { cost_usd: Number(cost) }), ...(more && { tokens: Number(more) }) };
      await post(`/api/agents/${agent.agent_id}/quota/raise`, body);
      const by = [cost && usd(Number(cost)), more && tokens(Number(more))].filter(Boolean).join(" and ");
      return { happened: `The ${of}'s limit is higher by ${by} until ${moment(end)}.`, ledger: ofAgent(agent.agent_id, "quota_raised") };
    },
  });
}

export function redrive(task, after) {
  ask({
    title: "Redrive this task", confirm: "Redrive", after,
    will: `It is queued again with its next attempt, and holds ${tokens(task.estimated_tokens)} (${usd(task.estimated_cost_usd)} at most) anew. Its agent's quota must have room.`,
    async run() {
      await send("POST", `/api/tasks/${task.task_id}/redrive`);
      return { happened: "The task is queued again.", ledger: ofAgent(task.agent_id, "task_redriven") };
    },
  });
}

export function cancel(task, after) {
  ask({
    title: "Cancel this task", confirm: "Cancel the task", danger: true, after,
    will: `It is ${plain(task.status)} now and ends for good. What it holds is given back; what it used is charged.`,
    async run() {
      await send("POST", `/api/tasks/${task.task_id}/cancel`);
      return { happened: "The task is cancelled.", ledger: ofAgent(task.agent_id, "task_cancelled") };
    },
  });
}

/** `task` with its payload, as it was shown: it is approved by that payload's hash. */
export function decide(task, approve, after) {
  ask({
    title: approve ? "Approve this task" : "Deny this task", confirm: approve ? "Approve" : "Deny", danger: !approve, after,
    fields: [{ ...REASON, required: false }],
    will: html`<p>${approve
      ? `It is queued and may use up to ${tokens(task.estimated_tokens)}, ${usd(task.estimated_cost_usd)} at most, with exactly this payload:`
      : "It ends for good, and what it holds is given back. Its payload:"}</p>${json(task.payload, "Payload")}`,
    async run({ reason }) {
      await post(`/api/tasks/${task.task_id}/${approve ? "approve" : "deny"}`, { payload_sha256: task.payload_sha256, ...(reason && { reason }) });
      return { happened: approve ? "The task is approved." : "The task is denied.", ledger: ofAgent(task.agent_id, approve ? "task_approved" : "task_denied") };
    },
  });
}

/** All dead letters, or an agent's: first counted, then queued again. */
export async function redriveAll(agentId, after) {
  const which = agentId ? { agent_id: agentId } : {};
  const found = await post("/api/tasks/redrive", { dry_run: true, ...which }).catch((e) => ({ problem: e.message, matched: 0 }));
  ask({
    title: "Redrive dead letters", confirm: `Redrive ${count(found.matched, "task")}`, after, problem: found.problem, idle: found.matched === 0,
    will: `${count(found.matched, "task is", "tasks are")} queued again, in the background, each holding its quota anew. Those whose agent's queue or quota has no room are left alone.`,
    async run() {
      const begun = await post("/api/tasks/redrive", which);
      return { happened: `${count(begun.matched ?? found.matched, "task is", "tasks are")} being queued again.`, ledger: agentId ? ofAgent(agentId, "task_redriven") : null };
    },
  });
}
