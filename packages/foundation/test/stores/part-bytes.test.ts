import { expect, test } from "vitest";
import { partBytes } from "../../src/stores/index.js";

const [MIB, GIB, TIB] = [2 ** 20, 2 ** 30, 2 ** 40];

test.each([0, 1, 16 * MIB, 16 * MIB + 1, 5 * GIB - 1, 5 * GIB, 5 * GIB + 1, 140 * GIB, TIB, 5 * TIB, 40 * TIB])(
  "a file of %i bytes goes in parts that S3 takes: at most ten thousand, each of 5 MiB to 5 GiB, always the same",
  (bytes) => {
    const size = partBytes(bytes);
    expect(Math.ceil(bytes / size)).toBeLessThanOrEqual(10_000);
    expect([size >= 5 * MIB, size <= 5 * GIB, size % MIB, partBytes(bytes)]).toEqual([true, true, 0, size]);
  },
);
