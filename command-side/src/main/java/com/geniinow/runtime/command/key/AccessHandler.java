package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.line.Now;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** What becomes of keys and tokens. */
@Component
class AccessHandler {
  private final Agents agents;
  private final Repository<AccessList> lists;
  private final AccessLists opened;
  private final RevocationTable revocations;
  private final Now now;

  AccessHandler(
      Agents agents,
      Repository<AccessList> lists,
      AccessLists opened,
      RevocationTable revocations,
      Now now) {
    this.agents = agents;
    this.lists = lists;
    this.opened = opened;
    this.revocations = revocations;
    this.now = now;
  }

  @CommandHandler
  void handle(CreateKey c) {
    agents.of(c).execute(agent -> agent.createKey(c.key(), c.by(), c.at()));
  }

  @CommandHandler
  void handle(RotateKey c) {
    agents
        .of(c)
        .execute(
            agent -> agent.rotateKey(c.keyId(), c.hash(), c.prefix(), c.overlap(), c.by(), c.at()));
  }

  @CommandHandler
  void handle(RevokeKey c) {
    agents.of(c).execute(agent -> agent.revokeKey(c.keyId(), c.by(), c.at()));
  }

  @CommandHandler
  Instant handle(RevokeTokens c) {
    var through = second();
    agents.of(c).execute(agent -> agent.revokeTokens(through, c.reason(), c.by(), c.at()));
    return through;
  }

  @CommandHandler
  Instant handle(RevokeSubject c) throws Exception {
    revocations.holdAlone(c.subject());
    var through = second();
    var list = opened.find();
    if (list == null) {
      lists.newInstance(() -> new AccessList(c.subject(), through, c.reason(), c.by(), c.at()));
    } else {
      list.execute(l -> l.revoke(c.subject(), through, c.reason(), c.by(), c.at()));
    }
    return through;
  }

  /** Dated once nobody is left who was let in before. */
  private Instant second() {
    return now.get().truncatedTo(ChronoUnit.SECONDS);
  }
}
