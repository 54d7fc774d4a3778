// What the agents are called, for lists that have their ids: read once, kept while the page is open.
import { all } from "./api.js";

const MOST = 1_000;
const known = new Map();
let asked = false;

/** `whole` where these are all that can be asked for. */
export function noteNames(agents, whole = false) {
  for (const agent of agents) known.set(agent.agent_id, agent.name);
  asked ||= whole;
}

export const nameOf = (id) => known.get(id);

/** Reads them where nobody has; `update` draws what has a name then. */
export async function readNames(update) {
  if (asked) return;
  asked = true;
  try {
    noteNames((await all("/api/agents", {}, MOST)).items);
    update();
  } catch {
    asked = false;
  }
}

export function forgetNames() {
  known.clear();
  asked = false;
}
