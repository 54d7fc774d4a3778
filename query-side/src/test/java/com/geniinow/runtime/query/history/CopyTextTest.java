package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.testing.Property;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;

/** Rows on their way into COPY. */
class CopyTextTest {
  @Test
  void a_row_is_a_line_with_tabs_between_its_columns_and_a_sign_for_null() {
    var rows = List.of(new Row().put("a", "x").put("b", null), new Row().put("b", "").put("a", 1));

    assertThat(text(List.of("a", "b", "c"), rows)).isEqualTo("x\t\\N\t\\N\n1\t\t\\N\n");
  }

  @Test
  void what_means_something_to_copy_is_escaped() {
    var row = new Row().put("a", "\\N").put("b", "a\tb\nc\rd\\").put("c", "ü😀\b");

    assertThat(text(List.of("a", "b", "c"), List.of(row)))
        .isEqualTo("\\\\N\ta\\tb\\nc\\rd\\\\\tü😀\b\n");
  }

  @Test
  void no_rows_are_no_text() {
    assertThat(text(List.of("a"), List.of())).isEmpty();
  }

  @Test
  void many_rows_are_all_there_in_their_order() {
    var rows = new ArrayList<Row>();
    var expected = new StringBuilder();
    for (var n = 0; n < 5_000; n++) {
      rows.add(new Row().put("a", n).put("b", "ü".repeat(40)));
      expected.append(n).append('\t').append("ü".repeat(40)).append('\n');
    }

    assertThat(text(List.of("a", "b"), rows)).isEqualTo(expected.toString());
  }

  @Test
  void postgresql_reads_back_any_text_as_it_was() {
    try (var session = Session.open(Database.system())) {
      var jdbc = session.template();
      jdbc.execute("CREATE TEMPORARY TABLE copied (n int, t text)");
      Property.holds(
          30,
          random -> {
            var texts = Property.list(random, 1, 30, CopyTextTest::text);
            var rows = new ArrayList<Row>();
            texts.forEach(text -> rows.add(new Row().put("n", rows.size()).put("t", text)));
            ConnectionCallback<Long> copy =
                connection -> {
                  var in = CopyText.of(List.of("n", "t"), rows);
                  var api = connection.unwrap(PGConnection.class).getCopyAPI();
                  try {
                    return api.copyIn("COPY copied (n, t) FROM STDIN", in);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                };
            jdbc.execute("TRUNCATE copied");

            assertThat(jdbc.execute(copy)).isEqualTo(texts.size());
            assertThat(jdbc.queryForList("SELECT t FROM copied ORDER BY n", String.class))
                .isEqualTo(texts);
          });
    }
  }

  /** Null, or characters that COPY, lines or UTF-8 make something of. */
  private static String text(Random random) {
    var characters = "\\\t\n\r\b\f\u000b\u0001Nn.tü€x \"'";
    var text = new StringBuilder(random.nextInt(4) == 0 ? "😀" : "");
    for (var left = random.nextInt(12); left > 0; left--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return random.nextInt(10) == 0 ? null : text.toString();
  }

  private static String text(List<String> columns, List<Row> rows) {
    try (var in = CopyText.of(columns, rows)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
