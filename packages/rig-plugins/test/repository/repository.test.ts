import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runPluginSession, type PluginSession, type PluginSessionOptions } from "@rigline/core/testing";
import { expect, onTestFinished, test } from "vitest";
import repository from "../../src/repository/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { git, makeRepository, write } from "../support/make-repository.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const COMMIT = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";

async function run(options: Readonly<Record<string, unknown>>, rest: PluginSessionOptions): Promise<PluginSession> {
  const session = await runPluginSession(repository, { ...rest, options });
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

/** A repository of which git says what the test wants. */
function dirty(changes: readonly string[]) {
  const folder = temporaryFolder();
  const status = [`# branch.oid ${COMMIT}`, "# branch.head main", ...changes.map((path) => `? ${path}`), ""].join("\0");
  const programs = scriptPrograms({
    "git rev-parse --show-toplevel": `${folder}\n`,
    "git status": status,
    "git remote": "",
    "git tag": "",
    "git describe": "1a2b3c4d\n",
  });
  return { folder, programs };
}

function finding({ findings }: PluginSession) {
  return findings.find(({ subject }) => subject === "repository");
}

function read(session: PluginSession, path: string): unknown {
  return JSON.parse(readFileSync(join(session.session?.directory ?? "", path), "utf8"));
}

test("with git itself: what is thrown away is what was told and no more, and the session keeps what it ran from", async () => {
  const library = makeRepository(temporaryFolder(), { "lib.py": "1\n" });
  const folder = makeRepository(temporaryFolder(), { "task.py": "1\n", ".gitignore": "ignored\n" });
  git(folder, "submodule", "--quiet", "add", library, "lib");
  git(folder, "commit", "--quiet", "--message=library");
  git(folder, "tag", "v1.2.0");
  git(folder, "remote", "add", "origin", "https://ada:secret@example.org/lab/task.git");
  for (const path of ["task.py", "lib/lib.py", "lib/more.txt", "notes.txt", "ignored", "data/614173/trials.csv"])
    write(folder, path, "2\n");
  const session = await run(
    { directory: folder, except: [join(folder, "data")] },
    {
      environment: { PATH: process.env["PATH"] ?? "" },
      answers: { "repository.dirty": "reset", "repository.reset": true, "repository.reset_again": true },
    },
  );
  const commit = git(folder, "rev-parse", "HEAD");
  expect(finding(session)).toMatchObject({
    level: "ok",
    message: expect.stringContaining(`main at ${commit.slice(0, 8)} (v1.2.0), as committed`),
  });
  for (const path of ["notes.txt", "lib/more.txt"]) expect(existsSync(join(folder, path)), path).toBe(false);
  for (const path of ["ignored", "data/614173/trials.csv"]) expect(existsSync(join(folder, path)), path).toBe(true);
  for (const path of ["task.py", "lib/lib.py"]) expect(readFileSync(join(folder, path), "utf8")).toBe("1\n");
  expect(read(session, "repository-state.json")).toMatchObject({
    url: "https://example.org/lab/task.git",
    commit_sha: commit,
    tag: "v1.2.0",
    describe: "v1.2.0",
    branch: "main",
    is_dirty: false,
    is_initialized: true,
    changes: [],
    submodules: [{ name: "lib", commit_sha: git(library, "rev-parse", "HEAD"), is_initialized: true, is_dirty: false }],
  });
  expect(read(session, ".rigline/aind_session.json")).toMatchObject({ commit_hash: commit, allow_dirty_repo: false });
});

test("changes that nobody committed refuse a session, each named", async () => {
  const { folder, programs } = dirty(["a.py", "b c.bonsai", "d", "e", "f", "g", "h"]);
  const session = await run({ directory: folder }, { programs, answers: { "repository.dirty": "stop" } });
  expect(session.error?.code).toBe("PREFLIGHT_FAILED");
  expect(finding(session)).toMatchObject({
    level: "error",
    message: expect.stringMatching(/7 files differ from what is committed: a\.py, b c\.bonsai, d, e, f and 2 more$/),
    todo: expect.stringContaining("--allow-dirty"),
  });
});

test("whoever sits there may run it once all the same, and the session says what differed", async () => {
  const { folder, programs } = dirty(["a.py"]);
  const session = await run({ directory: folder }, { programs, answers: { "repository.dirty": "run" } });
  expect(finding(session)).toMatchObject({ level: "warning" });
  const changes = [{ path: "a.py", kind: "untracked" }];
  expect(read(session, "repository-state.json")).toMatchObject({ is_dirty: true, commit_sha: COMMIT, changes });
});

test.each([{ "repository.reset": false }, { "repository.reset": true, "repository.reset_again": false }])(
  "nothing is thrown away before both confirmations: %o",
  async (answers) => {
    const { folder, programs } = dirty(["a.py"]);
    const session = await run(
      { directory: folder },
      { programs, answers: { "repository.dirty": "reset", ...answers } },
    );
    expect(session.session).toBeUndefined();
    expect(programs.commands.filter((command) => /clean|reset/.test(command))).toEqual([]);
  },
);

test("a reset that git refuses is told, and no session is opened", async () => {
  const { folder, programs } = dirty(["a.py"]);
  const answers = { "repository.dirty": "reset", "repository.reset": true, "repository.reset_again": true };
  const session = await run({ directory: folder }, { programs, answers });
  expect(finding(session)).toMatchObject({ level: "error", message: expect.stringContaining("was not reset: git") });
  expect(session.session).toBeUndefined();
});

test("where no reset is offered, none is", async () => {
  const { folder, programs } = dirty(["a.py"]);
  const session = await run(
    { directory: folder, offer_reset: false },
    { programs, answers: { "repository.dirty": ["reset", "stop"] } },
  );
  expect(finding(session)).toMatchObject({ level: "error" });
});

test("where there is no repository, or no git, the session is refused and says so", async () => {
  const directory = temporaryFolder();
  const error = "fatal: not a git repository (or any of the parent directories): .git";
  const nothing = await run({ directory }, { programs: scriptPrograms({ git: { code: 128, error } }) });
  expect(finding(nothing)).toMatchObject({ level: "error", message: expect.stringContaining(error) });
  const without = await run({ directory }, { programs: scriptPrograms({}) });
  expect(finding(without)).toMatchObject({ level: "error", todo: expect.stringContaining("Install git") });
});

test("does what every plugin must do", async () => {
  const { folder, programs } = dirty([]);
  await expectConforming(repository, { options: { directory: folder }, programs });
});
