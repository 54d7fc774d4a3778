package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiversTest {
  private static final Receivers OPEN = receivers(List.of(), false);

  private static Receivers receivers(List<String> hosts, boolean allowPrivate) {
    return new Receivers(
        hosts,
        allowPrivate,
        host ->
            switch (host) {
              case "nowhere.example" -> throw new UnknownHostException(host);
              case "inside.example" -> new InetAddress[] {InetAddress.getByName("10.0.0.7")};
              case "example.com" -> new InetAddress[] {InetAddress.getByName("93.184.216.34")};
              default -> InetAddress.getAllByName(host);
            });
  }

  @Test
  void any_host_of_the_world_is_called_where_none_is_listed() throws Exception {
    assertThat(OPEN.checked("https://example.com/a?b=c#d")).isEqualTo("https://example.com/a?b=c");
    assertThat(OPEN.checked("http://nowhere.example/")).isEqualTo("http://nowhere.example/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/{agent}/of|many",
        "https://example.com/a^b`c\\d",
        "https://example.com/?q={\"a\":[1]}&r=<x>|y",
        "https://EXAMPLE.com/%zz?%",
        "https://example.com/ü /#part",
      })
  void an_address_is_kept_in_characters_that_every_reader_takes(String url) throws Exception {
    mustBeKept(url);
  }

  @Test
  void also_one_with_characters_that_nothing_can_store() throws Exception {
    mustBeKept("https://example.com/\0/" + (char) 0xd800);
  }

  private static void mustBeKept(String url) throws Exception {
    var kept = OPEN.checked(url);
    assertThat(URI.create(kept)).hasHost("example.com").hasNoFragment();
    assertThat(OPEN.checked(kept)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "http://10.1.2.3/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "https://inside.example/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://user:pass@example.com/",
        "example.com",
        "https://",
        ""
      })
  void what_leads_inside_or_is_no_address_is_refused(String url) {
    assertThatThrownBy(() -> OPEN.checked(url)).isInstanceOf(WebhookPayloadException.class);
  }

  @Test
  void where_hosts_are_listed_no_other_is_called() throws Exception {
    var listed = receivers(List.of("example.com"), false);
    assertThat(listed.checked("https://example.com/")).isNotEmpty();
    assertThatThrownBy(() -> listed.checked("https://nowhere.example/"))
        .isInstanceOf(WebhookPayloadException.class);
  }

  @Test
  void inside_is_called_where_that_is_allowed() throws Exception {
    assertThat(receivers(List.of(), true).checked("http://127.0.0.1:8080/")).isNotEmpty();
    assertThatThrownBy(() -> receivers(List.of("example.com"), true).checked("http://127.0.0.1/"))
        .isInstanceOf(WebhookPayloadException.class);
  }
}
