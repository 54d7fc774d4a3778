// What an agent may use, has used, and used when.
import { html } from "../lit.js";
import { get } from "../api.js";
import { resource, shown } from "../resource.js";
import { card, bar, time, facts, json } from "../parts/bits.js";
import { spend } from "../parts/spend.js";
import { usd, tokens, bytes, plain } from "../words.js";

const WHOSE = { agent: "Its own", entity: "Its entity's", platform: "The platform's" };

export function part(id, _, update) {
  const quota = resource(update, (signal) => get(`/api/agents/${id}/quota`, {}, signal));
  const spent = spend(update, { agent_id: id });
  quota.load();

  const levels = (q) => html`<div class="limits">${q.levels.map((level) => html`<div>
      <h3>${WHOSE[level.level]} ${level.limit_kind === "cost" ? "money" : "tokens"} this ${level.window}</h3>
      ${bar({ used: level.used, held: level.reserved, limit: level.limit, format: level.limit_kind === "cost" ? usd : tokens, label: `${WHOSE[level.level]} limit of ${level.limit_kind} this ${level.window}` })}
      <p class="faint">${level.overage_policy === "block" ? "Refused above it" : level.overage_policy === "alert_only" ? "Told above it" : "Not enforced"}; begins anew ${time(level.resets_at)}</p></div>`)}
    <div><h3>Files</h3>${bar({ used: q.storage_used_bytes, held: q.storage_reserved_bytes, limit: q.storage_limit_bytes, format: bytes, label: "Room for files" })}</div></div>
    ${q.raises.length ? html`<h3>Raised for a while</h3><ul class="lines">${q.raises.map((r) => html`<li>
      <p>${[r.cost_usd && usd(r.cost_usd), r.tokens && tokens(r.tokens)].filter(Boolean).join(" and ")} more this ${r.window}, until ${time(r.until)}: <bdi>${r.reason}</bdi></p></li>`)}</ul>` : ""}
    ${q.max_cost_per_minute_usd ? html`<p class="faint">Suspended by the runtime above ${usd(q.max_cost_per_minute_usd)} within 60 s.</p>` : ""}`;

  return {
    view: (agent) => html`${card("Limits", shown(quota, levels, "Its quota"))}
      ${spent.view()}
      ${card("About it", facts([["Entity", html`<code>${agent.entity_id}</code>`], ["Changed", time(agent.updated_at)], ["Status", plain(agent.status)], ["Metadata", json(agent.metadata, "Metadata")]]))}`,
    reads: [quota, ...spent.reads],
    close() {
      quota.stop();
      spent.close();
    },
  };
}
