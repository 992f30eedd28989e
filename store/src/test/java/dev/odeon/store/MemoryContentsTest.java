package dev.odeon.store;

class MemoryContentsTest extends ContentsContract {
  private final Contents contents = MemoryContents.create();

  @Override
  Contents contents() {
    return contents;
  }
}
