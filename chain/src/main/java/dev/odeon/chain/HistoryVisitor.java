package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;

/**
 * Receives what a verification reads, in the order of the log, on one thread at a time. What it
 * receives has been hashed, but not compared with what is around it.
 */
public interface HistoryVisitor {
  /** Ignores everything. */
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
  record ReadBlock(Bytes header, Hash hash, List<EncodedEvent> events) {
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
