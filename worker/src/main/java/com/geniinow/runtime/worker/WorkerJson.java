package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.provider.AnswerBounds;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a worker reads and writes JSON: numbers with all their digits, since payloads and results are
 * others', and deeper and longer than anything the runtime takes in today or took in once. Bounded
 * all the same: what others answer is read into memory whole, and many small elements take fifty
 * times their bytes there.
 */
final class WorkerJson {
  private static final int DEPTH = 1_000;
  private static final int NUMBER = 10_000; // characters

  private WorkerJson() {}

  static JsonMapper mapper() {
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(NUMBER)
                    .maxDocumentLength(AnswerBounds.CHAT.bytes())
                    .maxTokenCount(AnswerBounds.CHAT.elements())
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }
}
