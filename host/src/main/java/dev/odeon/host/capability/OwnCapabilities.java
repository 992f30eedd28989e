package dev.odeon.host.capability;

import dev.odeon.host.Capabilities;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The capabilities that every Odeon offers. */
public final class OwnCapabilities {
  private OwnCapabilities() {}

  /** All of them; guests find no variables in their environment. */
  public static Capabilities all() {
    return all(Map.of());
  }

  /**
   * All of them.
   *
   * @param environment the variables that guests may be granted, by name
   * @throws IllegalArgumentException if one of them can be no variable
   */
  public static Capabilities all(Map<String, String> environment) {
    return Capabilities.of(
        List.of(
            RuntimeCapability.capability(),
            TimingCapability.capability(),
            TimersCapability.capability(),
            RandomCapability.capability(),
            MessageCapability.capability(),
            MessagesCapability.capability(),
            StoreCapability.capability(),
            EnvironmentCapability.of(environment)));
  }

  /** The WIT of the interface {@code name}. */
  static String wit(String name) {
    try (InputStream in = OwnCapabilities.class.getResourceAsStream(name + ".wit")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
