package com.geniinow.runtime.platform.model;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * What is known of a family of models: a row of {@code models.csv}, which names its sources.
 *
 * @param forEmbeddings whether it makes vectors of texts, and answers nothing
 * @param tokenizer counts a text as the model does, or more
 * @param exact whether it is the model's own tokenizer
 */
record ModelFamily(
    Pattern names,
    boolean forEmbeddings,
    ToLongFunction<String> tokenizer,
    boolean exact,
    Frame frame) {
  private static final List<ModelFamily> ALL =
      ModelData.rows("models.csv").stream().map(ModelFamily::of).toList();

  /**
   * Tokens of what the provider writes around a prompt's words.
   *
   * @param reply where the answer begins
   * @param message around each message
   * @param name more, for a message with a name
   * @param tools around all tools
   * @param tool more, for each
   * @param item around each word of a schema
   * @param format around a schema of the answer
   */
  record Frame(long reply, long message, long name, long tools, long tool, long item, long format) {
    private static Frame of(String[] columns) {
      var at = 3;
      return new Frame(
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at++]),
          Long.parseLong(columns[at]));
    }
  }

  /** The family of a model; the last row's where no other knows it. */
  static ModelFamily of(String model) {
    var name = ModelNames.family(model);
    return ALL.stream()
        .filter(family -> family.names.matcher(name).matches())
        .findFirst()
        .orElse(ALL.getLast());
  }

  private static ModelFamily of(String[] columns) {
    return new ModelFamily(
        Pattern.compile(columns[0]),
        columns[1].equals("embeddings"),
        Tokenizers.named(columns[2]),
        columns[2].endsWith("k_base"),
        Frame.of(columns));
  }
}
