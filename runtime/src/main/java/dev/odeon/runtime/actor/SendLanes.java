package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Registration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The lanes of messages whose sender did not say: as the manifest has it that the sender had then.
 * So a message has the same lane whenever it is handed in, whatever the manifest says by then. Any
 * thread.
 */
final class SendLanes {
  private static final int REMEMBERED = 1024;

  private final Directory directory;
  private final Function<Hash, Optional<Bytes>> contents;
  private final Map<Hash, Lane> known = new ConcurrentHashMap<>();

  /** Of the actors of {@code directory}, whose manifests are {@code contents}. */
  SendLanes(Directory directory, Function<Hash, Optional<Bytes>> contents) {
    this.directory = directory;
    this.contents = contents;
  }

  /** The lane of what the block {@code height} of {@code sender} sends. */
  Lane of(Key sender, long height) {
    Registration registration = directory.at(sender, height);
    if (registration == null) {
      return Lane.NORMAL;
    }
    if (known.size() > REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(registration.manifest(), this::read);
  }

  private Lane read(Hash manifest) {
    return contents.apply(manifest).map(Manifest::sendPriority).map(Lane::of).orElse(Lane.NORMAL);
  }
}
