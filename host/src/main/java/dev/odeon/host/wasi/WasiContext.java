package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.host.CommandLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a WASI command can see of the world. But for what is in the folders, a run is determined
 * by the module, its limits and this: there is no other clock, randomness or environment.
 *
 * @param arguments the command line; the first is the program's name by custom
 * @param environment the environment variables
 * @param input what is on standard input
 * @param timeMillis when the run begins, in milliseconds since 1970 UTC; from there, time passes
 *     one microsecond each time the guest looks, and by what it sleeps
 * @param seed what all randomness comes from
 * @param folders the folders it may use
 */
public record WasiContext(
    List<String> arguments,
    SortedMap<String, String> environment,
    Bytes input,
    long timeMillis,
    Bytes seed,
    List<WasiFolder> folders) {

  /** A context without arguments, variables and folders. */
  public static WasiContext of(Bytes input, long timeMillis, Bytes seed) {
    return new WasiContext(List.of(), new TreeMap<>(), input, timeMillis, seed, List.of());
  }

  /**
   * A context, copying the collections.
   *
   * @throws IllegalArgumentException if a text has a zero in it, or the name of a variable is empty
   *     or has an equals sign in it
   */
  public WasiContext {
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    folders = List.copyOf(folders);
    CommandLine _ = new CommandLine("", arguments, environment);
  }

  /** This context with the arguments and the environment of a command line. */
  WasiContext withCommandLine(CommandLine line) {
    List<String> all = new ArrayList<>(line.arguments().size() + 1);
    all.add(line.program());
    all.addAll(line.arguments());
    return new WasiContext(all, line.environment(), input, timeMillis, seed, folders);
  }

  /** This context with other arguments. */
  public WasiContext withArguments(String... others) {
    return new WasiContext(List.of(others), environment, input, timeMillis, seed, folders);
  }

  /** This context with one more variable. */
  public WasiContext withVariable(String name, String value) {
    SortedMap<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new WasiContext(arguments, more, input, timeMillis, seed, folders);
  }

  /** This context with other folders. */
  public WasiContext withFolders(WasiFolder... others) {
    return new WasiContext(arguments, environment, input, timeMillis, seed, List.of(others));
  }
}
