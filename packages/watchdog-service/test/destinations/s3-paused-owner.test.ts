import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { InventorySchema } from "@rigline/manifest";
import { expect, test } from "vitest";
import { lendS3Server } from "../support/destination-kinds.js";
import type { S3Server } from "../support/s3-server.js";
import {
  areMachinesPossible,
  handWhole,
  MACHINE_PORT,
  startTwoMachines,
  type TwoMachines,
} from "../support/two-machines.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));

const WHOLE = "lab/stage/session/.rigline/whole.json";
const EVENTS = "lab/stage/session/behavior/events.csv";

test.skipIf(!areMachinesPossible)(
  "who is stopped between its last look at its claim and its publication publishes nothing when it wakes, though its source was another",
  async () => {
    const endpoint = `http://127.0.0.1:${MACHINE_PORT}`;
    const two = await startTwoMachines({ s3: { endpoint, path_style: true } }, server.endpoint);
    const { rig, stopHolder } = two;
    /** Stops whoever has the lease when it has readied its inventory, and right then or when it is told that the claim is its own. */
    const stopWhen = (operation: string, path: string) =>
      new Promise<ReturnType<TwoMachines["stopHolder"]>>((resolve) => {
        let isReady = false;
        server.fault = (asked) => {
          if (asked.operation === "UploadPart" && asked.key === WHOLE) isReady = true;
          if (!isReady || asked.operation !== operation || !asked.key.endsWith(path)) return undefined;
          server.fault = () => undefined;
          resolve(stopHolder());
          return undefined;
        };
      });
    const stopping = stopWhen("GetObject", "claim.json");
    handWhole(rig, "session", { notes: { rigline_remote: "s3://lab/stage" } });
    const first = await stopping;
    writeFileSync(join(rig.data, "behavior/events.csv"), "written late");
    const next = stopWhen("UploadPart", "whole.json");
    await first.expire();
    const second = await next;
    // It has the claim, and nothing is published: here the first wakes, with the answer of then.
    await first.wake();
    // Whether its worker still tried to or was ended before it could, depends on which of the two woke first.
    expect(server.objects.has(WHOLE)).toBe(false);
    second.go();
    await first.other.waitFor((events) => events.some(({ event }) => event === "archived"));
    const published = server.objects.get(WHOLE);
    for (const { child } of Object.values(two.machines)) child.kill("SIGTERM");
    await Promise.all(Object.values(two.machines).map(({ exit }) => exit));
    expect(server.objects.get(EVENTS)?.body.toString()).toBe("written late");
    const whole = InventorySchema.parse(JSON.parse(published?.body.toString() ?? ""));
    expect(whole.files.find(({ path }) => path === "behavior/events.csv")?.bytes).toBe("written late".length);
  },
);
