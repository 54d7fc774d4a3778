// One agent: its head and acts, and a part of it below.
import { html } from "../lit.js";
import { get } from "../api.js";
import { session } from "../session.js";
import { resource, shown, skeleton, readNow, readAgain } from "../resource.js";
import { head, badge, time, name } from "../parts/bits.js";
import { tabs } from "../parts/tabs.js";
import { pressure } from "../fleet-data.js";
import { go } from "../route.js";
import { count, usd, percent, sentence } from "../words.js";
import { suspend, resume, brake, raise, release } from "../acts.js";

const PARTS = [["", "Overview"], ["tasks", "Tasks"], ["calls", "Model calls"], ["refusals", "Refusals"], ["files", "Files"], ["memory", "Memory"], ["keys", "Keys"], ["ledger", "Ledger"]];
const LOADED = {
  "": () => import("../agent/overview.js"),
  tasks: () => import("../agent/tasks.js"),
  calls: () => import("../agent/calls.js"),
  refusals: () => import("../agent/refusals.js"),
  files: () => import("../agent/files.js"),
  memory: () => import("../agent/memory.js"),
  keys: () => import("../agent/keys.js"),
  ledger: () => import("../agent/ledger.js"),
};

export function open({ steps, query }, update) {
  const id = steps[1] ?? "";
  const part = Object.hasOwn(LOADED, steps[2] ?? "") ? (steps[2] ?? "") : "";
  const agent = resource(() => { build(); update(); }, (signal) => get(`/api/agents/${encodeURIComponent(id)}`, {}, signal));
  let make = null;
  let below = null;
  let missing = false;
  let closed = false;
  agent.load();
  LOADED[part]().then((found) => { make = found.part; }, (e) => { console.error(e); missing = true; }).then(() => { build(); update(); });

  /** The part below, once there is an agent that it is of. */
  function build() {
    if (!below && !closed && make && agent.data) below = make(agent.data.agent_id, query, update);
  }

  const reads = () => [agent, ...(below?.reads ?? [])];
  const refresh = () => readNow(reads());

  function lower(a) {
    if (missing) return html`<p class="note bad" role="alert">This part could not be loaded. Reload the page.</p>`;
    return below ? below.view(a) : skeleton();
  }

  function answer(a) {
    const m = a.month;
    return sentence([
      a.status === "active" ? (a.braked ? "braked: nothing of it runs" : "active") : `${a.status}${a.status_reason ? ` (${a.status_reason})` : ""}`,
      m && `${usd(m.monthly_cost_used_usd)} of ${usd(m.monthly_cost_limit_usd)} spent this month (${percent(m.cost_pct)})`,
      m && m.tokens_pct > m.cost_pct && `${percent(m.tokens_pct)} of its tokens`,
      a.running ? `${count(a.running, "task")} running` : "nothing running",
      a.dead_lettered && count(a.dead_lettered, "dead letter"),
    ]);
  }

  async function releaseIts(a) {
    const { items } = await get("/api/brakes", { limit: 200 }).catch(() => ({ items: [] }));
    const its = items.find((b) => b.scope === "agent" && b.id === a.agent_id);
    if (its) release(its, refresh);
    else go(["brakes"]); // it is another's, of all agents, or says there why it can't be read
  }

  const acts = (a) => (!session.isAdmin || a.status === "terminated" ? "" : html`
    ${a.braked ? html`<button class="button" @click=${() => releaseIts(a)}>Release brake…</button>` : html`<button class="button danger" @click=${() => brake(a, refresh)}>Brake…</button>`}
    ${a.status === "active" ? html`<button class="button" @click=${() => suspend(a, refresh)}>Suspend…</button>` : html`<button class="button" @click=${() => resume(a, refresh)}>Resume…</button>`}
    <button class="button ${pressure(a) >= 80 ? "main" : ""}" @click=${() => raise(a, refresh)}>Raise limit…</button>`);

  return {
    title: () => agent.data?.name ?? "Agent",
    view: () => html`${agent.state === "failed" ? html`<h1 class="unseen" tabindex="-1">Agent</h1>` : ""}${shown(agent, (a) => html`
      <p class="crumbs"><a href="#/">Fleet</a> / ${name(a.name)}</p>
      ${head(name(a.name), html`<bdi>${answer(a)}</bdi>`, acts(a))}
      <p class="under"><span class="badges">${badge(a.status)}${a.braked ? badge("braked", "bad") : ""}</span> <code>${a.agent_id}</code>
        <span class="faint">since ${time(a.created_at)}</span></p>
      ${tabs(["agents", id], PARTS, part, "Parts of the agent")}
      <div class="part">${lower(a)}</div>`, "This agent")}`,
    get reads() { return reads(); },
    onEvent(event) {
      if ([id, agent.data?.agent_id].includes(event.agent_id)) readAgain(reads());
    },
    turn(other) {
      query = other;
      if (below?.turn) return below.turn(query);
      below?.close?.();
      below = null;
      build();
      update();
    },
    close() {
      closed = true;
      agent.stop();
      below?.close?.();
    },
  };
}
