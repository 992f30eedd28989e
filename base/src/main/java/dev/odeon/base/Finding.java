package dev.odeon.base;

/**
 * Something in a file that is not as it should be, in one line for people.
 *
 * @param path the file, from the home on, such as {@code store/labels/notes}
 * @param what is wrong with it
 * @param remedy what to do
 */
public record Finding(String path, String what, String remedy) {
  /** One line: where, what, what to do. */
  public String text() {
    return path + ": " + what + "; " + remedy;
  }
}
