package dev.odeon.cli.serve;

import dev.odeon.base.Key;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.execution.Quota;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What tenants may use, as people write it: {@code [TENANT:]NAME=N,…}.
 *
 * @param all what one may use that is not named
 * @param single what those may use that are
 */
record Quotas(Quota all, Map<String, Quota> single) {
  /**
   * The quotas of {@code texts}, one each.
   *
   * @throws Failure if one of them is none
   */
  static Quotas of(List<String> texts) {
    Quota all = Quota.UNLIMITED;
    Map<String, Quota> single = new HashMap<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      Quota quota = quota(text, text.substring(colon + 1));
      if (colon < 0) {
        all = quota;
      } else {
        single.put(tenant(text, text.substring(0, colon)), quota);
      }
    }
    return new Quotas(all, single);
  }

  /**
   * These quotas, under each of which a run is possible whose limit of memory is {@code bytes}.
   *
   * @throws Failure if one of them lets nothing run
   */
  Quotas allowing(long bytes) {
    Stream.concat(Stream.of(all), single.values().stream())
        .mapToLong(Quota::memoryBytes)
        .filter(memory -> memory < bytes)
        .findFirst()
        .ifPresent(memory -> {
          throw Failure.usage(
              "--quota memory=%d allows no run, because a run counts as its limit of %s: raise it, or give --memory"
                  .formatted(memory >> 20, TextFormat.size(bytes)));
        });
    return this;
  }

  private static String tenant(String text, String name) {
    try {
      return new Key(name, Key.DEFAULT_CATEGORY, "any").tenant();
    } catch (IllegalArgumentException e) {
      throw refused(text, e.getMessage());
    }
  }

  private static Quota quota(String text, String limits) {
    Quota quota = Quota.UNLIMITED;
    for (String limit : limits.split(",", -1)) {
      int equals = limit.indexOf('=');
      String name = equals < 0 ? limit : limit.substring(0, equals);
      String amount = limit.substring(equals + 1);
      quota =
          switch (name) {
            case "executions" ->
                new Quota(
                    (int) Math.min(count(text, amount), Integer.MAX_VALUE),
                    quota.fuelPerSecond(),
                    quota.memoryBytes(),
                    quota.moduleBytes());
            case "fuel" ->
                new Quota(
                    quota.executions(),
                    count(text, amount),
                    quota.memoryBytes(),
                    quota.moduleBytes());
            case "memory" ->
                new Quota(
                    quota.executions(),
                    quota.fuelPerSecond(),
                    bytes(text, amount),
                    quota.moduleBytes());
            case "modules" ->
                new Quota(
                    quota.executions(),
                    quota.fuelPerSecond(),
                    quota.memoryBytes(),
                    bytes(text, amount));
            default ->
                throw refused(text, "there are executions, fuel, memory and modules, each =N");
          };
    }
    return quota;
  }

  private static long count(String text, String amount) {
    return positive(text, amount, Amounts::count);
  }

  private static long bytes(String text, String amount) {
    return positive(text, amount, Amounts::mebibytes) << 20;
  }

  private static long positive(String text, String amount, ToLongFunction<String> reading) {
    try {
      long value = reading.applyAsLong(amount);
      if (value > 0) {
        return value;
      }
    } catch (TypeConversionException e) {
      throw refused(text, e.getMessage());
    }
    throw refused(text, "'%s' allows nothing".formatted(TextFormat.brief(amount, 40)));
  }

  private static Failure refused(String text, @Nullable String why) {
    return Failure.usage("--quota %s: %s".formatted(TextFormat.brief(text, 80), why));
  }
}
