import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Plugin } from "@rigline/core";
import { type PluginSession, type PluginSessionOptions, runPluginSession } from "@rigline/core/testing";
import { onTestFinished } from "vitest";

/** Takes a plugin through a session; its folder is removed when the test is over. */
export async function runSession(plugin: Plugin, options: PluginSessionOptions = {}): Promise<PluginSession> {
  const session = await runPluginSession(plugin, options);
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

/** The text of a file of the session's folder. */
function readText({ session }: PluginSession, path: string): string {
  return readFileSync(join(session?.directory ?? "", path), "utf8");
}

export function readJson(session: PluginSession, path: string): unknown {
  return JSON.parse(readText(session, path));
}

/** What preflight found of one subject. */
export function findingOf({ findings }: PluginSession, subject: string): Finding | undefined {
  return findings.find((one) => one.subject === subject);
}

/** The lines that a runner put into the report. */
export function detailsOf({ report }: PluginSession, runner: string): Readonly<Record<string, string>> {
  const details = report?.runners.find(({ name }) => name === runner)?.details ?? [];
  return Object.fromEntries(details.map(({ label, value }) => [label, value]));
}
