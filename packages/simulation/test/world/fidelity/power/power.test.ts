import { expect, test } from "vitest";
import { readPowerGolden } from "../golden.js";
import { cutModel, unseenPictures } from "./model-cuts.js";
import { PROGRAMS } from "./programs.js";

test.each(["ext4", "xfs", "btrfs"] as const)("what power cuts left of a real %s, they leave of the model's", (kind) => {
  const { pictures } = readPowerGolden(kind);
  expect(Object.values(pictures).flat().length).toBeGreaterThan(600);
  expect(unseenPictures(kind, pictures)).toEqual([]);
});

test.each(["ext4", "xfs", "btrfs", "nfs"] as const)(
  "what is flushed by file and by folder is there after the model's power cut: %s",
  (kind) => {
    const lost: string[] = [];
    let promises = 0;
    for (const [program, { title, steps }] of PROGRAMS.entries())
      for (const step of steps.keys())
        for (let seed = 0; seed < 5; seed += 1) {
          const { picture, promised } = cutModel(kind, { program, step, seed });
          promises += promised.length;
          for (const words of promised)
            if (!picture.includes(words)) lost.push(`${title}, step ${step}, seed ${seed}: ${words} not in ${picture}`);
        }
    expect(lost).toEqual([]);
    expect(promises).toBeGreaterThan(300);
  },
);
