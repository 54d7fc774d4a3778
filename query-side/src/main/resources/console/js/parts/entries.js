// Ledger entries as rows.
import { html } from "../lit.js";
import { time, taskLink } from "./bits.js";
import { plain } from "../words.js";
import { to } from "../route.js";

const LEFT_OUT = new Set(["content", "name_c", "reason_c", "task_id", "url_c"]);

export const details = (entry) => html`<span class="details">${entry.details.task_id ? html`<span class="label">task ${taskLink(entry.details.task_id)}</span>` : ""}${
  Object.entries(entry.details).filter(([k, v]) => !LEFT_OUT.has(k) && v !== null && v !== false).map(
    ([k, v]) => html`<span class="label"><i>${plain(k)}</i> <bdi>${typeof v === "object" ? JSON.stringify(v) : v}</bdi></span>`)}</span>`;

export const entryColumns = (agentId) => [
  { title: "Entry", cell: (e) => (agentId ? html`<a href=${to(["agents", agentId, "ledger"], { entry: e.sequence, at: e.created_at })}>${e.sequence}</a>` : e.sequence) },
  { title: "When", cell: (e) => time(e.created_at) },
  { title: "What", cell: (e) => plain(e.type) },
  { title: "Details", cell: details },
];
