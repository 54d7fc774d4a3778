package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;

/** Whether an attempt may use what it asks for; a refusal is a result, so that it is recorded. */
public sealed interface Admission {
  /** It may: a hold keeps it. */
  record Admitted() implements Admission {}

  /** It may not; the refusal says why. */
  record Refused(UsageRefused why) implements Admission {}
}
