// checking: an account of the bank in examples/bank, in C. docs/guide/bank.md tells the protocol.
//
// State: balance, paid, received u64 each, closed u64 (0 or 1); little-endian.
// Messages: "deposit N" and "close" set the account up; "pay TO N" takes N away and sends TO
// "credit <own id> N"; "credit FROM N" adds N, or sends FROM "return N" if the account is closed;
// "return N" gives back what was paid; "order NAME MS TO N" sets the timer NAME, which pays TO in
// that many milliseconds. The request "balance" is answered in decimal, "open" with yes or no:
// before it pays, an account asks that.
// Now and then it traps in the middle of its work, as a guest with a bug would.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define PAGE 65536u
#define STUMBLES 64  // once in so many turns
#define DIGITS 20    // of 2^64-1

// ---- the canonical ABI ------------------------------------------------------------------------

typedef struct {
    const char *at;
    u32 size;
} Text;

typedef struct {
    u8 some;
    const void *at;
    u32 size;
} Option;

typedef struct {
    u8 failed;
    union {
        struct {
            Option state;
            Option reply;
        } ok;
        Text message;
    } as;
} Result;

typedef struct {
    u64 balance, paid, received, closed;
} State;

IMPORT("theater:simple/message-server-host", "send")
void host_send(const char *to, u32 to_size, const char *body, u32 body_size, Result *result);
IMPORT("theater:simple/message-server-host", "request")
void host_request(const char *to, u32 to_size, const char *body, u32 body_size, Result *result);
IMPORT("odeon:actor/timers", "set")
void host_set(const char *name, u32 name_size, u64 due, const char *body, u32 body_size, Result *result);
IMPORT("theater:simple/timing", "now") u64 host_now(void);
IMPORT("theater:simple/random", "random-range")
void host_random_range(u64 from, u64 until, u64 *result);

extern u8 __heap_base;
static u32 top;

EXPORT("cabi_realloc") void *cabi_realloc(u8 *old, u32 old_size, u32 align, u32 size) {
    if (top == 0) top = (u32)&__heap_base;
    u32 at = (top + align - 1) & -align, end = at + size;
    u32 pages = (end - 1) / PAGE + 1, have = __builtin_wasm_memory_size(0);
    if (end < at || (pages > have && __builtin_wasm_memory_grow(0, pages - have) == (u32)-1)) {
        __builtin_trap();
    }
    top = end;
    for (u32 i = 0; i < old_size && i < size; i++) ((u8 *)at)[i] = old[i];
    return (void *)at;
}

static Result result;
static State state;
static char own_text[256];
static Text own;  // the own id is part of the state: it stands behind the numbers

static Result *err(Text message) {
    result.failed = 1;
    result.as.message = message;
    return &result;
}

#define TEXT(literal) ((Text){literal, sizeof(literal) - 1})

static u8 kept[sizeof(State) + sizeof(own_text)];

// ok(tuple(some(state)))
static Result *ok(void) {
    __builtin_memcpy(kept, &state, sizeof(State));
    __builtin_memcpy(kept + sizeof(State), own.at, own.size);
    result.failed = 0;
    result.as.ok.state = (Option){1, kept, sizeof(State) + own.size};
    return &result;
}

static void load(u32 some, const u8 *at, u32 size) {
    if (!some || size < sizeof(State) || size > sizeof(kept)) __builtin_trap();
    __builtin_memcpy(&state, at, sizeof(State));
    own = (Text){own_text, size - sizeof(State)};
    __builtin_memcpy(own_text, at + sizeof(State), own.size);
}

// ---- words and numbers ------------------------------------------------------------------------

// The next word of `rest`, which goes on behind the space after it.
static Text word(Text *rest) {
    Text found = {rest->at, 0};
    while (found.size < rest->size && found.at[found.size] != ' ') found.size++;
    u32 gone = found.size < rest->size ? found.size + 1 : found.size;
    *rest = (Text){rest->at + gone, rest->size - gone};
    return found;
}

static int is(Text text, Text other) {
    if (text.size != other.size) return 0;
    for (u32 i = 0; i < text.size; i++) {
        if (text.at[i] != other.at[i]) return 0;
    }
    return 1;
}

// Whether `text` is a number of at most 18 digits, above 0.
static int number(Text text, u64 *value) {
    *value = 0;
    if (text.size > 18) return 0;
    for (u32 i = 0; i < text.size; i++) {
        u8 digit = text.at[i] - '0';
        if (digit > 9) return 0;
        *value = *value * 10 + digit;
    }
    return *value > 0;
}

static char digits[DIGITS];

static Text decimal(u64 value) {
    u32 at = DIGITS;
    do digits[--at] = '0' + value % 10;
    while (value /= 10);
    return (Text){digits + at, DIGITS - at};
}

static char body[512];
static u32 body_size;

static void append(Text text) {
    __builtin_memcpy(body + body_size, text.at, text.size);
    body_size += text.size;
}

// ---- the account ------------------------------------------------------------------------------

// Hands `body` to the outbox: it leaves when this turn is durable, and not if it fails.
static Result *send(Text to) {
    Result sent;
    host_send(to.at, to.size, body, body_size, &sent);
    return sent.failed ? err(sent.as.message) : ok();
}

static void stumble(void) {
    u64 drawn[2];
    host_random_range(0, STUMBLES, drawn);
    if (drawn[1] == 0) __builtin_trap();
}

// Whether `to` says that it is closed. Who does not answer may be open.
static int says_closed(Text to) {
    Result answer;
    host_request(to.at, to.size, "open", 4, &answer);
    return !answer.failed && is(answer.as.message, TEXT("no"));
}

static Result *pay(Text to, u64 amount) {
    if (amount > state.balance) return err(TEXT("not enough money"));
    if (says_closed(to)) return err(TEXT("the other account is closed"));
    state.balance -= amount;
    state.paid += amount;
    append(TEXT("credit "));
    append(own);
    append(TEXT(" "));
    append(decimal(amount));
    return send(to);
}

// Sets the timer `name`: in so many milliseconds it sends this account "pay TO N".
static Result *order(Text name, u64 millis, Text pays) {
    Result set;
    append(TEXT("pay "));
    append(pays);
    host_set(name.at, name.size, host_now() + millis, body, body_size, &set);
    return set.failed ? err(set.as.message) : ok();
}

static Result *credit(Text from, u64 amount) {
    if (state.closed) {
        append(TEXT("return "));
        append(decimal(amount));
        return send(from);
    }
    state.balance += amount;
    state.received += amount;
    return ok();
}

static Result *handle(Text message) {
    Text rest = message, verb = word(&rest), who = {0, 0};
    u64 amount;
    if (is(verb, TEXT("close")) && rest.size == 0) {
        state.closed = 1;
        return ok();
    }
    if (is(verb, TEXT("order"))) {
        Text name = word(&rest), millis = word(&rest);
        return number(millis, &amount) && rest.size <= sizeof(body) - 4 ? order(name, amount, rest)
            : err(TEXT("not understood: see docs/guide/bank.md"));
    }
    int pays = is(verb, TEXT("pay")), credits = is(verb, TEXT("credit"));
    if (pays || credits) who = word(&rest);
    if (who.size > sizeof(own_text) || !number(rest, &amount)) {
        return err(TEXT("not understood: see docs/guide/bank.md"));
    }
    if (is(verb, TEXT("deposit"))) {
        state.balance += amount;
        return ok();
    }
    Result *done;
    if (pays) {
        done = pay(who, amount);
    } else if (credits) {
        done = credit(who, amount);
    } else if (is(verb, TEXT("return"))) {
        state.balance += amount;
        state.paid -= amount;
        done = ok();
    } else {
        return err(TEXT("not understood: see docs/guide/bank.md"));
    }
    if (!done->failed) stumble();
    return done;
}

EXPORT("theater:simple/actor#init")
Result *init(u32 some, const u8 *at, u32 size, const char *id, u32 id_size) {
    (void)some, (void)at, (void)size;
    if (id_size > sizeof(own_text)) return err(TEXT("the id of an account is too long"));
    own = (Text){id, id_size};
    return ok();
}

EXPORT("theater:simple/message-server-client#handle-send")
Result *handle_send(u32 some, const u8 *at, u32 size, const char *message, u32 message_size) {
    load(some, at, size);
    return handle((Text){message, message_size});
}

EXPORT("theater:simple/message-server-client#handle-request")
Result *handle_request(u32 some, const u8 *at, u32 size, const char *id, u32 id_size,
                       const char *message, u32 message_size) {
    (void)id, (void)id_size;
    load(some, at, size);
    Text question = {message, message_size}, answer;
    if (is(question, TEXT("open"))) {
        answer = state.closed ? TEXT("no") : TEXT("yes");
    } else if (is(question, TEXT("balance"))) {
        answer = decimal(state.balance);
    } else {
        return err(TEXT("not understood: ask for balance or open"));
    }
    ok()->as.ok.reply = (Option){1, answer.at, answer.size};
    return &result;
}
