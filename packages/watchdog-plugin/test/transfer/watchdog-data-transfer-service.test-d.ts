import type { RunnerDefinition, RunnerHandle } from "@rigline/core";
import { expectTypeOf, test } from "vitest";
import {
  WATCHDOG_TRANSFERS,
  WatchdogDataTransferService,
  type HandOff,
  type SessionMapping,
  type WatchdogSettings,
  type WatchdogTransferOptions,
} from "../../src/index.js";

const settings: WatchdogSettings = { destination: "//server/data", project_name: "p", transfer_endpoint: null };

test("the service is made of clabe's words, in TypeScript's spelling", () => {
  const service = new WatchdogDataTransferService({ source: ["a", "b"], settings, sessionName: "s", validate: false });
  expectTypeOf(service.transfer()).resolves.toEqualTypeOf<HandOff>();
  expectTypeOf(service.isRunning()).resolves.toEqualTypeOf<boolean>();
  expectTypeOf(service.dumpManifestConfig({ path: "x", makeDir: true })).resolves.toEqualTypeOf<string>();
  expectTypeOf(service.withSessionMapper({} as RunnerHandle<SessionMapping>)).toEqualTypeOf(service);
  // @ts-expect-error -- clabe's spelling
  expectTypeOf<{ session_name: string }>().toExtend<Partial<WatchdogTransferOptions>>();
  // @ts-expect-error -- nowhere is a default of where jobs are submitted
  expectTypeOf<{ destination: string; project_name: string }>().toExtend<WatchdogSettings>();
});

test("a runner of it gives a hand-off, and a launcher has one for each session", () => {
  const mapper = {} as RunnerHandle<SessionMapping>;
  expectTypeOf(WatchdogDataTransferService.buildRunner(settings, mapper)).toEqualTypeOf<RunnerDefinition<HandOff>>();
  // @ts-expect-error -- no handle of a mapper
  WatchdogDataTransferService.buildRunner(settings, {} as RunnerHandle<string>);
  expectTypeOf(WATCHDOG_TRANSFERS).not.toBeAny();
});
