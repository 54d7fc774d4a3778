package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.security.Caller;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * The OpenAPI document at {@code /v3/api-docs}, and a page to try it at {@code /swagger-ui.html}.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(SpringDocUtils.class)
public class GeniiOpenApiAutoConfiguration {
  private static final String BEARER = "bearer";

  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
  }

  @Bean
  @ConditionalOnMissingBean
  OpenAPI geniiOpenApi() {
    return new OpenAPI()
        .info(new Info().title("Genii Agent Isolation Runtime").version("1"))
        // Relative, so that the document is the same wherever it is read from.
        .servers(List.of(new Server().url("/")))
        .components(
            new Components()
                .addSecuritySchemes(
                    BEARER,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT"))
                .addSchemas(ProblemDocs.SCHEMA, ProblemDocs.schema()))
        .addSecurityItem(new SecurityRequirement().addList(BEARER));
  }

  @Bean
  GlobalOpenApiCustomizer geniiWords() {
    return new Words()::explain;
  }

  @Bean
  GlobalOperationCustomizer geniiOperations() {
    return (operation, handler) -> {
      var isCall = CallDocs.isCall(handler);
      if (isCall) {
        CallDocs.ask(operation, handler);
      }
      var described = ProblemDocs.describe(operation.operationId(operationId(handler)), handler);
      if (isCall) {
        CallDocs.answer(described, handler);
      }
      return described;
    };
  }

  /**
   * {@code redrive_cancel}: the same whatever other routes there are, as generated clients need.
   */
  private static String operationId(HandlerMethod handler) {
    var controller = handler.getBeanType().getSimpleName().replaceFirst("Controller$", "");
    return StringUtils.uncapitalize(controller) + "_" + handler.getMethod().getName();
  }

  @Bean
  ModelResolver geniiModels() {
    return new WireModels();
  }
}
