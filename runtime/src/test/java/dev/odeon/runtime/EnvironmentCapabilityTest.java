package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.host.capability.EnvironmentCapability;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentCapabilityTest {
  private static final Map<String, String> VARIABLES =
      Map.of("LANG", "de", "APP_NAME", "shop", "APP_", "", "LANGUAGE", "no", "HOME", "/root");

  private final SimDisk disk = new SimDisk(1);

  private TestNode open(Map<String, String> variables) {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    return TestNode.open(
        ports, TestNode.settings(), Extensions.of(OwnCapabilities.all(variables)), dedup -> dedup);
  }

  @Test
  void givesTheVariablesThatAreGranted() {
    try (TestNode node = open(VARIABLES)) {
      node.start(
          "v", "probe/variables", "[grants]", "environment = { names = [\"LANG\", \"APP_*\"] }");

      assertThat(node.request("v", "LANG")).isEqualTo("de");
      assertThat(node.request("v", "APP_NAME")).isEqualTo("shop");
      assertThat(node.request("v", "APP_")).isEmpty();
      assertThat(node.request("v", "APP_OTHER")).isEqualTo("(none)");
      assertThat(node.request("v", "HOME")).isEqualTo("(none)");
      assertThat(node.request("v", "LANGUAGE")).isEqualTo("(none)");
      assertThat(node.request("v", "")).isEqualTo("APP_;APP_NAME;LANG;");
    }
  }

  @Test
  void grantsAllThatThereAreUnlessNarrowedAndNeverThoseOfTheProcess() {
    assertThat(System.getenv("PATH")).isNotEmpty();
    try (TestNode node = open(Map.of("A", "1"))) {
      node.start("v", "probe/variables", "[grants]", "environment = true");

      assertThat(node.request("v", "")).isEqualTo("A;");
      assertThat(node.request("v", "PATH")).isEqualTo("(none)");
    }
  }

  @Test
  void replaysWithTheValuesThatThereWere() {
    try (TestNode node = open(VARIABLES)) {
      node.start("v", "probe/variables", "[grants]", "environment = true");
      assertThat(node.request("v", "LANG")).isEqualTo("de");
    }
    try (TestNode node = open(Map.of("LANG", "fr"))) {
      assertThat(node.actors().history().replay(Key.actor("v"), _ -> {}).equal()).isTrue();
      assertThat(node.request("v", "LANG")).isEqualTo("fr");
    }
  }

  @Test
  void refusesWhatCanBeNoVariable() {
    assertThatThrownBy(() -> EnvironmentCapability.of(Map.of("1A", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'1A' is not the name of a variable");
    assertThatThrownBy(() -> EnvironmentCapability.of(Map.of("A", "x\0y")))
        .hasMessageContaining("the value of A has a NUL byte");
  }
}
