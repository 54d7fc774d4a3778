package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a form says of its file before the file has come. */
class UploadFormTest {
  private static final String TYPE = "multipart/form-data; boundary=" + FileClient.BOUNDARY;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 100_000})
  void a_known_length_bounds_the_file_to_within_what_may_follow_it(int size) {
    for (var task : new String[] {null, UUID.randomUUID().toString()}) {
      var form = FileClient.form("ü.txt", new byte[size], task);

      var part = open(form, form.length).file();

      assertThat(part.atLeast()).isLessThanOrEqualTo(size);
      assertThat(part.atMost()).isBetween((long) size, size + 2L);
      assertThat(part.atMost() - part.atLeast()).isLessThanOrEqualTo(2 + 1024);
      assertThat(part.name()).isEqualTo("ü.txt");
    }
  }

  @Test
  void an_unknown_length_may_be_anything_up_to_the_limit() {
    var part = open(FileClient.form("a", new byte[10], null), -1).file();

    assertThat(part.atLeast()).isEqualTo(1);
    assertThat(part.atMost()).isEqualTo(50L << 20);
  }

  @Test
  void a_form_that_says_it_is_too_long_is_refused_unread() {
    assertThatThrownBy(
            () ->
                UploadForm.open(
                    TYPE,
                    (50L << 20) + (64 << 10) + 1,
                    () -> {
                      throw new AssertionError("read");
                    }))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(413));
  }

  @Test
  void a_length_that_leaves_no_doubt_is_refused_before_the_file_is_read() {
    var form = FileClient.form("a", new byte[10], null);

    assertThatThrownBy(() -> open(form, (50L << 20) + 5000).file())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(413));
  }

  @Test
  void names_are_taken_from_every_way_to_write_them() {
    assertThat(name("filename=\"a b.txt\"")).isEqualTo("a b.txt");
    assertThat(name("filename=plain.txt")).isEqualTo("plain.txt");
    assertThat(name("filename=\"x\"; filename*=UTF-8''%e2%82%ac.txt")).isEqualTo("€.txt");
    assertThat(name("filename=\"quo\\\"te.txt\"")).isEqualTo("quo\"te.txt");
    assertThat(name("filename=\"=?utf-8?B?4oKsLnR4dA==?=\"")).isEqualTo("€.txt");
    assertThat(name("filename*=ISO-8859-1''%e4.txt")).isEqualTo("ä.txt");
    assertThat(name("filename=\"was \uFFFD before\"")).isEqualTo("was \uFFFD before");
    assertThat(name("filename*=UTF-8''%ef%BF%bd")).isEqualTo("\uFFFD");
    assertThat(name("filename=\"a; filename*=UTF-8''%c0%80\""))
        .isEqualTo("a; filename*=UTF-8''%c0%80");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "filename=\"nul\u0000.txt\"",
        "filename*=UTF-8''%00x",
        "filename*=UTF-8''%c0%80",
        "filename*=UTF-8''%ff.txt",
        "filename*=UTF-8''a%ed%a0%80b",
        "filename*=\"UTF-8''%ff.txt\"",
        "filename*=UTF-8''%ef%bf%bd%ff",
        "filename*=UTF-8''%f0%ef%bf%bd",
        "filename=\"\uFFFD\"; filename*=UTF-8''%ff",
        "filename*=UTF-8''%ff; filename=\"\uFFFD\"",
        "filename*=%ff",
        "filename=\"=?utf-8?B?wIA=?=\"",
        "filename=\"=?utf-8?Q?a=ff?=\"",
        "filename=\" \"",
        "filename=\"\u200B\"",
        "filename=\"\u00A0\"",
        "filename=\"\uDB40\uDC41\""
      })
  void a_name_is_refused_and_never_changed(String parameter) {
    assertThatThrownBy(() -> name(parameter))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00C3", "a\u00FFb", "\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00E4.txt"})
  void bytes_that_are_no_utf_8_are_no_name(String bytes) {
    assertThatThrownBy(
            () ->
                PartHeaders.parse(
                        "Content-Disposition: form-data; name=\"file\"; filename=\""
                            + bytes
                            + "\"\r\n\r\n")
                    .fileName())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  private static String name(String parameter) {
    return PartHeaders.parse(
            new String(
                ("Content-Disposition: form-data; name=\"file\"; " + parameter + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1))
        .fileName();
  }

  private static UploadForm open(byte[] form, long length) {
    return UploadForm.open(TYPE, length, () -> new ByteArrayInputStream(form));
  }
}
