package dev.odeon.bench.unruly.runtime;

import dev.odeon.chain.EncodedEvent;

/** Takes the kind of an event from its bytes. */
final class Peeper {
  int kindOf(EncodedEvent event) {
    return event.bytes().at(1);
  }
}
