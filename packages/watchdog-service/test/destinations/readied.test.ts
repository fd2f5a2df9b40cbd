import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import type { RemoteStore } from "@rigline/foundation/stores";
import { describe, expect, test } from "vitest";
import { claimStore } from "../../src/store/claim-store.js";
import { openStore } from "../../src/store/open-store.js";
import { WHOLE_FILE } from "../../src/store/own-files.js";
import { lendS3Server, rcloneKind } from "../support/destination-kinds.js";
import type { S3Server } from "../support/s3-server.js";
import { readTree, temporaryFolder } from "../support/temporary-folder.js";

let server: S3Server;
lendS3Server((lent) => (server = lent));

interface Opened {
  readonly store: RemoteStore;
  /** What stands there and beside it. */
  readonly standing: () => readonly string[];
  /** Another place of the same store. */
  readonly aside: string;
}

function openS3(isConditional: boolean): () => Promise<Opened> {
  return async () => {
    server.objects.clear();
    server.isConditional = isConditional;
    const entries = { s3: { endpoint: server.endpoint, pathStyle: true } };
    const store = await openStore({ place: "s3://lab/session", entries }, nodeFileSystem);
    return { store, standing: () => [...server.objects.keys()].map((key) => key.slice(4)), aside: "s3://lab/aside" };
  };
}

async function openFolder(): Promise<Opened> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "session"));
  const store = await openStore({ place: `rclone::local:${folder}/session`, entries: {} }, nodeFileSystem);
  const standing = (): string[] => Object.keys(readTree(folder)).filter((path) => !path.endsWith("/"));
  return { store, standing, aside: `rclone::local:${folder}/aside` };
}

const KINDS: readonly (readonly [string, string | undefined, () => Promise<Opened>])[] = [
  ["S3", undefined, openS3(true)],
  ["S3 without conditions", undefined, openS3(false)],
  ["rclone", rcloneKind.lacks, openFolder],
];

describe.each(KINDS)("in %s", (_, lacks, open) => {
  test.skipIf(lacks !== undefined)(
    "an inventory that was readied before another took the place never gets its name, however late it comes",
    async () => {
      const { store, standing } = await open();
      const claimOf = (token: number) => ({ owner: "room-3", token, text: JSON.stringify({ owner: "room-3", token }) });
      const bytes = (text: string): Buffer => Buffer.from(text);
      await claimStore(store, claimOf(4));
      const late = await store.ready(WHOLE_FILE, bytes("of the first"));
      expect(await claimStore(store, claimOf(5))).toEqual({ is: "ours", files: [] });
      expect(await late.name()).toBe(false);
      expect(standing()).toEqual(["session/.rigline/claim.json"]);
      const own = await store.ready(WHOLE_FILE, bytes("of the second"));
      expect(await own.name()).toBe(true);
      // Nor does what is readied for a name that is taken.
      expect(await (await store.ready(WHOLE_FILE, bytes("of a third"))).name()).toBe(false);
      expect(await store.get(WHOLE_FILE)).toEqual(bytes("of the second"));
      store.close();
    },
  );
});

test("an inventory that gets its name while another takes the place is found by that one", async () => {
  const { store } = await openS3(true)();
  const claimOf = (token: number) => ({ owner: "room-3", token, text: JSON.stringify({ owner: "room-3", token }) });
  await claimStore(store, claimOf(4));
  const first = await store.ready(WHOLE_FILE, Buffer.from("of the first"));
  const meanwhile: RemoteStore = Object.create(store, {
    replace: {
      value: async (...asks: Parameters<RemoteStore["replace"]>) => {
        expect(await first.name()).toBe(true);
        return store.replace(...asks);
      },
    },
  }) as RemoteStore;
  expect(await claimStore(meanwhile, claimOf(5))).toEqual({ is: "whole", whole: "of the first" });
  store.close();
});

test.skipIf(rcloneKind.lacks !== undefined)(
  "what rclone keeps aside lies at another place of the remote, with the bytes that it had",
  async () => {
    const { store, standing, aside } = await openFolder();
    const root = aside.slice("rclone::local:".length, -"/aside".length);
    mkdirSync(join(root, "session/ü b"));
    writeFileSync(join(root, "session/ü b/c.bin"), "rotten");
    writeFileSync(join(root, "session/kept.csv"), "kept");
    await store.setAside(["ü b/c.bin"], `${aside}/1`);
    expect(standing().toSorted()).toEqual(["aside/1/ü b/c.bin", "session/kept.csv"]);
    expect(readTree(root)["aside/1/ü b/c.bin"]).toBe("rotten");
    store.close();
  },
);
