import { join } from "node:path";
import { expect, test } from "vitest";
import { startDaemon } from "../support/daemon-process.js";
import { startTransferService } from "../support/transfer-service.js";
import { readPublished } from "../support/temporary-folder.js";
import { twoRigs, WHOLE } from "../support/two-rigs.js";

test("two daemons with two flag folders and one destination: one of them is killed as it waits, and the session is submitted once", async () => {
  const { destination, first, second } = twoRigs();
  const { endpoint, posts } = await startTransferService();
  first.give({ endpoint, deleteSource: true });
  const killed = startDaemon("-c", first.config);
  expect(await killed.event("awaiting")).toMatchObject({ missing: ["ecephys"] });
  killed.child.kill("SIGKILL");
  await killed.exit;
  const follower = startDaemon("-c", second.config);
  await follower.event("started");
  second.give({ endpoint, deleteSource: true });
  expect(await follower.event("awaiting")).toMatchObject({ missing: [] });
  expect(posts).toEqual([]);
  const leader = startDaemon("-c", first.config);
  await Promise.all([leader.event("archived"), follower.event("archived")]);
  expect(posts).toHaveLength(1);
  expect(readPublished(join(destination, "session"))).toEqual(WHOLE);
  for (const { child, exit } of [leader, follower]) {
    child.kill();
    await exit;
  }
});
