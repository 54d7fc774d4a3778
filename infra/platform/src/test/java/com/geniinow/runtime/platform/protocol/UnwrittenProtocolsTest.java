package com.geniinow.runtime.platform.protocol;

import static com.geniinow.runtime.platform.protocol.Protocols.COUNT_TOKENS;
import static com.geniinow.runtime.platform.protocol.Protocols.EMBEDDINGS;
import static com.geniinow.runtime.platform.protocol.Wire.OWN;
import static com.geniinow.runtime.platform.protocol.Wire.json;
import static com.geniinow.runtime.platform.protocol.Wire.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocols whose answers no model writes. */
class UnwrittenProtocolsTest {
  @Test
  void nothing_is_written_and_nothing_streamed() {
    for (var protocol : List.of(EMBEDDINGS, COUNT_TOKENS)) {
      var body = json("{'input':'hello world','stream':true,'max_tokens':7}");

      assertThat(protocol.isStreamed(body)).isFalse();
      assertThat(protocol.namedCap(body)).isNull();
      assertThat(protocol.leastCap(body)).isZero();
      assertThat(protocol.answer("m", body).writtenTokens()).isZero();
      assertThat(protocol.answer("m", body).capped()).isEmpty();
    }
  }

  @Test
  void embeddings_are_openai_s_and_say_what_they_read() {
    var reader = EMBEDDINGS.answer("text-embedding-3-small", json("{}"));

    reader.whole(json("{'model':'text-embedding-3-small','data':[],'usage':{'prompt_tokens':5}}"));

    assertThat(reader.usage())
        .isEqualTo(new ReportedUsage("text-embedding-3-small", 5L, null, null, 0L, null, null));
    assertThat(reader.isEnded()).isTrue();
    assertThat(EMBEDDINGS.kind()).isEqualTo(Kind.OPENAI);
    assertThat(EMBEDDINGS.path()).isEqualTo("/embeddings");
    assertThat(EMBEDDINGS.operation()).isEqualTo("embeddings");
    assertThat(EMBEDDINGS.promptTokens("text-embedding-3-small", json("{'input':'hello world'}")))
        .isEqualTo(2);
    assertThat(
            EMBEDDINGS.mostPromptTokens("text-embedding-3-small", json("{'input':'hello world'}")))
        .isEqualTo(11);
  }

  @Test
  void embeddings_that_say_nothing_of_their_use_have_said_nothing() {
    var reader = EMBEDDINGS.answer("text-embedding-3-small", json("{}"));

    reader.whole(json("{'data':[]}"));

    assertThat(reader.usage()).isNull();
  }

  @Test
  void only_the_model_s_name_is_changed() {
    assertThat(sent(EMBEDDINGS, "{'input':[1,2],'model':'m','dimensions':256}", OWN))
        .isEqualTo("{'input':[1,2],'model':'m-1','dimensions':256}");
    assertThat(
            sent(COUNT_TOKENS, "{'model':'m','messages':[]}", new Sending("c", 0, "x", true, true)))
        .isEqualTo("{'model':'c','messages':[]}");
  }

  @Test
  void a_count_of_tokens_costs_nothing() {
    var body = json("{'messages':[{'role':'user','content':'hello'}]}");
    var reader = COUNT_TOKENS.answer("claude-haiku-4-5", body);

    reader.whole(json("{'input_tokens':2095}"));

    assertThat(COUNT_TOKENS.promptTokens("claude-haiku-4-5", body)).isZero();
    assertThat(COUNT_TOKENS.mostPromptTokens("claude-haiku-4-5", body)).isZero();
    assertThat(reader.usage()).isEqualTo(new ReportedUsage(null, 0L, 0L, 0L, 0L, 0L, null));
    assertThat(COUNT_TOKENS.kind()).isEqualTo(Kind.ANTHROPIC);
    assertThat(COUNT_TOKENS.path()).isEqualTo("/v1/messages/count_tokens");
  }
}
