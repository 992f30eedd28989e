package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tenants may use, on the command line. */
class TenantCommandsTest {
  private static final String CHAIN = "system/tenant%2Fblue";

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void makeAnActor() {
    home = folder.resolve("home");
    Guests guests = new Guests(folder);
    guests.sample("counter");
    assertThat(
            odeon("--tenant", "blue", "actor", "start", folder.resolve("counter.toml").toString())
                .err())
        .isEmpty();
  }

  private Run odeon(String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(new byte[0], line.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void aLimitIsSetShownAndTakenAway(Who who) throws Exception {
    try (AutoCloseable _ = who.begin(home)) {
      assertThat(odeon("tenant", "set", "blue", "--weight", "3").out())
          .isEqualTo("blue: weight 3\n");
      assertThat(odeon("tenant", "set", "blue", "--weight", "3").out())
          .isEqualTo("blue was so already: weight 3\n");
      assertThat(odeon("tenant", "show", "blue").out()).contains("LIMIT", "weight", " 3 ");
      assertThat(odeon("--tenant", "blue", "tenant", "show", "blue", "--json").out())
          .startsWith(
              "{\"name\":\"blue\",\"limits\":[{\"limit\":\"weight\",\"allowed\":3,\"set\":3,\"configured\":null,\"used\":null}");
      assertThat(odeon("tenant", "list").out()).contains("blue", "default");
      assertThat(odeon("tenant", "set", "blue", "--weight", "none", "--json").out())
          .contains("\"duplicate\":false,\"height\":1,\"hash\":\"sha256:");
      assertThat(odeon("tenant", "show", "blue", "--json").out())
          .contains("\"limit\":\"weight\",\"allowed\":null");
    }
    assertThat(odeon("actor", "events", CHAIN).out())
        .contains("append", "weight: 3, was none", "weight: none, was 3", "limit-changed");
    assertThat(odeon("replay", CHAIN).out()).contains("identical");
    assertThat(odeon("verify").exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void aLimitOutlivesTheProcessAndGoesAlongInACopy() {
    assertThat(odeon("tenant", "set", "green", "--weight", "7").exit()).isEqualTo(Exit.DONE);
    assertThat(odeon("tenant", "show", "green").out()).contains(" 7 ");
    Path copy = folder.resolve("copy");
    assertThat(odeon("backup", copy.toString()).err()).isEmpty();
    assertThat(Run.of("--home", copy.toString(), "tenant", "show", "green").out()).contains(" 7 ");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOverALimitIsAnsweredSoThatAProgramKnowsWhy(Who who) throws Exception {
    try (AutoCloseable _ = who.begin(home)) {
      odeon("tenant", "set", "blue", "--bytes", "1");
      assertThat(odeon("tenant", "set", "blue", "--bytes", "2").err())
          .startsWith("odeon: blue uses ")
          .contains(" of bytes, more than it may: that stays, and it gets no more");
      Run message = odeon("--tenant", "blue", "actor", "message", "counter", "inc", "--json");
      assertThat(message.exit()).isEqualTo(Exit.FAILED);
      assertThat(message.out())
          .contains("the tenant blue keeps ", "and 2 are allowed", "\"code\":\"QuotaExceeded\"");
      Path file = folder.resolve("content");
      java.nio.file.Files.writeString(file, "content");
      assertThat(odeon("--tenant", "blue", "store", "put", file.toString()).err())
          .contains("the tenant blue keeps ", "raise its limit");
      odeon("tenant", "set", "blue", "--bytes", "none", "--messages-per-second", "1");
      assertThat(odeon("--tenant", "blue", "store", "put", file.toString()).exit())
          .isEqualTo(Exit.DONE);
      assertThat(odeon("tenant", "show", "blue", "--json").out())
          .contains("{\"limit\":\"messages-per-second\",\"allowed\":1,\"set\":1,");
    }
  }

  @Test
  void aMessageOverTheRateIsToldWhenToComeAgain() throws Exception {
    try (AutoCloseable _ = Who.SERVER.begin(home)) {
      odeon("tenant", "set", "blue", "--messages-per-second", "1");
      Run run;
      do {
        run = odeon("--tenant", "blue", "actor", "request", "counter", "inc", "--json");
      } while (run.exit() == Exit.DONE);
      assertThat(run.out())
          .contains(
              "the actors of the tenant blue get 1 messages a second, and no more: send it again in ",
              "\"code\":\"Overloaded\"",
              "\"retry_after_ms\":");
    }
  }

  @Test
  void onlyTheDefaultTenantChangesLimits() {
    for (String[] asked :
        new String[][] {
          {"tenant", "set", "blue", "--weight", "3"}, {"tenant", "list"}, {"tenant", "show", "red"}
        }) {
      List<String> line = new ArrayList<>(List.of("--tenant", "blue"));
      line.addAll(List.of(asked));
      Run run = odeon(line.toArray(String[]::new));
      assertThat(run.exit()).isEqualTo(Exit.FAILED);
      assertThat(run.err()).contains("ask for it as tenant default");
    }
  }

  @Test
  void badInputIsRefusedInALine() {
    assertThat(odeon("tenant", "set", "blue").err())
        .contains(
            "set takes a limit: give --weight, --runs, --messages-per-second, --outbox, --timers or --bytes");
    for (String option :
        List.of("--runs", "--messages-per-second", "--outbox", "--timers", "--bytes")) {
      for (String wrong : List.of("0", "-1", "9223372036854775808", "x", "")) {
        Run run = odeon("tenant", "set", "blue", option + "=" + wrong);
        assertThat(run.exit()).as("%s=%s", option, wrong).isEqualTo(Exit.USAGE);
        assertThat(run.err()).startsWith("odeon: " + option).hasLineCount(1);
      }
    }
    for (String wrong : List.of("0", "1001", "9223372036854775808", "-1", "x", "", "1.5", "NONE")) {
      Run run = odeon("tenant", "set", "blue", "--weight=" + wrong);
      assertThat(run.exit()).isEqualTo(Exit.USAGE);
      assertThat(run.err()).startsWith("odeon: --weight").hasLineCount(1);
    }
    assertThat(odeon("tenant", "set", "blue", "--weight=0").err())
        .contains("--weight is 0; it can be 1 to 1000, or none for no limit");
    for (String name : List.of("", "Blue", "b/l", "a".repeat(65), "\u001b[1m", "../x")) {
      Run run = odeon("tenant", "set", name, "--weight", "2");
      assertThat(run.exit()).isEqualTo(Exit.FAILED);
      assertThat(run.err()).contains("is not a tenant").doesNotContain("\u001b");
    }
    assertThat(odeon("tenant", "show", "red").err())
        .isEqualTo("odeon: there is no tenant red: it has neither actors nor limits\n");
    assertThat(
            odeon("actor", "start", folder.resolve("counter.toml").toString(), "--name", CHAIN)
                .err())
        .contains("the category system is the home's own");
  }
}
