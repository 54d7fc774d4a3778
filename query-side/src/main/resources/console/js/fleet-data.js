// What the fleet's screen reads, and how it keeps up with what happens.
import { get, all, orElse } from "./api.js";
import { session } from "./session.js";
import { resource } from "./resource.js";
import { noteNames } from "./names.js";
import { paced } from "./pace.js";

export const MOST_AGENTS = 1_000;
const MOST_ALONE = 10; // agents that are read one by one; more, and the list is read anew
const REST_MS = 3_000; // between two readings of single agents; all else rests 10 s

const month = () => `${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`;
const today = () => `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;

export function budgetPath() {
  return session.entity === null ? "/api/budgets/platform" : `/api/budgets/entities/${encodeURIComponent(session.entity)}`;
}

/** The parts of the screen, each read for itself; `read()` reads all, `happened(event)` what it touched, by and by. */
export function fleetData(update) {
  const agents = resource(update, async (signal) => {
    const found = await all("/api/agents", {}, MOST_AGENTS, signal);
    noteNames(found.items);
    return found;
  });
  const counts = resource(update, (signal) => get("/api/tasks/counts", {}, signal));
  const spent = resource(update, async (signal) => {
    const [thisMonth, thisDay] = await Promise.all([month(), today()].map(
      (from) => get("/api/usage", { from, bucket: "day", by: "model" }, signal)));
    return { month: sum(thisMonth), today: sum(thisDay) };
  });
  const budget = resource(update, (signal) => orElse(get(budgetPath(), {}, signal), null));
  const brakes = resource(update, (signal) => get("/api/brakes", { limit: 200 }, signal));
  const alerts = resource(update, (signal) => get("/api/alerts", { limit: 6 }, signal));
  const parts = { agents, counts, spent, budget, brakes, alerts };
  const ended = new AbortController();
  let touched = new Set();
  let listIsOld = false;
  const single = paced(readSingle, REST_MS);
  const rest = paced(readRest);

  /** The agents that something happened to; many of them are read with the rest, as a list. */
  async function readSingle() {
    const ids = [...touched];
    touched = new Set();
    if (!agents.data || ids.length > MOST_ALONE) {
      listIsOld = true;
      rest.touch();
      return;
    }
    const fresh = await Promise.all(ids.map(
      (id) => orElse(get(`/api/agents/${id}`, {}, ended.signal), null).catch(() => null)));
    if (ended.signal.aborted) return;
    for (const agent of fresh.filter(Boolean)) {
      const at = agents.data.items.findIndex((known) => known.agent_id === agent.agent_id);
      if (at >= 0) agents.data.items[at] = agent;
      else agents.data.items.push(agent);
    }
    update();
  }

  async function readRest() {
    const whole = listIsOld ? [agents] : [];
    listIsOld = false;
    await Promise.all([counts, spent, budget, alerts, brakes, ...whole].map((part) => part.load()));
  }

  return {
    ...parts,
    read: () => Promise.all(Object.values(parts).map((part) => part.load())),
    happened(event) {
      if (event.agent_id) {
        touched.add(event.agent_id);
        single.touch();
      }
      rest.touch();
    },
    stop() {
      ended.abort();
      single.stop();
      rest.stop();
      Object.values(parts).forEach((part) => part.stop());
    },
  };
}

function sum({ totals }) {
  return totals.reduce((all, one) => ({ usd: all.usd + one.cost_usd, tokens: all.tokens + one.tokens }), { usd: 0, tokens: 0 });
}

/** The dearest share of an agent's limits, 0 to 100. */
export const pressure = (agent) => Math.max(agent.month?.tokens_pct ?? 0, agent.month?.cost_pct ?? 0);
