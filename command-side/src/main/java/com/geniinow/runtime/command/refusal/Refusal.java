package com.geniinow.runtime.command.refusal;

import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a command changes nothing. Refusals that must be recorded are no exceptions but results of
 * their commands, so that what they record is committed.
 */
public sealed interface Refusal {
  /** For a person. */
  String sentence();

  /** It is suspended or terminated. */
  record AgentNotActive(UUID agentId, AgentStatus status) implements Refusal {
    @Override
    public String sentence() {
      return "Agent " + agentId + " is " + status.wire() + ".";
    }
  }

  /** What is to be erased has not come to its end. */
  record AgentNotTerminated(UUID agentId, AgentStatus status) implements Refusal {
    @Override
    public String sentence() {
      return "Agent " + agentId + " is " + status.wire() + "; terminate it first.";
    }
  }

  /** Nothing of the entity's agents may be erased. */
  record LegalHold(UUID entityId) implements Refusal {
    @Override
    public String sentence() {
      return "Entity " + entityId + " is under a legal hold: nothing of its agents may be erased.";
    }
  }

  /** What the task was given is not kept any more, so that it can't run again. */
  record PayloadErased(UUID taskId) implements Refusal {
    @Override
    public String sentence() {
      return "The payload of task "
          + taskId
          + " is erased, with its day or its agent: it can't run again.";
    }
  }

  /** Commands go by limits that this one changes, for longer than anybody waits. */
  record LimitsBusy() implements Refusal {
    @Override
    public String sentence() {
      return "The limits are in use; nothing was changed. Try again.";
    }
  }

  /** This attempt of the task does not count any more. */
  record StaleAttempt(UUID taskId, int attempt) implements Refusal {
    @Override
    public String sentence() {
      return "Attempt " + attempt + " of task " + taskId + " is not the running one.";
    }
  }

  /**
   * There is none.
   *
   * @param kind such as {@code agent}
   */
  record NotFound(String kind, Object id) implements Refusal {
    @Override
    public String sentence() {
      return "There is no " + kind + " " + id + ".";
    }
  }

  /** The thing's state does not allow it. */
  record WrongState(String sentence) implements Refusal {}

  /** Whoever decides about a task has looked at another payload. */
  record PayloadMismatch(UUID taskId) implements Refusal {
    @Override
    public String sentence() {
      return "The payload of task " + taskId + " has another SHA-256.";
    }
  }

  /** The caller's key or token was taken back, or has expired. */
  record NotLetIn() implements Refusal {
    @Override
    public String sentence() {
      return "The key or token was revoked, or has expired.";
    }
  }

  /** It is another agent's. */
  record NotOwner() implements Refusal {
    @Override
    public String sentence() {
      return "The caller may not do this.";
    }
  }

  /**
   * A value that can't be.
   *
   * @param field as on the wire
   * @param why such as {@code is no task of this agent}
   */
  record InvalidValue(String field, String why) implements Refusal {
    @Override
    public String sentence() {
      return field + " " + why;
    }
  }

  /**
   * A payload that its type's schema does not take.
   *
   * @param faults by where they are, as JSON Pointers into the request
   */
  record PayloadUnfit(List<Fault> faults) implements Refusal {
    /** What doesn't fit, and where. */
    public record Fault(String field, String message) {}

    public PayloadUnfit {
      faults = List.copyOf(faults);
    }

    @Override
    public String sentence() {
      return "The payload does not fit the schema of its type.";
    }
  }

  /** The idempotency key was used for another request. */
  record KeyReused() implements Refusal {
    @Override
    public String sentence() {
      return "The idempotency key was used for a different request.";
    }
  }

  /** The idempotency key was used, and its answer went with its agent: nothing is done again. */
  record AnswerErased() implements Refusal {
    @Override
    public String sentence() {
      return "The idempotency key was used, and its answer is erased with its agent;"
          + " nothing was done.";
    }
  }

  /** Another version was expected. */
  record VersionDiffers(String sentence) implements Refusal {}

  /** More would be taken back than was used. */
  record CorrectionExceedsUse(String whose, long tokens, BigDecimal costUsd) implements Refusal {
    @Override
    public String sentence() {
      return "The %s has used %d tokens and %s USD; no more can be taken back."
          .formatted(whose, tokens, costUsd.toPlainString());
    }
  }

  /** What it would cost can't be told. */
  record NoPrice(String model) implements Refusal {
    @Override
    public String sentence() {
      return "The embedding model "
          + model
          + " has no price in this runtime, and the agent's quota limits money.";
    }
  }

  /** No such model may be called: it has no price, or its provider isn't configured. */
  record NoModel(String model) implements Refusal {
    @Override
    public String sentence() {
      return "The model " + model + " has no price in this runtime, or no provider serves it.";
    }
  }

  /** It isn't among those that the agent may call. */
  record ModelNotAllowed(String model) implements Refusal {
    @Override
    public String sentence() {
      return "The model " + model + " is not among those that this agent may call.";
    }
  }

  /**
   * The model's provider speaks another protocol.
   *
   * @param protocol that it speaks
   */
  record WrongProtocol(String model, String protocol) implements Refusal {
    @Override
    public String sentence() {
      return "The model " + model + " speaks the protocol of " + protocol + " alone.";
    }
  }

  /** The agent's turn did not come in time. */
  record AgentBusy() implements Refusal {
    @Override
    public String sentence() {
      return "The agent is too busy; nothing was done.";
    }
  }

  /** Commands that have read prices take too long for one to be set now. */
  record PricesBusy() implements Refusal {
    @Override
    public String sentence() {
      return "Commands that have read prices are still under way; nothing was done.";
    }
  }

  /** Commands that know of fewer brakes take too long for one to be set now. */
  record BrakesBusy() implements Refusal {
    @Override
    public String sentence() {
      return "Commands are under way that the brake would not stop; nothing was done.";
    }
  }

  /**
   * A brake stops it.
   *
   * @param id of what the brake stops; null for the fleet
   * @param reason why it was set
   */
  record Braked(UUID brakeId, BrakeScope scope, @Nullable String id, Instant since, String reason)
      implements Refusal {
    @Override
    public String sentence() {
      return "A brake on %s stops this: %s"
          .formatted(id == null ? "the fleet" : scope.wire().replace('_', ' ') + " " + id, reason);
    }
  }

  /** The agent has as many open tasks as it may have. */
  record QueueFull(int most) implements Refusal {
    @Override
    public String sentence() {
      return "The agent has " + most + " open tasks, as many as it may have.";
    }
  }

  /**
   * The agent remembers as much as it may.
   *
   * @param most memories
   * @param mostBytes of all of them
   */
  record MemoryFull(long most, long mostBytes) implements Refusal {
    @Override
    public String sentence() {
      return "The agent's memories may be %d at most, and take %d bytes, which is what its storage"
              .formatted(most, mostBytes)
          + " limit leaves beside its files: forget some.";
    }
  }

  /** A limit has no room for it. */
  record OverQuota(UsageRefused why) implements Refusal {
    @Override
    public String sentence() {
      return "A limit has no room for this.";
    }
  }

  /**
   * One of several that are done together or not at all.
   *
   * @param item which one, counted from 0
   */
  record OfBatch(int item, Refusal why) implements Refusal {
    @Override
    public String sentence() {
      return "items[%d]: %s".formatted(item, why.sentence());
    }
  }

  /** The caller's thread was told to stop. */
  record Interrupted() implements Refusal {
    @Override
    public String sentence() {
      return "The request was interrupted; nothing was done.";
    }
  }

  /** Whether the same command may well succeed a moment later. */
  default boolean isPassing() {
    return this instanceof AgentBusy
        || this instanceof PricesBusy
        || this instanceof BrakesBusy
        || this instanceof LimitsBusy
        || this instanceof Interrupted
        || this instanceof OfBatch batch && batch.why().isPassing();
  }

  /** To be thrown. */
  default RefusedException exception() {
    return new RefusedException(this);
  }
}
