/**
 * An actor's hash-linked history of blocks: append against an expected head, read, query, prove,
 * sign, verify.
 *
 * <p>The way through. An append enters at {@link Chains#append(Commit, java.util.List,
 * java.util.List) Chains.append} as a {@link Commit} of {@link Block}s, each a {@code BlockHeader}
 * and {@link Event}s in CBOR, with the {@link Content} that they name. {@code AppendGroup} submits
 * it to the log; on the log's committer thread {@code HeadWriter} compares each block with the head
 * of its chain, and answers a conflict or lets the records be written. Once they are durable, the
 * log feeds {@code ChainIndex} (heads, heights, positions; one {@code SealedSegment} or {@code
 * ActiveSegment} for each segment of the log) and {@code LogTree}, the RFC 6962 tree over all
 * blocks, whose nodes {@code Tiles} keep on the disk; {@code BlockFeed} passes the blocks on to the
 * {@link BlockIndex}es of rooms above, which pick the events they are about as {@link
 * EncodedEvent}s, and keeps what entries they give; then the group completes with an {@link
 * Append}. An {@link Intent} takes the same way as an {@code IntentGroup}.
 *
 * <p>Reads leave through {@code ChainReader}, which asks the index for positions and checks every
 * block against its hash. {@code HeadSigner} signs the root of the tree as a {@link SignedHead};
 * {@link InclusionProof} and {@link ConsistencyProof} refer to it.
 *
 * <p>Searches over all chains: {@code BlockSearch} makes a {@code BlockCursor} for a {@link
 * BlockFilter}, which looks for blocks where the indices of terms, correlations and times say, and
 * reads them; {@link BlockSubscription} goes on with those to come, and {@code Followers} wakes it.
 *
 * <p>Opening compares the log with {@code DurabilityMarks}: what was recorded outside the log at
 * the last clean shutdown and signed head. A damaged log is opened through {@code DamageSurvey}: a
 * {@code DamageReading} gives each lost block to its chain, a {@code DamageProof} proves blocks by
 * the log tree; {@link Salvage} copies what is whole. The part {@code verify} checks a whole home
 * from its files alone. The bytes are in {@code docs/formats/chain.md} and {@code tree.md}.
 */
@NullMarked
package dev.odeon.chain;

import org.jspecify.annotations.NullMarked;
