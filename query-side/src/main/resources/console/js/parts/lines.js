// Alerts and brakes as short lines.
import { html } from "../lit.js";
import { time, badge, agentLink } from "./bits.js";
import { unslacked, plain } from "../words.js";

export const alertLines = (items) => (items.length === 0
  ? html`<p class="none">No alerts. People were told nothing.</p>`
  : html`<ul class="lines">${items.map((a) => html`<li>
      <p><bdi>${unslacked(a.message)}</bdi></p>
      <p class="faint">${time(a.occurred_at, { relative: true })} · ${plain(a.kind)} · ${a.sent_at ? `told in ${a.channel}` : html`<b class="warn-text">not delivered yet</b>`}${a.agent_id ? html` · ${agentLink(a.agent_id)}` : ""}</p>
    </li>`)}</ul>`);

/** What a brake stops, in words. */
export function scopeText(brake) {
  switch (brake.scope) {
    case "fleet": return html`Everything`;
    case "agent": return html`The agent ${agentLink(brake.id)}`;
    case "entity": return html`All agents of the entity <code title=${brake.id}>${brake.id.slice(0, 8)}</code>`;
    case "model": return html`The model <bdi>${brake.id}</bdi>`;
    default: return html`Tasks of the type <bdi>${brake.id}</bdi>`;
  }
}

export const brakeLines = (items) => (items.length === 0
  ? html`<p class="none">Nothing is stopped.</p>`
  : html`<ul class="lines">${items.map((b) => html`<li>
      <p>${badge("stopped", "bad")} ${scopeText(b)}: <bdi>${b.reason}</bdi></p>
      <p class="faint">by <bdi>${b.braked_by}</bdi>, ${time(b.since, { relative: true })}</p></li>`)}</ul>`);
