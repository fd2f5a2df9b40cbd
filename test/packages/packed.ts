import { execFileSync } from "node:child_process";

interface PackedFile {
  /** With `/`, from the package's folder. */
  readonly path: string;
  readonly size: number;
}

/** What is published of the package in this folder, as npm tells it. */
export function packedFiles(folder: string): readonly PackedFile[] {
  const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  const [packed] = JSON.parse(json) as readonly { readonly files: readonly PackedFile[] }[];
  return packed?.files ?? [];
}
