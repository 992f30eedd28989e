package dev.odeon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Text that the system hands to this process as bytes: arguments, variables, the current folder.
 * Java decodes them in the locale's encoding and puts U+FFFD for what is not text in it, and a name
 * with that is the name of another file. Such text is refused; whether it is such text is looked up
 * in {@code /proc}, and only where it may be.
 */
public final class SystemText {
  private static final int REPLACEMENT = 0xFFFD;
  private static final boolean UTF_8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
  private static final Path PROCESS = Path.of("/proc/self");

  private SystemText() {}

  /** Refuses arguments of this process, and a current folder, that are not UTF-8. */
  public static void check(String... arguments) {
    if (Arrays.stream(arguments).anyMatch(SystemText::suspect)) {
      List<byte[]> given = items("cmdline");
      int first = given.size() - arguments.length;
      for (int i = 0; i < arguments.length; i++) {
        if (suspect(arguments[i]) && (first < 0 || !is(arguments[i], given.get(first + i)))) {
          throw Failure.usage(
              "the argument '%s' is not UTF-8, as all names and texts here must be%s"
                  .formatted(arguments[i], advice("rename the file, or convert the text")));
        }
      }
    }
    String folder = System.getProperty("user.dir", "");
    if (suspect(folder) && !isCurrent(folder)) {
      throw Failure.usage(
          "the path of the current folder, '%s', is not UTF-8%s"
              .formatted(folder, advice("go to another one, or rename it")));
    }
  }

  /** The variable of this process, if it has one of that name. */
  public static @Nullable String variable(String name) {
    String value = System.getenv(name);
    if (value != null && suspect(value) && items("environ").stream().noneMatch(is(name, value))) {
      throw Failure.usage(
          "the variable %s is not UTF-8: '%s'%s"
              .formatted(name, value, advice("convert it, or rename the file it names")));
    }
    return value;
  }

  private static String advice(String ofNames) {
    return UTF_8 ? ": " + ofNames : " in the locale of this process: start it with LC_ALL=C.UTF-8";
  }

  /** Whether it may be something else than what was given. */
  private static boolean suspect(String text) {
    return text.chars().anyMatch(each -> each == REPLACEMENT || !UTF_8 && each > 0x7F);
  }

  private static boolean is(String text, byte[] given) {
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), given);
  }

  private static Predicate<byte[]> is(String name, String value) {
    return item -> is(name + "=" + value, item);
  }

  private static boolean isCurrent(String folder) {
    try {
      return Files.isSameFile(Path.of(folder), PROCESS.resolve("cwd"));
    } catch (IOException | RuntimeException _) {
      return false;
    }
  }

  /** The items of a file of this process, each of which ends with a zero byte; none without one. */
  private static List<byte[]> items(String file) {
    List<byte[]> items = new ArrayList<>();
    ByteArrayOutputStream item = new ByteArrayOutputStream();
    try {
      for (byte each : Files.readAllBytes(PROCESS.resolve(file))) {
        if (each == 0) {
          items.add(item.toByteArray());
          item.reset();
        } else {
          item.write(each);
        }
      }
    } catch (IOException _) {
      return List.of();
    }
    return items;
  }
}
