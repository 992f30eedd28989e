package dev.odeon.base;

/**
 * The owner of a file or folder and who may use it; a symbolic link is not followed.
 *
 * @param kind what it is
 * @param own whether it belongs to the user of this process
 * @param mode the permission bits
 */
public record FileAccess(Folder.Kind kind, boolean own, int mode) {
  private static final int OTHERS = 077;

  /** Whether other users may use it, as far as its own mode says. */
  public boolean isOpen() {
    return (mode & OTHERS) != 0;
  }
}
