import validRange from "semver/ranges/valid.js";
import validVersion from "semver/functions/valid.js";
import { FORMER_HOOK_NAMES } from "../lifecycle/hook-names.js";
import { isExtensionPoint, isNeed, isToken } from "../di/tokens.js";
import { didYouMean, listNames, showValue } from "@rigline/foundation/errors";

/** One thing that is wrong with a definition. */
export interface ShapeProblem {
  /** `version`, `hooks.preflight.order`. */
  readonly path: string;
  readonly hook?: string;
  /** What was expected and what was found, without the path. */
  readonly text: string;
}

const KEYS = [
  "name",
  "version",
  "dependsOn",
  "requiresCore",
  "options",
  "section",
  "needs",
  "provides",
  "setup",
  "services",
  "offers",
  "extends",
  "hooks",
];
const PROVIDER_KEYS = ["token", "scope", "useClass", "useFactory", "useValue"];
const SCOPES: readonly unknown[] = ["launcher", "plugin"];
const HANDLER_KEYS = ["order", "before", "after", "timeoutMs", "handler"];
const TIERS: readonly unknown[] = ["pre", "normal", "post"];
/** Package names of npm. */
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const SECTION = /^[a-z][a-z0-9_]*$/;

/** Everything that is wrong with what a plugin exports; nothing of it is believed, since it may be plain JavaScript. */
export function findShapeProblems(definition: object, hookNames: readonly string[]): ShapeProblem[] {
  const fields = definition as Readonly<Record<string, unknown>>;
  const { name, version, dependsOn, requiresCore, options, section, needs, setup, services, hooks } = fields;
  return [
    ...unknownKeys(fields, KEYS, ""),
    ...unless(typeof name === "string" && NAME.test(name), "name", "a package name such as `my-mapper`", name),
    ...unless(isVersion(version), "version", "a semver version such as `1.0.0`", version),
    ...unless(optional(requiresCore, isRange), "requiresCore", "a semver range such as `^0.1.0`", requiresCore),
    ...unless(optional(options, isSchema), "options", "a zod schema: `z.strictObject({ … })`", options),
    ...unless(optional(section, isSection), "section", "a name in snake_case such as `my_mapper`", section),
    ...findTableProblems("needs", needs, isNeed, "a token, optional(token), or a class"),
    ...findTableProblems("offers", fields["offers"], isExtensionPoint, "what extensionPoint returned"),
    ...findTableProblems("extends", fields["extends"], isExtensionPoint, "what extensionPoint returned"),
    ...findProvidedProblems(fields["provides"]),
    ...findSetupProblems(setup, fields["provides"]),
    ...findProviderProblems("services", services),
    ...findDependencyProblems(dependsOn),
    ...findHookProblems(hooks, hookNames),
  ];
}

function findDependencyProblems(dependsOn: unknown): ShapeProblem[] {
  if (dependsOn === undefined) return [];
  if (!isRecord(dependsOn)) return unless(false, "dependsOn", "an object of plugin names and semver ranges", dependsOn);
  return Object.entries(dependsOn).flatMap(([plugin, range]) =>
    unless(
      range === true || isRange(range),
      `dependsOn["${plugin}"]`,
      "a semver range such as `^1.2.0`, or true",
      range,
    ),
  );
}

function findTableProblems(
  key: string,
  table: unknown,
  isEntry: (value: unknown) => boolean,
  expected: string,
): ShapeProblem[] {
  if (table === undefined) return [];
  if (!isRecord(table) || isKey(table)) return unless(false, key, `an object of names, each with ${expected}`, table);
  return Object.entries(table).flatMap(([name, entry]) => unless(isEntry(entry), `${key}.${name}`, expected, entry));
}

function findProvidedProblems(provides: unknown): ShapeProblem[] {
  if (provides === undefined || isToken(provides)) return [];
  if (Array.isArray(provides)) return findProviderProblems("provides", provides);
  if (isRecord(provides)) return findTableProblems("provides", provides, isToken, "a token made by createToken");
  return unless(false, "provides", "a token, an object of tokens, or a list of providers", provides);
}

function findSetupProblems(setup: unknown, provides: unknown): ShapeProblem[] {
  const isAsked = provides !== undefined && !Array.isArray(provides);
  if (isAsked)
    return unless(typeof setup === "function", "setup", "a function that returns what `provides` names", setup);
  return unless(setup === undefined, "setup", "none, because `provides` names no token that it would bring", setup);
}

/** Lists of tokens were what `provides` took before the first release; the services were given to `services.provide` in `ready`. */
const TOKEN_ALONE =
  "Write `provides: TOKEN` or `provides: { name: TOKEN }`, and return the service from `setup`, where `services.provide` was called";

function findProviderProblems(key: string, providers: unknown): ShapeProblem[] {
  if (providers === undefined) return [];
  if (!Array.isArray(providers)) return unless(false, key, "a list of providers", providers);
  return providers.flatMap((provider: unknown, index) => {
    const path = `${key}[${index}]`;
    if (typeof provider === "function") return [];
    if (!isRecord(provider) || isKey(provider))
      return unless(false, path, "a class, or { token, useClass | useFactory | useValue }", provider).map((problem) =>
        isToken(provider) ? { ...problem, text: `${problem.text}. ${TOKEN_ALONE}` } : problem,
      );
    const { token, scope } = provider;
    const ways = ["useClass", "useFactory", "useValue"].filter((way) => way in provider);
    return [
      ...unknownKeys(provider, PROVIDER_KEYS, `${path}.`),
      ...unless(isToken(token) || typeof token === "function", `${path}.token`, "a token or a class", token),
      ...unless(ways.length === 1, path, "one of useClass, useFactory and useValue", provider),
      ...unless(
        optional(scope, (one) => SCOPES.includes(one)),
        `${path}.scope`,
        '"launcher" or "plugin"',
        scope,
      ),
      ...["useClass", "useFactory"].flatMap((way) =>
        unless(optional(provider[way], isFunction), `${path}.${way}`, "a function", provider[way]),
      ),
    ];
  });
}

function findHookProblems(hooks: unknown, hookNames: readonly string[]): ShapeProblem[] {
  if (hooks === undefined) return [];
  if (!isRecord(hooks)) return unless(false, "hooks", "an object of handlers by hook name", hooks);
  return Object.entries(hooks).flatMap(([hook, handler]) => {
    const path = `hooks.${hook}`;
    if (!hookNames.includes(hook))
      return [
        {
          path,
          hook,
          text: `there is no hook "${hook}".${nearTo(hook, hookNames)} There are: ${listNames(hookNames)}`,
        },
      ];
    return findHandlerProblems(handler, path).map((problem) => ({ ...problem, hook }));
  });
}

function nearTo(hook: string, hookNames: readonly string[]): string {
  const now = Object.hasOwn(FORMER_HOOK_NAMES, hook) ? FORMER_HOOK_NAMES[hook] : undefined;
  return now === undefined ? didYouMean(hook, hookNames) : ` It is called "${now}" now.`;
}

function findHandlerProblems(handler: unknown, path: string): ShapeProblem[] {
  if (handler === undefined || typeof handler === "function") return [];
  if (!isRecord(handler)) return unless(false, path, "a function, or an object with `handler`", handler);
  return [
    ...unknownKeys(handler, HANDLER_KEYS, `${path}.`),
    ...unless(typeof handler["handler"] === "function", `${path}.handler`, "a function", handler["handler"]),
    ...unless(
      optional(handler["order"], (tier) => TIERS.includes(tier)),
      `${path}.order`,
      '"pre", "normal" or "post"',
      handler["order"],
    ),
    ...unless(optional(handler["before"], isNames), `${path}.before`, "a list of plugin names", handler["before"]),
    ...unless(optional(handler["after"], isNames), `${path}.after`, "a list of plugin names", handler["after"]),
    ...unless(
      optional(handler["timeoutMs"], isPositive),
      `${path}.timeoutMs`,
      "milliseconds, above 0",
      handler["timeoutMs"],
    ),
  ];
}

function unknownKeys(fields: object, known: readonly string[], prefix: string): ShapeProblem[] {
  return Object.keys(fields)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: `${prefix}${key}`,
      text: `there is no such key.${didYouMean(key, known)} There are: ${listNames(known)}`,
    }));
}

function unless(holds: boolean, path: string, expected: string, found: unknown): ShapeProblem[] {
  return holds ? [] : [{ path, text: `expected ${expected}, found ${showFound(found)}` }];
}

function showFound(found: unknown): string {
  if (isToken(found)) return `the token "${found.name}"`;
  return isExtensionPoint(found) ? `the extension point "${found.name}"` : showValue(found);
}

function optional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || check(value);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** What stands for one service or point itself, where a table or a list of them belongs. */
const isKey = (value: object): boolean => isToken(value) || isExtensionPoint(value) || isNeed(value);
const isVersion = (value: unknown): boolean => typeof value === "string" && validVersion(value) !== null;
const isRange = (value: unknown): boolean => typeof value === "string" && validRange(value) !== null;
const isSchema = (value: unknown): boolean => isRecord(value) && typeof value["safeParse"] === "function";
const isSection = (value: unknown): boolean => typeof value === "string" && SECTION.test(value);
const isFunction = (value: unknown): boolean => typeof value === "function";
const isNames = (value: unknown): boolean => Array.isArray(value) && value.every((name) => typeof name === "string");
const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0;
