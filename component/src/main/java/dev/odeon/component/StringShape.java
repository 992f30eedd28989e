package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.component.AbiException.Kind;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/** A string: a pointer to UTF-8 and its length in bytes. */
final class StringShape extends TypeShape {
  private static final char REPLACEMENT = '\uFFFD';

  StringShape() {
    super(8, 4, List.of(CoreType.I32, CoreType.I32), true);
  }

  @Override
  Object load(Lifting lifting, long at) {
    return text(
        lifting,
        ScalarShape.read(lifting.memory, at, 4),
        ScalarShape.read(lifting.memory, at + 4, 4));
  }

  @Override
  void store(Lowering lowering, long at, Object value) {
    Bytes utf8 = utf8(lowering, value);
    lowering.memory.i32(at, (int) lowering.run(utf8));
    lowering.memory.i32(at + 4, utf8.size());
  }

  @Override
  Object lift(Lifting lifting) {
    long at = lifting.nextUnsigned();
    return text(lifting, at, lifting.nextUnsigned());
  }

  @Override
  void lower(Lowering lowering, Object value) {
    Bytes utf8 = utf8(lowering, value);
    lowering.put(lowering.run(utf8));
    lowering.put(utf8.size());
  }

  @Override
  void encode(Path path, CborWriter out, Object value) {
    out.text(wellFormed(path, value));
  }

  @Override
  Object decode(Path path, CborReader in) {
    return in.text();
  }

  /** Decodes leniently, which is fast, and strictly only if the result could hide invalid UTF-8. */
  private static String text(Lifting lifting, long at, long size) {
    Bytes utf8 = lifting.run("string", at, size);
    String text = utf8.text();
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      return utf8.strictText();
    } catch (CharacterCodingException e) {
      throw lifting.wrong(Kind.UTF8, "string of " + size + " bytes at " + at + " is not UTF-8");
    }
  }

  private static Bytes utf8(Path path, Object value) {
    return Bytes.utf8(wellFormed(path, value));
  }

  /** Rejects unpaired surrogates, which Java would encode as question marks. */
  private static String wellFormed(Path path, Object value) {
    String text = path.as(String.class, "string", value);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          throw path.unfit("an unpaired surrogate at index " + i + " of a string");
        }
        i++;
      }
    }
    return text;
  }
}
