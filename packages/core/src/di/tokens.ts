import { didYouMean, showValue } from "@rigline/foundation/errors";

/** A key for a service that carries the service's type. Two are the same when name and version are. */
export interface Token<T> {
  /** `<package or plugin>/<thing>`: `reward/total`. */
  readonly name: string;
  /** A whole number. It is raised when those who need the service would have to change. */
  readonly version: number;
  /** What is given where nothing provides the service. */
  readonly default?: T;
  /** What the container knows it by; the same wherever the token is made, so that two copies of a package still meet. */
  readonly key: symbol;
  readonly [valueType]?: T;
}

declare const valueType: unique symbol;

/** A class that the container makes is its own key. */
// oxlint-disable-next-line typescript/no-explicit-any -- a constructor takes what it takes
export type ServiceClass<T> = new (...parameters: any[]) => T;

export type ServiceKey<T> = Token<T> | ServiceClass<T>;

/** A need that may stay unmet. */
export interface OptionalNeed<T> {
  readonly optional: true;
  readonly token: Token<T>;
}

/** A place where any number of plugins may add something for the one that offers it. */
export interface ExtensionPoint<T> {
  readonly name: string;
  readonly point: symbol;
  readonly [valueType]?: T;
  /** That nobody offers it is nothing to be told. */
  readonly optional?: boolean;
}

export interface TokenOptions<T> {
  /** 1 when absent. */
  readonly version?: number;
  /** Given, as it is, to whoever needs the service where nothing provides it. */
  readonly default?: T;
}

const TOKEN_OPTIONS = ["version", "default"];

/**
 * A token that is met by every other of the same name and version. Export it from the package that provides the service, so
 * that others get its type with it.
 */
export function createToken<T>(name: string, options: TokenOptions<T> = {}): Token<T> {
  checkToken(name, options);
  const { version = 1 } = options;
  const fallback = "default" in options ? { default: options.default } : {};
  return Object.freeze({ name, version, ...fallback, key: Symbol.for(`rigline:${name}@${version}`) }) as Token<T>;
}

/** For `needs` and `@inject`: undefined where nothing provides the service. */
export function optional<T>(token: Token<T>): OptionalNeed<T> {
  if (!isToken(token)) throw new TypeError(`optional takes what createToken returned, not ${showValue(token)}`);
  return { optional: true, token };
}

/**
 * What plugins add there has the type `T`; the plugin that offers it finds all of it in its hook `ready`. `optional`, of who adds:
 * that nobody offers it is nothing to be told; `context.extends.NAME.isOffered` says it.
 */
export function extensionPoint<T>(name: string, options: { readonly optional?: boolean } = {}): ExtensionPoint<T> {
  checkName("extensionPoint", name);
  const optional = options.optional === true ? { optional: true } : {};
  return Object.freeze({ name, ...optional, point: Symbol.for(`rigline:point:${name}`) });
}

/** What plain JavaScript may have got wrong would otherwise make a token that nobody else can make. */
function checkToken(name: string, options: object): void {
  checkName("createToken", name);
  if (!isObject(options))
    throw new TypeError(`the second argument of createToken is { version, default }, not ${showValue(options)}`);
  for (const key of Object.keys(options))
    if (!TOKEN_OPTIONS.includes(key))
      throw new TypeError(`createToken has no option "${key}".${didYouMean(key, TOKEN_OPTIONS)}`);
  const version = options["version"] ?? 1;
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    throw new TypeError(`the version of the token "${name}" is a whole number from 1 on, not ${showValue(version)}`);
}

function checkName(maker: string, name: unknown): void {
  if (typeof name === "string" && name.trim() !== "") return;
  throw new TypeError(`${maker} takes a name such as "reward/total", not ${showValue(name)}`);
}

/** What a need gives, by its token, its class, or an optional token. */
export type NeedValue<Need> =
  Need extends OptionalNeed<infer T>
    ? T | undefined
    : Need extends Token<infer T>
      ? T
      : Need extends ServiceClass<infer T>
        ? T
        : never;

// oxlint-disable-next-line typescript/no-explicit-any -- a need of any type
export type Need = Token<any> | ServiceClass<any> | OptionalNeed<any>;

/** One need, whatever way it is written. */
export interface DescribedNeed {
  readonly key: ServiceKey<unknown>;
  readonly optional: boolean;
}

export function describeNeed(need: Need): DescribedNeed {
  return "optional" in need ? { key: need.token, optional: true } : { key: need, optional: false };
}

/** `reward/total`, and `reward/total version 2` from the second on; a class's own name. */
export function nameOf(key: ServiceKey<unknown>): string {
  if (typeof key === "function") return key.name;
  return key.version === 1 ? key.name : `${key.name} version ${key.version}`;
}

/** What the container knows it by. */
export function keyOf<T>(key: ServiceKey<T>): symbol | ServiceClass<T> {
  return typeof key === "function" ? key : key.key;
}

export function isToken(value: unknown): value is Token<unknown> {
  return isObject(value) && typeof value["name"] === "string" && typeof value["key"] === "symbol";
}

export function isNeed(value: unknown): value is Need {
  return (
    typeof value === "function" ||
    isToken(value) ||
    (isObject(value) && isToken(value["token"]) && value["optional"] === true)
  );
}

export function isExtensionPoint(value: unknown): value is ExtensionPoint<unknown> {
  return isObject(value) && typeof value["name"] === "string" && typeof value["point"] === "symbol";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
