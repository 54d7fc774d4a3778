// What all agents cost, by model or by agent, and how much of the shared budget that is.
import { html } from "../lit.js";
import { get, orElse } from "../api.js";
import { session } from "../session.js";
import { resource, shown, empty, readAgain } from "../resource.js";
import { head, card, bar, time } from "../parts/bits.js";
import { spend } from "../parts/spend.js";
import { budgetPath } from "../fleet-data.js";
import { usd, tokens, percent } from "../words.js";

export function open(_, update) {
  const series = spend(update, {}, { byAgent: true });
  const budget = resource(update, (signal) => orElse(get(budgetPath(), {}, signal), null));
  const reads = [...series.reads, budget];
  budget.load();

  function answer() {
    const b = budget.data;
    if (b && b.monthly_cost_limit_usd !== null) return `${usd(b.monthly_cost_used_usd)} of the month's ${usd(b.monthly_cost_limit_usd)} are spent, ${percent(b.cost_pct)}.`;
    return series.data ? `${usd(series.data.totals.reduce((sum, t) => sum + t.cost_usd, 0))} in the time shown.` : series.notYet;
  }

  const limits = (b) => (b === null
    ? empty("none", "No shared budget", session.isAdmin ? "Set one with PUT /api/budgets/platform, or for an entity." : "The agents have limits of their own alone.")
    : html`<div class="limits">
      <div><h3>Money this month</h3>${bar({ used: b.monthly_cost_used_usd, held: b.monthly_cost_reserved_usd, limit: b.monthly_cost_limit_usd, format: usd, label: "Money this month" })}</div>
      <div><h3>Tokens this month</h3>${bar({ used: b.monthly_tokens_used, held: b.monthly_tokens_reserved, limit: b.monthly_token_limit, format: tokens, label: "Tokens this month" })}</div>
      <div><h3>Money today</h3>${bar({ used: b.daily_cost_used_usd, held: b.daily_cost_reserved_usd, limit: b.daily_cost_limit_usd, format: usd, label: "Money today" })}</div>
      <div><h3>Tokens today</h3>${bar({ used: b.daily_tokens_used, held: b.daily_tokens_reserved, limit: b.daily_token_limit, format: tokens, label: "Tokens today" })}</div>
    </div><p class="faint">The month begins anew ${time(b.resets_at)}, the day ${time(b.day_resets_at)}.</p>`);

  return {
    title: () => "Spend",
    view: () => html`${head("Spend", answer())}${card("Shared budget", shown(budget, limits, "The budget"))}${series.view()}`,
    reads,
    onEvent: () => readAgain(reads),
    close() { series.close(); budget.stop(); },
  };
}
