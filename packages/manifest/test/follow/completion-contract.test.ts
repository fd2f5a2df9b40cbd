import { expect, test } from "vitest";
import { readCompleteLines } from "../../src/follow/completion-contract.js";

test("the complete files of a list are read, whatever else stands in it", () => {
  const text = [
    '{"type":"start","version":1}',
    '{"type":"complete","path":"0/a.tif","kind":"file","bytes":12,"t":0,"region":"A1","fov":0}',
    '{"event":"complete","path":"./0/b.tif","size":3,"sha256":"ABCD"}',
    '{"type":"complete","path":"0/c.zarr","kind":"dir","bytes":99}',
    '{"type":"complete","path":"0/d.tif"}',
    '{"type":"complete","path":"0/e.tif","bytes":-1}',
    '{"type":"timepoint_done","t":0}',
    "null",
    '{"type":"complete","path":',
    "",
  ].join("\n");
  expect(readCompleteLines(text)).toEqual([
    { path: "0/a.tif", bytes: 12, sha256: undefined },
    { path: "0/b.tif", bytes: 3, sha256: "abcd" },
  ]);
});
