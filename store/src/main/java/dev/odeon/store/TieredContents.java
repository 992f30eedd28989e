package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Contents near, in front of contents that are far, slow or shared. What is put goes to both, the
 * far ones first, for they are what lasts; what is read comes from the near ones, and is put there
 * on its way from the far ones. What is near and damaged is fetched again. The near ones may lose
 * anything at any time.
 */
public final class TieredContents implements Contents {
  private final Contents near;
  private final Contents far;

  private TieredContents(Contents near, Contents far) {
    this.near = near;
    this.far = far;
  }

  /** {@code near} in front of {@code far}. */
  public static TieredContents of(Contents near, Contents far) {
    return new TieredContents(near, far);
  }

  @Override
  public ContentRef put(Bytes content) {
    ContentRef ref = far.put(content);
    near.put(content);
    return ref;
  }

  @Override
  public ContentRef put(InputStream content, Progress progress) {
    // A stream can be read once, so the near ones keep it until the far ones have it.
    ContentRef ref = near.put(content, progress);
    if (!far.exists(ref)) {
      try (InputStream again = near.open(ref)) {
        ContentRef kept = far.put(again, Progress.NONE);
        if (!kept.equals(ref)) {
          throw StoreException.Damaged.content(ref, kept);
        }
      } catch (IOException e) {
        throw new StoreException.SourceFailed(e);
      }
    }
    return ref;
  }

  @Override
  public ContentRef put(Source content, Progress progress) {
    ContentRef ref = far.put(content, progress);
    near.put(content, Progress.NONE);
    return ref;
  }

  @Override
  public InputStream open(ContentRef ref) {
    if (!near.exists(ref)) {
      fetch(ref);
    }
    return near.open(ref);
  }

  private void fetch(ContentRef ref) {
    try (InputStream content = far.open(ref)) {
      ContentRef fetched = near.put(content, Progress.NONE);
      if (!fetched.equals(ref)) {
        near.remove(fetched);
        throw StoreException.Damaged.content(ref, fetched);
      }
    } catch (IOException e) {
      throw new StoreException.SourceFailed(e);
    }
  }

  @Override
  public Bytes get(ContentRef ref) {
    if (near.exists(ref)) {
      try {
        return near.get(ref);
      } catch (StoreException.Damaged e) {
        near.remove(ref);
      } catch (StoreException.Missing e) {
        // It went in between, which the near ones may.
      }
    }
    Bytes content = far.get(ref);
    near.put(content);
    return content;
  }

  @Override
  public Bytes get(ContentRef ref, long offset, int length) {
    Ranges.check(offset, length);
    if (near.exists(ref)) {
      try {
        return near.get(ref, offset, length);
      } catch (StoreException.Damaged e) {
        near.remove(ref);
      } catch (StoreException.Missing e) {
        // It went in between, which the near ones may.
      }
    }
    // A range is no reason to fetch what may be large.
    return far.get(ref, offset, length);
  }

  @Override
  public boolean exists(ContentRef ref) {
    return near.exists(ref) || far.exists(ref);
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    OptionalLong size = near.size(ref);
    return size.isPresent() ? size : far.size(ref);
  }

  /** The far ones have all there is. */
  @Override
  public void list(Consumer<Entry> visitor) {
    far.list(visitor);
  }

  @Override
  public boolean remove(ContentRef ref) {
    boolean removed = far.remove(ref);
    return near.remove(ref) | removed;
  }

  @Override
  public Totals totals() {
    Totals kept = far.totals();
    return new Totals(
        kept.count(), kept.logicalBytes(), kept.diskBytes() + near.totals().diskBytes());
  }

  @Override
  public void prefetch(ContentRef ref) {
    if (near.exists(ref)) {
      near.prefetch(ref);
    } else {
      far.prefetch(ref);
    }
  }

  /** How the near ones' does. */
  @Override
  public CacheStats cache() {
    return near.cache();
  }
}
