// An agent's ledger.
import { html } from "../lit.js";
import { ledgerList } from "../ledger-list.js";

const TYPES = ["agent_provisioned", "agent_imported", "agent_changed", "agent_suspended", "agent_resumed", "agent_terminated", "agent_exported", "erasure_started", "text_erased", "agent_erased", "day_text_erased", "day_erased", "quota_opened", "quota_changed", "quota_raised", "period_opened", "cost_rate_passed", "task_submitted", "task_refused", "task_completed", "task_dead_lettered", "task_approved", "task_denied", "task_expired", "task_redriven", "task_braked", "task_cancelled", "usage_recorded", "usage_corrected", "usage_implausible", "overage_recorded", "model_called", "call_refused", "file_stored", "file_url_issued", "file_deleted", "file_refused", "memory_remembered", "memory_recorded", "memory_superseded", "memory_ttl_changed", "memory_forgotten", "schedule_created", "schedule_paused", "schedule_resumed", "schedule_deleted", "schedule_ran", "schedule_skipped", "webhook_created", "webhook_changed", "webhook_rotated", "webhook_replayed", "webhook_deleted", "key_created", "key_rotated", "key_revoked", "tokens_revoked"];

export function part(id, { entry, at }, update) {
  const ledger = ledgerList(update, { chain: `/api/agents/${id}/ledger`, agentId: id, entry, at, types: TYPES });
  return { ...ledger, view: () => html`<section class="card" aria-label="Ledger">${ledger.view()}</section>` };
}
