package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key that signs heads, as a signed-note key: {@code keys/log.pub} holds the verifier
 * key {@code name+id+base64(1 | public key)}, {@code keys/log.key} the signer key {@code
 * PRIVATE+KEY+name+id+base64(1 | seed)}, each a line. The name is {@code odeon/} and the first 16
 * hex digits of SHA-256(public key). Any thread may use it.
 */
public final class HeadKey {
  /** The file of the public part, in the folder {@code keys}. */
  public static final String PUBLIC_FILE = "log.pub";

  /** The file of the private part, in the folder {@code keys}. */
  public static final String PRIVATE_FILE = "log.key";

  private static final int SIZE = 32;
  private static final byte ED25519 = 1;
  private static final String PRIVATE_PREFIX = "PRIVATE+KEY+";

  private final Bytes publicKey;
  private final String origin;
  private final Bytes id;
  private final @Nullable Bytes seed;

  private HeadKey(Bytes publicKey, @Nullable Bytes seed) {
    this.publicKey = publicKey;
    this.seed = seed;
    this.origin = "odeon/" + Hash.of(publicKey).hex().substring(0, 16);
    Bytes type = Bytes.wrap(new byte[] {ED25519});
    this.id = Hash.of(Bytes.utf8(origin + "\n"), type, publicKey).raw().slice(0, 4);
  }

  /** A new key, of which nothing is kept yet. */
  static HeadKey make(Entropy entropy) {
    return ofSeed(entropy.bytes(SIZE));
  }

  /**
   * Reads the public part from {@code folder}: enough to check heads.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it is none
   */
  public static HeadKey readPublic(Disk disk, Path folder) {
    Path file = folder.resolve(PUBLIC_FILE);
    return parse(file.toString(), disk.readAll(file).text().strip());
  }

  /**
   * The key that the verifier key {@code text} names.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it is none; {@code where}
   *     begins the message
   */
  public static HeadKey parse(String where, String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length == 3) {
      HeadKey key = new HeadKey(data(where, parts[2]), null);
      if (key.verifierKey().equals(text)) {
        return key;
      }
    }
    throw bad(where, "is damaged: it is not a verifier key");
  }

  /** The key of a 32-byte private seed (RFC 8032 §5.1.5). */
  static HeadKey ofSeed(Bytes seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      Entropy onlySeed = target -> seed.copyTo(target, 0);
      generator.initialize(NamedParameterSpec.ED25519, onlySeed.secureRandom());
      EdECPublicKey key = (EdECPublicKey) generator.generateKeyPair().getPublic();
      return new HeadKey(littleEndian(key.getPoint()), seed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /** The name that heads and their signatures carry. */
  public String origin() {
    return origin;
  }

  /** The four bytes before a signature: the first of SHA-256(name | 0x0A | 0x01 | public key). */
  public Bytes id() {
    return id;
  }

  /** The line that other software needs to check our heads. */
  public String verifierKey() {
    return origin + "+" + id.hex() + "+" + base64(publicKey);
  }

  /** Whether {@code signature} is this key's, of {@code message}. */
  public boolean verifies(Bytes message, Bytes signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey());
      verifier.update(message.toArray());
      return verifier.verify(signature.toArray());
    } catch (SignatureException | InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /** The 64-byte signature of {@code message}. */
  Bytes sign(Bytes message) {
    Bytes secret = seed;
    if (secret == null) {
      throw new IllegalStateException("only the public part of " + origin + " is here");
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret.toArray()));
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(message.toArray());
      return Bytes.wrap(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    byte[] bigEndian = reversed(publicKey.toArray());
    boolean odd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7F;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  /** RFC 8032 §5.1.2: y little-endian, the lowest bit of x on top. */
  private static Bytes littleEndian(EdECPoint point) {
    byte[] y = point.getY().toByteArray();
    byte[] bigEndian = new byte[SIZE];
    int kept = Math.min(SIZE, y.length);
    System.arraycopy(y, y.length - kept, bigEndian, SIZE - kept, kept);
    if (point.isXOdd()) {
      bigEndian[0] |= (byte) 0x80;
    }
    return Bytes.wrap(reversed(bigEndian));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** The line that keeps the private part. */
  String signerKey() {
    return PRIVATE_PREFIX + origin + "+" + id.hex() + "+" + base64(Objects.requireNonNull(seed));
  }

  /**
   * The key that the signer key {@code text} is.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it is none
   */
  static HeadKey ofSignerKey(Path file, String text) {
    String[] parts = text.split("\\+", 5);
    if (parts.length == 5 && text.startsWith(PRIVATE_PREFIX)) {
      HeadKey key = ofSeed(data(file.toString(), parts[4]));
      if (key.signerKey().equals(text)) {
        return key;
      }
    }
    throw bad(file.toString(), "is damaged: it is not a signer key");
  }

  private static String base64(Bytes key) {
    return Base64.getEncoder().encodeToString(Bytes.wrap(new byte[] {ED25519}).plus(key).toArray());
  }

  private static Bytes data(String where, String text) {
    byte[] data;
    try {
      data = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw bad(where, "is damaged: it holds no base64 key");
    }
    if (data.length != SIZE + 1 || data[0] != ED25519) {
      throw bad(where, "is damaged: it holds no Ed25519 key");
    }
    return Bytes.copyOf(data, 1, SIZE);
  }

  private static ChainException bad(String where, String what) {
    return new ChainException(ChainException.Reason.KEY, where + " " + what);
  }
}
