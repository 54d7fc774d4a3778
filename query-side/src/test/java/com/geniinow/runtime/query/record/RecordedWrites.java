package com.geniinow.runtime.query.record;

import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;

/**
 * Stands in for a database: keeps what is written, and answers every question with what it is told.
 */
public final class RecordedWrites {
  /** One flush: its statements as one text, and their parameters in order. */
  public record Written(String sql, List<@Nullable Object> parameters) {}

  private final List<Written> written = new ArrayList<>();
  private final Supplier<List<?>> answers;

  public RecordedWrites(Supplier<List<?>> answers) {
    this.answers = answers;
  }

  /** Everything that was flushed, in order. */
  public List<Written> written() {
    return written;
  }

  /** The connection that projectors see. */
  public JdbcOperations jdbc() {
    return proxy(
        JdbcOperations.class,
        (name, arguments) ->
            switch (name) {
              case "query" -> answers.get();
              case "execute" -> {
                var parameters = new ArrayList<@Nullable Object>();
                var callback = (PreparedStatementCallback<?>) arguments[1];
                var result = callback.doInPreparedStatement(statement(parameters));
                written.add(new Written((String) arguments[0], parameters));
                yield result;
              }
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private static PreparedStatement statement(List<@Nullable Object> parameters) {
    return proxy(
        PreparedStatement.class,
        (name, arguments) ->
            switch (name) {
              case "setObject" -> {
                parameters.add(arguments[1]);
                yield null;
              }
              case "getUpdateCount" -> 1;
              case "execute", "getMoreResults" -> false;
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private interface Call {
    @Nullable Object answer(String name, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.answer(method.getName(), arguments)));
  }
}
