import { readFileSync } from "node:fs";

/** Where volumes are mounted on Linux, as the kernel lists them without asking them; empty elsewhere. */
export function readMounts(): readonly string[] {
  if (process.platform !== "linux") return [];
  try {
    const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
    return lines.flatMap((line) => {
      const [, , , , point] = line.split(" ");
      return point === undefined ? [] : [point.replaceAll(/\\([0-7]{3})/g, (_all, octal) => octalLetter(octal))];
    });
  } catch {
    return [];
  }
}

function octalLetter(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}
