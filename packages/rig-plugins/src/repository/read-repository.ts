import { basename, join, relative, sep } from "node:path";
import type { FileSystem } from "@rigline/core";
import { type ProgramPorts } from "../programs/ask-program.js";
import { type Git, openGit } from "./git.js";
import { type Change, type GitStatus, parseStatus } from "./status.js";

/** A repository as it stands now, its submodules within it. */
export interface Repository {
  /** Of its working tree, absolute. */
  readonly root: string;
  /** Of the remote `origin`, else of the first one; without a password. */
  readonly url: string | undefined;
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  /** A tag of exactly this commit. */
  readonly tag: string | undefined;
  /** As `git describe --tags --always` has it. */
  readonly describe: string | undefined;
  /** False: a submodule that is not checked out. */
  readonly isInitialized: boolean;
  readonly changes: readonly Change[];
  readonly submodules: readonly Repository[];
}

export interface RepositoryParts extends ProgramPorts {
  readonly fileSystem: Pick<FileSystem, "exists" | "realPath">;
}

export interface RepositoryLook {
  /** Absolute; any folder of the repository. */
  readonly directory: string;
  /** Absolute folders that are not looked at. */
  readonly except: readonly string[];
  readonly untracked: boolean;
  readonly signal?: AbortSignal;
}

/** Reads a repository and its submodules. Why it can't be read, one sentence, where it can't. */
export async function readRepository(
  parts: RepositoryParts,
  options: RepositoryLook,
): Promise<Repository | { readonly why: string }> {
  const { ok, output, why } = await openGit(parts, options.directory, options.signal).run(
    "rev-parse",
    "--show-toplevel",
  );
  if (!ok) return { why };
  const root = parts.fileSystem.realPath(output.trim());
  return readAt(parts, root, options);
}

async function readAt(
  parts: RepositoryParts,
  root: string,
  options: RepositoryLook,
): Promise<Repository | { readonly why: string }> {
  const git = openGit(parts, root, options.signal);
  const status = await readStatus(parts, git, options);
  if ("why" in status) return status;
  return {
    root,
    ...status,
    ...(await readNames(git)),
    isInitialized: true,
    submodules: await readSubmodules(parts, git, options),
  };
}

async function readStatus(
  parts: RepositoryParts,
  git: Git,
  { except, untracked }: RepositoryLook,
): Promise<GitStatus | { readonly why: string }> {
  const excluded = except.flatMap((folder) => pathspecOf(parts, git.directory, folder));
  const files = `--untracked-files=${untracked ? "all" : "no"}`;
  const end = await git.run("status", "--porcelain=v2", "--branch", "-z", files, "--", ":/", ...excluded);
  return end.ok ? parseStatus(end.output) : { why: end.why };
}

/** Nothing where the folder is not there, or lies elsewhere. */
function pathspecOf({ fileSystem }: RepositoryParts, root: string, folder: string): readonly string[] {
  if (!fileSystem.exists(folder)) return [];
  const path = relative(root, fileSystem.realPath(folder)).split(sep).join("/");
  const isWithin = path !== "" && path !== ".." && !path.startsWith("../") && !/^[A-Za-z]:/.test(path);
  return isWithin ? [`:(exclude,top,literal)${path}`] : [];
}

async function readNames(git: Git): Promise<Pick<Repository, "url" | "tag" | "describe">> {
  const remotes = (await git.ask("remote"))?.split("\n") ?? [];
  const remote = remotes.includes("origin") ? "origin" : remotes[0];
  const url = remote === undefined || remote === "" ? undefined : await git.ask("remote", "get-url", remote);
  const tags = await git.ask("tag", "--points-at", "HEAD");
  const describe = await git.ask("describe", "--tags", "--always");
  return { url: withoutPassword(url?.trim()), tag: firstLine(tags), describe: firstLine(describe) };
}

function firstLine(text: string | undefined): string | undefined {
  const [line = ""] = text?.split("\n") ?? [];
  return line === "" ? undefined : line;
}

/** `https://ada:token@host/x` is kept in the session as `https://host/x`. */
function withoutPassword(url: string | undefined): string | undefined {
  return url?.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/iu, "$1");
}

async function readSubmodules(
  parts: RepositoryParts,
  git: Git,
  options: RepositoryLook,
): Promise<readonly Repository[]> {
  if (!parts.fileSystem.exists(join(git.directory, ".gitmodules"))) return [];
  const said = await git.ask("config", "-z", "--file", ".gitmodules", "--get-regexp", "^submodule\\..*\\.(path|url)$");
  const declared = parseDeclared(said ?? "");
  const found: Repository[] = [];
  // One after the other: git on a rig's disk is not faster side by side.
  for (const one of declared) found.push(await readSubmodule(parts, git, one, options));
  return found;
}

interface Declared {
  readonly path: string;
  readonly url: string | undefined;
}

async function readSubmodule(
  parts: RepositoryParts,
  git: Git,
  { path, url }: Declared,
  options: RepositoryLook,
): Promise<Repository> {
  const root = join(git.directory, ...path.split("/"));
  const read = parts.fileSystem.exists(join(root, ".git")) ? await readAt(parts, root, options) : undefined;
  if (read !== undefined && !("why" in read)) return read;
  const commit = (await git.ask("rev-parse", `HEAD:${path}`))?.trim();
  const names = { branch: undefined, tag: undefined, describe: undefined, url: withoutPassword(url) };
  return { root, commit, ...names, isInitialized: false, changes: [], submodules: [] };
}

/** `submodule.a/b.path\nsrc/b\0…`, as `git config -z` prints it. */
function parseDeclared(text: string): readonly Declared[] {
  const values = new Map(
    text
      .split("\0")
      .filter((entry) => entry !== "")
      .map((entry) => {
        const at = entry.indexOf("\n");
        return [entry.slice(0, at), entry.slice(at + 1)] as const;
      }),
  );
  return [...values].flatMap(([key, path]) =>
    key.endsWith(".path") ? [{ path, url: values.get(key.replace(/path$/, "url")) }] : [],
  );
}

/** Each change of the repository and of its submodules, from the repository's root. */
export function allChanges(repository: Repository): readonly Change[] {
  const within = repository.submodules.flatMap((submodule) => {
    const path = relative(repository.root, submodule.root).split(sep).join("/");
    return allChanges(submodule).map((change) => ({ ...change, path: `${path}/${change.path}` }));
  });
  return [...repository.changes, ...within];
}

/** As clabe's `repository-state.json` has it (GitRepositoryMetadata of 0.14.1), and `changes`, which that has not. */
export function toRepositoryState(repository: Repository, from: string): object {
  return {
    url: repository.url ?? null,
    commit_sha: repository.commit ?? null,
    tag: repository.tag ?? null,
    describe: repository.describe ?? null,
    branch: repository.branch ?? null,
    is_dirty: repository.isInitialized ? repository.changes.length > 0 || hasDirtySubmodule(repository) : null,
    name: basename(repository.root),
    path: relative(from, repository.root).split(sep).join("/") || ".",
    is_initialized: repository.isInitialized,
    submodules: repository.submodules.map((submodule) => toRepositoryState(submodule, from)),
    changes: repository.changes.map(({ path, kind }) => ({ path, kind })),
  };
}

function hasDirtySubmodule({ submodules }: Repository): boolean {
  return submodules.some((submodule) => allChanges(submodule).length > 0);
}
