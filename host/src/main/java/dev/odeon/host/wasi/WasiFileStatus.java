package dev.odeon.host.wasi;

import dev.odeon.base.DiskException;
import dev.odeon.base.Folder;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an open file by its name, which the guest may give to another file, or to none:
 * then it is what was known last.
 */
final class WasiFileStatus {
  private final WasiGrant grant;
  private List<String> names;
  private Folder.Status known;

  /** Of the file that was just opened. */
  WasiFileStatus(WasiGrant grant, List<String> names) {
    this.grant = grant;
    this.names = List.copyOf(names);
    this.known = grant.folder().status(names);
  }

  WasiGrant grant() {
    return grant;
  }

  /** The present status; its size is not the file's own if the name is another's by now. */
  Folder.Status now() {
    try {
      Folder.Status found = grant.folder().status(names);
      if (found.identity().equals(known.identity())) {
        known = found;
      }
    } catch (DiskException _) {
      // It has no name any more, or none that can be looked at.
    }
    return known;
  }

  /** Something in {@code of} has another name from now on. */
  void renamed(WasiGrant of, List<String> from, List<String> to) {
    if (of == grant) {
      names = renamed(names, from, to);
    }
  }

  /** {@code names} once {@code from} is called {@code to}. */
  static List<String> renamed(List<String> names, List<String> from, List<String> to) {
    if (!names.equals(from) && !WasiPaths.isWithin(names, from)) {
      return names;
    }
    List<String> renamed = new ArrayList<>(to);
    renamed.addAll(names.subList(from.size(), names.size()));
    return List.copyOf(renamed);
  }
}
