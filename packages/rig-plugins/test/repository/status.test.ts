import { expect, test } from "vitest";
import { parseStatus } from "../../src/repository/status.js";

const HASH = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";

function entries(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\0`).join("");
}

test("commit, branch, and each file that is not as committed, by the name that it has now", () => {
  const text = entries(
    `# branch.oid ${HASH}`,
    "# branch.head main",
    `1 .M N... 100644 100644 100644 ${HASH} ${HASH} src/a file.py`,
    `2 R. N... 100644 100644 100644 ${HASH} ${HASH} R100 new name.py`,
    "old name.py",
    `u UU N... 100644 100644 100644 100644 ${HASH} ${HASH} ${HASH} both.py`,
    "? notes.txt",
  );
  expect(parseStatus(text)).toEqual({
    commit: HASH,
    branch: "main",
    changes: [
      { path: "src/a file.py", kind: "changed" },
      { path: "new name.py", kind: "changed" },
      { path: "both.py", kind: "changed" },
      { path: "notes.txt", kind: "untracked" },
    ],
  });
});

test("a repository without a commit, and one that has no branch checked out", () => {
  expect(parseStatus(entries("# branch.oid (initial)", "# branch.head main"))).toMatchObject({ commit: undefined });
  expect(parseStatus(entries(`# branch.oid ${HASH}`, "# branch.head (detached)"))).toMatchObject({ branch: undefined });
});

test("of a submodule another commit counts, and what is changed within it is its own to tell", () => {
  const submodule = (state: string, staged = "."): string =>
    `1 ${staged}M ${state} 160000 160000 160000 ${HASH} ${HASH} lib`;
  expect(parseStatus(entries(submodule("SC..")))).toMatchObject({ changes: [{ path: "lib", kind: "changed" }] });
  expect(parseStatus(entries(submodule("SCM.")))).toMatchObject({ changes: [{ path: "lib" }] });
  for (const within of ["S.M.", "S..U", "S.MU"]) expect(parseStatus(entries(submodule(within))).changes).toEqual([]);
});
