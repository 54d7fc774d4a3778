package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.ReembeddingTable.Text;
import com.geniinow.runtime.command.memory.TendMemories.Anew;
import com.geniinow.runtime.platform.embedding.Embedder;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Embeds texts for one run of the job. A text that the model refuses is left out, so that it holds
 * up no other; a model that refuses whatever it is given is none of the texts' fault.
 */
final class AnewTexts {
  private final Embedder model;
  private final EmbeddingTimer timer;
  private boolean takesTexts;

  AnewTexts(Embedder model, EmbeddingTimer timer) {
    this.model = model;
    this.timer = timer;
  }

  /** What became of some texts. */
  record Answer(List<Anew> anew, List<UUID> refused) {}

  /**
   * Embeds texts, all at once where none is refused.
   *
   * @throws EmbeddingException where it is not about a text
   */
  Answer embed(List<Text> texts) {
    List<float[]> vectors;
    try {
      vectors = timer.time(model, texts.stream().map(t -> fitting(t.text())).toList()).vectors();
      takesTexts = true;
    } catch (EmbeddingException e) {
      if (e.refusal() == null) {
        throw e;
      }
      return texts.size() == 1 ? without(texts.getFirst()) : inHalves(texts);
    }
    List<Anew> anew = new ArrayList<>();
    for (var i = 0; i < vectors.size(); i++) {
      anew.add(new Anew(texts.get(i).memoryId(), vectors.get(i)));
    }
    return new Answer(anew, List.of());
  }

  private Answer inHalves(List<Text> texts) {
    var first = embed(texts.subList(0, texts.size() / 2));
    var second = embed(texts.subList(texts.size() / 2, texts.size()));
    List<Anew> anew = new ArrayList<>(first.anew());
    anew.addAll(second.anew());
    List<UUID> refused = new ArrayList<>(first.refused());
    refused.addAll(second.refused());
    return new Answer(anew, refused);
  }

  private Answer without(Text text) {
    if (!takesTexts) {
      timer.time(model, List.of("a text that no model refuses"));
      takesTexts = true;
    }
    return new Answer(List.of(), List.of(text.memoryId()));
  }

  /** The new model may take less of a text than the old one did: then its beginning counts. */
  private String fitting(String text) {
    var fits = text;
    while (model.countTokens(fits) > model.maxTokens()) {
      fits =
          fits.substring(0, fits.offsetByCodePoints(0, fits.codePointCount(0, fits.length()) / 2));
    }
    return fits;
  }
}
