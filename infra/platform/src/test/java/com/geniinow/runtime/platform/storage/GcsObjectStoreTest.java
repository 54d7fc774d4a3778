package com.geniinow.runtime.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.geniinow.runtime.servers.LocalServers;
import com.google.auth.ServiceAccountSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The adapter with Google's own client, against the local server of Google's API. */
class GcsObjectStoreTest {
  private static final ObjectType TYPE = new ObjectType("text/plain", "attachment");
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00.999Z");

  private final String name = UUID.randomUUID().toString();
  private InstantSource clock = InstantSource.system();
  private final GcsObjectStore store = store(settings());

  @AfterEach
  void close() throws Exception {
    LocalServers.shared().objectStore().goBy(InstantSource.system());
    LocalServers.shared().objectStore().start();
    store.close();
  }

  @Test
  void an_upload_of_many_chunks_is_read_back_whole() throws IOException {
    var content = new byte[3_500_000];
    new Random(1).nextBytes(content);

    try (var upload = store.create(name, TYPE)) {
      for (var at = 0; at < content.length; at += 50_000) {
        upload.write(content, at, Math.min(50_000, content.length - at));
      }
      assertThat(store.exists(name)).isFalse();
      upload.complete();
    }

    try (var read = store.read(name).orElseThrow()) {
      assertThat(read.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void an_empty_object_is_one() throws IOException {
    try (var upload = store.create(name, TYPE)) {
      upload.complete();
    }
    try (var read = store.read(name).orElseThrow()) {
      assertThat(read.readAllBytes()).isEmpty();
    }
  }

  @Test
  void what_is_closed_without_being_completed_leaves_nothing() {
    try (var upload = store.create(name, TYPE)) {
      upload.write(new byte[2_000_000], 0, 2_000_000);
    }

    assertThat(store.exists(name)).isFalse();
    assertThat(store.read(name)).isEmpty();
    assertThat(listed(name)).isEmpty();
  }

  @Test
  void a_name_that_is_taken_is_never_written_again() throws IOException {
    store.put(name, TYPE, bytes("first"));

    assertThatThrownBy(() -> store.put(name, TYPE, bytes("second")))
        .isInstanceOf(ObjectExistsException.class);
    assertThatThrownBy(
            () -> {
              try (var upload = store.create(name, TYPE)) {
                upload.write(bytes("third"), 0, 5);
                upload.complete();
              }
            })
        .isInstanceOf(ObjectExistsException.class);
    try (var read = store.read(name).orElseThrow()) {
      assertThat(read.readAllBytes()).isEqualTo(bytes("first"));
    }
  }

  @Test
  void deleting_what_is_gone_is_no_error_and_a_newer_object_is_spared() {
    store.put(name, TYPE, bytes("old"));
    var old = listed(name).getFirst();
    store.delete(name);
    store.delete(name);
    store.put(name, TYPE, bytes("new"));

    store.delete(old);

    assertThat(store.exists(name)).isTrue();
    assertThat(listed(name)).hasSize(1).doesNotContain(old);
  }

  @Test
  void a_list_is_in_order_and_says_how_old_each_object_is() {
    LocalServers.shared().objectStore().goBy(() -> NOON);
    for (var suffix : List.of("c", "a", "b")) {
      store.put(name + suffix, TYPE, bytes(suffix));
    }

    var objects = listed(name);

    assertThat(objects)
        .extracting(ObjectEntry::name)
        .containsExactly(name + "a", name + "b", name + "c");
    assertThat(objects).extracting(ObjectEntry::createdAt).containsOnly(NOON);
    assertThat(objects).extracting(ObjectEntry::sizeBytes).containsOnly(1L);
  }

  @Test
  void a_signed_url_is_good_for_900_seconds_and_not_for_one_more() {
    clock = () -> NOON;
    LocalServers.shared().objectStore().goBy(clock);
    store.put(name, TYPE, bytes("hello"));

    var signed = store.sign(name);

    // Signatures know whole seconds.
    assertThat(signed.expiresAt()).isEqualTo(Instant.parse("2026-03-15T12:15:00Z"));
    assertThat(fetch(signed.url()).body()).isEqualTo("hello");
    LocalServers.shared().objectStore().goBy(signed::expiresAt);
    assertThat(fetch(signed.url()).statusCode()).isEqualTo(200);
    LocalServers.shared().objectStore().goBy(() -> signed.expiresAt().plusSeconds(1));
    var dead = fetch(signed.url());
    assertThat(dead.statusCode()).isEqualTo(400);
    assertThat(dead.body()).contains("ExpiredToken");
    assertThat(signed.toString()).doesNotContain(name);
  }

  @Test
  void a_url_signed_by_somebody_else_shows_nothing() throws Exception {
    store.put(name, TYPE, bytes("hello"));
    var settings = new StorageSettings(settings().bucket(), settings().emulatorHost(), "", "");

    var own = GcsClients.credentials(settings);
    try (var stranger =
        new GcsObjectStore(
            GcsClients.client(settings, own, clock),
            settings.bucket(),
            GcsClients.signer(own),
            settings.emulatorHost())) {
      var answer = fetch(stranger.sign(name).url());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("SignatureDoesNotMatch").doesNotContain("hello");
    }
  }

  /** On Cloud Run there is no key: what signs there is Google's IAM, over the network. */
  @Test
  void without_a_key_here_whoever_can_sign_is_asked_and_may_be_away() throws Exception {
    store.put(name, TYPE, bytes("hello"));
    var key = GcsClients.signer(GcsClients.credentials(settings()));
    var iam = new RemoteSigner(key);
    var there =
        new GcsObjectStore(
            GcsClients.client(settings(), GcsClients.credentials(settings()), clock),
            settings().bucket(),
            iam,
            settings().emulatorHost());

    assertThat(fetch(there.sign(name).url()).body()).isEqualTo("hello");
    assertThat(iam.signatures).isEqualTo(1);
    iam.away = true;
    assertThatThrownBy(() -> there.sign(name)).isInstanceOf(ObjectStoreUnavailableException.class);
    there.close();
  }

  private static final class RemoteSigner implements ServiceAccountSigner {
    private final ServiceAccountSigner key;
    private int signatures;
    private boolean away;

    RemoteSigner(ServiceAccountSigner key) {
      this.key = key;
    }

    @Override
    public String getAccount() {
      return key.getAccount();
    }

    @Override
    public byte[] sign(byte[] toSign) {
      if (away) {
        throw new SigningException("IAM is away", new IOException());
      }
      signatures++;
      return key.sign(toSign);
    }
  }

  @Test
  void a_store_that_is_away_is_said_to_be() {
    LocalServers.shared().objectStore().stop();

    assertThatThrownBy(() -> store.exists(name))
        .isInstanceOf(ObjectStoreUnavailableException.class)
        .hasMessageNotContaining(name);
  }

  private List<ObjectEntry> listed(String prefix) {
    List<ObjectEntry> all = new ArrayList<>();
    store.list(prefix).forEachRemaining(all::add);
    return all;
  }

  @Test
  void what_is_in_a_locked_bucket_stays_and_one_that_is_not_locked_is_none() throws Exception {
    assertThatThrownBy(store::mustBeLocked)
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining("GENII_CHECKPOINT_BUCKET")
        .hasMessageContaining("retention");
    try (var locked = open(settings(), "locked-" + name)) {
      assertThatThrownBy(locked::mustBeLocked).hasMessageContaining("does not exist");
      locked.makeLockedBucket();
      locked.mustBeLocked();
      locked.put("kept", TYPE, bytes("a checkpoint"));

      assertThatThrownBy(() -> locked.delete("kept")).isInstanceOf(RuntimeException.class);
      try (var read = locked.read("kept").orElseThrow()) {
        assertThat(read.readAllBytes()).isEqualTo(bytes("a checkpoint"));
      }
    }
  }

  private GcsObjectStore store(StorageSettings settings) {
    var made = open(settings, settings.bucket());
    made.makeBucket();
    return made;
  }

  private GcsObjectStore open(StorageSettings settings, String bucket) {
    var credentials = GcsClients.credentials(settings);
    return new GcsObjectStore(
        GcsClients.client(settings, credentials, () -> clock.instant()),
        bucket,
        GcsClients.signer(credentials),
        settings.emulatorHost());
  }

  private static StorageSettings settings() {
    var environment = LocalServers.shared().storageEnvironment();
    return new StorageSettings(
        environment.get("GCS_BUCKET"),
        environment.get("STORAGE_EMULATOR_HOST"),
        "",
        environment.get("GOOGLE_APPLICATION_CREDENTIALS"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> fetch(URI url) {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
