import { describe, expect, it } from 'vitest';
import { layOutMap } from '../../src/report/audit/map.js';
import { squarify } from '../../src/report/audit/treemap.js';

const area = ({ width, height }: { width: number; height: number }) => width * height;

describe('a squarified treemap', () => {
  const values = [6, 6, 4, 3, 2, 2, 1];
  const rects = squarify(values, { x: 0, y: 0, width: 6, height: 4 });

  it('is what its authors draw for their example', () => {
    const first = rects.slice(0, 2).map(({ x, y, width, height }) => [x, y, width, height].map((n) => Math.round(n * 100) / 100));
    expect(first).toEqual([
      [0, 0, 3, 2],
      [0, 2, 3, 2],
    ]);
  });

  it('gives each value its share, all of the area, and no overlap', () => {
    rects.forEach((rect, i) => expect(area(rect)).toBeCloseTo(values[i] ?? 0));
    for (const a of rects) {
      expect(a.x >= -1e-9 && a.y >= -1e-9 && a.x + a.width <= 6 + 1e-9 && a.y + a.height <= 4 + 1e-9).toBe(true);
      const overlap = rects.filter(
        (b) =>
          b !== a &&
          Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1e-9 &&
          Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1e-9,
      );
      expect(overlap).toEqual([]);
    }
  });

  it('has no rectangle for nothing', () => {
    expect(squarify([], { x: 0, y: 0, width: 6, height: 4 })).toEqual([]);
  });
});

const tilesOf = (tiles: readonly number[]) => Array.from({ length: tiles.length / 5 }, (_, i) => tiles.slice(5 * i, 5 * i + 5));

describe('the map', () => {
  const files = [
    { path: 'src/server/a.ts', lines: 100, hot: true },
    { path: 'src/server/b.ts', lines: 0, hot: false },
    { path: 'src/client/c.ts', lines: 300, hot: false },
  ];
  const map = layOutMap(files, { width: 2000, height: 1000 });

  it('has a tile for each file, within its folder', () => {
    expect(
      tilesOf(map.tiles)
        .map((tile) => tile[4])
        .sort(),
    ).toEqual([0, 1, 2]);
    const client = map.folders.find(({ label }) => label === 'client');
    const tile = tilesOf(map.tiles).find((one) => one[4] === 2) ?? [];
    expect((tile[0] ?? 0) >= (client?.x ?? Infinity) && (tile[1] ?? 0) >= (client?.y ?? Infinity)).toBe(true);
  });

  it('gives the larger file the larger tile', () => {
    const size = (file: number) =>
      tilesOf(map.tiles)
        .filter((tile) => tile[4] === file)
        .map((tile) => (tile[2] ?? 0) * (tile[3] ?? 0))[0] ?? 0;
    expect(size(2)).toBeGreaterThan(size(0));
  });

  it('joins folders that hold one folder only', () => {
    expect(layOutMap([{ path: 'a/b/c/x.ts', lines: 1, hot: true }], { width: 900, height: 900 }).folders.map(({ label }) => label)).toEqual(
      ['a/b/c'],
    );
  });

  it('draws what has no finding as one tile a folder where there are very many files', () => {
    const many = Array.from({ length: 7000 }, (_, i) => ({ path: `src/${i % 7}/f${i}.ts`, lines: 10, hot: i < 3 }));
    const tiles = tilesOf(layOutMap(many, { width: 2000, height: 1000 }).tiles);
    expect(tiles.filter((tile) => tile[4] === -1)).toHaveLength(7);
    expect(
      tiles
        .filter((tile) => tile[4] !== -1)
        .map((tile) => tile[4])
        .sort(),
    ).toEqual([0, 1, 2]);
  });
});
