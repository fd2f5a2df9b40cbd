// The checkout as Windows wants it, and the packages as a rig has them installed.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root, work } from "./system.mjs";

export const checkout = join(work, "checkout");
export const rig = join(work, "rig");

/** What was tried, as git names it. */
export function describeCommit() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : " with changes"}`;
}

/** Links of pnpm's are folders to wine, so the packages are laid flat; the native parts are those of both systems. */
const FLAT = "\nnodeLinker: hoisted\nsupportedArchitectures: { os: [win32, linux], cpu: [x64] }\n";

/** The files that git knows, as they are now, installed and built. */
export function makeCheckout() {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
  const kept = files.filter((name) => name !== "" && existsSync(join(root, name)));
  for (const name of ["packages", "test", "scripts", "docs"])
    rmSync(join(checkout, name), { recursive: true, force: true });
  for (const name of kept) cpSync(join(root, name), join(checkout, name));
  appendFileSync(join(checkout, "pnpm-workspace.yaml"), FLAT);
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const quiet = { cwd: checkout, stdio: ["ignore", "ignore", 2] };
  execFileSync("npx", ["--yes", packageManager, "install", "--no-frozen-lockfile", "--reporter=silent"], quiet);
  execFileSync(process.execPath, ["scripts/bootstrap.mjs"], { ...quiet, stdio: ["ignore", 2, 2] });
  execFileSync(process.execPath, ["scripts/windows-program.mjs"], quiet);
}

/** `node_modules` as npm would lay them on a rig: ours as they are packed, others beside them. */
export function makeRig() {
  rmSync(rig, { recursive: true, force: true });
  const modules = join(rig, "node_modules");
  mkdirSync(join(modules, "@rigline"), { recursive: true });
  for (const name of readdirSync(join(checkout, "packages")))
    for (const part of ["package.json", "dist", "bin", "rigline.config.yaml"]) {
      const from = join(checkout, "packages", name, part);
      if (existsSync(from)) cpSync(from, join(modules, "@rigline", name, part), { recursive: true });
    }
  for (const name of readdirSync(join(checkout, "node_modules")))
    if (name !== "@rigline" && !name.startsWith("."))
      symlinkSync(join(checkout, "node_modules", name), join(modules, name));
}
