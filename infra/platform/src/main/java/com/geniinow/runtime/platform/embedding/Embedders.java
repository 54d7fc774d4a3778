package com.geniinow.runtime.platform.embedding;

import java.util.Optional;

/** The embedding models at hand. */
public interface Embedders {
  /** The one that new memories are embedded with. */
  Embedder current();

  /** A model by its name: the current one, or one that older memories were embedded with. */
  Optional<Embedder> find(String model);

  /** One model and no other. */
  static Embedders of(Embedder only) {
    return new Embedders() {
      @Override
      public Embedder current() {
        return only;
      }

      @Override
      public Optional<Embedder> find(String model) {
        return model.equals(only.model()) ? Optional.of(only) : Optional.empty();
      }
    };
  }
}
