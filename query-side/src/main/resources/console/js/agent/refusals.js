// Why submissions, calls and uploads were refused.
import { html } from "../lit.js";
import { list } from "../parts/list.js";
import { time } from "../parts/bits.js";
import { choice } from "../parts/tabs.js";
import { usd, tokens, bytes, plain } from "../words.js";
import { to } from "../route.js";

const KINDS = [["task_refused", "Tasks"], ["call_refused", "Model calls"], ["file_refused", "Files"]];
const WHOSE = { agent: "its own", entity: "its entity's", platform: "the platform's" };

/** A refusal as a sentence: what was asked, and what there was. */
export function because(d) {
  const format = d.limit_kind === "cost" ? (n) => usd(Number(n)) : d.limit_kind === "tokens" ? (n) => tokens(Number(n)) : (n) => bytes(Number(n));
  const whose = WHOSE[d.level ?? "agent"];
  const what = d.limit_kind ? `${d.limit_kind === "cost" ? "money" : "tokens"} this ${d.window ?? "month"}` : "files";
  return html`Asked for <b>${format(d.requested)}</b>; of ${whose} ${format(d.limit)} for ${what}, ${format(d.used)} were used and ${format(d.reserved)} held.`;
}

const columns = (id) => [
  { title: "When", cell: (e) => time(e.created_at, { relative: true }) },
  { title: "Why", cell: (e) => html`${because(e.details)}${e.details.earlier ? html` <span class="faint">${plain(`${e.details.earlier} more before it in that minute`)}</span>` : ""}` },
  { title: "Entry", cell: (e) => html`<a href=${to(["agents", id, "ledger"], { entry: e.sequence, at: e.created_at })}>${e.sequence}</a>` },
];

export function part(id, _, update) {
  let kind = KINDS[0][0];
  const refusals = list(update, { path: `/api/agents/${id}/ledger`, query: { type: kind, order: "desc" }, label: "Refusals", columns: columns(id), key: (e) => e.entry_id, none: "Nothing of this kind was refused for a limit." });
  return {
    view: () => html`<section class="card" aria-label="Refusals"><div class="card-head"><h2>Refused for a limit</h2>${choice("What was refused", KINDS, kind, (v) => { kind = v; refusals.filter({ type: kind, order: "desc" }); update(); })}</div>${refusals.view()}</section>`,
    reads: [refusals],
    close: refusals.stop,
  };
}
