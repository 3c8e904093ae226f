/** A rectangle; the origin is at the top left. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Divides a rectangle among values, in their order and in proportion to them, into pieces that are as near to squares as rows and columns
 * allow (Bruls, Huizing and van Wijk, "Squarified Treemaps"). Values are positive and should fall from the first to the last.
 */
export function squarify(values: readonly number[], area: Rect): Rect[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  const placed: Rect[] = [];
  let free = area;
  let rest = total;
  for (let from = 0; from < values.length;) {
    const side = Math.min(free.width, free.height);
    const scale = rest > 0 ? (free.width * free.height) / rest : 0;
    const to = rowEnd(values, from, side, scale);
    const row = values.slice(from, to);
    const sum = row.reduce((all, value) => all + value, 0);
    placed.push(...layRow(row, sum, free, rest));
    free = without(free, rest > 0 ? sum / rest : 1);
    rest -= sum;
    from = to;
  }
  return placed;
}

/** How many values a row takes before another one makes its worst piece longer. */
function rowEnd(values: readonly number[], from: number, side: number, scale: number): number {
  let sum = 0;
  let best = Infinity;
  for (let to = from; to < values.length; to++) {
    const value = values[to] ?? 0;
    sum += value;
    const [largest, smallest] = [values[from] ?? 0, value].map((v) => v * scale) as [number, number];
    const square = (sum * scale) ** 2;
    const length = Math.max((side ** 2 * largest) / square, square / (side ** 2 * smallest));
    if (length > best) return to;
    best = length;
  }
  return values.length;
}

/** A row along the shorter side, so that it is at the left of a wide rectangle and at the top of a tall one. */
function layRow(row: readonly number[], sum: number, { x, y, width, height }: Rect, rest: number): Rect[] {
  const share = rest > 0 ? sum / rest : 1;
  let before = 0;
  return row.map((value) => {
    const [start, part] = [before / sum, value / sum];
    before += value;
    return width >= height
      ? { x, y: y + start * height, width: width * share, height: part * height }
      : { x: x + start * width, y, width: part * width, height: height * share };
  });
}

/** What a row leaves. */
function without({ x, y, width, height }: Rect, share: number): Rect {
  return width >= height
    ? { x: x + width * share, y, width: width * (1 - share), height }
    : { x, y: y + height * share, width, height: height * (1 - share) };
}
