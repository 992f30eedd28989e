package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths of guests, as names below a folder. {@code ..} takes back the name before it, which is
 * right because no link is ever followed; one that would lead above the folder is refused.
 */
final class WasiPath {
  private static final int SIZE_MAX = 4096;

  private WasiPath() {}

  /** The names of {@code text} below the folder {@code base}. */
  static List<String> resolve(List<String> base, Bytes text) {
    List<String> names = new ArrayList<>();
    String path = text(text);
    if (path.isEmpty()) {
      throw WasiErrno.NOENT.failure();
    }
    if (path.startsWith("/")) {
      throw WasiErrno.NOTCAPABLE.failure();
    }
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          throw WasiErrno.NOTCAPABLE.failure();
        }
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    names.addAll(0, base);
    return names;
  }

  private static String text(Bytes text) {
    if (text.size() > SIZE_MAX) {
      throw WasiErrno.NAMETOOLONG.failure();
    }
    try {
      String path = text.strictText();
      if (path.indexOf('\0') >= 0) {
        throw WasiErrno.INVAL.failure();
      }
      return path;
    } catch (CharacterCodingException _) {
      throw WasiErrno.ILSEQ.failure();
    }
  }
}
