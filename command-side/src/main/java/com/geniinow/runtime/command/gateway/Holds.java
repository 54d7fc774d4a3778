package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.AllowedModels;
import com.geniinow.runtime.command.call.EndCall;
import com.geniinow.runtime.command.call.HoldCall;
import com.geniinow.runtime.command.call.HoldCall.Candidate;
import com.geniinow.runtime.command.call.ProviderKinds;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.price.ListedModels;
import com.geniinow.runtime.command.quota.Refusals;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemMember;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.provider.ProviderClient;
import com.geniinow.runtime.platform.provider.ProviderSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds for a call what it may cost at most: nothing reaches a provider without. */
@Component
class Holds {
  /** Prices that change so often while one call is counted are no accident. */
  private static final int TRIES = 3;

  private final AgentLine line;
  private final Now now;
  private final ListedModels listed;
  private final AllowedModels allowed;
  private final ProviderKinds kinds;
  private final Refusals refusals;
  private final Settlements settlements;
  private final ProviderSettings providers;
  private final ProviderClient client;

  Holds(
      AgentLine line,
      Now now,
      ListedModels listed,
      AllowedModels allowed,
      ProviderKinds kinds,
      Refusals refusals,
      Settlements settlements,
      ProviderSettings providers,
      ProviderClient client) {
    this.line = line;
    this.now = now;
    this.listed = listed;
    this.allowed = allowed;
    this.kinds = kinds;
    this.refusals = refusals;
    this.settlements = settlements;
    this.providers = providers;
    this.client = client;
  }

  /**
   * Holds.
   *
   * @throws ProblemException 429 where there is no room
   * @throws RefusedException where the agent may not make it
   */
  Asked.Held hold(Asked asked) {
    for (var n = 0; n < TRIES; n++) {
      var candidates = candidates(asked);
      mustBeAsked(candidates);
      switch (send(asked, candidates)) {
        case HoldCall.Held held -> {
          return new Asked.Held(held.cap(), held.routes(), candidates);
        }
        case HoldCall.OverQuota over -> throw refusals.problem(over.why());
        case HoldCall.TooManyCalls many ->
            throw new ProblemException(
                Reason.TOO_MANY_CALLS,
                "%d calls of this agent run, as many as may at once.".formatted(many.most()),
                Map.of(ProblemMember.LIMIT, many.most()),
                Duration.ofSeconds(1));
        case HoldCall.TaskBudgetExceeded over ->
            throw new ProblemException(
                Reason.TASK_BUDGET_EXCEEDED,
                "What the task may use leaves no room for this call: its %s."
                    .formatted(over.limit()),
                Map.of(ProblemMember.LIMIT, over.limit()),
                null);
        case HoldCall.Changed changed -> listed.forget();
      }
    }
    throw ProblemException.unavailable("The prices are being changed; nothing was sent.");
  }

  /** Where every provider wants to be left alone nothing is held, and nothing is on record. */
  private void mustBeAsked(List<Candidate> candidates) {
    @Nullable Duration shortest = null;
    for (var candidate : candidates) {
      var pause =
          listed
              .find(candidate.model())
              .flatMap(entry -> providers.find(entry.provider()))
              .flatMap(client.pauses()::pausedFor);
      if (pause.isEmpty()) {
        return;
      }
      shortest = shortest == null || pause.get().compareTo(shortest) < 0 ? pause.get() : shortest;
    }
    if (shortest != null) {
      throw ProblemException.rateLimited(ProviderRefusals.PAUSED, shortest);
    }
  }

  private HoldCall.Result send(Asked asked, List<Candidate> candidates) {
    var protocol = asked.protocol();
    var json = asked.body().json();
    try {
      return line.send(
          new HoldCall(
              asked.agentId(),
              asked.callId(),
              protocol.kind(),
              protocol.operation(),
              candidates,
              protocol.namedCap(json),
              protocol.leastCap(json),
              asked.task(),
              now.get()));
    } catch (RefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      // A commit that threw may have committed.
      settlements.later(nothing(asked));
      throw e;
    }
  }

  private EndCall nothing(Asked asked) {
    return new EndCall(
        asked.agentId(),
        asked.callId(),
        EndCall.Ending.NOTHING,
        asked.body().model(),
        null,
        null,
        0,
        0,
        0,
        false,
        "not_sent",
        0,
        asked.body().sha256(),
        null,
        now.get());
  }

  /** The model that is asked for, then those that may take its place. */
  private List<Candidate> candidates(Asked asked) {
    var model = asked.body().model();
    var entry = entry(model);
    if (entry.isPresent()) {
      mustSpeak(asked, model, entry.get().provider());
    }
    var candidates = new ArrayList<>(List.of(candidate(asked, model)));
    var fallback = entry.map(price -> price.fallback()).orElse(List.of());
    if (!fallback.isEmpty()) {
      var may = allowed.of(asked.agentId());
      fallback.stream()
          .filter(other -> may.test(other) && serves(asked, other))
          .forEach(other -> candidates.add(candidate(asked, other)));
    }
    return candidates;
  }

  /** Who has just set a price may call the model at once. */
  private Optional<ModelPrice> entry(String model) {
    var known = listed.find(model);
    if (known.isPresent()) {
      return known;
    }
    listed.lookAgain();
    return listed.find(model);
  }

  private void mustSpeak(Asked asked, String model, String provider) {
    var kind = kinds.of(provider);
    if (kind == null) {
      throw new Refusal.NoModel(model).exception();
    }
    if (kind != asked.protocol().kind()) {
      throw new Refusal.WrongProtocol(model, kind.wire()).exception();
    }
  }

  private boolean serves(Asked asked, String model) {
    return listed
        .find(model)
        .filter(entry -> kinds.of(entry.provider()) == asked.protocol().kind())
        .isPresent();
  }

  private static Candidate candidate(Asked asked, String model) {
    return new Candidate(model, asked.protocol().promptTokens(model, asked.body().json()));
  }
}
