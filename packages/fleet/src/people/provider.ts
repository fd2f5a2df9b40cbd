import { randomBytes } from "node:crypto";
import { messageOf } from "@rigline/foundation/errors";
import type { FindProxy } from "@rigline/foundation/http";
import type { Configuration } from "openid-client";
import { fetchThrough } from "./fetch-through.js";
import { isLoopbackName } from "./loopback-name.js";
import type { Database } from "../store/database.js";
import { peopleError } from "./people-errors.js";
import type { ProviderClaims, ProviderSettings } from "./provider-settings.js";
import { visitHash } from "./visits.js";

/** Where somebody is sent to, and the secret of the browser that was sent. */
export interface BegunSignIn {
  readonly url: string;
  readonly secret: string;
}

/** The path that it sends people back to. */
export const CALLBACK_PATH = "/sign-in/callback";

const MINUTES = 10;
const ANSWER_SECONDS = 10;

/**
 * OpenID Connect: an authorization code with PKCE, state and nonce, each good once, in ten minutes, for the browser that asked; the ID token's
 * signature is held against the provider's keys.
 */
export class SignInProvider {
  readonly settings: ProviderSettings;
  readonly #database: Database;
  readonly #findProxy: FindProxy;
  #known: Promise<Configuration> | undefined;

  constructor(database: Database, settings: ProviderSettings, findProxy: FindProxy) {
    this.#database = database;
    this.#findProxy = findProxy;
    this.settings = settings;
  }

  /** `origin`: of the fleet's page. Throws FLEET_SIGN_IN_AWAY. */
  async begin(origin: string): Promise<BegunSignIn> {
    const oidc = await import("openid-client");
    const provider = await this.#discover();
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const secret = randomBytes(32).toString("base64url");
    await this.#database.query("delete from sign_ins where until < now()");
    await this.#database.query(
      `insert into sign_ins (hash, state, nonce, verifier, until) values ($1, $2, $3, $4, now() + interval '${MINUTES} minutes')`,
      [visitHash(secret), state, nonce, verifier],
    );
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: `${origin}${CALLBACK_PATH}`,
      scope: "openid email profile",
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    return { url: url.href, secret };
  }

  /**
   * What the provider says of whoever comes back by this address. Undefined: they were not sent from here, or too long ago, or said no there.
   * Throws FLEET_SIGN_IN_AWAY.
   */
  async end(callback: URL, secret: string): Promise<ProviderClaims | undefined> {
    const [begun] = await this.#database.query<{ state: string; nonce: string; verifier: string }>(
      "delete from sign_ins where hash = $1 and until > now() returning state, nonce, verifier",
      [visitHash(secret)],
    );
    if (begun === undefined || callback.searchParams.get("state") !== begun.state) return undefined;
    if (callback.searchParams.get("error") === "access_denied") return undefined;
    const oidc = await import("openid-client");
    const provider = await this.#discover();
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, callback, {
        pkceCodeVerifier: begun.verifier,
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      return claims === undefined ? undefined : { issuer: claims.iss, subject: claims.sub, claims };
    } catch (cause) {
      throw this.#failure(cause);
    }
  }

  #discover(): Promise<Configuration> {
    this.#known ??= this.#ask().catch((cause: unknown) => {
      // Asked again by the next who wants to sign in.
      this.#known = undefined;
      throw this.#failure(cause);
    });
    return this.#known;
  }

  async #ask(): Promise<Configuration> {
    const oidc = await import("openid-client");
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
    return oidc.discovery(url, clientId, undefined, authentication, {
      timeout: ANSWER_SECONDS,
      [oidc.customFetch]: fetchThrough(this.#findProxy),
      execute: [
        oidc.enableNonRepudiationChecks,
        // Without TLS only a provider on this computer is asked.
        ...(url.protocol === "http:" && isLoopbackName(url.hostname) ? [oidc.allowInsecureRequests] : []),
      ],
    });
  }

  #failure(cause: unknown): Error {
    const what = `${this.settings.issuer}: ${messageOf(cause)}`;
    return peopleError("FLEET_SIGN_IN_AWAY", { what, cause });
  }
}
