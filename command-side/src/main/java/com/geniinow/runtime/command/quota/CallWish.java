package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.QuotaEvent;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model call asks for.
 *
 * @param taskId its task's; its own id where it has none
 * @param attempt of that task; {@link QuotaEvent#CALL} where it has none
 * @param operation such as {@code chat}
 * @param price by which costUsd was counted; null for none
 * @param lends whether the call is made out of what its task's attempt holds
 */
public record CallWish(
    UUID callId,
    UUID taskId,
    int attempt,
    String model,
    String operation,
    long tokens,
    BigDecimal costUsd,
    @Nullable HeldPrice price,
    boolean lends) {}
