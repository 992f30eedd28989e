package dev.odeon.cli;

import dev.odeon.guests.SampleGuests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lays modules and manifests of sample guests into a folder, as files that a command is given. */
record Guests(Path folder) {

  /** A sample with the manifest it comes with. */
  Path sample(String name) {
    module(name);
    return write(name + ".toml", SampleGuests.manifest(name));
  }

  /** A guest with a manifest of its name and module, and {@code more} of TOML. */
  Path guest(String name, String more) {
    String plain = name.substring(name.indexOf('/') + 1);
    module(name);
    return write(
        plain + ".toml", "name = \"%s\"\nmodule = \"%s.wasm\"\n%s\n".formatted(plain, plain, more));
  }

  /** The module of a guest, as a file. */
  Path module(String name) {
    String plain = name.substring(name.indexOf('/') + 1);
    return write(plain + ".wasm", SampleGuests.module(name));
  }

  /** A text file. */
  Path write(String name, String content) {
    return write(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A file. */
  Path write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
