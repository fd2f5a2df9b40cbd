import { storageError } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { notPublished } from "../../src/transfer/transfer-errors.js";

const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

test.each([
  [full, "ENOSPC: no space left on device, write"],
  [
    storageError("STORAGE_WRITE_FAILED", { what: "cannot make the folder: /q", why: full.message, cause: full }),
    "cannot make the folder: /q: ENOSPC: no space left on device, write",
  ],
])("a full disk is said to be one, whoever found out", (cause, why) => {
  expect(notPublished("the manifest /q/m.yaml could not be published", "/q/m.yaml", cause)).toMatchObject({
    code: "MANIFEST_NOT_PUBLISHED",
    message: "the manifest /q/m.yaml could not be published",
    why,
    todo: "Make room on the disk of /q/m.yaml, which is full. Then `rigline resume`.",
  });
});

test("another cause has the code's advice", () => {
  expect(notPublished("it failed", "/q", new Error("EIO: i/o error"))).toMatchObject({
    why: "EIO: i/o error",
    todo: expect.stringContaining("flag folder's disk"),
  });
});
