import { describe, expect, test } from "vitest";
import {
  isRemotePlace,
  placeAbove,
  placeIn,
  readRemotePlace,
  remoteObjection,
  remoteRoot,
  toRemotePlace,
} from "../../src/paths/index.js";

test.each([
  ["s3://lab/rigs", { kind: "s3", bucket: "lab", prefix: "rigs" }, "s3://lab"],
  ["s3://lab/rigs/a b/ü/", { kind: "s3", bucket: "lab", prefix: "rigs/a b/ü" }, "s3://lab"],
  ["rclone:lab:rigs", { kind: "rclone", remote: "lab", prefix: "rigs" }, "rclone:lab:"],
  ["rclone:lab:/srv/rigs", { kind: "rclone", remote: "lab", prefix: "/srv/rigs" }, "rclone:lab:"],
  [
    'rclone::webdav,url="http://nas:80/x":rigs',
    { kind: "rclone", remote: ':webdav,url="http://nas:80/x"', prefix: "rigs" },
    'rclone::webdav,url="http://nas:80/x":',
  ],
])("%s is a place in a store", (text, place, root) => {
  expect([isRemotePlace(text), remoteObjection(text)]).toEqual([true, undefined]);
  expect([readRemotePlace(text), remoteRoot(text)]).toEqual([place, root]);
});

test.each([
  ["s3://", "it names no bucket"],
  ["s3:/lab", "it names no bucket"],
  ["s3://lab", "it names no place in it"],
  ["s3://Lab_1/x", "is no name that a bucket may have"],
  ["s3://lab/a//b", "an empty part"],
  ["s3://lab/../b", "an empty part"],
  ["s3://lab/a\n", "a space at an end"],
  ["rclone:", "it names no remote"],
  ["rclone:/data", "it names no remote"],
  ["rclone:lab:", "it names no place in it"],
  ["rclone::sftp,host=nas,pass=abc:x", "it holds a password"],
  ["rclone::s3,secret_access_key=abc:x", "it holds a password"],
])("%j can't be meant", (text, why) => {
  expect(remoteObjection(text)).toContain(why);
});

describe("a name in a place", () => {
  test("is put behind a slash, and the place above is found again", () => {
    expect(placeIn("s3://lab/rigs", "614173")).toBe("s3://lab/rigs/614173");
    expect(placeAbove("s3://lab/rigs/614173")).toBe("s3://lab/rigs");
    expect(placeAbove(placeIn("rclone:nas:rigs", "x"))).toBe("rclone:nas:rigs");
  });

  test("of a folder is a path", () => {
    expect([isRemotePlace("/data"), isRemotePlace("C:/data"), isRemotePlace("s3")]).toEqual([false, false, false]);
    expect(placeAbove(placeIn("/data", "x"))).toBe("/data");
  });

  test("has one form", () => {
    expect([toRemotePlace("S3://lab/x/"), toRemotePlace("rclone:nas:x//")]).toEqual(["s3://lab/x", "rclone:nas:x"]);
  });
});
