package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The Ed25519 key that checkpoints are signed with. Who has its public half, and had it before,
 * needs to trust nothing else to know that a checkpoint is the runtime's.
 *
 * @param kid names it: the first 32 hexadecimal digits of the SHA-256 of the public key
 * @param publicKey in the form of X.509, in base64
 */
record SigningKey(String kid, String publicKey, KeyPair pair) {
  static final String ALGORITHM = "Ed25519";
  static final String SETTING = "GENII_CHECKPOINT_KEY";
  private static final int SEED = 32;

  /**
   * The key that is configured.
   *
   * @param pkcs8 the private key as {@code openssl genpkey -algorithm ed25519 -outform DER |
   *     base64} prints it
   * @throws WrongSettingException when it is none
   */
  static SigningKey of(String pkcs8) {
    try {
      var der = Base64.getMimeDecoder().decode(pkcs8.strip());
      var key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
      if (key instanceof EdECPrivateKey secret) {
        return ofSeed(secret.getBytes().orElseThrow());
      }
      throw wrong();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw wrong();
    }
  }

  private static WrongSettingException wrong() {
    return new WrongSettingException(
        SETTING
            + " must be an Ed25519 private key, PKCS #8 in base64: openssl genpkey -algorithm"
            + " ed25519 -outform DER | base64 -w0");
  }

  /** The key of these 32 bytes. */
  static SigningKey ofSeed(byte[] seed) {
    if (seed.length != SEED) {
      throw new IllegalArgumentException("an Ed25519 key is made of " + SEED + " bytes");
    }
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
      var pair = generator.generateKeyPair();
      var encoded = pair.getPublic().getEncoded();
      var kid = HexFormat.of().formatHex(MerkleTree.sha256(encoded)).substring(0, 32);
      return new SigningKey(kid, Base64.getEncoder().encodeToString(encoded), pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK from 15 up has Ed25519", e);
    }
  }

  /** The signature of a text, in base64. */
  String sign(String text) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key signs anything", e);
    }
  }

  /** Whether a key signed a text; false too where the key or the signature is none. */
  static boolean signed(String publicKey, String text, String signature) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(decode(publicKey));
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static PublicKey decode(String publicKey) throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM)
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
  }

  /** The JDK makes a public key only of a private one that it draws: so it draws this one. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Fixed(byte[] seed) {
      this.seed = Arrays.copyOf(seed, seed.length);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  /** Without the private half. */
  @Override
  public String toString() {
    return "SigningKey[" + kid + "]";
  }
}
