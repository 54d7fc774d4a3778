package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes configured prices into the book before anything can be held. */
@Component
class PriceBookStart {
  private static final Logger log = LoggerFactory.getLogger(PriceBookStart.class);

  /** Each waits for a second at most. */
  private static final int TRIES = 60;

  private final PriceSettings settings;
  private final AgentLine line;
  private final Now now;

  PriceBookStart(PriceSettings settings, AgentLine line, Now now) {
    this.settings = settings;
    this.line = line;
    this.now = now;
  }

  private List<String> send() {
    for (int n = 1; ; n++) {
      try {
        return line.send(new OpenPriceBook(settings.prices(), now.get()));
      } catch (RefusedException e) {
        if (n == TRIES || !e.refusal().isPassing()) {
          throw e;
        }
      }
    }
  }

  void open() {
    var differing = send();
    if (!differing.isEmpty()) {
      log.warn(
          "Configured prices differ from the price book, which counts: {}. PUT /api/prices/<model>"
              + " sets them.",
          String.join(", ", differing));
    }
  }
}
