package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;

/**
 * Hears of what a {@link Verifier} reads, in the order of the log, each on one thread at a time.
 * Nothing that it is told of was compared with what is around it yet.
 */
public interface HistoryVisitor {
  /** Hears nothing. */
  HistoryVisitor NONE =
      new HistoryVisitor() {
        @Override
        public void block(ReadBlock block) {}

        @Override
        public void content(Hash hash) {}

        @Override
        public void intent(Intent intent) {}
      };

  /** A block; without events if its batch is damaged. */
  void block(ReadBlock block);

  /** Content that has this hash. */
  void content(Hash hash);

  /** An intent, void once its height has a block. */
  void intent(Intent intent);

  /** A block as the log has it. */
  record ReadBlock(Bytes header, Hash hash, List<Bytes> events) {
    /**
     * Whose block it is.
     *
     * @throws dev.odeon.base.MalformedException if the header is none
     */
    public Key key() {
      return KeyCodec.ofItems(HeaderView.of(header).keyItems());
    }

    /**
     * Its height.
     *
     * @throws dev.odeon.base.MalformedException if the header is none
     */
    public long height() {
      return HeaderView.of(header).height();
    }
  }
}
