package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Credential;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.work.ChainEnds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The first statement of every command's transaction, in one round trip and before any aggregate is
 * loaded: sets the tenant that row-level security checks, takes the agent's advisory lock until
 * commit, and learns how far the agent's streams have come and whether its caller is still let in.
 */
public final class EnterAgent implements MessageHandlerInterceptor<CommandMessage<?>> {
  private static final String CALLER = Caller.class.getName();

  private final JdbcClient jdbc;
  private final Now now;

  public EnterAgent(JdbcClient jdbc, Now now) {
    this.jdbc = jdbc;
    this.now = now;
  }

  /** A message that says who calls on this thread. */
  static CommandMessage<?> withCaller(AgentCommand<?> command) {
    CommandMessage<?> message = GenericCommandMessage.asCommandMessage(command);
    return Caller.find()
        .<CommandMessage<?>>map(caller -> message.andMetaData(Map.of(CALLER, caller)))
        .orElse(message);
  }

  private static @Nullable Credential credential(@Nullable Caller caller) {
    return caller == null ? null : caller.credential();
  }

  @Override
  public Object handle(UnitOfWork<? extends CommandMessage<?>> unitOfWork, InterceptorChain chain)
      throws Exception {
    if (!(unitOfWork.getMessage().getPayload() instanceof AgentCommand<?> command)) {
      throw new IllegalStateException(
          unitOfWork.getMessage().getPayloadType() + " does not name an agent");
    }
    var caller = unitOfWork.getMessage().getMetaData().get(CALLER) instanceof Caller c ? c : null;
    Answer answer;
    // Before its own locks, since a share of it comes with those.
    var alone = command.holdsAlone();
    if (alone != null) {
      HeldAlone.hold(jdbc, alone, new Refusal.LimitsBusy());
    }
    try {
      answer = ask(command, caller);
    } catch (DataAccessException e) {
      // Another process has had the agent's turn for longer than anybody waits: no outage.
      throw Conflicts.isLockTimeout(e) ? new Refusal.AgentBusy().exception() : e;
    }
    if (command.needsItsCaller()) {
      mustBeLetIn(credential(caller), answer);
    }
    if (credential(caller) instanceof Credential.Key key) {
      ActingKey.note(key.keyId());
    }
    answer.entry().enter();
    return chain.proceed();
  }

  /**
   * What the statement found.
   *
   * @param voidThrough the last second whose tokens of this caller are void; null for none
   * @param keyUntil from when the caller's key opens nothing; null where it doesn't now
   */
  private record Answer(
      AgentEntry entry, @Nullable Instant voidThrough, @Nullable Instant keyUntil) {}

  /** Nothing that takes the right back can commit before the command ends: it waits for a lock. */
  private void mustBeLetIn(@Nullable Credential credential, Answer answer) {
    var isLetIn =
        switch (credential) {
          case null -> true;
          case Credential.Token token -> !token.isVoid(answer.voidThrough());
          case Credential.Key key ->
              answer.keyUntil() != null && now.get().isBefore(answer.keyUntil());
        };
    if (!isLetIn) {
      throw new Refusal.NotLetIn().exception();
    }
  }

  private Answer ask(AgentCommand<?> command, @Nullable Caller caller) {
    var agentId = command.agentId();
    return jdbc.sql(
            """
            SELECT o_entity, o_agent_version, o_quota_version, o_prices, o_void_through, o_key_until,
              o_braked, o_budgeted,
              o_entry, o_entry_hash, o_concurrency
            FROM genii_enter_line(?, ?, ?, ?, ?)""")
        .param(1, agentId)
        .param(2, command.secondStream())
        .param(3, command.newEntityId())
        // Their type is said, or each null after a text would have the statement parsed again.
        .param(
            4,
            caller == null || caller.role() == Role.AGENT ? null : caller.subject(),
            Types.VARCHAR)
        .param(
            5, credential(caller) instanceof Credential.Key key ? key.hash() : null, Types.VARCHAR)
        .query(
            (row, n) ->
                new Answer(
                    new AgentEntry(
                        agentId,
                        command.secondStream(),
                        row.getObject(1, UUID.class),
                        version(row, 2),
                        version(row, 3),
                        version(row, 4),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        end(row),
                        row.getObject(11, Integer.class)),
                    instant(row, 5),
                    instant(row, 6)))
        .single();
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static ChainEnds.End end(ResultSet row) throws SQLException {
    var hash = row.getString(10);
    return new ChainEnds.End(row.getLong(9), hash == null ? "" : hash);
  }

  private static long version(ResultSet row, int column) throws SQLException {
    long version = row.getLong(column);
    return row.wasNull() ? -1 : version;
  }
}
