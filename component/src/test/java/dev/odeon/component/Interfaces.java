package dev.odeon.component;

import java.util.List;
import java.util.stream.Stream;

/** Every interface of {@code theater:simple}, and one with the types that it does not use. */
final class Interfaces {
  private static final String STATE = "state: option<list<u8>>, params: ";

  static final Interface TYPES =
      Interface.parse(
          """
          interface types {
            type bytes = list<u8>;
            type state = option<bytes>;
            record channel-accept { accepted: bool, message: option<bytes> }
            enum error-type {
              operation-timeout, channel-closed, shutting-down, function-not-found, type-mismatch,
              internal, serialization-error, update-component-error, paused,
            }
            record wit-actor-error { error-type: error-type, data: option<bytes> }
            record http-request {
              method: string, uri: string, headers: list<tuple<string, string>>, body: option<bytes>
            }
            record http-response {
              status: u16, headers: list<tuple<string, string>>, body: option<bytes>
            }
            record event { event-type: string, parent: option<u64>, data: bytes }
            record meta-event { hash: u64, event: event }
            record chain { events: list<meta-event> }
            record chain-event {
              hash: bytes, parent-hash: option<bytes>, event-type: string, data: bytes,
              timestamp: u64, description: option<string>
            }
            record content-ref { hash: string }
          }
          """);

  static final List<Interface> EXPORTS =
      List.of(
          parse(
              """
              interface actor {
                init: func(STATE tuple<string>) -> result<tuple<state>, string>;
              }
              """),
          parse(
              """
              interface message-server-client {
                handle-send: func(STATE tuple<bytes>) -> result<tuple<state>, string>;
                handle-request: func(STATE tuple<string, bytes>)
                    -> result<tuple<state, tuple<option<bytes>>>, string>;
                handle-channel-open: func(STATE tuple<string, bytes>)
                    -> result<tuple<state, tuple<channel-accept>>, string>;
                handle-channel-message: func(STATE tuple<string, bytes>)
                    -> result<tuple<state>, string>;
                handle-channel-close: func(STATE tuple<string>) -> result<tuple<state>, string>;
              }
              """),
          parse(
              """
              interface supervisor-handlers {
                handle-child-error: func(STATE tuple<string, wit-actor-error>)
                    -> result<tuple<state>, string>;
                handle-child-exit: func(STATE tuple<string, option<bytes>>)
                    -> result<tuple<state>, string>;
                handle-child-external-stop: func(STATE tuple<string>)
                    -> result<tuple<state>, string>;
              }
              """),
          parse(
              """
              interface http-handlers {
                handle-request: func(STATE tuple<u64, http-request>)
                    -> result<tuple<state, tuple<http-response>>, string>;
              }
              """));

  static final List<Interface> IMPORTS =
      List.of(
          parse(
              """
              interface runtime {
                log: func(text: string);
                get-chain: func() -> chain;
                shutdown: func(data: option<bytes>) -> result<_, string>;
              }
              """),
          parse(
              """
              interface message-server-host {
                send: func(id: string, body: bytes) -> result<_, string>;
                request: func(id: string, body: bytes) -> result<bytes, string>;
                open-channel: func(id: string, body: bytes) -> result<string, string>;
                send-on-channel: func(id: string, body: bytes) -> result<_, string>;
                close-channel: func(id: string) -> result<_, string>;
                list-outstanding-requests: func() -> list<string>;
                respond-to-request: func(id: string, body: bytes) -> result<_, string>;
                cancel-request: func(id: string) -> result<_, string>;
              }
              """),
          parse(
              """
              interface store {
                new: func() -> result<string, string>;
                store: func(id: string, content: bytes) -> result<content-ref, string>;
                get: func(id: string, ref: content-ref) -> result<bytes, string>;
                exists: func(id: string, ref: content-ref) -> result<bool, string>;
                label: func(id: string, label: string, ref: content-ref) -> result<_, string>;
                get-by-label: func(id: string, label: string)
                    -> result<option<content-ref>, string>;
                remove-label: func(id: string, label: string) -> result<_, string>;
                remove-from-label: func(id: string, label: string, ref: content-ref)
                    -> result<_, string>;
                store-at-label: func(id: string, label: string, content: bytes)
                    -> result<content-ref, string>;
                replace-content-at-label: func(id: string, label: string, content: bytes)
                    -> result<content-ref, string>;
                replace-at-label: func(id: string, label: string, ref: content-ref)
                    -> result<_, string>;
                list-labels: func(id: string) -> result<list<string>, string>;
                list-all-content: func(id: string) -> result<list<content-ref>, string>;
                calculate-total-size: func(id: string) -> result<u64, string>;
              }
              """),
          parse(
              """
              interface supervisor {
                spawn: func(manifest: string, init: option<bytes>) -> result<string, string>;
                resume: func(manifest: string, init: option<bytes>) -> result<string, string>;
                list-children: func() -> list<string>;
                stop-child: func(id: string) -> result<_, string>;
                restart-child: func(id: string) -> result<_, string>;
                get-child-state: func(id: string) -> result<option<bytes>, string>;
                get-child-events: func(id: string) -> result<list<chain-event>, string>;
              }
              """),
          parse(
              """
              interface timing {
                now: func() -> u64;
                sleep: func(millis: u64) -> result<_, string>;
                deadline: func(millis: u64) -> result<_, string>;
              }
              """),
          parse(
              """
              interface random {
                random-bytes: func(count: u32) -> result<bytes, string>;
                random-range: func(min: u64, max: u64) -> result<u64, string>;
                random-float: func() -> result<f64, string>;
                generate-uuid: func() -> result<string, string>;
              }
              """),
          parse(
              """
              interface environment {
                get-var: func(name: string) -> option<string>;
                list-vars: func() -> list<tuple<string, string>>;
                exists: func(name: string) -> bool;
              }
              """),
          parse(
              """
              interface filesystem {
                read-file: func(path: string) -> result<bytes, string>;
                write-file: func(path: string, content: string) -> result<_, string>;
                list-files: func(path: string) -> result<list<string>, string>;
                delete-file: func(path: string) -> result<_, string>;
                create-dir: func(path: string) -> result<_, string>;
                delete-dir: func(path: string) -> result<_, string>;
                path-exists: func(path: string) -> result<bool, string>;
              }
              """),
          parse(
              """
              interface http-client {
                send-http: func(request: http-request) -> result<http-response, string>;
              }
              """));

  static final Interface ZOO =
      Interface.parse(
          """
          interface zoo {
            record numbers { a: s8, b: u8, c: s16, d: u16, e: s32, f: u32, g: s64, h: u64 }
            record halves { a: f32, b: char, c: f64, d: bool }
            flags few { a, b, c }
            flags some { f1, f2, f3, f4, f5, f6, f7, f8, f9 }
            flags many {
              f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19,
              f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32
            }
            variant mixed {
              none, i(s32), f(f32), l(u64), d(f64), t(string), p(tuple<f32, u64>), c(char), n(s8)
            }
            variant narrow { i(s16), f(f32) }
            many-flat: func(a: numbers, b: halves, c: string, d: list<u16>, e: mixed) -> numbers;
            joined: func(a: mixed, b: narrow, c: result<f32, f64>, d: option<mixed>) -> mixed;
            lists: func(a: list<option<u32>>, b: list<list<bool>>, c: list<numbers>)
                -> list<list<list<u8>>>;
            options: func(a: option<option<bool>>, b: option<option<option<string>>>)
                -> option<option<u64>>;
            flagged: func(a: few, b: some, c: many, d: tuple<few, many>) -> many;
            single: func(a: f32, b: f64, c: char) -> f64;
            empty: func(a: tuple<>, b: list<tuple<>>, c: result) -> tuple<>;
            floats: func(a: list<f32>, b: list<f64>, c: list<char>) -> f32;
            quiet: func();
          }
          """);

  private Interfaces() {}

  static Stream<WitFunction> functions() {
    return Stream.concat(Stream.concat(EXPORTS.stream(), IMPORTS.stream()), Stream.of(ZOO))
        .flatMap(each -> each.functions().values().stream());
  }

  private static Interface parse(String wit) {
    return Interface.parse(wit.replace("STATE ", STATE), TYPES);
  }
}
