package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;

/**
 * Model calls that run now.
 *
 * @param calls how many; those that hold nothing are not counted
 * @param costUsd what they hold together
 */
public record RunningCalls(long calls, BigDecimal costUsd) {
  /** Both together. */
  public RunningCalls and(RunningCalls other) {
    return new RunningCalls(calls + other.calls, costUsd.add(other.costUsd));
  }
}
