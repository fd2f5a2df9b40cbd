import type { RunnerHandle, Services } from "@rigline/core";
import { expectTypeOf, test } from "vitest";
import { SESSION_MAPPER, type HandOff, type SessionMapping } from "../../src/index.js";

declare const services: Services;
declare const mapper: RunnerHandle<SessionMapping>;
declare const other: RunnerHandle<{ readonly subjectId: string }>;

test("a mapper provides the handle of a runner that maps, and no other", () => {
  services.provide(SESSION_MAPPER, mapper);
  // @ts-expect-error -- its result lacks the modalities
  services.provide(SESSION_MAPPER, other);
  expectTypeOf(services.resolve(SESSION_MAPPER).result()).toEqualTypeOf<SessionMapping>();
});

test("a hand-off's state is one of four", () => {
  expectTypeOf<HandOff["state"]>().toEqualTypeOf<"nothing" | "complete" | "scheduled" | "pending">();
});
