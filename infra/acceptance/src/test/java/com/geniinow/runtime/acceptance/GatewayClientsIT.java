package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.testing.Needed;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents written with other people's libraries, connected by a base URL and a key alone. */
class GatewayClientsIT {
  private static final Path SOURCES = Path.of("src/test/node/clients");
  private static final Path INSTALLED = Path.of("target/node/clients");

  private final String marker = "marked-" + UUID.randomUUID();
  private final TestAgent agent =
      TestAgent.provision(Map.of("monthly_token_limit", 1_000_000, "monthly_cost_limit_usd", 50));

  @BeforeEach
  void stubs() {
    new ModelStubs(RunningSystem.get().openAi(), marker).set();
  }

  @ParameterizedTest
  @CsvSource({"openai.mjs, 8", "anthropic.mjs, 3", "vercel.mjs, 4", "langchain.mjs, 3"})
  void a_program_for_node_runs_as_it_would_anywhere(String program, int calls) throws Exception {
    install();

    var output =
        new Programs(INSTALLED)
            .must(
                List.of("node", program),
                Map.of(
                    "GENII_URL", RunningSystem.get().url(),
                    "GENII_KEY", key(),
                    "GENII_MARKER", marker));

    assertThat(output).contains("ok");
    assertThat(calls()).hasSizeGreaterThanOrEqualTo(calls);
    assertThat(reserved()).isZero();
    assertThat(used()).isEqualTo(calls().stream().mapToLong(call -> call).sum());
  }

  @Test
  void the_agent_that_the_docs_show_runs_as_it_stands() throws Exception {
    install();
    Files.writeString(INSTALLED.resolve("agent.mjs"), shown());

    var output =
        new Programs(INSTALLED)
            .must(
                List.of("node", "agent.mjs", marker + ": what is the weather in Oslo?"),
                Map.of("GENII_URL", RunningSystem.get().url(), "GENII_KEY", key()));

    assertThat(output).contains("It snows in Oslo.");
    assertThat(calls()).hasSize(2);
  }

  private static String shown() throws IOException {
    var page = Files.readString(Path.of("../../docs/clients.md"));
    var from = page.indexOf("```javascript", page.indexOf("## An agent with tools"));
    return page.substring(page.indexOf('\n', from) + 1, page.indexOf("\n```", from));
  }

  @Test
  void openai_java_calls_a_tool_in_a_loop() {
    var client = client();
    var request =
        ChatCompletionCreateParams.builder()
            .model("gpt-4o")
            .maxCompletionTokens(200)
            .addTool(
                ChatCompletionFunctionTool.builder()
                    .function(
                        FunctionDefinition.builder()
                            .name("weather")
                            .parameters(
                                FunctionParameters.builder()
                                    .putAdditionalProperty("type", JsonValue.from("object"))
                                    .build())
                            .build())
                    .build())
            .addUserMessage(marker + ": what is the weather in Oslo?");
    var asks = client.chat().completions().create(request.build()).choices().getFirst().message();
    request.addMessage(asks);
    for (var call : asks.toolCalls().orElseThrow()) {
      request.addMessage(
          ChatCompletionToolMessageParam.builder()
              .toolCallId(call.asFunction().id())
              .content("4 degrees, snow")
              .build());
    }
    var said = client.chat().completions().create(request.build()).choices().getFirst().message();

    assertThat(said.content()).contains("It snows in Oslo.");
    assertThat(calls()).hasSize(2);
  }

  @Test
  void openai_java_hears_which_field_is_not_taken() {
    var client = client();
    var request =
        ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(marker).n(2).build();

    assertThatThrownBy(() -> client.chat().completions().create(request))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> {
              assertThat(e.code()).contains("unsupported_field");
              assertThat(e.param()).contains("n");
            });
  }

  private OpenAIClient client() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(RunningSystem.get().url() + "/v1")
        .apiKey(key())
        .build();
  }

  private String key() {
    var made =
        Caller.admin()
            .post("/api/agents/" + agent.id() + "/keys", Map.of("name", "its own program"));
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    return made.text("key");
  }

  private List<Long> calls() {
    var listed = agent.token().get("/api/agents/" + agent.id() + "/calls");
    return listed
        .body()
        .path("items")
        .valueStream()
        .map(call -> call.path("tokens").longValue())
        .toList();
  }

  private long used() {
    return agent.quota().body().path("monthly_tokens_used").longValue();
  }

  private long reserved() {
    return agent.quota().body().path("monthly_tokens_reserved").longValue();
  }

  private static void install() throws IOException {
    Files.createDirectories(INSTALLED);
    try (var files = Files.list(SOURCES)) {
      for (var file : files.toList()) {
        Files.copy(
            file, INSTALLED.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Needed.packages(INSTALLED, "--legacy-peer-deps");
  }
}
