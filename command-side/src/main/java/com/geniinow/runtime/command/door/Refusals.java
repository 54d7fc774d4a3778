package com.geniinow.runtime.command.door;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.problem.FieldError;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.ProblemMember;
import com.geniinow.runtime.platform.problem.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client is told of a refusal. */
public final class Refusals {
  private Refusals() {}

  /** The problem of a refusal; a new refusal does not compile until it has one. */
  public static ProblemException problem(Refusal refusal) {
    return switch (refusal) {
      case Refusal.AgentNotActive r ->
          ProblemException.agentNotActive(r.agentId(), r.status().wire());
      case Refusal.AgentNotTerminated r ->
          new ProblemException(Reason.AGENT_NOT_TERMINATED, r.sentence(), Map.of(), null);
      case Refusal.LegalHold r ->
          new ProblemException(Reason.LEGAL_HOLD, r.sentence(), Map.of(), null);
      case Refusal.PayloadErased r ->
          new ProblemException(Reason.PAYLOAD_ERASED, r.sentence(), Map.of(), null);
      case Refusal.StaleAttempt r -> ProblemException.staleAttempt(r.taskId(), r.attempt());
      case Refusal.NotFound r -> ProblemException.notFound(r.kind(), r.id());
      case Refusal.WrongState r -> ProblemException.conflict(r.sentence());
      case Refusal.PayloadMismatch r ->
          new ProblemException(Reason.PAYLOAD_MISMATCH, r.sentence(), Map.of(), null);
      case Refusal.NotLetIn r -> ProblemException.revoked(r.sentence());
      case Refusal.NotOwner r -> ProblemException.forbidden();
      case Refusal.InvalidValue r -> ProblemException.invalidField(r.field(), r.why());
      case Refusal.KeyReused r -> ProblemException.idempotencyKeyReused();
      case Refusal.AnswerErased r ->
          new ProblemException(Reason.PAYLOAD_ERASED, r.sentence(), Map.of(), null);
      case Refusal.VersionDiffers r -> ProblemException.versionMismatch(r.sentence());
      case Refusal.CorrectionExceedsUse r ->
          new ProblemException(Reason.CORRECTION_EXCEEDS_USE, r.sentence(), Map.of(), null);
      // No outage: it stays so until an operator gives the model a price.
      case Refusal.NoPrice r -> ProblemException.conflict(r.sentence());
      case Refusal.NoModel r ->
          new ProblemException(Reason.MODEL_NOT_FOUND, r.sentence(), Map.of(), null);
      case Refusal.ModelNotAllowed r ->
          new ProblemException(Reason.MODEL_NOT_ALLOWED, r.sentence(), Map.of(), null);
      case Refusal.WrongProtocol r ->
          new ProblemException(Reason.WRONG_PROTOCOL, r.sentence(), Map.of(), null);
      case Refusal.PayloadUnfit r ->
          ProblemException.invalidFields(
              r.faults().stream()
                  .map(fault -> new FieldError(fault.field(), fault.message()))
                  .toList());
      case Refusal.LimitsBusy r -> ProblemException.unavailable(r.sentence());
      case Refusal.Braked r ->
          new ProblemException(
              Reason.BRAKED, r.sentence(), Map.of(ProblemMember.BRAKE, brake(r)), null);
      case Refusal.QueueFull r -> ProblemException.queueFull(r.most(), Duration.ofSeconds(1));
      case Refusal.MemoryFull r ->
          new ProblemException(
              Reason.MEMORY_FULL,
              r.sentence(),
              Map.of(ProblemMember.LIMIT, r.most(), ProblemMember.LIMIT_BYTES, r.mostBytes()),
              Duration.ofMinutes(1));
      case Refusal.OverQuota r ->
          new ProblemException(Reason.QUOTA_EXCEEDED, r.sentence(), Map.of(), null);
      case Refusal.OfBatch r -> problem(r.why());
      case Refusal.BrakesBusy r -> ProblemException.unavailable(r.sentence());
      case Refusal.PricesBusy r -> ProblemException.unavailable(r.sentence());
      case Refusal.Interrupted r -> ProblemException.unavailable(r.sentence());
      // Marked, so that nobody takes one agent's haste for an outage that all others suffer from.
      case Refusal.AgentBusy r ->
          new ProblemException(
              Reason.UNAVAILABLE,
              r.sentence(),
              Map.of(ProblemMember.AGENT_BUSY, true),
              Duration.ofSeconds(1));
    };
  }

  private static Map<String, Object> brake(Refusal.Braked braked) {
    Map<String, Object> brake = new LinkedHashMap<>();
    brake.put("brake_id", braked.brakeId().toString());
    brake.put("scope", braked.scope().wire());
    if (braked.id() != null) {
      brake.put("id", braked.id());
    }
    brake.put("since", braked.since().toString());
    brake.put("reason", braked.reason());
    return brake;
  }
}
