// What the fleet's screen reads, and how it keeps up with what happens.
import { get, all, orElse } from "./api.js";
import { session } from "./session.js";
import { resource } from "./resource.js";
import { noteNames } from "./names.js";
import { paced } from "./pace.js";

export const MOST_AGENTS = 1_000;
const MOST_ALONE = 10; // agents that are read one by one; more, and the list is read again
const DAY_MS = 86_400_000;

const month = () => `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`;

export function budgetPath() {
  return session.entity === null ? "/api/budgets/platform" : `/api/budgets/entities/${encodeURIComponent(session.entity)}`;
}

/** The parts of the screen, each read for itself; `happened(event)` has read again what it touched, by and by. */
export function fleetData(update) {
  const agents = resource(update, async (signal, sofar) => {
    const found = await all("/api/agents", {}, MOST_AGENTS, signal, sofar);
    noteNames(found.items, true);
    return found;
  });
  const counts = resource(update, (signal) => get("/api/tasks/counts", {}, signal));
  const spent = resource(update, async (signal) => {
    const { to, totals, items } = await get("/api/usage", { from: month(), bucket: "day", by: "model" }, signal);
    return { month: sum(totals), today: sum(items.filter((one) => Date.parse(one.at) >= Date.parse(to) - DAY_MS)) };
  });
  const budget = resource(update, (signal) => orElse(get(budgetPath(), {}, signal), null));
  const brakes = resource(update, (signal) => get("/api/brakes", { limit: 200 }, signal));
  const alerts = resource(update, (signal) => get("/api/alerts", { limit: 6 }, signal));
  const parts = { agents, counts, spent, budget, brakes, alerts }; // in the order in which they are wanted
  const sums = [counts, spent, budget, brakes, alerts];
  const ended = new AbortController();
  let touched = new Set();
  let listIsOld = false;
  const pace = paced([agents], readAgents);
  Object.values(parts).forEach((part) => part.load());

  /** The agents that something happened to; many of them, or all, as the list. */
  function readAgents() {
    const ids = [...touched];
    const asList = listIsOld || !agents.isWhole || ids.length > MOST_ALONE;
    touched = new Set();
    listIsOld = false;
    return asList ? agents.load() : readAlone(ids);
  }

  async function readAlone(ids) {
    const known = agents.data;
    const fresh = await Promise.all(ids.map((id) => orElse(get(`/api/agents/${id}`, {}, ended.signal), null).catch(() => {
      listIsOld = true; // and is read with what happens next
      return null;
    })));
    if (ended.signal.aborted || agents.data !== known) return;
    for (const agent of fresh.filter(Boolean)) {
      const at = known.items.findIndex((one) => one.agent_id === agent.agent_id);
      if (at >= 0) known.items[at] = agent;
      else if (!known.more) known.items.push(agent);
    }
    update();
  }

  function listTouched() {
    listIsOld = true;
    pace.touch();
  }

  return {
    ...parts,
    reads: [{ touch: listTouched }, ...sums],
    happened(event) {
      if (event.agent_id) {
        touched.add(event.agent_id);
        pace.touch();
      }
      sums.forEach((part) => part.touch());
    },
    stop() {
      ended.abort();
      pace.stop();
      Object.values(parts).forEach((part) => part.stop());
    },
  };
}

function sum(uses) {
  return uses.reduce((all, one) => ({ usd: all.usd + one.cost_usd, tokens: all.tokens + one.tokens }), { usd: 0, tokens: 0 });
}

/** The dearest share of an agent's limits, 0 to 100. */
export const pressure = (agent) => Math.max(agent.month?.tokens_pct ?? 0, agent.month?.cost_pct ?? 0);
