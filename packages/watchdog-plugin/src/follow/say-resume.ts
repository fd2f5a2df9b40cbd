/** Advice that ends in `rigline resume`, with the session in it, so that the command can be typed as it stands. */
export function sayResume(advice: string, { name }: { readonly name: string }): string {
  return advice.replaceAll("`rigline resume`", `\`rigline resume ${name}\``);
}
