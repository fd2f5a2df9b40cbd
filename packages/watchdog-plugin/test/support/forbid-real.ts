import childProcess from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { systemNetwork } from "@rigline/foundation/http";
import { systemLocks } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { parseWatchConfig, renderWatchConfig } from "@rigline/manifest";
import { onTestFinished } from "vitest";
import { lazyNetwork } from "../../../core/src/launcher/lazy-network.js";
import { nodeLogs } from "../../../core/src/logs/log-store.js";
import { thisMachine } from "../../../core/src/processes/machine.js";
import { coreVersion } from "../../../core/src/version.js";
import { thisHost } from "../../src/daemon/daemon-host.js";

/** Our own code, but for the fakes that it brings for tests, and the marks that the suite listens to. */
const OURS = /packages\/[\w-]+\/src\/(?!testing\/|marks\/)/;

/** All that the real ports offer: they hold what they were made of, so that below them nothing would be noticed. */
const PORTS = { nodeFileSystem, systemClock, systemLocks, systemNetwork, lazyNetwork, nodeLogs, thisMachine, thisHost };

/**
 * Until the test is over, whatever our code asks of the real machine (files, processes, connections, timers, the clock, chance)
 * is refused and kept in the list that is returned, with who asked. What test and runner themselves ask is answered.
 */
export function forbidReal(): readonly string[] {
  // The product's own files, read once in a process: the version, and the module that writes YAML.
  coreVersion();
  renderWatchConfig(parseWatchConfig(JSON.stringify({ flag_dir: "/a", manifest_complete: "/b" })).config);
  const asked: string[] = [];
  const restores: (() => void)[] = [];
  const refuse = (what: string): void => {
    const line = callerOf();
    if (line === undefined) return;
    asked.push(`${what} ${line}`);
    throw new Error(`asked of the real machine: ${what}`);
  };
  const cover = (name: string, object: object, keys: readonly string[] = Object.keys(object)): void => {
    const holder = object as Record<string, unknown>;
    for (const key of keys) {
      const real = holder[key];
      if (typeof real !== "function" || /^[A-Z_]/.test(key)) continue;
      restores.push(() => void (holder[key] = real));
      holder[key] = new Proxy(real, {
        apply: (target, self, parameters) => {
          refuse(`${name}.${key}`);
          return Reflect.apply(target, self, parameters) as unknown;
        },
      });
    }
  };
  cover("fs", fs);
  cover("fs.promises", fsPromises);
  cover("child_process", childProcess);
  cover("net", net);
  cover("http", http, ["request", "get"]);
  cover("https", https, ["request", "get"]);
  cover("timers", timers);
  cover("timers.promises", timersPromises);
  cover("crypto", crypto, ["randomBytes", "randomUUID", "randomInt"]);
  cover("globalThis", globalThis, ["setTimeout", "setInterval", "setImmediate", "fetch"]);
  cover("performance", performance, ["now"]);
  cover("Math", Math, ["random"]);
  cover("process", process, ["kill", "hrtime", "on", "once"]);
  for (const [name, port] of Object.entries(PORTS)) cover(name, port);
  coverDate(refuse, restores);
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  });
  return asked;
}

function coverDate(refuse: (what: string) => void, restores: (() => void)[]): void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parameters, self) => {
      if (parameters.length === 0) refuse("new Date()");
      return Reflect.construct(target, parameters, self) as object;
    },
    get: (target, key) => {
      if (key === "now") refuse("Date.now");
      return Reflect.get(target, key) as unknown;
    },
  });
  restores.push(() => void (globalThis.Date = RealDate));
}

/** The place in our own code that asks; undefined where the test does. */
function callerOf(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 60;
  const { stack = "" } = new Error("who asks?");
  Error.stackTraceLimit = stackTraceLimit;
  const line = stack
    .replaceAll("\\", "/")
    .split("\n")
    .find((one) => one.includes("/packages/") && !one.includes("forbid-real"));
  return line !== undefined && OURS.test(line) ? line.trim().replace(/^at .*(?=packages\/)/, "") : undefined;
}
