// All agents: who is near a limit, what is stopped, what was given up, what it costs.
import { html, nothing } from "../lit.js";
import { session } from "../session.js";
import { shown, empty, notYet } from "../resource.js";
import { count, usd, tokens, sentence, number } from "../words.js";
import { head, card, tile, badge, bar, agentLink, spoken } from "../parts/bits.js";
import { table, ordered, pages } from "../parts/table.js";
import { alertLines, brakeLines } from "../parts/lines.js";
import { fleetData, pressure, MOST_AGENTS } from "../fleet-data.js";
import { to } from "../route.js";

const COLUMNS = [
  { title: "Agent", sort: (a) => a.name ?? "", cell: (a) => html`${agentLink(a.agent_id, a.name)}` },
  { title: "Status", sort: (a) => (a.braked ? "a" : "b") + a.status, cell: (a) => html`<span class="badges">${badge(a.status)}${a.braked ? badge("braked", "bad") : ""}</span>` },
  { title: "Open / running", right: true, sort: (a) => a.queue_depth, cell: (a) => html`${number(a.queue_depth)} <span class="faint">/ ${number(a.running)}</span>` },
  { title: "Dead letters", right: true, sort: (a) => a.dead_lettered, cell: (a) => (a.dead_lettered
    ? html`<a class="bad-text" href=${to(["agents", a.agent_id, "tasks"], { status: "dead_lettered" })}>${a.dead_lettered >= 1000 ? "1,000+" : number(a.dead_lettered)}</a>` : html`<span class="faint">0</span>`) },
  { title: "Today", right: true, sort: (a) => a.cost_today_usd, cell: (a) => html`<span title=${tokens(a.tokens_today)}>${usd(a.cost_today_usd)}</span>` },
  { title: "Spend this month", sort: (a) => a.month?.cost_pct ?? 0, cell: (a) => (a.month ? bar({
    used: a.month.monthly_cost_used_usd, held: a.month.monthly_cost_reserved_usd, limit: a.month.monthly_cost_limit_usd, format: usd, label: `Spend of ${spoken(a.name)} this month`, compact: true }) : "–") },
  { title: "Tokens this month", sort: (a) => a.month?.tokens_pct ?? 0, cell: (a) => (a.month ? bar({
    used: a.month.monthly_tokens_used, held: a.month.monthly_tokens_reserved, limit: a.month.monthly_token_limit, format: (n) => tokens(n).replace(/ tokens?/, ""), label: `Tokens of ${spoken(a.name)} this month`, compact: true }) : "–") },
];

export function open(_, update) {
  const data = fleetData(update);
  const order = ordered(COLUMNS, 5, true, update);
  const paged = pages(update, 25);
  let wanted = "";
  let only = "";

  const fits = (agent) =>
    (!wanted || `${spoken(agent.name)}\n${agent.agent_id}`.toLowerCase().includes(wanted.toLowerCase()))
    && (!only || (only === "near" ? pressure(agent) >= 80 : only === "braked" ? agent.braked : only === "dead" ? agent.dead_lettered > 0 : agent.status === only));

  function answer() {
    if (!data.agents.data || !data.counts.data) return notYet(data.agents, data.counts);
    const { items, more } = data.agents.data;
    const whole = data.agents.isWhole;
    const least = whole ? "" : "at least ";
    const near = items.filter((agent) => agent.status !== "terminated" && pressure(agent) >= 80).length;
    const braked = items.filter((agent) => agent.braked).length;
    const { dead_lettered: dead, awaiting_approval: waiting } = data.counts.data;
    const facts = [
      near && `${least}${count(near, "agent")} over 80 % of a limit`,
      braked && `${least}${number(braked)} braked`,
      dead && `${count(dead, "dead letter")}`,
      waiting && `${count(waiting, "task waits", "tasks wait")} for approval`,
    ];
    if (!whole) {
      return `${sentence([...facts, `${count(items.length, "agent")} read`])} ${data.agents.state === "stale" ? "The others couldn't be read." : "Reading on…"}`;
    }
    const all = `${more ? "more than " : ""}${count(items.length, "agent")}`;
    return facts.some(Boolean) ? sentence(facts) : `All quiet: ${all}, none over 80 % of a limit, nothing braked, no dead letters.`;
  }

  function tiles() {
    const spent = data.spent.data;
    const b = data.budget.data;
    const limit = b?.monthly_cost_limit_usd ?? null;
    const limitToday = b?.daily_cost_limit_usd ?? null;
    const c = data.counts.data;
    return html`<div class="tiles">
      ${tile({ title: "Spent today", figure: spent ? usd(spent.today.usd) : "…",
        more: spent ? (limitToday === null ? `${tokens(spent.today.tokens)}, since midnight UTC` : bar({ used: b.daily_cost_used_usd, held: b.daily_cost_reserved_usd, limit: limitToday, format: usd, label: "Shared budget today", compact: true })) : "", href: "#/spend" })}
      ${tile({ title: "Spent this month", figure: spent ? usd(spent.month.usd) : "…",
        more: spent ? (limit === null ? `${tokens(spent.month.tokens)}, no shared budget` : bar({ used: b.monthly_cost_used_usd, held: b.monthly_cost_reserved_usd, limit, format: usd, label: "Shared budget this month", compact: true })) : "", href: "#/spend" })}
      ${tile({ title: "Running", figure: c ? number(c.running) : "…", more: c ? `${number(c.queued)} queued, ${number(c.retrying)} retrying` : "", href: to(["tasks"], { status: "running" }) })}
      ${tile({ title: "Dead letters", figure: c ? number(c.dead_lettered) : "…", more: c?.dead_lettered ? "given up, can be redriven" : "none given up", tone: c?.dead_lettered ? "bad" : "", href: to(["tasks"], { status: "dead_lettered" }) })}
      ${tile({ title: "For approval", figure: c ? number(c.awaiting_approval) : "…", more: c?.awaiting_approval ? "waiting for somebody" : "nobody waits", tone: c?.awaiting_approval ? "ask" : "", href: "#/approvals" })}
    </div>`;
  }

  const agentTable = ({ items, more }) => {
    if (items.length === 0) {
      return empty("none", "No agents yet", session.isAdmin ? "Provision one with POST /api/agents/provision." : "Ask an administrator to provision one for your entity.");
    }
    const rows = order.apply(items.filter(fits));
    return html`<form class="filters" role="search" @submit=${(e) => e.preventDefault()}>
        <label>Find<input type="search" placeholder="Name or id" .value=${wanted} @input=${(e) => { wanted = e.target.value; paged.page = 0; update(); }}></label>
        <label>Show<select @change=${(e) => { only = e.target.value; paged.page = 0; update(); }}>
          ${[["", "All"], ["near", "Over 80 % of a limit"], ["braked", "Braked"], ["dead", "With dead letters"], ["active", "Active"], ["suspended", "Suspended"], ["terminated", "Terminated"]].map(
            ([value, text]) => html`<option value=${value} ?selected=${value === only}>${text}</option>`)}</select></label>
        <span class="faint" role=${data.agents.isWhole ? "status" : nothing}>${rows.length === items.length ? count(items.length, "agent") : `${number(rows.length)} of ${count(items.length, "agent")}`}${!data.agents.isWhole ? " so far" : more ? `, the oldest ${number(MOST_AGENTS)} of more` : ""}</span>
      </form>
      ${table({ label: "Agents", columns: COLUMNS, rows: paged.cut(rows), key: (a) => a.agent_id, order, none: "No agent fits." })}
      ${paged.view(rows.length)}`;
  };

  return {
    title: () => "Fleet",
    view: () => html`${head("Fleet", answer())}${tiles()}
      ${card("Agents", shown(data.agents, agentTable, "The fleet"))}
      <div class="columns">
        ${card("Brakes in force", shown(data.brakes, (d) => brakeLines(d.items)), html`<a href="#/brakes">All brakes</a>`)}
        ${card("Latest alerts", shown(data.alerts, (d) => alertLines(d.items)), html`<a href="#/alerts">All alerts</a>`)}
      </div>`,
    reads: data.reads,
    onEvent: data.happened,
    close: data.stop,
  };
}
