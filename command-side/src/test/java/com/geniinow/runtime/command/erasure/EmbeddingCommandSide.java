package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.TestEmbedders;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A command side with the keys that are stored, and with a model of its own process to embed. */
final class EmbeddingCommandSide {
  private EmbeddingCommandSide() {}

  /** Starts it; settings come from the environment. */
  public static void main(String[] arguments) {
    new SpringApplicationBuilder(CommandSideApplication.class)
        .initializers(
            context ->
                context.getBeanFactory().registerSingleton("embedders", TestEmbedders.SHARED))
        .run(arguments);
  }
}
