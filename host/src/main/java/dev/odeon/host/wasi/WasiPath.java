package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path of a guest, as names below a granted folder. {@code ..} takes back the name before it,
 * which is right because no link is ever followed; one that would lead above the folder is refused.
 *
 * @param names the names from the granted folder on
 * @param folders what must be a folder for the path to lead anywhere: what stands before each
 *     {@code .} and {@code ..}
 * @param end what its last part is
 */
record WasiPath(List<String> names, List<List<String>> folders, End end) {
  private static final int SIZE_MAX = 4096;

  /** As on the systems that programs come from. */
  private static final int NAME_SIZE_MAX = 255;

  /** What the last part of a path is. */
  enum End {
    /** A name. */
    NAME,
    /** A name with a slash behind it: it means a folder. */
    SLASH,
    /** {@code .}, perhaps with slashes behind it. */
    SELF,
    /** {@code ..}, perhaps with slashes behind it. */
    PARENT
  }

  /** The path that {@code text} is, from the folder {@code base} on. */
  static WasiPath resolve(List<String> base, Bytes text) {
    String path = text(text);
    if (path.isEmpty()) {
      throw WasiErrno.NOENT.failure();
    }
    if (path.startsWith("/")) {
      throw WasiErrno.NOTCAPABLE.failure();
    }
    List<String> names = new ArrayList<>(base);
    List<List<String>> folders = new ArrayList<>(0);
    End end = End.SELF;
    for (String name : path.split("/", -1)) {
      end =
          switch (name) {
            case "" -> end == End.NAME ? End.SLASH : end;
            case "." -> self(names, folders, end);
            case ".." -> parent(names, base.size(), folders, end);
            default -> named(names, name);
          };
    }
    return new WasiPath(names, folders, end);
  }

  private static End self(List<String> names, List<List<String>> folders, End before) {
    if (before == End.NAME || before == End.SLASH) {
      folders.add(List.copyOf(names));
    }
    return End.SELF;
  }

  private static End parent(List<String> names, int least, List<List<String>> folders, End before) {
    if (names.size() <= least) {
      throw WasiErrno.NOTCAPABLE.failure();
    }
    End _ = self(names, folders, before);
    names.removeLast();
    return End.PARENT;
  }

  private static End named(List<String> names, String name) {
    if (name.length() > NAME_SIZE_MAX
        || name.getBytes(StandardCharsets.UTF_8).length > NAME_SIZE_MAX) {
      throw WasiErrno.NAMETOOLONG.failure();
    }
    names.add(name);
    return End.NAME;
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
