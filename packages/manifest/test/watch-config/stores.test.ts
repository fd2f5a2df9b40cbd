import { describe, expect, test } from "vitest";
import { parseWatchConfig } from "../../src/watch-config/index.js";

const read = (rigline: object) =>
  parseWatchConfig(JSON.stringify({ flag_dir: "/flags", manifest_complete: "/done", rigline }), { file: "/lab/w.yml" })
    .config.rigline;

describe("a watch config", () => {
  test("says where stores are and how they are reached", () => {
    const s3 = { endpoint: "https://s3.lab.org", region: "lab", path_style: true, profile: "rigs" };
    const also_to = [{ destination: "s3://lab/rigs/" }, { destination: "rclone:nas:/rigs" }, { destination: "second" }];
    expect(read({ s3, rclone: { config: "rclone.conf" }, also_to })).toMatchObject({
      stores: {
        s3: { endpoint: "https://s3.lab.org", region: "lab", pathStyle: true, profile: "rigs" },
        rclone: { config: "/lab/rclone.conf" },
      },
      alsoTo: [{ destination: "s3://lab/rigs" }, { destination: "rclone:nas:/rigs" }, { destination: "/lab/second" }],
    });
  });

  test.each([
    [{ also_to: [{ destination: "s3://lab" }] }, "rigline.also_to[0].destination", "it names no place in it"],
    [{ s3: { secret: "x" } }, "rigline.s3.secret", "the keys there are endpoint, region, path_style, profile"],
    [{ rclone: { remote: "x" } }, "rigline.rclone.remote", "the keys there are config"],
    [{ s3: { endpoint: "lab.org" } }, "rigline.s3.endpoint", "must be an http or https address"],
  ])("is refused where it can't be meant: %o", (rigline, path, said) => {
    let error: unknown;
    try {
      read(rigline);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ where: { path } });
    expect(`${(error as Error).message} ${(error as { why?: string }).why}`).toContain(said);
  });
});
