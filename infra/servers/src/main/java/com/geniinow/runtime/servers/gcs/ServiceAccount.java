package com.geniinow.runtime.servers.gcs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service account of the local object store: a file as Google gives out, made once, which only
 * the user who runs this can read.
 */
public final class ServiceAccount {
  private static final String EMAIL = "genii@local.iam.gserviceaccount.com";
  private static final int KEY_BITS = 2048;
  private static final int LINE = 64;

  private final Path file;
  private final PublicKey publicKey;

  private ServiceAccount(Path file, PublicKey publicKey) {
    this.file = file;
    this.publicKey = publicKey;
  }

  /** The one in this file, made at the first call. */
  public static ServiceAccount in(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return new ServiceAccount(file, publicKey(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** What {@code GOOGLE_APPLICATION_CREDENTIALS} is set to. */
  public Path file() {
    return file;
  }

  /** What the object store checks its signatures with. */
  public Map<String, PublicKey> signer() {
    return Map.of(EMAIL, publicKey);
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    var key = generator.generateKeyPair().getPrivate().getEncoded();
    var pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n";
    var account = JsonMapper.shared().createObjectNode();
    account.put("type", "service_account");
    account.put("project_id", "local");
    account.put("private_key_id", "local");
    account.put("private_key", pem);
    account.put("client_email", EMAIL);
    account.put("client_id", "1");
    account.put("token_uri", "http://127.0.0.1:1/token");
    var beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(beside, JsonMapper.shared().writeValueAsBytes(account));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static PublicKey publicKey(Path file) throws IOException, GeneralSecurityException {
    var account = JsonMapper.shared().readTree(Files.readAllBytes(file));
    var pem = account.path("private_key").asString("").replaceAll("-----[^-]+-----|\\s", "");
    var keys = KeyFactory.getInstance("RSA");
    var key =
        (RSAPrivateCrtKey)
            keys.generatePrivate(
                new PKCS8EncodedKeySpec(
                    Base64.getDecoder().decode(pem.getBytes(StandardCharsets.US_ASCII))));
    return keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
  }
}
