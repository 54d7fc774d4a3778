// What people were told, or will be.
import { html } from "../lit.js";
import { head, time, agentLink } from "../parts/bits.js";
import { list } from "../parts/list.js";
import { plain, unslacked, count } from "../words.js";

const COLUMNS = [
  { title: "When", cell: (a) => time(a.occurred_at, { relative: true }) },
  { title: "What", cell: (a) => html`<bdi class="wide">${unslacked(a.message)}</bdi>` },
  { title: "Kind", cell: (a) => plain(a.kind) },
  { title: "Agent", cell: (a) => (a.agent_id ? agentLink(a.agent_id) : html`<span class="faint">the fleet</span>`) },
  { title: "Told", cell: (a) => (a.sent_at ? html`in ${a.channel}, ${time(a.sent_at)}` : html`<b class="warn-text">not delivered${a.tries ? `, ${count(a.tries, "try", "tries")} failed` : " yet"}</b>`) },
];

export function open(_, update) {
  const alerts = list(update, { path: "/api/alerts", label: "Alerts", columns: COLUMNS, key: (a) => a.alert_id, none: "No alerts. People were told nothing." });
  const answer = () => {
    const waiting = alerts.items.filter((a) => !a.sent_at).length;
    if (alerts.items.length === 0) return "What Slack and PagerDuty were told.";
    return waiting ? `${count(waiting, "alert of this page is", "alerts of this page are")} not delivered.` : "All alerts of this page were delivered.";
  };
  return {
    title: () => "Alerts",
    view: () => html`${head("Alerts", answer())}<section class="card" aria-label="Alerts">${alerts.view()}</section>`,
    reads: [alerts],
    onEvent: alerts.touch,
    close: alerts.stop,
  };
}
