package dev.odeon.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads what options and parameters are given, where its type alone says how. */
public final class Values {
  private static final int SHOWN = 80;

  private Values() {}

  /** Has {@code line}, and the commands it has, read values so. */
  public static void register(CommandLine line) {
    line.registerConverter(Path.class, Values::optionPath);
    line.registerConverter(Long.class, Amounts::whole);
    line.registerConverter(long.class, Amounts::whole);
    line.registerConverter(Integer.class, Values::integer);
    line.registerConverter(int.class, Values::integer);
  }

  /**
   * The path {@code text}.
   *
   * @throws Failure if it cannot be one
   */
  public static Path path(String text) {
    try {
      return optionPath(text);
    } catch (TypeConversionException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Path optionPath(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("an empty text is not a path");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw new TypeConversionException(
          "'%s' is not a path".formatted(TextFormat.brief(text, SHOWN)));
    }
  }

  private static int integer(String text) {
    long number = Amounts.whole(text);
    if (number != (int) number) {
      throw new TypeConversionException(
          "'%s' is out of range: at most %d"
              .formatted(TextFormat.brief(text, SHOWN), Integer.MAX_VALUE));
    }
    return (int) number;
  }
}
