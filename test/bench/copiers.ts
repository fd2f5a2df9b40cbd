import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { pythonWithPackages } from "../interop/python.js";
import type { Program } from "./run-program.js";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));
const PYTHON_COPY = fileURLToPath(new URL("copy-and-compare.py", import.meta.url));

/** A way to bring a folder to another place. */
export interface Copier {
  readonly name: string;
  /** Whether it reads both sides and compares them. */
  readonly verifies: boolean;
  /** Whether the bytes are on the device, and not only in the system's cache, when it ends. */
  readonly flushes: boolean;
  /** Prepares what it needs in `place`, an empty folder. The programs then copy `source` to `copy`. */
  prepare(source: string, place: string): { readonly programs: readonly Program[]; readonly copy: string };
}

export const OURS = "rigline-watchdog --once";
const PYTHON = "python copytree, sha256";
const PYTHON_FLUSHED = "python copytree, fsync, sha256";
export const CP_FLUSHED = "cp -r, sync -f";
export const RSYNC = "rsync -a, rsync -anc, sync -f";
export const RCLONE = "rclone copy, rclone check, sync -f";

/**
 * The daemon, for what stands in its flag folder. `settings`: of the watch config, in its section `rigline`; `checkout`: whose daemon. `central`: makes the
 * destination, elsewhere than in its place. Prepared again for the same place, it is asked for the same again.
 */
export const rigline = (
  name = OURS,
  settings: object = {},
  checkout = CHECKOUT,
  central?: (place: string) => string,
): Copier => ({
  name,
  verifies: true,
  flushes: true,
  prepare: (source, place) => {
    const [flags, own, session] = [join(place, "flags"), join(place, "central"), "614173_2026-07-14"];
    const destination = central?.(place) ?? own;
    const config = {
      flag_dir: flags,
      manifest_complete: join(place, "complete"),
      rigline: { settle_seconds: 0, allow_local_destination: true, ...settings },
    };
    const manifest = {
      name: session,
      subject_id: "614173",
      acquisition_datetime: "2026-07-14T09:05:00",
      transfer_endpoint: null,
      project_name: "Example project",
      destination,
      modalities: { behavior: [source] },
      schemas: [],
    };
    for (const folder of [flags, own]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(place, "watch_config.yml"), JSON.stringify(config));
    writeFileSync(join(flags, `manifest_${session}.yml`), `${JSON.stringify(manifest)}\n...\n`);
    const program = join(checkout, "packages", "watchdog-service", "bin", "rigline-watchdog.js");
    const args = [program, "-c", join(place, "watch_config.yml"), "--once"];
    return { programs: [{ command: process.execPath, args }], copy: join(destination, session, "behavior") };
  },
});

function copier(
  name: string,
  promises: Pick<Copier, "verifies" | "flushes">,
  programs: (source: string, copy: string) => readonly Program[],
): Copier {
  return {
    name,
    ...promises,
    prepare: (source, place) => {
      const copy = join(place, "copy");
      return { programs: programs(source, copy), copy };
    },
  };
}

const cp = (source: string, copy: string): Program => ({ command: "cp", args: ["-r", source, copy] });
const rsync = (flags: string, source: string, copy: string): Program => ({
  command: "rsync",
  args: [flags, `${source}/`, `${copy}/`],
});
const nothing = (stdout: string): void => {
  if (stdout !== "") throw new Error(`rsync found a difference:\n${stdout}`);
};

/** Those that this machine has; the others with the reason. */
export async function findCopiers(): Promise<{
  readonly copiers: readonly Copier[];
  readonly skipped: readonly string[];
}> {
  const copiers: Copier[] = [rigline()];
  const skipped: string[] = [];
  const flush = (copy: string): Program => ({ command: "sync", args: ["-f", copy] });
  if (await runs("cp", "--version")) {
    const unverified = { verifies: false, flushes: false };
    copiers.push(copier("cp -r", unverified, (source, copy) => [cp(source, copy)]));
    const flushed = { ...unverified, flushes: true };
    copiers.push(copier(CP_FLUSHED, flushed, (source, copy) => [cp(source, copy), flush(copy)]));
  } else skipped.push("cp -r: GNU cp is not there");
  const whole = { verifies: true, flushes: true };
  if (await runs("rsync", "--version")) {
    const compare = (source: string, copy: string): Program => ({ ...rsync("-anci", source, copy), check: nothing });
    copiers.push(
      copier(RSYNC, whole, (source, copy) => [rsync("-a", source, copy), compare(source, copy), flush(copy)]),
    );
  } else skipped.push("rsync: it is not installed");
  if (await runs("rclone", "version")) {
    const rclone = (verb: string, source: string, copy: string): Program => ({
      command: "rclone",
      args: ["--config", "", verb, source, copy],
    });
    copiers.push(
      copier(RCLONE, whole, (source, copy) => [
        rclone("copy", source, copy),
        rclone("check", source, copy),
        flush(copy),
      ]),
    );
  } else skipped.push("rclone: it is not installed");
  const python = await pythonWithPackages([]);
  if (python === undefined) skipped.push("copying by Python: it is not installed");
  else
    for (const flushes of [false, true])
      copiers.push(
        copier(flushes ? PYTHON_FLUSHED : PYTHON, { verifies: true, flushes }, (source, copy) => [
          { command: python, args: [PYTHON_COPY, source, copy, ...(flushes ? ["--flush"] : [])] },
        ]),
      );
  return { copiers, skipped };
}

async function runs(command: string, argument: string): Promise<boolean> {
  return !(await execa(command, [argument], { reject: false })).failed;
}
