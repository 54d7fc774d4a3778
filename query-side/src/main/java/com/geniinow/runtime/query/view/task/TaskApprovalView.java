package com.geniinow.runtime.query.view.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The approval of a task that needs one.
 *
 * @param expiresAt who has not decided by then has denied it
 * @param decidedBy who decided; null while nobody has
 * @param reason why; null where none was given
 */
public record TaskApprovalView(
    Instant expiresAt, @Nullable String decidedBy, @Nullable String reason) {}
