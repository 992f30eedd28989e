package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.util.Optional;

/** The port to names and content that are kept elsewhere: chains, blocks, what the log holds. */
public interface Resolver {
  /** Knows nothing. */
  Resolver NONE =
      new Resolver() {
        @Override
        public Optional<ContentRef> label(String tenant, Label label) {
          return Optional.empty();
        }

        @Override
        public Optional<Bytes> content(ContentRef ref) {
          return Optional.empty();
        }
      };

  /** What a label that {@link Label#isChainHead} stands for now. */
  Optional<ContentRef> label(String tenant, Label label);

  /** The bytes whose hash is {@code ref}, checked by the resolver. */
  Optional<Bytes> content(ContentRef ref);
}
