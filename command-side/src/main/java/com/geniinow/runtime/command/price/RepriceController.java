package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Has uses charged by another price than that of their hold. */
@RestController
@Tag(name = "prices")
class RepriceController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final RepriceTable table;

  RepriceController(AgentLine line, Now now, Supplier<UUID> ids, RepriceTable table) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.table = table;
  }

  @Operation(
      summary = "Charge uses of a model by a version of its price, by corrections",
      description =
          "Of all agents, by the time of their holds, from inclusive and to exclusive. Each use is"
              + " corrected once per version, so that the same order again changes nothing. What is"
              + " still held then settles at the version of its hold: order again once it has"
              + " ended. A dry run only counts. GET /api/prices/reprices/{id} shows how far it has come.")
  @PostMapping("/api/prices/{model}/reprice")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(Role.ADMIN)
  Ordered order(
      @PathVariable @NotBlank @Size(max = 100) String model,
      @Valid @RequestBody RepriceRequest request,
      Caller caller) {
    var from = request.from().truncatedTo(ChronoUnit.MICROS);
    var to = request.to().truncatedTo(ChronoUnit.MICROS);
    if (!from.isBefore(to)) {
      throw ProblemException.invalidField("from", "must be before to");
    }
    var id = ids.get();
    line.send(
        new OrderReprice(
            id,
            model,
            request.version(),
            from,
            to,
            Boolean.TRUE.equals(request.dryRun()),
            request.reason(),
            caller.subject(),
            now.get()));
    return new Ordered(id);
  }

  @Operation(summary = "Show how far an order to reprice has come")
  @GetMapping("/api/prices/reprices/{id}")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.STORE)
  Reprice progress(@PathVariable UUID id) {
    return table.find(id).orElseThrow(() -> ProblemException.notFound("reprice", id));
  }

  record Ordered(UUID repriceId) {}

  record RepriceRequest(
      @NotNull Instant from,
      @NotNull Instant to,
      @NotNull @Positive Integer version,
      @NotBlank @Size(max = 1000) String reason,
      @Nullable Boolean dryRun) {}
}
