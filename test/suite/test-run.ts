import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

// None begins with RIGLINE_: rigline would read it as a key of the config.
/** In the environment of all that a run of the tests starts, however deep: the run's id. */
export const RUN_MARK = "TESTS_RUN";
/** Where a test file may make folders in memory; not there when the system has none. */
const MEMORY_FOLDER = "TESTS_MEMORY";
/** Where the run keeps its temporary folders; each test file has one of its own in it. */
const RUN_FOLDER = "TESTS_FOLDER";

const RUN_MEMORY = "TESTS_RUN_MEMORY";

/** What one run of the tests may make beside the checkout. */
export interface TestRun {
  readonly id: string;
  /** What is temporary lies here. */
  readonly folder: string;
  /** The same in memory. */
  readonly memory: string | undefined;
  /** Rigs lie here: inside the checkout, so that what runs in them finds the workspace's packages as a project would. */
  readonly rigs: string;
}

/** Makes the run's folders, and has all that is started from here on inherit them. */
export function openTestRun(): TestRun {
  const folder = realpathSync.native(mkdtempSync(join(temporaryRoot(), "rl-")));
  // As the system's own: some tests act as another user.
  chmodSync(folder, 0o755);
  const id = basename(folder);
  const memory = hasRoom("/dev/shm") ? mkdtempSync(`/dev/shm/${id}-`) : undefined;
  process.env[RUN_MARK] = id;
  process.env[RUN_FOLDER] = folder;
  // Of a run that this one is a test of, else.
  delete process.env[MEMORY_FOLDER];
  if (memory !== undefined) process.env[RUN_MEMORY] = memory;
  else delete process.env[RUN_MEMORY];
  return { id, folder, memory, rigs: rigsOf(id) };
}

export function closeTestRun(run: TestRun): void {
  for (const folder of [run.folder, run.memory, run.rigs])
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Where the tests of the run that this process belongs to make their rigs. */
export function rigsFolder(): string {
  return rigsOf(process.env[RUN_MARK] ?? "no-run");
}

function rigsOf(id: string): string {
  return fileURLToPath(new URL(`../.rigs/${id}`, import.meta.url));
}

/** Gives a test file, and what its tests start, temporary folders that bear its name, so that what is left there tells whose it is. */
export function giveTemporaryFolders(testFile: string): void {
  const name = basename(testFile)
    .replace(/\.test\.ts$/, "")
    .slice(0, 24);
  const give = (parent: string | undefined, variables: readonly string[]): void => {
    if (parent === undefined) return;
    const folder = join(parent, name);
    mkdirSync(folder, { recursive: true });
    for (const variable of variables) process.env[variable] = folder;
  };
  give(process.env[RUN_FOLDER], ["TMPDIR", "TEMP", "TMP"]);
  give(process.env[RUN_MEMORY], [MEMORY_FOLDER]);
}

/** A socket's path may have 104 bytes on macOS, whose own temporary folder takes half of them. */
function temporaryRoot(): string {
  return process.platform === "darwin" ? "/tmp" : tmpdir();
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 1_000_000_000;
  } catch {
    return false;
  }
}
