package dev.odeon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole demo, as a person and as a script see it. */
class DemoIT {
  @TempDir private Path folder;

  @Test
  void holdsOnItsOwnText() throws Exception {
    Path unused = folder.resolve("unused");
    long before = System.nanoTime();
    DemoRun run = DemoRun.of(folder, "--home", unused.toString(), "demo", "--json");
    long millis = (System.nanoTime() - before) / 1_000_000;
    System.out.println(run.out());
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(millis).isLessThan(60_000);

    Map<String, JsonNode> steps = steps(run);
    assertThat(steps.values()).allMatch(step -> step.get("holds").asBoolean());
    assertThat(steps.values()).allMatch(step -> step.get("ms").isNumber());
    assertThat(steps.get("text").get("lines").asInt()).isGreaterThanOrEqualTo(2000);
    JsonNode kill = steps.get("kill");
    assertThat(kill.get("percent").asDouble()).isBetween(20.0, 80.0);
    assertThat(kill.get("in_flight").asInt()).isGreaterThanOrEqualTo(16);
    assertThat(steps.get("recover").get("blocks_recovered").asInt())
        .isGreaterThan(kill.get("acknowledged").asInt());
    assertThat(steps.get("resend").get("acknowledged").asInt())
        .isEqualTo(steps.get("text").get("lines").asInt());
    assertThat(steps.get("lost").get("lost").asInt()).isZero();
    assertThat(steps.get("twice").get("twice").asInt()).isZero();
    assertThat(steps.get("counts").get("words").asInt())
        .isEqualTo(steps.get("text").get("different_words").asInt());
    assertThat(steps.get("replay").get("hash")).isEqualTo(steps.get("replay").get("expected"));
    assertThat(steps.get("tampered").get("caught_at").asInt())
        .isEqualTo(steps.get("tampered").get("block").asInt());
    assertThat(steps.get("re-hashed").get("verifies_alone").asBoolean()).isTrue();
    assertThat(steps.get("disk").get("bytes").asLong()).isPositive();
    assertThat(unused).doesNotExist();
  }

  @Test
  void holdsOnAShortTextOfAnybody() throws Exception {
    Path text =
        Files.writeString(
            folder.resolve("short.txt"), "Ein Wort,\nzwei Wörter:\n\n\"drei\" it’s\r\nWORT ja");
    DemoRun run = DemoRun.of(folder, "demo", text.toString());
    assertThat(run.exit()).as("%s", run).isZero();
    assertThat(run.out()).contains("SIGKILL", "Everything holds", "0 lines lost");
    assertThat(run.out()).doesNotContain("FAIL");
  }

  private static Map<String, JsonNode> steps(DemoRun run) {
    Map<String, JsonNode> steps = new LinkedHashMap<>();
    run.json().forEach(step -> steps.put(step.get("step").asString(), step));
    assertThat(steps.keySet())
        .containsExactly(
            "text",
            "start",
            "kill",
            "recover",
            "resend",
            "lost",
            "twice",
            "counts",
            "replay",
            "verify",
            "tampered",
            "re-hashed",
            "disk",
            "end");
    return steps;
  }
}
