package dev.odeon.examples.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.odeon.execution.Execution;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTest {
  @TempDir private Path home;

  @Test
  void runsAPluginAndAnActorInThisProcess() {
    try (Actors actors = Actors.open(home);
        Execution execution = Execution.open(actors)) {
      assertEquals("HELLO", Embedded.shout(execution, "hello"));
      assertEquals("41", Embedded.count(actors, "order-4711", "41"));
      assertEquals("41", Embedded.count(actors, "order-4711", "41"));
      assertEquals("42", Embedded.count(actors, "order-4712", "1"));
    }
  }

  @Test
  void findsTheActorAgainWhenTheHomeIsOpenedAgain() {
    for (String expected : new String[] {"1", "2"}) {
      try (Actors actors = Actors.open(home)) {
        assertEquals(expected, Embedded.count(actors, "order-" + expected, "1"));
      }
    }
  }

  @Test
  void bringsNoServerAlong() {
    String libraries = System.getProperty("java.class.path");
    assertFalse(
        Arrays.stream(libraries.split(java.io.File.pathSeparator))
            .anyMatch(library -> library.matches(".*(odeon-|/)(server|protocol)[-/].*")),
        libraries);
  }
}
