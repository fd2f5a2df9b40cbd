import "reflect-metadata";
import { inject as injectKey } from "tsyringe";
import type { Logger } from "@rigline/foundation/platform";
import { describeNeed, keyOf, type Need, type NeedValue, type ServiceClass, type ServiceKey } from "./tokens.js";

/** For classes that the container makes: `@injectable()` on the class, `@inject(TOKEN)` on every parameter. */
export { injectable } from "tsyringe";

/** Looks services up in one plugin's container: its own, then what all share. */
export interface Services {
  /** Throws SERVICE_MISSING with the nearest name there is, and SERVICE_FAILED with the cause when it can't be made. */
  resolve<T>(key: ServiceKey<T>): T;
  /** Undefined when nothing provides it. */
  tryResolve<T>(key: ServiceKey<T>): T | undefined;
}

/** What a factory is called with. */
export interface ServiceContext<Options = unknown> {
  /** The plugin for which the service is made. */
  readonly plugin: string;
  readonly options: Options;
  readonly log: Logger;
  readonly services: Services;
}

/**
 * How a service is made: when it is first asked for, and once. With `scope: "launcher"`, the usual of what is provided to
 * others, once for all; with `scope: "plugin"` once for each plugin that asks, out of that plugin's own container.
 */
export type Provider<T, Options = unknown> = {
  readonly token: ServiceKey<T>;
  readonly scope?: ServiceScope;
} & (
  | { readonly useClass: ServiceClass<NoInfer<T>> }
  | { readonly useFactory: (context: ServiceContext<Options>) => NoInfer<T> }
  | { readonly useValue: NoInfer<T> }
);

export type ServiceScope = "launcher" | "plugin";

// oxlint-disable-next-line typescript/no-explicit-any -- a list of providers of any type
export type AnyProvider = Provider<any, any>;

/** A class stands for itself: `{ token: X, useClass: X }`. */
export type ProviderList = readonly (AnyProvider | ServiceClass<unknown>)[];

export function toProvider(written: AnyProvider | ServiceClass<unknown>): AnyProvider {
  return typeof written === "function" ? { token: written, useClass: written } : written;
}

const INJECTED = Symbol.for("rigline:injected");

/** The constructor's class, if it takes a service of this type at this place. */
export type Fitting<T, Target extends abstract new (...parameters: never) => unknown, Index extends number> = [
  T,
] extends [ConstructorParameters<Target>[Index]]
  ? Target
  : never;

/**
 * Fills a constructor's parameter with a service: `constructor(@inject(CLOCK) readonly clock: Clock)`. A parameter of a type
 * that the service does not have does not compile.
 */
export function inject<N extends Need>(need: N) {
  return <Target extends abstract new (...parameters: never) => unknown, Index extends number>(
    target: Fitting<NeedValue<N>, Target, Index>,
    _property: undefined,
    index: Index,
  ): void => {
    const { key, optional } = describeNeed(need);
    const known = (Reflect.getOwnMetadata(INJECTED, target) as Need[] | undefined) ?? [];
    Reflect.defineMetadata(INJECTED, Object.assign([...known], { [index]: need }), target);
    injectKey(keyOf(key) as symbol, { isOptional: optional })(target, undefined, index);
  };
}

/** What a class's constructor is filled with, in order; those of its parent when it has no constructor of its own. */
export function injectedNeeds(type: ServiceClass<unknown>): readonly Need[] {
  return ((Reflect.getMetadata(INJECTED, type) as Need[] | undefined) ?? []).filter((need) => need !== undefined);
}
