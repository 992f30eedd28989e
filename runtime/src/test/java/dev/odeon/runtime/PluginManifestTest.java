package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

class PluginManifestTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"/srv/p.wasm", "", "C:\\plug ins\\\"ü\".wasm", "a\nb\tc\u007f\u0000", "\\u0041"})
  void isTomlAndReadsWhatItWrote(String path) {
    PluginManifest manifest = new PluginManifest(path, 1841, 1_763_697_600_000L, true);

    JsonNode toml = new TomlMapper().readTree(manifest.source().text());

    assertThat(toml.get("kind").stringValue()).isEqualTo("plugin");
    assertThat(toml.get("path").stringValue()).isEqualTo(path);
    assertThat(toml.get("size").longValue()).isEqualTo(1841);
    assertThat(PluginManifest.isMeant(manifest.source())).isTrue();
    assertThat(PluginManifest.parse(manifest.source())).isEqualTo(manifest);
  }

  @Test
  void leavesThePathOutThatThereIsNot() {
    PluginManifest manifest = new PluginManifest(null, 0, 0, false);

    assertThat(manifest.source().text())
        .isEqualTo("kind = \"plugin\"\nsize = 0\nstateful = false\nloaded_at_ms = 0\n");
    assertThat(PluginManifest.parse(manifest.source())).isEqualTo(manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind = \"plugin\"\n",
        "kind = \"plugin\"\npath = \"a\"b\"\nsize = 1\nstateful = true\nloaded_at_ms = 1\n",
        "kind = \"plugin\"\nsize = -1\nstateful = true\nloaded_at_ms = 1\n",
        "kind = \"plugin\"\nsize = 1\nstateful = perhaps\nloaded_at_ms = 1\n"
      })
  void refusesWhatItDidNotWrite(String text) {
    assertThatThrownBy(() -> PluginManifest.parse(Bytes.utf8(text)))
        .isInstanceOf(ManifestException.class);
  }
}
