import { stringify } from "yaml";
import { redactorFor } from "../config/tell/known-secrets.js";
import { describeSections, renderSections } from "../config/tell/describe-sections.js";
import { showConfig } from "../config/tell/show-config.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withInspection } from "./open-inspection.js";
import { buildConfigSchema } from "../config/schema/config-schema.js";
import { explainKey, type KeyExplanation } from "../config/tell/explain-key.js";
import { renderError, type RiglineError } from "@rigline/foundation/errors";
import { placeText } from "../config/problems/config-problem.js";
import type { KnownKey } from "../config/schema/list-keys.js";

/** `rigline config`: the merged configuration as YAML, or as JSON. Throws what is wrong in it. */
export async function printConfig(context: CommandContext, options: CommonOptions): Promise<void> {
  await withInspection(context, options, (inspection) => {
    const { resolved, provenance, options: pluginOptions, warnings, failures, plugins } = inspection;
    if (failures[0] !== undefined) throw failures[0];
    const tree = showConfig({ ...resolved, provenance }, pluginOptions, redactorFor(resolved.layers ?? []));
    if (options.quiet !== true) for (const warning of warnings) context.io.err(`warning: ${warning}\n`);
    const text = options.json === true ? `${JSON.stringify(tree, undefined, 2)}\n` : stringify(tree, { lineWidth: 0 });
    context.io.out(text);
    const sections = describeSections(resolved, plugins);
    if (options.json !== true && sections.length > 0) context.io.out(asComment(renderSections(sections)));
  });
}

/** `rigline config sections`: also for a configuration that is wrong; what is wrong is told after the answer. */
export async function printSections(context: CommandContext, options: CommonOptions): Promise<void> {
  await withInspection(context, options, ({ resolved, plugins, failures }) => {
    const sections = describeSections(resolved, plugins);
    context.io.out(options.json === true ? `${JSON.stringify(sections, undefined, 2)}\n` : renderSections(sections));
    tellFailure(context, options, failures[0]);
  });
}

/** What YAML reads over. */
function asComment(text: string): string {
  return text.replaceAll(/^/gm, "# ").replaceAll(/^# $/gm, "");
}

function tellFailure(context: CommandContext, options: CommonOptions, failure: RiglineError | undefined): void {
  if (failure === undefined) return;
  context.io.err(`\n${renderError(failure, { verbose: options.verbose === true })}\n`);
  context.exitCode = failure.exitCode;
}

/** `rigline config schema`: also without a config, or with one that is wrong, because it helps to write one. */
export async function printSchema(context: CommandContext, options: CommonOptions): Promise<void> {
  await withInspection(context, options, ({ plugins, failures }) => {
    for (const failure of failures)
      if (failure.exit === "plugin" && options.quiet !== true)
        context.io.err(`warning: ${failure.code}: ${failure.message}\n`);
    context.io.out(`${JSON.stringify(buildConfigSchema(plugins), undefined, 2)}\n`);
  });
}

/** `rigline config explain [KEY]`: also for a configuration that is wrong; what is wrong is told after the answer. */
export async function printExplanation(
  context: CommandContext,
  options: CommonOptions,
  key: string | undefined,
): Promise<void> {
  await withInspection(context, options, ({ resolved, provenance, keys, failures }) => {
    if (key === undefined) {
      context.io.out(options.json === true ? `${JSON.stringify(keys, undefined, 2)}\n` : renderKeys(keys));
      return;
    }
    const explanations = explainKey(key, provenance, keys, redactorFor(resolved.layers ?? []));
    const isJson = options.json === true;
    context.io.out(`${isJson ? JSON.stringify(explanations, undefined, 2) : renderExplanations(explanations)}\n`);
    tellFailure(context, options, failures[0]);
  });
}

function renderExplanations(explanations: readonly KeyExplanation[]): string {
  const [only] = explanations;
  const names = explanations.length === 1 ? (only?.placeholders ?? []) : [];
  const lines = names.length === 0 ? [] : ["  filled in are", ...renderNames(names)];
  return [explanations.map(renderExplanation).join("\n\n"), ...lines].join("\n");
}

/** A key with its value, what it is for, and each source that set it, the winner first. */
function renderExplanation({ key, description, sources, variable }: KeyExplanation): string {
  const [winner] = sources;
  const lines = [winner === undefined ? `${key} is not set` : `${key} = ${shown(winner.value)}`];
  if (description !== undefined) lines.push(`  ${description}`);
  const rows = sources.map((source, index) => [
    index === 0 ? "wins" : "hidden",
    source.kind,
    source.kind === "default" ? "" : placeText(source),
    shown(source.value),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) lines.push(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
  if (winner === undefined)
    lines.push(`  set it in the config file${variable === undefined ? "" : `, by ${variable}`}, or by --set ${key}=…`);
  return lines.join("\n");
}

function renderNames(placeholders: NonNullable<KeyExplanation["placeholders"]>): string[] {
  const width = Math.max(...placeholders.map(({ name }) => name.length));
  return placeholders.map(({ name, meaning }) => `    ${name.padEnd(width)}  ${meaning}`);
}

function shown(value: unknown): string {
  return value === undefined ? "(nothing)" : (JSON.stringify(value) ?? `[${typeof value}]`);
}

/** Every key there is, with what it is for. */
function renderKeys(keys: readonly KnownKey[]): string {
  const width = Math.max(0, ...keys.map(({ path }) => path.length));
  const lines = keys.map(({ path, description }) => `${path.padEnd(width)}  ${description ?? ""}`.trimEnd());
  return `${lines.join("\n")}\n\n\`rigline config explain KEY\` says where a key's value comes from.\n`;
}
