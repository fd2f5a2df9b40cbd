/** Finds lines and columns, both from 1, of offsets into a text, whatever of YAML's ends its lines have. */
export class LinePlaces {
  private readonly begins: number[] = [0];

  constructor(text: string) {
    for (const { index, 0: end } of text.matchAll(/\r\n|[\r\n\u0085\u2028\u2029]/g))
      this.begins.push(index + end.length);
  }

  place(offset: number): { line: number; column: number } {
    let [low, high] = [0, this.begins.length];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if ((this.begins[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.begins[low] as number) + 1 };
  }
}
