package dev.odeon.guests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The guests that come with Odeon, as bytes and text: three samples to try things with, plug-ins,
 * and modules for tests. What each does and how it is built says the README of this room.
 */
public final class SampleGuests {
  private static final List<String> SAMPLES = List.of("echo", "counter", "word-index");

  private static final List<String> ACCOUNTS = List.of("bank/checking", "bank/savings");

  private static final List<String> PROBES =
      List.of(
          "probe/alarms",
          "probe/ballast",
          "probe/channels",
          "probe/defers",
          "probe/dice",
          "probe/floats",
          "probe/grows",
          "probe/initializes",
          "probe/keeper",
          "probe/logs",
          "probe/nothing",
          "probe/opens",
          "probe/posts",
          "probe/remembers",
          "probe/sleeps",
          "probe/spins",
          "probe/tally",
          "probe/variables",
          "probe/volley");

  private static final List<String> KERNELS =
      List.of("kernel/fib", "kernel/mandelbrot", "kernel/sha256", "kernel/sieve");

  private static final List<String> HOSTILE =
      List.of(
          "hostile/fills-table",
          "hostile/grows-then-traps",
          "hostile/import-arguments",
          "hostile/imports-unknown",
          "hostile/imports-unknown-function",
          "hostile/imports-wrong-type",
          "hostile/lies",
          "hostile/logs-too-much",
          "hostile/loops-in-init",
          "hostile/loops-in-send",
          "hostile/loops-in-start",
          "hostile/memory-too-big",
          "hostile/no-init",
          "hostile/no-memory",
          "hostile/no-realloc",
          "hostile/post-logs",
          "hostile/post-traps",
          "hostile/realloc-logs",
          "hostile/realloc-loops",
          "hostile/realloc-out-of-range",
          "hostile/realloc-too-short",
          "hostile/realloc-traps",
          "hostile/recurses",
          "hostile/rejects",
          "hostile/rejects-init",
          "hostile/start-asks-time",
          "hostile/table-too-big",
          "hostile/traps",
          "hostile/traps-in-init",
          "hostile/uses-memory64",
          "hostile/uses-simd",
          "hostile/uses-tail-calls",
          "hostile/uses-threads",
          "hostile/wrong-init",
          "hostile/wrong-send");

  private static final List<String> COMMANDS = List.of("wasi/panics", "wasi/tour");

  private static final List<String> PLUGINS =
      List.of(
          "plugin/bare",
          "plugin/counter",
          "plugin/eats-memory",
          "plugin/endless",
          "plugin/env-reader",
          "plugin/failing",
          "plugin/floods",
          "plugin/hash",
          "plugin/imports-unknown",
          "plugin/keeps",
          "plugin/lies",
          "plugin/older",
          "plugin/panics",
          "plugin/recurses",
          "plugin/reverse",
          "plugin/rot13",
          "plugin/sets-then-fails",
          "plugin/traps",
          "plugin/uppercase",
          "plugin/words-c",
          "plugin/words-rs");

  private SampleGuests() {}

  /** The names of the sample actors; each has a module and a manifest. */
  public static List<String> samples() {
    return SAMPLES;
  }

  /** The names of the accounts of the bank in the examples; each has a module and a manifest. */
  public static List<String> accounts() {
    return ACCOUNTS;
  }

  /** The names of the well-behaved test guests, {@code probe/…}; each makes one thing visible. */
  public static List<String> probes() {
    return PROBES;
  }

  /**
   * The names of the modules to measure an engine with, {@code kernel/…}: each exports {@code run},
   * of an i32 that says how much there is to do, with an i32 that says what came of it.
   */
  public static List<String> kernels() {
    return KERNELS;
  }

  /** The names of the test guests that do what a guest must not, {@code hostile/…}. */
  public static List<String> hostile() {
    return HOSTILE;
  }

  /** The names of the commands of WASI preview 1, {@code wasi/…}. */
  public static List<String> commands() {
    return COMMANDS;
  }

  /** The names of the plug-ins of the execution service, {@code plugin/…}. */
  public static List<String> plugins() {
    return PLUGINS;
  }

  /**
   * The bytes of a guest's {@code .wasm}, a fresh array.
   *
   * @param name one of {@link #samples()}, {@link #accounts()}, {@link #probes()}, {@link
   *     #kernels()}, {@link #hostile()}, {@link #commands()}, {@link #plugins()}
   * @throws IllegalArgumentException if there is no such guest
   */
  public static byte[] module(String name) {
    return read(name + ".wasm");
  }

  /**
   * The text of a guest's manifest, TOML. The module it names lies beside it.
   *
   * @param name one of {@link #samples()} or {@link #accounts()}, or a probe that has one, such as
   *     {@code probe/dice}
   * @throws IllegalArgumentException if there is no such manifest
   */
  public static String manifest(String name) {
    return text(name + ".toml");
  }

  /** A novel of 3,598 lines for the demo: UTF-8, lines end with {@code \n}; see NOTICE. */
  public static String demoText() {
    return text("demo.txt");
  }

  private static String text(String file) {
    return new String(read(file), StandardCharsets.UTF_8);
  }

  private static byte[] read(String file) {
    try (InputStream in = SampleGuests.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no sample guest has a file " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + " of the sample guests", e);
    }
  }
}
