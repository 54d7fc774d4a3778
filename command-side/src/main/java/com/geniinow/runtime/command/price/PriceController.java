package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.price.PriceView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sets prices. */
@RestController
@Tag(name = "prices")
class PriceController {
  /** What a client's clock or a slow way may make of 'now'. */
  private static final Duration NOW = Duration.ofMinutes(1);

  private final AgentLine line;
  private final Now now;
  private final ListedModels listed;

  PriceController(AgentLine line, Now now, ListedModels listed) {
    this.line = line;
    this.now = now;
    this.listed = listed;
  }

  @Operation(
      summary = "Set what a model costs, as a new version of its price",
      description =
          "What is left out stays as it is in the model's last version, null is unknown from now on."
              + " Nothing is overwritten: what was held before stays at the price of its moment. A"
              + " slash in a model's name is written %2F.")
  @PutMapping("/api/prices/{model}")
  @Allow(Role.ADMIN)
  PriceView set(
      @PathVariable @NotBlank @Size(max = 100) String model,
      @Valid @RequestBody PriceRequest request,
      Caller caller) {
    var at = now.get();
    var from = at(request.validFrom(), at);
    var set =
        line.send(
            new SetPrice(model, request.change(), from, request.reason(), caller.subject(), at));
    listed.forget();
    return PriceView.of(set);
  }

  private static @Nullable Instant at(@Nullable Instant from, Instant now) {
    if (from != null && from.isBefore(now.minus(NOW))) {
      throw ProblemException.invalidField("valid_from", "must not be in the past");
    }
    return from == null ? null : from.truncatedTo(ChronoUnit.MICROS);
  }
}
