package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A home with something of everything in it, and what is done with such homes and files. */
final class FilledHome {
  private FilledHome() {}

  /** A home with an actor, a plug-in with a state, and labelled content. */
  static void fill(Path at, Guests guests) {
    odeon(at, "actor", "start", guests.sample("counter").toString());
    odeon(at, "actor", "request", "counter", "41");
    odeon(at, "load", "-p", guests.module("plugin/counter").toString());
    odeon(at, "execute", "-b", "counter.wasm", "-i", "7");
    odeon(at, "store", "put", guests.write("kept", "kept").toString(), "--label", "it");
  }

  /** What a home holds, as its commands show it. */
  static List<String> state(Path at) {
    return List.of(
        odeon(at, "actor", "list", "--all", "--json").out(),
        odeon(at, "actor", "events", "counter", "--json").out(),
        odeon(at, "list").out().replaceAll(" +\\d+ +\\d+(?=\\n|$)", ""),
        odeon(at, "store", "labels", "--json").out(),
        odeon(at, "store", "list", "--json").out(),
        odeon(at, "store", "stores", "--json").out());
  }

  static long blocks(Path at) {
    long blocks = 0;
    for (JsonNode actor : odeon(at, "actor", "list", "--all", "--json").json()) {
      blocks += actor.path("blocks").asLong();
    }
    return blocks;
  }

  static CommandRun odeon(Path at, String... args) {
    return CommandRun.inside(at, args).succeeded();
  }

  static void copy(Path from, Path to) throws Exception {
    run("cp", "-a", from.toString(), to.toString());
  }

  static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
