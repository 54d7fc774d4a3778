// Spend over time as a card: of what, by what, for how long.
import { html } from "../lit.js";
import { get } from "../api.js";
import { resource, shown, notYet } from "../resource.js";
import { card, agentLink } from "./bits.js";
import { choice } from "./tabs.js";
import { chart } from "./chart.js";
import { table } from "./table.js";
import { usd, tokens, number } from "../words.js";

const TIMES = [["24h", "24 h"], ["7d", "7 days"], ["30d", "30 days"], ["12m", "12 months"]];
const DAYS = { "7d": 7, "30d": 30, "12m": 366 };

/** `of` narrows it: {agent_id}; `byAgent` offers to tell agents apart. */
export function spend(update, of = {}, { byAgent = false } = {}) {
  let length = "30d";
  let measure = "cost_usd";
  let by = "model";
  const series = resource(update, (signal) => get("/api/usage", { ...of, by, ...range() }, signal));
  series.load();

  function range() {
    if (length === "24h") return { bucket: "hour" };
    const to = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
    return { bucket: "day", from: new Date(to - DAYS[length] * 86_400_000).toISOString() };
  }

  const nameOf = (total) => (by === "agent" ? (total.agent_name ?? total.agent_id) : (total.model ?? "no model"));
  const columns = [
    { title: "Model or agent", cell: (t) => (t.others ? "others" : by === "agent" ? agentLink(t.agent_id, nameOf(t)) : html`<bdi>${nameOf(t)}</bdi>`) },
    { title: "Uses", right: true, cell: (t) => number(t.uses) },
    { title: "Input", right: true, cell: (t) => html`${tokens(t.input_tokens)}${t.cached_input_tokens ? html` <span class="faint">(${number(t.cached_input_tokens)} cached)</span>` : ""}` },
    { title: "Output", right: true, cell: (t) => tokens(t.output_tokens) },
    { title: "Cost", right: true, cell: (t) => html`<b>${usd(t.cost_usd)}</b>` },
  ];
  const again = (set) => (value) => { set(value); series.anew(); update(); };

  return {
    get data() { return series.data; },
    get notYet() { return notYet(series); },
    reads: [series],
    close: series.stop,
    view: () => card("Spend over time", html`
      ${shown(series, (data) => html`${chart(data, measure, nameOf)}
        ${data.totals.length ? table({ label: "Spend by model or agent", columns, rows: data.totals, key: (t) => t.agent_id ?? t.model ?? String(t.others) }) : ""}`, "Spend")}`, html`
      ${byAgent ? choice("Told apart", [["model", "By model"], ["agent", "By agent"]], by, again((v) => { by = v; })) : ""}
      ${choice("Measured in", [["cost_usd", "$"], ["tokens", "Tokens"]], measure, (v) => { measure = v; update(); })}
      ${choice("How long", TIMES, length, again((v) => { length = v; }))}`),
  };
}
