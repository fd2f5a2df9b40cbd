import { definePlugin, optional, type Plugin } from "@rigline/core";
import { expectTypeOf, test } from "vitest";
import {
  MAPPING_ADDITIONS,
  MappingAdditionsSchema,
  SESSION_MAPPER,
  SessionMappingSchema,
  type HandOff,
  type SessionMapping,
} from "../../src/index.js";

const run = (): never => {
  throw new Error("never run");
};

test("a mapper provides the handle of a runner that maps, and no other", () => {
  const common = { name: "mapper", version: "1.0.0", provides: SESSION_MAPPER } as const;
  definePlugin({
    ...common,
    setup: ({ runners }) => runners.add({ name: "map", phase: "postSession", result: SessionMappingSchema, run }),
  });
  definePlugin({
    ...common,
    // @ts-expect-error -- its result lacks the modalities
    setup: ({ runners }) => runners.add({ name: "map", phase: "postSession", run: () => ({ subjectId: "614173" }) }),
  });
  definePlugin({
    name: "reader",
    version: "1.0.0",
    needs: { mapper: optional(SESSION_MAPPER) },
    hooks: {
      teardown: (_payload, { needs }) => {
        expectTypeOf(needs.mapper?.result()).toEqualTypeOf<SessionMapping | undefined>();
      },
    },
  });
});

test("what is added to a mapping is the handle of a runner that gives additions", () => {
  const plugin = definePlugin({
    name: "ephys",
    version: "1.0.0",
    extends: { mapping: MAPPING_ADDITIONS },
    hooks: {
      ready: ({ runners }, { extends: { mapping } }) => {
        mapping.add(runners.add({ name: "probes", phase: "postSession", result: MappingAdditionsSchema, run }));
        // @ts-expect-error -- a path is no runner's handle
        mapping.add("/data/probes");
      },
    },
  });
  expectTypeOf(plugin).toExtend<Plugin>();
});

test("a hand-off's state is one of eight", () => {
  expectTypeOf<HandOff["state"]>().toEqualTypeOf<
    "nothing" | "declined" | "outbox" | "complete" | "scheduled" | "pending" | "held" | "cancelled"
  >();
});
