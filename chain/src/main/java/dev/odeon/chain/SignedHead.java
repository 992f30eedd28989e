package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A promise of what the log was: a C2SP tlog checkpoint, that is a signed note of three lines
 * (origin, size, root) with an Ed25519 signature. Kept elsewhere, it shows later that the log was
 * shortened or rewritten.
 *
 * <p>The origin holds the hash of the public key, so that a head needs no other trust root than
 * itself: a key that does not hash to the origin is refused.
 *
 * @param origin who signed: {@code odeon/} and 16 hex digits
 * @param size how many blocks the log had
 * @param root of the tree over their hashes
 * @param signature {@value #SIGNATURE_SIZE} bytes
 */
public record SignedHead(String origin, long size, Hash root, Bytes signature) {
  static final int SIGNATURE_SIZE = 64;

  private static final Pattern ORIGIN = Pattern.compile("odeon/[0-9a-f]{16}");
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final String DASH = "\u2014 ";
  private static final int KEY_ID_SIZE = 4;

  /** Checks the shape, not the signature. */
  public SignedHead {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "'" + origin + "' is not an origin of Odeon: expected odeon/ and 16 hex digits");
    }
    Numbers.from(0, "size", size);
    if (signature.size() != SIGNATURE_SIZE) {
      throw new IllegalArgumentException(
          "a signature has 64 bytes, this one has " + signature.size());
    }
  }

  /** Signs what the log is. */
  static SignedHead sign(HeadKey key, long size, Hash root) {
    Bytes signature = key.sign(Bytes.utf8(text(key.origin(), size, root)));
    return new SignedHead(key.origin(), size, root, signature);
  }

  /**
   * Whether {@code key} is the key that the origin names and the signature is its.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} saying which of the two is wrong
   */
  public void check(HeadKey key) {
    if (!key.origin().equals(origin)) {
      throw new ChainException(
          ChainException.Reason.KEY,
          "the head was signed by "
              + origin
              + ", this home's key is "
              + key.origin()
              + ": it is the head of another home, or the home's key was replaced");
    }
    if (!key.verifies(Bytes.utf8(text(origin, size, root)), signature)) {
      throw new ChainException(
          ChainException.Reason.KEY,
          "the signature of the head at size "
              + size
              + " is not by "
              + origin
              + ": the head was altered");
    }
  }

  /** The note: what is kept in a file. */
  public Bytes encoded(HeadKey key) {
    return Bytes.utf8(
        text(origin, size, root)
            + "\n"
            + DASH
            + origin
            + " "
            + Base64.getEncoder().encodeToString(key.id().plus(signature).toArray())
            + "\n");
  }

  /**
   * Reads a note. Lines of other signers are passed over.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it is none, or not signed by
   *     its origin
   */
  public static SignedHead parse(Bytes note) {
    try {
      return parse(note.strictText());
    } catch (CharacterCodingException e) {
      throw new ChainException(
          ChainException.Reason.KEY, "the file is not a signed head: it is not UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new ChainException(
          ChainException.Reason.KEY, "the file is not a signed head: " + e.getMessage(), e);
    }
  }

  private static SignedHead parse(String note) {
    int gap = note.indexOf("\n\n");
    if (gap < 0 || !note.endsWith("\n")) {
      throw new IllegalArgumentException("an empty line and signatures belong after the text");
    }
    List<String> text = note.substring(0, gap).lines().toList();
    if (text.size() != 3) {
      throw new IllegalArgumentException("the text has " + text.size() + " lines, not 3");
    }
    String origin = text.get(0);
    if (!SIZE.matcher(text.get(1)).matches()) {
      throw new IllegalArgumentException("'" + text.get(1) + "' is not a size");
    }
    Hash root = Hash.ofRaw(base64(text.get(2), Hash.SIZE));
    for (String line : note.substring(gap + 2).lines().toList()) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 3 || !line.startsWith(DASH)) {
        throw new IllegalArgumentException("'" + line + "' is not a signature line");
      }
      if (parts[1].equals(origin)) {
        Bytes signature = base64(parts[2], KEY_ID_SIZE + SIGNATURE_SIZE);
        return new SignedHead(
            origin,
            Long.parseLong(text.get(1)),
            root,
            signature.slice(KEY_ID_SIZE, signature.size()));
      }
    }
    throw new IllegalArgumentException("no signature by " + origin);
  }

  private static Bytes base64(String text, int size) {
    try {
      Bytes decoded = Bytes.wrap(Base64.getDecoder().decode(text));
      if (decoded.size() == size) {
        return decoded;
      }
    } catch (IllegalArgumentException _) {
      // It is not base64 of any size.
    }
    throw new IllegalArgumentException("'" + text + "' is not " + size + " bytes of base64");
  }

  private static String text(String origin, long size, Hash root) {
    return origin
        + "\n"
        + size
        + "\n"
        + Base64.getEncoder().encodeToString(root.raw().toArray())
        + "\n";
  }
}
