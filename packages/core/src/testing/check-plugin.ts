import { renderError, type RiglineError } from "@rigline/foundation/errors";
import type { TraceSpan } from "../hooks/hook-trace.js";
import type { Plugin } from "../plugins/plugin.js";
import { validatePlugin } from "../plugins/validate-plugin.js";
import type { PluginSession, PluginSessionOptions } from "./plugin-session.js";
import { runPluginSession } from "./run-plugin-session.js";

/** One thing that every plugin must do, and what was wrong with it. */
export interface PluginCheck {
  /** A sentence: `survives a session without data`. */
  readonly title: string;
  /** Empty: it does. */
  readonly problems: readonly string[];
}

export interface PluginChecks {
  readonly plugin: string;
  readonly ok: boolean;
  readonly checks: readonly PluginCheck[];
}

/** What a plugin needs to run: options, other plugins, answers. The rest is what is checked. */
export type CheckOptions = Pick<
  PluginSessionOptions,
  "options" | "plugins" | "answers" | "environment" | "during" | "programs"
>;

type SessionCheck = readonly [title: string, find: (sessions: readonly PluginSession[]) => readonly string[]];

const SESSION_CHECKS: readonly SessionCheck[] = [
  ["starts with these options", (sessions) => unique(sessions.flatMap(startProblems))],
  ["survives a session that ends well, in an empty folder", ([success]) => problemsOf(success)],
  ["survives a failed experiment", ([, failed]) => problemsOf(failed)],
  ["survives an aborted session", ([, , aborted]) => problemsOf(aborted)],
  [
    "settles each hook within its time",
    (sessions) => unique(sessions.flatMap((session) => outcomes(session, "timeout"))),
  ],
  ["leaves its payloads as they are", (sessions) => unique(sessions.flatMap(mutations))],
  ["closes in teardown what it opened", (sessions) => unique(sessions.flatMap(leftOpen))],
  [
    "waits for whatever it starts",
    (sessions) => unique(sessions.flatMap(({ strays }) => strays.map(({ message }) => message))),
  ],
];

/**
 * The conformance checks: takes a plugin through a session that ends well, one that fails and one that is aborted, each in
 * an empty folder of its own, and says what no plugin may do. Never throws for what the plugin does.
 */
export async function checkPlugin(plugin: Plugin, options: CheckOptions = {}): Promise<PluginChecks> {
  const definition = { title: "is a valid definition", problems: definitionProblems(plugin) };
  const checks = [definition, ...(definition.problems.length === 0 ? await checkSessions(plugin, options) : [])];
  return { plugin: plugin.name, ok: checks.every(({ problems }) => problems.length === 0), checks };
}

async function checkSessions(plugin: Plugin, options: CheckOptions): Promise<PluginCheck[]> {
  const sessions: PluginSession[] = [];
  for (const outcome of ["success", "failed", "aborted"] as const)
    sessions.push(await runPluginSession(plugin, { ...options, outcome }));
  const checks = SESSION_CHECKS.map(([title, find]) => ({ title, problems: find(sessions) }));
  for (const session of sessions) await session[Symbol.asyncDispose]();
  return checks;
}

function definitionProblems(plugin: Plugin): string[] {
  try {
    validatePlugin(plugin);
    return [];
  } catch (error) {
    return [renderError(error)];
  }
}

/** Without a session there is nothing else to look at. */
function startProblems({ session, error }: PluginSession): string[] {
  return session === undefined && error !== undefined ? [describe(error)] : [];
}

function problemsOf(session: PluginSession | undefined): string[] {
  if (session?.report === undefined) return ["no session was opened"];
  const { problems, runners } = session.report;
  const failed = runners.filter(({ name, state }) => name !== "experiment" && state === "failed");
  return [
    ...problems.map(({ message }) => message),
    ...failed.map(({ name, reason }) => `runner ${name} failed: ${reason}`),
  ];
}

function outcomes({ trace }: PluginSession, outcome: TraceSpan["outcome"]): string[] {
  return trace.flatMap(({ children }) =>
    children.filter((child) => child.outcome === outcome).map((child) => child.error ?? child.name),
  );
}

function mutations({ trace }: PluginSession): string[] {
  const written = /read only property|not extensible|Cannot delete property/;
  return trace.flatMap(({ name, children }) =>
    children.flatMap(({ error }) => (error !== undefined && written.test(error) ? [`${name}: ${error}`] : [])),
  );
}

function leftOpen({ leftovers }: PluginSession): string[] {
  return leftovers.map(({ hook, what }) => `${what}${hook === undefined ? "" : `, opened in ${hook}`}, is still open`);
}

function describe(error: RiglineError): string {
  return `${error.code}: ${error.message}${error.why === undefined ? "" : `\n${error.why}`}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
