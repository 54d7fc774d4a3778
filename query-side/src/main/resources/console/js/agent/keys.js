// The keys that act as an agent.
import { html } from "../lit.js";
import { list } from "../parts/list.js";
import { time, name } from "../parts/bits.js";

const COLUMNS = [
  { title: "Name", cell: (k) => name(k.name) },
  { title: "Key", cell: (k) => html`<code title=${k.key_id}>${k.prefix ? `${k.prefix}…` : k.key_id.slice(0, 8)}</code>` },
  { title: "May", cell: (k) => k.scopes.map((scope) => html`<span class="label">${scope}</span>`) },
  { title: "Last used", cell: (k) => (k.last_used_at ? time(k.last_used_at, { relative: true }) : html`<span class="faint">never</span>`) },
  { title: "Ends", cell: (k) => (k.expires_at ? time(k.expires_at, { relative: true }) : html`<span class="faint">never</span>`) },
  { title: "Made", cell: (k) => time(k.created_at) },
];

export function part(id, _, update) {
  const keys = list(update, { path: `/api/agents/${id}/keys`, label: "Keys", columns: COLUMNS, key: (k) => k.key_id, names: ["Older", "Newer"], none: "No keys: it acts by tokens alone." });
  return { view: () => html`<section class="card" aria-label="Keys">${keys.view()}</section>`, reads: [keys], close: keys.stop };
}
