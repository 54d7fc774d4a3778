package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemMember;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Explains to the client why there is no room. */
@Component
class FileRefusals {
  /** Uploads that are on their way may end with less than they hold. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Somebody has to delete something. */
  private static final Duration LATER = Duration.ofMinutes(1);

  private final ObjectTable rows;

  FileRefusals(ObjectTable rows) {
    this.rows = rows;
  }

  /** The 429 that names limit, use and the recorded event. */
  ProblemException problem(ReserveResult result) {
    if (!(result.admission() instanceof StorageAdmission.Refused refused)) {
      throw new IllegalArgumentException("no refusal: " + result);
    }
    var why = refused.why();
    Map<ProblemMember, Object> body = new EnumMap<>(ProblemMember.class);
    body.put(ProblemMember.LIMIT_KIND, "storage");
    body.put(ProblemMember.LIMIT, why.limit());
    body.put(ProblemMember.USED, why.used());
    body.put(ProblemMember.RESERVED, why.reserved());
    body.put(ProblemMember.REQUESTED, why.requested());
    body.put(ProblemMember.EVENT_ID, rows.quotaEvent(why.agentId(), result.quotaSequence()));
    var detail =
        "The file needs at least %d bytes; %d of %d are used and %d reserved."
            .formatted(why.requested(), why.used(), why.limit(), why.reserved());
    return ProblemException.storageQuotaExceeded(detail, body, why.reserved() > 0 ? SOON : LATER);
  }

  /** The 429 for too many uploads of one agent at once. */
  ProblemException tooMany(StorageAdmission.TooMany many) {
    return ProblemException.rateLimited(
        "The agent has " + many.uploads() + " uploads on their way, as many as it may.", SOON);
  }
}
