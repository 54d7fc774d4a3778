package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.work.ChainEnds;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * What the first statement of a command's transaction found, valid until its end because the
 * agent's lock is held that long.
 *
 * @param secondStream whose version {@code quotaVersion} is
 * @param entityId the agent's entity; null when the agent does not exist
 * @param agentVersion sequence number of the Agent's newest event; -1 before the first
 * @param quotaVersion the same of its Quota
 * @param prices how far the price book has come; no price changes until the command's end; -1
 *     before the first price
 * @param braked whether any brake of whatever scope is in force; none is set before the command's
 *     end
 * @param budgeted whether its agent shares a limit with others; no such limit changes before the
 *     command's end
 * @param chainEnd where its ledger's chain ended when the command began
 * @param concurrency how many of its tasks may run at once by its metadata; null where that says
 *     nothing
 */
public record AgentEntry(
    UUID agentId,
    UUID secondStream,
    @Nullable UUID entityId,
    long agentVersion,
    long quotaVersion,
    long prices,
    boolean braked,
    boolean budgeted,
    ChainEnds.End chainEnd,
    @Nullable Integer concurrency) {
  private static final String KEY = AgentEntry.class.getName();
  private static final String TAKEN = KEY + ".chainEnd";

  /** How far the stream of an aggregate has come; -1 for none. */
  public long versionOf(String aggregateId) {
    if (aggregateId.equals(agentId.toString())) {
      return agentVersion;
    }
    if (aggregateId.equals(secondStream.toString())) {
      return quotaVersion;
    }
    throw new IllegalStateException("a command for " + agentId + " must not load " + aggregateId);
  }

  /** Keeps it with the current unit of work. */
  void enter() {
    CurrentUnitOfWork.get().resources().put(KEY, this);
  }

  /** Where the chain of this agent's ledger ends; known once, then it is added to. */
  static ChainEnds.@Nullable End takeChainEnd(UUID agentId) {
    var entry = current();
    return entry == null
            || !entry.agentId().equals(agentId)
            || CurrentUnitOfWork.get().resources().put(TAKEN, true) != null
        ? null
        : entry.chainEnd();
  }

  /** That of the current unit of work; null outside a command. */
  public static @Nullable AgentEntry current() {
    return CurrentUnitOfWork.isStarted() ? CurrentUnitOfWork.get().getResource(KEY) : null;
  }

  /**
   * Refuses the current command where an aggregate's stream has no event: Axon would say so with a
   * stack trace, and it is no fault. Lines of the platform and of budgets have a stream, and no
   * agent.
   *
   * @throws RefusedException when the agent does not exist
   */
  public static void mustHave(String aggregateId) {
    var entry = current();
    if (entry != null
        && (entry.versionOf(aggregateId) < 0
            || entry.entityId() == null
            || entry.agentId().equals(Ids.PLATFORM))) {
      throw new Refusal.NotFound("agent", entry.agentId()).exception();
    }
  }

  /**
   * The entity of the current command's agent.
   *
   * @throws IllegalStateException outside a command, or where the agent does not exist
   */
  public static UUID entity() {
    var entry = current();
    if (entry == null || entry.entityId() == null) {
      throw new IllegalStateException("no command for an agent that exists");
    }
    return entry.entityId();
  }

  /** {@link #concurrency()} of the current command's agent, before what the command changes. */
  public static @Nullable Integer concurrencyNow() {
    var entry = current();
    return entry == null ? null : entry.concurrency();
  }
}
