package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginManifestTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"/srv/p.wasm", "", "C:\\plug ins\\\"ü\".wasm", "a\nb\tc\u007f\u0000", "\\u0041"})
  void readsWhatItWrote(@Nullable String path) {
    PluginManifest manifest = new PluginManifest(path, 1841, 1_763_697_600_000L, true);

    assertThat(PluginManifest.isEncoded(manifest.source())).isTrue();
    assertThat(PluginManifest.parse(manifest.source())).isEqualTo(manifest);
  }

  @Test
  void hasTheBytesOfThePage() {
    assertThat(new PluginManifest("a", 24, 1, false).source())
        .isEqualTo(Bytes.ofHex("860166706c7567696e61611818f401"));
  }

  @Test
  void namesItsKindAsAllInCborDo() {
    assertThat(PluginManifest.kind(new PluginManifest("a", 24, 1, false).source()))
        .isEqualTo("plugin");
    assertThat(PluginManifest.kind(Bytes.ofHex("820163666f6f"))).isEqualTo("foo");
    assertThatThrownBy(() -> PluginManifest.kind(Bytes.ofHex("8101")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("the manifest is damaged");
  }

  @Test
  void isNeverTakenForAnActorsManifest() {
    assertThat(PluginManifest.isEncoded(Bytes.utf8("name = \"a\"\nmodule = \"a.wasm\"\n")))
        .isFalse();
    assertThat(PluginManifest.isEncoded(Bytes.empty())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "860166706c7567696e", // ends early
        "860266706c7567696e61611818f401", // another format
        "8601656163746f7261611818f401", // another kind
        "860166706c7567696e61611818f40100", // more behind
        "860166706c7567696e61612018f401" // a negative size
      })
  void refusesWhatItDidNotWrite(String hex) {
    assertThatThrownBy(() -> PluginManifest.parse(Bytes.ofHex(hex)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("load the plug-in again");
  }
}
