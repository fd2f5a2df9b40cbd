import type { z } from "zod";
import type { ExtensionPoint, Need, NeedValue, Token } from "../di/tokens.js";
import type { ProviderList } from "../di/providers.js";
import type { HookContext, PluginHooks } from "../hooks/hook-kinds.js";
import type { PluginLifecycle, ReadyPayload } from "../lifecycle/lifecycle-hooks.js";

export type NeedTable = Readonly<Record<string, Need>>;
// oxlint-disable-next-line typescript/no-explicit-any -- points of any type
export type PointTable = Readonly<Record<string, ExtensionPoint<any>>>;
// oxlint-disable-next-line typescript/no-explicit-any -- tokens of any type
export type Provided = Token<any> | Readonly<Record<string, Token<any>>> | ProviderList;

/** What somebody added to an extension point. */
export interface Extension<T> {
  readonly plugin: string;
  readonly value: T;
}

/** Where a plugin adds to what another one offers. */
export interface Extending<T> {
  /** In `ready`; later it throws EXTENSION_LATE. */
  add(value: T): void;
  /** False: no plugin that is loaded reads what is added. */
  readonly isOffered: boolean;
}

/** What a plugin is tied to, as its handlers see it: the values of its tables. */
export interface Ties<
  Needs extends NeedTable = NeedTable,
  Offers extends PointTable = PointTable,
  Extends extends PointTable = PointTable,
> {
  readonly needs: { readonly [Name in keyof Needs]: NeedValue<Needs[Name]> };
  readonly offers: {
    readonly [Name in keyof Offers]: Offers[Name] extends ExtensionPoint<infer T> ? readonly Extension<T>[] : never;
  };
  readonly extends: {
    readonly [Name in keyof Extends]: Extends[Name] extends ExtensionPoint<infer T> ? Extending<T> : never;
  };
}

/** What `setup` is called with: all that a handler of `ready` gets. */
export type SetupContext<Options = unknown, Tied extends AnyTies = AnyTies> = HookContext<Options, Tied> &
  ReadyPayload<Tied["needs"]>;

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a plugin is tied to
export type AnyTies = { readonly needs: any; readonly offers: any; readonly extends: any };

/** What `definePlugin` takes. A plain object: nothing runs until its hooks are called. */
export interface PluginDefinition<Options = unknown, Tied extends AnyTies = AnyTies> {
  readonly name: string;
  /** Semver. */
  readonly version: string;
  /** Plugins of which it takes certain versions only: `{ "rigline-mapper": "^1.2.0" }`, or `true` for any. */
  readonly dependsOn?: Readonly<Record<string, string | true>>;
  /** The range of @rigline/core versions it works with; a package says so in its `peerDependencies` instead. */
  readonly requiresCore?: string;
  /** A zod object; its keys are the plugin's options (snake_case, as in the config). */
  readonly options?: z.ZodType<Options>;
  /** A section of clabe.yml, rigline.config.* and the environment (`RIGLINE_<SECTION>__<KEY>`) that also sets the options. */
  readonly section?: string;
  /** Services by tokens or classes, each under the name that `context.needs` has it by. */
  readonly needs?: NeedTable;
  /** What others may need: a token, or several by name, that `setup` brings; or providers, for what the container makes. */
  readonly provides?: Provided;
  /** Makes what `provides` names and returns it, before any handler of `ready` is called, after what it needs is set up. */
  readonly setup?: (context: SetupContext<Options, Tied>) => unknown;
  /** What the container makes for this plugin alone. */
  readonly services?: ProviderList;
  /** Points where other plugins may add something; its `ready` runs behind theirs. */
  readonly offers?: PointTable;
  /** Points of other plugins that it adds something to, in its `ready`. */
  readonly extends?: PointTable;
  readonly hooks?: PluginHooks<PluginLifecycle<Tied["needs"]>, Options, Tied> | undefined;
}

/** What a program hands to the launcher: a plugin, or one with its options, as an entry of the config has them. */
export type GivenPlugin =
  | Plugin
  | {
      readonly plugin: Plugin;
      readonly with?: Readonly<Record<string, unknown>>;
      /** False: the session goes on without it where it fails. */
      readonly required?: boolean | undefined;
    };

declare const brand: unique symbol;

/** A validated definition. `Plugin` alone is a plugin of any options: handlers take theirs, so `unknown` would take none. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where a list of plugins gets its type from
export type Plugin<Options = any> = PluginDefinition<Options, any> & { readonly [brand]?: true };
