import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

type Claims = Readonly<Record<string, unknown>>;

/** A provider of OpenID Connect that does what the standard asks of it, and holds what it is sent against that. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom it has seen, from now on: the claims of the ID token. */
  claims: Claims;
  /** What is done to the ID token before it is signed, and with which key: mistakes on purpose. */
  forge: (claims: Claims) => { readonly claims: Claims; readonly isForeignKey?: boolean };
  /** What a browser gets to that goes to this address: the one it is sent back to. Throws what is wrong with it. */
  visit(address: string): string;
  close(): Promise<void>;
}

interface Code {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirect: string;
}

export async function startTestProvider(): Promise<TestProvider> {
  const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, Code>();
  const [clientId, clientSecret] = ["fleet", "s3cret"];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  const provider: TestProvider = {
    issuer,
    clientId,
    clientSecret,
    claims: {},
    forge: (claims) => ({ claims }),
    visit: (address) => {
      const asked = new URL(address);
      const query = asked.searchParams;
      const wrong = [
        asked.pathname !== "/authorize" && "not here",
        query.get("client_id") !== clientId && "another client",
        query.get("response_type") !== "code" && "no code",
        query.get("code_challenge_method") !== "S256" && "no PKCE",
        (query.get("nonce") ?? "").length < 20 && "no nonce",
        (query.get("state") ?? "").length < 20 && "no state",
        !(query.get("scope") ?? "").split(" ").includes("openid") && "no openid",
      ].find((one) => one !== false);
      if (wrong !== undefined) throw new Error(wrong);
      const code = randomBytes(16).toString("hex");
      const redirect = query.get("redirect_uri") ?? "";
      codes.set(code, { challenge: query.get("code_challenge") ?? "", nonce: query.get("nonce") ?? "", redirect });
      const back = new URLSearchParams({ code, state: query.get("state") ?? "", iss: issuer });
      return `${redirect}?${back.toString()}`;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (value: object, status = 200): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url === "/.well-known/openid-configuration")
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        code_challenge_methods_supported: ["S256"],
        authorization_response_iss_parameter_supported: true,
      });
    if (request.url === "/keys")
      return send({ keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
    if (request.url !== "/token") return send({ error: "not here" }, 404);
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += part as string;
    const body = new URLSearchParams(text);
    const code = codes.get(body.get("code") ?? "");
    codes.delete(body.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(body.get("code_verifier") ?? "")
      .digest("base64url");
    const secret = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
    if (request.headers.authorization !== secret) return send({ error: "invalid_client" }, 401);
    if (code === undefined || code.challenge !== challenge || code.redirect !== body.get("redirect_uri"))
      return send({ error: "invalid_grant" }, 400);
    const now = Math.floor(Date.now() / 1000);
    const told = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce: code.nonce, ...provider.claims };
    const { claims, isForeignKey = false } = provider.forge(told);
    const key = isForeignKey ? foreign.privateKey : own.privateKey;
    return send({ access_token: "none", token_type: "Bearer", id_token: sign(claims, key) });
  }

  return provider;
}

function sign(claims: Claims, key: Parameters<ReturnType<typeof createSign>["sign"]>[0]): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ alg: "RS256", typ: "JWT", kid: "1" })}.${encode(claims)}`;
  return `${text}.${createSign("sha256").update(text).sign(key).toString("base64url")}`;
}
