// The platform's own ledger: brakes, prices, types of tasks, tokens taken back.
import { html } from "../lit.js";
import { head } from "../parts/bits.js";
import { ledgerList } from "../ledger-list.js";

const TYPES = ["brake_set", "brake_released", "price_set", "reprice_ordered", "task_type_set", "subject_tokens_revoked", "webhook_created", "webhook_changed", "webhook_rotated", "webhook_replayed", "webhook_deleted"];

export function open({ query }, update) {
  const ledger = ledgerList(update, { chain: "/api/ledger/platform", agentId: null, entry: query.entry, at: query.at, types: TYPES });
  return {
    title: () => "Platform ledger",
    view: () => html`${head("Platform ledger", "What was done to everybody: brakes, prices, types of tasks.")}<section class="card" aria-label="Ledger">${ledger.view()}</section>`,
    reads: ledger.reads,
    close: ledger.close,
  };
}
