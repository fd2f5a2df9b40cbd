import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseWatchConfig } from "@rigline/manifest";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import { preparePlaces, findWatchPlaces } from "../../src/daemon/watch-places.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const written = 'flag_dir: "queue"\nmanifest_complete: "done"\n';

function prepare(changes: Parameters<typeof makeParts>[1] = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "watch.yml"), written);
  return {
    folder,
    places: () => findWatchPlaces(makeParts(folder, changes)),
    at: (path: string) => join(folder, path),
  };
}

describe("the queue is", () => {
  test("where the option watch_config says, relative folders taken from that file", () => {
    const { places, at } = prepare({ options: { watch_config: "watch.yml", flag_dir: undefined } });
    expect(places()).toEqual({
      configFile: at("watch.yml"),
      flagFolder: at("queue"),
      completeFolder: at("done"),
      outbox: join(at("data"), ".rigline", "outbox"),
      generated: undefined,
      allowLocalDestination: false,
      follows: false,
    });
  });

  test("where WATCHDOG_CONFIG says, when no option does", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "watch.yml"), written);
    const environment = { WATCHDOG_CONFIG: join(folder, "watch.yml") };
    expect(findWatchPlaces(makeParts(folder, { environment, options: { flag_dir: undefined } })).flagFolder).toBe(
      join(folder, "queue"),
    );
    expect(findWatchPlaces(makeParts(folder, { environment })).flagFolder).toBe(join(folder, "flags"));
  });

  test("where WATCHDOG_CONFIG says, also when setx has kept its quotes", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "watch.yml"), written);
    const environment = { WATCHDOG_CONFIG: `"${join(folder, "watch.yml")}"` };
    expect(findWatchPlaces(makeParts(folder, { environment, options: { flag_dir: undefined } })).flagFolder).toBe(
      join(folder, "queue"),
    );
  });

  test("nowhere when WATCHDOG_CONFIG can't be meant as a path, and it is named", () => {
    const parts = makeParts(temporaryFolder(), {
      environment: { WATCHDOG_CONFIG: "~/watch.yml" },
      options: { flag_dir: undefined },
    });
    expect(() => findWatchPlaces(parts)).toThrow(/environment's WATCHDOG_CONFIG: "~\/watch.yml" can't be used/);
  });

  test("in flag_dir, with a watch config of our own that a daemon reads the same way", () => {
    const { places, at } = prepare();
    const found = places();
    expect(found).toMatchObject({ flagFolder: at("flags"), completeFolder: at("manifest_complete") });
    const { config, ignoredKeys } = parseWatchConfig(found.generated ?? "", { file: found.configFile });
    expect([config.flagDir, config.manifestComplete, ignoredKeys]).toEqual([at("flags"), at("manifest_complete"), []]);
    expect(found.generated?.match(/^\w+/gm)).toEqual(["flag_dir", "manifest_complete", "rigline"]);
  });

  test("below the data folder when nothing says anything", () => {
    const { places, at } = prepare({ options: { flag_dir: undefined } });
    expect(places()).toMatchObject({
      flagFolder: at("data/.rigline/watchdog/flags"),
      completeFolder: at("data/.rigline/watchdog/manifest_complete"),
    });
  });
});

test("options that agree with the watch config are fine, others are an error that shows both", () => {
  const agreed = prepare({ options: { watch_config: "watch.yml", flag_dir: "queue", manifest_complete: "done" } });
  expect(agreed.places().flagFolder).toBe(agreed.at("queue"));
  const { places, at } = prepare({ options: { watch_config: "watch.yml" } });
  expect(places).toThrow(
    expect.objectContaining({
      code: "WATCH_CONFIG_CONTRADICTS",
      message: `the option flag_dir is ${at("flags")}, but ${at("watch.yml")} has ${at("queue")}`,
    }),
  );
});

test.each([
  ["absent.yml", "ENOENT"],
  ["broken.yml", "manifest_complete"],
])("the watch config %s is an error that says why", (file, why) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "broken.yml"), "flag_dir: queue\n");
  const parts = makeParts(folder, { options: { watch_config: file, flag_dir: undefined } });
  expect(() => findWatchPlaces(parts)).toThrow(
    expect.objectContaining({
      code: "WATCH_CONFIG_UNREADABLE",
      where: { file: join(folder, file) },
      why: expect.stringContaining(why),
    }),
  );
});

test("the folders and our watch config are made once, and the file is not written again when it is as it should be", () => {
  const { places } = prepare();
  const found = places();
  preparePlaces(nodeFileSystem, found);
  expect(readFileSync(found.configFile, "utf8")).toBe(found.generated);
  const before = statSync(found.configFile, { bigint: true });
  preparePlaces(nodeFileSystem, found);
  expect(statSync(found.configFile, { bigint: true }).ino).toBe(before.ino);
  preparePlaces(nodeFileSystem, { ...found, generated: "flag_dir: other\n" });
  expect(readFileSync(found.configFile, "utf8")).toBe("flag_dir: other\n");
});

test("who is told stands in the watch config that is written, with secret files from the rig's config on", () => {
  const notify = [{ channel: "slack", url: { file: "secrets/slack.txt" } }];
  const options = { notify, safe_by: "08:00", ping: { url: { env: "PING_URL" } } };
  const { places, at } = prepare({ options });
  const { generated = "" } = places();
  expect(parseWatchConfig(generated).config.rigline).toMatchObject({
    notify: [
      { channel: "slack", url: { file: at("secrets/slack.txt") }, when: ["needs_you", "late", "recovered", "deleted"] },
    ],
    safeBy: "08:00",
    ping: { url: { env: "PING_URL" } },
  });
});
