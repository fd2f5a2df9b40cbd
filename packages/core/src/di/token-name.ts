/** The name a token was made with. */
export function tokenName(token: symbol): string {
  return (token.description ?? "").replace(/^rigline:/, "");
}
