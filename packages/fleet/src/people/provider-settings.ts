/** Who says who somebody is. */
export interface ProviderSettings {
  /** What stands on the button. */
  readonly label: string;
  /** Its address, below which its own description stands. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  /** The claim that people are named by here; `email` counts only where the provider says that it is verified. */
  readonly nameClaim: string;
  /** Whoever it knows may look, though nobody has added them here. */
  readonly takesNewcomers: boolean;
}

/** Whom a provider has seen. */
export interface ProviderClaims {
  readonly issuer: string;
  /** Theirs for ever, whatever they are called. */
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}
