// word-index: counts the words of the lines it is sent.
//
// A word is a maximal run of letters, and of single apostrophes (U+0027 or U+2019, kept as U+0027)
// that stand between two letters. A letter is an ASCII letter or digit (A-Z becomes a-z), or any
// code point from U+00C0 on but for U+2000..U+206F, U+3000..U+303F and U+FEFF (general and CJK
// punctuation, the byte order mark). All else separates.
//
// State, sorted by the bytes of the words, each word once, so that equal counts are equal bytes:
//
//   "WIX1" | distinct words u32 LE | all words u64 LE | group...
//   group = the first two bytes its words share (0 second in a word of one byte)
//           | size of its entries u32 LE | entry...
//   entry = size varint | the word's UTF-8 bytes | count varint     (varints: LEB128, unsigned)
//
// A line's words are sorted and merged into the sorted state in one pass, which skips the groups
// none of them is in; what lies between two of them is copied as it is. So a line costs one copy
// of the state and a look at the few groups it touches. A turn starts on a fresh instance, so
// nothing is ever freed.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(name)))
#define APART __attribute__((noinline))  // small functions: a JVM compiles them well
#define PAGE 65536u
#define HEADER 16u
#define GROUP_HEADER 6u
#define ENTRY_MIN 3u
#define LINE_MAX (1u << 20)
#define VARINT_MAX 10u

// ---- the canonical ABI: option<list<u8>> and result<tuple<option, tuple<option>>, string> ------

typedef struct {
    u8 some;
    u8 *at;
    u32 size;
} Option;

typedef struct {
    u8 failed;
    union {
        struct {
            Option state;
            Option reply;
        } ok;
        struct {
            const char *at;
            u32 size;
        } message;
    } as;
} Result;

_Static_assert(sizeof(Option) == 12, "option<list<u8>> is 12 bytes");
_Static_assert(__builtin_offsetof(Result, as.ok.state) == 4, "the state's option is at 4");
_Static_assert(__builtin_offsetof(Result, as.ok.reply) == 16, "the reply's option is at 16");

static Result result;

static Result *err(const char *message, u32 size) {
    result.failed = 1;
    result.as.message.at = message;
    result.as.message.size = size;
    return &result;
}

// err(a string literal or array)
#define FAIL(text) err(text, sizeof(text) - 1)

static Result *ok(u8 *state, u32 size) {
    result.failed = 0;
    result.as.ok.state = (Option){1, state, size};
    return &result;
}

static Result *answer(Result *returned, u8 *reply, u32 size) {
    returned->as.ok.reply = (Option){1, reply, size};
    return returned;
}

// ---- memory -------------------------------------------------------------------------------------

extern u8 __heap_base;
static u32 top;

// Room for `size` bytes; traps when the memory may not grow that far.
static u8 *room(u32 align, u32 size) {
    if (top == 0) top = (u32)&__heap_base;
    u32 at = (top + align - 1) & -align;
    u32 end = at + size;
    if (end < at) __builtin_trap();
    u32 pages = (end - 1) / PAGE + 1;
    u32 have = __builtin_wasm_memory_size(0);
    if (pages > have && __builtin_wasm_memory_grow(0, pages - have) == (u32)-1) __builtin_trap();
    top = end;
    return (u8 *)at;
}

EXPORT("cabi_realloc") u8 *cabi_realloc(u8 *old, u32 old_size, u32 align, u32 size) {
    u8 *at = room(align, size);
    if (old_size) __builtin_memcpy(at, old, old_size < size ? old_size : size);
    return at;
}

// memcpy by bytes where it is short, by memory.copy where it is not
static u8 *copy(u8 *to, const u8 *from, u32 size) {
    if (size >= 16) {
        __builtin_memcpy(to, from, size);
    } else {
        for (u32 i = 0; i < size; i++) to[i] = from[i];
    }
    return to + size;
}

// ---- words --------------------------------------------------------------------------------------

typedef struct {
    u8 *at;
    u32 size;
} Word;

// A code point's place in a text: how many bytes it takes, and whether it is a letter. Bytes that
// are not UTF-8 are letters of one byte each, but for a cut-off lead byte of punctuation.
typedef struct {
    u32 size;
    u8 letter;
} Unit;

static Unit unit(const u8 *at, const u8 *end) {
    u8 lead = *at;
    if (lead < 0x80) {
        u8 lower = lead | 0x20;
        return (Unit){1, (lower >= 'a' && lower <= 'z') || (lead >= '0' && lead <= '9')};
    }
    u32 left = end - at;
    u8 second = left > 1 ? at[1] : 0x80, third = left > 2 ? at[2] : 0x80;
    if (lead == 0xc2) return (Unit){left < 2 ? left : 2, 0};  // U+0080..U+00BF
    if ((lead == 0xe2 && (second == 0x80 || (second == 0x81 && third <= 0xaf))) ||
        (lead == 0xe3 && second == 0x80) || (lead == 0xef && second == 0xbb && third == 0xbf)) {
        return (Unit){left < 3 ? left : 3, 0};
    }
    return (Unit){1, 1};
}

// The size of the apostrophe at `at`, 0 if there is none.
static u32 apostrophe(const u8 *at, const u8 *end) {
    if (*at == '\'') return 1;
    return end - at >= 3 && at[0] == 0xe2 && at[1] == 0x80 && at[2] == 0x99 ? 3 : 0;
}

// The words of a text, in its order. They are rewritten in place (they only get shorter).
APART static u32 split(u8 *text, u32 size, Word *words) {
    u32 count = 0;
    u8 *end = text + size, *to = text;
    for (u8 *at = text; at < end;) {
        Unit next = unit(at, end);
        if (!next.letter) {
            at += next.size;
            continue;
        }
        u8 *start = to;
        while (at < end) {
            if (unit(at, end).letter) {
                u8 c = *at++;
                *to++ = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
                continue;
            }
            u32 mark = apostrophe(at, end);
            if (mark == 0 || at + mark >= end || !unit(at + mark, end).letter) break;
            *to++ = '\'';
            at += mark;
        }
        words[count++] = (Word){start, to - start};
    }
    return count;
}

// Order by bytes, a prefix first: below 0, 0, above 0.
static int compare(Word a, Word b) {
    u32 shorter = a.size < b.size ? a.size : b.size;
    for (u32 i = 0; i < shorter; i++) {
        if (a.at[i] != b.at[i]) return (int)a.at[i] - (int)b.at[i];
    }
    return a.size == b.size ? 0 : a.size < b.size ? -1 : 1;
}

static void sink(Word *words, u32 root, u32 count) {
    Word word = words[root];
    for (u32 child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(words[child], words[child + 1]) < 0) child++;
        if (compare(word, words[child]) >= 0) break;
        words[root] = words[child];
    }
    words[root] = word;
}

// Heapsort: in place, no recursion, and no line makes it slow.
APART static void sort(Word *words, u32 count) {
    for (u32 root = count / 2; root-- > 0;) sink(words, root, count);
    for (u32 last = count; last-- > 1;) {
        Word greatest = words[0];
        words[0] = words[last];
        words[last] = greatest;
        sink(words, 0, last);
    }
}

// ---- the state ----------------------------------------------------------------------------------

static const u8 MAGIC[4] = {'W', 'I', 'X', '1'};
static const char BAD_STATE[] = "the state is not a word index's, or is damaged";
static const char NOT_ONE_WORD[] = "not one word: ask for ?word, or ? for the totals";
static const char LONG_LINE[] = "the line is over 1 MiB: send it in parts";

typedef struct {
    u8 *at;  // the first group
    u8 *end;
    u32 distinct;
    u64 total;
} Index;

typedef struct {
    u32 prefix;
    u8 *at;  // the first entry
    u8 *end;
} Group;

typedef struct {
    Word word;
    u64 count;
    u8 *next;
} Entry;

static u64 load(const u8 *at, u32 size) {
    u64 value = 0;
    for (u32 i = 0; i < size; i++) value |= (u64)at[i] << (8 * i);
    return value;
}

static u8 *store(u8 *at, u64 value, u32 size) {
    for (u32 i = 0; i < size; i++) at[i] = value >> (8 * i);
    return at + size;
}

static u8 *header(u8 *at, u32 distinct, u64 total) {
    at = copy(at, MAGIC, sizeof MAGIC);
    return store(store(at, distinct, 4), total, 8);
}

static u8 *put_varint(u8 *at, u64 value) {
    for (; value >= 0x80; value >>= 7) *at++ = value | 0x80;
    *at++ = value;
    return at;
}

// A varint of several bytes; 0 if it is cut off, over 64 bits, or not in its shortest form.
APART static u8 *long_varint(u8 *at, u8 *end, u64 *value) {
    *value = 0;
    for (u32 shift = 0; at < end && shift < 64; shift += 7) {
        u64 bits = *at & 0x7f;
        if (bits << shift >> shift != bits) return 0;
        *value |= bits << shift;
        if (*at++ < 0x80) return bits ? at : 0;
    }
    return 0;
}

static u8 *varint(u8 *at, u8 *end, u64 *value) {
    if (at < end && *at < 0x80) {
        *value = *at;
        return at + 1;
    }
    return long_varint(at, end, value);
}

// The two bytes that say which group a word is in; groups stand in their order.
static u32 prefix_of(Word word) {
    return (u32)word.at[0] << 8 | (word.size > 1 ? word.at[1] : 0);
}

// The group at `at`, which must come after the group of `before`; false if it is damaged.
static int read_group(u8 *at, u8 *end, u32 before, Group *group) {
    if (end - at <= (int)GROUP_HEADER) return 0;
    u32 size = (u32)load(at + 2, 4);
    *group = (Group){(u32)at[0] << 8 | at[1], at + GROUP_HEADER, at + GROUP_HEADER + size};
    return group->prefix > before && size > 0 && size <= (u32)(end - group->at);
}

// The entry at `at`; false if it is damaged.
static int read_entry(u8 *at, u8 *end, Entry *entry) {
    u64 size;
    at = varint(at, end, &size);
    if (!at || size == 0 || size > (u64)(end - at)) return 0;
    entry->word = (Word){at, (u32)size};
    entry->next = varint(at + size, end, &entry->count);
    return entry->next != 0 && entry->count != 0;
}

static int open(Index *index, u32 some, u8 *state, u32 size) {
    if (!some) {
        *index = (Index){0, 0, 0, 0};
        return 1;
    }
    if (size < HEADER || load(state, 4) != load(MAGIC, 4)) return 0;
    *index = (Index){state + HEADER, state + size, load(state + 4, 4), load(state + 8, 8)};
    return 1;
}

// ---- adding a line ------------------------------------------------------------------------------

// A state in the making: `to` is where it goes on, `from` is the first byte of the old state not
// copied yet.
typedef struct {
    u8 *to;
    u8 *from;
    u32 distinct;
    u64 total;
} Draft;

static void keep_until(Draft *draft, u8 *until) {
    draft->to = copy(draft->to, draft->from, until - draft->from);
    draft->from = until;
}

APART static void put_entry(Draft *draft, Word word, u64 count) {
    draft->to = copy(put_varint(draft->to, word.size), word.at, word.size);
    draft->to = put_varint(draft->to, count);
}

// How often the first of some sorted words occurs.
static u32 run(const Word *words, u32 count) {
    u32 times = 1;
    while (times < count && compare(words[times], words[0]) == 0) times++;
    return times;
}

static u32 put_new(Draft *draft, const Word *words, u32 count) {
    u32 times = run(words, count);
    put_entry(draft, *words, times);
    draft->distinct++;
    draft->total += times;
    return times;
}

// Merges sorted words into the entries of their group; false if those are damaged.
APART static int merge_group(Draft *draft, const Group *group, const Word *words, u32 count) {
    u32 done = 0;
    Word before = {0, 0};
    Entry entry;
    draft->from = group->at;
    for (u8 *at = group->at; at < group->end; at = entry.next) {
        if (!read_entry(at, group->end, &entry) || prefix_of(entry.word) != group->prefix) return 0;
        if (compare(before, entry.word) >= 0) return 0;
        before = entry.word;
        while (done < count) {
            int order = compare(words[done], entry.word);
            if (order > 0) break;
            keep_until(draft, at);
            if (order == 0) {
                u32 times = run(words + done, count - done);
                put_entry(draft, entry.word, entry.count + times);
                draft->total += times;
                draft->from = entry.next;
                done += times;
                break;
            }
            done += put_new(draft, words + done, count - done);
        }
    }
    keep_until(draft, group->end);
    while (done < count) done += put_new(draft, words + done, count - done);
    return 1;
}

// Writes a group again, or new, with those of some sorted words that belong to it; answers how
// many did, 0 if it is damaged.
APART static u32 put_group(Draft *draft, const Group *group, const Word *words, u32 count) {
    u32 own = 1;
    while (own < count && prefix_of(words[own]) == group->prefix) own++;
    u8 *start = draft->to;
    start[0] = group->prefix >> 8;
    start[1] = group->prefix;
    draft->to = start + GROUP_HEADER;
    if (!merge_group(draft, group, words, own)) return 0;
    store(start + 2, draft->to - (start + GROUP_HEADER), 4);
    return own;
}

// Starts groups for those of some sorted words that come before the group of `until`; what they
// are put in front of stays the next to be copied. Answers how many those were.
static u32 put_new_groups(Draft *draft, const Word *words, u32 count, u32 until) {
    u32 done = 0;
    u8 *from = draft->from;
    while (done < count && prefix_of(words[done]) < until) {
        Group none = {prefix_of(words[done]), from, from};
        done += put_group(draft, &none, words + done, count - done);
    }
    return done;
}

// Merges sorted words into the index; false if a group it meets is damaged.
APART static int merge(Draft *draft, Index *index, const Word *words, u32 count) {
    u32 done = 0;
    Group group = {0, 0, 0};
    for (u8 *at = index->at; at < index->end; at = group.end) {
        if (!read_group(at, index->end, group.prefix, &group)) return 0;
        if (done == count || prefix_of(words[done]) > group.prefix) continue;
        keep_until(draft, at);
        done += put_new_groups(draft, words + done, count - done, group.prefix);
        if (done == count || prefix_of(words[done]) != group.prefix) continue;
        u32 own = put_group(draft, &group, words + done, count - done);
        if (own == 0) return 0;
        done += own;
    }
    keep_until(draft, index->end);
    put_new_groups(draft, words + done, count - done, 0x10000);
    return 1;
}

// The state with a line's words added; `*added` is how many those were.
static Result *add(u32 some, u8 *state, u32 size, u8 *line, u32 line_size, u32 *added) {
    Index index;
    if (!open(&index, some, state, size)) return FAIL(BAD_STATE);
    if (line_size > LINE_MAX) return FAIL(LONG_LINE);
    Word *words = (Word *)room(4, (line_size + 1) / 2 * sizeof(Word));
    u32 count = split(line, line_size, words);
    sort(words, count);
    // each word brings at most its bytes, its size, its count and a group
    u32 most = HEADER + (u32)(index.end - index.at) + line_size
         + count * (GROUP_HEADER + 2 * VARINT_MAX);
    u8 *next = room(1, most);
    Draft draft = {next + HEADER, index.at, index.distinct, index.total};
    if (!merge(&draft, &index, words, count)) return FAIL(BAD_STATE);
    header(next, draft.distinct, draft.total);
    *added = count;
    return ok(next, draft.to - next);
}

// ---- answers ------------------------------------------------------------------------------------

static u8 *put_decimal(u8 *at, u64 value) {
    u8 digits[20];
    u32 size = 0;
    do digits[size++] = '0' + value % 10;
    while (value /= 10);
    while (size) *at++ = digits[--size];
    return at;
}

static Result *answer_number(Result *returned, u64 value) {
    u8 *text = room(1, 20);
    return answer(returned, text, put_decimal(text, value) - text);
}

// What the host gave as the state, back: none stays none.
static Result *unchanged(u32 some, u8 *state, u32 size) {
    ok(state, size);
    result.as.ok.state.some = some;
    return &result;
}

// "?": "<distinct> <all>"
static Result *totals(Result *returned, const Index *index) {
    u8 *text = room(1, 41);
    u8 *end = put_decimal(text, index->distinct);
    *end++ = ' ';
    return answer(returned, text, put_decimal(end, index->total) - text);
}

// "?word": its count
APART static Result *count_of(Result *returned, const Index *index, u8 *text, u32 size) {
    if (size > LINE_MAX) return FAIL(LONG_LINE);
    Word *words = (Word *)room(4, (size + 1) / 2 * sizeof(Word));
    if (split(text, size, words) != 1) return FAIL(NOT_ONE_WORD);
    u32 prefix = prefix_of(words[0]);
    Group group = {0, 0, 0};
    for (u8 *at = index->at; at < index->end && group.prefix < prefix; at = group.end) {
        if (!read_group(at, index->end, group.prefix, &group)) return FAIL(BAD_STATE);
    }
    Entry entry;
    for (u8 *at = group.at; at < group.end; at = entry.next) {
        if (!read_entry(at, group.end, &entry)) return FAIL(BAD_STATE);
        if (compare(entry.word, words[0]) == 0) return answer_number(returned, entry.count);
    }
    return answer_number(returned, 0);
}

// "*": every word and its count, "word count\n", in the state's order
APART static Result *all(Result *returned, const Index *index) {
    u32 size = index->end - index->at, left = index->distinct;
    if (left > size / ENTRY_MIN) return FAIL(BAD_STATE);
    u8 *text = room(1, size + left * 20), *to = text;
    Group group = {0, 0, 0};
    Entry entry;
    for (u8 *at = index->at; at < index->end; at = group.end) {
        if (!read_group(at, index->end, group.prefix, &group)) return FAIL(BAD_STATE);
        for (u8 *next = group.at; next < group.end; next = entry.next) {
            if (left-- == 0 || !read_entry(next, group.end, &entry)) return FAIL(BAD_STATE);
            to = copy(to, entry.word.at, entry.word.size);
            *to++ = ' ';
            to = put_decimal(to, entry.count);
            *to++ = '\n';
        }
    }
    return left ? FAIL(BAD_STATE) : answer(returned, text, to - text);
}

// ---- exports ------------------------------------------------------------------------------------

// init(state, (id)) -> ok((state)): the empty index, or the one it is given.
EXPORT("theater:simple/actor#init")
Result *init(u32 some, u8 *state, u32 size, u8 *id, u32 id_size) {
    (void)id, (void)id_size;
    u32 added;
    return add(some, state, size, id, 0, &added);
}

// handle-send(state, (line)) -> ok((state)): adds the line.
EXPORT("theater:simple/message-server-client#handle-send")
Result *handle_send(u32 some, u8 *state, u32 size, u8 *line, u32 line_size) {
    u32 added;
    return add(some, state, size, line, line_size, &added);
}

// handle-request(state, (request id, text)) -> ok((state, (some(answer)))):
// "+line" adds the line and answers its words; "?", "?word" and "*" read and change nothing.
EXPORT("theater:simple/message-server-client#handle-request")
Result *handle_request(
    u32 some, u8 *state, u32 size, u8 *id, u32 id_size, u8 *text, u32 text_size) {
    (void)id, (void)id_size;
    u8 verb = text_size ? *text : 0;
    if (verb == '+') {
        u32 added;
        Result *returned = add(some, state, size, text + 1, text_size - 1, &added);
        return returned->failed ? returned : answer_number(returned, added);
    }
    Index index;
    if (!open(&index, some, state, size)) return FAIL(BAD_STATE);
    Result *returned = unchanged(some, state, size);
    if (verb == '?') {
        if (text_size == 1) return totals(returned, &index);
        return count_of(returned, &index, text + 1, text_size - 1);
    }
    if (verb == '*' && text_size == 1) return all(returned, &index);
    return FAIL("not a request: ask +line, ?word, ? or *");
}
