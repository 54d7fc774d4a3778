package com.geniinow.runtime.query.record;

import java.util.Set;

/** What entries of ledgers can be of: their types, as docs/ledger.md lists them. */
public final class LedgerTypes {
  /** None was ever taken away: entries stay. */
  static final Set<String> ALL =
      Set.of(
          "agent_changed",
          "agent_erased",
          "agent_exported",
          "agent_imported",
          "agent_provisioned",
          "agent_resumed",
          "agent_suspended",
          "agent_terminated",
          "brake_released",
          "brake_set",
          "budget_raised",
          "budget_set",
          "call_refused",
          "cost_rate_passed",
          "day_erased",
          "day_text_erased",
          "erasure_started",
          "file_deleted",
          "file_refused",
          "file_stored",
          "file_url_issued",
          "key_created",
          "key_revoked",
          "key_rotated",
          "legal_hold_released",
          "legal_hold_set",
          "memory_forgotten",
          "memory_recorded",
          "memory_remembered",
          "memory_superseded",
          "memory_ttl_changed",
          "model_called",
          "overage_recorded",
          "period_opened",
          "price_set",
          "quota_changed",
          "quota_opened",
          "quota_raised",
          "reprice_ordered",
          "retention_set",
          "schedule_created",
          "schedule_deleted",
          "schedule_paused",
          "schedule_ran",
          "schedule_resumed",
          "schedule_skipped",
          "subject_tokens_revoked",
          "task_approved",
          "task_braked",
          "task_cancelled",
          "task_completed",
          "task_dead_lettered",
          "task_denied",
          "task_expired",
          "task_redriven",
          "task_refused",
          "task_submitted",
          "task_type_set",
          "text_erased",
          "tokens_revoked",
          "usage_corrected",
          "usage_implausible",
          "usage_recorded",
          "webhook_changed",
          "webhook_created",
          "webhook_deleted",
          "webhook_replayed",
          "webhook_rotated");

  private LedgerTypes() {}

  /** Whether an entry can be of this type. */
  public static boolean has(String type) {
    return ALL.contains(type);
  }
}
