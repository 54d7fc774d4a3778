package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.AllowedModels;
import com.geniinow.runtime.command.call.ProviderKinds;
import com.geniinow.runtime.command.price.ListedModels;
import com.geniinow.runtime.command.price.ListedModels.Listed;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.model.ModelNames;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.PathKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The models that an agent may call: those with a price whose provider is configured. */
@RestController
@RequestMapping("/v1/models")
@Tag(name = "gateway")
class ModelsController {
  private static final String BY_FORM = "In Anthropic's form where anthropic-version is sent.";
  private static final int USUAL = 1000; // all of them, as OpenAI's clients expect

  private final ListedModels listed;
  private final AllowedModels allowed;
  private final ProviderKinds kinds;

  ModelsController(ListedModels listed, AllowedModels allowed, ProviderKinds kinds) {
    this.listed = listed;
    this.allowed = allowed;
    this.kinds = kinds;
  }

  @Operation(summary = "The models that this agent may call, by name", description = BY_FORM)
  @GetMapping
  @Allow(Role.AGENT)
  ObjectNode list(
      @RequestParam(required = false) @Min(1) @Max(USUAL) @Nullable Integer limit,
      @RequestParam(name = "after_id", required = false) @Size(max = 512) @Nullable String afterId,
      @RequestParam(name = "before_id", required = false) @Size(max = 512) @Nullable String beforeId,
      HttpServletRequest request) {
    var models =
        models().stream()
            .filter(one -> afterId == null || one.model().compareTo(afterId) > 0)
            .filter(one -> beforeId == null || one.model().compareTo(beforeId) < 0)
            .toList();
    int most = limit == null ? USUAL : limit;
    var from = beforeId == null ? 0 : Math.max(0, models.size() - most);
    var page = models.subList(from, Math.min(models.size(), from + most));
    return ModelForms.of(request).list(page, page.size() < models.size());
  }

  @Operation(summary = "One model, if this agent may call it", description = BY_FORM)
  @GetMapping("/{model}")
  @Allow(Role.AGENT)
  ObjectNode model(@PathVariable String model, HttpServletRequest request) {
    var name = PathKey.checked("model", model);
    var models = served();
    // A dated variant that isn't listed goes with its family.
    var one =
        Stream.of(name, ModelNames.undated(name))
            .flatMap(id -> models.stream().filter(known -> known.model().equals(id)))
            .findFirst()
            .orElseThrow(() -> new Refusal.NoModel(name).exception());
    if (!allowed.of(Caller.current().agentId()).test(name)) {
      throw new Refusal.ModelNotAllowed(name).exception();
    }
    return ModelForms.of(request).one(new Listed(name, one.price(), one.validFrom()));
  }

  private List<Listed> models() {
    var may = allowed.of(Caller.current().agentId());
    return served().stream().filter(one -> may.test(one.model())).toList();
  }

  private List<Listed> served() {
    listed.lookAgain(); // who has just set a price looks for it
    return listed.all().stream().filter(one -> kinds.of(one.price().provider()) != null).toList();
  }
}
